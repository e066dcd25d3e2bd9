"""From pixels to bytes: GIF, MP4 and PNG, one frame at a time."""
