"""The frozen tree of mathematics: it keeps what the author wrote.

A tree is a value. Nothing here simplifies: ``(2*x)^2``, ``x/x`` and ``exp(ln(x))`` stay as they are. A number is
never negative; a minus is a ``Negative`` node, so each printed form has one tree. ``pi``, ``e`` and ``oo`` are names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from fractions import Fraction
from itertools import pairwise
from operator import is_
from typing import Any


@dataclass(frozen=True, slots=True)
class Node:
    """Any expression."""

    @property
    def children(self) -> tuple[Node, ...]:
        """The expressions directly inside this one, in reading order."""
        return ()

    def with_children(self, children: tuple[Node, ...]) -> Node:
        """The same node around other ``children`` (as many as before)."""
        return self


@dataclass(frozen=True, slots=True, init=False)
class Number(Node):
    """An exact number ≥ 0. ``decimal`` says that it is written as a decimal fraction (0.25, not 1/4)."""

    value: int | Fraction
    decimal: bool = False

    def __init__(self, value: int | Fraction, decimal: bool = False) -> None:
        if value.numerator < 0:  # a Fraction is compared slowly
            raise ValueError("a Number is never negative: use number() or Negative")
        _set_value(self, value)
        _set_decimal(self, decimal)


@dataclass(frozen=True, slots=True, init=False)
class Name(Node):
    """A variable, a parameter, or one of the constants ``pi``, ``e``, ``oo``."""

    name: str

    def __init__(self, name: str) -> None:
        _set_name(self, name)


@dataclass(frozen=True, slots=True)
class Text(Node):
    """Words where an expression may stand: a choice's label, a condition ("otherwise")."""

    text: str


@dataclass(frozen=True, slots=True, init=False)
class Negative(Node):
    """−argument."""

    argument: Node

    def __init__(self, argument: Node) -> None:
        _set_argument(self, argument)

    @property
    def children(self) -> tuple[Node, ...]:
        return (self.argument,)

    def with_children(self, children: tuple[Node, ...]) -> Node:
        return Negative(children[0])


@dataclass(frozen=True, slots=True, init=False)
class Sum(Node):
    """Two or more terms; a subtracted term is a ``Negative``."""

    terms: tuple[Node, ...]

    def __init__(self, terms: tuple[Node, ...]) -> None:
        _set_terms(self, terms)

    def with_children(self, children: tuple[Node, ...]) -> Node:
        return Sum(children)


@dataclass(frozen=True, slots=True, init=False)
class Product(Node):
    """Two or more factors."""

    factors: tuple[Node, ...]

    def __init__(self, factors: tuple[Node, ...]) -> None:
        _set_factors(self, factors)

    def with_children(self, children: tuple[Node, ...]) -> Node:
        return Product(children)


@dataclass(frozen=True, slots=True, init=False)
class Quotient(Node):
    """numerator / denominator, printed as a fraction."""

    numerator: Node
    denominator: Node

    def __init__(self, numerator: Node, denominator: Node) -> None:
        _set_numerator(self, numerator)
        _set_denominator(self, denominator)

    @property
    def children(self) -> tuple[Node, ...]:
        return (self.numerator, self.denominator)

    def with_children(self, children: tuple[Node, ...]) -> Node:
        return Quotient(children[0], children[1])


@dataclass(frozen=True, slots=True, init=False)
class Power(Node):
    """base ^ exponent. The exponential function is ``Call("exp", …)``, never a power of ``e``."""

    base: Node
    exponent: Node

    def __init__(self, base: Node, exponent: Node) -> None:
        _set_base(self, base)
        _set_exponent(self, exponent)

    @property
    def children(self) -> tuple[Node, ...]:
        return (self.base, self.exponent)

    def with_children(self, children: tuple[Node, ...]) -> Node:
        return Power(children[0], children[1])


@dataclass(frozen=True, slots=True, init=False)
class Call(Node):
    """A known function of ``functions.py`` applied to its arguments; a matrix function may stand here too."""

    function: str
    arguments: tuple[Node, ...]

    def __init__(self, function: str, arguments: tuple[Node, ...]) -> None:
        _set_function(self, function)
        _set_arguments(self, arguments)

    def with_children(self, children: tuple[Node, ...]) -> Node:
        return Call(self.function, children)


@dataclass(frozen=True, slots=True)
class Apply(Node):
    """A function that is only named, with ``primes`` derivatives taken: f(x), g'(2), f⁗(a)."""

    function: str
    arguments: tuple[Node, ...]
    primes: int = 0

    def with_children(self, children: tuple[Node, ...]) -> Node:
        return Apply(self.function, children, self.primes)


@dataclass(frozen=True, slots=True)
class Relation(Node):
    """A chain ``sides[0] operators[0] sides[1] …``; operators are among = != < <= > >= ~ (approximately)."""

    sides: tuple[Node, ...]
    operators: tuple[str, ...]

    def with_children(self, children: tuple[Node, ...]) -> Node:
        return Relation(children, self.operators)

    @property
    def inequalities(self) -> list[tuple[Node, Node, bool]]:
        """For each < <= > >= of the chain: the smaller side, the larger one, and whether they are never equal."""
        found = []
        for (left, right), operator in zip(pairwise(self.sides), self.operators, strict=True):
            if operator[0] in "<>":
                small, large = (left, right) if operator[0] == "<" else (right, left)
                found.append((small, large, len(operator) == 1))
        return found


@dataclass(frozen=True, slots=True)
class Piecewise(Node):
    """The value of the first branch whose condition holds; ``otherwise`` may be None."""

    branches: tuple[tuple[Node, Node], ...]
    otherwise: Node | None = None

    @property
    def children(self) -> tuple[Node, ...]:
        inner = tuple(node for branch in self.branches for node in branch)
        return inner if self.otherwise is None else (*inner, self.otherwise)

    def with_children(self, children: tuple[Node, ...]) -> Node:
        count = 2 * len(self.branches)
        pairs = tuple((children[i], children[i + 1]) for i in range(0, count, 2))
        return Piecewise(pairs, children[count] if len(children) > count else None)


@dataclass(frozen=True, slots=True)
class Vector(Node):
    """An ordered list of entries: a point, a gradient."""

    entries: tuple[Node, ...]

    def with_children(self, children: tuple[Node, ...]) -> Node:
        return Vector(children)


@dataclass(frozen=True, slots=True)
class Matrix(Node):
    """Rows of equal length."""

    rows: tuple[tuple[Node, ...], ...]

    @property
    def children(self) -> tuple[Node, ...]:
        return tuple(entry for row in self.rows for entry in row)

    def with_children(self, children: tuple[Node, ...]) -> Node:
        width = len(self.rows[0])
        return Matrix(tuple(children[i : i + width] for i in range(0, len(children), width)))


@dataclass(frozen=True, slots=True)
class Derivative(Node):
    """A derivative that is still to be taken, with respect to ``variables`` in that order.

    ``partial`` chooses ∂ over d. ("x", "x") is the second derivative by x.
    """

    body: Node
    variables: tuple[str, ...]
    partial: bool = False

    @property
    def children(self) -> tuple[Node, ...]:
        return (self.body,)

    def with_children(self, children: tuple[Node, ...]) -> Node:
        return Derivative(children[0], self.variables, self.partial)


@dataclass(frozen=True, slots=True)
class Integral(Node):
    """An integral that is still to be taken; without limits it is an antiderivative."""

    body: Node
    variable: str
    lower: Node | None = None
    upper: Node | None = None

    @property
    def children(self) -> tuple[Node, ...]:
        if self.lower is None or self.upper is None:
            return (self.body,)
        return (self.body, self.lower, self.upper)

    def with_children(self, children: tuple[Node, ...]) -> Node:
        limits = children[1:] if len(children) == 3 else (None, None)
        return Integral(children[0], self.variable, limits[0], limits[1])


@dataclass(frozen=True, slots=True)
class Limit(Node):
    """The limit of ``body`` as ``variable`` tends to ``to``; ``side`` is "", "+" (from above) or "-"."""

    body: Node
    variable: str
    to: Node
    side: str = ""

    @property
    def children(self) -> tuple[Node, ...]:
        return (self.body, self.to)

    def with_children(self, children: tuple[Node, ...]) -> Node:
        return Limit(children[0], self.variable, children[1], self.side)


@dataclass(frozen=True, slots=True)
class At(Node):
    """``body`` with each variable put at a value, still to be worked out: the evaluation bar."""

    body: Node
    point: tuple[tuple[str, Node], ...]

    @property
    def children(self) -> tuple[Node, ...]:
        return (self.body, *[value for _, value in self.point])

    def with_children(self, children: tuple[Node, ...]) -> Node:
        body, *values = children
        return At(body, tuple([(name, value) for (name, _), value in zip(self.point, values, strict=True)]))


@dataclass(frozen=True, slots=True)
class Points(Node):
    """A set of points, each with a type ("min", "max", "saddle", "neither" or ""), in a fixed order."""

    variables: tuple[str, ...]
    items: tuple[tuple[tuple[Node, ...], str], ...]

    @property
    def children(self) -> tuple[Node, ...]:
        return tuple(value for values, _ in self.items for value in values)

    def with_children(self, children: tuple[Node, ...]) -> Node:
        width = len(self.variables)
        groups = (children[i : i + width] for i in range(0, len(children), width))
        return Points(self.variables, tuple((g, kind) for g, (_, kind) in zip(groups, self.items, strict=True)))


def _setters(kind: type[Node]) -> list[Callable[[Node, Any], None]]:
    return [kind.__dict__[field.name].__set__ for field in fields(kind)]


# The classes that most nodes are of fill their slots at once: a frozen dataclass looks for the way to each of them.
_set_value, _set_decimal = _setters(Number)
(_set_name,) = _setters(Name)
(_set_argument,) = _setters(Negative)
(_set_terms,) = _setters(Sum)
(_set_factors,) = _setters(Product)
_set_numerator, _set_denominator = _setters(Quotient)
_set_base, _set_exponent = _setters(Power)
_set_function, _set_arguments = _setters(Call)


# Where one field holds all the children, its slot is what ``children`` reads: no call, and most nodes are of these, or
# have no children.
for _class, _field in (
    (Sum, "terms"),
    (Product, "factors"),
    (Call, "arguments"),
    (Apply, "arguments"),
    (Relation, "sides"),
    (Vector, "entries"),
):
    _class.children = _class.__dict__[_field]  # type: ignore[method-assign]
Node.children = ()  # type: ignore[method-assign, assignment]


CONSTANTS = frozenset({"pi", "e", "oo"})
SIGNS: Mapping[str, frozenset[int]] = {
    "=": frozenset({0}),
    "~": frozenset({0}),
    "!=": frozenset({-1, 1}),
    "<": frozenset({-1}),
    "<=": frozenset({-1, 0}),
    ">": frozenset({1}),
    ">=": frozenset({0, 1}),
}
"""For each sign of relation, the signs that its left side minus its right side may have."""
_BINDERS = frozenset({At, Integral, Limit})

_MANY = 100
_SMALL = tuple([Number(value) for value in range(_MANY)])
ZERO, ONE, TWO = _SMALL[:3]


def number(value: int | Fraction, decimal: bool = False) -> Node:
    """The tree of an exact number of either sign; an integral Fraction becomes an int."""
    if type(value) is not int and value.denominator == 1:
        value = value.numerator
    if type(value) is int and 0 <= value < _MANY and not decimal:
        return _SMALL[value]
    if value.numerator < 0:  # a Fraction is compared slowly
        return Negative(Number(-value, decimal))
    return Number(value, decimal)


def value_of(node: Node) -> int | Fraction | None:
    """The exact value of a plain number (with or without a minus, or a quotient of two), else None."""
    if type(node) is Number:
        return node.value
    if type(node) is Negative:
        inner = value_of(node.argument)
        return None if inner is None else -inner
    if type(node) is Quotient and type(node.numerator) is type(node.denominator) is Number:
        top, bottom = node.numerator.value, node.denominator.value
        if bottom:
            result = Fraction(top, bottom)
            return result.numerator if result.denominator == 1 else result
    return None


def total(*terms: Node) -> Node:
    """The sum of any number of terms: 0 for none, the term itself for one."""
    return Sum(terms) if len(terms) > 1 else terms[0] if terms else ZERO


def times(*factors: Node) -> Node:
    """The product of any number of factors: 1 for none, the factor itself for one."""
    return Product(factors) if len(factors) > 1 else factors[0] if factors else ONE


def walk(node: Node) -> Iterator[Node]:
    """The node and everything inside it, parents first."""
    stack = [node]
    while stack:
        current = stack.pop()
        yield current
        children = current.children
        if children:
            stack.extend(children[::-1])


def contains(node: Node, *kinds: type[Node]) -> bool:
    """Whether a node of one of these classes stands in the tree."""
    nodes = [node]
    for current in nodes:  # which grows
        if type(current) in kinds:
            return True
        nodes += current.children
    return False


def functions(node: Node) -> frozenset[str]:
    """The names of the known functions that are called in the tree."""
    return frozenset([inner.function for inner in walk(node) if type(inner) is Call])


def transform(node: Node, change: Callable[[Node], Node]) -> Node:
    """The tree with ``change`` applied to every node, children first."""
    children = node.children
    if children:
        changed = tuple([transform(child, change) for child in children])
        if not all(map(is_, changed, children)):
            node = node.with_children(changed)
    return change(node)


def transform_down(node: Node, change: Callable[[Node], Node]) -> Node:
    """The tree with ``change`` applied to every node, parents first; what is changed is not gone into."""
    new = change(node)
    children = node.children
    if new is not node or not children:
        return new
    changed = tuple([transform_down(child, change) for child in children])
    return node if all(map(is_, changed, children)) else node.with_children(changed)


def names(node: Node) -> frozenset[str]:
    """The names of all variables and parameters in the tree; the constants pi, e and oo do not count."""
    named, nodes = set(), [node]
    for current in nodes:
        if type(current) is Name:
            named.add(current.name)
        else:
            nodes += current.children
    return frozenset(named - CONSTANTS)


def free_variables(node: Node) -> frozenset[str]:
    """The names that are not bound by a derivative's point, an integral's limits or a limit inside the tree."""
    free: set[str] = set()
    nodes: list[Any] = [node]
    for current in nodes:
        kind = type(current)
        if kind is Name:
            free.add(current.name)
        elif kind in _BINDERS:
            free |= _free_in(current)
        else:
            nodes += current.children
    return frozenset(free - CONSTANTS)


def _free_in(node: Node) -> frozenset[str]:
    """The free names of a node that may bind some."""
    body, *outside = node.children
    return free_variables(body).difference(_bound_by(node)).union(*map(free_variables, outside))


def has_variables(node: Node, bound: frozenset[str] = CONSTANTS) -> bool:
    """Whether a name is free in the tree that is none of ``bound``: if not, the tree is a number."""
    stack = [node]
    while stack:
        current = stack.pop()
        kind = type(current)
        if kind is Name:
            if current.name not in bound:  # type: ignore[attr-defined]
                return True
        elif kind in _BINDERS:
            body, *outside = current.children
            stack += outside
            if has_variables(body, bound.union(_bound_by(current))):
                return True
        else:
            stack += current.children
    return False


def _bound_by(node: Node) -> list[str]:
    """The names that a node binds in its body."""
    if type(node) is At:
        return [name for name, _ in node.point]
    if type(node) is Integral and len(node.children) == 1:
        return []
    return [node.variable]  # type: ignore[attr-defined]


def substitute(node: Node, values: Mapping[str, Node]) -> Node:
    """The tree with names replaced by trees, and nothing else changed."""
    if type(node) is Name:
        return values.get(node.name, node)
    children = node.children
    if not children or not values:
        return node
    changed = tuple([substitute(child, values) for child in children])
    return node if all(map(is_, changed, children)) else node.with_children(changed)


def size(node: Node) -> int:
    """How many nodes the tree has."""
    nodes = [node]
    for current in nodes:
        nodes += current.children
    return len(nodes)
