"""Key frames: the steps that the notes speak of, as pictures of their own."""

import os

import av
import numpy as np
import pytest
from mini import Project
from PIL import Image

from scenes.studio.pages.index import key_steps
from scenes.studio.pages.keyframes import chosen, extract
from scenes.studio.store.paths import ANIMATIONS
from scenes.studio.store.record import Record, films

NOTE = """See {{ moment("tiny", 2, "the second step") }} and [here](#tiny@1), where the loss is {{ run.tiny.loss.at(3) }}.
{{ predict("bowl", 4, "Up or down?", {}) }} `{{ moment("tiny", 5) }}` <!-- {{ moment("tiny", 4) }} -->"""


@pytest.fixture(scope="module")
def filmed(_published, tmp_path_factory):
    """A project with a note and a film of six frames."""
    project = Project(tmp_path_factory.mktemp("filmed") / "mini", _published)
    project.scene.write_text(project.scene.read_text(encoding="utf-8").replace("steps: int = 1", "steps: int = 5"), encoding="utf-8")
    assert project.scenes("render").returncode == 0
    (project.root / "docs" / "note.md").write_text(NOTE, encoding="utf-8")
    return project.root


@pytest.fixture
def docs(filmed, tmp_path):
    """The notes of a project and its film, to be changed."""
    return Project(tmp_path / "mini", filmed).root / "docs"


def names(docs):
    return sorted(path.name for path in (docs / "animations").glob("*.step-*"))


def test_the_steps_that_notes_speak_of_are_found(docs):
    assert key_steps(docs) == {"tiny": [2, 1, 3], "bowl": [4]}


def test_each_key_frame_is_that_frame_of_the_film_in_both_themes(docs):
    extract(docs)
    assert names(docs) == [f"tiny{theme}.step-{step}.png" for theme in (".dark", "") for step in (0, 1, 2, 3)]
    for theme in ("", ".dark"):
        with av.open(str(docs / "animations" / f"tiny{theme}.gif")) as gif:
            frames = [frame.to_ndarray(format="rgb24") for frame in gif.decode(video=0)]
        for step in range(4):
            with Image.open(docs / "animations" / f"tiny{theme}.step-{step}.png") as png:
                np.testing.assert_array_equal(np.asarray(png.convert("RGB")), frames[step])


def test_key_frames_are_made_once_and_follow_the_notes_and_the_film(docs):
    assert len(extract(docs)) == 8
    assert extract(docs) == []
    (docs / "note.md").write_text(NOTE.replace("2, ", "5, "), encoding="utf-8")
    assert sorted(path.name for path in extract(docs)) == ["tiny.dark.step-5.png", "tiny.step-5.png"]
    assert "tiny.step-2.png" not in names(docs)
    gif = docs / "animations" / "tiny.gif"
    later = gif.stat().st_mtime + 100
    os.utime(gif, (later, later))
    assert {path.name for path in extract(docs)} == {f"tiny.step-{step}.png" for step in (0, 1, 3, 5)}


def test_a_step_between_two_frames_is_shown_by_the_nearer_one():
    film = {"steps": [0, 10, 20, 30, 40, 50], "poster": 5}
    assert chosen(film, [14, 16]) == {0: 0, 10: 1, 20: 2, 50: 5}


def test_never_more_than_five_and_those_first_that_readers_are_sent_to():
    film = {"steps": list(range(100)), "poster": 99}
    assert chosen(film, [50, 40, 50, 30, 20, 10, 0]) == {10: 10, 20: 20, 30: 30, 40: 40, 50: 50}


def test_every_film_has_three_to_five_in_both_themes():
    for name in films(ANIMATIONS):
        shown = {str(step) for step in Record(ANIMATIONS, name).data["steps"]}
        for stem in (name, f"{name}.dark"):
            steps = [path.suffixes[-2].removeprefix(".step-") for path in ANIMATIONS.glob(f"{stem}.step-*.png")]
            assert 3 <= len(steps) <= 5, stem
            assert set(steps) <= shown
