"""Comparing with ∞: the answer to a limit that no number is."""

from __future__ import annotations

from typing import Final

from flint import arb

from calcdrill.expression.balls.ball import value
from calcdrill.expression.balls.limiting import limit
from calcdrill.expression.comparing.comparison import Comparison, Verdict
from calcdrill.expression.tree import Limit, Name, Negative, Node, Text, names

__all__ = ["MINUS_OO", "OO", "compare_infinite", "is_infinite"]

OO: Final = Name("oo")
MINUS_OO: Final = Negative(OO)


def is_infinite(node: Node) -> bool:
    """Whether the tree is ``oo`` or ``-oo`` itself."""
    inner = node.argument if type(node) is Negative else node
    return type(inner) is Name and inner.name == "oo"


def compare_infinite(left: Node, right: Node) -> Comparison:
    """Compare two trees of which one is infinite: ``oo``, ``-oo`` or a limit."""
    if isinstance(left, Text) or isinstance(right, Text):
        return Comparison(Verdict.DIFFERENT)
    one, other = _ball(left), _ball(right)
    if one is None or other is None:
        return Comparison(Verdict.UNDECIDED)
    if one.is_finite() and other.is_finite():
        return Comparison(Verdict.UNDECIDED)
    if one.is_finite() or other.is_finite() or bool(one > 0) != bool(other > 0):
        return Comparison(Verdict.DIFFERENT)
    return Comparison(Verdict.EQUAL, 1)


def _ball(node: Node) -> arb | None:
    """The value as a ball that is finite, ∞ or −∞; None where it is not known to be one of them."""
    if is_infinite(node):
        return arb.pos_inf() if node == OO else arb.neg_inf()
    if isinstance(node, Limit) and not names(node.body) - {node.variable}:
        ball = limit(node.body, node.variable, node.to, node.side)
    elif not names(node):
        ball = value(node, {})
    else:
        return None
    return ball if type(ball) is arb and (ball.is_finite() or ball > 0 or ball < 0) else None
