"""Tree → Unicode text for a terminal: on one line, or as a block in two dimensions.

Brackets follow from how tightly a form holds together (``_Level``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import IntEnum
from fractions import Fraction
from itertools import groupby
from typing import Final

from calcdrill.expression import tree as t
from calcdrill.expression.functions import FUNCTIONS
from calcdrill.expression.notation.boxes import Box, beside, column, fenced, grid, line, raised, stacked
from calcdrill.expression.notation.conventions import DEFAULT, INVERSES, Conventions, drawn
from calcdrill.expression.notation.digits import decimal_digits, is_fraction
from calcdrill.expression.notation.glyphs import SUBSCRIPTS, SUPERSCRIPTS, raise_text, write_name
from calcdrill.expression.notation.layout import RAISED_FUNCTIONS, is_bare_vector_argument, is_repeated, vector_form
from calcdrill.expression.notation.refusals import Table, require
from calcdrill.expression.steps import Prose

__all__ = [
    "layout",
    "needs_block",
    "write_name",
    "write_prose_unicode",
    "write_unicode",
    "write_unicode_block",
]


class _Level(IntEnum):
    """How tightly a form holds together; a part that is looser than its place wants gets brackets."""

    RELATION = 0
    SUM = 1
    PRODUCT = 2
    POWER = 3
    ATOM = 4


OPERATORS = {"=": "=", "!=": "≠", "<": "<", "<=": "≤", ">": ">", ">=": "≥", "~": "≈"}
_PRIMES = ("", "′", "″", "‴")
_FENCES = {"abs": ("|", "|"), "floor": ("⌊", "⌋")}
_CALLED = {name: row.printed or name for name, row in FUNCTIONS.items()}


def write_unicode(node: t.Node, conventions: Conventions = DEFAULT) -> str:
    """The tree on one line: ``(6x − 1)·e^(3x² − x)``. Raises Unwritable on a node that it does not know."""
    return _writer(True, conventions).print(node).lines[0]


def write_unicode_block(node: t.Node, conventions: Conventions = DEFAULT) -> str:
    """The tree in as many lines as it takes; the lines have no spaces at their ends."""
    return str(layout(node, conventions))


def layout(node: t.Node, conventions: Conventions = DEFAULT) -> Box:
    """The block as a box that can stand beside others."""
    return _writer(False, conventions).print(node)


def write_prose_unicode(prose: Prose, conventions: Conventions = DEFAULT) -> str:
    """A sentence on one line, its formulas in Unicode."""
    return "".join(part if isinstance(part, str) else write_unicode(part, conventions) for part in prose)


def needs_block(node: t.Node) -> bool:
    """Whether two dimensions help: a fraction with letters, a matrix, branches, a rich exponent."""
    for inner in t.walk(node):
        match inner:
            case t.Quotient(numerator=top, denominator=bottom):
                if not (isinstance(top, t.Number) and isinstance(bottom, t.Number)):
                    return True
            case t.Matrix() | t.Piecewise() | t.Limit() | t.At():
                return True
            case t.Power(exponent=exponent) | t.Call(function="exp", arguments=(exponent,)):
                if _as_superscript(exponent) is None and not isinstance(exponent, t.Quotient | t.Number):
                    return True
            case t.Integral(lower=t.Node()):
                return True
    return False


def _as_superscript(node: t.Node) -> str | None:
    """A short exponent in raised characters, None where these do not exist."""
    if t.contains(node, t.Power, t.Quotient, t.Call, t.Text):
        return None
    short = raise_text(_writer(True).write(node).lines[0])
    return short if short is not None and len(short) <= 8 else None


class _Writer:
    """The notation: ``flat`` keeps everything on one line."""

    def __init__(self, flat: bool, conventions: Conventions) -> None:
        self.flat = flat
        self.conventions = conventions
        self.separator = f"{conventions.separator} "
        self.on_one_line = self if flat else _writer(True, conventions)
        self.vector_forms: Final[Mapping[str, Callable[..., tuple[Box, _Level]]]] = {
            "dot": self.dot_product,
            "norm": self.norm,
            "transpose": self.transposed,
            "det": self.determinant,
            "grad": self.gradient,
            "KL": self.divergence,
        }
        self.forms: Final[Table[tuple[Box, _Level]]] = Table("Unicode")
        self.forms.fill(
            {
                t.Number: self.number,
                t.Name: self.name,
                t.Text: self.words,
                t.Negative: self.negative,
                t.Sum: self.sum,
                t.Product: self.product,
                t.Quotient: self.quotient,
                t.Power: self.power,
                t.Call: self.call,
                t.Apply: self.apply,
                t.Relation: self.relation,
                t.Piecewise: self.piecewise,
                t.Vector: self.vector,
                t.Matrix: self.matrix,
                t.Points: self.points,
                t.Derivative: self.derivative,
                t.Integral: self.integral,
                t.Limit: self.limit,
                t.At: self.at,
            }
        )

    def print(self, node: t.Node) -> Box:
        """The formula under the conventions."""
        return self.write(drawn(node, self.conventions))

    def write(self, node: t.Node, least: _Level = _Level.RELATION) -> Box:
        """The node's box, in brackets if it holds together less tightly than ``least``."""
        box, level = self.form(node)
        return fenced(box, "(", ")") if level < least else box

    def form(self, node: t.Node) -> tuple[Box, _Level]:
        return self.forms[type(node)](node)

    # -- atoms

    def number(self, node: t.Number) -> tuple[Box, _Level]:
        if is_fraction(node):
            value = Fraction(node.value)
            return self.fraction(line(str(value.numerator)), line(str(value.denominator)))
        digits = decimal_digits(node.value) if node.decimal else None
        return line(digits.replace(".", self.conventions.decimal) if digits else str(node.value)), _Level.ATOM

    def fraction(self, top: Box, bottom: Box) -> tuple[Box, _Level]:
        if self.flat:
            return beside(top, line("/"), bottom), _Level.PRODUCT
        return stacked(top, bottom), _Level.PRODUCT

    def name(self, node: t.Name) -> tuple[Box, _Level]:
        return line(write_name(node.name)), _Level.ATOM

    def words(self, node: t.Text) -> tuple[Box, _Level]:
        return line(" ".join(node.text.split())), _Level.ATOM

    # -- arithmetic

    def negative(self, node: t.Negative) -> tuple[Box, _Level]:
        least = _Level.SUM if not isinstance(node.argument, t.Sum | t.Negative) else _Level.PRODUCT
        return beside(line("−"), self.write(node.argument, least)), _Level.SUM

    def sum(self, node: t.Sum) -> tuple[Box, _Level]:
        parts: list[Box] = []
        for term in node.terms:
            minus = isinstance(term, t.Negative)
            inner = term.argument if isinstance(term, t.Negative) else term
            box = self.write(inner, _Level.PRODUCT)
            if parts:
                parts.append(line(" − " if minus else " + "))
            elif minus:
                parts.append(line("−"))
            parts.append(box)
        return beside(*parts), _Level.SUM

    def product(self, node: t.Product) -> tuple[Box, _Level]:
        parts: list[Box] = []
        for index, factor in enumerate(node.factors):
            box = self.factor(factor)
            if parts:
                parts.append(line(self.joint(node.factors[index - 1], factor, parts[-1], box)))
            parts.append(box)
        return beside(*parts), _Level.PRODUCT

    def factor(self, factor: t.Node) -> Box:
        if isinstance(factor, t.Quotient) and not self.flat:
            return self.write(factor, _Level.PRODUCT)
        return self.write(factor, _Level.POWER)

    def joint(self, left: t.Node, right: t.Node, before: Box, after: Box) -> str:
        """What stands between two factors: nothing where no one can misread it, else a dot or a space."""
        if isinstance(left, t.Quotient) or isinstance(right, t.Quotient):
            return " " if not self.flat and not isinstance(right, t.Number) else self.conventions.times
        first = after.lines[after.base][:1]
        last = before.lines[before.base][-1:]
        if first.isdigit() or first in "⎛⎡" or before.height > 1 or after.height > 1:
            return self.conventions.times if first.isdigit() or before.height > 1 else " "
        if vector_form(right) == "grad" and (isinstance(left, t.Number) or _is_letter(left)):
            return ""
        if isinstance(left, t.Number):
            return "" if len(_head(right)) == 1 or first == "(" else " "
        if _is_letter(left) and _is_letter(right) and not is_repeated(left, right):
            return ""
        if last == ")" and first == "(":
            return ""
        return self.conventions.times

    def quotient(self, node: t.Quotient) -> tuple[Box, _Level]:
        top, bottom = node.numerator, node.denominator
        if isinstance(top, t.Negative) and not isinstance(top.argument, t.Sum | t.Negative):
            return beside(line("−"), self.quotient(t.Quotient(top.argument, bottom))[0]), _Level.SUM
        if not self.flat:
            return stacked(self.part(top), self.part(bottom)), _Level.PRODUCT
        least = _Level.POWER if isinstance(top, t.Quotient) else _Level.PRODUCT
        return self.fraction(self.write(top, least), self.write(bottom, _Level.POWER))

    def part(self, node: t.Node) -> Box:
        """One side of a stacked fraction; a fraction inside it stays on its line."""
        return (self.on_one_line if t.contains(node, t.Quotient) else self).write(node)

    def power(self, node: t.Power) -> tuple[Box, _Level]:
        base = node.base
        exponent = _as_superscript(node.exponent) if isinstance(node.exponent, t.Number) else None
        if isinstance(base, t.Call) and base.function in RAISED_FUNCTIONS and exponent:
            return self.called(self.conventions.function(base.function) + exponent, base.arguments), _Level.POWER
        least = _Level.POWER if isinstance(base, t.Call) and base.function in _FENCES else _Level.ATOM
        return self.to_the(self.write(base, least), node.exponent), _Level.POWER

    def to_the(self, base: Box, exponent: t.Node) -> Box:
        short = _as_superscript(exponent)
        if short is not None and base.height == 1:
            return beside(base, line(short))
        if self.flat:
            box, level = self.form(exponent)
            return beside(base, line("^"), box if level == _Level.ATOM else fenced(box, "(", ")"))
        small = self.on_one_line.write(exponent)
        return raised(base, small if small.width <= 24 else self.write(exponent))

    # -- functions

    def called(self, name: str, arguments: tuple[t.Node, ...]) -> Box:
        return beside(line(name), fenced(self.listed(arguments), "(", ")"))

    def listed(self, nodes: tuple[t.Node, ...]) -> Box:
        parts: list[Box] = []
        for node in nodes:
            parts.extend([line(self.separator), self.write(node)] if parts else [self.write(node)])
        return beside(*parts) if parts else line("")

    def call(self, node: t.Call) -> tuple[Box, _Level]:
        name, arguments = node.function, node.arguments
        if name == "exp":
            return self.to_the(line("e"), arguments[0]), _Level.POWER
        if name in _FENCES:
            return fenced(self.write(arguments[0]), *_FENCES[name]), _Level.ATOM
        if name in {"sqrt", "cbrt"}:
            return self.root("√" if name == "sqrt" else "∛", arguments[0])
        if name == "factorial":
            return beside(self.write(arguments[0], _Level.ATOM), line("!")), _Level.POWER
        if name == "log" and isinstance(arguments[1], t.Number) and isinstance(arguments[1].value, int):
            base = "".join(SUBSCRIPTS[digit] for digit in str(arguments[1].value))
            return self.called("log" + base, arguments[:1]), _Level.POWER
        if name in INVERSES and self.conventions.inverse == "sin⁻¹":
            return self.called(self.conventions.function(INVERSES[name]) + "⁻¹", arguments), _Level.POWER
        chosen = self.conventions.function(name)
        return self.called(_CALLED.get(chosen, chosen), arguments), _Level.POWER

    def root(self, sign: str, radicand: t.Node) -> tuple[Box, _Level]:
        box, level = self.form(radicand)
        if level == _Level.ATOM and box.height == 1:
            return beside(line(sign), box), _Level.POWER
        return beside(line(sign), fenced(box, "(", ")")), _Level.POWER

    def apply(self, node: t.Apply) -> tuple[Box, _Level]:
        form = vector_form(node)
        if form:
            return self.vector_forms[form](*node.arguments)
        marks = _PRIMES[node.primes] if node.primes < 4 else f"⁽{_as_superscript(t.Number(node.primes))}⁾"
        name = write_name(node.function) + marks
        return (self.called(name, node.arguments) if node.arguments else line(name)), _Level.POWER

    # -- functions of vectors that have signs of their own

    def dot_product(self, left: t.Node, right: t.Node) -> tuple[Box, _Level]:
        return beside(self.write(left, _Level.POWER), line(" · "), self.write(right, _Level.POWER)), _Level.PRODUCT

    def norm(self, vector: t.Node) -> tuple[Box, _Level]:
        return fenced(self.write(vector), "‖", "‖"), _Level.ATOM

    def transposed(self, matrix: t.Node) -> tuple[Box, _Level]:
        base = self.write(matrix, _Level.ATOM)
        return (beside if base.height == 1 else raised)(base, line("ᵀ")), _Level.POWER

    def determinant(self, matrix: t.Node) -> tuple[Box, _Level]:
        if type(matrix) is t.Matrix and not self.flat:
            require(matrix)
            return fenced(self.cells(matrix), "|", "|"), _Level.ATOM
        return self.prefixed("det " if type(matrix) is t.Name else "det", matrix)

    def gradient(self, function: t.Node) -> tuple[Box, _Level]:
        return self.prefixed("∇", function)

    def prefixed(self, sign: str, node: t.Node) -> tuple[Box, _Level]:
        box = self.write(node)
        return beside(line(sign), box if is_bare_vector_argument(node) else fenced(box, "(", ")")), _Level.POWER

    def divergence(self, first: t.Node, second: t.Node) -> tuple[Box, _Level]:
        inside = beside(self.write(first), line(" ‖ "), self.write(second))
        return beside(line(write_name("D_KL")), fenced(inside, "(", ")")), _Level.POWER

    # -- relations and collections

    def relation(self, node: t.Relation) -> tuple[Box, _Level]:
        parts = [self.write(node.sides[0], _Level.SUM)]
        for operator, side in zip(node.operators, node.sides[1:], strict=True):
            parts.extend([line(f" {OPERATORS[operator]} "), self.write(side, _Level.SUM)])
        return beside(*parts), _Level.RELATION

    def piecewise(self, node: t.Piecewise) -> tuple[Box, _Level]:
        rows = [(self.write(value), beside(line("if "), self.write(when))) for value, when in node.branches]
        if node.otherwise is not None:
            rows.append((self.write(node.otherwise), line("otherwise")))
        if self.flat:
            parts: list[Box] = []
            for value, condition in rows:
                parts.extend([line("; ")] if parts else [])
                parts.extend([value, line(" "), condition])
            return fenced(beside(*parts), "{", "}"), _Level.ATOM
        width = max(value.width for value, _ in rows)
        lines = [beside(value, line(" " * (width - value.width + 2)), condition) for value, condition in rows]
        body = column(lines, 0)
        return fenced(Box(body.lines, body.height // 2), "{", ""), _Level.ATOM

    def vector(self, node: t.Vector) -> tuple[Box, _Level]:
        return fenced(self.listed(node.entries), self.conventions.vector[0], self.conventions.vector[-1]), _Level.ATOM

    def matrix(self, node: t.Matrix) -> tuple[Box, _Level]:
        if self.flat:
            rows = [fenced(self.listed(row), "[", "]").lines[0] for row in node.rows]
            return line(f"[{self.separator.join(rows)}]"), _Level.ATOM
        return fenced(self.cells(node), "[", "]"), _Level.ATOM

    def cells(self, node: t.Matrix) -> Box:
        return grid([[self.write(entry) for entry in row] for row in node.rows])

    def points(self, node: t.Points) -> tuple[Box, _Level]:
        if not node.items:
            return line("none"), _Level.ATOM
        parts: list[Box] = []
        left = self.separator.join(write_name(name) for name in node.variables)
        label = line(f"{left} = " if len(node.variables) == 1 else f"({left}) = ")
        for values, kind in node.items:
            parts.extend([line("; ")] if parts else [])
            value = self.listed(values)
            parts.extend([label, value if len(values) == 1 else fenced(value, "(", ")")])
            parts.extend([line(f" ({kind})")] if kind else [])
        return beside(*parts), _Level.RELATION

    # -- calculus still to be done

    def derivative(self, node: t.Derivative) -> tuple[Box, _Level]:
        sign = "∂" if node.partial else "d"
        top = sign + _times(len(node.variables))
        bottom = "".join(f"{sign}{write_name(name)}{_times(len(list(same)))}" for name, same in groupby(node.variables))
        if node.partial and isinstance(node.body, t.Name):
            top += write_name(node.body.name)
            return (line(f"{top}/{bottom}") if self.flat else stacked(line(top), line(bottom))), _Level.PRODUCT
        head = line(f"{top}/{bottom}") if self.flat else stacked(line(top), line(bottom))
        body = self.write(node.body, _Level.POWER)
        return beside(head, line(" "), body), _Level.PRODUCT

    def integral(self, node: t.Integral) -> tuple[Box, _Level]:
        body = beside(self.write(node.body, _Level.PRODUCT), line(f" d{write_name(node.variable)}"))
        if node.lower is None or node.upper is None:
            return beside(line("∫ "), body), _Level.PRODUCT
        lower, upper = self.on_one_line.write(node.lower), self.on_one_line.write(node.upper)
        if self.flat:
            return beside(line("∫["), lower, line(" to "), upper, line("] "), body), _Level.PRODUCT
        width = max(1 + upper.width, lower.width)
        sign = Box(tuple(row.ljust(width) for row in (" " + upper.lines[0], "∫", lower.lines[0])), 1)
        return beside(sign, line(" "), body), _Level.PRODUCT

    def limit(self, node: t.Limit) -> tuple[Box, _Level]:
        to = self.on_one_line.write(node.to).lines[0] + {"+": "⁺", "-": "⁻", "": ""}[node.side]
        under = f"{write_name(node.variable)} → {to}"
        body = self.write(node.body, _Level.PRODUCT)
        if self.flat:
            return beside(line(f"lim({under}) "), body), _Level.PRODUCT
        return beside(Box(("lim".center(len(under)), under), 0), line(" "), body), _Level.PRODUCT

    def at(self, node: t.At) -> tuple[Box, _Level]:
        flat = self.on_one_line
        settings = (f"{write_name(name)} = {flat.write(value).lines[0]}" for name, value in node.point)
        point = self.separator.join(settings)
        if self.flat:
            return beside(fenced(self.write(node.body), "[", "]"), line(f" at {point}")), _Level.PRODUCT
        body = self.write(node.body)
        bar = Box(tuple(["│"] * (body.height + 1)), body.base)
        under = Box((*([" " * len(point)] * body.height), point), body.base)
        return beside(body, bar, under), _Level.PRODUCT


def _times(count: int) -> str:
    return "" if count == 1 else "".join(SUPERSCRIPTS[digit] for digit in str(count))


def _is_letter(node: t.Node) -> bool:
    """A one-letter name, or a power of one: what may stand side by side as in ``x²y``."""
    if isinstance(node, t.Power):
        return _is_letter(node.base) and _as_superscript(node.exponent) is not None
    if vector_form(node) == "transpose":
        return _is_letter(node.children[0])
    return isinstance(node, t.Name) and len(_head(node)) == 1


def _head(node: t.Node) -> str:
    """The printed name that a factor starts with, subscripts apart; one character for what is no name."""
    match node:
        case t.Name(name=name):
            return re.sub(r"[₀-₉]", "", write_name(name))
        case t.Power(base=base):
            return _head(base)
        case t.Call(function=function):
            return "x" if function in {"exp", "sqrt", "cbrt", *_FENCES} else _CALLED.get(function, function)
    return "x"


_WRITERS: Final[dict[tuple[bool, Conventions], _Writer]] = {}


def _writer(flat: bool, conventions: Conventions = DEFAULT) -> _Writer:
    """The one writer of its kind; a table of forms is made once."""
    key = (flat, conventions)
    if key not in _WRITERS:
        _WRITERS[key] = _Writer(flat, conventions)
    return _WRITERS[key]
