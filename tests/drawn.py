"""The scenes with their own numbers, the run of each and the frames of its film, kept for all tests of a worker that want them."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np

from scenes.studio.draw.film import Film, Packed
from scenes.studio.run.scene import Scene
from scenes.studio.run.trace import Trace
from scenes.studio.store.load import load


@cache
def scene(name: str) -> Scene:
    """A scene with its own numbers, the same for all tests: it keeps what it has worked out."""
    return load(name)


@cache
def run(name: str) -> Trace:
    """What a scene has computed with its own numbers."""
    return scene(name).run()


class Drawn(Sequence[Packed]):
    """The packed frames of a film, drawn in their order; of all but the first, only the pixels are kept that differ from it."""

    def __init__(self, film: Film):
        self._first = film.packed(0).copy()
        self._changes = []
        for i in range(len(film)):
            frame = film.packed(i).ravel()
            places = np.flatnonzero(frame != self._first.ravel())
            self._changes.append((places.astype(np.uint32), frame[places]))

    def __len__(self) -> int:
        return len(self._changes)

    def __getitem__(self, i: Any) -> Any:
        places, pixels = self._changes[i]
        frame = self._first.copy()
        frame.ravel()[places] = pixels
        return frame
