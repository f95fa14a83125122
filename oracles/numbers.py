"""A judge by numbers alone: a tree's values by mpmath, with the real functions of school, and what they tend to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import pairwise
from operator import eq, ge, gt, le, lt, ne
from typing import Any, Final

import mpmath

from calcdrill.expression import tree as t

__all__ = ["NoValue", "far_integral", "holds", "limit", "value", "value_at"]


class NoValue(Exception):
    """The function has no real value there."""


def _real(found: Any) -> Any:
    if isinstance(found, mpmath.mpc) or not mpmath.isfinite(found):
        raise NoValue
    return found


def _power(base: Any, exponent: Any, exact: Fraction | None) -> Any:
    if base < 0 and exact is not None and exact.denominator % 2:
        size = mpmath.power(-base, exponent)
        return -size if exact.numerator % 2 else size
    if base == 0 and exponent <= 0 and exact != 0:
        raise NoValue
    return _real(mpmath.power(base, exponent))


_FUNCTIONS: Final[Mapping[str, Callable[..., Any]]] = {
    "exp": mpmath.exp,
    "ln": mpmath.log,
    "sqrt": mpmath.sqrt,
    "cbrt": lambda u: mpmath.sign(u) * mpmath.cbrt(abs(u)),
    "abs": abs,
    "sign": mpmath.sign,
    "floor": mpmath.floor,
    "max": max,
    "min": min,
    "arcsin": mpmath.asin,
    "arccos": mpmath.acos,
    "arctan": mpmath.atan,
    "arsinh": mpmath.asinh,
    "arcosh": mpmath.acosh,
    "artanh": mpmath.atanh,
    "relu": lambda u: max(u, mpmath.mpf(0)),
    "sigmoid": lambda u: 1 / (1 + mpmath.exp(-u)),
    **{name: getattr(mpmath, name) for name in ("sin", "cos", "tan", "sec", "csc", "cot")},
    **{name: getattr(mpmath, name) for name in ("sinh", "cosh", "tanh", "erf")},
}


def value(node: t.Node, variable: str, place: Any) -> Any:
    """The value of a tree; raises NoValue."""
    return value_at(node, {variable: place})


def value_at(node: t.Node, point: Mapping[str, Any]) -> Any:
    """The value of a tree of several variables, with derivatives and definite integrals in it; raises NoValue."""
    try:
        return _real(_value(node, point))
    except (ZeroDivisionError, OverflowError, ValueError, TypeError, KeyError):
        raise NoValue from None


def _value(node: t.Node, point: Mapping[str, Any]) -> Any:
    match node:
        case t.Number(value=number):
            return mpmath.mpf(number.numerator) / number.denominator
        case t.Name(name=name):
            return point[name] if name in point else {"pi": mpmath.pi, "e": mpmath.e}[name] * 1
        case t.Negative(argument=inner):
            return -_value(inner, point)
        case t.Sum(terms=terms):
            return mpmath.fsum(_real(_value(term, point)) for term in terms)
        case t.Product(factors=factors):
            return mpmath.fprod(_real(_value(factor, point)) for factor in factors)
        case t.Quotient(numerator=top, denominator=bottom):
            return _real(_value(top, point)) / _real(_value(bottom, point))
        case t.Power(base=base, exponent=exponent):
            exact = t.value_of(exponent)
            raised = _real(_value(exponent, point))
            return _power(_real(_value(base, point)), raised, None if exact is None else Fraction(exact))
        case t.Call(function=name, arguments=arguments):
            return _FUNCTIONS[name](*(_real(_value(argument, point)) for argument in arguments))
        case t.Piecewise(branches=branches, otherwise=otherwise):
            for body, condition in branches:
                if holds(condition, point):
                    return _value(body, point)
            if otherwise is not None:
                return _value(otherwise, point)
        case t.At(body=body, point=where):
            return _value(body, {**point, **{name: _value(inner, point) for name, inner in where}})
        case t.Derivative(body=body, variables=variables):
            return _rate(body, variables, point)
        case t.Integral(body=body, variable=name, lower=t.Node() as lower, upper=t.Node() as upper):
            ends = [_value(lower, point), _value(upper, point)]
            return mpmath.quad(lambda place: _real(_value(body, {**point, name: place})), ends)
    raise NoValue


def _rate(body: t.Node, variables: tuple[str, ...], point: Mapping[str, Any]) -> Any:
    """A derivative by differences: first, mixed or higher."""
    named = tuple(dict.fromkeys(variables))

    def along(*places: Any) -> Any:
        return _real(_value(body, {**point, **dict(zip(named, places, strict=True))}))

    return mpmath.diff(along, tuple(point[name] for name in named), tuple(map(variables.count, named)))


def holds(condition: t.Node, point: Mapping[str, Any]) -> bool:
    """Whether a condition such as x > 0 is met there."""
    assert isinstance(condition, t.Relation)
    values = [_value(side, point) for side in condition.sides]
    signs = zip(condition.operators, pairwise(values), strict=True)
    return all(_ORDER[sign](one, other) for sign, (one, other) in signs)


_ORDER: Final = {"<": lt, "<=": le, ">": gt, ">=": ge, "=": eq, "!=": ne}


# -- limits

_DIGITS: Final = 300
_STEPS: Final = (8, 16, 32, 64)
_FAR_STEPS: Final = (6, 12, 18, 24)


def limit(node: t.Node, variable: str, to: t.Node, side: str) -> Any:
    """A number, "oo", "-oo", "does not exist", "no values"; None where the numbers do not say."""
    with mpmath.workdps(_DIGITS):
        if to in (t.Name("oo"), t.Negative(t.Name("oo"))):
            sign = 1 if to == t.Name("oo") else -1
            # Waves are to be seen at odd places.
            places = [sign * mpmath.mpf(10) ** k * mpmath.mpf("7.318") for k in _FAR_STEPS]
            return _towards(places, [places[-1] * (1 + mpmath.mpf(j) / 97) for j in range(1, 40)], node, variable)
        centre = _value(to, {})
        found = []
        for sign in (1,) if side == "+" else (-1,) if side == "-" else (1, -1):
            steps = [sign * mpmath.mpf(10) ** -k for k in _STEPS]
            around = [centre + steps[-1] * (1 + mpmath.mpf(j) / 97) for j in range(1, 40)]
            found.append(_towards([centre + step for step in steps], around, node, variable))
    if len(found) == 1 or "no values" in found or None in found:
        return "no values" if "no values" in found else None if None in found else found[0]
    one, other = found
    if isinstance(one, str) or isinstance(other, str):
        return one if isinstance(one, str) and one == other else "does not exist"
    return one if abs(one - other) < 1e-6 * max(1, abs(one)) else "does not exist"


def _towards(places: list[Any], around: list[Any], node: t.Node, variable: str) -> Any:
    try:
        heights = [value(node, variable, place) for place in places]
        near = [value(node, variable, place) for place in around]
    except NoValue:
        return "no values"
    spread = max(near) - min(near)
    if spread > 0.05 and (min(near) * max(near) < 0 or max(map(abs, near)) < 100) and spread > 0.3 * abs(heights[-1]):
        return "does not exist"
    if min(near) < -1000 and max(near) > 1000:
        return "does not exist"
    gaps = [abs(b - a) for a, b in pairwise(heights)]
    if gaps[-1] < 1e-9 * max(1, abs(heights[-1])):
        return heights[-1]
    if all(abs(b) > 3 * abs(a) for a, b in pairwise(heights)) and abs(heights[-1]) > 1e6:
        return "oo" if heights[-1] > 0 else "-oo"
    return None


# -- integrals

_GRID: Final = 797
_CUTS: Final = (1e-4, 1e-7, 1e-10)


def far_integral(node: t.Node, variable: str, low: Any, high: Any) -> Any:
    """The integral by quadrature between all places where something happens; "no values", "diverges", or None."""
    grid = [_inside(low, high, (k + 0.37) / _GRID) for k in range(_GRID)]
    try:
        for place in grid:
            value(node, variable, place)
    except NoValue:
        return "no values"
    # Each piece in two, so that what happens at its ends is not mixed up.
    marked = sorted({low, high, *_special_places(node, variable, grid)})
    special = sorted({*marked, *(_inside(a, b, 0.47) for a, b in pairwise(marked))})
    total = mpmath.mpf(0)
    for start, stop in pairwise(special):
        found = _on_piece(node, variable, start, stop)
        if found is None or isinstance(found, str):
            return found
        total += found
    return total


def _inside(low: Any, high: Any, part: float) -> Any:
    if mpmath.isinf(low) and mpmath.isinf(high):
        return mpmath.tan(mpmath.pi * (part - 0.5))
    if mpmath.isinf(high):
        return low + mpmath.mpf(part) / (1 - part)
    if mpmath.isinf(low):
        return high - mpmath.mpf(part) / (1 - part)
    return low + (high - low) * mpmath.mpf(part)


def _special_places(node: t.Node, variable: str, grid: list[Any]) -> list[Any]:
    """Zeros of what stands in bars, below, in roots, logarithms and conditions: by changes of sign, halved."""
    found = []
    for tree in _telling(node):
        if variable not in t.names(tree):
            continue
        for a, b in pairwise(grid):
            try:
                one, other = value(tree, variable, a), value(tree, variable, b)
            except NoValue:
                continue
            if one * other < 0:
                found.append(_halved(tree, variable, a, b, one))
    return found


def _telling(node: t.Node) -> list[t.Node]:
    found: list[t.Node] = []
    for part in t.walk(node):
        match part:
            case t.Call(function="max" | "min", arguments=(one, other)):
                found.append(t.Sum((one, t.Negative(other))))
            case t.Call(function="tan" | "sec", arguments=(u,)):
                found.append(t.Call("cos", (u,)))
            case t.Call(function="cot" | "csc", arguments=(u,)):
                found.append(t.Call("sin", (u,)))
            case t.Call(function="abs" | "sign" | "cbrt" | "sqrt" | "ln", arguments=(u,)):
                found.append(u)
            case t.Quotient(denominator=below):
                found.append(below)
            case t.Power(base=base):
                found.append(base)
            case t.Relation(sides=sides):
                found.append(t.Sum((sides[0], t.Negative(sides[1]))))
    return found


def _halved(tree: t.Node, variable: str, a: Any, b: Any, start: Any) -> Any:
    with mpmath.workdps(60):
        for _ in range(180):
            middle = (a + b) / 2
            try:
                here = value(tree, variable, middle)
            except NoValue:
                return middle
            a, b = (a, middle) if start * here <= 0 else (middle, b)
        return (a + b) / 2


def _on_piece(node: t.Node, variable: str, low: Any, high: Any) -> Any:
    found = [_sum(node, variable, low, high, cut) for cut in _CUTS]
    if None in found:
        return None
    first, second, third = found
    if abs(third - second) < 1e-3 * max(1, abs(third)) or abs(third - second) < 0.3 * abs(second - first):
        with mpmath.workdps(30):
            return _sum(node, variable, low, high, 0)
    return "diverges" if abs(third - second) > 0.6 * abs(second - first) else None


def _sum(node: t.Node, variable: str, low: Any, high: Any, cut: float) -> Any:
    """The integral, with so much cut off at its ends."""
    start, stop = low, high
    if cut:
        start = -1 / mpmath.mpf(cut) if mpmath.isinf(low) else low + cut
        stop = 1 / mpmath.mpf(cut) if mpmath.isinf(high) else high - cut
    powers = [sign * mpmath.mpf(10) ** k for k in range(-10, 13) for sign in (1, -1)]
    ends = [end for end in (low, high) if not mpmath.isinf(end)] or [mpmath.mpf(0)]
    inner = [end + step for end in ends for step in powers if start < end + step < stop]
    places = sorted({start, stop, *inner})
    try:
        tail = mpmath.mpf(0)
        if mpmath.isinf(stop) and len(places) > 2 and _falls_slowly(node, variable, places[-2]):
            tail = mpmath.quad(
                lambda u: value(node, variable, mpmath.exp(u)) * mpmath.exp(u), [mpmath.log(places[-2]), stop]
            )
            places.pop()
        return mpmath.quad(lambda x: value(node, variable, x), places) + tail
    except (NoValue, ZeroDivisionError, ValueError):
        return None


def _falls_slowly(node: t.Node, variable: str, far: Any) -> bool:
    """Whether a tail such as that of 1/(x·ln(x)³) is left far out: there x = e^u."""
    return far > 1e6 and abs(value(node, variable, far) * far) > 1e-12
