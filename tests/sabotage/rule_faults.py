"""Faults in rules of differentiation, the table of derivatives, known series, and the balls that judge them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

from calcdrill.expression.balls import ball_functions
from calcdrill.expression.differentiating import borders, rules, slopes
from calcdrill.expression.differentiating.slopes import call
from calcdrill.expression.tree import (
    ONE,
    TWO,
    ZERO,
    Name,
    Negative,
    Node,
    Number,
    Piecewise,
    Power,
    Product,
    Quotient,
    Sum,
)
from calcdrill.kinds import _known_series
from sabotage import layers as at
from sabotage.fault import Fault, Patch, open_table, to

X = Name("x")


# -- rules of differentiation


def _rule(key: str, formula: Callable[..., Node]) -> Callable[[Patch], None]:
    def inject(patch: Patch) -> None:
        for method in (rules.RIGHT, borders.BORDERED):
            patch.setitem(open_table(method.formulas), key, formula)
        patch.setitem(open_table(rules.RULES), key, replace(rules.RULES[key], formula=formula))

    return inject


def _cases_swapped(parts: Any, primes: Any) -> Node:
    conditions, _ = parts
    return Piecewise(tuple(zip(reversed(primes), conditions, strict=True)))


def _entries_reversed(parts: Any, primes: Any) -> Node:
    node: Node = parts[0].with_children(tuple(reversed(primes)))
    return node


_RULES: dict[str, tuple[str, Callable[..., Node], str]] = {
    "constant": ("is 1", lambda parts, primes: ONE, "x^2 + 5"),
    "variable": ("is 2", lambda parts, primes: TWO, "x + sin(x)"),
    "negative": ("the sign is lost", lambda parts, primes: primes[0], "x - x^2"),
    "multiple": ("the factor is lost", lambda parts, primes: primes[0], "3*x^2"),
    "over constant": ("the divisor is lost", lambda parts, primes: primes[0], "x^2/3"),
    "split fraction": ("the sign is lost", lambda parts, primes: Negative(primes[0]), "1/(3*x)"),
    "sum": ("the last term is lost", lambda parts, primes: Sum((*primes[:-1], ZERO)), "x^2 + sin(x)"),
    "product": ("f′g′", lambda parts, primes: Product(tuple(primes)), "x*sin(x)"),
    "quotient": (
        "f′/g′",
        lambda parts, primes: Quotient(*primes),
        "sin(x)/(x^2 + 1)",
    ),
    "reciprocal": ("the sign is lost", lambda parts, primes: Quotient(primes[0], Power(parts[1], TWO)), "1/(x^2 + 1)"),
    "negative power": ("the sign is lost", lambda parts, primes: Negative(primes[0]), "1/x^3"),
    "rewrite": ("the sign is lost", lambda parts, primes: Negative(primes[0]), "1/exp(2*x)"),
    "table": ("the function itself", lambda parts, primes: parts[0].at(parts[1]), "sin(x)"),
    "chain": ("the inner derivative is lost", lambda parts, primes: parts[0].slope(parts[1]), "sin(3*x)"),
    "general power": (
        "by the power rule",
        lambda parts, primes: Product((parts[1], Power(parts[0], Sum((parts[1], Negative(ONE)))))),
        "x^x",
    ),
    "change of base": ("the sign is lost", lambda parts, primes: Negative(primes[0]), "log(2, x)"),
    "definition": ("the sign is lost", lambda parts, primes: Negative(primes[0]), "gelu(x)"),
    "relu": ("1 on both sides", lambda parts, primes: primes[0], "relu(2*x - 1)"),
    "cases": ("the cases change places", _cases_swapped, "max(x, 1 - x)"),
    "step function": ("is 1", lambda parts, primes: ONE, "x + floor(x)"),
    "fundamental theorem": ("the lower end is lost", lambda parts, primes: Product((parts[0], primes[0])), ""),
    "entries": ("in reverse", _entries_reversed, ""),
    "both sides": ("the sides change places", _entries_reversed, ""),
}
_KNOWN = {
    "fundamental theorem": ("integral(t^2 + 1, t, 2*x, x^2)", "2*x*(x^4 + 1) - 2*(4*x^2 + 1)"),
    "entries": ("(x^2, 3*x)", "(2*x, 3)"),
    "both sides": ("x^2 = 3*x", "2*x = 3"),
}


def rule_faults() -> Iterator[Fault]:
    for key, (words, formula, function) in _RULES.items():
        if key in _KNOWN:
            layer, caught = at.rule_gives(*_KNOWN[key]), "law: the rules give what jets give"
        else:
            layer, caught = at.solving({"kind": "derivative", "function": function}), at.ROUTE
        yield Fault("rules of differentiation", f"{key}: {words}", _rule(key, formula), layer, caught)


def _slope(key: str, formula: Callable[..., Node]) -> Callable[[Patch], None]:
    return lambda patch: patch.setitem(open_table(slopes.SLOPES), key, formula)


def _root_beyond_one(u: Node) -> Node:
    return call("sqrt", Sum((Power(u, TWO), Negative(ONE))))


_EXAMPLES = {"power": "x^3", "exponential": "2^x", "log": "log(x, 3)"}
_SLOPES: dict[str, tuple[str, Callable[..., Node]]] = {
    "power": ("the exponent stays", lambda u, n: Product((n, Power(u, n)))),
    "exponential": ("ln of the base is lost", lambda u, base: Power(base, u)),
    "exp": ("by the power rule", lambda u: Product((u, call("exp", Sum((u, Negative(ONE))))))),
    "ln": ("1/ln", lambda u: Quotient(ONE, call("ln", u))),
    "log": ("ln of the base is lost", lambda u, base: Quotient(ONE, u)),
    "sqrt": ("the 2 is lost", lambda u: Quotient(ONE, call("sqrt", u))),
    "cbrt": ("not squared", lambda u: Quotient(ONE, Product((Number(3), call("cbrt", u))))),
    "sin": ("a sign too many", lambda u: Negative(call("cos", u))),
    "cos": ("the sign is lost", lambda u: call("sin", u)),
    "tan": ("not squared", lambda u: call("sec", u)),
    "sec": ("tan is lost", lambda u: call("sec", u)),
    "csc": ("the sign is lost", lambda u: Product((call("csc", u), call("cot", u)))),
    "cot": ("the sign is lost", lambda u: Power(call("csc", u), TWO)),
    "arcsin": ("of arctan", lambda u: Quotient(ONE, Sum((ONE, Power(u, TWO))))),
    "arccos": ("the sign is lost", lambda u: Quotient(ONE, call("sqrt", Sum((ONE, Negative(Power(u, TWO))))))),
    "arctan": ("a wrong sign", lambda u: Quotient(ONE, Sum((ONE, Negative(Power(u, TWO)))))),
    "arcsec": ("without |u|", lambda u: Quotient(ONE, _root_beyond_one(u))),
    "arccsc": ("u in place of |u|", lambda u: Negative(Quotient(ONE, Product((u, _root_beyond_one(u)))))),
    "arccot": ("a sign too many", lambda u: Quotient(ONE, Sum((ONE, Power(u, TWO))))),
    "sinh": ("a sign too many", lambda u: Negative(call("cosh", u))),
    "cosh": ("a sign too many, as of cos", lambda u: Negative(call("sinh", u))),
    "tanh": ("1 + tanh²", lambda u: Sum((ONE, Power(call("tanh", u), TWO)))),
    "sech": ("the sign is lost", lambda u: Product((call("sech", u), call("tanh", u)))),
    "csch": ("the sign is lost", lambda u: Product((call("csch", u), call("coth", u)))),
    "coth": ("a sign too many", lambda u: Power(call("csch", u), TWO)),
    "arsinh": ("the root is lost", lambda u: Quotient(ONE, Sum((Power(u, TWO), ONE)))),
    "arcosh": ("of arsinh", lambda u: Quotient(ONE, call("sqrt", Sum((Power(u, TWO), ONE))))),
    "artanh": ("of arctan", lambda u: Quotient(ONE, Sum((ONE, Power(u, TWO))))),
    "abs": ("is 1", lambda u: ONE),
    "sigmoid": ("σ(1 + σ)", lambda u: Product((call("sigmoid", u), Sum((ONE, call("sigmoid", u)))))),
    "softplus": ("itself", lambda u: call("softplus", u)),
    "swish": ("without the product rule", lambda u: call("sigmoid", u)),
    "erf": ("2/√π is lost", lambda u: call("exp", Negative(Power(u, TWO)))),
}


def slope_faults() -> Iterator[Fault]:
    for key, (words, formula) in _SLOPES.items():
        task = {"kind": "derivative", "function": _EXAMPLES.get(key, f"{key}(x)")}
        yield Fault("table of derivatives", f"{key}: {words}", _slope(key, formula), at.solving(task), at.ROUTE)


# -- known series

_SERIES: dict[str, tuple[str, str, Callable[[int], Fraction]]] = {
    "exp": ("the factorial is lost", "exp(2*x)", lambda j: Fraction(1)),
    "sin": ("the signs are lost", "sin(x)", lambda j: Fraction(j % 2, math.factorial(j))),
    "cos": ("the odd terms", "cos(x)", lambda j: Fraction(j % 2, math.factorial(j))),
    "ln": ("the signs are lost", "ln(1 + x^2)", lambda j: Fraction(1, j) if j else Fraction(0)),
    "geometric": ("as of exp", "1/(1 - x)", lambda j: Fraction(1, math.factorial(j))),
}


def series_faults() -> Iterator[Fault]:
    part = "known series"

    def layer(function: str) -> at.Layer:
        return at.solving({"kind": "taylor", "function": function, "order": 4, "by": "series"})

    for name, (words, function, wrong) in _SERIES.items():
        yield Fault(part, f"{name}: {words}", _coefficient(name, wrong), layer(function), at.ROUTE)
    plain = to(_known_series, "binomial", lambda power: lambda j: Fraction(math.comb(4, j)))
    yield Fault(part, "power: every power is the fourth", plain, layer("sqrt(1 + x)"), at.ROUTE)


def _coefficient(name: str, wrong: Callable[[int], Fraction]) -> Callable[[Patch], None]:
    return lambda patch: patch.setitem(open_table(_known_series.SERIES), name, wrong)


# -- ball arithmetic


def ball_faults() -> Iterator[Fault]:
    for name in slopes.SLOPES:
        if name in ball_functions.SINGLES:
            source = "1 + x" if name == "arcosh" else "x"
            layer = at.solving({"kind": "derivative", "function": f"{name}({source})"})
            yield Fault("ball arithmetic", f"{name} of u²", _ball(name), layer, at.ROUTE)


def _ball(name: str) -> Callable[[Patch], None]:
    def inject(patch: Patch) -> None:
        right = ball_functions.SINGLES[name]
        patch.setitem(open_table(ball_functions.SINGLES), name, lambda value: right(value * value))

    return inject
