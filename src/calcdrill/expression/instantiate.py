"""A template with its parameters put in, cleaned only where a parameter stood.

``a*x^2 + b*x`` with a = 1, b = -3 is ``x^2 - 3*x``, ``(a*x)^2`` with a = 2 stays ``(2*x)^2``, and an author's
``x/x`` or ``x^1`` that no parameter touches stays exactly as it was written.

A case that the parameters decide is the only one that is left: ``piecewise(sin(x), s = 1, cos(x))`` with s = 2 is
``cos(x)``.

``hold(1 - eta*L)`` puts numbers in and works nothing out: ``1 - 0.5*3``. It is an instruction, not a part of the
result. Cases inside are decided and their value is put in, as a parameter's is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from calcdrill.expression import tree as t
from calcdrill.expression.arithmetic import rational
from calcdrill.expression.exact import exact_value
from calcdrill.expression.tidy.pieces import decided

Children = Sequence[t.Node]
_Exact = tuple[int | Fraction, bool]
"""A number's value, and whether it is written as a decimal."""


def instantiate(template: t.Node, values: Mapping[str, t.Node]) -> t.Node:
    """The template with each parameter's tree in its place.

    Where a parameter stood, numbers are worked out, terms 0, factors 1 and exponents 1 go, and signs are
    drawn together; all else stays as it was written. The result has the template's value at these parameters.
    """
    plan, place = _plan_of(template, tuple(values))
    return template if place is None else plan.worked_out(values)[place]


Made = Sequence[t.Node]
"""The values of the parameters, then those of the subtrees, inner ones first."""


class Plan:
    """How parameters are put into trees, to be done many times over.

    The same subtree may stand in many places, as a function does in a question, its options and their proofs: it is
    worked out once.
    """

    def __init__(self, parameters: Sequence[str]) -> None:
        self._parameters = tuple(parameters)
        self._places: dict[t.Node, int | None] = {t.Name(name): place for place, name in enumerate(self._parameters)}
        self._steps: list[Callable[[Made], t.Node]] = []

    def place(self, node: t.Node) -> int | None:
        """Where the tree's value stands among those that are worked out; None where no parameter stands in it."""
        if node not in self._places:
            step = self._step(node)
            self._places[node] = None if step is None else len(self._parameters) + len(self._steps)
            self._steps += [] if step is None else [step]
        return self._places[node]

    def worked_out(self, values: Mapping[str, t.Node]) -> Made:
        """The values at all places, with these values for the parameters."""
        made = [values[name] for name in self._parameters]
        for step in self._steps:
            made.append(step(made))
        return made

    def _step(self, node: t.Node) -> Callable[[Made], t.Node] | None:
        """How a tree is made of the values inside it."""
        if type(node) is t.Apply and node.function == "hold":
            return _held(node, self._parameters)
        children = node.children
        placed = [(k, place) for k, place in enumerate(map(self.place, children)) if place is not None]
        if not placed:
            return None
        if type(node) is t.Product and len(placed) == 1:
            return _number_in_front(node, *placed[0])
        rule = _RULES.get(type(node), _kept)

        def step(made: Made) -> t.Node:
            new = list(children)
            for k, place in placed:
                new[k] = made[place]
            return rule(node, children, new)

        return step


def _number_in_front(node: t.Product, k: int, place: int) -> Callable[[Made], t.Node]:
    """How one factor is put into a product, as in ``a*x^2``: mostly a whole number in front of what stays as it is."""
    before, after = node.factors[:k], node.factors[k + 1 :]
    others = (*before, *after)
    rest = t.times(*others)
    is_plain = not any(type(factor) in _NUMBERS for factor in others)

    def step(made: Made) -> t.Node:
        value = made[place]
        size = value.argument if type(value) is t.Negative else value
        if not is_plain or type(size) is not t.Number or type(size.value) is not int:
            return _product(node, node.factors, (*before, value, *after))
        if not size.value:
            return t.ZERO
        scaled = rest if size.value == 1 else t.Product((t.number(size.value), *others))
        return scaled if size is value else t.Negative(scaled)

    return step


def _held(node: t.Apply, parameters: Sequence[str]) -> Callable[[Made], t.Node]:
    """How the parameters are put into what a ``hold`` keeps as it is written."""
    (body,) = node.children
    inside = [(name, place) for place, name in enumerate(parameters) if name in t.names(body)]
    has_cases = t.contains(body, t.Piecewise)

    def step(made: Made) -> t.Node:
        values = {name: made[place] for name, place in inside}
        return t.substitute(_cases_decided(body, values) if has_cases else body, values)

    return step


def _cases_decided(node: t.Node, values: Mapping[str, t.Node]) -> t.Node:
    return t.transform_down(node, lambda part: instantiate(part, values) if type(part) is t.Piecewise else part)


_MOST_PLANS: Final = 16_384
_PLANS: Final[dict[tuple[int, tuple[str, ...]], tuple[t.Node, Plan, int | None]]] = {}
"""The id of a template and the parameters → the template, which lives on in here and keeps its id, and its plan."""


def _plan_of(template: t.Node, parameters: tuple[str, ...]) -> tuple[Plan, int | None]:
    """The plan of a template. It is known by its id: an exercise's templates are the same objects in every draw."""
    key = id(template), parameters
    known = _PLANS.get(key)
    if known is None:
        if len(_PLANS) >= _MOST_PLANS:
            _PLANS.clear()
        plan = Plan(parameters)
        known = _PLANS[key] = template, plan, plan.place(template)
    return known[1:]


def _kept(node: t.Node, old: Children, new: Children) -> t.Node:
    return node.with_children(tuple(new))


def _number(node: t.Node) -> _Exact | None:
    """The value of a plain number, with or without a minus, or of a fraction of two."""
    if type(node) is t.Number:
        return node.value, node.decimal
    if type(node) is t.Negative:
        inner = _number(node.argument)
        return inner and (-inner[0], inner[1])
    if type(node) is t.Quotient:
        top, bottom = node.numerator, node.denominator
        if type(top) is t.Number and type(bottom) is t.Number and bottom.value:
            return Fraction(top.value, bottom.value), top.decimal or bottom.decimal
    return None


_NUMBERS: Final = frozenset({t.Number, t.Negative, t.Quotient})
"""The classes of plain numbers."""


def _written(value: int | Fraction, decimal: bool) -> t.Node:
    """A number as a decimal where one of its parts was a decimal and it has an end, else as a fraction."""
    if type(value) is int:
        return t.number(value)
    if not decimal:
        return rational(value)
    bottom = value.denominator
    for prime in (2, 5):
        while bottom % prime == 0:
            bottom //= prime
    return rational(value, bottom == 1)


# -- one rule for each class; ``old`` are the author's children, ``new`` those with the parameters put in


def _negative(node: t.Node, old: Children, new: Children) -> t.Node:
    inner = new[0]
    if type(inner) is t.Negative:
        return inner.argument
    return inner if type(inner) is t.Number and inner == t.ZERO else t.Negative(inner)


def _sum(node: t.Node, old: Children, new: Children) -> t.Node:
    value_sum: int | Fraction = 0
    touched, decimal, place = False, False, -1
    kept: list[t.Node] = []
    for before, after in zip(old, new, strict=True):
        kind = type(after)
        if kind is t.Sum and type(before) is t.Name:
            return _sum(node, *_opened(old, new))
        value = _number(after) if kind in _NUMBERS else None
        if value is None:
            kept.append(after)
            continue
        touched = touched or before is not after
        exact = value[0]
        decimal = decimal or value[1]
        if exact:
            # A term that became 0 leaves no gap into which the constant would move.
            place = len(kept) if place < 0 else place
            value_sum = value_sum + exact if value_sum else exact
    if not touched:
        return t.Sum(tuple(new))
    if value_sum or not kept:
        kept.insert(place, _written(value_sum, decimal))
    return t.total(*kept)


def _opened(old: Children, new: Children) -> tuple[Children, Children]:
    """The terms, where a sum that was put in for a bare parameter is opened."""
    pairs: list[tuple[t.Node, t.Node]] = []
    for before, after in zip(old, new, strict=True):
        opens = type(after) is t.Sum and type(before) is t.Name
        pairs.extend((before, term) for term in (after.children if opens else (after,)))
    return [before for before, _ in pairs], [after for _, after in pairs]


def _product(node: t.Node, old: Children, new: Children) -> t.Node:
    coefficient: int | Fraction = 1
    decimal, folds, minus = False, False, False
    placed: list[t.Node] = []
    others: list[t.Node] = []
    for before, after in zip(old, new, strict=True):
        value = _number(after) if type(after) in _NUMBERS else None
        if value is not None:
            coefficient = value[0] if coefficient == 1 else coefficient * value[0]
            decimal = decimal or value[1]
            folds = folds or before is not after
        else:
            if before is not after and type(after) is t.Negative:
                minus, after = not minus, after.argument
            others.append(after)
        placed.append(after)
    if folds:
        return _times(-coefficient if minus else coefficient, decimal, others)
    return t.Negative(t.Product(tuple(placed))) if minus else t.Product(tuple(placed))


def _times(coefficient: int | Fraction, decimal: bool, factors: Children) -> t.Node:
    if not coefficient:
        return t.ZERO
    minus = coefficient.numerator < 0
    size = -coefficient if minus else coefficient
    if type(size) is int:
        node = t.times(*factors) if size == 1 and factors else t.times(t.number(size), *factors)
    elif size == 1 and factors:
        node = t.times(*factors)
    else:
        front = _written(size, decimal)
        if factors and type(front) is t.Quotient and size.numerator == 1:
            node = t.Quotient(t.times(*factors), t.number(size.denominator))
        else:
            node = t.times(front, *factors)
    return t.Negative(node) if minus else node


def _split(node: t.Node) -> tuple[_Exact, Children]:
    """The number in front, and the other factors."""
    if type(node) is t.Negative:
        (value, decimal), rest = _split(node.argument)
        return (-value, decimal), rest
    value_ = _number(node)
    if value_ is not None:
        return value_, ()
    if type(node) is t.Product:
        first = _number(node.factors[0])
        if first is not None:
            return first, node.factors[1:]
    return (1, False), (node,)


def _quotient(node: t.Node, old: Children, new: Children) -> t.Node:
    (top, top_decimal), above = _split(new[0])
    (bottom, bottom_decimal), below = _split(new[1])
    if not bottom:
        return t.Quotient(new[0], new[1])
    value = Fraction(top, bottom)
    decimal = top_decimal or bottom_decimal
    if not above and not below:
        return _written(value, decimal)
    if not value:
        return t.ZERO
    if decimal and below:
        return _signed_quotient(value, t.Quotient(_positive(new[0]), _positive(new[1])))
    if decimal:
        return _times(value, decimal, above)
    upper, lower = abs(value.numerator), value.denominator
    numerator = _times(upper, False, above) if above or upper != 1 else t.ONE
    if lower == 1 and not below:
        return _signed_quotient(value, numerator)
    return _signed_quotient(value, t.Quotient(numerator, _times(lower, False, below)))


def _positive(node: t.Node) -> t.Node:
    return node.argument if type(node) is t.Negative else node


def _signed_quotient(value: Fraction, node: t.Node) -> t.Node:
    return t.Negative(node) if value.numerator < 0 else node


def _power(node: t.Node, old: Children, new: Children) -> t.Node:
    base, exponent = new
    power, root = _number(exponent), _number(base)
    if power is not None and root is not None:
        value = exact_value(t.Power(base, exponent)) if root[0] or power[0] > 0 else None
        if value is not None:
            return _written(value, root[1])
    if power is not None and power[0] == 1:
        return base
    if (power is not None and not power[0] and root is None) or (root is not None and root[0] == 1):
        return t.ONE
    return t.Power(base, exponent)


def _call(node: t.Node, old: Children, new: Children) -> t.Node:
    assert isinstance(node, t.Call)
    call = t.Call(node.function, tuple(new))
    values = [_number(argument) for argument in new]
    if None in values:
        return call
    value = exact_value(call)
    return call if value is None else _written(value, any(value is not None and value[1] for value in values))


def _piecewise(node: t.Node, old: Children, new: Children) -> t.Node:
    """The branch that the drawn numbers decide, if they do."""
    replaced = node.with_children(tuple(new))
    assert isinstance(replaced, t.Piecewise)
    return decided(replaced)


_RULES: Final[Mapping[type[t.Node], Callable[[t.Node, Children, Children], t.Node]]] = MappingProxyType(
    {
        t.Negative: _negative,
        t.Sum: _sum,
        t.Product: _product,
        t.Quotient: _quotient,
        t.Power: _power,
        t.Call: _call,
        t.Piecewise: _piecewise,
    }
)
