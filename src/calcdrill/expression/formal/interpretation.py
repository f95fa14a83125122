"""What a tree is in the field, and whether two trees are the same there.

Every rule is a law of algebra or of differentiation that holds wherever both sides are defined; so what is the same
here is equal there, up to a chance of some 10⁻¹⁶. What is not the same here may be equal all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import reduce
from operator import add, mul
from typing import Any, Final

from flint import nmod

from calcdrill.expression import tree as t
from calcdrill.expression.comparing.shapes import Misfit, expand
from calcdrill.expression.exact import exact_value
from calcdrill.expression.formal.field import (
    ONE,
    ZERO,
    Draw,
    Dual,
    Element,
    NoMeaning,
    draw_from,
    element,
    unknown,
    variable,
    whole_number,
)
from calcdrill.expression.formal.functions import FUNCTIONS, OF_TWO, exp, ln, pi
from calcdrill.expression.formal.logarithms import Apart, exponential, logarithm, raised, to_take_apart
from calcdrill.expression.formal.roots import power
from calcdrill.expression.tidy import tidy

__all__ = ["Interpretation"]

_MOST_BELOW: Final = 24


class _Array(NoMeaning):
    """A vector or a matrix where a number is due."""


class _Named(dict[str, Element]):
    """What stands for a name: a value of its own, a constant or the variable that it is."""

    def __missing__(self, name: str) -> Element:
        constant = _CONSTANTS.get(name)
        element = self[name] = variable(name) if constant is None else constant()
        return element


class Interpretation:
    """The elements of trees, each part worked out once; ``values`` gives names another element than their own.

    The unknowns are those of ``draw``, whose salt is a hash of what is compared: no formula is written around them.
    With ``apart`` "logarithms" or "exponents" of powers are taken apart.
    """

    __slots__ = ("apart", "draw", "elements", "inner", "kept", "others", "values")

    def __init__(
        self, draw: Draw | None = None, values: Mapping[str, Element] | tuple[()] = (), apart: Apart = ""
    ) -> None:
        self.draw, self.values, self.apart = draw or Draw(), _Named(values), apart
        self.others: dict[Apart, Interpretation] = {}
        self.elements: dict[int, Element] = {}
        self.inner: dict[object, Interpretation] = {}
        self.kept: list[t.Node] = []

    def same(self, left: t.Node, right: t.Node) -> bool:
        """Whether both trees are the same in the field; False also where one has no meaning there."""
        if (type(left) in _OPAQUE) is not (type(right) in _OPAQUE) and _stands_alone(left, right):
            return False
        # A tree that is kept keeps its parts, so that no other node can get the id of one.
        self.kept += left, right
        draw_from(self.draw)
        try:
            if self.meaning(left) == self.meaning(right):
                return True
        except (NoMeaning, ZeroDivisionError):
            return False
        return not self.apart and any(self._with(apart).same(left, right) for apart in to_take_apart((left, right)))

    def _with(self, apart: Apart) -> Interpretation:
        """The interpretation that takes these apart."""
        if apart not in self.others:
            self.others[apart] = Interpretation(self.draw, self.values, apart)
        return self.others[apart]

    def small_ratio(self, one: t.Node, other: t.Node) -> Fraction | None:
        """The fraction of small numbers that ``one / other`` is in the field; None where it is none."""
        self.kept += one, other
        draw_from(self.draw)
        try:
            ratio = self.meaning(one) / self.meaning(other)
        except (NoMeaning, ZeroDivisionError):
            return None
        small = _small_fraction(ratio)
        return None if small is None else Fraction(small)

    def meaning(self, node: t.Node) -> Any:
        """An element, or a tuple of them for what has parts; NoMeaning or ZeroDivisionError where there is none."""
        whole = _WHOLES.get(type(node))
        if whole is not None:
            return whole(self, node)
        try:
            return self.run(node)
        except _Array:
            return self._expanded(node)

    def _expanded(self, node: t.Node) -> Any:
        if type(node) is t.At and type(node.body) in _WHOLES:
            return _placed(self, node).meaning(node.body)
        try:
            node = expand(node)
        except Misfit:
            raise NoMeaning from None
        self.kept.append(node)
        whole = _WHOLES.get(type(node))
        return self.run(node) if whole is None else whole(self, node)

    def run(self, node: t.Node) -> Element:
        """The element of a tree of numbers."""
        kind = type(node)
        if kind is t.Number:
            return element(node.value)  # type: ignore[attr-defined]
        if kind is t.Name:
            return self.values[node.name]  # type: ignore[attr-defined]
        key = id(node)
        known = self.elements.get(key)
        if known is None:
            known = self.elements[key] = _RULES[kind](self, node)
        return known

    def run_made(self, node: t.Node) -> Element:
        """As ``run``, for a tree that was made on the way: it is kept, so that no other node can get its id."""
        self.kept.append(node)
        return self.run(node)

    def moving(self, name: str) -> Interpretation:
        """The interpretation in which a variable has the rate 1: what depends on it is a pair, and nothing else is."""
        interpretation = self.inner.get(name)
        if interpretation is None:
            interpretation = self.inner[name] = Interpretation(self.draw, self.values, self.apart)
            values = interpretation.values
            for other, value in self.values.items():
                if type(value) is Dual:
                    values[other] = Dual(value, ZERO)
            values[name] = Dual(self.values[name], ONE)
        return interpretation

    def at(self, point: dict[str, Element]) -> Interpretation:
        """The interpretation in which some names are other elements."""
        key = (*point, *[value if type(value) is Dual else int(value) for value in point.values()])
        interpretation = self.inner.get(key)
        if interpretation is None:
            interpretation = self.inner[key] = Interpretation(self.draw, self.values, self.apart)
            interpretation.values.update(point)
        return interpretation


_OPAQUE: Final = (t.Integral, t.Limit)
"""What is an unknown of its own: the same as another such thing, or as nothing."""


def _stands_alone(left: t.Node, right: t.Node) -> bool:
    """Whether of two trees one is an integral or a limit, and in the other there is none."""
    return not t.contains(right if type(left) in _OPAQUE else left, *_OPAQUE)


def _meaningless(_: Interpretation, node: t.Node) -> Element:
    raise _Array if type(node) in _WHOLES else NoMeaning


def _infinite() -> Element:
    raise NoMeaning


_CONSTANTS: Final[dict[str, Callable[[], Element]]] = {"pi": pi, "e": lambda: exp(ONE), "oo": _infinite}


def _folded(combine: Callable[[Element, Element], Element]) -> Callable[[Interpretation, t.Node], Element]:
    """The rule of a sum or a product. Most nodes are below one: here they are as in ``run``, without a call of it."""

    def rule(interpretation: Interpretation, node: t.Node) -> Element:
        values, elements = interpretation.values, interpretation.elements
        total: Element | None = None
        for part in node.children:
            kind = type(part)
            folded: Element | None
            if kind is t.Number:
                folded = element(part.value)  # type: ignore[attr-defined]
            elif kind is t.Name:
                folded = values[part.name]  # type: ignore[attr-defined]
            else:
                key = id(part)
                folded = elements.get(key)
                if folded is None:
                    folded = elements[key] = _RULES[kind](interpretation, part)
            total = folded if total is None else combine(total, folded)
        assert total is not None
        return total

    return rule


def _power(interpretation: Interpretation, node: t.Power) -> Element:
    base, exponent = interpretation.run(node.base), node.exponent
    value = exponent.value if type(exponent) is t.Number else t.value_of(exponent)
    if value is None and t.free_variables(node.base):
        # (u^a)^b is u^(a·b) for letters, and for u > 0; letters that are put in count as numbers.
        value = _small_fraction(interpretation.run(exponent))
        if value is None:
            value = _rational(exponent)
    if value is not None:
        return power(base, value)
    if interpretation.apart == "exponents":
        return raised(base, exponent, interpretation.run_made)
    return exp(interpretation.run(exponent) * ln(base))


def _small_fraction(a: Element) -> int | Fraction | None:
    """The fraction of small numbers that an element is."""
    if type(a) is not nmod:
        return None
    for below in range(1, _MOST_BELOW):
        above = whole_number(int(a * below))
        if above is not None:
            return above if below == 1 else Fraction(above, below)
    return None


def _call(interpretation: Interpretation, node: t.Call) -> Element:
    function = FUNCTIONS.get(node.function)
    if function is not None:
        (argument,) = node.arguments
        if node.function == "ln" and (interpretation.apart == "logarithms" or _is_size(argument)):
            return _logarithm(interpretation, argument)
        if node.function == "exp" and interpretation.apart == "logarithms":
            return exponential(argument, interpretation.run_made)
        return function(interpretation.run(argument))
    if node.function == "log" and interpretation.apart == "logarithms":
        inside, base = (logarithm(argument, interpretation.run) for argument in node.arguments)
        return inside / base
    of_two = OF_TWO.get(node.function)
    if of_two is not None:
        return reduce(of_two, map(interpretation.run, node.arguments))
    return _named(interpretation, node.function, node.arguments)


def _is_size(node: t.Node) -> bool:
    return type(node) is t.Call and node.function == "abs"


def _logarithm(interpretation: Interpretation, argument: t.Node) -> Element:
    """ln u by its parts, or ln|u| as ln(u²)/2."""
    if interpretation.apart == "logarithms":
        return logarithm(argument, interpretation.run)
    inside = interpretation.run(argument.children[0])
    return ln(inside * inside) / element(2)


def _apply(interpretation: Interpretation, node: t.Apply) -> Element:
    return _named(interpretation, f"{node.function} {node.primes}", node.arguments)


def _named(interpretation: Interpretation, name: str, arguments: tuple[t.Node, ...]) -> Element:
    """The value of a function of which nothing is known."""
    return unknown(name, *[int(interpretation.run(argument)) for argument in arguments])


def _derivative(interpretation: Interpretation, node: t.Derivative) -> Element:
    inner = interpretation
    for name in node.variables:
        inner = inner.moving(name)
    value = inner.run(node.body)
    for _ in node.variables:
        value = value.rate if type(value) is Dual else ZERO
    return value


def _placed(interpretation: Interpretation, node: t.At) -> Interpretation:
    return interpretation.at({name: _put_in(interpretation, node.body, value) for name, value in node.point})


def _put_in(interpretation: Interpretation, body: t.Node, value: t.Node) -> Element:
    """The element of what is put in for a letter: of cos π in an exponent that of −1."""
    exact = _rational(value) if _has_exponents(body) else None
    return interpretation.run(value) if exact is None else element(exact)


def _has_exponents(body: t.Node) -> bool:
    """Whether a letter may come to stand in an exponent, be it by another letter."""
    return any(isinstance(node, t.Power) and bool(t.names(node.exponent)) for node in t.walk(body))


def _rational(node: t.Node) -> int | Fraction | None:
    """The fraction that a tree without variables is found to be, as 3 + cos π is 2."""
    if t.free_variables(node):
        return None
    exact = exact_value(node)
    return t.value_of(tidy(node)) if exact is None else exact


def _at(interpretation: Interpretation, node: t.At) -> Element:
    return _placed(interpretation, node).run(node.body)


def _integral(interpretation: Interpretation, node: t.Integral) -> Element:
    """Two integrals of the same function over the same interval are the same, whatever they are worth."""
    if node.lower is None or node.upper is None:
        raise NoMeaning
    ends = interpretation.run(node.lower), interpretation.run(node.upper)
    own = interpretation.at({node.variable: variable(node.variable)})
    return _between(interpretation, node, int(own.run(node.body)), *ends)


def _between(interpretation: Interpretation, node: t.Integral, inside: int, low: Element, high: Element) -> Element:
    """The value, and with ends that move the rate f(b)·b′ − f(a)·a′."""
    if type(low) is not Dual and type(high) is not Dual:
        return unknown(f"integral {node.variable}", inside, int(low), int(high))
    rate: Element = ZERO
    fixed: list[Element] = []
    for end, sign in ((low, -ONE), (high, ONE)):
        fixed.append(end.value if type(end) is Dual else end)
        if type(end) is Dual:
            rate = rate + interpretation.at({node.variable: end.value}).run(node.body) * end.rate * sign
    return Dual(_between(interpretation, node, inside, *fixed), rate)


def _limit(interpretation: Interpretation, node: t.Limit) -> Element:
    return _bound(interpretation, f"limit {node.variable} {node.side}", node.body, node.variable, (node.to,))


def _bound(interpretation: Interpretation, what: str, body: t.Node, name: str, ends: tuple[t.Node, ...]) -> Element:
    own = interpretation.at({name: variable(name)})
    return unknown(what, int(own.run(body)), *[int(interpretation.run(end)) for end in ends])


_RULES: Final[dict[type[t.Node], Callable[[Interpretation, Any], Element]]] = {
    **dict.fromkeys(t.Node.__subclasses__(), _meaningless),
    t.Negative: lambda i, node: -i.run(node.argument),
    t.Sum: _folded(add),
    t.Product: _folded(mul),
    t.Quotient: lambda i, node: i.run(node.numerator) / i.run(node.denominator),
    t.Power: _power,
    t.Call: _call,
    t.Apply: _apply,
    t.Derivative: _derivative,
    t.At: _at,
    t.Integral: _integral,
    t.Limit: _limit,
}


def _parts(interpretation: Interpretation, node: t.Node) -> tuple[Any, ...]:
    return tuple([interpretation.meaning(child) for child in node.children])


_WHOLES: Final[dict[type[t.Node], Callable[[Interpretation, Any], Any]]] = {
    t.Vector: lambda i, node: ("vector", _parts(i, node)),
    t.Matrix: lambda i, node: ("matrix", len(node.rows), _parts(i, node)),
    t.Relation: lambda i, node: (node.operators, _parts(i, node)),
    t.Points: lambda i, node: (node.variables, tuple(kind for _, kind in node.items), _parts(i, node)),
}
