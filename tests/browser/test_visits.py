"""Every page of the built site, visited in a real browser in windows of several kinds; see visits.py."""

import pickle
from functools import cache
from pathlib import Path

import pytest
from chromium import SITE
from filelock import FileLock
from markup import Html
from playwright.sync_api import Browser
from visits import PAGES, WINDOWS, Visit, visit

# Every page is looked at by light, wide and on a phone, and there axe judges it in both themes. What is left for dark windows is what
# stands around the text and which pictures are fetched: a page of each kind.
KINDS = {"index.html", "films/index.html", "films/good_lr.html", "lessons/5-learning-rate.html", "lr_explorer.html", "slides.html"}
# The check of one film is content with the phone that is narrowed, where axe asks for everything.
VISITS = [
    pytest.param((path, name), id=f"{path}-{name}", marks=() if window.narrowed else pytest.mark.whole_suite)
    for path in PAGES
    for name, window in WINDOWS.items()
    if path in KINDS or not window.dark
]
WAYS_IN = ("index.html", "films/index.html")


@pytest.fixture(scope="module", params=VISITS)
def visited(request: pytest.FixtureRequest, browser: Browser, address: str, shared_folder: Path) -> Visit:
    """A visit to a page in a window of a kind, made once for the tests of all workers."""
    path, name = request.param
    record = shared_folder / f"{path.replace('/', '-')}-{name}.visit"
    with FileLock(record.with_suffix(".lock")):
        if not record.exists():
            record.write_bytes(pickle.dumps(visit(browser, address, path, WINDOWS[name])))
    return pickle.loads(record.read_bytes())


@cache
def page_of(path: str) -> Html:
    """A page of the site, as a file."""
    return Html.of(SITE / path)


def test_nothing_goes_wrong(visited: Visit) -> None:
    assert not visited.wrong


def test_no_request_leaves_the_host(visited: Visit) -> None:
    assert visited.requested
    assert not visited.elsewhere


def test_no_page_scrolls_sideways(visited: Visit) -> None:
    assert not visited.sideways


def test_only_the_picture_that_is_shown_is_fetched(visited: Visit) -> None:
    """The still and, where motion is welcome, the video; light or dark, never the GIF, also on a first visit."""
    page, dark = page_of(visited.page), visited.window.dark
    fetched = {url.rpartition("/")[2] for url in visited.requested if "/animations/" in url or "/stills/" in url}
    assert not [file for file in fetched if not file.endswith((".png", ".webp", ".mp4"))]
    assert not [file for file in fetched if (".dark." in file) != bool(dark)]
    figures = page.all("figure")
    films = [figure["data-film"] for figure in figures if "data-film" in figure]
    cut = f"{dark}.tall" if visited.window.width < 720 else dark  # a phone's, which is held upright
    assert all({f"{film}{cut}.png", f"{film}{cut}.webp"} & fetched for film in films)
    asking = {f"{figure['data-film']}{cut}.mp4" for figure in figures if "data-opens" in figure}
    assert visited.window.motion == "no-preference" or {file for file in fetched if file.endswith(".mp4")} <= asking


def test_axe_finds_nothing(visited: Visit) -> None:
    assert not visited.violations


def test_no_page_weighs_more_than_400_kb_before_the_reader_does_anything(visited: Visit) -> None:
    if visited.window.weighed:
        assert visited.weights
        assert sum(size for _, size in visited.weights) <= 400_000, visited.weights
        if visited.page in WAYS_IN:
            assert not [url for url, _ in visited.weights if url.endswith((".gif", ".mp4"))]
