"""Ways through the built site in a real browser: from page to page, without scripts, on paper."""

import json
from pathlib import Path

import pytest
from chromium import SCROLL, typefaces, visitor
from playwright.sync_api import Browser, FloatRect, Locator, Page
from watch import Watch

ROOM = "parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop) - document.querySelector('.md-header').offsetHeight"
SHOWN = "[...document.querySelectorAll('.film img')].some(image => image.naturalWidth > 0)"

# Whether what has the focus, or the sign that stands for it, is on the screen with nothing over it.
UNCOVERED = """() => {
  const element = document.activeElement, { x, y, width, height } = element.getClientRects()[0]
  const at = document.elementFromPoint(x + width / 2, y + height / 2)
  return element.matches(".md-option") ? x > 0 : element.contains(at) || at?.contains(element)
}"""


def test_on_a_slow_first_visit_all_is_in_the_typeface_or_nothing_and_as_wide(browser: Browser, address: str) -> None:
    heights = {}
    for late in ("no", "italic", "upright"):
        with visitor(browser, viewport={"width": 1280, "height": 900}) as context:
            page = context.new_page()
            page.route(f"**/*-{late}.woff2", lambda route: route.abort())
            page.goto(f"{address}/lessons/4-descent.html")
            for _ in range(3 if late == "upright" else 20):  # what is not late comes in time, unless the machine is busy
                page.reload()
                families = {frozenset(typefaces(page, part)) for part in ("h1", "h2", ".byline", ".film__question")}
                assert len(families) == 1, late
                if families == {frozenset({"Motion Sans"})}:
                    break
            assert (families == {frozenset({"Motion Sans"})}) == (late != "upright")
            if late == "italic":
                assert typefaces(page, "p em") == {"Motion Sans"}, "slanted"
            heights[late] = page.evaluate("document.documentElement.scrollHeight")
    assert heights["upright"] == pytest.approx(heights["no"], rel=0.01)


def test_from_page_to_page_and_from_moment_to_moment(browser: Browser, address: str) -> None:
    with visitor(browser) as context:
        watch = Watch(context)
        page = context.new_page()
        page.goto(f"{address}/index.html")
        page.get_by_role("link", name="all the films", exact=True).click()
        page.wait_for_url("**/films/index.html")
        page.locator("#quadratic_descent a").click()
        page.wait_for_url("**/films/quadratic_descent.html")
        page.wait_for_function(SHOWN)
        page.evaluate("window.same = true")
        assert page.evaluate(ROOM) >= 0, "what has the focus would lie behind the header"
        # A link to a moment of this page leaves the page as it is.
        page.locator("summary", has_text="In words").click()
        page.locator(".film__stops a").nth(2).click()
        page.wait_for_selector("figure[data-state=paused]")
        assert page.url.endswith(page.locator(".film__stops a").nth(2).get_attribute("href") or "?")
        assert page.locator(".film__words").get_attribute("open") == ""
        page.go_back()
        page.wait_for_url("**/films/quadratic_descent.html")
        assert page.locator(".film__words").get_attribute("open") == ""
        for key in ",.npsf/":
            page.get_by_role("button", name="One step forward").press(key)
        assert page.url.endswith("/films/quadratic_descent.html"), "a single letter turned the page"
        assert not page.evaluate("document.activeElement.matches('input[name=query]')"), "a single letter opened the search"
        colours = page.get_by_role("radio", name="colours")
        assert colours.evaluate_all("all => all.filter(one => one.checked).map(one => one.ariaLabel)") == ["Colours of the system"]
        assert page.evaluate("window.same"), "the page was loaded anew"
        assert not watch.wrong


def test_the_list_of_sections_marks_the_one_that_is_read(browser: Browser, address: str) -> None:
    """Also while its heading is on the upper third of the screen; and the one that a link in the list leads to, however short it is."""
    with visitor(browser) as context:
        page = context.new_page()
        here = page.locator(".md-nav--secondary [aria-current=location]")
        page.goto(f"{address}/lessons/5-learning-rate.html")
        for section in ("four-rates-one-wall", "every-rate-there-is", "exercises"):
            for top in (250, 60, -700):
                page.evaluate("([id, top]) => scrollBy(0, document.getElementById(id).getBoundingClientRect().top - top)", [section, top])
                page.wait_for_function("id => document.querySelector('[aria-current=location]')?.hash === `#${id}`", arg=section)
        assert here.count() == 1
        assert here.evaluate("link => getComputedStyle(link).fontWeight") == "600"
        page.goto(f"{address}/lessons/glossary.html")
        for entry in page.locator(".md-nav--secondary a[href^='#']:visible").all()[2:6]:
            entry.click()
            page.wait_for_function("link => link.ariaCurrent === 'location'", arg=entry.element_handle())
            assert here.count() == 1


def test_a_key_goes_nowhere_unseen_in_a_narrow_window_and_opens_the_list_of_pages(browser: Browser, address: str) -> None:
    with visitor(browser, viewport={"width": 390, "height": 800}) as context:
        page = context.new_page()
        page.goto(f"{address}/lessons/6-loss-surface.html")
        for _ in range(12):
            page.keyboard.press("Tab")
            page.wait_for_function(UNCOVERED)
        button = page.get_by_role("button", name="List of pages")
        lessons = page.locator(".md-sidebar--primary").get_by_role("link", name="7 · Mini-batches")
        for key in ("Space", "Enter"):
            button.focus()
            page.keyboard.press(key)
            assert button.get_attribute("aria-expanded") == "true"
            assert page.locator(".md-sidebar--primary a:focus").count() == 1
            page.wait_for_function("document.querySelector('.md-sidebar--primary').getBoundingClientRect().left === 0")
            assert lessons.is_visible()
            page.keyboard.press("Escape")
            assert button.evaluate("button => button === document.activeElement")
            assert button.get_attribute("aria-expanded") == "false"
            lessons.wait_for(state="hidden")
        button.click()
        lessons.click()
        page.wait_for_url("**/7-mini-batches.html")


def test_what_is_typed_into_the_search_is_seen(browser: Browser, address: str) -> None:
    """The tabs of a wide window do not lie over it."""
    for width in (1220, 1280, 1920):
        with visitor(browser, viewport={"width": width, "height": 900}) as context:
            page = context.new_page()
            page.goto(f"{address}/lessons/5-learning-rate.html")
            field = page.locator(".md-search__input")
            field.press_sequentially("slope")
            page.locator(".md-search-result__link").first.wait_for()
            page.wait_for_timeout(500)  # it grows
            box = field.bounding_box()
            assert box
            assert all(
                page.evaluate("at => document.elementFromPoint(...at).matches('.md-search__input')", [box["x"] + x, box["y"] + 15])
                for x in range(50, 200, 10)
            )


# Whether a page has come to rest.
STILL = """() => new Promise(done => {
  const from = scrollY
  setTimeout(() => done(from === scrollY), 400)
})"""


def decided(page: Page, address: str, lesson: str, film: str) -> tuple[Locator, Locator]:
    """A film whose question was answered, by its last answer or the number beside the middle, and the button that said so.

    The run has decided it, and the page is at rest again.
    """
    page.goto(f"{address}/lessons/{lesson}.html")
    figure = page.locator(f"#{film}")
    guesses = figure.locator("[data-do=guess]").count()
    answer = figure.locator("[data-do=guess]" if guesses else "[data-choice]").last
    if guesses:
        figure.locator("[data-right]").first.press("ArrowRight")
    figure.evaluate("figure => scrollBy(0, figure.getBoundingClientRect().top - 48)")
    answer.evaluate("button => scrollBy(0, button.getBoundingClientRect().bottom - innerHeight + 8)")
    answer.tap()
    page.wait_for_function("film => document.getElementById(film).matches('.film--judged')", arg=film)
    page.wait_for_function(STILL)
    return figure, answer


@pytest.mark.parametrize(("lesson", "film"), [("5-learning-rate", "too_high_lr"), ("6-loss-surface", "loss_contours")])
def test_on_a_phone_the_picture_stays_whole_when_the_run_decides(browser: Browser, address: str, lesson: str, film: str) -> None:
    """The question goes under it, whole, and the verdict comes right below its slider."""
    with visitor(browser, viewport={"width": 390, "height": 800}, has_touch=True, reduced_motion="no-preference") as context:
        figure, answer = decided(context.new_page(), address, lesson, film)
        boxes = [figure.locator(part).bounding_box() for part in (".film__screen", ".film__desk", ".film__told")]
        screen, desk, told, answered = (box for box in [*boxes, answer.bounding_box()] if box)
        below = desk["y"] + desk["height"]
        assert screen["width"] == pytest.approx(390, abs=1)
        assert screen["y"] >= 47
        assert answered["y"] + answered["height"] <= below <= told["y"] + 1
        assert told["y"] + told["height"] <= 800


def read_on(page: Page, figure: Locator) -> tuple[FloatRect, FloatRect]:
    """Where picture and slider of a film are, once the second paragraph below it has come to the middle of the window."""
    below = page.locator(f"#{figure.get_attribute('id')} ~ p").nth(1)
    below.evaluate("p => scrollBy(0, p.getBoundingClientRect().top - innerHeight / 2)")
    page.wait_for_function(STILL)
    screen, desk = (figure.locator(part).bounding_box() for part in (".film__screen", ".film__desk"))
    assert screen
    assert desk
    return screen, desk


# What of a film can be pressed at these heights of the window, in the middle of it or at its rim: "film__screen" and so on.
PRESSED = """(figure, heights) => heights.flatMap(y => [8, innerWidth / 2].map(x => {
  const at = document.elementFromPoint(x, y)
  return figure.contains(at) ? at.closest(".film__screen, .film__desk, figcaption")?.className ?? "film" : "page"
}))"""


@pytest.mark.parametrize(("width", "height", "room"), [(390, 844, 0.5), (320, 640, 0.56)])
def test_on_a_phone_the_upper_panels_stay_as_wide_as_the_screen_and_prose_goes_on_below_them(
    browser: Browser, address: str, width: int, height: int, room: float
) -> None:
    """Panels below them are cut off between two rows, not covered: text passes there."""
    with visitor(browser, viewport={"width": width, "height": height}, has_touch=True, reduced_motion="no-preference") as context:
        page = context.new_page()
        figure, _ = decided(page, address, "7-mini-batches", "minibatch_noise")
        screen, desk = read_on(page, figure)
        assert screen["y"] == pytest.approx(48, abs=1)
        assert 0.95 * width < screen["width"] <= width + 1
        assert (desk["y"] - screen["y"]) / screen["height"] == pytest.approx(float(figure.get_attribute("data-fold") or 0), abs=0.005)
        below = desk["y"] + desk["height"]
        assert below < room * height
        assert screen["y"] + screen["height"] > below + 8, "the lower panels would lie over the text"
        pressed = figure.evaluate(PRESSED, [desk["y"] - 4, desk["y"] + 4, below + 4])
        assert pressed == [*["film__screen"] * 2, *["film__desk"] * 2, *["page"] * 2]


def test_on_a_phone_a_picture_of_one_panel_gets_smaller_while_prose_is_read(browser: Browser, address: str) -> None:
    with visitor(browser, viewport={"width": 390, "height": 844}, has_touch=True, reduced_motion="no-preference") as context:
        page = context.new_page()
        figure, _ = decided(page, address, "4-descent", "quadratic_descent")
        screen, desk = read_on(page, figure)
        assert screen["y"] + screen["height"] == pytest.approx(desk["y"], abs=3), "all of it is seen"
        assert screen["height"] == pytest.approx(844 * 0.4, abs=3)


def test_on_a_desktop_the_picture_and_its_verdict_are_seen_together(browser: Browser, address: str) -> None:
    """Wherever the question stood when it was answered: the picture comes out from behind the header."""
    with visitor(browser, viewport={"width": 1280, "height": 900}, reduced_motion="no-preference") as context:
        page = context.new_page()
        page.goto(f"{address}/lessons/7-mini-batches.html")
        figure = page.locator("#minibatch_noise")
        answer = figure.locator("[data-choice]").first
        answer.evaluate("button => scrollBy(0, button.getBoundingClientRect().top - 300)")
        assert (figure.bounding_box() or {})["y"] < 0
        answer.click()
        page.wait_for_function("document.getElementById('minibatch_noise').matches('.film--judged')")
        page.wait_for_function(STILL)
        screen, told = (figure.locator(part).bounding_box() for part in (".film__screen", ".film__told"))
        assert screen
        assert told
        assert screen["y"] >= 48
        assert told["y"] + told["height"] <= 900


def test_on_a_phone_the_lessons_of_the_filter_stay_in_one_row_and_the_chosen_one_is_seen(browser: Browser, address: str) -> None:
    with visitor(browser, viewport={"width": 390, "height": 800}, reduced_motion="reduce") as context:
        page = context.new_page()
        page.goto(f"{address}/films/index.html")
        buttons = page.locator(".filter button")
        page.evaluate("scrollTo(0, 3000)")
        boxes = [box for box in (button.bounding_box() for button in buttons.all()) if box]
        assert len(boxes) == buttons.count()
        assert {box["y"] for box in boxes} == {48}  # below the header, which stays as well
        assert min(min(box["width"], box["height"]) for box in boxes) >= 24
        assert boxes[-1]["x"] > 390
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        buttons.first.focus()
        for _ in range(7):
            page.keyboard.press("Tab")
            focused = page.locator(":focus").bounding_box()
            assert focused
            assert focused["x"] >= 0
            assert focused["x"] + focused["width"] <= 390
            assert focused["y"] == 48, "the page has moved"
        page.keyboard.press("Enter")
        chosen, title = page.locator("[aria-pressed=true]").bounding_box(), page.locator(".gallery:visible h2").bounding_box()
        assert chosen
        assert title
        assert chosen["x"] + chosen["width"] / 2 == pytest.approx(195, abs=1)
        assert chosen["y"] + chosen["height"] <= title["y"] <= 800


def test_a_greek_letter_is_found_in_the_table_of_symbols(browser: Browser, address: str) -> None:
    with visitor(browser) as context:
        page = context.new_page()
        page.goto(f"{address}/lessons/5-learning-rate.html")
        for letter in ("eta", "lambda", "kappa"):
            page.locator(".md-search__input").fill(letter)
            page.locator(".md-search__input").press("End")
            page.locator(".md-search-result__link[href*='glossary.html'][href*='#symbols']").first.wait_for(state="attached")
            page.locator(".md-search__input").fill("")


def test_tables_keep_the_margins_of_the_text_on_a_phone(browser: Browser, address: str, site: Path) -> None:
    for width in (320, 360, 390):
        with visitor(browser, viewport={"width": width, "height": 800}) as context:
            page = context.new_page()
            for lesson in sorted(site.glob("lessons/*.html")):
                page.goto(f"{address}/lessons/{lesson.name}")
                text = page.locator(".md-content__inner > p").first.bounding_box()
                assert text
                for table in page.locator(".md-content__inner > :is(.table, .rows)").all():
                    box = table.bounding_box()
                    assert box
                    assert box["x"] >= text["x"]
                    assert box["x"] + box["width"] <= width - text["x"], (width, lesson.name, table.inner_text()[:40])


def test_scripts_do_not_make_the_browser_style_a_lesson_anew(browser: Browser, address: str) -> None:
    """A phone would stand still for it: while the page loads most of it is styled once.

    Passes over less than half of the page are left out: fonts and films that come into view make them, some more of them the
    slower a machine is. Material's table and its class for the focus made three more passes over all.
    """
    with visitor(browser, viewport={"width": 412, "height": 823}) as context:
        page = context.new_page()
        browser.start_tracing(page=page, categories=["devtools.timeline"])
        page.goto(f"{address}/lessons/6-loss-surface.html", wait_until="networkidle")
        events = json.loads(browser.stop_tracing())["traceEvents"]
        passes = [event["args"].get("elementCount", 0) for event in events if event["name"] == "UpdateLayoutTree"]
        shown = page.evaluate("[...document.querySelectorAll('*')].filter(element => element.checkVisibility()).length")
        assert sum(passes) > shown
        assert sum(count for count in passes if count > shown / 2) < 2 * shown, sorted(passes)


def test_films_are_there_without_javascript(browser: Browser, address: str) -> None:
    with visitor(browser, java_script_enabled=False) as context:
        page = context.new_page()
        with page.expect_response("**/animations/good_lr.gif") as response:
            page.goto(f"{address}/films/good_lr.html")
        assert response.value.ok
        box = page.locator(".film img:visible").bounding_box()
        assert box
        assert box["width"] > 600
        page.locator("summary", has_text="In words").click()
        assert page.locator(".film__words p").first.is_visible()


def test_print_shows_the_light_still(browser: Browser, address: str) -> None:
    with visitor(browser, color_scheme="dark") as context:
        page = context.new_page()
        page.goto(f"{address}/films/good_lr.html")
        page.emulate_media(media="print")
        shown = page.locator(".film img:visible")
        shown.evaluate("image => image.decode()")
        assert shown.evaluate("image => image.currentSrc") == f"{address}/animations/good_lr.png"


def test_the_answer_to_an_exercise_is_checked_and_goes_nowhere(browser: Browser, address: str) -> None:
    """Lesson 8: the parabola misses (½, ½) by a quarter, which is 1/16 squared."""
    with visitor(browser) as context:
        page = context.new_page()
        page.goto(f"{address}/lessons/8-fit.html")
        height = page.evaluate("document.documentElement.scrollHeight")
        field = page.get_by_label("the parabola's loss on the held-out point")
        form = page.locator("form", has=field)
        said = form.get_by_role("status")
        page.evaluate(SCROLL)  # what is lazy comes as soon as it is near
        watch = Watch(context)
        for written, right in {"1/16": True, "0,0625": True, "0.0625": True, "−1/16": False, "1/4": False, "": False, "two": False}.items():
            field.fill(written)
            field.press("Enter")
            assert said.inner_text().startswith("Yes") == right, written
        field.fill("4")
        form.get_by_role("button").click()
        assert "lower" in said.inner_text()
        assert page.evaluate("document.documentElement.scrollHeight") == height, "what follows has moved"
        assert not watch.requested


def test_one_button_checks_all_the_numbers_of_an_exercise(browser: Browser, address: str) -> None:
    with visitor(browser) as context:
        page = context.new_page()
        page.goto(f"{address}/lessons/7-mini-batches.html")
        forms = page.locator("form", has=page.get_by_label("steps in an epoch")).locator(
            "xpath=self::*|following-sibling::form[position()<3]"
        )
        buttons = forms.get_by_role("button", name="Check")
        assert forms.count() == 3
        assert buttons.count() == 1
        forms.get_by_role("textbox").nth(0).fill("20,000")
        forms.get_by_role("textbox").nth(2).fill("39")
        buttons.click()
        assert forms.get_by_role("status").all_inner_texts() == ["Yes.", "", "Not yet: the answer is higher."]
