"""LaTeX as it is printed: written and read back once for each form, which then is a template for all of that form.

The formulas of one exercise differ in little but their numbers. Which number stands in a place is all the same to
the reader; the writer looks whether it is whole, a decimal or a fraction, and whether a factor or an exponent is 0
or 1. A form says as much, so the text does not depend on which formula of a form came first: a template filled in is
what the writer writes (``tests/laws/test_notations.py``).

What stands between delimiters of its own (under d/dx [ ], above and below a fraction's line, in an exponent, beside =,
in a vector) is written and read there as if it stood alone. So do the terms of a sum, where they need no bracket: the
reader takes + and − for the end of a term, as it takes the end of the text. Such parts of a formula are looked at by
themselves, and the formula with holes for them: its frame. A part is never a name or a number, which cost no more
where they stand.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import count
from operator import attrgetter
from typing import Any, Final

from calcdrill.expression import tree as t
from calcdrill.expression.functions import FUNCTIONS
from calcdrill.expression.notation.conventions import DEFAULT, Conventions
from calcdrill.expression.notation.digits import decimal_digits
from calcdrill.expression.notation.flat import flatten
from calcdrill.expression.notation.latex import write_latex
from calcdrill.expression.notation.layout import IN_NEGATIVE, OPEN_FUNCTIONS
from calcdrill.expression.notation.normal import normal_form
from calcdrill.expression.notation.read_back import LatexTemplate, reads_back, template_of

__all__ = ["forget", "print_latex", "round_trips"]

_MOST: Final = 32768
"""How many templates are remembered: 30 problems of every exercise have some 8,000, and going on is to find them."""

_TEMPLATES: Final[dict[Hashable, LatexTemplate]] = {}


def print_latex(node: t.Node, conventions: Conventions = DEFAULT) -> str:
    """The LaTeX of a formula, filled into the template of its form where there is one. Raises Unwritable."""
    if conventions is not DEFAULT:
        return write_latex(node, conventions)
    form = _form(node, [])
    template = _TEMPLATES.get(form) or _new_template(_frame(node), form)
    if template is None:
        return write_latex(node)
    texts: list[str | None] = []
    _fill(node, texts)
    return template.fill(texts[::-1])  # a flat tree has its numbers from the last to the first


def round_trips(node: t.Node, known: set[int]) -> bool:
    """Whether the formula's LaTeX says just the formula. Raises Unwritable, and ReadError where it says nothing.

    ``known`` are the ids of formulas of which this is known, as long as these live; the formula's own is added, and
    those of its parts.
    """
    if id(node) in known:
        return True
    looked_at: list[int] = []
    rest = [node]
    while rest:
        part = rest.pop()
        if id(part) not in known:
            looked_at.append(id(part))
            form = _form(part, rest)
            if form not in _TEMPLATES and not _is_read_back(part, form):
                return False
    known.update(looked_at)
    return True


def _is_read_back(node: t.Node, form: Hashable) -> bool:
    """Whether a formula of a new form is read back, with holes for its parts; its template is kept."""
    frame = _frame(node)
    return _new_template(frame, form) is not None or reads_back(frame, write_latex(frame))


def _new_template(node: t.Node, form: Hashable) -> LatexTemplate | None:
    """The template of a form, found by writing one formula of it and reading that back; None where that is not it."""
    latex, flat = write_latex(node), flatten(node)
    template = template_of(flat, latex)
    if template is None:
        # The reader gives a tree's normal form; its numbers stand in the same order, or there is no template.
        normal = flatten(normal_form(node))
        template = template_of(normal, latex) if normal.numbers == flat.numbers else None
    if template is not None:
        if len(_TEMPLATES) >= _MOST:
            forget()
        _TEMPLATES[form] = template
    return template


def forget() -> None:
    """Throw all templates away."""
    _TEMPLATES.clear()


# -- parts

Classes = frozenset[type[t.Node]]

_NONE: Final[Classes] = frozenset()
_TERMS: Final[Classes] = frozenset({t.Product, t.Quotient, t.Power, t.Call, t.Apply, t.Derivative})
"""What needs no bracket in a sum, and ends where it ends."""
_BRACED: Final[Classes] = _TERMS | {t.Sum, t.Negative}
_LISTED: Final[Classes] = _BRACED | {t.Integral, t.Limit, t.At, t.Vector, t.Matrix, t.Piecewise, t.Text}
"""What needs no bracket in a list or beside a sign of relation."""


@dataclass(frozen=True, slots=True)
class _Rule:
    """How the form of a node is told. No part is looked into by what writes the node around it."""

    first: Classes = _NONE
    """Which classes are parts, as the first child."""
    others: Classes = _NONE
    """And as any other child."""
    words: Callable[[Any], Hashable] | None = None
    """What else there is in the node than its children."""
    is_beside: bool = False
    """Whether the writer looks if a number in it is 0 or 1: a factor, an exponent."""


_RULES: Final[Mapping[type[t.Node], _Rule]] = {
    t.Text: _Rule(words=attrgetter("text")),
    t.Negative: _Rule(_TERMS),
    t.Sum: _Rule(_TERMS, _TERMS),
    t.Product: _Rule(is_beside=True),
    t.Quotient: _Rule(_BRACED, _BRACED),
    t.Power: _Rule(_NONE, _BRACED, is_beside=True),
    t.Call: _Rule(words=attrgetter("function")),
    t.Apply: _Rule(words=attrgetter("function", "primes")),
    t.Relation: _Rule(_LISTED, _LISTED, attrgetter("operators")),
    t.Piecewise: _Rule(words=lambda node: node.otherwise is None),
    t.Vector: _Rule(_LISTED, _LISTED),
    t.Matrix: _Rule(_LISTED, _LISTED, lambda node: tuple(map(len, node.rows))),
    t.Derivative: _Rule(_LISTED, words=attrgetter("variables", "partial")),
    t.Integral: _Rule(_TERMS, _BRACED, lambda node: (node.variable, node.lower is None, node.upper is None)),
    t.Limit: _Rule(_TERMS, words=attrgetter("variable", "side")),
    t.At: _Rule(_LISTED - IN_NEGATIVE, words=lambda node: tuple([name for name, _ in node.point])),
    t.Points: _Rule(
        _LISTED, _LISTED, lambda node: (node.variables, *[(len(values), kind) for values, kind in node.items])
    ),
}
_FENCED: Final = _Rule(_BRACED, _BRACED, attrgetter("function"))
"""For a function whose arguments stand between signs of its own, whatever they are: exp, a root, a bracket."""
_FENCES: Final = frozenset(FUNCTIONS) - OPEN_FUNCTIONS - {"factorial"}
_MINUS_PART: Final = (t.Negative, None)


def _rule_of(node: Any) -> _Rule:
    kind = type(node)
    return _FENCED if kind is t.Call and node.function in _FENCES else _RULES[kind]


def _form(node: Any, parts: list[t.Node]) -> Hashable:
    """What all trees have in common that are written alike but for their numbers and parts, which go to ``parts``."""
    kind = type(node)
    if kind is t.Name:
        name: str = node.name
        return name
    if kind is t.Number:
        return _size(node)
    if kind is t.Negative:
        # A fifth of all: what the lines below say, at once.
        if type(node.argument) not in _TERMS:
            return kind, _form(node.argument, parts)
        parts.append(node.argument)
        return _MINUS_PART
    rule = _FENCED if kind is t.Call and node.function in _FENCES else _RULES[kind]
    form: list[Any] = [kind] if rule.words is None else [kind, rule.words(node)]
    enclosed = rule.first
    for child in node.children:
        inner = type(child)
        if inner is t.Name:
            form.append(child.name)
        elif inner is t.Number:
            form.append(_size(child, rule.is_beside))
        elif inner in enclosed:
            parts.append(child)
            form.append(None)
        else:
            form.append(_form(child, parts))
        enclosed = rule.others
    return tuple(form)


def _frame(node: t.Node) -> t.Node:
    """The formula with holes for its parts."""
    return _framed(node, map(_hole, count()))


@lru_cache(maxsize=64)
def _hole(place: int) -> t.Node:
    """What stands in a frame for a part: a number, which is open in every template, and like no part is whole."""
    return t.Number(Fraction(2 * place + 1, 2), decimal=True)


def _framed(node: t.Node, holes: Iterator[t.Node]) -> t.Node:
    if not node.children:
        return node
    rule, children = _rule_of(node), []
    enclosed = rule.first
    for child in node.children:
        children.append(next(holes) if type(child) in enclosed else _framed(child, holes))
        enclosed = rule.others
    return node.with_children(tuple(children))


def _fill(node: t.Node, texts: list[str | None]) -> None:
    """What comes to stand in the open places of a formula's template, from left to right: digits and parts."""
    if type(node) is t.Number:
        if node.decimal:
            texts.append(decimal_digits(node.value))
        elif node.value.denominator == 1:
            texts.append(str(node.value))
        else:
            texts += str(node.value.numerator), str(node.value.denominator)
    elif node.children:
        rule = _rule_of(node)
        enclosed = rule.first
        for child in node.children:
            if type(child) in enclosed:
                texts.append(print_latex(child))
            else:
                _fill(child, texts)
            enclosed = rule.others


def _size(number: t.Number, is_beside: bool = False) -> int:
    """What the writer looks at in a number; beside another, whether it is 0 or 1."""
    value = number.value
    if type(value) is int and not number.decimal:
        return value if is_beside and value < 2 else _WHOLE
    is_whole = value.denominator == 1
    if not number.decimal:
        return int(value) if is_beside and is_whole and value < 2 else _WHOLE if is_whole else _FRACTION
    if is_whole:
        return _WHOLE_DECIMAL
    return _DECIMAL if decimal_digits(value) else _ENDLESS


_WHOLE, _FRACTION, _DECIMAL, _WHOLE_DECIMAL, _ENDLESS = range(2, 7)
