"""What the still layer and the one palette gain: our films against matplotlib's own, gifski, gifsicle, and the least there can be.

`docs/benchmarks.json` gets the figures, under the name by which docs/benchmarks.md shows them. Imports and the run itself are not counted.
"""

import json
import os
import platform
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from imageio_ffmpeg import get_ffmpeg_version

from scenes.studio.cli import ways
from scenes.studio.store import catalog
from scenes.studio.store.fingerprint import versions
from scenes.studio.store.paths import DOCS, relative

FIGURES = DOCS / "benchmarks.json"
LONG = "lr_explorer"  # the longest: over two thousand frames, of which evenly spread ones are taken
LENGTHS = {"ours": (50, 100, 200, 500, 1000, 2000), "pillow": (50, 100)}  # Pillow keeps every frame until the last has come
TOOLS = {
    "gifski": ("ours", ["--quiet", "--fps", "10", "--width", "4096", "-o"]),
    "gifsicle": ("pillow", ["-O3", "-o"]),
    "ours_gifsicle": ("ours", ["-O3", "-o"]),
}


def main(names: list[str] | None) -> int:
    """Measure these films, or all that have a GIF, and write FIGURES. Raises BadInput for an unknown scene."""
    names = names or [name for name in catalog.names() if (DOCS / "animations" / f"{name}.gif").is_file()]
    for name in names:
        catalog.source(name)
    figures: dict[str, Any] = {
        "date": datetime.now(UTC).date().isoformat(),
        "machine": f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}",
        "versions": {"Python": platform.python_version()} | versions() | _tools(),
        "long": LONG,
        "lengths": [],
        "films": [],
    }
    with tempfile.TemporaryDirectory() as temporary:
        for way, counts in LENGTHS.items():
            for frames in counts:
                its = _alone(ways.measure, LONG, way, Path(temporary) / "long.gif", frames)
                figures["lengths"].append({"way": way, "frames": frames} | its)
        for name in names:
            figures["films"].append(_film(name, Path(temporary)))
            FIGURES.write_text(json.dumps({"bench": figures}, indent=1) + "\n", encoding="utf-8")  # stands if the rest is interrupted
    print(f"{relative(FIGURES)} is written: the page docs/benchmarks.md shows it")
    return 0


def _film(name: str, folder: Path) -> dict[str, Any]:
    """All figures of one film: its frames, and for each way seconds, bytes, PSNR and peak memory."""
    pngs = folder / name
    pngs.mkdir()
    frames = _alone(ways.pictures, name, pngs)
    shots = sorted(pngs.iterdir())
    found: dict[str, Any] = {}
    for way, (_, kind) in ways.WAYS.items():
        path = folder / f"{way}.{kind}"
        found[way] = _alone(ways.measure, name, way, path)
        if way != "floor":
            found[way]["psnr"] = ways.quality(shots, path)
    for way, (before, options) in TOOLS.items():
        if program := shutil.which(way.removeprefix("ours_")):
            path = folder / f"{way}.gif"
            given = shots if way == "gifski" else [folder / f"{before}.gif"]
            found[way] = _program([program, *options, str(path), *map(str, given)]) | {"bytes": path.stat().st_size}
            found[way]["psnr"] = ways.quality(shots, path)
    shutil.rmtree(pngs)
    print(f"{name:22}" + "".join(f"{way:>15} {its['cpu']:6.2f} s {its['bytes'] / 1024:5.0f} KiB" for way, its in found.items()), flush=True)
    return {"name": name, "frames": frames, "ways": found}


def _alone(work: Callable[..., Any], *given: Any) -> Any:
    """Do it in a new process, so that its peak memory is its own. The server that forks it has the imports done."""
    context = get_context("forkserver")
    context.set_forkserver_preload([ways.__name__])
    with ProcessPoolExecutor(1, context) as process:
        return process.submit(work, *given).result()


def _program(command: list[str]) -> dict[str, Any]:
    """Seconds and peak memory of another program."""
    before = time.perf_counter()
    program = subprocess.Popen(command)
    _, status, usage = os.wait4(program.pid, 0)
    if status:
        raise SystemExit(f"{command[0]} failed")
    cpu = usage.ru_utime + usage.ru_stime
    return {"cpu": round(cpu, 2), "wall": round(time.perf_counter() - before, 2), "peak": round(usage.ru_maxrss / 1024)}


def _tools() -> dict[str, str]:
    """The versions of ffmpeg and of the programs that are installed."""
    found = {"ffmpeg": get_ffmpeg_version()}
    for program in ("gifski", "gifsicle"):
        if shutil.which(program):
            said = subprocess.run([program, "--version"], capture_output=True, text=True).stdout
            found[program] = re.search(r"\d[\d.]+", said)[0]  # type: ignore[index]
    return found
