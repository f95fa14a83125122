"""Antiderivatives with the root of a quadratic in them, and of the bell exp(−ax²)."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Final, NamedTuple

from flint import fmpq

from calcdrill.expression import tree as t
from calcdrill.expression.arithmetic import divide, multiply
from calcdrill.expression.polynomial import number_tree, polynomial
from calcdrill.expression.put_in import put_in
from calcdrill.expression.steps import Prose
from calcdrill.expression.tidy import tidy

__all__ = ["Entry", "bell", "beside_square", "root_below", "root_power", "whole_root"]

_HALVES: Final = (Fraction(3, 2), Fraction(5, 2), Fraction(7, 2), Fraction(-3, 2))


class Entry(NamedTuple):
    """What the table says: the rule's name, the antiderivative, a remark."""

    rule: str
    result: t.Node
    note: Prose = ()


def _square_and_number(node: t.Node, variable: str) -> tuple[fmpq, fmpq] | None:
    """a and c where the tree is ax² + c."""
    radicand = polynomial(node, variable, {})
    return None if radicand is None or radicand.degree() != 2 or radicand[1] else (radicand[2], radicand[0])


def whole_root(inner: t.Node, variable: str) -> Entry | None:
    """√(c − ax²) and √(ax² ± c): x/2 times the root, and c/2 times the integral of its reciprocal."""
    below, parts = root_below(inner, variable), _square_and_number(inner, variable)
    if below is None or parts is None:
        return None
    result = put_in("x*sqrt(q)/2 + c/2*f", x=t.Name(variable), q=inner, c=parts[1], f=below.result)
    return Entry("root of a square", tidy(result))


def root_power(
    inner: t.Node, exponent: t.Node, variable: str, table: Callable[[t.Node, str], Entry | None]
) -> Entry | None:
    """(ax² + c)^(k/2) for k = 3, 5, 7, from k − 2; and for k = −3."""
    power, parts = t.value_of(exponent), _square_and_number(inner, variable)
    if power not in _HALVES or parts is None or not parts[1]:
        return None
    c, k, x = parts[1], int(2 * power), t.Name(variable)
    if k == -3:
        return Entry("root of a square", divide(x, multiply(number_tree(c), t.Call("sqrt", (inner,)))))
    below = t.Call("sqrt", (inner,)) if k == 3 else t.Power(inner, t.Quotient(t.Number(k - 2), t.TWO))
    lower = table(below, variable)
    if lower is None:
        return None
    result = put_in("x*q^p/n + k*c/n*f", x=x, q=inner, p=exponent, n=k + 1, k=k, c=c, f=lower.result)
    return Entry("root of a square", tidy(result))


def beside_square(inner: t.Node, variable: str) -> Entry | None:
    """1/(x²·√(ax² + c)): the root over −cx."""
    parts = _square_and_number(inner, variable)
    if parts is None or not parts[1]:
        return None
    return Entry("root of a square", tidy(put_in("-sqrt(q)/(c*x)", q=inner, c=parts[1], x=t.Name(variable))))


def bell(inner: t.Node, variable: str) -> Entry | None:
    """exp(−ax²) has the error function for an antiderivative."""
    parts = _square_and_number(inner, variable)
    if parts is None or parts[1] or parts[0] > 0:
        return None
    a = -parts[0]
    wave = t.Call("erf", (tidy(put_in("sqrt(a)*x", a=a, x=t.Name(variable))),))
    return Entry("error function", multiply(tidy(put_in("sqrt(pi/a)/2", a=a)), wave))


def root_below(inner: t.Node, variable: str) -> Entry | None:
    """1/√(c − ax²) and 1/√(ax² + c) with a, c > 0, and 1/√(ax² − c)."""
    parts = _square_and_number(inner, variable)
    form = None if parts is None else _FORMS.get((parts[0] > 0, parts[1] > 0))
    if parts is None or form is None or not parts[1]:
        return None
    a, c = map(abs, parts)
    return Entry(form[0], tidy(put_in(form[1], a=a, k=a / c, x=t.Name(variable), q=inner)))


_FORMS: Final = {
    (False, True): ("arcsine form", "arcsin(sqrt(k)*x)/sqrt(a)"),
    (True, True): ("arsinh form", "arsinh(sqrt(k)*x)/sqrt(a)"),
    (True, False): ("arcosh form", "ln(abs(sqrt(a)*x + sqrt(q)))/sqrt(a)"),
}
"""Whether a and c are positive → the name of the form, and the antiderivative."""
