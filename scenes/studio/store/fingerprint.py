"""What decides the bytes of a film, as one hash, found without torch or matplotlib."""

import hashlib
import os
import re
from collections.abc import Iterable
from functools import cache
from importlib import metadata
from importlib.util import resolve_name
from pathlib import Path
from typing import NamedTuple

from scenes.studio.store.catalog import source
from scenes.studio.store.paths import ROOT, SCENES, relative

# contourpy draws the contours and kiwisolver solves the layout, both for matplotlib.
PACKAGES = ("torch", "numpy", "matplotlib", "contourpy", "kiwisolver", "pillow", "imageio", "imageio-ffmpeg", "font-source-sans-pro")
version = cache(metadata.version)  # of a package; to read it from the disk takes as long as all the rest
IMPORT = re.compile(
    r"^[ \t]*(?:from[ \t]+(?P<source>[.\w]+)[ \t]+import[ \t]+(?P<names>\([^)]*\)|.*)|import[ \t]+(?P<modules>.*))", re.MULTILINE
)
RENDER = SCENES / "studio" / "store" / "render.py"  # it imports all that turns a scene into files


def versions() -> dict[str, str]:
    """The versions of the packages on which a film's bytes depend."""
    return {package: version(package) for package in PACKAGES}


class File(NamedTuple):
    """A module: its path as the project's people name it, its bytes, and the project's files that it imports."""

    place: str
    content: bytes
    imports: list[Path]


def fingerprint(name: str) -> str:
    """A hash of all that decides the film's bytes: while it stays the same there is nothing to render."""
    return fingerprints([name])[name]


def fingerprints(names: Iterable[str]) -> dict[str, str]:
    """The fingerprints of several films, for which each file is read once: of the scene's file, and of every module under scenes/ that
    it or render.py imports, however indirectly."""
    read = cache(_read)
    packages = repr(versions()).encode()
    found = {}
    for name in names:
        files: dict[Path, File] = {}
        waiting = [source(name), RENDER]
        while waiting:
            path = waiting.pop()
            if path not in files:
                files[path] = read(path)
                waiting += files[path].imports
        digest = hashlib.sha256(packages)
        for file in sorted(files.values()):
            digest.update(f"\n{file.place}\n".encode() + file.content)
        found[name] = digest.hexdigest()[:16]
    return found


def _read(path: Path) -> File:
    """A file, with what Python runs for its imports: modules, and the `__init__.py` of each package above them."""
    content, package = path.read_bytes(), ".".join(path.relative_to(ROOT).parent.parts)
    places: dict[str, None] = {}
    for module in _modules(content.decode(errors="replace"), package):
        parts = module.split(".")
        places |= {"/".join([*parts[:depth], "__init__.py"]): None for depth in range(1, len(parts) + 1)}
        places["/".join(parts) + ".py"] = None
    return File(relative(path), content, [ROOT / place for place in places if os.path.isfile(ROOT / place)])


@cache  # a file that stays the same imports the same
def _modules(code: str, package: str) -> list[str]:
    """The names under `scenes` that a module of this package imports; some may be those of functions or classes.

    They are found by their words, also those in a docstring: to parse all files takes longer than all the rest.
    """
    modules = []
    for found in IMPORT.finditer(code.replace("\\\n", " ")):
        if found["modules"]:
            modules += [part.split()[0] for part in found["modules"].partition("#")[0].split(",") if part.strip()]
            continue
        try:
            name = resolve_name(found["source"], package)
        except ImportError:  # “from ...” in prose
            continue
        modules += [name, *(f"{name}.{word}" for word in re.findall(r"\w+", re.sub("#.*", "", found["names"])))]
    return [module for module in modules if module.startswith("scenes.")]
