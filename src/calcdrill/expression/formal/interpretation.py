"""What a tree is in the field, and whether two trees are the same there.

Every rule is a law of algebra or of differentiation that holds wherever both sides are defined; so what is the same
here is equal there, up to a chance of some 10⁻¹⁶. What is not the same here may be equal all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from types import MappingProxyType
from typing import Any, Final

from calcdrill.expression.balls.jets import Direction, directions, shared_order
from calcdrill.expression.comparing.shapes import Misfit, expand
from calcdrill.expression.formal.field import (
    PRIME,
    Element,
    NoMeaning,
    divided,
    fraction,
    minus,
    multiplied,
    plus,
    power,
    summed,
    times,
    unknown,
    variable,
)
from calcdrill.expression.formal.functions import FUNCTIONS, PAIRS, PI, exp, ln
from calcdrill.expression.tree import (
    Apply,
    At,
    Call,
    Derivative,
    Integral,
    Limit,
    Matrix,
    Name,
    Negative,
    Node,
    Number,
    Points,
    Power,
    Product,
    Quotient,
    Relation,
    Sum,
    Vector,
    value_of,
)

__all__ = ["Interpretation"]


class _Array(NoMeaning):
    """A vector or a matrix where a number is due."""


class Interpretation:
    """The elements of trees, each part worked out once.

    ``values`` gives names another element than their own; with a ``length`` above 1 these may be series in t.
    """

    __slots__ = ("elements", "inner", "kept", "length", "values")

    def __init__(self, values: Mapping[str, Element] = MappingProxyType({}), length: int = 1) -> None:
        self.values, self.length = dict(values), length
        self.elements: dict[int, Element] = {}
        self.inner: dict[object, Interpretation] = {}
        self.kept: list[Node] = []

    def same(self, left: Node, right: Node) -> bool:
        """Whether both trees are the same in the field; False also where one has no meaning there."""
        # A tree that is kept keeps its parts, so that no other node can get the id of one.
        self.kept += left, right
        try:
            return bool(self.meaning(left) == self.meaning(right))
        except NoMeaning:
            return False

    def meaning(self, node: Node) -> Any:
        """An element, or a tuple of them for what has parts."""
        whole = _WHOLES.get(type(node))
        if whole is not None:
            return whole(self, node)
        try:
            return self.run(node)
        except _Array:
            return self._expanded(node)

    def _expanded(self, node: Node) -> Any:
        try:
            whole = expand(node)
        except Misfit:
            raise NoMeaning from None
        if whole is node:
            raise NoMeaning
        return Interpretation(self.values, self.length).meaning(whole)

    def run(self, node: Node) -> Element:
        """The element of a tree of numbers."""
        kind = type(node)
        if kind is Number:
            return fraction(node.value)  # type: ignore[attr-defined]
        if kind is Name:
            return self.named(node.name)  # type: ignore[attr-defined]
        key = id(node)
        found = self.elements.get(key)
        if found is None:
            found = self.elements[key] = _RULES.get(kind, _meaningless)(self, node)
        return found

    def named(self, name: str) -> Element:
        """What stands for a name: a value of its own, a constant or the variable that it is."""
        found = self.values.get(name)
        if found is None:
            constant = _CONSTANTS.get(name)
            found = self.values[name] = variable(name) if constant is None else constant()
        return found

    def within(self, key: object, length: int, values: Callable[[], Mapping[str, Element]]) -> Interpretation:
        """The interpretation, known by its key, in which some names are other elements."""
        found = self.inner.get(key)
        if found is None:
            found = self.inner[key] = Interpretation({**self.values, **values()}, length)
        return found


def _meaningless(_: Interpretation, node: Node) -> Element:
    raise _Array if type(node) in _WHOLES else NoMeaning


def _infinite() -> Element:
    raise NoMeaning


_CONSTANTS: Final[Mapping[str, Callable[[], Element]]] = MappingProxyType(
    {"pi": lambda: PI, "e": lambda: exp(1), "oo": _infinite}
)


def _power(interpretation: Interpretation, node: Power) -> Element:
    base, exponent = interpretation.run(node.base), node.exponent
    value = exponent.value if type(exponent) is Number else value_of(exponent)
    if value is not None:
        return power(base, value)
    return exp(times(interpretation.run(exponent), ln(base)))


def _call(interpretation: Interpretation, node: Call) -> Element:
    arguments = [interpretation.run(argument) for argument in node.arguments]
    function = FUNCTIONS.get(node.function)
    if function is not None:
        return function(*arguments)
    pair = PAIRS.get(node.function)
    return _named(node.function, arguments) if pair is None else reduce(pair, arguments)


def _apply(interpretation: Interpretation, node: Apply) -> Element:
    return _named(f"{node.function} {node.primes}", [interpretation.run(argument) for argument in node.arguments])


def _named(name: str, arguments: list[Element]) -> Element:
    """The value of a function of which nothing is known."""
    plain = [argument for argument in arguments if isinstance(argument, int)]
    if len(plain) < len(arguments):
        raise NoMeaning
    return unknown(name, *plain)


def _derivative(interpretation: Interpretation, node: Derivative) -> Element:
    if interpretation.length > 1:
        raise NoMeaning
    body, variables = node.body, node.variables
    while isinstance(body, Derivative):
        variables, body = (*variables, *body.variables), body.body
    order = len(variables)
    total: Element = 0
    for direction, weight in directions(variables):
        found = _coefficient(interpretation, body, direction, order)
        total = plus(total, found if weight == 1 else times(weight % PRIME, found))
    return total


def _coefficient(interpretation: Interpretation, body: Node, direction: Direction, order: int) -> Element:
    """The coefficient of that order of the body's series along a direction."""
    length = shared_order(order) + 1
    key = (direction, length)
    found = interpretation.within(key, length, lambda: _line(interpretation, *key)).run(body)
    return 0 if isinstance(found, int) else found[order]


def _line(interpretation: Interpretation, direction: Direction, length: int) -> dict[str, Element]:
    """What the variables are along a direction: themselves, and t times their part of it."""
    values: dict[str, Element] = {}
    for name, step in direction:
        start = interpretation.named(name)
        assert isinstance(start, int)
        values[name] = [start, step % PRIME, *[0] * (length - 2)]
    return values


def _at(interpretation: Interpretation, node: At) -> Element:
    values = {name: interpretation.run(value) for name, value in node.point}
    key = tuple((name, value if isinstance(value, int) else tuple(value)) for name, value in values.items())
    return interpretation.within(key, interpretation.length, lambda: values).run(node.body)


def _integral(interpretation: Interpretation, node: Integral) -> Element:
    """Two integrals of the same function over the same interval are the same, whatever they are worth."""
    if node.lower is None or node.upper is None:
        raise NoMeaning
    return _bound(interpretation, f"integral {node.variable}", node.body, node.variable, (node.lower, node.upper))


def _limit(interpretation: Interpretation, node: Limit) -> Element:
    return _bound(interpretation, f"limit {node.variable} {node.side}", node.body, node.variable, (node.to,))


def _bound(interpretation: Interpretation, what: str, body: Node, name: str, ends: tuple[Node, ...]) -> Element:
    if interpretation.length > 1:
        raise NoMeaning
    own = interpretation.within(name, 1, lambda: {name: variable(name)})
    return _named(what, [own.run(body), *(interpretation.run(end) for end in ends)])


_RULES: Final[Mapping[type[Node], Callable[[Interpretation, Any], Element]]] = MappingProxyType(
    {
        Negative: lambda i, node: minus(i.run(node.argument)),
        Sum: lambda i, node: summed(map(i.run, node.terms)),
        Product: lambda i, node: multiplied(map(i.run, node.factors)),
        Quotient: lambda i, node: divided(i.run(node.numerator), i.run(node.denominator)),
        Power: _power,
        Call: _call,
        Apply: _apply,
        Derivative: _derivative,
        At: _at,
        Integral: _integral,
        Limit: _limit,
    }
)


def _parts(interpretation: Interpretation, node: Node) -> tuple[Any, ...]:
    return tuple([interpretation.meaning(child) for child in node.children])


_WHOLES: Final[Mapping[type[Node], Callable[[Interpretation, Any], Any]]] = MappingProxyType(
    {
        Vector: lambda i, node: ("vector", _parts(i, node)),
        Matrix: lambda i, node: ("matrix", len(node.rows), _parts(i, node)),
        Relation: lambda i, node: (node.operators, _parts(i, node)),
        Points: lambda i, node: (node.variables, tuple(kind for _, kind in node.items), _parts(i, node)),
    }
)
