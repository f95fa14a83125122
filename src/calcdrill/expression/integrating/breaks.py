"""Where an integrand changes its form or has a pole: the places at which an integral is split."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor, inf, isfinite, isnan, nan, pi
from typing import Final

from flint import arb, fmpq_poly

from calcdrill.errors import CalcdrillError, Unsolved
from calcdrill.expression import facts
from calcdrill.expression import tree as t
from calcdrill.expression.arithmetic import rational
from calcdrill.expression.balls.ball import value
from calcdrill.expression.balls.isolate import polynomial_roots
from calcdrill.expression.exact import holds
from calcdrill.expression.integrating.closed_limits import INFINITE
from calcdrill.expression.integrating.integral_table import constant_and_rest, slope_of
from calcdrill.expression.polynomial import rational_function
from calcdrill.expression.put_in import put_in
from calcdrill.expression.rationals import fraction
from calcdrill.expression.tidy import tidy

__all__ = ["breaking_numbers", "breaks", "divisors_of", "nameless_zeros", "nearly", "on_piece", "vanishing"]

_MOST: Final = 12
_EXACT_FLOATS: Final = 2**53
_CLOSE: Final = 1e-6
_FAR_OUT: Final = 2**80
_BITS: Final = 512
_WAVE_BELOW: Final = {"tan": "cos", "sec": "cos", "cot": "sin", "csc": "sin"}


def breaks(node: t.Node, variable: str, low: t.Node, high: t.Node) -> tuple[t.Node, ...]:
    """The places in closed form strictly between ``low`` and ``high``, in ascending order; Unsolved: too many."""
    places: dict[t.Node, float] = {}
    ends = (_near(low), _near(high))
    for inside in dict.fromkeys(vanishing(node, variable)):
        for root in _zeros(inside, variable, low, high):
            place = _near(root)
            if _is_above(root, low, place - ends[0]) and _is_above(high, root, ends[1] - place):
                places[root] = place
    if len(places) > _MOST:
        raise Unsolved(f"the integrand changes its form at more than {_MOST} places: ask for a shorter range")
    return tuple(sorted(places, key=lambda root: places[root]))


def _is_above(one: t.Node, other: t.Node, about: float) -> bool:
    """Whether one number is larger than another: floats tell where they are far apart."""
    if about > _CLOSE or about < -_CLOSE:
        return about > 0
    return not isnan(about) and bool(value(t.Sum((one, t.Negative(other))), {}) > 0)


def nameless_zeros(node: t.Node, variable: str) -> Iterator[arb]:
    """Places of which no closed form is sought: real zeros of polynomials of the third degree and higher, as balls."""
    for inside in dict.fromkeys(vanishing(node, variable)):
        ratio = rational_function(inside, variable, {})
        for factor, _ in ratio[0].factor()[1] if ratio is not None and ratio[0].degree() > 2 else ():
            if factor.degree() > 2:
                yield from (root.ball for root in polynomial_roots(factor))


def breaking_numbers(node: t.Node, variable: str, low: t.Node, high: t.Node, letter: str) -> Iterator[Fraction]:
    """Numbers for ``letter`` with which the tree has a break in the middle between the ends, at an end, or far out."""
    places = [_inside(_near(low), _near(high))]
    places += [place for end in (low, high) if end not in INFINITE for place in nearly(end)]
    places += [Fraction(sign * _FAR_OUT) for sign, end in ((-1, low), (1, high)) if end in INFINITE]
    for inside in dict.fromkeys(vanishing(node, variable)):
        for place in places:
            tree = t.substitute(inside, {variable: t.number(place)})
            for zero in _zeros(tree, letter, *reversed(INFINITE)) if letter in t.names(tree) else ():
                yield from nearly(zero)


def nearly(node: t.Node) -> Iterator[Fraction]:
    """A number itself, or as near as no task hides anything; nothing where it has no value."""
    exact = t.value_of(node)
    if exact is not None:
        yield Fraction(exact)
        return
    enclosure = value(node, {}, _BITS)
    if enclosure.is_finite():
        yield fraction(enclosure.mid().fmpq())


def _zeros(inside: t.Node, variable: str, low: t.Node, high: t.Node) -> Iterator[t.Node]:
    ratio = rational_function(inside, variable, {})
    if ratio is not None:
        yield from _roots(ratio[0])
        return
    from calcdrill.expression.solving.recognise import zeros_between
    from calcdrill.expression.solving.zeros import zeros

    # What cannot be found is no break; the integration over it will not be confirmed.
    with suppress(CalcdrillError):
        yield from zeros(inside, variable)
        return
    if low not in INFINITE and high not in INFINITE:
        try:
            yield from zeros_between(inside, variable, low, high)
        except CalcdrillError:
            yield from _of_wave(constant_and_rest(inside, variable)[1], variable, _near(low), _near(high))


def _of_wave(node: t.Node, variable: str, low: float, high: float) -> Iterator[t.Node]:
    """The zeros of sin(ax + b) or cos(ax + b) between two numbers, whatever b is."""
    if not (isinstance(node, t.Call) and node.function in {"sin", "cos"} and isfinite(low) and isfinite(high)):
        return
    (w,) = node.arguments
    slope = slope_of(w, variable)
    if slope is None or t.names(w) != {variable}:
        return
    start = tidy(t.substitute(w, {variable: t.ZERO}))
    half = Fraction(1, 2) if node.function == "cos" else Fraction(0)
    ends = sorted((_near(slope) * end + _near(start)) / pi for end in (low, high))
    if not ends[1] - ends[0] < _MOST:
        raise Unsolved(f"the integrand changes its form at more than {_MOST} places: ask for a shorter range")
    for k in range(floor(ends[0]) - 1, ceil(ends[1]) + 2):
        angle = t.times(rational(k + half), t.Name("pi"))
        yield tidy(t.Quotient(t.Sum((angle, t.Negative(start))), slope))


def _near(node: t.Node) -> float:
    """The rough value of an end; infinite for ∓oo."""
    if node in INFINITE:
        return inf if node == INFINITE[0] else -inf
    if type(node) is t.Number and node.value < _EXACT_FLOATS:
        return float(node.value)
    enclosure = value(node, {})
    return float(enclosure.mid()) if enclosure.is_finite() else nan


def vanishing(node: t.Node, variable: str) -> Iterator[t.Node]:
    """Trees at whose zeros something happens."""
    for part in t.walk(node):
        if variable not in t.names(part):
            continue
        match part:
            case t.Call(function=name, arguments=(inner,)) if name == "cbrt" or facts.sides(name) is not None:
                yield inner
            case t.Call(function=name, arguments=(inner,)) if name in _WAVE_BELOW:
                yield t.Call(_WAVE_BELOW[name], (inner,))
            case t.Call(function="ln", arguments=(t.Call(function="abs", arguments=(inner,)),)):
                yield inner
            case t.Call(function="max" | "min", arguments=(one, other)):
                yield t.Sum((one, t.Negative(other)))
            case t.Quotient(denominator=below):
                yield from _factors(below, variable)
            case t.Power(base=base, exponent=exponent) if variable not in t.names(exponent):
                power = t.value_of(exponent) or 0
                if power < 0:
                    yield from _factors(base, variable)
                elif not isinstance(power, int):
                    yield base
            case t.Piecewise(branches=branches):
                for _, condition in branches:
                    if isinstance(condition, t.Relation):
                        yield from (t.Sum((a, t.Negative(b))) for a, b in pairwise(condition.sides))


def divisors_of(node: t.Node, variable: str) -> Iterator[t.Node]:
    """Trees at whose zeros something is divided by 0, without bars."""
    for part in t.walk(node):
        match part:
            case t.Call(function=name, arguments=(inner,)) if name in _WAVE_BELOW and variable in t.names(inner):
                yield t.Call(_WAVE_BELOW[name], (inner,))
            case t.Quotient(denominator=below):
                yield from map(_without_bars, _factors(below, variable))
            case t.Power(base=base, exponent=exponent) if (t.value_of(exponent) or 0) < 0:
                yield from map(_without_bars, _factors(base, variable))


def _without_bars(node: t.Node) -> t.Node:
    return node.arguments[0] if isinstance(node, t.Call) and node.function == "abs" else node


def _factors(node: t.Node, variable: str) -> Iterator[t.Node]:
    """The node itself, and what stands below its roots and powers."""
    match node:
        case t.Call(function="sqrt" | "cbrt", arguments=(inner,)) | t.Power(base=inner):
            yield from _factors(inner, variable)
        case t.Product(factors=factors):
            for factor in factors:
                yield from _factors(factor, variable)
        case _ if variable in t.names(node):
            yield node


def _roots(poly: fmpq_poly) -> Iterator[t.Node]:
    for factor, _ in poly.factor()[1]:
        a, b, c = (fraction(factor[k]) for k in (2, 1, 0))
        if factor.degree() == 1:
            yield rational(-c / b)
        elif factor.degree() == 2 and b * b > 4 * a * c:
            for sign in "+-":
                yield tidy(put_in(f"(k {sign} sqrt(d))/(2*a)", k=-b, d=b * b - 4 * a * c, a=a))


def on_piece(node: t.Node, variable: str, low: t.Node, high: t.Node) -> t.Node:
    """The tree with |u| and its kin written without bars, as they are between ``low`` and ``high``."""
    inside = _inside(_near(low), _near(high))

    def sign_of(inner: t.Node) -> int:
        enclosure = value(inner, {variable: inside})
        return 1 if enclosure > 0 else -1 if enclosure < 0 else 0

    return tidy(t.transform(node, _decided(sign_of, {variable: inside})))


def _inside(low: float, high: float) -> Fraction:
    if low == -inf:
        low = min(high, 0.0) - 2 if high != inf else -1.0
    if high == inf:
        high = max(low, 0.0) + 2
    return Fraction(int((low + high) / 2 * 4096), 4096)


def _decided(sign_of: Callable[[t.Node], int], place: Mapping[str, Fraction]) -> Callable[[t.Node], t.Node]:
    def change(part: t.Node) -> t.Node:
        match part:
            case t.Call(function=name, arguments=(inner,)) if (formulas := facts.sides(name)) is not None:
                sign = sign_of(inner)
                return formulas[sign > 0](inner) if sign else part
            case t.Call(function="max" | "min" as name, arguments=(one, other)):
                sign = sign_of(t.Sum((one, t.Negative(other)))) * (1 if name == "max" else -1)
                return one if sign > 0 else other if sign < 0 else part
            case t.Piecewise(branches=branches, otherwise=otherwise):
                for branch, condition in branches:
                    truth = holds(condition, place) if isinstance(condition, t.Relation) else None
                    if truth is None:
                        return part
                    if truth:
                        return branch
                return part if otherwise is None else otherwise
        return part

    return change
