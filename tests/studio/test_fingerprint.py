"""What must be rendered again after a change, and what need not."""

import json
import re
import shutil
from pathlib import Path

import pytest

from scenes.studio.store import catalog, fingerprint, paths

LINES = {"good_lr", "too_low_lr", "too_high_lr"}  # which share line_fit.py


def fingerprints():
    return {name: fingerprint.fingerprint(name) for name in catalog.names()}


@pytest.fixture(scope="module")
def here():
    """The fingerprints of the project as it stands."""
    return fingerprints()


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory):
    """A folder for copies of the project: always the same one, as what a file there may import is worked out once."""
    return tmp_path_factory.mktemp("elsewhere")


@pytest.fixture
def tree(here, elsewhere, monkeypatch):
    """A copy of scenes/ that may be changed, with the fingerprints made there."""
    shutil.copytree(paths.SCENES, elsewhere / "scenes", ignore=shutil.ignore_patterns("__pycache__"))
    camera = elsewhere / paths.relative(fingerprint.RENDER)
    for module in (paths, fingerprint):
        monkeypatch.setattr(module, "ROOT", elsewhere)
    monkeypatch.setattr(catalog, "SCENES", elsewhere / "scenes")
    monkeypatch.setattr(fingerprint, "RENDER", camera)
    yield elsewhere / "scenes"
    shutil.rmtree(elsewhere / "scenes")


@pytest.fixture
def changed_by(here, tree):
    """changed_by(change): the scenes whose fingerprint is another than when this was last asked; first, than in the project."""
    known = here

    def changed(change):
        nonlocal known
        before = known
        change()
        known = fingerprints()
        return {name for name in known if known[name] != before.get(name)}

    return changed


def touch(path, line="# changed"):
    return lambda: path.write_text(f"{path.read_text(encoding='utf-8')}\n{line}\n", encoding="utf-8")


@pytest.mark.parametrize("name", ["too_low_lr", "good_lr", "quadratic_descent"])
def test_a_changed_lesson_changes_its_own_fingerprint_alone(tree, changed_by, name):
    assert changed_by(touch(tree / f"{name}.py")) == {name}


def test_what_the_line_fits_share_changes_those_alone(tree, changed_by):
    changed = changed_by(touch(tree / "shared" / "line_fit.py"))
    assert changed >= LINES | {"minibatch_noise"}
    assert not changed & {"quadratic_descent", "overfit_polynomial"}


ENGINE = ["run/trace", "run/scene", "draw/theme", "draw/stage", "draw/film", "encode/gif", "encode/mp4", "encode/palette"]
ENGINE += ["encode/write", "store/render", "store/publish", "store/job", "numbers"]


@pytest.mark.parametrize("module", ENGINE)
def test_a_changed_part_of_the_engine_changes_every_fingerprint(tree, changed_by, module):
    assert changed_by(touch(tree / "studio" / f"{module}.py")) == set(catalog.names())


OTHERS = ["cli/main", "cli/take", "cli/new", "cli/bench", "store/workers", "store/record", "pages/macros", "pages/webfonts"]


@pytest.mark.parametrize("path", [*(f"studio/{module}.py" for module in OTHERS), "__main__.py"])
def test_what_has_no_say_in_a_films_bytes_changes_no_fingerprint(tree, changed_by, path):
    assert changed_by(touch(tree / path)) == set()


WAYS = [
    "import scenes.helper",
    "import scenes.helper as helper",
    "from scenes import helper",
    "from scenes.helper import VALUE",
    "from . import helper",
    "from .helper import VALUE",
    "from .studio.secret import VALUE",
    "def draw():\n    from scenes.helper import VALUE",
    "import scenes.kitchen",
    "from scenes import kitchen",
    "from scenes.kitchen import VALUE",
    "from .kitchen import VALUE",
    "from .kitchen.oven import HEAT",
    "from scenes.kitchen import (\n    VALUE as worth,  # of what is cooked\n)",
]
HELPERS = {
    "helper.py": "VALUE = 1",
    "studio/secret.py": "VALUE = 1",
    "kitchen/__init__.py": "from .oven import HEAT as VALUE",
    "kitchen/oven.py": "from . import flame\nHEAT = 1",
    "kitchen/flame.py": "FLAME = 1",
}


def test_a_helper_is_found_however_it_is_imported(tree, changed_by):
    """Each way stands in a scene of its own; what the kitchen's files import of each other is found with it."""
    ways = dict(zip(catalog.names(), WAYS, strict=False))
    assert len(ways) == len(WAYS)
    (tree / "kitchen").mkdir()
    for path, text in HELPERS.items():
        (tree / path).write_text(f'"""Helper: it helps."""\n{text}\n', encoding="utf-8")
    for name, line in ways.items():
        touch(tree / f"{name}.py", line)()
    changed_by(lambda: None)
    for helper in HELPERS:
        module = Path(helper).parts[0 if helper.startswith("kitchen") else -1].removesuffix(".py")
        assert changed_by(touch(tree / helper)) - {"helper"} == {name for name, line in ways.items() if module in line}, helper


def test_each_file_is_read_once_however_many_scenes_import_it(tree, monkeypatch):
    read, read_bytes = [], Path.read_bytes

    def count(path):
        read.append(path)
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", count)
    fingerprint.fingerprints(catalog.names())
    assert len(read) == len(set(read))


@pytest.mark.parametrize(
    "package", ["torch", "numpy", "matplotlib", "contourpy", "kiwisolver", "pillow", "imageio", "imageio-ffmpeg", "font-source-sans-pro"]
)
def test_another_version_of_a_package_changes_every_fingerprint(tree, changed_by, monkeypatch, package):
    version = fingerprint.version
    other = lambda: monkeypatch.setattr(fingerprint, "version", lambda name: "0" if name == package else version(name))  # noqa: E731
    assert changed_by(other) == set(catalog.names())


def test_a_fingerprint_does_not_depend_on_where_the_project_stands(here, tree):
    assert fingerprints() == here


def test_rendering_when_nothing_changed_imports_neither_torch_nor_matplotlib(published_project):
    before = published_project.files()
    said = published_project.python("-X", "importtime", "-m", "scenes", "render")
    assert said.stdout == "1 film up to date\n"
    imported = re.findall(r"\| +(\S+)$", said.stderr, re.MULTILINE)
    assert "scenes.studio.store.fingerprint" in imported
    assert not [name for name in imported if re.match(r"(torch|matplotlib|numpy|imageio|mkdocs)\b", name)]
    assert published_project.files() == before


def test_listing_the_scenes_imports_neither_torch_nor_matplotlib(published_project):
    said = published_project.python("-X", "importtime", "-m", "scenes", "list")
    imported = re.findall(r"\| +(\S+)$", said.stderr, re.MULTILINE)
    assert "scenes.studio.store.catalog" in imported
    assert not [name for name in imported if re.match(r"(torch|matplotlib|numpy|imageio|mkdocs)\b", name)]


def test_a_changed_scene_is_rendered_again(published_project):
    touch(published_project.scene)()
    before = json.loads(published_project.published()["tiny.json"])["fingerprint"]
    assert published_project.scenes("render").stdout.startswith("tiny: ")
    assert json.loads(published_project.published()["tiny.json"])["fingerprint"] != before
    assert published_project.scenes("render").stdout == "1 film up to date\n"


def test_a_damaged_film_is_rendered_again_to_the_same_bytes(published_project):
    before = published_project.published()
    (published_project.films / "tiny.dark.mp4").write_bytes(b"")
    assert published_project.scenes("render", "tiny").returncode == 0
    assert published_project.published() == before


def test_the_films_of_a_scene_that_is_gone_are_removed(published_project):
    published_project.scene.rename(published_project.scene.with_name("other.py"))
    said = published_project.scenes("render")
    assert "tiny: removed" in said.stdout
    assert {name.partition(".")[0] for name in published_project.published()} == {"other"}


@pytest.mark.parametrize(
    ("docstring", "told"),
    [
        ('"""No colon here."""', "must begin with a line"),
        ("x = 1", "must begin with a line"),
        ("def", "line 1"),
        ('"""Title: words.\n\nAlt: The point\'s way.\n\nIt moves."""', "the paragraph `Alt: …` has ', a sign"),
        ('"""A < B: words.\n\nAlt: A way.\n\nIt moves."""', "the title has <, a sign"),
    ],
)
def test_a_scene_without_words_or_sense_is_named(tree, docstring, told):
    from scenes.studio.errors import BadInput

    (tree / "odd.py").write_text(docstring, encoding="utf-8")
    with pytest.raises(BadInput, match=rf"^scenes/odd\.py.*{told}"):
        catalog.words("odd")
