"""What is made of other files is made again when one of them changes, and not before."""

import os

import pytest

from scenes.studio.store.made import Made


@pytest.fixture
def made(tmp_path):
    for folder in ("product", "notes"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a").write_text("a")
    made = Made(tmp_path / "product", tmp_path / "notes", tmp_path / "config")
    assert not made.up_to_date()
    made.done()
    assert made.up_to_date()
    return made


@pytest.mark.parametrize("change", ["product/a", "notes/a", "notes/b", "config", "gone", "address"])
def test_a_change_of_any_file_is_seen(made, tmp_path, change, monkeypatch):
    if change == "gone":
        (tmp_path / "product" / "a").unlink()
    elif change == "address":
        monkeypatch.setenv("SITE_URL", "https://elsewhere.example/")
    else:
        (tmp_path / change).write_text("changed")
    assert not made.up_to_date()


def test_only_files_count(made, tmp_path):
    (tmp_path / "notes" / "__pycache__").mkdir()
    (tmp_path / "notes" / "__pycache__" / "a.pyc").write_text("a")
    os.utime(tmp_path / "notes")
    assert made.up_to_date()
