"""How a tree behaves as its variable grows beyond all bounds, with proved bounds (``growth_values.py``).

Improper integrals get the bound on their tail from it, limits at infinity their value.
"""

from __future__ import annotations

from collections.abc import Mapping

from flint import arb, arb_series, ctx, fmpq

from calcdrill.expression import facts
from calcdrill.expression import tree as t
from calcdrill.expression.balls.ball import Evaluator, working
from calcdrill.expression.balls.ball_functions import SINGLES
from calcdrill.expression.balls.ball_values import Hole, Value
from calcdrill.expression.balls.growth_values import (
    Growth,
    constant,
    exponential,
    logarithm,
    of_ratio,
    product,
    to_the,
    total,
    values_of,
)
from calcdrill.expression.functions import FUNCTIONS
from calcdrill.expression.polynomial import polynomial, rational_function

__all__ = ["Grower"]

_HALF, _THIRD = fmpq(1, 2), fmpq(1, 3)


class Grower:
    """Growths of trees in one variable for variable ≥ start; the other names have fixed ``values``."""

    def __init__(self, variable: str, values: Mapping[str, Value], start: fmpq) -> None:
        self.variable, self.values, self.start = variable, values, start
        self.exact = {name: value for name, value in values.items() if type(value) is fmpq}

    def growth(self, node: t.Node) -> Growth | None:
        """The growth of a tree; None where it has none of the form, or ``start`` is too small to prove it."""
        ratio = rational_function(node, self.variable, self.exact)
        if ratio is not None:
            return of_ratio(*ratio, self.start)
        if self.variable not in t.names(node):
            fixed = Evaluator(self.values, 1).column(node)[0]
            return None if type(fixed) is Hole else constant(arb(fixed))
        match node:
            case t.Negative(argument=argument):
                inner = self.growth(argument)
                return None if inner is None else inner.scaled(-inner.factor)
            case t.Sum(terms=terms):
                return total([self.growth(term) for term in terms], self.start)
            case t.Product(factors=factors):
                return product([self.growth(factor) for factor in factors])
            case t.Quotient(numerator=top, denominator=bottom):
                return product([self.growth(top), to_the(self.growth(bottom), fmpq(-1))])
            case t.Power(base=base, exponent=exponent):
                return self._power(base, exponent)
            case t.Call(function=function, arguments=(argument,)):
                if function == "exp":
                    return self._exp(argument)
                growth = self._call(function, argument)
                written_out = facts.expanded(node) if growth is None else node
                return growth if written_out is node else self.growth(written_out)
            case t.Piecewise():
                return self._piecewise(node)
        return None

    def _power(self, base: t.Node, exponent: t.Node) -> Growth | None:
        fixed = polynomial(exponent, self.variable, self.exact)
        if fixed is not None and fixed.degree() < 1:
            return to_the(self.growth(base), fixed[0])
        return self._exp(t.Product((exponent, t.Call("ln", (base,)))))

    def _exp(self, argument: t.Node) -> Growth | None:
        rate = polynomial(argument, self.variable, self.exact)
        if rate is not None:
            return exponential(rate)
        if isinstance(argument, t.Sum):
            return product([self._exp(term) for term in argument.terms])
        inner = self.growth(argument)
        values = None if inner is None else values_of(inner, self.start)
        if values is not None:
            return constant(values.exp())
        settled = self._settled(argument)
        return None if settled == argument else self._exp(settled)

    def _settled(self, node: t.Node) -> t.Node:
        """The tree with |u| written as u or −u, whichever it is far out."""

        def change(part: t.Node) -> t.Node:
            inner = self.growth(part.arguments[0]) if isinstance(part, t.Call) and part.function == "abs" else None
            if inner is None or not (inner.factor > 0 or inner.factor < 0):
                return part
            (argument,) = part.children
            return argument if inner.factor > 0 else t.Negative(argument)

        return t.transform(node, change)

    def _call(self, function: str, argument: t.Node) -> Growth | None:
        inner = self.growth(argument)
        if function in {"sin", "cos"} and (not inner.vanishes if inner is not None else _is_total(argument)):
            return constant(arb(0, 1))
        if inner is None or function not in SINGLES:
            return None
        formulas = facts.sides(function)
        if formulas is not None and (inner.factor > 0 or inner.factor < 0):
            return self.growth(formulas[bool(inner.factor > 0)](argument))
        if formulas is not None:
            return inner.scaled(abs(inner.factor)) if function == "abs" else None
        if function in {"sqrt", "cbrt"}:
            return to_the(inner, _HALF if function == "sqrt" else _THIRD)
        if function == "ln":
            return logarithm(inner, self.start)
        far = facts.level(function, bool(inner.factor > 0))
        if inner.explodes and far is not None and FUNCTIONS[function].is_monotone:
            return self._levelled(function, inner, far)
        return self._bounded(function, inner)

    def _levelled(self, function: str, inner: Growth, far: t.Node) -> Growth | None:
        """A bounded function far out: between its value at the start and its level at infinity."""
        if inner.rate.degree() > 0:
            return None
        nearest = abs(inner.factor).lower() * arb(self.start) ** inner.power
        is_above = bool(inner.factor > 0)
        near = SINGLES[function](nearest if is_above else -nearest)
        return None if type(near) is Hole else constant(near.union(arb(Evaluator({}, 1).column(far)[0])))

    def _bounded(self, function: str, inner: Growth) -> Growth | None:
        values = values_of(inner, self.start)
        if values is None:
            return None
        if inner.vanishes and facts.at_zero(function) == t.ZERO:
            # f(u) = u f′(v) for some v between 0 and u.
            with working(ctx.prec, 2):
                slope = SINGLES[function](arb_series([values.union(arb(0)), 1]))
            if type(slope) is not Hole:
                return inner.scaled(inner.factor * slope[1])
        image = SINGLES[function](values)
        return None if type(image) is Hole else constant(arb(image))

    def _piecewise(self, node: t.Piecewise) -> Growth | None:
        for body, condition in node.branches:
            holds = self._holds(condition)
            if holds is not False:
                return self.growth(body) if holds else None
        return None if node.otherwise is None else self.growth(node.otherwise)

    def _holds(self, condition: t.Node) -> bool | None:
        if not isinstance(condition, t.Relation) or len(condition.sides) != 2:
            return None
        gap = self.growth(t.Sum((condition.sides[0], t.Negative(condition.sides[1]))))
        if gap is None or not (gap.factor > 0 or gap.factor < 0) or condition.operators[0][0] not in "<>":
            return None
        return bool(gap.factor < 0) == (condition.operators[0][0] == "<")


def _is_total(node: t.Node) -> bool:
    """Whether a tree has a real value for all values of its names, at first sight."""
    match node:
        case t.Number() | t.Name():
            return True
        case t.Negative() | t.Sum() | t.Product():
            return all(map(_is_total, node.children))
        case t.Power(base=base, exponent=t.Number(value=int())):
            return _is_total(base)
        case t.Call(function=function):
            reals = facts.domain(function)
            everywhere = reals is not None and all(part.low is part.high is None for part in reals)
            return everywhere and all(map(_is_total, node.children))
    return False
