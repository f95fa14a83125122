"""Laurent series of trees at one point: what remains of 0/0 after the zeros have been divided out.

A zero coefficient is only divided out where it is exactly zero: by exact rational arithmetic, in a ball of no
width, or because the terms of the sum cancel as they are written (sin(x + h) − sin(x) at h = 0).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import reduce
from typing import Final

from flint import arb, arb_series, fmpq, fmpq_poly

from calcdrill.expression import facts
from calcdrill.expression import tree as t
from calcdrill.expression.arithmetic import rebuild
from calcdrill.expression.balls.ball import Evaluator
from calcdrill.expression.balls.ball_functions import SINGLES
from calcdrill.expression.balls.ball_values import Hole, Value
from calcdrill.expression.polynomial import polynomial, rational_function

__all__ = ["LENGTH", "Expander", "Laurent"]

LENGTH: Final = 14
"""Coefficients to begin with; each zero that is divided out costs one."""

Laurent = tuple[int, arb_series]
"""(shift, series): h^shift times the series. The first coefficient is not exactly 0, if any is not."""


class Expander:
    """Laurent series in h of trees in ``variable`` = start + sign·h, or sign/h where ``start`` is None.

    The other names have fixed ``values``. To be used inside ``working(…, LENGTH)``.
    """

    def __init__(self, variable: str, values: Mapping[str, Value], start: Value | None, sign: int) -> None:
        self.variable, self.values, self.start, self.sign = variable, values, start, sign
        self.exact = {name: value for name, value in values.items() if type(value) is fmpq}

    def expand(self, node: t.Node) -> Laurent | None:
        """The series of a tree; None where it has none, or its beginning cannot be told."""
        if self.start is None or type(self.start) is fmpq:
            ratio = rational_function(node, self.variable, self.exact)
            if ratio is not None:
                return _quotient(self._of_polynomial(ratio[0]), self._of_polynomial(ratio[1]))
        if self.variable not in t.names(node):
            fixed = Evaluator(self.values, 1).column(node)[0]
            return None if type(fixed) is Hole else _stripped(0, arb_series([fixed]))
        match node:
            case t.Name():
                if self.start is None:
                    return -1, arb_series([self.sign])
                return _stripped(0, arb_series([self.start, self.sign]))
            case t.Negative(argument=argument):
                inner = self.expand(argument)
                return None if inner is None else (inner[0], -inner[1])
            case t.Sum(terms=terms):
                return self._sum(terms)
            case t.Product(factors=factors):
                return reduce(_product, map(self.expand, factors))
            case t.Quotient(numerator=top, denominator=bottom):
                return _quotient(self.expand(top), self.expand(bottom))
            case t.Power(base=base, exponent=exponent):
                return self._power(base, exponent)
            case t.Call(function=function, arguments=(argument,)):
                return self._composed(node, function, argument)
            case t.At(body=body, point=point):
                return self.expand(t.substitute(body, dict(point)))
        return None

    def _of_polynomial(self, poly: fmpq_poly) -> Laurent | None:
        if self.start is None:
            turned = [poly[k] * self.sign**k for k in range(poly.degree(), -1, -1)]
            return _stripped(-max(poly.degree(), 0), arb_series(turned))
        moved = poly(fmpq_poly([self.start, self.sign]))
        return _stripped(0, arb_series([moved[k] for k in range(moved.degree() + 1)]))

    def _sum(self, terms: tuple[t.Node, ...]) -> Laurent | None:
        parts = [self.expand(term) for term in terms]
        known = [part for part in parts if part is not None]
        if len(known) < len(parts):
            return None
        shift = min(part[0] for part in known)
        length = min(part[0] - shift + part[1].prec for part in known)
        coefficients = [arb(0)] * length
        for own, series in known:
            for k in range(min(series.prec, length - own + shift)):
                coefficients[own - shift + k] += series[k]
        if shift == 0 and not coefficients[0].is_zero() and 0 in coefficients[0] and self._cancels(terms):
            coefficients[0] = arb(0)
        return _stripped(shift, arb_series(coefficients, length))

    def _cancels(self, terms: tuple[t.Node, ...]) -> bool:
        """Whether the terms, at h = 0, are the same ones with a plus and with a minus."""
        if type(self.start) is not fmpq or self.start != 0:
            return False
        counts: Counter[t.Node] = Counter()
        for term in terms:
            at_zero = rebuild(t.substitute(term, {self.variable: t.ZERO}))
            is_minus = isinstance(at_zero, t.Negative)
            counts[at_zero.argument if isinstance(at_zero, t.Negative) else at_zero] += -1 if is_minus else 1
        return not any(count for term, count in counts.items() if term != t.ZERO)

    def _power(self, base: t.Node, exponent: t.Node) -> Laurent | None:
        fixed = polynomial(exponent, self.variable, self.exact)
        if fixed is None or fixed.degree() > 0:
            logarithm = self._call("ln", self.expand(base))
            return self._call("exp", _product(self.expand(exponent), logarithm))
        return _to_the(self.expand(base), fixed[0])

    def _composed(self, node: t.Node, function: str, argument: t.Node) -> Laurent | None:
        inner, formulas = self.expand(argument), facts.sides(function)
        if inner is not None and formulas is not None:
            first = inner[1][0]
            return self.expand(formulas[bool(first > 0)](argument)) if first > 0 or first < 0 else None
        series_of_call = self._call(function, inner)
        written_out = facts.expanded(node) if series_of_call is None else node
        return series_of_call if written_out is node else self.expand(written_out)

    def _call(self, function: str, inner: Laurent | None) -> Laurent | None:
        if inner is None or function not in SINGLES:
            return None
        shift, series = inner
        if function in {"sqrt", "cbrt"}:
            return _to_the(inner, fmpq(1, 2) if function == "sqrt" else fmpq(1, 3))
        if shift < 0:
            return None
        image = SINGLES[function](_raised(shift, series))
        if type(image) is Hole:
            return None
        return _stripped(0, image if type(image) is arb_series else arb_series([image]))


def _to_the(inner: Laurent | None, power: fmpq) -> Laurent | None:
    """A power; h is positive, so that roots of h^shift are taken where they come out whole."""
    if inner is None:
        return None
    shift, series = inner
    if power.q == 1 and power >= 0:
        return shift * int(power.p), series ** int(power.p)
    if power.q == 1:
        return _quotient((0, arb_series([1])), (-shift * int(power.p), series ** -int(power.p)))
    raised = shift * power
    if raised.q != 1 or not (series[0] > 0 or (series[0] < 0 and power.q % 2)):
        return None
    if series[0] > 0:
        return int(raised.p), series**power
    positive = (-series) ** power
    return int(raised.p), -positive if power.p % 2 else positive


def _raised(shift: int, series: arb_series) -> arb_series:
    """The plain series of h^shift times a series."""
    known = [series[k] for k in range(series.prec)]
    return arb_series([arb(0)] * shift + known, min(shift + series.prec, LENGTH))


def _stripped(shift: int, series: arb_series) -> Laurent | None:
    """The same with exact zeros at the beginning turned into the shift; None where nothing else is known."""
    known = [series[k] for k in range(series.prec)]
    zeros = next((k for k, c in enumerate(known) if not c.is_zero()), None)
    if zeros is None:
        return (0, series) if series.prec >= LENGTH else None
    return shift + zeros, arb_series(known[zeros:], series.prec - zeros)


def _product(a: Laurent | None, b: Laurent | None) -> Laurent | None:
    return None if a is None or b is None else (a[0] + b[0], a[1] * b[1])


def _quotient(a: Laurent | None, b: Laurent | None) -> Laurent | None:
    if a is None or b is None or not (b[1][0] > 0 or b[1][0] < 0):
        return None
    return a[0] - b[0], a[1] / b[1]
