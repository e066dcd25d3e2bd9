"""The macro calls of a page: what stands in {{ … }} and {% … %}, read with jinja2's own parser."""

import re
from functools import lru_cache
from typing import Any, NamedTuple

from jinja2 import Environment, nodes

_SYNTAX = Environment(extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"])
# What Markdown shows as it stands: HTML comments, fenced code, code in a line.
_SHOWN = re.compile(
    r"<!--.*?-->|^[ \t]*(?:(?:[-*+>]|\d+[.)])[ \t]+)*(?P<fence>`{3,}|~{3,})[^\n]*\n(?:.*?^[ \t>]*(?P=fence)[`~]*[ \t]*$|.*\Z)"
    r"|(?<!`)(?P<tick>`+)(?!`)(?:(?!\n[ \t]*\n).)+?(?<!`)(?P=tick)(?!`)",
    re.DOTALL | re.MULTILINE,
)
_PLACE = re.compile("\x00([{%])(\\d+)\x00")


class Call(NamedTuple):
    """A call such as film("good_lr") or run.good_lr.loss.at(12). An argument that is not a constant is None."""

    name: str  # with dots: run.good_lr.loss.at
    arguments: tuple[Any, ...]
    keywords: dict[str, Any]

    def get(self, place: int, keyword: str) -> Any:
        """The argument that was given at `place` or by its name; None where neither was."""
        return self.arguments[place] if place < len(self.arguments) else self.keywords.get(keyword)


@lru_cache(maxsize=1000)
def calls(text: str) -> tuple[Call, ...]:
    """The calls on a page in their order; none of those in comments, raw blocks and code. Raises jinja2.TemplateSyntaxError."""
    found = _SYNTAX.parse(rendered(text)).find_all(nodes.Call)
    return tuple(
        Call(_dotted(call.node), tuple(map(_constant, call.args)), {item.key: _constant(item.value) for item in call.kwargs})
        for call in found
    )


@lru_cache(maxsize=1000)
def rendered(text: str) -> str:
    """`text` without what is not rendered: comments, raw blocks, and expressions in code, which Markdown shows as code."""
    marked, braces = _marked(text)
    # Statements stay even in code, so that every {% for %} keeps its end.
    marked = _SHOWN.sub(lambda shown: "".join(place[0] for place in _PLACE.finditer(shown[0]) if place[1] == "%"), marked)
    return _PLACE.sub(lambda place: braces[int(place[2])], marked)


def _marked(text: str) -> tuple[str, list[str]]:
    """`text` with a mark for each expression and statement, so that what is in them is not taken for Markdown; and these."""
    parts: list[str] = []
    braces: list[str] = []
    position = start = 0
    hidden = False
    for _, token, value in _SYNTAX.lex(text):
        begin = text.index(value, position)  # beyond the blanks that {%- takes away
        if token.endswith("_begin"):
            parts.append(text[position:begin])
            start, hidden = begin, token in ("raw_begin", "comment_begin")
        elif token == "data" and not hidden:
            parts.append(text[position : begin + len(value)])
        position = begin + len(value.rstrip() if token.endswith("_end") else value)  # -%} takes away what follows it
        if token in ("variable_end", "block_end"):
            parts.append(f"\x00{'{' if token == 'variable_end' else '%'}{len(braces)}\x00")
            braces.append(text[start:position])
        elif token.endswith("_end"):
            hidden = False
    return "".join(parts), braces


def _dotted(node: nodes.Node) -> str:
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr):
        return f"{_dotted(node.node)}.{node.attr}"
    return "?"


def _constant(node: nodes.Expr) -> Any:
    try:
        return node.as_const()
    except nodes.Impossible:
        return None
