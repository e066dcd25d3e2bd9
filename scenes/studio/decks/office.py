"""What both PowerPoint decks are made of: an empty deck, slides of words, of a question, of a film."""

import datetime
import io
import math
import re
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from pptx import Presentation
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml.ns import qn
from pptx.util import Emu, Inches, Pt

from scenes.studio.decks.content import LICENCE, TITLE, Deck, Slide
from scenes.studio.decks.zips import write_zip
from scenes.studio.draw.theme import THEMES, Theme
from scenes.studio.pages.address import site_url
from scenes.studio.store.record import ATTRIBUTION

WIDTH, HEIGHT = Emu(12192000), Emu(6858000)  # 16:9, as PowerPoint makes it
MARGIN = Inches(0.3)
FULL = (0, 0, WIDTH, HEIGHT)  # left, top, width, height
BESIDE = (Inches(4.1), Inches(1.3), WIDTH - Inches(4.1) - MARGIN, Inches(5.1))  # of a question
HIDDEN = -Inches(0.7)  # above the slide, where PowerPoint puts titles that are read out but not shown
FONT = "Arial"  # on every machine, or replaced by one of the same width
MADE = "Every film comes from a real PyTorch run; in most, a frame is one step."
TITLE_ONLY = 5  # the place of that layout in python-pptx's own template
DATE = datetime.datetime(2026, 1, 1)  # the same for every deck: same films, same bytes
# The colours of PowerPoint's own theme, by the roles of ours: words and pictures that a lecturer adds have the films' colours.
ACCENTS = {"accent1": "model", "accent2": "loss", "accent3": "gradient", "accent4": "held_out", "accent5": "batch", "accent6": "data"}
LINKS = {"hlink": "model", "folHlink": "model"}


def write(path: Path, deck: Deck, speaker_notes: str, add: Callable[[Any, Slide, str], None]) -> None:
    """Write a deck: a slide that opens it, those of words, those that `add(presentation, slide, clock)` makes of a film, and the credit."""
    presentation = empty(THEMES[deck.theme])
    words = [deck.length[:1].upper() + deck.length[1:] + ".", MADE, ATTRIBUTION + "."]
    page(presentation, deck.title, words, f"{deck.length}.\n\n{speaker_notes}", link=site_url())
    for slide in deck.slides:
        if isinstance(slide, Slide):
            add(presentation, slide, deck.clock(slide))
        else:
            page(presentation, slide.title, slide.lines, f"{deck.clock(slide)}\n\n{slide.say}", formula=slide.formula)
    last_page(presentation)
    save(presentation, path)


def save(deck: Any, path: Path) -> None:
    """Write a deck: the same slides give the same bytes."""
    raw = io.BytesIO()
    deck.save(raw)
    with zipfile.ZipFile(raw) as parts:
        write_zip(path, [(name, parts.read(name)) for name in parts.namelist()])


def empty(theme: Theme) -> Any:
    """An empty deck from python-pptx's own template: 16:9, in the colours of `theme`, with one layout that has a title and nothing else."""
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
    _dress(deck.slide_master, theme)
    package = deck.part.package
    for name, relation in list(package._rels.items()):
        if relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL:  # a picture of the template
            package.drop_rel(name)
    core = deck.core_properties
    core.title, core.author, core.subject, core.language = TITLE, TITLE, ATTRIBUTION, "en"
    core.comments, core.last_modified_by, core.created, core.modified = "", TITLE, DATE, DATE
    return deck


def _dress(master: Any, theme: Theme) -> None:
    """Put typeface and colours into the master's theme: in a dark one, background and words change places, as in PowerPoint's own."""
    part = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    dark = theme is THEMES["dark"]
    paper, ink, soft, faint = theme.background, theme.ink, theme.muted, theme.grid
    colours = dict(zip(("dk1", "lt1", "dk2", "lt2"), (paper, ink, faint, soft) if dark else (ink, paper, soft, faint), strict=True))
    colours |= {name: getattr(theme, role) for name, role in (ACCENTS | LINKS).items()}
    blob = part.blob.replace(b'typeface="Calibri"', f'typeface="{FONT}"'.encode())
    for name, colour in colours.items():
        own = f'<a:{name}><a:srgbClr val="{colour.removeprefix("#").upper()}"/></a:{name}>'
        blob = re.sub(rf"<a:{name}>.*?</a:{name}>".encode(), own.encode(), blob, flags=re.DOTALL)
    part._blob = blob
    if dark:
        for name, value in {"bg1": "dk1", "tx1": "lt1", "bg2": "dk2", "tx2": "lt2"}.items():
            master.element.find(qn("p:clrMap")).set(name, value)


def new(deck: Any, title: str, speaker_notes: str, points: int = 28, top: int = Inches(0.2), height: int = Inches(1)) -> Any:
    """Add a slide with its title and the speaker's notes."""
    slide = deck.slides.add_slide(deck.slide_layouts[0])
    place = slide.shapes.title
    place.left, place.top, place.width, place.height = MARGIN, top, WIDTH - 2 * MARGIN, height
    write_line(place.text_frame, title, points, bold=True)
    notes = slide.notes_slide
    notes.notes_text_frame.text = speaker_notes
    for paragraph in notes.notes_text_frame.paragraphs:
        paragraph.font.size = Pt(12)
    for shape in list(notes.placeholders):
        if shape.placeholder_format.type == PP_PLACEHOLDER.SLIDE_NUMBER:  # left empty
            shape.element.getparent().remove(shape.element)
    return slide


def picture(slide: Any, file: Any, name: str, alt: str, size: tuple[int, int], place: tuple[int, int, int, int] = FULL) -> None:
    """Put a picture into a place, as large as it fits; `file` is a path or a stream, `size` its pixels."""
    left, top, width, height = place
    scale = min(width / size[0], height / size[1])
    its = round(scale * size[0]), round(scale * size[1])
    shape = slide.shapes.add_picture(file, left + (width - its[0]) // 2, top + (height - its[1]) // 2, *its)
    shape.name = name
    shape._element.nvPicPr.cNvPr.set("descr", alt)


def film(deck: Any, its: Slide, title: str, speaker_notes: str, file: Any, alt: str) -> None:
    """Add a slide that a film or a piece of it fills."""
    slide = new(deck, title, speaker_notes, top=HIDDEN, height=Inches(0.6))
    picture(slide, file, its.name, alt, its.size)


def question(deck: Any, film: Slide, speaker_notes: str, answered: bool = False) -> None:
    """Add the slide that asks what a film will show, beside the picture where it waits; or `answered`, beside the last one."""
    slide = new(deck, film.ask.text, speaker_notes)
    even(slide.shapes.title.text_frame, film.ask.text, 28)
    rest = film.rests[-1] if answered else film.waits
    answers = box(slide, "answers", BESIDE[1], BESIDE[3], BESIDE[0] - MARGIN - Inches(0.2))
    answers.vertical_anchor = MSO_ANCHOR.MIDDLE
    for number, text in enumerate(film.ask.lettered):
        right = answered and text.endswith(f") {film.ask.right}")
        paragraph = write_line(answers, f"{text}\u00a0✓" if right else text, 20, bold=right, centred=False, first=number == 0)
        paragraph.space_after = Pt(16)
        if right:
            paragraph.runs[0].font.color.theme_color = MSO_THEME_COLOR.ACCENT_1
    if answered:
        because = box(slide, "because", Inches(6.45), Inches(0.62))
        write_line(because, film.ask.told, 16)
        even(because, film.ask.told, 16)
    picture(slide, str(rest.still), film.name, f"{film.title}, {rest.label}{rest.words and f': {rest.words}'}", film.size, BESIDE)
    write_line(box(slide, "credit", Inches(7.12), Inches(0.3)), ATTRIBUTION, 12, link=film.page)


def last_page(deck: Any) -> None:
    """Add the slide that says how to give credit."""
    page(
        deck,
        "Say where it comes from",
        ["Show the films, change them, cut them up. A line on the slide is enough:", ATTRIBUTION + "."],
        "Creative Commons Attribution 4.0 asks for the name, the licence, and a word on what you changed.",
        link=LICENCE,
    )


def page(deck: Any, title: str, lines: Sequence[str], speaker_notes: str, formula: Sequence[str] = (), link: str = "") -> None:
    """Add a slide of words: a title, formulas large, lines, and perhaps a link at its end, all in the middle of its height."""
    texts = [
        *((text, 36, 0.95) for text in formula),
        *((text, 24 if len(text) <= 80 else 20, 0.75) for text in lines),
        *([("", 20, 0.6)] if link else []),
    ]
    top = (7.5 - 1.2 - sum(height for *_, height in texts)) / 2
    slide = new(deck, title, speaker_notes, 36, Inches(top), Inches(0.9))
    top += 1.2
    for number, (text, points, height) in enumerate(texts, 1):
        write_line(box(slide, f"text {number}", Inches(top), Inches(height - 0.1)), text, points, link="" if text else link)
        top += height


def box(slide: Any, name: str, top: int, height: int, width: int = WIDTH - 2 * MARGIN) -> Any:
    """The text frame of a new box that begins at the left margin."""
    box = slide.shapes.add_textbox(MARGIN, top, width, height)
    box.name = name
    return box.text_frame


def even(frame: Any, text: str, points: int) -> None:
    """Let the lines of a text be about equally long, so that no word stands alone in the last: by the margins at its sides."""
    letter, line = Pt(points) / 2, WIDTH - 2 * MARGIN  # as wide as letters are on average
    lines = math.ceil(len(text) * letter / line)
    if lines > 1:
        frame.margin_left = frame.margin_right = round((line - (len(text) / lines + 6) * letter) / 2)


def write_line(frame: Any, text: str, points: int, bold: bool = False, link: str = "", centred: bool = True, first: bool = True) -> Any:
    """Put `text` into a frame, its `first` line or one more, without margins above and below; returns the paragraph.

    It leads to the address `link`, which is written where there is no text. Its colour is the theme's.
    """
    frame.word_wrap = True
    frame.margin_top = frame.margin_bottom = 0
    paragraph = frame.paragraphs[0] if first else frame.add_paragraph()
    paragraph.alignment = PP_ALIGN.CENTER if centred else PP_ALIGN.LEFT
    run = paragraph.add_run()
    run.text, run.font.size, run.font.bold = text or link, Pt(points), bold
    if link:
        run.hyperlink.address = link
    return paragraph
