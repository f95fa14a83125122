r"""Tree → LaTeX, set as a good textbook sets it; ``read_latex`` reads exactly this and gets the same tree.

No mathematics changes on the way: ``1 \cdot x`` stays, and two different trees never print alike (but for the
pairs that ``read_latex.normal_form`` names). Side by side means product; a dot stands where that could be
misread. ``f{\left(x\right)}`` is f of x, ``\sigma\left(x\right)`` the sigmoid. ``&`` and ``<`` are TeX's own.
"""

from __future__ import annotations

from functools import cache
from typing import ClassVar, Final

from calcdrill.errors import Unwritable
from calcdrill.expression import tree as t
from calcdrill.expression.functions import Function
from calcdrill.expression.names import ACCENTS, GREEK
from calcdrill.expression.notation.conventions import DEFAULT, Conventions
from calcdrill.expression.notation.grammar import Grammar
from calcdrill.expression.notation.layout import IN_NEGATIVE, Joint
from calcdrill.expression.notation.normal import fold_quotes

RELATION_SIGNS: Final = {
    "=": "=",
    "!=": r"\ne",
    "<": "<",
    "<=": r"\le",
    ">": ">",
    ">=": r"\ge",
    "~": r"\approx",
    "=>": r"\Rightarrow",
}
_ESCAPES: Final = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{sign: "\\" + sign for sign in "{}$&#_%"},
    }
)


def write_latex(node: t.Node, conventions: Conventions = DEFAULT) -> str:
    """The LaTeX of a tree, for maths mode. Raises Unwritable on a node that has no form."""
    return LATEX.forms[type(node)](node) if conventions is DEFAULT else _under(conventions).print(node)


def latex_name(name: str) -> str:
    r"""A name as it is printed: ``x_{1}``, ``\hat{y}``, ``w_{\text{old}}``, ``\theta``, ``\mathrm{loss}``."""
    return LATEX.name(name)


def latex_text(text: str) -> str:
    """Words for LaTeX's text mode, special characters escaped. Raises Unwritable on control characters."""
    if not text.isprintable():
        raise Unwritable(f"{text!r} holds a character that cannot be printed")
    return fold_quotes(text).translate(_ESCAPES)


class Latex(Grammar):
    """The signs of LaTeX."""

    notation = "LaTeX"
    point: ClassVar = {".": ".", ",": "{,}"}
    constants: ClassVar = {"pi": r"\pi", "oo": r"\infty"}
    accents: ClassVar = {accent: rf"\{accent}{{%s}}" for accent in ACCENTS}
    lowered, raised = "%s_{%s}", "%s^{%s}"
    dots: ClassVar = {"·": r" \cdot ", "×": r" \times "}
    fraction = r"\frac{%s}{%s}"
    brackets: ClassVar = {
        "(": r"\left(%s\right)",
        "[": r"\left[%s\right]",
        "{": r"\left\{%s\right\}",
        "⟨": r"\left\langle %s\right\rangle",
        "abs": r"\left|%s\right|",
        "floor": r"\left\lfloor %s\right\rfloor",
        "norm": r"\left\|%s\right\|",
    }
    roots: ClassVar = {"sqrt": r"\sqrt{%s}", "cbrt": r"\sqrt[3]{%s}"}
    order, applied = "%s^{(%s)}", "%s{%s}"
    dot_product, transposed = r"%s \mathbin{\cdot} %s", r"%s^{\top}"
    gradient, det = r"\mathord{\nabla}", r"\det "
    divergence = r"D_{\text{KL}}{\left(%s \parallel %s\right)}"
    determinant = r"\begin{vmatrix} %s \end{vmatrix}"
    relations: ClassVar = {name: f" {sign} " for name, sign in RELATION_SIGNS.items()}
    if_ = r"\text{if } "
    cases, case_break = r"\begin{cases} %s \end{cases}", r" \\ "
    matrix, row_break, cell_break = r"\begin{pmatrix} %s \end{pmatrix}", r" \\ ", " & "
    single = r"\left(\,%s\,\right)"
    differentials: ClassVar = {False: ("d", "d"), True: (r"\partial", r"\partial ")}
    thin = r"\,"
    integral, definite = r"\int %s\,d%s", r"\int_{%s}^{%s} %s\,d%s"
    limit, to = r"\lim_{%s} %s", r" \to "
    evaluated, in_evaluated = r"\left.%s\right|_{%s}", IN_NEGATIVE
    empty, member, member_gap = r"\varnothing", r"%s \in %s", r"\ "
    remark, point_break = r"\ \text{(%s)}", r",\quad "

    def letters(self, text: str, word: str = r"\mathrm{%s}") -> str:
        if text in GREEK:
            return "\\" + text
        return text if len(text) == 1 or text.isdigit() else word % latex_text(text)

    def subscript(self, text: str) -> str:
        return self.letters(text, r"\text{%s}")

    def upright(self, word: str) -> str:
        return rf"\operatorname{{{latex_text(word)}}}"

    def sign(self, row: Function) -> str:
        return row.latex or ("\\" + row.name if row.is_bare else self.upright(row.name))

    def words(self, text: str) -> str:
        return rf"\text{{{latex_text(text)}}}"

    def gap(self, between: Joint, left: t.Node, right: t.Node, text: str) -> str:
        # 2x, but 2 \alpha: TeX sets both alike, and people read the second more easily
        return "" if between is Joint.TIGHT and text[0].isalpha() else " "


LATEX: Final = Latex(DEFAULT)
_under: Final = cache(Latex)
