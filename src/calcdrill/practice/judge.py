"""Whether a typed answer means the right one: by ball arithmetic, for every shape that an answer can have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from calcdrill.expression import tree as t
from calcdrill.expression.comparing.equality import Checker
from calcdrill.expression.comparing.shapes import Misfit, expand
from calcdrill.expression.notation.normal import normal_form
from calcdrill.grading.existence import sign_of_integral
from calcdrill.kinds import find
from calcdrill.practice.outcome import INFINITE, POINTS, Judgement, Outcome, is_same, judged, scalar
from calcdrill.practice.reading.words import DIVERGES, NOWHERE, folded, said
from calcdrill.practice.relations import judge_relation
from calcdrill.problem import Problem

__all__ = ["judge", "means"]


def judge(problem: Problem, answer: t.Node, typed: t.Node, checker: Checker) -> Judgement:
    """How ``typed`` stands to ``answer``, which is the problem's own or a mistake's."""
    try:
        typed = expand(typed)
    except Misfit as error:
        return Judgement.misshapen(f"This cannot be worked out: {error}.")
    if typed == answer or normal_form(typed) == normal_form(answer):
        return Judgement(Outcome.RIGHT)
    if isinstance(answer, t.Text) or isinstance(typed, t.Text):
        return _words(problem, answer, typed)
    match answer:
        case t.Vector(entries=entries):
            return _vector(problem, entries, typed, checker)
        case t.Matrix(rows=rows):
            return _matrix(problem, rows, typed, checker)
        case t.Relation():
            return judge_relation(answer, typed, checker)
        case t.Points():
            return _points(answer, typed, checker)
    if isinstance(typed, t.Vector | t.Matrix | t.Relation | t.Points):
        return Judgement.misshapen("One expression is asked for, not several.")
    if find(problem.task.kind).up_to_constant:
        variable = str(problem.task["variable"])
        return judged(checker.compare_antiderivative(answer, typed, variable, POINTS))
    return scalar(answer, typed, checker)


def _words(problem: Problem, answer: t.Node, typed: t.Node) -> Judgement:
    if not isinstance(answer, t.Text):
        return _not_words(answer, typed)
    if not isinstance(typed, t.Text):
        return _value_for_words(problem, answer, typed)
    one, two = (said(node.text) or folded(node.text) for node in (answer, typed))
    if one == two or {one, two} == {DIVERGES, NOWHERE}:
        return Judgement(Outcome.RIGHT)
    return Judgement(Outcome.WRONG)


def _not_words(answer: t.Node, typed: t.Node) -> Judgement:
    """Words where a value is asked for: an infinite one diverges, which does not say to where."""
    meaning = said(typed.text) if isinstance(typed, t.Text) else None
    if meaning == DIVERGES and answer in INFINITE:
        return Judgement.misshapen("To where? Say oo or -oo.")
    if t.names(answer) - t.CONSTANTS:
        return Judgement.misshapen("An expression is asked for.")
    return Judgement(Outcome.WRONG)


def _value_for_words(problem: Problem, answer: t.Text, typed: t.Node) -> Judgement:
    """``oo`` for an integral that diverges to there; a value is wrong."""
    if said(answer.text) != DIVERGES or not {"function", "lower", "upper"} <= problem.task.fields.keys():
        return Judgement(Outcome.WRONG)
    if typed in INFINITE:
        sign = sign_of_integral(problem)
        if sign == 0:
            return Judgement.misshapen("Say whether it converges, and to what.")
        return Judgement(Outcome.RIGHT if (sign > 0) == (typed == t.Name("oo")) else Outcome.WRONG)
    if t.Name("oo") in t.walk(typed):
        return Judgement.misshapen("Say what that is, or that it diverges.")
    return Judgement(Outcome.WRONG)


# -- vectors and matrices


def _vector(problem: Problem, entries: Sequence[t.Node], typed: t.Node, checker: Checker) -> Judgement:
    if not isinstance(typed, t.Vector):
        return Judgement.misshapen(
            f"A vector with {len(entries)} entries is asked for, such as ({_numbered(len(entries))})."
        )
    if len(typed.entries) != len(entries):
        count = len(typed.entries)
        return Judgement.misshapen(f"The answer has {len(entries)} entries, yours has {count}.")
    return _entrywise(problem, entries, typed.entries, checker)


def _numbered(count: int) -> str:
    return ", ".join(str(index) for index in range(1, count + 1))


def _matrix(problem: Problem, rows: Sequence[Sequence[t.Node]], typed: t.Node, checker: Checker) -> Judgement:
    wanted = f"{len(rows)} × {len(rows[0])}"
    if not isinstance(typed, t.Matrix):
        return Judgement.misshapen(f"A {wanted} matrix is asked for, such as [[1, 2], [3, 4]].")
    if (len(typed.rows), len(typed.rows[0])) != (len(rows), len(rows[0])):
        typed_shape = f"{len(typed.rows)} × {len(typed.rows[0])}"
        return Judgement.misshapen(f"The matrix is {wanted}, yours is {typed_shape}.")
    return _entrywise(problem, [entry for row in rows for entry in row], typed.children, checker)


def _entrywise(problem: Problem, answers: Sequence[t.Node], typed: Sequence[t.Node], checker: Checker) -> Judgement:
    judgements = [judge(problem, one, two, checker) for one, two in zip(answers, typed, strict=True)]
    worst = min(judgements, key=lambda one: one.outcome)
    return replace(worst, parts=tuple(one.outcome for one in judgements))


# -- critical points


def _points(answer: t.Points, typed: t.Node, checker: Checker) -> Judgement:
    if not isinstance(typed, t.Points):
        return Judgement.misshapen("Points are asked for.")
    rest = list(typed.items)
    kinds: list[tuple[str, str]] = []
    for values, kind in answer.items:
        match = next((item for item in rest if _same_place(values, item[0], checker)), None)
        if match is None:
            return Judgement(Outcome.WRONG, _missing(answer, typed))
        rest.remove(match)
        kinds.append((kind, match[1]))
    if rest:
        count = len(answer.items)
        words = f"Only {count} of these are right." if len(rest) > 1 else "There is one point too many."
        return Judgement(Outcome.WRONG, words)
    wrong = sum(1 for right, typed_kind in kinds if right and typed_kind and right != typed_kind)
    if wrong:
        return Judgement(Outcome.WRONG, "The points are right; look again at their types.")
    if any(right and not typed_kind for right, typed_kind in kinds):
        words = ", ".join(sorted({right for right, _ in kinds} | {"min", "max", "saddle"} - {""}))
        return Judgement(Outcome.UNDECIDED, f"Say the type of each point too ({words}).", incomplete=True)
    return Judgement(Outcome.RIGHT)


def _missing(answer: t.Points, typed: t.Points) -> str:
    if not answer.items:
        return "There is no such point."
    count = len(answer.items)
    if len(typed.items) < count:
        return f"There {'are' if count > 1 else 'is'} {count} point{'s' if count > 1 else ''}."
    return ""


def _same_place(one: Sequence[t.Node], two: Sequence[t.Node], checker: Checker) -> bool:
    return len(one) == len(two) and all(is_same(a, b, checker) for a, b in zip(one, two, strict=True))


def means(problem: Problem, answer: t.Node, typed: t.Node, checker: Checker) -> bool:
    """Whether ``typed`` is ``answer``, at least where both are defined."""
    return judge(problem, answer, typed, checker).outcome >= Outcome.WHERE_DEFINED
