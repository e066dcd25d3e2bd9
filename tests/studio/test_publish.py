"""Never half a film: whatever is killed or fails, a film's files are all old or all new."""

import json
import os
import pty
import re
import signal
import subprocess
import time
from contextlib import suppress

import pytest

from scenes.studio.encode.mp4 import Mp4
from scenes.studio.store import publish, record, render
from scenes.studio.store.job import RenderJob


def wait_for(happened, process):
    """What `happened()` returns once it is true, while the render runs."""
    for _ in range(20_000):
        if found := happened():
            return found
        assert process.poll() is None, "the render ended before"
        time.sleep(0.01)
    raise AssertionError("it never happened")


def writing(project):
    """The folders in which a render has begun to write."""
    return [folder for folder in project.unfinished() if any(folder.iterdir())]


def rewrite(project, old, new):
    text = project.scene.read_text(encoding="utf-8")
    assert old in text
    project.scene.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def changed(published_project):
    """A project with a finished film, whose scene has become a longer one: frames enough to be killed among them."""
    rewrite(published_project, "steps: int = 1", "steps: int = 40")
    return published_project


def test_a_killed_render_leaves_the_old_film_and_the_next_one_completes(changed):
    old = changed.published()
    render = changed.start("-m", "scenes", "render")
    wait_for(lambda: writing(changed), render)
    render.send_signal(signal.SIGKILL)
    assert render.wait() == -signal.SIGKILL
    render.communicate()
    assert changed.published() == old
    assert changed.unfinished()

    assert changed.scenes("render").returncode == 0
    assert not changed.unfinished()
    assert changed.published().keys() == old.keys()
    assert json.loads(changed.published()["tiny.json"])["steps"][-1] == 40


INTERRUPTIBLE = """
import signal, sys
from scenes.studio.cli.main import main

signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever runs the tests in the background has it ignored
sys.exit(main(["render"]))
"""


def test_an_interrupted_render_leaves_the_old_film_and_nothing_unfinished(changed):
    old = changed.published()
    render = changed.start("-c", INTERRUPTIBLE)
    wait_for(lambda: writing(changed), render)
    render.send_signal(signal.SIGINT)
    _, err = render.communicate()
    assert render.returncode == 130
    assert len(err.splitlines()) == 1
    assert changed.published() == old
    assert not changed.unfinished()


def test_killed_workers_are_not_left_behind(changed):
    (changed.root / "scenes" / "other.py").write_text(changed.scene.read_text(encoding="utf-8"), encoding="utf-8")
    render = changed.start("-m", "scenes", "render")
    wait_for(lambda: len(writing(changed)) == 2, render)
    workers = [int(folder.suffixes[-2][1:]) for folder in writing(changed)]
    render.kill()
    try:
        render.communicate(timeout=60)  # ends when the last process that holds our pipe has ended
    except subprocess.TimeoutExpired:
        for worker in workers:
            os.kill(worker, signal.SIGKILL)
        render.communicate()
        raise
    assert not (changed.films / "other.json").exists()


STATUS = re.compile(r"(\d) of (\d) films")


@pytest.mark.parametrize("broken", [False, True])
def test_on_a_terminal_every_film_counts_and_ones_failure_leaves_the_others_whole(mini_project, broken):
    text = mini_project.scene.read_text(encoding="utf-8")
    other = text.replace("stage.panels(", "stage.pannels(") if broken else text
    (mini_project.root / "scenes" / "other.py").write_text(other, encoding="utf-8")
    ours, its = pty.openpty()
    render = mini_project.start("-m", "scenes", "render", stderr=its)
    os.close(its)
    shown = b""
    with suppress(OSError):  # EIO: the terminal's other side was closed
        while piece := os.read(ours, 4096):
            shown += piece
    os.close(ours)
    out, _ = render.communicate()
    assert render.returncode == broken
    assert STATUS.findall(shown.decode()) == [("0", "2"), ("1", "2"), ("2", "2")]
    assert shown.decode().rpartition("2 of 2 films")[2].strip() == "", "the count is not taken away"
    assert ("other was not made" in shown.decode()) == broken
    assert "tiny: " in out
    whole = {"tiny"} if broken else {"tiny", "other"}
    films = {name: json.loads(mini_project.published()[f"{name}.json"]) for name in whole}
    assert mini_project.published().keys() == {file for name in whole for file in (*films[name]["files"], f"{name}.json")}
    assert not mini_project.unfinished()


def test_a_video_that_ffmpeg_could_not_write_leaves_the_old_film(changed):
    old = changed.published()
    ffmpeg = changed.root / "ffmpeg"
    ffmpeg.write_text("#!/bin/sh\ncat > /dev/null\nexit 1\n")
    ffmpeg.chmod(0o755)
    said = changed.scenes("render", env={"IMAGEIO_FFMPEG_EXE": str(ffmpeg)})
    assert said.returncode == 1
    assert changed.published() == old
    assert not changed.unfinished()


def test_a_lesson_edited_while_it_renders_is_rendered_again(changed):
    render = changed.start("-m", "scenes", "render")
    wait_for(lambda: writing(changed), render)
    rewrite(changed, "steps: int = 40", "steps: int = 2")
    render.communicate()
    assert changed.scenes("render").returncode == 0
    assert json.loads(changed.published()["tiny.json"])["steps"] == [0, 1, 2]


# The shelf itself.


def film(folder, content):
    """A film of two files put on the shelf."""
    with publish.staging(folder, "x") as place:
        gif = f"GIF89a {content};"
        (place / "x.gif").write_text(gif)
        (place / "x.json").write_text(json.dumps({"name": "x", "fingerprint": content, "files": {"x.gif": len(gif)}}))


@pytest.fixture
def animations(tmp_path, monkeypatch):
    monkeypatch.setattr(publish, "ANIMATIONS", tmp_path)
    return tmp_path


def test_files_move_in_together(animations):
    film(animations, "new")
    assert sorted(path.name for path in animations.iterdir()) == ["x.gif", "x.json"]


def test_a_failing_encoder_leaves_the_old_files(animations, monkeypatch):
    film(animations, "old")

    def fail(self, shot):
        raise OSError("no space left")

    monkeypatch.setattr(Mp4, "add", fail)
    before = {path.name: path.read_bytes() for path in animations.iterdir()}
    with pytest.raises(OSError, match="no space left"):
        render.render(RenderJob("quadratic_descent", {"steps": 2}, ("light",), (320, 180), folder=animations))
    assert {path.name: path.read_bytes() for path in animations.iterdir()} == before


def test_a_move_cut_short_is_completed(animations, monkeypatch):
    film(animations, "old")
    replace = os.replace

    def killed(source, target):
        if str(target).endswith(".json"):
            raise KeyboardInterrupt
        replace(source, target)

    monkeypatch.setattr(os, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        film(animations, "newer")
    monkeypatch.setattr(os, "replace", replace)
    assert not publish.fresh("x", "newer")
    assert not publish.fresh("x", "old")  # its files are no longer all there

    publish.recover(animations)
    assert publish.fresh("x", "newer")
    assert sorted(path.name for path in animations.iterdir()) == ["x.gif", "x.json"]


def test_what_a_running_render_writes_is_left_alone(animations):
    with publish.staging(animations, "x") as place:
        (place / "x.gif").write_text("half")
        publish.recover(animations)
        assert (place / "x.gif").exists()
        (place / "x.json").write_text("{}")


def test_a_leftover_of_a_process_of_our_number_is_no_obstacle(animations):
    with publish.staging(animations, "x") as place:
        (place / "x.json").write_text("{}")
    place.mkdir()
    (place / "x.mp4").write_text("half")
    film(animations, "new")
    assert sorted(path.name for path in animations.iterdir()) == ["x.gif", "x.json"]


def missing(folder):
    (folder / "x.gif").unlink()


def truncated(folder):
    (folder / "x.gif").write_text("ne")


def zeros(folder):
    (folder / "x.gif").write_bytes(bytes((folder / "x.gif").stat().st_size))


def without_record(folder):
    (folder / "x.json").unlink()


def record_cut_short(folder):
    (folder / "x.json").write_text('{"fingerprint": "ne')


def record_of_something_else(folder):
    (folder / "x.json").write_text("[]")


def record_of_nothing(folder):
    (folder / "x.json").write_text("{}")


def record_of_no_files(folder):
    (folder / "x.json").write_text('{"name": "x", "fingerprint": "new"}')


def a_folder_for_a_record(folder):
    (folder / "x.json").unlink()
    (folder / "x.json").mkdir()


HARM = [missing, truncated, zeros, without_record, record_cut_short, record_of_something_else, record_of_nothing]
HARM += [record_of_no_files, a_folder_for_a_record]


@pytest.mark.parametrize("harm", HARM, ids=lambda harm: harm.__name__)
def test_a_film_that_is_not_whole_is_not_fresh(animations, harm):
    film(animations, "new")
    assert publish.fresh("x", "new")
    harm(animations)
    assert not publish.fresh("x", "new")


def test_a_film_of_another_recipe_is_not_fresh(animations):
    film(animations, "new")
    assert not publish.fresh("x", "newer")


def test_films_whose_scene_is_gone_are_removed_with_all_their_files(animations):
    film(animations, "new")
    (animations / "x.dark.step-12.png").write_text("a key frame")
    (animations / "y.json").write_text('{"name": "y", "files": {"y.gif": 1}}')
    (animations / "y.gif").write_text("y")
    assert publish.remove_orphans(["y"]) == ["x"]
    assert sorted(path.name for path in animations.iterdir()) == ["y.gif", "y.json"]


def test_what_is_no_film_is_left_alone_and_not_listed(animations):
    film(animations, "new")
    for name, text in {"a.json": '{"a": 1}', "b.json": "{}", "c.json": "[1]", "d.json": "half", "e.json": '{"name": "e"}'}.items():
        (animations / name).write_text(text)
    (animations / ".foo.unfinished").mkdir()
    (animations / ".foo.finished").write_text("not a folder")
    publish.prepare(animations)
    assert record.films(animations) == ["x"]
    assert publish.remove_orphans(["x", "e"]) == []
    assert len(list(animations.iterdir())) == 2 + 5 + 2
