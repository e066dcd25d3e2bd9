"""python -m scenes: list the scenes, render their films, begin a new one."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from scenes.studio.cli import points_file
from scenes.studio.errors import BadInput
from scenes.studio.store import catalog, publish
from scenes.studio.store.fingerprint import fingerprint
from scenes.studio.store.job import FORMATS, FRAMES, THEMES, RenderJob
from scenes.studio.store.paths import ANIMATIONS, TAKES
from scenes.studio.store.workers import render_all

LEAST, LARGEST = (320, 180), (3840, 2160)


class Parser(argparse.ArgumentParser):
    """A parser that says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        raise BadInput(f"{message}; `{self.prog} --help` shows what there is")


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit code: 0, 1 when a film failed, 2 for bad input."""
    argv = list(sys.argv[1:] if argv is None else argv)
    try:
        return _run(argv)
    except BadInput as error:
        print(f"scenes: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("scenes: interrupted; finished films stand, unfinished ones were left as they were", file=sys.stderr)
        return 130
    except BrokenPipeError:  # `… | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _run(argv: list[str]) -> int:
    parser = Parser(prog="python -m scenes", description=__doc__, allow_abbrev=False)
    commands = parser.add_subparsers(dest="command", required=True, metavar="{list,render,frames,new,check}", parser_class=Parser)
    commands.add_parser("list", help="name, title and a line for each scene")
    render = commands.add_parser(
        "render",
        allow_abbrev=False,
        help="render films: all that changed, or those named; with a flag, a take of your own",
        description="Without flags: bring the published films up to date. With any flag: a take, in build/takes/ or --out. "
        "Name a scene before --help to see its numbers.",
    )
    render.add_argument("--format", type=_formats, metavar="gif,mp4,png", help="default: all three")
    frames = commands.add_parser(
        "frames",
        allow_abbrev=False,
        help="a film as a zip of numbered PNGs, with the line that plays them in Beamer",
        description="Writes NAME.zip to build/takes/ or --out, with a Beamer document that plays the frames. "
        "Name a scene before --help to see its numbers.",
    )
    for name, its in {"render": render, "frames": frames}.items():
        _add_take_flags(its, argv[1:] if argv[:1] == [name] else [])
    new = commands.add_parser("new", allow_abbrev=False, help="begin a scene: its file, its claim test, its place on the site")
    new.add_argument("name", metavar="NAME", help="a Python name in lower case, such as my_scene")
    new.add_argument("--lesson", type=int, metavar="N", help="put it into this lesson; without: on a page of its own")
    check = commands.add_parser("check", allow_abbrev=False, help="everything that concerns one film, and a contact sheet of it")
    check.add_argument("name", metavar="NAME", help="a scene, as `list` names it")
    arguments = vars(parser.parse_args(argv))
    command = arguments.pop("command")
    if command == "list":
        return _list()
    if command == "new":
        from scenes.studio.cli.new import new as begin

        return begin(arguments["name"], arguments["lesson"])
    if command == "check":
        from scenes.studio.cli.check import main as check_film

        return check_film(arguments["name"])
    names = list(dict.fromkeys(arguments.pop("names")))
    flags = {name: value for name, value in arguments.items() if value is not None}
    if command == "frames":
        return _take(names, flags | {"format": FRAMES})
    return _take(names, flags) if flags else _render(names)


def _list() -> int:
    told = {name: catalog.words(name) for name in catalog.names()}
    width = max(map(len, told), default=0)
    for name, words in told.items():
        print(f"{name:{width}}  {words.title}. {words.caption}")
    return 0


def _add_take_flags(parser: argparse.ArgumentParser, argv: list[str]) -> None:
    parser.add_argument("names", metavar="NAME", nargs="*", help="scenes, as `list` names them")
    parser.add_argument("--theme", choices=THEMES, help="default: light")
    parser.add_argument("--size", type=_size, metavar="WxH", help="pixels, both even, up to 3840x2160; default: 1280x720")
    parser.add_argument("--out", type=Path, metavar="DIR", help="default: build/takes")
    parser.add_argument(
        "--data", type=Path, metavar="FILE", help="your own points, for lessons that fit a line or a polynomial: a CSV of x, y"
    )
    if not any(word.startswith("-") for word in argv):
        return
    # The scenes' own numbers are flags too. Only now is torch needed, and only for the scenes named.
    from dataclasses import fields

    from scenes.studio.store.load import load

    numbers = {field.name: field for name in argv if name in catalog.names() for field in fields(load(name))}
    group = parser.add_argument_group("the numbers of the scenes named")
    for name, field in numbers.items():
        if field.type not in _NUMBERS:  # the points, which have --data
            continue
        group.add_argument(f"--{name.replace('_', '-')}", dest=name, type=_NUMBERS[field.type], metavar="N")


def _render(names: list[str]) -> int:
    for name in names:
        catalog.source(name)
    publish.prepare(ANIMATIONS)
    if not names:
        for gone in publish.remove_orphans(catalog.names()):
            print(f"{gone}: removed, its scene is gone")
    names = names or catalog.names()
    stale = [name for name in names if not publish.fresh(name, fingerprint(name))]
    if not stale:
        print(f"{len(names)} film{'s' * (len(names) != 1)} up to date")
        return 0
    return render_all([RenderJob(name) for name in stale])


def _take(names: list[str], flags: dict[str, Any]) -> int:
    if not names:
        raise BadInput("which scene? name one before the flags; `python -m scenes list` names them all")
    for name in names:
        catalog.source(name)
    from dataclasses import fields

    from scenes.studio.store.load import load

    theme = flags.pop("theme", THEMES[0])
    size = flags.pop("size", None)
    formats = flags.pop("format", None)
    folder = flags.pop("out", TAKES).resolve()
    if folder.is_relative_to(ANIMATIONS):
        raise BadInput("docs/animations holds the published films; choose another --out")
    data = points_file.read(flags.pop("data")) if "data" in flags else None
    if data and (told := flags.keys() & {"points", "held_out"}):
        raise BadInput(f"--{min(told).replace('_', '-')} does not go with --data: {data.file} says how many points there are")
    for name in names:
        scene = load(name, {k: v for k, v in flags.items() if hasattr(load(name), k)}, data)
        theirs = [field.name for field in fields(scene) if field.type in _NUMBERS]
        for flag in flags.keys() - set(theirs):
            raise BadInput(f"{name} has no --{flag.replace('_', '-')}; its numbers are {', '.join(theirs)}")
    publish.prepare(folder)
    return render_all([RenderJob(name, flags, (theme,), size, formats, folder, data) for name in names])


def _size(text: str) -> tuple[int, int]:
    try:
        width, height = map(int, text.split("x"))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a size such as 1920x1080") from None
    if width % 2 or height % 2:
        raise argparse.ArgumentTypeError(f"{text} has an odd side, which video cannot have")
    if not (LEAST[0] <= width <= LARGEST[0] and LEAST[1] <= height <= LARGEST[1]):
        raise argparse.ArgumentTypeError(f"{text} is outside 320x180 … 3840x2160")
    return width, height


def _formats(text: str) -> tuple[str, ...]:
    wanted = tuple(dict.fromkeys(text.split(",")))
    for kind in wanted:
        if kind not in FORMATS:
            raise argparse.ArgumentTypeError(f"{kind!r} is not one of gif, mp4, png")
    return wanted


def _number(convert, what: str):
    def parse(text: str):
        try:
            return convert(text)
        except ValueError:
            raise argparse.ArgumentTypeError(f"{text!r} is not {what}") from None

    return parse


_NUMBERS: dict[Any, Any] = {int: _number(int, "a whole number"), float: _number(float, "a number")}
