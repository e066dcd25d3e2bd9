"""A real Chromium and the built site behind a local server, for the tests that need them."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import machine
import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, Error, Page, sync_playwright
from server import serving

SITE = Path(__file__).resolve().parents[1] / "build" / "site"
# As Playwright sets them: there is a mouse. And pixels below the screen from where lazy images are fetched: the headless shell
# knows of no network, and would take 3000.
SETTINGS = {"primaryHoverType": 2, "availableHoverTypes": 2, "primaryPointerType": 4, "availablePointerTypes": 4,
            "lazyLoadingImageMarginPxUnknown": 1250}  # fmt: skip
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    f"--blink-settings={','.join(f'{name}={value}' for name, value in SETTINGS.items())}",
]
TIMEOUT = 30_000  # milliseconds

# Down to the end of a page and up again, so that all that is lazy comes in. An image that is lazy still would never be decoded.
SCROLL = """async () => {
  for (let y = 0; y < document.documentElement.scrollHeight; y += 600) {
    scrollTo(0, y)
    await new Promise(done => setTimeout(done, 30))
  }
  scrollTo(0, 0)
  for (const image of document.images)
    if (image.checkVisibility()) {
      image.loading = "eager"
      await image.decode()
    }
}"""

UNFOLD = "document.querySelectorAll('details').forEach(element => element.open = true)"

# The rules of axe that look at colours: only what these find may differ between the themes.
COLOURS = ("color-contrast", "link-in-text-block")

# The table of a run has a row for every step, all from one template in one style: the first three stand for the others.
# Text has the contrast of text that looks the same, as have all elements around it: the first of these stands for the others.
# Where a thing lies over a text by chance, axe does not judge its contrast anyway.
ALIKE = """() => {
  const seen = new Set(), looks = new Map([[null, ""]])
  const parts = "color backgroundColor backgroundImage opacity filter mixBlendMode textShadow fontSize fontWeight".split(" ")
  const look = element => {
    if (!looks.has(element)) {
      const style = getComputedStyle(element)
      looks.set(element, [element.localName, ...parts.map(part => style[part]), look(element.parentElement)].join())
    }
    return looks.get(element)
  }
  for (const element of document.body.querySelectorAll("*"))
    if ([...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim()) && element.checkVisibility()) {
      element.toggleAttribute("data-alike", seen.has(look(element)))
      seen.add(look(element))
    }
  axe.configure({ rules: [{ id: "color-contrast", selector: ":not([data-alike])" }] })
}"""

AXE = f"""async ([how, within]) => {{
  if (!window.axe) {{ {AXE_SCRIPT} }}
  for (const row of document.querySelectorAll(".film__run tbody tr:nth-child(n+4)")) row.remove()
  const moving = document.getAnimations().filter(animation => animation instanceof CSSTransition)
  await Promise.allSettled(moving.map(animation => animation.finished))
  const wide = "pre code, .md-typeset__scrollwrap"
  const late = () => [...document.querySelectorAll(wide)].some(box => box.scrollWidth > box.clientWidth && box.tabIndex < 0)
  for (let wait = 0; wait < 60 && late(); wait++) await new Promise(done => setTimeout(done, 50)) // until the scripts have seen it
  ;({ALIKE})()
  const {{ violations }} = await axe.run(within, {{ resultTypes: ["violations"], preload: false, ...how }})
  return violations.map(rule => `${{rule.id}}: ${{rule.nodes[0].html.slice(0, 120)}}`)
}}"""


def axe(page: Page, only: Sequence[str] = (), but: Sequence[str] = (), outside: str | None = None) -> list[str]:
    """What axe finds, a line for each rule that is broken. By all rules, `only` some, or all `but` some; on the whole page or
    `outside` what a selector names. Takes rows off the page."""
    how = {"runOnly": {"type": "rule", "values": only}} if only else {"rules": {rule: {"enabled": False} for rule in but}}
    return page.evaluate(AXE, [how, {"exclude": [[outside]] if outside else []}])


def until(page: Page, expression: str, *, arg: Any = None) -> None:
    """Wait until an expression, or a function of `arg`, is true. Playwright's own evaluates it in the page, again and again,
    which the pages' Content-Security-Policy forbids."""
    end = time.monotonic() + TIMEOUT / 1000
    while True:
        try:
            if page.evaluate(expression, arg):
                return
        except Error as error:
            if "context was destroyed" not in error.message:  # by another page, which has its turn now
                raise
        assert time.monotonic() < end, f"still not true: {expression}"
        page.wait_for_timeout(20)


Page.wait_for_function = until  # type: ignore[method-assign, assignment]


def typefaces(page: Page, selector: str) -> set[str]:
    """The fonts that the text of something is set in, as Chromium itself says."""
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    node = session.send("DOM.querySelector", {"nodeId": root, "selector": f"main {selector}"})["nodeId"]
    return {font["familyName"] for font in session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]}


@pytest.fixture(scope="session")
def site() -> Path:
    """The folder of the built site."""
    if not (SITE / "index.html").is_file():
        pytest.fail("build/site/ is not there: run `make site`", pytrace=False)
    return SITE


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """Where a local server shows the site: http://127.0.0.1:PORT."""
    with serving(site) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium of this machine, or Playwright's own. Where there is none the tests are skipped; with CI=true they fail."""
    with sync_playwright() as playwright:
        try:
            chromium = playwright.chromium.launch(executable_path=machine.chromium(), args=FLAGS)
        except Error as error:
            why = error.message.splitlines()[0]
            machine.missing(f"no Chromium could be started; install one, or run `playwright install chromium`: {why}")
        yield chromium
        chromium.close()


@contextmanager
def visitor(browser: Browser, **how: Any) -> Iterator[BrowserContext]:
    """A browser context of its own, as of somebody who comes for the first time, with a window of 1280 × 800 unless told otherwise."""
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **how})
    context.set_default_timeout(TIMEOUT)
    try:
        yield context
    finally:
        context.close()
