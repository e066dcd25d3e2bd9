"""Which tests run, and in which order.

`pytest --film NAME` runs those that judge this film, whatever they are called. These are its claim test; every case of a
parametrised test that is the film's or that of a page showing it; and of the others those that read the whole site without a
browser, and those marked `every_film`, which judge all films at once. Those marked `whole_suite` are left to the whole suite.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

SITE = Path(__file__).resolve().parents[1] / "build" / "site"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--film", metavar="NAME", help="run only the tests that judge this film")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    # A worker that has run and drawn a film keeps that for all its tests, so those stand together.
    items.sort(key=_together)
    film = config.getoption("--film")
    if not film:
        return
    wanted = {film, *pages_of(film)}
    chosen = [item for item in items if item.path.stem == f"test_{film}" or _judges(item, wanted)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(chosen)])
    items[:] = chosen


def _together(item: pytest.Item) -> tuple[str, str]:
    """What a test is about that is made once: the film, published or on points of one's own; nothing for other tests."""
    case = getattr(item, "callspec", None)
    film = str(case.params.get("name", "")) if case else ""
    if film and item.path.stem in ("test_scenes", "test_encoders", "test_stories", "test_readouts"):
        return "published", film
    if film and "ice_creams" in getattr(item, "fixturenames", ()):
        return "on points of one's own", film
    return "", ""


def pages_of(film: str, site: Path = SITE) -> set[str]:
    """The pages that show a film with its player, as the site and as the notes call them: `films/x.html`, `films/x.md`."""
    shows = re.compile(rf'<figure[^>]*\sdata-film="{film}"')
    pages = [path for path in site.rglob("*.html") if shows.search(path.read_text(encoding="utf-8"))]
    names = [path.relative_to(site).with_suffix("").as_posix() for path in pages if path.relative_to(site).parts[0] != "slides"]
    return {name + ending for name in names for ending in (".html", ".md")}


def _judges(item: pytest.Item, wanted: set[str]) -> bool:
    if item.get_closest_marker("whole_suite"):
        return False
    if case := getattr(item, "callspec", None):
        return not wanted.isdisjoint(_strings(case.params.values()))
    fixtures = getattr(item, "fixturenames", ())
    return bool(item.get_closest_marker("every_film")) or ("site" in fixtures and "browser" not in fixtures)


def _strings(values: Any) -> Iterator[str]:
    """The texts among the values of a test's parameters, also those in tuples."""
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, tuple):
            yield from _strings(value)
