"""Key frames: the stops of a film as pictures of their own."""

import os

import av
import numpy as np
import pytest
from mini import Project
from PIL import Image

from scenes.studio.pages.keyframes import extract
from scenes.studio.pages.questions import entries, spoken_rows
from scenes.studio.store.paths import ANIMATIONS, DOCS
from scenes.studio.store.record import Record, films


@pytest.fixture(scope="module")
def filmed(_published, tmp_path_factory):
    """A project whose film has six frames and three stops."""
    project = Project(tmp_path_factory.mktemp("filmed") / "mini", _published)
    scene = project.scene.read_text(encoding="utf-8").replace("steps: int = 1", "steps: int = 5\n    poster = 1")
    project.scene.write_text(scene.replace("-1: ", '2: "Half way", -1: '), encoding="utf-8")
    assert project.scenes("render").returncode == 0
    return project.root


@pytest.fixture
def docs(filmed, tmp_path):
    """The notes of a project and its film, to be changed."""
    return Project(tmp_path / "mini", filmed).root / "docs"


def names(docs):
    return sorted(path.name for path in (docs / "animations").glob("*.step-*"))


def test_each_key_frame_is_that_frame_of_the_film_in_both_themes(docs):
    extract(docs)
    stops = {stop["row"]: stop["frame"] for stop in Record(docs / "animations", "tiny").data["stops"]}
    assert [*stops] == [0, 2, 5]
    assert names(docs) == [f"tiny{theme}.step-{row}.png" for theme in (".dark", "") for row in stops]
    for theme in ("", ".dark"):
        with av.open(str(docs / "animations" / f"tiny{theme}.gif")) as gif:
            frames = [frame.to_ndarray(format="rgb24") for frame in gif.decode(video=0)]
        for row, frame in stops.items():
            with Image.open(docs / "animations" / f"tiny{theme}.step-{row}.png") as png:
                np.testing.assert_array_equal(np.asarray(png.convert("RGB")), frames[frame])


def test_key_frames_are_made_once_and_follow_the_film(docs):
    assert len(extract(docs)) == 6
    assert extract(docs) == []
    stray = docs / "animations" / "tiny.step-3.png"
    stray.write_bytes(b"a stop that is none any more")
    gif = docs / "animations" / "tiny.gif"
    earlier = gif.stat().st_mtime - 100  # by a clock that was set back
    os.utime(gif, (earlier, earlier))
    assert {path.name for path in extract(docs)} == {f"tiny.step-{row}.png" for row in (0, 2, 5)}
    assert not stray.exists()


def test_where_a_talk_stops_a_film_is_a_key_frame_too(docs):
    asked = "{question: Lower, answers: {a: x}, verdict: v, because: y, decided: 4}"
    (docs / "slides.yml").write_text(
        f"tiny: {{ask: {asked}, say: s, pause: {{3: Look.}}, numbers: n, time: t, minutes: 2}}", encoding="utf-8"
    )
    extract(docs)
    assert names(docs) == [f"tiny{theme}.step-{row}.png" for theme in (".dark", "") for row in (0, 1, 2, 3, 5)]


def test_every_film_has_its_stops_in_both_themes():
    for name in films(ANIMATIONS):
        rows = spoken_rows(entries(DOCS)[name], Record(ANIMATIONS, name))
        for stem in (name, f"{name}.dark"):
            assert {int(path.suffixes[-2].removeprefix(".step-")) for path in ANIMATIONS.glob(f"{stem}.step-*.png")} == rows
