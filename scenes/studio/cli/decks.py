"""python -m scenes decks: the decks and the archive of all films, in build/slides; or a deck of one's own, in build/takes."""

import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from scenes.studio.decks import archive, content, powerpoint, reveal, steps, zips
from scenes.studio.decks.content import Deck
from scenes.studio.numbers import readable_size
from scenes.studio.pages.lectures import WHOLE, lectures, selected
from scenes.studio.store.made import NOTES, Made
from scenes.studio.store.names import THEMES
from scenes.studio.store.paths import DOCS, SLIDES, TAKES

NPM = SLIDES.parent / "npm"  # where reveal.js is kept


def main(names: Sequence[str] | None = None, theme: str | None = None) -> int:
    """Write the decks, with a line for each file; with names or a theme, one deck of these.

    Raises BadInput for a name that there is not, and where docs/slides.yml is wrong.
    """
    ours = not names and not theme
    for path in everything(SLIDES) if ours else own(names or [WHOLE], theme or THEMES[0], TAKES):
        size = sum(file.stat().st_size for file in [path, *path.rglob("*")] if file.is_file())
        print(f"{os.path.relpath(path)}{'/' * path.is_dir()}  {readable_size(size, ' ')}")
    if ours and (SLIDES / f"{WHOLE}.zip").exists():  # without Node there is none; it may be there next time
        Made(SLIDES, *NOTES).done()
    return 0


def everything(folder: Path) -> list[Path]:
    """Write the deck of all films in its three forms, the others as slides that stop and as pages beside the HTML deck, and the archive."""
    folder.mkdir(parents=True, exist_ok=True)
    decks = {name: content.deck(lecture) for name, lecture in lectures(DOCS).items()}
    films = content.records()
    for name in films.keys() - {film.name for film in decks[WHOLE].films}:
        print(f"docs/slides.yml has no words or no place for {name}: it is in films.zip, but not in the deck of all films", file=sys.stderr)
    powerpoint.write(folder / f"{WHOLE}.pptx", decks[WHOLE])
    for name, deck in decks.items():
        steps.write(folder / f"{name}-steps.pptx", deck)
    archive.write(folder / "films.zip", films)
    _html(folder / WHOLE, {"index" if name == WHOLE else name: deck for name, deck in decks.items()})
    return sorted(folder.iterdir())


def own(names: Sequence[str], theme: str, folder: Path) -> list[Path]:
    """Write one deck of these films, slides of words and decks, in its three forms. Raises BadInput for a name that there is not."""
    deck = content.deck(selected(DOCS, names), theme=theme)
    folder.mkdir(parents=True, exist_ok=True)
    stem = (names[0] if len(names) == 1 else "deck") + ("" if theme == THEMES[0] else f"-{theme}")
    powerpoint.write(folder / f"{stem}.pptx", deck)
    steps.write(folder / f"{stem}-steps.pptx", deck)
    _html(folder / stem, {"index": deck})
    return [path for path in (folder / f"{stem}{ending}" for ending in (".pptx", "-steps.pptx", "", ".zip")) if path.exists()]


def _html(folder: Path, decks: Mapping[str, Deck]) -> None:
    """Write the HTML deck and its ZIP; where there is no Node, remove both and say so."""
    archived = folder.with_name(f"{folder.name}.zip")
    try:
        reveal.write(folder, decks, NPM)
        zips.write_folder(archived, folder)
    except reveal.NoNode as error:
        shutil.rmtree(folder, ignore_errors=True)  # an earlier one, with other films
        archived.unlink(missing_ok=True)
        print(f"the HTML deck is left out: {error}", file=sys.stderr)
