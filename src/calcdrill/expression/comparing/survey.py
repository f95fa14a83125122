"""What has to be known of a tree before points are chosen: its variables, its kinks, its possible gaps."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from itertools import combinations, filterfalse
from typing import Any, Final, NamedTuple
from zlib import crc32

from calcdrill.expression import facts
from calcdrill.expression import tree as t
from calcdrill.expression.functions import FUNCTIONS

__all__ = ["Survey", "survey"]

_HALF_LINE: Final = {"log"} | facts.named(
    lambda name: facts.domain(name) not in (None, facts.LINE) and not FUNCTIONS[name].is_discrete
)
_KINKED: Final = facts.named(lambda name: facts.sides(name) is not None)
_TIED: Final = facts.named(lambda name: FUNCTIONS[name].has_ties)
_STEPPED: Final = facts.named(lambda name: any(jump.period for jump in facts.points(name, "jumps") or ()))


class Survey(NamedTuple):
    """``names``: the variables, sorted.

    ``gaps``: 0 where the trees are defined nearly everywhere, 1 where they divide, 2 where roots or
    logarithms leave perhaps half of the line. ``kinks``: trees whose zeros are kinks or jumps. ``steps``:
    trees that jump at each whole number. ``divisors``: trees whose zeros may be gaps. ``in_parts``: whether a
    vector or matrix stands somewhere. ``only_named``: whether a function that has no rule does: there is no value.
    """

    names: tuple[str, ...]
    gaps: int
    kinks: tuple[t.Node, ...]
    steps: tuple[t.Node, ...]
    divisors: tuple[t.Node, ...]
    in_parts: bool
    only_named: bool

    @property
    def telling_divisors(self) -> tuple[t.Node, ...]:
        """The divisors that may be polynomials, without those whose zero is a check point anyway."""
        if not self.divisors:
            return ()
        telling = [divisor for divisor in self.divisors if type(divisor) in _RATIONAL]
        return tuple(telling if len(self.names) != 1 else filterfalse(_is_plain, telling))


_NOTHING: Final = Survey((), 0, (), (), (), False, False)


class _Finder:
    def __init__(self) -> None:
        self.names: set[str] = set()
        self.gaps = 0
        self.kinks: list[t.Node] = []
        self.steps: list[t.Node] = []
        self.divisors: list[t.Node] = []
        self.in_parts = False
        self.only_named = False

    def found_nothing(self) -> bool:
        """Whether there is nothing to know of the trees: they are plain numbers."""
        lists = self.kinks or self.steps or self.divisors
        return not (self.names or lists or self.gaps or self.in_parts or self.only_named)

    def look(self, tree: t.Node) -> None:
        names, stack = self.names, [tree]
        while stack:
            node: Any = stack.pop()
            kind = type(node)
            if kind is t.Name:
                names.add(node.name)
            elif kind is not t.Number:
                note = _NOTES.get(kind)
                if note is not None:
                    note(self, node)
                    if kind in _BINDING:
                        continue
                stack += node.children

    def _call(self, node: t.Call) -> None:
        function, arguments = node.function, node.arguments
        if function in _HALF_LINE:
            self.gaps = 2
        elif function in _KINKED:
            self.kinks.append(arguments[0])
        elif function in _TIED:
            self.kinks.extend(_differences(arguments))
        elif function in _STEPPED:
            self.steps.append(arguments[0])

    def _quotient(self, node: t.Quotient) -> None:
        if type(node.denominator) is not t.Number:
            self.gaps = self.gaps or 1
            self.divisors.append(node.denominator)

    def _power(self, node: t.Power) -> None:
        exponent = type(node.exponent)
        if exponent is not t.Number:
            self.gaps = self.gaps or 1
        if exponent is t.Negative:
            self.divisors.append(node.base)

    def _piecewise(self, node: t.Piecewise) -> None:
        for _, condition in node.branches:
            if isinstance(condition, t.Relation):
                self.kinks.extend(_differences(condition.sides))

    def _array(self, _: t.Node) -> None:
        self.in_parts = True

    def _named(self, _: t.Node) -> None:
        self.only_named = True

    def _binding(self, node: t.Node) -> None:
        inner = _Finder()
        body, *outside = node.children
        inner.look(body)
        for child in outside:
            self.look(child)
        self.names |= inner.names
        self.in_parts |= inner.in_parts
        self.only_named |= inner.only_named
        self.gaps = max(self.gaps, inner.gaps)
        if type(node) is t.At:
            pairs = ((self.kinks, inner.kinks), (self.steps, inner.steps), (self.divisors, inner.divisors))
            for mine, theirs in pairs:
                mine += [t.substitute(tree, dict(node.point)) for tree in theirs]


_RATIONAL: Final = frozenset({t.Number, t.Name, t.Negative, t.Sum, t.Product, t.Quotient, t.Power})
_BINDING: Final = frozenset({t.At, t.Integral, t.Limit})
_NOTES: Final[dict[type[t.Node], Callable[[_Finder, Any], None]]] = {
    t.Call: _Finder._call,
    t.Quotient: _Finder._quotient,
    t.Power: _Finder._power,
    t.Piecewise: _Finder._piecewise,
    t.Vector: _Finder._array,
    t.Matrix: _Finder._array,
    t.Apply: _Finder._named,
    **dict.fromkeys(_BINDING, _Finder._binding),
}
"""The nodes that may make a kink or gap, and what is taken note of."""


def _is_plain(divisor: t.Node) -> bool:
    """Whether a divisor in one variable is zero at 0 alone, which is a check point anyway."""
    if type(divisor) is t.Power:
        divisor = divisor.base
    if type(divisor) is t.Product:
        return all(map(_is_plain, divisor.factors))
    return type(divisor) is t.Name or type(divisor) is t.Number


def _differences(sides: tuple[t.Node, ...]) -> list[t.Node]:
    return [t.Sum((left, t.Negative(right))) for left, right in combinations(sides, 2)]


def survey(*trees: t.Node) -> Survey:
    """One look at all the trees together.

    What happens inside an integral or a limit is no kink of the whole; its bound variable is counted among
    the names.
    """
    finder = _Finder()
    for tree in trees:
        finder.look(tree)
    if finder.found_nothing():
        return _NOTHING
    return Survey(
        tuple(sorted(finder.names - t.CONSTANTS)),
        finder.gaps,
        tuple(finder.kinks),
        tuple(finder.steps),
        tuple(finder.divisors),
        finder.in_parts,
        finder.only_named,
    )


def joined(left: Survey, right: Survey) -> Survey:
    """The survey of two trees from the surveys of each."""
    if right is _NOTHING:
        return left
    names = left.names
    if names != right.names:
        names = tuple(sorted({*names, *right.names}))
    return Survey(
        names,
        max(left.gaps, right.gaps),
        left.kinks + right.kinks,
        left.steps + right.steps,
        left.divisors + right.divisors,
        left.in_parts or right.in_parts,
        left.only_named or right.only_named,
    )


_MASK: Final = 0xFFFFFFFFFFFF
_CODES: Final = {kind: crc32(kind.__name__.encode()) for kind in t.Node.__subclasses__()}


@lru_cache(maxsize=4096)
def _code(word: str) -> int:
    return crc32(word.encode())


def checksum(*trees: t.Node) -> int:
    """A number that is the same for the same trees in every process."""
    mix = 0
    for tree in trees:
        mix = _mixed(tree, mix)
    return mix


def joined_checksum(left: t.Node, right: t.Node) -> int:
    """The checksum of two trees from the checksums of each."""
    return (checksum(left) * 31 + checksum(right)) & _MASK


def _mixed(tree: t.Node, mix: int) -> int:
    stack = [tree]
    while stack:
        node = stack.pop()
        match node:
            case t.Number(value=value):
                mix = mix * 31 + (value if type(value) is int else value.numerator * 7 + value.denominator)
            case t.Name(name=name):
                mix = mix * 31 + _code(name)
            case _:
                mix = (mix * 31 + _CODES[type(node)]) & _MASK
                if type(node) is t.Call:
                    mix += _code(node.function)
                if type(node) in _BINDING:
                    mix += _mixed(node.children[0], 0)
                else:
                    stack.extend(node.children)
    return mix & _MASK
