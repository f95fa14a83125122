"""All real zeros of a tree in an interval, with a proof that none is missing.

    product, quotient, power        the zeros of the parts
    e^u + c·e^v                     the zeros of e^(u − v) + c
    exp, cosh, sigmoid …            no zeros;  sinh, arctan, root …: the zeros of the argument
    ln u − c, exp u − c, √u − c …   u − e^c, u − ln c, u − c² …
    rational functions              exactly, also on the whole line
    anything else                   bisection with a proof (``isolate.py``)

Whatever cannot be proved raises ``Undecided``.
"""

from __future__ import annotations

from collections.abc import Mapping

from flint import arb, fmpq

from calcdrill.errors import Undecided
from calcdrill.expression import facts
from calcdrill.expression import tree as t
from calcdrill.expression.arithmetic import subtract
from calcdrill.expression.balls.ball import PRECISION, Coordinate, Evaluator, values_at, working
from calcdrill.expression.balls.ball_values import UNDEFINED, Hole, Value
from calcdrill.expression.balls.isolate import Root, Search, polynomial_roots
from calcdrill.expression.polynomial import polynomial, rational_function
from calcdrill.expression.rationals import rational
from calcdrill.expression.tidy import tidy

__all__ = ["Root", "find_roots"]


def find_roots(
    f: t.Node,
    variable: str,
    lower: Coordinate | None = None,
    upper: Coordinate | None = None,
    point: Mapping[str, Coordinate] | None = None,
    precision: int = PRECISION,
) -> list[Root]:
    """All real zeros with lower ≤ zero ≤ upper, in order; None: the line has no end there.

    A zero that cannot be told from an end is counted in. Points where ``f`` is not defined are no zeros.
    Raises Undecided where it is not proved that there are no others, or that two are not one.
    """
    with working(precision, 2):
        values = values_at(point or {})
        low = None if lower is None else values_at({"end": lower})["end"]
        high = None if upper is None else values_at({"end": upper})["end"]
        roots = [root for part in _parts(f, variable, values) for root in _roots(part, variable, values, low, high)]
        return _merged([r for r in roots if _inside(r, low, high) and _is_zero_of(f, variable, values, r)])


def _roots(
    part: t.Node, variable: str, values: Mapping[str, Value], low: Value | None, high: Value | None
) -> list[Root]:
    """The zeros of one part between the ends; a zero of rational functions may lie outside."""
    ratio = rational_function(part, variable, _exact(values))
    if ratio is not None:
        return list(polynomial_roots(ratio[0]))
    if low is None or high is None:
        size = _size_of_roots(part, variable, values)
        low, high = -size if low is None else low, size if high is None else high
    return Search(part, variable, values, low, high).roots()


def _size_of_roots(part: t.Node, variable: str, values: Mapping[str, Value]) -> fmpq:
    """Cauchy's bound on the zeros of a polynomial whose constant term is any number, such as x² − ln 3."""
    terms = part.terms if isinstance(part, t.Sum) else (part,)
    moving = polynomial(t.total(*(term for term in terms if variable in t.names(term))), variable, _exact(values))
    rest = Evaluator(values, 1).column(t.total(*(term for term in terms if variable not in t.names(term))))[0]
    if moving is None or moving.degree() < 1 or type(rest) is Hole:
        raise Undecided("zeros on an endless interval are found for polynomials only")
    sizes = [abs(arb(moving[k])) for k in range(1, moving.degree())]
    largest = arb(sum(sizes, abs(arb(moving[0]) + arb(rest)))) / abs(arb(moving[moving.degree()]))
    return (largest.upper() + 2).ceil().mid().fmpq()


def _parts(f: t.Node, variable: str, values: Mapping[str, Value]) -> list[t.Node]:
    """Trees whose zeros together are all zeros of ``f`` (and perhaps points where it is not defined)."""
    parts: list[t.Node] = []
    waiting = [f]
    while waiting:
        node = waiting.pop()
        simpler = None
        if rational_function(node, variable, _exact(values)) is None:
            simpler = _simpler(node, variable, values)
        if simpler is not None:
            waiting.extend(simpler)
        elif variable in t.names(node):
            parts.append(node)
        elif not _is_never_zero(node, values):
            raise Undecided("it cannot be told whether a factor is 0 everywhere")
    return list(dict.fromkeys(parts))


def _is_never_zero(node: t.Node, values: Mapping[str, Value]) -> bool:
    enclosure = Evaluator(values, 1).column(node)[0]
    return type(enclosure) is not Hole and bool(enclosure > 0 or enclosure < 0)


def _simpler(node: t.Node, variable: str, values: Mapping[str, Value]) -> list[t.Node] | None:
    """Trees with all zeros of ``node`` among theirs; None where it is taken as it is."""
    match node:
        case t.Product(factors=factors):
            return list(factors)
        case t.Quotient(numerator=inner) | t.Negative(argument=inner):
            return [inner]
        case t.Power(base=base, exponent=exponent) if variable not in t.names(exponent):
            return [] if isinstance(exponent, t.Negative) else [base]
        case t.Call(function="log", arguments=(argument, _)):
            return [subtract(argument, t.ONE)]
        case t.Call(function=function, arguments=(argument,)):
            if facts.is_never_zero(function):
                return []
            zeros = facts.points(function, "zeros")
            is_listed = zeros is not None and not any(zero.period for zero in zeros)
            return [subtract(argument, zero.start) for zero in zeros or ()] if is_listed else None
        case t.Sum():
            terms = _terms(node)
            shared = _shared(terms)
            if len(shared) > 1:
                return shared
            inverted = _inverted(terms, variable, values)
            return _over_exponential(terms, variable) if inverted is None else inverted
    return None


def _inverted(terms: tuple[t.Node, ...], variable: str, values: Mapping[str, Value]) -> list[t.Node] | None:
    """k·F(u) + c as u − F⁻¹(−c/k), where the variable stands in u alone; no tree where F never is −c/k."""
    moving = [term for term in terms if variable in t.names(term)]
    fixed = [term for term in terms if variable not in t.names(term)]
    if len(moving) != 1 or not fixed:
        return None
    factors = [moving[0]] if isinstance(moving[0], t.Power) else _factors(moving[0])
    inner = [factor for factor in factors if variable in t.names(factor)]
    scale = t.times(*(factor for factor in factors if variable not in t.names(factor)))
    if len(inner) != 1 or not _is_never_zero(scale, values):
        return None
    level = t.Negative(t.Quotient(t.total(*fixed), scale))
    size = Evaluator(values, 1).column(level)[0]
    match inner[0]:
        case t.Call(function=function, arguments=(argument,)) if (inverses := facts.inverse(function)) is not None:
            reached = [_holds(part, size) for part in facts.value_range(function)]
            if any(reached):
                return [t.Sum((argument, t.Negative(inverse(level)))) for inverse in inverses]
            return None if None in reached else []
        case t.Power(base=base, exponent=t.Negative(argument=exponent)) if exponent == t.ONE:
            return [t.Sum((base, t.Negative(t.Quotient(t.ONE, level))))] if size > 0 or size < 0 else None
        case t.Power(base=base, exponent=t.Number(value=n)) if type(n) is int and n > 0:
            if n % 2:
                return [t.Sum((base, t.Negative(t.Power(level, t.Quotient(t.ONE, t.Number(n))))))]
            root = t.Power(level, t.Quotient(t.ONE, t.Number(n)))
            if size > 0:
                return [t.Sum((base, root)), t.Sum((base, t.Negative(root)))]
            return [] if size < 0 else None
    return None


def _over_exponential(terms: tuple[t.Node, ...], variable: str) -> list[t.Node] | None:
    """A sum whose terms all have a moving e^u as a factor, divided by that of the last one: it is never 0."""
    split = [_factors(term) for term in terms]
    moving = [next((f for f in factors if _is_exponential(f, variable)), None) for factors in split]
    calls = [call for call in moving if isinstance(call, t.Call)]
    if len(calls) < len(terms):
        return None
    last = calls[-1].arguments[0]
    for factors, call in zip(split, calls, strict=True):
        factors[factors.index(call)] = tidy(t.Call("exp", (subtract(call.arguments[0], last),)))
    return [t.total(*(t.times(*factors) for factors in split))]


def _is_exponential(node: t.Node, variable: str) -> bool:
    return isinstance(node, t.Call) and node.function == "exp" and variable in t.names(node)


def _holds(interval: facts.Interval, size: Value) -> bool | None:
    """Whether a number surely lies in an interval, or surely not; None where that cannot be told."""
    if type(size) is Hole:
        return None
    low, high = (None if end is None else Evaluator({}, 1).column(end)[0] for end in (interval.low, interval.high))
    above = low is None or size > low or (interval.is_low_closed and size >= low)
    below = high is None or size < high or (interval.is_high_closed and size <= high)
    if above and below:
        return True
    is_outside = (low is not None and (size < low if interval.is_low_closed else size <= low)) or (
        high is not None and (size > high if interval.is_high_closed else size >= high)
    )
    return False if is_outside else None


def _exact(values: Mapping[str, Value]) -> dict[str, fmpq]:
    return {name: value for name, value in values.items() if type(value) is fmpq}


def _shared(terms: tuple[t.Node, ...]) -> list[t.Node]:
    """A sum as a product: the factors that all terms share, and the sum of what is left."""
    split = [_factors(term) for term in terms]
    common: list[t.Node] = []
    for factor in list(split[0]):
        # Each time that it stands in all terms: x·cos²x + cos³x shares cos x twice.
        if t.names(factor) and all(factor in factors for factors in split):
            common.append(factor)
            for factors in split:
                factors.remove(factor)
    if not common:
        return [t.Sum(terms)]
    rest = [t.Product(tuple(f)) if len(f) > 1 else f[0] if f else t.ONE for f in split]
    return [*common, t.Sum(tuple(rest))]


def _terms(node: t.Node) -> tuple[t.Node, ...]:
    """The terms of a sum with the sums inside it opened."""
    match node:
        case t.Sum(terms=terms):
            return tuple(inner for term in terms for inner in _terms(term))
        case t.Negative(argument=t.Sum(terms=terms)):
            return tuple(t.Negative(inner) for term in terms for inner in _terms(term))
    return (node,)


def _factors(term: t.Node) -> list[t.Node]:
    match term:
        case t.Negative(argument=argument):
            return [t.Negative(t.ONE), *_factors(argument)]
        case t.Quotient(numerator=top, denominator=bottom):
            return [*_factors(top), t.Power(bottom, t.Negative(t.ONE))]
        case t.Power(base=base, exponent=t.Number(value=n)) if n in range(2, 7):
            return [base] * int(n)
        case t.Product(factors=factors):
            return [inner for factor in factors for inner in _factors(factor)]
    return [term]


def _inside(root: Root, low: Value | None, high: Value | None) -> bool:
    ball = root.ball if root.exact is None else rational(root.exact)
    return not ((low is not None and ball < low) or (high is not None and ball > high))


def _is_zero_of(f: t.Node, variable: str, values: Mapping[str, Value], root: Root) -> bool:
    """Whether the zero of a part is one of the whole: not where the whole is not defined."""
    at = root.ball if root.exact is None else rational(root.exact)
    enclosure = Evaluator({**values, variable: [at]}, 1).column(f)[0]
    if enclosure is UNDEFINED:
        return False
    if type(enclosure) is Hole:
        raise Undecided("it cannot be told whether the function is defined at one of its zeros")
    return not (enclosure > 0 or enclosure < 0)


def _merged(roots: list[Root]) -> list[Root]:
    roots = sorted(roots, key=lambda root: float(root.ball.mid()))
    kept: list[Root] = []
    for root in roots:
        last = kept[-1] if kept else None
        if last is None or not last.ball.overlaps(root.ball):
            kept.append(root)
        elif last.exact is None or root.exact is None:
            raise Undecided("two zeros are too close to be told from one")
        elif last.exact != root.exact:
            kept.append(root)
    return kept
