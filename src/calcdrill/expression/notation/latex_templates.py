"""LaTeX as it is printed: written and read back once for each form, which then is a template for all of that form.

The formulas of one exercise differ in little but their numbers. Which number stands in a place is all the same to
the reader; the writer looks whether it is whole, a decimal or a fraction, and whether a factor or an exponent is 0
or 1. A form says as much, so the text does not depend on which formula of a form came first: a template filled in is
what the writer writes (``tests/laws/test_notations.py``).

What stands between delimiters of its own (under d/dx [ ], before an evaluation bar, beside =, in a vector) is written
and read there as if it stood alone. So such a formula is looked at in parts: what is enclosed, and the frame around it.
So do the terms of a sum, which end at + and −, and what stands above and below the line of a fraction: a sum or a
fraction of a new form, if it is written as its parts are, says what they say: their templates make up its own.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any, Final

from calcdrill.expression import tree as t
from calcdrill.expression.notation.conventions import DEFAULT, Conventions
from calcdrill.expression.notation.digits import decimal_digits
from calcdrill.expression.notation.flat import FIELDS, Flat, flatten
from calcdrill.expression.notation.latex import LATEX, write_latex
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
    template = _put_together(node)
    if template is None or template.fill([_written(number, ()) for number in flat.numbers]) != latex:
        template = _read_back(node, latex, flat)
    if template is not None:
        if len(_TEMPLATES) >= _MOST:
            forget()
        _TEMPLATES[form] = template
    return template


def _read_back(node: t.Node, latex: str, flat: Flat) -> LatexTemplate | None:
    template = template_of(flat, latex)
    if template is not None:
        return template
    # The reader gives a tree's normal form; its numbers stand in the same order, or there is no template.
    normal = flatten(normal_form(node))
    return template_of(normal, latex) if normal.numbers == flat.numbers else None


def _template(node: t.Node) -> LatexTemplate | None:
    """The template of a whole formula, frame and all."""
    parts, form = _apart(node)
    template = _TEMPLATES.get(form) or _new_template(_frame(node, parts), form)
    if template is None or not parts:
        return template
    inside = _template(parts[0]) if len(parts) == len(template.order) == 1 else None
    return inside and LatexTemplate(template.text % inside.text, inside.order)


def _put_together(node: t.Node) -> LatexTemplate | None:
    """The template of a sum or a fraction from those of its parts; None where these do not stand there as alone."""
    if type(node) is t.Sum:
        return _sum(node)
    if type(node) is not t.Quotient or type(node.numerator) is type(node.denominator) is t.Number:
        # A fraction of two numbers may be one number.
        return None
    above, below = _template(node.numerator), _template(node.denominator)
    if above is None or below is None:
        return None
    # The numbers of a flat tree stand in it from its end.
    later = tuple([place + len(below.order) for place in above.order])
    return LatexTemplate(LATEX.fraction % (above.text, below.text), later + below.order)


def _sum(node: t.Sum) -> LatexTemplate | None:
    pieces: list[str] = []
    order: tuple[int, ...] = ()
    for term in node.terms[::-1]:
        is_minus = type(term) is t.Negative
        inner = term.argument if is_minus else term  # type: ignore[attr-defined]
        template = _template(inner) if type(inner) in _TERMS else None
        if template is None:
            return None
        order = (*[place + len(order) for place in template.order], *order)
        pieces += template.text, LATEX.minus if is_minus else LATEX.plus
    pieces[-1] = LATEX.minus_first if is_minus else ""
    return LatexTemplate("".join(pieces[::-1]), order)


_TERMS: Final = frozenset({t.Number, t.Name, t.Product, t.Quotient, t.Power, t.Call, t.Derivative})
"""What needs no bracket in a sum, and ends where it ends."""


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
    if kind is t.Derivative and not (node.partial and type(node.body) is t.Name):
        return (node.body,), (kind, node.variables, node.partial)
    if kind is t.Relation and LOOSE.isdisjoint(map(type, node.sides)):
        return node.sides, (kind, len(node.sides), node.operators)
    if kind is t.At and type(node.body) not in IN_NEGATIVE:
        return (node.body,), (kind, *[(name, _form(value)) for name, value in node.point])
    if (kind is t.Vector or kind is t.Matrix) and 1 < len(node.children) <= len(_HOLES):
        return node.children, (kind, len(node.entries) if kind is t.Vector else tuple(map(len, node.rows)))
    return (), _form(node)


def _frame(node: t.Node, parts: Sequence[t.Node]) -> t.Node:
    """The formula with holes for its parts, which are the first of its children."""
    return node.with_children((*_HOLES[: len(parts)], *node.children[len(parts) :])) if parts else node


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
