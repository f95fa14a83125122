"""The known functions of germs (``germs.py``): near a number by Taylor series, far out by what they are made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from flint import arb, arb_series, ctx, fmpq, fmpq_series

from calcdrill.expression import tree as t
from calcdrill.expression.balls.ball import working
from calcdrill.expression.balls.ball_functions import SINGLES
from calcdrill.expression.balls.germs import (
    Germ,
    Nowhere,
    composed,
    exponential,
    logarithm,
    of_scale,
    parts,
    power,
    wave,
)
from calcdrill.expression.balls.scales import ONE_SCALE, Real, Unclear
from calcdrill.expression.differentiating.rules import RIGHT, derive
from calcdrill.expression.rationals import rational
from calcdrill.expression.tidy import tidy

__all__ = ["FUNCTIONS", "largest"]

_LENGTH: Final = 12
_ONE, _MINUS_ONE, _HALF = Real(fmpq(1)), Real(fmpq(-1)), Real(fmpq(1, 2))
_UNIT: Final = of_scale(ONE_SCALE)
Rule = Callable[[Germ], Germ]

_SERIES: Final[Mapping[str, Callable[[fmpq_series], fmpq_series]]] = MappingProxyType(
    {
        "sin": fmpq_series.sin,
        "cos": fmpq_series.cos,
        "tanh": fmpq_series.tanh,
        "arcsin": fmpq_series.asin,
        "arctan": fmpq_series.atan,
    }
)


@lru_cache(maxsize=16)
def _at_zero(name: str) -> tuple[Real, ...]:
    with working(64, _LENGTH):
        series = _SERIES[name](fmpq_series([0, 1]))
        return tuple(Real(series[k]) for k in range(_LENGTH))


def _near(name: str, number: Real, small: Germ) -> Germ:
    """f(number + small), f being analytic there."""
    if type(number.value) is fmpq and not number.value and name in _SERIES:
        return composed(_at_zero(name).__getitem__, small)
    with working(ctx.prec, _LENGTH):
        series = SINGLES[name](arb_series([number.value, 1]))
        if type(series) is not arb_series or series.prec < _LENGTH:
            raise Unclear
        values = [series[k] for k in range(_LENGTH)]
    tree = number.node()

    def coefficient(k: int) -> Real:
        if tree is None or k > 2:
            return Real(values[k])
        return _exact(values[k], _slope(name, k), tree)

    return composed(coefficient, small)


def _exact(value: arb, of_x: t.Node, place: t.Node) -> Real:
    tree = t.substitute(of_x, {"x": place})
    return Real(arb(0)) if 0 in value and tidy(tree) == t.ZERO else Real(value, tree)


@lru_cache(maxsize=64)
def _slope(name: str, k: int) -> t.Node:
    slope: t.Node = t.Call(name, (t.Name("x"),))
    for divisor in range(1, k + 1):
        slope = tidy(t.Quotient(derive(slope, "x", RIGHT), t.Number(divisor)))
    return slope


def _is_bounded_rest(germ: Germ) -> bool:
    return germ.rest is not None and germ.rest.sign() >= 0


# -- waves


def _wave(name: str) -> Rule:
    def rule(germ: Germ) -> Germ:
        if _is_bounded_rest(germ):
            return wave()
        split = parts(germ)
        if split.growing.terms:
            return wave()
        number, small = split.number, split.small
        if type(number.value) is fmpq and not number.value:
            return _near(name, number, small)
        tree = number.node()
        sin, cos = (_wave_at(one, number, tree) for one in ("sin", "cos"))
        zero = Real(fmpq(0))
        up, over = _near("sin", zero, small), _near("cos", zero, small)
        first, second = (sin, cos) if name == "sin" else (cos, -sin)
        return _scaled(over, first) + _scaled(up, second)

    return rule


def _wave_at(name: str, number: Real, tree: t.Node | None) -> Real:
    value = arb(number.value)
    wave = value.sin() if name == "sin" else value.cos()
    if tree is None:
        return Real(wave)
    known = t.value_of(tidy(t.Call(name, (tree,))))
    return Real(wave, t.Call(name, (tree,))) if known is None else Real(rational(known))


def _scaled(germ: Germ, number: Real) -> Germ:
    return germ.times(number) if number.sign() else Germ()


_sin, _cos = _wave("sin"), _wave("cos")


def _inverse(germ: Germ) -> Germ:
    return power(germ, _MINUS_ONE)


# -- odd functions and their like


def _odd(rule: Rule) -> Rule:
    """The rule for functions that tend to +∞ or stay, and what that makes of the others."""

    def both(germ: Germ) -> Germ:
        return -rule(-germ) if germ.sign() < 0 else rule(germ)

    return both


def _levelled(name: str, far: Rule) -> Rule:
    """An odd, bounded, increasing function: ``far`` for what grows to +∞, its Taylor series for what stays."""

    def rule(germ: Germ) -> Germ:
        if germ.terms and germ.terms[0][0].sign() > 0 and germ.led().terms[0][0].sign() > 0:
            return -far(-germ) if germ.sign() < 0 else far(germ)
        if _is_bounded_rest(germ):
            return wave()
        split = parts(germ)
        return _near(name, split.number, split.small)

    return rule


def _half_pi() -> Germ:
    return of_scale(ONE_SCALE, Real(arb.pi() / 2, t.Quotient(t.Name("pi"), t.TWO)))


def _arctan_far(germ: Germ) -> Germ:
    return _half_pi() - _near("arctan", Real(fmpq(0)), parts(_inverse(germ)).small)


def _tanh_far(germ: Germ) -> Germ:
    falling = exponential(germ.times(Real(fmpq(-2))))
    return (_UNIT - falling) * _inverse(_UNIT + falling)


def _erf_far(germ: Germ) -> Germ:
    # 1 − erf(u) = e^(−u²)/(u·√π) · (1 + O(1/u²))
    root = Real(arb.pi().rsqrt(), t.Quotient(t.ONE, t.Call("sqrt", (t.Name("pi"),))))
    tail = exponential(-(germ * germ)) * _inverse(germ).times(root)
    loose = Germ(tail.terms[:1], tail.bound() * _inverse(germ * germ).bound())
    return _UNIT - loose


def _sqrt(germ: Germ) -> Germ:
    return power(germ, _HALF)


def _arsinh(germ: Germ) -> Germ:
    return logarithm(germ + _sqrt(germ * germ + _UNIT))


def _arcosh(germ: Germ) -> Germ:
    if (germ - _UNIT).sign() < 0:
        raise Nowhere
    return logarithm(germ + _sqrt(germ * germ - _UNIT))


def _arcsin(germ: Germ) -> Germ:
    split = parts(germ)
    if split.growing.terms:
        raise Nowhere
    size = split.number
    beyond = size if size.value > 0 else -size
    if type(size.value) is fmpq and not size.value:
        return _near("arcsin", size, split.small)
    if (beyond + _MINUS_ONE).sign() < 0:
        return _near("arcsin", size, split.small)
    if size.sign() < 0:
        return -_arcsin(-germ)
    root = _sqrt((_UNIT - germ).times(_HALF)) if (_UNIT - germ).terms or (_UNIT - germ).rest else Germ()
    if not root.terms and root.rest is None:
        return _half_pi()
    return _half_pi() - _near("arcsin", Real(fmpq(0)), parts(root).small).times(Real(fmpq(2)))


# -- steps and kinks


def _abs(germ: Germ) -> Germ:
    if not germ.terms:
        return germ
    return -germ if germ.sign() < 0 else germ


def _sign(germ: Germ) -> Germ:
    sign = germ.sign()
    return of_scale(ONE_SCALE, Real(fmpq(sign)))


def _floor(germ: Germ) -> Germ:
    if germ.rest is not None and germ.rest.sign() >= 0:
        return germ + wave()
    split = parts(germ)
    if split.growing.terms:
        return germ + wave()
    value = arb(split.number.value)
    whole = value.floor().unique_fmpz()
    near = value.unique_fmpz()
    if near is not None and (split.number + Real(fmpq(-int(near)))).sign() == 0:
        return of_scale(ONE_SCALE, Real(fmpq(int(near) - (1 if split.small.sign() < 0 else 0))))
    if whole is None:
        raise Unclear
    return of_scale(ONE_SCALE, Real(fmpq(int(whole))))


def largest(one: Germ, other: Germ, sign: int) -> Germ:
    """The larger (sign 1) or smaller (−1) of two germs."""
    return one if (one - other).sign() * sign >= 0 else other


FUNCTIONS: Final[Mapping[str, Rule]] = MappingProxyType(
    {
        "exp": exponential,
        "ln": logarithm,
        "sqrt": _sqrt,
        "cbrt": lambda u: power(u, Real(fmpq(1, 3))),
        "sin": _sin,
        "cos": _cos,
        "arcsin": _arcsin,
        "arccos": lambda u: _half_pi() - _arcsin(u),
        "arctan": _levelled("arctan", _arctan_far),
        "sinh": lambda u: (exponential(u) - exponential(-u)).times(_HALF),
        "cosh": lambda u: (exponential(u) + exponential(-u)).times(_HALF),
        "tanh": _levelled("tanh", _tanh_far),
        "arsinh": _odd(_arsinh),
        "arcosh": _arcosh,
        "artanh": lambda u: (logarithm(_UNIT + u) - logarithm(_UNIT - u)).times(_HALF),
        "erf": _levelled("erf", _erf_far),
        "abs": _abs,
        "sign": _sign,
        "relu": lambda u: u if u.sign() > 0 else Germ(),
        "floor": _floor,
    }
)
