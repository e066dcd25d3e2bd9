"""What a film is made of, found out without torch or matplotlib: the words and the files of a scene."""

import ast
import difflib
import hashlib
import re
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.util import resolve_name
from pathlib import Path

from scenes.studio.errors import BadInput

ROOT = Path(__file__).resolve().parents[2]
SCENES = ROOT / "scenes"
# contourpy draws the contours and kiwisolver solves the layout, both for matplotlib.
PACKAGES = ("torch", "numpy", "matplotlib", "contourpy", "kiwisolver", "pillow", "imageio-ffmpeg", "font-source-sans-pro")
CAMERA = SCENES / "studio" / "render.py"  # it imports all that turns a scene into files


@dataclass(frozen=True)
class Words:
    """What a scene's docstring says: `Title: caption`, a paragraph `Alt: …`, then the description."""

    title: str
    caption: str
    alt: str
    description: str


def names() -> list[str]:
    """Every scene, by file name."""
    return sorted(path.stem for path in SCENES.glob("*.py") if not path.stem.startswith("_"))


def source(name: str) -> Path:
    """The file of a scene. Raises BadInput for a name that has none."""
    if name not in names():
        near = difflib.get_close_matches(name, names(), 1)
        hint = f"did you mean {near[0]}? " if near else ""
        raise BadInput(f"unknown scene {name!r}: {hint}`python -m scenes list` names them all")
    return SCENES / f"{name}.py"


def words(name: str) -> Words:
    """The words in a scene's docstring, their {numbers} not yet put in. Raises BadInput where they are missing."""
    path = source(name)
    text = ast.get_docstring(_tree(path)) or ""
    first, *rest = [" ".join(part.split()) for part in re.split(r"\n\s*\n", text)]
    title, colon, caption = first.partition(": ")
    if not (title and colon and caption):
        raise BadInput(f"{relative(path)}: the docstring must begin with a line `Title: what the film shows.`")
    caption = caption[:1].upper() + caption[1:]
    alts = [part.removeprefix("Alt:").strip() for part in rest if part.startswith("Alt:")]
    description = "\n\n".join(part for part in rest if not part.startswith("Alt:"))
    return Words(title, caption, alts[0] if alts else caption, description or caption)


def files(name: str) -> list[Path]:
    """The scene's file, and every module under scenes/ that it or the camera imports, however indirectly."""
    found: set[Path] = set()
    waiting = [source(name), CAMERA]
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting += _imports(path)
    return sorted(found)


def versions() -> dict[str, str]:
    """The packages that have a say in a film's bytes."""
    return {package: version(package) for package in PACKAGES}


def recipe(name: str) -> str:
    """A hash of all that decides the film's bytes: same recipe, nothing to do."""
    digest = hashlib.sha256(repr(versions()).encode())
    for path in files(name):
        digest.update(f"\n{relative(path)}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _imports(path: Path) -> list[Path]:
    """The project's files that Python runs for the imports in `path`: modules, and the `__init__.py` of each package above them."""
    package = ".".join(path.relative_to(ROOT).parent.parts)
    found = []
    for module in _modules(_tree(path), package):
        parts = module.split(".")
        found += [ROOT.joinpath(*parts[:depth], "__init__.py") for depth in range(1, len(parts) + 1)]
        found.append(ROOT.joinpath(*parts).with_suffix(".py"))
    return [path for path in found if path.is_file()]


@cache
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


def _tree(path: Path) -> ast.Module:
    try:
        return _parsed(path.read_text(encoding="utf-8"))
    except SyntaxError as error:
        raise BadInput(f"{relative(path)}, line {error.lineno}: {error.msg}") from None


_parsed = cache(ast.parse)  # most files are imported by every scene


def relative(path: Path) -> str:
    """A path as the project's people name it."""
    return path.relative_to(ROOT).as_posix()
