"""The built site in Firefox and WebKit, over http and from a folder on disk: eight films frame by frame, by keys and slider, their
captions and what they ask; and a film in a file of its own. From disk also what each word means, copying, and the explorer."""

import random
import subprocess
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import cache
from pathlib import Path

import engines
import imageio_ffmpeg
import numpy as np
import pytest
from engines import Engine
from PIL.Image import Resampling

from scenes.studio.store.record import Record

LESSONS = ("5-learning-rate", "7-mini-batches")  # which show eight films
ALONE = "good_lr"
SMALL = 320, 180  # pixels

# Waits until a film stands still at a step. Then its step in words, and what is said about its question.
STANDS = """async (name, step) => {
  const figure = document.getElementById(name)
  const { dataset } = figure
  const there = () => dataset.state === "paused" && dataset.step === String(step) && !figure.querySelector("video").seeking
  for (let waits = 0; !there(); waits++) {
    if (waits === 1000) throw `${name}: ${dataset.state} at step ${dataset.step}, not at ${step}`
    await new Promise(done => setTimeout(done, 20))
  }
  return [figure.querySelector("[type=range]").ariaValueText, figure.querySelector(".film__told span")?.textContent]
}"""
SLIDE = """(name, index) => {
  const slider = document.querySelector(`#${name} [type=range]`)
  slider.value = index
  slider.dispatchEvent(new Event("input", { bubbles: true }))
}"""
ASKS = """name => {
  const { opens, decided } = document.getElementById(name).dataset
  const { verdict } = document.querySelector(`#${name} .film__told`).dataset
  return { opens: Number(opens), decided: Number(decided), verdict }
}"""

WORD, COPY, EXPLORER = ".md-content p > a.word", "pre:not(details pre) > [data-copy]", "#lr_explorer"
COMES = """async selector => {
  for (let waits = 0; !document.querySelector(selector); waits++) {
    if (waits === 1000) throw `${selector} does not come`
    await new Promise(done => setTimeout(done, 20))
  }
}"""
# A field to paste into has the focus, once something was copied, which is returned.
FIELD = """async selector => {
  const button = document.querySelector(selector)
  for (let waits = 0; button.textContent === "Copy" && waits < 100; waits++) await new Promise(done => setTimeout(done, 20))
  const field = document.createElement("textarea")
  document.querySelector("h1").after(field)
  field.focus()
  return button.previousElementSibling.textContent
}"""
RATE = """selector => {
  const figure = document.querySelector(selector)
  figure.querySelector("[name=rate]").focus()
  return figure.dataset.step.split("/").map(Number)
}"""


@cache
def pictures(film: Path) -> np.ndarray:
    """Every picture of a film's MP4 as ffmpeg decodes it, small and grey: picture × pixels."""
    scale = f"scale={SMALL[0]}:{SMALL[1]}:flags=area"
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-i", film, "-vf", scale, "-pix_fmt", "gray", "-f", "rawvideo", "-"]
    raw = subprocess.run(command, capture_output=True, check=True).stdout
    return np.frombuffer(raw, np.uint8).reshape(-1, SMALL[0] * SMALL[1])[Record(film.parent, film.stem).frame_starts].astype(np.int16)


class Shown:
    """A film in the page that a browser shows."""

    def __init__(self, engine: Engine, films: Path, name: str):
        self.engine, self.name, self.record = engine, name, Record(films, name)
        self.truth = pictures(films / f"{name}.mp4")
        # The captions' sentences, in the order of the stops.
        cues = (films / f"{name}.vtt").read_text(encoding="utf-8").rstrip().split("\n\n")[1:]
        self.captions = dict(zip((stop["frame"] for stop in self.record.data["stops"]), (cue.split("\n")[1] for cue in cues), strict=True))

    def stands(self, index: int) -> str | None:
        """The film stands at a picture: on the screen, where it may come a moment late, and in words. Returns what its question says."""
        value, told = self.engine.run(STANDS, self.name, self.record.data["steps"][index])
        late = time.monotonic() + 2
        while (seen := self.seen()) != index and time.monotonic() < late:
            time.sleep(0.1)
        assert seen == index, f"{self.name} shows picture {seen}, not {index}"
        assert value.startswith(self.record.label(self.record.data["steps"][index]))
        assert self.captions.get(index, "") in value
        return told

    def seen(self) -> int:
        """Which of the film's pictures is most like what the screen shows."""
        seen = self.engine.picture(f"#{self.name} video").convert("L").resize(SMALL, Resampling.BOX)
        return int(np.abs(self.truth - np.asarray(seen, np.int16).ravel()).mean(1).argmin())

    def walk(self, keys: bool) -> None:
        """Forwards, backwards and at random: by keys, from stop to stop too, or by the slider and one key."""
        last = len(self.truth) - 1
        stop = next(frame for frame in self.captions if frame > 1)
        anywhere = random.Random(self.name).randrange(2, last)
        self.engine.run("name => document.getElementById(name).focus()", self.name)
        if keys:
            self.engine.press("Home")
            for key, index in {"ArrowRight": 1, "]": stop, "ArrowLeft": stop - 1}.items():
                self.engine.press(key)
                self.stands(index)
        self.engine.run(SLIDE, self.name, anywhere)
        self.stands(anywhere)
        if not keys:
            self.engine.press("ArrowLeft")
            self.stands(anywhere - 1)

    def answer(self, kind: str) -> None:
        """An answer plays the film to where it is decided, and there it pauses and is told so."""
        asks = self.engine.run(ASKS, self.name)
        self.engine.box(f"#{self.name} .film__ask")  # in sight
        self.stands(asks["opens"])
        self.engine.click(f"#{self.name} [data-choice={kind}]")
        told = self.stands(asks["decided"])
        assert told
        assert told.startswith(f"{'Right' if kind == 'right' else 'Not so'}. {asks['verdict']}")


def reads(engine: Engine) -> None:
    """On the page that is shown a word of the glossary tells what it means, and code is copied to where it can be pasted."""
    meaning = engine.run("selector => document.querySelector(selector).title", WORD)
    engine.point(WORD)
    engine.run(COMES, "#meaning:popover-open")
    assert engine.run("() => document.getElementById('meaning').textContent") == meaning
    engine.run(COMES, COPY)
    engine.click(COPY)
    code = engine.run(FIELD, COPY)
    engine.press("Control", "v")
    assert engine.run("() => document.querySelector('textarea').value") == code


def explores(engine: Engine) -> None:
    """In the explorer a key changes the rate and the picture."""
    engine.run(COMES, f"{EXPLORER}[data-step]")
    before = engine.picture(f"{EXPLORER} .film__plot--valley")
    rate, step = engine.run(RATE, EXPLORER)
    engine.press("ArrowRight")
    engine.run(COMES, f"{EXPLORER}[data-step='{rate + 1}/{step}']")
    assert engine.picture(f"{EXPLORER} .film__plot--valley") != before


@pytest.mark.parametrize("start", [engines.firefox, engines.webkit])
def test_eight_films_and_one_alone(
    start: Callable[[Path], AbstractContextManager[Engine]], site: Path, address: str, tmp_path: Path
) -> None:
    films = site / "animations"
    with start(tmp_path) as engine:
        for base, kind in ((address, "wrong"), (site.as_uri(), "right")):
            seen = 0
            for lesson in LESSONS:
                engine.go(f"{base}/lessons/{lesson}.html")
                for name in engine.run("() => [...document.querySelectorAll('sgd-film')].map(film => film.closest('figure').id)"):
                    film = Shown(engine, films, name)
                    if not seen:
                        film.answer(kind)
                    film.walk(keys=base == address)
                    seen += 1
            assert seen == 8
            if base != address:
                reads(engine)
                engine.go(f"{base}/lr_explorer.html")
                explores(engine)
            engine.go(f"{base}/players/{ALONE}.html")
            Shown(engine, films, ALONE).answer(kind)
