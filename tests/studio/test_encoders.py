"""What the writers wrote, read back by PyAV, alone or through imageio: every frame there, in order, at its time, in its colours."""

import base64
import gc
import io
import json
import os
import re
import shutil
import subprocess
import zipfile

import av
import imageio.v3 as iio
import numpy as np
import pytest
from av.video.reformatter import ColorRange, Colorspace
from imageio_ffmpeg import get_ffmpeg_exe
from machine import program
from names import FILMS
from PIL import Image

from scenes.studio.draw.film import Packed, Picture
from scenes.studio.draw.theme import THEMES
from scenes.studio.encode import beamer
from scenes.studio.encode.gif import Gif
from scenes.studio.encode.mp4 import FPS, Mp4
from scenes.studio.encode.palette import Indexer, Palette, Shot
from scenes.studio.encode.png import Frames
from scenes.studio.store.load import load

AS_THEY_COME = ["-fps_mode", "passthrough", "-enc_time_base", "demux"]  # frames at their own times, which are not even

every_scene = pytest.mark.parametrize("name", FILMS)


def decoded(path, pixels):
    """(frame, seconds it begins, seconds it stands), one after the other; imageio does not tell the times."""
    with av.open(str(path)) as file:
        for frame in file.decode(video=0):
            yield frame.to_ndarray(format=pixels), float(frame.pts * frame.time_base), float(frame.duration * frame.time_base)


def channels(frame):
    """Packed pixels as a view of their red, green, blue and alpha."""
    return frame.view(np.uint8).reshape(*frame.shape, 4)


def apart(one, other):
    """How far each channel of one picture is from that of another; both in uint8."""
    return np.maximum(one, other) - np.minimum(one, other)


def psnr(shown, drawn):
    """In dB; both are packed and opaque, and nearly equal."""
    wrong = shown != drawn
    squares = (channels(shown[wrong]).astype(int) - channels(drawn[wrong])) ** 2
    return 10 * np.log10(255**2 * 3 * drawn.size / squares.sum()) if squares.any() else np.inf


@every_scene
def test_gif_and_mp4_hold_every_drawn_frame_in_order(name, film_of, drawn_of, films):
    film, drawn_frames = film_of(name), drawn_of(name)
    seconds = np.array(film.durations) / 1000
    begins = np.cumsum(seconds) - seconds
    one_frame = 1 / FPS
    mp4 = decoded(films(name) / f"{name}.mp4", "rgba")
    before = drawn_frames[-1]
    for i, (shown, start, stands) in enumerate(decoded(films(name) / f"{name}.gif", "rgba")):
        drawn = drawn_frames[i]
        assert (start, start + stands) == pytest.approx((begins[i], begins[i] + seconds[i]), abs=0.006)
        assert (shown[..., 3] == 255).all(), f"frame {i} is transparent"
        assert psnr(shown.view(np.uint32)[..., 0], drawn) >= 45, f"frame {i}"

        moved = np.flatnonzero(drawn != before)
        there, here = channels(before.ravel()[moved]), channels(drawn.ravel()[moved])
        for video, at, _ in mp4:
            assert at + one_frame > begins[i] - 1e-6
            difference = apart(video, channels(drawn))  # none in alpha
            assert difference.sum(dtype=np.uint32) < 2 * 3 * drawn.size, f"frame {i}"
            assert difference[:20].max() <= 2, "the ground has another colour"
            pixels = channels(video.view(np.uint32).ravel()[moved])
            assert apart(pixels, here).sum() <= apart(pixels, there).sum(), f"not frame {i}, but another"
            if at + 1.5 * one_frame > begins[i] + seconds[i]:
                break
        before = drawn
    assert i == len(film) - 1
    assert next(mp4, None) is None
    assert start + stands == pytest.approx(at + one_frame, abs=one_frame)
    assert start + stands == pytest.approx(json.loads((films(name) / f"{name}.json").read_text())["duration_ms"] / 1000, abs=0.006)


@every_scene
def test_a_gif_is_at_most_a_megabyte_loops_forever_and_gives_every_frame_its_time(name, films):
    path = films(name) / f"{name}.gif"
    assert path.stat().st_size <= 1_000_000
    with Image.open(path) as gif:
        assert gif.info["loop"] == 0
        assert gif.info.get("transparency") is None
    with av.open(str(path)) as file:
        stands = [packet.duration * packet.time_base for packet in file.demux(video=0) if packet.size]
    assert len(stands) == len(json.loads((films(name) / f"{name}.json").read_text(encoding="utf-8"))["steps"])
    assert min(stands) >= 0.04


# How a GIF says that it repeats without end: the application extension of Netscape, with 0 for the number of times.
LOOP = b"\x21\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00"


@every_scene
def test_the_once_gif_is_the_same_film_without_the_loop(name, films):
    loop, once = ((films(name) / f"{name}{kind}").read_bytes() for kind in (".gif", ".once.gif"))
    before, block, after = loop.partition(LOOP)
    assert block
    assert once == before + after
    with Image.open(io.BytesIO(once)) as gif:
        assert "loop" not in gif.info
        assert gif.info.get("transparency") is None


def test_another_decoder_finds_the_same_frames_in_the_once_gif(films):
    shown = [decoded(films("quadratic_descent") / f"quadratic_descent{kind}", "rgba") for kind in (".gif", ".once.gif")]
    for (one, *times), (other, *others) in zip(*shown, strict=True):
        assert times == others
        np.testing.assert_array_equal(one, other)


@every_scene
def test_ffmpeg_and_gifsicle_have_nothing_to_say_about_a_gif(name, films):
    for kind in (".gif", ".once.gif"):
        path = films(name) / f"{name}{kind}"
        said = [
            subprocess.run(
                [get_ffmpeg_exe(), "-v", "warning", "-i", path, *AS_THEY_COME, "-f", "null", "-"],
                capture_output=True,
            ),
            subprocess.run([program("gifsicle"), "--info", path, "-o", os.devnull], capture_output=True),
        ]
        assert [(end.returncode, end.stderr) for end in said] == [(0, b""), (0, b"")]


def test_the_first_six_are_at_most_three_megabytes_together(films):
    six = ("good_lr", "minibatch_noise", "overfit_polynomial", "quadratic_descent", "too_high_lr", "too_low_lr")
    assert sum((films(name) / f"{name}.gif").stat().st_size for name in six) <= 3_000_000


@every_scene
def test_the_still_is_the_poster_frame(name, drawn_of, films):
    ((shown, *_),) = decoded(films(name) / f"{name}.png", "rgba")
    drawn = drawn_of(name)
    assert psnr(shown.view(np.uint32)[..., 0], drawn[load(name).poster_frame(len(drawn))]) >= 45


def test_films_play_on_every_browser_and_slide_program(films):
    with av.open(str(films("quadratic_descent") / "quadratic_descent.mp4")) as file:
        video = file.streams.video[0]
        assert (video.codec_context.name, video.codec_context.pix_fmt) == ("h264", "yuv420p")
        assert not file.streams.audio
        frame = next(file.decode(video=0))
        assert (frame.colorspace, frame.color_range) == (Colorspace.ITU709, ColorRange.MPEG), "players would have to guess"
    content = (films("quadratic_descent") / "quadratic_descent.mp4").read_bytes()
    assert content.index(b"moov") < content.index(b"mdat"), "it cannot begin before all of it is there"


# The writers on frames that nobody drew.


def packed(rgb) -> Packed:
    return np.dstack([rgb, np.full(rgb.shape[:2], 255, np.uint8)]).view(np.uint32)[..., 0]


def picture(rgb, still) -> Picture:
    return Picture.of(packed(rgb), packed(still))


class Drawn(list):
    """Frames as a film has them."""

    @property
    def durations(self):
        return [100] * len(self)

    def picture(self, i, keep=False):
        return picture(self[i], self[0])


def written(tmp_path, frames, delays):
    """The frames as they come back from a GIF."""
    frames = Drawn(frames)
    palette = Palette.of(frames)
    indexed = Indexer(palette, packed(frames[0]))
    with Gif(tmp_path / "x.gif", palette, frames[0].shape[1::-1]) as gif:
        for i, delay in enumerate(delays):
            gif.add(Shot(frames.picture(i), delay, indexed))
    return list(decoded(tmp_path / "x.gif", "rgba"))


def test_a_gif_of_few_colours_comes_back_exactly(tmp_path):
    colours = np.random.default_rng(0).integers(0, 256, (255, 3), np.uint8)
    frames = [colours[np.random.default_rng(i).integers(0, 255, (20, 30))] for i in range(6)]
    for (shown, *_), frame in zip(written(tmp_path, frames, [100] * 6), frames, strict=True):
        np.testing.assert_array_equal(shown, np.dstack([frame, np.full((20, 30), 255)]))


def test_frames_that_do_not_change_keep_their_time(tmp_path):
    black, white = np.zeros((8, 8, 3), np.uint8), np.full((8, 8, 3), 255, np.uint8)
    shown = written(tmp_path, [black, black, white, white, black], [1000, 100, 50, 120, 2000])
    assert [(frame[0, 0, 0], round(begins, 3)) for frame, begins, _ in shown] == [(0, 0), (0, 1), (255, 1.1), (255, 1.15), (0, 1.27)]
    assert shown[-1][2] == 2


def test_colours_beyond_the_palette_are_near(tmp_path):
    ramp = np.arange(0, 256, 4, dtype=np.uint8)
    frame = np.stack(np.broadcast_arrays(ramp[:, None], ramp[None], np.uint8(128)), axis=-1)
    ((shown, *_),) = written(tmp_path, [frame], [100])
    assert np.abs(shown[..., :3].astype(int) - frame).max() < 48
    assert psnr(shown.view(np.uint32)[..., 0], packed(frame)) > 25


def test_a_once_gif_rests_on_its_last_frame_in_a_browser(browser, tmp_path):
    colours = [[255, 0, 0], [0, 255, 0], [0, 0, 255]]
    frames = Drawn([np.broadcast_to(np.uint8(colour), (40, 40, 3)).copy() for colour in colours])
    palette = Palette.of(frames)
    with Gif(tmp_path / "x.gif", palette, (40, 40), once=tmp_path / "x.once.gif") as gif:
        for i in range(3):
            gif.add(Shot(frames.picture(i), 100, Indexer(palette, packed(frames[0]))))
    gifs = [base64.b64encode((tmp_path / name).read_bytes()).decode() for name in ("x.gif", "x.once.gif")]
    page = browser.new_page(viewport={"width": 100, "height": 50})
    page.set_content("<body style='margin: 0'>" + "".join(f"<img width=40 src='data:image/gif;base64,{gif}'>" for gif in gifs))
    loops, rests = set(), set()
    page.wait_for_timeout(600)
    for _ in range(12):
        page.wait_for_timeout(70)
        shown = np.asarray(Image.open(io.BytesIO(page.screenshot())).convert("RGB"))
        loops.add(tuple(shown[20, 20]))
        rests.add(tuple(shown[20, 64]))
    page.close()
    assert rests == {(0, 0, 255)}
    assert len(loops) > 1


@pytest.fixture
def frames_for_latex(tmp_path):
    """A dozen frames, zipped as x.dark.zip, and the line that plays them."""
    frames = Drawn(np.random.default_rng(0).integers(0, 4, (12, 30, 40, 1)).astype(np.uint8).repeat(3, axis=3) * 60)
    palette = Palette.of(frames)
    with Frames(tmp_path / "x.dark.zip", palette, frames.durations) as numbered:
        for i in range(len(frames)):
            numbered.add(Shot(frames.picture(i), 100, Indexer(palette, packed(frames[0]))))
    with zipfile.ZipFile(tmp_path / "x.dark.zip") as file:
        yield file, frames, beamer.line("x.dark", frames.durations)


def test_frames_for_latex_are_all_there_and_numbered(frames_for_latex):
    file, frames, line = frames_for_latex
    names = file.namelist()
    assert names == [*(f"x-dark/frame-{i:02}.png" for i in range(12)), "x-dark.tex"]
    for name, frame in zip(names[:-1], frames, strict=True):
        assert (np.asarray(Image.open(file.open(name)).convert("RGB")) == frame).all()
    assert line.endswith(r"{10}{x-dark/frame-}{00}{11}")
    assert line in file.read("x-dark.tex").decode()


def test_latex_makes_a_slide_of_the_frames(frames_for_latex, tmp_path):
    # LaTeX is too large to be installed for a test; without it, what is written is compared in test_embed.py with what it wants.
    parts = ["pdflatex", "beamer.cls", "animate.sty"]
    if not shutil.which("pdflatex") or subprocess.run(["kpsewhich", *parts[1:]], capture_output=True).returncode:
        pytest.skip(f"{', '.join(parts)}: not all of LaTeX that this needs is installed")
    frames_for_latex[0].extractall(tmp_path)
    said = subprocess.run(["pdflatex", "-interaction=nonstopmode", "x-dark.tex"], cwd=tmp_path, capture_output=True, encoding="latin1")
    assert said.returncode == 0, said.stdout[-2000:]
    assert {f"frame-{i:02}.png" for i in range(12)} <= set(re.findall(r"frame-\d+\.png", said.stdout.replace("\n", "")))


def test_a_video_keeps_the_colours_of_both_themes(tmp_path):
    roles = ("background", "ink", "muted", "data", "model", "loss", "gradient", "held_out", "batch")
    colours = np.array([list(bytes.fromhex(getattr(theme, role)[1:])) for theme in THEMES.values() for role in roles], np.uint8)
    frame = np.broadcast_to(np.repeat(colours, 32, axis=0), (64, 32 * len(colours), 3))
    with Mp4(tmp_path / "x.mp4", [100] * 3) as mp4:
        for _ in range(3):
            mp4.add(Shot(picture(frame, frame), 100, no_indexes))
    for shown in iio.imiter(tmp_path / "x.mp4", plugin="pyav", format="rgb24"):
        assert np.abs(shown[32, 16::32].astype(int) - colours).max() <= 4


def no_indexes(frame):
    raise AssertionError("a video has no palette")


FFMPEGS = {
    "that is not there": None,
    "that dies at once": "exit 1",
    "that fails at the end": "cat > /dev/null\nexit 1",
    "that writes nothing": "cat > /dev/null",
    "on a full disk": 'real "$@"\ncode=$?\nfor file; do :; done\ncase "$file" in *.mp4) truncate -s -100 "$file";; esac\nexit $code',
}


# imageio does not close its pipe to an ffmpeg that has died; Python warns when it collects that.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("script", FFMPEGS.values(), ids=FFMPEGS)
def test_a_video_that_is_not_all_there_is_an_error(tmp_path, monkeypatch, script):
    ffmpeg = tmp_path / "ffmpeg"
    if script:
        ffmpeg.write_text(f'#!/bin/sh\nreal() {{ "{get_ffmpeg_exe()}" "$@"; }}\n{script}\n')
        ffmpeg.chmod(0o755)
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", str(ffmpeg))
    frames = np.random.default_rng(0).integers(0, 256, (20, 200, 300, 3), np.uint8)
    with pytest.raises(OSError, match="ffmpeg") as error, Mp4(tmp_path / "x.mp4", [100] * 20) as mp4:  # noqa: PT012
        for frame in frames:
            mp4.add(Shot(picture(frame, frame), 100, no_indexes))
    assert len(str(error.value).splitlines()) == 1
    del error, mp4
    gc.collect()


PEAK = """
import resource
import sys
from pathlib import Path
from scenes.studio.store.job import RenderJob
from scenes.studio.store.render import render

def peak():
    try:  # what `resource` tells would begin at the peak of the process that started this one
        return int(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1]) / 1024
    except FileNotFoundError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20

for steps in (30, 130):
    render(RenderJob("tiny", {"steps": steps, "lr": 0.01}, ("light",), (480, 270), folder=Path(sys.argv[1])))
    print(peak())
"""


def test_peak_memory_does_not_grow_with_the_number_of_frames(mini_project, tmp_path):
    text = mini_project.scene.read_text(encoding="utf-8")
    every_row = "    def frame_rows(self, last):\n        return range(last + 1)\n\n"
    every_row += "    def pace(self, trace):\n        return [100] * len(trace)\n\n    def draw("
    mini_project.scene.write_text(text.replace("    def draw(", every_row), encoding="utf-8")
    said = mini_project.python("-c", PEAK, str(tmp_path))
    short, long = map(float, said.stdout.split())
    assert sum(1 for _ in iio.imiter(tmp_path / "tiny-lr-0.01-steps-130-480x270.gif", plugin="pyav")) == 131
    assert long - short < 8, "MiB; 100 frames of 480×270 would be 49, or 12 as palette indexes"
