"""The table of antiderivatives, each with a line ``ax + b`` inside: divide by its slope."""

from __future__ import annotations

from typing import Final

from calcdrill.expression import facts
from calcdrill.expression import tree as t
from calcdrill.expression.arithmetic import divide, multiply, negate
from calcdrill.expression.differentiating.differentiate import differentiate
from calcdrill.expression.functions import FUNCTIONS
from calcdrill.expression.integrating.bugs import Bug
from calcdrill.expression.integrating.integral_roots import (
    Entry,
    bell,
    beside_square,
    root_below,
    root_power,
    whole_root,
)
from calcdrill.expression.polynomial import polynomial
from calcdrill.expression.steps import Prose
from calcdrill.expression.tidy import tidy

__all__ = ["Entry", "constant_and_rest", "is_polynomial", "is_positive", "logarithm", "slope_of", "table"]


def table(node: t.Node, variable: str, bug: Bug | None = None) -> Entry | None:
    """The entry for an integrand without constant factors; None where it has none."""
    bug = bug or Bug()
    match node:
        case t.Name():
            return _power(node, t.ONE, variable, bug)
        case t.Power(base=base, exponent=exponent) if variable not in t.names(exponent):
            entry = _squares(node, variable) or root_power(base, exponent, variable, table)
            return entry or _power(base, exponent, variable, bug)
        case t.Power(base=base, exponent=exponent) if variable not in t.names(base):
            return _over(exponent, variable, bug, "exponential", divide(node, t.Call("ln", (base,))))
        case t.Call(function="sqrt", arguments=(inner,)):
            return whole_root(inner, variable) or _power(inner, t.Quotient(t.ONE, t.TWO), variable, bug)
        case t.Call(function="cbrt", arguments=(inner,)):
            return _power(inner, t.Quotient(t.ONE, t.Number(3)), variable, bug)
        case t.Call(function="exp", arguments=(inner,)) if (entry := bell(inner, variable)) is not None:
            return entry
        case t.Call(function=name, arguments=(inner,)) if (formula := facts.antiderivative(name)) is not None:
            result = formula(inner)
            if name in {"sin", "cos"} and bug.turns("sign-of-trig"):
                result = negate(result)
            return _over(inner, variable, bug, FUNCTIONS[name].method or name, result)
        case t.Quotient(numerator=top, denominator=bottom) if top == t.ONE:
            return _reciprocal(bottom, variable, bug)
        case t.Product(factors=(t.Call(function=one, arguments=(u,)), t.Call(function=two, arguments=(v,)))) if (
            u == v and (pair := frozenset({one, two})) in _PAIRS
        ):
            return _over(u, variable, bug, _TRIG, facts.formula(_PAIRS[pair], u))
    return None


def _reciprocal(bottom: t.Node, variable: str, bug: Bug) -> Entry | None:
    match bottom:
        case t.Power(base=t.Call(function="cos" | "sin" as name, arguments=(u,)), exponent=t.Number(value=2)):
            return _over(u, variable, bug, _TRIG, facts.formula(_SQUARES_BELOW[name], u))
        case t.Call(function="tan" | "cot" as name, arguments=(inner,)):
            return table(t.Call("cot" if name == "tan" else "tan", (inner,)), variable, bug)
        case t.Power(base=base, exponent=exponent) if variable not in t.names(exponent):
            if slope_of(base, variable) is not None and bug.turns("logarithm-of-power"):
                return Entry("logarithm", t.Call("ln", (t.Power(base, exponent),)))
            return _power(base, tidy(t.Negative(exponent)), variable, bug)
        case t.Call(function="exp", arguments=(inner,)):
            turned = tidy(t.Negative(inner))
            return _over(turned, variable, bug, "exponential", t.Call("exp", (turned,)))
        case t.Call(function="sqrt", arguments=(inner,)):
            return root_below(inner, variable) or _power(inner, t.Quotient(t.Negative(t.ONE), t.TWO), variable, bug)
        case t.Call(function="cbrt", arguments=(inner,)):
            return _power(inner, t.Quotient(t.Negative(t.ONE), t.Number(3)), variable, bug)
        case t.Product(
            factors=(t.Power(base=t.Name(), exponent=t.Number(value=2)), t.Call(function="sqrt", arguments=(inner,)))
        ):
            return beside_square(inner, variable)
    slope = slope_of(bottom, variable)
    if slope is not None:
        return _over(bottom, variable, bug, "logarithm", logarithm(bottom))
    return None


def _power(base: t.Node, exponent: t.Node, variable: str, bug: Bug) -> Entry | None:
    slope = slope_of(base, variable)
    n = t.value_of(exponent)
    if slope is None or (n is None and t.names(exponent) & {variable}):
        return None
    if n == -1:
        return _over(base, variable, bug, "logarithm", logarithm(base))
    up = tidy(t.Sum((exponent, t.ONE)))
    raised = (
        tidy(t.Power(base, up)) if isinstance(base, t.Name) or n is None or n < 0 or n != int(n) else t.Power(base, up)
    )
    result = raised if bug.turns("power-not-divided") else tidy(divide(raised, up))
    note: Prose = ("raise the exponent by 1 to ", up, ", and divide by it")
    return _over(base, variable, bug, "power rule", result, note)


def _over(inner: t.Node, variable: str, bug: Bug, rule: str, result: t.Node, note: Prose = ()) -> Entry | None:
    """The result divided by the slope of the line inside; None if there is no line."""
    slope = slope_of(inner, variable)
    if slope is None:
        return None
    if slope == t.ONE or bug.turns("factor-not-divided"):
        return Entry(rule, result, note)
    if bug.turns("multiplied-by-slope"):
        return Entry(rule, multiply(slope, result), note)
    remark: Prose = (*note, "; then " if note else "", "divide by the inner slope ", slope)
    exact = t.value_of(slope)
    if exact is not None:
        return Entry(rule, tidy(divide(result, slope)), remark)
    return Entry(rule, divide(result, slope), remark)


def _squares(node: t.Power, variable: str) -> Entry | None:
    match node:
        case t.Power(base=t.Call(function=name, arguments=(u,)), exponent=t.Number(value=2)) if name in _SQUARES:
            return _over(u, variable, Bug(), _TRIG, facts.formula(_SQUARES[name], u))
    return None


_SQUARES: Final = {"sec": "tan(u)", "csc": "-cot(u)", "tan": "tan(u) - u", "cot": "-cot(u) - u"}
_SQUARES_BELOW: Final = {"cos": "tan(u)", "sin": "-cot(u)"}
_PAIRS: Final = {frozenset({"sec", "tan"}): "sec(u)", frozenset({"csc", "cot"}): "-csc(u)"}


def slope_of(node: t.Node, variable: str) -> t.Node | None:
    """The slope of a line in ``variable``; None where the tree is no line or is constant."""
    if isinstance(node, t.Name):
        return t.ONE if node.name == variable else None
    if variable not in t.names(node) or isinstance(node, t.Call):
        return None
    slope = tidy(differentiate(node, variable))
    return None if variable in t.names(slope) or slope == t.ZERO else slope


def is_polynomial(node: t.Node, variable: str) -> bool:
    """Whether the tree is a polynomial in ``variable`` that has it, other names counting as numbers."""
    match node:
        case t.Name(name=name):
            return name == variable
        case t.Power(base=base, exponent=t.Number(value=int())):
            return is_polynomial(base, variable)
        case t.Sum(terms=parts) | t.Product(factors=parts):
            moving = [part for part in parts if variable in t.names(part)]
            return bool(moving) and all(is_polynomial(part, variable) for part in moving)
        case t.Negative(argument=inner) | t.Quotient(numerator=inner):
            if isinstance(node, t.Quotient) and variable in t.names(node.denominator):
                return False
            return is_polynomial(inner, variable)
    return False


def constant_and_rest(node: t.Node, variable: str) -> tuple[t.Node, t.Node]:
    """The tree as a constant factor times the rest: 3x/4 is 3/4 times x."""
    match node:
        case t.Negative(argument=inner):
            constant, rest = constant_and_rest(inner, variable)
            return negate(constant), rest
        case t.Product(factors=factors):
            split = [constant_and_rest(factor, variable) for factor in factors]
            return tidy(t.times(*(c for c, _ in split))), multiply(*(rest for _, rest in split))
        case t.Quotient(numerator=top, denominator=bottom):
            above, below = constant_and_rest(top, variable), constant_and_rest(bottom, variable)
            return tidy(t.Quotient(above[0], below[0])), divide(above[1], below[1])
    return (t.ONE, node) if variable in t.names(node) else (node, t.ONE)


def logarithm(inner: t.Node) -> t.Node:
    """ln|inner|, without the bars where it is surely positive."""
    return t.Call("ln", (inner if is_positive(inner) else t.Call("abs", (inner,)),))


def is_positive(node: t.Node) -> bool:
    """Whether the tree is above 0 at first sight."""
    match node:
        case t.Number(value=value):
            return value > 0
        case t.Call(function=name):
            return facts.is_positive(name)
        case t.Sum(terms=terms):
            if all(is_positive(term) or _is_square(term) for term in terms):
                return any(is_positive(term) for term in terms)
            return _has_no_root(node)
        case t.Product(factors=parts):
            return all(is_positive(part) for part in parts)
        case t.Quotient(numerator=top, denominator=bottom):
            return is_positive(top) and is_positive(bottom)
    return False


def _is_square(node: t.Node) -> bool:
    match node:
        case t.Power(exponent=t.Number(value=int(n))):
            return n % 2 == 0
        case t.Product(factors=parts):
            return all(is_positive(part) or _is_square(part) for part in parts)
        case t.Quotient(numerator=top, denominator=bottom):
            return _is_square(top) and (is_positive(bottom) or _is_square(bottom))
    return False


def _has_no_root(node: t.Node) -> bool:
    if len(t.names(node)) != 1:
        return False
    quadratic = polynomial(node, next(iter(t.names(node))), {})
    if quadratic is None or quadratic.degree() != 2:
        return False
    return bool(quadratic[2] > 0 and quadratic[1] * quadratic[1] < 4 * quadratic[2] * quadratic[0])


_TRIG: Final = "trigonometric"
