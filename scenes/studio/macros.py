"""`{{ film("good_lr") }}` and `{{ run.good_lr.loss.first }}` for the notes, from the records of the finished films."""

import csv
import difflib
import json
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property, partial
from html import escape
from itertools import accumulate, pairwise
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, NoReturn

from jinja2 import Environment, StrictUndefined, Template, TemplateSyntaxError, UndefinedError
from markupsafe import Markup
from mkdocs.exceptions import PluginError
from mkdocs.utils import get_relative_url
from mkdocs_macros.errors import format_error

if TYPE_CHECKING:
    from mkdocs.structure.pages import Page
    from mkdocs_macros.plugin import MacrosPlugin

SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
NO_BREAK = "\u00a0"  # a number stays on one line
# The credit that CC BY 4.0 asks for: every deck, archive and page says it in these words.
ATTRIBUTION = "SGD in Motion, CC BY 4.0, after lesson 2 of fast.ai’s Practical Deep Learning for Coders"
FILES = {"gif": "GIF", "mp4": "MP4", "png": "still"}
RECORDS = {"csv": "every step, CSV", "json": "record, JSON"}
HEAVY = 100_000  # bytes: a film above it waits for the reader to do anything, so that no page brings over 400 KB by itself
Url = Callable[[str], str]
_templates = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
FIGURE, EXPLORER = (
    _templates.from_string(Path(__file__).with_name(name).read_text(encoding="utf-8")) for name in ("figure.html", "explorer.html")
)


def define_env(env: "MacrosPlugin") -> None:
    """Give the notes their macros, the filter `fixed`, and the variables `run`, `films`, `lessons`, `elsewhere`, `decks` and
    `attribution`.

    Called by mkdocs-macros at every build.

    `run` holds the numbers of all films. `films` names those that have a page under films/, in the order of the
    navigation. `lessons` are the pages lessons/1-….md, lessons/2-….md and so on, each with its films (see Lesson);
    `elsewhere` names the films that none of them shows. `decks` names the files in build/slides.
    """
    folder = Path(env.conf["docs_dir"]) / "animations"
    shelf = cache(lambda name: Film(folder, name))
    decks = Path(env.conf["config_file_path"]).parent / "build" / "slides"

    @cache
    def places() -> dict[str, list[str]]:
        """The pages that show each film in full, the film's own page first."""
        found: dict[str, list[str]] = {}
        for path in sorted(folder.parent.rglob("*.md")):
            for name in re.findall(r'\{\{\s*(?:film|predict)\(\s*"(\w+)"(?![^}]*brief)', path.read_text(encoding="utf-8")):
                found.setdefault(name, []).append(path.relative_to(folder.parent).as_posix())
        return {name: sorted(pages, key=lambda page: page != f"films/{name}.md") for name, pages in found.items()}

    def url(file: str) -> str:
        return get_relative_url(f"animations/{file}", env.page.url)

    @env.macro
    def film(name: str, brief: bool = False) -> str:
        """The figure of a film; `brief` leaves out the long description and the links to its files.

        Raises Unknown when there is no such film, or when one of its files is missing.
        """
        return figure(shelf(name), url, brief)

    @env.macro
    def predict(name: str, step: int, question: str, choices: Mapping[str, Any], because: str = "") -> str:
        """The figure of a film that opens paused at `step` with a question over it, and plays on after an answer.

        `choices` maps each answer to whether the run bears it out, such as `run.good_lr.loss.at(11) < 0.5`; exactly
        one must. `because` is said after the answer. Raises Unknown for a film or a step that is not there.
        """
        film = shelf(name)
        film.row(step)
        if [bool(right) for right in choices.values()].count(True) != 1:
            told = ", ".join(f"“{text}” {bool(right)}" for text, right in choices.items())
            raise Unknown(f"predict {name}: the run must bear out exactly one of the answers, and says {told}")
        ask = {"index": film.frame(step), "question": question, "choices": choices, "because": because}
        return figure(film, url, ask=ask)

    @env.macro
    def compare(*names: str) -> str:
        """Two films of the same data side by side under one slider. Raises Unknown when one of them is not there."""
        return pair([shelf(name) for name in names], url)

    @env.macro
    def moment(name: str, step: int, text: str = "") -> str:
        """A link that opens a film at `step`, paused: “step 12”, or `text`.

        Raises Unknown for a film without a page, or a step that was not run.
        """
        film = shelf(name)
        film.row(step)
        here, shown_on = env.page.file.src_uri, places().get(name, [])
        if not shown_on:
            raise Unknown(f'moment {name}: no page shows this film; put {{{{ film("{name}") }}}} into one')
        address = "" if here in shown_on else get_relative_url(shown_on[0].removesuffix(".md") + ".html", env.page.url)
        shown = film.record["steps"][film.frame(step)]
        return f'<a class="moment" href="{address}#{name}@{shown}">{escape(text) or f"step{NO_BREAK}{step}"}</a>'

    @env.macro
    def still(name: str) -> str:
        """The still of a film, in the colours of the page, to stand in a line of text or in a link.

        Raises Unknown when there is no such film, or when one of its files is missing.
        """
        return "".join(image(shelf(name), theme, "png", url) for theme in ("light", "dark"))

    @env.macro
    def thumb(name: str) -> str:
        """The still of a film, made small by scenes.studio.stills; without words, for a link that has its own.

        Raises Unknown when there is no such film, or when its still is missing.
        """
        pictures = "".join(small(shelf(name), theme, url) for theme in ("light", "dark"))
        return re.sub(r' alt="[^"]*"', ' alt=""', pictures)

    @env.macro
    def card(name: str) -> str:
        """A film of the gallery: its still, which docs/assets/gallery.js lets move, with a link to where the film is at home."""
        film = shelf(name)
        gifs = [url(film.file(f"{name}{dark}.gif").name) for dark in ("", ".dark")]
        return (
            f'<li class="gallery__film" id="{name}"><a href="{get_relative_url(home(name, folder.parent), env.page.url)}">'
            f'<span class="gallery__screen" data-light="{gifs[0]}" data-dark="{gifs[1]}">{thumb(name)}</span>'
            f"<strong>{escape(film.record['title'])}</strong></a><p>{escape(film.record['caption'])}</p></li>"
        )

    @env.macro
    def rows(
        name: str,
        columns: Sequence[str] | Mapping[str, str] = ("step", "loss"),
        every: int = 10,
        steps: Iterable[int] | None = None,
        decimals: int = 3,
    ) -> str:
        """Rows of a run as an HTML table: every so many steps, or exactly `steps`.

        `columns` are names of the CSV; a mapping gives them other headings: `{"step": "step", "a_0": "slope"}`.
        Raises Unknown for a film, a column or a step that is not there.
        """
        return table(shelf(name), columns, every, steps, decimals)

    @env.macro
    def download(name: str, text: str) -> str:
        """A link to one of the decks in build/slides, with its size. Raises Unknown when it has not been made."""
        path = decks / name
        if not path.is_file():
            raise Unknown(f"there is no build/slides/{name}; run `make slides`")
        size = f"{NO_BREAK}<small>{readable_size(path.stat().st_size)}</small>"
        return f'<a href="{get_relative_url(f"slides/{name}", env.page.url)}" download>{escape(text)}</a>{size}'

    @env.macro
    def explorer() -> str:
        """The explorer of learning rates: two sliders over every step of the run of every rate. See explorer.py."""
        return explorer_figure(folder / "lr_explorer", url)

    env.filter(fixed)
    env.variables["run"] = Runs(shelf)
    env.variables["attribution"] = ATTRIBUTION
    env.variables["decks"] = sorted(path.name for path in decks.glob("*") if path.is_file())
    paths = map(PurePosixPath, pages(env.conf["nav"]))
    env.variables["films"] = [path.stem for path in paths if path.parent.name == "films" and path.stem != "index"]
    env.variables["lessons"] = lessons = curriculum(folder.parent)
    there = sorted(path.stem for path in folder.glob("*.json"))
    env.variables["elsewhere"] = [name for name in there if not any(name in lesson.films for lesson in lessons)]


def pages(nav: Any) -> Iterator[str]:
    """The paths of the pages in the `nav` of mkdocs.yml, in its order, however deep."""
    for item in nav or ():
        entry = next(iter(item.values())) if isinstance(item, dict) else item
        yield from [entry] if isinstance(entry, str) else pages(entry)


class Lesson:
    """A page lessons/N-….md: its `number`, `stem`, `title`, and the `films` that are at home on it, in its order.

    `places` tells for each film that the page shows the id of the figure.
    """

    def __init__(self, path: Path):
        text = path.read_text(encoding="utf-8")
        self.stem = path.stem
        self.number = int(path.stem.partition("-")[0])
        found = re.search(r"^title: *(.+)$|^# +(.+)$", text, flags=re.MULTILINE)
        self.title = (found[1] or found[2]).strip("\"' ") if found else path.stem
        self.places: dict[str, str] = {}
        self.brief: set[str] = set()
        for macro, arguments in re.findall(r"\{\{-?\s*(film|predict|compare)\(([^)]*)", text):
            names = re.findall(r"[\"'](\w+)[\"']", arguments) if macro == "compare" else re.findall(r"^\s*[\"'](\w+)", arguments)
            for name in names:
                self.places.setdefault(name, "-".join(names))
                if macro == "compare" or "brief=True" in arguments:
                    self.brief.add(name)
        self.films = list(self.places)


def curriculum(docs: Path) -> list[Lesson]:
    """The lessons in their order. A film is at home where it first stands whole; else where it first stands at all."""
    lessons = sorted(map(Lesson, (docs / "lessons").glob("[0-9]*-*.md")), key=lambda lesson: lesson.number)
    whole = {name: lesson for lesson in reversed(lessons) for name in lesson.films if name not in lesson.brief}
    homes = {name: lesson for lesson in reversed(lessons) for name in lesson.films} | whole
    for lesson in lessons:
        lesson.films = [name for name in lesson.films if homes[name] is lesson]
    return lessons


def home(name: str, docs: Path) -> str:
    """Where the site shows a film: on its own page, else in its lesson, else as a file. Relative to the site."""
    if (docs / "films" / f"{name}.md").is_file():
        return f"films/{name}.html"
    places = [f"lessons/{lesson.stem}.html#{lesson.places[name]}" for lesson in curriculum(docs) if name in lesson.films]
    return places[0] if places else f"animations/{name}.mp4"


class Unknown(Exception):
    """The notes ask for a film or a number that is not there. The message is one line, and says what to run."""


def unknown(what: str, where: str, name: str, choices: Iterable[str]) -> Unknown:
    """`name` is not among `choices`: no {what} “{name}”{where}, the nearest choices, and what to run."""
    there = list(choices)
    near = difflib.get_close_matches(name, there, cutoff=0.5)
    hint = f"nearest: {', '.join(near)}" if near else f"there is: {', '.join(there[:12])}" if there else "there is none yet"
    return Unknown(f"no {what} “{name}”{where} ({hint}); if it ought to be there, run `make scenes`")


@format_error.register(Unknown)
@format_error.register(UndefinedError)
@format_error.register(TemplateSyntaxError)
def _stop(error: Exception, markdown: str, page: "Page") -> NoReturn:
    """End the build with one line. What mkdocs-macros does by itself, a traceback and `exit`, would also end `serve`."""
    line = f", line {error.lineno}" if isinstance(error, TemplateSyntaxError) else ""
    raise PluginError(f"{page.file.src_uri}{line}: {error}")


class Number(float):
    """A float that prints for readers (see `plain`), and stays one when reckoned with."""

    def __str__(self) -> str:
        return plain(self)


def _closed(name: str) -> Callable[..., Any]:
    def operation(self: Number, *others: Any) -> Any:
        value = getattr(float, name)(self, *others)
        return Number(value) if type(value) is float else value

    return operation


for _name in ["add", "radd", "sub", "rsub", "mul", "rmul", "truediv", "rtruediv", "pow", "rpow", "neg", "abs"]:
    setattr(Number, f"__{_name}__", _closed(f"__{_name}__"))


def plain(value: float) -> str:
    """`value` to three significant digits: 0.0858, 8.9, 1,230, −2.5, 2.3 × 10⁵."""
    if not math.isfinite(value):
        return _not_finite(value)
    mantissa, exponent = f"{value:.2e}".split("e")
    power = int(exponent)
    if value == 0 or -4 < power < 5:
        text = f"{float(f'{value:.3g}'):,.{max(0, 2 - power)}f}"
        return _signed(text.rstrip("0").rstrip(".") if "." in text else text)
    digits = mantissa.rstrip("0").rstrip(".")
    return _signed(f"{digits}{NO_BREAK}×{NO_BREAK}10") + str(power).translate(SUPERSCRIPTS)


def fixed(value: float, decimals: int = 2) -> str:
    """`value` with that many decimals, whatever its size: −0.50, 1,234.00."""
    return _signed(f"{value:,.{decimals}f}") if math.isfinite(value) else _not_finite(value)


def _signed(text: str) -> str:
    """With a true minus sign, and none before a zero."""
    return text.replace("-", "−") if text.strip("-0.,") else text.lstrip("-")


def _not_finite(value: float) -> str:
    return "not a number" if math.isnan(value) else "∞" if value > 0 else "−∞"


class Film:
    """A finished film: its record (JSON), its trace (CSV) and its files. Raises Unknown when there is no such film."""

    def __init__(self, folder: Path, name: str):
        there = sorted(path.stem for path in folder.glob("*.json"))
        if name not in there:
            raise unknown("film", "", name, there)
        self.name, self._folder = name, folder
        self.record: dict[str, Any] = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))

    @cached_property
    def trace(self) -> dict[int, dict[str, Number]]:
        """The rows of the run: step → column → value."""
        with self.file(f"{self.name}.csv").open(encoding="utf-8", newline="") as file:
            return {int(row["step"]): {name: Number(cell) for name, cell in row.items()} for row in csv.DictReader(file)}

    def row(self, step: int) -> dict[str, Number]:
        """The row after `step` steps. Raises Unknown for a step that was not run."""
        if step not in self.trace:
            raise unknown("step", f" in run.{self.name}", str(step), [f"0 to {max(self.trace)}"])
        return self.trace[step]

    def frame(self, step: int) -> int:
        """Which frame shows that step, or the nearest one to it."""
        steps = self.record["steps"]
        return min(range(len(steps)), key=lambda i: abs(steps[i] - step))

    @property
    def starts(self) -> list[int]:
        """The frame of the MP4 with which each picture begins, counted as encoders.Mp4 counts them."""
        ends = accumulate(self.record["durations_ms"])
        return [0, *(round(end * self.record["fps"] / 1000) for end in ends)][:-1]

    @property
    def files(self) -> list[Path]:
        """All that stands on the shelf for this film, by name."""
        return sorted(self._folder.glob(f"{self.name}.*"))

    def file(self, name: str) -> Path:
        """The path of one of the film's files. Raises Unknown when it is missing."""
        path = self._folder / name
        if not path.is_file():
            raise unknown("file", " in docs/animations", name, [path.name for path in self.files])
        return path


# Jinja tries `value.name` first and `value["name"]` next. What the notes see as `run` answers to the second only, so
# that every name in a record is free, and a name that is not there raises. (A LookupError would pass as Undefined.)


class Names:
    """Named values, read-only: `run.good_lr.params.lr`. Raises Unknown for any other name, and when printed whole."""

    def __init__(self, path: str, values: Mapping[str, Any]):
        self._path, self._values = path, values

    def __getitem__(self, name: str) -> Any:
        if name not in self._values:
            raise unknown("number", f" in {self._path}", str(name), self._values)
        return self._readable(self._values[name], f"{self._path}.{name}")

    def __str__(self) -> str:
        raise Unknown(f"{self._path} is not one number: say which of {', '.join(self._values)}")

    @classmethod
    def _readable(cls, value: Any, path: str) -> Any:
        if isinstance(value, float):
            return Number(value)
        if isinstance(value, dict):
            return Names(path, value)
        return [cls._readable(item, path) for item in value] if isinstance(value, list) else value


class Series(Names):
    """One series of a run: `run.good_lr.loss.first`, `.last`, `.min`, `.max`, and `.at(10)` from the CSV."""

    def __init__(self, film: Film, name: str):
        super().__init__(f"run.{film.name}.{name}", film.record["series"][name])
        self._film, self._name = film, name

    def at(self, step: int) -> Number:
        """The value after `step` steps. Raises Unknown for a step that was not run."""
        return self._film.row(step)[self._name]


class Runs:
    """What the notes see as `run`: every film by name, the fields of its record, and each series. See Names, Series."""

    def __init__(self, film: Callable[[str], Film]):
        self._film = film

    def __getitem__(self, name: str) -> Names:
        film = self._film(name)
        fields = {field: value for field, value in film.record.items() if field != "series"}
        return Names(f"run.{name}", fields | {series: Series(film, series) for series in film.record["series"]})


# Raw HTML in Markdown: each piece is one line without blank ones, so that it stays one block wherever it stands.


def image(film: Film, theme: str, kind: str, url: Url) -> str:
    """An <img> for the page's light or dark scheme. The one that the scheme hides is lazy, and so never fetched."""
    file = film.file(f"{film.name}.{kind}" if theme == "light" else f"{film.name}.dark.{kind}")
    width, height = film.record["size"]
    return (
        f'<img class="only-{theme}" src="{url(file.name)}" alt="{escape(film.record["alt"])}" '
        f'width="{width}" height="{height}" loading="lazy" decoding="async">'
    )


def small(film: Film, theme: str, url: Url) -> str:
    """The small still as an <img>; where `python -m scenes.studio.stills` has not been run, the still itself."""
    still = film.file(f"{film.name}.png" if theme == "light" else f"{film.name}.dark.png")
    file = f"assets/stills/{still.stem}.webp"
    tag = image(film, theme, "png", url)
    return tag.replace(url(still.name), url(f"../{file}")) if (still.parent.parent / file).is_file() else tag


def figure(film: Film, url: Url, brief: bool = False, ask: Mapping[str, Any] | None = None) -> str:
    """A film's <figure>: it moves by itself only where motion is welcome, needs no script, and has none inline.

    What docs/assets/player/ brings to life is all there: the controls, and the numbers of each step as a table.
    """
    reel = _reel(film, url, "brief" if brief else "shown")
    caption = f'<p class="film__caption" id="{film.name}-caption">{escape(film.record["caption"])}</p>'
    files = ""
    if not brief:
        paragraphs = "".join(f"<p>{escape(text.strip())}</p>" for text in film.record["description"].split("\n\n"))
        caption += f'<details class="film__words"><summary>What the film shows</summary>{paragraphs}</details>'
        files = f'<details class="film__files"><summary>Take this film with you</summary>{_links(film, url)}</details>'
    return _one_line(
        kinds=["brief"] * brief + ["ask"] * bool(ask),
        id=film.name,
        title=film.record["title"],
        reels=[reel],
        last=len(reel["rows"]) - 1,
        now=reel["now"],
        step=reel["rows"][reel["now"]][0],
        heavy=film.file(f"{film.name}.mp4").stat().st_size > HEAVY,
        ask=ask,
        caption=Markup(caption),
        files=Markup(files),
    )


def pair(films: Sequence[Film], url: Url) -> str:
    """Films of the same data beside each other in one <figure>, under one slider."""
    reels = [_reel(film, url, "paired") for film in films]
    name = "-".join(film.name for film in films)
    titles = " and ".join(f"“{film.record['title']}”" for film in films)
    caption = f'<p class="film__caption" id="{name}-caption">{escape(titles)}, step by step beside each other.</p>'
    steps = sorted({row[0] for reel in reels for row in reel["rows"]})
    return _one_line(
        kinds=["pair"],
        id=name,
        title=titles,
        reels=reels,
        last=len(steps) - 1,
        now=len(steps) - 1,
        step=steps[-1],
        heavy=True,
        ask=None,
        caption=Markup(caption),
        files="",
    )


def _one_line(template: Template = FIGURE, **parts: Any) -> str:
    return re.sub(r"\s*\n\s*", " ", template.render(parts)).strip()


def explorer_figure(folder: Path, url: Url) -> str:
    """The explorer's <figure>; beside its picture the loss at the end of each run over its rate."""
    if not (folder / "explorer.json").is_file():
        raise Unknown("the explorer of learning rates is not there; run `make scenes`")
    record = json.loads((folder / "explorer.json").read_text(encoding="utf-8"))
    rates, ends = record["rates"], [losses[-1] for losses in record["losses"]]
    low, high = math.floor(math.log10(min(ends))), math.ceil(math.log10(max(ends)))
    wide = math.log10(rates[-1] / rates[0])

    def across(rate: float) -> float:
        return round(100 + 520 * math.log10(rate / rates[0]) / wide, 1)

    def up(loss: float) -> float:
        return round(260 - 220 * (math.log10(loss) - low) / (high - low), 1)

    points = [(across(rate), up(loss)) for rate, loss in zip(rates, ends, strict=True)]
    width, height = record["size"]
    alt = f"The line among its points, its loss and the path of its parameters at a learning rate of {rates[record['opens'][0]]}."
    stills = "".join(
        f'<img class="only-{theme}" src="{url(f"lr_explorer/{file}")}" alt="{alt}" width="{width}" height="{height}" '
        'loading="lazy" decoding="async">'
        for theme, file in (("light", "explorer.png"), ("dark", "explorer.dark.png"))
    )
    best = min(range(len(ends)), key=ends.__getitem__)
    chart = {
        "points": points,
        "curve": "M" + "L".join(f"{x} {y}" for x, y in points),
        "limit": across(record["limit"]),
        "across": [(across(rate), plain(rate)) for rate in (0.01, 0.03, 0.1, 0.3, 1) if rates[0] <= rate <= rates[-1]],
        "up": [(up(10.0**power), plain(10.0**power).removeprefix(f"1{NO_BREAK}×{NO_BREAK}")) for power in range(low, high + 1, 2)],
        "words": f"The loss after {record['steps']} steps over the learning rate: {plain(ends[0])} at {rates[0]}, least at "
        f"{rates[best]} with {plain(ends[best])}, and {plain(ends[-1])} at {rates[-1]}, beyond the limit of {record['limit']:.2f}.",
    }
    return _one_line(
        EXPLORER,
        record=url("lr_explorer/explorer.json"),
        light=url("lr_explorer/explorer.mp4"),
        dark=url("lr_explorer/explorer.dark.mp4"),
        csv=url("lr_explorer/explorer.csv"),
        size=readable_size(record["files"]["explorer.mp4"]),
        stills=Markup(stills),
        chart=chart,
        limit=fixed(record["limit"]),
        ends=[(rate, plain(loss)) for rate, loss in zip(rates, ends, strict=True)],
        **{name: record[name] for name in ("rates", "steps", "opens", "fps")},
    )


def _reel(film: Film, url: Url, table: str) -> dict[str, Any]:
    """What figure.html needs to know of a film; `table` is shown, or hidden for the player: brief, paired."""
    steps, fps = film.record["steps"], film.record["fps"]
    columns = _columns(film, brief=table == "brief")
    whole = {name: all(film.row(step)[name].is_integer() for step in steps) for name in columns}
    updates = _updates(film, columns) if table == "shown" else []
    return {
        "name": film.name,
        "title": film.record["title"],
        "light": url(film.file(f"{film.name}.mp4").name),
        "dark": url(film.file(f"{film.name}.dark.mp4").name),
        "fps": fps,
        "now": film.record.get("telling", len(steps) - 1),  # the still
        "starts": film.starts,
        "stills": Markup(_pictures(film, url, small if table == "brief" else partial(image, kind="png"))),
        "columns": [_heading(name) for name in columns],
        "rows": [[step, *(_short(film.row(step)[name], whole[name]) for name in columns)] for step in steps],
        "lr": plain(film.record["params"].get("lr", 0)),
        "updates": updates,
        "table": table,
    }


def _pictures(film: Film, url: Url, still: Callable[..., str]) -> str:
    """The stills of a film. Where there are no scripts the GIF takes their place, if motion is welcome.

    Without scripts the page is light, and browsers fetch lazy and hidden pictures too: so both are the same file then.
    """
    gif, png = (url(film.file(f"{film.name}.{kind}").name) for kind in ("gif", "png"))
    sources = f'<source media="screen and (scripting: none) and (prefers-reduced-motion: no-preference)" srcset="{gif}">'
    light = f"<picture>{sources}{still(film, 'light', url=url)}</picture>"
    sources += f'<source media="(scripting: none)" srcset="{png}">'
    return f"{light}<picture>{sources}{still(film, 'dark', url=url)}</picture>"


def _columns(film: Film, brief: bool) -> list[str]:
    """The columns of the CSV that a reader can follow: loss, parameters and gradient where they are few, then others."""
    names = [name for name in film.row(0) if name != "step"]
    losses = [name for name in names if name in ("loss", "val_loss")]
    if brief:
        return (losses or names)[:1]
    parameters, gradient = ([name for name in names if re.fullmatch(rf"{kind}_\d+", name)] for kind in ("a", "grad"))
    shown = [*losses, *(parameters if len(parameters) <= 4 else []), *(gradient if len(gradient) <= 3 else [])]
    others = [name for name in names if name not in shown and not re.search(r"_\d+$", name)]
    return [*shown, *others][: max(7, len(shown))] if shown else names[:7]


def _heading(name: str) -> dict[str, Any]:
    """What a column is called on the page, and the role of its colour."""
    part = re.fullmatch(r"(a|grad)_(\d+)", name)
    role = {"loss": "loss", "val_loss": "held-out", "a": "model", "grad": "gradient"}.get(part[1] if part else name, "other")
    words = {"val_loss": "held-out loss"}.get(name, name.replace("_", " "))
    return {"role": role, "label": Markup(f"{part[1]}<sub>{part[2]}</sub>") if part else words}


def _updates(film: Film, columns: Sequence[str]) -> list[dict[str, Any]]:
    """For each parameter its place in the table and its gradient's; none where the run does not go a ← a − lr · grad."""
    rate = film.record["params"].get("lr")
    pairs = [(name, f"grad_{name[2:]}") for name in columns if name.startswith("a_")]
    if not rate or not all(grad in columns for _, grad in pairs):
        return []
    rows = [film.trace[step] for step in sorted(film.trace)]
    for now, after in pairwise(rows):
        for a, grad in pairs:
            if not math.isclose(after[a], now[a] - rate * now[grad], rel_tol=1e-4, abs_tol=1e-4):
                return []
    return [{"label": _heading(a)["label"], "a": columns.index(a) + 1, "grad": columns.index(grad) + 1} for a, grad in pairs]


def _short(value: Number, whole: bool) -> str:
    """`value` in few signs: whole, with three decimals, or as a power of ten."""
    if whole and abs(value) < 1e5:
        return fixed(value, 0)
    return fixed(value, 3) if value == 0 or 5e-4 <= abs(value) < 1e4 else plain(value)


def _links(film: Film, url: Url) -> str:
    def link(file: str, kind: str) -> str:
        size = readable_size(film.file(file).stat().st_size)
        return f'<a href="{url(file)}" download>{kind}</a>{NO_BREAK}<small>{size}</small>'

    lines = {
        "Light": [link(f"{film.name}.{ext}", kind) for ext, kind in FILES.items()],
        "Dark": [link(f"{film.name}.dark.{ext}", kind) for ext, kind in FILES.items()],
        "Numbers": [link(f"{film.name}.{ext}", kind) for ext, kind in RECORDS.items()],
    }
    return "<ul data-search-exclude>" + "".join(f"<li>{head}: {', '.join(links)}</li>" for head, links in lines.items()) + "</ul>"


def readable_size(size: int) -> str:
    """A number of bytes for readers: 320 KB, 1.2 MB."""
    return f"{size / 1e6:.1f}{NO_BREAK}MB" if size >= 999_500 else f"{max(1, round(size / 1e3))}{NO_BREAK}KB"


def table(film: Film, columns: Sequence[str] | Mapping[str, str], every: int, steps: Iterable[int] | None, decimals: int) -> str:
    """Rows of the CSV as a <table>; a number too large for fixed decimals is written as a power of ten."""
    headings = columns if isinstance(columns, Mapping) else {name: name for name in columns}
    for name in headings:
        if name not in film.row(0):
            raise unknown("column", f" in {film.name}.csv", name, film.row(0))

    def cell(name: str, value: Number) -> str:
        if name == "step":
            return f'<th scope="row">{int(value)}</th>'
        return f"<td>{fixed(value, decimals) if abs(value) < 1e5 else value}</td>"

    chosen = range(0, max(film.trace) + 1, every) if steps is None else steps
    head = "".join(f'<th scope="col">{escape(heading)}</th>' for heading in headings.values())
    body = "".join(f"<tr>{''.join(cell(name, film.row(step)[name]) for name in headings)}</tr>" for step in chosen)
    return f'<div class="rows" data-search-exclude><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
