"""LaTeX as it is printed: written and read back once for each form, which then is a template for all of that form.

The formulas of one exercise differ in little but their numbers. Which number stands in a place is all the same to
the reader; the writer looks whether it is whole, a decimal or a fraction, and whether a factor or an exponent is 0
or 1. A form says as much, so the text does not depend on which formula of a form came first: a template filled in is
what the writer writes (``tests/laws/test_notations.py``).

What stands between delimiters of its own (under d/dx [ ], before an evaluation bar, beside =, in a vector) is written
and read there as if it stood alone. So such a formula is looked at in parts: what is enclosed, and the frame around it.
So do the terms of a sum, where they need no bracket: the reader takes + and − for the end of a term, as it takes the
end of the text. And so does what stands above and below the line of a fraction, if it is not one number.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any, Final

from calcdrill.expression import tree as t
from calcdrill.expression.notation.conventions import DEFAULT, Conventions
from calcdrill.expression.notation.digits import decimal_digits
from calcdrill.expression.notation.flat import FIELDS, flatten
from calcdrill.expression.notation.latex import write_latex
from calcdrill.expression.notation.layout import IN_NEGATIVE, LOOSE
from calcdrill.expression.notation.normal import normal_form
from calcdrill.expression.notation.read_back import LatexTemplate, reads_back, template_of

__all__ = ["forget", "print_latex", "round_trips"]

_MOST: Final = 32768
"""How many templates are remembered: the catalog has some 20,000, and going through it again is to find them."""

_TEMPLATES: Final[dict[Hashable, LatexTemplate]] = {}


def print_latex(node: t.Node, conventions: Conventions = DEFAULT) -> str:
    """The LaTeX of a formula, filled into the template of its form where there is one. Raises Unwritable."""
    if conventions is not DEFAULT:
        return write_latex(node, conventions)
    parts, form = _apart(node)
    template = _TEMPLATES.get(form) or _new_template(_frame(node, parts), form)
    if template is None:
        return write_latex(node)
    texts = [print_latex(part) for part in parts]
    if texts and type(node) is not t.At:
        # A flat frame has no other numbers than its holes, from the last to the first.
        return template.fill(texts[::-1])
    return template.fill([_written(number, texts) for number in flatten(_frame(node, parts)).numbers])


def round_trips(node: t.Node, known: set[int]) -> bool:
    """Whether the formula's LaTeX says just the formula. Raises Unwritable, and ReadError where it says nothing.

    ``known`` are the ids of formulas of which this is known, as long as these live; the formula's own is added.
    """
    if id(node) in known:
        return True
    parts, form = _apart(node)
    for part in parts:
        if not round_trips(part, known):
            return False
    if form not in _TEMPLATES:
        frame = _frame(node, parts)
        if _new_template(frame, form) is None and not reads_back(frame, write_latex(frame)):
            return False
    known.add(id(node))
    return True


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


# -- frames

_HOLES: Final = tuple([t.Number(place, decimal=True) for place in range(16)])
"""What stands in a frame for the enclosed parts: numbers, which are open in every template."""

_PLACES: Final = {id(hole): place for place, hole in enumerate(_HOLES)}


def _apart(node: Any) -> tuple[tuple[t.Node, ...], Hashable]:
    """The parts of a formula that stand between delimiters of their own, and the form of the rest."""
    kind = type(node)
    if kind in _UNPARTED:
        return (), _form(node)
    if kind is t.Sum and len(node.terms) <= len(_HOLES):
        parts = tuple([term.argument if type(term) is t.Negative else term for term in node.terms])
        if _TERMS.issuperset(map(type, parts)):
            return parts, (kind, *[type(term) is t.Negative for term in node.terms])
    if kind is t.Quotient and _ABOVE_OR_BELOW.issuperset(map(type, node.children)) and not _is_number(node):
        return node.children, (kind,)
    if kind is t.Negative and type(node.argument) in _TERMS:
        return node.children, (kind,)
    if kind is t.Derivative and not (node.partial and type(node.body) is t.Name):
        return (node.body,), (kind, node.variables, node.partial)
    if kind is t.Relation and LOOSE.isdisjoint(map(type, node.sides)):
        return node.sides, (kind, len(node.sides), node.operators)
    if kind is t.At and type(node.body) not in IN_NEGATIVE:
        return (node.body,), (kind, *[(name, _form(value)) for name, value in node.point])
    if (kind is t.Vector or kind is t.Matrix) and 1 < len(node.children) <= len(_HOLES):
        return node.children, (kind, len(node.entries) if kind is t.Vector else tuple(map(len, node.rows)))
    return (), _form(node)


def _is_number(node: t.Quotient) -> bool:
    """Whether two numbers stand above and below the line, which may be read as one."""
    return type(node.numerator) is type(node.denominator) is t.Number


def _frame(node: t.Node, parts: Sequence[t.Node]) -> t.Node:
    """The formula with holes for its parts, which are the first of its children."""
    if not parts:
        return node
    if type(node) is t.Sum:
        pairs = zip(_HOLES, node.terms, strict=False)
        return t.Sum(tuple([t.Negative(hole) if type(term) is t.Negative else hole for hole, term in pairs]))
    return node.with_children((*_HOLES[: len(parts)], *node.children[len(parts) :]))


_UNPARTED: Final = frozenset({t.Number, t.Name, t.Product, t.Power, t.Call, t.Apply})
"""What never comes apart."""
_TERMS: Final = _UNPARTED | {t.Quotient, t.Derivative}
"""What needs no bracket in a sum, and ends where it ends."""
_ABOVE_OR_BELOW: Final = _TERMS | {t.Sum, t.Negative}


def _written(number: int | t.Number, texts: Sequence[str]) -> str | None:
    """What is filled in for a number of a frame: its digits, or the part that it is the hole for."""
    if isinstance(number, int):
        return str(number)
    place = _PLACES.get(id(number))
    return decimal_digits(number.value) if place is None else texts[place]


# -- forms


def _form(node: Any) -> Hashable:
    """What all trees have in common that are written alike but for their numbers."""
    kind = type(node)
    if kind is t.Name:
        name: str = node.name
        return name
    if kind is t.Number:
        return _WHOLE if type(node.value) is int and not node.decimal else _size(node)
    if kind is t.Sum:
        return kind, *map(_form, node.terms)
    if kind is t.Product:
        return kind, *map(_form_beside, node.factors)
    if kind is t.Negative:
        return kind, _form(node.argument)
    if kind is t.Power:
        return kind, _form(node.base), _form_beside(node.exponent)
    if kind is t.Call:
        return kind, node.function, *map(_form, node.arguments)
    return kind, *map(_part, FIELDS[kind](node))


def _form_beside(node: Any) -> Hashable:
    """The form of a factor or an exponent, where the writer looks whether a number is 0 or 1."""
    if type(node) is t.Number and node.value < 2 and node.value.denominator == 1 and not node.decimal:
        return int(node.value)
    return _form(node)


def _size(number: t.Number) -> int:
    is_whole = number.value.denominator == 1
    if not number.decimal:
        return _WHOLE if is_whole else _FRACTION
    if is_whole:
        return _WHOLE_DECIMAL
    return _DECIMAL if decimal_digits(number.value) else _ENDLESS


_WHOLE, _FRACTION, _DECIMAL, _WHOLE_DECIMAL, _ENDLESS = range(2, 7)


def _part(part: Any) -> Hashable:
    if isinstance(part, t.Node):
        return _form(part)
    return tuple(map(_part, part)) if type(part) is tuple else part
