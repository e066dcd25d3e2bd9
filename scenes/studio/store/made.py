"""Whether what was made last time is still what would be made now: known from the files that went into it, without making it."""

import hashlib
import os
from pathlib import Path

from scenes.studio.store.paths import DOCS, ROOT, SCENES

NOTES = (DOCS, SCENES, ROOT / "mkdocs.yml", ROOT / ".venv" / ".installed")  # what pages and decks are made of


class Made:
    """What is made of other files; `.NAME.made` beside it keeps the state of all of them when it was made."""

    def __init__(self, product: Path, *sources: Path):
        self._files = [product, *sources]
        self._note = product.with_name(f".{product.name}.made")

    def up_to_date(self) -> bool:
        """Whether no file of the folder or of its sources was changed, added or taken away since `done`."""
        return self._note.is_file() and self._note.read_text(encoding="utf-8") == self._state()

    def done(self) -> None:
        """Keep in mind that the folder, as it is, is made of the sources as they are."""
        self._note.parent.mkdir(parents=True, exist_ok=True)
        self._note.write_text(self._state(), encoding="utf-8")

    def _state(self) -> str:
        """A hash of all paths, times and sizes, and of the address that the site is built for."""
        digest = hashlib.sha256(os.environ.get("SITE_URL", "").encode())
        for source in self._files:
            for path in sorted(source.rglob("*")) if source.is_dir() else [source]:
                if path.is_file() and "__pycache__" not in path.parts:
                    its = path.stat()
                    digest.update(f"{path}\n{its.st_mtime_ns} {its.st_size}\n".encode())
        return digest.hexdigest()
