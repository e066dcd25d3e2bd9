"""What the writers wrote, read back by PyAV: every frame there, in order, at its time, in its colours."""

import json

import av
import numpy as np
import pytest
from av.video.reformatter import ColorRange, Colorspace
from PIL import Image

from scenes.studio import recipe
from scenes.studio.encoders import Gif, Indexer, Mp4
from scenes.studio.film import Packed
from scenes.studio.palette import Palette
from scenes.studio.render import load
from scenes.studio.theme import THEMES

every_scene = pytest.mark.parametrize("name", recipe.names())


def decoded(path, pixels):
    """(frame, seconds it begins, seconds it stands), one after the other."""
    with av.open(str(path)) as file:
        for frame in file.decode(video=0):
            yield frame.to_ndarray(format=pixels), float(frame.pts * frame.time_base), float(frame.duration * frame.time_base)


def channels(frame):
    """Packed pixels as a view of their red, green and blue."""
    return frame.view(np.uint8).reshape(*frame.shape, 4)[..., :3]


def psnr(shown, drawn):
    """In dB; both are packed, and nearly equal."""
    wrong = shown != drawn
    squares = (channels(shown[wrong]).astype(int) - channels(drawn[wrong])) ** 2
    return 10 * np.log10(255**2 * 3 * drawn.size / squares.sum()) if squares.any() else np.inf


@every_scene
def test_gif_and_mp4_hold_every_drawn_frame_in_order(name, film_of, films):
    film = film_of(name)
    seconds = np.array(film.durations) / 1000
    begins = np.cumsum(seconds) - seconds
    one_frame = 1 / load(name).fps
    mp4 = decoded(films(name) / f"{name}.mp4", "rgb24")
    before = film.packed(len(film) - 1).copy()
    for i, (shown, start, stands) in enumerate(decoded(films(name) / f"{name}.gif", "rgba")):
        drawn = film.packed(i)
        assert (start, start + stands) == pytest.approx((begins[i], begins[i] + seconds[i]), abs=0.006)
        assert (shown[..., 3] == 255).all(), f"frame {i} is transparent"
        assert psnr(shown.view(np.uint32)[..., 0], drawn) >= 45, f"frame {i}"

        for video, at, _ in mp4:
            assert at + one_frame > begins[i] - 1e-6
            video = video.astype(np.int16)
            difference = np.abs(video - channels(drawn))
            assert difference.mean() < 2, f"frame {i}"
            assert difference[:20].max() <= 2, "the ground has another colour"
            moved = drawn != before
            assert difference[moved].sum() <= np.abs(video[moved] - channels(before)[moved]).sum(), f"not frame {i}, but another"
            if at + 1.5 * one_frame > begins[i] + seconds[i]:
                break
        before = drawn.copy()
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
    assert all(stands >= 0.04 for *_, stands in decoded(path, "rgba"))


def test_the_first_six_are_at_most_three_megabytes_together(films):
    six = ("good_lr", "minibatch_noise", "overfit_polynomial", "quadratic_descent", "too_high_lr", "too_low_lr")
    assert sum((films(name) / f"{name}.gif").stat().st_size for name in six) <= 3_000_000


@every_scene
def test_the_still_is_the_telling_frame(name, film_of, films):
    film = film_of(name)
    with av.open(str(films(name) / f"{name}.png")) as file:
        shown = next(file.decode(video=0)).to_ndarray(format="rgba")
    telling = range(len(film))[load(name).telling]
    assert psnr(shown.view(np.uint32)[..., 0], film.packed(telling)) >= 45


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


class Frames(list):
    """Frames as a film has them."""

    def packed(self, i):
        return packed(self[i])


def written(tmp_path, frames, delays):
    """The frames as they come back from a GIF."""
    frames = Frames(frames)
    palette = Palette.of(frames)
    indexed = Indexer(palette, frames.packed(0))
    with Gif(tmp_path / "x.gif", palette, frames[0].shape[1::-1]) as gif:
        for i, delay in enumerate(delays):
            gif.add(indexed(frames.packed(i)), delay)
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


def test_a_video_keeps_the_colours_of_both_themes(tmp_path):
    roles = ("background", "ink", "muted", "data", "model", "loss", "gradient", "held_out", "batch")
    colours = np.array([list(bytes.fromhex(getattr(theme, role)[1:])) for theme in THEMES.values() for role in roles], np.uint8)
    frame = np.broadcast_to(np.repeat(colours, 32, axis=0), (64, 32 * len(colours), 3))
    with Mp4(tmp_path / "x.mp4", frame.shape[1::-1], fps=10) as mp4:
        for _ in range(3):
            mp4.add(packed(frame), 100)
    for shown, *_ in decoded(tmp_path / "x.mp4", "rgb24"):
        assert np.abs(shown[32, 16::32].astype(int) - colours).max() <= 4


PEAK = """
import resource
import sys
from pathlib import Path
from scenes.studio.order import Order
from scenes.studio.render import render

def peak():
    try:  # what `resource` tells would begin at the peak of the process that started this one
        return int(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1]) / 1024
    except FileNotFoundError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20

for steps in (50, 250):
    render(Order("tiny", {"steps": steps, "lr": 0.01}, ("light",), (480, 270), folder=Path(sys.argv[1])))
    print(peak())
"""


def test_peak_memory_does_not_grow_with_the_number_of_frames(mini_project, tmp_path):
    text = mini_project.scene.read_text(encoding="utf-8")
    every_row = "    def shown(self, last):\n        return range(last + 1)\n\n    def draw("
    mini_project.scene.write_text(text.replace("    def draw(", every_row), encoding="utf-8")
    said = mini_project.python("-c", PEAK, str(tmp_path))
    short, long = map(float, said.stdout.split())
    assert len(list(decoded(tmp_path / "tiny-lr-0.01-steps-250.gif", "rgba"))) == 251
    assert long - short < 8, "MiB; 200 frames of 480×270 would be 99, or 25 as palette indexes"
