"""The symbols of displayed formulas in the colours that they have in the films: a Markdown extension, see mkdocs.yml."""

import re
from html import unescape

from markdown import Markdown
from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor

ROLES = {"L": "loss", "a": "model", "b": "model", "W": "model", "∇": "gradient", "g": "gradient", "B": "batch"}
FORMULA = re.compile(r'<math display="block".*?</math>', re.DOTALL)
SYMBOL = re.compile(r"<(mi|mo)>([^<]*)</\1>(<mrow><mtext>val</mtext>)?")


class RoleColours(Extension):
    """Gives the symbols of formulas between $$ the classes role-loss, role-model and so on."""

    def extendMarkdown(self, md: Markdown) -> None:
        md.postprocessors.register(_Formulas(md), "role-colours", 5)  # when all else is done


class _Formulas(Postprocessor):
    def run(self, text: str) -> str:
        return FORMULA.sub(lambda formula: coloured(formula[0]), text)


def coloured(formula: str) -> str:
    """A <math> whose symbols have the classes of their roles. What follows ∇ belongs to it, and L with the index val is held out."""
    before = ""

    def with_role(found: re.Match[str]) -> str:
        nonlocal before
        symbol, after_nabla = unescape(found[2]), before == "∇"
        before = symbol
        role = "gradient" if after_nabla else "held-out" if symbol == "L" and found[3] else ROLES.get(symbol)
        return found[0].replace(f"<{found[1]}>", f'<{found[1]} class="role-{role}">', 1) if role else found[0]

    return SYMBOL.sub(with_role, formula)
