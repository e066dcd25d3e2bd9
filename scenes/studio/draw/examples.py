"""A picture of each part of this package, drawn by the example in its docstring, for the authors' guide."""

import inspect
from collections.abc import Callable, Iterator
from doctest import DocTestParser
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import numpy as np
from matplotlib import rc_context
from matplotlib.transforms import Bbox

from scenes.studio.draw.board import Board
from scenes.studio.draw.fonts import use_fonts
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import THEMES, Theme
from scenes.studio.words import say, say_each

SIZE = (480, 400)
ROWS, ROW = 20, 12  # of the run that the examples draw, and the one that the picture shows


def parts() -> Iterator[Callable[..., Any]]:
    """The parts: every public function here that draws on a stage or on a board, by module and in the order of its code."""
    package = Path(__file__).parent
    for module in iter_modules([str(package)]):
        for name, part in vars(import_module(f"{__package__}.{module.name}")).items():
            own = inspect.isfunction(part) and part.__module__ == f"{__package__}.{module.name}" and not name.startswith("_")
            if own and next(iter(inspect.signature(part).parameters), "") in ("stage", "board"):
                yield part


def draw(part: Callable[..., Any], theme: Theme, path: Path) -> None:
    """Run the example of a part and write the picture. Raises ValueError where its docstring has no example."""
    examples = DocTestParser().get_examples(part.__doc__ or "")
    if not examples:
        raise ValueError(f"{part.__name__}: write an example into its docstring, a line such as >>> dot(stage, ax, path, theme.model)")
    use_fonts()
    with rc_context(theme.rc()):
        stage = Stage(theme, SIZE)
        names = vars(import_module(part.__module__)) | _setting(stage, on_board="board" in inspect.signature(part).parameters)
        shows = [show for example in examples if callable(show := eval(example.source, names))]
        settle = stage.settle(list(range(ROWS)))
        for show in [*shows, settle]:
            show(ROW)
        width, height = stage.figure.get_size_inches()
        strip = stage.canvas.strip[3] / stage.canvas.height * height
        stage.figure.savefig(path, bbox_inches=Bbox([[0, 0], [width, height - strip]]))


def write(folder: Path) -> list[Path]:
    """Write the pictures of all parts, NAME.png and NAME.dark.png; returns their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for part in parts():
        for theme in THEMES.values():
            path = folder / f"{part.__name__}{'.dark' if theme.name == 'dark' else ''}.png"
            draw(part, theme, path)
            written.append(path)
    return written


def _setting(stage: Stage, on_board: bool) -> dict[str, Any]:
    """What an example may name: a stage with one panel `ax`, or a `board`, and the series of a small run."""
    turn = np.linspace(0, 3, ROWS)
    x = np.linspace(0, 10, 60)
    (ax,) = stage.panels("")
    ax.set(xlim=(0, 10), ylim=(0, 10))
    path = np.column_stack([1 + 7 * (1 - np.exp(-turn)), 2 + 5 * (1 - np.exp(-2 * turn)) - turn**2 / 4])
    return {
        "np": np,
        "say": say,
        "say_each": say_each,
        "stage": stage,
        "theme": stage.theme,
        **({"board": Board(stage, ax, 600, 300)} if on_board else {"ax": ax}),
        "rows": np.arange(ROWS),
        "path": path,
        "steps": np.vstack([np.diff(path, axis=0) * 3, [[np.nan, np.nan]]]),
        "losses": 9 * np.exp(-turn),
        "x": x,
        "heights": 5 + np.outer(np.linspace(3, 1, ROWS), np.sin(x)),
    }
