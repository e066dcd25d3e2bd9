"""HTML taken apart by beautifulsoup4, and checked by the rules of the HTML standard."""

from functools import cached_property, lru_cache
from pathlib import Path

from bs4 import BeautifulSoup, NavigableString, Tag
from bs4.element import PreformattedString
from html5lib import HTMLParser

RESOURCES = {"stylesheet", "preload", "icon", "modulepreload", "manifest"}


def check(html: str, whole: bool = True) -> None:
    """Raises html5lib's ParseError where a page, or a part of one, breaks the standard: say, a tag that is never closed."""
    parser = HTMLParser(strict=True)
    parser.parse(html) if whole else parser.parseFragment(html)


class Html:
    """A page, or a part of one. Attributes are strings as they stand, also `class` and `rel`; one without a value is ""."""

    def __init__(self, html: str):
        self.soup = BeautifulSoup(html, "html.parser", multi_valued_attributes=None)

    @classmethod
    def of(cls, path: Path) -> "Html":
        """The page in a file: taken apart once for all tests of a worker, while the file stays as it is; not to be changed."""
        return _page(path, path.stat().st_mtime_ns)

    @cached_property
    def elements(self) -> list[Tag]:
        """Every element, in order."""
        return self.soup.find_all(True)

    def all(self, *tags: str) -> list[dict[str, str]]:
        """The attributes of each element that is one of `tags`, in order."""
        return [element.attrs for element in self.elements if element.name in tags]

    @cached_property
    def paths(self) -> list[str]:
        """Where each element stands, in order, such as p/a/img."""
        return ["/".join(parent.name for parent in reversed([element, *element.parents][:-1])) for element in self.elements]

    @cached_property
    def texts(self) -> list[tuple[set[str], str]]:
        """Each text of the page, and the names of the elements around it."""
        texts = [text for text in self.soup.find_all(string=True) if not isinstance(text, PreformattedString)]
        return [({parent.name for parent in text.parents}, str(text)) for text in texts if isinstance(text, NavigableString)]

    @cached_property
    def names(self) -> set[str]:
        """What a link can point to."""
        return {element[key] for element in self.elements for key in ("id", "name") if element.has_attr(key)}

    @cached_property
    def urls(self) -> list[str]:
        """Every address in the page, of links and of resources."""
        keys = ("href", "src", "poster", "data-src")
        plain = [element[key] for element in self.elements for key in keys if element.has_attr(key)]
        sets = [part.split()[0] for element in self.elements for part in element.get("srcset", "").split(",") if part.strip()]
        return [*plain, *sets]

    @cached_property
    def resources(self) -> list[str]:
        """The addresses that a browser loads without being asked."""
        links = [attrs["href"] for attrs in self.all("link") if RESOURCES & set(attrs.get("rel", "").split())]
        elsewhere = {attrs.get("href") for attrs in self.all("a", "link")}
        return [*links, *(url for url in self.urls if url not in elsewhere)]


@lru_cache(maxsize=128)
def _page(path: Path, written: int) -> Html:
    """The page in a file that was last written at this time, in nanoseconds."""
    return Html(path.read_text(encoding="utf-8"))
