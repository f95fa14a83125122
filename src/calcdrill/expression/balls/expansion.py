"""A tree near a number or far out as a germ (``germs.py``), and what that says of its limit."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from itertools import pairwise
from operator import mul
from typing import Final

from flint import fmpq, fmpq_poly

from calcdrill.expression import facts
from calcdrill.expression import tree as t
from calcdrill.expression.balls.ball import Evaluator
from calcdrill.expression.balls.ball_values import UNDEFINED, Hole, Value
from calcdrill.expression.balls.germ_functions import FUNCTIONS, largest
from calcdrill.expression.balls.germs import Germ, Nowhere, exponential, logarithm, of_scale, power, total
from calcdrill.expression.balls.scales import ONE_SCALE, Real, Unclear, iterated, raised
from calcdrill.expression.polynomial import rational_function

__all__ = ["LENGTHS", "Expansion"]

LENGTHS: Final = (3, 10)
"""How many terms to work with (``ctx.cap``): a few first, which are enough unless they cancel."""

_TIME: Final = iterated(0)
_MINUS_ONE: Final = Real(fmpq(-1))
_MOST_DEGREE: Final = 8


class Expansion:
    """Germs of trees in ``variable`` = sign·t, or start + sign/t where there is a ``start``, as t grows.

    The other names have fixed ``values``. To be used inside ``working(…, one of LENGTHS)``; raises Unclear or Nowhere.
    """

    def __init__(self, variable: str, values: Mapping[str, Value], start: Real | None, sign: int) -> None:
        self.variable, self.values = variable, values
        self.exact = {name: value for name, value in values.items() if type(value) is fmpq}
        number = Real(fmpq(sign))
        if start is None:
            self.moving = of_scale(_TIME, number)
        else:
            self.moving = of_scale(raised(_TIME, _MINUS_ONE), number) + of_scale(ONE_SCALE, start)
        self.known: dict[int, tuple[t.Node, Germ]] = {}

    def germ(self, node: t.Node) -> Germ:
        """The germ of a tree."""
        kept = self.known.get(id(node))
        if kept is None:
            kept = self.known[id(node)] = node, self._germ(node)
        return kept[1]

    def _germ(self, node: t.Node) -> Germ:
        if self.variable not in t.names(node):
            return self._fixed(node)
        ratio = rational_function(node, self.variable, self.exact)
        if ratio is not None and max(part.degree() for part in ratio) <= _MOST_DEGREE:
            above, below = map(self._polynomial, ratio)
            return above if ratio[1] == fmpq_poly([1]) else above * power(below, _MINUS_ONE)
        match node:
            case t.Name():
                return self.moving
            case t.Negative(argument=argument):
                return -self.germ(argument)
            case t.Sum(terms=terms):
                return total(map(self.germ, terms))
            case t.Product(factors=factors):
                return reduce(mul, map(self.germ, factors))
            case t.Quotient(numerator=top, denominator=bottom):
                return self.germ(top) * power(self.germ(bottom), _MINUS_ONE)
            case t.Power(base=base, exponent=exponent):
                return self._power(base, exponent)
            case t.Call():
                return self._call(node)
            case t.Piecewise():
                return self._piecewise(node)
            case t.At(body=body, point=point):
                return self.germ(t.substitute(body, dict(point)))
        raise Unclear

    def _fixed(self, node: t.Node) -> Germ:
        value = Evaluator(self.values, 1).column(node)[0]
        if type(value) is Hole:
            raise Nowhere if value is UNDEFINED else Unclear
        return of_scale(ONE_SCALE, Real(value, node))

    def _polynomial(self, poly: fmpq_poly) -> Germ:
        germ = Germ()
        for k in range(poly.degree(), -1, -1):
            germ = germ * self.moving + of_scale(ONE_SCALE, Real(poly[k]))
        return germ

    def _power(self, base: t.Node, exponent: t.Node) -> Germ:
        by = self.germ(exponent)
        if self.variable not in t.names(exponent):
            return power(self.germ(base), by.terms[0][1] if by.terms else Real(fmpq(0)))
        below = self.germ(base)
        if below.sign() < 0:
            # A power of a negative number has values for whole exponents, such as floor(x).
            if by.rest is None and all(scale == ONE_SCALE for scale, _ in by.terms):
                return power(below, by.terms[0][1] if by.terms else Real(fmpq(0)))
            if "floor" in t.functions(exponent):
                raise Unclear
        return exponential(by * logarithm(below))

    def _call(self, node: t.Call) -> Germ:
        inner = [self.germ(argument) for argument in node.arguments]
        match node.function, inner:
            case "log", [one, base]:
                return logarithm(one) * power(logarithm(base), _MINUS_ONE)
            case ("max" | "min") as name, _:
                return reduce(lambda one, other: largest(one, other, 1 if name == "max" else -1), inner)
            case name, [one] if name in FUNCTIONS:
                return FUNCTIONS[name](one)
        composed = facts.definition(node.function)
        if composed is None:
            raise Unclear
        return self.germ(composed(*node.arguments))

    def _piecewise(self, node: t.Piecewise) -> Germ:
        for body, condition in node.branches:
            if self._holds(condition):
                return self.germ(body)
        if node.otherwise is None:
            raise Nowhere
        return self.germ(node.otherwise)

    def _holds(self, condition: t.Node) -> bool:
        if isinstance(condition, t.Text):
            return True
        if not isinstance(condition, t.Relation):
            raise Unclear
        sides = [self.germ(side) for side in condition.sides]
        signs = [(left - right).sign() for left, right in pairwise(sides)]
        return all(sign in t.SIGNS[operator] for sign, operator in zip(signs, condition.operators, strict=True))
