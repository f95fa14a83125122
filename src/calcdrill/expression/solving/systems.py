"""Two equations in two variables: all real solutions as closed forms, by cases and substitution.

Each equation is split into factors; a pair of factors is a case. In a case one equation is solved for a variable
where it is linear in it, and put into the other; else both resultants are solved, and the pairs of their zeros that
satisfy both equations are kept. Where these have no closed form and the variables may change places, their sum and
product are found first. ``common_zeros`` finds the solutions again by isolation, as a check.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flint import arb

from calcdrill.errors import Unsolved
from calcdrill.expression.balls.ball import PRECISION, Evaluator, columns_at, value, working
from calcdrill.expression.exact import exact_value
from calcdrill.expression.notation.text import write_text
from calcdrill.expression.solving.factoring import Ring, plain_factors, split
from calcdrill.expression.solving.symmetric import in_sum_and_product, is_symmetric
from calcdrill.expression.solving.zeros import in_order, polynomial_parts, polynomial_zeros, sign_of, zeros
from calcdrill.expression.tidy import tidy
from calcdrill.expression.tree import (
    TWO,
    ZERO,
    Call,
    Negative,
    Node,
    Number,
    Power,
    Quotient,
    Sum,
    names,
    substitute,
    times,
)

__all__ = ["Case", "Point", "is_outside", "linear_in", "only_zero_of", "solve_system"]

Point = tuple[Node, Node]


@dataclass(frozen=True)
class Case:
    """Two factors that are 0 at once, and where they are.

    ``solved`` is (variable, the tree that it equals) where one factor gave it; ``equation`` is what the other one
    becomes with that put in, as it stands and worked out.
    """

    factors: Point
    points: tuple[Point, ...]
    solved: tuple[str, Node] | None = None
    equation: Point | None = None


def solve_system(left: Node, right: Node, variables: Sequence[str], domain: tuple[Node, ...] = ()) -> tuple[Case, ...]:
    """The cases of left = right = 0 that there are; their points may be alike, and there may be gaps of the trees.

    Raises Unsolved where the solutions are no finite set or have no closed form here.
    """
    for tree, other in ((left, right), (right, left)):
        if tree == ZERO:
            raise Unsolved(f"the solutions are not isolated: they fill the curve {write_text(other)} = 0")
    try:
        return _cases([polynomial_parts(tree, variables) for tree in (left, right)], variables, domain)
    except Unsolved:
        # Factors that are no polynomials: into these, what the other equation gives can be put all the same.
        for parts in (plain_factors, _polynomials_or_factors):
            try:
                return _cases([parts(tree, variables) for tree in (left, right)], variables, domain)
            except Unsolved:
                continue
        raise


def _polynomials_or_factors(tree: Node, variables: Sequence[str]) -> tuple[Node, ...]:
    try:
        return polynomial_parts(tree, variables)
    except Unsolved:
        return plain_factors(tree, variables)


def _cases(parts: Sequence[Sequence[Node]], variables: Sequence[str], domain: tuple[Node, ...]) -> tuple[Case, ...]:
    firsts, seconds = ([p for p in column if not is_outside(p, variables, domain)] for column in parts)
    return tuple(_case(p, q, variables) for p in firsts for q in seconds)


def is_outside(part: Node, variables: Sequence[str], domain: tuple[Node, ...]) -> bool:
    """Whether a factor in one variable is 0 only where the domain's conditions on that variable do not hold."""
    inside = sorted(names(part) & set(variables))
    conditions = [condition for condition in domain if names(condition) == frozenset(inside)]
    if len(inside) != 1 or not conditions:
        return False
    for zero in zeros(part, inside[0]):
        with working(PRECISION):
            evaluator = Evaluator(columns_at({inside[0]: zero}), 1)
            truths = [evaluator.truth(condition)[0] for condition in conditions]
        if False not in truths:
            return False
    return True


def _case(p: Node, q: Node, variables: Sequence[str]) -> Case:
    if _alike(p, q, variables):
        return Case((p, q), only_zero_of(p, variables))
    for one, other in ((p, q), (q, p)):
        solved = _by_substitution(one, other, variables)
        if solved is not None:
            return Case((p, q), *solved)
    return Case((p, q), _by_resultants(p, q, variables))


def _alike(p: Node, q: Node, variables: Sequence[str]) -> bool:
    ratio = tidy(Quotient(p, q))
    return names(ratio).isdisjoint(variables)


def only_zero_of(p: Node, variables: Sequence[str]) -> tuple[Point, ...]:
    """The zeros of a factor that both equations share: none or one; Unsolved where they fill a curve."""
    curve = Unsolved(f"the solutions are not isolated: they fill the curve {write_text(p)} = 0")
    if len(names(p) & set(variables)) == 1:
        (name,) = names(p) & set(variables)
        if zeros(p, name):
            raise curve
        return ()
    ring = Ring((p,), variables)
    top, _ = ring.ratio(p)
    if len(ring.trees) > 2 or top.total_degree() != 2:
        raise curve
    second = [_constant(top.derivative(a).derivative(b)) for a, b in ((0, 0), (1, 1), (0, 1))]
    if second[0] * second[1] - second[2] ** 2 <= 0:
        raise curve
    slopes = [ring.tree(top.derivative(k)) for k in (0, 1)]
    (place,) = _case(slopes[0], slopes[1], variables).points
    height = sign_of(substitute(p, dict(zip(variables, place, strict=True)))) * (1 if second[0] > 0 else -1)
    if height < 0:
        raise curve
    return (place,) if height == 0 else ()


def _constant(polynomial: Any) -> Any:
    return polynomial.leading_coefficient() if polynomial else 0


def _by_substitution(
    one: Node, other: Node, variables: Sequence[str]
) -> tuple[tuple[Point, ...], tuple[str, Node], Point] | None:
    """Solve ``one`` for a variable in which it is linear, with a constant in front, and put it into ``other``."""
    for name in sorted(names(one) & set(variables), key=lambda name: name != variables[-1]):
        rest = variables[1 - variables.index(name)]
        linear = linear_in(one, name, rest)
        if linear is None:
            continue
        before = substitute(other, {name: linear})
        after = _factored(before, (rest,))
        if after is None:
            raise Unsolved(f"the solutions are not isolated: they fill the curve {write_text(one)} = 0")
        places = zeros(after, rest) if rest in names(after) else ()
        values = [tidy(substitute(linear, {rest: place})) for place in places]
        pairs = [(v, p) if variables[0] == name else (p, v) for p, v in zip(places, values, strict=True)]
        return tuple(pairs), (name, linear), (before, after)
    return None


def linear_in(node: Node, name: str, rest: str) -> Node | None:
    """What the variable equals where ``node`` is c·name + a tree without it and c a constant."""
    ring = Ring((node,), (name, rest))
    top, bottom = ring.ratio(node)
    if not bottom.is_constant() or top.degrees()[0] != 1:
        return None
    slope = ring.tree(top.derivative(0))
    if not names(slope).isdisjoint({name, rest}):
        return None
    free = ring.tree(top.subs({"g0": 0}))
    if name in names(free):
        return None
    return tidy(Quotient(Negative(free), slope))


def _factored(node: Node, variables: Sequence[str]) -> Node | None:
    """The tree as a product of its factors; None where it is 0 everywhere."""
    plain = tidy(node)
    if plain == ZERO:
        return None
    if names(plain).isdisjoint(variables):
        return plain
    try:
        return split(plain, variables).whole
    except Unsolved:
        return plain


def _by_resultants(p: Node, q: Node, variables: Sequence[str]) -> tuple[Point, ...]:
    ring = Ring((p, q), variables)
    if any(not names(tree).isdisjoint(variables) for tree in ring.trees[2:]):
        raise Unsolved(f"the equations {write_text(p)} = 0 and {write_text(q)} = 0 have no closed solution here")
    polynomials = tuple(ring.ratio(node)[0] for node in (p, q))
    try:
        columns = [_candidates(ring, polynomials, 1 - k, name) for k, name in enumerate(variables)]
    except Unsolved:
        if len(ring.trees) == 2 and all(is_symmetric(polynomial) for polynomial in polynomials):
            return _by_symmetry(ring, polynomials, variables)
        raise
    precision = 2 * PRECISION
    pairs = []
    for x in columns[0]:
        for y in columns[1]:
            place = dict(zip(variables, (x, y), strict=True))
            if all(_is_zero(value(node, place, precision), tidy(substitute(node, place))) for node in (p, q)):
                pairs.append((x, y))
    return tuple(pairs)


def _by_symmetry(ring: Ring, pair: tuple[Any, Any], variables: Sequence[str]) -> tuple[Point, ...]:
    """Where x and y may change places, by their sum and product, the letters of the new equations."""
    equations = [ring.tree(in_sum_and_product(polynomial)) for polynomial in pair]
    found: list[Point] = []
    for case in _cases([polynomial_parts(tree, variables) for tree in equations], variables, ()):
        for whole, product in case.points:
            inside = tidy(Sum((Power(whole, TWO), Negative(times(Number(4), product)))))
            if sign_of(inside) >= 0:
                root = Call("sqrt", (inside,))
                x, y = (tidy(Quotient(Sum((whole, turned)), TWO)) for turned in (root, Negative(root)))
                found += [(x, y), (y, x)]
    return tuple(dict.fromkeys(found))


def _candidates(ring: Ring, pair: tuple[Any, Any], eliminated: int, name: str) -> tuple[Node, ...]:
    resultant = pair[0].resultant(pair[1], eliminated)
    if not resultant:
        raise Unsolved("the solutions are not isolated: the equations share a factor")
    if resultant.is_constant():
        return ()
    candidates: list[Node] = []
    for factor, _ in resultant.factor()[1]:
        tree = ring.tree(factor)
        if name in names(tree):
            candidates.extend(polynomial_zeros(tree, name))
    return in_order(candidates)


def _is_zero(ball: arb, worked: Node) -> bool:
    exact = exact_value(worked)
    return exact == 0 if exact is not None else 0 in ball
