"""A film whole in one file, players/NAME.html: opened from disk, and in the frame of another page."""

import re
from pathlib import Path
from urllib.parse import urljoin

import pytest
from bs4 import BeautifulSoup
from chromium import axe, visitor
from markup import check
from names import FILMS
from playwright.sync_api import Browser
from server import serving
from watch import Watch

from scenes.studio.pages import embed
from scenes.studio.pages.address import page, site_url
from scenes.studio.store.record import Record

NAMES = FILMS
FITS = "(({ scrollWidth, scrollHeight }) => scrollWidth <= innerWidth && scrollHeight <= innerHeight)(document.documentElement)"


@pytest.mark.parametrize("name", NAMES)
def test_a_file_holds_its_film_and_needs_nothing_else(name: str, site: Path) -> None:
    path = site / "players" / f"{name}.html"
    assert path.stat().st_size <= 1_500_000
    text = path.read_text(encoding="utf-8")
    html = BeautifulSoup(text, "html.parser")
    fetched = html.select("[src], [srcset], link[rel=stylesheet]")
    assert not [tag for tag in fetched if not (tag.get("src") or tag.get("srcset", "")).startswith("data:")]
    assert html.select_one(".film__screen")["data-light"].startswith("data:video/mp4;base64,")
    record = Record(site / "animations", name)
    words = html.get_text(" ")
    for part in (record.data["title"], record.data["caption"], "CC BY 4.0", *(stop["words"] for stop in record.data["stops"])):
        assert part in words
    assert len(html.select(".film__run tbody tr")) == len(record.data["steps"])
    assert html.find("a", href=page(name))
    told = {meta["property"]: meta["content"] for meta in html.select("meta[property]")}
    assert (told["og:title"], told["og:description"]) == (record.data["title"], record.data["caption"])
    for kind, file in (("og:image", f"{name}.png"), ("og:video", f"{name}.mp4")):
        assert told[kind] == f"{site_url()}animations/{file}"
        assert (site / "animations" / file).is_file()


def test_from_disk_it_steps_asks_and_breaks_no_policy(browser: Browser, site: Path) -> None:
    path = site / "players" / "good_lr.html"
    check(path.read_text(encoding="utf-8"))
    with visitor(browser, color_scheme="dark") as context:
        watch, shown = Watch(context), context.new_page()
        shown.goto(path.as_uri())
        shown.wait_for_selector("#good_lr[data-step='10'][data-state=paused]")
        assert shown.evaluate("document.body.dataset.mdColorScheme") == "slate"
        shown.get_by_role("button", name="One step forward").click()
        shown.wait_for_selector("#good_lr[data-step='11']")
        shown.locator("[data-choice=right]").click()
        shown.wait_for_selector(".film--judged[data-state=paused]")
        shown.get_by_text("In words", exact=True).click()
        shown.locator(".film__stops a").nth(1).click()
        shown.wait_for_selector("#good_lr[data-step='1'][data-state=paused]")
        video = shown.locator("video").get_attribute("src")
        shown.emulate_media(color_scheme="light")
        shown.wait_for_function("was => document.querySelector('video').src !== was", arg=video)
        assert not axe(shown)
        shown.set_viewport_size({"width": 390, "height": 844})
        phone = path.with_name("lr_wall.html")
        shown.goto(phone.as_uri())
        shown.get_by_role("button", name="One step forward").click()
        shown.wait_for_selector("#lr_wall[data-step='1'][data-state=paused]")
        assert shown.locator("video").evaluate("video => [video.videoWidth, video.videoHeight]") == [864, 1080]
        assert shown.locator(".film__screen img:visible").evaluate("image => image.naturalHeight") == 1080
        assert not watch.wrong
        assert [url for url in watch.requested if not url.startswith(("blob:", "data:"))] == [path.as_uri(), phone.as_uri()]


def test_in_a_frame_it_opens_where_it_is_asked_to_and_nothing_scrolls(browser: Browser, site: Path, tmp_path: Path) -> None:
    line = embed.programs(Record(site / "animations", "good_lr"), site_url(), page("good_lr"))["Web page or blog"][1][0]
    address = urljoin(site_url(), "players/good_lr.html")
    assert address in line
    ways = ("#@12", "?theme=dark#stop-2", "?controls=none#%", "?controls=all")
    with serving(site) as there, serving(tmp_path) as here, visitor(browser, viewport={"width": 1000, "height": 2600}) as context:
        frames = [line.replace(address, f"{there}/players/good_lr.html{way}").replace("lazy", "eager") for way in ways]
        frames[3] = frames[3].replace("16 / 10", "4 / 5")
        blocks = "".join(f"<div style='width: {width}px'>{frame}</div>" for frame, width in zip(frames, (640, 360, 800, 640), strict=True))
        (tmp_path / "blog.html").write_text(f"<!doctype html><meta charset=utf-8><link rel=icon href='data:,'>{blocks}", encoding="utf-8")
        watch, shown = Watch(context), context.new_page()
        shown.goto(f"{here}/blog.html")
        inside = [frame for frame in shown.frames if "/players/" in frame.url]
        for frame, step in zip(inside, (12, 1, 0, 10), strict=True):
            frame.wait_for_selector(f"#good_lr[data-step='{step}'][data-state=paused]")
            assert frame.evaluate(FITS)
            box = frame.evaluate("(({ width, height }) => width / height)(document.querySelector('video').getBoundingClientRect())")
            assert box == pytest.approx(16 / 9, rel=0.01)
        assert [frame.evaluate("document.body.dataset.mdColorScheme") for frame in inside] == ["default", "slate", "default", "default"]
        assert [frame.locator(".film__desk").is_visible() for frame in inside] == [True, True, False, True]
        assert [frame.locator(".film__ask").is_visible() for frame in inside] == [False, False, False, True]
        assert shown.evaluate("scrollY") == 0, "who embeds a film keeps the page where it is"
        inside[1].get_by_label("More", exact=True).click()
        menu = inside[1].locator(".film__menu").evaluate("menu => [menu.getBoundingClientRect().top, menu.getBoundingClientRect().bottom]")
        assert menu[0] >= 0
        inside[1].get_by_role("button", name="Next stop").click()
        inside[1].wait_for_selector("#good_lr[data-step='4']")
        inside[2].locator(".film__screen").click()
        inside[2].wait_for_selector("[data-state=playing]")
        assert not watch.wrong
        assert not watch.beyond(here, there)


def test_its_policy_knows_its_own_script_and_style_only(site: Path) -> None:
    text = (site / "players" / "good_lr.html").read_text(encoding="utf-8")
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', text)
    parts = dict(part.split(" ", 1) for part in policy.replace("&#39;", "'").split("; "))
    assert parts.pop("img-src") == "data:"
    assert parts.pop("media-src") == "blob:"
    assert all(re.fullmatch(r"'none'|'sha256-[\w+/]+='", part) for part in parts.values())
    assert parts["default-src"] == "'none'"
