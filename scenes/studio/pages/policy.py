"""The Content-Security-Policy of pages: their own files, the few scripts that stand in them, and nothing else."""

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

INLINE = re.compile(r'<script(?: type="module")?>(.*?)</script>', re.DOTALL)  # one with other attributes is a file, or data
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
        try:
            path.write_text(sealed(text, INLINE.findall(text)), encoding="utf-8")
        except ValueError as error:
            raise ValueError(f"{path}: {error}") from None
    return list(pages)


def sealed(text: str, scripts: Iterable[str], own: Mapping[str, str] = MappingProxyType({})) -> str:
    """A page with the policy in its head, under which these scripts may run, with what is its `own` in place of POLICY's.

    Raises ValueError where the page has no HEAD.
    """
    if HEAD not in text:
        raise ValueError(f"no {HEAD}, behind which the policy would stand")
    policy = {**POLICY, "script-src": " ".join(["'self'", *sorted({digest(script) for script in scripts})]), **own}
    return text.replace(HEAD, f'{HEAD}{META}"{written(policy)}">', 1)


def written(policy: Mapping[str, str]) -> str:
    """A policy as it stands in a page."""
    return "; ".join(f"{what} {whence}" for what, whence in policy.items())


def digest(script: str) -> str:
    """How a policy names a script or a style sheet that stands in a page: by its hash."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
