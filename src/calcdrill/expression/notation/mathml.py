"""Tree → MathML Core, for pages that need neither a script nor a style sheet to show mathematics.

The form is that of the LaTeX: the same brackets, dots and gaps. Products carry an invisible times sign and
functions an invisible "of", so that screen readers speak them rightly. ``<`` and ``&`` are escaped.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from html import escape
from typing import ClassVar, Final

from calcdrill.expression import tree as t
from calcdrill.expression.functions import Function
from calcdrill.expression.names import GREEK
from calcdrill.expression.notation.conventions import DEFAULT, Conventions
from calcdrill.expression.notation.grammar import Classes, Grammar
from calcdrill.expression.notation.layout import IN_NEGATIVE, LOOSE, Joint, is_named_function
from calcdrill.expression.notation.normal import fold_quotes
from calcdrill.expression.notation.refusals import Table

RELATION_SIGNS: Final = {"=": "=", "!=": "≠", "<": "&lt;", "<=": "≤", ">": "&gt;", ">=": "≥", "~": "≈", "=>": "⇒"}
_THIN: Final = '<mspace width="0.1667em"/>'
_TIMES: Final = "<mo>&#x2062;</mo>"
_OF: Final = "<mo>&#x2061;</mo>"
_LEFT: Final = '<mtd style="text-align:left">'
_LOW: Final = '<mo stretchy="false">'
_LOW_SCRIPT: Final = re.compile(r"<(m[ino]|mtext)>[^<]*</\1></msu[bp]>")
_TALL: Final = re.compile(r"<mfrac|<mtable|<msqrt|<mroot|<munder|<mover|<msubsup|stretchy=\"true|[∫∑∏]|</msu[bp]>")
_BAR: Final = '<mo stretchy="true" form="postfix">|</mo>'


def write_mathml(node: t.Node, display: bool = False, conventions: Conventions = DEFAULT) -> str:
    """The ``<math>`` element of a tree, on its own line where ``display``. Raises Unwritable."""
    mode = ' display="block"' if display else ""
    written = MATHML.write(node) if conventions is DEFAULT else _under(conventions).print(node)
    return f"<math{mode}>{written}</math>"


class Mathml(Grammar):
    """The elements of MathML. A form is one or more of them; ``parts`` and ``group`` make them one."""

    notation = "MathML"
    numeral = "<mn>%s</mn>"
    point: ClassVar = {".": ".", ",": ","}
    separators: ClassVar = {",": "<mo>,</mo>", ";": "<mo>;</mo>"}
    constants: ClassVar = {"pi": "<mi>π</mi>", "oo": "<mi>∞</mi>"}
    accents: ClassVar = {
        accent: f'<mover accent="true">%s<mo stretchy="false">{sign}</mo></mover>'
        for accent, sign in {"hat": "^", "bar": "‾", "tilde": "~", "dot": "˙", "vec": "→"}.items()
    }
    lowered, raised = "<msub>%s%s</msub>", "<msup>%s%s</msup>"
    minus_first = minus = "<mo>−</mo>"
    plus = "<mo>+</mo>"
    dots: ClassVar = {"·": "<mo>·</mo>", "×": "<mo>×</mo>"}
    fraction = "<mfrac>%s%s</mfrac>"
    brackets: ClassVar = {
        kind: f"<mrow><mo>{opening}</mo>%s<mo>{closing}</mo></mrow>"
        for kind, opening, closing in (
            *("(()", "[[]", "{{}", "⟨⟨⟩"),
            *(("abs", "|", "|"), ("floor", "⌊", "⌋"), ("norm", "‖", "‖")),
        )
    }
    low_brackets: ClassVar = {kind: signs.replace("<mo>", _LOW) for kind, signs in brackets.items()}
    of, of_bare = _OF, _OF + _THIN
    roots: ClassVar = {"sqrt": "<msqrt>%s</msqrt>", "cbrt": "<mroot>%s<mn>3</mn></mroot>"}
    factorial = "%s<mo>!</mo>"
    prime, primed = "′", "<msup>%s<mo>%s</mo></msup>"
    order = f"<msup>%s<mrow>{_LOW}(</mo><mn>%s</mn>{_LOW})</mo></mrow></msup>"
    applied = f"%s{_OF}%s"
    dot_product, transposed = "%s<mo>·</mo>%s", "<msup>%s<mo>⊤</mo></msup>"
    gradient, det = "<mo>∇</mo>", f"<mi>det</mi>{_OF}{_THIN}"
    divergence = f"<msub><mi>D</mi><mtext>KL</mtext></msub>{_OF}<mrow><mo>(</mo>%s<mo>∥</mo>%s<mo>)</mo></mrow>"
    determinant = "<mrow><mo>|</mo><mtable>%s</mtable><mo>|</mo></mrow>"
    relations: ClassVar = {name: f"<mo>{sign}</mo>" for name, sign in RELATION_SIGNS.items()}
    if_ = "<mtext>if\u00a0</mtext>"
    case, case_break = f"<mtr>{_LEFT}%s</mtd>{_LEFT}%s</mtd></mtr>", ""
    cases = "<mrow><mo>{</mo><mtable>%s</mtable></mrow>"
    cell_break, row, row_break = "</mtd><mtd>", "<mtr><mtd>%s</mtd></mtr>", ""
    matrix = brackets["("] % "<mtable>%s</mtable>"
    single = brackets["("]
    differentials: ClassVar = {False: ("<mi>d</mi>", "<mi>d</mi>"), True: ("<mi>∂</mi>", "<mi>∂</mi>")}
    thin = _THIN
    integral = f"<mo>∫</mo><mrow>%s</mrow>{_THIN}<mi>d</mi>%s"
    definite = f"<msubsup><mo>∫</mo>%s%s</msubsup><mrow>%s</mrow>{_THIN}<mi>d</mi>%s"
    limit = f"<munder><mo>lim</mo><mrow>%s</mrow></munder>{_THIN}<mrow>%s</mrow>"
    to = "<mo>→</mo>"
    sides: ClassVar = {"+": "<mo>+</mo>", "-": "<mo>−</mo>"}
    evaluated, in_evaluated = f"%s<msub>{_BAR}<mrow>%s</mrow></msub>", IN_NEGATIVE
    empty, member, member_gap = "<mi>∅</mi>", "%s<mo>∈</mo>%s", ""
    remark, point_break = "<mtext>\u00a0(%s)</mtext>", '<mo>,</mo><mspace width="1em"/>'

    def __init__(self, conventions: Conventions) -> None:
        super().__init__(conventions)
        self.parts = Table(self.notation)
        self.parts.update({kind: self._row(kind) for kind in self.forms})

    def _row(self, kind: type[t.Node]) -> Callable[[t.Node], str]:
        forms = self.forms
        if kind in (t.Name, t.Number):
            return lambda node: forms[kind](node)
        return lambda node: f"<mrow>{forms[kind](node)}</mrow>"

    def letters(self, text: str) -> str:
        """A letter in italics; Greek capitals and words stand upright, as in TeX."""
        opening = '<mi mathvariant="normal">' if text in GREEK and text[0].isupper() else "<mi>"
        return f"{opening}{GREEK.get(text, text)}</mi>"

    def subscript(self, text: str) -> str:
        if text.isdigit():
            return self.numeral % text
        return self.letters(text) if len(text) == 1 or text in GREEK else f"<mtext>{text}</mtext>"

    def upright(self, word: str) -> str:
        return f"<mi>{word}</mi>"

    def sign(self, row: Function) -> str:
        return self.upright(row.printed or row.name)

    def words(self, text: str) -> str:
        """Words; the blanks at their ends are kept."""
        core = fold_quotes(text).strip(" ")
        before = "\u00a0" if text[:1] == " " else ""
        after = "\u00a0" if text[-1:] == " " and core else ""
        return f"<mtext>{before}{escape(core, quote=False)}{after}</mtext>"

    def gap(self, between: Joint, left: t.Node, right: t.Node, text: str) -> str:
        return _TIMES + _THIN if is_named_function(left) or is_named_function(right) else _TIMES

    def group(self, text: str) -> str:
        return f"<mrow>{text}</mrow>"

    def side(self, node: t.Node, loose: Classes = LOOSE) -> str:
        return f"<mrow>{self.inside(node, loose)}</mrow>"

    def power(self, base: str, exponent: str) -> str:
        if base.startswith("<msub>"):
            return f"<msubsup>{base.removeprefix('<msub>').removesuffix('</msub>')}{exponent}</msubsup>"
        return self.raised % (base, exponent)

    def bracketed(self, text: str) -> str:
        return self.fenced("(", text)

    def fenced(self, kind: str, text: str) -> str:
        # a sign is a prefix, and stands close, only where it comes first in its row
        inside = f"<mrow>{text}</mrow>" if text.startswith(self.minus) else text
        return (self.brackets if _is_tall(text) else self.low_brackets)[kind] % inside


def _is_tall(markup: str) -> bool:
    """Whether brackets have to grow: Chromium leaves a gap inside brackets that may grow and do not."""
    return _TALL.search(_LOW_SCRIPT.sub("", markup)) is not None


MATHML: Final = Mathml(DEFAULT)
_under: Final = cache(Mathml)
