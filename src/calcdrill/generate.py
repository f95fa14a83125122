"""Exercise + seed → verified problems; sets without duplicates; many processes.

    (exercise, seed, index) ── draw ──► Task ── solve ──► Solution ── certify ──► Problem

A draw that a constraint, the solver or a check refuses is drawn again, up to a bound; every refusal has a reason that
is counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from calcdrill.canonical import canonical_key
from calcdrill.catalog.select import select
from calcdrill.catalog.values import Catalog, Exercise
from calcdrill.errors import CheckFailed, NotFound, Reject, TaskError, Undecided, Unsatisfiable, Unsolved, Wrong
from calcdrill.expression.equality import Checker
from calcdrill.expression.instantiate import instantiate
from calcdrill.expression.text import write_text
from calcdrill.expression.tree import Node, Number, walk
from calcdrill.kinds import Kind, find
from calcdrill.kinds.fields import DOMAIN, read_fields, resolve
from calcdrill.problem import Problem, ProblemSet, Prose, Solution, Task
from calcdrill.sampling import Parameters, seeded_order
from calcdrill.verify import SEED, certify, check_printed, proved_mistakes

if TYPE_CHECKING:
    from calcdrill.parallel import Workers

MOST_ATTEMPTS: Final = 200
MOST_INTEGER: Final = 9_999
MOST_DENOMINATOR: Final = 60
MOST_ENUMERATED: Final = 20_000

WRONG: Final = "the check finds the answer wrong"

Progress = Callable[[int], None]


@dataclass
class Tally:
    """What happened on the way to a set: how many draws, and how many were refused for which reason."""

    draws: int = 0
    accepted: int = 0
    duplicates: int = 0
    refused: Counter[str] = field(default_factory=Counter)

    def summary(self) -> str:
        """The refusals, most frequent first, in words."""
        return "; ".join(f"{count} by {reason}" for reason, count in self.refused.most_common(5)) or "none"


# -- one problem


@lru_cache(maxsize=1024)
def _parameters(exercise: Exercise) -> Parameters:
    return Parameters(exercise.id, exercise.draws, exercise.require, [write_text(node) for node in exercise.require])


def draw_task(exercise: Exercise, drawn: Mapping[str, Node]) -> Task:
    """The exercise's task with the drawn values in it; raises TaskError where they do not fit the kind."""
    kind = find(exercise.kind)
    return resolve(kind.name, (*kind.fields, DOMAIN), {**exercise.fields, "domain": exercise.domain}, drawn)


def make_problem(exercise: Exercise, seed: int, index: int, tally: Tally | None = None) -> Problem:
    """The verified problem of (exercise, seed, index); raises Unsatisfiable with the reasons of the refusals."""
    return _first_accepted(exercise, seed, index, tally or Tally(), lambda key: False)


def _first_accepted(
    exercise: Exercise, seed: int, index: int, tally: Tally, known: Callable[[bytes], bool]
) -> Problem:
    """Draw until a problem is accepted; a task whose key is ``known`` raises _Duplicate before it is solved."""
    parameters = _parameters(exercise)
    own = Tally()
    for attempt in range(MOST_ATTEMPTS):
        tally.draws += 1
        try:
            drawn = parameters.draw(seed, index, attempt)
            task = draw_task(exercise, drawn)
            if known(canonical_key(task)):
                raise _Duplicate
            problem = _verified(exercise, task, drawn)
        except (Reject, CheckFailed, Unsolved, TaskError) as error:
            reason = _reason(error)
            own.refused[reason] += 1
            tally.refused[reason] += 1
            continue
        tally.accepted += 1
        return replace(problem, seed=seed, index=index)
    raise Unsatisfiable(f"{exercise.id}: none of {MOST_ATTEMPTS} draws was accepted ({own.summary()})")


class _Duplicate(Exception):
    pass


def _reason(error: Exception) -> str:
    if isinstance(error, Reject):
        return error.reason
    names = {Wrong: WRONG, Undecided: "undecided", Unsolved: "unsolved", TaskError: "no task"}
    return f"{names[type(error)]}: {error}"


def _verified(exercise: Exercise, task: Task, drawn: Mapping[str, Node]) -> Problem:
    kind = find(exercise.kind)
    solution = kind.solve(task)
    degenerate = kind.degenerate(task, solution)
    if degenerate and degenerate not in exercise.allow:
        raise Reject(degenerate)
    _require_human(solution.answer)
    hints = tuple(_put_in(hint, drawn) for hint in exercise.hints)
    context = _put_in(exercise.context, drawn)
    feedback = {name: _put_in(note, drawn) for name, note in exercise.mistakes.items()}
    problem = build_problem(kind, task, solution, context, hints, feedback, _own_mistakes(exercise, drawn))
    return replace(
        problem, id=exercise.id, concept=exercise.concept, topic=exercise.topic, difficulty=exercise.difficulty
    )


def _own_mistakes(exercise: Exercise, drawn: Mapping[str, Node]) -> Iterable[tuple[str, Node]]:
    from calcdrill.expression.tidy import tidy

    return tuple((name, tidy(instantiate(wrong, drawn))) for name, wrong in exercise.wrong_answers.items())


def _put_in(prose: Prose, drawn: Mapping[str, Node]) -> Prose:
    return tuple(instantiate(part, drawn) if isinstance(part, Node) else part for part in prose)


def _require_human(answer: Node) -> None:
    for node in walk(answer):
        if isinstance(node, Number):
            if node.value > MOST_INTEGER:
                raise Reject("a number in the answer is too large")
            if not node.decimal and not isinstance(node.value, int) and node.value.denominator > MOST_DENOMINATOR:
                raise Reject("a denominator in the answer is too large")


def build_problem(
    kind: Kind,
    task: Task,
    solution: Solution,
    context: Prose = (),
    hints: tuple[Prose, ...] = (),
    feedback: Mapping[str, Prose] | None = None,
    own_mistakes: Iterable[tuple[str, Node]] = (),
) -> Problem:
    """The solved task as a problem, once every check holds; raises Wrong or Undecided."""
    statement = kind.statement(task)
    if context:
        statement = replace(statement, context=(*context, " ", *statement.context) if statement.context else context)
    checker = Checker(task.domain, SEED)
    certificate = certify(kind, task, solution, statement, hints, checker)
    notes = {**kind.feedback, **kind.own_feedback(task), **(feedback or {})}
    candidates = chain(own_mistakes, kind.mistakes(task, solution))
    mistakes = proved_mistakes(candidates, solution.answer, notes, checker)
    for mistake in mistakes:
        check_printed(mistake.answer)
    return Problem(
        task=task,
        statement=statement,
        solution=solution,
        certificate=certificate,
        hints=hints,
        mistakes=mistakes,
        figure=kind.figure(task, solution),
    )


def generate_problem(catalog: Catalog, exercise_id: str, seed: int, index: int) -> Problem:
    """The verified problem of an exercise id, a seed and an index; the same arguments give the same problem.

    Raises NotFound for an unknown id, Unsatisfiable if every draw is refused.
    """
    exercises = select(catalog, [exercise_id])
    if len(exercises) != 1:
        raise NotFound(f"{exercise_id!r} is not one exercise; name one of {', '.join(e.id for e in exercises)}")
    return make_problem(exercises[0], seed, index)


def solve(task: Mapping[str, Any]) -> Problem:
    """The worked, checked solution of a task given as a mapping: ``kind`` and the kind's fields.

    Raises TaskError for a task that does not fit, Unsolved or CheckFailed where there is no confirmed answer.
    """
    raw = dict(task)
    name = raw.pop("kind", None)
    if not isinstance(name, str):
        raise TaskError("a task names its kind, such as derivative", "kind")
    kind = find(name)
    fields = (*kind.fields, DOMAIN)
    values = read_fields(fields, raw)
    record = resolve(kind.name, fields, values, {})
    return build_problem(kind, record, kind.solve(record))


# -- sets


def count_instances(exercise: Exercise, most: int = MOST_ENUMERATED) -> tuple[int, bool]:
    """How many different tasks the exercise can draw, and whether that is exact.

    Small spaces are enumerated; of a large one, ``most`` draws give a lower bound. A task that the solver or a check
    would refuse still counts.
    """
    parameters = _parameters(exercise)
    drawn = parameters.every(most)
    if drawn is not None:
        return len({canonical_key(task) for task in _tasks(exercise, drawn)}), True
    sample = (_drawn_or_none(parameters, index) for index in range(2_000))
    return len({canonical_key(task) for task in _tasks(exercise, (values for values in sample if values))}), False


def _drawn_or_none(parameters: Parameters, index: int) -> dict[str, Node] | None:
    try:
        return parameters.draw(0, index)
    except Reject:
        return None


def _tasks(exercise: Exercise, drawn: Iterable[Mapping[str, Node]]) -> Iterator[Task]:
    for values in drawn:
        try:
            yield draw_task(exercise, values)
        except TaskError:
            continue


Produce = Callable[[Exercise, int], Problem]


def take(
    exercise: Exercise,
    seed: int,
    count: int,
    seen: set[bytes],
    tally: Tally | None = None,
    start: int = 0,
    produce: Produce | None = None,
) -> Iterator[Problem]:
    """Up to ``count`` problems with keys that are not in ``seen`` (which grows); fewer if the exercise runs out.

    ``produce`` makes the problem of an index elsewhere (in another process); the result is the same.
    """
    tally = tally or Tally()
    own: set[bytes] = set()
    patience, misses, index, found = 40, 0, start, 0

    def here(exercise: Exercise, index: int) -> Problem:
        return _first_accepted(exercise, seed, index, tally, own.__contains__)

    while found < count:
        try:
            problem = (produce or here)(exercise, index)
            key = canonical_key(problem.task)
            if key in seen:
                raise _Duplicate
        except _Duplicate:
            tally.duplicates += 1
            misses += 1
            if misses == 40:
                patience = _patience(exercise)
            if misses > patience:
                return
        else:
            seen.add(key)
            own.add(key)
            misses, found = 0, found + 1
            yield problem
        index += 1


def _patience(exercise: Exercise) -> int:
    """How many duplicates in a row say that nothing is left: a chance below e^-12 of stopping too early."""
    distinct, exact = count_instances(exercise)
    return 50 + 12 * distinct if exact else 50 + 12 * MOST_ENUMERATED


def shares(exercises: Sequence[Exercise], n: int, seed: int) -> dict[str, int]:
    """How many of ``n`` problems each exercise gives: as even as can be, the rest to a seeded choice of them."""
    base, rest = divmod(n, len(exercises))
    order = seeded_order(f"shares\x1f{seed}", len(exercises))
    return {exercise.id: base + (order.index(k) < rest) for k, exercise in enumerate(exercises)}


def iterate_set(
    exercises: Sequence[Exercise], n: int, seed: int, jobs: int = 1, tally: Tally | None = None
) -> Iterator[Problem]:
    """``n`` problems, grouped by exercise in the given order, no two alike; Unsatisfiable if fewer exist.

    With more ``jobs`` the problems are made in that many processes; what comes out is the same.
    """
    if jobs > 1:
        from calcdrill.parallel import Workers

        with Workers(exercises, seed, jobs) as workers:
            yield from _iterate(exercises, n, seed, tally or Tally(), workers)
    else:
        yield from _iterate(exercises, n, seed, tally or Tally(), None)


def _iterate(
    exercises: Sequence[Exercise], n: int, seed: int, tally: Tally, workers: Workers | None
) -> Iterator[Problem]:
    if not exercises:
        raise Unsatisfiable("no exercise fits: the topics, concepts or difficulties that were asked for hold none")
    seen: set[bytes] = set()
    remaining, given = list(exercises), 0
    wanted = shares(exercises, n, seed)
    starts: Counter[str] = Counter()
    while given < n and remaining:
        still_giving: list[Exercise] = []
        if workers:
            workers.plan([(exercise.id, starts[exercise.id], wanted[exercise.id]) for exercise in remaining])
        for exercise in remaining:
            count = wanted.get(exercise.id, 0)
            got = 0
            produce = workers.produce if workers else None
            for problem in take(exercise, seed, count, seen, tally, starts[exercise.id], produce):
                starts[exercise.id] = (problem.index or 0) + 1
                got += 1
                given += 1
                yield problem
            if got == count:
                still_giving.append(exercise)
        remaining = still_giving
        wanted = shares(remaining, n - given, seed) if remaining else {}
    if given < n:
        raise Unsatisfiable(f"{n} problems were asked for, but only {given} different ones exist here")


def generate_set(
    catalog: Catalog,
    what: Sequence[str],
    n: int,
    seed: int = 0,
    difficulty: tuple[int, int] = (1, 5),
    jobs: int = 1,
    progress: Progress | None = None,
) -> ProblemSet:
    """``n`` verified problems from the exercises that ``what`` names, no two alike, the same for the same seed.

    Raises NotFound for an unknown name and Unsatisfiable, with the number that exist, if there are fewer than ``n``.
    """
    exercises = select(catalog, what, difficulty)
    problems: list[Problem] = []
    for problem in iterate_set(exercises, n, seed, jobs):
        problems.append(problem)
        if progress:
            progress(len(problems))
    return ProblemSet(", ".join(what), tuple(problems), seed, {"what": tuple(what)})


__all__ = [
    "Tally",
    "build_problem",
    "count_instances",
    "generate_problem",
    "generate_set",
    "iterate_set",
    "make_problem",
    "solve",
    "take",
]
