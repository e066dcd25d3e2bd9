"""A role has one colour: in the films, on the pages and in the decks."""

import re
from pathlib import Path

import pytest
from oracles import contrast
from playwright.sync_api import Browser, Page
from pptx import Presentation
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.opc.constants import RELATIONSHIP_TYPE

from scenes.studio.draw.theme import LIGHT, THEMES, Theme
from scenes.studio.pages import tokens

ROOT = Path(__file__).resolve().parents[2]
ASSETS = ROOT / "docs" / "assets"
DECK = ROOT / "build" / "slides" / "sgd-in-motion"
ROLES = ("data", "model", "loss", "gradient", "held_out", "batch")

every_theme = pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)


def rgb(colour: str) -> str:
    """`#rrggbb` as browsers tell it."""
    return f"rgb({', '.join(str(int(colour[i : i + 2], 16)) for i in (1, 3, 5))})"


@every_theme
def test_pages_have_the_colours_of_the_films(browser: Browser, address: str, theme: Theme) -> None:
    with browser.new_context(color_scheme=theme.name) as context:
        page = context.new_page()
        page.goto(f"{address}/making-a-scene.html")

        def style(selector: str, name: str, pseudo: str = "") -> str:
            return page.locator(selector).first.evaluate(f"element => getComputedStyle(element, '{pseudo}').getPropertyValue('{name}')")

        for role in ROLES:
            assert style(f".roles .role-{role.replace('_', '-')}", "background-color", "::before") == rgb(getattr(theme, role)), role
        assert style("body", "background-color") == rgb(theme.background)
        assert style(".md-typeset", "color") == rgb(theme.ink)
        assert style(".md-header", "border-bottom-color") == rgb(theme.grid)
        page.goto(f"{address}/lr_explorer.html")
        assert style("[data-draw=losses]", "stroke") == rgb(theme.loss)
        assert style(".film__plot text", "fill") == rgb(theme.muted)


@every_theme
def test_what_is_read_in_code_can_be_read(browser: Browser, address: str, theme: Theme) -> None:
    """Code stands on a ground of its own, where axe looks at what the pages happen to hold."""
    sheet = tokens.tokens(theme)["--sheet"]
    for name, colour in tokens.tokens(theme).items():
        if name in ("--ink", "--muted", "--link"):
            assert contrast(colour, sheet) >= 4.5, name
    with browser.new_context(color_scheme=theme.name) as context:
        page: Page = context.new_page()
        page.goto(f"{address}/making-a-scene.html")
        code = page.locator("pre > code").first
        assert code.evaluate("code => getComputedStyle(code).backgroundColor") == rgb(sheet)


@every_theme
def test_links_and_controls_have_a_colour_that_is_no_role(browser: Browser, address: str, theme: Theme) -> None:
    link = tokens.tokens(theme)["--link"]
    assert all(link != getattr(theme, role) for role in ROLES)
    with browser.new_context(color_scheme=theme.name) as context:
        page = context.new_page()
        page.goto(f"{address}/films/good_lr.html")
        page.locator("[data-do=play]").first.click()  # until then it leaves the colour to the answers of the question
        page.locator(".film--asked").wait_for()
        for selector, part in ((".md-content a:not(.headerlink)", "color"), ("[data-do=play]", "backgroundColor")):
            assert page.locator(selector).first.evaluate(f"element => getComputedStyle(element).{part}") == rgb(link), selector


def test_paper_gets_the_light_colours(browser: Browser, address: str) -> None:
    with browser.new_context(color_scheme="dark") as context:
        page = context.new_page()
        page.goto(f"{address}/making-a-scene.html")
        page.emulate_media(media="print")
        assert page.locator(".md-typeset").first.evaluate("element => getComputedStyle(element).color") == rgb(LIGHT.ink)


def test_the_html_deck_has_the_light_colours(browser: Browser) -> None:
    if not (DECK / "index.html").is_file():
        pytest.skip("there is no HTML deck")
    page = browser.new_page()
    page.goto((DECK / "index.html").as_uri())
    page.wait_for_function("window.Reveal?.isReady()")
    for selector, name, colour in (
        ("h1", "color", LIGHT.ink),
        ("#start a", "color", LIGHT.model),
        (".credit", "color", LIGHT.muted),
        ("body", "background-color", LIGHT.background),
    ):
        assert page.locator(selector).first.evaluate(f"element => getComputedStyle(element).getPropertyValue('{name}')") == rgb(colour)
    page.close()


def test_the_powerpoint_deck_is_lettered_in_the_ink_of_the_films() -> None:
    """Texts have the colours of the deck's theme, so that these are the lecturer's to change; right answers have its first accent."""
    deck = Presentation(str(DECK.with_suffix(".pptx")))
    shapes = [shape for slide in deck.slides for shape in slide.shapes if shape.has_text_frame]
    runs = [run for shape in shapes for paragraph in shape.text_frame.paragraphs for run in paragraph.runs if not run.hyperlink.address]
    assert {run.font.color.theme_color for run in runs if run.font.color.type} == {MSO_THEME_COLOR.ACCENT_1}
    theme = deck.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME).blob.decode()
    told = dict(re.findall(r'<a:(dk1|lt1|accent1)><a:srgbClr val="(\w+)"/>', theme))
    own = {"dk1": LIGHT.ink, "lt1": LIGHT.background, "accent1": LIGHT.model}
    assert told == {name: colour.removeprefix("#").upper() for name, colour in own.items()}


def test_no_other_style_sheet_names_a_colour() -> None:
    sheets = [path for path in sorted(ASSETS.glob("*.css")) if path.name != "tokens.css"]
    assert len(sheets) >= 7
    for path in [*sheets, ROOT / "scenes" / "studio" / "decks" / "templates" / "reveal.html"]:
        text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert not re.findall(r"(?<![&\w])#[0-9a-fA-F]{3,8}\b(?=[^{]*[;}])|\b(?:rgba?|hsla?|oklch)\(", text), path.name


def test_the_published_style_sheet_is_that_of_these_themes(site: Path, tmp_path: Path) -> None:
    (written,) = tokens.write(tmp_path)
    assert (site / "assets" / "tokens.css").read_bytes() == written.read_bytes()
