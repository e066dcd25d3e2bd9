"""What holds for whatever a person may write: numbers, points, texts and macro calls, made up by Hypothesis.

The examples are the same each time; MORE=20 tries so many times as many.
"""

import ast
import inspect
import io
import os
import tempfile
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import fields
from functools import cache, partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import markup
import numpy as np
import yaml
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from jinja2 import Environment, StrictUndefined
from markdown import Markdown
from markup import Html
from matplotlib import cbook, rc_context
from matplotlib.figure import Figure
from mkdocs.exceptions import PluginError
from names import FILMS
from PIL import Image, ImageSequence
from pptx import Presentation

from scenes.studio.cli import cells, points_file
from scenes.studio.cli.main import main
from scenes.studio.decks import office
from scenes.studio.draw import agg
from scenes.studio.draw.axes import label_data_axes
from scenes.studio.draw.fonts import use_fonts
from scenes.studio.draw.theme import LIGHT
from scenes.studio.encode import beamer
from scenes.studio.errors import BadInput, foreign_to_text
from scenes.studio.pages import embed, page_errors, pictures, player
from scenes.studio.pages.macros import MACROS
from scenes.studio.pages.questions import Question
from scenes.studio.pages.site import Site
from scenes.studio.pages.templates import ForReaders
from scenes.studio.run.scene import LARGEST, MOST
from scenes.studio.run.story import stops
from scenes.studio.run.user_points import Units, UserPoints
from scenes.studio.store import captions, catalog, paths, render
from scenes.studio.store.load import load
from scenes.studio.store.paths import ANIMATIONS, ROOT
from scenes.studio.store.record import Record

MORE = int(os.environ.get("MORE", "1"))


def examples(count: int) -> Callable[[Any], Any]:
    """So many examples, the same each time."""
    return settings(derandomize=True, database=None, deadline=None, max_examples=count * MORE, suppress_health_check=list(HealthCheck))


def clear(message: str) -> None:
    """Demand one line that can be printed."""
    assert message.strip()
    assert len(message.splitlines()) == 1
    assert message.isprintable(), ascii(message)
    assert len(message) < 1000


# Numbers

MANY = {"steps": 40, "rounds": 10, "updates": 30, "runs": 40, "seeds": 12, "rates": 20}  # more take their time and show nothing new
HEAVY = 300  # points, pictures and the like


@st.composite
def numbers(draw: st.DrawFn, many: dict[str, int] = MANY) -> tuple[str, dict[str, Any]]:
    """A scene, and valid numbers for some of its fields."""
    name = draw(st.sampled_from(FILMS))
    scene, chosen = load(name), {}
    for field in fields(scene):
        if field.type is int:
            low, high = scene.bounds.get(field.name, (0 if field.name == "seed" else 1, MOST))
            values: st.SearchStrategy = st.integers(int(low), min(int(high), many.get(field.name, HEAVY)))
        elif field.type is float:
            low, high = scene.bounds.get(field.name, (-LARGEST, LARGEST))
            values = st.floats(low, high) | st.floats(max(low, 0.01), min(high, 3.0))
            values = values.filter(lambda value: value > 0) if field.name == "lr" else values
        else:
            continue
        if field.name in many or draw(st.booleans()):
            chosen[field.name] = draw(values)
    return name, chosen


@examples(80)
@given(numbers())
def test_any_valid_numbers_give_a_run_with_a_story_or_one_line(given):
    name, overrides = given
    try:
        scene = load(name, overrides)
        trace = render.run(scene, name)
        stops = scene.stops(trace)
    except BadInput as error:
        return clear(str(error))
    assert all(np.isfinite(values).all() for values in trace.series.values())
    rows = [stop.row for stop in stops]
    assert rows == sorted(set(rows))
    assert {0, len(trace) - 1} <= {*rows}


@examples(6)
@given(numbers(MANY | {"steps": 3, "rounds": 3, "updates": 3}))
def test_any_valid_numbers_give_a_film_that_reads_back_or_one_line(given):
    name, overrides = given
    words = [f"--{number.replace('_', '-')}={value!r}" for number, value in overrides.items()]
    out, err = io.StringIO(), io.StringIO()
    with tempfile.TemporaryDirectory() as folder, redirect_stdout(out), redirect_stderr(err):
        code = main(["render", name, *words, "--format=gif", "--size=640x360", f"--out={folder}"])
        made = sorted(Path(folder).glob("*.gif"))
        if code:
            assert code == 2
            assert not made
            return clear(err.getvalue().removesuffix("\n"))
        assert not err.getvalue()
        once, gif = sorted(made, key=lambda path: "once" not in path.name)
        for path in (once, gif):
            with Image.open(path) as film:
                frames = [np.asarray(frame.convert("RGB")) for frame in ImageSequence.Iterator(film)]
            assert frames
            assert {frame.shape for frame in frames} == {(360, 640, 3)}
            assert len(np.unique(frames[-1].reshape(-1, 3), axis=0)) > 10, "an empty picture"


# Points

# Letters of all kinds, and what HTML, Markdown, LaTeX, Python and templates take for their own.
ANY = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("\"'<>&[](){}\\`$*_~^%#|:=-\n\t\x00\x08 "), max_size=40)

CELLS = st.floats().map(repr) | st.integers().map(str) | st.from_regex(cells.COMMA) | st.text(max_size=6)
CELLS |= st.sampled_from(["", '"', "NA", "#", "1e999"])


@st.composite
def tables(draw: st.DrawFn) -> bytes:
    """A text of rows and cells, not all of them sound, as a file may hold it."""
    between, end = draw(st.sampled_from([",", ";", "\t", " ", ", ", "|"])), draw(st.sampled_from(["\n", "\r\n", "\r", "\n\n"]))
    pairs = st.lists(CELLS, min_size=2, max_size=2) if draw(st.booleans()) else st.lists(CELLS, max_size=4)
    rows = draw(st.lists(pairs, max_size=8))
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
    return end.join(between.join(row) for row in rows).encode(encoding, "replace")


@examples(300)
@given(st.binary() | ANY.map(str.encode) | tables(), st.sampled_from([None, True, False]), st.booleans())
def test_any_bytes_are_points_or_one_line(content, header, drop_missing):
    with tempfile.NamedTemporaryFile(suffix=".csv") as file:
        Path(file.name).write_bytes(content)
        try:
            points, told = points_file.read(Path(file.name), header, drop_missing)
        except BadInput as error:
            return clear(str(error))
    assert 2 <= len(points) == len(points.y)
    assert np.isfinite([points.x, points.y]).all()
    assert len(set(points.x)) > 1
    for line in (*told, *points.labels, points.slug, str(points)):
        clear(line)
    scaled = np.array(points.standardised())
    assert np.isfinite(scaled).all()
    assert np.abs(scaled[0]).max() <= 1 + 1e-9


# Texts

HOSTILE = ANY | st.sampled_from(
    ['"><script>x</script>', "-->", "]]>", "{{ run }}", "`a` $b$ *c*", "\\input{x}", "</text>", "${1+1}", "a\n\nb --> c", "&quot;"]
)
SAID = HOSTILE.filter(lambda text: not foreign_to_text(text))
PLAIN = "plain"


@st.composite
def told(draw: st.DrawFn) -> catalog.Words:
    """The words of a scene whose docstring the project takes."""
    title, caption, alt, description = (" ".join(draw(HOSTILE).split()) for _ in range(4))
    docstring = f"{title}: {caption}\n\nAlt: {alt}\n\n{description}"
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "made_up.py").write_text(repr(docstring), encoding="utf-8")
        with patch.object(catalog, "SCENES", Path(folder)), patch.object(paths, "ROOT", Path(folder)):
            try:
                return catalog.words("made_up")
            except BadInput as error:
                clear(str(error))
                assume(False)
                raise


def film(title: str = PLAIN, caption: str = PLAIN, alt: str = PLAIN, description: str = PLAIN, words: str = PLAIN) -> Record:
    """The film good_lr with these words in its record."""
    record = Record(ANIMATIONS, "good_lr")
    record.data = record.data | {"title": title, "caption": caption, "alt": alt, "description": description}
    record.data["stops"] = [stop | {"words": words} for stop in record.data["stops"]]
    record.data["frame_labels"] = [words] * len(record.data["steps"])
    record.data["readouts"] = dict.fromkeys(record.data["readouts"], words)
    return record


def figure(record: Record, words: str = PLAIN) -> str:
    """The figure of a film, with a question and with all that can be taken from it."""
    ask = Question(text=words, answers={f"{words} a": True, f"{words} b": False}, verdict=words, because=words, opens=0, decided=3)
    files = embed.embed(record, "x/{}".format, "https://example.org/", "https://example.org/x")
    return player.figure(record, "x/{}".format, ask, files, headed=True)


def structure(html: str) -> list[tuple[str, list[str]]]:
    """The elements and their attributes, but for the `code` that a scene's words may have."""
    markup.check(html, whole=False)
    return [(element.name, sorted(element.attrs)) for element in Html(html).elements if element.name != "code"]


@cache
def plain_structure() -> list[tuple[str, list[str]]]:
    return structure(figure(film()))


@examples(10)
@given(told(), SAID)
def test_no_text_breaks_out_of_a_figure(its, words):
    record = film(its.title, its.caption, its.alt, its.description, words)
    html = figure(record, words)
    assert structure(html) == plain_structure()
    assert {image["alt"] for image in Html(pictures.images(record, "x/{}".format)).all("img")} == {its.alt}


@cache
def converter() -> Markdown:
    """Markdown as mkdocs.yml has it."""
    loader = type("Loader", (yaml.SafeLoader,), {})
    loader.add_multi_constructor("", lambda *_: None)  # type: ignore[attr-defined]
    wanted = yaml.load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"), loader)["markdown_extensions"]
    pairs = [next(iter(item.items())) if isinstance(item, dict) else (item, {}) for item in wanted]
    return Markdown(extensions=[name for name, _ in pairs], extension_configs=dict(pairs))


@examples(30)
@given(told())
def test_no_title_or_alt_breaks_out_of_a_picture_in_a_line_of_markdown(its):
    record = film(its.title, its.caption, its.alt, its.description)
    line = f"Before {pictures.images(record, 'x/{}'.format)} and after."
    html = converter().reset().convert(line)
    assert [(name, "alt" in names) for name, names in structure(html)] == [("p", False), ("img", True), ("img", True)]
    assert {image["alt"] for image in Html(html).all("img")} == {its.alt}


@examples(30)
@given(told())
def test_no_title_or_alt_breaks_out_of_the_lines_for_other_programs(its):
    lines = embed.programs(film(its.title, its.caption, its.alt), "https://example.org/", "https://example.org/x")
    for program in ("reveal.js, HTML", "Slidev", "Web page or blog", "Moodle, Canvas"):
        html = "\n".join(lines[program][1])
        markup.check(html, whole=False)
        known = {"video", "track", "img", "slidevvideo", "source", "iframe", "p"}
        assert {element.name for element in Html(html).elements} <= known
        for attributes in Html(html).all("video", "img", "iframe"):
            said = attributes.get("aria-label") or attributes.get("alt") or attributes.get("title")
            assert said == (its.title if "loading" in attributes else its.alt)
    python = ast.parse("\n".join(lines["PowerPoint, Keynote"][1])).body
    assert ast.literal_eval(python[1].value.args[1]) == its.alt  # type: ignore[attr-defined]
    _, video, gif = ast.parse("\n".join(lines["Jupyter"][1]).replace("# Image", "Image")).body
    (attributes,) = (word.value.value for word in video.value.keywords if word.arg == "html_attributes")  # type: ignore[attr-defined]
    assert Html(f"<video {attributes}></video>").all("video")[0]["aria-label"] == its.alt
    assert gif.value.keywords[0].value.value == its.alt  # type: ignore[attr-defined]
    (line,) = lines["Quarto"][1][:1]
    html = converter().reset().convert(line.partition("{")[0] if "{" not in its.title else f"![{its.title}](good_lr.gif)")
    assert [name for name, _ in structure(html)] == ["p", "img"]
    comment = lines["Marp"][1][1]
    assert yaml.safe_load(comment.removeprefix("<!-- ").removesuffix(" -->"))["_footer"].startswith(f"Film: “{its.title}”")
    assert comment.index("-->") == len(comment) - 3


@examples(100)
@given(HOSTILE)
def test_any_sentence_of_a_story_is_a_cue_of_the_captions_or_one_line(template):
    try:
        its = stops({0: template, -1: "The end"}, 2, lambda row: {"loss": 1.0}, "scenes.made_up")
    except BadInput as error:
        return clear(str(error))
    film = SimpleNamespace(steps=[0, 1], durations=[100, 100])
    with tempfile.NamedTemporaryFile(suffix=".vtt") as file:
        captions.write_captions(Path(file.name), its, film)  # type: ignore[arg-type]
        blocks = Path(file.name).read_text(encoding="utf-8").strip("\n").split("\n\n")
    assert [len(block.split("\n")) for block in blocks] == [1, 2, 2]
    assert [block.count("-->") for block in blocks] == [0, 1, 1]
    assert not set("<>") & set(blocks[1].split("\n")[1])


@examples(5)
@given(told(), SAID.filter(bool))
def test_no_text_breaks_out_of_a_powerpoint_deck(its, words):
    deck = office.empty(LIGHT)
    slide = SimpleNamespace(name="good_lr", size=(1280, 720))
    office.film(deck, slide, its.title, words, str(ANIMATIONS / "good_lr.png"), its.alt)  # type: ignore[arg-type]
    office.page(deck, words, [words], words, link=f"https://example.org/{its.title}")
    with tempfile.TemporaryDirectory() as folder:
        office.save(deck, Path(folder) / "x.pptx")
        one, two = Presentation(str(Path(folder) / "x.pptx")).slides
    title, picture = one.shapes
    assert title.text_frame.text == its.title
    assert picture._element.nvPicPr.cNvPr.get("descr") == its.alt
    assert one.notes_slide.notes_text_frame.text == words
    assert [shape.text_frame.text for shape in two.shapes][:2] == [words, words]


@examples(200)
@given(HOSTILE)
def test_no_name_of_a_file_breaks_out_of_latex(name):
    points = UserPoints(name, ("x", "y"), (0.0, 1.0), (0.0, 1.0), 2)
    line = beamer.line(f"good_lr-data-{points.slug}", [100, 100])
    assert line.count("{") == line.count("}") == 4
    assert not set(line) & set("%#&$~^\n ")


@examples(60)
@given(HOSTILE.map(cells.label))
@example("price $ in $")
@example("a_1^2 \\frac $x")
def test_any_header_stands_on_its_axis_as_it_is_written(header):
    use_fonts()
    with rc_context(LIGHT.rc()):
        figure = Figure(figsize=(3, 2))
        agg.Canvas(figure)
        ax = figure.add_subplot()
        label_data_axes(ax, Units((header, "y")))
        ax.xaxis.label.get_window_extent(figure.canvas.get_renderer())  # type: ignore[attr-defined]
    shown = ax.xaxis.label.get_text()
    assert not cbook.is_math_text(shown)
    assert shown.replace(r"\$", "$") in (header, "x")


# Macro calls

WORD = st.sampled_from(["good_lr", "lr_explorer", "", "loss", "step", "scenes/good_lr.py", "../mkdocs.yml", "docs", "by hand"]) | HOSTILE
VALUE = WORD | st.integers(-2, 400) | st.floats() | st.none() | st.booleans() | st.lists(WORD | st.integers(-1, 70), max_size=3)
VALUE |= st.dictionaries(WORD, WORD, max_size=2)


@cache
def site() -> Site:
    """The site while a page of it is built."""
    page = SimpleNamespace(file=SimpleNamespace(src_uri="lessons/4-descent.md", content_string=None), url="lessons/4-descent.html", meta={})
    conf = {"config_file_path": str(ROOT / "mkdocs.yml"), "docs_dir": str(ROOT / "docs"), "site_url": "https://example.org/"}
    return Site(SimpleNamespace(conf=conf, page=page))  # type: ignore[arg-type]


@st.composite
def macro_calls(draw: st.DrawFn) -> tuple[str, list[Any], dict[str, Any]]:
    """A macro, and values for some of its parameters."""
    name = draw(st.sampled_from(sorted(MACROS)))
    parameters = list(inspect.signature(MACROS[name]).parameters)[1:]
    likely = st.just("good_lr") if parameters[:1] == ["name"] else VALUE
    given = [draw(likely | VALUE if i == 0 else VALUE) for i in range(draw(st.integers(0, len(parameters))))]
    keywords = draw(st.dictionaries(st.sampled_from([*parameters[len(given) :], "unknown"]), VALUE, max_size=2))
    return name, given, keywords


@examples(80)
@given(macro_calls())
def test_any_macro_call_gives_html_or_one_line(call):
    name, given, keywords = call
    environment = Environment(undefined=StrictUndefined, extensions=[ForReaders])
    its = site()
    try:
        html = environment.from_string("{{ macro(*given, **keywords) }}").render(
            macro=partial(MACROS[name], its), given=given, keywords=keywords
        )
    except Exception as error:
        try:
            page_errors.stop(error, "", its._env.page)
        except PluginError as message:
            return clear(str(message))
        raise
    if name not in ("source", "parts"):  # these give Markdown
        markup.check(html, whole=False)
