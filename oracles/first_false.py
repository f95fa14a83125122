"""``python -m oracles.first_false``: the labels of wrong workings, line by line, by numbers alone.

    python -m oracles.first_false [--lines 5000 | --labels 5000] [--seed 1] [WHAT …]

A working of ``dataset --working`` is right up to the line that its label names, that line is false, and each later one
follows from its own left side. mpmath puts numbers into both sides of every line, derivatives are differences and
integrals sums: nothing is shared with what proved the label but the trees. An antiderivative is compared by its rate.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import chain
from typing import Any, Final

import mpmath

from calcdrill import generate
from calcdrill.carrying import Carried, Standing
from calcdrill.export.working_rows import wrong_working
from calcdrill.expression import tree as t
from calcdrill.problem import Problem
from oracles.numbers import NoValue, holds, value_at

DIGITS: Final = 40
ENOUGH: Final = 3
MOST_TRIES: Final = 24
NEAR: Final = mpmath.mpf(10) ** -12
"""Values whose difference is smaller, by their size, are equal where integrals are sums."""
VERY_NEAR: Final = mpmath.mpf(10) ** -25
"""The same elsewhere: values may be as close as e^-20 and e^-20 + e^-30, and differences are exact to 40 digits."""
_BY_STEPS: Final = (t.Integral, t.Limit)
CONFIRMED: Final = f"{Standing.FALSE.value}: different"
"""What is counted where the numbers say, too, that the marked line is false."""
_SHAPED: Final = (t.Relation, t.Text, t.Points, t.Matrix)

Point = Mapping[str, Any]


class Unasked(Exception):
    """The line is no equation between numbers."""


def judged(one: t.Node, other: t.Node, domain: tuple[t.Node, ...], source: random.Random) -> str:
    """Whether both sides have the same values: "equal", "different", or "no values" where too few points have one."""
    seen = 0
    is_closed = not any(isinstance(inner, _BY_STEPS) for side in (one, other) for inner in t.walk(side))
    near = VERY_NEAR if is_closed else NEAR
    letters = sorted(t.names(one) | t.names(other) | set().union(*map(t.names, domain)) - {"e", "pi"})
    with mpmath.workdps(DIGITS):
        for _ in range(MOST_TRIES):
            point = {name: mpmath.mpf(_place(source)) for name in letters}
            try:
                if not all(holds(condition, point) for condition in domain):
                    continue
                pairs = list(zip(_values(one, point), _values(other, point), strict=True))
            except (NoValue, KeyError, TypeError, ValueError, ZeroDivisionError):
                continue
            if any(abs(left - right) > near * max(1, abs(left), abs(right)) for left, right in pairs):
                return "different"
            seen += 1
            if seen == ENOUGH or not letters:
                return "equal"
    return "no values"


def _place(source: random.Random) -> Any:
    exact = Fraction(source.randint(-40, 60), 17) + Fraction(1, 97)
    return mpmath.mpf(exact.numerator) / exact.denominator


def _values(side: t.Node, point: Point) -> list[Any]:
    """The values of a side's entries; of a number the one."""
    match side:
        case t.Vector(entries=entries):
            return [value for entry in entries for value in _values(entry, point)]
        case t.At(body=body, point=where):
            return _values(body, {**point, **{name: value_at(inner, point) for name, inner in where}})
        case t.Apply(function="dot", arguments=(one, other)):
            pairs = zip(_values(one, point), _values(other, point), strict=True)
            return [mpmath.fsum(left * right for left, right in pairs)]
        case t.Apply(function="norm", arguments=(one,)):
            return [mpmath.norm(_values(one, point))]
        case t.Sum(terms=terms) if _has_vectors(side):
            return [mpmath.fsum(entries) for entries in zip(*(_values(term, point) for term in terms), strict=True)]
        case t.Product(factors=factors) if _has_vectors(side):
            (vector,) = (factor for factor in factors if _has_vectors(factor))
            scale = mpmath.fprod(value_at(factor, point) for factor in factors if factor is not vector)
            return [scale * entry for entry in _values(vector, point)]
    return [value_at(side, point)]


def _has_vectors(node: t.Node) -> bool:
    return any(isinstance(inner, t.Vector) for inner in t.walk(node))


def _rate(node: t.Node, variable: str) -> t.Node:
    """The derivative of a sum of antiderivatives and other terms, with no integral left in it."""
    match node:
        case t.Integral(body=body, lower=None):
            return body
        case t.Sum(terms=terms):
            return t.Sum(tuple(_rate(term, variable) for term in terms))
        case t.Negative(argument=inner):
            return t.Negative(_rate(inner, variable))
        case t.Product(factors=factors) if any(_is_open(factor) for factor in factors):
            (place,) = (place for place, factor in enumerate(factors) if _is_open(factor))
            if any(variable in t.names(factor) for k, factor in enumerate(factors) if k != place):
                raise Unasked
            return t.Product((*factors[:place], _rate(factors[place], variable), *factors[place + 1 :]))
    if _is_open(node):
        raise Unasked
    return t.Derivative(node, (variable,))


def _is_open(node: t.Node) -> bool:
    return any(_open_variables(node))


def _open_variables(node: t.Node) -> Iterator[str]:
    """The variables of the integrals without limits."""
    return (one.variable for one in t.walk(node) if isinstance(one, t.Integral) and one.lower is None)


def line_verdict(problem: Problem, before: t.Node, after: t.Node, source: random.Random, sign: str = "=") -> str:
    """What the numbers say of one line; "not asked" where its sides are words, sets or equations, or nearly equal."""
    if sign != "=":
        return "not asked"
    before, after = _without_name(before, after)
    if isinstance(before, _SHAPED) or isinstance(after, _SHAPED):
        return "not asked"
    try:
        if _is_open(before) or _is_open(after):
            (variable,) = {name for side in (before, after) for name in _open_variables(side)}
            before, after = _rate(before, variable), _rate(after, variable)
    except (Unasked, ValueError):
        return "not asked"
    return judged(before, after, problem.task.domain, source)


def _without_name(before: t.Node, after: t.Node) -> tuple[t.Node, t.Node]:
    """Of the lines f = 2·3 and f = 6 what is after the sign."""
    match before, after:
        case t.Relation(sides=(name, one), operators=("=",)), t.Relation(sides=(same, other), operators=("=",)):
            if name == same and isinstance(name, t.Name) and name.name not in t.names(one):
                return one, other
    return before, after


def faults(problem: Problem, found: Carried, counts: Counter[str], source: random.Random) -> Iterator[str]:
    """The lines whose label the numbers contradict; ``counts`` grows by what was looked at."""
    steps = problem.solution.steps
    for place, (line, step) in enumerate(zip(found.lines, steps, strict=True)):
        verdict = line_verdict(problem, line.before, line.after, source, step.sign)
        counts[f"{line.standing.value}: {verdict}"] += 1
        if verdict == ("equal" if line.standing is Standing.FALSE else "different"):
            yield f"{problem.id}, seed {problem.seed}, index {problem.index}, line {place}: {line}"


def main() -> int:
    """Print the counts and the contradictions; 1 if there are any, or too few lines or labels."""
    parser = argparse.ArgumentParser(prog="python -m oracles.first_false", description=__doc__)
    parser.add_argument("what", nargs="*", default=["all"])
    parser.add_argument("--lines", type=int, default=5000, help="lines of any standing to judge")
    parser.add_argument("--labels", type=int, help="false lines to confirm, however many lines that takes")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    workings, source = 0, random.Random(options.seed)
    sets = (generate(options.what, n=600, seed=seed) for seed in range(options.seed, options.seed + 100))
    for problem in chain.from_iterable(sets):
        if _has_enough(counts, options.lines, options.labels):
            break
        found = wrong_working(problem)
        if found is not None:
            workings += 1
            wrong += faults(problem, found, counts, source)
            if workings % 100 == 0:
                print(f"{workings} workings, {counts[CONFIRMED]} labels confirmed", file=sys.stderr, flush=True)
    print(f"{workings} workings with {counts.total()} lines; {len(wrong)} labels contradicted")
    for name, count in sorted(counts.items()):
        print(f"{count:6}  {name}")
    print(*wrong, sep="\n")
    return 1 if wrong or not _has_enough(counts, options.lines, options.labels) else 0


def _has_enough(counts: Counter[str], lines: int, labels: int | None) -> bool:
    return counts.total() >= lines if labels is None else counts[CONFIRMED] >= labels


if __name__ == "__main__":
    sys.exit(main())
