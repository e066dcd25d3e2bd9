"""Displayed formulas: their symbols in the colours that they have in the films, and where a long one may break. A Markdown extension,
see mkdocs.yml."""

import re
from html import unescape
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor

ROLES = {"L": "loss", "a": "model", "b": "model", "W": "model", "∇": "gradient", "g": "gradient", "B": "batch"}
FORMULA = re.compile(r'<math display="block".*?</math>', re.DOTALL)
JOINED = re.compile(r'([(“]?)(<math display="inline"(?:(?!</math>).)*</math>)([.,;:!?)”]+)')  # what would begin a line without it
LONG = 20  # signs: a formula with more may not fit on a phone
BREAKS = frozenset("=≈+−")  # before these, outside of parentheses
NUMBER = re.compile(r"[−\d.,]+")
SYMBOL = re.compile(r"<(mi|mo)>([^<]*)</\1>(<mrow><mtext>val</mtext>)?")


class RoleColours(Extension):
    """Gives the symbols of formulas between $$ the classes role-loss, role-model and so on."""

    def extendMarkdown(self, md: Markdown) -> None:
        md.postprocessors.register(_Formulas(md), "role-colours", 5)  # when all else is done


class _Formulas(Postprocessor):
    def run(self, text: str) -> str:
        text = FORMULA.sub(lambda formula: unsearched(parted(coloured(formula[0]))), text)
        return JOINED.sub(r'<span class="joined">\1\2\3</span>', text)


def unsearched(formula: str) -> str:
    """Without its form a formula is a row of signs, and no passage of a result."""
    return formula.replace("<math", '<math data-search-exclude="true"', 1)


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


def parted(formula: str) -> str:
    """A <math> that is long, with an <mrow> for each part that may stand on a line of its own: browsers break no formula, but base.css lets
    these wrap. Parts end at wide spaces, and they have parts that begin with a sign that relates or adds."""
    name = ' xmlns="http://www.w3.org/1998/Math/MathML"'
    math = ElementTree.fromstring(formula.replace(name, "", 1))
    if len(math) != 1 or math[0].tag != "mrow" or len("".join(math.itertext())) <= LONG or math.find(".//mtable") is not None:
        return formula
    whole = math[0]
    math.remove(whole)
    part = SubElement(SubElement(math, "mrow"), "mrow")
    depth, ended = 0, False  # of parentheses; at a wide space
    for sign in whole:
        text = sign.text or "" if sign.tag == "mo" else ""
        if sign.tag == "mtext" and NUMBER.fullmatch(sign.text or ""):
            sign.tag = "mn"  # for words after a sign count as space, which takes the sign's own away
        if ended:
            part = SubElement(SubElement(math, "mrow"), "mrow")
        elif text in BREAKS and not depth and _ends_a_term(part):
            part = SubElement(math[-1], "mrow")
            sign.set("form", "infix")  # at the beginning of a row it would lose its space
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(text, 0)
        ended = sign.tag == "mspace" and float(sign.get("width", "0em").removesuffix("em")) >= 1
        part.append(sign)
    return ElementTree.tostring(math, encoding="unicode", short_empty_elements=False).replace("<math", f"<math{name}", 1)


def _ends_a_term(part: Element) -> bool:
    """Whether a sign after this part stands between two terms, and is not the sign of one."""
    return len(part) > 0 and part[-1].tag != "mspace" and (part[-1].tag != "mo" or part[-1].text in ("|", ")", "]"))
