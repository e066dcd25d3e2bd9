"""A film whole in one file, docs/players/NAME.html: to be taken along, and to stand in the frame of another page."""

import base64
from pathlib import Path

from markupsafe import Markup

from scenes.studio.pages import scripts, tokens
from scenes.studio.pages.address import page, site_url
from scenes.studio.pages.generated import write_if_new
from scenes.studio.pages.player import figure
from scenes.studio.pages.policy import digest, written
from scenes.studio.pages.questions import Question, Words
from scenes.studio.pages.templates import one_line, render
from scenes.studio.store.names import file_name
from scenes.studio.store.paths import ROOT
from scenes.studio.store.record import ATTRIBUTION, Record, films

LARGEST = 1_500_000  # bytes
# What a file holds, the first that fits: the dark theme as well as the light one, the cut for phones.
HOLDS = ((True, True), (True, False), (False, False))
SHEETS = ("film", "player", "alone")
KINDS = {".mp4": "video/mp4", ".png": "image/png", ".webp": "image/webp"}


def write(root: Path = ROOT) -> list[Path]:
    """Write the file of each finished film, as far as it is not there already, and remove those of others; returns what was written."""
    docs = root / "docs"
    records = {name: Record(docs / "animations", name) for name in films(docs / "animations")}
    words = Words(docs, records.__getitem__)
    style, script = _style(docs / "assets"), scripts.plain(docs / "assets", "player/alone.js", "player/player.js")
    folder = docs / "players"
    folder.mkdir(exist_ok=True)
    for path in folder.glob("*.html"):
        if path.stem not in records:
            path.unlink()
    fresh: list[Path] = []
    for name, film in records.items():
        question = words.asked(name)
        for dark, tall in HOLDS:
            text = player(film, question, style, script, root, dark, tall)
            if len(text.encode()) <= LARGEST:
                break
        fresh += write_if_new(folder / f"{name}.html", text)
    return fresh


def player(film: Record, question: Question | None, style: str, script: str, root: Path, dark: bool, tall: bool) -> str:
    """The page: the very figure of the notes, with player, style, stills and videos inside, with or without the `dark` theme
    and the `tall` cut for phones."""
    name, home = film.name, page(film.name, root)

    def inside(file: str) -> str:
        if ".dark." in file and not dark:
            if file.endswith(".mp4"):
                return ""
            file = file.replace(".dark.", ".")
        path = film.file(file)
        return f"data:{KINDS[path.suffix]};base64,{base64.b64encode(path.read_bytes()).decode()}"

    policy = {
        "default-src": "'none'",
        "img-src": "data:",
        "media-src": "blob:",
        "style-src": digest(style),
        "script-src": digest(script),
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    credit = one_line("credit.html", title=film.data["title"], home=home, attribution=ATTRIBUTION)
    return render(
        "player.html",
        policy=written(policy),
        title=film.data["title"],
        description=film.data["caption"],
        alt=film.data["alt"],
        size=film.data["size"],
        home=home,
        address=f"{site_url(root)}players/{name}.html",
        still=f"{site_url(root)}animations/{file_name(name, 'png')}",
        video=f"{site_url(root)}animations/{file_name(name, 'mp4')}",
        figure=Markup(figure(film, inside, ask=question, files=credit, alone=True, tall=tall)),
        style=Markup(style),
        script=Markup(script),
    )


def _style(assets: Path) -> str:
    return "\n".join([tokens.css(), *((assets / f"{sheet}.css").read_text(encoding="utf-8") for sheet in SHEETS)])
