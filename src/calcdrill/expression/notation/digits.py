"""How a number is written: the digits of a decimal, and which numbers are fractions."""

from __future__ import annotations

from fractions import Fraction

from calcdrill.expression.tree import Node, Number


def decimal_digits(value: int | Fraction) -> str | None:
    """The exact decimal fraction of ``value`` ≥ 0 ("0.25", "2.0"), or None where it has no end."""
    bottom, places = value.denominator, 0
    while bottom % 10 == 0:
        bottom, places = bottom // 10, places + 1
    for prime in (2, 5):
        while bottom % prime == 0:
            bottom, places = bottom // prime, places + 1
    if bottom != 1:
        return None
    if not places:
        return f"{int(value)}.0"
    digits = str(value.numerator * 10**places // value.denominator).zfill(places + 1)
    return f"{digits[:-places]}.{digits[-places:]}"


def is_fraction(node: Node) -> bool:
    """Whether ``node`` is a number that is written as a fraction: 3/4, but neither 3 nor 0.75."""
    if not isinstance(node, Number) or node.value.denominator == 1:
        return False
    return not node.decimal or decimal_digits(node.value) is None
