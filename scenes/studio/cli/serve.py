"""python -m scenes serve: the site on this machine, which follows edits: a changed note is built at once, and all pages after it."""

import logging
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

from jinja2 import Environment
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from scenes.studio.store.paths import DOCS, ROOT

CONFIG = ROOT / "mkdocs.yml"
HOST, PORT = "127.0.0.1", 8000
INDEX = Path("search", "search_index.json")
State = dict[Path, int]  # when each file was changed last


class Titles(BasePlugin):
    """Where one page is built alone, the menu takes the names of the others from the time before."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def on_page_content(self, html: str, page: Page, **_: Any) -> None:
        self._known[page.file.src_uri] = str(page.title)

    def on_nav(self, nav: Navigation, **_: Any) -> None:
        for page in nav.pages:
            if not page.file.is_modified():
                page.title = page.title or self._known.get(page.file.src_uri)


class Site:
    """The site in a folder for the time being, and the server that shows it."""

    def __init__(self, port: int = PORT):
        self.address = f"http://{HOST}:{port}/"
        self._titles = Titles()
        self._templates: Environment | None = None
        self._folder = Path(tempfile.mkdtemp(prefix="site-"))
        self._state: tuple[State, State] = ({}, {})
        self._whole: subprocess.Popen[bytes] | None = None  # builds all pages in the background
        self._lock = threading.Lock()  # while the folder is written or exchanged
        self.server = LiveReloadServer(builder=self.build, host=HOST, port=port, root=str(self._folder), polling_interval=0.3)

    def build(self) -> None:
        """Build what has changed: notes at once, by themselves; if anything else did, all. Called at the start and at every change."""
        self._stop()
        with self._lock:
            state = notes, others = _state()
            if notes.keys() == self._state[0].keys() and others == self._state[1]:  # only the words of notes have changed
                index = self._folder / INDEX
                before = index.read_bytes() if index.is_file() else b""
                build(self._config(), serve_url=self.address, dirty=True)
                if before:
                    index.write_bytes(before)  # or else the search would know the changed notes alone
                self._build_whole(state)
            else:
                build(self._config(), serve_url=self.address)
            self._state = state

    def _config(self) -> MkDocsConfig:
        config = load_config(str(CONFIG), site_dir=str(self._folder), site_url=self.address)
        config.plugins["titles"] = self._titles
        templates = self._templates = self._templates or config.theme.get_env()
        config.theme.get_env = lambda: templates  # type: ignore[method-assign] # compiled once; one that has changed is again
        return config

    def _build_whole(self, state: tuple[State, State]) -> None:
        """Build all pages in the background, because any of them may name or count what stands in a note; then show these."""
        folder = Path(tempfile.mkdtemp(prefix="site-"))
        command = [sys.executable, "-m", "mkdocs", "build", "--quiet", f"--config-file={CONFIG}", f"--site-dir={folder}"]
        process = self._whole = subprocess.Popen(command, env=os.environ | {"SITE_URL": self.address}, stderr=subprocess.DEVNULL)

        def exchange() -> None:
            code = process.wait()
            with self._lock:
                late, gone = folder, self._folder
                if not code and self._whole is process and _state() == state:
                    self._folder, self.server.root, late = folder, str(folder), gone
                shutil.rmtree(late, ignore_errors=True)

        self._exchange = threading.Thread(target=exchange, daemon=True)
        self._exchange.start()

    def _stop(self) -> None:
        """Stop building all pages: they would be out of date."""
        if self._whole:
            self._whole.terminate()
            self._whole.wait()
            self._exchange.join()
            self._whole = None

    def show(self) -> None:
        """Show the site, until it is interrupted."""
        try:
            self.build()
            for path in (DOCS, CONFIG):
                self.server.watch(str(path))
            self.server.serve()
        except KeyboardInterrupt:
            pass
        finally:
            self._stop()
            self.server.shutdown()
            shutil.rmtree(self._folder, ignore_errors=True)


def main(port: int = PORT) -> int:
    """Show the site until it is interrupted; returns 1 where it cannot be built at first, which MkDocs tells, else 0."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    logging.getLogger("mkdocs.commands.build").addFilter(lambda record: "'dirty' build" not in record.getMessage())
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ended by a program, it tidies up just as for Control and C
    try:
        Site(port).show()
    except MkDocsException:
        return 1
    return 0


def _state() -> tuple[State, State]:
    """The notes, and all other files that the site is made of."""
    files = {path: path.stat().st_mtime_ns for path in [CONFIG, *DOCS.rglob("*")] if path.is_file()}
    notes = {path: time for path, time in files.items() if path.suffix == ".md" and "includes" not in path.parts}
    return notes, {path: time for path, time in files.items() if path not in notes}
