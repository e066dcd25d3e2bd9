"""python -m scenes decks: the decks and the archive of all films, in build/slides."""

import os
import shutil
import sys
from pathlib import Path

from scenes.studio.decks import archive, content, powerpoint, reveal, steps, zips
from scenes.studio.errors import BadInput
from scenes.studio.numbers import readable_size
from scenes.studio.store.made import NOTES, Made
from scenes.studio.store.paths import SLIDES


def main(folder: Path = SLIDES) -> int:
    """Write everything into `folder`, with a line for each file. Returns 2 where slides.yml, mkdocs.yml or a film is wrong, else 0."""
    folder.mkdir(parents=True, exist_ok=True)
    whole = True
    try:
        slides, films = content.slides(), content.records()
        for name in films.keys() - {slide.name for slide in slides}:
            print(f"docs/slides.yml has no words for {name}: it is in films.zip, but not in the decks", file=sys.stderr)
        powerpoint.write(folder / "sgd-in-motion.pptx", slides)
        steps.write(folder / "sgd-in-motion-steps.pptx", slides)
        archive.write(folder / "films.zip", films)
        try:
            reveal.write(folder / "sgd-in-motion", slides, folder.parent / "npm")
            zips.write_folder(folder / "sgd-in-motion.zip", folder / "sgd-in-motion")
        except reveal.NoNode as error:
            whole = False  # it may be there next time
            shutil.rmtree(folder / "sgd-in-motion", ignore_errors=True)  # an earlier one, with other films
            (folder / "sgd-in-motion.zip").unlink(missing_ok=True)
            print(f"the HTML deck is left out: {error}", file=sys.stderr)
    except BadInput as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    for path in sorted(folder.iterdir()):
        size = sum(file.stat().st_size for file in [path, *path.rglob("*")] if file.is_file())
        print(f"{os.path.relpath(path)}{'/' * path.is_dir()}  {readable_size(size)}")
    if whole:
        Made(folder, *NOTES).done()
    return 0
