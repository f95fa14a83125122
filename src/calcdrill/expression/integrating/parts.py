"""Integration by parts: which factor to differentiate and which to integrate."""

from __future__ import annotations

from collections.abc import Iterator

from calcdrill.expression.arithmetic import add, divide, multiply, to_the
from calcdrill.expression.integrating.integral_table import is_polynomial, slope_of
from calcdrill.expression.integrating.lines import minus
from calcdrill.expression.tidy import tidy
from calcdrill.expression.tree import (
    ONE,
    TWO,
    ZERO,
    Call,
    Name,
    Node,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    substitute,
    times,
)

__all__ = ["by_parts_twice", "is_plainly_by_parts", "splits"]


def is_plainly_by_parts(node: Node, variable: str) -> bool:
    """ln(kx), or a line ax + b beside exp, sin or cos of kx: nothing is to be multiplied out or substituted."""
    match node:
        case Call(function="ln", arguments=(inside,)):
            return inside != Name(variable) and _is_multiple(inside, variable)
        case Product(factors=(Sum() as line, Call(function="exp" | "sin" | "cos", arguments=(inside,)))):
            return slope_of(line, variable) is not None and _is_multiple(inside, variable)
    return False


def _is_multiple(node: Node, variable: str) -> bool:
    return slope_of(node, variable) is not None and tidy(substitute(node, {variable: ZERO})) == ZERO


def by_parts_twice(node: Node, variable: str) -> Node | None:
    """The antiderivative of exp(ax + b) times a sine or cosine, from the integral that comes back."""
    match node:
        case (
            Product(factors=(Call(function="exp", arguments=(p,)) as power, Call(function="sin" | "cos") as wave))
            | Product(factors=(Call(function="sin" | "cos") as wave, Call(function="exp", arguments=(p,)) as power))
        ):
            a, b = slope_of(p, variable), slope_of(wave.children[0], variable)
            if a is not None and b is not None:
                is_sine = wave == Call("sin", wave.children)
                second = multiply(b, Call("cos" if is_sine else "sin", wave.children))
                top = multiply(power, add(multiply(a, wave), minus(second) if is_sine else second))
                return divide(top, tidy(Sum((Power(a, TWO), Power(b, TWO)))))
    return None


def splits(node: Node, variable: str) -> Iterator[tuple[Node, Node]]:
    """What to differentiate and what to integrate: logarithms and inverse functions first, then polynomials."""
    factors = node.factors if isinstance(node, Product) else (node,)
    if isinstance(node, Quotient):
        top = node.numerator.factors if isinstance(node.numerator, Product) else (node.numerator,)
        factors = (*top, Quotient(ONE, node.denominator))
    first = [k for k, factor in enumerate(factors) if _is_first(factor)]
    second = [k for k, factor in enumerate(factors) if is_polynomial(factor, variable)]
    for k in second if any(map(_is_root, factors)) else []:
        match factors[k]:
            case Power(base=Name() as x, exponent=Number(value=int(n))):
                rest = tuple(factor for place, factor in enumerate(factors) if place != k)
                yield to_the(x, Number(n - 1)), tidy(times(x, *rest))
    for k in first or (second if len(factors) > 1 else []):
        rest = tuple(factor for place, factor in enumerate(factors) if place != k)
        yield factors[k], tidy(times(*rest))


def _is_root(node: Node) -> bool:
    """A root beside xⁿ: one x goes with it, which makes it ready for a substitution."""
    match node:
        case Quotient(denominator=below):
            return _is_root(below)
        case Power(exponent=Quotient()):
            return True
    return isinstance(node, Call) and node.function == "sqrt"


def _is_first(node: Node) -> bool:
    match node:
        case Power(base=base, exponent=Number(value=int())):
            return _is_first(base)
        case Call(function=name):
            # Logarithms, and the inverse functions: arctan, arsinh …
            return name in {"ln", "log"} or name.startswith("ar")
    return False
