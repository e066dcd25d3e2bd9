"""Where a page stands among the lessons, below its title, and the way on at its end."""

import re
from pathlib import PurePosixPath

from scenes.studio.pages.index import Lesson
from scenes.studio.pages.pictures import thumb
from scenes.studio.pages.player import prose
from scenes.studio.pages.site import Site
from scenes.studio.pages.templates import one_line

COURSE = "good_lr"  # the film that stands for the whole course, on the card after its last lesson
GOALS = re.compile(r"^\?\?\? goals .*\n\n((?: {4}.*\n)+)", re.MULTILINE)


def byline(site: Site) -> str:
    """“Lesson 4 of 10 · 2 films · about 10 min”, or on the page of a film the lesson that it is from."""
    lesson = _lesson(site)
    return one_line("byline.html", lesson=lesson, lessons=site.lessons, film=_figure(site, lesson))


def kind(site: Site) -> str:
    """“Lesson 4 · ”, to begin a title with: not seen, but found by the search and read out."""
    lesson = _lesson(site)
    return f'<span class="unseen">Lesson {lesson.number} · </span>' if lesson else ""


def onwards(site: Site, lead: str = "") -> str:
    """What the lesson has taught, a card for the next one, and links to the one before and to the map of all.

    `lead` says on the card what the lesson leaves open and the next one takes up. On the page of a film, the way back to its lesson.
    """
    lesson, film = _lesson(site), _figure(site, _lesson(site))
    number = lesson.number if lesson and not film else 0
    following = site.lessons[number] if 0 < number < len(site.lessons) else None
    shown = lesson if film else following
    return one_line(
        "onwards.html",
        lesson=lesson,
        film=film,
        following=following,
        goals=_goals(site) if number else (),
        before=site.lessons[number - 2] if number > 1 else None,
        lead=lead,
        still=thumb(site, shown.picture if shown else COURSE) if lesson else "",
        end=site.url("lessons/what-now.html"),
        map=site.url("index.html") + "#the-lessons",
    )


def _goals(site: Site) -> list[str]:
    """What stands folded at the top of the lesson that the page is."""
    found = GOALS.search((site.docs / site.page).read_text(encoding="utf-8"))
    goals = re.split(r"^ {4}- ", found[1] if found else "", flags=re.MULTILINE)[1:]
    return [prose(" ".join(goal.split()).rstrip(";.") + ".") for goal in goals]


def _lesson(site: Site) -> Lesson | None:
    """The lesson that the page is, or in which its film is at home."""
    page = PurePosixPath(site.page)
    films = page.parent.name == "films"
    return next((lesson for lesson in site.lessons if (page.stem in lesson.films if films else page.stem == lesson.stem)), None)


def _figure(site: Site, lesson: Lesson | None) -> str:
    """On the page of a film, the address of its figure in the `lesson`; else nothing."""
    name = PurePosixPath(site.page).stem
    return site.url(f"lessons/{lesson.stem}.html") + f"#{name}" if lesson and name in lesson.films else ""
