"""Trees as functions of one complex variable, for integration along the real line.

``acb.integral`` moves into the complex plane, so that each function must say where it is not analytic: with
``analytic`` it must answer NaN there. flint's own inverse sines and tangents do not, and give wrong integrals
with tight bounds; here they are made of logarithms and roots, which do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from types import MappingProxyType
from typing import Any, Final

from flint import acb, acb_poly, arb, fmpq

from calcdrill.expression import tree as t
from calcdrill.expression.balls.ball import Evaluator
from calcdrill.expression.balls.ball_values import Hole, Value
from calcdrill.expression.composing import completed
from calcdrill.expression.polynomial import polynomial

__all__ = ["Function", "complex_function", "is_entire", "is_meromorphic"]

Complex = Any
"""acb; flint's operators are not typed closely enough to be of help."""

Function = Callable[[Complex, bool], Complex]
"""(z, analytic) → value; NaN where the function is not analytic although that is asked for."""

_MOST_INNER: Final = 300
_NAN: Final = acb(arb.nan(), arb.nan())
_I: Final = acb(0, 1)


def complex_function(node: t.Node, variable: str, values: Mapping[str, Value]) -> Function | None:
    """The tree as a function of ``variable``, other names at fixed values; None where there is no such form.

    To be called inside ``working``.
    """
    inside = t.names(node)
    if variable not in inside and not any(type(values.get(name)) is Cell for name in inside):
        fixed = Evaluator(values, 1).column(node)[0]
        if type(fixed) is Hole:
            return None
        constant = acb(arb(fixed))
        return lambda z, analytic: constant
    if isinstance(node, t.Sum | t.Negative | t.Quotient):
        exact = polynomial(node, variable, {})
        if exact is not None:
            whole = acb_poly(exact)
            return lambda z, analytic: whole(z)
    match node:
        case t.Name(name=name) if name != variable:
            cell = values[name]
            return lambda z, analytic: cell.value
        case t.Name():
            return lambda z, analytic: z
        case t.Integral(lower=t.Node(), upper=t.Node()):
            return _nested(node, variable, values)
        case t.Power(base=base, exponent=exponent):
            return _power(node, complex_function(base, variable, values), exponent, variable, values)
        case t.Piecewise():
            return _piecewise(node, variable, values)
        case t.At(body=body, point=point):
            return complex_function(t.substitute(body, dict(point)), variable, values)
    parts = [complex_function(child, variable, values) for child in node.children]
    known = [part for part in parts if part is not None]
    return _combined(node, known) if len(known) == len(parts) else None


class Cell:
    """The outer variable of a nested integral, as the inner one sees it: a number that changes."""

    value: Complex = None


def _nested(node: t.Integral, variable: str, values: Mapping[str, Value]) -> Function | None:
    """An inner integral between fixed limits as a function of the outer variable.

    Only for integrands that are analytic everywhere: nobody looks whether the inner one is defined.
    """
    ends = [complex_function(end, variable, values) for end in (node.lower, node.upper) if end is not None]
    cell = Cell()
    inner = complex_function(node.body, node.variable, {**values, variable: cell})
    if inner is None or None in ends or not is_entire(node.body):
        return None
    function, (low, high) = inner, ends

    def rule(z: Complex, analytic: bool) -> Complex:
        cell.value = z
        return acb.integral(function, low(z, analytic), high(z, analytic), eval_limit=_MOST_INNER)  # type: ignore[misc]

    return rule


def is_entire(node: t.Node) -> bool:
    """Whether the tree is at first sight analytic everywhere, and real on the real line."""
    match node:
        case t.Call(function=name):
            allowed = name in _ENTIRE
        case t.Power(exponent=t.Number(value=int())) | t.Sum() | t.Product() | t.Negative() | t.Name() | t.Number():
            allowed = True
        case t.Quotient(denominator=below):
            allowed = not t.names(below)
        case _:
            allowed = False
    return allowed and all(map(is_entire, node.children))


def is_meromorphic(node: t.Node, variable: str) -> bool:
    """Whether the tree is made of numbers and quotients of entire functions, put into one another.

    Such a tree has one formula in the whole complex plane: if it has a value at one place, none of its denominators is
    0 everywhere, so that it has values everywhere but at single points.
    """
    match node:
        case t.Call(function=name):
            allowed = name in _ENTIRE or name in _RATIOS_OF_ENTIRE
        case t.Power(exponent=exponent):
            allowed = type(t.value_of(exponent)) is int
        case t.Quotient() | t.Sum() | t.Product() | t.Negative() | t.Name() | t.Number():
            allowed = True
        case _:
            allowed = False
    if not allowed:
        return variable not in t.names(node)
    return all(is_meromorphic(child, variable) for child in node.children)


_ENTIRE: Final = frozenset({"exp", "sin", "cos", "sinh", "cosh", "erf"})
_RATIOS_OF_ENTIRE: Final = frozenset({"tan", "sec", "csc", "cot", "tanh", "sigmoid"})


def _combined(node: t.Node, parts: list[Function]) -> Function | None:
    match node:
        case t.Sum():
            return reduce(_sum, parts)
        case t.Product():
            return reduce(_product, parts)
        case t.Negative():
            (inner,) = parts
            return lambda z, analytic: -inner(z, analytic)
        case t.Quotient():
            above, below = parts
            return lambda z, analytic: above(z, analytic) / below(z, analytic)
        case t.Call(function=name):
            return _call(name, parts)
    return None


def _sum(one: Function, other: Function) -> Function:
    return lambda z, analytic: one(z, analytic) + other(z, analytic)


def _product(one: Function, other: Function) -> Function:
    return lambda z, analytic: one(z, analytic) * other(z, analytic)


def _call(name: str, parts: list[Function]) -> Function | None:
    first, *others = parts
    if name in _RULES:
        rule = _RULES[name]
        return lambda z, analytic: rule(first(z, analytic), analytic)
    if name not in _OF_TWO:
        return None
    of_two = _OF_TWO[name]
    return lambda z, analytic: reduce(lambda a, f: of_two(a, f(z, analytic), analytic), others, first(z, analytic))


def _arctan(z: Complex, analytic: bool) -> Complex:
    turned = _I * z
    return _I / 2 * ((1 - turned).log(analytic) - (1 + turned).log(analytic))


def _arcsin(z: Complex, analytic: bool) -> Complex:
    return -_I * (_I * z + (1 - z * z).sqrt(analytic)).log(analytic)


def _odd_root(exponent: fmpq) -> Function:
    """z^(p/q) with odd q and p > 0 or p < 0, real on both halves of the real line."""
    is_odd = exponent.p % 2 == 1

    def rule(z: Complex, analytic: bool) -> Complex:
        power = acb(arb(exponent))
        if z.real > 0:
            return z.pow(power, analytic)
        if z.real < 0:
            root = (-z).pow(power, analytic)
            return -root if is_odd else root
        if analytic or exponent < 0:
            return _NAN
        # A ball around 0: the value is not larger than that of the farthest point.
        size = z.abs_upper() ** exponent
        return acb(arb(0, size))

    return rule


_METHODS: Final = "exp sin cos tan sec csc cot sinh cosh tanh sech csch coth erf".split()


def _plain(name: str) -> Function:
    """A function without cuts: at a pole flint answers with an infinite ball."""
    method = getattr(acb, name)
    return lambda z, _: method(z)


_OF_TWO: Final[Mapping[str, Callable[[Complex, Complex, bool], Complex]]] = MappingProxyType(
    {
        "max": lambda z, w, analytic: z.real_max(w, analytic),
        "min": lambda z, w, analytic: z.real_min(w, analytic),
        "log": lambda z, base, analytic: z.log(analytic) / base.log(analytic),
    }
)
_RULES: Final[Mapping[str, Function]] = MappingProxyType(
    completed(
        {
            **{name: _plain(name) for name in _METHODS},
            "ln": lambda z, analytic: z.log(analytic),
            "sqrt": lambda z, analytic: z.sqrt(analytic),
            "cbrt": _odd_root(fmpq(1, 3)),
            "abs": lambda z, analytic: z.real_abs(analytic),
            "sign": lambda z, analytic: z.real_sgn(analytic),
            "relu": lambda z, analytic: z.real_max(acb(0), analytic),
            "floor": lambda z, analytic: z.real_floor(analytic),
            "arcsin": _arcsin,
            "arccos": lambda z, analytic: acb.pi() / 2 - _arcsin(z, analytic),
            "arctan": _arctan,
            "arsinh": lambda z, analytic: (z + (z * z + 1).sqrt(analytic)).log(analytic),
            "arcosh": lambda z, analytic: (z + (z - 1).sqrt(analytic) * (z + 1).sqrt(analytic)).log(analytic),
            "artanh": lambda z, analytic: ((1 + z).log(analytic) - (1 - z).log(analytic)) / 2,
        },
        acb,
        pi=acb.pi,
        lacking=("factorial",),
    )
)
"""(argument, analytic) → value; with cuts, kinks or jumps NaN at them."""


def _power(
    node: t.Power, base: Function | None, exponent: t.Node, variable: str, values: Mapping[str, Value]
) -> Function | None:
    if base is None:
        return None
    if variable in t.names(exponent):
        above = complex_function(exponent, variable, values)
        if above is None:
            return None
        return lambda z, analytic: (above(z, analytic) * base(z, analytic).log(analytic)).exp()
    number = Evaluator(values, 1).column(exponent)[0]
    if type(number) is Hole:
        return None
    if type(number) is not fmpq:
        power = acb(arb(number))
        return lambda z, analytic: base(z, analytic).pow(power, analytic)
    if number.q == 1:
        whole = int(number.p)
        return lambda z, analytic: base(z, analytic) ** whole
    if number.q == 2:
        half = int(number.p)
        return lambda z, analytic: base(z, analytic).sqrt(analytic) ** half
    if number.q % 2:
        root = _odd_root(number)
        return lambda z, analytic: root(base(z, analytic), analytic)
    power = acb(arb(number))
    return lambda z, analytic: base(z, analytic).pow(power, analytic)


def _piecewise(node: t.Piecewise, variable: str, values: Mapping[str, Value]) -> Function | None:
    """The branch whose condition surely holds on the real line; where none surely does, NaN or the hull."""
    branches: list[tuple[Function, Function, str]] = []
    for body, condition in node.branches:
        function = complex_function(body, variable, values)
        if function is None or not isinstance(condition, t.Relation) or len(condition.sides) != 2:
            return None
        gap = complex_function(t.Sum((condition.sides[0], t.Negative(condition.sides[1]))), variable, values)
        if gap is None or condition.operators[0] not in _OPERATORS:
            return None
        branches.append((function, gap, condition.operators[0]))
    last = None if node.otherwise is None else complex_function(node.otherwise, variable, values)
    if node.otherwise is not None and last is None:
        return None

    def rule(z: Complex, analytic: bool) -> Complex:
        possible = []
        for function, gap, operator in branches:
            real = gap(z, analytic).real
            is_true, is_false = (real < 0, real > 0) if operator[0] == "<" else (real > 0, real < 0)
            if not is_false:
                possible.append(function(z, analytic))
            if is_true:
                break
        else:
            possible.append(_NAN if last is None else last(z, analytic))
        if len(possible) > 1 and analytic:
            return _NAN
        return reduce(lambda a, b: a.union(b), possible)

    return rule


_OPERATORS: Final = frozenset({"<", "<=", ">", ">="})
