"""Grading: what a typed answer is worth, and what to tell the learner.

``grade`` is total: any text gives a verdict, none raises. It reads the text, compares by ball arithmetic and,
where the answer is wrong, looks for the mistake until its time is over. The time bounds only the search for
the mistake: whether an answer is right does not depend on the speed of the machine.

A text that another common reading makes right is asked back ("Did you mean …?") and does not count; so is an
answer of another form, and a rounded number where the exact one is wanted.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any, Final
from zlib import crc32

from calcdrill.choices import choice_label, choice_letter
from calcdrill.errors import InputError, ReadError
from calcdrill.expression.balls.ball import evaluate
from calcdrill.expression.balls.ball_values import UNDEFINED
from calcdrill.expression.comparing.equality import Checker
from calcdrill.expression.comparing.on_curve import Curve
from calcdrill.expression.forms import FORMS, has_form
from calcdrill.expression.notation.conventions import DEFAULT, Conventions
from calcdrill.expression.notation.text import write_text
from calcdrill.expression.notation.unicode import write_name, write_prose_unicode
from calcdrill.expression.tree import Matrix, Node, Points, Relation, Text, Vector, names, substitute
from calcdrill.kinds import find
from calcdrill.practice.diagnose import diagnose, load_kind, named_mistakes
from calcdrill.practice.judge import judge, means
from calcdrill.practice.nearness import is_miscounted, is_next_to
from calcdrill.practice.outcome import Judgement, Outcome, is_plain_number
from calcdrill.practice.probes import Case, Finding
from calcdrill.practice.reading import (
    Reading,
    constant_letters,
    extracted,
    needs_constant,
    point_of,
    read_answer,
    readings,
)
from calcdrill.practice.reading.signs import in_signs
from calcdrill.practice.rounding import is_rounded
from calcdrill.practice.verdicts import Ask, Grade, Verdict, written
from calcdrill.practice.witness import both_values
from calcdrill.problem import Problem
from calcdrill.sympy_objects import formula_of

__all__ = ["Ask", "Grade", "Verdict", "grade", "taken_down"]

BUDGET: Final = 0.05
"""Seconds after which the search for the mistake stops."""


def grade(
    problem: Problem,
    text: Any,
    *,
    extract: bool = False,
    ask: Ask = Ask.WHERE_RIGHT,
    conventions: Conventions = DEFAULT,
    budget: float = BUDGET,
    clock: Callable[[], float] = time.monotonic,
) -> Verdict:
    r"""The verdict on a typed answer; any text has one. A SymPy object or a number is an answer, too.

    ``extract`` takes the answer out of a free text: its last ``\boxed{…}``, else its last formula. ``ask`` says
    when an ambiguous text is asked back; ``conventions`` are the signs in which the text is read and the verdict
    is written. ``budget`` is how many seconds ``clock`` may go on while a wrong answer's mistake is looked for.
    """
    try:
        is_typed = isinstance(text, str)
        text = extracted(text) if extract and is_typed else _as_text(text)
        understood = readings(problem, text, conventions if is_typed else DEFAULT)
        standard = next(understood)
        others = [] if ask is Ask.NEVER else list(understood)
    except (InputError, RecursionError) as error:
        return _unreadable(error)
    checker = _checker(problem, text)
    if ask is Ask.ALIKE:
        other = _ambiguous(standard, others, checker)
        if other is not None:
            return _asked(problem, standard, other, conventions)
    case = Case(problem, standard.node, checker, judge(problem, problem.answer, standard.node, checker))
    if case.judgement.outcome >= Outcome.WHERE_DEFINED:
        lacking = _said_to_equal(case, standard.sides, conventions)
        if lacking is None:
            lacking = _without_form(problem, standard.node)
        return _right(case, conventions) if lacking is None else lacking
    for other in others:
        if means(problem, problem.answer, other.node, checker):
            return _asked(problem, standard, other, conventions)
    verdict = _not_right(case, standard, budget, clock, conventions)
    if verdict.grade is Grade.WRONG and verdict.mistake is None:
        values = both_values(problem, standard.node, conventions)
        return replace(verdict, message=f"{verdict.message} {values}".strip())
    return verdict


def _as_text(answer: Any) -> str:
    """A typed answer as it is, a number or a SymPy object as it would be typed; raises TaskError."""
    if isinstance(answer, str):
        return answer
    return write_text(formula_of(answer))


def _unreadable(error: Exception) -> Verdict:
    position = error.position if isinstance(error, ReadError) else None
    return Verdict(Grade.UNREADABLE, f"I cannot read this: {error}.", position=position)


def _checker(problem: Problem, text: str) -> Checker:
    """Its check points differ from answer to answer and are the same for the same answer."""
    seed = 1 + crc32(f"{problem.id}/{problem.seed}/{problem.index}/{text}".encode(errors="replace"))
    return Checker(problem.task.domain, seed, curve=_curve(problem))


def _curve(problem: Problem) -> Curve | None:
    """The curve on which an implicit answer is compared."""
    try:
        return find(problem.task.kind).curve(problem.task)
    except InputError:
        return None


def taken_down(problem: Problem, text: str, *, conventions: Conventions = DEFAULT) -> Verdict:
    """How an exam takes an answer without saying what it is worth: read, or asked back alike, right or not."""
    try:
        understood = readings(problem, text, conventions)
        standard, others = next(understood), list(understood)
    except (InputError, RecursionError) as error:
        return _unreadable(error)
    checker = _checker(problem, text)
    other = _ambiguous(standard, others, checker)
    if other is not None:
        return _asked(problem, standard, other, conventions)
    again = "" if standard.fits else judge(problem, problem.answer, standard.node, checker).again
    again = again or _choice_again(problem, standard.node, checker)
    if again:
        return Verdict(Grade.MISSHAPEN, again, read_as=standard.node)
    return Verdict(Grade.UNDECIDED, f"Taken as {written(standard.node, conventions)}.", read_as=standard.node)


def _not_right(
    case: Case, reading: Reading, budget: float, clock: Callable[[], float], conventions: Conventions
) -> Verdict:
    problem, typed, checker, judgement = case.problem, case.typed, case.checker, case.judgement
    again = judgement.again or _choice_again(problem, typed, checker) or _equation_again(reading, checker)
    if again:
        load_kind(problem)
        named = named_mistakes(case) if judgement.again else ()
        if named:
            return _wrong(case, named, conventions)
        return Verdict(Grade.MISSHAPEN, again, read_as=typed)
    is_mistake = any(case.is_typed(mistake.answer) for mistake in problem.mistakes)
    if not is_mistake and is_rounded(problem.answer, typed):
        words = "That agrees as far as its digits go; give the exact value."
        return Verdict(Grade.UNDECIDED, words, read_as=typed)
    if judgement.outcome is Outcome.UNDECIDED:
        return _undecided(typed, judgement)
    load_kind(problem)
    deadline = clock() + budget
    findings = diagnose(replace(case, has_time=lambda: clock() < deadline))
    if findings and (is_miscounted(problem.answer, typed) or is_next_to(problem.answer, typed, checker)):
        words = f"Not right. Check the arithmetic; or else: {write_prose_unicode(findings[0].words, conventions)}"
        return Verdict(Grade.WRONG, words, read_as=typed)
    return _wrong(case, findings, conventions)


def _choice_again(problem: Problem, typed: Node, checker: Checker) -> str:
    """What to say of ``2`` where four formulas stand to be chosen: it is none of them."""
    choices = problem.statement.choices
    if not choices or any(means(problem, choice_label(choice), typed, checker) for choice in choices):
        return ""
    return f"This is none of the choices: type a letter, a to {choice_letter(len(choices) - 1)}."


def _equation_again(reading: Reading, checker: Checker) -> str:
    """What to say of ``6x - 1 = 0`` where a value is asked for: an equation, not a chain of equal forms."""
    if reading.is_labelled or all(_same(side, reading.node, checker) for side in reading.sides):
        return ""
    return "An expression is asked for, not an equation."


# -- asked back


def _ambiguous(standard: Reading, others: Sequence[Reading], checker: Checker) -> Reading | None:
    """The first other usual reading that has another value, whether or not one of them is right."""
    for other in others:
        if other.is_usual and not _same(standard.node, other.node, checker):
            return other
    return None


def _same(one: Node, two: Node, checker: Checker) -> bool:
    if isinstance(one, Points) and isinstance(two, Points):
        same = len(one.items) == len(two.items) and one.variables == two.variables
        return same and all(
            kind == other and all(_same(a, b, checker) for a, b in zip(values, others, strict=True))
            for (values, kind), (others, other) in zip(one.items, two.items, strict=True)
        )
    if isinstance(one, Text | Points) or isinstance(two, Text | Points):
        return one == two
    return checker.compare(one, two).holds


def _asked(problem: Problem, standard: Reading, other: Reading, conventions: Conventions) -> Verdict:
    suggestion = _typable(problem, other.node, conventions)
    words = f"I read this as {_typable(problem, standard.node, conventions)}. Did you mean {suggestion}?"
    return Verdict(Grade.ASKED, words, read_as=standard.node, suggestion=suggestion)


def _typable(problem: Problem, node: Node, conventions: Conventions) -> str:
    """The tree as it can be typed, so that it reads back as itself: ``e^(2x)``."""
    shown = in_signs(written(node, conventions)).strip()
    try:
        if read_answer(problem, shown, conventions) == node:
            return shown
    except InputError:
        pass
    return written(node, conventions, write_text) or shown


def _said_to_equal(case: Case, sides: Sequence[Node], conventions: Conventions) -> Verdict | None:
    """A false link in ``f'(x) = 5 = 3x``, though its last side is right."""
    problem, checker = case.problem, case.checker
    for side in sides:
        if not means(problem, problem.answer, side, checker) and not _same_at_point(problem, side, checker):
            words = f"The last side is right, but {written(side, conventions)} is not equal to it."
            return Verdict(Grade.WRONG, words, read_as=case.typed)
    return None


def _without_form(problem: Problem, typed: Node) -> Verdict | None:
    """An equal expression that has not the form which the task is about, as the question itself has not."""
    form = problem.task.fields.get("form") or ""
    if has_form(form, typed, problem.answer):
        return None
    words = f"That is equal, but look at the form: {FORMS[form].wanted}."
    return Verdict(Grade.MISSHAPEN, words, read_as=typed)


def _same_at_point(problem: Problem, side: Node, checker: Checker) -> bool:
    """Whether a side is right once the task's point is put in: ``f'(x) = 2x = 6`` at x = 3."""
    at = point_of(problem)
    return at is not None and means(problem, problem.answer, substitute(side, at), checker)


# -- right


def _right(case: Case, conventions: Conventions) -> Verdict:
    typed, form = case.typed, _form_notes(case.problem, case.typed, conventions)
    if case.judgement.outcome is Outcome.WHERE_DEFINED:
        domain = _domain_note(case.problem, case.judgement)
        message = " ".join(("Right where both are defined.", domain, *form))
        return Verdict(Grade.DOMAIN, message, read_as=typed, notes=(domain, *form))
    if form:
        return Verdict(Grade.FORM, " ".join(("Right.", *form)), read_as=typed, notes=form)
    return Verdict(Grade.RIGHT, "Right.", read_as=typed)


def _domain_note(problem: Problem, judgement: Judgement) -> str:
    comparison = judgement.comparison
    if comparison is not None and comparison.right_gap is not None:
        return f"Your form is not defined everywhere: not at {_place(problem, comparison.right_gap)}."
    if comparison is not None and comparison.left_gap is not None:
        return f"Yours is defined in more places than the answer: at {_place(problem, comparison.left_gap)}."
    return "One of the two forms is not defined everywhere."


def _place(problem: Problem, point: Mapping[str, Fraction]) -> str:
    """``x = 1, y = -1/2``, without the constant of integration."""
    hidden = constant_letters(problem) if needs_constant(problem) else frozenset()
    shown = ((name, value) for name, value in sorted(point.items()) if name not in hidden)
    return ", ".join(f"{write_name(name)} = {value}".replace("-", "−") for name, value in shown)


def _form_notes(problem: Problem, typed: Node, conventions: Conventions) -> tuple[str, ...]:
    notes: list[str] = []
    if needs_constant(problem) and not names(typed) & constant_letters(problem):
        notes.append("An antiderivative has a constant: add + C.")
    if any(is_plain_number(one) and not is_plain_number(two) for one, two in _scalars(problem.answer, typed)):
        notes.append(f"Worked out it is {written(problem.answer, conventions)}.")
    return tuple(notes)


def _scalars(answer: Node, typed: Node) -> Iterator[tuple[Node, Node]]:
    if isinstance(answer, Vector | Matrix) and type(answer) is type(typed):
        yield from zip(answer.children, typed.children, strict=False)
    elif _is_scalar(answer):
        yield answer, typed
    elif isinstance(answer, Vector | Matrix) and _is_scalar(typed) and all(map(is_plain_number, answer.children)):
        yield from ((entry, typed) for entry in answer.children)


# -- neither


def _undecided(typed: Node, judgement: Judgement) -> Verdict:
    if judgement.incomplete:
        return Verdict(Grade.UNREADABLE, judgement.note, read_as=typed)
    if _is_scalar(typed) and not names(typed) and evaluate(typed, {}) is UNDEFINED:
        return Verdict(Grade.UNREADABLE, "This is not a number: it is not defined.", read_as=typed)
    words = "I cannot decide whether this is right; compare it with the answer yourself."
    return Verdict(Grade.UNDECIDED, words, read_as=typed)


def _is_scalar(node: Node) -> bool:
    return not isinstance(node, Text | Relation | Points | Vector | Matrix)


# -- wrong


def _wrong(case: Case, found: tuple[Finding, ...], conventions: Conventions) -> Verdict:
    words = ["Not right."]
    if found:
        words = [write_prose_unicode(found[0].words, conventions)]
    elif case.judgement.note:
        words.append(case.judgement.note)
    else:
        parts = case.judgement.parts
        right = sum(outcome >= Outcome.WHERE_DEFINED for outcome in parts)
        words += [f"{right} of {len(parts)} entries are right."] if right else []
    mistakes = [finding.mistake for finding in found] + [None, None]
    return Verdict(Grade.WRONG, " ".join(words), mistakes[0], mistakes[1], case.typed)
