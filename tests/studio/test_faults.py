"""What goes wrong around a render is told in a line, and harms no film."""

import os

import pytest
from mini import Project

LIMITED = """
import resource, sys
from scenes.studio.cli.main import main

resource.setrlimit(resource.RLIMIT_FSIZE, (6000, 6000))  # a disk that is full after so many bytes of a file
sys.exit(main(["render"]))
"""
NO_FONT = """
import sys
from pathlib import Path
from scenes.studio.draw import fonts
from scenes.studio.cli.main import main

fonts.FONTS = Path("/no/such/fonts")
sys.exit(main(["render"]))
"""


NO_NETWORK = """
import socket, sys

def refuse(*_):
    raise OSError("there is no network")

socket.socket.connect = socket.getaddrinfo = refuse
from mkdocs.__main__ import cli
from scenes.studio.cli.main import main

sys.exit(main(["render"]) or cli(["build", "--strict", "--quiet"]))
"""


@pytest.fixture
def changed(published_project):
    """A project with a finished film whose scene has changed since."""
    text = published_project.scene.read_text(encoding="utf-8")
    published_project.scene.write_text(text.replace("steps: int = 1", "steps: int = 2"), encoding="utf-8")
    return published_project


def refused(project, *words, env=None, told):
    """Run a command that cannot make the film: exit code 1, one line about it, which is returned, and the old film as it was."""
    before = project.published()
    process = project.start(*words, env=env)
    _, err = process.communicate(timeout=120)
    assert process.returncode == 1, err
    assert len(err.splitlines()) == 1, err
    assert err.startswith("scenes: tiny was not made: ")
    assert told in err
    assert project.published() == before
    assert not project.unfinished()
    return err


def test_a_full_disk(changed):
    refused(changed, "-c", LIMITED, told="File too large")


def test_no_ffmpeg(changed):
    refused(changed, "-m", "scenes", "render", env={"IMAGEIO_FFMPEG_EXE": "/no/such/ffmpeg"}, told="ffmpeg")


def test_no_font(changed):
    refused(changed, "-c", NO_FONT, told="/no/such/fonts")


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("self.lr * 2 * a", "self.rate * 2 * a", "AttributeError: 'Bowl' object has no attribute 'rate'"),
        ("dot.set_data(", "bowl.plot([t], [t])\n            dot.set_data(", "adds or removes artists"),
    ],
    ids=["raises", "draws_in_frame"],
)
def test_a_lesson_that_fails(changed, right, wrong, told):
    lesson = changed.scene.read_text(encoding="utf-8").replace(right, wrong)
    changed.scene.write_text(lesson, encoding="utf-8")
    line = next(number for number, text in enumerate(lesson.splitlines(), 1) if wrong.split("\n")[0] in text)
    where = f"scenes/tiny.py, line {line}: " if "self" in wrong else "scenes/tiny.py: "
    said = refused(changed, "-m", "scenes", "render", told=told)
    assert said.startswith(f"scenes: tiny was not made: {where}")
    file = said.rstrip().removesuffix(")").rpartition("traceback: ")[2]
    assert (changed.root / file).read_text(encoding="utf-8").startswith("Traceback (most recent call last)")


def test_no_network(changed):
    process = changed.start("-c", NO_NETWORK)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    assert out.startswith("tiny: ")
    assert (changed.root / "build" / "site" / "index.html").is_file()


def test_a_clock_that_was_set_back(changed):
    os.utime(changed.scene, (0, 0))  # saved, by the clock, long before its film was made
    for path in changed.films.iterdir():
        os.utime(path, (2e9, 2e9))
    before = changed.published()
    assert changed.scenes("render").stdout.startswith("tiny: ")
    assert changed.published()["tiny.csv"] != before["tiny.csv"]


@pytest.mark.parametrize("file", ["tiny.json", "tiny.gif", "tiny.dark.mp4", "tiny.vtt", "tiny.png"])
def test_a_damaged_file_is_named_and_the_film_rendered_again(published_project, file):
    before = published_project.published()
    (published_project.films / file).write_bytes(bytes(len(before[file])))  # as large as it was
    (published_project.films / "notes.txt").write_text("somebody's own")
    said = published_project.scenes("render")
    assert said.returncode == 0
    assert said.stderr == f"{file} is damaged or gone: tiny is rendered again\n"
    assert published_project.published() == before | {"notes.txt": b"somebody's own"}


def test_two_renders_at_once_leave_one_whole_film(changed):
    both = [changed.start("-m", "scenes", "render") for _ in range(2)]
    said = [process.communicate(timeout=120) for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert not list(changed.films.glob(".*"))
    assert changed.scenes("render").stdout == "1 film up to date\n"


def test_a_folder_with_spaces_and_umlauts_is_one_like_any_other(published_project, tmp_path):
    project = Project(tmp_path / "Über größe (2) & co", like=published_project.root)
    before = project.published()
    (project.films / "tiny.gif").unlink()
    assert project.scenes("render").returncode == 0
    assert project.published() == before
    said = project.python("-m", "mkdocs", "build", "--strict")
    assert said.returncode == 0, said.stderr
    assert (project.root / "build" / "site" / "animations" / "tiny.gif").is_file()
