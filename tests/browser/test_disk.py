"""The built site, opened from a folder on disk, where browsers load no modules and fetch nothing."""

from pathlib import Path

from chromium import typefaces, visitor
from playwright.sync_api import Browser
from watch import Watch


def test_pages_work_from_disk(browser: Browser, site: Path) -> None:
    with visitor(browser, permissions=["clipboard-read", "clipboard-write"]) as context:
        watch, page = Watch(context), context.new_page()
        page.goto((site / "index.html").as_uri())
        page.get_by_role("link", name="Rate 0.1 15 s", exact=True).click()
        page.wait_for_url("**/films/*.html")
        page.get_by_role("link", name="Lessons", exact=True).first.click()
        page.get_by_role("link", name="4 · Descent", exact=True).first.click()
        page.wait_for_url("**/lessons/4-descent.html")

        film = page.locator("#good_lr")
        film.scroll_into_view_if_needed()
        page.mouse.move(9, 9)
        page.wait_for_selector("#good_lr[data-state=paused]")  # at its question
        film.locator("[data-right]").first.press("ArrowRight")
        film.locator("[data-do=guess]").click()
        page.wait_for_selector("#good_lr.film--judged[data-state=paused]")
        assert "In the run: slope 2.05, intercept 2.61." in film.locator(".film__told strong").inner_text()
        film.get_by_role("button", name="One step back").click()
        step = int(film.locator(".film__step b").inner_text())
        page.wait_for_selector(f"#good_lr[data-step='{step}']")
        assert film.locator("video").evaluate("video => video.currentTime > 0 && video.videoWidth > 0")

        assert typefaces(page, "h1") == typefaces(page, "p") == {"Motion Sans"}

        word = page.locator(".md-content p > a.word").first
        meaning = word.get_attribute("title")
        word.hover()
        assert page.locator("#meaning").inner_text() == meaning

        film.get_by_text("Use this film").click()
        film.locator(".embed__way:visible [data-copy]").click()
        film.get_by_text("Copied", exact=True).wait_for()
        assert "add_picture" in page.evaluate("navigator.clipboard.readText()")

        scheme = page.evaluate("document.body.dataset.mdColorScheme")
        page.locator(".md-header__option label:visible").click()
        page.locator(".md-header__option label:visible").click()
        page.wait_for_function("was => document.body.dataset.mdColorScheme !== was", arg=scheme)
        page.wait_for_function("document.querySelector('#good_lr video').src.endsWith('dark.mp4')")
        assert not page.get_by_role("textbox", name="Search").is_visible()

        page.goto((site / "lr_explorer.html").as_uri())
        page.wait_for_selector("[data-explorer][data-step]")
        shown = page.locator("[data-explorer]").get_attribute("data-step")
        page.get_by_label("Learning rate", exact=True).press("ArrowRight")
        page.wait_for_selector(f"[data-explorer]:not([data-step='{shown}'])")
        page.get_by_role("link", name="the first step", exact=True).click()
        page.wait_for_selector("#too_high_lr[data-step='1'][data-state=paused]")
        page.locator("#too_high_lr summary", has_text="In words").click()
        page.locator("#too_high_lr .film__stops a").last.click()
        page.wait_for_function("document.querySelector('#too_high_lr').classList.contains('film--end')")

        assert not watch.beyond("file://", "blob:null")
        # Fonts are fetched ahead for a server; on disk they come in a style sheet.
        assert not [line for line in watch.wrong if "fonts/" not in line and "ERR_FAILED" not in line]
