"""Faults in what proves limits, integrals and derivatives at borders."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from calcdrill.expression.balls import convergence, germ_functions, integrals, limiting, scales
from calcdrill.expression.balls.ball_values import UNDEFINED
from calcdrill.expression.balls.germs import Germ
from calcdrill.expression.differentiating import borders
from calcdrill.expression.integrating import fundamental
from calcdrill.expression.read import read
from calcdrill.expression.tree import Piecewise
from calcdrill.kinds import _definite_lines
from sabotage import layers as at
from sabotage.fault import Fault, to

PERIOD = {"kind": "definite_integral", "function": "1/(2 + cos(x) + sin(x))", "lower": "0", "upper": "2*pi"}
BORDER = {"kind": "derivative", "function": "piecewise(4, x = 2, (x^2 - 4)/(x - 2))"}
HIDDEN = "sqrt(x^2 - 1/10^60)"
NEARLY = "(sqrt(1 + 1/10^80) - 1)/x"
JUMPS = "2*arctan(tan(x/2)/sqrt(3))/sqrt(3)"


def _law(words: str, holds: Callable[[], bool]) -> at.Layer:
    return lambda: None if holds() else words


def _limit(body: str, to_: str, side: str = "") -> Any:
    return limiting.limit(read(body), "x", read(to_), side)


def _case_by_case(node: Piecewise, variable: str, primes: Any) -> Piecewise:
    branches = tuple((prime, condition) for prime, (_, condition) in zip(primes, node.branches, strict=False))
    return Piecewise(branches, primes[-1] if node.otherwise is not None else None)


def limit_faults() -> Iterator[Fault]:
    part, known = "limits and integrals", "law: known limits"
    swings = _law(known, lambda: _limit("sin(x)", "oo") is UNDEFINED)
    yield Fault(part, "a wave dies out", to(germ_functions, "wave", Germ), swings, known)
    nearly = _law(known, lambda: not _is_zero(_limit(NEARLY, "0", "+")))
    coarse = to(scales, "_is_zero", lambda tree: True)
    yield Fault(part, "a precision too small: what is near 0 is 0", coarse, nearly, known)
    stays = _law(known, lambda: _limit("sin(x)^2 + cos(x)^2", "oo") is not UNDEFINED)
    yield Fault(part, "every wave swings", to(limiting, "has_two_values", lambda *given: True), stays, known)
    gap = "law: an integrand without values has no integral"
    unseen = to(integrals, "find_gap", lambda *given: None)
    none = _law(gap, lambda: not integrals.integrate(read(HIDDEN), "x", -1, 1).is_finite())
    yield Fault(part, "gaps of the integrand are not seen", unseen, none, gap)
    no_breaks = to(_definite_lines, "breaks", lambda *given: ())
    yield Fault(part, "a jump of the antiderivative is not seen", no_breaks, at.solving(PERIOD), at.ROUTE)
    law = "law: an antiderivative with a jump proves nothing"
    jumps = _law(law, lambda: _by_jumping() is None)
    yield Fault(part, "continuity is not asked for", to(fundamental, "_is_continuous", lambda *given: True), jumps, law)
    law = "law: what falls slowly has no sum"
    endless = _law(law, lambda: convergence.exists_at(read("1/x"), "x", read("oo"), "") is False)
    yield Fault(part, "every tail has a sum", to(convergence, "_sums_up", lambda *given: True), endless, law)
    law = "law: what falls fast has a sum"
    exists = _law(law, lambda: convergence.exists_at(read("1/x^2"), "x", read("oo"), "") is True)
    yield Fault(part, "no tail has a sum", to(convergence, "_sums_up", lambda *given: False), exists, law)
    naive = to(borders, "_bordered", _case_by_case)
    yield Fault(part, "the value at a border is differentiated", naive, at.solving(BORDER), at.ROUTE)


def _is_zero(found: Any) -> bool:
    return hasattr(found, "is_zero") and bool(found.is_zero())


def _by_jumping() -> object:
    ends = (read("0"), read("2*pi"))
    return fundamental.between_limits(read("1/(2 + cos(x))"), "x", *ends, read(JUMPS))
