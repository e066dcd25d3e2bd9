"""python -m scenes: render the films of the scenes, begin and check a scene, make what the site and the decks need."""

import argparse
import gc
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import import_module
from typing import Any, NoReturn

from scenes.studio.cli import take
from scenes.studio.errors import BadInput
from scenes.studio.store import catalog, faults, publish
from scenes.studio.store.fingerprint import fingerprints
from scenes.studio.store.job import RenderJob
from scenes.studio.store.made import NOTES, Made
from scenes.studio.store.names import THEMES
from scenes.studio.store.paths import ANIMATIONS, DOCS, ROOT, SLIDES, TAKES, relative


class Parser(argparse.ArgumentParser):
    """A parser whose errors are one line, with the command whose help tells more. Options cannot be shortened."""

    def __init__(self, **options: Any):
        super().__init__(**options | {"allow_abbrev": False})

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> tuple[Any, list[str]]:
        """The arguments. What a command does not know it refuses itself: argparse would leave that to the parser of all commands."""
        found, unknown = super().parse_known_args(args, namespace)
        if unknown:
            self.error(f"unrecognized arguments: {' '.join(unknown)}")
        return found, unknown

    def error(self, message: str) -> NoReturn:
        raise BadInput(f"{message}; `{self.prog} --help` shows what there is")


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit code: 0, 1 when a film, a check or the code failed, 2 for bad input."""
    gc.set_threshold(100_000, 50, 100)  # torch and matplotlib stay: to look through them for garbage takes a quarter of their loading
    argv = list(sys.argv[1:] if argv is None else argv)
    try:
        _refuse_repeats(argv)
        arguments = vars(_parser(argv).parse_args(argv))
        return arguments.pop("command")(**arguments)
    except BadInput as error:
        print(f"scenes: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # `… | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:  # of the disk, or of what was asked for: no fault of the code
        print(f"scenes: {error}", file=sys.stderr)
        return 1
    except Exception as error:
        print(f"scenes: {faults.told('scenes', faults.fault(error))}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("scenes: interrupted; what was finished stands, the rest was left as it was", file=sys.stderr)
        return 130


def _refuse_repeats(argv: Sequence[str]) -> None:
    """Raise BadInput for a flag that is given twice, or with its opposite: argparse would take the last without a word."""
    seen: dict[str, str] = {}
    for given in (word.partition("=")[0] for word in argv if word.startswith("--") and len(word) > 2):
        name = given.replace("--no-", "--", 1)
        if name in seen:
            again = f"{given} is given twice" if given == seen[name] else f"{seen[name]} and {given} exclude each other"
            raise BadInput(f"{again}; give one of them")
        seen[name] = given


def _parser(argv: Sequence[str]) -> Parser:
    """The parser of all commands."""
    parser = Parser(prog="python -m scenes", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND", parser_class=Parser)

    def add(name: str, command: Callable[..., int], help: str, description: str | None = None) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=help, description=description or f"{help[:1].upper()}{help[1:]}.")
        added.set_defaults(command=command)
        return added

    add("list", list_scenes, "name, title and a line for each scene")
    render = add(
        "render",
        render_films,
        "render films: all that changed, or those named; with a flag, a take of your own",
        "Without flags: bring the published films up to date. With any flag: a take, in build/takes/ or --out. "
        "Name a scene before --help to see its numbers.",
    )
    frames = add(
        "frames",
        take.frames,
        "a film as a zip of numbered PNGs, with the line that plays them in Beamer",
        "Writes NAME.zip to build/takes/ or --out, with a Beamer document that plays the frames. "
        "Name a scene before --help to see its numbers.",
    )
    take.add_flags(render, argv[1:] if argv[:1] == ["render"] else [])
    render.add_argument("--format", type=take.formats, metavar="gif,mp4,png", help="default: all three")
    take.add_flags(frames, argv[1:] if argv[:1] == ["frames"] else [])
    segments = add(
        "segments",
        later("segments"),
        "a film in pieces from stop to stop, as GIF and MP4, for slides that stop",
        "Writes NAME.part-0.png, a still to begin with, NAME.part-1.gif, NAME.part-1.mp4 and on to build/takes/ or --out: the pieces "
        "between the stops, each plays once. "
        "Name a scene before --help to see its numbers.",
    )
    take.add_flags(segments, argv[1:] if argv[:1] == ["segments"] else [])
    sweep = add(
        "sweep",
        later("sweep"),
        "takes of all combinations of numbers, a table of how they ended, and their last pictures on one sheet",
        f"A number is a range, --lr 0.05:1.2:24 (from, to, how many), or a list, --batch-size 1,5,20; {take.MOST:,} takes at most. "
        "Writes to build/takes/ or --out: a GIF for each take, NAME-sweep.csv and NAME-sweep.png. "
        "Name a scene before --help to see its numbers.",
    )
    sweep.add_argument("name", metavar="NAME", help="a scene, as `list` names it")
    sweep.add_argument("--out", type=take.folder, default=TAKES, metavar="DIR", help="default: build/takes")
    sweep.add_argument("--scheduler", metavar="tcp://…", help="the Dask cluster that renders them; default: the processors of this machine")
    take.add_numbers(sweep, argv[1:] if argv[:1] == ["sweep"] else [], ranges=True)
    new = add("new", later("new"), "begin a scene: its file, its claim test, its place on the site")
    new.add_argument("name", metavar="NAME", help="a Python name in lower case, such as my_scene")
    new.add_argument("--lesson", type=int, metavar="N", help="put it into this lesson; without: on a page of its own")
    check = add("check", later("check"), "everything that concerns one film, and its storyboard")
    check.add_argument("name", metavar="NAME", help="a scene, as `list` names it")
    sheet = add("sheet", make_sheet, "the storyboard of a film: its stops as one picture, for handouts", None)
    sheet.add_argument("name", metavar="NAME", help="a scene, as `list` names it")
    add("assets", make_assets, "what the site needs beside the films: fonts, scripts, small stills, players in one file and so on")
    decks = add(
        "decks",
        make_decks,
        "the slide decks and films.zip, in build/slides; with a flag, a deck of your own",
        "Without flags: all decks, and films.zip. With a flag: one deck, as PowerPoint, as PowerPoint that stops and as HTML, in "
        "build/takes/.",
    )
    decks.add_argument(
        "--films",
        dest="names",
        nargs="+",
        metavar="NAME",
        help="films, slides or whole decks, by their names in docs/slides.yml, in your order",
    )
    decks.add_argument("--theme", choices=THEMES, help="default: light")
    add("site", later("site"), "the site, in build/site, with the decks in it; nothing where nothing has changed")
    serve = add("serve", later("serve"), "show the site, and follow what changes")
    serve.add_argument("--port", type=int, default=8000)
    verify = add("verify", later("verify"), "render films again, elsewhere, and compare them with those that are published")
    verify.add_argument("names", metavar="NAME", nargs="*", help="scenes, as `list` names them; default: all")
    bench = add("bench", later("bench"), "measure our rendering against matplotlib's own, for docs/benchmarks.md")
    bench.add_argument("--films", dest="names", nargs="+", metavar="NAME", help="default: all that have a GIF")
    return parser


def list_scenes() -> int:
    """Print a line for each scene."""
    words = {name: catalog.words(name) for name in catalog.names()}
    width = max(map(len, words), default=0)
    for name, its in words.items():
        print(f"{name:{width}}  {its.title}. {its.caption}")
    return 0


def render_films(names: list[str], **flags: Any) -> int:
    """Bring published films up to date: those named, or all. With flags: a take of those named."""
    given = {name: value for name, value in flags.items() if value is not None}
    if given:
        return take.render(names, **given)
    for name in names:
        catalog.source(name)
    publish.prepare(ANIMATIONS)
    if not names:
        for gone in publish.remove_orphans(catalog.names()):
            print(f"{gone}: removed, its scene is gone")
    names = list(dict.fromkeys(names)) or catalog.names()
    stale = [name for name, its in fingerprints(names).items() if not publish.fresh(name, its)]
    for name in stale:
        for file in publish.damaged(name):
            print(f"{file} is damaged or gone: {name} is rendered again", file=sys.stderr)
    if not stale:
        print(f"{len(names)} film{'' if len(names) == 1 else 's'} up to date")
        return 0
    from scenes.studio.store.workers import render_all

    return render_all([RenderJob(name, tall=True) for name in stale])


def make_sheet(name: str) -> int:
    """Write the storyboard of a film to build/sheets, after bringing the film up to date."""
    from scenes.studio.decks import sheet
    from scenes.studio.store.record import Record

    if code := render_films([name]):
        return code
    print(relative(sheet.write(Record(ANIMATIONS, name))))
    return 0


def make_assets() -> int:
    """Write fonts, colours, scripts, small stills, key frames and players in one file, unless nothing has changed since."""
    made = Made(ROOT / "build" / "assets", *NOTES)  # they stand in docs, among their sources
    if made.up_to_date():
        return 0
    from scenes.studio.pages import keyframes, parts, players, scripts, thumbnails, tokens, webfonts

    pictures = []
    if parts.outdated(ROOT, DOCS / "assets" / "parts"):
        from scenes.studio.draw import examples  # matplotlib takes a second to load

        pictures = examples.write(DOCS / "assets" / "parts")
    written = [
        *webfonts.cut(),
        *webfonts.for_disk(),
        *tokens.write(),
        *scripts.write(),
        *keyframes.extract(),
        *thumbnails.update(_covers),
        *players.write(),
    ]
    for path in [*written, *pictures]:
        print(os.path.relpath(path))
    made.done()
    return 0


def _covers(stops: Mapping[str, int], size: tuple[int, int]) -> Iterator[tuple[str, Any]]:
    from scenes.studio.store.covers import covers  # torch takes seconds to load

    return covers(stops, size)


def make_decks(names: list[str] | None, theme: str | None) -> int:
    """Write the decks and the archive of all films, unless nothing has changed since they were written; or a deck of one's own."""
    if not names and not theme and Made(SLIDES, *NOTES).up_to_date():
        print(f"{relative(SLIDES)} is up to date")
        return 0
    return later("decks")(names=names, theme=theme)


def later(module: str) -> Callable[..., int]:
    """The command of a module that is imported only when it runs: `list` must not wait for torch."""

    def command(**arguments: Any) -> int:
        return import_module(f"scenes.studio.cli.{module}").main(**arguments)

    return command
