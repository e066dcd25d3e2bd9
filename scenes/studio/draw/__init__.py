"""From numpy to pixels: a recorded run, drawn frame by frame."""
