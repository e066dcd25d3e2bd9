"""The addresses that are told to those who are not on the site: in decks and in films that are taken along."""

import os
from functools import cache
from pathlib import Path

import yaml

from scenes.studio.errors import BadInput
from scenes.studio.pages.index import curriculum, home
from scenes.studio.store.paths import ROOT


class _MkDocsLoader(yaml.SafeLoader):
    """Reads mkdocs.yml as far as it matters here: !ENV as MkDocs reads it, nothing for other tags."""


def _environment(loader: yaml.SafeLoader, node: yaml.Node) -> str | None:
    """!ENV NAME, or !ENV [NAME, …, default]: the first of these variables that is set."""
    names = [node.value] if isinstance(node, yaml.ScalarNode) else loader.construct_sequence(node)
    *variables, default = names if len(names) > 1 else [*names, None]
    return next((os.environ[name] for name in variables if name in os.environ), default)


_MkDocsLoader.add_constructor("!ENV", _environment)
_MkDocsLoader.add_constructor(None, lambda loader, node: None)


@cache
def site_url(root: Path = ROOT) -> str:
    """The address that the site is built for, with a slash at its end: `site_url` in mkdocs.yml.

    Raises BadInput where there is none: what is taken elsewhere would lead nowhere by a relative address.
    """
    with (root / "mkdocs.yml").open("rb") as file:
        address = (yaml.load(file, _MkDocsLoader) or {}).get("site_url")
    if not address:
        raise BadInput(
            "mkdocs.yml: site_url is empty, but what is taken along names the address of each film; set it there, or run with SITE_URL=https://…"
        )
    return str(address).rstrip("/") + "/"


def page(name: str, root: Path = ROOT) -> str:
    """The full address of the page where a film is at home."""
    return site_url(root) + home(name, root / "docs", curriculum(root / "docs"))
