"""A function that grows beyond all bounds along a branch of the curve: it has no largest value, whatever its candidates
are, and these are not needed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flint import arb

from calcdrill.errors import Unsolved
from calcdrill.expression import tree as t
from calcdrill.expression.balls.limiting import limit
from calcdrill.expression.comparing.infinite import MINUS_OO, OO
from calcdrill.expression.solving.factoring import coefficients
from calcdrill.expression.solving.limit_fractions import DOES_NOT_EXIST
from calcdrill.expression.steps import Prose, Step
from calcdrill.expression.tidy import tidy

__all__ = ["ascent_steps"]


@dataclass(frozen=True)
class _Ascent:
    """On the branch name = height the function is ``along``, and that tends to ``end`` as ``over`` tends to ``to``."""

    name: str
    over: str
    height: t.Node
    along: t.Node
    to: t.Node
    end: t.Node


def _ascent(function: t.Node, level: t.Node, variables: tuple[str, ...], goal: str) -> _Ascent | None:
    """The first such branch that is seen; with the goal ``min`` the function falls below all bounds on it."""
    end = OO if goal == "max" else MINUS_OO
    for name, over in (variables[::-1], variables):
        for height in _heights(level, name):
            along = tidy(t.substitute(function, {name: height}))
            for to in (OO, MINUS_OO) if over in t.names(along) else ():
                # The branch itself has to go on to there: x² on x = √y is y, but only for y ≥ 0.
                whole = (height, *(t.substitute(tree, {name: height}) for tree in (level, function)))
                is_there = all(isinstance(limit(tree, over, to), arb) for tree in whole)
                found = limit(along, over, to) if is_there else None
                if isinstance(found, arb) and not found.is_finite() and bool(found > 0) == (goal == "max"):
                    return _Ascent(name, over, height, along, to, end)
    return None


def _heights(level: t.Node, name: str) -> Iterator[t.Node]:
    """What the variable equals on the branches of the curve, where its equation is linear or quadratic in it."""
    try:
        found = coefficients(level, name)
    except Unsolved:
        return
    if len(found) == 2:
        yield tidy(t.Quotient(t.Negative(found[0]), found[1]))
    elif len(found) == 3:
        inside = t.Sum((t.Power(found[1], t.TWO), t.Negative(t.times(t.Number(4), found[2], found[0]))))
        root = t.Call("sqrt", (tidy(inside),))
        for turned in (root, t.Negative(root)):
            yield tidy(t.Quotient(t.Sum((t.Negative(found[1]), turned)), t.times(t.TWO, found[2])))


def ascent_steps(function: t.Node, level: t.Node, variables: tuple[str, ...], goal: str) -> tuple[Step, ...]:
    """The function along such a branch, its limit far out, and that there is no best value; none if none is seen."""
    found = _ascent(function, level, variables, goal) if goal in {"min", "max"} else None
    if found is None:
        return ()
    branch: Prose = (
        "a part of the curve is ",
        t.Relation((t.Name(found.name), found.height), ("=",)),
        "; there the function depends on one variable alone",
    )
    words, last = ("grows above", "largest") if goal == "max" else ("falls below", "smallest")
    return (
        Step("put in the curve", t.At(function, ((found.name, found.height),)), found.along, branch),
        Step(
            "take the limit",
            t.Limit(found.along, found.over, found.to),
            found.end,
            (f"far out on the curve the function {words} all bounds",),
        ),
        Step("answer", DOES_NOT_EXIST, DOES_NOT_EXIST, (f"so there is no {last} value",), check="none"),
    )
