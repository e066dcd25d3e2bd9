"""What the still layer and the one palette gain, measured against matplotlib's own way of saving a film.

Both ways get the same scene, artists and frames, and write a GIF. Each runs in a process of its own, so that
its peak memory is its own; imports and the run itself are not counted.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import matplotlib
import numpy as np
from matplotlib.animation import FuncAnimation, PillowWriter
from PIL import Image, ImageSequence

from scenes.studio.draw.film import Film
from scenes.studio.draw.fonts import use_fonts
from scenes.studio.draw.theme import LIGHT, SIZE
from scenes.studio.encode.mp4 import FPS
from scenes.studio.encode.write import write
from scenes.studio.store import catalog
from scenes.studio.store.job import RenderJob
from scenes.studio.store.load import load
from scenes.studio.store.render import film, render

SCENE = load("good_lr", {"steps": 99})  # a hundred frames


def ours(path: Path) -> None:
    """Film the scene as `make scenes` does."""
    frames = film(SCENE, SCENE.run(), LIGHT)
    write(frames, ("gif",), lambda kind: path.with_suffix(f".{kind}"))


def theirs(path: Path) -> None:
    """Film the same artists with FuncAnimation and PillowWriter."""
    frames = film(SCENE, SCENE.run(), LIGHT)
    for artist in frames.figure.findobj():
        artist.set_animated(False)
    animation = FuncAnimation(frames.figure, frames.frame, frames=frames.steps, init_func=lambda: None)
    animation.save(path, writer=PillowWriter(fps=FPS))


def measure(way: str, path: str) -> None:
    """In a process of its own: run one way and print its seconds and its peak memory in MiB."""
    use_fonts()
    SCENE.run()
    with matplotlib.rc_context(LIGHT.rc()):
        before = time.perf_counter()
        {"ours": ours, "theirs": theirs}[way](Path(path))
        seconds = time.perf_counter() - before
    unit = 1 if sys.platform == "darwin" else 1024
    print(json.dumps([seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**20]))


def psnr(path: Path, frames: Film) -> float:
    """The lowest peak signal-to-noise ratio, in dB, of a GIF's frames against those drawn."""
    worst = np.inf
    with Image.open(path) as gif:
        for i, shown in enumerate(ImageSequence.Iterator(gif)):
            error = np.mean((np.asarray(shown.convert("RGB"), float) - frames[min(i, len(frames) - 1)]) ** 2)
            worst = min(worst, 10 * np.log10(255**2 / error) if error else np.inf)
    return worst


def main() -> None:
    """Print the table, and what each film costs."""
    compare()
    costs()


def costs() -> None:
    """Render every film as it is published, one after the other: seconds for all its files, KiB of the light GIF."""
    print(f"\n{'each film, all files':22}{'seconds':>9}{'frames':>9}{'GIF KiB':>9}")
    total = 0.0
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for name in catalog.names():
            before = time.perf_counter()
            render(RenderJob(name, folder=folder))
            seconds = time.perf_counter() - before
            total += seconds
            frames = len(json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))["steps"])
            size = (folder / f"{name}.gif").stat().st_size / 1024
            print(f"{name:22}{seconds:9.2f}{frames:9}{size:9.0f}", flush=True)
    print(f"{'all, on one core':22}{total:9.2f}")


def compare() -> None:
    """Our way and theirs, on the same artists and frames."""
    rows = {}
    use_fonts()
    with tempfile.TemporaryDirectory() as folder, matplotlib.rc_context(LIGHT.rc()):
        frames = film(SCENE, SCENE.run(), LIGHT)
        for way in ("ours", "theirs"):
            path = Path(folder) / f"{way}.gif"
            code = f"from scenes.studio.cli.bench import measure; measure({way!r}, {str(path)!r})"
            said = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
            seconds, memory = json.loads(said.splitlines()[-1])
            rows[way] = (seconds, path.stat().st_size / 1024, psnr(path, frames), memory)
    print(f"{len(frames)} frames of {SIZE[0]}×{SIZE[1]}, the same artists, written as a GIF\n")
    print(f"{'':22}{'seconds':>9}{'KiB':>9}{'PSNR dB':>9}{'peak MiB':>10}")
    for name, way in (("FuncAnimation.save", "theirs"), ("scenes.studio", "ours")):
        seconds, size, quality, memory = rows[way]
        print(f"{name:22}{seconds:9.2f}{size:9.0f}{quality:9.1f}{memory:10.0f}")
    ratios = [theirs / ours for ours, theirs in zip(rows["ours"], rows["theirs"], strict=True)]
    print(f"{'theirs / ours':22}{ratios[0]:9.1f}{ratios[1]:9.1f}{'':9}{ratios[3]:10.1f}")
