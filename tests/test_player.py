"""The player, in a real browser: on films that say in their own pixels which frame they are, and on the built site."""

import csv
import functools
import gzip
import json
import random
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from scenes.studio.draw.film import Film
from scenes.studio.encode.write import write
from scenes.studio.numbers import short
from scenes.studio.pages import player, tokens
from scenes.studio.store import record
from scenes.studio.store.names import file_name

ROOT = Path(__file__).resolve().parents[1]
ASSETS = ROOT / "docs" / "assets"
SHEETS = ("tokens", "base", "film", "embed", "player", "explorer", "lists", "print")
SIZE = (320, 180)
FRAMES = 24
BLOCK = 32  # pixels; eight of them in a row are the bits of the frame's number, a ninth says dark
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; media-src 'self' blob:; font-src 'self'"
)

MARKS = """figure => [...figure.querySelectorAll("video")].map(video => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 320, height: 180 })
  const context = canvas.getContext("2d", { willReadFrequently: true })
  context.drawImage(video, 0, 0, 320, 180)
  const bit = at => context.getImageData(at * 32 + 16, 16, 1, 1).data[0] > 127
  let number = 0
  for (let at = 0; at < 8; at++) number += bit(at) << at
  return [number, bit(8)]
})"""


def film_marked(folder: Path, name: str, steps: list[int], lr: float = 0.1) -> None:
    """Write all files of a film whose frames carry their own number, through the studio's own hands."""
    import matplotlib.figure

    a = np.array([-1.0])
    rows = []
    for _ in range(steps[-1] + 1):
        rows.append((float((a**2).sum()), float(a[0]), float(2 * a[0])))
        a = a - lr * 2 * a
    for theme in ("light", "dark"):
        figure = matplotlib.figure.Figure(figsize=(3.2, 1.8), dpi=100)
        ax = figure.add_axes((0, 0, 1, 1))
        ax.set_axis_off()
        picture = ax.imshow(np.zeros((180, 320)), cmap="gray", vmin=0, vmax=1, interpolation="nearest", aspect="auto")

        def frame(t: int, picture: Any = picture, dark: bool = theme == "dark") -> None:
            bits = [*(steps.index(t) >> at & 1 for at in range(8)), dark]
            pixels = np.full((180, 320), 0.3)
            pixels[:BLOCK, : 9 * BLOCK] = np.repeat(np.array(bits, float), BLOCK)
            picture.set_data(pixels)

        film = Film(figure, frame, steps, fps=12)
        write(film, ("gif", "mp4", "png"), lambda kind, theme=theme: folder / file_name(name, kind, theme), fps=12)
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
        "fps": 12,
        "durations_ms": film.durations,
        "size": list(SIZE),
    }
    (folder / f"{name}.json").write_text(json.dumps(record))


@pytest.fixture(scope="module")
def stand(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two marked films, `mark` of every step and `leap` of every fifth, and the player's files."""
    folder = tmp_path_factory.mktemp("stand")
    shutil.copytree(ASSETS, folder / "assets", ignore=shutil.ignore_patterns("stills"))
    tokens.write(folder / "assets")
    (folder / "assets" / "page.css").write_text("body { background: var(--paper); color: var(--ink) } a { color: inherit }")
    (folder / "animations").mkdir()
    film_marked(folder / "animations", "mark", list(range(FRAMES)))
    shutil.copy(folder / "animations" / "mark.png", folder / "icon.png")
    film_marked(folder / "animations", "leap", list(range(0, 5 * FRAMES, 5)), lr=0.01)
    return folder


@contextmanager
def serving(folder: Path, policy: str = POLICY) -> Iterator[str]:
    """A server that knows no ranges, as many do not, and sends a strict Content-Security-Policy."""

    class Handler(SimpleHTTPRequestHandler):
        def end_headers(self) -> None:
            self.send_header("Content-Security-Policy", policy)
            super().end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def host(stand: Path) -> Iterator[str]:
    with serving(stand) as address:
        yield address


def figure(stand: Path, name: str = "mark", **how: Any) -> str:
    return player.figure(record.Record(stand / "animations", name), lambda file: f"animations/{file}", **how)


def pair(stand: Path) -> str:
    return player.pair([record.Record(stand / "animations", name) for name in ("mark", "leap")], lambda file: f"animations/{file}")


ASK = {"index": 5, "question": "Higher or lower?", "choices": {"Higher": False, "Lower": True}, "because": "It falls."}
_pages = iter(range(10_000))


def page_of(stand: Path, *figures: str) -> str:
    """Write a page with these figures; returns its address."""
    name = f"page{next(_pages)}.html"
    sheets = "".join(f'<link rel="stylesheet" href="assets/{sheet}.css">' for sheet in (*SHEETS, "page"))
    (stand / name).write_text(
        '<!doctype html><html lang="en" dir="ltr"><meta charset="utf-8"><title>Marks</title>'
        f'<link rel="icon" href="icon.png">{sheets}'
        f'<body class="md-typeset" data-md-color-scheme="default"><main><h1>Marks</h1>{"".join(figures)}</main>'
        '<script src="assets/player/fallback.js"></script><script type="module" src="assets/player/player.js"></script></body></html>',
        encoding="utf-8",
    )
    return name


class Seat:
    """A browser page, what it asked for, and what went wrong."""

    def __init__(self, page: Page):
        self.page = page
        self.requested: list[str] = []
        self.wrong: list[str] = []
        page.on("request", lambda request: self.requested.append(request.url))
        page.on("console", lambda message: self.wrong.append(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self.wrong.append(str(error)))

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
        self.page.locator(f"{at} [data-do={does}]").click()

    def slide(self, index: int) -> None:
        self.page.locator("[type=range]").evaluate(
            "(slider, index) => { slider.value = index; slider.dispatchEvent(new Event('input', { bubbles: true })) }", index
        )

    def text(self, selector: str) -> str:
        return self.page.locator(selector).inner_text()

    @property
    def value(self) -> str | None:
        return self.page.locator("[type=range]").get_attribute("aria-valuetext")


Sit = Callable[..., Seat]


@pytest.fixture
def sit(browser: Browser, stand: Path, host: str) -> Iterator[Sit]:
    """sit(figures…, hash="#mark@3", **context): a browser before a page with these figures, still unless told otherwise."""
    contexts = []

    def sit(*figures: str, hash: str = "", base: str = host, goto: bool = True, **how: Any) -> Seat:
        options = {"viewport": {"width": 800, "height": 900}, "reduced_motion": "reduce"} | how
        context = browser.new_context(**options)
        context.set_default_timeout(30_000)
        contexts.append(context)
        seat = Seat(context.new_page())
        if goto:
            seat.page.goto(f"{base}/{page_of(stand, *(figures or [figure(stand)]))}{hash}")
        return seat

    yield sit
    for context in contexts:
        context.close()


MOVING = {"reduced_motion": "no-preference"}
SCHEME = "scheme => document.body.dataset.mdColorScheme = scheme"

# The frame shown is the frame asked for


def test_every_frame_forwards_and_backwards(sit: Sit) -> None:
    seat = sit()
    seat.wait("idle")
    seat.page.locator("figure").focus()
    seat.page.keyboard.press("Home")
    seat.at(0)
    seen = [seat.marks()]
    for step in range(1, FRAMES):
        seat.press("next")
        seat.at(step)
        seen.append(seat.marks())
    assert seen == [[[step, False]] for step in range(FRAMES)]
    for step in reversed(range(FRAMES - 1)):
        seat.press("back")
        seat.at(step)
        assert seat.marks() == [[step, False]]
    assert not seat.wrong


def test_every_frame_at_random(sit: Sit) -> None:
    seat = sit()
    order = random.Random(4).sample(range(FRAMES), FRAMES)
    for index in order:
        seat.slide(index)
        seat.at(index)
        assert seat.marks() == [[index, False]]


def test_the_last_of_many_wishes_is_what_stands(sit: Sit) -> None:
    seat = sit()
    for index in (3, 20, 7, 11):
        seat.slide(index)
    seat.at(11)
    assert seat.marks() == [[11, False]]


def test_what_is_paused_is_what_is_counted(sit: Sit) -> None:
    seat = sit()
    seat.press("play")
    seat.wait("playing")
    seat.until("document.querySelector('figure').dataset.step > 4")
    seat.press("play")
    seat.wait("paused")
    index = int(seat.page.locator("[type=range]").input_value())
    seat.at(index)
    assert seat.marks() == [[index, False]]
    assert seat.value
    assert seat.value.startswith(f"step {index},")


def test_every_published_film_has_a_video_frame_for_each_of_its_own(site: Path) -> None:
    for path in sorted((site / "animations").glob("*.json")):
        film = record.Record(site / "animations", path.stem)
        if f"{film.name}.gif" in film.data["files"]:
            starts = player.film_context(film, lambda file: file, "brief")["starts"]
            assert (np.diff(starts) > 0).all(), path.stem
            assert len(starts) == len(film.data["steps"])


# What the reader can do


def test_a_film_plays_to_its_end_and_from_the_guess_again(sit: Sit) -> None:
    seat = sit()
    seat.press("play")
    seat.wait("playing")
    assert seat.page.get_by_role("button", name="Pause").is_visible()
    seat.wait("paused")
    assert seat.marks() == [[FRAMES - 1, False]]
    seat.press("replay")
    seat.until(f"document.querySelector('figure').dataset.step % {FRAMES - 1} > 0")
    assert seat.page.locator("figure").get_attribute("data-state") == "playing"
    seat.press("next")
    seat.wait("paused")
    seat.press("play")
    seat.wait("playing")
    assert int(seat.page.locator("figure").get_attribute("data-step") or 0) > 0, "play goes on where it was"


def test_the_keys(sit: Sit) -> None:
    seat = sit()
    seat.page.locator("figure").focus()
    keys = {"Home": 0, "ArrowRight": 1, "ArrowLeft": 0, "End": FRAMES - 1}
    for key, step in keys.items():
        seat.page.keyboard.press(key)
        seat.at(step)
        assert seat.marks() == [[step, False]]
    seat.page.keyboard.press("Home")
    seat.at(0)
    seat.page.keyboard.press("Space")
    seat.wait("playing")
    seat.page.keyboard.press("Space")
    seat.wait("paused")
    seat.page.locator("[type=range]").focus()
    seat.page.keyboard.press("Home")
    seat.at(0)
    seat.page.keyboard.press("ArrowRight")
    seat.at(1)
    seat.page.keyboard.press("Space")
    seat.wait("playing")
    assert seat.page.evaluate("scrollY") == 0


def test_every_control_has_a_name_and_a_focus_that_is_seen(sit: Sit) -> None:
    seat = sit()
    page = seat.page
    for name in ("Replay from the guess", "One step back", "Play", "One step forward", "Copy a link to this step", "Full screen"):
        assert page.get_by_role("button", name=name, exact=True).is_visible()
    assert page.get_by_role("slider", name="Step of the run").is_visible()
    assert page.get_by_role("combobox", name="Speed").is_visible()
    for _ in range(8):
        page.keyboard.press("Tab")
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"


def test_speed(sit: Sit) -> None:
    seat = sit()
    options = seat.page.locator("select option").all_inner_texts()
    assert [option[0] for option in options] == ["¼", "½", "1", "2"]
    seat.page.get_by_label("Speed").select_option("2")
    seat.press("play")
    seat.wait("playing")
    assert seat.page.locator("video").evaluate("video => video.playbackRate") == 2
    seat.page.get_by_label("Speed").select_option("0.25")
    assert seat.page.locator("video").evaluate("video => video.playbackRate") == 0.25


def test_a_click_on_the_picture_plays_and_pauses(sit: Sit) -> None:
    seat = sit()
    seat.page.locator(".film__screen").click()
    seat.wait("playing")
    seat.page.locator(".film__screen").click()
    seat.wait("paused")


def test_full_screen(sit: Sit) -> None:
    seat = sit()
    seat.press("full")
    seat.until("document.fullscreenElement?.matches('figure')")
    box = seat.page.locator(".film__desk").bounding_box()
    assert box
    assert box["y"] + box["height"] <= 900
    seat.press("full")
    seat.until("!document.fullscreenElement")


def test_the_numbers_are_those_of_the_record(sit: Sit, stand: Path) -> None:
    seat = sit()
    film = record.Record(stand / "animations", "mark")
    for step in (0, 7, FRAMES - 2):
        seat.slide(step)
        seat.at(step)
        loss, a, grad = (short(film.row(step)[name]) for name in ("loss", "a_0", "grad_0"))
        after = short(film.row(step + 1)["a_0"])
        assert seat.value == f"step {step}, loss {loss}"
        assert seat.page.locator(".film__numbers li b").all_inner_texts() == [loss, a, grad]
        assert re.sub(r"\s", "", seat.text(".film__update")) == f"a0←{a}−0.1·({grad})={after}"
        assert seat.text(".film__step").split() == ["step", str(step)]
    seat.slide(FRAMES - 1)
    seat.at(FRAMES - 1)
    assert not seat.page.locator(".film__update").is_visible(), "after the last step there is none"


def test_the_reader_is_told_politely_and_never_while_a_film_plays(sit: Sit) -> None:
    seat = sit()
    seat.page.evaluate(
        """() => { const said = document.querySelector(".film__said"); window.heard = []; window.values = new Set()
        new MutationObserver(() => said.textContent && heard.push(said.textContent)).observe(said, { childList: true })
        const slider = document.querySelector("[type=range]"), figure = slider.closest("figure")
        const note = () => figure.dataset.state === "playing" && values.add(slider.ariaValueText)
        new MutationObserver(note).observe(slider, { attributes: true })
        }"""
    )
    assert seat.page.locator(".film__said").get_attribute("role") == "status"
    seat.page.locator("figure").focus()
    seat.page.keyboard.press("Home")
    seat.at(0)
    seat.page.keyboard.press("ArrowRight")
    seat.at(1)
    heard = ["step 0, loss 1.000", "step 1, loss 0.640"]
    assert seat.page.evaluate("heard") == heard
    seat.press("play")
    seat.until("document.querySelector('figure').dataset.step > 4")
    assert seat.page.evaluate("heard") == heard
    assert seat.page.evaluate("[...values]") == ["playing"]
    seat.press("play")
    seat.wait("paused")
    assert len(seat.page.evaluate("heard")) == 3


def test_a_link_to_a_moment_opens_it_paused(sit: Sit, stand: Path) -> None:
    seat = sit(figure(stand), figure(stand, "leap"), hash="#leap@12", **MOVING)
    seat.at(10, "#leap")  # the nearest step that has a frame
    seat.wait("paused", "#leap")
    assert seat.marks("#leap") == [[2, False]]
    assert seat.page.locator("#leap").evaluate("figure => document.activeElement === figure")
    seat.page.evaluate("location.hash = 'mark@3'")
    seat.at(3, "#mark")
    assert seat.marks("#mark") == [[3, False]]
    assert seat.page.locator("[data-state=playing]").count() == 0
    assert not seat.wrong


def test_the_link_to_the_moment_is_copied(sit: Sit) -> None:
    seat = sit(permissions=["clipboard-read", "clipboard-write"])
    seat.slide(9)
    seat.at(9)
    seat.press("link")
    seat.page.wait_for_selector(".film__said--seen")
    assert seat.text(".film__said") == "Link to step 9 copied"
    copied = seat.page.evaluate("navigator.clipboard.readText()")
    assert copied == f"{seat.page.url}#mark@9"
    seat.page.goto("about:blank")
    seat.page.goto(copied)
    seat.at(9)
    assert seat.marks() == [[9, False]]


def test_where_rows_are_not_steps_the_player_says_what_the_film_says(sit: Sit, stand: Path) -> None:
    film = record.Record(stand / "animations", "mark")
    film.data["frame_labels"] = [f"lr 0.{at:02}" for at in range(FRAMES)]
    seat = sit(player.figure(film, lambda file: f"animations/{file}"), hash="#mark@5")
    seat.at(5)
    assert seat.text(".film__step") == "lr 0.05"
    seat.slide(7)
    seat.at(7)
    assert seat.marks() == [[7, False]]
    assert seat.text(".film__step") == "lr 0.07"
    assert seat.value.startswith("lr 0.07, loss ")
    assert seat.page.locator(".film__run tbody th").nth(7).text_content() == "lr 0.07"
    assert not seat.wrong
    beside = sit(player.pair([film, record.Record(stand / "animations", "leap")], lambda file: f"animations/{file}"))
    beside.wait("idle")
    beside.slide(7)
    beside.at(7)
    assert beside.text(".film__step") == "step 7", "films are paired by their steps"


def test_without_a_clipboard_the_address_bar_takes_the_link(sit: Sit, stand: Path, host: str) -> None:
    seat = sit(goto=False)
    seat.page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    seat.page.goto(f"{host}/{page_of(stand, figure(stand))}")
    seat.slide(4)
    seat.press("link")
    seat.page.wait_for_url("**#mark@4")


def test_predict_stands_at_the_question_and_plays_on_after_an_answer(sit: Sit, stand: Path) -> None:
    seat = sit(figure(stand, ask=ASK), **MOVING)
    seat.at(5)
    assert seat.marks() == [[5, False]]
    question = seat.page.get_by_role("group", name="Higher or lower?")
    assert question.get_by_role("button").all_inner_texts() == ["Higher", "Lower"]
    question.get_by_role("button", name="Higher").focus()
    seat.page.keyboard.press("Enter")
    seat.wait("playing")
    assert int(seat.page.locator("figure").get_attribute("data-step") or 0) >= 5
    assert seat.text(".film__told") == "Not so: you said “Higher”. It falls."
    assert not question.is_visible()
    seat.wait("paused")
    assert seat.marks() == [[FRAMES - 1, False]]
    assert not seat.wrong


def test_predict_waits_for_play_where_motion_is_not_welcome(sit: Sit, stand: Path) -> None:
    seat = sit(figure(stand, ask=ASK))
    seat.at(5)
    seat.page.get_by_role("button", name="Lower").click()
    assert seat.text(".film__told") == "Right: you said “Lower”. It falls."
    assert seat.page.locator("figure").get_attribute("data-state") == "paused"
    assert seat.page.locator("[data-do=play]").evaluate("button => button === document.activeElement")
    seat.page.keyboard.press("Enter")
    seat.wait("playing")


def test_two_films_are_compared_step_by_step(sit: Sit, stand: Path) -> None:
    seat = sit(pair(stand))
    assert seat.page.locator("[type=range]").count() == 1
    seat.page.locator("figure").focus()
    for key, step, frames in (("Home", 0, [0, 0]), ("ArrowRight", 1, [1, 0]), ("End", 5 * FRAMES - 5, [FRAMES - 1, FRAMES - 1])):
        seat.page.keyboard.press(key)
        seat.at(step)
        assert [number for number, _ in seat.marks()] == frames
    seat.slide(17)
    seat.at(17)
    assert [number for number, _ in seat.marks()] == [17, 3]
    assert seat.value == "step 17, loss 0.001 and 0.545"
    seat.press("play")
    seat.wait("playing")
    seat.until("document.querySelector('figure').dataset.step > 20")
    seat.press("play")
    seat.wait("paused")
    step = int(seat.page.locator(".film__step b").inner_text())
    seat.at(step)
    assert [number for number, _ in seat.marks()] == [min(step, FRAMES - 1), step // 5]
    assert not seat.wrong


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


def test_a_state_is_entered_only_from_those_that_allow_it(sit: Sit) -> None:
    entered = sit().page.evaluate(
        """async names => {
          const { Playback } = await import("/assets/player/playback.js")
          const entered = {}
          for (const from of names) {
            entered[from] = []
            for (const to of names) {
              const playback = new Playback(document.createElement("figure"), [[0]], 0, () => {})
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


def test_readers_take_a_film_through_its_states(sit: Sit) -> None:
    seat = sit()
    seat.wait("idle")
    seat.page.evaluate(STATES)
    seat.press("play")
    seat.wait("playing")
    seat.press("play")
    seat.wait("paused")
    seat.press("back")
    seat.press("replay")
    seat.wait("playing")
    seat.press("replay")
    seat.until("states.filter(state => state === 'playing').length === 3")
    seat.slide(7)
    seat.at(7)
    seat.wait("paused")
    seat.page.evaluate(SCHEME, "slate")
    seat.until(f"({MARKS})(document.querySelector('figure'))[0]?.[1] === true")
    seat.press("play")
    seat.wait("playing")
    seat.at(FRAMES - 1)
    seat.wait("paused")
    assert seat.page.evaluate("states") == [
        *("loading", "playing", "paused"),
        *("loading", "playing"),
        *("loading", "playing", "paused"),
        *("loading", "playing", "paused"),
    ]
    assert not seat.wrong


def test_who_pauses_a_film_before_it_came_gets_its_step_and_no_motion(sit: Sit, stand: Path, host: str) -> None:
    seat = sit(goto=False)
    held: list[Any] = []
    seat.page.route("**/mark.mp4", lambda route: held.append(route))
    seat.page.goto(f"{host}/{page_of(stand, figure(stand))}")
    seat.press("play")
    seat.wait("loading")
    assert seat.page.get_by_role("button", name="Pause").is_visible()
    seat.press("play")
    assert seat.page.get_by_role("button", name="Play", exact=True).is_visible()
    assert seat.page.locator("figure").get_attribute("data-state") == "loading"
    held[0].continue_()
    seat.wait("paused")
    assert seat.marks() == [[0, False]]
    assert seat.page.evaluate("document.querySelector('video').paused")


@pytest.mark.parametrize("before", ["paused", "playing"])
def test_a_film_may_fail_late_and_then_nothing_brings_it_back(sit: Sit, stand: Path, host: str, before: str) -> None:
    seat = sit(goto=False)
    seat.page.route("**/mark.dark.mp4", lambda route: route.abort())
    seat.page.goto(f"{host}/{page_of(stand, figure(stand))}")
    seat.wait("idle")
    seat.page.evaluate(STATES)
    seat.press("play")
    seat.wait("playing")
    if before == "paused":
        seat.slide(3)
        seat.at(3)
    seat.page.evaluate(SCHEME, "slate")
    seat.wait("failed")
    entered = seat.page.evaluate("states")
    assert entered == ["loading", "playing", *(["paused"] if before == "paused" else ["loading"]), "failed"]
    seat.page.locator("figure").focus()
    for key in ("Space", "Home", "ArrowRight"):
        seat.page.keyboard.press(key)
    seat.page.locator(".film__screen").click()
    seat.page.evaluate("location.hash = 'mark@3'")
    seat.page.evaluate(SCHEME, "default")
    seat.page.wait_for_timeout(200)
    assert seat.page.evaluate("states") == entered
    assert seat.page.locator("video").count() == 0
    assert seat.page.locator(".film__note").count() == 1


def test_a_figure_may_leave_the_page_and_come_back(sit: Sit) -> None:
    seat = sit()
    seat.press("play")
    seat.wait("playing")
    seat.page.evaluate("window.figure = document.querySelector('figure'); window.video = figure.querySelector('video'); figure.remove()")
    seat.until("video.paused")
    assert seat.page.evaluate("figure.querySelectorAll('video').length") == 0
    seat.page.evaluate("document.querySelector('main').append(figure)")
    seat.wait("idle")
    assert seat.page.locator("figure").get_attribute("data-step") is None
    seat.page.locator("figure").focus()
    seat.page.keyboard.press("Home")
    seat.at(0)
    seat.page.keyboard.press("ArrowRight")
    seat.at(1)
    seat.wait("paused")
    assert seat.marks() == [[1, False]], "a key that is heard twice would be two steps further"
    seat.press("play")
    seat.wait("playing")
    assert not seat.wrong


def test_a_failed_figure_stays_so_where_it_is_moved(sit: Sit, stand: Path, host: str) -> None:
    seat = sit(goto=False)
    seat.page.route("**/mark.mp4", lambda route: route.abort())
    seat.page.goto(f"{host}/{page_of(stand, figure(stand))}")
    seat.press("play")
    seat.wait("failed")
    seat.wrong.clear()
    seat.page.evaluate("document.querySelector('main').append(document.querySelector('figure'))")
    seat.page.wait_for_timeout(100)
    assert seat.page.locator("figure").get_attribute("data-state") == "failed"
    assert seat.page.locator(".film__note").count() == 1
    assert not seat.wrong


# For everyone


def test_nothing_moves_unasked_where_motion_is_not_welcome(sit: Sit) -> None:
    seat = sit()
    seat.page.wait_for_load_state("networkidle")
    seat.wait("idle")
    assert seat.kinds() == {"png"}
    seat.press("next")
    seat.at(FRAMES - 1)
    assert seat.kinds() == {"png", "mp4"}


def test_films_in_view_play_once_one_after_the_other(sit: Sit, stand: Path) -> None:
    seat = sit(figure(stand), figure(stand, "leap"), viewport={"width": 400, "height": 1600}, **MOVING)
    seat.page.evaluate(
        """() => { window.most = 0; window.order = []
        const figures = [...document.querySelectorAll("figure")]
        const look = () => { most = Math.max(most, figures.filter(({ dataset }) => dataset.state === "playing").length)
          most = Math.max(most, [...document.querySelectorAll("video")].filter(video => !video.paused).length) }
        for (const figure of figures) new MutationObserver(() => { look()
          if (figure.dataset.state === "playing") order.push(figure.id) }).observe(figure, { attributeFilter: ["data-state"] }) }"""
    )
    seat.wait("paused", "#leap")
    seat.at(5 * FRAMES - 5, "#leap")
    seat.at(FRAMES - 1, "#mark")
    assert seat.page.evaluate("most") == 1
    assert seat.page.locator("[data-state=playing]").count() == 0
    assert seat.kinds() == {"png", "mp4"}


def test_a_film_that_is_started_stops_the_other(sit: Sit, stand: Path) -> None:
    seat = sit(figure(stand), figure(stand, "leap"))
    seat.press("play", "#mark")
    seat.wait("playing", "#mark")
    seat.press("play", "#leap")
    seat.wait("playing", "#leap")
    seat.wait("paused", "#mark")
    assert seat.page.evaluate("[...document.querySelectorAll('video')].filter(video => !video.paused).length") == 1


def test_once_the_reader_has_paused_a_film_none_starts_by_itself(sit: Sit, stand: Path) -> None:
    seat = sit(figure(stand), figure(stand, "leap"), viewport={"width": 400, "height": 1600}, **MOVING)
    seat.wait("playing", "#mark")
    seat.press("play", "#mark")
    seat.wait("paused", "#mark")
    seat.page.keyboard.press("End")
    seat.at(FRAMES - 1, "#mark")
    assert seat.page.locator("#leap").get_attribute("data-state") == "idle"


def test_films_below_the_fold_are_not_fetched(sit: Sit, stand: Path) -> None:
    seat = sit(figure(stand), *["<p>…</p>"] * 200, figure(stand, "leap"), **MOVING)
    seat.wait("paused", "#mark")
    assert not [url for url in seat.requested if "leap" in url and url.endswith("mp4")]
    seat.page.locator("#leap").scroll_into_view_if_needed()
    seat.page.locator("#leap .film__desk").scroll_into_view_if_needed()
    seat.wait("playing", "#leap")


def test_a_heavy_film_waits_for_a_sign_of_the_reader(sit: Sit, stand: Path) -> None:
    seat = sit(figure(stand).replace('data-film="mark"', 'data-film="mark" data-heavy'), **MOVING)
    seat.page.wait_for_load_state("networkidle")
    assert seat.kinds() == {"png"}
    seat.page.mouse.move(9, 9)
    seat.wait("playing")


def test_the_step_stays_when_the_theme_changes(sit: Sit) -> None:
    seat = sit()
    seat.slide(6)
    seat.at(6)
    for scheme, dark in (("slate", True), ("default", False), ("slate", True)):
        seat.page.evaluate(SCHEME, scheme)
        seat.until(f"({MARKS})(document.querySelector('figure'))[0]?.[1] === {str(dark).lower()}")
        assert seat.marks() == [[6, dark]]
        assert seat.page.locator("figure").get_attribute("data-step") == "6"
    seat.press("next")
    seat.at(7)
    assert seat.marks() == [[7, True]]


def test_a_film_plays_on_when_the_theme_changes(sit: Sit) -> None:
    seat = sit()
    seat.press("play")
    seat.until("document.querySelector('figure').dataset.step > 3")
    seat.page.evaluate(SCHEME, "slate")
    seat.until(f"({MARKS})(document.querySelector('figure'))[0]?.[1] === true")
    seat.wait("playing")
    assert seat.marks()[0][0] >= 3
    seat.wait("paused")
    assert seat.marks() == [[FRAMES - 1, True]]


def test_without_javascript_it_is_the_gif(sit: Sit) -> None:
    seat = sit(java_script_enabled=False, **MOVING)
    seat.page.wait_for_load_state("networkidle")
    assert [url.rpartition("/")[2] for url in seat.requested if "/animations/" in url] == ["mark.gif"]
    assert not seat.page.locator(".film__desk").is_visible()
    assert seat.page.locator(".film__table").is_visible()
    assert seat.page.locator(".film__screen img:visible").count() == 1


def test_without_javascript_and_motion_it_is_the_still(sit: Sit) -> None:
    seat = sit(java_script_enabled=False)
    seat.page.wait_for_load_state("networkidle")
    assert [url.rpartition("/")[2] for url in seat.requested if "/animations/" in url] == ["mark.png"]


def test_print_shows_the_light_still(sit: Sit) -> None:
    seat = sit()
    seat.page.evaluate(SCHEME, "slate")
    seat.slide(3)
    seat.at(3)
    seat.page.emulate_media(media="print")
    assert not seat.page.locator("video").is_visible()
    assert not seat.page.locator(".film__desk").is_visible()
    shown = seat.page.locator(".film__screen img:visible")
    assert shown.evaluate("image => image.decode().then(() => image.currentSrc)").endswith("mark.png")


def test_forced_colours_leave_the_controls_visible(sit: Sit) -> None:
    seat = sit(forced_colors="active")
    for button in seat.page.locator(".film__keys button").all():
        style = button.evaluate("button => [getComputedStyle(button).borderTopStyle, getComputedStyle(button.firstElementChild).fill]")
        assert style[0] == "solid"
    seat.slide(3)
    seat.at(3)
    assert seat.marks() == [[3, False]]


@pytest.mark.parametrize("width", [320, 390])
def test_fingers_find_the_controls_on_a_phone(sit: Sit, stand: Path, width: int) -> None:
    seat = sit(figure(stand, ask=ASK), pair(stand), viewport={"width": width, "height": 700}, has_touch=True)
    seat.page.evaluate("document.querySelectorAll('details').forEach(element => element.open = true)")
    assert seat.page.evaluate("document.documentElement.scrollWidth") <= width
    for control in seat.page.locator("figure :is(button, select, input)").all():
        box = control.bounding_box()
        if box:
            assert min(box["width"], box["height"]) >= 24, control.evaluate("element => element.outerHTML")
    seat.page.locator("#mark [type=range]").scroll_into_view_if_needed()
    slider = seat.page.locator("#mark [type=range]").bounding_box()
    assert slider
    seat.page.touchscreen.tap(slider["x"] + slider["width"] / 2, slider["y"] + slider["height"] / 2)
    seat.until("Math.abs(document.querySelector('#mark').dataset.step - 11.5) < 3")


@pytest.mark.parametrize("scheme", ["default", "slate"])
def test_axe_finds_nothing_while_films_stand_or_ask(sit: Sit, stand: Path, scheme: str) -> None:
    seat = sit(figure(stand), figure(stand, "leap", ask=ASK), pair(stand), permissions=["clipboard-write"])
    seat.page.evaluate(SCHEME, scheme)
    seat.at(25, "#leap")
    seat.press("next", "#mark")
    seat.wait("paused", "#mark")
    seat.press("link", "#mark")
    seat.page.evaluate("document.querySelectorAll('details').forEach(element => element.open = true)")
    # axe brings a script of its own, which the page's policy does not know
    results = Axe().run(seat.page)
    assert not results.violations_count, results.generate_report()


def test_it_works_from_a_sub_path(sit: Sit, stand: Path, tmp_path: Path) -> None:
    (tmp_path / "some").mkdir()
    (tmp_path / "some" / "where").symlink_to(stand)
    with serving(tmp_path) as address:
        seat = sit(base=f"{address}/some/where")
        seat.slide(8)
        seat.at(8)
        assert seat.marks() == [[8, False]]
        assert all(urlsplit(url).path.startswith("/some/where/") for url in seat.requested if not url.startswith("blob:"))


def test_from_a_folder_on_disk_it_is_the_gif(sit: Sit, stand: Path) -> None:
    seat = sit(goto=False, **MOVING)
    seat.page.goto((stand / page_of(stand, figure(stand))).as_uri())
    seat.until("document.querySelector('.film img').currentSrc.endsWith('mark.gif')")
    assert not seat.page.locator(".film__desk").is_visible()


def test_without_its_modules_it_is_the_gif(sit: Sit, stand: Path, host: str) -> None:
    seat = sit(goto=False, **MOVING)
    seat.page.route("**/video.js", lambda route: route.abort())
    seat.page.goto(f"{host}/{page_of(stand, figure(stand))}")
    seat.until("document.querySelector('.film img').currentSrc.endsWith('mark.gif')")
    assert not seat.page.locator(".film__desk").is_visible()


@pytest.mark.parametrize("broken", ["missing", "cut", "no film"])
def test_a_broken_video_leaves_the_gif_and_a_line_that_says_so(sit: Sit, stand: Path, host: str, broken: str) -> None:
    film = (stand / "animations" / "mark.mp4").read_bytes()
    bodies = {"cut": film[: len(film) // 40], "no film": b"<html>sorry</html>"}
    seat = sit(goto=False, **MOVING)
    answer = {"status": 404} if broken == "missing" else {"body": bodies[broken], "content_type": "video/mp4"}
    seat.page.route("**/mark.mp4", lambda route: route.fulfill(**answer))  # type: ignore[arg-type]
    seat.page.goto(f"{host}/{page_of(stand, figure(stand))}")
    seat.wait("failed")
    note = seat.page.locator(".film__note")
    assert "could not be loaded" in note.inner_text()
    image = seat.page.locator(".film__screen img:visible")
    assert image.evaluate("image => image.decode().then(() => image.currentSrc)").endswith("mark.gif")
    seat.page.get_by_role("button", name="Stop it").click()
    assert image.evaluate("image => image.src").endswith("mark.png")
    assert seat.page.locator(".film__table").is_visible()


def test_a_policy_without_blobs_is_obeyed(sit: Sit, stand: Path) -> None:
    with serving(stand, POLICY.replace(" blob:", "")) as address:
        seat = sit(base=address)
        seat.slide(FRAMES - 1)
        seat.at(FRAMES - 1)
        assert seat.marks() == [[FRAMES - 1, False]]


def test_nothing_goes_wrong_and_nothing_comes_from_elsewhere(sit: Sit, stand: Path, host: str) -> None:
    seat = sit(figure(stand), figure(stand, "leap", ask=ASK), pair(stand), **MOVING)
    seat.wait("paused", "#mark")
    seat.press("full", "#mark")
    assert not seat.wrong
    assert all(url.startswith((host, f"blob:{host}")) for url in seat.requested)
    assert "gif" not in seat.kinds()


def test_the_player_weighs_little() -> None:
    """Its style sheets and scripts; page.js is every script's."""
    files = [ASSETS / "player.css", ASSETS / "explorer.css", *sorted((ASSETS / "player").glob("*.js"))]
    weight = {path.name: len(gzip.compress(path.read_bytes(), 9)) for path in files}
    assert sum(weight.values()) <= 12 * 1024, weight
    for path in files:
        assert not re.search(r"innerHTML|insertAdjacentHTML|\beval\b|setAttribute\(.style|https?://", path.read_text()), path


# On the built site


@pytest.fixture(scope="module")
def film_pages(site: Path) -> list[str]:
    pages = [path for folder in ("films", "lessons") for path in sorted((site / folder).glob("*.html"))]
    return [path.relative_to(site).as_posix() for path in pages if "data-starts=" in path.read_text(encoding="utf-8")]


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (412, 823)])
def test_no_lesson_weighs_more_than_400_kb_before_the_reader_does_anything(
    browser: Browser, address: str, film_pages: list[str], width: int, height: int
) -> None:
    """As a server that compresses sends it: text by gzip, pictures, films and fonts as they are."""
    heavy = {}
    for name in film_pages:
        with browser.new_context(viewport={"width": width, "height": height}) as context:
            page = context.new_page()
            got: list[Any] = []
            page.on("response", lambda response, got=got: got.append(response) if response.url.startswith("http") else None)
            page.goto(f"{address}/{name}", wait_until="networkidle")
            page.wait_for_function("!document.querySelector('[data-state=loading]')")
            page.wait_for_load_state("networkidle")
            text = re.compile(r"text|javascript|json|svg|xml")
            weight = sum(
                len(gzip.compress(response.body())) if text.search(response.headers.get("content-type", "")) else len(response.body())
                for response in got
            )
            if weight > 400_000:
                heavy[name] = weight
    assert not heavy


SHIFTS = """() => { window.shifts = []
  const parts = entry => entry.sources.map(({ node }) => (node?.outerHTML ?? node?.textContent ?? "").slice(0, 90))
  const add = list => list.getEntries().forEach(entry => entry.hadRecentInput || shifts.push([entry.value, ...parts(entry)]))
  new PerformanceObserver(add).observe({ type: "layout-shift", buffered: true }) }"""


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_shifts(browser: Browser, address: str, width: int) -> None:
    for name in ("films/good_lr.html", "index.html"):
        with browser.new_context(viewport={"width": width, "height": 800}) as context:
            page = context.new_page()
            page.goto(f"{address}/{name}", wait_until="networkidle")
            page.evaluate(SHIFTS)
            if not page.locator(".film__desk").count():
                continue
            page.locator(".film__desk").first.scroll_into_view_if_needed()
            page.wait_for_function("[...document.querySelectorAll('.film')].some(film => film.dataset.step > 3)")
            page.locator("[data-do=play]").first.click()
            page.locator("[data-do=next]").first.click()
            page.wait_for_selector("[data-state=paused]")
            assert sum(shift[0] for shift in page.evaluate("shifts")) < 0.002, (name, page.evaluate("shifts"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_explorer_is_fetched_when_asked_for_and_shows_what_is_asked_for(
    browser: Browser, address: str, site: Path, scheme: str
) -> None:
    record = json.loads((site / "animations" / "lr_explorer.json").read_text(encoding="utf-8"))
    assert all(size <= 4_000_000 for size in record["files"].values())
    with (site / "animations" / "lr_explorer.csv").open(encoding="utf-8", newline="") as file:
        runs = list(csv.DictReader(file))
    rates, steps = list(dict.fromkeys(float(row["lr"]) for row in runs)), record["params"]["steps"]
    assert len(rates) == 60
    with browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme=scheme) as context:
        seat = Seat(context.new_page())
        seat.page.goto(f"{address}/lr_explorer.html", wait_until="networkidle")
        assert not [url for url in seat.requested if "explorer." in url and url.endswith("mp4")]
        seat.page.get_by_role("button", name="Load the explorer").click()
        seat.page.wait_for_selector("[data-explorer][data-state=paused]")
        rate, step = seat.page.get_by_label("Learning rate", exact=True), seat.page.locator("[data-explorer] [name=step]")
        assert rate.evaluate("slider => slider === document.activeElement")
        assert {url.rpartition("/")[2] for url in seat.requested if url.endswith(".mp4") and "explorer" in url} == {
            "lr_explorer.mp4" if scheme == "light" else "lr_explorer.dark.mp4"
        }
        for r, t in ((59, 40), (0, 0), (31, 7)):
            for slider, value in ((rate, r), (step, t)):
                slider.evaluate("(slider, value) => { slider.value = value; slider.dispatchEvent(new Event('input')) }", value)
            seat.page.wait_for_selector(f"[data-explorer][data-step='{r}/{t}']")
            time = seat.page.locator("[data-explorer] video").evaluate("video => video.currentTime")
            assert int(time * record["fps"]) == r * (steps + 1) + t
            said = f"learning rate {rates[r]:g}, loss {float(runs[r * (steps + 1) + t]['loss']):.3g} at step {t}"
            assert (rate.get_attribute("aria-valuetext") or "").replace("e+", "e") == said.replace("e+", "e") or r == 59
        results = Axe().run(seat.page)
        assert not results.violations_count, results.generate_report()
        assert not seat.wrong


def test_an_explorer_that_does_not_come_says_so(browser: Browser, address: str) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.route("**/lr_explorer*.mp4", lambda route: route.fulfill(body="no film"))
        page.goto(f"{address}/lr_explorer.html")
        page.get_by_role("button", name="Load the explorer").click()
        page.wait_for_selector("[data-explorer][data-state=failed]")
        assert page.get_by_text("The explorer could not be loaded.").is_visible()
        page.unroute("**/lr_explorer*.mp4")
        page.get_by_role("button", name="Try again").click()
        page.wait_for_selector("[data-explorer][data-state=paused]")


def test_the_explorer_may_leave_the_page_and_come_back(browser: Browser, address: str) -> None:
    with browser.new_context() as context:
        seat = Seat(context.new_page())
        seat.page.goto(f"{address}/lr_explorer.html", wait_until="networkidle")
        for _ in range(2):
            seat.page.get_by_role("button", name="Load the explorer").click()
            seat.page.wait_for_selector("[data-explorer][data-state=paused]")
            assert seat.page.locator("[data-explorer] video").count() == 1
            seat.page.evaluate(
                "const figure = document.querySelector('[data-explorer]'), parent = figure.parentElement; parent.append(figure)"
            )
            seat.page.wait_for_selector("[data-explorer][data-state=idle]")
            assert seat.page.locator("[data-explorer] video").count() == 0
            assert seat.page.get_by_label("Learning rate", exact=True).is_disabled()
        assert not seat.wrong


@pytest.mark.parametrize("hash", ["#%", "#%E0%A4%A", "#good_lr@", "#@3"])
def test_an_address_that_names_no_moment_stops_nothing(browser: Browser, address: str, hash: str) -> None:
    with browser.new_context() as context:
        seat = Seat(context.new_page())
        seat.page.goto(f"{address}/lr_explorer.html{hash}", wait_until="networkidle")
        seat.page.get_by_role("button", name="Load the explorer").click()
        seat.page.wait_for_selector("[data-explorer][data-state=paused]")
        assert not seat.wrong


def test_the_player_follows_instant_navigation(browser: Browser, address: str, site: Path) -> None:
    html = (site / "index.html").read_text(encoding="utf-8")
    home = re.search(r'<link rel="?canonical"? href="?([^">]+)', html) or re.search(r'href="([^"]+)" rel="canonical"', html)
    assert home
    sitemap = (site / "sitemap.xml").read_text().replace(home[1].removesuffix("index.html"), f"{address}/")
    with browser.new_context(viewport={"width": 1280, "height": 900}) as context:
        seat = Seat(context.new_page())
        seat.page.route("**/sitemap.xml", lambda route: route.fulfill(body=sitemap, content_type="text/xml"))
        seat.page.goto(f"{address}/lr_explorer.html", wait_until="networkidle")
        seat.page.evaluate("window.same = true")
        seat.page.get_by_role("link", name="the first step", exact=True).click()
        seat.page.wait_for_url("**/films/too_high_lr.html#too_high_lr@1")
        seat.page.wait_for_selector("#too_high_lr[data-step='1'][data-state=paused]")
        seat.page.go_back()
        seat.page.get_by_role("button", name="Load the explorer").click()
        seat.page.wait_for_selector("[data-explorer][data-state=paused]")
        assert seat.page.evaluate("window.same"), "the page was loaded anew"
        assert not seat.wrong
