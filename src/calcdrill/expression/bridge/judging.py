"""SymPy as a judge: a question worked by SymPy, and its result compared with an answer by SymPy's own numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import sympy

from calcdrill.errors import CalcdrillError
from calcdrill.expression import tree as t
from calcdrill.expression.bridge.sending import symbols_of, to_sympy
from calcdrill.expression.bridge.solvers import REFUSALS, sympy_solve
from calcdrill.expression.comparing.shapes import expand

__all__ = ["CONFIRMED", "DIFFERENT", "NO_RESULT", "extremum_verdict", "stationary_verdict", "verdict"]

CONFIRMED: Final = "confirmed"
DIFFERENT: Final = "different"
NO_RESULT: Final = "no result"

_OPEN: Final = (sympy.Integral, sympy.Derivative, sympy.Limit, sympy.Subs, sympy.nan)
_PLACES: Final = ("3/7", "17/11", "29/13", "5/3", "41/17", "-7/9", "-23/10", "7/2", "-1/4", "1/8")
_DIGITS: Final = 30
_NEAR: Final = sympy.Rational(1, 10**15)
_LEAST: Final = 2


def verdict(question: t.Node, answer: t.Node, domain: Sequence[t.Node] = ()) -> str:
    """What SymPy says of an answer; of an antiderivative up to a constant."""
    try:
        asked, given = _sent(expand(question), domain), to_sympy(answer, domain)
        if isinstance(question, t.Integral) and question.lower is None:
            x = next((s for s in asked.free_symbols if s.name == question.variable), None)
            if x is None:
                return NO_RESULT
            result = asked.doit()
            if result.has(*_OPEN):
                return NO_RESULT
            return _compared(sympy.diff(result, x), sympy.diff(given, x), domain)
        return _compared(_worked(asked), given, domain)
    except (CalcdrillError, *REFUSALS):
        return NO_RESULT


def _sent(node: t.Node, domain: Sequence[t.Node]) -> Any:
    """The question for SymPy; a derivative is taken before a number is put in."""
    held: dict[Any, Any] = {}

    def without_places(inner: t.Node) -> t.Node:
        if not isinstance(inner, t.At):
            return inner
        body = _worked(_sent(inner.body, domain))
        values = dict(inner.point)
        moved = [symbol for symbol in body.free_symbols if symbol.name in values]
        point = {symbol: _sent(values[symbol.name], domain) for symbol in moved}
        name = f"held_{len(held)}"
        held[sympy.Symbol(name, real=True)] = body.subs(point, simultaneous=True)
        return t.Name(name)

    plain = t.transform_down(node, without_places)
    return to_sympy(plain, domain).subs(held)


def _worked(asked: Any) -> Any:
    if isinstance(asked, sympy.Tuple):
        return sympy.Tuple(*map(_worked, asked))
    return asked.doit()


def _parts(value: Any) -> list[Any]:
    if isinstance(value, sympy.Tuple | tuple):
        return [part for item in value for part in _parts(item)]
    return list(value) if isinstance(value, sympy.MatrixBase) else [value]


def _compared(found: Any, given: Any, domain: Sequence[t.Node]) -> str:
    one, two = _parts(found), _parts(given)
    if len(one) != len(two) or any(part.has(*_OPEN) for part in one):
        return NO_RESULT if len(one) == len(two) else DIFFERENT
    verdicts = {_compared_numbers(a, b, domain) for a, b in zip(one, two, strict=True)}
    return next(word for word in (DIFFERENT, NO_RESULT, CONFIRMED) if word in verdicts or word == CONFIRMED)


def _compared_numbers(one: Any, two: Any, domain: Sequence[t.Node]) -> str:
    if one == two:
        return CONFIRMED
    if one.is_infinite or two.is_infinite:
        return DIFFERENT
    symbols = sorted(one.free_symbols | two.free_symbols, key=lambda symbol: symbol.name)
    agreed = 0
    for point in _points(symbols, domain):
        a, b = (side.xreplace(point).evalf(_DIGITS) for side in (one, two))
        if not (a.is_number and b.is_number) or a.has(sympy.nan, sympy.zoo) or b.has(sympy.nan, sympy.zoo):
            continue
        if abs(sympy.im(a)) > _NEAR or abs(sympy.im(b)) > _NEAR:
            # SymPy's roots and logarithms of negative numbers are complex: ours are real, or none.
            continue
        if abs(sympy.re(a - b)) > _NEAR * (1 + abs(a)):
            return DIFFERENT
        agreed += 1
    return CONFIRMED if agreed >= (_LEAST if symbols else 1) else NO_RESULT


def _points(symbols: Sequence[Any], domain: Sequence[t.Node]) -> Iterator[dict[Any, Any]]:
    if not symbols:
        yield {}
        return
    known = symbols_of(domain)
    conditions = [to_sympy(condition, domain) for condition in domain]
    values = [sympy.Rational(text) for text in _PLACES]
    for start in range(len(values)):
        point = {symbol: values[(start + 3 * k) % len(values)] for k, symbol in enumerate(symbols)}
        for symbol in symbols:
            if known.get(symbol.name) is not None and known[symbol.name].is_positive:
                point[symbol] = abs(point[symbol])
        if all(condition.xreplace(point) != sympy.false for condition in conditions):
            yield point


def stationary_verdict(function: t.Node, points: t.Points, domain: Sequence[t.Node] = ()) -> str:
    """Whether SymPy finds the same critical points, where it finds all of them and the function is smooth."""
    try:
        slopes = [t.Derivative(function, (name,)) for name in points.variables]
        places = sympy_solve([_plain(slope) for slope in slopes], points.variables, domain)
        wanted = [values for values, _ in points.items]
        ours = sorted([[float(to_sympy(value).evalf(20)) for value in values] for values in wanted])
        theirs = sorted([[float(to_sympy(value).evalf(20)) for value in values] for values in places])
    except (CalcdrillError, *REFUSALS):
        return NO_RESULT
    if len(ours) != len(theirs):
        # Kinks and bounds of the domain are not SymPy's.
        return NO_RESULT
    pairs = [pair for one, two in zip(ours, theirs, strict=True) for pair in zip(one, two, strict=True)]
    return CONFIRMED if all(abs(a - b) < 1e-9 * (1 + abs(a)) for a, b in pairs) else DIFFERENT


def _plain(slope: t.Derivative) -> t.Node:
    from calcdrill.expression.bridge.returning import from_sympy

    return from_sympy(to_sympy(slope).doit())


def extremum_verdict(function: t.Node, variable: str, ends: tuple[t.Node, t.Node], goal: str, answer: t.Node) -> str:
    """Whether SymPy's largest or smallest value on an interval is the answer."""
    try:
        body = to_sympy(function)
        x = next(s for s in body.free_symbols if s.name == variable)
        interval = sympy.Interval(to_sympy(ends[0]), to_sympy(ends[1]))
        seek = sympy.calculus.util.maximum if goal == "max" else sympy.calculus.util.minimum
        return _compared(seek(body, x, interval), to_sympy(answer), ())
    except (CalcdrillError, StopIteration, *REFUSALS):
        return NO_RESULT
