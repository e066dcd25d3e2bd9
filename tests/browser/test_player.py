"""The player, in a real browser: on films that say in their own pixels which frame they are, and on the built site."""

import gzip
import io
import json
import math
import random
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import pytest
from chromium import UNFOLD, axe, visitor
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route
from server import serving
from watch import Watch

from scenes.studio.draw.film import Film
from scenes.studio.encode.mp4 import FPS, frames_in
from scenes.studio.encode.write import write
from scenes.studio.numbers import for_readers, short
from scenes.studio.pages import scripts, tokens
from scenes.studio.pages.explorer import place
from scenes.studio.pages.player import figure as film_figure
from scenes.studio.pages.player import film_context
from scenes.studio.pages.questions import Guess, Question, Value
from scenes.studio.store import record
from scenes.studio.store.names import file_name

ROOT = Path(__file__).resolve().parents[2]
ASSETS = ROOT / "docs" / "assets"
SHEETS = ("tokens", "base", "film", "embed", "player", "explorer", "lists", "print")
SIZE = (320, 180)
TALL = (320, 400)
FRAMES = 12
BLOCK = 32  # pixels; eight of them in a row are the bits of the frame's number, a ninth says dark
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; media-src 'self' blob:; font-src 'self'"
)

STOPS = {0: "It begins", 4: "It turns", 9: "It slows", FRAMES - 1: "It ends"}

MARKS = """figure => [...figure.querySelectorAll("video")].map(video => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 320, height: 180 })
  const context = canvas.getContext("2d", { willReadFrequently: true })
  context.drawImage(video, 0, 0, 320, 180)
  const bit = at => context.getImageData(at * 32 + 16, 16, 1, 1).data[0] > 127
  let number = 0
  for (let at = 0; at < 8; at++) number += bit(at) << at
  return [number, bit(8)]
})"""


def film_marked(folder: Path, name: str, steps: list[int], lr: float = 0.1, last_ms: int = 200, tall: bool = False) -> None:
    """Write all files of a film whose frames carry their own number, `tall` cut and all, through the studio's own hands."""
    import matplotlib.figure

    a = np.array([-1.0])
    rows = []
    for _ in range(steps[-1] + 1):
        rows.append((float((a**2).sum()), float(a[0]), float(2 * a[0])))
        a = a - lr * 2 * a
    cuts = [("", SIZE, ("gif", "mp4", "png")), *[("tall.", TALL, ("mp4", "webp"))] * tall]
    for theme, (cut, (width, height), kinds) in product(("light", "dark"), cuts):
        figure = matplotlib.figure.Figure(figsize=(width / 100, height / 100), dpi=100)
        ax = figure.add_axes((0, 0, 1, 1))
        ax.set_axis_off()
        picture = ax.imshow(np.zeros((height, width)), cmap="gray", vmin=0, vmax=1, interpolation="nearest", aspect="auto")

        def frame(t: int, picture: Any = picture, dark: bool = theme == "dark", shape: tuple[int, int] = (height, width)) -> None:
            bits = [*(steps.index(t) >> at & 1 for at in range(8)), dark]
            pixels = np.full(shape, 0.3)
            pixels[: BLOCK * shape[0] // SIZE[1], : 9 * BLOCK] = np.repeat(np.array(bits, float), BLOCK)
            picture.set_data(pixels)

        film = Film(figure, frame, steps, [200, *[100] * (len(steps) - 2), last_ms])
        write(film, kinds, lambda kind, theme=theme, cut=cut: folder / file_name(name, cut + kind, theme))
    lines = [f"{step},{loss},{a},{grad}" for step, (loss, a, grad) in enumerate(rows)]
    (folder / f"{name}.csv").write_text("\n".join(["step,loss,a_0,grad_0", *lines]) + "\n")
    record = {
        "name": name,
        "title": f"The film {name}",
        "caption": "Numbers in black and white.",
        "alt": "Black and white blocks",
        "description": "They count.",
        "params": {"lr": lr},
        "facts": {},
        "series": {},
        "steps": steps,
        "stops": [{"row": steps[frame], "frame": frame, "words": words} for frame, words in STOPS.items()],
        "poster": FRAMES - 1,
        "fps": FPS,
        "durations_ms": film.durations,
        "size": list(SIZE),
        "files": {path.name: path.stat().st_size for path in folder.glob(f"{name}.*")},
    }
    (folder / f"{name}.json").write_text(json.dumps(record))


@pytest.fixture(scope="module")
def fixture_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with three marked films, and the player's files: `mark` of every step, `leap` of every fifth, and `rest`
    as `mark`, but with a rest at its end, for tests that must catch it while it plays."""
    folder = tmp_path_factory.mktemp("fixture_site")
    shutil.copytree(ASSETS, folder / "assets", ignore=shutil.ignore_patterns("stills"))
    tokens.write(folder / "assets")
    scripts.write(folder / "assets")
    (folder / "assets" / "page.css").write_text("body { background: var(--paper); color: var(--ink) } a { color: inherit }")
    (folder / "animations").mkdir()
    film_marked(folder / "animations", "mark", list(range(FRAMES)), tall=True)
    shutil.copy(folder / "animations" / "mark.png", folder / "icon.png")
    film_marked(folder / "animations", "rest", list(range(FRAMES)), last_ms=3000)
    film_marked(folder / "animations", "leap", list(range(0, 5 * FRAMES, 5)), lr=0.01)
    return folder


@pytest.fixture(scope="module")
def fixture_host(fixture_site: Path) -> Iterator[str]:
    """Where a server that knows no ranges, as many do not, shows it under a strict Content-Security-Policy."""
    with serving(fixture_site, headers={"Content-Security-Policy": POLICY}) as address:
        yield address


def figure(fixture_site: Path, name: str = "mark", **how: Any) -> str:
    return film_figure(record.Record(fixture_site / "animations", name), lambda file: f"animations/{file}", **how)


ANSWERS = {"Higher": False, "Lower": True}
ASK = Question(text="Higher or lower?", answers=ANSWERS, verdict="It is lower.", because="It falls.", opens=5, decided=8)
STEP = Value(says="step {}", low=0, high=20, by=1, right=8, within=1)
PLACE = tuple(Value(says=f"{name} = {{}}", low=-2, high=2, by=0.5, right=1, within=0.5) for name in "xy")
COUNT = replace(ASK, guess=Guess(text="When?", values=(STEP,)))
MARK = replace(ASK, guess=Guess(text="Where?", values=PLACE, wide=(20, 60, 80, 40), tall=(10, 90, 90, 10)))
_pages = iter(range(10_000))


def page_of(fixture_site: Path, *figures: str) -> str:
    """Write a page with these figures; returns its address."""
    name = f"page{next(_pages)}.html"
    sheets = "".join(f'<link rel="stylesheet" href="assets/{sheet}.css">' for sheet in (*SHEETS, "page"))
    (fixture_site / name).write_text(
        '<!doctype html><html lang="en" dir="ltr"><meta charset="utf-8"><title>Marks</title>'
        f'<link rel="icon" href="icon.png">{sheets}'
        f'<body class="md-typeset" data-md-color-scheme="default"><main><h1>Marks</h1>{"".join(figures)}</main>'
        '<script src="assets/scripts/fallback.js"></script><script src="assets/scripts/page.js"></script></body></html>',
        encoding="utf-8",
    )
    return name


class PlayerPage:
    """A browser page with players; what it asked for and what went wrong is in its Watch."""

    def __init__(self, context: BrowserContext):
        self.watch = Watch(context)
        self.requested, self.wrong = self.watch.requested, self.watch.wrong
        self.page: Page = context.new_page()

    def kinds(self) -> set[str]:
        """The kinds of film files that were fetched."""
        return {url.rpartition(".")[2] for url in self.requested if "/animations/" in url and not url.startswith("blob:")}

    def wait(self, state: str, at: str = "figure") -> None:
        self.page.wait_for_selector(f"{at}[data-state={state}]")

    def at(self, step: int, at: str = "figure") -> None:
        self.page.wait_for_selector(f"{at}[data-step='{step}']")

    def marks(self, at: str = "figure") -> list[list[Any]]:
        """For each video of the figure the frame that its pixels say, and whether it is the dark one."""
        return self.page.locator(at).evaluate(MARKS)

    def until(self, condition: str) -> None:
        """Wait until a JavaScript condition holds. (Playwright's own way of waiting needs eval, which the policy forbids.)"""
        self.page.evaluate(
            f"""async () => {{ const end = Date.now() + 30000
            while (!({condition})) {{
              if (Date.now() > end) throw new Error("waited in vain")
              await new Promise(done => setTimeout(done, 20))
            }} }}"""
        )

    def press(self, does: str, at: str = "figure") -> None:
        button = self.page.locator(f"{at} [data-do={does}]")
        if button.evaluate("button => button.closest('details:not([open])') !== null"):
            self.page.locator(f"{at} .film__more > summary").click()
        button.click()

    def slide(self, index: int) -> None:
        self.page.locator("[type=range]").evaluate(
            "(slider, index) => { slider.value = index; slider.dispatchEvent(new Event('input', { bubbles: true })) }", index
        )

    @property
    def told(self) -> str:
        """What is said about the question, verdict first."""
        return " ".join(self.text(".film__told > span").split())

    def text(self, selector: str) -> str:
        return self.page.locator(selector).inner_text()

    @property
    def value(self) -> str | None:
        return self.page.locator("[type=range]").get_attribute("aria-valuetext")


OpenPlayer = Callable[..., PlayerPage]


@pytest.fixture
def open_player(browser: Browser, fixture_site: Path, fixture_host: str) -> Iterator[OpenPlayer]:
    """open_player(figures…, hash="#mark@3", **context): a page with these figures, still unless told otherwise."""
    with ExitStack() as contexts:

        def open_page(*figures: str, hash: str = "", base: str = fixture_host, goto: bool = True, **how: Any) -> PlayerPage:
            options = {"viewport": {"width": 800, "height": 900}, "reduced_motion": "reduce"} | how
            player = PlayerPage(contexts.enter_context(visitor(browser, **options)))
            if goto:
                player.page.goto(f"{base}/{page_of(fixture_site, *(figures or [figure(fixture_site)]))}{hash}")
            return player

        yield open_page


MOVING = {"reduced_motion": "no-preference"}
SCHEME = "scheme => document.body.dataset.mdColorScheme = scheme"

# The stops of its story


@pytest.mark.parametrize(("back", "forward"), [("[", "]"), ("Shift+ArrowLeft", "Shift+ArrowRight")])
def test_keys_go_from_stop_to_stop(open_player: OpenPlayer, back: str, forward: str) -> None:
    player = open_player()
    player.page.locator("figure").focus()
    player.page.keyboard.press("Home")
    player.at(0)
    order = [*STOPS, FRAMES - 1, 9, 4, 0, 0]  # at either end it stays
    for key, frame in zip([forward] * len(STOPS) + [back] * len(STOPS), order[1:], strict=True):
        player.page.keyboard.press(key)
        player.at(frame)
        assert player.marks() == [[frame, False]]
        assert player.value.endswith(f": {STOPS[frame]}")


def test_they_work_on_the_slider_too(open_player: OpenPlayer) -> None:
    player = open_player()
    player.page.locator("[type=range]").focus()
    player.page.keyboard.press("Home")
    player.at(0)
    for key, frame in (("]", 4), ("Shift+ArrowRight", 9), ("[", 4)):
        player.page.keyboard.press(key)
        player.at(frame)
        assert re.fullmatch(rf"step {frame}, loss [\d.]+: {STOPS[frame]}", player.value or "")


def test_buttons_go_from_stop_to_stop_also_from_between(open_player: OpenPlayer) -> None:
    player = open_player()
    player.slide(6)
    player.at(6)
    for does, frame in (("stop-next", 9), ("stop-back", 4), ("stop-back", 0), ("stop-next", 4)):
        player.press(does)
        player.at(frame)
        assert player.value.endswith(f": {STOPS[frame]}")
    assert player.page.get_by_role("button", name="Previous stop").is_visible()
    assert player.page.get_by_role("button", name="Next stop").is_visible()


def test_the_slider_bears_a_mark_with_its_words_at_each_stop(open_player: OpenPlayer) -> None:
    player = open_player()
    marks = player.page.locator("[data-stop]")
    assert marks.evaluate_all("marks => marks.map(mark => [Number(mark.dataset.stop), mark.title])") == [[*stop] for stop in STOPS.items()]
    for i, frame in enumerate(STOPS):
        player.slide(frame)
        player.at(frame)
        mark, slider = marks.nth(i).bounding_box(), player.page.locator("[type=range]").bounding_box()
        assert mark
        assert slider
        thumb = slider["x"] + 8 + (slider["width"] - 16) * frame / (FRAMES - 1)
        assert mark["x"] + mark["width"] / 2 == pytest.approx(thumb, abs=1.5)
    marks.nth(1).click()
    player.at(4)
    assert player.marks() == [[4, False]]


def test_what_is_needed_seldom_is_folded_and_folds_again(open_player: OpenPlayer) -> None:
    player = open_player()
    more, replay = player.page.locator(".film__more > summary"), player.page.get_by_role("button", name="Replay from the start")
    assert not replay.is_visible()
    more.focus()
    player.page.keyboard.press("Space")
    assert replay.is_visible()
    assert player.page.locator("figure").get_attribute("data-state") == "idle", "the space bar opened it, and played nothing"
    player.page.keyboard.press("Tab")
    player.page.keyboard.press("Escape")
    assert not replay.is_visible()
    assert more.evaluate("more => more === document.activeElement")
    more.click()
    player.page.locator("[data-do=back]").focus()
    assert not replay.is_visible()
    player.press("link")
    assert not replay.is_visible()


def test_before_the_answer_no_mark_tells_what_will_be(open_player: OpenPlayer, fixture_site: Path) -> None:
    player = open_player(figure(fixture_site, ask=ASK))
    player.wait("paused")
    assert not player.page.locator("[data-stop]").first.is_visible()
    player.page.get_by_role("button", name="Lower").click()
    player.page.wait_for_selector("[data-stop]", state="visible")


def test_before_the_answer_the_readouts_are_closed_and_nothing_moves_when_they_open(open_player: OpenPlayer, fixture_site: Path) -> None:
    player = open_player(figure(fixture_site, ask=ASK))
    player.wait("paused")
    readouts, under = player.page.locator(".film__numbers"), player.page.locator("figcaption summary").first
    values = readouts.locator("b, [data-next]")
    assert values.count() > 3, "those of the list, and what the update comes to"
    assert not any(value.is_visible() for value in values.all())
    assert readouts.locator("ul").aria_snapshot() == "- list:\n  - listitem: loss\n  - listitem: a 0\n  - listitem: grad 0"
    places = readouts.bounding_box(), under.bounding_box()
    player.page.get_by_role("button", name="Lower").click()
    player.page.wait_for_function("!document.querySelector('figure').matches('.film--running')")
    assert all(value.is_visible() for value in values.all())
    assert re.search(r"loss \d", readouts.locator("ul").aria_snapshot())
    assert (readouts.bounding_box(), under.bounding_box()) == places


def test_on_a_phone_an_answer_makes_room_for_its_verdict_and_then_nothing_moves(open_player: OpenPlayer, fixture_site: Path) -> None:
    player = open_player(figure(fixture_site, ask=ASK), viewport={"width": 390, "height": 844}, has_touch=True, **MOVING)
    player.wait("paused")
    question, under = player.page.locator(".film__question"), player.page.locator("figcaption")
    top = "node => node.getBoundingClientRect().top + scrollY"
    asked, before = question.evaluate(top), under.evaluate(top)
    player.page.get_by_role("button", name="Lower").tap()
    player.wait("playing")
    after = under.evaluate(top)
    assert after > before
    player.wait("paused")
    assert player.told == "Right. It is lower. It falls."
    assert (question.evaluate(top), under.evaluate(top)) == (asked, after)


# The frame shown is the frame asked for


def test_every_frame_forwards_and_backwards(open_player: OpenPlayer) -> None:
    player = open_player()
    player.wait("idle")
    player.page.locator("figure").focus()
    player.page.keyboard.press("Home")
    player.at(0)
    seen = [player.marks()]
    for step in range(1, FRAMES):
        player.press("next")
        player.at(step)
        seen.append(player.marks())
    assert seen == [[[step, False]] for step in range(FRAMES)]
    for step in reversed(range(FRAMES - 1)):
        player.press("back")
        player.at(step)
        assert player.marks() == [[step, False]]
    assert not player.wrong


def test_every_frame_at_random(open_player: OpenPlayer) -> None:
    player = open_player()
    order = random.Random(4).sample(range(FRAMES), FRAMES)
    for index in order:
        player.slide(index)
        player.at(index)
        assert player.marks() == [[index, False]]


def test_the_last_of_many_wishes_is_what_stands(open_player: OpenPlayer) -> None:
    player = open_player()
    for index in (3, 10, 7, 5):
        player.slide(index)
    player.at(5)
    assert player.marks() == [[5, False]]


def test_what_is_paused_is_what_is_counted(open_player: OpenPlayer, fixture_site: Path) -> None:
    player = open_player(figure(fixture_site, "rest"))
    player.press("play")
    player.wait("playing")
    player.until("document.querySelector('figure').dataset.step > 4")
    player.press("play")
    player.wait("paused")
    index = int(player.page.locator("[type=range]").input_value())
    player.at(index)
    assert player.marks() == [[index, False]]
    assert player.value
    assert player.value.startswith(f"step {index},")


def test_every_published_film_has_a_video_frame_for_each_of_its_own_and_its_tall_cut_as_many(site: Path) -> None:
    for path in sorted((site / "animations").glob("*.json")):
        film = record.Record(site / "animations", path.stem)
        if f"{film.name}.gif" in film.data["files"]:
            starts = film_context(film, lambda file: file)["starts"]
            assert (np.diff(starts) > 0).all(), path.stem
            assert len(starts) == len(film.data["steps"])
            for theme in ("light", "dark"):
                wide, tall = (frames_in(path.with_name(file_name(film.name, kind, theme))) for kind in ("mp4", "tall.mp4"))
                assert tall == wide > starts[-1]


# What the reader can do


def test_a_film_plays_to_its_end_and_from_the_start_again(open_player: OpenPlayer) -> None:
    player = open_player()
    player.press("play")
    player.wait("playing")
    assert player.page.get_by_role("button", name="Pause").is_visible()
    player.wait("paused")
    assert player.marks() == [[FRAMES - 1, False]]
    player.page.locator(".film__more > summary").click()
    player.page.get_by_label("Speed").select_option("0.25")
    player.press("replay")
    player.until(f"document.querySelector('figure').dataset.step % {FRAMES - 1} > 0")
    assert player.page.locator("figure").get_attribute("data-state") == "playing"
    player.press("next")
    player.wait("paused")
    player.press("play")
    player.wait("playing")
    assert int(player.page.locator("figure").get_attribute("data-step") or 0) > 0, "play goes on where it was"


def test_the_keys(open_player: OpenPlayer, fixture_site: Path) -> None:
    player = open_player(figure(fixture_site, "rest"))
    player.page.locator("figure").focus()
    keys = {"Home": 0, "ArrowRight": 1, "ArrowLeft": 0, "End": FRAMES - 1}
    for key, step in keys.items():
        player.page.keyboard.press(key)
        player.at(step)
        assert player.marks() == [[step, False]]
    player.page.keyboard.press("Home")
    player.at(0)
    player.page.keyboard.press("Space")
    player.wait("playing")
    player.page.keyboard.press("Space")
    player.wait("paused")
    player.page.locator("[type=range]").focus()
    player.page.keyboard.press("Home")
    player.at(0)
    player.page.keyboard.press("ArrowRight")
    player.at(1)
    player.page.keyboard.press("Space")
    player.wait("playing")
    assert player.page.evaluate("scrollY") == 0


def test_every_control_has_a_name_and_a_focus_that_is_seen(open_player: OpenPlayer) -> None:
    player = open_player()
    page = player.page
    assert page.get_by_label("More", exact=True).is_visible()
    page.locator(".film__more > summary").click()
    for name in ("Replay from the start", "One step back", "Play", "One step forward", "Copy a link to this step", "Full screen"):
        button = page.get_by_role("button", name=name, exact=True)
        assert button.is_visible()
        assert not button.get_attribute("aria-label"), "a name and a description that say the same are read out twice"
    assert page.get_by_role("slider", name="Step of the run").is_visible()
    assert page.get_by_role("combobox", name="Speed").is_visible()
    for _ in range(8):
        page.keyboard.press("Tab")
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"


def test_speed(open_player: OpenPlayer, fixture_site: Path) -> None:
    player = open_player(figure(fixture_site, "rest"))
    player.page.locator(".film__more > summary").click()
    options = player.page.locator("select option").all_inner_texts()
    assert [option[0] for option in options] == ["¼", "½", "1", "2"]
    assert [player.page.get_by_role("option", name=name).count() for name in ("quarter", "half", "normal", "double")] == [1] * 4
    player.page.get_by_label("Speed").select_option("2")
    player.press("play")
    player.wait("playing")
    assert player.page.locator("video").evaluate("video => video.playbackRate") == 2
    player.page.locator(".film__more > summary").click()
    player.page.get_by_label("Speed").select_option("0.25")
    assert player.page.locator("video").evaluate("video => video.playbackRate") == 0.25


def test_a_click_on_the_picture_plays_and_pauses(open_player: OpenPlayer, fixture_site: Path) -> None:
    player = open_player(figure(fixture_site, "rest"))
    player.page.locator(".film__screen").click()
    player.wait("playing")
    player.page.locator(".film__screen").click()
    player.wait("paused")


def test_full_screen(open_player: OpenPlayer) -> None:
    player = open_player()
    player.press("full")
    player.until("document.fullscreenElement?.matches('figure')")
    box = player.page.locator(".film__desk").bounding_box()
    assert box
    assert box["y"] + box["height"] <= 900
    player.press("full")
    player.until("!document.fullscreenElement")
    assert not player.wrong, "this screen cannot be turned"


def test_the_numbers_are_those_of_the_record(open_player: OpenPlayer, fixture_site: Path) -> None:
    player = open_player()
    film = record.Record(fixture_site / "animations", "mark")
    for step in (0, 7, FRAMES - 2):
        player.slide(step)
        player.at(step)
        loss, a, grad = (short(film.row(step)[name]) for name in ("loss", "a_0", "grad_0"))
        after = short(film.row(step + 1)["a_0"])
        assert player.value == f"step {step}, loss {loss}" + (f": {STOPS[step]}" if step in STOPS else "")
        assert player.page.locator(".film__numbers li b").all_inner_texts() == [loss, a, grad]
        assert re.sub(r"\s", "", player.text(".film__update")) == f"a0←{a}−0.1·({grad})={after}"
        assert player.text(".film__step").split() == ["step", str(step)]
    player.slide(FRAMES - 1)
    player.at(FRAMES - 1)
    assert not player.page.locator(".film__update").is_visible(), "after the last step there is none"


def test_the_update_is_that_of_the_run_also_where_frames_leave_steps_out(open_player: OpenPlayer, fixture_site: Path) -> None:
    player = open_player(figure(fixture_site, "leap"))
    film = record.Record(fixture_site / "animations", "leap")
    player.slide(2)
    player.at(10)
    a, grad, after = short(film.row(10)["a_0"]), short(film.row(10)["grad_0"]), short(film.row(11)["a_0"])
    assert re.sub(r"\s", "", player.text(".film__update")) == f"a0←{a}−0.01·({grad})={after}"


def test_the_reader_is_told_politely_and_never_while_a_film_plays(open_player: OpenPlayer, fixture_site: Path) -> None:
    player = open_player(figure(fixture_site, "rest"))
    player.page.evaluate(
        """() => { const said = document.querySelector(".film__said"); window.heard = []; window.values = new Set()
        new MutationObserver(() => said.textContent && heard.push(said.textContent)).observe(said, { childList: true })
        const slider = document.querySelector("[type=range]"), figure = slider.closest("figure")
        const note = () => figure.dataset.state === "playing" && values.add(slider.ariaValueText)
        new MutationObserver(note).observe(slider, { attributes: true })
        }"""
    )
    assert player.page.locator(".film__said").get_attribute("role") == "status"
    player.page.locator("figure").focus()
    player.page.keyboard.press("Home")
    player.at(0)
    player.page.keyboard.press("ArrowRight")
    player.at(1)
    heard = ["step 0, loss 1.000: It begins", "step 1, loss 0.640"]
    assert player.page.evaluate("heard") == heard
    player.press("play")
    player.until("document.querySelector('figure').dataset.step > 4")
    assert player.page.evaluate("heard") == heard
    assert player.page.evaluate("[...values]") == ["playing"]
    player.press("play")
    player.wait("paused")
    assert len(player.page.evaluate("heard")) == 3
    player.press("play")
    player.wait("playing")
    player.wait("paused")
    player.until("heard.length === 4")
    assert re.fullmatch(rf"step {FRAMES - 1}, loss [\d.]+: {STOPS[FRAMES - 1]}", player.page.evaluate("heard[3]")), "how it ended"
    player.until("!document.querySelector('.film__said').textContent")  # it would soon be wrong


def test_a_link_to_a_moment_opens_it_paused(open_player: OpenPlayer, fixture_site: Path) -> None:
    player = open_player(figure(fixture_site), figure(fixture_site, "leap"), hash="#leap@12", **MOVING)
    player.at(10, "#leap")  # the nearest step that has a frame
    player.wait("paused", "#leap")
    assert player.marks("#leap") == [[2, False]]
    assert player.page.locator("#leap").evaluate("figure => document.activeElement === figure")
    player.page.evaluate("location.hash = 'mark@3'")
    player.at(3, "#mark")
    assert player.marks("#mark") == [[3, False]]
    assert player.page.locator("[data-state=playing]").count() == 0
    assert not player.wrong


def test_the_link_to_the_moment_is_copied(open_player: OpenPlayer) -> None:
    player = open_player(permissions=["clipboard-read", "clipboard-write"])
    player.slide(9)
    player.at(9)
    player.press("link")
    player.page.wait_for_selector(".film__said--seen")
    assert player.text(".film__said") == "Link to step 9 copied"
    copied = player.page.evaluate("navigator.clipboard.readText()")
    assert copied == f"{player.page.url}#mark@9"
    player.page.goto("about:blank")
    player.page.goto(copied)
    player.at(9)
    assert player.marks() == [[9, False]]


def test_where_rows_are_not_steps_the_player_says_what_the_film_says(open_player: OpenPlayer, fixture_site: Path) -> None:
    film = record.Record(fixture_site / "animations", "mark")
    film.data["frame_labels"] = [*(f"lr 0.{at:02}" for at in range(FRAMES - 1)), "step 3"]
    player = open_player(film_figure(film, lambda file: f"animations/{file}"), hash="#mark@5")
    player.at(5)
    assert player.text(".film__step") == "lr 0.05"
    player.slide(7)
    player.at(7)
    assert player.marks() == [[7, False]]
    assert player.text(".film__step") == "lr 0.07"
    assert player.value.startswith("lr 0.07, loss ")
    assert player.page.locator(".film__run tbody th").nth(7).text_content() == "lr 0.07"
    player.slide(FRAMES - 1)
    player.at(FRAMES - 1)
    assert player.text(".film__step") == "step 3"
    assert not player.wrong


def test_without_a_clipboard_the_address_bar_takes_the_link(open_player: OpenPlayer, fixture_site: Path, fixture_host: str) -> None:
    player = open_player(goto=False)
    player.page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    player.page.goto(f"{fixture_host}/{page_of(fixture_site, figure(fixture_site))}")
    player.slide(4)
    player.press("link")
    player.page.wait_for_url("**#mark@4")


def choices(player: PlayerPage) -> dict[str, str | None]:
    """The answers offered, and whether each is pressed."""
    buttons = player.page.get_by_role("group", name="Higher or lower?").locator("[data-choice]").all()
    return {button.inner_text(): button.get_attribute("aria-pressed") for button in buttons}


def test_a_guess_stays_until_the_picture_that_decides_and_there_the_film_pauses(open_player: OpenPlayer, fixture_site: Path) -> None:
    player = open_player(figure(fixture_site, ask=ASK), **MOVING)
    player.at(5)
    assert player.marks() == [[5, False]]
    assert choices(player) == {"Higher": "false", "Lower": "false"}
    assert "It falls" not in player.told
    before = player.page.locator("figcaption").bounding_box()
    player.page.get_by_role("button", name="Higher").focus()
    player.page.keyboard.press("Enter")
    player.wait("playing")
    assert player.told == "You said “Higher”. The run decides."
    assert choices(player) == {"Higher": "true", "Lower": "false"}
    player.wait("paused")
    assert player.marks() == [[8, False]]
    assert player.told == "Not so. It is lower. You said “Higher”. It falls."
    assert player.page.locator(".film__told").get_by_role("status").count() == 1
    signs = "button => getComputedStyle(button, '::before').content"
    assert [button.evaluate(signs) for button in player.page.locator("[data-choice]").all()] == ['"✗"', '"✓"'], "more than colours"
    assert player.page.locator("figcaption").bounding_box() == before, "the page moved"
    player.page.keyboard.press("Enter")  # Play has the focus
    player.wait("playing")
    player.wait("paused")
    assert player.marks() == [[FRAMES - 1, False]]
    assert not player.wrong


def test_where_motion_is_not_welcome_an_answer_shows_the_picture_that_decides(open_player: OpenPlayer, fixture_site: Path) -> None:
    player = open_player(figure(fixture_site, ask=ASK))
    player.at(5)
    player.page.get_by_role("button", name="Lower").click()
    player.at(8)
    player.wait("paused")
    assert player.marks() == [[8, False]]
    assert player.told == "Right. It is lower. It falls."
    assert player.page.locator("[data-do=play]").evaluate("button => button === document.activeElement")


def test_who_does_not_answer_is_told_where_the_film_decides(open_player: OpenPlayer, fixture_site: Path) -> None:
    player = open_player(figure(fixture_site, ask=ASK))
    player.at(5)
    player.slide(7)
    player.at(7)
    assert "It falls" not in player.told
    player.slide(8)
    player.at(8)
    assert player.told == "It is lower. It falls."


def test_an_answer_is_remembered_here_and_can_be_forgotten(open_player: OpenPlayer, fixture_site: Path) -> None:
    player = open_player(figure(fixture_site, ask=ASK))
    for _ in range(2):
        player.page.get_by_role("button", name="Lower").click()
        player.at(8)
        player.press("forget")
        player.at(5)
        player.wait("paused")
        assert "It falls" not in player.told
    player.page.get_by_role("button", name="Lower").click()
    player.at(8)
    player.page.reload()
    player.at(5)
    assert choices(player) == {"Higher": "false", "Lower": "true"}
    assert player.told == "Right. It is lower. It falls."
    player.press("forget")
    assert choices(player) == {"Higher": "false", "Lower": "false"}
    player.page.reload()
    player.at(5)
    assert "It falls" not in player.told
    assert choices(player) == {"Higher": "false", "Lower": "false"}


def test_a_room_is_asked_and_its_hands_are_counted_before_the_film(open_player: OpenPlayer, fixture_site: Path) -> None:
    player = open_player(figure(fixture_site, ask=ASK))
    player.at(5)
    player.press("lecture")
    assert player.page.locator(".film__screens").is_visible(), "the question is about the picture"
    assert not player.page.locator(".film__desk").is_visible()
    assert not player.page.locator(".film__told").is_visible()
    for answer, hands in (("Higher", 3), ("Lower", 2)):
        for _ in range(hands):
            player.page.get_by_role("button", name=f"One hand more: {answer}").click()
    player.page.get_by_role("button", name="One hand fewer: Higher").click()
    assert player.page.locator(".film__hands b").all_inner_texts() == ["2", "2"]
    player.press("show")
    player.at(8)
    assert player.page.locator(".film__screens").is_visible()
    assert player.told == "It is lower. 2 of 4 said so. It falls."
    player.press("leave")
    assert not player.page.locator(".film__hands").count()
    player.page.locator("figcaption").wait_for()
    player.page.reload()
    player.at(5)
    assert choices(player) == {"Higher": "false", "Lower": "false"}, "the room's answers are not the reader's"


@pytest.mark.parametrize(("back", "on"), [("PageUp", "PageDown"), ("ArrowLeft", "ArrowRight")])
def test_a_remote_control_shows_a_room_the_film_and_goes_from_stop_to_stop(
    open_player: OpenPlayer, fixture_site: Path, back: str, on: str
) -> None:
    player = open_player(figure(fixture_site, ask=ASK))
    player.at(5)
    player.press("lecture")
    show = player.page.get_by_role("button", name="Show the film")
    assert show.evaluate("button => button === document.activeElement"), "an answer would look chosen"
    player.page.keyboard.press(back)
    player.page.get_by_role("button", name="One hand more: Lower").focus()
    player.page.keyboard.press("Space")
    assert player.page.locator(".film__hands b").all_inner_texts() == ["0", "1"]
    assert show.is_visible(), "the question stands"
    player.page.keyboard.press(on)
    player.at(8)
    assert player.told == "It is lower. 1 of 1 said so. It falls."
    for key, frame in ((on, 9), (on, FRAMES - 1), (back, 9), (back, 4)):
        player.page.keyboard.press(key)
        player.at(frame)
    player.page.get_by_role("slider").focus()
    player.page.keyboard.press("ArrowRight")
    player.at(5)
    player.press("leave")
    player.page.locator("figure").focus()
    player.page.keyboard.press("ArrowRight")
    player.at(6)


def test_a_number_is_guessed_with_the_keyboard_and_judged_where_the_film_decides(open_player: OpenPlayer, fixture_site: Path) -> None:
    player = open_player(figure(fixture_site, ask=COUNT), **MOVING)
    player.at(5)
    pin, slider = player.page.locator(".film__pin"), player.page.get_by_role("group", name="When?").get_by_role("slider", name="step")
    assert not player.page.locator("[data-choice]:visible").count(), "they are for a room"
    assert not pin.is_visible()
    assert player.page.get_by_role("button", name="That is my guess").is_disabled(), "where the slider waits is nobody's guess"
    slider.focus()
    for key in ("Home", *["ArrowRight"] * 7):
        player.page.keyboard.press(key)
    assert slider.get_attribute("aria-valuetext") == "step 7"
    assert player.page.locator("#mark").get_attribute("data-step") == "5", "the keys are not the film's"
    before = player.page.locator("figcaption").bounding_box()
    player.page.keyboard.press("Tab")
    player.page.keyboard.press("Enter")
    player.wait("playing")
    assert pin.inner_text() == "Your guess: step 7"
    player.wait("paused")
    assert player.marks() == [[8, False]]
    assert player.told == "Right. In the run: step 8. It falls."
    assert slider.is_disabled()
    truth = "scale => [getComputedStyle(scale, '::after').content, scale.style.getPropertyValue('--at')]"
    assert player.page.locator(".film__scale").evaluate(truth) == ['"step 8"', "0.4"], "on the scale of the guess"
    assert player.page.locator("figcaption").bounding_box() == before, "the page moved"
    player.press("next")
    player.at(9)
    assert not pin.is_visible()
    player.page.reload()
    player.at(5)
    assert player.told == "Right. In the run: step 8. It falls."
    player.press("forget")
    player.press("lecture")
    assert player.page.get_by_role("group", name="Higher or lower?").locator("[data-choice]").count() == 2
    player.press("show")
    player.at(8)
    assert player.told == "It is lower. It falls."
    assert not player.wrong


def test_a_place_is_pointed_at_and_the_mark_is_joined_to_where_the_run_was(open_player: OpenPlayer, fixture_site: Path) -> None:
    for width, corners in ((800, (20, 60, 80, 40)), (390, (10, 90, 90, 10))):
        player = open_player(figure(fixture_site, ask=MARK), viewport={"width": width, "height": 900}, has_touch=True)
        player.at(5)
        pin, box = player.page.locator(".film__pin").first, player.page.locator(".film__screen").bounding_box()
        assert box

        def pixels(x: float, y: float, corners: tuple[int, ...] = corners, box: Any = box) -> tuple[float, float]:
            left, right, bottom, top = corners
            across, up = (x + 2) / 4, (y + 2) / 4
            return (
                box["x"] + box["width"] * (left + (right - left) * across) / 100,
                box["y"] + box["height"] * (bottom + (top - bottom) * up) / 100,
            )

        def middle(mark: Locator) -> tuple[float, float]:
            its = mark.bounding_box()
            assert its
            assert min(its["width"], its["height"]) >= 44, "a finger hits it"
            return its["x"] + its["width"] / 2, its["y"] + its["height"] / 2

        mouse, sliders = player.page.mouse, player.page.locator("[data-right]")
        assert middle(pin) == pytest.approx(pixels(0, 0), abs=2), "it waits where the sliders do"
        assert pin.get_attribute("data-says") == "your guess?"
        assert player.page.get_by_role("button", name="That is my guess").is_disabled()
        mouse.click(*pixels(1, -1))
        assert pin.get_attribute("data-says") == "your guess"
        assert middle(pin) == pytest.approx(pixels(1, -1), abs=2)
        mouse.down()
        mouse.move(*pixels(0, 0))
        mouse.move(*pixels(-1, 1))
        mouse.up()
        assert sliders.evaluate_all("sliders => sliders.map(slider => slider.valueAsNumber)") == [-1, 1], "it is dragged"
        assert middle(pin) == pytest.approx(pixels(-1, 1), abs=2)
        run, line = player.page.locator(".film__pin--run"), player.page.locator(".film__apart line")
        assert not run.is_visible()
        player.press("guess")
        player.at(8)
        player.wait("paused")
        assert player.told == "Not so. In the run: x = 1, y = 1. You said “x = −1, y = 1”. It falls."
        assert middle(pin) == pytest.approx(pixels(-1, 1), abs=2), "it stays beside what the film shows"
        assert middle(run) == pytest.approx(pixels(1, 1), abs=2)
        ends = line.bounding_box()
        assert ends
        assert ends["width"] == pytest.approx(pixels(1, 1)[0] - pixels(-1, 1)[0], abs=4), "the line joins both"
        assert pin.get_attribute("data-says") == "your guess, 2 away"
        player.press("next")
        player.at(9)
        assert not run.is_visible()


def test_with_a_finger_the_mark_is_dragged_and_the_page_does_not_scroll(open_player: OpenPlayer, fixture_site: Path) -> None:
    page = f"{figure(fixture_site, ask=MARK)}{'<p>Words in a line.</p>' * 60}"
    player = open_player(page, viewport={"width": 390, "height": 844}, has_touch=True)
    player.at(5)
    pin, box = player.page.locator(".film__pin").first, player.page.locator(".film__screen").bounding_box()
    assert box
    places = [(box["x"] + box["width"] * share, box["y"] + box["height"] * share) for share in (0.3, 0.5, 0.7)]
    player.page.touchscreen.tap(*places[0])
    touch = player.page.context.new_cdp_session(player.page)
    for kind, (x, y) in zip(("touchStart", "touchMove", "touchMove"), places, strict=True):
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    assert player.page.locator("[data-right]").evaluate_all("sliders => sliders.map(slider => slider.valueAsNumber)") == [1, -1]
    assert player.page.evaluate("scrollY") == 0
    assert pin.is_visible()


# The states of a film

MAY_FOLLOW = {
    "idle": {"loading"},
    "loading": {"loading", "playing", "paused", "failed"},
    "playing": {"loading", "paused", "failed"},
    "paused": {"loading", "paused", "failed"},
    "failed": set(),
}
# Every state that the first figure enters from now on, also where two follow each other at once.
STATES = """() => { window.states = []
  const figure = document.querySelector("figure")
  const note = changes => changes.forEach((_, i) => states.push(changes[i + 1]?.oldValue ?? figure.dataset.state))
  new MutationObserver(note).observe(figure, { attributeFilter: ["data-state"], attributeOldValue: true }) }"""


def test_a_state_is_entered_only_from_those_that_allow_it(open_player: OpenPlayer) -> None:
    entered = open_player().page.evaluate(
        """async names => {
          const { Playback } = await import("/assets/player/playback.js")
          const figure = document.querySelector("figure")
          const entered = {}
          for (const from of names) {
            entered[from] = []
            for (const to of names) {
              const playback = new Playback(figure, 0, 0, () => {})
              playback.state = from
              const said = playback.to(to)
              if (said !== (playback.state === to && (from !== to || said))) throw new Error(`${from} to ${to}`)
              if (said) entered[from].push(to)
              else if (playback.state !== from) throw new Error(`${from} was left`)
            }
          }
          return entered
        }""",
        list(MAY_FOLLOW),
    )
    assert {state: set(following) for state, following in entered.items()} == MAY_FOLLOW


def test_readers_take_a_film_through_its_states(open_player: OpenPlayer) -> None:
    player = open_player()
    player.wait("idle")
    player.page.evaluate(STATES)
    player.press("play")
    player.wait("playing")
    player.press("play")
    player.wait("paused")
    player.press("back")
    player.press("replay")
    player.wait("playing")
    player.press("replay")
    player.until("states.filter(state => state === 'playing').length === 3")
    player.slide(7)
    player.at(7)
    player.wait("paused")
    player.page.evaluate(SCHEME, "slate")
    player.until(f"({MARKS})(document.querySelector('figure'))[0]?.[1] === true")
    player.press("play")
    player.wait("playing")
    player.at(FRAMES - 1)
    player.wait("paused")
    assert player.page.evaluate("states") == [
        *("loading", "playing", "paused"),
        *("loading", "playing"),
        *("loading", "playing", "paused"),
        *("loading", "playing", "paused"),
    ]
    assert not player.wrong


def test_who_pauses_a_film_before_it_came_gets_its_step_and_no_motion(
    open_player: OpenPlayer, fixture_site: Path, fixture_host: str
) -> None:
    player = open_player(goto=False)
    held: list[Any] = []
    player.page.route("**/mark.mp4", lambda route: held.append(route))
    player.page.goto(f"{fixture_host}/{page_of(fixture_site, figure(fixture_site))}")
    player.press("play")
    player.wait("loading")
    assert player.page.get_by_role("button", name="Pause").is_visible()
    player.press("play")
    assert player.page.get_by_role("button", name="Play", exact=True).is_visible()
    assert player.page.locator("figure").get_attribute("data-state") == "loading"
    held[0].continue_()
    player.wait("paused")
    assert player.marks() == [[0, False]]
    assert player.page.evaluate("document.querySelector('video').paused")


@pytest.mark.parametrize("before", ["paused", "playing"])
def test_a_film_may_fail_late_and_then_nothing_brings_it_back(
    open_player: OpenPlayer, fixture_site: Path, fixture_host: str, before: str
) -> None:
    player = open_player(goto=False)
    player.page.route("**/mark.dark.mp4", lambda route: route.abort())
    player.page.goto(f"{fixture_host}/{page_of(fixture_site, figure(fixture_site))}")
    player.wait("idle")
    player.page.evaluate(STATES)
    player.press("play")
    player.wait("playing")
    if before == "paused":
        player.slide(3)
        player.at(3)
    player.page.evaluate(SCHEME, "slate")
    player.wait("failed")
    entered = player.page.evaluate("states")
    assert entered == ["loading", "playing", *(["paused"] if before == "paused" else ["loading"]), "failed"]
    player.page.locator("figure").focus()
    for key in ("Space", "Home", "ArrowRight"):
        player.page.keyboard.press(key)
    player.page.locator(".film__screen").click()
    player.page.evaluate("location.hash = 'mark@3'")
    player.page.evaluate(SCHEME, "default")
    player.page.wait_for_timeout(200)
    assert player.page.evaluate("states") == entered
    assert player.page.locator("video").count() == 0
    assert player.page.locator(".film__note").count() == 1


def test_a_figure_may_leave_the_page_and_come_back(open_player: OpenPlayer) -> None:
    player = open_player()
    player.press("play")
    player.wait("playing")
    player.page.evaluate("window.figure = document.querySelector('figure'); window.video = figure.querySelector('video'); figure.remove()")
    player.until("video.paused")
    assert player.page.evaluate("figure.querySelectorAll('video').length") == 0
    player.page.evaluate("document.querySelector('main').append(figure)")
    player.wait("idle")
    assert player.page.locator("figure").get_attribute("data-step") is None
    player.page.locator("figure").focus()
    player.page.keyboard.press("Home")
    player.at(0)
    player.page.keyboard.press("ArrowRight")
    player.at(1)
    player.wait("paused")
    assert player.marks() == [[1, False]], "a key that is heard twice would be two steps further"
    player.press("play")
    player.wait("playing")
    assert not player.wrong


def test_a_failed_figure_stays_so_where_it_is_moved(open_player: OpenPlayer, fixture_site: Path, fixture_host: str) -> None:
    player = open_player(goto=False)
    player.page.route("**/mark.mp4", lambda route: route.abort())
    player.page.goto(f"{fixture_host}/{page_of(fixture_site, figure(fixture_site))}")
    player.press("play")
    player.wait("failed")
    player.wrong.clear()
    player.page.evaluate("document.querySelector('main').append(document.querySelector('figure'))")
    player.page.wait_for_timeout(100)
    assert player.page.locator("figure").get_attribute("data-state") == "failed"
    assert player.page.locator(".film__note").count() == 1
    assert not player.wrong


# For everyone


def test_nothing_moves_unasked_where_motion_is_not_welcome(open_player: OpenPlayer) -> None:
    player = open_player()
    player.watch.settle(player.page)
    player.wait("idle")
    assert player.kinds() == {"png"}
    player.press("next")
    player.at(FRAMES - 1)
    assert player.kinds() == {"png", "mp4"}


def test_nothing_starts_by_itself(open_player: OpenPlayer, fixture_site: Path) -> None:
    player = open_player(figure(fixture_site), figure(fixture_site, "leap"), viewport={"width": 400, "height": 1600}, **MOVING)
    player.page.mouse.move(9, 9)
    player.watch.settle(player.page)
    assert player.page.locator("figure[data-state=idle]").count() == 2
    assert player.kinds() == {"png", "webp"}, "stills, one of them tall"


def test_a_film_that_is_started_stops_the_other(open_player: OpenPlayer, fixture_site: Path) -> None:
    player = open_player(figure(fixture_site, "rest"), figure(fixture_site, "leap"))
    for i, name in enumerate(("rest", "leap")):
        player.page.locator(f"#{name} .film__more > summary").click()
        player.page.get_by_label("Speed").nth(i).select_option("0.25")
    player.press("play", "#rest")
    player.wait("playing", "#rest")
    player.press("play", "#leap")
    player.wait("playing", "#leap")
    player.wait("paused", "#rest")
    assert player.page.evaluate("[...document.querySelectorAll('video')].filter(video => !video.paused).length") == 1


def test_a_film_that_is_scrolled_out_of_sight_stops(open_player: OpenPlayer, fixture_site: Path) -> None:
    player = open_player(figure(fixture_site, "rest"), *["<p>…</p>"] * 200, **MOVING)
    player.press("play", "#rest")
    player.wait("playing", "#rest")
    player.page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    player.wait("paused", "#rest")


def test_a_question_about_a_heavy_film_waits_for_a_sign_of_the_reader(open_player: OpenPlayer, fixture_site: Path) -> None:
    player = open_player(figure(fixture_site, ask=ASK).replace('data-film="mark"', 'data-film="mark" data-heavy'), **MOVING)
    player.watch.settle(player.page)
    assert player.kinds() == {"png"}
    for at in (9, 40):  # the first move of a mouse has no length, as that of a page that comes to lie under it
        player.page.mouse.move(at, at)
    player.at(5)


def test_the_step_stays_when_the_theme_changes(open_player: OpenPlayer) -> None:
    player = open_player()
    player.slide(6)
    player.at(6)
    for scheme, dark in (("slate", True), ("default", False), ("slate", True)):
        player.page.evaluate(SCHEME, scheme)
        player.until(f"({MARKS})(document.querySelector('figure'))[0]?.[1] === {str(dark).lower()}")
        assert player.marks() == [[6, dark]]
        assert player.page.locator("figure").get_attribute("data-step") == "6"
    player.press("next")
    player.at(7)
    assert player.marks() == [[7, True]]


def test_a_phone_held_upright_shows_the_tall_cut_and_keeps_the_step_when_it_is_turned(open_player: OpenPlayer) -> None:
    player = open_player(viewport={"width": 390, "height": 844}, has_touch=True, device_scale_factor=2)
    upright, turned = {"width": 390, "height": 844}, {"width": 844, "height": 390}
    player.slide(4)
    player.at(4)
    player.press("next")
    player.at(5)
    asked = {url.rpartition("/")[2] for url in player.requested if "/animations/" in url and not url.startswith("blob:")}
    assert asked == {"mark.tall.webp", "mark.tall.mp4"}
    for shape, cut in ((upright, TALL), (turned, SIZE), (upright, TALL)):
        player.page.set_viewport_size(shape)  # type: ignore[arg-type]
        player.until(f"document.querySelector('video').videoHeight === {cut[1]}")
        assert player.marks() == [[5, False]]
        for part in (".film__screen img:visible", "video"):
            box = player.page.locator(part).bounding_box()
            assert box
            assert box["width"] / box["height"] == pytest.approx(cut[0] / cut[1], abs=0.01)
    player.press("play")
    player.wait("paused")
    assert player.marks() == [[FRAMES - 1, False]]


def test_a_film_plays_on_when_the_theme_changes(open_player: OpenPlayer, fixture_site: Path) -> None:
    player = open_player(figure(fixture_site, "rest"))
    player.press("play")
    player.until("document.querySelector('figure').dataset.step > 3")
    player.page.evaluate(SCHEME, "slate")
    player.until(f"({MARKS})(document.querySelector('figure'))[0]?.[1] === true")
    player.wait("playing")
    assert player.marks()[0][0] >= 3
    player.wait("paused")
    assert player.marks() == [[FRAMES - 1, True]]


def test_without_javascript_it_is_the_gif(open_player: OpenPlayer) -> None:
    player = open_player(java_script_enabled=False, **MOVING)
    player.watch.settle(player.page)
    assert [url.rpartition("/")[2] for url in player.requested if "/animations/" in url] == ["mark.gif"]
    assert not player.page.locator(".film__desk").is_visible()
    assert player.page.locator(".film__table").is_visible()
    assert player.page.locator(".film__screen img:visible").count() == 1


def test_without_javascript_and_motion_it_is_the_still(open_player: OpenPlayer) -> None:
    player = open_player(java_script_enabled=False)
    player.watch.settle(player.page)
    assert [url.rpartition("/")[2] for url in player.requested if "/animations/" in url] == ["mark.png"]


def test_print_shows_the_light_still(open_player: OpenPlayer) -> None:
    player = open_player()
    player.page.evaluate(SCHEME, "slate")
    player.slide(3)
    player.at(3)
    player.page.emulate_media(media="print")
    assert not player.page.locator("video").is_visible()
    assert not player.page.locator(".film__desk").is_visible()
    shown = player.page.locator(".film__screen img:visible")
    assert shown.evaluate("image => image.decode().then(() => image.currentSrc)").endswith("mark.png")


def test_forced_colours_leave_the_controls_visible(open_player: OpenPlayer) -> None:
    player = open_player(forced_colors="active")
    for button in player.page.locator(".film__keys button").all():
        style = button.evaluate("button => [getComputedStyle(button).borderTopStyle, getComputedStyle(button.firstElementChild).fill]")
        assert style[0] == "solid"
    player.slide(3)
    player.at(3)
    assert player.marks() == [[3, False]]


@pytest.mark.parametrize(("width", "ask"), [(320, ASK), (390, ASK), (320, MARK)])
def test_fingers_find_the_controls_on_a_phone(open_player: OpenPlayer, fixture_site: Path, width: int, ask: Question) -> None:
    player = open_player(figure(fixture_site, ask=ask), viewport={"width": width, "height": 700}, has_touch=True)
    player.page.evaluate(UNFOLD)
    assert player.page.evaluate("document.documentElement.scrollWidth") <= width
    for control in player.page.locator("figure :is(button, select, input)").all():
        box = control.bounding_box()
        if box:
            assert min(box["width"], box["height"]) >= 24, control.evaluate("element => element.outerHTML")
    player.page.locator("#mark .film__slide input").scroll_into_view_if_needed()
    slider = player.page.locator("#mark .film__slide input").bounding_box()
    assert slider
    player.page.touchscreen.tap(slider["x"] + slider["width"] / 2, slider["y"] + slider["height"] / 2)
    player.until("Math.abs(document.querySelector('#mark').dataset.step - 5.5) < 2")


@pytest.mark.parametrize("scheme", ["default", "slate"])
def test_axe_finds_nothing_while_films_stand_or_ask(open_player: OpenPlayer, fixture_site: Path, scheme: str) -> None:
    figures = (figure(fixture_site), figure(fixture_site, "leap", ask=ASK), figure(fixture_site, "rest", ask=MARK))
    player = open_player(*figures, permissions=["clipboard-write"])
    player.page.evaluate(SCHEME, scheme)
    player.at(25, "#leap")
    player.page.locator("#rest [data-right]").first.press("ArrowRight")
    player.press("guess", "#rest")
    player.press("next", "#mark")
    player.wait("paused", "#mark")
    player.press("link", "#mark")
    player.page.evaluate(UNFOLD)
    # axe brings a script of its own, which the page's policy does not know
    assert not axe(player.page)


def test_it_works_from_a_sub_path(open_player: OpenPlayer, fixture_site: Path, tmp_path: Path) -> None:
    (tmp_path / "some").mkdir()
    (tmp_path / "some" / "where").symlink_to(fixture_site)
    with serving(tmp_path, headers={"Content-Security-Policy": POLICY}) as address:
        player = open_player(base=f"{address}/some/where")
        player.slide(8)
        player.at(8)
        assert player.marks() == [[8, False]]
        assert all(urlsplit(url).path.startswith("/some/where/") for url in player.requested if not url.startswith("blob:"))


@pytest.mark.parametrize("fold", [None, 0.7])
def test_on_a_phone_picture_and_slider_stay_while_their_section_is_read(
    open_player: OpenPlayer, fixture_site: Path, fold: float | None
) -> None:
    """And leave room for the text. What has the focus is never behind them. Another section, or a phone on its side, has it all.

    Of a picture with a fold the part above it stays.
    """
    words = "<p>Words <a href='#'>and a link</a> in a line that is long enough.</p>"
    film = figure(fixture_site, ask=ASK).replace(" data-opens", f' data-fold="{fold}" data-opens' if fold else " data-opens")
    page = f'<div class="md-content">{film}{words * 40}<h2>Another section</h2>{words * 40}</div>'
    player = open_player(page, viewport={"width": 390, "height": 844}, has_touch=True, **MOVING)
    screen, slider = player.page.locator(".film__screen"), player.page.locator("[type=range]")

    def places() -> tuple[float, float, float]:
        """Top and bottom of the picture, and the bottom of the slider, in the window."""
        seen, control = screen.bounding_box(), slider.bounding_box()
        assert seen
        assert control
        shown = fold if fold and screen.evaluate("it => getComputedStyle(it.parentElement).clipPath") != "none" else 1
        return seen["y"], seen["y"] + shown * seen["height"], control["y"] + control["height"]

    def scroll_to(link: int) -> None:
        player.page.locator("p > a").nth(link).evaluate("""link => new Promise(done => {
          scrollBy(0, link.getBoundingClientRect().top - 700)
          requestAnimationFrame(() => requestAnimationFrame(done)) // the picture has followed
        })""")

    player.at(5)
    whole = places()
    assert whole[1] - whole[0] > 844 / 2
    scroll_to(35)
    assert places()[2] < 0, "who passes by is not followed"
    player.page.evaluate("scrollTo(0, 0)")
    player.page.get_by_role("button", name="Lower").click()
    player.at(8)
    player.wait("paused")
    height = player.page.evaluate("document.documentElement.scrollHeight")
    for link in (15, 25, 35):
        scroll_to(link)
        top, bottom, end = places()
        assert 0 <= top < bottom < end < 844 * 0.55
        assert bottom - top < 844 * 0.42
    player.page.locator("p > a").nth(35).focus()
    for _ in range(25):
        player.page.keyboard.press("Shift+Tab")
        focused = player.page.evaluate("document.activeElement.getBoundingClientRect().top")
        assert focused >= places()[2], "it is behind the slider"
    scroll_to(60)
    assert places()[2] < 0
    assert player.page.evaluate("document.documentElement.scrollHeight") == height
    player.page.set_viewport_size({"width": 844, "height": 390})
    scroll_to(20)
    assert places()[2] < 0


@pytest.mark.parametrize(("width", "height"), [(390, 844), (320, 640)])
def test_on_a_phone_verdict_and_picture_are_seen_together(open_player: OpenPlayer, fixture_site: Path, width: int, height: int) -> None:
    """Wherever the answers stood when one was chosen. And from the moment that decided a button leads on."""
    page = f'<div class="md-content">{figure(fixture_site, ask=ASK)}{"<p>Words in a line.</p>" * 60}</div>'
    player = open_player(page, viewport={"width": width, "height": height}, has_touch=True, **MOVING)
    answer = player.page.get_by_role("button", name="Lower")
    answer.evaluate("button => scrollBy(0, button.getBoundingClientRect().bottom - innerHeight + 4)")
    answer.click()
    player.at(8)
    player.wait("paused")
    boxes = [player.page.locator(part).bounding_box() for part in (".film__screen", ".film__desk", ".film__told")]
    screen, desk, told = (box for box in boxes if box)
    assert 0 <= screen["y"] < desk["y"] < desk["y"] + desk["height"] <= told["y"] + 1
    assert told["y"] + told["height"] <= height
    player.page.get_by_role("button", name="Play on").click()
    player.at(FRAMES - 1)
    assert not player.page.get_by_role("button", name="Play on").is_visible()


def mark_of(screenshot: bytes) -> int:
    """Which frame a picture of the screen shows."""
    with Image.open(io.BytesIO(screenshot)) as picture:
        pixels = np.asarray(picture.convert("L").resize(SIZE))
    return sum(int(pixels[16, at * BLOCK + 16] > 127) << at for at in range(8))


def test_from_a_folder_on_disk_every_frame_is_exact(open_player: OpenPlayer, fixture_site: Path) -> None:
    player = open_player(goto=False)
    player.page.goto((fixture_site / page_of(fixture_site, figure(fixture_site))).as_uri())
    for index in random.Random(4).sample(range(FRAMES), FRAMES):
        player.slide(index)
        player.at(index)
        assert mark_of(player.page.locator("video").screenshot()) == index  # there no page may read pixels


def test_without_its_script_it_is_the_gif(open_player: OpenPlayer, fixture_site: Path, fixture_host: str) -> None:
    player = open_player(goto=False, **MOVING)
    player.page.route("**/page.js", lambda route: route.abort())
    player.page.goto(f"{fixture_host}/{page_of(fixture_site, figure(fixture_site))}")
    player.until("document.querySelector('.film img').currentSrc.endsWith('mark.gif')")
    assert not player.page.locator(".film__desk").is_visible()


@pytest.mark.parametrize("broken", ["missing", "cut", "no film"])
def test_a_broken_video_leaves_the_gif_and_a_line_that_says_so(
    open_player: OpenPlayer, fixture_site: Path, fixture_host: str, broken: str
) -> None:
    film = (fixture_site / "animations" / "mark.mp4").read_bytes()
    bodies = {"cut": film[: len(film) // 40], "no film": b"<html>sorry</html>"}
    player = open_player(goto=False, **MOVING)
    answer = {"status": 404} if broken == "missing" else {"body": bodies[broken], "content_type": "video/mp4"}
    player.page.route("**/mark.mp4", lambda route: route.fulfill(**answer))  # type: ignore[arg-type]
    player.page.goto(f"{fixture_host}/{page_of(fixture_site, figure(fixture_site))}")
    player.page.get_by_role("button", name="Play", exact=True).press("Enter")
    player.wait("failed")
    note = player.page.locator(".film__note")
    assert "could not be loaded" in note.inner_text()
    player.until("document.activeElement.matches('[type=range]')")  # the button that had the focus is gone
    player.press("next")
    assert player.value
    assert player.value.startswith("step 1, loss 0.640")
    assert player.page.locator(".film__numbers b").first.inner_text() == "0.640"
    image = player.page.locator(".film__screen img:visible")
    assert image.evaluate("image => image.decode().then(() => image.currentSrc)").endswith("mark.gif")
    player.page.get_by_role("button", name="Stop it").click()
    assert image.evaluate("image => image.src").endswith("mark.png")
    assert player.page.locator(".film__table").is_visible()


def test_where_playing_is_refused_the_film_is_paused_and_one_press_more_plays_it_or_another(
    open_player: OpenPlayer, fixture_site: Path, fixture_host: str
) -> None:
    player = open_player(goto=False)
    player.page.add_init_script(  # as phones that save power: only while a press is dealt with
        """const play = HTMLMediaElement.prototype.play
        let pressed = false
        addEventListener("click", () => { pressed = true; setTimeout(() => { pressed = false }) }, true)
        HTMLMediaElement.prototype.play = function () {
          return pressed ? play.call(this) : Promise.reject(new DOMException("no", "NotAllowedError")) }"""
    )
    player.page.goto(f"{fixture_host}/{page_of(fixture_site, figure(fixture_site, 'rest'), figure(fixture_site, 'leap'))}")
    for name in ("#rest", "#leap"):
        player.press("play", name)
        player.wait("paused", name)
        assert player.marks(name) == [[0, False]]
        assert player.page.locator(name).get_by_role("button", name="Play", exact=True).is_visible()
    for name in ("#leap", "#rest"):
        player.press("play", name)
        player.wait("playing", name)
    player.wait("paused", "#leap")
    assert not player.wrong


def test_a_phone_that_shows_no_picture_before_it_plays_gets_one(open_player: OpenPlayer, fixture_site: Path, fixture_host: str) -> None:
    player = open_player(goto=False)
    player.page.add_init_script(
        """const { prototype } = HTMLMediaElement, { play } = prototype
        const { set } = Object.getOwnPropertyDescriptor(HTMLElement.prototype, "onloadeddata")
        const held = new WeakMap()
        Object.defineProperty(prototype, "onloadeddata", { set(told) { held.set(this, told) } })
        prototype.play = function () {
          if (held.has(this)) this.readyState >= 2 ? held.get(this)() : set.call(this, held.get(this))
          held.delete(this)
          return play.call(this) }"""
    )
    player.page.goto(f"{fixture_host}/{page_of(fixture_site, figure(fixture_site))}")
    player.slide(7)
    player.at(7)
    player.wait("paused")
    assert player.marks() == [[7, False]]
    assert player.page.evaluate("document.querySelector('video').paused")


@pytest.mark.parametrize("stalls", ["server", "video"])
def test_what_does_not_come_in_eight_seconds_leaves_the_gif_and_a_line(
    open_player: OpenPlayer, fixture_site: Path, fixture_host: str, stalls: str
) -> None:
    player = open_player(goto=False, **MOVING)
    player.page.clock.install()
    if stalls == "server":
        player.page.route("**/mark.mp4", lambda route: None)
    else:
        player.page.add_init_script("Object.defineProperty(HTMLMediaElement.prototype, 'onloadeddata', { set() {} })")
    player.page.goto(f"{fixture_host}/{page_of(fixture_site, figure(fixture_site))}")
    player.press("play")
    player.wait("loading")
    player.watch.settle(player.page) if stalls == "video" else None
    player.page.clock.fast_forward(7000)
    assert player.page.locator("figure").get_attribute("data-state") == "loading"
    player.page.clock.fast_forward(1500)
    player.wait("failed")
    assert "could not be loaded" in player.page.locator(".film__note").inner_text()
    assert player.page.locator(".film__screen img:visible").evaluate("image => image.src").endswith("mark.gif")


@pytest.mark.parametrize("ranges", [False, True])
def test_a_policy_without_blobs_is_obeyed(open_player: OpenPlayer, fixture_site: Path, ranges: bool) -> None:
    with serving(fixture_site, headers={"Content-Security-Policy": POLICY.replace(" blob:", "")}, ranges=ranges) as address:
        player = open_player(base=address)
        player.slide(FRAMES - 1)
        player.at(FRAMES - 1)
        assert player.marks() == [[FRAMES - 1, False]]


def test_nothing_goes_wrong_and_nothing_comes_from_elsewhere(open_player: OpenPlayer, fixture_site: Path, fixture_host: str) -> None:
    player = open_player(figure(fixture_site), figure(fixture_site, "leap", ask=ASK), **MOVING)
    player.press("play", "#mark")
    player.wait("paused", "#mark")
    player.press("full", "#mark")
    assert not player.wrong
    assert not player.watch.beyond(fixture_host)
    assert "gif" not in player.kinds()


def test_the_player_weighs_little() -> None:
    """With the style of a film's controls, as they are sent: without comments."""
    script, style = scripts.plain(ASSETS, "player/player.js"), scripts.style(ASSETS, ("player",))
    assert len(gzip.compress(script.encode(), 9)) + len(gzip.compress(style.encode(), 9)) <= 16 * 1024
    assert not re.search(r"innerHTML|insertAdjacentHTML|\beval\b|setAttribute\(.style|https?://|^(import|export)\b", script, re.MULTILINE)


# On the built site

# The pitches of the notes that are asked for, and their places between left and right.
HEARD = """() => { window.heard = []
  const set = AudioParam.prototype.setValueAtTime
  AudioParam.prototype.setValueAtTime = function (value, time) {
    const kind = this.maxValue === 1 && this.minValue === -1 ? 1 : this.maxValue > 1e4 && this.maxValue < 1e5 ? 0 : -1
    if (!heard.length) heard.push([], [])
    if (kind >= 0) heard[kind].push(value)
    return set.call(this, value, time)
  } }"""


SHIFTS = """() => { window.shifts = []
  const parts = entry => entry.sources.map(({ node }) => (node?.outerHTML ?? node?.textContent ?? "").slice(0, 90))
  const add = list => list.getEntries().forEach(entry => entry.hadRecentInput || shifts.push([entry.value, ...parts(entry)]))
  new PerformanceObserver(add).observe({ type: "layout-shift", buffered: true }) }"""


def test_the_first_film_of_every_lesson_is_whole_on_the_first_screen_of_a_desktop(browser: Browser, address: str, site: Path) -> None:
    with visitor(browser, viewport={"width": 1280, "height": 900}) as context:
        page = context.new_page()
        for lesson in sorted(site.glob("lessons/[0-9]*.html")):
            page.goto(f"{address}/lessons/{lesson.name}")
            page.reload()  # with its typefaces, should they have come late
            picture, desk = (page.locator(f".film__{part}").first.bounding_box() for part in ("screens", "desk"))
            assert picture
            assert desk
            assert picture["width"] >= 930
            assert desk["y"] + desk["height"] <= 900 - 24, lesson.name


def hold(page: Page, pattern: str) -> list[Route]:
    """The requests of a page that wait, as they come."""
    held: list[Route] = []
    page.route(pattern, lambda route: held.append(route))
    return held


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_shifts(browser: Browser, address: str, width: int) -> None:
    """Not even where typefaces come after the first paint, and scripts after the typefaces."""
    for name in ("films/good_lr.html", "index.html"):
        with visitor(browser, viewport={"width": width, "height": 800}) as context:
            page = context.new_page()
            typefaces, scripts = hold(page, "**/*.woff2"), hold(page, "**/*.js")
            page.goto(f"{address}/{name}", wait_until="commit")
            page.wait_for_function("performance.getEntriesByName('first-contentful-paint').length")
            for held in typefaces:
                held.continue_()
            come = "count => performance.getEntries().filter(({ name }) => /woff2/.test(name)).length >= count"
            page.wait_for_function(come, arg=len(typefaces))
            for held in scripts:
                held.continue_()
            page.unroute_all()
            page.wait_for_load_state()
            page.evaluate(SHIFTS)
            if not page.locator(".film__desk").count():
                continue
            page.locator(".film__desk").first.scroll_into_view_if_needed()
            page.locator("[data-do=play]").first.click()
            page.wait_for_function("[...document.querySelectorAll('.film')].some(film => film.dataset.step > 3)")
            page.locator("[data-do=play]").first.click()
            page.locator("[data-do=next]").first.dispatch_event("click")  # on a phone it may be folded away
            page.wait_for_selector("[data-state=paused]")
            assert sum(shift[0] for shift in page.evaluate("shifts")) < 0.002, (name, page.evaluate("shifts"))


# Places on the ring of the present loss.
LEVEL = """() => {
  const ring = document.querySelector(".film__level"), { matrix } = ring.transform.baseVal[0]
  return [0, 1, 2, 3, 4, 5].map(angle => {
    const at = new DOMPoint(ring.r.baseVal.value * Math.cos(angle), ring.r.baseVal.value * Math.sin(angle)).matrixTransform(matrix)
    return [at.x, -at.y]
  })
}"""
DRAWN = """name => [...document.querySelector(`[data-draw=${name}]`).getAttribute("d").matchAll(/[ML]([^ MLh]+) ([^MLh]+)/g)].map(
  ([, x, y]) => [Number(x), Number(y)])"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_explorer_draws_the_rows_that_are_asked_for(browser: Browser, address: str, site: Path, scheme: str) -> None:
    explorer = record.Record(site / "animations", "lr_explorer")
    runs, steps = explorer.rows, explorer.data["params"]["steps"]
    rates = list(dict.fromkeys(row["lr"] for row in runs))
    x = np.column_stack([[place[0] for place in explorer.data["page"]["points"]], np.ones(100)])
    hessian, fit = 2 * x.T @ x / 100, np.array([explorer.data["facts"][f"best_{part}"] for part in ("slope", "intercept")])
    assert len(rates) == 60
    assert sum(rate > explorer.data["facts"]["limit"] for rate in rates) >= 12
    with visitor(browser, viewport={"width": 1280, "height": 900}, color_scheme=scheme) as context:
        player = PlayerPage(context)
        player.page.goto(f"{address}/lr_explorer.html")
        rate, step = player.page.get_by_label("Learning rate", exact=True), player.page.locator("[data-explorer] [name=step]")
        for r, t, goes in ((59, 40, "diverges"), (0, 0, "creeps"), (45, 3, "swings"), (12, 7, "settles")):
            for slider, value in ((rate, r), (step, t)):
                slider.evaluate("(slider, value) => { slider.value = value; slider.dispatchEvent(new Event('input')) }", value)
            player.page.wait_for_selector(f"[data-explorer][data-step='{r}/{t}']")
            run = runs[r * (steps + 1) :][: steps + 1]
            path = [(row["a_0"], -row["a_1"]) for row in run]
            left = next((step for step, at in enumerate(path) if max(map(abs, at)) > 1000), steps)  # it is drawn so far
            heights = [-math.log10(row["loss"]) for row in run]

            def drawn(name: str) -> Any:
                return pytest.approx(np.array(player.page.evaluate(DRAWN, name)), rel=0.005, abs=0.01)  # the digits that readers get

            assert np.array(path[: left + 1]) == drawn("way")
            assert np.array(path[: left + 1][: t + 1]) == drawn("path")
            assert np.array(path[: left + 1][: t + 1]) == drawn("steps")
            assert np.array(path[: left + 1][: t + 1][-2:]) == drawn("move")
            if goes != "diverges":
                assert np.array([[x, path[t][1] - path[t][0] * x] for x in (-1, 1)]) == drawn("line")
                assert np.array(path[t : t + 1]) == drawn("place")
                above = [(at - fit) @ hessian @ (at - fit) / 2 for at in np.array(player.page.evaluate(LEVEL))]
                np.testing.assert_allclose(above, run[t]["loss"] - explorer.data["facts"]["best_loss"], rtol=0.02, atol=0.002)
            assert np.array(list(enumerate(heights))) == drawn("run")
            assert np.array(list(enumerate(heights[: t + 1]))) == drawn("losses")
            across = [-math.log10(row["loss"]) for row in runs[t :: steps + 1]]
            assert np.column_stack([rates, across]) == drawn("rates")
            at = max(heights[t], -2)  # a loss above 100 is at the edge
            assert np.array([[t, at]]) == drawn("loss")
            assert np.array([[rates[r], at]]) == drawn("end")

            said = rate.get_attribute("aria-valuetext") or ""
            assert said.startswith(f"learning rate {rates[r]:g}: the run {goes}")
            row = run[t]
            assert said.endswith(f"loss {for_readers(row['loss'])} at step {t}")
            numbers = player.page.locator("[data-explorer] .film__numbers b").all_inner_texts()
            assert numbers == [for_readers(row["loss"]), place(row["a_0"]), place(row["a_1"])]
            assert player.text(".film__verdict").startswith(f"At this rate the run {goes}")
            assert player.text(".film__plot--rates > p").startswith(f"loss after {t} steps")
            assert player.text(".film__plot--run > p").startswith(f"loss of the run at {rates[r]:g},")
        player.page.get_by_role("button", name="Higher learning rate").click()
        player.page.wait_for_selector("[data-explorer][data-step='13/7']")
        player.until(f"document.querySelector('[data-explorer] .film__said').textContent.startsWith('learning rate {rates[13]:g}:')")
        player.page.get_by_role("button", name="One step back").first.click()
        player.page.wait_for_selector("[data-explorer][data-step='13/6']")
        step.evaluate("slider => { slider.value = 37; slider.dispatchEvent(new Event('input')) }")
        player.page.get_by_role("button", name="Run").click()
        player.page.wait_for_selector(f"[data-explorer][data-step='13/{steps}']")
        player.page.get_by_role("button", name="Run").wait_for()
        player.until(f"document.querySelector('[data-explorer] .film__said').textContent.startsWith('step {steps},')")
        player.page.evaluate(HEARD)
        listen = player.page.get_by_role("button", name="Listen")
        heard = []
        for r in (0, 45, 59):
            rate.evaluate("(slider, value) => { slider.value = value; slider.dispatchEvent(new Event('input')) }", r)
            assert len(player.page.evaluate("heard")) == 0, "nothing is heard before it is asked for"
            listen.click()
            heard.append(player.page.evaluate("heard.splice(0)"))
            assert listen.get_attribute("aria-pressed") == "true"
            player.page.keyboard.press("Escape")
            assert listen.get_attribute("aria-pressed") == "false"
        for (pitches, sides), way in zip(heard, (-1, -1, 1), strict=True):
            assert len(pitches) == len(sides) == steps + 1, "a note for each step"
            assert pitches[0] == pytest.approx(880, rel=0.01), "the loss of the guess: two octaves above the lowest"
            assert way * (pitches[-1] - pitches[0]) > 0, "up where the loss grows, down where it falls"
        assert [len(set(sides)) for _, sides in heard] == [1, 2, 2], "from one ear to the other where the run swings"
        assert not axe(player.page)
        assert not player.wrong


def test_on_a_phone_the_explorers_path_curves_and_sliders_are_on_one_screen(browser: Browser, address: str) -> None:
    with visitor(browser, viewport={"width": 390, "height": 700}) as context:
        page = context.new_page()
        page.goto(f"{address}/lr_explorer.html")
        header = page.locator(".md-header").bounding_box()
        path = page.locator(".film__plot--valley").bounding_box()
        last = page.get_by_role("button", name="One step forward").bounding_box()
        assert header
        assert path
        assert last
        assert last["y"] + last["height"] - path["y"] <= 700 - header["height"]


def test_a_slider_stands_under_the_place_that_it_chooses(browser: Browser, address: str) -> None:
    with visitor(browser, viewport={"width": 390, "height": 700}) as context:
        page = context.new_page()
        page.goto(f"{address}/lr_explorer.html")
        for name, mark in (("rate", "end"), ("step", "loss")):
            slider = page.locator(f"[data-explorer] [name={name}]")
            for share in (0, 0.5, 1):
                thumb = slider.evaluate(
                    """(slider, share) => {
                      slider.value = Math.round(share * slider.max)
                      slider.dispatchEvent(new Event("input"))
                      const { left, width } = slider.getBoundingClientRect()
                      return left + 8 + (slider.value / slider.max) * (width - 16)
                    }""",
                    share,
                )
                dot = page.locator(f"[data-draw={mark}]").evaluate(
                    """dot => {
                      const { x, width } = dot.ownerSVGElement.viewBox.baseVal
                      const box = dot.closest(".film__plot > svg").getBoundingClientRect()
                      return box.left + ((Number(dot.getAttribute("d").match(/M(\\S+)/)[1]) - x) / width) * box.width
                    }"""
                )
                assert dot == pytest.approx(thumb, abs=1), (name, share)


def test_the_explorer_may_leave_the_page_and_come_back(browser: Browser, address: str) -> None:
    with visitor(browser) as context:
        player = PlayerPage(context)
        player.page.goto(f"{address}/lr_explorer.html")
        for _ in range(2):
            at = player.page.locator("[data-explorer]").get_attribute("data-step")
            player.page.get_by_role("button", name="One step forward").click()
            player.page.wait_for_selector(f"[data-explorer]:not([data-step='{at}'])")
            player.page.evaluate(
                "const figure = document.querySelector('[data-explorer]'), parent = figure.parentElement; parent.append(figure)"
            )
        assert not player.wrong


@pytest.mark.parametrize("hash", ["#%", "#%E0%A4%A", "#good_lr@", "#@3"])
def test_an_address_that_names_no_moment_stops_nothing(browser: Browser, address: str, hash: str) -> None:
    with visitor(browser) as context:
        player = PlayerPage(context)
        player.page.goto(f"{address}/lr_explorer.html{hash}")
        player.page.wait_for_selector("[data-explorer][data-step]")
        assert not player.wrong


def test_a_link_to_a_moment_of_another_page_opens_it_there(browser: Browser, address: str) -> None:
    with visitor(browser, viewport={"width": 1280, "height": 900}) as context:
        player = PlayerPage(context)
        player.page.goto(f"{address}/lr_explorer.html")
        player.page.get_by_role("link", name="the first step", exact=True).click()
        player.page.wait_for_url("**/films/too_high_lr.html#too_high_lr@1")
        player.page.wait_for_selector("#too_high_lr[data-step='1'][data-state=paused]")
        player.page.go_back()
        player.page.wait_for_selector("[data-explorer][data-step]")
        assert not player.wrong
