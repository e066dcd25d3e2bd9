"""Code in a page, quoted from its file by the name of what it defines, so that it cannot go out of date."""

import ast
import difflib
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from textwrap import dedent, indent

from scenes.studio.errors import Unknown
from scenes.studio.pages.site import Site

LINE_END = "\x1f"  # of a quoted line, until the page is put together: see `unfold`
WIDTH = 66  # characters: a line of code is as wide as one of text
FORMAT = (sys.executable, "-m", "ruff", "format", "--isolated", "--quiet", f"--line-length={WIDTH}", "--stdin-filename=excerpt.py", "-")


def source(site: Site, path: str, *names: str, only: Iterable[str] = ()) -> str:
    """A file of the project as a block of code, or what it defines by `names`: functions, methods, classes, variables.

    `path` is given from the project's folder: `source("scenes/shared/line_fit.py", "LineFit.train")`. Of what is quoted, `only`
    shows the statements that begin so, such as `only=["for step in"]`, and folds the whole under them. Long lines are broken.
    The block may stand in a list, an admonition or a tab. Raises Unknown for a file, a name or a statement that is not there.
    """
    file = site.root / path
    if not file.is_file():
        files = (found.relative_to(site.root).as_posix() for found in (site.root / "scenes").rglob("*.py"))
        raise Unknown(f"source: no file “{path}” {_near(path, files)}")
    text = file.read_text(encoding="utf-8")
    code = "\n\n".join(quote(text, name, path) for name in names) if names else text.strip("\n")
    language = "python" if file.suffix == ".py" else file.suffix.removeprefix(".")
    block = _block(code, language)
    if shown := [statement(code, beginning, path) for beginning in only]:
        block = "\n\n".join([_block("\n".join(shown), language), '??? excerpt "The code in full"', indent(block, "    ")])
    return block.replace("\n", LINE_END)


def statement(code: str, beginning: str, path: str) -> str:
    """The first statement of Python `code` that begins so, whole and without indentation. Raises Unknown when none does."""
    lines = code.splitlines()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.stmt) and lines[node.lineno - 1].lstrip().startswith(beginning):
            return dedent("\n".join(lines[node.lineno - 1 : node.end_lineno]))
    raise Unknown(f"source: no statement of {path} that is quoted begins with “{beginning}”")


def _block(code: str, language: str) -> str:
    if language == "python" and max(map(len, code.splitlines()), default=0) > WIDTH:
        code = _wrapped(code)
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", code)), default=0))
    return f"{fence}{{.{language} data-search-exclude=true}}\n{code}\n{fence}"


@cache
def _wrapped(code: str) -> str:
    """Python `code` with its long lines broken; those of comments and strings stay."""
    return subprocess.run(FORMAT, input=code, capture_output=True, check=True, encoding="utf-8").stdout.rstrip("\n")


def quote(text: str, name: str, path: str) -> str:
    """The lines of Python code `text` that define `name`, such as LineFit.train, without indentation."""
    found = dict(_definitions(ast.parse(text)))
    if name not in found:
        raise Unknown(f"source: no “{name}” in {path} {_near(name, found)}")
    node = found[name]
    first = min([node.lineno, *(decorator.lineno for decorator in getattr(node, "decorator_list", ()))])
    lines, last = text.splitlines(), node.end_lineno or first
    while last < len(lines) and re.match(rf"[ ]{{{node.col_offset + 1},}}#", lines[last]):  # a comment that ends the body
        last += 1
    return dedent("\n".join(lines[first - 1 : last])).rstrip("\n")


def unfold(markdown: str) -> str:
    """Give each line of a quoted block what stands before its first one, so that it stays in the list or note it stands in."""

    def indented(line: re.Match[str]) -> str:
        margin = re.sub(r"[^\s>]", " ", line[1])
        first, *others = line[2].split(LINE_END)
        return "\n".join([line[1] + first, *((margin + text).rstrip() for text in others)])

    return re.sub(rf"^(.*?)(`{{3,}}[^`{LINE_END}]*{LINE_END}.*)$", indented, markdown, flags=re.MULTILINE)


def _definitions(node: ast.Module | ast.ClassDef, prefix: str = "") -> Iterator[tuple[str, ast.stmt]]:
    """All functions, classes and variables by name, with those in classes: LineFit, LineFit.train."""
    for statement in node.body:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield prefix + statement.name, statement
        if isinstance(statement, ast.ClassDef):
            yield from _definitions(statement, f"{prefix}{statement.name}.")
        targets = statement.targets if isinstance(statement, ast.Assign) else []
        for target in [*targets, statement.target] if isinstance(statement, ast.AnnAssign) else targets:
            yield from ((prefix + name.id, statement) for name in ast.walk(target) if isinstance(name, ast.Name))


def _near(name: str, choices: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, choices, cutoff=0.5)
    return f"(nearest: {', '.join(near)})" if near else "(none is like it)"
