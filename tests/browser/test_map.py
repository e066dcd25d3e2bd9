"""The way through the site: the map of lessons, the gallery of films, search, tooltips, previous and next, and paper."""

import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import drawn
import matplotlib
import pytest
import yaml
from chromium import SCROLL, axe, visitor
from markup import Html
from names import FILMS
from PIL import Image
from playwright.sync_api import Browser, Page, Route
from watch import Watch

from scenes.studio.draw.fonts import use_fonts
from scenes.studio.draw.theme import LIGHT, TALL
from scenes.studio.errors import BadInput
from scenes.studio.pages import thumbnails
from scenes.studio.pages.index import curriculum, home
from scenes.studio.pages.pictures import THUMB
from scenes.studio.store.render import staged

ROOT = Path(__file__).resolve().parents[2]
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
    "10-beyond-the-line",
]

Visit = Callable[..., Page]


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Visit]:
    """Open a page of the site in a context of its own, or in that of another page."""
    with ExitStack() as contexts:

        def open_page(path: str, beside: Page | None = None, **how: object) -> Page:
            page = (beside.context if beside else contexts.enter_context(visitor(browser, **how))).new_page()
            page.goto(f"{address}/{path}")
            return page

        yield open_page


# The relation of films and lessons


def test_lessons_know_their_films(tmp_path: Path) -> None:
    (tmp_path / "lessons").mkdir()
    (tmp_path / "lessons" / "2-two.md").write_text(
        '---\ntitle: Two things\n---\n# H\n{{ film("b") }}\n{{ predict("c",\n 3, "?", {}) }}\n{{ film("a") }}\n'
    )
    (tmp_path / "lessons" / "1-one.md").write_text(
        "---\ntitle: One\npromise: the first of all\npicture: f\n---\n# H\n"
        '`film("x")` {{ film("f") }} {{ film("a") }}\n'
        '<!-- {{ film("h") }} --> {% raw %}{{ film("i") }}{% endraw %} {# {{ film("j") }} #} ``{{ film("k") }}``\n'
        '```\n{{ film("l") }}\n```\n- ~~~ md\n  {{ film("m") }}\n  ~~~\n'
    )
    (tmp_path / "lessons" / "3-three.md").write_text(
        "# Three\n"
        "{{ film('n') }} {{- film(name=\"o\") -}} {% if films %}{{ predict(name='p', step=1, "
        "question='In brief: `up`', choices={'brief=True': {}}) }}{% endif %} {{ film(films[0]) }} "
    )
    (tmp_path / "lessons" / "glossary.md").write_text('# Words\n{{ film("g") }}')
    one, two, three = curriculum(tmp_path)
    assert (one.number, one.stem, one.title, one.films) == (1, "1-one", "One", ["f", "a"])
    assert (one.promise, one.picture) == ("the first of all", "f")
    assert (two.number, two.title, two.films) == (2, "Two things", ["b", "c"])
    assert two.shows == ["b", "c", "a"]
    assert three.films == ["n", "o", "p"]


def test_there_are_ten_lessons_and_no_film_is_at_home_in_two() -> None:
    lessons = curriculum(ROOT / "docs")
    assert [lesson.stem for lesson in lessons] == LESSONS
    homes = [name for lesson in lessons for name in lesson.films]
    assert len(set(homes)) == len(homes)


@pytest.mark.parametrize("name", FILMS)
def test_a_film_is_at_home_in_a_lesson_or_on_a_page_of_its_own(name: str, site: Path) -> None:
    file, _, place = home(name, ROOT / "docs", curriculum(ROOT / "docs")).partition("#")
    assert file.endswith(".html"), f'docs/lessons/: put {{{{ film("{name}") }}}} into a lesson, or write docs/films/{name}.md'
    assert f'id="{place or name}"' in (site / file).read_text(encoding="utf-8"), f"{file} does not show {name}: run make site"


def test_covers_are_drawn_once_and_again_when_the_film_or_the_choice_of_its_stop_changes(tmp_path: Path) -> None:
    films, small = tmp_path / "animations", tmp_path / "assets" / "stills"
    films.mkdir()
    for name, tall in (("a", True), ("b", False)):  # b has no cut for phones
        cuts = [f"{name}.tall.mp4", f"{name}.dark.tall.mp4"] if tall else []
        data = {"name": name, "files": dict.fromkeys([f"{name}.json", f"{name}.gif", *cuts], 1)}
        (films / f"{name}.json").write_text(json.dumps(data), encoding="utf-8")
    asked = []

    def draw(stops: dict[str, int], size: tuple[int, int]) -> Iterator[tuple[str, dict[str, Image.Image]]]:
        asked.append(stops)
        return ((name, {"light": Image.new("RGB", size, "white"), "dark": Image.new("RGB", size, "black")}) for name in stops)

    assert [path.name for path in thumbnails.update(draw, tmp_path)] == ["a.webp", "a.dark.webp"]
    with Image.open(small / "a.dark.webp") as image:
        assert image.size == THUMB
        assert max(image.convert("RGB").getpixel((9, 9))) < 10, "the dark one"
    assert thumbnails.update(draw, tmp_path) == []
    (tmp_path / "covers.yml").write_text("a: 3\n", encoding="utf-8")
    later = (small / "a.webp").stat().st_mtime + 5
    os.utime(tmp_path / "covers.yml", (later, later))
    (small / "gone.webp").touch()
    thumbnails.update(draw, tmp_path)
    assert asked == [{"a": thumbnails.USUAL}, {"a": 3}]
    assert {path.name for path in small.iterdir()} == {"a.webp", "a.dark.webp"}
    os.utime(films / "a.json", (later + 5, later + 5))
    thumbnails.update(draw, tmp_path)
    assert len(asked) == 3
    (tmp_path / "covers.yml").write_text("a: first\n", encoding="utf-8")
    with pytest.raises(BadInput, match=r"covers\.yml"):
        thumbnails.update(draw, tmp_path)


def test_covers_are_chosen_only_of_films_that_are_there() -> None:
    chosen = yaml.safe_load((ROOT / "docs" / "covers.yml").read_text(encoding="utf-8"))
    assert set(chosen) <= set(FILMS)


# Home, and the map


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1280, 800)])
def test_the_first_screen_says_what_this_is_and_has_film_answers_and_the_way_in(visit: Visit, width: int, height: int) -> None:
    page = visit("index.html", viewport={"width": width, "height": height})
    page.reload()  # with its typefaces, should they have come late
    parts = [*page.locator("h1, .hero__words > *, .hero .film__screens, .hero .film__desk, .hero .film__choices > button").all()]
    assert len(parts) >= 9
    for part in parts:
        box = part.bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert box["y"] + box["height"] <= height
    page.locator(".hero a[data-start]").click()  # nothing lies over it
    page.wait_for_url(f"**/{LESSONS[0]}.html")


@pytest.mark.parametrize("width", [390, 320])
def test_on_a_phone_the_first_question_stands_above_its_film_and_the_verdict_takes_its_place(visit: Visit, width: int) -> None:
    page = visit("index.html", viewport={"width": width, "height": 844}, reduced_motion="reduce")
    page.reload()  # with its typefaces, should they have come late
    question, verdict, film = (page.locator(f".hero .film__{part}") for part in ("question", "told strong", "screens"))
    asked = question.bounding_box()
    shown = film.bounding_box()
    assert asked
    assert shown
    assert asked["y"] + asked["height"] < shown["y"]
    assert shown["width"] == width, "as large as it can be"
    parts = page.locator(".hero :is(h1, .film__screens, .film__desk, [data-choice], figcaption, [data-start]), .map")
    before = [part.bounding_box() for part in parts.all()]
    page.locator(".hero [data-choice=wrong]").first.click()
    page.locator(".hero .film--judged").wait_for()
    assert verdict.inner_text().startswith("Not so. ")
    said = verdict.bounding_box()
    assert said
    assert said["y"] == pytest.approx(asked["y"], abs=2)
    assert [part.bounding_box() for part in parts.all()] == before, "the page moved"
    again = page.locator(".hero [data-do=forget]")
    beside = again.bounding_box()
    assert beside
    words = "verdict => { const range = new Range(); range.selectNodeContents(verdict); return range.getBoundingClientRect().right }"
    assert verdict.evaluate(words) < beside["x"]
    assert beside["x"] + beside["width"] <= width
    again.click()  # nothing lies over it
    page.locator(".hero .film:not(.film--judged)").wait_for()


def test_a_film_at_its_end_offers_to_begin_again(visit: Visit) -> None:
    page = visit("index.html")
    play, again = (page.locator(f".hero [data-do=play] .film__{sign}") for sign in ("go", "again"))
    film = page.locator(".hero .film")
    assert (play.is_visible(), again.is_visible()) == (True, False)
    film.press("End")
    page.locator(".hero .film--end[data-state=paused]").wait_for()
    assert (play.is_visible(), again.is_visible()) == (False, True)
    film.press("Home")
    page.locator(".hero .film[data-state=paused]:not(.film--end)").wait_for()
    assert (play.is_visible(), again.is_visible()) == (True, False)


@pytest.mark.parametrize("width", [390, 360, 320])
def test_on_a_phone_each_answer_stands_above_what_it_does(visit: Visit, width: int) -> None:
    use_fonts()
    with matplotlib.rc_context(LIGHT.rc()):
        stage, *_ = staged(drawn.scene("three_rates"), drawn.run("three_rates"), LIGHT, TALL)
    places = sorted({tuple(ax.get_position().intervalx) for ax in stage.figure.axes})  # a column's two panels have the same
    pictures = [(left * width, right * width) for left, right in places if right - left < 1]  # the whole picture has axes, too
    page = visit("index.html", viewport={"width": width, "height": 844}, reduced_motion="reduce")
    answers = [answer.bounding_box() for answer in page.locator(".hero [data-choice]").all()]
    assert len(answers) == len(pictures) == 3
    for answer, (left, right) in zip(answers, pictures, strict=True):
        assert answer
        assert answer["x"] == pytest.approx(left, abs=6)
        assert answer["x"] + answer["width"] == pytest.approx(right, abs=6)


def test_the_map_has_ten_steps_in_order_with_a_still_each(visit: Visit) -> None:
    page = visit("index.html")
    steps = page.locator("ol.map > li")
    assert steps.evaluate_all("steps => steps.map(step => step.dataset.lesson)") == LESSONS
    links = page.locator("ol.map > li > a")
    assert links.evaluate_all("links => links.map(link => link.pathname)") == [f"/lessons/{name}.html" for name in LESSONS]
    page.evaluate(SCROLL)
    shown = page.locator(".map img:visible")
    assert shown.count() == 10
    assert shown.evaluate_all("images => images.every(image => image.naturalWidth > 0)")
    assert len(set(shown.evaluate_all("images => images.map(image => image.currentSrc)"))) == 10
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
    lesson.goto(lesson.url.replace(LESSONS[0], LESSONS[1]))
    page.reload()
    assert signs(page) == {LESSONS[0]: "Visited", LESSONS[1]: "Visited", LESSONS[2]: "Continue here"}
    assert page.get_by_role("link", name="2 Data and loss Visited").count() == 1  # in words, not only by a tick
    assert "2 of 10" in page.locator(".map__place").inner_text()
    lesson.goto(lesson.url.replace(LESSONS[1], LESSONS[4]))
    page.reload()
    assert signs(page)[LESSONS[5]] == "Continue here"
    page.get_by_role("button", name="Forget my place").click()
    assert signs(page) == {LESSONS[0]: "Start here"}
    page.reload()
    assert signs(page) == {LESSONS[0]: "Start here"}


def test_all_lessons_visited(visit: Visit) -> None:
    page = visit("index.html")
    page.evaluate("names => localStorage.setItem('sgd-in-motion:lessons', JSON.stringify(names))", LESSONS)
    page.reload()
    assert signs(page) == dict.fromkeys(LESSONS, "Visited")


@pytest.mark.parametrize("kept", ["nonsense", '{"a": 1}', "null", '["gone-lesson", 7]'])
def test_what_is_kept_may_be_anything(visit: Visit, kept: str) -> None:
    page = visit("index.html")
    page.evaluate("kept => localStorage.setItem('sgd-in-motion:lessons', kept)", kept)
    page.reload()
    assert signs(page) == {LESSONS[0]: "Start here"}


def test_the_map_does_without_storage_and_without_scripts(browser: Browser, address: str, visit: Visit) -> None:
    assert signs(visit("index.html", java_script_enabled=True)) == {LESSONS[0]: "Start here"}
    page = visit("index.html", java_script_enabled=False)
    assert page.locator(".map__sign:visible").all_inner_texts() == ["Start here"]
    assert page.locator(".map a:visible").count() == 10
    assert not page.locator(".map__place").is_visible()
    with visitor(browser) as context:
        context.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('forbidden') } })")
        watch, closed = Watch(context), context.new_page()
        closed.goto(f"{address}/index.html")
        assert signs(closed) == {LESSONS[0]: "Start here"}
        assert not [error for error in watch.wrong if "scripts/page.js" in error]


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
            href = f"{name}.html" if own.is_file() else f"../lessons/{lesson.stem}.html#{name}"
            assert page.locator(f"#{name} a").get_attribute("href") == href


def shown(page: Page) -> list[str]:
    return page.locator(".gallery__film:visible").evaluate_all("cards => cards.map(card => card.id)")


def test_the_gallery_is_filtered_by_keyboard(visit: Visit) -> None:
    page = visit("films/index.html")
    buttons = page.locator(".filter button")
    others = not {*FILMS} <= {name for lesson in curriculum(ROOT / "docs") for name in lesson.films}
    assert buttons.count() == 1 + len(LESSONS) + others
    assert buttons.evaluate_all("buttons => buttons.map(button => button.ariaPressed)") == ["true"] + ["false"] * (buttons.count() - 1)
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


MOVING = "document.querySelectorAll('.gallery__preview, .gallery video').length"


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
    assert page.locator("#making_data .gallery__preview").is_visible()
    page.mouse.move(0, 0)
    page.wait_for_function(f"{MOVING} === 0")
    page.locator("#residuals").scroll_into_view_if_needed()
    page.locator("#making_data a").focus()
    page.keyboard.press("Tab")
    page.wait_for_function(f"{MOVING} === 1")
    assert page.locator("#residuals .gallery__preview").is_visible()
    page.keyboard.press("Escape")
    assert page.evaluate(MOVING) == 0
    assert got[-1] == f"residuals{dark}.gif"


def test_a_film_that_fails_late_leaves_the_next_one_moving(visit: Visit) -> None:
    page = visit("films/index.html", reduced_motion="no-preference")
    held: list[Route] = []
    page.route("**/making_data.gif", lambda route: held.append(route))
    with page.expect_request("**/making_data.gif"):
        page.locator("#making_data").hover()
    page.locator("#residuals").hover()
    page.locator("#residuals .gallery__preview").wait_for()
    with page.expect_event("requestfailed"):
        held[0].abort()
    page.wait_for_timeout(300)
    assert page.locator("#residuals .gallery__preview").is_visible()
    assert page.evaluate(MOVING) == 1


def test_a_pointer_that_passes_by_fetches_nothing(visit: Visit) -> None:
    page = visit("films/index.html")
    got = gifs(page)
    # in the page itself, a frame apart: a busy machine would let a mouse of ours rest on the film
    page.evaluate("""async () => { for (const passed of ["#making_data img", "h1"]) {
      document.querySelector(passed).dispatchEvent(new PointerEvent("pointerover", { bubbles: true, pointerType: "mouse" }))
      await new Promise(requestAnimationFrame) } }""")
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
    map_page.goto(map_page.url.replace(f"lessons/{LESSONS[0]}", "index"))
    for each in (page, map_page):
        assert not axe(each)


# Previous, next, words


def test_previous_and_next_follow_the_lessons(site: Path) -> None:
    def links(page: str) -> list[str]:
        return [link["href"] for link in Html.of(site / page).soup.select(".md-footer__link--prev, .md-footer__link--next")]

    chain = [*LESSONS, "what-now", "glossary"]
    assert links("index.html") == [f"lessons/{LESSONS[0]}.html"]
    for i, name in enumerate(chain):
        before = f"{chain[i - 1]}.html" if i else "../index.html"
        after = f"{chain[i + 1]}.html" if i + 1 < len(chain) else "../films/index.html"
        assert links(f"lessons/{name}.html") == [before, after]


def ways_on(site: Path, page: str) -> list[str]:
    links = [link["href"] for link in Html.of(site / page).soup.select("nav.onwards a")]
    return [os.path.normpath(f"{Path(page).parent}/{link}") for link in links]


def test_at_its_end_a_lesson_leads_to_the_next_and_to_all(site: Path) -> None:
    for name, following in zip(LESSONS, [*LESSONS[1:], "what-now"], strict=True):
        following_first, the_map, *lessons = ways_on(site, f"lessons/{name}.html")
        assert following_first == f"lessons/{following}.html"
        assert the_map == "index.html#the-lessons"
        assert lessons[:10] == [f"lessons/{lesson}.html" for lesson in LESSONS]


def test_the_page_of_a_film_leads_on_and_to_its_lesson(site: Path) -> None:
    lessons = curriculum(ROOT / "docs")
    pages = [path.stem for path in (ROOT / "docs" / "films").glob("*.md") if path.stem != "index"]
    assert len(pages) > 5
    for name in pages:
        lesson = next((lesson for lesson in lessons if name in lesson.films), None)
        if not lesson:  # a new film, whose page is its home
            continue
        others = [home(film, ROOT / "docs", lessons) for film in lesson.films if film != name]
        following_first, *ways = ways_on(site, f"films/{name}.html")
        assert ways == [f"lessons/{lesson.stem}.html#{name}", *others]
        later = lesson.films[lesson.films.index(name) + 1 :]
        assert following_first == (home(later[0], ROOT / "docs", lessons) if later else f"lessons/{LESSONS[lesson.number]}.html")


def test_words_of_the_glossary_lead_there_where_a_page_first_uses_them(site: Path) -> None:
    listed = (ROOT / "docs" / "includes" / "abbreviations.md").read_text(encoding="utf-8")
    meanings = dict(re.findall(r"^\*\[(.+?)\]: (.+) #", listed, re.MULTILINE))
    assert {"learning rate", "gradient", "parameters"} <= set(meanings)
    for path in [*(f"lessons/{name}.html" for name in LESSONS), "films/good_lr.html"]:
        page = Html.of(site / path).soup
        words = page.select("a.word")
        assert len(words) >= 5, path
        assert all(word["title"] == meanings[word.string] for word in words), path
        assert not page.select(":is(h1, h2, h3, a, button, summary, math) a.word"), path
        folded = {id(word) for word in page.select("details a.word")}  # perhaps never seen
        seen: list[str] = []
        for word in words:
            assert word["href"] not in seen, f"{path}: {word.string}"
            if id(word) not in folded:
                seen.append(word["href"])
    assert not Html.of(site / "lessons" / "glossary.html").soup.select("a.word, abbr")
    assert not (site / "includes").exists()


def test_a_word_pointed_at_or_stepped_to_says_what_it_means_until_escape(visit: Visit) -> None:
    page = visit("films/good_lr.html")
    word = page.locator(".md-content p > a.word").first
    meaning = word.get_attribute("title")
    word.scroll_into_view_if_needed()
    word.hover()
    box = page.get_by_role("tooltip")
    assert box.inner_text() == meaning
    assert word.get_attribute("aria-describedby") == box.get_attribute("id")
    assert word.get_attribute("title") == "", "the browser's own tooltip would come too"
    # On its way from the word the pointer may cross other things. In one go: a busy machine would be too late for the box.
    page.evaluate(
        """for (const passed of ["h1", "h2", "#meaning"])
        document.querySelector(passed).dispatchEvent(new PointerEvent("pointerover", { bubbles: true, pointerType: "mouse" }))"""
    )
    page.wait_for_timeout(400)
    assert box.is_visible(), "the box can be pointed at, to be read at leisure"
    page.keyboard.press("Escape")
    box.wait_for(state="hidden")
    assert word.get_attribute("title") == meaning
    page.mouse.move(1, 1)
    word.hover()
    box.wait_for()
    page.mouse.move(1, 1)
    box.wait_for(state="hidden")
    word.evaluate("word => word.previousSibling.after(Object.assign(document.createElement('button'), { id: 'before' }))")
    page.locator("#before").focus()
    page.keyboard.press("Tab")
    box.wait_for()
    assert box.inner_text() == meaning
    page.keyboard.press("Tab")
    assert not box.is_visible() or box.inner_text() != meaning
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/lessons/glossary.html#*")


def test_a_word_tapped_says_what_it_means_and_the_next_tap_leads_to_the_glossary(visit: Visit) -> None:
    page = visit("lessons/8-fit.html", viewport={"width": 320, "height": 640}, has_touch=True, is_mobile=True)
    box = page.get_by_role("tooltip")
    words = page.locator(".md-content__inner > p > a.word").all()
    assert len(words) >= 5
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
    words[0].tap()
    words[0].tap()
    page.wait_for_url("**/lessons/glossary.html#*")


@pytest.fixture(scope="module")
def search(browser: Browser, address: str) -> Iterator[Page]:
    """A page of the site in which the field for searching is open."""
    with visitor(browser) as context:
        watch, page = Watch(context), context.new_page()
        page.goto(f"{address}/index.html")
        page.keyboard.press("/")
        yield page
        assert not watch.wrong  # such as something that the Content-Security-Policy forbids


@pytest.fixture(scope="module")
def entries(site: Path) -> dict[str, str]:
    """The entries of the glossary: where each stands, and its title in small letters."""
    found = json.loads((site / "search" / "search_index.json").read_text(encoding="utf-8"))["docs"]
    return {
        entry["location"]: Html(entry["title"]).soup.get_text().lower()
        for entry in found
        if entry["location"].startswith("lessons/glossary.html#")
    }


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
def test_search_finds_a_concept_by_either_word(search: Page, entries: dict[str, str], word: str) -> None:
    """The lecture's word and the field's both lead to the entry of the glossary."""
    wanted = [place for place, title in entries.items() if word.lower() in title]
    assert wanted, entries
    search.locator(".md-search-result__list").evaluate("list => list.replaceChildren()")  # what was found before
    search.locator(".md-search__input").fill(word)
    search.locator(".md-search__input").press("End")  # a key, for which the search waits
    search.wait_for_function(
        """places => [...document.querySelectorAll(".md-search-result__item a")].some(link =>
        places.some(place => decodeURIComponent(link.pathname + link.hash).endsWith(place)))""",
        arg=wanted,
    )


@pytest.mark.parametrize(
    ("words", "lesson"),
    [("learning rate", 5), ("overfit", 8), ("gradient", 3), ("mini-batch", 7), ("momentum", 6), ("matrix", 1), ("loss", 2)],
)
def test_search_names_the_lesson_about_a_thing_first(search: Page, words: str, lesson: int) -> None:
    search.locator(".md-search-result__list").evaluate("list => list.replaceChildren()")
    search.locator(".md-search__input").fill(words)
    search.locator(".md-search__input").press("End")
    assert search.locator(".md-search-result__item").first.locator("h1, h2").first.inner_text().startswith(f"Lesson {lesson} · ")


def test_what_is_searched_is_what_readers_read(site: Path) -> None:
    """Neither the rows of the runs nor the code of the engine that pages quote."""
    found = json.loads((site / "search" / "search_index.json").read_text(encoding="utf-8"))["docs"]
    text = " ".join(entry["text"] for entry in found if entry["location"].startswith(("lessons/", "films/")))
    assert "Begin with a single number" in text
    assert "torch.optim.SGD(weights" not in text
    assert "Copy the lines" not in text


def test_what_was_found_is_told_and_reached_with_the_tab_key(search: Page) -> None:
    search.locator(".md-search__input").fill("momentum")
    search.locator(".md-search__input").press("End")
    search.locator(".md-search-result [role=status]", has_text="matching").wait_for()
    search.wait_for_selector(".md-search-result__link:not([tabindex])")
    search.wait_for_timeout(300)  # Material may list its answers once more
    search.locator(".md-search__input").press("Tab")
    assert search.evaluate("document.activeElement.matches('.md-search-result__link') && document.activeElement.checkVisibility()")


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
        sources = pictures.evaluate_all("all => all.map(one => one.currentSrc)")
        assert [Path(source).stem for source in sources] == [name]
        assert {Path(source).suffix for source in sources} <= {".png", ".webp"}
        assert figure.locator("button:not([data-choice]):visible, input:visible").count() == 0
        choices = figure.locator("[data-choice]")
        assert choices.evaluate_all("all => all.every(one => one.checkVisibility())"), "a question without its answers"
        told = figure.locator(".film__told, .film__words, .film__caption") if choices.count() else figure.locator(".film__told")
        assert told.evaluate_all("all => all.every(one => !one.checkVisibility())"), "this tells which is right"
    assert page.locator(".film__screens").first.evaluate("picture => getComputedStyle(picture).breakInside") == "avoid"


def test_paper_gets_the_whole_gallery_and_nothing_that_moves(visit: Visit) -> None:
    page = visit("films/index.html")
    page.locator(".filter button").nth(2).click()
    page.locator(".gallery__film:visible a").first.hover()
    page.wait_for_function(f"{MOVING} === 1")
    page.emulate_media(media="print")
    assert sorted(shown(page)) == FILMS
    assert not page.locator(".gallery__preview, .filter").evaluate_all("all => all.some(one => one.checkVisibility())")
    page.evaluate(SCROLL)
    assert page.locator(".gallery img:visible").evaluate_all(
        "images => images.every(image => /stills\\/\\w+\\.webp$/.test(image.currentSrc))"
    )
