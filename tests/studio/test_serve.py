"""What is seen of an edit in the site that `make serve` shows."""

import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from urllib.request import urlopen

import pytest


@pytest.fixture
def page(published_project, tmp_path, monkeypatch) -> Iterator[Callable[[str, str], str]]:
    """Waits until a page of the site that is served has some words, and returns it."""
    config = published_project.root / "mkdocs.yml"
    config.write_text(config.read_text(encoding="utf-8").replace("plugins:\n", "plugins:\n  - search\n"), encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    silent = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    server = published_project.start("-m", "scenes", "serve", "--port", str(port), **silent)

    def shows(path: str, words: str) -> str:
        end, text = time.monotonic() + 60, ""
        while words not in text:
            assert time.monotonic() < end, f"“{words}” does not come to {path}: {text[:200]}"
            time.sleep(0.05)
            try:
                with urlopen(f"http://127.0.0.1:{port}/{path}", timeout=30) as answer:
                    text = answer.read().decode()
            except OSError:
                text = ""
        return text

    yield shows
    assert [*temporary.glob("site-*")]
    server.send_signal(signal.SIGTERM)  # Control and C goes the same way
    assert server.wait(60) == 0, "it does not end as it should"
    assert not [*temporary.glob("site-*")], "it leaves nothing behind"


def test_notes_new_pages_and_films_are_followed(published_project, page):
    docs = published_project.root / "docs"
    assert "A first note" not in page("index.html", "A dot takes one step")
    note = docs / "index.md"
    note.write_text(note.read_text(encoding="utf-8") + "\n## A first note\n", encoding="utf-8")
    page("index.html", "A first note")
    page("search/search_index.json", "A first note")  # when all pages have been built
    (docs / "new.md").write_text("# A second page\n\nFrom {{ run.tiny.loss.first }}.\n", encoding="utf-8")
    assert "From 4." in page("new.html", "A second page")
    config = published_project.root / "mkdocs.yml"
    config.write_text(config.read_text(encoding="utf-8").replace("  - index.md\n", "  - index.md\n  - new.md\n"), encoding="utf-8")
    page("index.html", "A second page")
    note.write_text("# A third note, by itself\n", encoding="utf-8")
    assert "A second page" in page("index.html", "A third note"), "the menu names the other pages"
    scene = published_project.scene
    scene.write_text(scene.read_text(encoding="utf-8").replace("steps: int = 1", "steps: int = 2"), encoding="utf-8")
    (docs / "new.md").write_text("# A second page\n\nTo {{ run.tiny.loss.last }}.\n", encoding="utf-8")
    page("new.html", "To 1.")
    assert published_project.scenes("render").returncode == 0
    page("new.html", "To 0.25.")
