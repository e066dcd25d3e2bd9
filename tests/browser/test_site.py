"""The built site, as files."""

import re
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree import ElementTree

import pytest
from fontTools.ttLib import TTFont
from markup import Html, check
from visits import PAGES


@pytest.fixture(scope="session")
def pages(site: Path) -> dict[str, Html]:
    """Every page of the site by its address, `films/good_lr.html`."""
    return {page: Html.of(site / page) for page in PAGES}


@pytest.fixture(scope="session")
def home(site: Path) -> str:
    """The address that the site is built for."""
    (canonical,) = [attrs["href"] for attrs in Html.of(site / "index.html").all("link") if attrs.get("rel") == "canonical"]
    return urljoin(canonical, ".")


def external(url: str) -> bool:
    return bool(urlsplit(url).netloc)


def films(html: Html) -> list[str]:
    return [attrs["data-film"] for attrs in html.all("figure") if "data-film" in attrs]


@pytest.mark.parametrize("page", PAGES)
def test_pages_are_html_by_the_standard(site: Path, page: str) -> None:
    check((site / page).read_text(encoding="utf-8"))


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
        homes = [page for page, html in pages.items() if name in films(html) and page.startswith(("films/", "lessons/", "index"))]
        own = f"films/{name}.html"
        assert homes, name
        page = pages[own if own in pages else homes[0]]
        assert own not in pages or films(page)[0] == name
        files = {url.rpartition("/")[2] for url in page.urls}
        kinds = ("gif", "mp4", "png", "dark.gif", "dark.mp4", "dark.png", "csv", "json")
        assert {f"{name}.{kind}" for kind in kinds} <= files
        assert "In words" in {text for _, text in page.texts}


def test_formulas_are_mathml_and_need_no_script(pages: dict[str, Html]) -> None:
    assert any(html.all("math") for html in pages.values())
    for page, html in pages.items():
        assert not [text for inside, text in html.texts if "$" in text and not inside & {"code", "script", "annotation"}], page
        scripts = [script["src"] for script in html.all("script") if "src" in script]
        assert all(re.search(r"assets/(javascripts|scripts)/", src) for src in scripts), page


def test_pages_hold_no_style_attributes(pages: dict[str, Html]) -> None:
    """A strict Content-Security-Policy would drop them."""
    styled = [f"{page}: <{element.name}>" for page, html in pages.items() for element in html.elements if element.has_attr("style")]
    assert not styled, "\n".join(styled)


def test_no_name_is_given_twice_on_a_page(pages: dict[str, Html]) -> None:
    for page, html in pages.items():
        ids = [element["id"] for element in html.elements if element.has_attr("id")]
        assert sorted(set(ids)) == sorted(ids), page


FONTS = ("source-sans-upright", "stix-two-math")


def signs_of(path: Path) -> set[int]:
    with TTFont(path) as font:
        return set(font.getBestCmap())


def test_every_sign_in_the_text_is_in_the_typefaces(site: Path, pages: dict[str, Html]) -> None:
    text, maths = (signs_of(site / "assets" / "fonts" / f"{font}.woff2") for font in FONTS)
    for page, html in pages.items():
        for inside, words in html.texts:
            if inside & {"code", "pre", "script", "style"}:
                continue
            signs = {ord(sign) for sign in words if not sign.isspace()}
            missing = signs - (maths if "math" in inside else text)
            assert not missing, f"{page}: {''.join(map(chr, missing))!r} in {words.strip()!r}"
