"""The engine: from a scene's run to finished films, small enough to read in one sitting."""
