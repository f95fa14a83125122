"""One exercise, a seed and an index → one verified problem; which tasks an exercise has.

    (exercise, seed, index) ── draw ──► Task ── solve ──► Solution ── certify ──► Problem

A draw that a constraint, the solver or a check refuses is drawn again, up to a bound; every refusal has a reason that
is counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import chain
from types import MappingProxyType
from typing import Any, Final

from calcdrill.canonical import canonical_key
from calcdrill.catalog.select import select
from calcdrill.catalog.values import RIGHT_ANSWER, WRONG_ANSWER, Catalog, Drawing, Exercise, Story
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
from calcdrill.expression.comparing.equality import Checker
from calcdrill.expression.decimals import as_decimals, has_decimals, steps_in_decimals
from calcdrill.expression.instantiate import instantiate
from calcdrill.expression.notation.text import write_text
from calcdrill.expression.tidy import tidy
from calcdrill.expression.tree import Node, Number, walk
from calcdrill.idle_lines import without_idle_lines
from calcdrill.isolation import Late, limit_time
from calcdrill.kinds import Kind, find
from calcdrill.kinds._reasons import reason
from calcdrill.kinds.fields import DOMAIN, Template, read_fields, resolve, with_constants
from calcdrill.problem import Figure, Mistake, Mistakes, Problem, Prose, Solution, Statement, Task
from calcdrill.sampling import Parameters
from calcdrill.sets import MOST_ENUMERATED, Duplicate, Space, too_few
from calcdrill.verify import SEED, certify, judge_of_facts, proved_mistakes
from calcdrill.worker import lost_seconds

MOST_ATTEMPTS: Final = 200
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
        return "; ".join(f"{count} by {reason}" for reason, count in self.refused.most_common(5)) or "none"


# -- one problem


@lru_cache(maxsize=1024)
def _parameters(exercise: Exercise) -> Parameters:
    return _story_parameters(exercise.story) if exercise.story else _own_parameters(exercise, exercise.id)


@lru_cache(maxsize=256)
def _story_parameters(story: Story) -> Parameters:
    """All parts draw from the story's source, so they have the same numbers."""
    return _own_parameters(story.parts[0], story.id)


def _own_parameters(exercise: Exercise, source: str) -> Parameters:
    return Parameters(source, exercise.draws, exercise.require, [write_text(node) for node in exercise.require])


def draw_task(exercise: Exercise, drawn: Mapping[str, Node]) -> Task:
    """The exercise's task with the drawn values in it; raises TaskError where they do not fit the kind."""
    return _template(exercise, tuple(drawn)).task(drawn)


@lru_cache(maxsize=1024)
def _template(exercise: Exercise, parameters: tuple[str, ...]) -> Template:
    kind = find(exercise.kind)
    values = {**exercise.fields, "domain": exercise.domain}
    return Template(kind.name, (*kind.fields, DOMAIN), values, parameters)


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
    parameters = _parameters(exercise)
    own = Tally()
    lost = lost_seconds()
    for attempt in range(MOST_ATTEMPTS):
        if lost_seconds() - lost >= MOST_SECONDS:
            raise _Waited
        tally.draws += 1
        try:
            drawn, task, key = _new_draw(exercise, parameters.picks(seed, index, attempt), known)
            if exercise.story is not None and not _all_parts_stand(exercise.story, seed, index, attempt):
                raise Reject("another part of the story refuses the draw")
            problem = _verified(exercise, task, drawn, {"seed": seed, "index": index})
        except Duplicate:
            tally.duplicates += 1
            raise
        except (Reject, CheckFailed, Unsolved, TaskError) as error:
            reason = _reason(error)
            own.refused[reason] += 1
            tally.refuse(reason, isinstance(error, Reject))
            if isinstance(error, Wrong) and error.example:
                tally.examples.setdefault(reason, f"; at index {index} {error.example}")
            if tally.is_hopeless:
                words = f"stopped: {tally.patience} tasks running could not be solved or confirmed, none was accepted"
                raise Unsatisfiable(f"{exercise.id}: {words} ({own.summary()})") from None
            continue
        tally.accepted += 1
        return key, problem
    raise Unsatisfiable(f"{exercise.id}: none of {MOST_ATTEMPTS} draws was accepted ({own.summary()})")


def _new_draw(
    exercise: Exercise, picks: tuple[int, ...], known: Callable[[bytes], bool]
) -> tuple[dict[str, Node], Task, bytes]:
    """The values at these places, their task and its key; raises Duplicate, Reject or TaskError."""
    parameters, met = _parameters(exercise), _met_again(exercise)
    before = met.get(picks)
    if isinstance(before, Reject):
        raise before
    if before is not None and known(before):
        raise Duplicate
    may_keep = parameters.is_counted and len(met) < MOST_ENUMERATED
    try:
        drawn = parameters.at(picks)
    except Reject as error:
        if met and may_keep:
            met[picks] = Reject(error.reason)
        raise
    task = draw_task(exercise, drawn)
    key = _key(exercise, task, drawn)
    if may_keep and (met or known(key)):
        met[picks] = key
    if known(key):
        raise Duplicate
    return drawn, task, key


@lru_cache(maxsize=4)
def _met_again(exercise: Exercise) -> dict[tuple[int, ...], bytes | Reject]:
    """The keys and refusals of an exercise's draws, from its first duplicate on: where little is left, most are met."""
    return {}


@lru_cache(maxsize=256)
def _all_parts_stand(story: Story, seed: int, index: int, attempt: int) -> bool:
    """Whether each part of the story makes a problem of the draw: all parts are to have the same numbers."""
    drawn = _story_parameters(story).draw(seed, index, attempt)
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
    hints = tuple(_put_in(hint, drawn) for hint in exercise.hints)
    context = _put_in(exercise.context, drawn)
    origin = {
        "id": exercise.id,
        "concept": exercise.concept,
        "topic": exercise.topic,
        "difficulty": exercise.difficulty,
        "story": exercise.story.id if exercise.story else None,
        **place,
    }
    own = OwnMistakes(exercise, drawn)
    problem = build_problem(kind, task, solution, context, hints, own, origin)
    return problem if exercise.figure is True else replace(problem, figure=_own_figure(exercise, drawn))


@dataclass(frozen=True)
class OwnMistakes:
    """What an exercise says of mistakes, for the values that were drawn."""

    exercise: Exercise
    drawn: Mapping[str, Node]

    def feedback(self) -> dict[str, Prose]:
        """Mistake id → the sentence that the exercise has for it."""
        return {name: _put_in(note, self.drawn) for name, note in self.exercise.mistakes.items()}

    def candidates(self) -> Iterator[tuple[str, Node]]:
        """The exercise's own wrong answers; a dual number stays as it is written, its real part first."""
        is_dual = bool(self.exercise.fields.get("dual"))
        for name, wrong in self.exercise.wrong_answers.items():
            wrong_answer = instantiate(wrong, self.drawn)
            yield name, wrong_answer if is_dual else tidy(wrong_answer)

    def facts(self, name: str, wrong: Node, right: Node) -> tuple[Node, ...]:
        """The conditions of what the exercise says of a mistake, with the drawn numbers and both answers in them."""
        values = {**self.drawn, WRONG_ANSWER: wrong, RIGHT_ANSWER: right}
        return tuple(instantiate(condition, values) for condition in self.exercise.mistake_conditions.get(name, ()))

    def true_candidates(self, task: Task, solution: Solution) -> Iterator[tuple[str, Node]]:
        """The exercise's own wrong answers of which it says something true on this instance."""
        holds = judge_of_facts(task, solution)
        for name, wrong in self.candidates():
            if all(map(holds, self.facts(name, wrong, solution.answer))):
                yield name, wrong


def own_answers(exercise: Exercise, problem: Problem) -> dict[str, Node]:
    """The exercise's own wrong answers by name, with the numbers of one of its problems in them."""
    drawn = drawn_of(exercise, problem)
    return dict(OwnMistakes(exercise, drawn).candidates()) if drawn else {}


def drawn_of(exercise: Exercise, problem: Problem) -> Mapping[str, Node]:
    """The numbers that were drawn for one of the exercise's problems; none where the exercise cannot draw it."""
    parameters = _parameters(exercise)
    for attempt in range(MOST_ATTEMPTS):
        with suppress(Reject, TaskError):
            drawn = parameters.draw(problem.seed or 0, problem.index or 0, attempt)
            if draw_task(exercise, drawn) == problem.task:
                return drawn
    return {}


def _own_figure(exercise: Exercise, drawn: Mapping[str, Node]) -> Figure | None:
    """The exercise's own figure with the drawn values in it; None where it wants no figure."""
    if not isinstance(exercise.figure, Drawing):
        return None
    data = {name: _filled(value, drawn) for name, value in exercise.figure.data.items()}
    return Figure(exercise.figure.kind, data, _put_in(exercise.figure.alt, drawn))


def _filled(value: Any, drawn: Mapping[str, Node]) -> Any:
    if isinstance(value, tuple):
        return tuple(_filled(item, drawn) for item in value)
    return instantiate(value, drawn) if isinstance(value, Node) else value


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
    own: OwnMistakes | None = None,
    origin: Mapping[str, Any] = MappingProxyType({}),
) -> Problem:
    """The solved task as a problem, once every check holds; raises Wrong or Undecided.

    ``origin`` is what a problem knows of where it comes from: its exercise's id, its seed and the like.
    """
    if has_decimals(task.fields):
        solution = Solution(as_decimals(solution.answer), steps_in_decimals(solution.steps))
    solution = without_idle_lines(solution)
    statement = kind.statement(task)
    if statement.choices and origin:
        statement = shuffled(statement, "{id}/{seed}/{index}".format_map(origin))
    if context:
        statement = replace(statement, context=(*context, " ", *statement.context) if statement.context else context)
    certificate = certify(kind, task, solution, statement, hints)
    return Problem(
        task=task,
        statement=statement,
        solution=solution,
        certificate=certificate,
        hints=hints,
        mistakes=Mistakes(lambda: _mistakes_in_time(kind, task, solution, own)),
        figure=kind.figure(task, solution),
        **origin,
    )


def _mistakes_in_time(kind: Kind, task: Task, solution: Solution, own: OwnMistakes | None) -> tuple[Mistake, ...]:
    try:
        with limit_time(MOST_SECONDS):
            return find_mistakes(kind, task, solution, own)
    except Late:
        raise TooSlow(f"{kind.name}: finding mistakes takes longer than {MOST_SECONDS:g} s") from None


def find_mistakes(kind: Kind, task: Task, solution: Solution, own: OwnMistakes | None) -> tuple[Mistake, ...]:
    """The named mistakes that are proved to be mistakes on this instance, the exercise's own first."""
    notes = {**kind.feedback, **kind.own_feedback(task), **(own.feedback() if own else {})}
    said = own.true_candidates(task, solution) if own else ()
    candidates: Iterator[tuple[str, Node]] = chain(said, kind.mistakes(task, solution))
    if any(map(has_decimals, task.fields.values())):
        candidates = ((name, as_decimals(wrong)) for name, wrong in candidates)
    return proved_mistakes(candidates, solution.answer, notes, Checker(task.domain, SEED, curve=kind.curve(task)))


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


# -- which tasks there are


def count_instances(exercise: Exercise, most: int = MOST_ENUMERATED) -> tuple[int, bool]:
    """How many different tasks the exercise can draw, and whether that is exact.

    A space of at most ``most`` draws is enumerated; of a larger one a sample gives a lower bound. A task that the
    solver or a check would refuse still counts.
    """
    space = instance_space(exercise, most)
    return len(space.keys), space.exact


def first_statements(exercise: Exercise, count: int) -> Iterator[Statement]:
    """What the exercise's first ``count`` draws ask; a check may still refuse one."""
    kind = find(exercise.kind)
    parameters = _parameters(exercise)
    for index in range(count):
        every = (_drawn_or_none(parameters, index, attempt) for attempt in range(MOST_ATTEMPTS))
        drawn = next((values for values in every if values is not None), None)
        with suppress(TaskError):
            if drawn is not None:
                statement = kind.statement(draw_task(exercise, drawn))
                yield replace(statement, context=(*_put_in(exercise.context, drawn), *statement.context))


@lru_cache(maxsize=4)  # a set that may be too large asks before it is made, and again when little is left
def instance_space(exercise: Exercise, most: int = MOST_ENUMERATED) -> Space:
    """The different tasks that the exercise can draw; of a large space those of a sample."""
    parameters = _parameters(exercise)
    drawn = parameters.every(most)
    if drawn is not None:
        return Space(frozenset(_keys(exercise, drawn)), True)
    sample = (_drawn_or_none(parameters, index) for index in range(min(most, _SAMPLE)))
    return Space(frozenset(_keys(exercise, (values for values in sample if values))), False)


_SAMPLE: Final = 2_000


def require_enough(exercises: Sequence[Exercise], n: int) -> None:
    """Raise Unsatisfiable where the draws are so few that ``n`` different tasks cannot exist.

    The tasks are counted where that costs little beside making the problems: at fewer than two draws a problem, 20,000
    in all. Of more draws it is known that there are no more tasks. Elsewhere a set that is too large ends when nothing
    is left.
    """
    draws, is_bound = 0, True
    for exercise in exercises:
        parameters = _parameters(exercise)
        draws += parameters.most_draws(2 * n)
        is_bound = is_bound and parameters.is_counted
        if draws > 2 * n:
            return
    if draws > MOST_ENUMERATED:
        if is_bound and draws < n:
            raise Unsatisfiable(f"{n} problems were asked for, but no more than {draws} different ones can exist here")
        return
    keys = frozenset[bytes]().union(*(instance_space(exercise).keys for exercise in exercises))
    if len(keys) < n:
        raise Unsatisfiable(too_few(n, len(keys)))


def has_few_draws(exercise: Exercise, most: int) -> bool:
    """Whether the exercise has at most ``most`` draws, so that drawing as many meets the same tasks again."""
    return _parameters(exercise).every(most) is not None


def _drawn_or_none(parameters: Parameters, index: int, attempt: int = 0) -> dict[str, Node] | None:
    try:
        return parameters.draw(0, index, attempt)
    except Reject:
        return None


def _keys(exercise: Exercise, drawn: Iterable[Mapping[str, Node]]) -> Iterator[bytes]:
    for values in drawn:
        try:
            yield _key(exercise, draw_task(exercise, values), values)
        except TaskError:
            continue


def _key(exercise: Exercise, task: Task, drawn: Mapping[str, Node]) -> bytes:
    """When two instances are the same problem. Parts of a story differ where the story's numbers differ."""
    if exercise.story is None:
        return canonical_key(task)
    return canonical_key(task, tuple(f"{name}={write_text(value)}" for name, value in drawn.items()))
