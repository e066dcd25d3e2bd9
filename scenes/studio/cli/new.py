"""Begin a scene: its file, its claim test and a note stub, all three working at once."""

import keyword
import re

from scenes.studio.errors import BadInput
from scenes.studio.store.paths import ROOT, relative

NAV_END = "# new films: above this line"

SCENE = '''"""{title}: say in one line what the film shows.

Alt: A dot moves down a bowl; the loss falls from {{loss.first:.2f}} to {{loss.last:.4f}}.

Say what happens, for who cannot see it, with the run's numbers: at learning rate {{lr}} the loss goes from
{{loss.first:.2f}} to {{loss.last:.4f}} in {{steps}} steps.
"""

from dataclasses import dataclass

import torch

from scenes.studio.numbers import equal_width
from scenes.studio.run.descend import descend
from scenes.studio.run.scene import Scene


@dataclass(frozen=True, kw_only=True)
class {cls}(Scene):
    """Gradient descent on a₀² + 2·a₁²."""

    lr: float
    steps: int = 30

    def train(self):
        a = torch.tensor([2.0, 1.0], requires_grad=True)
        for loss in descend([a], lambda: a[0] ** 2 + 2 * a[1] ** 2, lr=self.lr, steps=self.steps):
            yield {{"loss": loss, "a": a, "grad": a.grad}}

    def draw(self, trace, stage):
        theme = stage.theme
        way, losses = stage.panels("parameters", "loss")
        way.set(xlim=(-0.5, 2.5), ylim=(-0.5, 1.5), xlabel="a₀", ylabel="a₁")  # the limits fit the whole run
        (path,) = way.plot([], [], "o-", color=theme.model)
        stage.log_scale(losses.yaxis, trace.loss)
        show_loss = stage.loss_curve(losses, trace.loss, theme.loss)
        show = stage.readouts(trace, ("loss", equal_width(trace.loss), theme.loss))

        def frame(t):  # everything above stands still, everything in here moves
            show(t)
            show_loss(t)
            path.set_data(trace.a[: t + 1].T)

        return frame


scene = {cls}(lr=0.1)
'''

TEST = '''"""What {name} claims, on its trace."""

import numpy as np

from scenes.{name} import scene


def test_each_parameter_shrinks_by_its_own_factor():
    trace = scene.run()
    curvature = np.array([2.0, 4.0])  # of a₀² + 2·a₁², along each axis
    steps = np.arange(len(trace))[:, None]
    np.testing.assert_allclose(trace.a, [2, 1] * (1 - scene.lr * curvature) ** steps, rtol=1e-4)
'''

NOTE = """---
description: Say in one line what the reader will learn.
---

# {title} {{ #{name}-film }}

What to watch for, before the film plays.

{{{{ film("{name}") }}}}

What happened, and why: the loss went from {{{{ run.{name}.loss.first }}}} to {{{{ run.{name}.loss.last }}}}.

## The loop that ran

{{{{ source("scenes/{name}.py", "{cls}.train") }}}}
"""


def new(name: str) -> int:
    """Write the three files and the page's line in mkdocs.yml; raises BadInput, and writes nothing, where any is taken."""
    if not re.fullmatch("[a-z][a-z0-9_]*", name) or keyword.iskeyword(name):
        raise BadInput(f"{name!r} cannot be a scene's name: use lower case letters, digits and _, such as my_scene")
    title = name.replace("_", " ").capitalize()
    cls = name.title().replace("_", "")
    texts = {
        ROOT / "scenes" / f"{name}.py": SCENE.format(title=title, cls=cls),
        ROOT / "tests" / f"test_{name}.py": TEST.format(name=name),
        ROOT / "docs" / "films" / f"{name}.md": NOTE.format(title=title, name=name, cls=cls),
    }
    for path in [(ROOT / "scenes" / name), *texts]:
        if path.exists():
            raise BadInput(f"{relative(path)} exists already; choose another name")
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        print(f"wrote {relative(path)}")
    config = ROOT / "mkdocs.yml"
    if config.is_file() and NAV_END in (text := config.read_text(encoding="utf-8")):
        indent = next(line for line in text.splitlines() if NAV_END in line).partition("#")[0]
        config.write_text(text.replace(f"{indent}{NAV_END}", f"{indent}- films/{name}.md\n{indent}{NAV_END}"), encoding="utf-8")
        print("added the page to mkdocs.yml")
    print(f"next: make scenes SCENE={name}, then make serve")
    return 0
