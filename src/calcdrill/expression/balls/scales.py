"""How fast things grow: products of powers of t, of its logarithms and of exponentials, told apart exactly.

A scale is e^s, where s is a sum of a number times a faster or slower scale: t^a·(ln t)^b·e^(3t) has the logarithm
a·L1 + b·L2 + 3·L0, with L0 = t, L1 = ln t, L2 = ln ln t (and L₋₁ = e^t). Of two scales the one wins whose logarithm
has the larger first term.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from flint import arb, fmpq

from calcdrill.expression import tree as t
from calcdrill.expression.formal.interpretation import Interpretation
from calcdrill.expression.rationals import fraction
from calcdrill.expression.tidy import tidy

__all__ = ["ONE_SCALE", "Key", "Real", "Scale", "Unclear", "iterated", "key_of", "of_key", "order", "over", "raised"]

_MOST_PARTS: Final = 400


class Unclear(Exception):
    """It cannot be told, not from what is known: whether a number is 0, or how a function behaves."""


@dataclass(frozen=True, slots=True)
class Real:
    """A number: exact, or a ball together with the tree that says which number it is (None: nobody knows)."""

    value: fmpq | arb
    tree: t.Node | None = None

    def node(self) -> t.Node | None:
        """The tree of the number."""
        if type(self.value) is fmpq:
            return t.number(fraction(self.value))
        return self.tree

    def __add__(self, other: Real) -> Real:
        return _joined(self.value + other.value, t.Sum, self, other)

    def __mul__(self, other: Real) -> Real:
        return _joined(self.value * other.value, t.Product, self, other)

    def __neg__(self) -> Real:
        return Real(-self.value, None if self.tree is None else t.Negative(self.tree))

    def over(self, other: Real) -> Real:
        """The quotient; the other number is known not to be 0."""
        one, two = self.node(), other.node()
        tree = None if one is None or two is None else t.Quotient(one, two)
        return Real(self.value / other.value, tree)

    def sign(self) -> int:
        """1, 0 or −1; raises Unclear. A ball around 0 is 0 where algebra says so of its tree."""
        value = self.value
        if value > 0:
            return 1
        if value < 0:
            return -1
        if (not value) if type(value) is fmpq else value.is_zero():
            return 0
        if self.tree is not None and _is_zero(self.tree):
            return 0
        raise Unclear

    def order(self, other: Real) -> int:
        """The sign of the difference; raises Unclear."""
        if type(self.value) is fmpq and type(other.value) is fmpq:
            return (self.value > other.value) - (self.value < other.value)
        return 0 if self is other else (self + -other).sign()


def _joined(value: fmpq | arb, form: type[t.Sum] | type[t.Product], one: Real, other: Real) -> Real:
    if type(value) is fmpq:
        return Real(value)
    left, right = one.node(), other.node()
    return Real(value, None if left is None or right is None else form((left, right)))


def _is_zero(tree: t.Node) -> bool:
    if Interpretation().same(tree, t.ZERO):
        return True
    is_small = not any(count > _MOST_PARTS for count, _ in enumerate(t.walk(tree)))
    return is_small and tidy(tree) == t.ZERO


@dataclass(frozen=True, slots=True, eq=False)
class Scale:
    """e to a sum of numbers times keys, the largest key first."""

    log: tuple[tuple[Key, Real], ...] = ()

    def sign(self) -> int:
        """1 if it grows beyond all bounds, −1 if it tends to 0, 0 if it is 1."""
        return self.log[0][1].sign() if self.log else 0

    def __mul__(self, other: Scale) -> Scale:
        return Scale(tuple(_merged(self.log, other.log)))


Key = int | Scale
"""A scale that grows: k stands for L_k."""

ONE_SCALE: Final = Scale()
_ONE: Final = Real(fmpq(1))


def iterated(k: int) -> Scale:
    """L_k: t for 0, ln t for 1, ln ln t for 2."""
    return Scale(((k + 1, _ONE),))


def of_key(key: Key) -> Scale:
    """The scale that a key stands for."""
    return iterated(key) if isinstance(key, int) else key


def key_of(scale: Scale) -> Key:
    """The key that stands for a scale that grows."""
    if len(scale.log) == 1:
        ((key, by),) = scale.log
        if isinstance(key, int) and type(by.value) is fmpq and by.value == 1:
            return key - 1
    return scale


def raised(scale: Scale, power: Real) -> Scale:
    """The scale to a power that is not 0."""
    return Scale(tuple((key, by * power) for key, by in scale.log))


def over(one: Scale, other: Scale) -> Scale:
    """The quotient of two scales."""
    return one * raised(other, Real(fmpq(-1)))


def order(one: Scale, other: Scale) -> int:
    """1 if the first is the larger far out, −1 if the other is, 0 if they are the same; raises Unclear.

    It is the sign of their quotient, which the first difference of the two logarithms decides.
    """
    if one is other:
        return 0
    for (key, by), (key_of_other, by_of_other) in zip(one.log, other.log, strict=False):
        larger = _compared(key, key_of_other)
        if larger:
            return by.sign() if larger > 0 else -by_of_other.sign()
        sign = by.order(by_of_other)
        if sign:
            return sign
    if len(one.log) == len(other.log):
        return 0
    shared = min(len(one.log), len(other.log))
    return one.log[shared][1].sign() if len(one.log) > shared else -other.log[shared][1].sign()


def _merged(one: tuple[tuple[Key, Real], ...], two: tuple[tuple[Key, Real], ...]) -> list[tuple[Key, Real]]:
    merged: list[tuple[Key, Real]] = []
    i = k = 0
    while i < len(one) and k < len(two):
        order = _compared(one[i][0], two[k][0])
        if order > 0:
            merged.append(one[i])
            i += 1
        elif order < 0:
            merged.append(two[k])
            k += 1
        else:
            by = one[i][1] + two[k][1]
            if by.sign():
                merged.append((one[i][0], by))
            i, k = i + 1, k + 1
    return [*merged, *one[i:], *two[k:]]


def _compared(one: Key, other: Key) -> int:
    if isinstance(one, int) and isinstance(other, int):
        return (other > one) - (other < one)
    return 0 if one is other else order(of_key(one), of_key(other))
