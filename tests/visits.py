"""One visit to each page of the built site in each kind of browser window, and all that the tests ask of it, written down."""

import gzip
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from chromium import COLOURS, SCROLL, SITE, UNFOLD, axe, visitor
from playwright.sync_api import Browser, Response
from server import is_text
from watch import Watch

PAGES = sorted(path.relative_to(SITE).as_posix() for path in SITE.rglob("*.html") if path.relative_to(SITE).parts[0] != "slides")


# How axe looks at a page. Between the themes only colours differ. Text is smallest on a phone, where it needs most contrast, so
# that the text of a page is judged there; a wide window shows more around it.
ALL: dict[str, Any] = {}
ALL_BUT_COLOURS = {"but": COLOURS}
ALL_COLOURS = {"only": COLOURS}
COLOURS_AROUND = {"only": COLOURS, "outside": ".md-content"}


@dataclass(frozen=True)
class Window:
    """A kind of window. `looks` are those of axe. `weighed` is the size at which a page is opened and weighed while the
    reader does nothing, where it is."""

    width: int
    height: int
    scheme: str
    motion: str
    looks: tuple[dict[str, Any], ...] = ()
    weighed: tuple[int, int] | None = None

    @property
    def dark(self) -> str:
        """What the names of files for this theme have before their ending."""
        return ".dark" if self.scheme == "dark" else ""


WINDOWS = {
    "light": Window(1280, 800, "light", "no-preference", (ALL_BUT_COLOURS, COLOURS_AROUND), weighed=(1280, 800)),
    "dark": Window(1280, 800, "dark", "no-preference", (COLOURS_AROUND,)),
    "phone-light": Window(390, 800, "light", "reduce", (ALL,)),
    "phone-dark": Window(390, 800, "dark", "reduce", (ALL_COLOURS,)),
    "narrow": Window(320, 640, "light", "no-preference", weighed=(412, 823)),
}

# How wide the page is, and what lies beyond the right edge and cannot be scrolled to by itself.
OVERFLOWING = """() => {
  const contained = element => element && (/auto|scroll/.test(getComputedStyle(element).overflowX) || contained(element.parentElement))
  const late = [...document.querySelectorAll('main article *, .md-footer *')].filter(element =>
    element.getBoundingClientRect().right > innerWidth + 0.5 && element.checkVisibility() && !contained(element.parentElement))
  return [document.documentElement.scrollWidth, late.map(element => element.outerHTML.slice(0, 90))]
}"""


@dataclass(frozen=True)
class Visit:
    """What came of a visit. `weights` are the answers' bytes (see `weight`) from before the reader did anything."""

    page: str
    window: Window
    requested: list[str]
    elsewhere: list[str]
    wrong: list[str]
    weights: list[tuple[str, int]]
    width: int
    overflowing: list[str]
    violations: list[str]


def visit(browser: Browser, address: str, path: str, window: Window) -> Visit:
    """Open a page for the first time, look through it to its end, and unfold all that is folded."""
    opened = window.weighed or (window.width, window.height)
    size = {"width": opened[0], "height": opened[1]}
    with visitor(browser, viewport=size, color_scheme=window.scheme, reduced_motion=window.motion) as context:
        watch = Watch(context)
        page = context.new_page()
        weights = []
        if window.weighed:
            page.goto(f"{address}/{path}", wait_until="networkidle")
            page.wait_for_function("!document.querySelector('[data-state=loading]')")
            watch.settle(page)
            weights = [(answer.url, weight(answer)) for answer in watch.answers if answer.url.startswith("http")]
            page.set_viewport_size({"width": window.width, "height": window.height})
        else:
            page.goto(f"{address}/{path}")
        page.evaluate(SCROLL)
        watch.settle(page)
        page.evaluate(UNFOLD)
        width, overflowing = page.evaluate(OVERFLOWING)
        violations = [line for look in window.looks for line in axe(page, **look)]
        return Visit(path, window, watch.requested, watch.beyond(address), watch.wrong, weights, width, overflowing, violations)


def weight(answer: Response) -> int:
    """The bytes of an answer as a server that compresses sends it: text by gzip, pictures, films and fonts as they are."""
    file = SITE / urlsplit(answer.url).path.removeprefix("/")
    if not file.is_file():
        return 0
    return zipped(file) if is_text(answer.headers.get("content-type", "")) else file.stat().st_size


@cache
def zipped(file: Path) -> int:
    """The bytes of a file made small by gzip."""
    return len(gzip.compress(file.read_bytes()))
