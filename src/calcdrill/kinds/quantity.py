"""A number, vector or expression that a question asks for: the general kind for skills that YAML can describe.

``quantity`` says what is asked as an expression that may hold things still to be worked out
(``at(diff(x^3, x), x = a)``, ``integral(…)``); it is the truth that the answer is checked against by ball arithmetic.
``answer`` is the closed form (left out: the quantity itself, worked out). ``proof`` has facts that reach the answer
without the formula of ``quantity``, where that is the one that a student uses. ``form`` is one of
``expression/forms.py``: an equal answer that has not reached it is asked for again. ``steps`` are the lines between.
"""

from __future__ import annotations

from dataclasses import replace

from calcdrill.errors import Undecided, Unsolved, Wrong
from calcdrill.expression import tree as t
from calcdrill.expression.comparing.comparison import Comparison
from calcdrill.expression.comparing.equality import Verdict, compare, gap
from calcdrill.expression.comparing.series import compare_series
from calcdrill.expression.comparing.shared import Shared
from calcdrill.expression.forms import FORMS, has_form
from calcdrill.expression.notation.text import write_text
from calcdrill.expression.steps import Expansion, Step
from calcdrill.expression.tidy import tidy
from calcdrill.kinds import Evidence, Kind
from calcdrill.kinds._facts import confirmed
from calcdrill.kinds.common import both_values, derived_in_turn, evidence, line_step
from calcdrill.kinds.fields import Field
from calcdrill.problem import Solution, Statement, Task


def statement(task: Task) -> Statement:
    return Statement(task["ask"], (), context=task["given"] or ())


def solve(task: Task) -> Solution:
    steps: list[Step] = []
    if task["answer"] is None:
        worked = worked_out(task["quantity"], steps)
        answer = tidy(worked)
    else:
        # A dual number is written with its real part first, as its parts were put in.
        answer = task["answer"] if task["dual"] else tidy(task["answer"])
    if task["steps"]:
        steps = []
    current: t.Node = task["quantity"]
    for line in task["steps"] or ():
        before = line["before"] if line["before"] is not None else current
        current = _shown(line["after"])
        steps.append(line_step(line, before, current, _dual_unit(task)))
    if steps and _says_no_more(steps[-1].after, answer):
        steps[-1] = replace(steps[-1], after=answer)
    if not steps or steps[-1].result != answer:
        current = steps[-1].result if steps else current
        before = current if task["steps"] or task["answer"] is not None else worked
        steps.append(Step("work it out", before, answer, weight=1))
    return Solution(answer, tuple(steps))


def _shown(after: t.Node) -> t.Node:
    """The end of a line: a case that the drawn numbers decide as its value, a solution ``x = 6/4`` as ``x = 3/2``."""
    match after:
        case t.Piecewise():
            return tidy(after)
        case t.Relation(sides=(unknown, value), operators=("=",)):
            return t.Relation((unknown, tidy(value)), ("=",))
    return after


def _unordered(node: t.Node) -> t.Node:
    """The tree with its terms and factors in an order that does not depend on how they were written."""
    if not node.children:
        return node
    children = tuple(map(_unordered, node.children))
    return node.with_children(tuple(sorted(children, key=repr)) if isinstance(node, t.Sum | t.Product) else children)


def _says_no_more(line: t.Node, answer: t.Node) -> bool:
    """Does ``answer`` only put the terms of ``line`` in order, or is it another tree of one look (a drawn 1/3)?"""
    if isinstance(line, t.Relation):
        return False
    return write_text(line) == write_text(answer) or (
        isinstance(answer, t.Sum) and _unordered(line) == _unordered(answer)
    )


def worked_out(node: t.Node, steps: list[Step]) -> t.Node:
    """The tree with derivatives taken and points put in, each a line that is added to ``steps``.

    Raises Unsolved where an integral or a limit stands.
    """
    match node:
        case t.Derivative(body=body, variables=variables, partial=partial):
            inner = worked_out(body, steps)
            result, lines = derived_in_turn(inner, variables, partial)
            steps.append(Step("differentiate", node.with_children((inner,)), result, (), lines))
            return result
        case t.At(body=t.Vector() | t.Matrix() as body, point=point):
            entries = tuple(worked_out(entry, steps) for entry in body.children)
            return _put_in(body.with_children(entries), point, steps)
        case t.At(body=body, point=point):
            return _put_in(worked_out(body, steps), point, steps)
        case t.Integral() | t.Limit():
            raise Unsolved("an integral or a limit is not worked out here: give the answer as well as the quantity")
    children = tuple(worked_out(child, steps) for child in node.children)
    return node.with_children(children) if children else node


def _put_in(body: t.Node, point: tuple[tuple[str, t.Node], ...], steps: list[Step]) -> t.Node:
    value = tidy(t.substitute(body, dict(point)))
    steps.append(Step("substitute", t.At(body, point), value, weight=1))
    return value


def check(task: Task, solution: Solution, shared: Shared | None = None) -> Evidence:
    compared = _compared(task, solution.answer, shared=shared)
    example = ""
    if compared.verdict is Verdict.DIFFERENT:
        example = both_values(compared, ("the quantity", "the answer"), (task["quantity"], solution.answer))
    shown = evidence("arb jets", compared, example=example)
    if _dual_unit(task) is None:
        _require_same_places(task, solution.answer, compared)
    if not has_form(task["form"], solution.answer, solution.answer):
        raise Wrong(f"the answer is not in the form {task['form']!r}")
    if not task["proof"]:
        return shown
    facts = confirmed(task["proof"], task.domain, "a fact beside the answer", shared=shared)
    return Evidence(shown.route, shown.points + facts.points, max(shown.bound, facts.bound), shown.basis)


def _require_same_places(task: Task, answer: t.Node, compared: Comparison) -> None:
    """Raises Undecided where only one of the quantity and the answer is defined."""
    place = compared.left_gap or compared.right_gap or gap(task["quantity"], answer, task.domain)
    if place is not None:
        at = ", ".join(f"{name} = {value}" for name, value in place.items())
        raise Undecided(
            f"the quantity and the answer are not both defined at {at}: state where they are, such as domain: x > 0"
        )


def _compared(task: Task, answer: t.Node, shared: Shared | None = None) -> Comparison:
    unit = _dual_unit(task)
    if unit is None:
        return compare(task["quantity"], answer, domain=task.domain, shared=shared)
    if t.names(answer) - {unit}:
        raise Undecided("a dual number cannot contain another variable")
    return compare_series(task["quantity"], answer, Expansion(unit, t.ZERO, 1))


def _dual_unit(task: Task) -> str | None:
    return next(iter(task["dual"]), None)


KIND = Kind(
    name="quantity",
    title="Quantity",
    fields=(
        Field("ask", "prose", help="the question"),
        Field("given", "prose", None, "what the question is about"),
        Field("quantity", "formula", help="what is asked, still to be worked out"),
        Field("answer", "formula", None, "the closed form (default: the quantity worked out)", asks=False),
        Field("proof", "formulas", None, "facts that reach the answer in another way, checked by balls", asks=False),
        Field("variables", "names", (), "variables that the answer may contain", binds=True),
        Field("dual", "names", (), "the dual unit, such as epsilon, whose square is 0", asks=False),
        Field("form", "choice", "", "the form that the answer must have", choices=("", *FORMS), asks=False),
        Field("steps", "lines", None, "worked lines: rule, after, and maybe before, note and proof", asks=False),
    ),
    sample={"ask": "What is the sum of the first three squares?", "quantity": "1^2 + 2^2 + 3^2"},
    statement=statement,
    solve=solve,
    check=check,
    solver="exact forms",
    height=3.0,
    asks_in_words=True,
)
