"""From torch to numpy: a lesson's run, recorded row by row."""

from scenes.studio.run.no_compiler import spare_compiler

spare_compiler()  # before any module of the package loads torch
