"""Whether a wrong answer is next to the right one, so that a slip in arithmetic is likelier than a misconception."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from calcdrill.expression import tree as t
from calcdrill.expression.comparing.equality import Checker
from calcdrill.expression.exact import exact_value
from calcdrill.expression.notation.normal import normal_form
from calcdrill.practice.outcome import is_same
from calcdrill.practice.sampling import constant_difference

__all__ = ["is_miscounted", "is_next_to"]


def is_next_to(answer: t.Node, typed: t.Node, checker: Checker) -> bool:
    """Whether one number of the answer is 1 too large or too small: a value, a constant term, an entry, a place."""
    match answer, typed:
        case (t.Vector() | t.Matrix(), t.Vector() | t.Matrix()):
            return _one_of(answer.children, typed.children, checker)
        case t.Relation(sides=(left, right)), t.Relation(sides=(other, wrong)) if left == other:
            return is_next_to(right, wrong, checker)
        case t.Relation(sides=(_, right), operators=("=",)), _ if not isinstance(typed, t.Relation):
            return is_next_to(right, typed, checker)
        case t.Points(), t.Points():
            places = [coordinate for values, _ in answer.items for coordinate in values]
            others = [coordinate for values, _ in typed.items for coordinate in values]
            kinds = [kind for _, kind in answer.items] == [kind for _, kind in typed.items]
            return kinds and _one_of(places, others, checker)
    if any(isinstance(node, t.Text | t.Points | t.Relation | t.Vector | t.Matrix) for node in (answer, typed)):
        return False
    one, two = exact_value(answer), exact_value(typed)
    if one is not None and two is not None:
        return _differ_by_one(Fraction(one), Fraction(two))
    return _has_constant_term(typed) and constant_difference(typed, answer, checker) in {1, -1}


def is_miscounted(answer: t.Node, typed: t.Node) -> bool:
    """Whether the text is the answer but for one number that is 1 off and has become a written 0 or 1.

    Who forgets a factor or a term leaves it out and does not write ``1*x`` or ``x + 0``. A 1 above a fraction line is
    what is left of a forgotten factor.
    """
    pairs = list(_off(_opened(answer), _opened(typed)))
    return len(pairs) == 1 and pairs[0] is not None and pairs[0][1] in {0, 1} and abs(pairs[0][0] - pairs[0][1]) == 1


def _opened(node: t.Node) -> t.Node:
    """The normal form with its fractions as quotients of whole numbers."""
    return t.transform(normal_form(node), _as_quotient)


def _as_quotient(node: t.Node) -> t.Node:
    if type(node) is not t.Number or node.decimal or node.value.denominator == 1:
        return node
    return t.Quotient(t.Number(node.value.numerator), t.Number(node.value.denominator))


def _off(right: t.Node, wrong: t.Node) -> Iterator[tuple[Fraction, Fraction] | None]:
    """The pairs of numbers in the same place that differ; None where the two differ in more than a number."""
    if type(right) is t.Number and type(wrong) is t.Number:
        if right.value != wrong.value:
            yield Fraction(right.value), Fraction(wrong.value)
    elif not right.children or len(right.children) != len(wrong.children):
        yield from () if right == wrong else (None,)
    elif right.with_children(wrong.children) != wrong or (type(wrong) is t.Quotient and _is_left_one(wrong, right)):
        yield None
    else:
        for one, other in zip(right.children, wrong.children, strict=True):
            yield from _off(one, other)


def _is_left_one(wrong: t.Quotient, right: t.Node) -> bool:
    """Whether the numerator is a 1 and was another number, above something that is none."""
    return wrong.numerator == t.ONE and right.children[0] != t.ONE and t.value_of(wrong.denominator) is None


def _has_constant_term(node: t.Node) -> bool:
    """Whether a number stands in the sum: who leaves the term out has not miscounted it."""
    return any(
        isinstance(inner, t.Sum) and any(t.value_of(term) is not None for term in inner.terms) for inner in t.walk(node)
    )


def _one_of(right: Sequence[t.Node], wrong: Sequence[t.Node], checker: Checker) -> bool:
    if len(right) != len(wrong):
        return False
    pairs = [(one, two) for one, two in zip(right, wrong, strict=True) if not is_same(one, two, checker)]
    return len(pairs) == 1 and is_next_to(pairs[0][0], pairs[0][1], checker)


def _differ_by_one(right: Fraction, wrong: Fraction) -> bool:
    """By 1 in the value, above or below the fraction bar; the other sign is another slip."""
    if wrong == -right:
        return False
    top, bottom = right.numerator, right.denominator
    near = {right + 1, right - 1}
    if bottom > 1:
        near |= {Fraction(top + d, bottom) for d in (1, -1)}
        near |= {Fraction(top, bottom + d) for d in (1, -1) if bottom + d}
    return wrong in near
