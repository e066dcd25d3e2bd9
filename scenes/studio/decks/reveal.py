"""sgd-in-motion/index.html: the films as a reveal.js deck that works from a folder, without a network; shorter decks beside it.

reveal.js comes from npm when the deck is made, at one version, and is checked against its published checksum, SHA512 below.
"""

import base64
import hashlib
import io
import shutil
import subprocess
import tarfile
from collections.abc import Mapping
from pathlib import Path

from markupsafe import Markup

from scenes.studio.decks.content import LICENCE, Deck
from scenes.studio.draw.theme import THEMES
from scenes.studio.errors import BadInput
from scenes.studio.pages.address import site_url
from scenes.studio.pages.policy import INLINE, sealed
from scenes.studio.pages.templates import render
from scenes.studio.pages.tokens import ASSETS, tokens
from scenes.studio.store.atomic import whole_folder
from scenes.studio.store.record import ATTRIBUTION

VERSION = "6.0.2"
SHA512 = "JYIg5D9aoxoaLeb84O+OvAwsKWdIavVgEDScxtYEXFCT6t6TQrhNtSgogcjdCpdLsWglhJn3zyE3fUOwiH5KEg=="
# What the deck needs of it: where it is in the package, and what it is called here.
PARTS = {
    "package/dist/reveal.js": "reveal.js",
    "package/dist/reveal.css": "reveal.css",
    "package/dist/plugin/notes.js": "notes.js",
    "package/LICENSE": "LICENSE-reveal.js",
}


class NoNode(Exception):
    """reveal.js cannot be fetched on this machine; the message says why, and what would help."""


def write(folder: Path, decks: Mapping[str, Deck], npm: Path) -> None:
    """Write a folder, whole or not at all: a page for each deck, by its name, reveal.js, and the MP4s and stills that they share.

    reveal.js is kept in the folder `npm`. Raises NoNode where it cannot be fetched, and BadInput where its checksum is wrong.
    """
    parts = _reveal(npm)
    with whole_folder(folder) as unfinished:
        (unfinished / "films").mkdir()
        for name, data in parts.items():
            (unfinished / name).write_bytes(data)
        for name, deck in decks.items():
            (unfinished / f"{name}.html").write_text(_page(deck, _speakers(parts["notes.js"])), encoding="utf-8")
        files = {
            file for deck in decks.values() for film in deck.films for file in (film.mp4, film.still, *(rest.still for rest in film.rests))
        }
        for file in files:
            shutil.copyfile(file, unfinished / "films" / file.name)


def _page(deck: Deck, *scripts: str) -> str:
    """The page of a deck, with a policy under which its own script and these run. Reveal.js sets styles in its pages itself."""
    page = render(
        "reveal.html",
        deck=deck,
        attribution=ATTRIBUTION,
        licence=LICENCE,
        site=site_url(),
        colours=tokens(THEMES[deck.theme]),
        frames=Markup((ASSETS / "player" / "frames.js").read_text(encoding="utf-8")),
    )
    own = {"style-src": "'self' 'unsafe-inline'", "frame-src": "'self'"}  # the speaker's window has the deck in frames
    return sealed(page, [*INLINE.findall(page), *scripts], own)


def _speakers(notes: bytes) -> str:
    """The script in the page that notes.js writes into the speaker's window, which has the policy of the deck that opened it."""
    _, _, after = notes.decode().partition("<script>")
    return after.partition(r"<\/script>")[0].replace("\\\\", "\\")


def _reveal(npm: Path) -> dict[str, bytes]:
    """The files of reveal.js that the deck needs, by name."""
    path = npm / f"reveal.js-{VERSION}.tgz"
    if not path.is_file():
        _fetch(npm)
    package = path.read_bytes()
    if base64.b64encode(hashlib.sha512(package).digest()).decode() != SHA512:
        raise BadInput(f"{path} is not reveal.js {VERSION} as it was published; delete it and try again")
    with tarfile.open(fileobj=io.BytesIO(package)) as archive:
        files = {name: archive.extractfile(part) for part, name in PARTS.items()}
        return {name: file.read() for name, file in files.items() if file}


def _fetch(npm: Path) -> None:
    command = shutil.which("npm")
    if not command:
        raise NoNode("npm was not found; install Node 18 or later, https://nodejs.org")
    npm.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        [command, "pack", f"reveal.js@{VERSION}", "--silent", "--ignore-scripts", "--pack-destination", str(npm)],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )
    if done.returncode:
        raise NoNode(f"npm could not fetch reveal.js {VERSION}; is there a network? {' '.join(done.stderr.split())[:200]}")
