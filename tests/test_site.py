"""The built site, as files and in a real browser."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree import ElementTree

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import SCROLL
from fontTools.ttLib import TTFont
from machine import missing
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response

SCHEMES = ("light", "dark")
RESOURCES = {"stylesheet", "preload", "icon", "modulepreload", "manifest"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Html(HTMLParser):
    """A page taken apart: its elements, the names that links can point to, and the text that it sets in which element."""

    def __init__(self, path: Path):
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[tuple[set[str], str]] = []
        self._open: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        self.texts.append((set(self._open), data))

    def all(self, *tags: str) -> list[dict[str, str]]:
        return [attributes for tag, attributes in self.elements if tag in tags]

    @property
    def names(self) -> set[str]:
        return {attributes[key] for _, attributes in self.elements for key in ("id", "name") if key in attributes}

    @property
    def urls(self) -> list[str]:
        """Every address in the page, of links and of resources."""
        plain = [attrs[key] for _, attrs in self.elements for key in ("href", "src", "poster", "data-src") if key in attrs]
        sets = [part.split()[0] for _, attrs in self.elements for part in attrs.get("srcset", "").split(",") if part.strip()]
        return [*plain, *sets]

    @property
    def resources(self) -> list[str]:
        """The addresses that a browser loads without being asked."""
        links = [attrs["href"] for attrs in self.all("link") if RESOURCES & set(attrs.get("rel", "").split())]
        elsewhere = {attrs.get("href") for attrs in self.all("a", "link")}
        return [*links, *(url for url in self.urls if url not in elsewhere)]


@cache
def parsed(path: Path) -> Html:
    return Html(path)


@pytest.fixture(scope="session")
def pages(site: Path) -> dict[str, Html]:
    """Every page of the site by its address, `films/good_lr.html`; not the deck that it offers, see test_slides.py."""
    paths = {path.relative_to(site): path for path in sorted(site.rglob("*.html"))}
    return {address.as_posix(): parsed(path) for address, path in paths.items() if address.parts[0] != "slides"}


@pytest.fixture(scope="session")
def home(site: Path) -> str:
    """The address that the site is built for."""
    (canonical,) = [attrs["href"] for attrs in parsed(site / "index.html").all("link") if attrs.get("rel") == "canonical"]
    return urljoin(canonical, ".")


def external(url: str) -> bool:
    return bool(urlsplit(url).netloc)


def films(html: Html) -> list[str]:
    return [attrs["data-film"] for attrs in html.all("figure") if "data-film" in attrs]


# As files


def test_every_link_anchor_and_media_file_exists(site: Path, pages: dict[str, Html], home: str) -> None:
    broken = []
    for page, html in pages.items():
        for url in html.urls:
            target = urlsplit(urljoin(f"{home}{page}", url))
            if not target.geturl().startswith(home):
                if target.scheme not in ("http", "https", "data", "mailto"):
                    broken.append(f"{page}: {url} is of a strange kind")
                continue
            file = unquote(target.path[len(urlsplit(home).path) :]) or "index.html"
            if not (site / file).is_file():
                broken.append(f"{page}: {url} is not there")
            elif target.fragment and file in pages and unquote(target.fragment) not in pages[file].names:
                broken.append(f"{page}: {url} points to no place in {file}")
    assert not broken, "\n".join(broken)


def test_pages_work_under_any_address(pages: dict[str, Html]) -> None:
    """Links are relative, so that a sub-path and a folder on disk will do. (A server shows 404.html anywhere.)"""
    rooted = [f"{page}: {url}" for page, html in pages.items() if page != "404.html" for url in html.urls if url.startswith("/")]
    assert not rooted, "\n".join(rooted)


def test_nothing_is_loaded_from_another_host(site: Path, pages: dict[str, Html]) -> None:
    foreign = [f"{page}: {url}" for page, html in pages.items() for url in html.resources if external(url)]
    for sheet in site.rglob("*.css"):
        text = sheet.read_text(encoding="utf-8")
        urls = re.findall(r"""(?:url\(|@import)\s*["']?([^"')\s]+)""", text)
        foreign += [f"{sheet.name}: {url}" for url in urls if external(url)]
        local = [url for url in urls if not external(url) and not url.startswith(("data:", "#"))]
        foreign += [f"{sheet.name}: {url} is not there" for url in local if not (sheet.parent / url).is_file()]
    assert not foreign, "\n".join(foreign)


def test_sitemap_lists_every_page(site: Path, pages: dict[str, Html], home: str) -> None:
    tree = ElementTree.parse(site / "sitemap.xml")
    listed = {element.text for element in tree.iter() if element.tag.endswith("}loc")}
    canonical = {attrs["href"] for page, html in pages.items() for attrs in html.all("link") if attrs.get("rel") == "canonical"}
    assert listed == canonical
    assert len(listed) == len(pages) - 1  # 404.html has no address of its own
    assert all(str(url).startswith(home) for url in listed)


def test_every_picture_has_its_size_and_a_text_instead(pages: dict[str, Html]) -> None:
    bare = []
    for page, html in pages.items():
        for image in html.all("img", "video"):
            in_content = "logo" not in image.get("src", "")
            bare += [f"{page}: {image.get('src')} lacks {key}" for key in ("alt",) if key not in image]
            if in_content:
                bare += [f"{page}: {image.get('src')} lacks {key}" for key in ("width", "height") if not image.get(key)]
    assert not bare, "\n".join(bare)


def test_every_film_has_both_themes_a_still_and_a_description(pages: dict[str, Html]) -> None:
    shown = {name for html in pages.values() for name in films(html)}
    assert {"good_lr", "too_low_lr", "too_high_lr", "quadratic_descent", "minibatch_noise", "overfit_polynomial"} <= shown
    for name in shown:
        homes = [page for page, html in pages.items() if name in films(html) and page.startswith(("films/", "lessons/"))]
        own = f"films/{name}.html"
        assert homes, name
        page = pages[own if own in pages else homes[0]]
        assert own not in pages or films(page)[0] == name
        files = {url.rpartition("/")[2] for url in page.urls}
        kinds = ("gif", "mp4", "png", "dark.gif", "dark.mp4", "dark.png", "csv", "json")
        assert {f"{name}.{kind}" for kind in kinds} <= files
        assert "What the film shows" in {text for _, text in page.texts}


def test_formulas_are_mathml_and_need_no_script(pages: dict[str, Html]) -> None:
    assert any(html.all("math") for html in pages.values())
    for page, html in pages.items():
        assert not [text for inside, text in html.texts if "$" in text and not inside & {"code", "script", "annotation"}], page
        scripts = [script["src"] for script in html.all("script") if "src" in script]
        assert all(re.search(r"assets/(javascripts/|(site|places|gallery|copy|words)\.js|player/)", src) for src in scripts), page


def test_pages_hold_no_style_attributes(pages: dict[str, Html]) -> None:
    """A strict Content-Security-Policy would drop them."""
    styled = [f"{page}: <{tag}>" for page, html in pages.items() for tag, attrs in html.elements if "style" in attrs]
    assert not styled, "\n".join(styled)


def test_no_name_is_given_twice_on_a_page(pages: dict[str, Html]) -> None:
    for page, html in pages.items():
        ids = [attrs["id"] for _, attrs in html.elements if "id" in attrs]
        assert sorted(set(ids)) == sorted(ids), page


FONTS = ("source-sans-regular", "source-sans-semibold", "stix-two-math")


def signs_of(path: Path) -> set[int]:
    with TTFont(path) as font:
        return set(font.getBestCmap())


def test_every_sign_in_the_text_is_in_the_typefaces(site: Path, pages: dict[str, Html]) -> None:
    text, bold, maths = (signs_of(site / "assets" / "fonts" / f"{font}.woff2") for font in FONTS)
    for page, html in pages.items():
        for inside, words in html.texts:
            if inside & {"code", "pre", "script", "style"}:
                continue
            signs = {ord(sign) for sign in words if not sign.isspace()}
            missing = signs - (maths if "math" in inside else text & bold)
            assert not missing, f"{page}: {''.join(map(chr, missing))!r} in {words.strip()!r}"


# In a browser


@contextmanager
def visit(browser: Browser, **how: object) -> Iterator[Page]:
    """A page in a context of its own, as for a first visit."""
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **how})  # type: ignore[arg-type]
    context.set_default_timeout(20_000)
    try:
        yield context.new_page()
    finally:
        context.close()


class Watch:
    """What a page asks for, and what goes wrong in it."""

    def __init__(self, page: Page):
        self.requested: list[str] = []
        self.wrong: list[str] = []
        page.on("request", self._request)
        page.on("response", self._response)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self._add(str(error)))

    def _add(self, what: str) -> None:
        self.wrong.append(what)

    def _request(self, request: Request) -> None:
        self.requested.append(request.url)

    def _response(self, response: Response) -> None:
        if response.status >= 400:
            self._add(f"{response.status} {response.url}")

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self._add(message.text)


def look_through(page: Page, url: str) -> None:
    """Open a page and scroll down to its end, so that all that is lazy comes in."""
    page.goto(url)
    page.evaluate(SCROLL)
    page.wait_for_load_state("networkidle")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_no_request_leaves_the_host_and_no_error_is_logged(browser: Browser, address: str, pages: dict[str, Html], scheme: str) -> None:
    with visit(browser, color_scheme=scheme) as page:
        watch = Watch(page)
        for name in pages:
            look_through(page, f"{address}/{name}")
            assert not watch.wrong, name
            assert not [url for url in watch.requested if not url.startswith((f"{address}/", f"blob:{address}/", "data:"))], name


def test_instant_navigation_brings_the_film(browser: Browser, address: str, site: Path, home: str) -> None:
    # Material goes by the sitemap, whose addresses are those of the published site.
    sitemap = (site / "sitemap.xml").read_text().replace(home, f"{address}/")
    with visit(browser) as page:
        watch = Watch(page)
        page.route("**/sitemap.xml", lambda route: route.fulfill(body=sitemap, content_type="text/xml"))
        page.goto(f"{address}/index.html", wait_until="networkidle")
        page.evaluate("window.same = true")
        page.get_by_role("link", name="all the films", exact=True).click()
        page.wait_for_url("**/films/index.html")
        page.locator("#quadratic_descent a").click()
        page.wait_for_url("**/films/quadratic_descent.html")
        page.wait_for_function("[...document.querySelectorAll('.film img')].some(image => image.naturalWidth > 0)")
        assert page.evaluate("window.same"), "the page was loaded anew"
        assert not watch.wrong


OVERFLOWING = """() => {
  const contained = element => element && (/auto|scroll/.test(getComputedStyle(element).overflowX) || contained(element.parentElement))
  const late = [...document.querySelectorAll('main article *, .md-footer *')].filter(element =>
    element.getBoundingClientRect().right > innerWidth + 0.5 && element.checkVisibility() && !contained(element.parentElement))
  return [document.documentElement.scrollWidth, late.map(element => element.outerHTML.slice(0, 90))]
}"""


def test_no_page_scrolls_sideways_on_a_narrow_phone(browser: Browser, address: str, pages: dict[str, Html]) -> None:
    with visit(browser, viewport={"width": 320, "height": 640}) as page:
        for name in pages:
            look_through(page, f"{address}/{name}")
            page.evaluate("document.querySelectorAll('details').forEach(element => element.open = true)")
            width, late = page.evaluate(OVERFLOWING)
            assert width <= 320, f"{name} is {width} px wide: {late}"
            assert not late, f"{name}: {late}"


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
@pytest.mark.parametrize("scheme", SCHEMES)
def test_only_the_picture_that_is_shown_is_fetched(
    browser: Browser, address: str, pages: dict[str, Html], scheme: str, motion: str
) -> None:
    """The still and, where motion is welcome, the video; light or dark, never the GIF, also on a first visit.

    Never both, but for a small still at the top of a page that lists films: it does not wait to know.
    """
    dark = {"light": "", "dark": ".dark"}[scheme]
    for name, html in pages.items():
        if not films(html):
            continue
        with visit(browser, color_scheme=scheme, reduced_motion=motion) as page:
            watch = Watch(page)
            look_through(page, f"{address}/{name}")
            fetched = {url.rpartition("/")[2] for url in watch.requested if "/animations/" in url or "/stills/" in url}
            hasty = {image["src"].rpartition("/")[2] for image in html.all("img") if "fetchpriority" in image}
            assert len(hasty) <= 1, name
            assert all(file.endswith(".webp") for file in hasty), name
            wanted = [f"{film}{dark}" for film in films(html)]
            assert all({f"{film}.png", f"{film}.webp"} & fetched for film in wanted), name
            assert not [file for file in fetched if not file.endswith((".png", ".webp", ".mp4"))], name
            assert not [file for file in fetched - hasty if (".dark." in file) != bool(dark)], name
            asking = {f"{figure['data-film']}{dark}.mp4" for figure in html.all("figure") if "data-opens" in figure}
            assert motion == "no-preference" or {file for file in fetched if file.endswith(".mp4")} <= asking, name


def test_films_are_there_without_javascript(browser: Browser, address: str) -> None:
    with visit(browser, java_script_enabled=False) as page:
        with page.expect_response("**/animations/good_lr.gif") as response:
            page.goto(f"{address}/films/good_lr.html")
        assert response.value.ok
        box = page.locator(".film img:visible").bounding_box()
        assert box
        assert box["width"] > 600
        page.locator("summary", has_text="What the film shows").click()
        assert page.locator(".film__words p").first.is_visible()


def test_print_shows_the_light_still(browser: Browser, address: str) -> None:
    with visit(browser, color_scheme="dark") as page:
        page.goto(f"{address}/films/good_lr.html", wait_until="networkidle")
        page.emulate_media(media="print")
        shown = page.locator(".film img:visible")
        shown.evaluate("image => image.decode()")
        assert shown.evaluate("image => image.currentSrc") == f"{address}/animations/good_lr.png"


def test_the_site_works_from_a_folder_on_disk(browser: Browser, site: Path) -> None:
    with visit(browser) as page:
        page.goto((site / "index.html").as_uri())
        page.locator(".trio a:not(.headerlink)").first.click()
        page.wait_for_url("**/films/*.html")
        page.wait_for_function("[...document.querySelectorAll('.film img')].some(image => image.naturalWidth > 0)")


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing(browser: Browser, address: str, pages: dict[str, Html], scheme: str, width: int) -> None:
    found = []
    with visit(browser, color_scheme=scheme, viewport={"width": width, "height": 800}, reduced_motion="reduce") as page:
        for name in pages:
            look_through(page, f"{address}/{name}")
            page.evaluate("document.querySelectorAll('details').forEach(element => element.open = true)")
            results = Axe().run(page)
            if results.violations_count:
                found += [f"{name}: {rule['id']}: {rule['nodes'][0]['html'][:120]}" for rule in results.response["violations"]]
    assert not found, "\n".join(found)


def test_a_missing_browser_is_skipped_here_and_fails_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="no Chromium"):
        missing("no Chromium")
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="no Chromium"):
        missing("no Chromium")
