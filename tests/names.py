"""The films that lessons, gallery and decks show: every scene but the explorer, which has no GIF."""

from scenes.studio.store import catalog

EXPLORER = "lr_explorer"
FILMS = [name for name in catalog.names() if name != EXPLORER]
