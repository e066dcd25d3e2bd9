"""python -m scenes.studio.webfonts: the site's typefaces, cut from installed packages to the signs that are used.

Source Sans letters the films and the pages, STIX Two Math the formulas. Both stand under the SIL Open Font License,
whose text is put beside them. "Source" is a reserved name there: what is cut from Source Sans must not be called so.
"""

import hashlib
from collections.abc import Iterable
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

FONTS = Path(__file__).resolve().parents[2] / "docs" / "assets" / "fonts"
PACKAGES = ("font-source-sans-pro", "ziamath", "fonttools", "brotli")
SANS, MATH = files("font_source_sans_pro") / "files", files("ziamath") / "fonts"
FACES = {"regular": "Regular", "italic": "It", "semibold": "Semibold"}
FAMILY = "Motion Sans"
SUPERSCRIPT_MINUS = 0x207B


def _signs(*ranges: str) -> set[int]:
    """Code points from `a-b` ranges and single signs in hexadecimal."""
    ends = [[int(end, 16) for end in span.split("-")] for span in " ".join(ranges).split()]
    return {sign for first, *last in ends for sign in range(first, (last or [first])[0] + 1)}


# Latin, Greek, typographic punctuation, super- and subscripts, arrows, the commonest signs of mathematics.
TEXT_SIGNS = _signs(
    "20-7e a0-17e 2c6 2dc 302 304 391-3a1 3a3-3a9 3b1-3c9 2007 2012-2015 2018-201a 201c-201e 2020-2022 2026 202f 2030 2032-2033 2039-203a",
    "2044 2070-2071 2074-2079 207b 207d-2089 20ac 2190-2193 2202 2206 220f 2211-2212 2215 2219-221a 221e 222b 2248 2260 2264-2265 25b2-25b3 25b6-25b7 25bc-25bd 25c0-25c1 25c6 25ca",
)
# What formulas here use, upright and as the slanted letters that browsers put for single letters in <mi>.
MATH_SIGNS = _signs(
    "20-7e a0 ac b1 b7 d7 2c6 2c9 2dc 302-304 393 394 398 39b 3a3 3a6 3a9 3b1-3c9 2016 2026 2032 20d7",
    "2061-2064 210e 211d 2190 2192 21a6 2200 2202 2203 2206-2208 220f 2211 2212 2217 221a 221d 221e 2223 2225 2248",
    "2260 2264 2265 226a 226b 22a4 22c5 22ef 1d434-1d454 1d456-1d467 1d6fc-1d71b",
)


def cut(folder: Path = FONTS) -> list[Path]:
    """Write the WOFF2 files and their licences to `folder` unless they are there already; returns those written.

    Same packages, same bytes.
    """
    stamp = folder / "recipe.txt"
    texts = {"OFL-source-sans.txt": _licence(), "OFL-stix-two-math.txt": _licence(stix=True)}
    fonts = {f"source-sans-{face}.woff2": SANS / f"SourceSansPro-{file}.otf" for face, file in FACES.items()}
    recipe = _recipe()
    if stamp.is_file() and stamp.read_text() == recipe and all((folder / name).is_file() for name in [*texts, *fonts, _STIX]):
        return []
    folder.mkdir(parents=True, exist_ok=True)
    stamp.unlink(missing_ok=True)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    for name, source in fonts.items():
        _subset(source, folder / name, TEXT_SIGNS, features=("kern", "mark", "mkmk", "ccmp", "locl"), family=FAMILY)
    _subset(MATH / "STIXTwoMath-Regular.ttf", folder / _STIX, MATH_SIGNS, features=())
    stamp.write_text(recipe)
    return [folder / name for name in [*texts, *fonts, _STIX]]


_STIX = "stix-two-math.woff2"


def _recipe() -> str:
    packages = ", ".join(f"{package} {version(package)}" for package in PACKAGES)
    return f"{packages}\nwebfonts.py {hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:16]}\n"


def _licence(stix: bool = False) -> str:
    """The package's licence file; for STIX Two, which comes without one, the same licence under its own copyright."""
    text = (SANS / "LICENSE.txt").read_text(encoding="utf-8")
    if not stix:
        return f"Cut by SGD in Motion to the signs it uses, and renamed “{FAMILY}”.\n\n{text}"
    _, licence = text.split("\n", 1)
    owner = "Copyright 2001-2020 The STIX Fonts Project Authors (https://github.com/stipub/stixfonts)"
    return f"STIX Two Math, cut by SGD in Motion to the signs it uses.\n\n{owner}\n{licence}"


def _subset(source: Traversable, target: Path, signs: Iterable[int], features: Iterable[str], family: str = "") -> None:
    from fontTools import subset  # slow to import, and not needed when all is up to date

    options = subset.Options(flavor="woff2", hinting=False, layout_features=list(features))
    options.name_IDs = [0, 1, 2, 4, 5, 6, 13, 14]
    with source.open("rb") as file:
        font = subset.load_font(file, options)
        if "endash.sups" in font.getGlyphOrder():  # drawn, but without a code point; 10⁻³ needs it
            for table in font["cmap"].tables:
                table.cmap[SUPERSCRIPT_MINUS] = "endash.sups"
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=signs)
        cutter.subset(font)
        if family:
            style = font["name"].getDebugName(2)
            for name_id, name in {1: family, 4: f"{family} {style}", 6: f"{family} {style}".replace(" ", "")}.items():
                font["name"].setName(name, name_id, 3, 1, 0x409)
                font["name"].removeNames(name_id, 1)
            if "CFF " in font:
                cff = font["CFF "].cff
                cff.fontNames = [f"{family} {style}".replace(" ", "")]
                cff.topDictIndex[0].FullName, cff.topDictIndex[0].FamilyName = f"{family} {style}", family
        subset.save_font(font, str(target), options)


if __name__ == "__main__":
    for path in cut():
        print(f"{path.relative_to(FONTS.parents[2])}  {path.stat().st_size:,} bytes")
