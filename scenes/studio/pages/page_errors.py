"""What goes wrong in a page's macros, as one line that ends the build."""

import traceback
from typing import TYPE_CHECKING, NoReturn

from jinja2 import TemplateSyntaxError, UndefinedError
from mkdocs.exceptions import PluginError
from mkdocs_macros.errors import format_error

from scenes.studio.errors import BadInput

if TYPE_CHECKING:
    from mkdocs.structure.pages import Page

TEMPLATE = "<template>"  # as jinja2 calls a page in a traceback


def install() -> None:
    """Let mkdocs-macros end the build with one line for every error. By itself it prints a traceback and ends `serve`, too."""
    for kind in (Exception, TemplateSyntaxError):
        format_error.register(kind)(stop)


def stop(error: Exception, markdown: str, page: "Page") -> NoReturn:
    """Raise the PluginError for what went wrong in the macros of a page: page, line, macro and error in one line."""
    line, macro = (error.lineno, "") if isinstance(error, TemplateSyntaxError) else _place(error)
    front_matter = (page.file.content_string or markdown).count("\n") - markdown.count("\n")
    where = f"{page.file.src_uri}, line {line + front_matter}" if line else page.file.src_uri
    message = " ".join(str(error).split())
    if not isinstance(error, BadInput | UndefinedError | TemplateSyntaxError):
        message = f"{f'{macro}: ' if macro else ''}{type(error).__name__}: {message}"
    raise PluginError(str(BadInput(f"{where}: {message}"))) from None


def _place(error: Exception) -> tuple[int, str]:
    """The line of the page on which an error came up, and the function that the page called there."""
    frames = traceback.extract_tb(error.__traceback__)
    places = [i for i, frame in enumerate(frames) if frame.filename == TEMPLATE]
    if not places:
        return 0, ""
    called = frames[places[-1] + 1 :]
    return frames[places[-1]].lineno or 0, called[0].name if called else ""
