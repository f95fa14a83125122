"""Error carried forward: what follows from a mistake, and the marks that are left."""

from __future__ import annotations

from calcdrill import load_catalog
from calcdrill.expression.comparing.equality import Checker, Verdict
from calcdrill.expression.notation.text import write_text
from calcdrill.generating import generate_problem
from calcdrill.marking import followed


def test_a_named_mistake_has_its_answer_and_what_is_left_of_the_marks() -> None:
    problem = generate_problem(load_catalog(), "chain-exp/exp-of-quadratic", 7, 0)
    found = followed(problem, 6)
    lines = len(problem.solution.steps)
    assert lines > 1 and {one.marks for one in found} == {6 * (lines - 1) // lines}
    answers = {write_text(one.answer) for one in found}
    assert {write_text(mistake.answer) for mistake in problem.mistakes} <= answers
    assert len(answers) == len(found) > len(problem.mistakes)
    checker = Checker(problem.task.domain, 1)
    assert all(checker.compare(one.answer, problem.answer, 4).verdict is Verdict.DIFFERENT for one in found)
    assert any(one.rule for one in found) and all(one.feedback for one in found)


def test_multiple_choice_has_no_working() -> None:
    catalog = load_catalog()
    name = next(exercise.id for exercise in catalog.exercises.values() if exercise.kind == "choice")
    assert followed(generate_problem(catalog, name, 1, 0), 4) == ()
