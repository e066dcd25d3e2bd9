"""The Content-Security-Policy of the pages: their own files, the few scripts that stand in them, and nothing else."""

import base64
import hashlib
import re
from pathlib import Path

INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)  # one with attributes is a file, or data
HEAD = '<meta charset="utf-8">'
META = '<meta http-equiv="Content-Security-Policy" content='
POLICY = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self'",
    "font-src": "'self' data:",  # on disk they stand in a style sheet
    "img-src": "'self' data:",  # the style sheets' signs
    "media-src": "'self' blob:",  # a film that is fetched whole
    "object-src": "'none'",
    "frame-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'none'",
}


def seal(site: Path) -> list[Path]:
    """Write the policy into every page of a built site that has none; returns these pages.

    It is done to the finished files, so that it does not matter which generator wrote them. Raises ValueError where a page has no HEAD.
    """
    pages = {path: path.read_text(encoding="utf-8") for path in sorted(site.rglob("*.html"))}
    pages = {path: text for path, text in pages.items() if META not in text}
    for path, text in pages.items():
        if HEAD not in text:
            raise ValueError(f"{path}: no {HEAD}, behind which the policy would stand")
        own = POLICY | {"script-src": " ".join(["'self'", *sorted(set(map(_hash, INLINE.findall(text))))])}
        policy = "; ".join(f"{what} {whence}" for what, whence in own.items())
        path.write_text(text.replace(HEAD, f'{HEAD}{META}"{policy}">', 1), encoding="utf-8")
    return list(pages)


def _hash(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
