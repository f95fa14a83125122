"""Roots and powers as one: a base and an exponent."""

from __future__ import annotations

from fractions import Fraction

from calcdrill.expression import tree as t

__all__ = ["base_and_power"]


def base_and_power(node: t.Node) -> tuple[t.Node | None, Fraction]:
    """A root or a power as base and exponent; None for anything else, and for an exponent that is no number."""
    match node:
        case t.Call(function="sqrt", arguments=(base,)):
            return base, Fraction(1, 2)
        case t.Call(function="cbrt", arguments=(base,)):
            return base, Fraction(1, 3)
        case t.Power(base=base, exponent=exponent):
            power = t.value_of(exponent)
            return (None, Fraction(1)) if power is None else (base, Fraction(power))
    return None, Fraction(1)
