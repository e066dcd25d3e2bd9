"""What a newcomer is told about a film: what it lacks, what in its words is wrong, where to look at it, which tests are about it."""

from pathlib import Path

import pytest
from mini import TINY, Project
from selection import pages_of

pytest_plugins = ["pytester"]


def lacking(project: Project) -> list[str]:
    said = project.python("-c", "from scenes.studio.cli.unfinished import unfinished\nprint(*unfinished('tiny'), sep='\\n')")
    assert said.returncode == 0, said.stderr
    return said.stdout.splitlines()


def test_what_a_film_lacks_is_said_as_file_and_what_to_write(mini_project: Project) -> None:
    root = mini_project.root
    test, home = lacking(mini_project)
    assert test == "tests/lessons/test_tiny.py: a test of what the film claims"
    assert home == 'docs/lessons/: {{ film("tiny") }} in the lesson it belongs to, or a page of its own, docs/films/tiny.md'

    (root / "tests" / "lessons").mkdir(parents=True)
    (root / "tests" / "lessons" / "test_tiny.py").write_text("def test_nothing():\n    pass  # TODO: test the claim\n", encoding="utf-8")
    (root / "docs" / "films").mkdir()
    (root / "docs" / "films" / "tiny.md").write_text('# Tiny\n\n{{ film("tiny") }}\n', encoding="utf-8")
    assert lacking(mini_project) == [
        "mkdocs.yml: films/tiny.md, in the navigation under Films",
        "tests/lessons/test_tiny.py, line 2: test the claim",
    ]

    (root / "docs" / "lessons").mkdir()
    (root / "docs" / "lessons" / "1-one.md").write_text('# One\n\n{{ film("first") }}\n\n{{ film("tiny") }}\n', encoding="utf-8")
    entry = "docs/slides.yml: an entry `tiny:`{} with ask, say, pause, numbers, time and minutes"
    assert entry.format(" at the top") in lacking(mini_project)
    (root / "docs" / "slides.yml").write_text("first:\n  ask: Why?\n", encoding="utf-8")
    assert entry.format(" after `first:`") in lacking(mini_project)
    (root / "docs" / "slides.yml").write_text("tiny:\n  ask: TODO ask something?\n", encoding="utf-8")
    assert "docs/slides.yml, tiny: ask something" in lacking(mini_project)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("{loss.first:.2f}", "{loss.frist:.2f}", "docstring, description: the run has no number {loss.frist} (nearest: loss.first, "),
        ("{a_0.last:.1f}", "{a_0:.1f}", "docstring, alt: the run has no number {a_0} (nearest: a_0."),
        ("takes one step", "takes {} steps", "docstring, caption: the run has no number {} (it has seed, lr, steps, loss.first, "),
        ("{loss.last:.2f}", "{loss.last:.2q}", "docstring, description: "),
        ("takes one step", "takes } steps", "docstring, caption: Single '}'"),
        ("Alt: A dot", "A dot", ": the docstring must have a paragraph `Alt: …`"),
        ("\n\nAt learning rate", "\nAt learning rate", ": the docstring must have a paragraph beside `Alt: …`"),
    ],
)
def test_words_that_are_not_right_are_told_before_a_frame_is_drawn(mini_project: Project, old: str, new: str, told: str) -> None:
    assert old in TINY
    drawing = "(bowl,) = stage.panels"
    mini_project.scene.write_text(TINY.replace(old, new, 1).replace(drawing, f"raise SystemExit\n        {drawing}"), encoding="utf-8")
    said = mini_project.scenes("render", "tiny")
    assert said.returncode == 2, said.stderr
    (line,) = said.stderr.splitlines()
    assert line.startswith("scenes: scenes/tiny.py")
    assert told in line


def test_an_unknown_film_cannot_be_checked(mini_project: Project) -> None:
    said = mini_project.scenes("check", "tinny")
    assert said.returncode == 2
    assert said.stderr == "scenes: unknown scene 'tinny': did you mean tiny? `python -m scenes list` names them all\n"


def test_pages_of_a_film_are_those_with_its_player(tmp_path: Path) -> None:
    for page, text in {
        "films/a.html": '<figure class="film" data-film="a">',
        "lessons/1.html": '<figure data-film="b"></figure> <figure id="a" data-film="a">',
        "films/index.html": '<li id="a"><a href="a.html">a</a></li>',
        "slides/deck/index.html": '<figure data-film="a">',
        "films/a_b.html": '<figure data-film="a_b">',
    }.items():
        (tmp_path / page).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / page).write_text(text, encoding="utf-8")
    assert pages_of("a", tmp_path) == {"films/a.html", "films/a.md", "lessons/1.html", "lessons/1.md"}


def test_tests_of_a_film_are_its_claims_its_cases_and_those_of_all_films(pytester: pytest.Pytester) -> None:
    pytester.makeconftest("from selection import pytest_addoption, pytest_collection_modifyitems")
    pytester.makeini("[pytest]\nmarkers =\n  every_film: of all\n  whole_suite: of none\n")
    pytester.makepyfile(
        test_one="def test_claim(): pass",
        test_two="def test_claim(): pass",
        test_all="""
import pytest

@pytest.mark.parametrize("name", ["one", "two"])
def test_each(name): pass

@pytest.mark.parametrize("visit", [("one", "light"), ("two", "light"), pytest.param(("one", "dark"), marks=pytest.mark.whole_suite)])
def test_visit(visit): pass

@pytest.mark.every_film
def test_order(): pass

def test_engine(): pass

@pytest.fixture
def site(): pass

@pytest.fixture
def browser(): pass

@pytest.fixture
def pages(site): pass

def test_links(pages): pass

def test_clicks(browser, site): pass
""",
    )
    told = pytester.runpytest("--film", "one", "-v").stdout.str()
    ran = [line.split()[0].partition("::")[2] for line in told.splitlines() if " PASSED" in line]
    assert ran == ["test_each[one]", "test_visit[visit0]", "test_order", "test_links", "test_claim"]
