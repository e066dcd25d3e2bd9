"""From the files of finished films to slides: PowerPoint, reveal.js, and an archive of all films."""
