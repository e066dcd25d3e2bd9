"""One visit to each page of the built site in each kind of browser window, and all that the tests ask of it, written down."""

import gzip
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from chromium import COLOURS, SCROLL, SITE, UNFOLD, axe, visitor
from playwright.sync_api import Browser, Page, Response
from server import is_text
from watch import Watch

BESIDE = ("slides", "players")  # have tests of their own
PAGES = sorted(path.relative_to(SITE).as_posix() for path in SITE.rglob("*.html") if path.relative_to(SITE).parts[0] not in BESIDE)


# Each two of width, theme and motion meet in one of these windows. In each theme axe judges all text on a phone, where it is
# smallest and needs most contrast; a wide window shows more around it.
ALL: dict[str, Any] = {}
ALL_BUT_COLOURS = {"but": COLOURS}
ALL_COLOURS = {"only": COLOURS}
COLOURS_AROUND = {"only": COLOURS, "outside": ".md-content"}


@dataclass(frozen=True)
class Window:
    """A kind of window, and what is done in it.

    `width` and `height` are those in which a page is opened; after that it is `narrowed` to these widths in turn. `looks` are
    those of axe, in the theme of the window and then, where there are two, in the other one. `weighed` tells whether a page is
    weighed while the reader does nothing.
    """

    width: int
    height: int
    scheme: Literal["light", "dark"]
    motion: Literal["no-preference", "reduce"]
    looks: tuple[dict[str, Any], ...]
    weighed: bool = False
    narrowed: tuple[int, ...] = ()

    @property
    def dark(self) -> str:
        """What the names of files for this theme have before their ending."""
        return ".dark" if self.scheme == "dark" else ""


WINDOWS = {
    "wide-light": Window(1280, 800, "light", "reduce", (ALL_BUT_COLOURS,), weighed=True),
    "wide-dark": Window(1280, 800, "dark", "no-preference", (COLOURS_AROUND, COLOURS_AROUND), weighed=True),
    "phone-light": Window(412, 823, "light", "no-preference", (ALL, ALL_COLOURS), weighed=True, narrowed=(320, 390)),
    "phone-dark": Window(390, 800, "dark", "reduce", (ALL_COLOURS,)),
}

# Whether the page has come to a theme.
SHOWS = "scheme => (document.body.dataset.mdColorScheme === 'slate') === (scheme === 'dark')"

# How wide the page is, and what lies beyond the right edge and cannot be scrolled to by itself.
# An SVG within another one shows nothing of what lies beyond its own edge.
OVERFLOWING = """() => {
  const clipped = element => element.localName === "svg" ? element.ownerSVGElement : element.ownerSVGElement?.ownerSVGElement
  const contained = element => element && (/auto|scroll/.test(getComputedStyle(element).overflowX) || contained(element.parentElement))
  const late = [...document.querySelectorAll('main article *, .md-footer *')].filter(element => !clipped(element) &&
    element.getBoundingClientRect().right > innerWidth + 0.5 && element.checkVisibility() && !contained(element.parentElement))
  return [document.documentElement.scrollWidth, late.map(element => element.outerHTML.slice(0, 90))]
}"""


@dataclass(frozen=True)
class Visit:
    """What came of a visit. `requested` are the addresses asked for in the window's own theme; `weights` are the answers' bytes
    (see `weight`) from before the reader did anything; `sideways` has a line for all that lies beyond the edge."""

    page: str
    window: Window
    requested: list[str]
    elsewhere: list[str]
    wrong: list[str]
    weights: list[tuple[str, int]]
    sideways: list[str]
    violations: list[str]


def visit(browser: Browser, address: str, path: str, window: Window) -> Visit:
    """Open a page for the first time, look through it to its end, and unfold all that is folded; then turn to the other theme."""
    size = {"width": window.width, "height": window.height}
    with visitor(browser, viewport=size, color_scheme=window.scheme, reduced_motion=window.motion) as context:
        watch = Watch(context)
        page = context.new_page()
        weights = []
        if window.weighed:
            page.goto(f"{address}/{path}", wait_until="networkidle")
            page.wait_for_function("!document.querySelector('[data-state=loading]')")
            watch.settle(page)
            weights = [(answer.url, weight(answer)) for answer in watch.answers if answer.url.startswith("http")]
        else:
            page.goto(f"{address}/{path}")
        page.evaluate(SCROLL)
        watch.settle(page)
        page.evaluate(UNFOLD)
        sideways = beyond_the_edge(page, window.width)
        for width in window.narrowed:
            page.set_viewport_size({"width": width, "height": window.height})
            sideways += beyond_the_edge(page, width)
        requested, violations = watch.requested.copy(), []
        for scheme, look in zip((window.scheme, "light" if window.dark else "dark"), window.looks, strict=False):
            page.emulate_media(color_scheme=scheme)
            page.wait_for_function(SHOWS, arg=scheme)
            violations += [f"{scheme}: {line}" for line in axe(page, **look)]
        return Visit(path, window, requested, watch.beyond(address), watch.wrong, weights, sideways, violations)


def beyond_the_edge(page: Page, width: int) -> list[str]:
    """What of a page lies beyond the edge of a window of this width, a line each."""
    there, late = page.evaluate(OVERFLOWING)
    return [*([f"at {width} the page is {there} wide"] if there > width else []), *(f"at {width}: {element}" for element in late)]


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
