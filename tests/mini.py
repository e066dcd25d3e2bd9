"""A project in miniature: the real engine, a scene of two small frames, and a folder that nothing else writes to.

The scene takes its steps by itself: torch's optimisers load a compiler, which takes a new process longer than all the rest.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import warm

ROOT = Path(__file__).resolve().parents[1]

TINY = '''"""Tiny: a dot takes one step down a bowl.

Alt: A dot in a bowl. It stands at {a_0.first:.1f} and steps to {a_0.last:.1f}.

At learning rate {lr} the loss goes from {loss.first:.2f} to {loss.last:.2f}.
"""

import numpy as np
import torch

from scenes.studio.run.scene import Scene


class Bowl(Scene):
    lr: float
    steps: int = 1
    size = (640, 360)

    def train(self):
        a = torch.tensor([2.0])
        for _ in range(self.steps + 1):
            yield {"loss": (a**2).sum(), "a": a, "grad": 2 * a}
            a = a - self.lr * 2 * a

    def story(self, trace):
        return {0: "A dot on the slope of a bowl", -1: "Lower: its loss is {loss:.0f}"}

    def draw(self, trace, stage):
        (bowl,) = stage.panels("bowl")
        x = np.linspace(-3, 3, 60)
        bowl.plot(x, x**2, color=stage.theme.loss)
        (dot,) = bowl.plot([], [], "o", color=stage.theme.model)

        def frame(t):
            dot.set_data(trace.a[t], trace.a[t] ** 2)

        return frame


scene = Bowl(lr=0.25)
'''

NOTE = """# {{ run.tiny.title }}

{{ film("tiny") }}

From {{ run.tiny.loss.first }} to {{ run.tiny.loss.last }}.

{{ source("scenes/tiny.py", "Bowl.train") }}
"""

CONFIG = """site_name: Tiny
site_url: https://tiny.example/
site_dir: build/site
use_directory_urls: false
theme: {name: material, font: false}
nav:
  - index.md
  # new films: above this line
plugins:
  - macros:
      modules: [scenes.studio.pages.macros]
      j2_extensions: [scenes.studio.pages.templates.ForReaders]
      on_undefined: strict
      on_error_fail: true
markdown_extensions:
  - attr_list
  - md_in_html
  - pymdownx.superfences
  - scenes.studio.pages.markup
"""


class Project:
    """The engine, the scene `tiny` and a page, in the folder `root`; its commands run in processes of their own.

    With `like` it is a copy of another such project, with all that was made there.
    """

    def __init__(self, root: Path, like: Path | None = None):
        self.root = root
        self.scene = root / "scenes" / "tiny.py"
        self.films = root / "docs" / "animations"
        if like:
            shutil.copytree(like, root)
            return
        shutil.copytree(ROOT / "scenes" / "studio", root / "scenes" / "studio", ignore=shutil.ignore_patterns("__pycache__"))
        for name in ("__init__.py", "__main__.py"):
            shutil.copy(ROOT / "scenes" / name, root / "scenes")
        self.scene.write_text(TINY, encoding="utf-8")
        (root / "docs").mkdir()
        (root / "docs" / "index.md").write_text(NOTE, encoding="utf-8")
        (root / "mkdocs.yml").write_text(CONFIG, encoding="utf-8")

    @classmethod
    def of_all_films(cls, root: Path) -> "Project":
        """A copy of this project as it stands, its films and decks included, in the folder `root`."""
        made = shutil.ignore_patterns(".*", "__pycache__", "build", "animations", "*.egg-info")
        shutil.copytree(ROOT, root, ignore=made)
        shutil.copytree(ROOT / "docs" / "animations", root / "docs" / "animations", copy_function=os.link)  # replaced, never changed
        for folder in ("build/slides", ".mypy_cache"):
            if (ROOT / folder).is_dir():
                shutil.copytree(ROOT / folder, root / folder)
        project = cls.__new__(cls)
        project.root, project.films = root, root / "docs" / "animations"
        return project

    def start(self, *words: str, env: dict[str, str] | None = None, **options) -> subprocess.Popen:
        """`python …` in the project, not waited for."""
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "encoding": "utf-8"}
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "COV", "PYTHON"))}
        clean |= {"PYTHONDONTWRITEBYTECODE": "1", "NO_MKDOCS_2_WARNING": "1"} | (env or {})
        return subprocess.Popen([sys.executable, *words], env=clean, **{"cwd": self.root} | pipes | options)

    def python(self, *words: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess:
        """`python …` in the project: its exit code and what it said. A module is run warm; its `env` is not there when Python starts."""
        if words[0] == "-m":
            return warm.python(self.root, *words[1:], env=env)
        process = self.start(*words, env=env)
        out, err = process.communicate(timeout=120)
        return subprocess.CompletedProcess(words, process.returncode, out, err)

    def scenes(self, *words: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess:
        """`python -m scenes …` in the project."""
        return self.python("-m", "scenes", *words, env=env)

    def files(self) -> dict[str, bytes | None]:
        """Every file of the project and its bytes; folders, too."""
        return {str(path.relative_to(self.root)): path.read_bytes() if path.is_file() else None for path in self.root.rglob("*")}

    def published(self) -> dict[str, bytes]:
        """The finished films: file → bytes."""
        return {path.name: path.read_bytes() for path in sorted(self.films.iterdir()) if path.is_file()}

    def unfinished(self) -> list[Path]:
        """What a render is writing, or what a killed one left."""
        return sorted(self.films.glob(".*.unfinished"))
