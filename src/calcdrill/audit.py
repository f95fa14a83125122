"""Stress tests of exercises: what many instances show, counted, with a reason for every refusal."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from calcdrill.catalog.values import Exercise
from calcdrill.errors import ReadError, TooSlow, Unsatisfiable
from calcdrill.expression.comparing.equality import Checker, Verdict, compare
from calcdrill.expression.formal.interpretation import Interpretation
from calcdrill.expression.notation.latex_templates import print_latex
from calcdrill.expression.notation.prose import prose_latex
from calcdrill.expression.notation.read_back import reads_back
from calcdrill.expression.notation.text import write_text
from calcdrill.expression.tree import Node, Text, value_of
from calcdrill.generating import take
from calcdrill.instances import WRONG, Tally
from calcdrill.kinds._letters import letters_of
from calcdrill.own_mistakes import own_answers
from calcdrill.problem import Problem
from calcdrill.tasks import count_instances
from calcdrill.verify import MOST_MISTAKES, all_steps, compare_by_balls, compared_sides, formulas

FEWEST_INSTANCES: Final = 50
LEAST_ACCEPTANCE: Final = 0.02
PATIENCE: Final = 20
"""So many tasks may fail to be solved or confirmed before the first is accepted."""
MOST_SPREAD: Final = 2
MOST_MORE: Final = 5
"""An instance may have so many times as many worked lines as another of its exercise, or so many more."""

_UGLY = re.compile(
    r"(?<![\d.,{])1(?:x|y|z|t|w|\\left|\\sin|\\cos|\\ln|e\^)"  # a factor of 1
    r"|[+-] [+-]|(?<!\})\^\{[01]\}|(?<![\d.])0(?:x|y|z|t|w|\\cdot)"
    r"|\d{6,}"
)


COUNTED: Final = (
    *("instances", "wrong", "undecided", "repeated", "degenerate", "duplicates", "unread", "misread", "ugly"),
    *("without_steps", "steps", "steps_unchecked", "by_algebra", "granted_wrongly"),
    *("coinciding", "with_two_mistakes", "by_convention"),
    *("sympy_confirmed", "sympy_different", "sympy_no_result", "sympy_not_asked"),
)
"""What a summary adds up: instances and their refusals, worked lines, mistakes, SymPy's verdicts."""


@dataclass
class ExerciseReport:
    """What ``samples`` instances of one exercise showed."""

    exercise: str
    kind: str
    samples: int
    topic: str = ""
    instances: int = 0
    wrong: int = 0
    undecided: int = 0
    unread: int = 0
    misread: int = 0
    degenerate: int = 0
    duplicates: int = 0
    repeated: int = 0
    ugly: int = 0
    without_steps: int = 0
    steps: int = 0
    fewest_steps: int = 0
    most_steps: int = 0
    steps_unchecked: int = 0
    by_algebra: int = 0
    granted_wrongly: int = 0
    with_mistakes: int = 0
    with_two_mistakes: int = 0
    coinciding: int = 0
    by_convention: int = 0
    sympy_confirmed: int = 0
    sympy_different: int = 0
    sympy_no_result: int = 0
    sympy_not_asked: int = 0
    acceptance: float = 0.0
    distinct: int = 0
    distinct_exact: bool = False
    seconds: float = 0.0
    refusals: dict[str, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """The report as plain data for JSON."""
        return dict(vars(self))


def audit(
    exercise: Exercise,
    samples: int,
    seed: int = 0,
    clock: Callable[[], float] = lambda: 0.0,
    judge: Callable[[Problem], str] | None = None,
) -> ExerciseReport:
    """The report of ``samples`` instances (or all there are, if fewer exist); ``clock`` tells how long it took.

    ``judge`` works each task in another way: confirmed, different, no result or not asked.
    """
    report = ExerciseReport(exercise.id, exercise.kind, samples, exercise.topic)
    report.distinct, report.distinct_exact = count_instances(exercise)
    tally, began, questions = Tally(patience=PATIENCE), clock(), set[str]()
    named, first = set[str](), None
    try:
        for problem in take(exercise, seed, samples, set(), tally):
            _look_at(problem, report)
            first = first or problem
            named.update(mistake.id for mistake in problem.mistakes)
            if judge is not None:
                _ask(judge, problem, report)
            questions.add(_question(problem))
    except (Unsatisfiable, TooSlow) as error:
        report.faults.append(str(error))
    report.seconds = round(clock() - began, 4)
    report.acceptance = round(tally.accepted / tally.draws, 4) if tally.draws else 0.0
    report.refusals = dict(tally.refused.most_common())
    report.duplicates = tally.duplicates
    report.repeated = report.instances - len(questions)
    _judge(exercise, report, tally)
    if first is not None:
        report.warnings.extend(_idle_mistakes(exercise, first, named))
    return report


def _idle_mistakes(exercise: Exercise, problem: Problem, named: Collection[str]) -> Iterator[str]:
    """The exercise's own wrong answers that no instance has: what they are in one of them."""
    own = own_answers(exercise, problem)
    for name in exercise.wrong_answers:
        if name not in named and name in own:
            is_right = not _differ(own[name], problem.answer, problem.task.domain)
            shown = "it equals the answer" if is_right else f"it is {write_text(own[name])}, not {problem.answer_text}"
            most = f"{name!r} among its {MOST_MISTAKES} mistakes"
            yield f"no instance has {most}: at index {problem.index} {shown}"


def _ask(judge: Callable[[Problem], str], problem: Problem, report: ExerciseReport) -> None:
    verdict = judge(problem)
    name = f"sympy_{verdict.replace(' ', '_')}"
    setattr(report, name, getattr(report, name) + 1)
    if verdict == "different":
        report.faults.append(f"SymPy has another answer than {write_text(problem.answer)} at index {problem.index}")


def _look_at(problem: Problem, report: ExerciseReport) -> None:
    report.instances += 1
    steps = list(all_steps(problem.solution.steps))
    report.without_steps += not steps
    report.steps += len(steps)
    report.fewest_steps = min(report.fewest_steps, len(steps)) if report.instances > 1 else len(steps)
    report.most_steps = max(report.most_steps, len(steps))
    report.steps_unchecked += sum(step.check == "none" for step in steps)
    granted = lines_by_algebra(problem)
    report.by_algebra += len(granted)
    report.granted_wrongly += granted.count(Verdict.DIFFERENT)
    report.with_mistakes += bool(problem.mistakes)
    report.with_two_mistakes += len(problem.mistakes) > 1
    report.by_convention += bool(problem.task.fields.get("convention"))
    report.misread += bool(misread_formulas(problem))
    report.ugly += bool(ugly_formulas(problem))
    report.coinciding += bool(coinciding_mistakes(problem))


def lines_by_algebra(problem: Problem) -> list[Verdict]:
    """What balls say of the worked lines that algebra alone has settled."""
    algebra, checker = Interpretation(), Checker(problem.task.domain, seeks_gaps=False)
    steps = [step for step in all_steps(problem.solution.steps) if step.check not in {"none", "series", "dual"}]
    constants = frozenset(letters_of(problem.task, "function"))
    lines = (compared_sides(step, constants) for step in steps)
    return [compare_by_balls(*sides, checker) for sides in lines if sides is not None and algebra.same(*sides)]


def ugly_formulas(problem: Problem) -> list[str]:
    """The LaTeX of the formulas that no textbook would print."""
    shown = map(print_latex, formulas(problem.statement, problem.solution))
    return [latex for latex in shown if _UGLY.search(latex)]


def misread_formulas(problem: Problem) -> list[str]:
    """The LaTeX of the formulas that say something else when no template is trusted and each is read in full."""
    shown = ((formula, print_latex(formula)) for formula in formulas(problem.statement, problem.solution))
    return [latex for formula, latex in shown if not _reads_back(formula, latex)]


def _reads_back(formula: Node, latex: str) -> bool:
    try:
        return reads_back(formula, latex)
    except ReadError:
        return False


def coinciding_mistakes(problem: Problem) -> list[str]:
    """The mistakes that points of our own do not show to differ from the answer and their siblings."""
    coinciding, others = [], [problem.answer]
    for mistake in problem.mistakes:
        if not all(_differ(mistake.answer, other, problem.task.domain) for other in others):
            coinciding.append(mistake.id)
        others.append(mistake.answer)
    return coinciding


def _differ(left: Node, right: Node, domain: tuple[Node, ...]) -> bool:
    if isinstance(left, Text) or isinstance(right, Text):
        return left != right
    return compare(left, right, domain).verdict is Verdict.DIFFERENT


def findings(problem: Problem) -> list[str]:
    """What is to be said against one instance."""
    return [
        *(f"no textbook prints {latex}" for latex in ugly_formulas(problem)),
        *(f"the mistake {name} may be right" for name in coinciding_mistakes(problem)),
        *([] if problem.solution.steps else ["there are no worked steps"]),
    ]


def _question(problem: Problem) -> str:
    """What is printed as the question, its figure in words."""
    statement = problem.statement
    figure = problem.figure.alt if problem.figure else ()
    parts = (statement.context, statement.instruction, statement.given, figure, *statement.choices)
    return " ".join(map(prose_latex, parts))


def _judge(exercise: Exercise, report: ExerciseReport, tally: Tally) -> None:
    for reason, count in tally.refused.items():
        if reason.startswith(WRONG):
            if "read back" in reason or "printed formula" in reason:
                report.unread += count
            else:
                report.wrong += count
            report.faults.append(f"{count} instances: {reason}{tally.examples.get(reason, '')}")
        elif reason.startswith("undecided"):
            report.undecided += count
            report.warnings.append(f"{count} instances: {reason}")
        elif not reason.startswith("require:"):
            report.degenerate += count
    for count, words in (
        (report.without_steps, "instances have no steps"),
        (report.misread, "instances print a formula that says something else"),
        (report.granted_wrongly, "worked lines hold by algebra, but not by balls"),
        (report.coinciding, "instances have a mistake that may be right"),
        (report.repeated, "instances print the question of another one"),
    ):
        if count:
            report.faults.append(f"{count} {words}")
    if report.ugly:
        report.warnings.append(f"{report.ugly} instances print a formula that no textbook would")
    if report.distinct_exact and report.distinct < FEWEST_INSTANCES and not exercise.limited:
        words = "say why in limited: or widen the draws"
        report.faults.append(f"only {report.distinct} different instances exist; {words}")
    fewest = report.fewest_steps
    if report.most_steps > max(MOST_SPREAD * fewest, fewest + MOST_MORE):
        lines = f"from {fewest} to {report.most_steps} worked lines"
        report.warnings.append(f"{lines}: one card asks for very different work; bound the draws or split the exercise")
    if report.instances and report.acceptance < LEAST_ACCEPTANCE:
        report.warnings.append(f"only {report.acceptance:.1%} of the draws are accepted")
    if not report.with_two_mistakes and report.instances:
        report.warnings.append("no instance has two named mistakes")
    report.warnings.extend(_doubtful_draws(exercise))


def _doubtful_draws(exercise: Exercise) -> Iterator[str]:
    """Lists of two numbers that may have been meant as a range."""
    for name, draw in exercise.draws:
        ends = [value_of(value) for value in draw.values]
        if draw.text.startswith("[") and len(ends) == 2 and all(isinstance(end, int) for end in ends):
            low, high = int(ends[0] or 0), int(ends[1] or 0)
            if high - low > 2:
                yield f"{name}: {draw.text} draws {low} or {high}; all numbers from {low} to {high} are {low}..{high}"


def summary(reports: Sequence[ExerciseReport]) -> dict[str, Any]:
    """The sums over all exercises."""
    total = {name: sum(getattr(report, name) for report in reports) for name in COUNTED}
    return {
        "exercises": len(reports),
        **total,
        "faults": sum(len(report.faults) for report in reports),
        "warnings": sum(len(report.warnings) for report in reports),
        "seconds": round(sum(report.seconds for report in reports), 3),
    }
