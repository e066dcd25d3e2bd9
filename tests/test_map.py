"""The way through the site: the map of lessons, the gallery of films, search, tooltips, previous and next, and paper."""

import gzip
import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import SCROLL
from names import FILMS
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page

from scenes.studio.decks.content import slides
from scenes.studio.pages import thumbnails
from scenes.studio.pages.index import curriculum

ROOT = Path(__file__).resolve().parents[1]
LESSONS = [
    "1-functions",
    "2-data-and-loss",
    "3-gradient",
    "4-descent",
    "5-learning-rate",
    "6-loss-surface",
    "7-mini-batches",
    "8-fit",
    "9-in-practice",
]

Visit = Callable[..., Page]


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Visit]:
    """Open a page of the site in a context of its own, or in that of another page."""
    contexts: list[BrowserContext] = []

    def open_page(path: str, beside: Page | None = None, **how: object) -> Page:
        context = beside.context if beside else browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **how})  # type: ignore[arg-type]
        if not beside:
            context.set_default_timeout(20_000)
            contexts.append(context)
        page = context.new_page()
        page.goto(f"{address}/{path}", wait_until="networkidle")
        return page

    yield open_page
    for context in contexts:
        context.close()


# The relation of films and lessons


def test_lessons_know_their_films(tmp_path: Path) -> None:
    (tmp_path / "lessons").mkdir()
    (tmp_path / "lessons" / "2-two.md").write_text(
        '---\ntitle: Two things\n---\n# H\n{{ film("b") }}\n{{ predict("c",\n 3, "?", {}) }}\n{{ compare("d", "e") }}\n{{ film("a") }}\n'
    )
    (tmp_path / "lessons" / "1-one.md").write_text(
        '# One\n`film("x")` {{ film("b", brief=True) }} {{ film("a") }} {{ film("f", brief=True) }}\n'
        '<!-- {{ film("h") }} --> {% raw %}{{ film("i") }}{% endraw %} {# {{ film("j") }} #} ``{{ film("k") }}``\n'
        '```\n{{ film("l") }}\n```\n- ~~~ md\n  {{ film("m") }}\n  ~~~\n'
    )
    (tmp_path / "lessons" / "3-three.md").write_text(
        "# Three\n{{ film('n') }} {{- film(name=\"o\", brief = false) -}} {% if films %}{{ predict(name='p', step=1, "
        "question='In brief: `up`', choices={'brief=True': {}}) }}{% endif %} {{ film(films[0]) }} {{ film('q', True) }}"
    )
    (tmp_path / "lessons" / "glossary.md").write_text('# Words\n{{ film("g") }}')
    one, two, three = curriculum(tmp_path)
    assert (one.number, one.stem, one.title, one.films) == (1, "1-one", "One", ["a", "f"])
    assert (two.number, two.title, two.films) == (2, "Two things", ["b", "c", "d", "e"])
    assert two.places == {"b": "b", "c": "c", "d": "d-e", "e": "d-e", "a": "a"}
    assert (three.films, three.brief) == (["n", "o", "p", "q"], {"q"})


def test_every_film_that_the_decks_have_words_for_is_at_home_in_one_lesson() -> None:
    lessons = curriculum(ROOT / "docs")
    assert [lesson.stem for lesson in lessons] == LESSONS
    at_home = [name for lesson in lessons for name in lesson.films]
    assert sorted(at_home) == sorted(set(at_home) & set(FILMS))
    assert {slide.name for slide in slides()} <= set(at_home)


def test_stills_are_made_small_once(tmp_path: Path) -> None:
    films, small = tmp_path / "animations", tmp_path / "stills"
    films.mkdir()
    Image.new("RGB", (1280, 720), "white").save(films / "a.png")
    Image.new("RGB", (1280, 720), "black").save(films / "a.dark.png")
    Image.new("RGB", (1280, 720), "black").save(films / "a.step-3.png")  # a key frame
    Image.new("RGB", (800, 450), "black").save(films / "b.png")  # of a film without a GIF
    (films / "a.gif").touch()
    assert [path.name for path in thumbnails.shrink(films, small)] == ["a.dark.webp", "a.webp"]
    with Image.open(small / "a.webp") as image:
        assert image.size == thumbnails.SIZE
        assert image.getpixel((5, 5)) == (255, 255, 255)
    assert thumbnails.shrink(films, small) == []
    made = (small / "a.webp").stat().st_mtime
    os.utime(films / "a.png", (made + 5, made + 5))
    (films / "a.dark.png").unlink()
    assert [path.name for path in thumbnails.shrink(films, small)] == ["a.webp"]
    assert [path.name for path in small.iterdir()] == ["a.webp"]


# The map


def test_the_map_has_nine_steps_in_order_with_a_still_each(visit: Visit) -> None:
    page = visit("index.html")
    steps = page.locator("ol.map > li")
    assert steps.evaluate_all("steps => steps.map(step => step.dataset.lesson)") == LESSONS
    links = page.locator("ol.map > li > a")
    assert links.evaluate_all("links => links.map(link => link.pathname)") == [f"/lessons/{name}.html" for name in LESSONS]
    page.evaluate(SCROLL)
    shown = page.locator(".map img:visible")
    assert shown.count() == 9
    assert shown.evaluate_all("images => images.every(image => image.naturalWidth > 0)")
    assert len(set(shown.evaluate_all("images => images.map(image => image.currentSrc)"))) == 9
    assert all(text.strip() for text in page.locator(".map p").all_inner_texts())
    titles = [re.sub(r"\s+", " ", text) for text in page.locator(".map strong").all_inner_texts()]
    assert titles == [f"{lesson.number} {lesson.title}" for lesson in curriculum(ROOT / "docs")]


def signs(page: Page) -> dict[str, str]:
    told = page.locator(".map > li").evaluate_all(
        "steps => steps.map(step => [step.dataset.lesson, [...step.querySelectorAll('.map__sign')].filter(sign => sign.checkVisibility())"
        ".map(sign => sign.textContent).join()])"
    )
    return {lesson: sign for lesson, sign in told if sign}


def test_the_map_knows_the_readers_place(visit: Visit) -> None:
    page = visit("index.html")
    assert signs(page) == {LESSONS[0]: "Start here"}
    assert not page.locator(".map__place").is_visible()
    lesson = visit(f"lessons/{LESSONS[0]}.html", beside=page)
    lesson.goto(lesson.url.replace(LESSONS[0], LESSONS[1]), wait_until="networkidle")
    page.reload(wait_until="networkidle")
    assert signs(page) == {LESSONS[0]: "Visited", LESSONS[1]: "Visited", LESSONS[2]: "Continue here"}
    assert page.get_by_role("link", name="2 Data and loss Visited").count() == 1  # in words, not only by a tick
    assert "2 of 9" in page.locator(".map__place").inner_text()
    lesson.goto(lesson.url.replace(LESSONS[1], LESSONS[4]), wait_until="networkidle")
    page.reload(wait_until="networkidle")
    assert signs(page)[LESSONS[5]] == "Continue here"
    page.get_by_role("button", name="Forget my place").click()
    assert signs(page) == {LESSONS[0]: "Start here"}
    page.reload(wait_until="networkidle")
    assert signs(page) == {LESSONS[0]: "Start here"}


def test_all_lessons_visited(visit: Visit) -> None:
    page = visit("index.html")
    page.evaluate("names => localStorage.setItem('sgd-in-motion:lessons', JSON.stringify(names))", LESSONS)
    page.reload(wait_until="networkidle")
    assert signs(page) == dict.fromkeys(LESSONS, "Visited")


@pytest.mark.parametrize("kept", ["nonsense", '{"a": 1}', "null", '["gone-lesson", 7]'])
def test_what_is_kept_may_be_anything(visit: Visit, kept: str) -> None:
    page = visit("index.html")
    page.evaluate("kept => localStorage.setItem('sgd-in-motion:lessons', kept)", kept)
    page.reload(wait_until="networkidle")
    assert signs(page) == {LESSONS[0]: "Start here"}


def test_the_map_does_without_storage_and_without_scripts(browser: Browser, address: str, visit: Visit) -> None:
    assert signs(visit("index.html", java_script_enabled=True)) == {LESSONS[0]: "Start here"}
    page = visit("index.html", java_script_enabled=False)
    assert page.locator(".map__sign:visible").all_inner_texts() == ["Start here"]
    assert page.locator(".map a:visible").count() == 9
    assert not page.locator(".map__place").is_visible()
    with browser.new_context() as context:
        context.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('forbidden') } })")
        closed = context.new_page()
        wrong: list[str] = []
        closed.on("pageerror", lambda error: wrong.append(str(error)))
        closed.goto(f"{address}/index.html", wait_until="networkidle")
        assert signs(closed) == {LESSONS[0]: "Start here"}
        assert not [error for error in wrong if "places.js" in error]


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("path", ["index.html", "films/index.html"])
def test_the_ways_in_weigh_little_before_the_reader_acts(browser: Browser, address: str, path: str, width: int) -> None:
    """As a server that compresses sends it: text by gzip, pictures and fonts as they are."""
    with browser.new_context(viewport={"width": width, "height": 800}) as context:
        page = context.new_page()
        weights: dict[str, int] = {}

        def weigh(url: str, kind: str, body: bytes) -> None:
            weights[url] = len(gzip.compress(body)) if re.search(r"text|javascript|json|svg|xml", kind) else len(body)

        page.on("response", lambda response: weigh(response.url, response.headers.get("content-type", ""), response.body()))
        page.goto(f"{address}/{path}", wait_until="networkidle")
        assert sum(weights.values()) <= 400_000, weights
        assert not [url for url in weights if url.endswith((".gif", ".mp4"))]


# The gallery


def test_the_gallery_holds_every_film_under_its_lesson(visit: Visit, site: Path) -> None:
    page = visit("films/index.html", java_script_enabled=False)
    assert sorted(page.locator(".gallery__film").evaluate_all("cards => cards.map(card => card.id)")) == FILMS
    assert page.locator(".gallery__film:visible").count() == len(FILMS)
    assert not page.locator(".filter").is_visible()
    for lesson in curriculum(ROOT / "docs"):
        section = page.locator(f".gallery[data-lesson='{lesson.number}']")
        assert section.get_by_role("heading", level=2).inner_text().startswith(f"{lesson.number} · {lesson.title}")
        assert section.locator("li").evaluate_all("cards => cards.map(card => card.id)") == lesson.films
        for name in lesson.films:
            own = site / "films" / f"{name}.html"
            href = f"{name}.html" if own.is_file() else f"../lessons/{lesson.stem}.html#{lesson.places[name]}"
            assert page.locator(f"#{name} a").get_attribute("href") == href


def shown(page: Page) -> list[str]:
    return page.locator(".gallery__film:visible").evaluate_all("cards => cards.map(card => card.id)")


def test_the_gallery_is_filtered_by_keyboard(visit: Visit) -> None:
    page = visit("films/index.html")
    buttons = page.locator(".filter button")
    lessons = curriculum(ROOT / "docs")
    homeless = set(FILMS) - {name for lesson in lessons for name in lesson.films}  # such as a new scene's: under “Others”
    groups = len(lessons) + bool(homeless)
    assert buttons.evaluate_all("buttons => buttons.map(button => button.ariaPressed)") == ["true"] + ["false"] * groups
    buttons.first.focus()
    for _ in range(5):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    fifth = curriculum(ROOT / "docs")[4]
    assert shown(page) == fifth.films
    assert page.get_by_role("button", pressed=True).inner_text().startswith(f"5 {fifth.title}")
    assert page.locator(".filter [role=status]").inner_text() == f"{len(fifth.films)} films"
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Space")
    assert shown(page) == curriculum(ROOT / "docs")[3].films
    buttons.first.click()
    assert sorted(shown(page)) == FILMS


MOVING = "document.querySelectorAll('.gallery__reel, .gallery video').length"


def gifs(page: Page) -> list[str]:
    got: list[str] = []
    page.on("request", lambda request: got.append(request.url.rpartition("/")[2]) if request.url.endswith((".gif", ".mp4")) else None)
    return got


@pytest.mark.parametrize(("scheme", "dark"), [("light", ""), ("dark", ".dark")])
def test_stills_move_on_hover_and_on_focus_only(visit: Visit, scheme: str, dark: str) -> None:
    page = visit("films/index.html", color_scheme=scheme, reduced_motion="no-preference")
    got = gifs(page)
    page.evaluate(SCROLL)
    page.wait_for_timeout(500)
    assert page.evaluate(MOVING) == 0
    assert not got
    page.locator("#making_data").hover()
    page.wait_for_function(f"{MOVING} === 1")
    assert got == [f"making_data{dark}.gif"]
    assert page.locator("#making_data .gallery__reel").is_visible()
    page.mouse.move(0, 0)
    page.wait_for_function(f"{MOVING} === 0")
    page.locator("#residuals").scroll_into_view_if_needed()
    page.locator("#making_data a").focus()
    page.keyboard.press("Tab")
    page.wait_for_function(f"{MOVING} === 1")
    assert page.locator("#residuals .gallery__reel").is_visible()
    page.keyboard.press("Escape")
    assert page.evaluate(MOVING) == 0
    assert got[-1] == f"residuals{dark}.gif"


def test_a_pointer_that_passes_by_fetches_nothing(visit: Visit) -> None:
    page = visit("films/index.html")
    got = gifs(page)
    page.locator("#making_data").hover()
    page.mouse.move(0, 0)
    page.wait_for_timeout(400)
    assert not got


def test_nothing_moves_in_the_gallery_where_motion_is_unwelcome(visit: Visit) -> None:
    page = visit("films/index.html", reduced_motion="reduce")
    got = gifs(page)
    page.locator("#making_data").hover()
    page.wait_for_timeout(500)
    page.locator("#residuals a").focus()
    page.wait_for_timeout(500)
    assert page.evaluate(MOVING) == 0
    assert not got


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_where_readers_are_on_their_way(visit: Visit, scheme: str) -> None:
    page = visit("films/index.html", color_scheme=scheme)
    page.locator(".filter button").nth(3).click()
    page.locator(".gallery__film a:visible").first.hover()
    page.wait_for_function(f"{MOVING} === 1")
    map_page = visit(f"lessons/{LESSONS[0]}.html", beside=page)
    map_page.goto(map_page.url.replace(f"lessons/{LESSONS[0]}", "index"), wait_until="networkidle")
    for each in (page, map_page):
        results = Axe().run(each)
        assert not results.violations_count, results.generate_report()


# Previous, next, words


def test_previous_and_next_follow_the_lessons(site: Path) -> None:
    def links(page: str) -> list[str]:
        html = (site / page).read_text(encoding="utf-8")
        return re.findall(r'<a href="([^"]*)" class="md-footer__link md-footer__link--(?:prev|next)"', html)

    chain = [*LESSONS, "glossary"]
    assert links("index.html") == [f"lessons/{LESSONS[0]}.html"]
    for i, name in enumerate(chain):
        before = f"{chain[i - 1]}.html" if i else "../index.html"
        after = f"{chain[i + 1]}.html" if i + 1 < len(chain) else "../films/index.html"
        assert links(f"lessons/{name}.html") == [before, after]


def test_words_of_the_glossary_show_their_meaning_on_every_lesson(site: Path) -> None:
    listed = (ROOT / "docs" / "includes" / "abbreviations.md").read_text(encoding="utf-8")
    meanings = dict(re.findall(r"^\*\[(.+?)\]: (.+)$", listed, re.MULTILINE))
    assert {"learning rate", "gradient", "parameters"} <= set(meanings)
    for path in [*(f"lessons/{name}.html" for name in LESSONS), "films/good_lr.html"]:
        html = (site / path).read_text(encoding="utf-8")
        found = re.findall(r'<abbr title="([^"]+)">([^<]+)</abbr>', html)
        assert len(found) >= 5, path
        assert not [text for title, text in found if text not in meanings], path
    assert not (site / "includes").exists()


def test_a_word_pointed_at_says_what_it_means_until_escape(visit: Visit) -> None:
    page = visit("films/good_lr.html")
    word = page.locator(".md-content p > abbr").first
    meaning = word.get_attribute("title")
    word.scroll_into_view_if_needed()
    word.hover()
    box = page.get_by_role("tooltip")
    assert box.inner_text() == meaning
    assert word.get_attribute("aria-describedby") == box.get_attribute("id")
    assert word.get_attribute("title") == "", "the browser's own tooltip would come too"
    for passed in ("h1", "h2"):  # on its way from the word the pointer may cross other things
        page.locator(passed).first.dispatch_event("pointerover", {"pointerType": "mouse"})
    box.hover()
    page.wait_for_timeout(400)
    assert box.is_visible(), "the box can be pointed at, to be read at leisure"
    page.keyboard.press("Escape")
    box.wait_for(state="hidden")
    assert word.get_attribute("title") == meaning
    word.hover()
    box.wait_for()
    page.mouse.move(1, 1)
    box.wait_for(state="hidden")


def test_a_word_tapped_says_what_it_means_within_the_screen(visit: Visit) -> None:
    page = visit("lessons/8-fit.html", viewport={"width": 320, "height": 640}, has_touch=True, is_mobile=True)
    box = page.get_by_role("tooltip")
    words = page.locator(".md-content p > abbr[title]").all()
    assert len(words) >= 10
    for word in words[:10]:
        meaning = word.get_attribute("title")
        word.tap()
        assert box.inner_text() == meaning
        place = box.bounding_box()
        assert place, meaning
        assert 0 <= place["x"] <= 320 - place["width"], meaning
        assert 0 <= place["y"] <= 640 - place["height"], meaning
        box.tap()
        box.wait_for(state="hidden")
        assert word.get_attribute("title") == meaning
    words[0].tap()
    page.touchscreen.tap(2, 320)
    box.wait_for(state="hidden")


def test_a_word_in_a_link_does_not_keep_a_tap_from_following_it(visit: Visit) -> None:
    page = visit("lessons/4-descent.html", viewport={"width": 412, "height": 800}, has_touch=True, is_mobile=True)
    page.evaluate("""() => document.querySelector('.md-content p').insertAdjacentHTML(
        'afterbegin', '<a id="linked" href="5-learning-rate.html"><abbr title="a meaning">word</abbr></a>')""")
    page.locator("#linked abbr").tap()
    page.wait_for_url("**/lessons/5-learning-rate.html")
    assert not page.locator(".meaning").is_visible()


@pytest.mark.parametrize(
    "word",
    [
        "coefficients",
        "weights",
        "parameters",
        "step size",
        "learning rate",
        "architecture",
        "model",
        "held-out",
        "validation",
        "mini-batch",
        "SGD",
        "loss function",
        "backpropagation",
    ],
)
def test_search_finds_a_concept_by_either_word(visit: Visit, site: Path, word: str) -> None:
    """The lecture's word and the field's both lead to the entry of the glossary."""
    page = visit("index.html")
    page.keyboard.press("/")
    page.locator(".md-search__input").press_sequentially(word)
    page.wait_for_selector(".md-search-result__item a")
    addresses = page.locator(".md-search-result__item a").evaluate_all("links => links.map(link => link.pathname + link.hash)")
    entries = {address.rpartition("/")[2] for address in addresses}
    titles = {
        entry["location"].rpartition("/")[2]: re.sub("<.*?>", "", entry["title"]).lower()
        for entry in json.loads((site / "search" / "search_index.json").read_text(encoding="utf-8"))["docs"]
        if entry["location"].startswith("lessons/glossary.html#")
    }
    assert [title for place, title in titles.items() if place in entries and word.lower() in title], (entries, titles)


# On paper


@pytest.mark.parametrize("lesson", ["3-gradient", "5-learning-rate"])
def test_paper_gets_the_still_of_every_film(visit: Visit, lesson: str) -> None:
    page = visit(f"lessons/{lesson}.html", color_scheme="dark", reduced_motion="no-preference")
    page.locator("figure [data-do=play]").first.click()
    page.wait_for_selector(".film--live video")
    page.emulate_media(media="print")
    page.evaluate(SCROLL)
    figures = page.locator("figure.film")
    assert figures.count() >= 2
    for figure in figures.all():
        name = figure.get_attribute("data-film")
        pictures = figure.locator(".film__screen :is(img, video):visible")
        (source,) = pictures.evaluate_all("all => all.map(one => one.currentSrc)")
        assert Path(source).name in (f"{name}.png", f"{name}.webp")
        assert figure.locator("button:visible, input:visible").count() == 0
    assert page.locator("figure.film").first.evaluate("figure => getComputedStyle(figure).breakInside") in ("avoid", "avoid-page")


def test_paper_gets_the_whole_gallery_and_nothing_that_moves(visit: Visit) -> None:
    page = visit("films/index.html")
    page.locator(".filter button").nth(2).click()
    page.locator(".gallery__film:visible a").first.hover()
    page.wait_for_function(f"{MOVING} === 1")
    page.emulate_media(media="print")
    assert sorted(shown(page)) == FILMS
    assert not page.locator(".gallery__reel, .filter").evaluate_all("all => all.some(one => one.checkVisibility())")
    page.evaluate(SCROLL)
    assert page.locator(".gallery img:visible").evaluate_all(
        "images => images.every(image => /stills\\/\\w+\\.webp$/.test(image.currentSrc))"
    )
