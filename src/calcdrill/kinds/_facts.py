"""Facts beside an answer, equations and inequalities, that ball arithmetic confirms or refutes.

A fact with variables says "for every x": points refute it, and it holds where that is proved, by algebra, by the form
of the difference of its sides, or by the zeros that the difference has not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from calcdrill.errors import TaskError, Undecided, Wrong
from calcdrill.expression.balls.ball import PRECISION, Evaluator, working
from calcdrill.expression.balls.ball_values import Hole, Value
from calcdrill.expression.comparing.comparison import Basis, weakest
from calcdrill.expression.comparing.drawn import drawn_rows
from calcdrill.expression.comparing.equality import Verdict, compare, gap
from calcdrill.expression.comparing.pieces import critical
from calcdrill.expression.comparing.points import candidates, ranges
from calcdrill.expression.comparing.shapes import expand
from calcdrill.expression.comparing.shared import Shared
from calcdrill.expression.comparing.signs import sign_of
from calcdrill.expression.comparing.survey import checksum, survey
from calcdrill.expression.differentiating.differentiate import differentiate
from calcdrill.expression.solving.roots import find_roots
from calcdrill.expression.tidy import tidy
from calcdrill.expression.tree import Derivative, Negative, Node, Relation, Sum, free_variables, transform

_FEWEST: Final = 4
_POINTS: Final = 12


@dataclass(frozen=True)
class Finding:
    """Whether a fact holds (None: it could not be told), at how many points, with which bound."""

    holds: bool | None
    points: int = 0
    bound: float = 0.0
    basis: Basis = Basis.PROVED


def look_into(fact: Node, domain: tuple[Node, ...] = (), shared: Shared | None = None) -> Finding:
    """What ball arithmetic says about one equation or inequality."""
    if not isinstance(fact, Relation) or len(fact.operators) != 1:
        raise TaskError("a proof is an equation or an inequality, such as a*d > b^2", "proof")
    left, right = map(expand, fact.sides)
    (operator,) = fact.operators
    if operator in {"=", "!="}:
        return _equation(left, right, operator, domain, shared=shared)
    return _order(Relation((left, right), (operator,)), domain, shared=shared)


def all_hold(facts: tuple[Node, ...], domain: tuple[Node, ...] = (), shared: Shared | None = None) -> Finding:
    """The facts together: refuted by the first that is, in their order; it may be what makes the others senseless."""
    points, bound, told = 0, 0.0, True
    bases = [Basis.PROVED]
    for fact in facts:
        finding = look_into(fact, domain, shared=shared)
        if finding.holds is False:
            return finding
        told = told and finding.holds is True
        points, bound = points + finding.points, max(bound, finding.bound)
        bases.append(finding.basis)
    return Finding(True if told else None, points, bound, weakest(bases))


def confirmed(facts: tuple[Node, ...], domain: tuple[Node, ...], what: str, shared: Shared | None = None) -> Finding:
    """The facts, which hold together; raises Wrong or Undecided, with ``what`` they are, where they do not."""
    finding = all_hold(facts, domain, shared=shared)
    if finding.holds is False:
        raise Wrong(f"{what} does not hold")
    if finding.holds is None:
        raise Undecided(f"{what} is not decided")
    return finding


def _equation(
    left: Node, right: Node, operator: str, domain: tuple[Node, ...], shared: Shared | None = None
) -> Finding:
    result = compare(left, right, domain, shared=shared)
    equal = True if result.holds else False if result.verdict is Verdict.DIFFERENT else None
    if equal and operator == "=" and gap(left, right, domain) is not None:
        # Nobody says "for every x" of sides that are not defined at the same places.
        equal = None
    if operator == "=" or equal is None:
        return Finding(equal, max(result.points, 1), result.bound, result.basis)
    if not equal and free_variables(Relation((left, right), ("=",))):
        # Different at a point is not different everywhere.
        return Finding(True if _sign_everywhere(left, right, domain) else None, max(result.points, 1), result.bound)
    return Finding(not equal, max(result.points, 1), result.bound)


def _order(fact: Relation, domain: tuple[Node, ...], shared: Shared | None = None) -> Finding:
    surveyed = survey(*fact.sides)
    rows = candidates(surveyed.names, checksum(*fact.sides), domain) if surveyed.names else {}
    rows = {name: column[:_POINTS] for name, column in rows.items()}
    count = min(map(len, rows.values()), default=1)
    with working(PRECISION):
        evaluator = Evaluator(rows, count)
        left, right = (evaluator.column(side) for side in fact.sides)
        truths = evaluator.truth(fact)
    seen = [truth for truth, *sides in zip(truths, left, right, strict=True) if not any(map(_is_hole, sides))]
    if False in seen:
        return Finding(False, len(seen))
    if None in seen:
        # Balls that meet: only if the sides are the same does that say something.
        same = compare(fact.sides[0], fact.sides[1], domain, shared=shared).holds
        return Finding(("=" in fact.operators[0]) if same else None, len(seen))
    if free_variables(fact):
        # Points refute, they do not prove: what holds for every x is proved for every x.
        larger, smaller = fact.sides if fact.operators[0][0] == ">" else fact.sides[::-1]
        weakly = "=" in fact.operators[0]
        return Finding(True if _sign_everywhere(larger, smaller, domain, weakly) == 1 else None, len(seen))
    return Finding(True if len(seen) >= min(_FEWEST, count) else None, len(seen))


def _sign_everywhere(left: Node, right: Node, domain: tuple[Node, ...], weakly: bool = False) -> int:
    """1 or −1 where left − right is proved to be positive or negative wherever it is defined; 0: neither is proved.

    ``weakly``: it may be 0 as well.
    """
    difference = tidy(_difference(left, right))
    sign = sign_of(difference, domain)
    if sign is not None and (sign[1] or weakly):
        return sign[0]
    names = sorted(free_variables(difference))
    if len(names) != 1 or critical(difference).edges or critical(difference).kinks or critical(difference).steps:
        return 0
    low, high = ranges(domain).get(names[0], (None, None))
    try:
        if find_roots(difference, names[0], low, high):
            return 0
    except Undecided:
        return 0
    rows, count = drawn_rows((names[0],), 1, domain, False)
    if not count:
        return 0
    with working(PRECISION):
        enclosures = Evaluator(rows, count).column(difference)[0]
    return 0 if _is_hole(enclosures) else 1 if enclosures > 0 else -1 if enclosures < 0 else 0


def _difference(left: Node, right: Node) -> Node:
    """The difference with its derivatives taken."""

    def worked(node: Node) -> Node:
        if isinstance(node, Derivative):
            body = node.body
            for name in node.variables:
                body = differentiate(body, name)
            return body
        return node

    return Sum((transform(left, worked), Negative(transform(right, worked))))


def _is_hole(value: Value) -> bool:
    return type(value) is Hole
