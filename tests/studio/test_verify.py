"""verify: the same film is passed, and of another one it is said what has changed."""

import json
import shutil

import numpy as np
import pytest
from PIL import Image

from scenes.studio.store.compare import differences


def test_a_film_is_rendered_again_elsewhere_and_found_the_same(published_project):
    before = published_project.published()
    said = published_project.scenes("verify", "tiny")
    assert (said.returncode, said.stdout) == (0, "tiny: the same, byte for byte\n"), said.stderr
    assert published_project.published() == before
    assert not list((published_project.root / "build" / "takes").iterdir())
    published_project.scene.write_text(published_project.scene.read_text(encoding="utf-8").replace("lr=0.25", "lr=0.3"), encoding="utf-8")
    said = published_project.scenes("verify")
    assert said.returncode == 1
    assert len(said.stderr.splitlines()) == 1
    for told in ("tiny: source: it has another fingerprint", "number: a_0 is 0.8 in row 1, was 1 (", "picture: tiny.dark.gif, ", " more)"):
        assert told in said.stderr
    assert published_project.published() == before


@pytest.fixture
def shelves(published_project, tmp_path):
    """Two copies of a published film, the first to be changed."""
    for name in ("shelf", "again"):
        shutil.copytree(published_project.films, tmp_path / name)
    return tmp_path / "shelf", tmp_path / "again"


def record(shelf, **changes):
    path = shelf / "tiny.json"
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | changes), encoding="utf-8")


def versions(shelf):
    record(shelf, versions={"torch": "1.0"} | {"numpy": json.loads((shelf / "tiny.json").read_text(encoding="utf-8"))["versions"]["numpy"]})


def number(shelf, by):
    path = shelf / "tiny.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("1,1.0,", f"1,{1 + by},"), encoding="utf-8")


def picture(shelf, by):
    with Image.open(shelf / "tiny.png") as still:
        pixels = np.array(still.convert("RGB"))
    pixels[:40, :40] -= np.uint8(by)
    Image.fromarray(pixels).save(shelf / "tiny.png")


def test_other_bytes_of_the_same_frames_are_the_encoders(shelves):
    picture(shelves[0], 0)
    assert differences("tiny", *shelves) == (["encoder: tiny.png has other bytes and the same frames"], True)
    versions(shelves[0])
    found, drift = differences("tiny", *shelves)
    assert not drift
    assert any(what.startswith("version: torch 1.0, now ") for what in found)
    assert not any("numpy" in what for what in found)


@pytest.mark.parametrize(("change", "small", "large"), [(number, 1e-6, 1e-3), (picture, 1, 200)])
def test_other_versions_explain_a_small_difference_but_not_a_large_one(shelves, change, small, large):
    shelf, again = shelves
    change(shelf, small)
    assert differences("tiny", shelf, again)[1], "with the same versions nothing may differ"
    versions(shelf)
    found, drift = differences("tiny", shelf, again)
    assert not drift
    change(shelf, large)
    found, drift = differences("tiny", shelf, again)
    assert drift
    assert any(what.startswith(f"{change.__name__}: ") for what in found)


def test_what_is_missing_damaged_or_worded_otherwise_is_named(shelves):
    shelf, again = shelves
    (shelf / "tiny.mp4").unlink()
    (shelf / "tiny.dark.mp4").write_bytes(b"no film")
    (shelf / "tiny.gif").write_bytes((shelf / "tiny.gif").read_bytes()[:500])
    (shelf / "tiny.vtt").write_text("WEBVTT")
    record(shelf, title="Teeny")
    found, drift = differences("tiny", shelf, again)
    assert drift
    assert found == [
        "file: tiny.dark.mp4 cannot be read",
        "file: tiny.gif cannot be read",
        "file: tiny.mp4 is not published",
        "file: tiny.vtt has other bytes",
        "record: title",
    ]
    text = (shelf / "tiny.csv").read_text(encoding="utf-8")
    (shelf / "tiny.csv").write_text(text[: text.rindex(",")], encoding="utf-8")
    assert differences("tiny", shelf, again)[0][0] == "number: tiny.csv cannot be read"
    (shelf / "tiny.json").write_text("{")
    assert differences("tiny", shelf, again) == (["record: none that can be read is published"], True)
