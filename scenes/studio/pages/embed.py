"""“Use this film”: what a lecturer takes from a page into a talk."""

import subprocess
from collections.abc import Callable
from functools import cache
from urllib.parse import urljoin

from markupsafe import Markup

from scenes.studio.draw.theme import TALL
from scenes.studio.encode import beamer
from scenes.studio.numbers import readable_size
from scenes.studio.pages.templates import render
from scenes.studio.store.names import THEMES, file_name, parse_file_name
from scenes.studio.store.paths import ROOT
from scenes.studio.store.record import ATTRIBUTION, Record

KINDS = {"gif": "GIF, loops", "once.gif": "GIF, plays once", "mp4": "MP4", "png": "still"}
FOR_PHONES = {"tall.mp4": f"MP4 for phones and posts, {TALL[0]} × {TALL[1]}", "tall.webp": "still for phones and posts"}
RECORDS = {"csv": "every step, CSV", "json": "record, JSON", "vtt": "captions, WebVTT", "py": "the scene, Python"}


def embed(film: Record, url: Callable[[str], str], home: str, page: str) -> str:
    """The tabs, the files and the credit of a film as HTML. `home` is the full address of the site, `page` that of the film's page."""

    def links(names: dict[str, str]) -> list[tuple[str, str, str]]:
        paths = {film.file(name): text for name, text in names.items()}
        return [(url(path.name), text, readable_size(path.stat().st_size)) for path, text in paths.items()]

    def key_frames(theme: str) -> dict[str, str]:
        parts = [parse_file_name(path.name) for path in film.files]
        steps = sorted(part.step for part in parts if part and part.step is not None and part.theme == theme)
        return {file_name(film.name, "png", theme, step): film.label(step) for step in steps}

    def media(theme: str) -> dict[str, str]:
        return {file_name(film.name, kind, theme): text for kind, text in (KINDS | FOR_PHONES if film.tall else KINDS).items()}

    player = film.file(file_name(film.name, "json")).parents[1] / "players" / f"{film.name}.html"
    return render(
        "embed.html",
        name=film.name,
        title=film.data["title"],
        new_line=Markup("&#10;"),  # a real one would end the block in Markdown
        programs=programs(film, home, page),
        shelves={theme: (links(media(theme)), links(key_frames(theme))) for theme in THEMES},
        records=links({file_name(film.name, kind): text for kind, text in RECORDS.items()}),
        player=[(url(f"../players/{player.name}"), "HTML", readable_size(player.stat().st_size))] if player.is_file() else [],
        size=film.data["size"],
        seconds=f"{film.data['duration_ms'] / 1000:.1f}",
        frames=len(film.data["steps"]),
        alt=film.data["alt"],
        credit=credit(film, page),
        command=f".venv/bin/python -m scenes render {film.name} --out talk",
        seed=film.data["params"].get("seed"),
        fingerprint=film.data["fingerprint"],
        commit=commit(),
        versions=[f"{package} {version}" for package, version in film.data["versions"].items()],
    )


@cache
def commit() -> str:
    """The commit at which the site is built, abbreviated; empty where the project is not under version control."""
    try:
        said = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, encoding="utf-8")
    except OSError:  # there is no git
        return ""
    return said.stdout.strip()


def credit(film: Record, page: str) -> str:
    """The line that the licence asks for, with where the film comes from."""
    return f"“{film.data['title']}” from {ATTRIBUTION}, {page}"


def programs(film: Record, home: str, page: str) -> dict[str, tuple[str, list[str]]]:
    """For each slide program what to do there, and the lines to copy. Titles and alt texts hold no character that one of them escapes."""
    name, title, alt = film.name, film.data["title"], film.data["alt"]
    gif, mp4, png = (file_name(name, kind) for kind in ("gif", "mp4", "png"))
    width, height = film.data["size"]
    video = f'controls loop muted aria-label="{alt}"'
    frame = f'<iframe src="{urljoin(home, f"players/{name}.html")}" title="{title}" loading="lazy" allowfullscreen'
    return {
        "PowerPoint, Keynote": (
            "PowerPoint: Insert, Pictures, and the GIF plays in the show. Keynote: drag the MP4 in. With python-pptx:",
            [
                f'picture = slide.shapes.add_picture("{gif}", 0, 0, deck.slide_width)',
                f'picture._element.nvPicPr.cNvPr.set("descr", {alt!r})',
            ],
        ),
        "Google Slides": (
            "Insert, Image, By URL: the first line. Then right-click it, Alt text: the second.",
            [urljoin(home, f"animations/{gif}"), alt],
        ),
        "reveal.js, HTML": (
            "The film starts with its slide and takes what a title leaves; on a plain page it has a button. The files lie beside the page.",
            [
                f'<video class="r-stretch" data-autoplay muted playsinline controls src="{mp4}" poster="{png}"',
                f'  width="{width}" height="{height}" aria-label="{alt}">',
                f'  <track kind="captions" srclang="en" label="English" src="{file_name(name, "vtt")}"></video>',
            ],
        ),
        "Quarto": (
            "The GIF, or the video with its buttons; where Quarto makes a PDF, write .png instead of .gif in the first line.",
            [f'![{title}]({gif}){{fig-alt="{alt}"}}', f'{{{{< video {mp4} title="{title}" >}}}}'],
        ),
        "Marp": (
            "It moves in HTML; for PDF and PowerPoint take the still. A title has room above it, the credit is at the foot of the slide.",
            [f"![h:440 {alt}]({gif})", f'<!-- _footer: "Film: {credit(film, page)}" -->'],
        ),
        "Slidev": (
            "The files lie in the folder public/. The GIF, or the video with its buttons.",
            [
                f'<img src="/{gif}" alt="{alt}" class="h-100">',
                f'<SlidevVideo autoplay controls poster="/{png}" class="h-100"><source src="/{mp4}" type="video/mp4" /></SlidevVideo>',
            ],
        ),
        "Beamer": (
            f"First: .venv/bin/python -m scenes frames {name}, and unpack {name}.zip beside the slides.",
            [r"\usepackage{animate}", beamer.line(name, film.data["durations_ms"])],
        ),
        "Web page or blog": (
            "The film with its controls, as wide as the text. Behind .html may stand ?theme=dark, ?controls=none, and #@12 or #stop-2, "
            "where it opens.",
            [f'{frame} style="width: 100%; aspect-ratio: 16 / 10; border: 0"></iframe>', f"<p>Film: {credit(film, page)}</p>"],
        ),
        "Moodle, Canvas": (
            "Into the HTML of a page. Where frames from elsewhere are not allowed, upload the one HTML file below and link to it.",
            [f'{frame} width="800" height="500" style="max-width: 100%; border: 0"></iframe>', f"<p>Film: {credit(film, page)}</p>"],
        ),
        "Jupyter": (
            "The video becomes a part of the notebook. Where it stays dark, as in some versions of VS Code, take the # off the last line: "
            "it shows the GIF.",
            [
                "from IPython.display import Image, Video",
                f'Video("{mp4}", embed=True, width={width // 2}, html_attributes={video!r})',
                f'# Image("{gif}", alt={alt!r})',
            ],
        ),
    }
