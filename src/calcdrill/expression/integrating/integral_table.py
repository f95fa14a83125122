"""The table of antiderivatives, each with a line ``ax + b`` inside: divide by its slope."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from calcdrill.expression.arithmetic import add, divide, multiply, negate
from calcdrill.expression.differentiating.differentiate import differentiate
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
from calcdrill.expression.tree import (
    ONE,
    TWO,
    ZERO,
    Call,
    Name,
    Negative,
    Node,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    names,
    times,
    value_of,
)

__all__ = ["Entry", "constant_and_rest", "is_polynomial", "is_positive", "logarithm", "slope_of", "table"]


def table(node: Node, variable: str, bug: str | None = None) -> Entry | None:
    """The entry for an integrand without constant factors; None where it has none."""
    match node:
        case Name():
            return _power(node, ONE, variable, bug)
        case Power(base=base, exponent=exponent) if variable not in names(exponent):
            found = _squares(node, variable) or root_power(base, exponent, variable, table)
            return found or _power(base, exponent, variable, bug)
        case Power(base=base, exponent=exponent) if variable not in names(base):
            return _over(exponent, variable, bug, "exponential", divide(node, Call("ln", (base,))))
        case Call(function="sqrt", arguments=(inner,)):
            return whole_root(inner, variable) or _power(inner, Quotient(ONE, TWO), variable, bug)
        case Call(function="cbrt", arguments=(inner,)):
            return _power(inner, Quotient(ONE, Number(3)), variable, bug)
        case Call(function="exp", arguments=(inner,)) if (found := bell(inner, variable)) is not None:
            return found
        case Call(function=name, arguments=(inner,)) if name in _CALLS:
            rule, make = _CALLS[name]
            result = make(inner)
            if name in {"sin", "cos"} and bug == "sign-of-trig":
                result = negate(result)
            return _over(inner, variable, bug, rule, result)
        case Quotient(numerator=top, denominator=bottom) if top == ONE:
            return _reciprocal(bottom, variable, bug)
        case Product(factors=(Call(function=one, arguments=(u,)), Call(function=two, arguments=(v,)))) if (
            u == v
        ):
            if {one, two} == {"sec", "tan"}:
                return _over(u, variable, bug, _TRIG, Call("sec", (u,)))
            if {one, two} == {"csc", "cot"}:
                return _over(u, variable, bug, _TRIG, negate(Call("csc", (u,))))
    return None


def _reciprocal(bottom: Node, variable: str, bug: str | None) -> Entry | None:
    match bottom:
        case Power(base=Call(function="cos" | "sin") as wave, exponent=Number(value=2)):
            assert isinstance(wave, Call)
            other = Call("tan" if wave.function == "cos" else "cot", wave.arguments)
            turned = other if wave.function == "cos" else negate(other)
            return _over(wave.arguments[0], variable, bug, _TRIG, turned)
        case Power(base=base, exponent=exponent) if variable not in names(exponent):
            if slope_of(base, variable) is not None and bug == "logarithm-of-power":
                return Entry("logarithm", Call("ln", (Power(base, exponent),)))
            return _power(base, tidy(Negative(exponent)), variable, bug)
        case Call(function="exp", arguments=(inner,)):
            turned = tidy(Negative(inner))
            return _over(turned, variable, bug, "exponential", Call("exp", (turned,)))
        case Call(function="sqrt", arguments=(inner,)):
            return root_below(inner, variable) or _power(inner, Quotient(Negative(ONE), TWO), variable, bug)
        case Call(function="cbrt", arguments=(inner,)):
            return _power(inner, Quotient(Negative(ONE), Number(3)), variable, bug)
        case Product(
            factors=(Power(base=Name(), exponent=Number(value=2)), Call(function="sqrt", arguments=(inner,)))
        ):
            return beside_square(inner, variable)
    slope = slope_of(bottom, variable)
    if slope is not None:
        return _over(bottom, variable, bug, "logarithm", logarithm(bottom))
    return None


def _power(base: Node, exponent: Node, variable: str, bug: str | None) -> Entry | None:
    slope = slope_of(base, variable)
    n = value_of(exponent)
    if slope is None or (n is None and names(exponent) & {variable}):
        return None
    if n == -1:
        return _over(base, variable, bug, "logarithm", logarithm(base))
    up = tidy(Sum((exponent, ONE)))
    raised = (
        tidy(Power(base, up))
        if isinstance(base, Name) or n is None or n < 0 or n != int(n)
        else Power(base, up)
    )
    result = raised if bug == "power-not-divided" else tidy(divide(raised, up))
    note: Prose = ("raise the exponent by 1 to ", up, ", and divide by it")
    return _over(base, variable, bug, "power rule", result, note)


def _over(
    inner: Node, variable: str, bug: str | None, rule: str, result: Node, note: Prose = ()
) -> Entry | None:
    """The result divided by the slope of the line inside; None if there is no line."""
    slope = slope_of(inner, variable)
    if slope is None:
        return None
    if slope == ONE or bug == "factor-not-divided":
        return Entry(rule, result, note)
    if bug == "multiplied-by-slope":
        return Entry(rule, multiply(slope, result), note)
    remark: Prose = (*note, "; then " if note else "", "divide by the inner slope ", slope)
    exact = value_of(slope)
    if exact is not None:
        return Entry(rule, tidy(divide(result, slope)), remark)
    return Entry(rule, divide(result, slope), remark)


def _squares(node: Power, variable: str) -> Entry | None:
    match node:
        case Power(base=Call(function="sec" | "csc" as name, arguments=(u,)), exponent=Number(value=2)):
            result = Call("tan", (u,)) if name == "sec" else negate(Call("cot", (u,)))
            return _over(u, variable, None, "trigonometric", result)
        case Power(base=Call(function="tan" | "cot" as name, arguments=(u,)), exponent=Number(value=2)):
            result = Call(name, (u,))
            return _over(
                u,
                variable,
                None,
                "trigonometric",
                add(result if name == "tan" else negate(result), negate(u)),
            )
    return None


def slope_of(node: Node, variable: str) -> Node | None:
    """The slope of a line in ``variable``; None where the tree is no line or is constant."""
    if isinstance(node, Name):
        return ONE if node.name == variable else None
    if variable not in names(node) or isinstance(node, Call):
        return None
    slope = tidy(differentiate(node, variable))
    return None if variable in names(slope) or slope == ZERO else slope


def is_polynomial(node: Node, variable: str) -> bool:
    """Whether the tree is a polynomial in ``variable`` that has it, other names counting as numbers."""
    match node:
        case Name(name=name):
            return name == variable
        case Power(base=base, exponent=Number(value=int())):
            return is_polynomial(base, variable)
        case Sum(terms=parts) | Product(factors=parts):
            moving = [part for part in parts if variable in names(part)]
            return bool(moving) and all(is_polynomial(part, variable) for part in moving)
        case Negative(argument=inner) | Quotient(numerator=inner):
            if isinstance(node, Quotient) and variable in names(node.denominator):
                return False
            return is_polynomial(inner, variable)
    return False


def constant_and_rest(node: Node, variable: str) -> tuple[Node, Node]:
    """The tree as a constant factor times the rest: 3x/4 is 3/4 times x."""
    match node:
        case Negative(argument=inner):
            constant, rest = constant_and_rest(inner, variable)
            return negate(constant), rest
        case Product(factors=factors):
            split = [constant_and_rest(factor, variable) for factor in factors]
            return tidy(times(*(c for c, _ in split))), multiply(*(rest for _, rest in split))
        case Quotient(numerator=top, denominator=bottom):
            above, below = constant_and_rest(top, variable), constant_and_rest(bottom, variable)
            return tidy(Quotient(above[0], below[0])), divide(above[1], below[1])
    return (ONE, node) if variable in names(node) else (node, ONE)


def logarithm(inner: Node) -> Node:
    """ln|inner|, without the bars where it is surely positive."""
    return Call("ln", (inner if is_positive(inner) else Call("abs", (inner,)),))


def is_positive(node: Node) -> bool:
    """Whether the tree is above 0 at first sight."""
    match node:
        case Number(value=value):
            return value > 0
        case Call(function=name):
            return name in {"exp", "cosh", "sigmoid", "softplus"}
        case Sum(terms=terms):
            if all(is_positive(term) or _is_square(term) for term in terms):
                return any(is_positive(term) for term in terms)
            return _has_no_root(node)
        case Product(factors=parts):
            return all(is_positive(part) for part in parts)
        case Quotient(numerator=top, denominator=bottom):
            return is_positive(top) and is_positive(bottom)
    return False


def _is_square(node: Node) -> bool:
    match node:
        case Power(exponent=Number(value=int(n))):
            return n % 2 == 0
        case Product(factors=parts):
            return all(is_positive(part) or _is_square(part) for part in parts)
        case Quotient(numerator=top, denominator=bottom):
            return _is_square(top) and (is_positive(bottom) or _is_square(bottom))
    return False


def _has_no_root(node: Node) -> bool:
    if len(names(node)) != 1:
        return False
    found = polynomial(node, next(iter(names(node))), {})
    if found is None or found.degree() != 2:
        return False
    return bool(found[2] > 0 and found[1] * found[1] < 4 * found[2] * found[0])


def _call(name: str) -> Callable[[Node], Node]:
    return lambda inner: Call(name, (inner,))


_TRIG: Final = "trigonometric"
_CALLS: Final[Mapping[str, tuple[str, Callable[[Node], Node]]]] = MappingProxyType(
    {
        "exp": ("exponential", _call("exp")),
        "sin": (_TRIG, lambda u: negate(Call("cos", (u,)))),
        "cos": (_TRIG, _call("sin")),
        "tan": (_TRIG, lambda u: negate(Call("ln", (Call("abs", (Call("cos", (u,)),)),)))),
        "cot": (_TRIG, lambda u: Call("ln", (Call("abs", (Call("sin", (u,)),)),))),
        "sec": (_TRIG, lambda u: Call("ln", (Call("abs", (Sum((Call("sec", (u,)), Call("tan", (u,)))),)),))),
        "csc": (
            _TRIG,
            lambda u: negate(Call("ln", (Call("abs", (Sum((Call("csc", (u,)), Call("cot", (u,)))),)),))),
        ),
        "sinh": ("hyperbolic", _call("cosh")),
        "cosh": ("hyperbolic", _call("sinh")),
        "tanh": ("hyperbolic", lambda u: Call("ln", (Call("cosh", (u,)),))),
        "abs": ("absolute value", lambda u: divide(multiply(u, Call("abs", (u,))), TWO)),
        "relu": ("rectifier", lambda u: divide(Power(Call("relu", (u,)), TWO), TWO)),
        "sign": ("sign", _call("abs")),
        "sigmoid": ("sigmoid", _call("softplus")),
    }
)
