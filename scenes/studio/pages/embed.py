"""“Use this film”: what a lecturer takes from a page into a talk."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urljoin

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from scenes.studio.encode import beamer
from scenes.studio.prose_numbers import readable_size
from scenes.studio.store.record import ATTRIBUTION, Record

EMBED = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True).from_string(
    Path(__file__).with_name("templates").joinpath("embed.html").read_text(encoding="utf-8")
)
KINDS = {"gif": "GIF, loops", "once.gif": "GIF, plays once", "mp4": "MP4", "png": "still"}
RECORDS = {"csv": "every step, CSV", "json": "record, JSON", "py": "the scene, Python"}


def embed(film: Record, url: Callable[[str], str], page: str) -> str:
    """The tabs, the files and the credit of a film as HTML. `page` is the full address of the page where it is at home."""

    def files(kinds: dict[str, str], dark: str = "") -> list[tuple[str, str, str]]:
        paths = {film.file(f"{film.name}{dark}.{kind}"): text for kind, text in kinds.items()}
        return [(url(path.name), text, readable_size(path.stat().st_size)) for path, text in paths.items()]

    def moments(dark: str) -> dict[str, str]:
        steps = sorted(int(path.suffixes[-2].removeprefix(".step-")) for path in film.files if f"{film.name}{dark}.step-" in path.name)
        return {f"step-{step}.png": film.label(step) for step in steps}

    shelves = {theme: (files(KINDS, dark), files(moments(dark), dark)) for theme, dark in (("Light", ""), ("Dark", ".dark"))}
    return EMBED.render(
        name=film.name,
        title=film.data["title"],
        new_line=Markup("&#10;"),  # a real one would end the block in Markdown
        programs=programs(film, page),
        shelves=shelves,
        records=files(RECORDS),
        size=film.data["size"],
        seconds=f"{film.data['duration_ms'] / 1000:.1f}",
        frames=len(film.data["steps"]),
        alt=film.data["alt"],
        credit=credit(film, page),
        command=f".venv/bin/python -m scenes render {film.name} --out talk",
    )


def credit(film: Record, page: str) -> str:
    """The line that the licence asks for, with where the film comes from."""
    return f"“{film.data['title']}” from {ATTRIBUTION}, {page}"


def programs(film: Record, page: str) -> dict[str, tuple[str, list[str]]]:
    """For each slide program what to do there, and the lines to copy. Titles and alt texts hold no sign that one of them escapes."""
    name, title, alt = film.name, film.data["title"], film.data["alt"]
    width, height = film.data["size"]
    video = f'controls loop muted aria-label="{alt}"'
    return {
        "PowerPoint, Keynote": (
            "PowerPoint: Insert, Pictures, and the GIF plays in the show. Keynote: drag the MP4 in. With python-pptx:",
            [
                f'picture = slide.shapes.add_picture("{name}.gif", 0, 0, deck.slide_width)',
                f'picture._element.nvPicPr.cNvPr.set("descr", {alt!r})',
            ],
        ),
        "Google Slides": (
            "Insert, Image, By URL: the first line. Then right-click it, Alt text: the second.",
            [urljoin(page, f"../animations/{name}.gif"), alt],
        ),
        "reveal.js, HTML": (
            "The film starts with its slide, or with its button on a plain page. The files lie beside the page.",
            [
                f'<video data-autoplay muted playsinline controls src="{name}.mp4" poster="{name}.png"',
                f'  width="{width}" height="{height}" aria-label="{alt}"></video>',
            ],
        ),
        "Quarto": (
            "The GIF, or the video with its buttons.",
            [f'![{title}]({name}.gif){{fig-alt="{alt}"}}', f'{{{{< video {name}.mp4 title="{title}" >}}}}'],
        ),
        "Marp": (
            "It moves in HTML; for PDF and PowerPoint take the still.",
            [f"![w:1100 {alt}]({name}.gif)", f"Film: {credit(film, page)}"],
        ),
        "Slidev": (
            "The files lie in the folder public/. The GIF, or the video with its buttons.",
            [
                f'<img src="/{name}.gif" alt="{alt}" class="h-100">',
                f'<SlidevVideo autoplay controls><source src="/{name}.mp4" type="video/mp4" /></SlidevVideo>',
            ],
        ),
        "Beamer": (
            f"First: python -m scenes frames {name}, and unpack {name}.zip beside the slides.",
            [r"\usepackage{animate}", beamer.line(name, len(film.data["steps"]), film.data["fps"])],
        ),
        "Jupyter": (
            "The video becomes a part of the notebook.",
            ["from IPython.display import Video", f'Video("{name}.mp4", embed=True, width={width // 2}, html_attributes={video!r})'],
        ),
    }
