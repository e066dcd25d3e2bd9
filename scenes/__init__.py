"""Lesson films, one a file; the engine that films them is in `studio`."""
