"""The outcome of a comparison, and what two balls say about the equality of their numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from fractions import Fraction
from itertools import chain
from operator import sub
from typing import Final, NamedTuple

from flint import arb

__all__ = ["Basis", "Comparison", "Verdict", "agree", "all_agree", "together", "weakest"]

_BITS: Final = 133
"""Bits that an agreement needs at least: a bound of 1e-40."""

_ABSOLUTE_BITS: Final = 83
_RELATIVE_BITS: Final = 32


class Verdict(Enum):
    """What a comparison found."""

    EQUAL = "equal"
    DIFFERENT = "different"
    EQUAL_WHERE_DEFINED = "equal where both are defined"
    UNDECIDED = "undecided"


class Basis(Enum):
    """What an answer's correctness rests on, weakest first."""

    CONVENTION = "by convention"
    POINTS = "confirmed at points"
    ALGEBRA = "algebra"
    PROVED = "proved"


class Comparison(NamedTuple):
    """A verdict with its evidence.

    ``points``: at how many points both sides were defined and agreed. ``bound``: the largest relative error
    that the balls leave there. ``witness``: a point where the sides differ. ``left_gap``, ``right_gap``: a
    point where only that side is not defined. ``basis``: what an equality rests on.
    """

    verdict: Verdict
    points: int = 0
    bound: float = 0.0
    witness: Mapping[str, Fraction] | None = None
    left_gap: Mapping[str, Fraction] | None = None
    right_gap: Mapping[str, Fraction] | None = None
    basis: Basis = Basis.POINTS

    @property
    def is_equal(self) -> bool:
        """EQUAL, with nothing to add."""
        return self.verdict is Verdict.EQUAL

    @property
    def holds(self) -> bool:
        """Whether the sides are equal wherever both are defined."""
        return self.verdict is Verdict.EQUAL or self.verdict is Verdict.EQUAL_WHERE_DEFINED


def agree(left: arb, right: arb) -> bool | None:
    """True: both balls are narrow and meet. False: they do not meet. None: they are too wide to tell.

    Narrow is a radius below 1e-40·(1 + |value|), below 1e-25, so that e^256 + x is not taken for e^256 + 2x,
    and below 2⁻³²·|value| beside a value that is surely not zero.
    """
    if not left.overlaps(right):
        return False if left.is_finite() and right.is_finite() else None
    if left.rel_one_accuracy_bits() < _BITS or right.rel_one_accuracy_bits() < _BITS:
        return None
    if (left - right).rel_one_accuracy_bits() < _ABSOLUTE_BITS:
        return None
    if left.rel_accuracy_bits() >= _RELATIVE_BITS <= right.rel_accuracy_bits() or (0 in left and 0 in right):
        return True
    return None


def all_agree(lefts: Sequence[arb], rights: Sequence[arb]) -> int | None:
    """The fewest bits of accuracy among balls that surely ``agree`` pair by pair; None if one pair may not."""
    if not all(map(arb.overlaps, lefts, rights)):
        return None
    bits: int = min(map(arb.rel_one_accuracy_bits, chain(lefts, rights)))
    if bits < _BITS or min(map(arb.rel_one_accuracy_bits, map(sub, lefts, rights))) < _ABSOLUTE_BITS:
        return None
    return bits if min(map(arb.rel_accuracy_bits, chain(lefts, rights))) >= _RELATIVE_BITS else None


_STRENGTH: Final = {basis: place for place, basis in enumerate(Basis)}
_ORDER: Final = (Verdict.DIFFERENT, Verdict.UNDECIDED, Verdict.EQUAL_WHERE_DEFINED, Verdict.EQUAL)


def together(found: Sequence[Comparison]) -> Comparison:
    """The comparison of the whole from those of its parts: the worst verdict, the fewest points."""
    if not found:
        return Comparison(Verdict.EQUAL, basis=Basis.PROVED)
    worst = min(found, key=lambda one: _ORDER.index(one.verdict))
    return Comparison(
        worst.verdict,
        min(one.points for one in found),
        max(one.bound for one in found),
        worst.witness,
        next((one.left_gap for one in found if one.left_gap is not None), None),
        next((one.right_gap for one in found if one.right_gap is not None), None),
        weakest(one.basis for one in found),
    )


def weakest(found: Iterable[Basis]) -> Basis:
    """What the whole rests on, if its parts rest on these."""
    return min(found, key=_STRENGTH.__getitem__)
