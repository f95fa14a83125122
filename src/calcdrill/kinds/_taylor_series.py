"""A Taylor polynomial by a known series: the inside is put into it, and the front factor multiplied in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache

from calcdrill.errors import Unsolved
from calcdrill.expression.arithmetic import rational
from calcdrill.expression.steps import Expansion, Prose, Step
from calcdrill.expression.tree import ZERO, Name, Node, Relation, substitute, times
from calcdrill.kinds._known_series import Composition, Monomial, composition
from calcdrill.kinds._taylor_terms import in_powers, power_of_distance, scaled
from calcdrill.problem import Solution


def _letter(about: Expansion) -> Name:
    """The letter of the known series."""
    return Name("t" if about.variable == "u" else "u")


@lru_cache(maxsize=64)
def _parts(function: Node, about: Expansion) -> Composition:
    parts = composition(function, about, _letter(about))
    if parts is None:
        raise Unsolved(
            "no known series fits: the function must be c*x^m*f(a*x^k) with f such as exp(u), ln(1 + u), 1/(1 - u)"
        )
    if not parts.series:
        raise Unsolved("every term of the series is beyond the order")
    return parts


def solve(function: Node, about: Expansion) -> Solution:
    """The known series, the inside put in, the powers carried out, the front multiplied in."""
    parts, u = _parts(function, about), _letter(about)
    series = _polynomial(parts.series, Expansion(u.name, ZERO, parts.last))
    inside = _polynomial([parts.inside], about)
    put_in = _in_front(parts, substitute(series, {u.name: inside}), about)
    carried_out = _in_front(parts, _polynomial(_put_in(parts), about), about)
    answer = _polynomial(_whole(parts), about)
    where: Prose = (Relation((u, inside), ("=",)),)
    lines = (
        _known_series(parts, u, series, about),
        Step("put the inside in", function, put_in, where, check="series", expansion=about),
        Step("carry out the powers", put_in, carried_out, weight=1),
        Step("multiply", carried_out, answer, ("the factor in front, into every term",), weight=1),
    )
    return Solution(answer, tuple(line for line in lines if line.before != line.after))


def _known_series(parts: Composition, u: Name, series: Node, about: Expansion) -> Step:
    beyond = power_of_distance(u.name, ZERO, parts.last + 1)
    note: Prose = (beyond, f" and higher powers would lead beyond the order {about.order}")
    here = Expansion(u.name, ZERO, parts.last)
    return Step("known series", parts.outer, series, note, weight=1, check="series", expansion=here)


def _polynomial(terms: Iterable[Monomial], about: Expansion) -> Node:
    return in_powers(((rational(c), k) for c, k in terms), about.variable, about.centre)


def _in_front(parts: Composition, node: Node, about: Expansion) -> Node:
    """The node behind the front factor."""
    factor, m = parts.front
    behind = times(power_of_distance(about.variable, about.centre, m), node) if m else node
    return scaled(rational(factor), behind)


def _put_in(parts: Composition) -> list[Monomial]:
    """The terms of the series with the inside put in."""
    a, k = parts.inside
    return [(c * a**j, k * j) for c, j in parts.series]


def _multiplied(parts: Composition, terms: Iterable[Monomial]) -> list[Monomial]:
    """The terms times the front factor."""
    factor, m = parts.front
    return [(factor * c, m + k) for c, k in terms]


def _whole(parts: Composition) -> list[Monomial]:
    return _multiplied(parts, _put_in(parts))


# -- mistakes


def mistakes(function: Node, about: Expansion) -> Iterator[tuple[str, Node]]:
    """Wrong polynomials with a cause, the most telling first."""
    for name, terms in _wrong_terms(_parts(function, about)):
        yield name, _polynomial(_collected(terms), about)


def _wrong_terms(right: Composition) -> Iterator[tuple[str, list[Monomial]]]:
    (factor, _), series, (a, k) = right.front, right.series, right.inside
    unsigned = tuple((abs(c), j) for c, j in series)
    linear = tuple((c * a if j else c, j) for c, j in series)
    undivided = tuple((Fraction(1 if c > 0 else -1), j) for c, j in series)
    yield "front-power-forgotten", _whole(replace(right, front=(factor, 0)))
    yield "sign-lost", _whole(replace(right, series=unsigned, inside=(abs(a), k)))
    yield "substitution-only-first", _multiplied(right, _only_first(right))
    yield "coefficient-not-raised", _whole(replace(right, series=linear, inside=(Fraction(1), k)))
    yield "divisors-forgotten", _whole(replace(right, series=undivided))
    yield "one-degree-short", _whole(replace(right, series=series[:-1]))


def _only_first(parts: Composition) -> list[Monomial]:
    """The terms with the inside put into the linear one only, the bare distance into the others."""
    a, k = parts.inside
    return [(c * a, k) if j == 1 else (c, j) for c, j in parts.series]


def _collected(terms: Iterable[Monomial]) -> list[Monomial]:
    """The terms in rising order, those of one power together."""
    collected: dict[int, Fraction] = {}
    for c, k in terms:
        collected[k] = collected.get(k, Fraction(0)) + c
    return [(collected[k], k) for k in sorted(collected)]


FEEDBACK: dict[str, Prose] = {
    "front-power-forgotten": ("The power in front raises every exponent.",),
    "sign-lost": ("A minus inside goes into every odd power, and the known series has signs of its own.",),
    "coefficient-not-raised": ("The whole inside is raised to each power, with its sign and its coefficient.",),
    "substitution-only-first": ("The inside goes into every term, not only the linear one.",),
    "divisors-forgotten": ("Keep the denominators of the known series.",),
}
