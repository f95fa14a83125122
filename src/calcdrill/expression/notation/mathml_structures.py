"""The MathML of relations, cases, vectors, named functions and of calculus that is still to be worked out."""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby
from typing import Final

from calcdrill.errors import Unwritable
from calcdrill.expression import tree as t
from calcdrill.expression.notation.layout import IN_INTEGRAL, IN_LIMIT, may_be_raised
from calcdrill.expression.notation.mathml_elements import (
    COMMA,
    OF,
    POINT_TYPES,
    RELATION_SIGNS,
    THIN,
    WIDE,
    WRITERS,
    bracketed,
    element,
    fenced,
    inside,
    listed,
    name_element,
    operator,
    row,
    words,
)
from calcdrill.expression.notation.tables import Writer

_LEFT: Final = '<mtd style="text-align:left">'
_OTHERWISE: Final = t.Text("otherwise")
_BAR: Final = '<mo stretchy="true" form="postfix">|</mo>'


def _apply(node: t.Apply) -> str:
    head = name_element(node.function)
    if node.primes:
        is_short = node.primes < 4
        head = element("msup", head, operator("′" * node.primes) if is_short else _order(node.primes))
        if not node.arguments:
            return head
    return f"{head}{OF}{bracketed(listed(node.arguments))}"


def _order(primes: int) -> str:
    return element("mrow", operator("("), f"<mn>{primes}</mn>", operator(")"))


def _relation(node: t.Relation) -> str:
    if not node.operators or len(node.sides) != len(node.operators) + 1:
        raise Unwritable("a relation has one sign between each two of its sides")
    text = _side(node.sides[0])
    for sign, side in zip(node.operators, node.sides[1:], strict=True):
        if sign not in RELATION_SIGNS:
            raise Unwritable(f"there is no relation {sign!r}")
        text += operator(RELATION_SIGNS[sign]) + _side(side)
    return text


def _side(node: t.Node) -> str:
    return element("mrow", inside(node))


def _piecewise(node: t.Piecewise) -> str:
    branches, otherwise = node.branches, node.otherwise
    if otherwise is None and branches and branches[-1][1] == _OTHERWISE:
        branches, otherwise = branches[:-1], branches[-1][0]
    rows = [(value, _condition(condition)) for value, condition in branches]
    if otherwise is not None:
        rows.append((otherwise, words("otherwise")))
    if not rows:
        raise Unwritable("a piecewise form has one branch or more")
    lines = [f"<mtr>{_LEFT}{inside(value)}</mtd>{_LEFT}{condition}</mtd></mtr>" for value, condition in rows]
    return element("mrow", operator("{"), element("mtable", *lines))


def _condition(node: t.Node) -> str:
    text = WRITERS[type(node)](node)
    return text if isinstance(node, t.Text) else words("if ") + text


def _vector(node: t.Vector) -> str:
    if not node.entries:
        raise Unwritable("a vector has one entry or more")
    return bracketed(listed(node.entries))


def _matrix(node: t.Matrix) -> str:
    if not node.rows or not node.rows[0] or len({len(entries) for entries in node.rows}) != 1:
        raise Unwritable("a matrix has rows of one length")
    lines = [
        element("mtr", *[element("mtd", WRITERS[type(entry)](entry)) for entry in entries])
        for entries in node.rows
    ]
    return bracketed(element("mtable", *lines))


@lru_cache(maxsize=1024)
def _operator(variables: tuple[str, ...], partial: bool) -> str:
    """d/dx; the variable that comes first is differentiated by first, so it is written last."""
    if not variables:
        raise Unwritable("a derivative names a variable")
    sign = "<mi>∂</mi>" if partial else "<mi>d</mi>"
    below = []
    for name, group in groupby(reversed(variables)):
        times = len(list(group))
        variable = name_element(name)
        below.append(sign + (element("msup", variable, f"<mn>{times}</mn>") if times > 1 else variable))
    above = element("msup", sign, f"<mn>{len(variables)}</mn>") if len(variables) > 1 else sign
    return element("mfrac", above, element("mrow", THIN.join(below)))


def _derivative(node: t.Derivative) -> str:
    return _operator(node.variables, node.partial) + fenced("[", WRITERS[type(node.body)](node.body), "]")


def _integral(node: t.Integral) -> str:
    sign = operator("∫")
    if node.lower is not None and node.upper is not None:
        sign = element("msubsup", sign, row(node.lower), row(node.upper))
    elif node.lower is not None or node.upper is not None:
        raise Unwritable("an integral has both limits or none")
    body = element("mrow", inside(node.body, IN_INTEGRAL))
    return f"{sign}{body}{THIN}<mi>d</mi>{name_element(node.variable)}"


def _limit(node: t.Limit) -> str:
    if node.side not in ("", "+", "-"):
        raise Unwritable(f"a limit has no side {node.side!r}")
    to = row(node.to)
    if node.side:
        to = to if may_be_raised(node.to) else bracketed(to)
        to = element("msup", to, operator("+" if node.side == "+" else "−"))
    below = element("mrow", name_element(node.variable), operator("→"), to)
    body = element("mrow", inside(node.body, IN_LIMIT))
    return f"{element('munder', operator('lim'), below)}{THIN}{body}"


def _at(node: t.At) -> str:
    if not node.point:
        raise Unwritable("an evaluation names a variable")
    settings = [name_element(name) + operator("=") + _side(value) for name, value in node.point]
    return row(node.body) + element("msub", _BAR, element("mrow", COMMA.join(settings)))


def _points(node: t.Points) -> str:
    if not node.items and not node.variables:
        return "<mi>∅</mi>"
    head = _tuple([name_element(name) for name in node.variables])
    if not node.items:
        return f"{head}<mo>∈</mo><mi>∅</mi>"
    if any(len(values) != len(node.variables) for values, _ in node.items):
        raise Unwritable("a point has a value for each variable")
    values = [(_tuple([_side(value) for value in values]), kind) for values, kind in node.items]
    if not any(kind for _, kind in values):
        return f"{head}<mo>∈</mo>" + fenced("{", COMMA.join([value for value, _ in values]), "}")
    if not all(kind in POINT_TYPES for _, kind in values):
        raise Unwritable("a point's type is min, max, saddle or neither")
    items = [f"{head}<mo>=</mo>{value}{words(f' ({POINT_TYPES[kind]})')}" for value, kind in values]
    return (COMMA + WIDE).join(items)


def _tuple(parts: list[str]) -> str:
    if not parts:
        raise Unwritable("points have one variable or more")
    return parts[0] if len(parts) == 1 else bracketed(COMMA.join(parts))


STRUCTURES: Final[dict[type[t.Node], Writer]] = {
    t.Apply: _apply,
    t.Relation: _relation,
    t.Piecewise: _piecewise,
    t.Vector: _vector,
    t.Matrix: _matrix,
    t.Derivative: _derivative,
    t.Integral: _integral,
    t.Limit: _limit,
    t.At: _at,
    t.Points: _points,
}
