"""What a macro knows of the project: its films and notes, and the page that is being built."""

from contextvars import ContextVar
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from mkdocs.utils import get_relative_url

from scenes.studio.pages.index import Lesson, curriculum, home
from scenes.studio.pages.questions import Words
from scenes.studio.store.record import Record

if TYPE_CHECKING:
    from mkdocs_macros.plugin import MacrosPlugin


CURRENT: "ContextVar[Site]" = ContextVar("site")  # the one whose pages are being built


class Site:
    """The site at one build. Addresses are relative to the page whose macros run."""

    def __init__(self, env: "MacrosPlugin"):
        self._env = env
        self._records: dict[str, Record] = {}
        self.docs = Path(env.conf["docs_dir"]).resolve()
        self.root = self.docs.parent
        self.films = self.docs / "animations"
        self.decks = self.root / "build" / "slides"

    def record(self, name: str) -> Record:
        """A film's record, read once a build. Raises Unknown when there is no such film."""
        if name not in self._records:
            self._records[name] = Record(self.films, name)
        return self._records[name]

    @cached_property
    def lessons(self) -> list[Lesson]:
        """The lessons in their order, read once a build. Raises BadInput where the braces of one cannot be read."""
        return curriculum(self.docs)

    @cached_property
    def words(self) -> Words:
        """What is asked and said of the films, read once a build. Raises BadInput where docs/slides.yml is wrong."""
        return Words(self.docs, self.record)

    @property
    def page(self) -> str:
        """The page whose macros run, as a file in docs/: lessons/4-descent.md."""
        return self._env.page.url.removesuffix(".html") + ".md"

    def shows(self, film: str) -> None:
        """Tell the page's template of a film: of the first one the still is fetched ahead."""
        self._env.page.meta.setdefault("film", film)

    def url(self, address: str) -> str:
        """The relative address of a page or file of the site, such as films/good_lr.html."""
        return get_relative_url(address, self._env.page.url)

    def film_url(self, file: str) -> str:
        """The relative address of a film's file."""
        return self.url(f"animations/{file}")

    @property
    def address(self) -> str:
        """The full address of the site; empty without a site_url."""
        return self._env.conf["site_url"] or ""

    def home(self, name: str) -> str:
        """The full address where a film is at home; without a site_url it is relative to the site."""
        return urljoin(self.address, home(name, self.docs, self.lessons))
