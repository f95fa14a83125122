"""The worked lines of critical points in one variable."""

from __future__ import annotations

from calcdrill.errors import Unsolved
from calcdrill.expression.solving.corners import Piece
from calcdrill.expression.solving.factoring import split
from calcdrill.expression.solving.stationary_line import Spot, smooth_pieces
from calcdrill.expression.steps import Prose, Step, listed
from calcdrill.expression.tree import (
    ZERO,
    At,
    Derivative,
    Name,
    Negative,
    Node,
    Product,
    Quotient,
    Relation,
    names,
)
from calcdrill.kinds.common import derived

WORDS = {"min": "minimum", "max": "maximum", "saddle": "saddle", "neither": "neither"}


def steps(
    function: Node, variable: str, domain: tuple[Node, ...], spots: tuple[Spot, ...], classify: bool
) -> list[Step]:
    """The derivative, piece by piece, and what each point is."""
    lines = _slope_steps(function, variable, domain)
    seen: set[Node] = set()
    for spot in spots:
        if spot.function is None:
            lines.append(_corner_step(function, variable, spot, classify))
        elif not classify:
            lines.append(_zero_step(spot, variable))
        else:
            if spot.function not in seen:
                seen.add(spot.function)
                lines.append(_second_step(spot.function, variable))
            lines.append(_type_step(spot, variable))
    return lines


def _slope_steps(function: Node, variable: str, domain: tuple[Node, ...]) -> list[Step]:
    _, parts = smooth_pieces(function, variable, domain)
    steps = []
    for branch in dict.fromkeys(part.function for part in parts):
        slope, lines = derived(branch, variable)
        here = [part for part in parts if part.function == branch]
        note: Prose = _where(here, variable) if len(parts) > 1 and len(here) < len(parts) else ()
        steps.append(Step("differentiate", Derivative(branch, (variable,)), slope, note, lines))
        try:
            whole = split(slope, (variable,)).whole if names(slope) else slope
        except Unsolved:
            continue
        if whole != slope:
            shown = slope if _is_factored(slope, whole) else whole
            steps.append(Step("factor", slope, shown, (zero_rule(whole),), weight=1))
    return steps


def _is_factored(slope: Node, whole: Node) -> bool:
    """Whether the slope as it stands is a product or a fraction with as many factors as its factored form."""
    factors = _factors(slope)
    return len(factors) == len(_factors(whole)) and (len(factors) > 1 or isinstance(slope, Quotient))


def _factors(node: Node) -> tuple[Node, ...]:
    """The factors above the fraction bar that are no numbers."""
    while isinstance(node, Negative | Quotient):
        node = node.argument if isinstance(node, Negative) else node.numerator
    parts = node.factors if isinstance(node, Product) else (node,)
    return tuple(part for part in parts if names(part))


def zero_rule(factored: Node) -> str:
    """Where a factored slope is 0, in words."""
    inside = factored.argument if isinstance(factored, Negative) else factored
    if isinstance(inside, Quotient):
        return "a fraction is 0 where its numerator is 0"
    return "a product is 0 where one of its factors is"


def _where(parts: list[Piece], variable: str) -> Prose:
    """Between which corners a branch holds."""
    return ("for ", *listed(_range(part.low, part.high, variable) for part in parts))


def _range(low: Node | None, high: Node | None, variable: str) -> Node:
    x = Name(variable)
    if low is None:
        assert high is not None
        return Relation((x, high), ("<",))
    return Relation((x, low), (">",)) if high is None else Relation((low, x, high), ("<", "<"))


def _zero_step(spot: Spot, variable: str) -> Step:
    assert spot.function is not None
    slope = derived(spot.function, variable)[0]
    return Step("put a solution in", At(slope, ((variable, spot.place),)), ZERO, weight=0)


def _second_step(function: Node, variable: str) -> Step:
    slope = derived(function, variable)[0]
    second, lines = derived(slope, variable)
    return Step("second derivative", Derivative(function, (variable, variable)), second, (), lines)


def _type_step(spot: Spot, variable: str) -> Step:
    assert spot.function is not None
    nature, at = spot.nature, ((variable, spot.place),)
    slope = derived(spot.function, variable)[0]
    second = derived(slope, variable)[0]
    sign: Prose = ("positive: a minimum",) if nature.type == "min" else ("negative: a maximum",)
    zero = Step("the derivative is 0", At(slope, at), ZERO, weight=0)
    if nature.order == 2:
        return Step("classify", At(second, at), nature.value, sign, (zero,))
    flat = Step("the second derivative test is inconclusive", At(second, at), ZERO, weight=0)
    parity = "odd" if nature.order % 2 else "even"
    note: Prose = (f"the first derivative that is not 0 has the {parity} order {nature.order}",)
    if nature.order % 2:
        size = {"min": "larger", "max": "smaller"}.get(nature.type)
        note = (*note, f"; the domain ends here, and inside it the values are {size}" if size else ": neither")
    else:
        note = (*note, ", ", *sign)
    body = Derivative(spot.function, (variable,) * nature.order)
    return Step("classify", At(body, at), nature.value, note, (zero, flat))


def _corner_step(function: Node, variable: str, spot: Spot, classify: bool) -> Step:
    note: Prose = ("the slopes on both sides do not agree, or there is none",)
    if classify:
        sides = {"min": "larger on both sides: a minimum", "max": "smaller on both sides: a maximum"}
        note = (*note, "; the values are ", sides.get(spot.nature.type, "larger on one side only: neither"))
    return Step("corner", At(function, ((variable, spot.place),)), spot.nature.value, note, weight=1)
