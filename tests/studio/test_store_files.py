"""Names of files, and files that are whole or not there."""

import os
import subprocess
import sys

import pytest

from scenes.studio.store.atomic import clear_unfinished, whole_file, whole_folder
from scenes.studio.store.names import FileName, file_name, parse_file_name


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (("good_lr", "gif"), "good_lr.gif"),
        (("good_lr", "once.gif", "dark"), "good_lr.dark.once.gif"),
        (("good_lr", "tall.mp4"), "good_lr.tall.mp4"),
        (("good_lr", "tall.webp", "dark"), "good_lr.dark.tall.webp"),
        (("good_lr", "png", "light", 12), "good_lr.step-12.png"),
        (("good_lr", "png", "dark", 0), "good_lr.dark.step-0.png"),
        (("good_lr-lr-0.125", "mp4"), "good_lr-lr-0.125.mp4"),
        (("good_lr-lr-0.125", "once.gif", "dark"), "good_lr-lr-0.125.dark.once.gif"),
    ],
)
def test_a_file_name_has_a_part_for_everything_and_can_be_read_back(parts, name):
    assert file_name(*parts) == name
    assert parse_file_name(name) == FileName(*parts)


@pytest.mark.parametrize("name", ["README", ".gitignore", "good_lr.", ""])
def test_other_names_have_no_parts(name):
    assert parse_file_name(name) is None


def test_a_file_is_replaced_when_the_block_ends(tmp_path):
    path = tmp_path / "x.txt"
    path.write_text("old")
    with whole_file(path) as temporary:
        temporary.write_text("new")
        assert path.read_text() == "old"
    assert path.read_text() == "new"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_is_replaced_when_the_block_ends(tmp_path):
    path = tmp_path / "x"
    path.mkdir()
    (path / "old").touch()
    with whole_folder(path) as temporary:
        (temporary / "new").touch()
        assert [file.name for file in path.iterdir()] == ["old"]
    assert [file.name for file in path.iterdir()] == ["new"]
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("whole", [whole_file, whole_folder])
def test_an_error_leaves_what_was_there(tmp_path, whole):
    path = tmp_path / "x"
    with whole(path) as temporary:
        (temporary if whole is whole_file else temporary / "file").write_text("old")
    with pytest.raises(OSError, match="no space"), whole(path) as temporary:  # noqa: PT012
        (temporary if whole is whole_file else temporary / "file").write_text("new")
        raise OSError("no space")
    assert (path if whole is whole_file else path / "file").read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_only_what_ended_processes_left_is_cleared_away(tmp_path):
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    ours, theirs = tmp_path / f".a.{os.getpid()}.unfinished", tmp_path / f".b.{ended.pid}.unfinished"
    foreign = [tmp_path / name for name in (".foo.unfinished", "notes.txt", ".foo.bar.unfinished")]
    for folder in (ours, theirs, *foreign):
        folder.mkdir()
    (tmp_path / f".c.{ended.pid}.unfinished").write_text("half a file")
    clear_unfinished(tmp_path)
    assert sorted(tmp_path.iterdir()) == sorted([ours, *foreign])
