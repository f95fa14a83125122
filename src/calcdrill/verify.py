"""The gate: an answer that no independent route confirms never becomes a problem.

What is checked on every instance: the answer (by the kind's own second route), each worked step (both sides compared by
algebra or by ball arithmetic), the last line (it is the answer that is shown), every formula that will be printed
(its LaTeX is read back to the same tree), and each mistake (proved different from the answer and from its siblings).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from calcdrill.errors import CheckFailed, ReadError, Reject, TaskError, Undecided, Unsolved, Wrong
from calcdrill.expression.comparing.antiderivative import open_variable, rates
from calcdrill.expression.comparing.equality import Checker, Verdict
from calcdrill.expression.comparing.fingerprint import fingerprint
from calcdrill.expression.comparing.series import compare_series
from calcdrill.expression.comparing.shapes import Misfit, expand
from calcdrill.expression.comparing.shared import Shared
from calcdrill.expression.comparing.solutions import solved_sides
from calcdrill.expression.formal.field import Draw
from calcdrill.expression.formal.interpretation import Interpretation
from calcdrill.expression.notation.latex import write_latex
from calcdrill.expression.notation.latex_templates import round_trips
from calcdrill.expression.notation.read_latex import read_latex
from calcdrill.expression.notation.text import write_text
from calcdrill.expression.steps import Prose, Step
from calcdrill.expression.tree import Apply, Name, Node, Relation, Text, transform
from calcdrill.kinds import Kind
from calcdrill.kinds._facts import look_into
from calcdrill.kinds._letters import letters_of
from calcdrill.kinds.fields import trees_in
from calcdrill.problem import Certificate, Mistake, Solution, Statement, Task

MOST_MISTAKES = 3
SEED = 1
"""Where answers, steps and mistakes are looked at: one set of points, so that what they share is worked out once."""


def certify(
    kind: Kind,
    task: Task,
    solution: Solution,
    statement: Statement,
    shown: Iterable[Prose] = (),
    salt: int | None = None,
) -> Certificate:
    """The certificate of a solved task; raises Wrong or Undecided where a check does not hold.

    ``shown`` is other prose that will be printed with the problem (hints, context). ``salt`` is a hash of all that was
    written of the problem, where the caller has one already.
    """
    shared = shared_of(task, solution, salt)
    evidence = kind.check(task, solution, shared)
    steps = check_steps(task, solution, shared)
    check_printed(formulas(statement, solution, shown))
    return Certificate(
        routes=(kind.solver, evidence.route),
        points=evidence.points,
        bound=f"{evidence.bound:.0e}",
        steps_checked=steps,
        read_back=True,
        answer=evidence.basis.value,
    )


def shared_of(task: Task, solution: Solution, salt: int | None = None) -> Shared:
    """What a problem's checks share; the field in which its lines are looked at is drawn from all that was written."""

    def written() -> int:
        return fingerprint(*trees_in(task.fields), solution.answer)

    return Shared(SEED, Interpretation(Draw(written() if salt is None else salt)), written)


# -- steps


def all_steps(steps: Iterable[Step]) -> Iterator[Step]:
    """The steps with their substeps, in reading order."""
    for step in steps:
        yield step
        if step.substeps:
            yield from all_steps(step.substeps)


def check_steps(task: Task, solution: Solution, shared: Shared | None = None) -> int:
    """How many steps were checked; raises Wrong or Undecided with the step's rule."""
    shared = shared or shared_of(task, solution)
    assert shared.algebra is not None
    algebra = shared.algebra
    # A line may be defined at more places than the one before it.
    checker = Checker(task.domain, seeks_gaps=False, shared=shared)
    steps = list(all_steps(solution.steps))
    integrates = "antiderivative" in [step.check for step in steps]
    constants = frozenset(letters_of(task, "function")) if integrates else frozenset[str]()
    count = 0
    for step in steps:
        if step.check == "none":
            if step.proof:
                _check_proof(step, algebra, checker)
                count += 1
            continue
        _check_step(step, algebra, checker, constants)
        count += 1
    last = solution.steps[-1] if solution.steps else None
    if last is not None and solution.answer not in (last.after, last.result):
        raise Wrong("the last step is not the answer")
    return count


def _check_step(step: Step, algebra: Interpretation, checker: Checker, constants: frozenset[str]) -> None:
    """Raises Wrong or Undecided. Most lines hold by algebra alone; what remains is compared by balls."""
    verdict = _verdict(step, algebra, checker, constants)
    if step.proof:
        _check_proof(step, algebra, checker)
    if verdict is Verdict.DIFFERENT:
        raise Wrong(f"the step {step.rule!r} does not hold: {write_text(step.before)} is not {write_text(step.after)}")
    if verdict is Verdict.UNDECIDED:
        raise Undecided(f"the step {step.rule!r} could not be checked")


def _check_proof(step: Step, algebra: Interpretation, checker: Checker) -> None:
    """Raises Wrong or Undecided. An equation beside a line is a line itself: equal where both sides are defined."""
    for fact in step.proof:
        holds = _holds(fact, algebra, checker)
        if holds is False:
            raise Wrong(f"a fact beside the step {step.rule!r} does not hold")
        if holds is None:
            raise Undecided(f"the facts beside the step {step.rule!r} could not be confirmed")


def judge_of_facts(task: Task, solution: Solution) -> Callable[[Node], bool]:
    """Whether a fact about a problem is shown to hold; what cannot be told does not."""
    shared = shared_of(task, solution)
    assert shared.algebra is not None
    algebra, checker = shared.algebra, Checker(task.domain, seeks_gaps=False, shared=shared)
    return lambda fact: _holds(fact, algebra, checker) is True


def _holds(fact: Node, algebra: Interpretation, checker: Checker) -> bool | None:
    """Whether an equation or inequality holds wherever it is defined: by algebra first; None where nothing tells."""
    try:
        if not isinstance(fact, Relation) or fact.operators != ("=",):
            return look_into(fact, checker.domain, checker.shared).holds
        left, right = map(expand, fact.sides)
    except Misfit:
        return False
    verdict = Verdict.EQUAL if algebra.same(left, right) else compare_by_balls(left, right, checker)
    return None if verdict is Verdict.UNDECIDED else verdict is not Verdict.DIFFERENT


def _verdict(step: Step, algebra: Interpretation, checker: Checker, constants: frozenset[str]) -> Verdict:
    if step.check in {"series", "dual"}:
        assert step.expansion is not None
        return compare_series(step.before, step.after, step.expansion).verdict
    sides = compared_sides(step, constants)
    if sides is None:
        return Verdict.UNDECIDED
    return Verdict.EQUAL if algebra.same(*sides) else compare_by_balls(*sides, checker)


def compared_sides(step: Step, constants: frozenset[str] = frozenset()) -> tuple[Node, Node] | None:
    """What is equal if the line holds: its sides, their derivatives, or the sides of the equation that it solves.

    None where these cannot be found. ``constants``: letters that no derivative is taken by.
    """
    if step.check == "solution":
        return solved_sides(step.before, step.after)
    if step.check != "antiderivative":
        return step.before, step.after
    variable = open_variable(step.before, constants)
    return None if variable is None else rates(step.before, step.after, variable)


def compare_by_balls(left: Node, right: Node, checker: Checker) -> Verdict:
    """The verdict of ball arithmetic on a line; functions that are only named may have any value."""
    verdict = checker.compare(left, right).verdict
    if verdict is Verdict.UNDECIDED:
        verdict = checker.compare(_with_free_functions(left), _with_free_functions(right)).verdict
    return verdict


def _with_free_functions(node: Node) -> Node:
    """The tree with y′ and f(2), functions that are only named, as variables that may have any value."""
    return transform(node, lambda inner: Name(f"free_{write_text(inner)}") if isinstance(inner, Apply) else inner)


# -- print


def formulas(statement: Statement, solution: Solution, shown: Iterable[Prose] = ()) -> Iterator[Node]:
    """Every formula of a problem that a reader will see."""
    texts = (statement.context, statement.instruction, statement.given, *statement.choices, *shown)
    for prose in texts:
        for part in prose:
            if isinstance(part, Node):
                yield part
    yield solution.answer
    for step in all_steps(solution.steps):
        yield step.before
        yield step.after
        for part in step.note:
            if isinstance(part, Node):
                yield part


def check_printed(shown: Iterable[Node]) -> None:
    """Raises Wrong where the LaTeX of a formula is not read back to the same tree; the formulas live until then."""
    # Lines that follow each other share a side: one object, looked at once.
    known: set[int] = set()
    for formula in shown:
        try:
            if round_trips(formula, known):
                continue
        except ReadError as error:
            raise Wrong(f"the printed formula {write_latex(formula)} cannot be read back: {error.message}") from None
        latex = write_latex(formula)
        raise Wrong(f"the printed formula {latex} means {write_text(read_latex(latex))}, not {write_text(formula)}")


# -- mistakes


def proved_mistakes(
    candidates: Iterable[tuple[str, Node]],
    answer: Node,
    feedback: Mapping[str, Prose],
    checker: Checker,
) -> tuple[Mistake, ...]:
    """The candidates that have feedback, can be printed, and are proved different from the answer and each other."""
    proved: list[Mistake] = []
    try:
        for name, wrong in candidates:
            if name not in feedback or any(mistake.id == name for mistake in proved):
                continue
            others = (answer, *(mistake.answer for mistake in proved))
            if all(_differ(wrong, other, checker) for other in others) and _can_be_printed(wrong):
                proved.append(Mistake(name, wrong, feedback[name]))
                if len(proved) == MOST_MISTAKES:
                    break
    except (Reject, CheckFailed, Unsolved, TaskError):
        # The candidate was not to be worked out; the problem itself stands.
        pass
    return tuple(proved)


def _can_be_printed(wrong: Node) -> bool:
    try:
        check_printed((wrong,))
    except Wrong:
        return False
    return True


def _differ(left: Node, right: Node, checker: Checker) -> bool:
    if isinstance(left, Text) or isinstance(right, Text):
        return left != right
    return left != right and checker.compare(left, right, points=2).verdict is Verdict.DIFFERENT
