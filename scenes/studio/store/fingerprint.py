"""What decides the bytes of a film, as one hash, found without torch or matplotlib."""

import ast
import hashlib
from functools import cache
from importlib import metadata
from importlib.util import resolve_name
from pathlib import Path

from scenes.studio.store.catalog import source, tree
from scenes.studio.store.paths import ROOT, SCENES, relative

# contourpy draws the contours and kiwisolver solves the layout, both for matplotlib.
PACKAGES = ("torch", "numpy", "matplotlib", "contourpy", "kiwisolver", "pillow", "imageio", "imageio-ffmpeg", "font-source-sans-pro")
version = cache(metadata.version)  # of a package; to read it from the disk takes as long as all the rest
RENDER = SCENES / "studio" / "store" / "render.py"  # it imports all that turns a scene into files


def files(name: str) -> list[Path]:
    """The scene's file, and every module under scenes/ that it or render.py imports, however indirectly."""
    found: set[Path] = set()
    waiting = [source(name), RENDER]
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting += _imports(path)
    return sorted(found)


def versions() -> dict[str, str]:
    """The versions of the packages on which a film's bytes depend."""
    return {package: version(package) for package in PACKAGES}


def fingerprint(name: str) -> str:
    """A hash of all that decides the film's bytes: while it stays the same there is nothing to render."""
    digest = hashlib.sha256(repr(versions()).encode())
    for path in files(name):
        digest.update(f"\n{relative(path)}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _imports(path: Path) -> list[Path]:
    """The project's files that Python runs for the imports in `path`: modules, and the `__init__.py` of each package above them."""
    package = ".".join(path.relative_to(ROOT).parent.parts)
    return [path for path in _places(tree(path), package, ROOT) if path.is_file()]


@cache  # most files are imported by every scene
def _places(tree: ast.Module, package: str, root: Path) -> list[Path]:
    """Where the files are that a module of this package may import; not all need be there."""
    found = []
    for module in _modules(tree, package):
        parts = module.split(".")
        found += [root.joinpath(*parts[:depth], "__init__.py") for depth in range(1, len(parts) + 1)]
        found.append(root.joinpath(*parts).with_suffix(".py"))
    return [*dict.fromkeys(found)]


def _modules(tree: ast.Module, package: str) -> list[str]:
    """The names under `scenes` that a module of this package imports; some may be those of functions or classes."""
    modules = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            name = resolve_name("." * node.level + (node.module or ""), package) if node.level else str(node.module)
            modules += [name, *(f"{name}.{alias.name}" for alias in node.names)]
    return [module for module in modules if module.startswith("scenes.")]
