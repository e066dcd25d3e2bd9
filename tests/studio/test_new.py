"""`python -m scenes new`: what it writes works at once, and what it cannot write it does not begin."""

from pathlib import Path

import pytest
from mini import Project

LESSON = """# Lesson

{{ film("tiny") }}

## Exercises

None.
"""
SLIDES = """tiny:
  ask: {question: "Why?", answers: {So: "1 < 2", Not: "1 > 2"}, decided: 1, verdict: So., because: So.}
  say: So. And so.
  pause: {0: Here.}
  numbers: Many.
  time: Not in the lecture.
  minutes: 2
"""
COMMON = [
    "scenes/plateau.py, line 1: say in one line what the film shows",
    "scenes/plateau.py, line 3: describe the picture",
    "scenes/plateau.py, line 5: tell somebody who cannot see the film what happens",
    "scenes/plateau.py, line 32: find the turning points of your run, and say what happens there and why",
    "tests/lessons/test_plateau.py, line 8: test what the film claims, against a truth that the scene's code did not compute",
]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """This project with two new films: plateau has a page of its own, ridge stands in lesson 5."""
    project = Project.of_all_films(tmp_path_factory.mktemp("new") / "project")
    for words in (["new", "plateau"], ["new", "ridge", "--lesson", "5"], ["render", "ridge"]):
        said = project.scenes(*words)
        assert said.returncode == 0, said.stderr
    return project


@pytest.fixture
def in_lessons(published_project: Project) -> Project:
    """A project in miniature with one lesson, and words for its film."""
    docs = published_project.root / "docs"
    (docs / "lessons").mkdir()
    (docs / "lessons" / "2-two.md").write_text(LESSON, encoding="utf-8")
    (docs / "slides.yml").write_text(SLIDES, encoding="utf-8")
    return published_project


def still_to_write(out: str) -> list[str]:
    return [line.strip() for line in out.splitlines() if line.startswith("  ")]


def test_a_new_film_passes_all_that_every_film_has_to(project: Project) -> None:
    check = project.start("-m", "scenes", "check", "plateau")
    out, err = check.communicate(timeout=900)
    lines = out.splitlines()
    assert [line for line in lines if line.endswith(("passed", "failed"))] == [
        f"{part}: passed" for part in ("assets", "site", "style", "types", "tests")
    ], out + err
    assert [line.removeprefix("to write: ") for line in lines if line.startswith("to write: ")][: len(COMMON)] == COMMON
    assert check.returncode == 1  # because of what is still to be written
    assert "look at: build/sheets/plateau.png" in lines
    assert (project.root / "build" / "sheets" / "plateau.png").is_file()
    # the same site shows the other one
    tests = [f"tests/{part}.py" for part in ("lessons/test_ridge", "decks/test_content", "pages/test_numbers", "browser/test_map")]
    said = project.python("-m", "pytest", "--film", "ridge", "-p", "no:cacheprovider", *tests, "-k", "not paper")
    assert said.returncode == 0, said.stdout + said.stderr


def test_what_is_still_to_be_written_is_listed_by_file(mini_project: Project) -> None:
    said = mini_project.scenes("new", "plateau")
    assert said.returncode == 0, said.stderr
    assert still_to_write(said.stdout) == [
        *COMMON,
        "docs/films/plateau.md, line 2: say in one line what the reader will learn",
        "docs/films/plateau.md, line 9: say what to watch for, before the film plays",
        "docs/films/plateau.md, line 13: say what happened, and why",
    ]
    page = mini_project.root / "docs" / "films" / "plateau.md"
    assert 'film("plateau")' in page.read_text(encoding="utf-8")
    assert "  - films/plateau.md\n  # new films" in (mini_project.root / "mkdocs.yml").read_text(encoding="utf-8")


def test_a_film_in_a_lesson_stands_after_its_last_film_and_in_the_decks(in_lessons: Project) -> None:
    said = in_lessons.scenes("new", "plateau", "--lesson", "2")
    assert said.returncode == 0, said.stderr
    docs = in_lessons.root / "docs"
    lesson = (docs / "lessons" / "2-two.md").read_text(encoding="utf-8")
    assert lesson.index('film("tiny")') < lesson.index('predict("plateau")') < lesson.index("## Exercises")
    assert (docs / "slides.yml").read_text(encoding="utf-8").startswith(f"{SLIDES}\nplateau:\n")
    assert not (docs / "films").exists()
    assert still_to_write(said.stdout)[: len(COMMON)] == COMMON
    assert "docs/slides.yml, plateau: say what to show in this frame" in still_to_write(said.stdout)


def test_the_decks_follow_the_lessons(in_lessons: Project) -> None:
    docs = in_lessons.root / "docs"
    (docs / "lessons" / "1-one.md").write_text("# One\n\n## Exercises\n", encoding="utf-8")
    assert in_lessons.scenes("new", "plateau", "--lesson", "1").returncode == 0
    words = (docs / "slides.yml").read_text(encoding="utf-8")
    assert words.startswith("plateau:\n")
    assert words.endswith(f"\n\n{SLIDES}")


def test_a_film_in_a_lesson_stands_before_the_sections_that_have_none(in_lessons: Project) -> None:
    lesson = in_lessons.root / "docs" / "lessons" / "2-two.md"
    text = LESSON.replace("## Exercises", "```sh\n## a remark\n```\n\n## What is left\n\nWords.\n\n## Exercises")
    lesson.write_text(text, encoding="utf-8")
    assert in_lessons.scenes("new", "plateau", "--lesson", "2").returncode == 0
    text = lesson.read_text(encoding="utf-8")
    assert text.index("```\n\n") < text.index("## Plateau") < text.index('predict("plateau")') < text.index("## What is left")


def test_a_new_film_can_still_move_into_a_lesson(in_lessons: Project) -> None:
    before = in_lessons.files()
    assert in_lessons.scenes("new", "plateau").returncode == 0
    said = in_lessons.scenes("new", "plateau", "--lesson", "2")
    assert said.returncode == 0, said.stderr
    assert "removed docs/films/plateau.md" in said.stdout
    after = in_lessons.files()
    assert after["mkdocs.yml"] == before["mkdocs.yml"]
    assert "docs/films/plateau.md" not in after
    assert {"scenes/plateau.py", "tests/lessons/test_plateau.py"} <= after.keys()
    assert b'predict("plateau")' in after["docs/lessons/2-two.md"]
    again = in_lessons.scenes("new", "plateau", "--lesson", "2")
    assert (again.returncode, "scenes/plateau.py exists already" in again.stderr) == (2, True)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["plateau", "--lesson", "7"], "there is no lesson 7; docs/lessons has 2"),
        (["plateau", "--lesson", "two"], "two"),
        (["tiny"], "scenes/tiny.py exists already; choose another name"),
        (["studio"], "scenes/studio exists already"),
        (["class"], "cannot be a scene's name: it is a word of Python's"),
        (["2d"], "cannot be a scene's name: use lower case letters, digits and _"),
        (["a-b"], "cannot be a scene's name"),
    ],
)
def test_what_cannot_be_begun_is_refused_in_one_line(in_lessons: Project, words: list[str], told: str) -> None:
    before = in_lessons.files()
    said = in_lessons.scenes("new", *words)
    assert said.returncode == 2
    assert told in said.stderr
    assert len(said.stderr.splitlines()) == 1
    assert in_lessons.files() == before


def blocked(root: Path, path: str) -> None:
    """Let nothing be written at that path: a file stands where its folder has to be."""
    (root / path).write_text("in the way\n", encoding="utf-8")


def unlisted(root: Path) -> None:
    config = root / "mkdocs.yml"
    config.write_text(config.read_text(encoding="utf-8").replace("# new films: above this line", ""), encoding="utf-8")


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda root: blocked(root, "tests"), "tests/lessons/test_plateau.py cannot be written: "),
        (lambda root: blocked(root, "docs/films"), "docs/films/plateau.md cannot be written: "),
        (unlisted, "mkdocs.yml has no line `# new films: above this line`"),
    ],
)
def test_nothing_is_half_written(mini_project: Project, spoil, told: str) -> None:
    spoil(mini_project.root)
    before = mini_project.files()
    said = mini_project.scenes("new", "plateau")
    assert said.returncode == 2
    assert told in said.stderr
    assert len(said.stderr.splitlines()) == 1
    assert mini_project.files() == before
