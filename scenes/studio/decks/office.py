"""What both PowerPoint decks are made of: an empty deck, slides with a title and notes, boxes of words, pictures."""

import datetime
import io
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.enum.text import PP_ALIGN
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.util import Emu, Inches, Pt

from scenes.studio.decks.content import LICENCE, TITLE, Slide, site_url
from scenes.studio.decks.zips import write_zip
from scenes.studio.draw.theme import LIGHT
from scenes.studio.store.record import ATTRIBUTION

WIDTH, HEIGHT = Emu(12192000), Emu(6858000)  # 16:9, as PowerPoint makes it
MARGIN = Inches(0.3)
FILM_TOP, FILM_HEIGHT = Inches(0.74), Inches(5.7)
INK = RGBColor.from_string(LIGHT.ink.removeprefix("#").upper())
FONT = "Arial"  # on every machine, or replaced by one of the same width
TITLE_ONLY = 5  # the place of that layout in python-pptx's own template
DATE = datetime.datetime(2026, 1, 1)  # the same for every deck: same films, same bytes


def write(path: Path, title: str, line: str, speaker_notes: str, slides: Sequence[Slide], add: Callable[[Any, Slide], None]) -> None:
    """Write a deck: a slide that opens it with a title and a line, those that `add(deck, slide)` makes of each film, and the credit."""
    deck = empty()
    page(deck, title, [line, ATTRIBUTION + "."], site_url(), speaker_notes)
    for slide in slides:
        add(deck, slide)
    last_page(deck)
    save(deck, path)


def save(deck: Any, path: Path) -> None:
    """Write a deck: the same slides give the same bytes."""
    raw = io.BytesIO()
    deck.save(raw)
    with zipfile.ZipFile(raw) as parts:
        write_zip(path, [(name, parts.read(name)) for name in parts.namelist()])


def empty() -> Any:
    """An empty deck from python-pptx's own template: 16:9, with one layout that has a title and nothing else."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = WIDTH, HEIGHT
    title_only = deck.slide_layouts[TITLE_ONLY]
    for layout in list(deck.slide_layouts):
        if layout is not title_only:
            deck.slide_layouts.remove(layout)
    for master in (deck.slide_master, title_only):
        for shape in list(master.placeholders):
            if shape.placeholder_format.idx == 0:
                shape.left, shape.top, shape.width, shape.height = MARGIN, Inches(0.1), WIDTH - 2 * MARGIN, Inches(0.62)
            elif master is title_only:
                shape.element.getparent().remove(shape.element)
            else:  # the master's body, date, footer and number, which the layout does not pass on
                shape.left, shape.width = int(shape.left * WIDTH / Inches(10)), int(shape.width * WIDTH / Inches(10))
    theme = deck.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme._blob = theme.blob.replace(b'typeface="Calibri"', f'typeface="{FONT}"'.encode())
    package = deck.part.package
    for name, relation in list(package._rels.items()):
        if relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL:  # a picture of the template
            package.drop_rel(name)
    core = deck.core_properties
    core.title, core.author, core.subject, core.language = TITLE, TITLE, ATTRIBUTION, "en"
    core.comments, core.last_modified_by, core.created, core.modified = "", TITLE, DATE, DATE
    return deck


def new(deck: Any, title: str, speaker_notes: str, points: int = 28, bold: bool = True) -> Any:
    """Add a slide with its title and the speaker's notes."""
    slide = deck.slides.add_slide(deck.slide_layouts[0])
    write_line(slide.shapes.title.text_frame, title, points, bold)
    notes = slide.notes_slide
    notes.notes_text_frame.text = speaker_notes
    for paragraph in notes.notes_text_frame.paragraphs:
        paragraph.font.size = Pt(12)
    for shape in list(notes.placeholders):
        if shape.placeholder_format.type == PP_PLACEHOLDER.SLIDE_NUMBER:  # left empty
            shape.element.getparent().remove(shape.element)
    return slide


def picture(slide: Any, file: Any, name: str, alt: str, size: tuple[int, int]) -> None:
    """Put a picture where the film of a slide stands; `file` is a path or a stream, `size` its pixels."""
    width = round(FILM_HEIGHT * size[0] / size[1])
    shape = slide.shapes.add_picture(file, (WIDTH - width) // 2, FILM_TOP, width, FILM_HEIGHT)
    shape.name = name
    shape._element.nvPicPr.cNvPr.set("descr", alt)


def question(slide: Any, film: Slide) -> None:
    """Put the question of a film and its answers below its place."""
    write_line(box(slide, "question", 6.46, 0.36), film.ask.text, 20)
    write_line(box(slide, "answers", 6.82, 0.29), "    ".join(film.ask.lettered), 15)


def credit(slide: Any, film: Slide) -> None:
    """Put the line of credit at the foot of a slide."""
    write_line(box(slide, "credit", 7.12, 0.3), f"{ATTRIBUTION} · ", 10, link=film.page)


def last_page(deck: Any) -> None:
    """Add the slide that says how to give credit."""
    page(
        deck,
        "Say where it comes from",
        [
            "Show the films, change them, cut them up. A line on the slide is enough:",
            ATTRIBUTION + ".",
            "The numbers in the questions and the notes come from the runs that were filmed.",
        ],
        LICENCE,
        "Creative Commons Attribution 4.0 asks for the name, the licence, and a word on what you changed.",
    )


def page(deck: Any, title: str, paragraphs: Sequence[str], link: str, speaker_notes: str) -> None:
    """Add a slide of words that ends with a link."""
    slide = new(deck, title, speaker_notes)
    for i, text in enumerate(paragraphs):
        write_line(box(slide, f"text {i + 1}", 2 + 0.9 * i, 0.5), text, 20)
    write_line(box(slide, "link", 2 + 0.9 * len(paragraphs), 0.5), "", 20, link=link)


def box(slide: Any, name: str, top: float, height: float) -> Any:
    """The text frame of a new box from margin to margin; `top` and `height` in inches."""
    box = slide.shapes.add_textbox(MARGIN, Inches(top), WIDTH - 2 * MARGIN, Inches(height))
    box.name = name
    return box.text_frame


def write_line(frame: Any, text: str, points: int, bold: bool = False, link: str = "") -> None:
    """Put `text` into a frame, centred and without margins above and below, and after it the address `link` as a link."""
    frame.word_wrap = True
    frame.margin_top = frame.margin_bottom = 0
    paragraph = frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.CENTER
    for words in filter(None, (text, link)):
        run = paragraph.add_run()
        run.text, run.font.size, run.font.bold = words, Pt(points), bold
        if words == link:
            run.hyperlink.address = link
        else:
            run.font.color.rgb = INK
