"""Faults in antiderivatives with undetermined coefficients: a term, a number or a slope that is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from functools import cache
from math import floor
from typing import Any

import calcdrill.instances as instances
from calcdrill.errors import CalcdrillError
from calcdrill.expression.arithmetic import multiply
from calcdrill.expression.differentiating.differentiate import differentiate
from calcdrill.expression.integrating.undetermined import trial
from calcdrill.expression.integrating.undetermined.places import PrimePoint
from calcdrill.expression.integrating.undetermined.tower import Letter, Tower
from calcdrill.expression.read import read
from calcdrill.expression.tree import TWO, Name, Negative, Node, Sum
from calcdrill.kinds import find
from calcdrill.problem import Problem
from sabotage import layers as at
from sabotage.fault import Fault, to

PART = "undetermined coefficients"
FOUND = "law: an antiderivative of that form is found"
QUOTIENT = "exp(x)*(x - 1)/x^2"
STEEP = "exp(3*x)*(3*x - 1)/x^2"
LOGARITHM = "x*arctan(x)*ln(x + sqrt(1 + x^2))/sqrt(1 + x^2)"
ROOTS = "arcsin(sqrt(x + 1) - sqrt(x))"
WAVES = "exp(x)*(1 - sin(x))/(1 - cos(x))"
KNOWN = "(1 - x^2)/((1 + x^2)*sqrt(1 + x^4))"


@cache
def _sound(function: str) -> Problem:
    """The task with a sound solution, made before anything is broken."""
    return instances.solve({"kind": "integral", "function": function})


def _checked(function: str) -> at.Layer:
    """The check of the kind looks at what is found."""

    def layer() -> str | None:
        sound, found = _sound(function), trial.tried(read(function), "x")
        if found is None:
            return FOUND
        try:
            find("integral").check(sound.task, replace(sound.solution, answer=Sum((found, Name("C")))))
        except CalcdrillError:
            return at.ROUTE
        return None

    return layer


def _finds(function: str) -> at.Layer:
    return lambda: FOUND if trial.tried(read(function), "x") is None else None


def _written(change: Callable[[list[Fraction]], list[Fraction]]) -> Any:
    rightly = trial._Trial._written
    return lambda self, numbers: rightly(self, change(numbers))


def _without_last(numbers: list[Fraction]) -> list[Fraction]:
    last = max(k for k, number in enumerate(numbers) if number)
    return [Fraction(0) if k == last else number for k, number in enumerate(numbers)]


def _of_exponential(self: Tower, letter: Letter) -> Node:
    return letter.tree if letter.kind == "exponential" else differentiate(letter.tree, self.variable)


def _doubled(*given: Any) -> Iterator[tuple[Node, Any]]:
    return ((multiply(TWO, tree), ratio) for tree, ratio in _KNOWN(*given))


_KNOWN = trial.known_integrals


def undetermined_faults() -> Iterator[Fault]:
    search = trial._Trial
    lost = to(search, "_written", _written(_without_last))
    yield Fault(PART, "a coefficient is lost", lost, _checked(LOGARITHM), at.ROUTE)
    rounded = to(search, "_written", _written(lambda numbers: [Fraction(floor(number)) for number in numbers]))
    yield Fault(PART, "a coefficient is rounded", rounded, _checked(ROOTS), at.ROUTE)
    turned = to(Tower, "_slope", lambda self, letter: Negative(differentiate(letter.tree, self.variable)))
    yield Fault(PART, "the slopes of the tower have the other sign", turned, _checked(QUOTIENT), at.ROUTE)
    twice = to(trial, "known_integrals", _doubled)
    yield Fault(PART, "a known integral is doubled", twice, _checked(KNOWN), at.ROUTE)
    inner = to(Tower, "_slope", _of_exponential)
    yield Fault(PART, "the inner derivative of an exponential is lost", inner, _finds(STEEP), FOUND)
    still = to(PrimePoint, "rate", lambda self, poly: 0)
    yield Fault(PART, "a polynomial has the slope 0", still, _checked(WAVES), at.ROUTE)
    none = to(search, "_logarithms", lambda self: iter(()))
    yield Fault(PART, "logarithms are not searched", none, _finds(LOGARITHM), FOUND)
    unknown = to(trial, "known_integrals", lambda *given: iter(()))
    yield Fault(PART, "known integrals are not searched", unknown, _finds(KNOWN), FOUND)
    powers = search._monomials
    fewer = to(search, "_monomials", lambda self: (one for one in powers(self) if one[0] < 2))
    yield Fault(PART, "terms with x² are not searched", fewer, _finds("x^2*exp(3*x)"), FOUND)
