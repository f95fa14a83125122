"""Functions that swing for ever: two sequences along which a wave has two values, and so the function two limits.

The arguments of the waves are whole multiples of one function w that grows beyond all bounds and is continuous; so it
takes each of the values θ + 2πk, for all large k, and there each wave is a number.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import lcm
from typing import Final

from flint import arb

from calcdrill.expression import tree as t
from calcdrill.expression.balls.expansion import Expansion
from calcdrill.expression.balls.germs import Nowhere
from calcdrill.expression.balls.scales import Unclear
from calcdrill.expression.differentiating.rules import RIGHT, derive
from calcdrill.expression.tidy import tidy
from calcdrill.expression.waves import WAVES

__all__ = ["angles", "has_two_values", "held", "wave_arguments"]

_JUMPS: Final = frozenset({"floor", "sign", "factorial", "gcd"})
_PI: Final = t.Name("pi")


def has_two_values(body: t.Node, variable: str, expansion: Expansion) -> bool:
    """Whether the function is proved to have two different limits along two sequences."""
    values_met: list[arb] = []
    for arguments in wave_arguments(body, variable):
        if not _grows(arguments[0], expansion):
            continue
        for angle in angles():
            try:
                limit = Expansion.germ(expansion, held(body, arguments, angle, variable)).limit()
            except (Unclear, Nowhere, ZeroDivisionError):
                continue
            if any(not limit.overlaps(other) for other in values_met):
                return True
            values_met.append(limit)
    return False


def _grows(argument: t.Node, expansion: Expansion) -> bool:
    if t.contains(argument, t.Piecewise) or not _JUMPS.isdisjoint(t.functions(argument)):
        return False
    try:
        return not expansion.germ(argument).limit().is_finite()
    except (Unclear, Nowhere):
        return False


def wave_arguments(body: t.Node, variable: str) -> Iterator[tuple[t.Node, ...]]:
    """For each wave its argument and those of the other waves that are rational multiples of it, plus a number."""
    inner = [
        part.arguments[0]
        for part in t.walk(body)
        if isinstance(part, t.Call) and part.function in WAVES and variable in t.names(part)
    ]
    seen: set[t.Node] = set()
    for argument in inner:
        if argument not in seen:
            others = (u for u in inner if _line(u, argument, variable) is not None)
            together = tuple(dict.fromkeys([argument, *others]))
            seen.update(together)
            yield together


def _line(one: t.Node, other: t.Node, variable: str) -> tuple[Fraction, t.Node] | None:
    """(q, c) with one = q·other + c, q rational; None where there are none."""
    rates = (tidy(derive(node, variable, RIGHT)) for node in (one, other))
    ratio = t.value_of(tidy(t.Quotient(*rates)))
    if ratio is None:
        return None
    rest = tidy(t.Sum((one, t.Negative(t.times(t.number(ratio), other)))))
    return None if variable in t.names(rest) else (Fraction(ratio), rest)


def angles() -> tuple[t.Node, ...]:
    """Where to hold a wave: multiples of a quarter and a third of π."""
    fractions = (Fraction(0), Fraction(1), Fraction(1, 2), Fraction(3, 2), Fraction(1, 4), Fraction(2, 3))
    return tuple(tidy(t.times(t.number(part), _PI)) for part in fractions)


def held(body: t.Node, arguments: tuple[t.Node, ...], angle: t.Node, variable: str) -> t.Node:
    """The body with each wave of these arguments at the value that it has where w is at the angle."""
    lines = {u: line for u in arguments if (line := _line(u, arguments[0], variable)) is not None}
    whole = lcm(*(ratio.denominator for ratio, _ in lines.values()))

    def change(part: t.Node) -> t.Node:
        if isinstance(part, t.Call) and part.function in WAVES and part.arguments[0] in lines:
            ratio, rest = lines[part.arguments[0]]
            turned = t.Sum((t.times(t.number(ratio * whole), angle), rest))
            return tidy(t.Call(part.function, (tidy(turned),)))
        return part

    return t.transform(body, change)
