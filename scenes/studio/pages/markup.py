"""A Markdown extension: quoted code in its place, the glossary's words as links, the words of roles in their colours, lines that do
not end with a sign, and tables and headings that can be heard as well as seen."""

import re
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

from scenes.studio.pages.site import CURRENT, Site
from scenes.studio.pages.source import unfold

GLOSSARY = "lessons/glossary.md"
WORDS = "includes/abbreviations.md"  # each with its meaning and, after a #, its place in the glossary
NO_LINKS = ("a", "button", "h1", "h2", "h3", "h4", "math", "summary", "th")
ROLES = {"guess": "model", "loss": "loss", "gradient": "gradient", "held-out": "held-out", "batch": "batch"}
ROLE = re.compile(rf"\b(?:{'|'.join(ROLES)})\b(?! descent| size)")
INDENTED = re.compile(r'(<span id="line-\d+-\d+")>( {4,})')  # a line of code
SIGN = re.compile(r"(?<= [=≈<>−+×/]) (?=\S)")  # the space after a sign between two terms
EQUATION = re.compile(r"\b(\w) ([=≈<>]) (?=\S)")  # of a single letter
TERM = re.compile(r"\([^() ]{1,8}(?:(?: [=≈<>−+×/]|(?<=,))[ \u00a0][^() ]{1,8})+\)")  # short, in parentheses: a sum or a pair
DEEPEST = 3  # indents that base.css knows
PLAIN = "plain"  # a word in another sense than the glossary's, written *gradient*{ .plain }


class Expanded(Preprocessor):
    """Runs when the macros have run, of a generator that knows them as a Markdown extension too, and before code is set."""

    def run(self, lines: list[str]) -> list[str]:
        site = CURRENT.get(None)
        return (unfold("\n".join(lines)) + (words_for(site) if site else "")).split("\n")


def words_for(site: Site) -> str:
    """The glossary's words and meanings for the page that is being built, as Markdown; none for the glossary itself, or without a list."""
    words = site.docs / WORDS
    if site.page == GLOSSARY or not words.is_file():
        return ""
    up = "../" * site.page.count("/")
    return "\n\n" + words.read_text(encoding="utf-8").replace(" #", f" {up}{GLOSSARY}#")


def _words(cell: Element) -> str:
    """The text of a cell without its formulas: one that holds nothing else does not name its row for those who listen."""
    inner = "".join("" if child.tag == "math" else _words(child) for child in cell)
    tails = "".join(child.tail or "" for child in cell)
    return f"{cell.text or ''}{inner}{tails}".strip()


def _box_tables(parent: Element) -> None:
    """Give each table a box of its own: when Material's script exchanges one, the browser styles anew all that stands in its parent."""
    for at, child in enumerate(parent):
        if child.tag == "table":
            box = Element("div", {"class": "table"})
            box.tail, child.tail = child.tail, None
            parent[at] = box
            box.append(child)


def _join_signs(parent: Element) -> None:
    """Let the texts of an element, and those between its children, break as `joined` lets them."""
    if parent.text and parent.tag not in ("code", "pre", "math"):
        parent.text = joined(parent.text)
    for child in parent:
        if child.tail:
            child.tail = joined(child.tail)


def joined(text: str) -> str:
    """Let no line of a text end with a sign such as − or =, nor break within short parentheses or in “x = 3”: it may begin with another
    sign, as in a displayed formula."""
    return TERM.sub(lambda term: term[0].replace(" ", "\u00a0"), SIGN.sub("\u00a0", EQUATION.sub("\\1\u00a0\\2\u00a0", text)))


def _coloured(text: str | None, seen: set[str]) -> tuple[str | None, list[Element]]:
    """`text` up to its first role that was not `seen`, and a span for each of these with the text after it."""
    before, spans, at = text, list[Element](), 0
    for found in ROLE.finditer(text or ""):
        if found[0] in seen:
            continue
        seen.add(found[0])
        piece = found.string[at : found.start()]
        if spans:
            spans[-1].tail = piece
        else:
            before = piece
        span = Element("span", {"class": f"role role-{ROLES[found[0]]}"})
        span.text, span.tail = found[0], found.string[found.end() :]
        spans.append(span)
        at = found.end()
    return before, spans


class Markup(Treeprocessor):
    """Runs when abbreviations are marked and headings have their addresses."""

    def run(self, root: Element) -> None:
        self._link_words(root, set(), False)
        self._colour_words(root)
        for parent in list(root.iter()):
            _box_tables(parent)
            _join_signs(parent)
        for folded in root.iter("details"):
            if folded.get("class") in ("answer", "hint"):
                folded.set("data-search-exclude", "true")  # a result would give it away
        for table in root.iter("table"):
            for cell in table.iterfind("thead/tr/th"):
                cell.set("scope", "col")
            for cell in list(table.iterfind("tbody/tr/td[1]")):  # all, before one is no td any more
                if _words(cell):
                    cell.tag = "th"
                    cell.set("scope", "row")
        # A heading is heard without the sign beside it, whose link the list of contents has as well.
        for link in root.iterfind(".//a[@class='headerlink']"):
            link.attrib |= {"aria-hidden": "true", "tabindex": "-1"}

    def _link_words(self, parent: Element, seen: set[str], plain: bool) -> None:
        """Let the first mark of a word on the page lead to the glossary, and take the others away. One in a part that is folded may not be
        seen, so that it is marked once more outside."""
        for child in list(parent):
            if child.tag != "abbr":
                self._link_words(
                    child, set(seen) if child.tag == "details" else seen, plain or child.tag in NO_LINKS or child.get("class") == PLAIN
                )
                continue
            meaning, _, address = child.attrib.pop("title").rpartition(" ")
            if plain or address in seen:
                self._unmark(parent, child)
            else:
                seen.add(address)
                child.tag = "a"
                child.attrib |= {"class": "word", "href": address, "title": meaning}

    def _colour_words(self, root: Element) -> None:
        """Give the first mention of each role in a section the colour that it has in the films; not on the sheet of an aside, nor on the
        first words of home, where a guess is made."""
        apart = re.compile(r"admonition|hero")
        aside = {p for box in root.iter() if box.tag == "details" or apart.search(box.get("class", "")) for p in box.iter("p")}
        seen: set[str] = set()
        for block in list(root.iter()):
            if block.tag == "h2":
                seen.clear()
            elif block.tag == "p" and block not in aside:
                self._colour(block, seen)

    def _colour(self, parent: Element, seen: set[str]) -> None:
        children = list(parent)
        parent.text, found = _coloured(parent.text, seen)
        for child in children:
            if child.get("class") == "word" and child.text in ROLES.keys() - seen:
                seen.add(child.text)
                child.set("class", f"word role role-{ROLES[child.text]}")
            elif child.tag not in (*NO_LINKS, "code") and child.get("class") != PLAIN:
                self._colour(child, seen)
            child.tail, after = _coloured(child.tail, seen)
            found += [child, *after]
        parent[:] = found

    @staticmethod
    def _unmark(parent: Element, mark: Element) -> None:
        at = list(parent).index(mark)
        text = f"{mark.text}{mark.tail or ''}"
        if at:
            parent[at - 1].tail = f"{parent[at - 1].tail or ''}{text}"
        else:
            parent.text = f"{parent.text or ''}{text}"
        parent.remove(mark)


class Indents(Postprocessor):
    """Say of each line of code how deep it is indented, so that what does not fit can hang below its beginning."""

    def run(self, text: str) -> str:
        return INDENTED.sub(lambda line: f'{line[1]} class="in-{min(len(line[2]) // 4, DEEPEST)}">{line[2]}', text)


class MarkupExtension(Extension):
    """To be named after `abbr` and `toc`."""

    def extendMarkdown(self, md: Markdown) -> None:
        md.preprocessors.register(Expanded(md), "expanded", 34)
        md.treeprocessors.register(Markup(md), "markup", 4)
        md.postprocessors.register(Indents(md), "indents", 4)  # when code is set


def makeExtension(**options: object) -> MarkupExtension:
    """Called by Python-Markdown, by this name."""
    return MarkupExtension(**options)
