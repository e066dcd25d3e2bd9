"""The typefaces of the pages."""

from pathlib import Path

import pytest
from fontTools.pens.areaPen import AreaPen
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

from scenes.studio.errors import BadInput
from scenes.studio.pages import webfonts


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The fonts, cut to what the notes need, and their licences."""
    return webfonts.cut(tmp_path_factory.mktemp("fonts"))


def test_fonts_are_cut_once_and_always_alike(written: list[Path], tmp_path: Path) -> None:
    assert {path.suffix for path in written} == {".woff2", ".txt"}
    assert webfonts.cut(written[0].parent) == []
    again = webfonts.cut(tmp_path)
    assert [(path.name, path.read_bytes()) for path in again] == [(path.name, path.read_bytes()) for path in written]
    again[-1].unlink()
    (tmp_path / "of-an-earlier-version.woff2").touch()
    assert webfonts.cut(tmp_path) == again
    assert {path.suffix for path in tmp_path.iterdir()} == {".woff2", ".txt", ""}
    assert len([*tmp_path.glob("*.woff2")]) == 3

    for path in written:
        if path.suffix == ".txt":
            assert "SIL OPEN FONT LICENSE" in path.read_text(encoding="utf-8")
        else:
            assert path.stat().st_size < 30_000
            with TTFont(path) as font:
                names = font["name"]
            # The licence reserves "Source" for the whole font, and a part of it is not that.
            assert "Source" not in names.getDebugName(1) + names.getDebugName(4) + names.getDebugName(6)
            assert "Open Font License" in names.getDebugName(13)


def test_text_and_formulas_have_the_signs_they_need(written: list[Path]) -> None:
    signs = {}
    for path in written[0].parent.glob("*.woff2"):
        with TTFont(path) as font:
            signs[path.name] = font.getBestCmap()
            assert ("MATH" in font) == ("math" in path.name)
    assert {ord(sign) for sign in "−×·αλη∂→₁₂²√≤≥≈ŷ⁻⁴∞£é“”"} <= set(signs["source-sans-upright.woff2"])
    assert {ord(sign) for sign in "𝑎𝑥ℎ𝜆𝜂∂∇∑√−×()[]"} <= set(signs["stix-two-math.woff2"])


@pytest.mark.parametrize(("name", "weight"), webfonts.WEIGHTS.items())
def test_the_font_of_many_weights_has_the_letters_of_each(written: list[Path], name: str, weight: int) -> None:
    with TTFont(webfonts.SANS / f"SourceSansPro-{name}.otf") as whole, TTFont(written[0]) as font:
        one = instantiateVariableFont(font, {"wght": weight})
        drawn, truth, names = one.getGlyphSet(), whole.getGlyphSet(), whole.getBestCmap()
        for code, glyph in one.getBestCmap().items():
            if code == webfonts.SUPERSCRIPT_MINUS:
                continue  # which has no code point there
            area, its = AreaPen(drawn), AreaPen(truth)
            drawn[glyph].draw(area)
            truth[names[code]].draw(its)
            assert drawn[glyph].width == truth[names[code]].width, chr(code)
            assert area.value == pytest.approx(its.value, rel=0.01), chr(code)


def signs_of(path: Path) -> set[str]:
    with TTFont(path) as font:
        return {chr(point) for point in font.getBestCmap()}


def test_fonts_have_what_a_new_note_needs_and_are_cut_again_only_then(tmp_path: Path) -> None:
    docs, fonts = tmp_path / "docs", tmp_path / "fonts"
    docs.mkdir()
    note = docs / "note.md"
    note.write_text("The mean is $x$.\n", encoding="utf-8")
    assert webfonts.cut(fonts, docs)
    needed = {"source-sans-upright": set("№"), "stix-two-math": set("¯^¨Ξζφℝ𝑥𝑤𝑞𝛯𝜁𝜑")}
    for name, signs in needed.items():
        assert not signs <= signs_of(fonts / f"{name}.woff2")

    note.write_text("The mean is $x$, in other words, and `$\\Psi$` is code.\n", encoding="utf-8")
    assert webfonts.cut(fonts, docs) == []
    formulas = "№ 1: $\\bar{x} = {{ run.good_lr.loss.at(3) }}$\n\n$$\\hat{w} \\ddot{q} \\Xi \\varphi$$\n\n> | $\\zeta$ | $\\mathbb{R}$ |\n"
    note.write_text(f"{formulas}\n```\n$\\Psi$\n```\n", encoding="utf-8")
    assert len(webfonts.cut(fonts, docs)) == 5
    for name, signs in needed.items():
        assert signs <= signs_of(fonts / f"{name}.woff2")
    assert "𝛹" not in signs_of(fonts / "stix-two-math.woff2")  # which stands in code alone
    assert webfonts.cut(fonts, docs) == []


def test_a_formula_that_cannot_be_converted_is_told_with_its_note(tmp_path: Path) -> None:
    (tmp_path / "note.md").write_text("$x_1_2$\n", encoding="utf-8")
    with pytest.raises(BadInput, match=rf"^{tmp_path.name}/note\.md: a formula cannot be converted .*DoubleSubscripts"):
        webfonts.cut(tmp_path / "fonts", tmp_path)
