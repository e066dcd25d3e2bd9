"""The covers of films: a picture of one stop, drawn anew from the run for a cover's stage, whose trace is not kept with the film."""

from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context

import matplotlib
from PIL import Image

from scenes.studio.draw.cover import CoverStage
from scenes.studio.draw.fonts import use_fonts
from scenes.studio.draw.marks import compose
from scenes.studio.draw.theme import THEMES
from scenes.studio.errors import BadInput
from scenes.studio.store.load import load
from scenes.studio.store.render import run

Covers = dict[str, Image.Image]  # by theme
Size = tuple[int, int]


def covers(stops: Mapping[str, int], size: Size) -> Iterator[tuple[str, Covers]]:
    """The covers of the films that `stops` names, `size` pixels large, over the cores: name and covers, in this order.

    It gives for each the stop that the cover shows, from 1, or from −1 for the last one. Raises BadInput where there is no such stop.
    """
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        yield from zip(stops, pool.map(partial(cover, size=size), stops, stops.values()), strict=True)


def cover(name: str, stop: int, size: Size) -> Covers:
    """The cover of one film."""
    scene = load(name)
    trace = run(scene, name)
    found = scene.stops(trace)
    if not 1 <= abs(stop) <= len(found):
        raise BadInput(f"{name} has no stop {stop} for its cover, but {len(found)} stops")
    row = found[stop - (stop > 0)].row
    use_fonts()
    drawn = {}
    for theme in THEMES.values():
        with matplotlib.rc_context(theme.rc()):
            stage = CoverStage(theme)
            compose(*scene.drawing(trace, stage))(row)
            drawn[theme.name] = stage.picture(size)
    return drawn
