"""Fixtures for all tests: a browser and the built site (see chromium.py), films of the real scenes, and a project in
miniature (see mini.py)."""

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache, lru_cache
from pathlib import Path

import machine
import matplotlib
import pytest
from chromium import address, browser, site  # noqa: F401
from drawn import Drawn, run, scene
from filelock import FileLock
from mini import Project
from selection import pytest_addoption, pytest_collection_modifyitems  # noqa: F401

from scenes.studio.draw.film import Film
from scenes.studio.draw.fonts import use_fonts
from scenes.studio.draw.theme import THEMES
from scenes.studio.run.no_compiler import spare_compiler
from scenes.studio.store import fingerprint, publish, render
from scenes.studio.store.job import RenderJob

spare_compiler()  # as every render does; it would take each worker some seconds


@cache
def _film(name: str, theme: str) -> Film:
    return render.film(scene(name), run(name), THEMES[theme])


@pytest.fixture
def film_of() -> Iterator[Callable[..., Film]]:
    """film_of("good_lr", "dark"): the film of a scene, ready to be drawn."""
    use_fonts()
    with ExitStack() as settings:

        def film(name: str, theme: str = "light") -> Film:
            settings.enter_context(matplotlib.rc_context(THEMES[theme].rc()))
            return _film(name, theme)

        yield film


@lru_cache(maxsize=2)
def _drawn(name: str, theme: str) -> Drawn:
    return Drawn(_film(name, theme))


@pytest.fixture
def drawn_of(film_of: Callable[..., Film]) -> Callable[..., Drawn]:
    """drawn_of("good_lr", "dark"): every frame of a film, drawn one after the other, once for all tests of a worker."""

    def drawn(name: str, theme: str = "light") -> Drawn:
        film_of(name, theme)  # draws in this theme from here on
        return _drawn(name, theme)

    return drawn


def pytest_configure(config: pytest.Config) -> None:
    """Before any test and any worker starts: install the programs that the whole suite needs. CI runs nothing less."""
    whole = config.args_source is pytest.Config.ArgsSource.TESTPATHS or machine.in_ci()
    if whole and not hasattr(config, "workerinput") and not config.option.collectonly:
        machine.install()


def pytest_collection_finish() -> None:
    """Torch, matplotlib and the tests themselves stay: to look through them for garbage took an eighth of the processor's time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


def pytest_xdist_auto_num_workers() -> int:
    """What `-n auto` means: one worker more than processors, because tests in a browser wait at times."""
    return 1 + (os.cpu_count() or 1)


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base


@pytest.fixture(scope="session")
def films(shared_folder) -> Callable[[str], Path]:
    """films("good_lr"): the folder where that scene's film stands: the published one, or where that is not
    up to date, one rendered here, once for all workers."""
    folder = shared_folder / "films"
    folder.mkdir(exist_ok=True)

    def standing(name: str) -> Path:
        if publish.fresh(name, fingerprint.fingerprint(name)):
            return publish.ANIMATIONS
        with FileLock(folder / f"{name}.lock"):
            if not (folder / f"{name}.json").exists():
                render.render(RenderJob(name, themes=("light",), folder=folder))
        return folder

    return cache(standing)


@pytest.fixture
def mini_project(tmp_path) -> Project:
    """The engine and a scene of two frames, in a folder of their own."""
    return Project(tmp_path / "mini")


@pytest.fixture(scope="session")
def _published(shared_folder: Path) -> Path:
    """A project whose film was rendered once for all workers, to be copied."""
    root = shared_folder / "published"
    with FileLock(shared_folder / "published.lock"):
        if not root.exists():
            project = Project(shared_folder / "rendering")
            said = project.scenes("render")
            assert said.returncode == 0, said.stderr
            project.root.rename(root)
    return root


@pytest.fixture
def published_project(_published, tmp_path) -> Project:
    """A project in miniature with its film published."""
    return Project(tmp_path / "mini", _published)


@pytest.fixture(scope="module")
def shared_project(_published, tmp_path_factory) -> Project:
    """A project in miniature with its film published, one for all tests of a module."""
    return Project(tmp_path_factory.mktemp("shared") / "mini", _published)
