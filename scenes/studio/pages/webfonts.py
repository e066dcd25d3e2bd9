"""The site's typefaces, subsets of fonts from installed packages.

Source Sans is the typeface of films and pages, STIX Two Math that of formulas. Both are under the SIL Open Font License,
whose text is put beside them. It reserves the name "Source": a subset of Source Sans must be called something else.
"""

import hashlib
from collections.abc import Iterable
from importlib.metadata import distribution, version
from pathlib import Path
from typing import Any

from scenes.studio.store.atomic import whole_file
from scenes.studio.store.paths import DOCS

FONTS = DOCS / "assets" / "fonts"
PACKAGES = ("font-source-sans-pro", "ziamath", "fonttools", "brotli")
# Found without importing the packages, which do much more than hold fonts.
SANS = Path(str(distribution("font-source-sans-pro").locate_file("font_source_sans_pro/files")))
MATH = Path(str(distribution("ziamath").locate_file("ziamath/fonts")))
FACES = {"regular": "Regular", "italic": "It", "semibold": "Semibold"}
FAMILY = "Motion Sans"
KEPT_FEATURES = ("kern", "mark", "mkmk", "ccmp", "locl")
STIX = "stix-two-math.woff2"
# The package comes without the font's licence file. The font itself names its owner and this same licence.
STIX_COPYRIGHT = "Copyright 2001-2020 The STIX Fonts Project Authors (https://github.com/stipub/stixfonts)"
SUPERSCRIPT_MINUS = 0x207B


def _characters(*ranges: str) -> set[int]:
    """Code points from `a-b` ranges and single characters in hexadecimal."""
    ends = [[int(end, 16) for end in span.split("-")] for span in " ".join(ranges).split()]
    return {point for first, *last in ends for point in range(first, (last or [first])[0] + 1)}


# Latin, Greek, typographic punctuation, super- and subscripts, arrows, the commonest symbols of mathematics.
TEXT_CHARACTERS = _characters(
    "20-7e a0-17e 2c6 2dc 302 304 391-3a1 3a3-3a9 3b1-3c9 2007 2012-2015 2018-201a 201c-201e 2020-2022 2026 202f 2030 2032-2033 2039-203a",
    "2044 2070-2071 2074-2079 207b 207d-2089 20ac 2190-2193 2202 2206 220f 2211-2212 2215 2219-221a 221e 222b 2248 2260 2264-2265",
    "25b2-25b3 25b6-25b7 25bc-25bd 25c0-25c1 25c6 25ca",
)
# What formulas here use, upright, and as the italic letters that browsers show for single letters in <mi>.
MATH_CHARACTERS = _characters(
    "20-7e a0 ac b1 b7 d7 2c6 2c9 2dc 302-304 393 394 398 39b 3a3 3a6 3a9 3b1-3c9 2016 2026 2032 20d7",
    "2061-2064 210e 2113 211d 2190 2192 21a6 2200 2202 2203 2206-2208 220f 2211 2212 2217 221a 221d 221e 2223 2225 2248",
    "2260 2264 2265 226a 226b 22a4 22c5 22ef 1d434-1d454 1d456-1d467 1d6fc-1d71b",
)


def cut(folder: Path = FONTS) -> list[Path]:
    """Write the WOFF2 files and their licences to `folder` unless they are up to date; returns those written.

    The same packages give the same bytes.
    """
    stamp = folder / ".recipe"
    recipe = _recipe()
    written = [folder / f"source-sans-{face}.woff2" for face in FACES]
    written += [folder / name for name in (STIX, "OFL-source-sans.txt", "OFL-stix-two-math.txt")]
    if stamp.is_file() and stamp.read_text() == recipe and all(path.is_file() for path in written):
        return []
    folder.mkdir(parents=True, exist_ok=True)
    stamp.unlink(missing_ok=True)
    for face, file in FACES.items():
        _cut(SANS / f"SourceSansPro-{file}.otf", folder / f"source-sans-{face}.woff2", TEXT_CHARACTERS, KEPT_FEATURES, FAMILY)
    _cut(MATH / "STIXTwoMath-Regular.ttf", folder / STIX, MATH_CHARACTERS)
    licence = (SANS / "LICENSE.txt").read_text(encoding="utf-8")
    copyright_, terms = licence.split("\n", 1)
    for name, text in {
        "OFL-source-sans.txt": f"Cut by SGD in Motion to the signs it uses, and called “{FAMILY}”.\n\n{copyright_}\n{terms}",
        "OFL-stix-two-math.txt": f"Cut by SGD in Motion to the signs it uses.\n\n{STIX_COPYRIGHT}\n{terms}",
    }.items():
        (folder / name).write_text(text, encoding="utf-8")
    with whole_file(stamp) as unfinished:
        unfinished.write_text(recipe)
    return written


def _recipe() -> str:
    """What the fonts are made from: the packages' versions and this file."""
    packages = ", ".join(f"{package} {version(package)}" for package in PACKAGES)
    return f"{packages}, webfonts.py {hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:16]}\n"


def _cut(source: Path, target: Path, characters: Iterable[int], features: Iterable[str] = (), family: str = "") -> None:
    """Write the part of a font that `characters` need to a WOFF2 file, with the family name `family` if one is given."""
    from fontTools import subset  # slow to import, and not needed where all is up to date

    options = subset.Options(flavor="woff2", hinting=False, layout_features=list(features))
    options.name_IDs = [0, 1, 2, 4, 5, 6, 13, 14]
    with subset.load_font(str(source), options) as font:
        if "endash.sups" in font.getGlyphOrder():  # drawn, but without a code point, which 10⁻³ needs
            for table in font["cmap"].tables:
                table.cmap[SUPERSCRIPT_MINUS] = "endash.sups"
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=characters)
        cutter.subset(font)
        if family:
            _rename(font, family)
        subset.save_font(font, str(target), options)


def _rename(font: Any, family: str) -> None:
    full = f"{family} {font['name'].getDebugName(2)}"
    joined = full.replace(" ", "")
    for name_id, name in {1: family, 4: full, 6: joined}.items():
        font["name"].setName(name, name_id, 3, 1, 0x409)
    cff = font["CFF "].cff
    cff.fontNames = [joined]
    cff.topDictIndex[0].FamilyName, cff.topDictIndex[0].FullName = family, full
