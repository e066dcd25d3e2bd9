"""The templates of pages and decks, and how they print: one environment for all."""

import re
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.ext import Extension

from scenes.studio.numbers import finalize, fixed_for_readers, readable_size

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
FILTERS = {"fixed": fixed_for_readers, "size": readable_size}
TEMPLATES = Environment(
    loader=FileSystemLoader(sorted(Path(__file__).parents[1].glob("*/templates"))),
    autoescape=True,
    undefined=StrictUndefined,
    finalize=finalize,
    trim_blocks=True,
    lstrip_blocks=True,
)
TEMPLATES.filters |= FILTERS


class _Joined(CodeGenerator):
    """Compiles `a ~ b` so that a number in it is written as where it is printed by itself."""

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:
        self.write("str_join(map(environment.finalize, (")
        for part in node.nodes:
            self.visit(part, frame)
            self.write(", ")
        self.write(")))")


class ForReaders(Extension):
    """For templates of prose, the notes' or the decks': floats are printed for readers, and there is the filter `fixed`."""

    def __init__(self, environment: Environment):
        super().__init__(environment)
        environment.finalize = finalize
        environment.code_generator_class = _Joined
        environment.filters |= FILTERS


def render(template: str, /, **values: Any) -> str:
    """A template, such as archive.html, filled in."""
    return TEMPLATES.get_template(template).render(values)


def one_line(template: str, /, **values: Any) -> str:
    """A template, filled in, as one line: in Markdown it then stays one block of HTML wherever it stands.

    Texts lose control characters, which HTML does not allow.
    """
    clean = {name: _CONTROL.sub("", value) if type(value) is str else value for name, value in values.items()}
    return re.sub(r"\s*\n\s*", " ", render(template, **clean)).strip()
