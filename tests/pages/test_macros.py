"""What the notes can ask for, in a small site of its own: three films' records, no pictures to speak of."""

import ast
import csv
import json
import logging
import math
import re
from html import unescape
from pathlib import Path

import markdown
import markup
import pytest
import yaml
from markup import Html
from mkdocs.commands.build import build as build_site
from mkdocs.config import load_config

from scenes.studio import numbers
from scenes.studio.pages import views
from scenes.studio.pages.player import prose
from scenes.studio.pages.source import unfold
from scenes.studio.store import record

ROOT = Path(__file__).resolve().parents[2]
LOSSES = [9.05134, 2.5, 0.0858]
KINDS = ("gif", "once.gif", "mp4", "png")
CONFIG = {
    "site_name": "small",
    "site_url": "https://example.org/some/where/",
    "use_directory_urls": False,
    "theme": {"name": None, "custom_dir": "theme"},
    "plugins": [
        {
            "macros": {
                "modules": ["scenes.studio.pages.macros"],
                "j2_extensions": ["scenes.studio.pages.templates.ForReaders"],
                "on_undefined": "strict",
                "on_error_fail": True,
            }
        }
    ],
    "markdown_extensions": ["md_in_html", "tables", "scenes.studio.pages.markup"],
}


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    """A project in `tmp_path` with the films good_lr and too_high_lr; returns its docs folder."""
    animations = tmp_path / "docs" / "animations"
    animations.mkdir(parents=True)
    (tmp_path / "mkdocs.yml").write_text(yaml.safe_dump(CONFIG))
    (tmp_path / "theme").mkdir()
    (tmp_path / "theme" / "main.html").write_text("{{ page.content }}")
    for name, ended in (("good_lr", None), ("too_high_lr", {"step": 57, "series": "loss", "value": "inf"})):
        record = {
            "name": name,
            "title": "A good rate",
            "caption": "The line *settles* & stays <there>.",
            "alt": 'A "line" among points',
            "description": "First it tilts.\n\nThen it rests.",
            "params": {"lr": 0.1, "steps": 2, "seed": 0},
            "fingerprint": "0123456789abcdef",
            "versions": {"torch": "2.13.0"},
            "facts": {"limit": 0.98345},
            "series": {
                "loss": {"first": LOSSES[0], "last": LOSSES[-1], "min": LOSSES[-1], "max": LOSSES[0]},
                "a_0": {"first": -1.0, "last": 230000.0, "min": -1.0, "max": 230000.0},
            },
            "ended": ended,
            "steps": [0, 1, 2],
            "poster": 0,
            "stops": [{"row": 0, "frame": 0, "words": "It starts"}, {"row": 2, "frame": 2, "words": "It <rests>"}],
            "fps": 10,
            "durations_ms": [1000, 100, 2000],
            "duration_ms": 3100,
            "size": [1280, 720],
            "files": {f"{name}.gif": 312_400},
        }
        (animations / f"{name}.json").write_text(json.dumps(record))
        rows = [f"{step},{loss},{a}" for step, loss, a in zip(range(3), LOSSES, (-1.0, 0.5, 230000.0), strict=True)]
        (animations / f"{name}.csv").write_text("\n".join(["step,loss,a_0", *rows]) + "\n")
        for kind in (*KINDS, *(f"dark.{kind}" for kind in KINDS), "py", "vtt"):
            (animations / f"{name}.{kind}").write_bytes(b"x" * 312_400)
    return tmp_path / "docs"


def build(docs: Path, page: str, name: str = "films/page") -> str:
    """Build the small site with one page; returns its HTML. Raises SystemExit where the build stops."""
    (docs / f"{name}.md").parent.mkdir(exist_ok=True)
    (docs / f"{name}.md").write_text(page, encoding="utf-8")
    build_site(load_config(str(docs.parent / "mkdocs.yml")))
    return (docs.parent / "site" / f"{name}.html").read_text(encoding="utf-8")


def asked(docs: Path, film: str = "good_lr", **ask: object) -> str:
    """Let docs/slides.yml ask something of a film; returns the call that shows it."""
    question = {"question": "And <now>?", "answers": {"Up": "run.good_lr.loss.at(2) > 3", "Down": "run.good_lr.loss.at(2) < 3"}}
    entry = {"ask": question | {"decided": 2, "verdict": "Down.", "because": "It falls to {{ run.good_lr.loss.last }}."} | ask}
    entry |= {"say": "So.", "pause": {0: "Here."}, "numbers": "Many.", "time": "Now.", "minutes": 2}
    (docs / "slides.yml").write_text(yaml.safe_dump({film: entry}, sort_keys=False), encoding="utf-8")
    return f'{{{{ predict("{film}") }}}}'


def said(docs: Path, page: str) -> str:
    """The last error of a build that must stop: one line."""
    errors: list[str] = []
    listener = logging.Handler(logging.ERROR)
    listener.emit = lambda record: errors.append(record.getMessage())  # type: ignore[method-assign]
    logging.getLogger("mkdocs").addHandler(listener)
    try:
        with pytest.raises(SystemExit):
            build(docs, page)
    finally:
        logging.getLogger("mkdocs").removeHandler(listener)
    assert "\n" not in errors[-1]
    return errors[-1]


# Numbers


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (0.1, "0.1"),
        (0.0858, "0.0858"),
        (8.9312, "8.93"),
        (9.996, "10"),
        (-2.5, "−2.5"),
        (1234.5, "1,230"),
        (99_949, "99,900"),
        (99_950.1, "1 × 10⁵"),
        (230_000, "2.3 × 10⁵"),
        (-4.14e-4, "−4.14 × 10⁻⁴"),
        (0.001, "0.001"),
        (1e300, "1 × 10³⁰⁰"),
        (math.inf, "∞"),
        (-math.inf, "−∞"),
        (math.nan, "not a number"),
    ],
)
def test_numbers_are_written_for_readers(value: float, text: str) -> None:
    assert numbers.for_readers(value).replace("\u00a0", " ") == text


@pytest.mark.parametrize("value", [8.9312, -0.0004142, 1.05, 98765.4, 3e-9, -7e12])
def test_what_is_written_is_within_half_of_the_third_digit(value: float) -> None:
    mantissa, _, exponent = numbers.for_readers(value).replace("−", "-").replace(",", "").replace("\u00a0", "").partition("×10")
    power = int(exponent.translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")) or 0)
    assert float(mantissa) * 10.0**power == pytest.approx(value, rel=0.005)


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (8.9312, 2, "8.93"),
        (-0.5, 2, "−0.50"),
        (-0.001, 2, "0.00"),
        (1234.5, 1, "1,234.5"),
        (3, 0, "3"),
        (12_500_000, 2, "1.25 × 10⁷"),
        (-2e6, 0, "−2.00 × 10⁶"),
        (math.inf, 2, "∞"),
    ],
)
def test_fixed_keeps_the_decimals(value: float, decimals: int, text: str) -> None:
    assert numbers.fixed_for_readers(value, decimals).replace("\u00a0", " ") == text


@pytest.mark.parametrize(
    ("value", "decimals", "text"), [(-0.001, 2, "0.00"), (-0.006, 2, "−0.01"), (1234.5, 1, "1234.5"), (-1.25e7, 3, "−1.2 × 10⁷")]
)
def test_a_film_has_no_minus_before_a_zero(value: float, decimals: int, text: str) -> None:
    assert f"{numbers.Number(value):.{decimals}f}" == text


@pytest.mark.parametrize("times", [1, 2, 5])
def test_every_tick_of_a_logarithmic_axis_says_its_own_value(times: int) -> None:
    for k in range(-45, 39):
        value = float(f"{times}e{k}")
        mantissa, _, power = numbers.log_tick(value).replace(" ", "").rpartition("10") if abs(k) > 4 else (numbers.log_tick(value), "", "")
        exponent = int(power.translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")) or 0)
        assert float(mantissa.removesuffix("×") or 1) * 10.0**exponent == pytest.approx(value, rel=1e-12)


# In pages


def test_a_page_gets_the_numbers_of_the_run(docs: Path) -> None:
    page = build(
        docs,
        "{{ run.good_lr.loss.first }} | {{ run.good_lr.loss.min }} | {{ run.good_lr.params.lr }} | {{ run.good_lr.params.steps }} | "
        "{{ run.good_lr.facts.limit | fixed(2) }} | {{ run.good_lr.title }} | {{ run.good_lr.a_0.last }} | "
        "{{ run.good_lr.loss.first / run.good_lr.loss.at(1) }} | {% if run.good_lr.loss.last < 1 %}small{% endif %} | "
        "{{ run.too_high_lr.ended.step }} | {{ 'ended' if run.good_lr.ended else 'whole' }} | {{ run.good_lr.size[0] }} | "
        "{{ run['good' ~ '_lr'].steps | length }} | {{ -run.good_lr.loss.first | round(2) }} | {{ 'at ' ~ -run.good_lr.params.lr }} | "
        "{{ run.good_lr.loss.first * 1e6 }} | {{ run.good_lr.loss.first // 1 }}",
    )
    told = [word.strip() for word in re.sub("<.*?>", "", page).replace("\u00a0", " ").replace("&lt;", "<").split("|")]
    assert "|".join(told) == "9.05|0.0858|0.1|2|0.98|A good rate|2.3 × 10⁵|3.62|small|57|whole|1280|3|−9.05|at −0.1|9.05 × 10⁶|9"


def test_at_tells_what_the_csv_says(docs: Path) -> None:
    film = record.Record(docs / "animations", "good_lr")
    with (docs / "animations" / "good_lr.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            step = int(row["step"])
            assert views.SeriesView(film, "loss").at(step) == float(row["loss"])
            assert views.SeriesView(film, "a_0").at(step) == float(row["a_0"])


@pytest.mark.parametrize(
    ("asked", "line"),
    [
        ('{{ film("god_lr") }}', "no film “god_lr” (nearest: good_lr); if it ought to be there, run `make scenes`"),
        ('{{ film("x") }}', "no film “x” (there is: good_lr, too_high_lr); if it ought to be there, run `make scenes`"),
        ("{{ run.god_lr.loss.first }}", "no film “god_lr” (nearest: good_lr)"),
        ("{{ run.good_lr.los.first }}", "no number “los” in run.good_lr (nearest: loss"),
        ("{{ run.good_lr.loss.frist }}", "no number “frist” in run.good_lr.loss (nearest: first)"),
        ("{{ run.good_lr.params.lrr }}", "no number “lrr” in run.good_lr.params (nearest: lr)"),
        ("{{ run.good_lr.facts.limits * 2 }}", "no number “limits” in run.good_lr.facts (nearest: limit)"),
        ("{{ run.good_lr.loss.at(3) }}", "no step “3” in run.good_lr (there is: 0 to 2)"),
        ("{{ run.good_lr.loss }}", "run.good_lr.loss is not one number: say which of first, last, min, max"),
        ('{{ rows("good_lr", ["loss", "a_1"]) }}', "no column “a_1” in good_lr.csv (nearest: a_0)"),
        ('{{ rows("good_lr", steps=[0, 9]) }}', "no step “9” in run.good_lr (there is: 0 to 2)"),
        ('{{ flim("good_lr") }}', "'flim' is undefined"),
        ("{{ run.good_lr.ended.step }}", "'None' has no attribute 'step'"),
        ("text\n\n{{ run.good_lr. }}", "films/page.md, line 5: expected name or number"),
        ('text\n\n{{ rows("good_lr", every=0) }}', "films/page.md, line 5: rows good_lr: every must be 1 or more, not 0"),
        ('{{ rows("good_lr", steps=3) }}', "rows: TypeError: 'int' object is not iterable"),
        ("{{ film() }}", "TypeError: film() missing 1 required positional argument: 'name'"),
        ("{{ run.good_lr.loss.at() }}", "TypeError"),
        ("{{ 1 / (run.good_lr.params.seed) }}", "ZeroDivisionError: "),
    ],
)
def test_what_is_not_there_stops_the_build_with_a_line(docs: Path, asked: str, line: str) -> None:
    told = said(docs, f"# Page\n\n{asked}\n")
    assert line in told
    assert "films/page.md" in told
    if "no film" in told or "no number" in told or "no step" in told or "no column" in told:
        assert "run `make scenes`" in told


def test_a_missing_file_stops_the_build(docs: Path) -> None:
    (docs / "animations" / "good_lr.dark.png").unlink()
    assert "no file “good_lr.dark.png” in docs/animations" in said(docs, '{{ film("good_lr") }}')


def test_an_empty_shelf_says_what_to_run(docs: Path) -> None:
    for path in (docs / "animations").iterdir():
        path.unlink()
    told = said(docs, '{{ film("good_lr") }}')
    assert "no film “good_lr” (there is none yet); if it ought to be there, run `make scenes`" in told


# Figures


def parsed(html: str) -> Html:
    """A part of a page, which must be HTML by the standard."""
    markup.check(html, whole=False)
    return Html(html)


def test_a_film_is_a_figure_that_needs_no_script(docs: Path) -> None:
    page = parsed(build(docs, '# Page\n\n{{ film("good_lr") }}\n\nText\n'))
    (figure,) = page.all("figure")
    assert figure == {"class": "film", "id": "good_lr", "data-film": "good_lr", "data-heavy": "", "aria-label": "Film: A good rate"}
    light, dark = page.all("img")
    assert light == {
        "class": "only-light",
        "src": "../animations/good_lr.png",
        "alt": 'A "line" among points',
        "width": "1280",
        "height": "720",
        "loading": "lazy",
        "decoding": "async",
    }
    assert dark == light | {"class": "only-dark", "src": "../animations/good_lr.dark.png"}
    moving = {
        "media": "screen and (scripting: none) and (prefers-reduced-motion: no-preference)",
        "srcset": "../animations/good_lr.gif",
    }
    assert page.all("source") == [moving, moving, {"media": "(scripting: none)", "srcset": "../animations/good_lr.png"}]
    links = [link["href"] for link in page.all("a") if "download" in link]
    kinds = (*(file for kind in KINDS for file in (kind, f"dark.{kind}")), "csv", "json", "vtt", "py")
    assert links == [f"../animations/good_lr.{kind}" for kind in kinds]
    assert not page.all("script")
    assert not [element for element in page.elements if element.has_attr("style")]
    assert not [name for element in page.elements for name in element.attrs if name.startswith("on")]


def test_words_are_set_as_they_are(docs: Path) -> None:
    html = build(docs, '{{ film("good_lr") }}')
    assert "The line *settles* &amp; stays &lt;there&gt;.</p>" in html
    assert "<p>First it tilts.</p><p>Then it rests.</p>" in html
    assert "312\u00a0KB" in html


@pytest.mark.parametrize(
    ("around", "path"),
    [
        ('<div class="grid" markdown>\n<div markdown>\n{}\n</div>\n</div>', "div/div/figure"),
        ('<div class="grid" markdown>\n\n{}\n\n{}\n\n</div>', "div/figure"),
        ("Text before\n{}\ntext after", "figure"),
    ],
)
def test_a_figure_survives_markdown(docs: Path, around: str, path: str) -> None:
    page = parsed(build(docs, around.replace("{}", '{{ film("good_lr") }}')))
    assert {path, f"{path}/figcaption/p", f"{path}/sgd-film/section/section/picture/img"} <= set(page.paths)


def test_addresses_are_relative_to_the_page(docs: Path) -> None:
    assert parsed(build(docs, '{{ film("good_lr") }}', "index")).all("img")[0]["src"] == "animations/good_lr.png"


def test_what_the_player_needs_is_in_the_page(docs: Path) -> None:
    html = build(docs, '{{ film("good_lr") }}')
    page = parsed(html)
    (screen,) = [section for section in page.all("section") if "data-fps" in section]
    assert screen["data-light"] == "../animations/good_lr.mp4"
    assert screen["data-dark"] == "../animations/good_lr.dark.mp4"
    assert (screen["data-fps"], screen["data-starts"]) == ("10", "0 10 11")  # the first stands for a second
    cells = re.findall(r"<t[hd](?: [^>]*)?>(.*?)</t[hd]>", html.replace("\u00a0", " "))
    assert cells == ["step", "loss", "a 0", "0", "9.051", "−1.000", "1", "2.500", "0.500", "2", "0.086", "2.3 × 10⁵"]
    assert [row["id"] for row in page.all("tr") if "id" in row] == ["good_lr@0", "good_lr@1", "good_lr@2"]
    (slider,) = [field for field in page.all("input") if field["type"] == "range"]
    assert (slider["min"], slider["max"], slider["value"]) == ("0", "2", "0")


def test_a_heavy_film_is_called_so(docs: Path) -> None:
    assert "data-heavy" in build(docs, '{{ film("good_lr") }}')
    (docs / "animations" / "good_lr.mp4").write_bytes(b"x" * 1000)
    assert "data-heavy" not in build(docs, '{{ film("good_lr") }}')


def test_the_update_is_told_where_the_run_goes_against_its_gradient(docs: Path) -> None:
    path = docs / "animations" / "good_lr.csv"
    path.write_text("step,loss,a_0,grad_0\n0,1,-1,-2\n1,0.64,-0.8,-1.6\n2,0.41,-0.64,-1.28\n")
    assert 'class="film__update"' in build(docs, '{{ film("good_lr") }}')
    path.write_text("step,loss,a_0,grad_0\n0,1,-1,-2\n1,0.64,-0.8,-1.6\n2,0.41,-0.5,-1.28\n")
    assert 'class="film__update"' not in build(docs, '{{ film("good_lr") }}')


def test_a_step_without_a_picture_is_refused(docs: Path) -> None:
    path = docs / "animations" / "good_lr.json"
    path.write_text(path.read_text().replace('"steps": [0, 1, 2]', '"steps": [0, 2]'))
    for page in ('{{ film("good_lr") }} {{ moment("good_lr", 1) }}', asked(docs, decided=1)):
        assert "good_lr has no picture of step 1; the nearest are those of steps 0 and 2" in said(docs, page)


@pytest.mark.parametrize(
    "figure",
    [
        '{{ predict("good_lr") }}',
        "{{ film('good_lr') }}",
        '{{ film(name="good_lr") }}',
        '{{- film(\n  "good_lr") }}',
    ],
)
def test_a_film_is_found_however_its_macro_is_called(docs: Path, figure: str) -> None:
    asked(docs)
    assert 'href="#good_lr@1"' in build(docs, f'{figure}\n\n{{{{ moment("good_lr", 1) }}}}')


@pytest.mark.parametrize(
    "hidden",
    [
        '<!-- {{ film("good_lr") }} -->',
        '{% raw %}{{ film("good_lr") }}{% endraw %}',
        '`{{ film("good_lr") }}`',
        '```\n{{ film("good_lr") }}\n```',
    ],
)
def test_a_film_that_is_not_shown_is_not_found(docs: Path, hidden: str) -> None:
    assert "moment good_lr: no page shows this film" in said(docs, hidden + '\n\n{{ moment("good_lr", 1) }}')


def test_a_lesson_that_cannot_be_read_stops_the_build_with_a_line(docs: Path) -> None:
    (docs / "lessons").mkdir()
    (docs / "lessons" / "1-a.md").write_text('# A\n\n{{ film("good_lr" }}')
    assert "1-a.md, line 3: " in said(docs, "# Page\n")


def test_a_moment_is_a_link_to_a_step(docs: Path) -> None:
    (docs / "lessons").mkdir()
    (docs / "lessons" / "1-a.md").write_text('{{ film("good_lr") }}')
    here = '{{ film("good_lr") }} {{ moment("good_lr", 2, "the end") }}'
    assert '<a class="moment" href="../lessons/1-a.html#good_lr@1">step\u00a01</a>' in build(docs, '{{ moment("good_lr", 1) }}')
    assert ' href="#good_lr@2">the end</a>' in build(docs, here)
    assert "no step “7” in run.good_lr" in said(docs, '{{ moment("good_lr", 7) }}')
    assert "no film “good_lrr”" in said(docs, '{{ moment("good_lrr", 1) }}')
    assert "moment too_high_lr: no page shows this film" in said(docs, '{{ moment("too_high_lr", 1) }}')


def test_an_answer_is_judged_against_the_run(docs: Path) -> None:
    film = docs / "animations" / "good_lr.json"
    film.write_text(film.read_text().replace('"poster": 0', '"poster": 1'))
    html = build(docs, asked(docs))
    assert 'data-opens="1" data-decided="2"' in html
    (slider,) = [field for field in parsed(html).all("input") if field["type"] == "range"]
    assert slider["value"] == "1", "it stands where its still was taken"
    assert "And &lt;now&gt;?" in html
    assert re.findall(r'data-choice="(\w+)" aria-pressed="false">(\w+)<', html) == [("wrong", "Up"), ("right", "Down")]
    assert 'data-because="It falls to 0.0858."' in html
    assert "page.md, line 1: docs/slides.yml, good_lr, ask: the run must bear out exactly one" in said(
        docs, asked(docs, answers={"Up": "1 > 2"})
    )
    assert "no step “9”" in said(docs, asked(docs, decided=9))
    assert "docs/slides.yml has no entry `too_high_lr:`" in said(docs, asked(docs).replace("good_lr", "too_high_lr"))


def test_before_an_answer_nothing_tells_the_end(docs: Path) -> None:
    html = build(docs, asked(docs))
    assert parsed(html).all("img")[0]["alt"] == "The film waits: It starts"
    assert "<summary>In words</summary><p>A &#34;line&#34; among points</p>" in html  # the alternative text is there instead


def test_symbols_of_displayed_formulas_have_the_colours_of_the_films() -> None:
    extensions = ["l2m4m:LaTeX2MathMLExtension", "scenes.studio.pages.formulas:RoleColours"]
    html = markdown.markdown("$$a - \\eta \\nabla L_B(a), L_{\\text{val}}, L$$\n\nAnd $a$.", extensions=extensions)
    coloured = [(role, unescape(symbol)) for role, symbol in re.findall('<(?:mi|mo) class="role-([a-z-]+)">(.*?)</', html)]
    assert coloured == [
        *[("model", "a"), ("gradient", "∇"), ("gradient", "L"), ("batch", "B"), ("model", "a")],
        *[("held-out", "L"), ("loss", "L")],
    ]


def test_a_long_formula_has_parts_for_lines_of_their_own() -> None:
    extensions = ["l2m4m:LaTeX2MathMLExtension", "scenes.studio.pages.formulas:RoleColours"]
    note = "$$-3 - x = \\frac{1}{n} (a + b) - \\text{2.1} \\quad \\text{that is} \\quad y = -5$$\n\n$$1 - 2\\eta = x$$"
    long, short = parsed(markdown.markdown(note, extensions=extensions)).soup.find_all("math")
    parts = [[part.text for part in line.find_all("mrow", recursive=False)] for line in long.find_all("mrow", recursive=False)]
    assert [[text.replace("\xa0", " ") for text in line] for line in parts] == [["−3", "−x", "=1n(a+b)", "−2.1"], ["that is"], ["y", "=−5"]]
    assert [sign.text for sign in long.find_all("mo", form="infix")] == ["−", "=", "−", "="]
    assert len(short.find_all("mrow", recursive=False)) == 1


def test_the_words_of_a_scene_may_hold_code() -> None:
    assert prose("Then `x @ a < 3` & so on") == "Then <code>x @ a &lt; 3</code> &amp; so on"


def test_a_still_stands_in_a_link(docs: Path) -> None:
    page = parsed(build(docs, '[{{ still("good_lr") }} See it](page.md)'))
    assert page.paths == ["p", "p/a", "p/a/img", "p/a/img"]
    assert [image["src"] for image in page.all("img")] == ["../animations/good_lr.png", "../animations/good_lr.dark.png"]


def test_rows_are_a_table_of_the_csv(docs: Path) -> None:
    html = build(docs, '{{ rows("good_lr", {"step": "step", "loss": "loss", "a_0": "slope <a>"}, every=2) }}')
    parsed(html)
    cells = re.findall(r"<t[hd](?: [^>]*)?>(.*?)</t[hd]>", html.replace("\u00a0", " "))
    assert cells == ["step", "loss", "slope &lt;a&gt;", "0", "9.051", "−1.000", "2", "0.086", "2.3 × 10⁵"]
    chosen = build(docs, '{{ rows("good_lr", ["loss"], steps=[1], decimals=1) }}')
    assert re.findall(r"<td>(.*?)</td>", chosen) == ["2.5"]


def test_an_exercise_takes_a_number_from_the_run(docs: Path) -> None:
    page = parsed(build(docs, '{{ exercise(2, "by hand") }} Halve it.\n\n{{ check("half of it", run.good_lr.loss.first / 2) }}'))
    assert page.paths[:2] == ["p", "p/strong"]
    assert page.all("strong")[0]["id"] == "exercise-2"
    (form,) = page.all("form")
    assert float(form["data-answer"]) == LOSSES[0] / 2
    assert float(form["data-within"]) == pytest.approx(LOSSES[0] / 200)
    assert "form/label/input" in page.paths
    assert "no kind “easy”" in said(docs, '{{ exercise(1, "easy") }}')


CODE = '''"""Words."""

RATE: float = 0.1  # of all runs


@dataclass
class Fit:
    """A fit."""

    @property
    def train(self):
        text = "```"

        return text
        # nothing more

    def draw(self): ...
'''


@pytest.mark.parametrize(
    ("names", "lines"),
    [
        ('"Fit.train"', ["@property", "def train(self):", '    text = "```"', "", "    return text", "    # nothing more"]),
        ('"RATE"', ["RATE: float = 0.1  # of all runs"]),
        ('"RATE", "Fit.draw"', ["RATE: float = 0.1  # of all runs", "", "def draw(self): ..."]),
        ('"Fit"', CODE.splitlines()[5:]),
    ],
)
@pytest.mark.parametrize(("around", "indent"), [("{}", ""), ("!!! note\n\n    {}", "    "), ("- one\n- {}\n- three", "  "), ("> {}", "> ")])
def test_code_is_quoted_by_name_wherever_it_stands(docs: Path, names: str, lines: list[str], around: str, indent: str) -> None:
    (docs.parent / "scenes").mkdir()
    (docs.parent / "scenes" / "fit.py").write_text(CODE)
    (docs.parent / "theme" / "main.html").write_text("{{ page.markdown }}")
    call = f'{{{{ source("scenes/fit.py", {names}) }}}}'
    fence = "````" if "```" in "".join(lines) else "```"
    block = [f"{fence}{{.python data-search-exclude=true}}", *lines, fence]
    expected = around.format("\n".join(block[:1] + [(indent + line).rstrip() for line in block[1:]]))
    assert unfold(build(docs, around.format(call))).strip() == expected, "as Markdown is to read it"


def test_a_file_is_quoted_whole(docs: Path) -> None:
    (docs.parent / "scenes").mkdir()
    (docs.parent / "scenes" / "fit.py").write_text("a = 1\nb = 2\n")
    (docs.parent / "theme" / "main.html").write_text("{{ page.markdown }}")
    assert unfold(build(docs, '{{ source("scenes/fit.py") }}')).strip() == "```{.python data-search-exclude=true}\na = 1\nb = 2\n```"


LONG = """def fit(a, loss):
    for step in range(60):
        loss.backward(); a.sub_(0.1 * a.grad); print("the loss is now", loss, "and the slope", a[0])
    return a
"""


def test_of_quoted_code_a_part_is_shown_and_the_whole_folded_both_no_wider_than_text(docs: Path) -> None:
    (docs.parent / "scenes").mkdir()
    (docs.parent / "scenes" / "fit.py").write_text(LONG)
    (docs.parent / "theme" / "main.html").write_text("{{ page.markdown }}")
    page = unfold(build(docs, '{{ source("scenes/fit.py", "fit", only=["for step", "return"]) }}'))
    shown, title, folded = page.strip().split("\n\n", 2)
    part, whole = (
        "\n".join(re.sub("^ {4}" if block is folded else "", "", line) for line in block.splitlines()[1:-1]) for block in (shown, folded)
    )
    assert title == '??? excerpt "The code in full"'
    (function,) = ast.parse(LONG).body
    assert isinstance(function, ast.FunctionDef)
    assert ast.dump(ast.parse(whole)) == ast.dump(ast.parse(LONG))
    assert ast.dump(ast.Module(ast.parse(part).body, [])) == ast.dump(ast.Module(function.body, []))
    assert max(map(len, part.splitlines())) <= 66


@pytest.mark.parametrize(
    ("call", "line"),
    [
        ('"scenes/fit.py", "Fit.train", only=["while"]', "source: no statement of scenes/fit.py that is quoted begins with “while”"),
        ('"scenes/fit.py", "Fit.trian"', "source: no “Fit.trian” in scenes/fit.py (nearest: Fit.train"),
        ('"scenes/fti.py"', "source: no file “scenes/fti.py” (nearest: scenes/fit.py)"),
    ],
)
def test_code_that_is_not_there_stops_the_build(docs: Path, call: str, line: str) -> None:
    (docs.parent / "scenes").mkdir()
    (docs.parent / "scenes" / "fit.py").write_text(CODE)
    assert line in said(docs, f"{{{{ source({call}) }}}}")


def test_a_deck_is_offered_with_its_size(docs: Path) -> None:
    assert "there is no build/slides/a.pptx; run `make slides`" in said(docs, '{{ download("a.pptx", "A <deck>") }}')
    slides = docs.parent / "build" / "slides"
    slides.mkdir(parents=True)
    (slides / "a.pptx").write_bytes(b"x" * 1_300_000)
    html = build(docs, '{{ download("a.pptx", "A <deck>") }} {{ decks | join }}')
    assert '<a href="../slides/a.pptx" download>A &lt;deck&gt;</a>\u00a0<small>1.3\u00a0MB</small> a.pptx' in html


def test_films_come_in_the_order_of_the_navigation(docs: Path) -> None:
    (docs / "films").mkdir()
    for name in ("index", "too_high_lr", "good_lr"):
        (docs / "films" / f"{name}.md").write_text("# Page\n")
    with (docs.parent / "mkdocs.yml").open("a") as config:
        config.write("nav: [page.md, {Films: [films/index.md, {Deep: [{A: films/too_high_lr.md}]}, films/good_lr.md]}]\n")
    assert "too_high_lr good_lr" in build(docs, "{{ films | join(' ') }}", "page")


def test_a_link_leads_to_a_stop_by_its_number(docs):
    build(docs, '{{ film("good_lr") }}', "films/good_lr")
    page = Html(build(docs, '{{ moment("good_lr", stop=2) }} and {{ moment("good_lr", stop=1, text="the start") }}'))
    assert [link["href"] for link in page.all("a") if "@" in link["href"]] == ["good_lr.html#good_lr@2", "good_lr.html#good_lr@0"]


def test_a_stop_that_a_film_does_not_have_stops_the_build(docs):
    build(docs, '{{ film("good_lr") }}', "films/good_lr")
    assert "good_lr has no stop 3; it has 1 to 2: It starts; It <rests>" in said(docs, '{{ moment("good_lr", stop=3) }}')


def test_a_figure_lists_its_stops_for_those_without_a_player(docs):
    page = Html(build(docs, '{{ film("good_lr") }}', "films/good_lr"))
    assert [link["href"] for link in page.all("a") if link["href"].startswith("#good_lr@")] == ["#good_lr@0", "#good_lr@2"]
    words = " ".join(text for _, text in page.texts)
    assert "It starts" in words
    assert "It <rests>" in words


def test_a_section_names_each_role_in_its_colour_once() -> None:
    text = "A *guess* has a loss, a loss and a `loss`.\n\nBy gradient descent.\n\n## Next\n\nThe gradient of the held-out loss."
    html = markdown.markdown(text, extensions=["scenes.studio.pages.markup"])
    found = re.findall(r'<span class="role role-([\w-]+)">([\w-]+)</span>', html)
    assert found == [("model", "guess"), ("loss", "loss"), ("gradient", "gradient"), ("held-out", "held-out"), ("loss", "loss")]
    assert re.sub(r"<.*?>", "", html).split() == re.sub(r"[*`#]", "", text).split()


def test_no_line_of_text_ends_with_a_sign() -> None:
    html = markdown.markdown(
        "It is 2x(*a*x − y) = 3, or `a - b = 3`, from −1 to 1 − 2, or (x − 2).", extensions=["scenes.studio.pages.markup"]
    )
    words = parsed(html).soup.p.get_text()
    assert words == "It is 2x(ax −\u00a0y) =\u00a03, or a - b = 3, from −1 to 1 −\u00a02, or (x\u00a0−\u00a02)."
