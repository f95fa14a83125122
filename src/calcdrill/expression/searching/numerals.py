"""How fine a search must look: far below the smallest number that the task writes."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from calcdrill.expression import tree as t
from calcdrill.expression.exact import exact_value

__all__ = ["finest"]

_LEAST: Final = 160
_MOST: Final = 6000


def finest(*trees: t.Node) -> int:
    """So many bits below 1 that two places which the numerals of the trees make differ are surely told apart."""
    return min(_MOST, _LEAST + 6 * max((_bits(node) for tree in trees for node in t.walk(tree)), default=0))


def _bits(node: t.Node) -> int:
    if not isinstance(node, t.Number | t.Power) or t.names(node):
        return 0
    exact = exact_value(node)
    if exact is None:
        return 0
    fraction = Fraction(exact)
    return max(abs(fraction.numerator).bit_length(), fraction.denominator.bit_length())
