"""What has to be known of a tree before points are chosen: its variables, its kinks, its possible gaps."""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations, filterfalse
from typing import Final, NamedTuple
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
        telling = [divisor for divisor in self.divisors if type(divisor) in _RATIONAL]
        return tuple(telling if len(self.names) != 1 else filterfalse(_is_plain, telling))


class _Finder:
    def __init__(self) -> None:
        self.names: set[str] = set()
        self.gaps = 0
        self.kinks: list[t.Node] = []
        self.steps: list[t.Node] = []
        self.divisors: list[t.Node] = []
        self.in_parts = False
        self.only_named = False

    def look(self, tree: t.Node) -> None:
        stack = [tree]
        while stack:
            node = stack.pop()
            kind = type(node)
            if kind is t.Name:
                self.names.add(node.name)  # type: ignore[attr-defined]
            elif kind is not t.Number:
                if kind in _SPECIAL:
                    self._special(node)
                    if kind in _BINDING:
                        continue
                stack.extend(node.children)

    def _special(self, node: t.Node) -> None:
        """Take note of a node that may make a kink or gap."""
        match node:
            case t.Call(function=function, arguments=arguments):
                self._call(function, arguments)
            case t.Quotient(denominator=denominator):
                if type(denominator) is not t.Number:
                    self.gaps = self.gaps or 1
                    self.divisors.append(denominator)
            case t.Power(base=base, exponent=exponent):
                if type(exponent) is not t.Number:
                    self.gaps = self.gaps or 1
                if type(exponent) is t.Negative:
                    self.divisors.append(base)
            case t.Piecewise(branches=branches):
                for _, condition in branches:
                    if isinstance(condition, t.Relation):
                        self.kinks.extend(_differences(condition.sides))
            case t.Vector() | t.Matrix():
                self.in_parts = True
            case t.Apply():
                self.only_named = True
            case _:
                self._binding(node)

    def _call(self, function: str, arguments: tuple[t.Node, ...]) -> None:
        if function in _HALF_LINE:
            self.gaps = 2
        elif function in _KINKED:
            self.kinks.append(arguments[0])
        elif function in _TIED:
            self.kinks.extend(_differences(arguments))
        elif function in _STEPPED:
            self.steps.append(arguments[0])

    def _binding(self, node: t.Node) -> None:
        inner = _Finder()
        inner.look(node.children[0])
        for child in node.children[1:]:
            self.look(child)
        self.names |= inner.names
        self.in_parts |= inner.in_parts
        self.only_named |= inner.only_named
        self.gaps = max(self.gaps, inner.gaps)
        if isinstance(node, t.At):
            pairs = ((self.kinks, inner.kinks), (self.steps, inner.steps), (self.divisors, inner.divisors))
            for mine, theirs in pairs:
                mine += [t.substitute(tree, dict(node.point)) for tree in theirs]


_RATIONAL: Final = frozenset({t.Number, t.Name, t.Negative, t.Sum, t.Product, t.Quotient, t.Power})
_BINDING: Final = frozenset({t.At, t.Integral, t.Limit})
_SPECIAL: Final = _BINDING | {t.Quotient, t.Power, t.Call, t.Piecewise, t.Vector, t.Matrix, t.Apply}


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
