"""The authors' guide to the parts that films draw with, made from their docstrings; draw/examples.py makes the pictures."""

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from scenes.studio.pages.site import Site

DRAW = Path("scenes/studio/draw")


class Part(NamedTuple):
    """A function that draws on a stage or on a board: its module, its name with parameters, what it does, and its example."""

    module: str
    name: str
    call: str
    words: str
    example: str


def parts(site: Site) -> str:
    """Every part with its picture, its call, its words and its example, as Markdown: a section for each module."""
    text: list[str] = []
    modules: list[str] = []
    for part in find(site.root):
        if part.module not in modules:
            modules.append(part.module)
            docstring = ast.get_docstring(ast.parse((site.root / DRAW / f"{part.module}.py").read_text(encoding="utf-8"))) or ""
            text.append(f"## {docstring.partition(':')[0].partition('.')[0]}\n\n`from scenes.studio.draw.{part.module} import …`")
        sentence = part.words.partition(".")[0].replace("`", "")
        pictures = (
            f'![{sentence}]({site.url(f"assets/parts/{part.name}{kind}.png")}){{ .{only} width="480" height="333" loading="lazy" }}'
            for kind, only in (("", "only-light"), (".dark", "only-dark"))
        )
        code = f"```{{.python data-search-exclude=true}}\n{part.call}\n\n{part.example}\n```"
        text.append(f"### `{part.name}` {{ #{part.name} }}\n\n{''.join(pictures)}\n\n{part.words}\n\n{code}")
    return "\n\n".join(text)


def outdated(root: Path, folder: Path) -> bool:
    """Whether a picture in `folder` is missing or older than the package: asked without loading matplotlib."""
    changed = max(path.stat().st_mtime for path in (root / DRAW).glob("*.py"))
    pictures = [folder / f"{part.name}{kind}.png" for part in find(root) for kind in ("", ".dark")]
    return not all(picture.is_file() and picture.stat().st_mtime >= changed for picture in pictures)


def find(root: Path) -> Iterator[Part]:
    """The parts of the package `draw` in the project's folder, by module and in the order of its code, without importing them."""
    for path in sorted((root / DRAW).glob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and node.args.args and node.args.args[0].arg in ("stage", "board") and node.name[0] != "_":
                docstring = inspect.cleandoc(ast.get_docstring(node) or "")
                example = "\n".join(re.findall(r"^(?:>>>|\.\.\.) (.*)$", docstring, re.MULTILINE))
                words = re.sub(r"^(?:>>>|\.\.\.) .*\n?", "", docstring, flags=re.MULTILINE).strip()
                yield Part(path.stem, node.name, f"{node.name}({ast.unparse(node.args)})", words, example)
