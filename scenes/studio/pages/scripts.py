"""The scripts and the style sheet of the pages.

Scripts are written as modules, which browsers do not load in a folder on disk: here they become plain ones. And all sheets become
one, so that a page is drawn after fewer requests.
"""

import re
from collections.abc import Iterable
from pathlib import Path

from scenes.studio.pages.generated import write_if_new
from scenes.studio.store.paths import DOCS

ASSETS = DOCS / "assets"
PAGE = ("site.js", "player/player.js", "copy.js", "words.js", "places.js", "sections.js", "gallery.js", "exercises.js")
SCRIPTS = {
    "fallback.js": ("player/fallback.js",),
    "page.js": PAGE,
    "explorer.js": ("explorer.js",),
}  # file in assets/scripts → the modules in it
SHEETS = ("tokens", "base", "film", "embed", "player", "lists", "print")  # in this order in assets/scripts/page.css
_IMPORT = re.compile(r'^import (?:\{([^}]+)\} from )?"([^"]+)"\n', re.MULTILINE)
_NOTE = re.compile(r"^ *(?://[^\n]*|/\*\*(?:(?!\*/).)*\*/)\n|^ +", re.MULTILINE | re.DOTALL)  # lines of comment, and indents
_EXPORT = re.compile(r"^export (?=(?:async )?(?:const|function|class) (\w+))", re.MULTILINE)


def write(assets: Path = ASSETS) -> list[Path]:
    """Write assets/scripts/, as far as it is not there already; returns what was written."""
    (assets / "scripts").mkdir(exist_ok=True)
    texts = {name: plain(assets, *modules) for name, modules in SCRIPTS.items()} | {"page.css": style(assets)}
    return [path for name, text in texts.items() for path in write_if_new(assets / "scripts" / name, text)]


def style(assets: Path, sheets: Iterable[str] = SHEETS) -> str:
    """One style sheet of all these, without their comments, to stand in a folder below theirs."""
    text = "".join((assets / f"{sheet}.css").read_text(encoding="utf-8") for sheet in sheets)
    return re.sub(r"/\*.*?\*/\s*", "", text, flags=re.DOTALL).replace('url("', 'url("../')


def plain(assets: Path, *modules: str) -> str:
    """One plain script of these modules and all that they import, each in a scope of its own.

    It knows the two forms that our modules use: `import { a, b } from "./c.js"`, perhaps without names, and `export` before a
    declaration. Comments on lines of their own and indents, a fifth of the player once compressed, stay behind.
    """
    found: dict[Path, str] = {}

    def scope(path: Path) -> str:
        return "_" + re.sub(r"\W", "_", path.relative_to(assets.resolve()).as_posix())

    def take(path: Path) -> None:
        if path in found:
            return
        text = _NOTE.sub("", path.read_text(encoding="utf-8"))
        for _, needed in _IMPORT.findall(text):
            take((path.parent / needed).resolve())

        def imported(its: re.Match[str]) -> str:
            return f"const {{{its[1]}}} = {scope((path.parent / its[2]).resolve())}\n" if its[1] else ""

        body = _EXPORT.sub("", _IMPORT.sub(imported, text))
        found[path] = f"const {scope(path)} = (() => {{\n{body}return {{ {', '.join(_EXPORT.findall(text))} }}\n}})()\n"

    for module in modules:
        take((assets / module).resolve())
    return f'"use strict"\n;(() => {{\n{"".join(found.values())}}})()\n'
