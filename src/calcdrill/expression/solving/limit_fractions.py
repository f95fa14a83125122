"""Limits of rational functions as worked lines: a common factor cancels, or the highest power decides."""

from __future__ import annotations

from flint import fmpq, fmpq_poly

from calcdrill.expression import tree as t
from calcdrill.expression.comparing.infinite import MINUS_OO, OO, is_infinite
from calcdrill.expression.exact import exact_value
from calcdrill.expression.polynomial import Ratio, polynomial, rational_function
from calcdrill.expression.rationals import fraction, rational
from calcdrill.expression.steps import Prose, Step
from calcdrill.expression.tidy import tidy

__all__ = ["DOES_NOT_EXIST", "worked_fraction", "written"]

DOES_NOT_EXIST = t.Text("does not exist")
"""The answer where there is no limit, not even an infinite one."""

Worked = tuple[tuple[Step, ...], t.Node]


def worked_fraction(whole: t.Limit) -> Worked | None:
    """The lines and the answer; None where the function is not a rational function with rational numbers."""
    if is_infinite(whole.to):
        ratio = _parts(whole)
        return None if ratio is None else _far_out(whole, ratio)
    at = exact_value(whole.to)
    ratio = None if at is None else _parts(whole)
    return None if ratio is None or at is None else _at_a_number(whole, ratio, rational(at))


def _parts(whole: t.Limit) -> Ratio | None:
    """Numerator and denominator: as written where the function is a fraction, otherwise put together."""
    if isinstance(whole.body, t.Quotient):
        top = polynomial(whole.body.numerator, whole.variable, {})
        bottom = polynomial(whole.body.denominator, whole.variable, {})
        if top is not None and bottom:
            return top, bottom
    return rational_function(whole.body, whole.variable, {})


# -- at a number


def _at_a_number(whole: t.Limit, ratio: Ratio, at: fmpq) -> Worked:
    top, bottom = ratio
    if not top:
        return (Step("simplify", whole, t.ZERO, ("the top is 0 everywhere",), weight=1),), t.ZERO
    linear, steps = fmpq_poly([-at, 1]), []
    shared = 0
    while top and top(at) == 0 and bottom(at) == 0:
        top, bottom, shared = top // linear, bottom // linear, shared + 1
    body: t.Node = _fraction(top, bottom, whole.variable)
    if shared:
        factor = _power(written(linear, whole.variable), shared)
        above, below = (_times(factor, written(part, whole.variable)) for part in (top, bottom))
        place = t.Relation((t.Name(whole.variable), whole.to), ("=",))
        note: Prose = ("both are 0 at ", place, ", so both have this factor")
        steps.append(Step("factor top and bottom", whole, _with_body(whole, t.Quotient(above, below)), note))
        after = _with_body(whole, body)
        steps.append(Step("cancel", steps[-1].after, after, ("away from the point this factor is not 0",)))
    elif isinstance(whole.body, t.Quotient):
        body = whole.body
    elif body != whole.body:
        # Where the sides differ both limits are without a value, and nothing can be compared.
        check = "value" if bottom(at) else "none"
        steps.append(Step("put together", whole, _with_body(whole, body), check=check))
    here = _with_body(whole, body)
    if bottom(at):
        answer = t.number(fraction(top(at) / bottom(at)))
        steps.append(Step("put the number in", here, answer, ("the denominator is no longer 0",), weight=1))
        return tuple(steps), answer
    return _pole(here, (top, bottom), at, steps)


def _pole(here: t.Limit, ratio: Ratio, at: fmpq, steps: list[Step]) -> Worked:
    top, bottom = ratio
    linear, order, rest = fmpq_poly([-at, 1]), 0, bottom
    while rest(at) == 0:
        rest, order = rest // linear, order + 1
    above = OO if top(at) / rest(at) > 0 else MINUS_OO
    below = above if order % 2 == 0 else (MINUS_OO if above == OO else OO)
    sides = {"+": above, "-": below}
    note: Prose = ("the bottom tends to 0 and the top does not",)
    for side in here.side or "+-":
        words = "from above" if side == "+" else "from below"
        steps.append(Step(words, t.Limit(here.body, here.variable, here.to, side), sides[side], note, weight=1))
    if not here.side:
        answer: t.Node = above if above == below else DOES_NOT_EXIST
        steps.append(Step("compare the sides", here, answer, check="value" if above == below else "none"))
        return tuple(steps), answer
    return tuple(steps), sides[here.side]


# -- far out


def _far_out(whole: t.Limit, ratio: Ratio) -> Worked:
    top, bottom = ratio
    variable, degree, excess = whole.variable, bottom.degree(), top.degree() - bottom.degree()
    steps: list[Step] = []
    here = whole
    if degree > 0:
        above, below = (_divided(part, degree, variable) for part in ratio)
        here = _with_body(whole, t.Quotient(above, below))
        shown = _power(t.Name(variable), degree)
        note: Prose = ("divide top and bottom by ", shown, ", the highest power below")
        steps.append(Step("divide by the highest power", whole, here, note))
    lead = fraction(top[top.degree()] / bottom[degree])
    if excess <= 0:
        above, below = t.number(fraction(top[degree])), t.number(fraction(bottom[degree]))
        answer = t.number(lead) if excess == 0 else t.ZERO
        lowest = excess == 0 and bottom[degree] == lead.denominator
        value = answer if lowest else t.Quotient(above, below)
        note = ("a number over a power of ", t.Name(variable), " tends to 0")
        steps.append(Step("let the small terms go", here, value, note))
        if value != answer:
            steps.append(Step("simplify", value, answer, weight=0))
        return tuple(steps), answer
    positive = (lead > 0) == (whole.to == OO or excess % 2 == 0)
    answer = OO if positive else MINUS_OO
    note = ("the highest power above wins: like ", tidy(t.times(t.number(lead), _power(t.Name(variable), excess))))
    steps.append(Step("the highest power decides", here, answer, note))
    return tuple(steps), answer


def _divided(part: fmpq_poly, degree: int, variable: str) -> t.Node:
    terms = [_term(part[k], k - degree, variable) for k in range(part.degree(), -1, -1) if part[k]]
    return t.total(*terms)


def _term(c: fmpq, exponent: int, variable: str) -> t.Node:
    size = t.number(abs(fraction(c)))
    shown: t.Node = size
    if exponent > 0:
        power = _power(t.Name(variable), exponent)
        shown = power if size == t.ONE else t.Product((size, power))
    elif exponent < 0:
        shown = t.Quotient(size, _power(t.Name(variable), -exponent))
    return t.Negative(shown) if c < 0 else shown


# -- writing


def written(part: fmpq_poly, variable: str) -> t.Node:
    """A polynomial as a tree, highest power first."""
    return _divided(part, 0, variable) if part else t.ZERO


def _power(base: t.Node, exponent: int) -> t.Node:
    return base if exponent == 1 else t.Power(base, t.Number(exponent))


def _times(factor: t.Node, rest: t.Node) -> t.Node:
    if rest == t.ONE:
        return factor
    if isinstance(rest, t.Number | t.Name):
        return t.Product((rest, factor))
    return t.Product((factor, rest)) if not isinstance(rest, t.Negative) else t.Product((rest, factor))


def _fraction(top: fmpq_poly, bottom: fmpq_poly, variable: str) -> t.Node:
    if bottom.degree() == 0:
        return written(top / bottom[0], variable)
    return t.Quotient(written(top, variable), written(bottom, variable))


def _with_body(whole: t.Limit, body: t.Node) -> t.Limit:
    return t.Limit(body, whole.variable, whole.to, whole.side)
