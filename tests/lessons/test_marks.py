"""Where a page asks for a mark on the picture, the mark is where matplotlib draws that place."""

from pathlib import Path

import matplotlib
import pytest
import yaml
from drawn import run, scene

from scenes.studio.draw.fonts import use_fonts
from scenes.studio.draw.theme import LIGHT, SIZE, TALL
from scenes.studio.store.render import staged

ENTRIES = yaml.safe_load((Path(__file__).resolve().parents[2] / "docs" / "slides.yml").read_text(encoding="utf-8"))
GUESSES = {name: entry["ask"]["guess"] for name, entry in ENTRIES.items() if "guess" in entry.get("ask", {})}


@pytest.mark.parametrize(("cut", "size"), [("wide", SIZE), ("tall", TALL)])
@pytest.mark.parametrize("name", [name for name, guess in GUESSES.items() if "wide" in guess])
def test_a_mark_lies_where_the_picture_has_its_place(name: str, cut: str, size: tuple[int, int]) -> None:
    use_fonts()
    with matplotlib.rc_context(LIGHT.rc()):
        stage, show, rows, _ = staged(scene(name), run(name), LIGHT, size)
        show(rows[-1])
        stage.figure.draw_without_rendering()
    panel = stage.figure.axes[1]  # the first one below the sentence
    width, height = stage.figure.canvas.get_width_height()
    low, high = zip(*((value["from"], value["to"]) for value in GUESSES[name]["values"].values()), strict=True)
    if len(low) == 1:
        low, high = (low[0], panel.get_ylim()[0]), (high[0], panel.get_ylim()[1])
    (left, bottom), (right, top) = panel.transData.transform([low, high])
    there = [100 * left / width, 100 * right / width, 100 - 100 * bottom / height, 100 - 100 * top / height]
    assert GUESSES[name][cut] == pytest.approx(there, abs=0.2)
