"""From torch to numpy: a lesson's run, recorded row by row."""
