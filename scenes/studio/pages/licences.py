"""Under which licence each file of the site stands: what readers get beside notes, films and code of this project."""

from fnmatch import fnmatch
from importlib.metadata import version
from typing import NamedTuple

from scenes.studio.pages.site import Site
from scenes.studio.pages.templates import one_line


class Work(NamedTuple):
    """What was made elsewhere and comes with the site. `files` are patterns of paths in the built site."""

    name: str
    licence: str  # as SPDX names it, where it does
    address: str
    files: tuple[str, ...]


SCRIPTS, SEARCH = "assets/javascripts/bundle.*", "assets/javascripts/workers/*"
WORKS = [
    Work(
        "Material for MkDocs",
        "MIT",
        "https://squidfunk.github.io/mkdocs-material/license/",
        (SCRIPTS, SEARCH, "assets/stylesheets/*", "assets/images/favicon.png"),
    ),
    Work("Material Design Icons", "Apache-2.0", "https://pictogrammers.com/docs/general/license/", ("*.html",)),
    Work("Source Sans", "OFL-1.1", "assets/fonts/OFL-source-sans.txt", ("assets/fonts/source-sans-*", "assets/fonts/OFL-source-sans.txt")),
    Work("STIX Two Math", "OFL-1.1", "assets/fonts/OFL-stix-two-math.txt", ("assets/fonts/*stix-two-math*",)),
    Work("reveal.js", "MIT", "https://revealjs.com", ("slides/sgd-in-motion/*reveal*", "slides/sgd-in-motion/notes.js")),
]
# What Material has in its own files, by the names that these have at npm.
PARTS = {
    "clipboard": ("MIT", SCRIPTS),
    "escape-html": ("MIT", SCRIPTS),
    "focus-visible": ("W3C-20150513", SCRIPTS),
    "rxjs": ("Apache-2.0", SCRIPTS),
    "tslib": ("0BSD", SCRIPTS),
    "lunr": ("MIT", SEARCH),
    "material-design-color": ("MIT", "assets/stylesheets/*"),
}
OURS = (
    *("*.html", "animations/*", "players/*", "slides/*", "search/*", "sitemap.xml*", "benchmarks.json"),
    *("assets/*.css", "assets/logo.svg", "assets/parts/*", "assets/scripts/*", "assets/stills/*"),
)


def licences(site: Site) -> str:
    """A table of what was made elsewhere and comes with the site, for readers."""
    rows = [(work.name, work.licence, work.address if "://" in work.address else site.url(work.address), work.files) for work in WORKS]
    rows += [(name, licence, f"https://www.npmjs.com/package/{name}", (files,)) for name, (licence, files) in PARTS.items()]
    return one_line("licences.html", rows=rows, version=version("mkdocs-material"))


def owners(path: str) -> list[str]:
    """Whose a file of the built site is: the names of WORKS, and "ours"."""
    named = [work.name for work in WORKS if any(fnmatch(path, pattern) for pattern in work.files)]
    return named + ["ours"] * any(fnmatch(path, pattern) for pattern in OURS)
