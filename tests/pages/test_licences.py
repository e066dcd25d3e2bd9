"""Every file that readers get has a licence on the page of sources."""

import json
import re

from chromium import SITE
from markup import Html

from scenes.studio.pages.licences import PARTS, WORKS, owners


def test_every_file_of_the_site_is_somebodys_and_nothing_is_listed_that_is_not_there():
    files = {path.relative_to(SITE).as_posix() for path in SITE.rglob("*") if path.is_file()}
    whose = {file: owners(file) for file in files}
    assert [file for file, names in whose.items() if not names] == []
    named = {name for names in whose.values() for name in names}
    assert named - {"reveal.js"} == {work.name for work in WORKS} - {"reveal.js"} | {"ours"}  # reveal.js needs Node


def test_all_that_materials_scripts_are_made_of_is_listed():
    """Their maps name the files that they were made of."""
    maps = [json.loads(path.read_text(encoding="utf-8"))["sources"] for path in (SITE / "assets").rglob("*.map")]
    packages = {match[1] for sources in maps for source in sources if (match := re.search(r"node_modules/((?:@[^/]+/)?[^/]+)", source))}
    assert packages == PARTS.keys()


def test_the_page_of_sources_lists_them():
    page = Html.of(SITE / "sources.html").soup
    assert {work.name for work in WORKS} | PARTS.keys() <= {cell.get_text().split(" 9.")[0] for cell in page.select("tbody th")}
