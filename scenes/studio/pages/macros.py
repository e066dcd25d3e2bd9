"""`{{ film("good_lr") }}` and `{{ run.good_lr.loss.first }}` for the notes, from the records of the finished films."""

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from html import escape
from itertools import pairwise
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import urljoin

from jinja2 import Environment, StrictUndefined, Template, TemplateSyntaxError, UndefinedError
from markupsafe import Markup
from mkdocs.exceptions import PluginError
from mkdocs.utils import get_relative_url
from mkdocs_macros.errors import format_error

from scenes.studio.errors import Unknown
from scenes.studio.pages.embed import embed
from scenes.studio.pages.index import curriculum, home
from scenes.studio.pages.views import Runs
from scenes.studio.prose_numbers import NO_BREAK, Number, fixed, plain, readable_size
from scenes.studio.store.record import ATTRIBUTION, Record, films, unknown

if TYPE_CHECKING:
    from mkdocs.structure.pages import Page
    from mkdocs_macros.plugin import MacrosPlugin

HEAVY = 100_000  # bytes: a film above it waits for the reader to do anything, so that no page brings over 400 KB by itself
Url = Callable[[str], str]
_templates = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
FIGURE, EXPLORER = (
    _templates.from_string(Path(__file__).with_name("templates").joinpath(name).read_text(encoding="utf-8"))
    for name in ("film.html", "explorer.html")
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
    shelf = cache(lambda name: Record(folder, name))
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

    def use(name: str) -> str:
        return embed(shelf(name), url, urljoin(env.conf["site_url"] or "", home(name, folder.parent)))

    @env.macro
    def film(name: str, brief: bool = False) -> str:
        """The figure of a film; `brief` leaves out the long description and the links to its files.

        Raises Unknown when there is no such film, or when one of its files is missing.
        """
        return figure(shelf(name), url, brief, files=use(name))

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
        return figure(film, url, ask=ask, files=use(name))

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
        shown = film.data["steps"][film.frame(step)]
        return f'<a class="moment" href="{address}#{name}@{shown}">{escape(text or film.label(step).replace(" ", NO_BREAK))}</a>'

    @env.macro
    def still(name: str) -> str:
        """The still of a film, in the colours of the page, to stand in a line of text or in a link.

        Raises Unknown when there is no such film, or when one of its files is missing.
        """
        return "".join(image(shelf(name), theme, "png", url) for theme in ("light", "dark"))

    @env.macro
    def thumb(name: str, first: bool = False) -> str:
        """The still of a film, made small by scenes.studio.pages.thumbnails; without words, for a link that has its own.

        The `first` of a page is in view at once: its light one is fetched without waiting to know which of the two is shown.
        Raises Unknown when there is no such film, or when its still is missing.
        """
        pictures = "".join(small(shelf(name), theme, url) for theme in ("light", "dark"))
        pictures = re.sub(r' alt="[^"]*"', ' alt=""', pictures)
        return pictures.replace(' loading="lazy"', ' fetchpriority="high"', 1) if first else pictures

    @env.macro
    def card(name: str, first: bool = False) -> str:
        """A film of the gallery: its still, which docs/assets/gallery.js lets move, with a link to where the film is at home."""
        film = shelf(name)
        gifs = [url(film.file(f"{name}{dark}.gif").name) for dark in ("", ".dark")]
        return (
            f'<li class="gallery__film" id="{name}"><a href="{get_relative_url(home(name, folder.parent), env.page.url)}">'
            f'<span class="gallery__screen" data-light="{gifs[0]}" data-dark="{gifs[1]}">{thumb(name, first)}</span>'
            f"<strong>{escape(film.data['title'])}</strong></a><p>{escape(film.data['caption'])}</p></li>"
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
        """The explorer of learning rates: two sliders over every step of the run of every rate. See scenes/lr_explorer.py."""
        return explorer_figure(shelf("lr_explorer"), url)

    env.filter(fixed)
    env.variables["run"] = Runs(shelf)
    env.variables["attribution"] = ATTRIBUTION
    env.variables["decks"] = sorted(path.name for path in decks.glob("*") if path.is_file())
    paths = map(PurePosixPath, pages(env.conf["nav"]))
    env.variables["films"] = [path.stem for path in paths if path.parent.name == "films" and path.stem != "index"]
    env.variables["lessons"] = lessons = curriculum(folder.parent)
    env.variables["elsewhere"] = [name for name in films(folder) if not any(name in lesson.films for lesson in lessons)]


def pages(nav: Any) -> Iterator[str]:
    """The paths of the pages in the `nav` of mkdocs.yml, in its order, however deep."""
    for item in nav or ():
        entry = next(iter(item.values())) if isinstance(item, dict) else item
        yield from [entry] if isinstance(entry, str) else pages(entry)


@format_error.register(Unknown)
@format_error.register(UndefinedError)
@format_error.register(TemplateSyntaxError)
def _stop(error: Exception, markdown: str, page: "Page") -> NoReturn:
    """End the build with one line. What mkdocs-macros does by itself, a traceback and `exit`, would also end `serve`."""
    line = f", line {error.lineno}" if isinstance(error, TemplateSyntaxError) else ""
    raise PluginError(f"{page.file.src_uri}{line}: {error}")


# Raw HTML in Markdown: each piece is one line without blank ones, so that it stays one block wherever it stands.


def image(film: Record, theme: str, kind: str, url: Url) -> str:
    """An <img> for the page's light or dark scheme. The one that the scheme hides is lazy, and so never fetched."""
    file = film.file(f"{film.name}.{kind}" if theme == "light" else f"{film.name}.dark.{kind}")
    width, height = film.data["size"]
    return (
        f'<img class="only-{theme}" src="{url(file.name)}" alt="{escape(film.data["alt"])}" '
        f'width="{width}" height="{height}" loading="lazy" decoding="async">'
    )


def small(film: Record, theme: str, url: Url) -> str:
    """The small still as an <img>; where `python -m scenes.studio.pages.thumbnails` has not been run, the still itself."""
    still = film.file(f"{film.name}.png" if theme == "light" else f"{film.name}.dark.png")
    file = f"assets/stills/{still.stem}.webp"
    tag = image(film, theme, "png", url)
    return tag.replace(url(still.name), url(f"../{file}")) if (still.parent.parent / file).is_file() else tag


def figure(film: Record, url: Url, brief: bool = False, ask: Mapping[str, Any] | None = None, files: str = "") -> str:
    """A film's <figure>: it moves by itself only where motion is welcome, needs no script, and has none inline.

    What docs/assets/player/ brings to life is all there: the controls, and the numbers of each step as a table.
    """
    reel = _reel(film, url, "brief" if brief else "shown")
    caption = f'<p class="film__caption" id="{film.name}-caption">{escape(film.data["caption"])}</p>'
    if not brief:
        paragraphs = "".join(f"<p>{escape(text.strip())}</p>" for text in film.data["description"].split("\n\n"))
        caption += f'<details class="film__words"><summary>What the film shows</summary>{paragraphs}</details>'
    return _one_line(
        kinds=["brief"] * brief + ["ask"] * bool(ask),
        id=film.name,
        title=film.data["title"],
        reels=[reel],
        last=len(reel["rows"]) - 1,
        now=reel["now"],
        step=reel["rows"][reel["now"]][0],
        heavy=film.file(f"{film.name}.mp4").stat().st_size > HEAVY,
        ask=ask,
        caption=Markup(caption),
        files=Markup("" if brief else files),
    )


def pair(films: Sequence[Record], url: Url) -> str:
    """Films of the same data beside each other in one <figure>, under one slider."""
    reels = [_reel(film, url, "paired") for film in films]
    name = "-".join(film.name for film in films)
    titles = " and ".join(f"“{film.data['title']}”" for film in films)
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


def explorer_figure(film: Record, url: Url) -> str:
    """The explorer's <figure>; beside its picture the loss at the end of each run over its rate."""
    last = film.data["params"]["steps"]
    rows = film.rows
    losses = [[float(f"{row['loss']:.3g}") for row in rows[first : first + last + 1]] for first in range(0, len(rows), last + 1)]
    rates, ends = [float(row["lr"]) for row in rows[:: last + 1]], [run[-1] for run in losses]
    opens, limit = divmod(film.data["poster"], last + 1), film.data["facts"]["limit"]
    low, high = math.floor(math.log10(min(ends))), math.ceil(math.log10(max(ends)))
    wide = math.log10(rates[-1] / rates[0])

    def across(rate: float) -> float:
        return round(100 + 520 * math.log10(rate / rates[0]) / wide, 1)

    def up(loss: float) -> float:
        return round(260 - 220 * (math.log10(loss) - low) / (high - low), 1)

    points = [(across(rate), up(loss)) for rate, loss in zip(rates, ends, strict=True)]
    stills = "".join(image(film, theme, "png", url) for theme in ("light", "dark"))
    best = min(range(len(ends)), key=ends.__getitem__)
    chart = {
        "points": points,
        "curve": "M" + "L".join(f"{x} {y}" for x, y in points),
        "limit": across(limit),
        "across": [(across(rate), plain(rate)) for rate in (0.01, 0.03, 0.1, 0.3, 1) if rates[0] <= rate <= rates[-1]],
        "up": [(up(10.0**power), plain(10.0**power).removeprefix(f"1{NO_BREAK}×{NO_BREAK}")) for power in range(low, high + 1, 2)],
        "words": f"The loss after {last} steps over the learning rate: {plain(ends[0])} at {rates[0]}, least at "
        f"{rates[best]} with {plain(ends[best])}, and {plain(ends[-1])} at {rates[-1]}, beyond the limit of {limit:.2f}.",
    }
    return _one_line(
        EXPLORER,
        light=url(film.file("lr_explorer.mp4").name),
        dark=url(film.file("lr_explorer.dark.mp4").name),
        csv=url(film.file("lr_explorer.csv").name),
        size=readable_size(film.file("lr_explorer.mp4").stat().st_size),
        losses=losses,
        stills=Markup(stills),
        chart=chart,
        limit=fixed(limit),
        ends=[(rate, plain(loss)) for rate, loss in zip(rates, ends, strict=True)],
        rates=rates,
        steps=last,
        opens=opens,
        fps=film.data["fps"],
    )


def _reel(film: Record, url: Url, table: str) -> dict[str, Any]:
    """What figure.html needs to know of a film; `table` is shown, or hidden for the player: brief, paired."""
    steps, fps = film.data["steps"], film.data["fps"]
    columns = _columns(film, brief=table == "brief")
    whole = {name: all(film.row(step)[name].is_integer() for step in steps) for name in columns}
    updates = _updates(film, columns) if table == "shown" else []
    return {
        "name": film.name,
        "title": film.data["title"],
        "light": url(film.file(f"{film.name}.mp4").name),
        "dark": url(film.file(f"{film.name}.dark.mp4").name),
        "fps": fps,
        "now": film.data.get("poster", len(steps) - 1),  # the still
        "starts": film.frame_starts,
        "stills": Markup(_pictures(film, url, small if table == "brief" else partial(image, kind="png"))),
        "columns": [_heading(name) for name in columns],
        "counter": None if table == "paired" else film.data.get("frame_labels"),  # films are paired by their steps
        "rows": [[step, *(_short(film.row(step)[name], whole[name]) for name in columns)] for step in steps],
        "lr": plain(film.data["params"].get("lr", 0)),
        "updates": updates,
        "table": table,
    }


def _pictures(film: Record, url: Url, still: Callable[..., str]) -> str:
    """The stills of a film. Where there are no scripts the GIF takes their place, if motion is welcome.

    Without scripts the page is light, and browsers fetch lazy and hidden pictures too: so both are the same file then.
    """
    gif, png = (url(film.file(f"{film.name}.{kind}").name) for kind in ("gif", "png"))
    sources = f'<source media="screen and (scripting: none) and (prefers-reduced-motion: no-preference)" srcset="{gif}">'
    light = f"<picture>{sources}{still(film, 'light', url=url)}</picture>"
    sources += f'<source media="(scripting: none)" srcset="{png}">'
    return f"{light}<picture>{sources}{still(film, 'dark', url=url)}</picture>"


def _columns(film: Record, brief: bool) -> list[str]:
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


def _updates(film: Record, columns: Sequence[str]) -> list[dict[str, Any]]:
    """For each parameter its place in the table and its gradient's; none where the run does not go a ← a − lr · grad."""
    rate = film.data["params"].get("lr")
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


def table(film: Record, columns: Sequence[str] | Mapping[str, str], every: int, steps: Iterable[int] | None, decimals: int) -> str:
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
