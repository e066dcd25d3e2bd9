"""Where a page stands among the lessons, below its title, and the way on at its end."""

import re
from pathlib import PurePosixPath

from scenes.studio.pages.index import Lesson, home
from scenes.studio.pages.pictures import thumb
from scenes.studio.pages.player import prose
from scenes.studio.pages.site import Site
from scenes.studio.pages.templates import one_line

COURSE = "good_lr"  # the film that stands for the whole course, on the card after its last lesson
GOALS = re.compile(r"^\?\?\? goals .*\n\n((?: {4}.*\n)+)", re.MULTILINE)


def byline(site: Site) -> str:
    """“Lesson 4 of 10 · 2 films · about 10 min”, or on the page of a film its place in the lesson that it is from."""
    lesson = _lesson(site)
    return one_line("byline.html", lesson=lesson, lessons=site.lessons, film=_figure(site, lesson), name=PurePosixPath(site.page).stem)


def kind(site: Site) -> str:
    """“Lesson 4 · ”, to begin a title with: not seen, but found by the search and read out."""
    lesson = _lesson(site)
    return f'<span class="unseen">Lesson {lesson.number} · </span>' if lesson else ""


def onwards(site: Site, lead: str = "") -> str:
    """What the lesson has taught, a card for the next one, and beside it links to all of them and to the one before.

    `lead` says on the card what the lesson leaves open and the next one takes up. On the page of a film, a card for the next film of its
    lesson, or after the last one for the next lesson, and links to the lesson and to all its films.
    """
    lesson = _lesson(site)
    figure = _figure(site, lesson)
    number = lesson.number if lesson and not figure else 0
    return one_line(
        "onwards.html",
        lesson=lesson,
        lessons=site.lessons,
        figure=figure,
        films=_films(site, lesson) if lesson and figure else (),
        next=_next(site, lesson, lead) if lesson else None,
        goals=_goals(site) if number else (),
        before=site.lessons[number - 2] if number > 1 else None,
        map=site.url("index.html") + "#the-lessons",
    )


def _next(site: Site, lesson: Lesson, lead: str) -> dict[str, str]:
    """The card for what follows the page: the next film of the lesson if the page is that of a film, or else the next lesson."""
    name = PurePosixPath(site.page).stem
    if name in lesson.films[:-1]:
        film = lesson.films[lesson.films.index(name) + 1]
        question = site.words.asked(film)
        return {
            "page": site.url(home(film, site.docs, site.lessons)),
            "still": thumb(site, film),
            "says": "The next film",
            "title": site.record(film).data["title"],
            "more": question.text if question else "",
            "go": "See this film",
        }
    if lesson.number == len(site.lessons):
        more = lead or "What you can do with it, and where to read on."
        page, still = site.url("lessons/what-now.html"), thumb(site, COURSE)
        return {"page": page, "still": still, "says": "That was the last lesson", "title": "What now?", "more": more, "go": "See what now"}
    following = site.lessons[lesson.number]
    return {
        "page": site.url(f"lessons/{following.stem}.html"),
        "still": thumb(site, following.picture),
        "says": f"Next: lesson {following.number}",
        "title": following.title,
        "more": lead or f"{following.promise.capitalize()}.",
        "go": f"Start lesson {following.number}",
    }


def _films(site: Site, lesson: Lesson) -> list[dict[str, str]]:
    """The films of the lesson, that of the page without an address."""
    page = PurePosixPath(site.page).stem
    return [
        {"title": site.record(name).data["title"], "page": "" if name == page else site.url(home(name, site.docs, site.lessons))}
        for name in lesson.films
    ]


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
