"""The decks and the archive in build/slides, read back by others: python-pptx, LibreOffice, zipfile, a real browser."""

import filecmp
import hashlib
import io
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import av
import matplotlib
import numpy as np
import pytest
from chromium import axe, visitor
from machine import missing, program
from names import EXPLORER
from PIL import Image, ImageFont
from playwright.sync_api import Browser, Page
from pptx import Presentation
from server import serving
from watch import Watch

from scenes.studio.cli import decks as decks_command
from scenes.studio.decks import archive as archive_module
from scenes.studio.decks import content, powerpoint, reveal, steps
from scenes.studio.draw.theme import THEMES
from scenes.studio.errors import BadInput
from scenes.studio.pages.lectures import WHOLE, lectures, selected
from scenes.studio.store.paths import SLIDES
from scenes.studio.store.record import ATTRIBUTION

ROOT = Path(__file__).resolve().parents[2]
ANIMATIONS = ROOT / "docs" / "animations"
MB = 1_000_000
WIDER = Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"  # than the deck's Arial, sign by sign


@pytest.fixture(scope="module")
def decks() -> Path:
    """The folder of what `make slides` has built."""
    if not (SLIDES / "films.zip").is_file():
        pytest.fail("build/slides/ is not there: run `make slides`", pytrace=False)
    return SLIDES


@pytest.fixture(scope="module")
def whole() -> content.Deck:
    return content.deck(lectures(ROOT / "docs")[WHOLE])


@pytest.fixture(scope="module")
def words(whole: content.Deck) -> list[content.Slide]:
    return whole.films


def digest(data: bytes) -> str:
    """What stands for a file's bytes where files are compared: megabytes that differ would keep pytest busy for many minutes."""
    return hashlib.sha256(data).hexdigest()


def digests(archive: zipfile.ZipFile) -> dict[str, str]:
    """The files of an archive: name → digest."""
    return {name: digest(archive.read(name)) for name in archive.namelist()}


# PowerPoint


@pytest.fixture(scope="module")
def deck(decks: Path) -> Any:
    return Presentation(str(decks / "sgd-in-motion.pptx"))


@pytest.fixture(scope="module", params=["sgd-in-motion.pptx", "sgd-in-motion-steps.pptx"])
def every_deck(decks: Path, request: pytest.FixtureRequest) -> Any:
    return Presentation(str(decks / request.param))


def pictures(slide: Any) -> list[Any]:
    return [shape for shape in slide.shapes if hasattr(shape, "image")]


def texts(slide: Any) -> dict[str, str]:
    return {shape.name: shape.text_frame.text for shape in slide.shapes if shape.has_text_frame}


def notes(slide: Any) -> str:
    return str(slide.notes_slide.notes_text_frame.text)


@pytest.fixture(scope="module")
def shown(deck: Any, whole: content.Deck) -> list[tuple[content.Slide, Any, Any, Any]]:
    """Each film with its slides: the question, the film, the answer. In between, slides of words say what they say."""
    first, *slides, last = deck.slides
    assert deck.slide_width * 9 == deck.slide_height * 16
    assert first.shapes.title.text == whole.title
    assert any(text.lower().startswith(whole.length) for text in texts(first).values()), "how long it takes"
    for slide in (first, last):
        assert ATTRIBUTION in " ".join(texts(slide).values())
    found = []
    for its in whole.slides:
        if isinstance(its, content.Slide):
            found.append((its, slides.pop(0), slides.pop(0), slides.pop(0)))
        else:
            slide = slides.pop(0)
            assert list(texts(slide).values()) == [its.title, *its.formula, *its.lines]
            assert its.say in notes(slide)
            assert whole.clock(its) in notes(slide)
    assert not slides
    return found


def test_a_film_fills_its_slide(deck: Any, shown: list[tuple[content.Slide, Any, Any, Any]]) -> None:
    for film, _, slide, _ in shown:
        (picture,) = pictures(slide)
        assert picture.image.blob == (ANIMATIONS / f"{film.name}.once.gif").read_bytes(), "one that goes round could not be stopped"
        assert box(picture) == (0, 0, deck.slide_width, deck.slide_height)
        assert picture._element.nvPicPr.cNvPr.get("descr") == film.alt
        assert slide.shapes.title.text == film.title, "for the outline, and for those who listen"
        assert slide.shapes.title.top + slide.shapes.title.height <= 0, "its title would hide what the film says"


def test_a_film_is_asked_about_before_and_answered_after_it(shown: list[tuple[content.Slide, Any, Any, Any]]) -> None:
    for film, asks, _, answers in shown:
        for slide, rest in ((asks, film.waits), (answers, film.rests[-1])):
            assert slide.shapes.title.text == film.ask.text
            (picture,) = pictures(slide)
            assert picture.image.blob == rest.still.read_bytes()
            assert rest.label in picture._element.nvPicPr.cNvPr.get("descr")
            credit = next(shape for shape in slide.shapes if shape.name == "credit").text_frame.paragraphs[0].runs[0]
            assert (credit.text, credit.hyperlink.address) == (ATTRIBUTION, film.page)
        assert texts(asks)["answers"].split("\n") == film.ask.lettered
        (right,) = [line for line in texts(answers)["answers"].split("\n") if line.endswith("✓")]
        assert right[3:-2] == film.ask.right
        assert texts(answers)["because"] == film.ask.told
        assert film.ask.verdict not in " ".join(texts(asks).values())


def test_the_notes_say_everything(whole: content.Deck, shown: list[tuple[content.Slide, Any, Any, Any]]) -> None:
    for film, asks, slide, answers in shown:
        for said in (whole.clock(film), film.ask.text, *film.ask.lettered, f"Right: {film.ask.told}"):
            assert said in notes(asks), film.name
        assert f"Right: {film.ask.told}" in notes(answers)
        for said in (film.say, film.numbers, film.time):
            assert said in notes(slide), film.name
        for rest in filter(lambda rest: rest.said, film.rests):
            assert f"Pause at {rest.label}: {rest.said}\n{film.at(rest.row)}\n" in notes(slide), film.name


def test_how_to_click_is_told_to_the_speaker_and_not_to_the_room(decks: Path) -> None:
    first = Presentation(str(decks / "sgd-in-motion-steps.pptx")).slides[0]
    assert "click" not in " ".join(texts(first).values()).lower()
    assert "Each click after that shows the next slide" in notes(first)


def test_no_box_is_empty(every_deck: Any) -> None:
    for number, slide in enumerate(every_deck.slides, 1):
        for page in (slide, slide.notes_slide):
            for shape in page.shapes:
                if shape.has_text_frame and "Slide Image" not in shape.name:
                    assert shape.text_frame.text.strip(), f"slide {number}: {shape.name}"
        assert len(slide.notes_slide.shapes) == 2, "the slide and the notes to it"
    assert [layout.name for layout in every_deck.slide_layouts] == ["Title Only"]


def box(shape: Any) -> tuple[int, int, int, int]:
    return shape.left, shape.top, shape.left + shape.width, shape.top + shape.height


def test_nothing_lies_on_anything_else_or_beyond_the_edge(every_deck: Any) -> None:
    for number, slide in enumerate(every_deck.slides, 1):
        visible = [shape for shape in slide.shapes if shape.top + shape.height > 0]
        for shape in visible:
            left, top, right, bottom = box(shape)
            assert min(left, top) >= 0, f"slide {number}: {shape.name}"
            assert right <= every_deck.slide_width, f"slide {number}: {shape.name}"
            assert bottom <= every_deck.slide_height, f"slide {number}: {shape.name}"
        for one, other in combinations(visible, 2):
            a, b = box(one), box(other)
            apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
            assert apart, f"slide {number}: {one.name} and {other.name}"


def test_every_text_fits_into_its_box(every_deck: Any) -> None:
    font = cache(lambda points: ImageFont.truetype(str(WIDER), points))
    for number, slide in enumerate(every_deck.slides, 1):
        for shape in slide.shapes:
            if shape.has_text_frame and shape.top > 0:
                frame, height = shape.text_frame, 0.0
                inner = shape.width.pt - frame.margin_left.pt - frame.margin_right.pt
                for paragraph in frame.paragraphs:
                    points, words = paragraph.runs[0].font.size.pt, paragraph.text.split(" ")
                    lines, line = 1, ""
                    for word in words:
                        line = f"{line} {word}".strip()
                        if 0.9 * font(points).getlength(line) > inner:  # Arial is narrower than that by more
                            lines, line = lines + 1, word
                    height += 1.2 * points * lines + (paragraph.space_after.pt if paragraph.space_after else 0)
                assert height <= shape.height.pt + 1, f"slide {number}: {shape.name}"


def test_words_have_the_colours_of_the_theme_so_that_a_master_may_change_them(tmp_path: Path) -> None:
    lecture = selected(ROOT / "docs", ["good_lr", "the_limit"])
    for theme in THEMES.values():
        steps.write(tmp_path / "deck.pptx", content.deck(lecture, theme=theme.name))
        with zipfile.ZipFile(tmp_path / "deck.pptx") as parts:
            master = parts.read("ppt/slideMasters/slideMaster1.xml").decode()
            colours = dict(re.findall(r'<a:(\w+)><a:srgbClr val="(\w+)"/></a:\1>', parts.read("ppt/theme/theme1.xml").decode()))
            slides = [parts.read(name).decode() for name in parts.namelist() if re.fullmatch(r"ppt/slides/slide\d+\.xml", name)]
        roles = dict(re.findall(r'(\w+)="(\w+)"', re.findall(r"<p:clrMap (.*?)/>", master)[0]))
        assert colours[roles["bg1"]] == theme.background[1:].upper()
        assert colours[roles["tx1"]] == theme.ink[1:].upper()
        assert not any("srgbClr" in slide for slide in slides)
        films = [file for slide in Presentation(str(tmp_path / "deck.pptx")).slides for file in pictures(slide)]
        for file in films:
            with Image.open(io.BytesIO(file.image.blob)) as image:
                assert "#{:02x}{:02x}{:02x}".format(*image.convert("RGB").getpixel((2, 2))) == theme.background


def test_the_same_films_give_the_same_bytes(decks: Path, whole: content.Deck, tmp_path: Path) -> None:
    powerpoint.write(tmp_path / "again.pptx", whole)
    steps.write(tmp_path / "steps.pptx", whole)
    archive_module.write(tmp_path / "again.zip", content.records())
    for again, built in (("again.pptx", "sgd-in-motion.pptx"), ("steps.pptx", "sgd-in-motion-steps.pptx"), ("again.zip", "films.zip")):
        # pytest would take minutes to tell two archives apart, byte by byte
        assert filecmp.cmp(tmp_path / again, decks / built, shallow=False), f"{built}: run `make slides`"
    assert len(list(tmp_path.iterdir())) == 3


# PowerPoint, a slide a stop


@pytest.fixture(scope="module")
def stops(decks: Path, whole: content.Deck) -> list[tuple[content.Slide, content.Rest, Any]]:
    """Each slide that plays to a stop, with its film and the picture where it rests. The others ask, answer, or are of words."""
    _, *slides, _ = Presentation(str(decks / "sgd-in-motion-steps.pptx")).slides
    found = []
    for its in whole.slides:
        if isinstance(its, content.Page):
            assert slides.pop(0).shapes.title.text == its.title
            continue
        for rest in its.rests:
            found.append((its, rest, slides.pop(0)))
            if rest.frame == its.ask.opens:
                assert texts(slides[0])["answers"].split("\n") == its.ask.lettered
                asked = notes(slides.pop(0))
                assert all(said in asked for said in its.asked)
        assert texts(slides[0])["because"] == its.ask.told
        assert its.say in notes(slides.pop(0))
    assert not slides
    return found


def pixels(picture: Image.Image) -> np.ndarray:
    return np.asarray(picture.convert("RGB"))


def test_a_click_plays_the_film_once_from_one_stop_to_the_next(stops: list[tuple[content.Slide, content.Rest, Any]]) -> None:
    before = None
    for film, rest, slide in stops:
        (picture,) = pictures(slide)
        assert b"NETSCAPE" not in picture.image.blob, "goes round"
        with Image.open(io.BytesIO(picture.image.blob)) as piece, Image.open(rest.still) as still:
            if rest.row:
                assert np.array_equal(pixels(piece), before), f"{film.name}, {rest.label}: jumps"
                assert piece.n_frames > 1
                assert piece.info["duration"] <= 100, "waits after the click"
            piece.seek(getattr(piece, "n_frames", 1) - 1)
            before = pixels(still)
            assert np.array_equal(pixels(piece), before), f"{film.name}, {rest.label}"


def test_a_stop_fills_its_slide_and_has_its_words(whole: content.Deck, stops: list[tuple[content.Slide, content.Rest, Any]]) -> None:
    for film, rest, slide in stops:
        assert slide.shapes.title.text == (rest.words or f"{film.title}, {rest.label}")
        (picture,) = pictures(slide)
        assert box(picture) == (0, 0, 12192000, 6858000), "the picture jumps from slide to slide"
        assert picture._element.nvPicPr.cNvPr.get("descr").startswith(f"{film.title}, {rest.label}")
        assert all(words in notes(slide) for words in (whole.clock(film), rest.said, film.numbers, film.time))


def standing(deck: Path, target: Path) -> None:
    """Write a deck of which the first film moves and the others stand: LibreOffice takes a second to read a film, all alike."""
    with zipfile.ZipFile(deck) as read, zipfile.ZipFile(target, "w") as written:
        films = sorted((name for name in read.namelist() if name.endswith(".gif")), key=lambda name: (len(name), name))
        for name in read.namelist():
            data = read.read(name)
            if name in films[1:]:
                with Image.open(io.BytesIO(data)) as film:
                    film.save(first := io.BytesIO(), "GIF")
                data = first.getvalue()
            written.writestr(name, data)
    assert len(films) > 1


def test_libreoffice_opens_the_deck_and_has_a_page_a_slide(decks: Path, deck: Any, tmp_path: Path) -> None:
    office = program("soffice")
    standing(decks / "sgd-in-motion.pptx", tmp_path / "sgd-in-motion.pptx")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [office, "--headless", profile, "--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / "sgd-in-motion.pptx")]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    pdf = (tmp_path / "sgd-in-motion.pdf").read_bytes()
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == len(deck.slides)
    sizes = {(round(float(width)), round(float(height))) for width, height in re.findall(rb"/MediaBox\s*\[\s*0 0 (\S+) (\S+?)\s*\]", pdf)}
    assert sizes == {(960, 540)}  # points: 13⅓ by 7½ inches


# Sizes, and what is not needed


def test_nothing_is_too_large_to_hand_on(decks: Path, words: list[content.Slide]) -> None:
    for deck in decks.glob("*.pptx"):
        assert deck.stat().st_size <= 40 * MB
    assert sum(path.stat().st_size for path in (decks / "sgd-in-motion").rglob("*")) <= 40 * MB
    assert max(film.gif.stat().st_size for film in words) <= MB


def test_neither_torch_nor_matplotlib_is_loaded() -> None:
    code = "import scenes.studio.cli.decks, sys; sys.exit(' '.join({'torch', 'matplotlib'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True).stderr == "\n"


def test_without_npm_a_line_says_so_and_the_rest_is_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(decks_command, "TAKES", tmp_path / "takes")
    monkeypatch.setattr(decks_command, "NPM", tmp_path / "npm")
    (tmp_path / "takes" / "good_lr-dark").mkdir(parents=True)  # as if it had been built before
    assert decks_command.main(["good_lr"], "dark") == 0
    out, err = capsys.readouterr()
    assert err == "the HTML deck is left out: npm was not found; install Node 18 or later, https://nodejs.org\n"
    names = ["good_lr-dark-steps.pptx", "good_lr-dark.pptx"]
    assert sorted(path.name for path in (tmp_path / "takes").iterdir()) == names
    assert sorted(re.findall(r"(\S+)  [\d.]+\s(?:KB|MB)\n", out)) == [os.path.relpath(tmp_path / "takes" / name) for name in names]


def test_reveal_that_is_not_as_published_is_refused(decks: Path, whole: content.Deck, tmp_path: Path) -> None:
    package = decks.parent / "npm" / f"reveal.js-{reveal.VERSION}.tgz"
    if not package.is_file():
        missing("there is no reveal.js to spoil: install Node, and run `make slides`")
    (tmp_path / package.name).write_bytes(package.read_bytes() + b"more")
    (tmp_path / "deck").mkdir()
    with pytest.raises(BadInput, match=r"is not reveal.js .* delete it and try again"):
        reveal.write(tmp_path / "deck", {"index": whole}, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["deck", package.name]


# The archive


@pytest.fixture(scope="module")
def archive(decks: Path) -> Iterator[zipfile.ZipFile]:
    with zipfile.ZipFile(decks / "films.zip") as archive:
        yield archive


def test_the_archive_holds_every_file_of_every_film_as_it_is_but_no_cut_for_phones(archive: zipfile.ZipFile) -> None:
    assert archive.testzip() is None
    films = [path for path in ANIMATIONS.iterdir() if not path.name.startswith(EXPLORER) and ".tall." not in path.name]
    folder = "sgd-in-motion"
    held = digests(archive)
    for name in ("LICENSE", "ATTRIBUTION.txt", "index.html"):
        held.pop(f"{folder}/{name}")
    assert held == {f"{folder}/{path.name.partition('.')[0]}/{path.name}": digest(path.read_bytes()) for path in films}
    media = [info for info in archive.infolist() if info.filename.endswith((".gif", ".mp4", ".png"))]
    assert all(info.compress_type == zipfile.ZIP_STORED for info in media)


def test_the_archive_says_what_may_be_done_with_it(archive: zipfile.ZipFile, words: list[content.Slide]) -> None:
    assert archive.read("sgd-in-motion/LICENSE") == (ROOT / "LICENSE").read_bytes()
    credit = archive.read("sgd-in-motion/ATTRIBUTION.txt").decode()
    for film in words:
        assert f"{film.title}\n    Film: {ATTRIBUTION}\n    {film.page}\n    made by scenes/{film.name}.py\n" in credit


def test_its_index_works_from_a_folder(archive: zipfile.ZipFile, browser: Browser, tmp_path: Path) -> None:
    films = [record.data for record in content.records().values()]
    archive.extractall(tmp_path)
    folder = tmp_path / "sgd-in-motion"
    with opened(browser, folder / "index.html") as page:
        page.evaluate("for (const image of document.images) image.loading = 'eager'")
        page.wait_for_function("[...document.images].every(image => image.complete)")
        assert page.evaluate("[...document.images].map(image => [image.alt, image.naturalWidth])") == [
            [film["alt"], film["size"][0]] for film in films
        ]
        links = page.evaluate("[...document.links].map(link => link.getAttribute('href'))")
        broken = [link for link in links if "://" not in link and not (folder / link).is_file()]
        assert not broken
        assert len(links) > 8 * len(films)
        assert not axe(page)


# HTML


@contextmanager
def opened(browser: Browser, path: Path, part: str = "", **how: Any) -> Iterator[Page]:
    """A page from a folder on disk; in the end nothing may have gone wrong, and nothing been asked of any host."""
    with visitor(browser, **{"viewport": {"width": 1600, "height": 900}, **how}) as context:
        watch, page = Watch(context), context.new_page()
        page.goto(path.as_uri() + part)
        yield page
        assert not watch.wrong
        assert not watch.beyond("file://")


@pytest.fixture(scope="module")
def html(decks: Path) -> Path:
    path = decks / "sgd-in-motion" / "index.html"
    if not path.is_file():
        missing("the HTML deck is not there: install Node, and run `make slides`")
    return path


VIDEO = "Reveal.getCurrentSlide().querySelector('video')"
READY = f"{VIDEO}.readyState >= 2 && !{VIDEO}.seeking"
STEP = "Reveal.getCurrentSlide().querySelector('.step').textContent"


def to(page: Page, name: str) -> None:
    """Go to the slide of a film, and wait until it is there."""
    page.evaluate("name => Reveal.slide(Reveal.getIndices(document.getElementById(name)).h)", name)
    page.wait_for_function(READY)


def rests_at(page: Page, label: str) -> None:
    """Wait until the film of this slide rests at the picture of this name."""
    page.wait_for_function(f"label => {READY} && {VIDEO}.paused && {STEP} === label", arg=label)


def test_a_film_waits_fills_the_screen_asks_and_answers(browser: Browser, html: Path) -> None:
    short = content.deck(lectures(ROOT / "docs")["20-minutes"])
    size = f"(({{ left, top, right, bottom }}) => [left, top, right, bottom])({VIDEO}.getBoundingClientRect())"
    asked = "section.present > .ask"
    with opened(browser, html.with_name("20-minutes.html"), reduced_motion="reduce") as page:
        assert short.length in page.locator("section.present").inner_text().lower()
        for its in short.slides:
            page.keyboard.press("PageDown")
            page.wait_for_url(f"**#/{its.name}")
            if isinstance(its, content.Page):
                assert page.locator("section.present .middle :is(h2, p)").all_inner_texts()[: 1 + len(its.formula + its.lines)] == [
                    its.title,
                    *its.formula,
                    *its.lines,
                ]
                continue
            rests_at(page, its.rests[0].label)
            assert page.evaluate(f"[{VIDEO}.videoWidth, {VIDEO}.videoHeight]") == list(its.size)
            assert its.alt in str(page.locator(".aria-status").text_content()), "told to those who listen"
            for number, rest in enumerate(its.rests):
                if number:
                    page.keyboard.press("PageDown")
                rests_at(page, rest.label)
                assert page.evaluate(size) == [0, 0, 1600, 900]
                assert not page.locator(asked).is_visible()
                if rest.frame == its.ask.opens:
                    page.keyboard.press("PageDown")
                    page.locator(asked).wait_for()
                    assert page.locator(".present h2").inner_text() == its.ask.text
                    assert page.locator(".present > .ask li").all_inner_texts() == its.ask.lettered
                    assert not page.locator(".present .because").is_visible()
            page.keyboard.press("PageDown")
            page.locator(".present .because").wait_for()
            assert page.locator(".present .because").inner_text() == its.ask.told
        page.keyboard.press("PageDown")
        assert page.locator(".present h2").inner_text() == "Say where it comes from"


PLAYS = f"{VIDEO}.currentTime > 0.1 && !{VIDEO}.paused && {VIDEO}.videoWidth"


def test_a_click_plays_the_film_up_to_its_next_stop(browser: Browser, html: Path, words: list[content.Slide]) -> None:
    (film,) = [film for film in words if film.name == "good_lr"]
    first, second, third, *_ = film.rests
    with opened(browser, html, f"#/{film.name}") as page:
        rests_at(page, first.label)
        page.wait_for_timeout(300)
        assert page.evaluate(STEP) == first.label, "it started by itself"
        for rest in (second, third):
            page.keyboard.press("ArrowRight")
            rests_at(page, rest.label)
        assert film.waits not in film.rests[:3], "the question would come in between"
        page.wait_for_timeout(300)
        assert page.evaluate(STEP) == third.label, "it went on by itself"
        page.keyboard.press("ArrowLeft")
        rests_at(page, second.label)
        page.keyboard.press("k")
        page.wait_for_function(PLAYS)
        page.keyboard.press("b")
        page.wait_for_function(f"{VIDEO}.paused")
        page.keyboard.press("b")
        page.wait_for_function(PLAYS)
        page.wait_for_function(f"Reveal.getIndices().f === {len(film.rests) - 1} && {VIDEO}.paused")  # past its stops and its question
        page.keyboard.press("ArrowLeft")
        rests_at(page, film.rests[-2].label)


def test_a_mouse_click_does_what_the_next_key_does(browser: Browser, html: Path, words: list[content.Slide]) -> None:
    (film,) = [film for film in words if film.name == "good_lr"]
    asks = next(i for i, rest in enumerate(film.rests) if rest is film.waits)
    with opened(browser, html, f"#/{film.name}") as page:
        rests_at(page, film.rests[0].label)
        for rest in film.rests[1 : asks + 1]:
            page.mouse.click(800, 450)
            rests_at(page, rest.label)
            page.wait_for_timeout(300)
            assert page.evaluate(STEP) == rest.label, "it went on by itself"
        page.mouse.click(800, 450)
        page.locator("section.present[data-shows=question]").wait_for()
        page.mouse.click(200, 450)  # beside the picture
        rests_at(page, film.rests[asks + 1].label)
        page.evaluate("Reveal.slide(Reveal.getIndices(document.getElementById('the_limit')).h)")
        page.mouse.click(800, 450)
        page.wait_for_url("**#/lr_sweep")


ARROWS = {"←": "ArrowLeft", "→": "ArrowRight", "↑": "ArrowUp", "↓": "ArrowDown"}


def test_the_list_of_keys_says_what_each_does(browser: Browser, html: Path) -> None:
    with opened(browser, html, "#/good_lr", reduced_motion="reduce") as page:
        page.wait_for_function(READY)
        page.keyboard.press("F1")
        rows = page.locator(".r-overlay-help tr:has(td)")
        does = {key: row.locator("td").last.inner_text() for row in rows.all() for key in row.locator("td").first.inner_text().split(", ")}
        assert len(does) == sum(len(row.locator("td").first.inner_text().split(", ")) for row in rows.all()), "a key stands there twice"
        assert does["J"] == does["L"] == "One picture back, one forward"
        assert does["K"] == "Let the film run, or hold it"
        assert "Darken" in does["B"]
        page.keyboard.press("Escape")
        at = "(({ h, f }) => [h, f])(Reveal.getIndices())"
        slide, _ = page.evaluate(at)
        for keys, said, fragment in (("N → ↓ Space PageDown", "stop", 4), ("P H ← ↑ PageUp", "before", -1)):
            for key in keys.split():
                assert said in does[key.replace("Page", "Page ")]
                page.keyboard.press(ARROWS.get(key, key))
            assert page.evaluate(at) == [slide, fragment]


class Pictures:
    """Every picture of a film, decoded by PyAV."""

    def __init__(self, film: content.Slide, size: tuple[int, int]):
        with av.open(str(film.mp4)) as container:
            frames = [frame.to_image() for i, frame in enumerate(container.decode(video=0)) if i in film.frame_starts]
        self.first = np.asarray(frames[0].resize(size), np.float32).ravel()
        self.changes = np.stack([np.asarray(frame.resize(size), np.float32).ravel() - self.first for frame in frames])
        self.squares = np.einsum("ij,ij->i", self.changes, self.changes)

    def nearest(self, shown: np.ndarray) -> int:
        """The picture with the least squares of differences: |p − s|² is |p|² − 2·p·s, and a square that all have."""
        return int(np.argmin(self.squares - 2 * self.changes @ (shown.ravel() - self.first)))


@pytest.mark.parametrize("name", ["quadratic_descent", "overshoot", "batch_sizes"])
def test_stepping_shows_exactly_the_next_picture(
    browser: Browser, html: Path, words: list[content.Slide], name: str, tmp_path: Path
) -> None:
    (film,) = [film for film in words if film.name == name]
    with opened(browser, html) as page:
        to(page, name)
        video = page.locator(".present video")

        def seen() -> int:
            """Which picture of the film the screen shows."""
            page.wait_for_function(f"{VIDEO}.paused && !{VIDEO}.seeking")
            page.wait_for_timeout(150)  # a busy browser says that it has sought before the picture is to be seen
            video.screenshot(path=tmp_path / "seen.png")
            with Image.open(tmp_path / "seen.png") as image:
                size = (image.width // 2, image.height // 2)
                return pictures_of_size(size).nearest(np.asarray(image.convert("RGB").resize(size), np.float32))

        pictures_of_size = cache(lambda size: Pictures(film, size))
        page.keyboard.press("l")
        at = seen()
        assert at == 1
        for keys, change in (("j", -1), ("lll", 3), ("jj", -2), ("l", 1)):
            for key in keys:
                page.keyboard.press(key)
            at = max(0, min(at + change, len(film.frame_labels) - 1))
            assert seen() == at, f"after {keys}"
            assert page.locator(".present .step").inner_text() == film.frame_labels[at]
            told = str(page.locator(".present [role=status]").text_content())
            words = {rest.frame: f": {rest.words}" for rest in film.rests[:1] if rest.words}
            assert told == film.frame_labels[at] + words.get(at, ""), "told to those who listen"
        page.get_by_role("button", name="One picture forward").click()
        assert seen() == at + 1
        page.get_by_role("button", name="One picture back").click()
        assert seen() == at
        last = len(film.frame_labels) - 1
        for place, key, pictures in (("duration", "l", [last, last]), ("0", "j", [0, 0]), ("0", "l", [1, 2])):
            page.evaluate(f"{VIDEO}.currentTime = {place.replace('duration', f'{VIDEO}.duration')}")
            for picture in pictures:
                page.wait_for_function(f"!{VIDEO}.seeking")
                page.keyboard.press(key)
                assert seen() == picture, f"after {key} at {place}"
        page.get_by_role("button", name="Play", exact=True).click()
        page.wait_for_function(PLAYS)


def test_the_space_bar_presses_a_button_and_otherwise_goes_on(browser: Browser, html: Path, words: list[content.Slide]) -> None:
    (film,) = [film for film in words if film.name == "good_lr"]
    with opened(browser, html, f"#/{film.name}") as page:
        rests_at(page, film.rests[0].label)
        page.get_by_role("button", name="Play", exact=True).focus()
        page.keyboard.press("Space")
        page.wait_for_function(PLAYS)
        page.keyboard.press("Space")
        page.wait_for_function(f"{VIDEO}.paused")
        assert page.evaluate("Reveal.getIndices().f") == -1
        page.get_by_role("button", name="One picture forward").click()
        page.keyboard.press("Space")
        rests_at(page, film.rests[1].label)


INJECTED = """() => {
  document.head.append(Object.assign(document.createElement("script"), { textContent: "document.title = 'injected'" }))
  return document.title
}"""


def test_a_film_can_be_stepped_over_a_server_that_gives_no_parts_of_files(browser: Browser, html: Path, words: list[content.Slide]) -> None:
    (film,) = [film for film in words if film.name == "overshoot"]
    with serving(html.parent, ranges=False) as address, visitor(browser, reduced_motion="reduce") as context:
        page = context.new_page()
        page.goto(f"{address}/index.html#/{film.name}")
        rests_at(page, film.rests[0].label)
        page.keyboard.press("ArrowRight")  # the question
        page.locator("section.present[data-shows]").wait_for()
        for key, rest in (("ArrowRight", 1), ("ArrowRight", 2), ("ArrowLeft", 1)):
            page.keyboard.press(key)
            rests_at(page, film.rests[rest].label)
        assert page.evaluate(INJECTED) == page.title() != "injected", "a script that is not the deck's own has run"


def test_the_speaker_has_the_notes_and_the_window_follows_the_screen(browser: Browser, html: Path, words: list[content.Slide]) -> None:
    (film,) = [film for film in words if film.name == "good_lr"]
    with opened(browser, html, reduced_motion="reduce") as page:
        to(page, film.name)
        page.keyboard.press("l")
        rests_at(page, film.frame_labels[1])
        with page.expect_popup() as popup:
            page.keyboard.press("s")
        speaker = popup.value
        notes = speaker.locator(".speaker-controls-notes .value")
        notes.get_by_text(film.say).wait_for()
        for said in (film.ask.text, film.ask.told, film.numbers, film.time, *(rest.said for rest in film.rests)):
            assert said in notes.inner_text()
        current = speaker.frame_locator("#current-slide iframe").locator(".present .step")
        current.wait_for()
        speaker.locator("body").click(position={"x": 900, "y": 500})
        for key, label in (
            ("l", film.frame_labels[2]),
            ("ArrowRight", film.rests[1].label),
            ("l", film.frame_labels[film.rests[1].frame + 1]),
        ):
            speaker.keyboard.press(key)
            rests_at(page, label)
            current.get_by_text(label, exact=True).wait_for()
        # At a stop the notes are those of the stop.
        notes.get_by_text(f"Now, {film.rests[1].label}").wait_for()
        assert film.rests[1].said in notes.inner_text()
        assert film.say not in notes.inner_text()
        page.evaluate("Reveal.slide(Reveal.getIndices().h, 0, 99)")
        notes.get_by_text(film.say).wait_for()
        assert film.ask.told in notes.inner_text()
        assert "Now" not in notes.inner_text()


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080)])
def test_nothing_is_cut_off_on_the_screen(browser: Browser, html: Path, words: list[content.Slide], size: tuple[int, int]) -> None:
    measure = """() => [...Reveal.getCurrentSlide().querySelectorAll("video, .ask > *")].map(element => {
      const { left, top, right, bottom } = element.getBoundingClientRect()
      return [element.className || element.localName, left, top, right, bottom]
    })"""
    with opened(browser, html, viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce") as page:
        for film in words:
            answer = "name => Reveal.slide(Reveal.getIndices(document.getElementById(name)).h, 0, Reveal.getCurrentSlide() && 99)"
            page.evaluate(answer, film.name)
            page.wait_for_function("Reveal.getCurrentSlide().dataset.shows === 'answer'")
            boxes = page.evaluate(measure)
            assert len(boxes) == 5
            for name, left, top, right, bottom in boxes:
                assert 0 <= left < right <= size[0], f"{film.name}: {name}"
                assert 0 <= top < bottom <= size[1], f"{film.name}: {name}"
            for one, other in combinations(boxes, 2):
                apart = one[3] <= other[1] or other[3] <= one[1] or one[4] <= other[2] or other[4] <= one[2]
                assert apart, f"{film.name}: {one[0]} and {other[0]}"


def test_axe_finds_nothing_in_the_deck(browser: Browser, html: Path) -> None:
    with opened(browser, html, reduced_motion="reduce") as page:
        for name in ("start", "good_lr", "the_limit", "credit"):
            page.evaluate("name => Reveal.slide(Reveal.getIndices(document.getElementById(name)).h)", name)
            page.wait_for_timeout(300)
            assert not axe(page)


def test_the_html_deck_can_be_taken_home(decks: Path, html: Path) -> None:
    with zipfile.ZipFile(decks / "sgd-in-motion.zip") as archive:
        held = digests(archive)
    assert held == {path.relative_to(decks).as_posix(): digest(path.read_bytes()) for path in html.parent.rglob("*") if path.is_file()}
    assert "sgd-in-motion/LICENSE-reveal.js" in held


# On the site


def test_the_slides_page_offers_what_was_built_with_its_size(site: Path, decks: Path, browser: Browser) -> None:
    with visitor(browser) as context:
        page = context.new_page()
        page.goto((site / "slides.html").as_uri())
        offered = {Path(str(link.get_attribute("href"))).name: link for link in page.locator("a[download]").all()}
        assert {"sgd-in-motion.pptx", "films.zip", *(f"{name}-steps.pptx" for name in lectures(ROOT / "docs"))} <= set(offered)
        for name, lecture in lectures(ROOT / "docs").items():
            row = page.get_by_role("row", name=lecture.title, exact=False).filter(has_text=lecture.length)
            opens = row.get_by_role("link", name="Open")
            assert (site / str(opens.get_attribute("href"))).is_file(), name
        for file, link in offered.items():
            built = (decks / file).stat().st_size
            assert (site / "slides" / file).stat().st_size == built
            said = str(link.evaluate("link => link.parentElement.textContent")).replace("\u00a0", " ")
            assert f"{built / MB:.1f} MB" in said
        assert ATTRIBUTION in page.locator("blockquote").inner_text()
