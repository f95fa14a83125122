"""Facts beside an answer, equations and inequalities, that ball arithmetic confirms or refutes.

A fact with variables is looked at where both sides have a value; it holds if it holds at all of these points.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from calcdrill.errors import TaskError
from calcdrill.expression.balls.ball import PRECISION, Evaluator, working
from calcdrill.expression.balls.ball_values import Hole, Value
from calcdrill.expression.comparing.equality import Verdict, compare
from calcdrill.expression.comparing.points import candidates
from calcdrill.expression.comparing.shapes import expand
from calcdrill.expression.comparing.survey import checksum, survey
from calcdrill.expression.tree import Node, Relation

_FEWEST: Final = 4
_POINTS: Final = 12
_EQUAL: Final = frozenset({Verdict.EQUAL, Verdict.EQUAL_WHERE_DEFINED})


@dataclass(frozen=True)
class Finding:
    """Whether a fact holds (None: it could not be told), at how many points, with which bound."""

    holds: bool | None
    points: int = 0
    bound: float = 0.0


def look_into(fact: Node, domain: tuple[Node, ...] = ()) -> Finding:
    """What ball arithmetic says about one equation or inequality."""
    if not isinstance(fact, Relation) or len(fact.operators) != 1:
        raise TaskError("a proof is an equation or an inequality, such as a*d > b^2", "proof")
    left, right = map(expand, fact.sides)
    (operator,) = fact.operators
    if operator in {"=", "!="}:
        return _equation(left, right, operator, domain)
    return _order(Relation((left, right), (operator,)), domain)


def all_hold(facts: tuple[Node, ...], domain: tuple[Node, ...] = ()) -> Finding:
    """The facts together: refuted by the first that is, in their order; it may be what makes the others senseless."""
    points, bound, told = 0, 0.0, True
    for fact in facts:
        found = look_into(fact, domain)
        if found.holds is False:
            return found
        told = told and found.holds is True
        points, bound = points + found.points, max(bound, found.bound)
    return Finding(True if told else None, points, bound)


def _equation(left: Node, right: Node, operator: str, domain: tuple[Node, ...]) -> Finding:
    found = compare(left, right, domain)
    equal = True if found.verdict in _EQUAL else False if found.verdict is Verdict.DIFFERENT else None
    holds = equal if operator == "=" or equal is None else not equal
    return Finding(holds, max(found.points, 1), found.bound)


def _order(fact: Relation, domain: tuple[Node, ...]) -> Finding:
    found = survey(*fact.sides)
    rows = candidates(found.names, checksum(*fact.sides), domain) if found.names else {}
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
        same = compare(fact.sides[0], fact.sides[1], domain).verdict in _EQUAL
        return Finding(("=" in fact.operators[0]) if same else None, len(seen))
    return Finding(True if len(seen) >= min(_FEWEST, count) else None, len(seen))


def _is_hole(value: Value) -> bool:
    return type(value) is Hole
