"""Limits that a wave, a pole or two different sides decide, as worked lines; nothing is proved here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations
from typing import Final

from flint import arb

from calcdrill.expression import tree as t
from calcdrill.expression.balls.ball import value
from calcdrill.expression.balls.limiting import limit
from calcdrill.expression.balls.oscillation import angles, held, wave_arguments
from calcdrill.expression.comparing.infinite import MINUS_OO, OO, is_infinite
from calcdrill.expression.solving.limit_fractions import DOES_NOT_EXIST
from calcdrill.expression.solving.limit_laws import far_out, value_there
from calcdrill.expression.steps import Prose, Step
from calcdrill.expression.tidy import tidy
from calcdrill.expression.waves import WAVES

__all__ = ["by_equal_sides", "by_floor", "by_pole", "by_squeeze", "by_terms", "by_two_sequences", "by_two_sides", "how"]

Worked = tuple[tuple[Step, ...], t.Node]
Work = Callable[[t.Limit], Worked]

_BOUNDED: Final = frozenset({"sin", "cos", "arctan", "tanh", "sigmoid", "erf"})
_STEPS: Final = (20, 40, 60)
_SIDES: Final = {"+": "from above", "-": "from below"}


def how(one: t.Limit, end: t.Node) -> str:
    """How the line limit = end is checked: not at all where no ball shows the limit."""
    known = end != DOES_NOT_EXIST and type(limit(one.body, one.variable, one.to, one.side)) is arb
    return "value" if known else "none"


# -- waves


def by_squeeze(whole: t.Limit) -> Worked | None:
    """A bounded factor times something that tends to 0."""
    factors, below = _factors(whole.body)
    waves = [f for f in factors if isinstance(f, t.Call) and f.function in _BOUNDED and whole.variable in t.names(f)]
    if not waves:
        return None
    top = t.times(*(factor for factor in factors if factor not in waves))
    rest = tidy(top if below is None else t.Quotient(top, below))
    limit_of_rest = limit(rest, whole.variable, whole.to, whole.side)
    if type(limit_of_rest) is not arb or not limit_of_rest.is_zero():
        return None
    note: Prose = (waves[0], " stays between two numbers, and ", rest, " tends to 0: so does the product")
    return (Step("squeeze", whole, t.ZERO, note, weight=1, check=how(whole, t.ZERO)),), t.ZERO


def by_terms(whole: t.Limit, work: Work) -> Worked | None:
    """The limit of a sum as the sum of the limits, where each of them is a number."""
    if not isinstance(whole.body, t.Sum):
        return None
    parts = [replace(whole, body=term) for term in whole.body.terms]
    balls = [limit(part.body, part.variable, part.to, part.side) for part in parts]
    if not all(type(ball) is arb and ball.is_finite() for ball in balls):
        return None
    steps, ends = [], []
    for part in parts:
        lines, end = work(part)
        single = len(lines) == 1 and lines[0].before == part
        steps.append(lines[0] if single else Step("one term", part, end, (), lines, check=how(part, end)))
        ends.append(end)
    answer = tidy(t.total(*ends))
    note: Prose = ("each term has a limit",)
    return (*steps, Step("add the limits", whole, answer, note, weight=1, check=how(whole, answer))), answer


def by_floor(whole: t.Limit, work: Work) -> Worked | None:
    """A floor lies between its inside and 1 less: both give the same limit."""

    def change(less: t.Node) -> t.Limit:
        def one(part: t.Node) -> t.Node:
            if isinstance(part, t.Call) and part.function == "floor" and whole.variable in t.names(part):
                return t.Sum((part.arguments[0], less)) if less != t.ZERO else part.arguments[0]
            return part

        return replace(whole, body=t.transform(whole.body, one))

    upper, lower = change(t.ZERO), change(t.Negative(t.ONE))
    if upper == whole:
        return None
    lines, end = work(replace(upper, body=tidy(upper.body)))
    note: Prose = ("a floor is at most its inside ", "and more than the inside less 1")
    other = work(replace(lower, body=tidy(lower.body)))[1]
    if other != end:
        return None
    steps = (
        Step("without the floor", upper, end, note, lines, check=how(upper, end)),
        Step("with 1 less", lower, end, (), check=how(lower, end)),
        Step("squeeze", whole, end, ("both bounds tend to the same",), weight=1, check=how(whole, end)),
    )
    return steps, end


def _factors(node: t.Node) -> tuple[tuple[t.Node, ...], t.Node | None]:
    match node:
        case t.Product(factors=factors):
            return factors, None
        case t.Quotient(numerator=top, denominator=bottom):
            return (top.factors if isinstance(top, t.Product) else (top,)), bottom
        case t.Negative(argument=argument):
            return _factors(argument)
    return (node,), None


def by_two_sequences(whole: t.Limit, work: Work) -> Worked | None:
    """A wave that never settles: held at two of its values, the function has two limits."""
    if not any(isinstance(part, t.Call) and part.function in WAVES for part in t.walk(whole.body)):
        return None
    one_side = whole if whole.side or is_infinite(whole.to) else replace(whole, side="+")
    for arguments in wave_arguments(whole.body, whole.variable):
        inner = limit(arguments[0], one_side.variable, one_side.to, one_side.side)
        if type(inner) is not arb or inner.is_finite():
            continue
        for one, other in combinations(angles(), 2):
            bodies = (tidy(held(whole.body, arguments, angle, whole.variable)) for angle in (one, other))
            pair = [replace(one_side, body=body) for body in bodies]
            ends = [limit(part.body, part.variable, part.to, part.side) for part in pair]
            if all(type(end) is arb for end in ends) and not ends[0].overlaps(ends[1]):
                return _along_both(whole, pair, (one, other), arguments, work)
    return None


def _along_both(
    whole: t.Limit, pair: list[t.Limit], places: tuple[t.Node, t.Node], arguments: tuple[t.Node, ...], work: Work
) -> Worked:
    steps = []
    for held_there, place, words in zip(pair, places, ("one sequence", "another sequence"), strict=True):
        inner, end = work(held_there)
        turns = t.total(place, t.times(t.TWO, t.Name("pi"), t.Name("k")))
        note: Prose = ("the places where ", arguments[0], " is ", tidy(turns), ", for whole numbers k of growing size")
        substeps = inner if len(inner) > 1 or inner[0].before != held_there else ()
        steps.append(Step(words, held_there, end, note, substeps, check=how(held_there, end)))
    said: Prose = ("two sequences of places, two limits: the function keeps oscillating",)
    steps.append(Step("compare the sequences", whole, DOES_NOT_EXIST, said, weight=1, check="none"))
    return tuple(steps), DOES_NOT_EXIST


# -- poles and sides


def by_pole(whole: t.Limit) -> Worked | None:
    """From one side, or far out: a top that does not vanish over a bottom that does."""
    if is_infinite(whole.to):
        return _over_nothing(whole)
    if not whole.side:
        return None
    top, bottom = _as_fraction(whole.body)
    if whole.variable not in t.names(bottom):
        return None
    above, below = (value_there(part, whole.variable, whole.to) for part in (top, bottom))
    if above is None or below is None or tidy(below) != t.ZERO:
        return None
    height = value(above, {})
    if not (height > 0 or height < 0):
        return None
    sign = _sign_beside(bottom, whole)
    if sign == 0:
        return None
    end = OO if (height > 0) == (sign > 0) else MINUS_OO
    side = "above" if sign > 0 else "below"
    note: Prose = ("the top ", top, " tends to ", above, f", and the bottom tends to 0 from {side}: ", bottom)
    return (Step(_SIDES[whole.side], whole, end, note, weight=1, check=how(whole, end)),), end


def _over_nothing(whole: t.Limit) -> Worked | None:
    if not isinstance(whole.body, t.Quotient):
        return None
    top, bottom = whole.body.numerator, whole.body.denominator
    above, below = (far_out(part, whole.variable, whole.to) for part in (top, bottom))
    if above is None or below != t.ZERO:
        return None
    signs = [limit(t.Call("sign", (part,)), whole.variable, whole.to) for part in (top, bottom)]
    if not all(type(sign) is arb and (sign > 0 or sign < 0) for sign in signs) or above == t.ZERO:
        return None
    end = OO if bool(signs[0] > 0) == bool(signs[1] > 0) else MINUS_OO
    side = "above" if signs[1] > 0 else "below"
    note: Prose = ("the numerator tends to ", above, f", and the denominator to 0 from {side}")
    return (Step("the denominator tends to 0", whole, end, note, weight=1, check=how(whole, end)),), end


def _as_fraction(node: t.Node) -> tuple[t.Node, t.Node]:
    match node:
        case t.Quotient(numerator=top, denominator=bottom):
            return top, bottom
        case t.Call(function="tan" | "cot" | "sec" | "csc" as name, arguments=(u,)):
            sin, cos = t.Call("sin", (u,)), t.Call("cos", (u,))
            return {"tan": (sin, cos), "cot": (cos, sin), "sec": (t.ONE, cos), "csc": (t.ONE, sin)}[name]
        case t.Power(base=base, exponent=exponent) if (t.value_of(exponent) or 0) < 0:
            return t.ONE, tidy(t.Power(base, tidy(t.Negative(exponent))))
    return node, t.ONE


def _sign_beside(node: t.Node, whole: t.Limit) -> int:
    signs = set()
    for bits in _STEPS:
        step = t.Quotient(t.ONE, t.Number(2**bits))
        place = t.Sum((whole.to, step if whole.side == "+" else t.Negative(step)))
        enclosure = value(node, {whole.variable: place})
        signs.add(1 if enclosure > 0 else -1 if enclosure < 0 else 0)
    return signs.pop() if len(signs) == 1 else 0


def by_two_sides(whole: t.Limit, work: Work) -> Worked | None:
    """The two sides apart, where they do not go to the same end."""
    if is_infinite(whole.to) or whole.side:
        return None
    ends = [limit(whole.body, whole.variable, whole.to, side) for side in "+-"]
    if not all(type(end) is arb for end in ends) or ends[0].overlaps(ends[1]):
        return None
    steps = [step for side in "+-" for step in _on_side(replace(whole, side=side), work)[0]]
    steps.append(Step("compare the sides", whole, DOES_NOT_EXIST, ("the two sides differ",), weight=1, check="none"))
    return tuple(steps), DOES_NOT_EXIST


def by_equal_sides(whole: t.Limit, work: Work) -> Worked | None:
    """The two sides apart, where both grow beyond all bounds in the same direction."""
    if is_infinite(whole.to) or whole.side:
        return None
    ends = [limit(whole.body, whole.variable, whole.to, side) for side in "+-"]
    if not all(type(end) is arb and not end.is_finite() for end in ends) or bool(ends[0] > 0) != bool(ends[1] > 0):
        return None
    above, below = (_on_side(replace(whole, side=side), work) for side in "+-")
    if above[1] != below[1]:
        return None
    last = Step("compare the sides", whole, above[1], ("both sides agree",), weight=1, check=how(whole, above[1]))
    return (*above[0], *below[0], last), above[1]


def _on_side(one: t.Limit, work: Work) -> Worked:
    """The lines of one side, as a single one, and where they end."""
    inner, end = work(one)
    if len(inner) == 1 and inner[0].before == one:
        return inner, end
    return (Step(_SIDES[one.side], one, end, (), inner, check=how(one, end)),), end
