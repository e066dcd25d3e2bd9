"""The site's typefaces, subsets of fonts from installed packages.

Source Sans is the typeface of films and pages, STIX Two Math that of formulas. Both are under the SIL Open Font License,
whose text is put beside them. It reserves the name "Source": a subset of Source Sans must be called something else.
"""

import base64
import hashlib
import io
import re
from collections.abc import Iterable
from importlib.metadata import distribution, version
from pathlib import Path
from typing import Any

from scenes.studio.pages import characters
from scenes.studio.pages.generated import write_if_new
from scenes.studio.store.atomic import whole_file
from scenes.studio.store.paths import DOCS

FONTS = DOCS / "assets" / "fonts"
PACKAGES = ("font-source-sans-pro", "ziamath", "fonttools", "brotli")
# Found without importing the packages, which do much more than hold fonts.
SANS = Path(str(distribution("font-source-sans-pro").locate_file("font_source_sans_pro/files")))
MATH = Path(str(distribution("ziamath").locate_file("ziamath/fonts")))
UPRIGHT, ITALIC = "source-sans-upright.woff2", "source-sans-italic.woff2"
WEIGHTS = {"Regular": 400, "Semibold": 600}  # of the upright one
FAMILY = "Motion Sans"
KEPT_FEATURES = ("kern", "mark", "mkmk", "ccmp", "locl")
STIX = "stix-two-math.woff2"
# The package comes without the font's licence file. The font itself names its owner and this same licence.
STIX_COPYRIGHT = "Copyright 2001-2020 The STIX Fonts Project Authors (https://github.com/stipub/stixfonts)"
SUPERSCRIPT_MINUS = 0x207B


def cut(folder: Path = FONTS, docs: Path = DOCS) -> list[Path]:
    """Write the WOFF2 files and their licences to `folder` unless they are up to date; returns those written.

    The fonts have the characters that the pages made of `docs` use. The same packages and characters give the same bytes.
    """
    text, formulas = characters.in_text(docs), characters.in_formulas(docs)
    stamp = folder / ".recipe"
    recipe = _recipe(text, formulas)
    written = [folder / name for name in (UPRIGHT, ITALIC, STIX, "OFL-source-sans.txt", "OFL-stix-two-math.txt")]
    if stamp.is_file() and stamp.read_text() == recipe and all(path.is_file() for path in written):
        return []
    folder.mkdir(parents=True, exist_ok=True)
    stamp.unlink(missing_ok=True)
    for earlier in {*folder.glob("*.woff2")} - {*written}:
        earlier.unlink()
    _write(_variable(text), folder / UPRIGHT, FAMILY)
    _write(_cut(SANS / "SourceSansPro-It.otf", text, KEPT_FEATURES), folder / ITALIC, FAMILY)
    _write(_cut(MATH / "STIXTwoMath-Regular.ttf", formulas), folder / STIX)
    licence = (SANS / "LICENSE.txt").read_text(encoding="utf-8")
    copyright_, terms = licence.split("\n", 1)
    for name, words in {
        "OFL-source-sans.txt": f"Cut by SGD in Motion to the signs it uses, and called “{FAMILY}”.\n\n{copyright_}\n{terms}",
        "OFL-stix-two-math.txt": f"Cut by SGD in Motion to the signs it uses.\n\n{STIX_COPYRIGHT}\n{terms}",
    }.items():
        (folder / name).write_text(words, encoding="utf-8")
    with whole_file(stamp) as unfinished:
        unfinished.write_text(recipe)
    return written


def for_disk(assets: Path = FONTS.parent) -> list[Path]:
    """Write fonts/on-disk.css, the typefaces of base.css with their files inside, unless it is there already; returns what was written.

    In a folder on disk WebKit and Firefox fetch no font, and Chromium fetches none ahead and would do without. main.html asks for it.
    """

    def inside(file: re.Match[str]) -> str:
        return f'url("data:font/woff2;base64,{base64.b64encode((assets / file[1]).read_bytes()).decode()}")'

    faces = re.findall(r"@font-face \{.+?\}\n", (assets / "base.css").read_text(encoding="utf-8"), re.DOTALL)
    text = re.sub(r'url\("(.+?)"\)', inside, "".join(faces)).replace("font-display: optional", "font-display: block")
    return write_if_new(assets / "fonts" / "on-disk.css", text)


def _recipe(text: set[int], formulas: set[int]) -> str:
    """What the fonts are made from: the packages' versions, this file and the characters."""
    packages = ", ".join(f"{package} {version(package)}" for package in PACKAGES)
    sources = {"webfonts.py": Path(__file__).read_bytes(), "text": repr(sorted(text)).encode(), "formulas": repr(sorted(formulas)).encode()}
    return f"{packages}, {', '.join(f'{name} {hashlib.sha256(data).hexdigest()[:16]}' for name, data in sources.items())}\n"


def _cut(source: Path, characters: Iterable[int], features: Iterable[str] = ()) -> Any:
    """The part of a font that `characters` need."""
    from fontTools import subset  # slow to import, and not needed where all is up to date

    options = subset.Options(hinting=False, desubroutinize=True, layout_features=list(features))
    options.name_IDs = [0, 1, 2, 4, 5, 6, 13, 14]
    font = subset.load_font(str(source), options)
    if "endash.sups" in font.getGlyphOrder():  # drawn, but without a code point, which 10⁻³ needs
        for table in font["cmap"].tables:
            table.cmap[SUPERSCRIPT_MINUS] = "endash.sups"
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=characters)
    cutter.subset(font)
    return font


def _variable(characters: Iterable[int]) -> Any:
    """Text and headings as one font of many weights: one file comes whole or not at all, and is smaller than two."""
    from fontTools import varLib
    from fontTools.designspaceLib import DesignSpaceDocument
    from fontTools.ttLib import TTFont

    space = DesignSpaceDocument()
    space.addAxisDescriptor(name="Weight", tag="wght", minimum=min(WEIGHTS.values()), default=400, maximum=max(WEIGHTS.values()))
    for name, weight in WEIGHTS.items():
        whole = io.BytesIO()  # varLib needs fonts as they are read
        with _cut(SANS / f"SourceSansPro-{name}.otf", characters, KEPT_FEATURES) as font:
            font.save(whole)
        space.addSourceDescriptor(name=name, font=TTFont(whole, recalcTimestamp=False), location={"Weight": weight})
    return varLib.build(space)[0]


def _write(font: Any, target: Path, family: str = "") -> None:
    """Write a font as WOFF2, with the family name `family` if one is given, and close it."""
    with font:
        if family:
            _rename(font, family)
        font.flavor = "woff2"
        font.save(target)


def _rename(font: Any, family: str) -> None:
    full = f"{family} {font['name'].getDebugName(2)}"
    joined = full.replace(" ", "")
    for name_id, name in {1: family, 4: full, 6: joined}.items():
        font["name"].setName(name, name_id, 3, 1, 0x409)
    if "CFF " in font:  # one of many weights has no other names
        cff = font["CFF "].cff
        cff.fontNames = [joined]
        cff.topDictIndex[0].FamilyName, cff.topDictIndex[0].FullName = family, full
