"""Antiderivatives over whole periods: one that is continuous, or a note on where the printed one holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from flint import arb

from calcdrill.errors import Undecided
from calcdrill.expression import tree as t
from calcdrill.expression.arithmetic import divide
from calcdrill.expression.balls.ball import Evaluator, value, working
from calcdrill.expression.balls.ball_values import Hole
from calcdrill.expression.balls.definedness import holes_of
from calcdrill.expression.comparing.equality import compare
from calcdrill.expression.integrating.breaks import divisors_of, vanishing
from calcdrill.expression.integrating.integral_table import is_positive, slope_of
from calcdrill.expression.put_in import put_in
from calcdrill.expression.solving.roots import find_roots
from calcdrill.expression.solving.zeros import sign_of
from calcdrill.expression.steps import Prose
from calcdrill.expression.tidy import tidy

__all__ = ["over_wave", "over_waves", "where_it_holds"]

_HALF_PI = t.Quotient(t.Name("pi"), t.TWO)
_POLES = {"tan": _HALF_PI, "sec": _HALF_PI, "cot": t.ZERO, "csc": t.ZERO}


def over_wave(node: t.Node, variable: str) -> t.Node | None:
    """∫ dx/(a + b·cos w) with a > |b|, w a line, or with the sine: continuous for all x.

    w/r − (2/r)·arctan(b·sin w/(a + r + b·cos w)) over the slope of w, r² = a² − b²: the tangent of half the angle, with
    its jumps taken out (Jeffrey and Rich 1994).
    """
    match node:
        case t.Quotient(numerator=top, denominator=t.Sum(terms=(one, other))) if top == t.ONE:
            for constant, wave in ((one, other), (other, one)):
                split = None if variable in t.names(constant) else _amplitude(wave, variable)
                if split is not None:
                    return _continuous(constant, *split, variable)
    return None


def _amplitude(node: t.Node, variable: str) -> tuple[t.Node, t.Call] | None:
    match node:
        case t.Negative(argument=inner):
            amplitude = _amplitude(inner, variable)
            return None if amplitude is None else (tidy(t.Negative(amplitude[0])), amplitude[1])
        case t.Call(function="sin" | "cos"):
            return t.ONE, node
        case t.Product(factors=(*front, t.Call(function="sin" | "cos") as wave)):
            return None if any(variable in t.names(f) for f in front) else (t.times(*front), wave)
    return None


def _continuous(a: t.Node, b: t.Node, wave: t.Call, variable: str) -> t.Node | None:
    (w,) = wave.arguments
    slope, size = slope_of(w, variable), tidy(put_in("a^2 - b^2", a=a, b=b))
    if slope is None or t.names(size) or sign_of(size) <= 0 or sign_of(a) <= 0:
        return None
    is_sine = wave.function == "sin"
    root = tidy(t.Call("sqrt", (size,)))
    inside = put_in(
        "b*q/p", b=b, q=t.Call("cos" if is_sine else "sin", (w,)), p=tidy(t.Sum((a, root, t.times(b, wave))))
    )
    return tidy(put_in("(w + k*arctan(v))/(r*s)", w=w, k=2 if is_sine else -2, v=inside, r=root, s=slope))


def over_waves(node: t.Node, variable: str) -> t.Node | None:
    """∫ dx/(a + b·cos w + c·sin w), w a line, over the slope of w. With q = b·cos w + c·sin w, p = b·sin w − c·cos w:

    a² > b² + c²   w/r + (2/r)·arctan(−p/(a + r + q)), r² = a² − b² − c², continuous for all x (a > 0)
    a² = b² + c²   p/(a(a + q))
    a² < b² + c²   (1/r)·ln|(b² + c² + aq + rp)/(a + q)|, r² = b² + c² − a²
    """
    parts = _wave_parts(node, variable)
    if parts is None:
        return None
    a, b, c, w = parts
    sin, cos = t.Call("sin", (w,)), t.Call("cos", (w,))
    q: t.Node = t.Sum((t.times(b, cos), t.times(c, sin)))
    letters = {
        "w": w,
        "a": a,
        "q": q,
        "p": put_in("b*s - c*d", b=b, c=c, s=sin, d=cos),
        "m": put_in("b^2 + c^2", b=b, c=c),
    }
    gap = tidy(put_in("a^2 - m", **letters))
    slope = slope_of(w, variable)
    if slope is None:
        return None
    if gap == t.ZERO or compare(gap, t.ZERO).holds:
        antiderivative = put_in("p/(a*(a + q))", **letters)
    elif sign_of(gap) < 0:
        r = tidy(t.Call("sqrt", (t.Negative(gap),)))
        antiderivative = put_in("ln(abs((m + a*q + r*p)/(a + q)))/r", r=r, **letters)
    else:
        # With a < 0 everything changes its sign.
        r, sign = tidy(t.Call("sqrt", (gap,))), sign_of(a)
        antiderivative = put_in("n*(w - 2*arctan(n*p/(n*(a + q) + r)))/r", n=sign, r=r, **letters)
    return tidy(divide(tidy(antiderivative), slope))


def _wave_parts(node: t.Node, variable: str) -> tuple[t.Node, t.Node, t.Node, t.Node] | None:
    """a, b, c and w of 1/(a + b·cos w + c·sin w)."""
    match node:
        case t.Quotient(numerator=top, denominator=t.Sum(terms=terms)) if top == t.ONE and t.names(node) == {variable}:
            sums: dict[str, list[t.Node]] = {"": [], "cos": [], "sin": []}
            angles = set()
            for term in terms:
                split = None if variable in t.names(term) else (term, None)
                front, wave = split or _amplitude(term, variable) or (None, None)
                if front is None:
                    return None
                sums["" if wave is None else wave.function].append(front)
                angles |= set() if wave is None else {wave.arguments[0]}
            if len(angles) == 1:
                a, b, c = (tidy(t.total(*sums[name])) for name in ("", "cos", "sin"))
                return a, b, c, angles.pop()
    return None


def where_it_holds(function: t.Node, found: t.Node, variable: str) -> Prose:
    """A note, where the antiderivative breaks off at places at which the integrand does not."""
    if (t.names(function) | t.names(found)) != {variable}:
        return ()
    causes = [cause for place, cause in _suspects(found, variable) if _breaks_off(function, found, variable, place)]
    causes += [cause for cause in _hidden_causes(function, found, variable) if cause not in causes]
    if not causes:
        return ()
    zeros: list[str | t.Node] = []
    for cause in dict.fromkeys(causes):
        zeros += [" or " if zeros else "", cause]
    return ("holds on each interval without a zero of ", *zeros[1:], ": beyond it another constant is due")


def _breaks_off(function: t.Node, found: t.Node, variable: str, place: t.Node) -> bool:
    return value(function, {variable: place}).is_finite() and not value(found, {variable: place}).is_finite()


def _suspects(found: t.Node, variable: str) -> Iterator[tuple[t.Node, t.Node]]:
    x = t.Name(variable)
    for part in t.walk(found):
        if isinstance(part, t.Call) and part.function in _POLES:
            (w,) = part.arguments
            slope = slope_of(w, variable)
            if slope is not None:
                start = tidy(put_in("w - k*x", w=w, k=slope, x=x))
                place = tidy(put_in("(p - s)/k", p=_POLES[part.function], s=start, k=slope))
                below = "cos" if part.function in {"tan", "sec"} else "sin"
                yield place, t.Call(below, (w,))
    for inside in dict.fromkeys(vanishing(found, variable)):
        slope = slope_of(inside, variable)
        if slope is not None and not isinstance(inside, t.Call):
            start = t.substitute(inside, {variable: t.ZERO})
            yield tidy(t.Negative(t.Quotient(start, slope))), inside


def _hidden_causes(function: t.Node, found: t.Node, variable: str) -> Iterator[t.Node]:
    """Divisors of the antiderivative that are 0 where the integrand has a value, and steps at which it jumps."""
    own = dict.fromkeys(divisors_of(function, variable))
    for inside in dict.fromkeys(divisors_of(found, variable)):
        if not (inside in own or is_positive(inside) or slope_of(inside, variable) is not None):
            zeros = _near_zeros(inside, variable)
            if any(_has_value(function, own, variable, zero) for zero in zeros):
                yield inside
    for part in t.walk(found):
        if isinstance(part, t.Call) and part.function in _STEPS and variable in t.names(part):
            inside = _STEPS[part.function](part.arguments[0])
            if any(_jumps(function, found, variable, zero) for zero in _near_zeros(inside, variable)):
                yield inside


def _near_zeros(node: t.Node, variable: str) -> Iterator[arb]:
    """Narrow balls around all zeros, or around those in a middle part of the line."""
    try:
        yield from [root.ball for root in find_roots(node, variable)]
    except Undecided:
        for start in _WINDOWS:
            holes = holes_of(t.Quotient(t.ONE, node), variable, arb(start), arb(start + _WINDOW), {})
            holes = [] if isinstance(holes, arb) else holes
            yield from (hole for hole in holes if type(Evaluator({variable: [hole]}, 1).column(node)[0]) is not Hole)


def _has_value(function: t.Node, divisors: Iterable[t.Node], variable: str, zero: arb) -> bool:
    """Whether the integrand has a value at a place: at its sides, and nothing is divided by 0."""
    with working(_PRECISION):
        places = [zero, *_sides(zero)]
        evaluator = Evaluator({variable: places}, len(places))
        if any(type(side) is Hole for side in evaluator.column(function)[1:]):
            return False
        values = [evaluator.column(divisor)[0] for divisor in divisors]
        return not any(type(size) is Hole or not (size > 0 or size < 0) for size in values)


def _jumps(function: t.Node, found: t.Node, variable: str, zero: arb) -> bool:
    """Whether the antiderivative changes far more between the sides of a place than the integrand explains."""
    with working(_PRECISION):
        evaluator = Evaluator({variable: _sides(zero)}, 2)
        left, right = evaluator.column(found)
        slopes = evaluator.column(function)
        if any(type(side) is Hole for side in (left, right, *slopes)):
            return False
        return bool(abs(arb(right) - left) > 2**10 * _BESIDE * (1 + sum(abs(arb(slope)) for slope in slopes)))


def _sides(zero: arb) -> list[arb]:
    return [zero.mid() - _BESIDE, zero.mid() + _BESIDE]


_PRECISION: Final = 256
_WINDOW: Final = 4
_WINDOWS: Final = (0, -4, 4, -8)
_BESIDE: Final = arb(2) ** -30
_STEPS: Final[dict[str, Callable[[t.Node], t.Node]]] = {
    "sign": lambda inner: inner,
    "floor": lambda inner: t.Call("sin", (t.times(t.Name("pi"), inner),)),
}
