"""One exercise, a seed and an index → one verified problem.

    (exercise, seed, index) ── draw ──► Task ── solve ──► Solution ── certify ──► Problem

A draw that a constraint, the solver or a check refuses is drawn again, up to a bound; every refusal has a reason that
is counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final

from calcdrill.catalog.select import select
from calcdrill.catalog.values import Catalog, Exercise, Story
from calcdrill.choices import shuffled
from calcdrill.errors import (
    CheckFailed,
    NotFound,
    Reject,
    TaskError,
    TooSlow,
    Undecided,
    Unsatisfiable,
    Unsolved,
    Wrong,
)
from calcdrill.expression.decimals import as_decimals, has_decimals, steps_in_decimals
from calcdrill.expression.tree import Node, Number, walk
from calcdrill.idle_lines import without_idle_lines
from calcdrill.isolation import Late, limit_time
from calcdrill.kinds import Kind, find
from calcdrill.kinds._reasons import reason
from calcdrill.kinds.fields import DOMAIN, read_fields, resolve, with_constants
from calcdrill.own_mistakes import OwnMistakes, find_mistakes
from calcdrill.problem import Figure, Mistake, Mistakes, Problem, Prose, Solution, Task
from calcdrill.sets import Duplicate
from calcdrill.tasks import (
    MOST_ATTEMPTS,
    around,
    draw_task,
    may_have_decimals,
    new_draw,
    parameters_of,
    salt_of,
    story_parameters,
)
from calcdrill.verify import certify
from calcdrill.worker import lost_seconds

MOST_INTEGER: Final = 9_999
MOST_DENOMINATOR: Final = 60
MOST_SECONDS: Final = 10.0
"""Seconds of processor time that one problem may take."""

WRONG: Final = "the check finds the answer wrong"


@dataclass
class Tally:
    """What happened on the way to a set: how many draws, and how many were refused for which reason."""

    draws: int = 0
    accepted: int = 0
    duplicates: int = 0
    patience: int = 0
    """So many tasks may fail to be solved or confirmed while none is accepted; then Unsatisfiable is raised. 0: any."""
    in_vain: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)
    """Refusal → what its first instance showed, where there is something to show."""

    def refuse(self, reason: str, is_unfit: bool) -> None:
        """Count a refusal: the draw is unfit (most may be), or its task cannot be solved or confirmed."""
        self.refused[reason] += 1
        self.in_vain += not is_unfit

    @property
    def is_hopeless(self) -> bool:
        """Whether patience is at its end."""
        return 0 < self.patience <= self.in_vain and not self.accepted

    def summary(self) -> str:
        """The refusals, most frequent first, in words."""
        return in_words(self.refused)


def in_words(reasons: Iterable[str] | Mapping[str, int]) -> str:
    """The five most frequent reasons of refusals with their numbers, or "none"."""
    return "; ".join(f"{count} by {reason}" for reason, count in Counter(reasons).most_common(5)) or "none"


# -- one problem


def make_problem(exercise: Exercise, seed: int, index: int, tally: Tally | None = None) -> Problem:
    """The verified problem of (exercise, seed, index); raises Unsatisfiable with the reasons of the refusals."""
    return first_accepted(exercise, seed, index, tally or Tally(), lambda key: False)[1]


def first_accepted(
    exercise: Exercise, seed: int, index: int, tally: Tally, known: Callable[[bytes], bool]
) -> tuple[bytes, Problem]:
    """Draw until a problem is accepted, with its key; a task whose key is ``known`` raises Duplicate unsolved.

    Raises Unsatisfiable where none is, TooSlow where the command's bound on the time for one problem is passed.
    """
    try:
        with limit_time(MOST_SECONDS):
            return _first_accepted(exercise, seed, index, tally, known)
    except (Late, _Waited):
        raise TooSlow(f"{exercise.id}: seed {seed}, index {index} takes longer than {MOST_SECONDS:g} s") from None


class _Waited(Exception):
    """Too many tries ended with the time of a worker process."""


def _first_accepted(
    exercise: Exercise, seed: int, index: int, tally: Tally, known: Callable[[bytes], bool]
) -> tuple[bytes, Problem]:
    parameters = parameters_of(exercise)
    reasons: list[str] = []
    lost = lost_seconds()
    for attempt in range(MOST_ATTEMPTS):
        if lost_seconds() - lost >= MOST_SECONDS:
            raise _Waited
        tally.draws += 1
        try:
            drawn, task, key = new_draw(exercise, parameters.picks(seed, index, attempt), known)
            if exercise.story is not None and not _all_parts_stand(exercise.story, seed, index, attempt):
                raise Reject("another part of the story refuses the draw")
            problem = _verified(exercise, task, drawn, {"seed": seed, "index": index})
        except Duplicate:
            tally.duplicates += 1
            raise
        except (Reject, CheckFailed, Unsolved, TaskError) as error:
            reason = _reason(error)
            reasons.append(reason)
            tally.refuse(reason, isinstance(error, Reject))
            if isinstance(error, Wrong) and error.example:
                tally.examples.setdefault(reason, f"; at index {index} {error.example}")
            if tally.is_hopeless:
                words = f"stopped: {tally.patience} tasks running could not be solved or confirmed, none was accepted"
                raise Unsatisfiable(f"{exercise.id}: {words} ({in_words(reasons)})") from None
            continue
        tally.accepted += 1
        return key, problem
    raise Unsatisfiable(f"{exercise.id}: none of {MOST_ATTEMPTS} draws was accepted ({in_words(reasons)})")


@lru_cache(maxsize=256)
def _all_parts_stand(story: Story, seed: int, index: int, attempt: int) -> bool:
    """Whether each part of the story makes a problem of the draw: all parts are to have the same numbers."""
    drawn = story_parameters(story).draw(seed, index, attempt)
    for part in story.parts:
        try:
            _verified(part, draw_task(part, drawn), drawn, {"seed": seed, "index": index})
        except (Reject, CheckFailed, Unsolved, TaskError):
            return False
    return True


def _reason(error: Exception) -> str:
    if isinstance(error, Reject):
        return error.reason
    names = {Wrong: WRONG, Undecided: "undecided", Unsolved: "unsolved", TaskError: "no task"}
    return f"{names[type(error)]}: {error}"


def _verified(exercise: Exercise, task: Task, drawn: Mapping[str, Node], place: Mapping[str, int]) -> Problem:
    kind = find(exercise.kind)
    solution = kind.solve(task)
    degenerate = kind.degenerate(task, solution)
    if degenerate and degenerate not in exercise.allow:
        raise Reject(degenerate)
    _require_human(solution.answer)
    hints, context, own_figure = around(exercise, drawn)
    origin = {
        "id": exercise.id,
        "concept": exercise.concept,
        "topic": exercise.topic,
        "difficulty": exercise.difficulty,
        "story": exercise.story.id if exercise.story else None,
        **place,
    }
    own = OwnMistakes(exercise, drawn)
    figure = kind.figure if exercise.figure is True else lambda task, solution: own_figure
    return build_problem(kind, task, solution, context, hints, own, origin, figure)


def _require_human(answer: Node) -> None:
    for node in walk(answer):
        if type(node) is Number:
            value = node.value
            if value.numerator > MOST_INTEGER * value.denominator:  # a Fraction is compared slowly
                raise Reject("a number in the answer is too large")
            if not node.decimal and value.denominator > MOST_DENOMINATOR:
                raise Reject("a denominator in the answer is too large")


def build_problem(
    kind: Kind,
    task: Task,
    solution: Solution,
    context: Prose = (),
    hints: tuple[Prose, ...] = (),
    own: OwnMistakes | None = None,
    origin: Mapping[str, Any] = MappingProxyType({}),
    figure: Callable[[Task, Solution], Figure | None] | None = None,
) -> Problem:
    """The solved task as a problem, once every check holds; raises Wrong or Undecided.

    ``origin`` is what a problem knows of where it comes from: its exercise's id, its seed and the like. ``figure``
    draws its figure, if the kind does not.
    """
    if (own is None or may_have_decimals(own.exercise)) and has_decimals(task.fields):
        solution = Solution(as_decimals(solution.answer), steps_in_decimals(solution.steps))
    solution = without_idle_lines(solution)
    statement = kind.statement(task)
    if statement.choices and origin:
        statement = shuffled(statement, "{id}/{seed}/{index}".format_map(origin))
    if context:
        statement = replace(statement, context=(*context, " ", *statement.context) if statement.context else context)
    salt = None if own is None else salt_of(own.exercise)
    certificate = certify(kind, task, solution, statement, hints, salt)
    return Problem(
        task=task,
        statement=statement,
        solution=solution,
        certificate=certificate,
        hints=hints,
        mistakes=Mistakes(lambda: _mistakes_in_time(kind, task, solution, own)),
        figure=(figure or kind.figure)(task, solution),
        **origin,
    )


def _mistakes_in_time(kind: Kind, task: Task, solution: Solution, own: OwnMistakes | None) -> tuple[Mistake, ...]:
    try:
        with limit_time(MOST_SECONDS):
            return find_mistakes(kind, task, solution, own)
    except Late:
        raise TooSlow(f"{kind.name}: finding mistakes takes longer than {MOST_SECONDS:g} s") from None


def generate_problem(catalog: Catalog, exercise_id: str, seed: int = 0, index: int = 0) -> Problem:
    """The verified problem of an exercise id, a seed and an index; the same arguments give the same problem.

    Raises NotFound for an unknown id, Unsatisfiable if every draw is refused.
    """
    exercises = select(catalog, [exercise_id])
    if len(exercises) != 1:
        raise NotFound(f"{exercise_id!r} is not one exercise; name one of {', '.join(e.id for e in exercises)}")
    return make_problem(exercises[0], seed, index)


def solve(task: Mapping[str, Any], origin: Mapping[str, Any] = MappingProxyType({})) -> Problem:
    """The worked, checked solution of a task given as a mapping: ``kind`` and the kind's fields in the safe language.

    ``origin`` is what is known of the exercise, seed and index that drew it. Raises TaskError for a task that does
    not fit, Unsolved or CheckFailed where there is no confirmed answer.
    """
    raw = dict(task)
    name = raw.pop("kind", None)
    if not isinstance(name, str):
        raise TaskError("a task names its kind, such as derivative", "kind")
    kind = find(name)
    fields = (*kind.fields, DOMAIN)
    constants: frozenset[str] = frozenset()
    if kind.has_constants:
        raw, constants = with_constants(fields, raw)
    values = read_fields(fields, raw, constants)
    record = resolve(kind.name, fields, values, {})
    try:
        return build_problem(kind, record, kind.solve(record), origin=origin)
    except Undecided as error:
        better = reason(record)
        if better is None:
            raise
        raise Undecided(better) from error
    except KeyError as error:
        if not constants:
            raise
        letters = ", ".join(sorted(constants))
        raise Unsolved(f"this takes numbers for {letters}: put them in") from error
