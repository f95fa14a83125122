"""Multiple choice: the right option is the one whose condition holds for the drawn numbers.

Every option carries a condition; exactly one must hold. ``proof`` lists equations that make the right option right;
they are checked by ball arithmetic.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from calcdrill.errors import Reject, Undecided, Unsolved, Wrong
from calcdrill.expression.equality import Verdict, compare
from calcdrill.expression.prose import prose_text
from calcdrill.expression.steps import Prose, Step
from calcdrill.expression.tree import Node, Relation, Text
from calcdrill.kinds import Evidence, Kind
from calcdrill.kinds.fields import Field
from calcdrill.problem import Solution, Statement, Task
from calcdrill.sampling import satisfied


def statement(task: Task) -> Statement:
    return Statement(task["ask"], task["given"] or (), choices=tuple(option["text"] for option in task["options"]))


def _right(task: Task) -> Mapping[str, Any]:
    right = [option for option in task["options"] if satisfied(option["when"], {})]
    if not right:
        raise Reject("no option is right")
    if len(right) > 1:
        raise Reject("more than one option is right")
    found: Mapping[str, Any] = right[0]
    return found


def label(option: Mapping[str, Any]) -> Node:
    """An option's text as an answer: its formula if it is nothing else, otherwise its words."""
    text: Prose = option["text"]
    if len(text) == 1 and isinstance(text[0], Node):
        return text[0]
    return Text(prose_text(text))


def solve(task: Task) -> Solution:
    right = _right(task)
    steps = tuple(_step(line) for line in task["steps"] or ())
    last = Step("choose", label(right), label(right), task["because"] or (), check="none")
    return Solution(label(right), (*steps, last))


def _step(line: Mapping[str, Any]) -> Step:
    if line["before"] is None:
        return Step(line["rule"], line["after"], line["after"], line["note"], check="none")
    return Step(line["rule"], line["before"], line["after"], line["note"])


def check(task: Task, solution: Solution) -> Evidence:
    """Exactly one condition holds, and the facts in ``proof`` hold by ball arithmetic."""
    if label(_right(task)) != solution.answer:
        raise Wrong("another option's condition holds")
    labels = [label(option) for option in task["options"]]
    if len(set(labels)) < len(labels):
        raise Reject("two options read alike")
    points = 0
    bound = 0.0
    for fact in task["proof"] or ():
        if not isinstance(fact, Relation) or fact.operators != ("=",):
            raise Unsolved("a proof is an equation")
        comparison = compare(fact.sides[0], fact.sides[1], domain=task.domain)
        if comparison.verdict is Verdict.DIFFERENT:
            raise Wrong("the proof of the right option does not hold")
        if comparison.verdict is Verdict.UNDECIDED:
            raise Undecided("the proof of the right option is not decided")
        points, bound = points + comparison.points, max(bound, comparison.bound)
    return Evidence("exact conditions", max(points, 1), bound)


def mistakes(task: Task, solution: Solution) -> Iterator[tuple[str, Node]]:
    for option in task["options"]:
        if option["id"] and label(option) != solution.answer:
            yield option["id"], label(option)


def own_feedback(task: Task) -> Mapping[str, Prose]:
    return {option["id"]: option["feedback"] for option in task["options"] if option["id"]}


KIND = Kind(
    name="choice",
    title="Multiple choice",
    fields=(
        Field("ask", "prose", help="the question"),
        Field("given", "prose", None, "what it is asked of"),
        Field("options", "options", help="the choices: text, when, and for wrong ones id and feedback"),
        Field("because", "prose", None, "why the right one is right"),
        Field("proof", "formulas", None, "equations that hold, checked by ball arithmetic"),
        Field("variables", "names", (), "variables that the proof may hold", binds=True),
        Field("steps", "lines", None, "worked lines: rule, before, after, note"),
    ),
    statement=statement,
    solve=solve,
    check=check,
    mistakes=mistakes,
    own_feedback=own_feedback,
    solver="conditions",
)
