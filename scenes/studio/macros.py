"""`{{ film("good_lr") }}` and `{{ run.good_lr.loss.first }}` for the notes, from the records of the finished films."""

import csv
import difflib
import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from html import escape
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, NoReturn

from jinja2 import TemplateSyntaxError, UndefinedError
from mkdocs.exceptions import PluginError
from mkdocs.utils import get_relative_url
from mkdocs_macros.errors import format_error

if TYPE_CHECKING:
    from mkdocs.structure.pages import Page
    from mkdocs_macros.plugin import MacrosPlugin

SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
NO_BREAK = "\u00a0"  # a number stays on one line
FILES = {"gif": "GIF", "mp4": "MP4", "png": "still"}
RECORDS = {"csv": "every step, CSV", "json": "record, JSON"}


def define_env(env: "MacrosPlugin") -> None:
    """Give the notes `film`, `still`, `rows`, `run`, `films` and the filter `fixed`; called by mkdocs-macros at every build.

    `films` names the films that have a page under films/, in the order of the navigation.
    """
    folder = Path(env.conf["docs_dir"]) / "animations"
    shelf = cache(lambda name: Film(folder, name))

    def url(file: str) -> str:
        return get_relative_url(f"animations/{file}", env.page.url)

    @env.macro
    def film(name: str, brief: bool = False) -> str:
        """The figure of a film; `brief` leaves out the long description and the links to its files.

        Raises Unknown when there is no such film, or when one of its files is missing.
        """
        return figure(shelf(name), url, brief)

    @env.macro
    def still(name: str) -> str:
        """The still of a film, in the colours of the page, to stand in a line of text or in a link.

        Raises Unknown when there is no such film, or when one of its files is missing.
        """
        return "".join(image(shelf(name), theme, "png", url) for theme in ("light", "dark"))

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

    env.filter(fixed)
    env.variables["run"] = Runs(shelf)
    paths = map(PurePosixPath, pages(env.conf["nav"]))
    env.variables["films"] = [path.stem for path in paths if path.parent.name == "films" and path.stem != "index"]


def pages(nav: Any) -> Iterator[str]:
    """The paths of the pages in the `nav` of mkdocs.yml, in its order, however deep."""
    for item in nav or ():
        entry = next(iter(item.values())) if isinstance(item, dict) else item
        yield from [entry] if isinstance(entry, str) else pages(entry)


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

    def file(self, name: str) -> Path:
        """The path of one of the film's files. Raises Unknown when it is missing."""
        path = self._folder / name
        if not path.is_file():
            raise unknown("file", " in docs/animations", name, sorted(p.name for p in self._folder.glob(f"{self.name}.*")))
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


def image(film: Film, theme: str, kind: str, url: Callable[[str], str]) -> str:
    """An <img> for the page's light or dark scheme. The one that the scheme hides is lazy, and so never fetched."""
    file = film.file(f"{film.name}.{kind}" if theme == "light" else f"{film.name}.dark.{kind}")
    width, height = film.record["size"]
    return (
        f'<img class="only-{theme}" src="{url(file.name)}" alt="{escape(film.record["alt"])}" '
        f'width="{width}" height="{height}" loading="lazy" decoding="async">'
    )


def figure(film: Film, url: Callable[[str], str], brief: bool) -> str:
    """A film's <figure>: it moves by itself only where motion is welcome, needs no script, and has none inline."""
    pictures = "".join(
        "<picture>"
        f'<source media="print, (prefers-reduced-motion: reduce)" srcset="{url(film.file(still).name)}">'
        f"{image(film, theme, 'gif', url)}</picture>"
        for theme, still in (("light", f"{film.name}.png"), ("dark", f"{film.name}.dark.png"))
    )
    caption = f'<p class="film__caption" id="{film.name}-caption">{escape(film.record["caption"])}</p>'
    if not brief:
        paragraphs = "".join(f"<p>{escape(text.strip())}</p>" for text in film.record["description"].split("\n\n"))
        caption += (
            f'<details class="film__words"><summary>What the film shows</summary>{paragraphs}</details>'
            f'<details class="film__files"><summary>Take this film with you</summary>{_links(film, url)}</details>'
        )
    kind = "film film--brief" if brief else "film"
    return (
        f'<figure class="{kind}" id="{film.name}" data-film="{film.name}" aria-labelledby="{film.name}-caption">'
        f"{pictures}<figcaption>{caption}</figcaption></figure>"
    )


def _links(film: Film, url: Callable[[str], str]) -> str:
    def link(file: str, kind: str) -> str:
        size = _bytes(film.file(file).stat().st_size)
        return f'<a href="{url(file)}" download>{kind}</a>{NO_BREAK}<small>{size}</small>'

    lines = {
        "Light": [link(f"{film.name}.{ext}", kind) for ext, kind in FILES.items()],
        "Dark": [link(f"{film.name}.dark.{ext}", kind) for ext, kind in FILES.items()],
        "Numbers": [link(f"{film.name}.{ext}", kind) for ext, kind in RECORDS.items()],
    }
    return "<ul>" + "".join(f"<li>{head}: {', '.join(links)}</li>" for head, links in lines.items()) + "</ul>"


def _bytes(size: int) -> str:
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
    return f'<div class="rows"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
