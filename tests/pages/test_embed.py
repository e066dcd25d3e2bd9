"""“Use this film”: the lines under each film do what they say, in the programs that they are for."""

import base64
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import av
import pytest
from bs4 import BeautifulSoup, Tag
from chromium import visitor
from IPython.display import Video
from machine import missing, program
from markup import Html
from names import FILMS
from PIL import Image
from playwright.sync_api import Browser
from pptx import Presentation

from scenes.studio.pages import embed, index
from scenes.studio.pages.address import page, site_url
from scenes.studio.store.record import Record

ROOT = Path(__file__).resolve().parents[2]
ANIMATIONS = ROOT / "docs" / "animations"
MARP = "@marp-team/marp-core@4.4.0"
NAMES = FILMS
SLIDES = ["PowerPoint, Keynote", "Google Slides", "reveal.js, HTML", "Quarto", "Marp", "Slidev", "Beamer"]
PROGRAMS = [*SLIDES, "Web page or blog", "Moodle, Canvas", "Jupyter"]

every_film = pytest.mark.parametrize("name", NAMES)


@pytest.fixture
def lines() -> Callable[[str, str], list[str]]:
    """lines("good_lr", "Marp"): what that film's kit has to copy for that program."""

    def copied(name: str, program: str) -> list[str]:
        film = Record(ANIMATIONS, name)
        return embed.programs(film, site_url(), page(name))[program][1]

    return copied


def alt(name: str) -> str:
    return json.loads((ANIMATIONS / f"{name}.json").read_text(encoding="utf-8"))["alt"]


# The lines, each in its program


@every_film
def test_no_title_or_alt_text_has_a_sign_that_a_program_takes_for_its_own(name):
    record = json.loads((ANIMATIONS / f"{name}.json").read_text(encoding="utf-8"))
    assert not set(record["alt"] + record["title"]) & set("\"'<>&[]{}\\\n")


@every_film
def test_two_lines_of_python_pptx_put_the_film_on_a_slide(name, lines, tmp_path, monkeypatch):
    monkeypatch.chdir(ANIMATIONS)
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    exec("\n".join(lines(name, "PowerPoint, Keynote")), {"deck": deck, "slide": slide})
    deck.save(str(tmp_path / "talk.pptx"))
    (picture,) = Presentation(str(tmp_path / "talk.pptx")).slides[0].shapes
    assert picture.image.blob == (ANIMATIONS / f"{name}.gif").read_bytes()
    assert picture._element.nvPicPr.cNvPr.get("descr") == alt(name)
    assert picture.width == deck.slide_width


@every_film
def test_google_gets_an_address_that_the_site_answers_to(name, lines, site):
    address, words = lines(name, "Google Slides")
    assert address.startswith(site_url())
    with Image.open(site / address.removeprefix(site_url())) as gif:
        assert gif.format == "GIF"
        assert gif.width * gif.height < 25e6  # pixels, more than which Google Slides refuses
    assert words == alt(name)


def test_a_page_with_the_two_lines_shows_the_film(lines, tmp_path, browser: Browser):
    for name in NAMES:
        for kind in ("mp4", "png"):
            (tmp_path / f"{name}.{kind}").symlink_to(ANIMATIONS / f"{name}.{kind}")
    films = "\n".join("\n".join(lines(name, "reveal.js, HTML")) for name in NAMES)
    (tmp_path / "talk.html").write_text(f"<!doctype html><meta charset=utf-8>{films}", encoding="utf-8")
    shown = browser.new_page()
    shown.goto((tmp_path / "talk.html").as_uri())
    shown.wait_for_function("[...document.querySelectorAll('video')].every(video => video.readyState > 0)")
    videos = shown.eval_on_selector_all("video", "videos => videos.map(v => [v.videoWidth, v.videoHeight, v.width, v.height, v.ariaLabel])")
    assert videos == [[1280, 720, 1280, 720, alt(name)] for name in NAMES]
    shown.evaluate("document.querySelector('video').play()")
    shown.wait_for_function("document.querySelector('video').currentTime > 0.1")
    shown.close()


def test_reveal_starts_the_film_with_its_slide(lines, tmp_path, browser: Browser):
    deck = ROOT / "build" / "slides" / "sgd-in-motion"
    if not deck.is_dir():
        missing("build/slides has no HTML deck, since Node was not found")
    (script,) = deck.rglob("reveal.js")
    for kind in ("mp4", "png"):
        shutil.copy(ANIMATIONS / f"good_lr.{kind}", tmp_path)
    for file in (script, script.with_suffix(".css")):
        shutil.copy(file, tmp_path)
    film = "\n".join(lines("good_lr", "reveal.js, HTML"))
    (tmp_path / "talk.html").write_text(
        "<!doctype html><meta charset=utf-8><link rel=stylesheet href=reveal.css><script src=reveal.js></script>"
        f"<div class=reveal><div class=slides><section>One</section><section><h2>A title</h2>{film}</section></div></div>"
        "<script>Reveal.initialize({transition: 'none'})</script>",
        encoding="utf-8",
    )
    shown = browser.new_page()
    shown.goto((tmp_path / "talk.html").as_uri())
    shown.wait_for_function("window.Reveal?.isReady()")
    assert shown.eval_on_selector("video", "video => video.paused")
    shown.evaluate("Reveal.next()")
    shown.wait_for_function("document.querySelector('video').currentTime > 0.1")
    box, window = shown.locator("video").bounding_box(), shown.viewport_size
    assert box
    assert window
    assert box["y"] + box["height"] <= window["height"], "its buttons are on the screen"
    assert box["width"] / box["height"] == pytest.approx(16 / 9, rel=0.01)
    shown.evaluate("Reveal.prev()")
    shown.wait_for_function("document.querySelector('video').paused")
    shown.close()


def test_marp_makes_a_picture_with_its_size_and_its_words(lines, tmp_path, browser: Browser):
    subprocess.run(
        [program("npm"), "install", "--silent", "--no-audit", "--no-fund", "--prefix", tmp_path, MARP], check=True, capture_output=True
    )
    (tmp_path / "films.md").write_text(
        "\n\n---\n\n".join("\n\n".join(["# A title", *lines(name, "Marp")]) for name in NAMES), encoding="utf-8"
    )
    (tmp_path / "make.mjs").write_text(
        "import { readFileSync } from 'node:fs'\nimport { Marp } from '@marp-team/marp-core'\n"
        "const { html, css } = new Marp({ script: false }).render(readFileSync('films.md', 'utf8'))\n"
        "console.log(`<style>${css}</style>${html}`)\n"
    )
    said = subprocess.run(["node", "make.mjs"], cwd=tmp_path, check=True, capture_output=True, encoding="utf-8").stdout
    for name, slide in zip(NAMES, BeautifulSoup(said, "html.parser").find_all("section"), strict=True):
        (image,) = slide.find_all("img")
        assert (image["src"], image["alt"], image["style"]) == (f"{name}.gif", alt(name), "height:440px;")
        assert "CC BY 4.0" in slide.footer.get_text()
    (tmp_path / "good_lr.gif").symlink_to(ANIMATIONS / "good_lr.gif")
    (tmp_path / "films.html").write_text(f"<!doctype html><meta charset=utf-8>{said}", encoding="utf-8")
    shown = browser.new_page(viewport={"width": 1280, "height": 720})
    shown.goto((tmp_path / "films.html").as_uri())
    slide = shown.locator("section", has=shown.locator("img[src='good_lr.gif']"))
    title, film, credit = (slide.locator(part).bounding_box() for part in ("h1", "img", "footer"))
    room = slide.bounding_box()
    assert title["y"] + title["height"] <= film["y"] < film["y"] + film["height"] <= credit["y"]
    assert credit["y"] + credit["height"] <= room["y"] + room["height"]
    shown.close()


def test_a_notebook_holds_the_video(lines, monkeypatch):
    monkeypatch.chdir(ANIMATIONS)
    first, second, third = lines("good_lr", "Jupyter")
    names: dict[str, object] = {}
    exec(first, names)
    assert names["Video"] is Video
    shown = BeautifulSoup(eval(second, names)._repr_html_(), "html.parser").video
    assert base64.b64decode(shown.source["src"].partition("base64,")[2]) == (ANIMATIONS / "good_lr.mp4").read_bytes()
    assert shown["aria-label"] == alt("good_lr")
    assert shown.has_attr("controls")
    assert eval(third.removeprefix("# "), names).data == (ANIMATIONS / "good_lr.gif").read_bytes()


# What these three make of the lines was looked at once, in Pandoc 2.17, @slidev/client 52 and pdflatex with animate 2022.
KEPT = {
    "Quarto": [r'!\[[^]]+\]\(NAME\.gif\)\{fig-alt="[^"]+"\}', r'\{\{< video NAME\.mp4 title="[^"]+" >\}\}'],
    "Slidev": [
        r'<img src="/NAME\.gif" alt="[^"]+" class="h-100">',
        r'<SlidevVideo autoplay controls poster="/NAME\.png" class="h-100"><source src="/NAME\.mp4" type="video/mp4" /></SlidevVideo>',
    ],
    "Beamer": [
        r"\\usepackage\{animate\}",
        r"\\animategraphics\[controls,poster=last,width=\\linewidth,height=0\.7\\textheight,keepaspectratio\]\{[\d.]+\}\{NAME/frame-\}\{0+\}\{\d+\}",
    ],
}


@every_film
@pytest.mark.parametrize("program", KEPT)
def test_lines_for_other_programs_are_written_as_these_want_them(program, name, lines):
    for line, pattern in zip(lines(name, program), KEPT[program], strict=True):
        assert re.fullmatch(pattern.replace("NAME", name), line)


# The kit on its page


@pytest.fixture(scope="module")
def kits(site: Path) -> dict[str, Tag]:
    """The kit of each film on the page where it is at home."""
    found = {}
    for name in NAMES:
        path = site / urlsplit(index.home(name, ROOT / "docs", index.curriculum(ROOT / "docs"))).path
        figure = Html.of(path).soup.find("figure", id=name)
        found[name] = figure.select_one("details.film__files")
    return found


@every_film
def test_the_kit_offers_every_file_of_the_film_with_its_size(name, kits, site):
    links = {link["href"].rpartition("/")[2]: link for link in kits[name].find_all("a", download=True)}
    assert links.keys() == {path.name for path in ANIMATIONS.glob(f"{name}.*")} | {f"{name}.html"}
    for file, link in links.items():
        size = (site / ("players" if file.endswith("html") else "animations") / file).stat().st_size
        told, unit = link.find_next("small").get_text().split()
        assert float(told) * {"KB": 1e3, "MB": 1e6}[unit] == pytest.approx(size, rel=0.05, abs=1000)


@every_film
def test_the_kit_tells_pixels_seconds_licence_credit_and_command(name, kits):
    words = kits[name].get_text(" ").replace("\xa0", " ")
    with av.open(str(ANIMATIONS / f"{name}.gif")) as gif:  # its times can be read without its pictures
        video, times = gif.streams.video[0], [packet.duration for packet in gif.demux(video=0) if packet.size]
        seconds = float(sum(times) * video.time_base)
        assert f"{video.width} × {video.height} pixels, {len(times)} frames, {seconds:.1f} seconds" in words
    assert "CC BY 4.0" in words
    copied = [code.get_text() for code in kits[name].select(".embed ~ .embed__copied code")]
    made = Record(ANIMATIONS, name).data
    assert f"seed {made['params']['seed']}, fingerprint {made['fingerprint']}" in " ".join(words.split())
    assert copied == [alt(name), embed.credit(Record(ANIMATIONS, name), page(name)), f".venv/bin/python -m scenes render {name} --out talk"]


def test_the_source_that_comes_with_a_film_is_its_scene():
    for name in NAMES:
        assert (ANIMATIONS / f"{name}.py").read_bytes() == (ROOT / "scenes" / f"{name}.py").read_bytes()


def test_every_tab_shows_its_lines_by_mouse_and_keyboard_and_they_are_copied_as_they_stand(browser: Browser, address: str, lines):
    with visitor(browser, permissions=["clipboard-read", "clipboard-write"]) as context:
        shown = context.new_page()
        shown.goto(f"{address}/films/good_lr.html")
        shown.get_by_text("Use this film").click()
        kit_ = shown.locator(".embed")
        assert kit_.locator("label").all_inner_texts() == PROGRAMS
        kit_.get_by_role("radio", name=PROGRAMS[0]).focus()
        for program in PROGRAMS:
            assert kit_.get_by_role("radio", name=program).is_checked()
            (way,) = [way for way in kit_.locator(".embed__way").all() if way.is_visible()]
            way.get_by_role("button", name=f"Copy the lines for {program}").click()
            way.get_by_text("Copied", exact=True).wait_for()
            assert shown.evaluate("navigator.clipboard.readText()") == "\n".join(lines("good_lr", program))
            kit_.get_by_role("radio", name=program).focus()
            shown.keyboard.press("ArrowRight")
        kit_.locator("label", has_text="Marp").click()
        assert kit_.get_by_role("radio", name="Marp").is_checked()


def test_every_block_of_code_can_be_copied(browser: Browser, address: str):
    with visitor(browser, permissions=["clipboard-read", "clipboard-write"]) as context:
        shown = context.new_page()
        shown.goto(f"{address}/lessons/4-descent.html")
        shown.wait_for_selector("pre > [data-copy]", state="attached")
        blocks = shown.locator(".md-content pre:visible").all()
        assert blocks
        for block in blocks:
            block.hover()
            block.get_by_role("button", name="Copy the code").click()
            block.get_by_text("Copied", exact=True).wait_for()
            shown.locator("body > [role=status]", has_text="Copied").wait_for(state="attached")  # told to those who listen
            assert shown.evaluate("navigator.clipboard.readText()") == block.locator("code").text_content()
        block.get_by_text("Copy", exact=True).wait_for()  # it can be copied again

        shown.clock.install()
        first, second = (block.locator("[data-copy]") for block in blocks[:2])
        for button in (first, second):
            button.dispatch_event("click")
            button.get_by_text("Copied").wait_for(state="attached")
            shown.clock.run_for(2000)  # longer than half of what a button says it for
        assert first.text_content() == "Copy"
        assert shown.locator("body > [role=status]").text_content() == second.text_content() == "Copied", "its own time is not over"


def test_tabs_work_without_scripts_where_nothing_can_be_copied(browser: Browser, address: str):
    with visitor(browser, java_script_enabled=False) as context:
        shown = context.new_page()
        shown.goto(f"{address}/films/good_lr.html")
        shown.get_by_text("Use this film").click()
        shown.locator(".embed label", has_text="Quarto").click()
        assert shown.get_by_text("fig-alt").is_visible()
        assert not shown.locator("[data-copy]:visible").count()


def test_where_a_page_may_not_copy_the_lines_are_selected(browser: Browser, address: str, lines):
    shown = browser.new_page()
    shown.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    shown.goto(f"{address}/films/good_lr.html")
    shown.get_by_text("Use this film").click()
    shown.locator(".embed [data-copy]:visible").click()
    assert "Could not copy" in (shown.locator("body > [role=status]").text_content() or "")
    assert shown.evaluate("getSelection().toString()").split() == "\n".join(lines("good_lr", PROGRAMS[0])).split()
    shown.close()
