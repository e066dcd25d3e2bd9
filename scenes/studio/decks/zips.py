"""Archives with the same bytes whenever they hold the same."""

import zipfile
from collections.abc import Iterable
from pathlib import Path

from scenes.studio.store.atomic import whole_file

COMPRESSED = (".gif", ".mp4", ".png")  # already


def write_zip(path: Path, entries: Iterable[tuple[str, bytes]]) -> None:
    """Write an archive of (name, bytes), whole or not at all. The same entries give the same bytes."""
    with whole_file(path) as unfinished, zipfile.ZipFile(unfinished, "w") as archive:
        for name, data in entries:
            info = zipfile.ZipInfo(name)  # of 1980, the first date that an archive knows
            info.external_attr = 0o644 << 16
            info.compress_type = zipfile.ZIP_STORED if name.endswith(COMPRESSED) else zipfile.ZIP_DEFLATED
            archive.writestr(info, data)


def write_folder(path: Path, folder: Path) -> None:
    """Write an archive of a folder."""
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    write_zip(path, ((file.relative_to(folder.parent).as_posix(), file.read_bytes()) for file in files))
