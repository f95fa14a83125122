"""Substitutions that leave a rational function: roots of a line, rational functions of waves or of exponentials.

roots of ax + b or (ax + b)/(cx + d)     u = the root of the common degree
sin, cos and their kin of one argument   u = tan w where two signs cancel, u = tan(w/2) otherwise
roots of tan w or cot w                  u = tan w, which leaves roots of a line
sinh, cosh and their kin, e^(kx)         u = e^w
roots of a + b·e^w                       u = the root
roots of x² ± k², k² − x²                u = x + root, u = x/(k + root)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, isqrt, lcm
from typing import Final

from calcdrill.expression import tree as t
from calcdrill.expression.arithmetic import rational
from calcdrill.expression.differentiating.differentiate import differentiate
from calcdrill.expression.integrating.integral_table import slope_of
from calcdrill.expression.integrating.powers import base_and_power, root
from calcdrill.expression.polynomial import polynomial, rational_function
from calcdrill.expression.tidy import tidy

__all__ = ["Turned", "rationalised", "undone"]

_WAVES: Final = frozenset({"sin", "cos", "tan", "cot", "sec", "csc"})
_BOWS: Final = frozenset({"sinh", "cosh", "tanh", "coth", "sech", "csch"})
_MOST_SIZE: Final = 300
_MULTIPLES: Final = range(1, 8)
_S, _C = t.Name("s_"), t.Name("c_")


@dataclass(frozen=True)
class Turned:
    """The new letter stands for ``inner``; ``body`` is the integrand in it."""

    inner: t.Node
    body: t.Node


def rationalised(node: t.Node, variable: str, letter: str) -> Iterator[Turned]:
    """Ways to write the integrand as a rational function of a new letter."""
    if t.size(node) > _MOST_SIZE:
        return
    for way in (_by_exponentials, _by_root, _by_exponential_root, _by_tangent, _by_waves, _by_bows, _by_square):
        yield from way(node, variable, t.Name(letter))


def _is_rational(body: t.Node, u: t.Name) -> bool:
    return rational_function(body, u.name, {}) is not None


# -- roots


def _roots(node: t.Node, variable: str) -> dict[t.Node, int]:
    """Each base of a root with the variable in it, and the common degree of its roots."""
    found: dict[t.Node, int] = {}
    for part in t.walk(node):
        base, power = base_and_power(part)
        if base is not None and power.denominator > 1 and variable in t.names(base):
            found[base] = lcm(found.get(base, 1), power.denominator)
    return found


def _put_in(node: t.Node, base: t.Node, degree: int, u: t.Name, others: dict[t.Node, t.Node]) -> t.Node:
    """The tree with powers of the base as powers of u, and the ``others`` replaced."""
    own, power = base_and_power(node)
    if own == base and (power * degree).denominator == 1:
        return t.Power(u, t.number(int(power * degree))) if power != 0 else t.ONE
    if node == base:
        return t.Power(u, t.Number(degree))
    if node in others:
        return others[node]
    if not node.children:
        return node
    return node.with_children(tuple(_put_in(child, base, degree, u, others) for child in node.children))


def _by_root(node: t.Node, variable: str, u: t.Name) -> Iterator[Turned]:
    roots = _roots(node, variable)
    if len(roots) != 1:
        return
    ((base, degree),) = roots.items()
    ratio = rational_function(base, variable, {})
    if ratio is None or max(part.degree() for part in ratio) > 1:
        return
    (b, a), (d, c) = ([_number(part[k]) for k in (0, 1)] for part in ratio)
    power = t.Power(u, t.Number(degree))
    above = t.Sum((t.times(d, power), t.Negative(b)))
    below = t.Sum((a, t.Negative(t.times(c, power))))
    place = tidy(t.Quotient(above, below))
    new = _put_in(node, base, degree, u, {t.Name(variable): place})
    yield from _turned(root(base, degree), new, place, u)


def _number(value: object) -> t.Node:
    return rational(Fraction(int(value.p), int(value.q)))  # type: ignore[attr-defined]


def _turned(inner: t.Node, new: t.Node, place: t.Node, u: t.Name) -> Iterator[Turned]:
    body = tidy(t.Product((new, tidy(differentiate(place, u.name)))))
    if _is_rational(body, u) and t.names(body) <= {u.name}:
        yield Turned(inner, body)


def _by_exponential_root(node: t.Node, variable: str, u: t.Name) -> Iterator[Turned]:
    roots = _roots(node, variable)
    if len(roots) != 1:
        return
    ((base, degree),) = roots.items()
    powers = {part for part in t.walk(base) if _rate(part, variable) is not None}
    if len(powers) != 1:
        return
    (power,) = powers
    line = polynomial(t.transform(base, lambda part: _S if part == power else part), _S.name, {})
    rate = _rate(power, variable)
    if line is None or line.degree() != 1 or rate is None:
        return
    raised = tidy(t.Quotient(t.Sum((t.Power(u, t.Number(degree)), t.Negative(_number(line[0])))), _number(line[1])))

    def change(part: t.Node) -> t.Node:
        other = _rate(part, variable)
        if other is None:
            return part
        times = t.value_of(tidy(t.Quotient(other, rate)))
        return part if times is None or times != int(times) else t.Power(raised, t.number(int(times)))

    new = t.transform(_put_in(node, base, degree, u, {}), change)
    step = t.Quotient(tidy(differentiate(raised, u.name)), t.times(rate, raised))
    body = tidy(t.Product((new, step)))
    if t.names(body) <= {u.name} and _is_rational(body, u):
        yield Turned(root(base, degree), body)


def _rate(node: t.Node, variable: str) -> t.Node | None:
    """k where the tree is e^(kx), or b^(kx) with k·ln b."""
    match node:
        case t.Call(function="exp", arguments=(u,)):
            slope = slope_of(u, variable)
            return slope if slope is not None and tidy(t.times(slope, t.Name(variable))) == tidy(u) else None
        case t.Power(base=t.Number() as base, exponent=u):
            slope = slope_of(u, variable)
            return None if slope is None else tidy(t.times(slope, t.Call("ln", (base,))))
    return None


def _by_exponentials(node: t.Node, variable: str, u: t.Name) -> Iterator[Turned]:
    """Powers e^(kx) with whole multiples k of one number."""
    rates = {t.value_of(_rate(part, variable) or t.ZERO) or 0 for part in t.walk(node)} - {0}
    if len(rates) < 2:
        return
    fractions = [Fraction(rate) for rate in rates]
    shared = Fraction(gcd(*(abs(f.numerator) for f in fractions)), lcm(*(f.denominator for f in fractions)))

    def change(part: t.Node) -> t.Node:
        rate = t.value_of(_rate(part, variable) or t.ZERO)
        return t.Power(u, t.number(int(Fraction(rate) / shared))) if rate else part

    new = t.transform(node, change)
    body = tidy(t.Quotient(new, t.times(t.number(shared), u)))
    if t.names(body) <= {u.name} and _is_rational(body, u):
        yield Turned(t.Call("exp", (tidy(t.times(t.number(shared), t.Name(variable))),)), body)


# -- inverse functions


def undone(node: t.Node, variable: str, letter: str) -> Iterator[Turned]:
    """u = arcsin x, arctan x or arsinh x, where that and a root that goes with it are all there is of x."""
    x, u = t.Name(variable), t.Name(letter)
    calls = {part for part in t.walk(node) if isinstance(part, t.Call) and part.arguments == (x,)}
    for name, (inside, outside, upright, base) in _UNDONE.items():
        if t.Call(name, (x,)) not in calls:
            continue
        place, height = outside(u), upright(u)
        square = tidy(t.substitute(base, {"x": x}))

        def change(part: t.Node, square: t.Node = square, height: t.Node = height) -> t.Node:
            own, power = base_and_power(part)
            if own is not None and tidy(own) == square and (2 * power).denominator == 1:
                return t.Power(height, t.number(int(2 * power)))
            return t.Power(height, t.TWO) if part == square else part

        new = t.substitute(_top_down(node, change, t.Call(name, (x,)), u), {variable: place})
        body = tidy(t.Product((new, inside(u))))
        if variable not in t.names(body):
            yield Turned(t.Call(name, (x,)), body)


def _top_down(node: t.Node, change: Callable[[t.Node], t.Node], call: t.Node, u: t.Node) -> t.Node:
    if node == call:
        return u
    new = change(node)
    if new is not node or not node.children:
        return new
    return node.with_children(tuple(_top_down(child, change, call, u) for child in node.children))


def _of(name: str) -> Callable[[t.Node], t.Node]:
    return lambda u: t.Call(name, (u,))


_ONE_AND_SQUARE = t.Sum((t.ONE, t.Power(t.Name("x"), t.TWO)))
_ONE_LESS_SQUARE = t.Sum((t.ONE, t.Negative(t.Power(t.Name("x"), t.TWO))))
_Way = Callable[[t.Node], t.Node]
_UNDONE: Final[dict[str, tuple[_Way, _Way, _Way, t.Node]]] = {
    "arcsin": (_of("cos"), _of("sin"), _of("cos"), _ONE_LESS_SQUARE),
    "arctan": (lambda u: t.Power(t.Call("sec", (u,)), t.TWO), _of("tan"), _of("sec"), _ONE_AND_SQUARE),
    "arsinh": (_of("cosh"), _of("sinh"), _of("cosh"), _ONE_AND_SQUARE),
}
"""Inverse function → dx/du, x, the root of the base, and the base, each by u."""


# -- waves


def _by_waves(node: t.Node, variable: str, u: t.Name) -> Iterator[Turned]:
    found = _in_one_argument(node, variable, _WAVES)
    if found is None:
        return
    argument, body, slope = found
    if tidy(t.substitute(body, {"s_": t.Negative(_S), "c_": t.Negative(_C)})) == tidy(body):
        square = t.Sum((t.ONE, t.Power(u, t.TWO)))
        turned = _without_odd(tidy(t.substitute(body, {"s_": t.times(u, _C)})), square)
        if turned is not None:
            new = tidy(t.Quotient(turned, t.times(slope, square)))
            if _is_rational(new, u):
                yield Turned(t.Call("tan", (argument,)), new)
    square = t.Sum((t.ONE, t.Power(u, t.TWO)))
    sin = t.Quotient(t.times(t.TWO, u), square)
    cos = t.Quotient(t.Sum((t.ONE, t.Negative(t.Power(u, t.TWO)))), square)
    new = tidy(t.Quotient(t.times(t.TWO, t.substitute(body, {"s_": sin, "c_": cos})), t.times(slope, square)))
    if _is_rational(new, u):
        yield Turned(t.Call("tan", (tidy(t.Quotient(argument, t.TWO)),)), new)


def _by_tangent(node: t.Node, variable: str, u: t.Name) -> Iterator[Turned]:
    """Roots of tan w and cot w, beside even powers of sec w and csc w."""
    kin = [part for part in t.walk(node) if isinstance(part, t.Call) and part.function in _TANGENTS]
    arguments = {part.arguments[0] for part in kin}
    if len(arguments) != 1:
        return
    (argument,) = arguments
    slope = slope_of(argument, variable)
    if slope is None or not any(variable in t.names(base) for base in _roots(node, variable)):
        return
    square = t.Sum((t.ONE, t.Power(u, t.TWO)))
    squares = {"sec": square, "csc": t.Quotient(square, t.Power(u, t.TWO))}
    plain = {"tan": u, "cot": t.Quotient(t.ONE, u)}

    def put(part: t.Node) -> t.Node:
        match part:
            case t.Power(base=t.Call(function="sec" | "csc" as name), exponent=t.Number(value=int(n))) if n % 2 == 0:
                return t.Power(squares[name], t.number(n // 2))
            case t.Call(function="tan" | "cot" as name):
                return plain[name]
        return part if not part.children else part.with_children(tuple(map(put, part.children)))

    body = tidy(t.Quotient(put(node), t.times(slope, square)))
    if t.names(body) <= {u.name} | (t.names(node) - {variable}):
        yield Turned(t.Call("tan", (argument,)), body)


_TANGENTS: Final = frozenset({"tan", "cot", "sec", "csc"})


def _without_odd(body: t.Node, square: t.Node) -> t.Node | None:
    """The body with c² as 1/(1 + u²); None where c stands in an odd power."""

    def change(part: t.Node) -> t.Node:
        match part:
            case t.Power(base=base, exponent=t.Number(value=int(n))) if base == _C and n % 2 == 0:
                return t.Power(square, t.number(-(n // 2)))
        return part

    new = t.transform(body, change)
    return None if _C.name in t.names(new) else new


def _in_one_argument(node: t.Node, variable: str, kin: frozenset[str]) -> tuple[t.Node, t.Node, t.Node] | None:
    """The argument, the tree as a rational function of its sine s_ and cosine c_, and its slope."""
    arguments = {p.arguments[0] for p in t.walk(node) if isinstance(p, t.Call) and p.function in kin}
    moving = [argument for argument in arguments if variable in t.names(argument)]
    if not moving:
        return None
    argument = min(moving, key=lambda one: abs(float(t.value_of(slope_of(one, variable) or t.ZERO) or 9)))
    slope = slope_of(argument, variable)
    if slope is None:
        return None
    make = _wave_of if kin is _WAVES else _bow_of

    def change(part: t.Node) -> t.Node:
        if not (isinstance(part, t.Call) and part.function in kin):
            return part
        times = t.value_of(tidy(t.Quotient(part.arguments[0], argument)))
        return make(part.function, int(times)) if times is not None and times in _MULTIPLES else part

    body = t.transform(node, change)
    return None if variable in t.names(body) else (argument, body, slope)


def _wave_of(name: str, times: int) -> t.Node:
    sin, cos = _multiple(times, -1)
    return _kin(name, sin, cos)


def _bow_of(name: str, times: int) -> t.Node:
    sin, cos = _multiple(times, 1)
    return _kin(name.removesuffix("h"), sin, cos)


def _kin(name: str, sin: t.Node, cos: t.Node) -> t.Node:
    forms: dict[str, Callable[[], t.Node]] = {
        "sin": lambda: sin,
        "cos": lambda: cos,
        "tan": lambda: t.Quotient(sin, cos),
        "cot": lambda: t.Quotient(cos, sin),
        "sec": lambda: t.Quotient(t.ONE, cos),
        "csc": lambda: t.Quotient(t.ONE, sin),
    }
    return forms[name]()


def _multiple(times: int, sign: int) -> tuple[t.Node, t.Node]:
    """Sine and cosine of a multiple; ``sign`` −1 for waves, 1 for their hyperbolic kin."""
    sin: t.Node = _S
    cos: t.Node = _C
    for _ in range(times - 1):
        product = t.Product((sin, _S))
        sin, cos = (
            t.Sum((t.Product((sin, _C)), t.Product((cos, _S)))),
            t.Sum((t.Product((cos, _C)), t.Negative(product) if sign < 0 else product)),
        )
    return sin, cos


def _by_bows(node: t.Node, variable: str, u: t.Name) -> Iterator[Turned]:
    found = _in_one_argument(_exponentials_out(node, variable), variable, _BOWS)
    if found is None:
        return
    argument, body, slope = found
    over = t.Quotient(t.ONE, u)
    sinh = t.Quotient(t.Sum((u, t.Negative(over))), t.TWO)
    cosh = t.Quotient(t.Sum((u, over)), t.TWO)
    new = tidy(t.Quotient(t.substitute(body, {"s_": sinh, "c_": cosh}), t.times(slope, u)))
    if _is_rational(new, u):
        yield Turned(t.Call("exp", (argument,)), new)


def _exponentials_out(node: t.Node, variable: str) -> t.Node:
    """e^w beside sinh and its kin as cosh w + sinh w."""

    def change(part: t.Node) -> t.Node:
        match part:
            case t.Call(function="exp", arguments=(u,)) if slope_of(u, variable) is not None:
                return t.Sum((t.Call("cosh", (u,)), t.Call("sinh", (u,))))
        return part

    has_bows = any(isinstance(part, t.Call) and part.function in _BOWS for part in t.walk(node))
    return t.transform(node, change) if has_bows else node


# -- roots of a square and a number


def _by_square(node: t.Node, variable: str, u: t.Name) -> Iterator[Turned]:
    roots = _roots(node, variable)
    if len(roots) != 1:
        return
    ((base, degree),) = roots.items()
    found = polynomial(base, variable, {})
    if degree != 2 or found is None or found.degree() != 2 or found[1] or abs(found[2]) != 1:
        return
    x, root, c = t.Name(variable), t.Call("sqrt", (base,)), _number(found[0])
    square = t.Power(u, t.TWO)
    if found[2] == 1:
        place = t.Quotient(t.Sum((square, t.Negative(c))), t.times(t.TWO, u))
        height = t.Quotient(t.Sum((square, c)), t.times(t.TWO, u))
        inner: t.Node = t.Sum((x, root))
    else:
        size = found[0]
        if size <= 0 or size.q != 1 or isqrt(int(size.p)) ** 2 != int(size.p):
            return
        k = t.Number(isqrt(int(size.p)))
        below = t.Sum((t.ONE, square))
        place = t.Quotient(t.times(t.TWO, k, u), below)
        height = t.Quotient(t.times(k, t.Sum((t.ONE, t.Negative(square)))), below)
        inner = t.Quotient(x, t.Sum((k, root)))

    def change(part: t.Node) -> t.Node:
        own, power = base_and_power(part)
        if own == base and (2 * power).denominator == 1:
            return t.Power(height, t.number(int(2 * power)))
        return part

    new = t.substitute(t.transform(node, change), {variable: tidy(place)})
    yield from _turned(tidy(inner), new, tidy(place), u)
