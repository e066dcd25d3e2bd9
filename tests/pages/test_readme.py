"""What the README shows and says is what is there."""

import ast
import re
import shlex
import tomllib
from pathlib import Path

import matplotlib
import numpy as np
from names import FILMS
from PIL import Image, ImageSequence

from scenes.studio.cli.main import _parser
from scenes.studio.draw.fonts import use_fonts
from scenes.studio.draw.theme import LIGHT
from scenes.studio.store.load import load
from scenes.studio.store.render import film

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_film_is_what_its_scene_renders():
    scene = load("good_lr")
    use_fonts()
    with matplotlib.rc_context(LIGHT.rc()), Image.open(ROOT / ".github" / "good_lr.gif") as gif:
        frames = film(scene, scene.run(), LIGHT, (800, 450))
        shown = [np.asarray(frame.convert("RGB"), float) for frame in ImageSequence.Iterator(gif)]
        assert len(shown) == len(frames)
        for i, frame in enumerate(shown):
            error = np.mean((frame - frames[i]) ** 2)
            assert 10 * np.log10(255**2 / max(error, 1e-9)) > 35, f"frame {i}: render it anew, as CONTRIBUTING.md says"


def test_every_file_it_points_to_is_there():
    targets = re.findall(r"\]\((?!http)([^)#]+)\)", README)
    assert len(targets) > 4
    assert [target for target in targets if not (ROOT / target).exists()] == []


def test_every_make_target_it_names_is_in_the_makefile():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"make (\w+)", README.replace("and make.", ""))):
        assert re.search(rf"^{target}:", makefile, re.M), target


def test_every_command_it_names_is_one_and_every_variable_is_read():
    commands = [shlex.split(line, comments=True) for line in re.findall(r"\.venv/bin/python -m scenes (.+)", README)]
    assert len(commands) >= 3
    for command in commands:
        _parser(command).parse_args(command)
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert [name for name in re.findall(r"make \w+ ([A-Z_]+)=", README) if f"$({name})" not in makefile] == []


def test_the_python_that_it_asks_for_is_the_one_that_is_needed():
    (told,) = re.findall(r"Python (\d\.\d+) or later", README)
    assert tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["requires-python"] == f">={told}"


def test_lessons_are_as_short_as_it_says():
    lengths = sorted(map(length, FILMS))
    half, most = map(int, re.search(r"at most (\d+)\s+lines beside their words, the longest has (\d+)", README).groups())
    assert (lengths[(len(lengths) - 1) // 2], lengths[-1]) == (half, most)


def length(name):
    """The lines of a scene without its docstring."""
    text = (ROOT / "scenes" / f"{name}.py").read_text(encoding="utf-8")
    return len(text.splitlines()) - ast.parse(text).body[0].end_lineno


def test_the_scene_that_new_writes_is_as_long_as_it_says():
    (told,) = re.findall(r"about (\d+) lines", README)
    written = (ROOT / "scenes" / "studio" / "cli" / "templates" / "scene.py.txt").read_text(encoding="utf-8").splitlines()
    assert abs(len(written) - int(told)) <= 5
