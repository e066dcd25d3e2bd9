"""The command line: what it makes, and what it refuses in one line, with exit code 2 and no file changed."""

import json
import os
import re
import subprocess
import sys
import zipfile

import imageio.v3 as iio
import numpy as np
import pytest
from PIL import Image

BAD = {
    "frames of nothing": "frames",
    "frames of an unknown scene": "frames tinny",
    "frames as a gif": "frames tiny --format gif",
    "segments of nothing": "segments",
    "segments of an unknown scene": "segments tinny",
    "segments in another format": "segments tiny --format mp4",
    "unknown command": "paint",
    "unknown scene": "render tinny",
    "unknown scene beside a known one": "render tiny tinny --lr 0.1",
    "unknown flag": "render tiny --learning-rate 0.1",
    "shortened flag": "render tiny --the dark",
    "flag of no scene": "render --lr 0.1",
    "flag without a scene": "render --theme dark",
    "flag of another scene": "render tiny --drop 0.5",
    "flag of one scene only": "render tiny other --drop 0.5",
    "flag without a value": "render tiny --lr",
    "lr no number": "render tiny --lr fast",
    "lr not a number": "render tiny --lr nan",
    "lr infinite": "render tiny --lr inf",
    "lr zero": "render tiny --lr 0",
    "lr negative": "render tiny --lr -1",
    "lr beyond float32": "render tiny --lr 1e300",
    "steps zero": "render tiny --steps 0",
    "steps negative": "render tiny --steps -5",
    "steps too many": "render tiny --steps 100001",
    "steps a fraction": "render tiny --steps 2.5",
    "seed negative": "render tiny --seed -1",
    "another number infinite": "render other --drop inf",
    "data for a scene without points": "render tiny --data numbers.csv",
    "data that are not there": "render tiny --data nothing.csv",
    "data with an empty name": "render tiny --data ''",
    "number given twice": "render tiny --lr 0.1 --lr 0.2",
    "flag and its opposite": "render tiny --data numbers.csv --header --no-header",
    "data that are a folder": "render tiny --data docs",
    "data without a file": "render tiny --data",
    "data without a scene": "render --data numbers.csv",
    "size odd": "render tiny --size 1281x720",
    "size huge": "render tiny --size 16000x9000",
    "size tiny": "render tiny --size 2x2",
    "size zero": "render tiny --size 0x0",
    "size malformed": "render tiny --size 1280",
    "size of words": "render tiny --size widexhigh",
    "size too flat for any": "render tiny --size 3840x100",
    "size negative": "render tiny --size -1280x720",
    "unknown theme": "render tiny --theme blue",
    "unknown format": "render tiny --format webm",
    "one format unknown": "render tiny --format gif,webm",
    "no format": "render tiny --format ,",
    "out below a file": "render tiny --out mkdocs.yml/films",
    "out a file": "render tiny --out mkdocs.yml",
    "out where nothing can be written": "render tiny --out /proc/films",
    "out where films are published": "render tiny --out docs/animations",
    "out inside of it": "render tiny --out docs/animations/mine",
    "out there by a detour": "render tiny --out build/../docs/animations",
    "out there by a link": "render tiny --out link",
    "out among the scenes": "render tiny --out scenes",
    "out among the notes": "render tiny --out docs/takes",
    "frames among the tests": "frames tiny --out tests",
    "out without a name": "render tiny --out ''",
    "out to the terminal": "render tiny --out -",
    "data without end": "render tiny --data /dev/zero",
    "guess that is not finite": "render other --drop 1e30",
    "new without a name": "new",
    "new with a name that is taken": "new tiny",
    "new with a dash": "new my-scene",
    "new with a capital": "new MyScene",
    "new with a digit first": "new 2d",
    "new with a path": "new ../scene",
    "new hidden": "new _scene",
    "new a keyword": "new lambda",
    "new a device of Windows": "new com1",
    "new a name too long": f"new {'a' * 250}",
    "new an empty name": "new ''",
    "new the engine": "new studio",
    "new not in ascii": "new größe",
}


@pytest.fixture(scope="module", autouse=True)
def other_scene(shared_project):
    """A second scene, with a number of its own, and a link to the shelf."""
    root = shared_project.root
    text = shared_project.scene.read_text(encoding="utf-8").replace("lr: float\n", "lr: float\n    drop: float = 2.0\n")
    (root / "scenes" / "other.py").write_text(text.replace("[2.0]", "[self.drop]"), encoding="utf-8")
    (root / "numbers.csv").write_text("1,2\n3,4\n", encoding="utf-8")
    (root / "link").symlink_to(root / "docs" / "animations")


@pytest.fixture
def takes(shared_project):
    """The takes that a test has made: file → path; gone afterwards."""
    folder = shared_project.root / "build" / "takes"
    yield lambda: {path.name: path for path in folder.iterdir()}
    for path in folder.glob("*"):
        path.unlink()


@pytest.mark.parametrize("command", BAD.values(), ids=[what.replace(" ", "_") for what in BAD])
def test_bad_input_gets_one_line_and_exit_code_2_and_changes_no_file(shared_project, command):
    before = shared_project.files()
    said = shared_project.scenes(*(word.replace("''", "") for word in command.split()))
    assert said.returncode == 2
    assert said.stdout == ""
    assert len(said.stderr.splitlines()) == 1
    assert said.stderr.startswith("scenes: ")
    assert len(said.stderr) < 300
    after = shared_project.files()
    assert {path for path in before.keys() | after.keys() if before.get(path, 0) != after.get(path, 0)} <= {"build", "build/takes"}


def test_the_exit_code_and_the_line_reach_the_terminal(mini_project):
    said = mini_project.scenes("render", "tinny")
    assert said.returncode == 2
    assert said.stderr == "scenes: unknown scene 'tinny': did you mean tiny? `python -m scenes list` names them all\n"


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("render tiny --lr nan", "lr"),
        ("render tiny --steps 0", "1 to 100,000"),
        ("render tiny --size 1281x720", "odd"),
        ("render tiny --size 16000x9000", "3840 pixels"),
        ("render tiny --format webm", "gif, mp4, png"),
        ("render tiny --out mkdocs.yml/films", "mkdocs.yml/films"),
        ("render tiny other --drop 0.5", "tiny has no --drop"),
        ("render tiny --data numbers.csv", "tiny has no --data; those that fit a line or a polynomial have"),
        ("render tiny --data nothing.csv", "cannot read nothing.csv: No such file"),
        ("new tiny", "scenes/tiny.py exists already"),
        ("new class", "it is a word of Python's"),
        ("new nul", "it is what Windows calls a device"),
        (f"new {'a' * 41}", "may have 40 letters, not 41"),
        ("render tiny --out scenes", "scenes holds the project's own files"),
        ("render tiny --data /dev/zero", "zero is longer than 4,000,000 bytes"),
        ("segments tiny --format mp4", "unrecognized arguments: --format mp4; `python -m scenes segments tiny --help` shows"),
        ("sheet tiny --theme dark", "unrecognized arguments: --theme dark; `python -m scenes sheet --help` shows"),
        ("--theme dark list", "`python -m scenes --help` shows"),
    ],
)
def test_the_line_says_what_is_wrong(shared_project, command, told):
    assert told in shared_project.scenes(*command.split()).stderr


def test_a_command_works_where_its_words_cannot_be_shown_or_are_not_wanted(shared_project):
    other = shared_project.root / "scenes" / "other.py"
    text = other.read_text(encoding="utf-8")
    other.write_text(text.replace("down a bowl.", "down to ŷ."), encoding="utf-8")
    said = shared_project.start("-m", "scenes", "list", env={"PYTHONIOENCODING": "ascii"}).communicate(timeout=120)
    assert "down to ?." in said[0]
    assert said[1] == ""
    other.write_text(text, encoding="utf-8")
    closed = ["bash", "-c", 'exec "$@" <&- 2>&-', "-"]
    words = [sys.executable, "-m", "scenes", "render", "tiny", "--lr", "0.2", "--format", "png", "--out", "closed"]
    done = subprocess.run([*closed, *words], cwd=shared_project.root, capture_output=True, timeout=120)
    assert done.returncode == 0
    assert (shared_project.root / "closed" / "tiny-lr-0.2.png").is_file()
    words[5:] = ["--data", "-"]
    done = subprocess.run(
        ["bash", "-c", 'exec "$@" <&-', "-", *words], cwd=shared_project.root, capture_output=True, timeout=120, text=True
    )
    assert (done.returncode, "the standard input is closed" in done.stderr) == (2, True)


def test_a_file_with_a_name_that_python_cannot_import_is_no_scene(shared_project):
    path = shared_project.root / "scenes" / "tiny-lr-0.2.py"
    path.write_text(shared_project.scene.read_text(encoding="utf-8"), encoding="utf-8")
    assert "tiny-lr" not in shared_project.scenes("list").stdout
    path.unlink()


def test_list_tells_name_title_and_a_line_of_each_scene(shared_project):
    said = shared_project.scenes("list")
    lines = said.stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["other", "tiny"]
    assert all("Tiny" in line and "A dot takes one step down a bowl." in line for line in lines)


def test_a_film_with_other_numbers_is_a_take_beside_the_published_ones(shared_project, takes):
    before = shared_project.published()
    said = shared_project.scenes(*"render tiny --lr 0.125 --steps 3".split())
    assert said.returncode == 0
    assert sorted(takes()) == [f"tiny-lr-0.125-steps-3.{kind}" for kind in ("csv", "gif", "json", "mp4", "once.gif", "png", "py", "vtt")]
    assert shared_project.published() == before
    film = json.loads(takes()["tiny-lr-0.125-steps-3.json"].read_text(encoding="utf-8"))
    assert film["series"]["a_0"]["last"] == 2 * 0.75**3
    assert film["params"]["lr"] == 0.125


def test_the_words_of_a_take_claim_nothing_but_its_numbers(shared_project, takes):
    shared_project.scenes(*"render tiny --lr 0.125 --format png".split())
    film = json.loads(takes()["tiny-lr-0.125.json"].read_text(encoding="utf-8"))
    for words in (film["caption"], film["alt"], film["description"]):
        assert "lr = 0.125" in words
        assert "4" in words
        assert "2.25" in words  # the loss after the step from 2 to 1.5
        assert "down a bowl" not in words
        assert "steps to" not in words


def test_size_theme_format_and_folder_are_heeded(shared_project):
    out = shared_project.root / "mine" / "films"
    before = shared_project.published()
    said = shared_project.scenes("render", "tiny", "--size", "640x360", "--theme", "dark", "--format", "gif,png", "--out", str(out))
    assert said.returncode == 0
    assert sorted(path.name for path in out.iterdir()) == [
        "tiny-640x360.csv",
        "tiny-640x360.dark.gif",
        "tiny-640x360.dark.once.gif",
        "tiny-640x360.dark.png",
        "tiny-640x360.json",
        "tiny-640x360.py",
        "tiny-640x360.vtt",
    ]
    for kind in ("gif", "png"):
        with Image.open(out / f"tiny-640x360.dark.{kind}") as image:
            assert image.size == (640, 360)
            assert image.convert("RGB").getpixel((0, 0)) == (0x1E, 0x21, 0x29)
    assert shared_project.published() == before


def test_frames_come_as_a_zip_with_the_line_that_plays_them_in_beamer(shared_project, takes):
    said = shared_project.scenes(*"frames tiny --steps 2".split())
    assert said.returncode == 0
    assert sorted(takes()) == [f"tiny-steps-2.{kind}" for kind in ("csv", "json", "py", "vtt", "zip")]
    with zipfile.ZipFile(takes()["tiny-steps-2.zip"]) as file:
        assert file.namelist() == [f"tiny-steps-2/frame-{i}.png" for i in range(3)] + ["tiny-steps-2.tex"]
        with Image.open(file.open("tiny-steps-2/frame-2.png")) as image:
            assert image.size == (640, 360)
        (line,) = re.findall(r"\\animategraphics.*", said.stdout)
        assert line in file.read("tiny-steps-2.tex").decode()


def test_segments_are_the_film_from_stop_to_stop_as_gif_and_video(shared_project, takes):
    text = shared_project.scene.read_text(encoding="utf-8")
    shared_project.scene.write_text(text.replace("-1: ", '2: "Half way", -1: '), encoding="utf-8")
    try:
        said = shared_project.scenes(*"segments tiny --steps 5 --theme dark".split())
    finally:
        shared_project.scene.write_text(text, encoding="utf-8")
    assert said.returncode == 0, said.stderr
    pieces = [f"tiny-steps-5.dark.part-{number}.{kind}" for number in (1, 2) for kind in ("gif", "mp4")]
    still = "tiny-steps-5.dark.part-0.png"
    assert said.stdout.split()[-5:] == [f"build/takes/{name}" for name in (still, *pieces)]
    film = iio.imread(takes()["tiny-steps-5.dark.gif"], plugin="pyav")
    with Image.open(takes()[still]) as picture:
        np.testing.assert_array_equal(np.asarray(picture), film[0])
    for (first, last), (gif, video) in zip([(0, 2), (2, 5)], [pieces[:2], pieces[2:]], strict=True):
        assert b"NETSCAPE" not in takes()[gif].read_bytes(), "goes round"
        np.testing.assert_array_equal(iio.imread(takes()[gif], plugin="pyav"), film[first : last + 1])
        shown = iio.imread(takes()[video], plugin="pyav").astype(int)
        for place, frame in ((0, first), (-1, last)):
            assert min(range(len(film)), key=lambda k: abs(shown[place] - film[k]).sum()) == frame
    assert shared_project.scenes(*"segments tiny --steps 5 --theme dark".split()).returncode == 0
    assert {name for name in takes() if ".part-" in name} == {still, *pieces[:2]}, "a film with fewer stops leaves no piece of the former"


def test_a_video_has_the_size_asked_for(shared_project, takes):
    assert shared_project.scenes(*"render tiny --size 722x482 --format mp4".split()).returncode == 0
    assert sorted(takes()) == [f"tiny-722x482.{kind}" for kind in ("csv", "json", "mp4", "py", "vtt")]
    assert iio.imread(takes()["tiny-722x482.mp4"], plugin="pyav", index=0).shape == (482, 722, 3)


def test_a_run_that_leaves_the_finite_numbers_says_at_which_step(shared_project, takes):
    said = shared_project.scenes(*"render tiny --lr 1e12 --steps 9".split())
    assert said.returncode == 0
    assert "loss is inf at step 2" in said.stdout  # |1 − 2·10¹²|² each step, from 4: 10²⁵, 10⁵⁰
    film = json.loads(takes()["tiny-lr-1000000000000-steps-9.json"].read_text(encoding="utf-8"))
    assert film["ended"] == {"step": 2, "series": "loss", "value": "inf"}
    assert film["steps"] == [0, 1]


def test_help_tells_the_numbers_of_a_scene(shared_project):
    said = shared_project.scenes("render", "other", "--help")
    assert said.returncode == 0
    assert all(flag in said.stdout for flag in ("--drop", "--lr", "--steps", "--seed", "--theme", "--size"))


def test_a_log_gets_plain_lines(shared_project, takes):
    said = shared_project.scenes(*"render tiny --lr 0.2 --format png".split())
    assert "\x1b" not in said.stdout + said.stderr
    assert re.search(r"tiny-lr-0.2: \d+\sKB in build/takes", said.stdout.replace(os.sep, "/"))


@pytest.mark.parametrize(
    ("flags", "told"),
    [
        ("--lr fast", "`python -m scenes render tiny --help`"),  # the help that lists the numbers of the scene
        ("--lr 0.1 --lr 0.2", "--lr is given twice"),
        ("--header --no-header", "--header and --no-header exclude each other"),
        ("--size 3840x100", "as is any size of this shape"),
        ("--size 320×180", "the smallest of this shape that works is 640x360"),
    ],
)
def test_what_is_advised_can_be_done(shared_project, flags, told):
    assert told in shared_project.scenes("render", "tiny", *flags.split()).stderr


def test_a_new_scene_works_at_once(published_project):
    said = published_project.scenes("new", "saddle")
    assert said.returncode == 0, said.stderr
    made = [published_project.root / path for path in ("scenes/saddle.py", "tests/lessons/test_saddle.py", "docs/films/saddle.md")]
    assert all(path.is_file() for path in made)
    assert "films/saddle.md" in (published_project.root / "mkdocs.yml").read_text(encoding="utf-8")

    assert published_project.python("-m", "pytest", "-q", "-p", "no:cacheprovider", "tests").returncode == 0
    assert published_project.scenes("render").returncode == 0
    assert "saddle.gif" in published_project.published()
    said = published_project.python("-m", "mkdocs", "build", "--strict")
    assert said.returncode == 0, said.stdout + said.stderr
    page = (published_project.root / "build" / "site" / "films" / "saddle.html").read_text(encoding="utf-8")
    assert 'data-film="saddle"' in page


def test_a_new_scenes_claim_is_one_that_can_fail(mini_project):
    assert mini_project.scenes("new", "saddle").returncode == 0
    scene = mini_project.root / "scenes" / "saddle.py"
    scene.write_text(scene.read_text(encoding="utf-8").replace("2 * a[1] ** 2", "3 * a[1] ** 2"), encoding="utf-8")
    assert mini_project.python("-m", "pytest", "-q", "-p", "no:cacheprovider", "tests").returncode == 1
