"""Tree → the text of Typst's mathematics mode, drawn as the LaTeX writer draws it.

Every form is safe to put between two ``$``: words stand in string literals, fractions are ``frac(a, b)``
(never an infix ``/``), and a bracket is set wherever the printed form could be read as another tree.
"""

from __future__ import annotations

from functools import cache
from typing import ClassVar, Final

from calcdrill.expression import tree as t
from calcdrill.expression.functions import Function
from calcdrill.expression.names import GREEK
from calcdrill.expression.notation.conventions import DEFAULT, Conventions
from calcdrill.expression.notation.digits import is_fraction
from calcdrill.expression.notation.grammar import NONE, Classes, Grammar
from calcdrill.expression.notation.layout import IN_NEGATIVE

RELATION_SIGNS: Final = {"=": "=", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">=", "~": "approx", "=>": "=>"}
_GREEK: Final = {
    **{name: name for name in GREEK},
    "epsilon": "epsilon.alt",
    "varepsilon": "epsilon",
    "phi": "phi.alt",
    "varphi": "phi",
}


def write_typst(node: t.Node, conventions: Conventions = DEFAULT) -> str:
    """The tree in Typst's mathematics mode, without ``$``; raises Unwritable on a node that has no form."""
    return TYPST.forms[type(node)](node) if conventions is DEFAULT else _under(conventions).print(node)


def string_literal(text: str) -> str:
    """``text`` as a Typst string literal, in which nothing is markup: ``"a \\"quoted\\" #word"``."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    if not escaped.isprintable():
        escaped = "".join(map(_escape_control, escaped))
    return f'"{escaped}"'


def _escape_control(character: str) -> str:
    if character.isprintable() or 0xD800 <= ord(character) < 0xE000:
        return character if character.isprintable() else "\ufffd"
    return "\\n" if character == "\n" else f"\\u{{{ord(character):x}}}"


class Typst(Grammar):
    """The signs of Typst."""

    notation = "Typst"
    point: ClassVar = {".": ".", ",": '","'}
    constants: ClassVar = {"pi": "pi", "oo": "infinity"}
    accents: ClassVar = {
        accent: f"{function}(%s)"
        for accent, function in {"hat": "hat", "bar": "macron", "tilde": "tilde", "dot": "dot", "vec": "arrow"}.items()
    }
    lowered, raised = "%s_(%s)", "%s^(%s)"
    dots: ClassVar = {"·": " dot ", "×": " times "}
    fraction = "frac(%s, %s)"
    brackets: ClassVar = {
        "(": "(%s)",
        "[": " [%s]",
        "{": "{%s}",
        "⟨": "⟨%s⟩",
        "abs": "abs(%s)",
        "floor": "floor(%s)",
        "norm": "norm(%s)",
    }
    roots: ClassVar = {"sqrt": "sqrt(%s)", "cbrt": "root(3, %s)"}
    order, applied = "%s^((%s))", "%s %s"
    dot_product, transposed = "%s dot %s", "%s^(top)"
    gradient, det = "nabla ", "det "
    divergence, determinant = 'D_("KL") (%s parallel %s)', 'mat(delim: "|", %s)'
    relations: ClassVar = {name: f" {sign} " for name, sign in RELATION_SIGNS.items()}
    if_ = '"if" '
    cases, case_break = "cases(%s)", ", "
    matrix, row_break, cell_break = "mat(%s)", "; ", ", "
    single = "(thin %s thin)"
    differentials: ClassVar = {False: ("d", "d "), True: ("partial", "partial ")}
    thin = " thin "
    integral, definite = "integral %s thin d %s", "integral_(%s)^(%s) %s thin d %s"
    limit, to = "lim_(%s) %s", " -> "
    evaluated, in_evaluated = "lr(%s |)_(%s)", IN_NEGATIVE
    empty, member = "emptyset", "%s in %s"
    remark, point_break = ' " (%s)"', r"\, quad "

    def letters(self, text: str, word: str = "upright(%s)") -> str:
        if text in _GREEK:
            return _GREEK[text]
        return text if text.isdigit() or (len(text) == 1 and text.isalpha()) else word % string_literal(text)

    def subscript(self, text: str) -> str:
        return self.letters(text, "%s")

    def upright(self, word: str) -> str:
        return f"op({string_literal(word)})"

    def sign(self, row: Function) -> str:
        is_known_to_typst = row.is_bare and row.latex is None
        return row.typst or (row.name if is_known_to_typst else self.upright(row.name))

    def called(self, name: str) -> str:
        letters = self.name(name)
        is_word = letters.startswith("upright(") and letters.endswith(")")
        return "op" + letters.removeprefix("upright") if is_word else letters

    def words(self, text: str) -> str:
        return string_literal(text)

    def exponent(self, node: t.Node, loose: Classes = NONE) -> str:
        """An exponent; a small fraction stands on one line there, ``x^(1 slash 2)``, to stay readable."""
        sign, inner = ("-", node.argument) if type(node) is t.Negative else ("", node)
        if type(inner) is t.Quotient and _is_slim(inner.numerator) and _is_slim(inner.denominator, products=False):
            return f"{sign}{self.write(inner.numerator)} slash {self.write(inner.denominator)}"
        return self.forms[type(node)](node)


def _is_slim(node: t.Node, products: bool = True) -> bool:
    """Whether it is a number, a letter, a power of one, or (above the line) a product of these."""
    if type(node) is t.Product:
        return products and all(_is_slim(factor) for factor in node.factors)
    if type(node) is t.Power:
        return _is_slim(node.base, False) and _is_letter_or_number(node.exponent)
    return _is_letter_or_number(node)


def _is_letter_or_number(node: t.Node) -> bool:
    return type(node) is t.Name or (type(node) is t.Number and not is_fraction(node))


TYPST: Final = Typst(DEFAULT)
_under: Final = cache(Typst)
