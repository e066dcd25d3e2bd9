"""A real Chromium and the built site behind a small server, for the tests that need them."""

import functools
import shutil
import sys
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from machine import apt_get, missing, one_at_a_time, runs
from playwright.sync_api import Browser, Error, Playwright, sync_playwright

SITE = Path(__file__).resolve().parents[1] / "build" / "site"
NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]

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


@pytest.fixture(scope="session")
def site() -> Path:
    """The folder of the built site."""
    if not (SITE / "index.html").is_file():
        pytest.fail("build/site/ is not there: run `make site`", pytrace=False)
    return SITE


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """Where a local server shows the site: http://127.0.0.1:PORT."""

    class Quiet(SimpleHTTPRequestHandler):
        timeout = 2  # seconds that a connection may idle: browsers open some in advance

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(site)))
    server.daemon_threads = False  # so that closing waits for them
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, found or installed. Where there is none the tests are skipped; with CI=true they fail."""
    with sync_playwright() as playwright:
        chromium = launch(playwright) or missing("no Chromium was found, and neither apt-get nor Playwright could install one")
        yield chromium
        chromium.close()


def launch(playwright: Playwright) -> Browser | None:
    """The machine's own Chromium, else one that Playwright has, else one installed now; None if all fail."""
    with one_at_a_time():
        for attempt in (lambda: True, lambda: apt_get("chromium"), lambda: runs(sys.executable, "-m", "playwright", "install", "chromium")):
            if attempt():
                try:
                    return playwright.chromium.launch(executable_path=found(), args=FLAGS)
                except Error:
                    pass
    return None


def found() -> str | None:
    """The path of a browser of this machine; None leaves it to Playwright to use its own."""
    return next(filter(None, map(shutil.which, NAMES)), None)
