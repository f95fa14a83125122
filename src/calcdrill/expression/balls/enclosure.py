"""What a tree does on a whole box: bounds on its values and slopes; whether it is defined, continuous, smooth there.

The flags are the decorations of interval arithmetic (IEEE 1788): they hold at every point of the box or are not set.
Nothing here looks for kinks or poles; a flag is set only where the rule of each node proves it, so a function that is
not known well enough is merely not settled. Checks that search (``searching/``) are built on this.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from operator import add
from types import MappingProxyType
from typing import Any, Final

from flint import arb, arb_series, ctx, fmpq

from calcdrill.expression import tree as t
from calcdrill.expression.balls.ball import Evaluator, as_ball
from calcdrill.expression.balls.ball_functions import SINGLES
from calcdrill.expression.balls.ball_values import UNDEFINED, Hole
from calcdrill.expression.balls.wave_ranges import wave_range
from calcdrill.expression.exact import exact_value

__all__ = ["EMPTY", "UNKNOWN", "Enclosure", "Hull", "enclose"]

Slopes = tuple[arb, ...]


@dataclass(frozen=True, slots=True)
class Enclosure:
    """``ball`` holds every value that there is on the box.

    ``slopes``: bounds on the partial derivatives wherever they exist, and on all difference quotients along each
    variable; None where there are none. ``defined``, ``continuous``, ``smooth`` (differentiable): at every point.
    """

    ball: arb
    slopes: Slopes | None = None
    defined: bool = True
    continuous: bool = True
    smooth: bool = True
    least: bool = False
    """Whether no value is below 0, even where the ball, which is rounded, goes below."""

    @property
    def is_not_negative(self) -> bool:
        return self.least or bool(self.ball >= 0)


class Hull:
    """The two outcomes without bounds: no point of the box has a value (EMPTY), or nothing is known (UNKNOWN)."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return self.name


EMPTY: Final = Hull("EMPTY")
UNKNOWN: Final = Hull("UNKNOWN")
Found = Enclosure | Hull


def enclose(node: t.Node, box: Mapping[str, arb], still: Mapping[str, arb] = MappingProxyType({})) -> Found:
    """The enclosure of a tree on a box, with slopes by its variables in order; to be called inside ``working``.

    ``still``: variables that may be any number of a ball but do not move: smooth means, for each of these numbers.
    """
    count = len(box)
    variables = {
        name: Enclosure(ball, tuple(arb(k == place) for k in range(count)))
        for place, (name, ball) in enumerate(box.items())
    }
    return _Box(variables, still, count).of(node)


class _Box:
    def __init__(self, variables: Mapping[str, Enclosure], still: Mapping[str, arb], count: int) -> None:
        self.moving, self.flat = frozenset(variables), (arb(0),) * count
        self.variables = {**variables, **{name: Enclosure(ball, self.flat) for name, ball in still.items()}}
        self.memo: dict[int, tuple[t.Node, Found]] = {}

    def of(self, node: t.Node) -> Found:
        kept = self.memo.get(id(node))
        if kept is None:
            enclosure = self._of(node)
            if isinstance(enclosure, Enclosure) and not enclosure.smooth and t.names(node).isdisjoint(self.moving):
                # What does not move is smooth, whatever it is.
                enclosure = Enclosure(enclosure.ball, self.flat, *(enclosure.defined,) * 3, enclosure.least)
            kept = self.memo[id(node)] = (node, enclosure)
        return kept[1]

    def _of(self, node: t.Node) -> Found:
        if isinstance(node, t.Name) and node.name in self.variables:
            return self.variables[node.name]
        if t.names(node).isdisjoint(self.variables):
            return self.constant(node)
        match node:
            case t.Negative(argument=inner):
                return _linear(self.of(inner), arb(-1))
            case t.Sum(terms=terms):
                return reduce(_add, map(self.of, terms))
            case t.Product(factors=factors):
                return reduce(_multiply, map(self.of, factors))
            case t.Quotient(numerator=top, denominator=bottom):
                return _multiply(self.of(top), _reciprocal(self.of(bottom)))
            case t.Power(base=base, exponent=exponent):
                return self.power(base, exponent)
            case t.Call(function=name, arguments=arguments):
                return self.call(name, arguments)
            case t.Piecewise():
                return self.piecewise(node)
        return UNKNOWN

    def constant(self, node: t.Node) -> Found:
        constant_value = Evaluator({}, 1).column(node)[0] if not t.names(node) else None
        if constant_value is UNDEFINED:
            return EMPTY
        if constant_value is None or isinstance(constant_value, Hole):
            return UNKNOWN
        return Enclosure(as_ball(constant_value), self.flat)

    def power(self, base: t.Node, exponent: t.Node) -> Found:
        if not t.names(exponent).isdisjoint(self.variables):
            return self.of(t.Call("exp", (t.Product((exponent, t.Call("ln", (base,)))),)))
        inner, exact = self.of(base), exact_value(exponent)
        if exact is None:
            return _real_power(inner, self.of(exponent))
        if exact == 0:
            return Enclosure(arb(1), self.flat)
        if exact < 0:
            return _reciprocal(_positive_power(inner, Fraction(-exact)))
        return _positive_power(inner, Fraction(exact))

    def call(self, name: str, arguments: tuple[t.Node, ...]) -> Found:
        if name == "sqrt" and type(arguments[0]) is t.Power and arguments[0].exponent == t.TWO:
            return self.call("abs", (arguments[0].base,))
        inner = [self.of(argument) for argument in arguments]
        if name in {"max", "min"}:
            return reduce(lambda a, b: _larger(a, b) if name == "max" else _negated(_larger, a, b), inner)
        if name == "log" and len(inner) == 2:
            return _multiply(self.call("ln", arguments[:1]), _reciprocal(self.call("ln", arguments[1:])))
        if len(inner) != 1:
            return UNKNOWN
        (inside,) = inner
        if isinstance(inside, Hull):
            return inside
        special = _SPECIAL.get(name)
        if special is not None:
            return special(inside)
        if name in _QUOTIENTS:
            return _QUOTIENTS[name](_sin(inside), _cos(inside))
        return _called(name, inside) if name in SINGLES else UNKNOWN

    def piecewise(self, node: t.Piecewise) -> Found:
        reached: list[Found] = []
        for branch, condition in node.branches:
            truth = self.truth(condition)
            if truth is False:
                continue
            reached.append(self.of(branch))
            if truth:
                break
        else:
            reached.append(EMPTY if node.otherwise is None else self.of(node.otherwise))
        return reduce(_either, reached)

    def truth(self, condition: t.Node) -> bool | None:
        """Whether a condition holds on the whole box (True), nowhere (False), or neither is proved."""
        if isinstance(condition, t.Text):
            return True
        if not isinstance(condition, t.Relation):
            return None
        truths: list[bool | None] = []
        for left, right, operator in zip(condition.sides, condition.sides[1:], condition.operators, strict=False):
            delta = _add(self.of(left), _linear(self.of(right), arb(-1)))
            truths.append(None if isinstance(delta, Hull) or not delta.defined else _compared(delta.ball, operator))
        return False if False in truths else None if None in truths else True


def _compared(difference: arb, operator: str) -> bool | None:
    if difference > 0:
        return operator in {">", ">=", "!="}
    if difference < 0:
        return operator in {"<", "<=", "!="}
    if difference.is_zero():
        return operator in {"=", ">=", "<="}
    if difference >= 0:
        return {">=": True, "<": False}.get(operator)
    if difference <= 0:
        return {"<=": True, ">": False}.get(operator)
    return None


# -- arithmetic


def _flags(*parts: Enclosure) -> tuple[bool, bool, bool]:
    return all(p.defined for p in parts), all(p.continuous for p in parts), all(p.smooth for p in parts)


def _of_two(rule: Callable[[Enclosure, Enclosure], Found]) -> Callable[[Found, Found], Found]:
    """The rule for two enclosures; where one of two is none, there is no value or nothing is known."""

    def of_any(a: Found, b: Found) -> Found:
        if isinstance(a, Enclosure) and isinstance(b, Enclosure):
            return rule(a, b)
        return EMPTY if a is EMPTY or b is EMPTY else UNKNOWN

    return of_any


def _slopes(a: Enclosure, b: Enclosure, join: Callable[[arb, arb], arb]) -> Slopes | None:
    if a.slopes is None or b.slopes is None:
        return None
    return tuple([join(x, y) for x, y in zip(a.slopes, b.slopes, strict=True)])


def _checked(ball: arb, slopes: Slopes | None, flags: tuple[bool, bool, bool], least: bool = False) -> Found:
    if not ball.is_finite():
        return UNKNOWN
    if slopes is not None and not all(map(arb.is_finite, slopes)):
        slopes = None
    return Enclosure(ball, slopes, *flags, least)


def _linear(a: Found, factor: arb) -> Found:
    return a if isinstance(a, Hull) else _checked(a.ball * factor, _scaled(a, factor), _flags(a))


@_of_two
def _add(a: Enclosure, b: Enclosure) -> Found:
    least = a.is_not_negative and b.is_not_negative
    return _checked(a.ball + b.ball, _slopes(a, b, add), _flags(a, b), least)


@_of_two
def _multiply(a: Enclosure, b: Enclosure) -> Found:
    least = a.is_not_negative and b.is_not_negative
    slopes = _slopes(a, b, lambda x, y: x * b.ball + a.ball * y)
    return _checked(a.ball * b.ball, slopes, _flags(a, b), least)


def _reciprocal(a: Found) -> Found:
    if isinstance(a, Hull):
        return a
    if a.ball.is_zero():
        return EMPTY
    if 0 in a.ball:
        return UNKNOWN
    slopes = None if a.slopes is None else tuple([-s / (a.ball * a.ball) for s in a.slopes])
    return _checked(1 / a.ball, slopes, _flags(a))


def _either(a: Found, b: Found) -> Found:
    """One of two, it is not known which at which point."""
    if UNKNOWN in (a, b):
        return UNKNOWN
    if isinstance(a, Hull) or isinstance(b, Hull):
        known = b if isinstance(a, Hull) else a
        return known if isinstance(known, Hull) else Enclosure(known.ball, None, False, False, False)
    return Enclosure(a.ball.union(b.ball), None, a.defined and b.defined, False, False)


def _scaled(a: Enclosure, rate: arb) -> Slopes | None:
    return None if a.slopes is None else tuple([s * rate for s in a.slopes])


# -- powers and functions


def _ends(ball: arb) -> tuple[arb, arb]:
    return ball.lower(), ball.upper()


def _monotone(change: Callable[[arb], arb], ball: arb) -> arb:
    """The values of an increasing or decreasing function."""
    low, high = _ends(ball)
    return change(low).union(change(high))


def _positive_power(a: Found, exponent: Fraction) -> Found:
    """u^(p/q) for p/q > 0 in lowest terms: real for negative u where q is odd."""
    if isinstance(a, Hull):
        return a
    p, q = exponent.numerator, exponent.denominator
    ball = a.ball
    if q == 1:
        if p == 1:
            return a
        image = _monotone_power(ball, p)
        least = p % 2 == 0 or a.is_not_negative
        return _checked(image, _scaled(a, p * _monotone_power(ball, p - 1)), _flags(a), least)
    if q % 2 == 0 and ball < 0:
        return EMPTY
    if ball > 0 or ball < 0:
        size = abs(ball)
        image = _monotone(lambda u: u ** fmpq(p, q), size)
        rate = fmpq(p, q) * _monotone(lambda u: u ** fmpq(p - q, q), size)
        if ball < 0:
            image, rate = (-image, rate) if p % 2 else (image, -rate)
        return _checked(image, _scaled(a, rate), _flags(a))
    return _at_branch(a, p, q)


def _at_branch(a: Enclosure, p: int, q: int) -> Found:
    low, high = _ends(a.ball)

    def root(u: arb) -> arb:
        return arb(0) if not u > 0 else u ** fmpq(p, q)

    if q % 2 == 0:
        image, defined = arb(0).union(root(high)), a.is_not_negative
    elif p % 2:
        image, defined = (-root(-low)).union(root(high)), True
    else:
        image, defined = arb(0).union(root(-low).union(root(high))), True
    slopes = None
    if p > q and defined and a.slopes is not None:
        most = _power_bound(a.ball, fmpq(p - q, q)) * fmpq(p, q)
        slopes = _scaled(a, (-most).union(most))
    # u^(p/q) with p > q is differentiable at 0 wherever it is defined on both sides.
    smooth = a.smooth and p > q and q % 2 == 1
    least = p % 2 == 0 or q % 2 == 0 or a.is_not_negative
    return _checked(image, slopes, (a.defined and defined, a.continuous and defined, smooth), least)


def _power_bound(ball: arb, exponent: fmpq) -> arb:
    most = abs(ball).upper()
    return most**exponent if most > 0 else arb(0)


def _monotone_power(ball: arb, n: int) -> arb:
    if n == 0:
        return arb(1)
    return _monotone(lambda u: u**n, ball) if n % 2 else _even(ball, lambda u: u**n)


def _even(ball: arb, change: Callable[[arb], arb]) -> arb:
    low, high = _ends(ball)
    if low >= 0 or high <= 0:
        return change(low).union(change(high))
    return arb(0).union(change(low).union(change(high)))


def _real_power(a: Found, exponent: Found) -> Found:
    """u^c for a constant c that is not rational: for u > 0, and 0 at 0 where c > 0."""
    if isinstance(a, Hull) or isinstance(exponent, Hull):
        return a if isinstance(a, Hull) else exponent
    c = exponent.ball
    if a.ball > 0:
        image = _monotone(lambda u: (c * u.log()).exp(), a.ball)
        return _checked(image, _scaled(a, c * image / a.ball), _flags(a))
    if a.ball < 0:
        return EMPTY
    if not c > 0:
        return UNKNOWN
    high = a.ball.upper()
    image = arb(0).union((c * high.log()).exp()) if high > 0 else arb(0)
    return _checked(image, None, (False, False, False))


def _called(name: str, a: Found) -> Found:
    """A function that is smooth wherever it is defined: its value and rate from a series around the whole ball."""
    if isinstance(a, Hull):
        return a
    cap = ctx.cap
    ctx.cap = 2
    try:
        image: Any = SINGLES[name](arb_series([a.ball, 1]))
    except (ValueError, ZeroDivisionError):
        # flint does not divide by a series that may begin with 0: the ball is too wide.
        return UNKNOWN
    finally:
        ctx.cap = cap
    if image is UNDEFINED:
        return EMPTY
    if isinstance(image, Hole):
        return UNKNOWN
    if type(image) is not arb_series:
        return _checked(arb(image), _scaled(a, arb(0)), _flags(a))
    ball, rate = image[0], image[1]
    if (rate > 0 or rate < 0) and a.ball.rad() > 0:
        ends = [SINGLES[name](end) for end in _ends(a.ball)]
        if not any(isinstance(end, Hole) for end in ends):
            ball = arb(ends[0]).union(arb(ends[1]))
    return _checked(ball, _scaled(a, rate), _flags(a))


def _sin(a: Enclosure) -> Found:
    return _checked(wave_range("sin", a.ball), _scaled(a, wave_range("cos", a.ball)), _flags(a))


def _cos(a: Enclosure) -> Found:
    return _checked(wave_range("cos", a.ball), _scaled(a, -wave_range("sin", a.ball)), _flags(a))


def _ln(a: Enclosure) -> Found:
    if a.ball > 0:
        return _checked(_monotone(arb.log, a.ball), _scaled(a, 1 / a.ball), _flags(a))
    return EMPTY if a.ball <= 0 else UNKNOWN


def _kinked(below: int, above: int) -> Callable[[Enclosure], Found]:
    """A function that is ``below``·u for u < 0 and ``above``·u for u > 0."""

    def rule(a: Enclosure) -> Found:
        if a.ball > 0 or a.ball < 0:
            return _linear(a, arb(above if a.ball > 0 else below))
        low, high = (x * (above if x > 0 else below) for x in _ends(a.ball))
        slopes = _scaled(a, arb(below).union(arb(above)))
        return _checked(low.union(high).union(arb(0)), slopes, (a.defined, a.continuous, False), below <= 0 <= above)

    return rule


def _sign(a: Enclosure) -> Found:
    if a.ball > 0 or a.ball < 0:
        return Enclosure(arb(1 if a.ball > 0 else -1), _scaled(a, arb(0)), *_flags(a))
    return Enclosure(arb(-1).union(arb(1)), None, a.defined, False, False)


def _floor(a: Enclosure) -> Found:
    if a.ball.contains_integer():
        low, high = _ends(a.ball)
        return _checked(low.floor().union(high.floor()), None, (a.defined, False, False))
    return _checked(a.ball.floor(), _scaled(a, arb(0)), _flags(a))


def _clipped(name: str, low: arb, high: arb) -> Callable[[Enclosure], Found]:
    """A monotone function on a closed interval, with a vertical tangent at its ends."""

    def rule(a: Enclosure) -> Found:
        if a.ball > low and a.ball < high:
            return _called(name, a)
        if a.ball < low or a.ball > high:
            return EMPTY
        left, right = _ends(a.ball)
        defined = bool(left >= low and right <= high)
        ends = [SINGLES[name](end) for end in (left if left > low else low, right if right < high else high)]
        if any(isinstance(end, Hole) for end in ends):
            return UNKNOWN
        flags = (a.defined and defined, a.continuous and defined, False)
        return _checked(arb(ends[0]).union(arb(ends[1])), None, flags)

    return rule


@_of_two
def _larger(a: Enclosure, b: Enclosure) -> Found:
    whole = a.defined and b.defined
    for one, other in ((a, b), (b, a)):
        if one.ball > other.ball:
            return one if whole else Enclosure(one.ball, one.slopes, False, False, False)
    flags = (whole, a.continuous and b.continuous, False)
    return _checked(a.ball.max(b.ball), _slopes(a, b, arb.union), flags)


def _negated(rule: Callable[[Found, Found], Found], a: Found, b: Found) -> Found:
    return _linear(rule(_linear(a, arb(-1)), _linear(b, arb(-1))), arb(-1))


def _squash(a: Enclosure) -> Found:
    return _multiply(a, _called("sigmoid", a))


def _root(q: int) -> Callable[[Enclosure], Found]:
    return lambda a: _positive_power(a, Fraction(1, q))


_SPECIAL: Final[Mapping[str, Callable[[Enclosure], Found]]] = {
    "ln": _ln,
    "sin": _sin,
    "cos": _cos,
    "sqrt": _root(2),
    "cbrt": _root(3),
    "abs": _kinked(-1, 1),
    "relu": _kinked(0, 1),
    "sign": _sign,
    "floor": _floor,
    "arcsin": _clipped("arcsin", arb(-1), arb(1)),
    "arccos": _clipped("arccos", arb(-1), arb(1)),
    "arcosh": _clipped("arcosh", arb(1), arb.pos_inf()),
    "swish": _squash,
    "factorial": lambda a: UNKNOWN,
}
_QUOTIENTS: Final[Mapping[str, Callable[[Found, Found], Found]]] = {
    "tan": lambda s, c: _multiply(s, _reciprocal(c)),
    "cot": lambda s, c: _multiply(c, _reciprocal(s)),
    "sec": lambda s, c: _reciprocal(c),
    "csc": lambda s, c: _reciprocal(s),
}
