"""The authors' guide is complete: every part has an example that runs and draws, and stands on the page."""

from pathlib import Path

import numpy as np
import pytest
from markup import Html
from matplotlib import rc_context
from PIL import Image

from scenes.studio.draw import examples
from scenes.studio.draw.theme import DARK, LIGHT
from scenes.studio.pages import parts

ROOT = Path(__file__).resolve().parents[2]
PARTS = list(examples.parts())


def empty(theme, part, path):
    """The picture of an example that draws nothing."""
    nothing = type(part)(part.__code__, part.__globals__, part.__name__)
    nothing.__doc__, nothing.__module__ = ">>> None", part.__module__
    examples.draw(nothing, theme, path)
    return np.asarray(Image.open(path).convert("RGB"))


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
def test_the_example_of_a_part_draws_it(part, tmp_path):
    for theme in (LIGHT, DARK):
        with rc_context():
            examples.draw(part, theme, tmp_path / "drawn.png")
        drawn = np.asarray(Image.open(tmp_path / "drawn.png").convert("RGB"))
        assert (drawn != empty(theme, part, tmp_path / "empty.png")).any(-1).sum() > 30
        assert f"{part.__name__}(" in part.__doc__.split(">>>")[-1]


def test_no_two_parts_have_one_name():
    names = [part.__name__ for part in PARTS]
    assert sorted(set(names)) == sorted(names)


def test_the_page_tells_of_every_part_that_can_be_imported():
    assert [part.name for part in parts.find(ROOT)] == [part.__name__ for part in PARTS]


def test_a_part_without_an_example_is_named(tmp_path):
    def bare(stage):
        """Draws."""

    with pytest.raises(ValueError, match=r"^bare: write an example into its docstring"):
        examples.draw(bare, LIGHT, tmp_path / "x.png")


def test_the_built_page_shows_each_part_with_its_picture_and_its_example(site):
    page = Html.of(site / "parts.html")
    pictures = {image["src"] for image in page.all("img")}
    for part in PARTS:
        for kind in ("", ".dark"):
            assert f"assets/parts/{part.__name__}{kind}.png" in pictures
            assert (site / "assets" / "parts" / f"{part.__name__}{kind}.png").is_file()
        assert any(head.get("id") == part.__name__ for head in page.all("h3"))
