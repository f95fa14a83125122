"""Multiple choice: the right option is the one whose condition holds for the drawn numbers.

Every option carries a condition; exactly one must hold. The key is found again by facts that ball arithmetic confirms
or refutes: those of an option's ``proof`` hold if it is right and only then, those of the task's ``proof`` always.
Where the right option is right by a convention, ``convention`` says which.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from calcdrill.choices import choice_label
from calcdrill.conditions import satisfied
from calcdrill.errors import Reject, Undecided, Wrong
from calcdrill.expression.comparing.comparison import weakest
from calcdrill.expression.comparing.shared import Shared
from calcdrill.expression.steps import Prose, Step
from calcdrill.expression.tree import Apply, Name, Node, Number, Text
from calcdrill.kinds import Basis, Evidence, Kind
from calcdrill.kinds._facts import all_hold, confirmed
from calcdrill.kinds.common import line_step
from calcdrill.kinds.fields import Field
from calcdrill.problem import Solution, Statement, Task


def statement(task: Task) -> Statement:
    choices = tuple(option["text"] for option in task["options"])
    return Statement(task["ask"], (), context=task["given"] or (), choices=choices)


def _right(task: Task) -> Mapping[str, Any]:
    right = [option for option in task["options"] if satisfied(option["when"], {})]
    if not right:
        raise Reject("no option is right")
    if len(right) > 1:
        raise Reject("more than one option is right")
    chosen: Mapping[str, Any] = right[0]
    return chosen


def label(option: Mapping[str, Any]) -> Node:
    """An option's text as an answer."""
    return choice_label(option["text"])


def solve(task: Task) -> Solution:
    right = _right(task)
    steps = tuple(_step(line) for line in task["steps"] or ())
    last = Step("choose", label(right), label(right), task["because"] or (), check="none")
    return Solution(label(right), (*steps, last))


def _step(line: Mapping[str, Any]) -> Step:
    if line["before"] is None:
        return Step(line["rule"], line["after"], line["after"], line["note"], check="none")
    return line_step(line, line["before"], line["after"])


def check(task: Task, solution: Solution, shared: Shared | None = None) -> Evidence:
    """Exactly one condition holds, and the facts say the same by ball arithmetic."""
    if label(_right(task)) != solution.answer:
        raise Wrong("the condition of another option also holds")
    labels = [label(option) for option in task["options"]]
    if len(set(labels)) < len(labels):
        raise Reject("two options read alike")
    what = "the proof of the right option"
    findings = [confirmed(task["proof"] or (), task.domain, what, shared=shared)]
    for option, name in zip(task["options"], labels, strict=True):
        if name == solution.answer:
            findings.append(confirmed(option["proof"], task.domain, what, shared=shared))
        elif option["proof"]:
            _refuted(option["proof"], task.domain, shared=shared)
    points, bound = sum(one.points for one in findings), max(one.bound for one in findings)
    if not points:
        return _by_convention(task)
    return Evidence("facts in ball arithmetic", points, bound, weakest(one.basis for one in findings))


def _by_convention(task: Task) -> Evidence:
    """What a choice without facts rests on; raises Undecided where a fact could certify it, or nothing does."""
    if not task["convention"]:
        raise Undecided("nothing confirms the right option: give it a proof, or the convention by which it is right")
    parts = [part for option in task["options"] for part in option["text"]]
    if any(isinstance(part, Node) and not _names_something(part) for part in parts):
        raise Undecided("a convention decides words and names; a formula that can be checked takes a proof")
    return Evidence("exact conditions", 1, 0.0, Basis.CONVENTION)


def _names_something(part: Node) -> bool:
    """Whether a formula in an option is only a name or a number that the words speak of."""
    return isinstance(part, Name | Number | Text | Apply)


def _refuted(facts: tuple[Node, ...], domain: tuple[Node, ...], shared: Shared | None = None) -> None:
    finding = all_hold(facts, domain, shared=shared)
    if finding.holds is True:
        raise Wrong("the proof of another option holds")
    if finding.holds is None:
        raise Undecided("the proof of another option is not decided")


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
        Field("given", "prose", None, "what the question is about"),
        Field("options", "options", help="the choices: text, when, maybe proof, and for wrong ones id and feedback"),
        Field("because", "prose", None, "why the right one is right", asks=False),
        Field("proof", "formulas", None, "facts that hold, checked by ball arithmetic", asks=False),
        Field("convention", "prose", None, "the definition that makes it right, where no fact can decide"),
        Field("variables", "names", (), "variables that the proof may contain", binds=True),
        Field("steps", "lines", None, "worked lines: rule, before, after, note", asks=False),
    ),
    sample={
        "ask": "Which of these is positive for every real `x`?",
        "variables": ["x"],
        "options": [
            {"text": "`x^2 + 1`", "when": "1 > 0", "proof": "x^2 + 1 > 0"},
            {"text": "`x^3`", "when": "1 < 0", "id": "odd-power", "feedback": "It is negative for `x < 0`."},
        ],
    },
    statement=statement,
    solve=solve,
    check=check,
    mistakes=mistakes,
    own_feedback=own_feedback,
    solver="conditions",
    height=0.0,
    asks_in_words=True,
    value=lambda task, answer: Text("a choice"),  # SymPy is told that it is one of several, so no value
)
