"""The storyboard of a film: one PNG with the frame, sentence and time of every stop, light at the left and dark at the right."""

from itertools import accumulate
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from scenes.studio.draw.theme import FONTS, LIGHT
from scenes.studio.store.names import THEMES, file_name
from scenes.studio.store.paths import ROOT
from scenes.studio.store.record import Record
from scenes.studio.words import say

FOLDER = ROOT / "build" / "sheets"
TILE = 800  # pixels, the width of a frame
HEAD, LINE, MARGIN = 88, 60, 24  # pixels: the film's title, a stop's line, the rim


def write(film: Record, folder: Path = FOLDER) -> Path:
    """Write NAME.png to `folder` and return its path. Raises Unknown where a file of the film is missing."""
    stops, starts = film.data["stops"], [0, *accumulate(film.data["durations_ms"])]
    width, height = film.data["size"]
    tile = (TILE, round(TILE * height / width))
    size = (2 * TILE + 3 * MARGIN, HEAD + len(stops) * (LINE + tile[1]) + MARGIN)
    sheet = Image.new("RGB", size, LIGHT.background)
    pen = ImageDraw.Draw(sheet)
    pen.text((MARGIN, HEAD / 2), film.data["title"], LIGHT.ink, _font("Bold", 40), anchor="lm")
    for row, stop in enumerate(stops):
        top = HEAD + row * (LINE + tile[1])
        when = say("{seconds:.1f} s, {label}", seconds=starts[stop["frame"]] / 1000, label=film.label(stop["row"]))
        pen.text((MARGIN, top + LINE / 2), stop["words"], LIGHT.ink, _font("Semibold", 30), anchor="lm")
        pen.text((size[0] - MARGIN, top + LINE / 2), when, LIGHT.muted, _font("Regular", 26), anchor="rm")
        for column, theme in enumerate(THEMES):
            with Image.open(film.file(file_name(film.name, "gif", theme))) as gif:
                gif.seek(stop["frame"])
                frame = gif.convert("RGB").resize(tile, Image.Resampling.LANCZOS)
            place = (MARGIN + column * (TILE + MARGIN), top + LINE)
            sheet.paste(frame, place)
            pen.rectangle((place[0] - 1, place[1] - 1, place[0] + tile[0], place[1] + tile[1]), outline=LIGHT.grid)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{film.name}.png"
    sheet.save(path, optimize=True)
    return path


def _font(weight: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS / f"SourceSansPro-{weight}.ttf", size)
