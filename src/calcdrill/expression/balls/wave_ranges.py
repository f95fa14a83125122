"""The values of sin and cos on a ball, close: flint's own ball of cos is as wide as its argument."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Final

from flint import arb

__all__ = ["wave_range"]

_FUNCTIONS: Final[dict[str, tuple[Callable[[arb], arb], Fraction]]] = {
    "sin": (arb.sin, Fraction(1, 2)),
    "cos": (arb.cos, Fraction(0)),
}
"""Each with the part of π at which it is 1; it is ±1 there and at every whole number of half turns from there."""


def wave_range(name: str, ball: arb) -> arb:
    """A ball around all values on ``ball``: those at its ends, and ±1 where a crest may lie in between."""
    change, crest = _FUNCTIONS[name]
    plain = change(ball)
    if ball.rad() == 0 or not ball.rad() < 2:
        return plain
    low, high = ball.lower(), ball.upper()
    wave = change(low).union(change(high))
    first = (low / arb.pi() - arb(crest.numerator) / crest.denominator).lower().ceil()
    last = (high / arb.pi() - arb(crest.numerator) / crest.denominator).upper().floor()
    start, end = first.unique_fmpz(), last.unique_fmpz()
    if start is None or end is None:
        return plain
    for turn in range(int(start), int(end) + 1):
        wave = wave.union(arb(-1 if turn % 2 else 1))
    return wave
