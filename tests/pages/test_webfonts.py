"""The typefaces of the pages."""

from pathlib import Path

from fontTools.ttLib import TTFont

from scenes.studio.pages import webfonts


def test_fonts_are_cut_once_and_always_alike(tmp_path: Path) -> None:
    written = webfonts.cut(tmp_path / "a")
    assert {path.suffix for path in written} == {".woff2", ".txt"}
    assert webfonts.cut(tmp_path / "a") == []
    again = webfonts.cut(tmp_path / "b")
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in written]
    written[-1].unlink()
    assert webfonts.cut(tmp_path / "a") == written

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


def test_text_and_formulas_have_the_signs_they_need(tmp_path: Path) -> None:
    webfonts.cut(tmp_path)
    signs = {}
    for path in tmp_path.glob("*.woff2"):
        with TTFont(path) as font:
            signs[path.name] = font.getBestCmap()
            assert ("MATH" in font) == ("math" in path.name)
    for face in ("regular", "semibold"):
        assert {ord(sign) for sign in "−×·αλη∂→₁₂²√≤≥≈ŷ⁻⁴∞£é“”"} <= set(signs[f"source-sans-{face}.woff2"])
    assert {ord(sign) for sign in "𝑎𝑥ℎ𝜆𝜂∂∇∑√←−×()[]ℝ"} <= set(signs["stix-two-math.woff2"])
