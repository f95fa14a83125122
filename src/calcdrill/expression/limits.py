"""Bounds on what a tree may ask for, so that no later stage can be made to work without end."""

from __future__ import annotations

import math
from typing import Final

from calcdrill.expression.tree import Call, Name, Negative, Node, Number, Power, Product, Quotient, Sum, walk

MOST_NODES: Final = 400
MOST_EXPONENT: Final = 200
MOST_FACTORIAL: Final = 50
MOST_DIGITS_OF_RESULT: Final = 50


def check_bounds(node: Node) -> str | None:
    """Why the tree is refused ("an exponent is larger than 200"), or None; no power is worked out."""
    for count, inner in enumerate(walk(node), start=1):
        if count > MOST_NODES:
            return f"the expression has more than {MOST_NODES} parts"
        if isinstance(inner, Power):
            fault = _check_power(inner)
            if fault:
                return fault
        elif isinstance(inner, Call) and inner.function == "factorial":
            size = _estimate(inner.arguments[0])
            if size is not None and not size <= MOST_FACTORIAL:
                return f"a factorial of more than {MOST_FACTORIAL}"
    return None


def _check_power(power: Power) -> str | None:
    exponent = _estimate(power.exponent)
    if exponent is None:
        return None
    if abs(exponent) > MOST_EXPONENT:
        base = _estimate(power.base)
        if base is not None and _digits(base, exponent) < MOST_DIGITS_OF_RESULT:
            return None
        return f"an exponent is larger than {MOST_EXPONENT}"
    base = _estimate(power.base)
    if base is not None and _digits(base, exponent) > MOST_EXPONENT * 5:
        return "a power has too many digits"
    return None


def _digits(base: float, exponent: float) -> float:
    return abs(exponent) * abs(math.log10(abs(base))) if base and math.isfinite(base) else math.inf if base else 0.0


def _estimate(node: Node) -> float | None:
    """The rough value of a tree of numbers (inf where it is huge), None where a name or a function is inside."""
    match node:
        case Number(value=value):
            return float(value)
        case Negative(argument=argument):
            inner = _estimate(argument)
            return None if inner is None else -inner
        case Name() | Call():
            return _estimate_call(node)
        case Sum(terms=parts) | Product(factors=parts):
            sizes = [_estimate(part) for part in parts]
            if any(size is None for size in sizes):
                return None
            known = [size for size in sizes if size is not None]
            return math.fsum(known) if isinstance(node, Sum) and all(map(math.isfinite, known)) else math.prod(known)
        case Quotient(numerator=top, denominator=bottom):
            above, below = _estimate(top), _estimate(bottom)
            if above is None or below is None:
                return None
            return above / below if below else math.inf
        case Power(base=base, exponent=exponent):
            return _estimate_power(_estimate(base), _estimate(exponent))
    return None


def _estimate_power(base: float | None, exponent: float | None) -> float | None:
    if base is None or exponent is None:
        return None
    try:
        result = base**exponent
    except (OverflowError, ZeroDivisionError):
        return math.inf
    return result if isinstance(result, float) else math.inf


def _estimate_call(node: Node) -> float | None:
    if isinstance(node, Name):
        return {"pi": math.pi, "e": math.e, "oo": math.inf}.get(node.name)
    if isinstance(node, Call) and node.function == "factorial":
        size = _estimate(node.arguments[0])
        if size is None or size < 0:
            return None
        return math.gamma(size + 1) if size < 170 else math.inf
    return None
