"""Everything that concerns one film: what is not written yet, its storyboard, the site, style and types, and its tests."""

import subprocess
import sys

from scenes.studio.cli.unfinished import unfinished
from scenes.studio.decks import sheet
from scenes.studio.store import publish
from scenes.studio.store.catalog import source
from scenes.studio.store.fingerprint import fingerprint
from scenes.studio.store.job import RenderJob
from scenes.studio.store.paths import ANIMATIONS, CLAIM_TESTS, ROOT, relative
from scenes.studio.store.record import Record
from scenes.studio.store.workers import render_all


def main(name: str) -> int:
    """Print what is wrong with a film and where its storyboard is; returns the exit code, 0 where nothing is wrong.

    Renders the film first where it is not up to date. Raises BadInput for an unknown scene.
    """
    source(name)
    if not publish.fresh(name, fingerprint(name)) and (code := render_all([RenderJob(name, tall=True)])):
        return code
    lacking = unfinished(name)
    for line in lacking:
        print(f"to write: {line}")
    style = [
        _start("-m", "ruff", "check", "--quiet", *_sources(name)),
        _start("-m", "ruff", "format", "--quiet", "--check", *_sources(name)),
    ]
    types = _start("-m", "mypy", "--no-error-summary", f"scenes/{name}.py")
    print(f"look at: {relative(sheet.write(Record(ANIMATIONS, name)))}", flush=True)
    built = _ended("assets", [_start("-m", "scenes", "assets")]) and _ended("site", [_start("-m", "scenes", "site")])
    passed = _ended("style", style) & _ended("types", [types])
    passed &= built and _ended("tests", [_start("-m", "pytest", "-n", "2", "--dist", "worksteal", "--film", name, "--tb=short", "tests")])
    return 0 if passed and not lacking else 1


def _sources(name: str) -> list[str]:
    return [relative(path) for path in (source(name), CLAIM_TESTS / f"test_{name}.py") if path.is_file()]


def _start(*words: str) -> subprocess.Popen:
    """`python …` in the project's folder."""
    return subprocess.Popen([sys.executable, *words], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def _ended(what: str, processes: list[subprocess.Popen]) -> bool:
    """Wait for them; print `what` as well, or all that they said. Whether all ended well."""
    said = [process.communicate()[0] for process in processes]
    well = not any(process.returncode for process in processes)
    print(f"{what}: passed" if well else f"{what}: failed\n{''.join(said).rstrip()}", flush=True)
    return well
