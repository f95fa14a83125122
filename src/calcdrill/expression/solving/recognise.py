"""Closed forms of zeros that were isolated between two ends: q·π; arctan q + kπ, ± arccos q + 2kπ, arcsin q + 2kπ, and
halves, thirds, quarters of these; numbers a + b·√c; √(qπ), 1/(qπ), e^(qπ), ln(qπ)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from flint import arb, fmpz_mat

from calcdrill.errors import Undecided, Unsolved
from calcdrill.expression import tree as t
from calcdrill.expression.balls.ball import PRECISION, value, working
from calcdrill.expression.balls.isolate import Root
from calcdrill.expression.comparing.equality import Verdict, compare
from calcdrill.expression.comparing.signs import sign_of as form_sign
from calcdrill.expression.notation.text import write_text
from calcdrill.expression.solving.roots import find_roots
from calcdrill.expression.solving.waves import wave_zeros
from calcdrill.expression.solving.zeros import zeros
from calcdrill.expression.tidy import tidy

__all__ = ["interval", "plain_number", "zeros_between", "zeros_inside"]

_PI: Final = t.Name("pi")
_MOST_DENOMINATOR: Final = 24
_WAVES: Final = frozenset({"sin", "cos", "tan"})
_ARCS: Final = frozenset({"arcsin", "arccos", "arctan"})
_MOST_TIMES: Final = 4
_MOST_COEFFICIENT: Final = 10_000
_NEAR: Final = arb("1e-30")


def zeros_inside(node: t.Node, variable: str, domain: tuple[t.Node, ...]) -> tuple[t.Node, ...]:
    """All zeros in closed form; where they are too many, those between the ends that the domain sets."""
    try:
        return zeros(node, variable)
    except Unsolved as error:
        low, high = interval(domain, variable)
        if low is not None and high is not None:
            return zeros_between(node, variable, low, high)
        waves = not _WAVES.isdisjoint(t.functions(node))
        raise Unsolved(f"{error}{f'; a domain such as 0 <= {variable} <= 2*pi may help' if waves else ''}") from None


def zeros_between(node: t.Node, variable: str, low: t.Node, high: t.Node) -> tuple[t.Node, ...]:
    """All zeros from ``low`` to ``high`` in ascending order; Unsolved where one of them is not recognised."""
    node = _without_never_zero(node)
    with working(PRECISION):
        waves = wave_zeros(node, variable, value(low, {}), value(high, {}))
    if waves is not None:
        return tuple(_recognised(Root(ball), node, variable) for ball in waves)
    try:
        roots = find_roots(node, variable, low, high)
    except Undecided as error:
        raise Unsolved(f"the zeros of {write_text(node)} cannot all be found: {error}") from None
    return tuple(_recognised(root, node, variable) for root in roots)


def _without_never_zero(node: t.Node) -> t.Node:
    """The tree without factors that have no zero by their form, such as exp(x)."""
    if not isinstance(node, t.Product):
        return node
    signs = [(factor, form_sign(factor)) for factor in node.factors]
    kept = [factor for factor, sign in signs if sign is None or not sign[1]]
    return t.times(*kept) if kept else node


def _recognised(root: Root, node: t.Node, variable: str) -> t.Node:
    if root.exact is not None:
        return t.number(root.exact)
    for form in _forms(root.ball):
        worked = tidy(form)
        if abs(value(worked, {}) - root.ball) < _NEAR and 0 in value(t.substitute(node, {variable: worked}), {}):
            return worked
    raise Unsolved(f"{write_text(node)} has a zero near {float(root.ball.mid()):.4g} that has no closed form here")


def _forms(ball: arb) -> Iterator[t.Node]:
    with working(192):
        fraction, turns = _simple(ball), _simple(ball / arb.pi())
        multiples = [ball * times for times in range(1, _MOST_TIMES + 1)]
    if fraction is not None:
        yield t.number(fraction)
    if turns is not None:
        yield t.times(t.number(turns), _PI)
    for short in (True, False):
        for times, multiple in enumerate(multiples, start=1):
            for form in _angles(multiple, short):
                yield form if times == 1 else t.Quotient(form, t.number(times))
    root = _quadratic(ball)
    if root is not None:
        yield root
    yield from _of_turns(ball)


def plain_number(node: t.Node) -> t.Node:
    """A number such as cos(2·arcsin(1/4)) as a fraction or a + b·√c, where it is one; else as it is."""
    if not any(
        isinstance(part, t.Call) and part.function in _WAVES and _ARCS & t.functions(part) for part in t.walk(node)
    ):
        return node
    ball = value(node, {})
    exact = _simple(ball)
    plain = t.number(exact) if exact is not None else _quadratic(ball)
    is_same = plain is not None and compare(node, plain).verdict is Verdict.EQUAL
    return tidy(plain) if plain is not None and is_same else node


def _of_turns(ball: arb) -> Iterator[t.Node]:
    """√(qπ), 1/(qπ), e^(qπ) and ln(qπ): zeros of waves of x², 1/x, ln x and eˣ."""
    with working(192):
        found = {name: _simple(turns / arb.pi()) for name, turns in _turns(ball)}
    angles = {name: t.times(t.number(turns), _PI) for name, turns in found.items() if turns}
    if "square" in angles:
        root = t.Call("sqrt", (angles["square"],))
        yield root if ball > 0 else t.Negative(root)
    if "inverse" in angles:
        yield t.Quotient(t.ONE, angles["inverse"])
    if "logarithm" in angles:
        yield t.Call("exp", (angles["logarithm"],))
    if "power" in angles:
        yield t.Call("ln", (angles["power"],))


def _turns(ball: arb) -> Iterator[tuple[str, arb]]:
    yield "square", ball**2
    if not ball.contains(0):
        yield "inverse", 1 / ball
    if ball > 0:
        yield "logarithm", ball.log()
    if ball < _MOST_COEFFICIENT:
        yield "power", ball.exp()


def _angles(ball: arb, short: bool) -> list[t.Node]:
    """Angles whose tangent, cosine or sine is a simple fraction; not ``short``: or a + b·√c."""
    angles: list[t.Node] = []
    with working(192):
        pi = arb.pi()
        for name, reached, period in (
            ("arctan", ball.tan(), 1),
            ("arccos", ball.cos(), 2),
            ("arcsin", ball.sin(), 2),
        ):
            exact = _simple(reached)
            if not reached.is_finite():
                continue
            inside = t.number(exact) if exact is not None else None if short else _quadratic(reached)
            if inside is None:
                continue
            main = t.Call(name, (inside,))
            for start in (main, t.Negative(main), t.Sum((_PI, t.Negative(main)))):
                count = round(float(((ball - value(start, {})) / (period * pi)).mid()))
                angles.append(t.Sum((start, t.times(t.number(count * period), _PI))) if count else start)
    return angles


def _quadratic(ball: arb) -> t.Node | None:
    """a + b·√c, if the number is a zero of a quadratic polynomial with small coefficients (found by LLL)."""
    with working(192):
        scale = 2**100
        if not (abs(ball) < _MOST_COEFFICIENT and ball.rad() < _NEAR):
            return None
        powers = [int((ball**k * scale).mid().floor().fmpq().p) for k in (1, 2)]
        basis = fmpz_mat([[1, 0, 0, scale], [0, 1, 0, powers[0]], [0, 0, 1, powers[1]]]).lll()
        c, b, a = (int(basis[0, k]) for k in range(3))
        if max(abs(c), abs(b), abs(a)) > _MOST_COEFFICIENT or not a or not abs(a * ball**2 + b * ball + c) < _NEAR:
            return None
        root = t.Call("sqrt", (t.number(b * b - 4 * a * c),))
        sign = 1 if (2 * a * ball + b) > 0 else -1
        return t.Quotient(t.Sum((t.number(-b), root if sign > 0 else t.Negative(root))), t.number(2 * a))


def _simple(ball: arb) -> Fraction | None:
    """The fraction with a small denominator that lies in the ball, if there is one."""
    if not ball.is_finite():
        # tan π/2, say
        return None
    guess = Fraction(float(ball.mid())).limit_denominator(_MOST_DENOMINATOR)
    return guess if abs(ball - arb(guess.numerator) / guess.denominator) < _NEAR else None


def interval(domain: tuple[t.Node, ...], variable: str) -> tuple[t.Node | None, t.Node | None]:
    """The ends that the conditions set to a variable; None where there is none."""
    low: t.Node | None = None
    high: t.Node | None = None
    for condition in domain:
        if not isinstance(condition, t.Relation):
            continue
        for left, sign, right in zip(condition.sides, condition.operators, condition.sides[1:], strict=False):
            for one, other, up in ((left, right, sign in {">", ">="}), (right, left, sign in {"<", "<="})):
                if sign in {"<", "<=", ">", ">="} and getattr(one, "name", "") == variable:
                    if not other.children and t.value_of(other) is None and not value(other, {}).is_finite():
                        continue
                    low, high = (other, high) if up else (low, other)
    return low, high
