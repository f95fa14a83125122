"""Roots of squares as bars: √(x² − 2x + 1) is |x − 1|, and √(1 − cos x) is √2·|sin(x/2)|."""

from __future__ import annotations

from fractions import Fraction

from calcdrill.expression import tree as t
from calcdrill.expression.arithmetic import rational
from calcdrill.expression.integrating.plain_powers import root_of
from calcdrill.expression.powers import base_and_power
from calcdrill.expression.tidy import tidy

__all__ = ["with_bars"]

_QUARTER = t.Quotient(t.Name("pi"), t.Number(4))


def with_bars(node: t.Node, variable: str) -> tuple[t.Node, tuple[t.Relation, ...]]:
    """The tree with bars for each root of a square, and the equations that say what is squared under each root."""
    facts: list[t.Relation] = []

    def change(part: t.Node) -> t.Node:
        base, power = base_and_power(part)
        if base is None or power.denominator != 2 or variable not in t.names(base):
            return part
        inner = _square(tidy(base), variable)
        if inner is None:
            return part
        facts.append(t.Relation((base, t.Power(inner, t.TWO)), ("=",)))
        bars = t.Call("abs", (inner,))
        return bars if power == Fraction(1, 2) else t.Power(bars, t.number(power.numerator))

    new = t.transform(node, change)
    return (tidy(new), tuple(facts)) if facts else (node, ())


def _square(node: t.Node, variable: str) -> t.Node | None:
    """u where the tree is u²."""
    inner, times = root_of(node, variable)
    return inner if times == 2 else _by_half(node)


def _by_half(node: t.Node) -> t.Node | None:
    """a ± a·cos w and a ± a·sin w for a > 0: 2a times the square of a wave of half the angle."""
    if not isinstance(node, t.Sum) or len(node.terms) != 2:
        return None
    a = next((number for term in node.terms if (number := t.value_of(term)) is not None), None)
    wave = next((term for term in node.terms if t.value_of(term) is None), None)
    if a is None or wave is None or a <= 0:
        return None
    for name in ("cos", "sin"):
        for part in t.walk(wave):
            if isinstance(part, t.Call) and part.function == name:
                for sign in (1, -1):
                    if tidy(wave) == tidy(t.times(rational(Fraction(sign * a)), part)):
                        return _half(Fraction(a), name, sign, part.arguments[0])
    return None


def _half(a: Fraction, name: str, sign: int, w: t.Node) -> t.Node:
    half: t.Node = t.Quotient(w, t.TWO)
    if name == "sin":
        half = t.Sum((half, _QUARTER if sign > 0 else t.Negative(_QUARTER)))
    wave = t.Call("cos" if name == "cos" and sign > 0 else "sin", (tidy(half),))
    return tidy(t.times(t.Call("sqrt", (rational(2 * a),)), wave))
