"""Whether a film that was rendered again is the published one: its numbers, its frames, its bytes, and what explains a difference."""

import csv
import math
import subprocess
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

import numpy as np
from imageio.plugins.ffmpeg import get_exe
from numpy.typing import NDArray
from PIL import Image, ImageSequence

from scenes.studio.store.publish import read_record

TOLERANCE = 1e-5  # a number may differ by so much of the largest of its column, where other versions have made it
ALIKE = 45  # dB: frames that are so near each other look the same
PICTURES = (".gif", ".mp4", ".png", ".webp")


def differences(name: str, shelf: Path, again: Path) -> tuple[list[str], bool]:
    """What is not the same in a film of `shelf` and one in `again`, each as `what: how`, and whether it has drifted.

    Where the versions of the packages agree every byte must. Where they do not, numbers may differ by TOLERANCE and frames
    look alike.
    """
    old, new = read_record(shelf, name), read_record(again, name)
    assert new, "the film was rendered just now"
    if old is None:
        return ["record: none that can be read is published"], True
    had = old.get("versions", {})
    changed = [f"version: {package} {had.get(package)}, now {its}" for package, its in new["versions"].items() if had.get(package) != its]
    found, drift = list(changed), False
    if not changed and old.get("fingerprint") != new["fingerprint"]:
        found.append("source: it has another fingerprint, so make scenes would render it")
        drift = True
    for file in sorted({*old.get("files", ()), *new["files"]}):
        if not (shelf / file).is_file() or not (again / file).is_file():
            found.append(f"file: {file} is {'not published' if (again / file).is_file() else 'no longer made'}")
            drift = True
        elif (shelf / file).read_bytes() != (again / file).read_bytes():
            what, grave = _difference(shelf / file, again / file)
            found.append(what)
            drift |= grave or not changed
    words = [key for key in new if key not in ("fingerprint", "versions", "files") and old.get(key) != new[key]]
    if words and not any(what.startswith("number") for what in found):
        found.append(f"record: {', '.join(words)}")
        drift |= not changed
    return found, drift


def _difference(old: Path, new: Path) -> tuple[str, bool]:
    """How two files of the same name differ that do not have the same bytes, and whether that is more than versions explain."""
    if new.suffix == ".csv":
        return _numbers(old, new)
    if new.suffix not in PICTURES:
        return f"file: {new.name} has other bytes", True
    try:
        worst, largest, count = _frames(old, new)
    except (OSError, ValueError, SyntaxError):  # Pillow's words, and ours, for a file that cannot be read
        return f"file: {new.name} cannot be read", True
    if not count:
        return f"encoder: {new.name} has other bytes and the same frames", False
    return f"picture: {new.name}, {count} frames, PSNR {worst:.1f} dB or more, largest difference {largest} of 255", worst < ALIKE


def _numbers(old: Path, new: Path) -> tuple[str, bool]:
    try:
        before, after = _columns(old), _columns(new)
    except (ValueError, csv.Error):  # cut off, or not text
        return f"number: {new.name} cannot be read", True
    if before.keys() != after.keys() or any(len(before[name]) != len(after[name]) for name in after):
        return f"number: {new.name} has other columns or rows", True
    shares = {name: np.abs(after[name] - before[name]).max() / (np.abs(before[name]).max() or 1) for name in after}
    name = max(shares, key=lambda name: shares[name])
    step = int(np.abs(after[name] - before[name]).argmax())
    told = f"number: {name} is {after[name][step]:.7g} in row {step}, was {before[name][step]:.7g}"
    return f"{told} ({shares[name]:.1g} of its largest; {TOLERANCE:g} is tolerated)", shares[name] > TOLERANCE


def _columns(path: Path) -> dict[str, NDArray[np.float64]]:
    with path.open(encoding="utf-8", newline="") as file:
        names, *rows = csv.reader(file)
    return dict(zip(names, np.array(rows, float).reshape(-1, len(names)).T, strict=True))


def _frames(old: Path, new: Path) -> tuple[float, int, int]:
    """Of the frames that differ: the lowest peak signal-to-noise ratio in dB, the largest difference of a colour, and how many."""
    worst, largest, count = math.inf, 0, 0
    for before, after in zip_longest(_decoded(old), _decoded(new)):
        if before is None or after is None or before.shape != after.shape:
            raise ValueError("another number or size of frames")
        apart = np.abs(before.astype(np.int16) - after)
        if apart.any():
            worst = min(worst, 10 * math.log10(255**2 / np.mean(apart.astype(float) ** 2)))
            largest, count = max(largest, int(apart.max())), count + 1
    return worst, largest, count


def _decoded(path: Path) -> Iterator[NDArray[np.uint8]]:
    """The frames of a picture or a film: (height, width, 3)."""
    if path.suffix == ".mp4":
        yield from video_frames(path)
        return
    with Image.open(path) as film:
        yield from (np.asarray(frame.convert("RGB")) for frame in ImageSequence.Iterator(film))


def video_frames(path: Path) -> Iterator[NDArray[np.uint8]]:
    """The frames of a video: (height, width, 3). Raises ValueError where it cannot be read to its end."""
    words = [get_exe(), "-v", "quiet", "-i", str(path), "-f", "image2pipe", "-c:v", "ppm", "-"]
    with subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as ffmpeg:
        assert ffmpeg.stdout
        while ffmpeg.stdout.readline():  # "P6"
            width, height = map(int, ffmpeg.stdout.readline().split())
            ffmpeg.stdout.readline()  # "255"
            yield np.frombuffer(ffmpeg.stdout.read(3 * width * height), np.uint8).reshape(height, width, 3)
    if ffmpeg.returncode:
        raise ValueError("ffmpeg cannot read it")
