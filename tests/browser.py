"""A real Chromium and the built site behind a small server, for the tests that need them."""

import fcntl
import functools
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NoReturn

import pytest
from playwright.sync_api import Browser, Error, Playwright, sync_playwright

SITE = Path(__file__).resolve().parents[1] / "build" / "site"
NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


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


def missing(why: str) -> NoReturn:
    """Skip, saying why; on a CI machine fail, because there nobody reads what was skipped."""
    if os.environ.get("CI") == "true":
        pytest.fail(why, pytrace=False)
    pytest.skip(f"{why}: the browser tests are skipped")


def launch(playwright: Playwright) -> Browser | None:
    """The machine's own Chromium, else one that Playwright has, else one installed now; None if all fail."""
    with open(Path(tempfile.gettempdir()) / f"sgd-in-motion-browser.{os.getuid()}", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # of several workers only one installs
        for attempt in (lambda: True, _apt_get, _playwright_install):
            if attempt():
                try:
                    return playwright.chromium.launch(executable_path=found(), args=FLAGS)
                except Error:
                    pass
    return None


def found() -> str | None:
    """The path of a browser of this machine; None leaves it to Playwright to use its own."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def _apt_get() -> bool:
    return os.getuid() == 0 and bool(shutil.which("apt-get")) and _runs("apt-get", "install", "--yes", "--quiet", "chromium")


def _playwright_install() -> bool:
    return _runs(sys.executable, "-m", "playwright", "install", "chromium")


def _runs(*command: str) -> bool:
    try:
        return subprocess.run(command, capture_output=True, timeout=600).returncode == 0
    except subprocess.TimeoutExpired:
        return False
