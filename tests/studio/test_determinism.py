"""Same recipe, same bytes: whatever the number of workers, the hash seed, the locale or the time zone."""

import shutil

from scenes.studio.store.paths import SCENES

WORKERS = """
import os, sys
from scenes.studio.store import paths, publish, workers
from scenes.studio.store.job import RenderJob

if __name__ == "__main__":
    os.cpu_count = lambda: int(sys.argv[1])
    publish.prepare(paths.ANIMATIONS)
    sys.exit(workers.render_all([RenderJob("tiny"), RenderJob("line")]))
"""

# What a recipe does not name: how many workers there are, the seed of hashes, the language and the time zone of a machine.
HERE = "1", {"PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
ELSEWHERE = "2", {"PYTHONHASHSEED": "12345", "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0", "TZ": "Pacific/Kiritimati"}


def rendered(project, workers, env):
    """The bytes of every file, rendered in these surroundings."""
    said = project.python("render_two.py", workers, env=env)
    assert said.returncode == 0, said.stdout + said.stderr
    return project.published()


def test_same_recipe_same_bytes(mini_project):
    """A film of two frames and a short line fit, made here and elsewhere."""
    project = mini_project
    shutil.copytree(SCENES / "shared", project.root / "scenes" / "shared", ignore=shutil.ignore_patterns("__pycache__"))
    short = (SCENES / "good_lr.py").read_text(encoding="utf-8").replace("GoodRate(lr=0.1)", "GoodRate(lr=0.1, steps=3)")
    (project.root / "scenes" / "line.py").write_text(short, encoding="utf-8")
    (project.root / "render_two.py").write_text(WORKERS, encoding="utf-8")
    expected = rendered(project, *HERE)
    for path in project.films.iterdir():
        path.unlink()
    made = rendered(project, *ELSEWHERE)
    assert len(expected) == 24
    assert made.keys() == expected.keys()
    assert [name for name in expected if made[name] != expected[name]] == []
