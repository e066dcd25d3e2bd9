"""Takes: films with numbers, points, size or theme of the user's own, in build/takes or another folder."""

import argparse
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scenes.studio.draw.theme import LEAST, TICK, scale
from scenes.studio.errors import BadInput
from scenes.studio.run.user_points import UserPoints
from scenes.studio.store import catalog, publish
from scenes.studio.store.job import FORMATS, FRAMES, RenderJob
from scenes.studio.store.names import THEMES
from scenes.studio.store.paths import ROOT, TAKES

if TYPE_CHECKING:
    from scenes.studio.run.scene import Scene

LARGEST = 3840  # pixels
AUTO = "auto"  # for --lr: the rate is computed
MOST = 2_000  # takes of a sweep
OWN = "docs", "scenes", "tests"  # no place for takes
KINDS = {int: "a whole number", float: "a number"}  # the fields of a scene that are flags


def add_flags(parser: argparse.ArgumentParser, argv: Sequence[str]) -> None:
    """Add the names of scenes and the flags of a take. The scenes' numbers are flags, too, where a flag is given."""
    parser.add_argument("names", metavar="NAME", nargs="*", help="scenes, as `list` names them")
    parser.add_argument("--theme", choices=THEMES, help="default: light")
    parser.add_argument(
        "--size",
        type=_size,
        metavar="WxH",
        help="pixels, both even, up to 3840, and large enough to be read, such as 640x360 or more; wide, square or tall, such as "
        "1080x1920; default: 1280x720",
    )
    parser.add_argument("--out", type=folder, metavar="DIR", help="default: build/takes")
    parser.add_argument(
        "--data",
        type=_file,
        metavar="FILE",
        help="your own points, for lessons that fit a line or a polynomial: a CSV of x, y; - is the standard input",
    )
    parser.add_argument(
        "--sample", type=int, metavar="N", help="take N of these points at random, always the same ones; --seed takes others"
    )
    parser.add_argument("--header", action=argparse.BooleanOptionalAction, help="whether the first row of the points names x and y")
    parser.add_argument("--drop-missing", action="store_true", default=None, help="leave out points of which x or y is missing")
    add_numbers(parser, argv)


def add_numbers(parser: argparse.ArgumentParser, argv: Sequence[str], ranges: bool = False) -> None:
    """Add the numbers of the scenes in `argv` as flags, or as ranges, where it has a flag, and name the first scene in `prog`."""
    if any(word.startswith("-") for word in argv):  # only now is torch needed, and only for the scenes named
        known = catalog.names()
        named = [name for name in argv if name in known]
        parser.prog = " ".join([parser.prog, *named[:1]])  # whose help lists these numbers
        group = parser.add_argument_group("the numbers of the scenes named")
        for name, kind in numbers_of(named).items():
            its_help = f"“{AUTO}”: a quarter of the limit for the points" if name == "lr" and not ranges else None
            parse = values(kind) if ranges else _parser_of(kind, name)
            group.add_argument(f"--{flag(name)}", dest=name, type=parse, metavar="RANGE" if ranges else "N", help=its_help)


def frames(names: list[str], **flags: Any) -> int:
    """Write each film as a zip of its frames."""
    return render(names, **{name: value for name, value in flags.items() if value is not None}, format=FRAMES)


def render(names: list[str], **flags: Any) -> int:
    """Render a take of each scene; the flags are those of `jobs`. Raises BadInput for what one of them cannot have."""
    from scenes.studio.store.workers import render_all

    return render_all(jobs(names, **flags))


def jobs(
    names: list[str],
    theme: str = THEMES[0],
    size: tuple[int, int] | None = None,
    format: tuple[str, ...] | None = None,
    out: Path = TAKES,
    data: Path | None = None,
    header: bool | None = None,
    drop_missing: bool = False,
    sample: int | None = None,
    **numbers: Any,
) -> list[RenderJob]:
    """A take of each scene, ready to be rendered. Raises BadInput for what one of them cannot have; then nothing is written."""
    if not names:
        raise BadInput("which scene? name one before the flags; `python -m scenes list` names them all")
    for name in names:
        catalog.source(name)
    if not data and (header is not None or drop_missing):
        which = "drop-missing" if drop_missing else "header" if header else "no-header"
        raise BadInput(f"--{which} goes with --data: it says how these points are to be read")
    from scenes.studio.cli import points_file

    points, told = points_file.read(data, header, drop_missing) if data else (None, [])
    if sample is not None:
        if not points:
            raise BadInput("--sample takes points from a file: name it with --data")
        whole, points = points, points_file.sample(points, sample, numbers.get("seed", 0))
        told += [f"{points.file}: {len(points)} of these points, drawn at random; --seed draws others"] if len(points) < len(whole) else []
    if points and (counts := numbers.keys() & {"points", "held_out"}):
        raise BadInput(f"--{flag(min(counts))} does not go with --data: {points.file} says how many points there are")
    takes = []
    for name in dict.fromkeys(names):
        its = dict(numbers)
        if numbers.get("lr") == AUTO:
            its["lr"], limit = _quarter_of_the_limit(name, {field: value for field, value in numbers.items() if field != "lr"}, points)
            told.append(f"{name}: --lr {AUTO} is {its['lr']:g}, a quarter of the limit {limit:.3g}")
        takes.append(RenderJob(name, its, (theme,), size, format, out.resolve(), points))
        check(name, its, points)
    publish.prepare(out.resolve())
    for line in told:
        print(line, flush=True)
    return takes


def check(name: str, numbers: Mapping[str, Any], points: UserPoints | None = None) -> "Scene":
    """The scene with these numbers. Raises BadInput where it does not have them, or cannot have these values."""
    from scenes.studio.store.load import load

    its = numbers_of([name])
    for number in numbers.keys() - its.keys():
        raise BadInput(f"{name} has no --{flag(number)}; its numbers are {', '.join(its)}")
    return load(name, numbers, points)


def _quarter_of_the_limit(name: str, numbers: Mapping[str, Any], points: UserPoints | None) -> tuple[float, float]:
    """A quarter of the highest useful learning rate, 2/λmax, in three digits, and that limit. Raises BadInput where a scene has none."""
    scene = check(name, numbers, points)
    limit = scene.facts(scene.run()).get("limit") if hasattr(scene, "lr") else None
    if limit is None:
        raise BadInput(f"{name} knows no limit of its learning rate, so that --lr {AUTO} has nothing to go by; give a number")
    return float(f"{limit / 4:.3g}"), limit


def numbers_of(names: Iterable[str]) -> dict[str, type]:
    """The fields of these scenes that are numbers, and their types."""
    from scenes.studio.store.load import load

    return {field.name: field.type for name in names for field in fields(load(name)) if field.type in KINDS}


def flag(name: str) -> str:
    return name.replace("_", "-")


def _parser_of(kind: type, name: str) -> Callable[[str], Any]:
    def parse(text: str) -> Any:
        if (name, text) == ("lr", AUTO):
            return AUTO
        try:
            return kind(text)
        except ValueError:
            raise argparse.ArgumentTypeError(f"{text!r} is not {KINDS[kind]}") from None

    return parse


def values(kind: type) -> Callable[[str], list[Any]]:
    """How the values of a flag are read: 0.05:1.2:200, from … to … in so many even steps, or 1,5,20, or one."""

    def parse(text: str) -> list[Any]:
        try:
            if ":" in text:
                low, high, count = text.split(":")
                start, end, steps = float(low), float(high), int(count)
                if steps > MOST:
                    raise argparse.ArgumentTypeError(f"{text!r} has {steps:,} values; a sweep has {MOST:,} takes at most")
                if not (steps >= 2 and math.isfinite(start) and math.isfinite(end)):
                    raise ValueError
                # twelve digits, because the value is part of a name
                found = [float(f"{start + (end - start) * i / (steps - 1):.12g}") for i in range(steps)]
            else:
                found = [kind(part) for part in text.split(",")]
            return list(dict.fromkeys(round(value) if kind is int else value for value in found))
        except ValueError:
            raise argparse.ArgumentTypeError(f"{text!r} is neither a range such as 0.05:1.2:200 nor a list such as 1,5,20") from None

    return parse


def folder(text: str) -> Path:
    """Where takes are to go. Raises ArgumentTypeError for a folder of the project's own files, where a take would become one of them."""
    if text in ("", "-"):
        why = "the name is empty" if not text else "a take is several files, which the standard output cannot hold"
        raise argparse.ArgumentTypeError(f"{why}; name a folder, or leave --out away")
    path = Path(text)
    for own in OWN:
        if path.resolve().is_relative_to(ROOT / own):
            raise argparse.ArgumentTypeError(f"{own} holds the project's own files; choose another folder")
    return path


def _file(text: str) -> Path:
    if not text:
        raise argparse.ArgumentTypeError("the name of the file is empty; name one, or - for the standard input")
    return Path(text)


def _size(text: str) -> tuple[int, int]:
    try:
        width, height = map(int, text.lower().replace("×", "x").split("x"))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a size such as 1920x1080") from None
    if width % 2 or height % 2:
        raise argparse.ArgumentTypeError(f"{text} has an odd side, which video cannot have")
    if min(width, height) < 2 or max(width, height) > LARGEST:
        raise argparse.ArgumentTypeError(f"{text} has a side that is not from 2 to {LARGEST} pixels")
    if scale((width, height)) * TICK < LEAST:
        larger = LEAST / TICK / scale((width, height))
        works = [2 * math.ceil(side * larger / 2) for side in (width, height)]
        if max(works) > LARGEST:
            raise argparse.ArgumentTypeError(f"{text} is too small to be read, as is any size of this shape; make its shorter side longer")
        raise argparse.ArgumentTypeError(f"{text} is too small to be read; the smallest of this shape that works is {works[0]}x{works[1]}")
    return width, height


def formats(text: str) -> tuple[str, ...]:
    """The formats in a list such as gif,png. Raises ArgumentTypeError for an unknown one."""
    wanted = tuple(dict.fromkeys(part.strip().lower() for part in text.rstrip(", ").split(",")))
    for kind in wanted:
        if kind not in FORMATS:
            raise argparse.ArgumentTypeError(f"{kind!r} is not one of {', '.join(FORMATS)}")
    return wanted
