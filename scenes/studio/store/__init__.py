"""From bytes to docs/animations: what must be rendered, the rendering of it, and the finished films."""
