"""From the files of finished films to HTML: what the notes can ask for."""
