"""The tasks of an exercise: what is drawn for them, which there are, and when two are the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from typing import Final

from calcdrill.canonical import canonical_key
from calcdrill.catalog.values import Drawing, Exercise, Story
from calcdrill.errors import Reject, TaskError, Unsatisfiable
from calcdrill.expression.comparing.fingerprint import fingerprint
from calcdrill.expression.decimals import has_decimals
from calcdrill.expression.instantiate import instantiate
from calcdrill.expression.notation.text import write_text
from calcdrill.expression.tree import Node, Text
from calcdrill.kinds import find
from calcdrill.kinds.fields import DOMAIN, Blanks, Template, trees_in
from calcdrill.problem import Figure, Problem, Prose, Statement, Task
from calcdrill.sampling import Parameters
from calcdrill.sets import MOST_ENUMERATED, Duplicate, Space, too_few

MOST_ATTEMPTS: Final = 200


@lru_cache(maxsize=1024)
def parameters_of(exercise: Exercise) -> Parameters:
    """What the exercise draws; of a part of a story what the story draws."""
    return story_parameters(exercise.story) if exercise.story else _own_parameters(exercise, exercise.id)


@lru_cache(maxsize=256)
def story_parameters(story: Story) -> Parameters:
    """All parts draw from the story's source, so they have the same numbers."""
    return _own_parameters(story.parts[0], story.id)


def _own_parameters(exercise: Exercise, source: str) -> Parameters:
    return Parameters(source, exercise.draws, exercise.require, [write_text(node) for node in exercise.require])


@lru_cache(maxsize=1024)
def may_have_decimals(exercise: Exercise) -> bool:
    """Whether a decimal may stand in the exercise's tasks; if not, nobody has to look through them."""
    return parameters_of(exercise).in_decimals or has_decimals(exercise.fields)


def draw_task(exercise: Exercise, drawn: Mapping[str, Node]) -> Task:
    """The exercise's task with the drawn values in it; raises TaskError where they do not fit the kind."""
    return _template(exercise, tuple(drawn)).task(drawn)


@lru_cache(maxsize=1024)
def _template(exercise: Exercise, parameters: tuple[str, ...]) -> Template:
    kind = find(exercise.kind)
    values = {**exercise.fields, "domain": exercise.domain}
    return Template(kind.name, (*kind.fields, DOMAIN), values, parameters)


@lru_cache(maxsize=1024)
def salt_of(exercise: Exercise) -> int:
    """A hash of all that is written of an exercise's problems: its formulas, and how its parameters are drawn."""
    source = exercise.story.parts[0] if exercise.story else exercise
    draws = (Text(f"{name}: {draw.text}") for name, draw in source.draws)
    return fingerprint(*trees_in(exercise.fields), *exercise.domain, *exercise.require, *draws)


def around(exercise: Exercise, drawn: Mapping[str, Node]) -> tuple[tuple[Prose, ...], Prose, Figure | None]:
    """What stands around the task, with the drawn values in it: hints, context, the exercise's own figure, if any."""
    filled = _around(exercise, tuple(drawn)).filled(drawn)
    drawing = exercise.figure
    figure = Figure(drawing.kind, dict(filled["data"]), filled["alt"]) if isinstance(drawing, Drawing) else None
    return filled["hints"], filled["context"], figure


@lru_cache(maxsize=1024)
def _around(exercise: Exercise, parameters: tuple[str, ...]) -> Blanks:
    drawing = exercise.figure
    shown = {"data": drawing.data, "alt": drawing.alt} if isinstance(drawing, Drawing) else {}
    return Blanks({"hints": exercise.hints, "context": exercise.context, **shown}, parameters)


def new_draw(
    exercise: Exercise, picks: tuple[int, ...], known: Callable[[bytes], bool]
) -> tuple[dict[str, Node], Task, bytes]:
    """The values at these places, their task and its key; raises Duplicate, Reject or TaskError."""
    parameters, met = parameters_of(exercise), _met_again(exercise)
    before = met.get(picks)
    if isinstance(before, str):
        raise Reject(before)
    if before is not None and known(before):
        raise Duplicate
    may_keep = parameters.is_counted and len(met) < MOST_ENUMERATED
    try:
        drawn = parameters.at(picks)
    except Reject as error:
        if met and may_keep:
            met[picks] = error.reason
        raise
    task = draw_task(exercise, drawn)
    key = key_of(exercise, task, drawn)
    if may_keep and (met or known(key)):
        met[picks] = key
    if known(key):
        raise Duplicate
    return drawn, task, key


@lru_cache(maxsize=4)
def _met_again(exercise: Exercise) -> dict[tuple[int, ...], bytes | str]:
    """The keys, or reasons of refusal, of an exercise's draws from its first duplicate on: later most are met again."""
    return {}


def drawn_of(exercise: Exercise, problem: Problem) -> Mapping[str, Node]:
    """The numbers that were drawn for one of the exercise's problems; none where the exercise cannot draw it."""
    parameters = parameters_of(exercise)
    for attempt in range(MOST_ATTEMPTS):
        with suppress(Reject, TaskError):
            drawn = parameters.draw(problem.seed or 0, problem.index or 0, attempt)
            if draw_task(exercise, drawn) == problem.task:
                return drawn
    return {}


def put_in(prose: Prose, drawn: Mapping[str, Node]) -> Prose:
    return tuple(instantiate(part, drawn) if isinstance(part, Node) else part for part in prose)


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
    parameters = parameters_of(exercise)
    for index in range(count):
        every = (_drawn_or_none(parameters, index, attempt) for attempt in range(MOST_ATTEMPTS))
        drawn = next((values for values in every if values is not None), None)
        with suppress(TaskError):
            if drawn is not None:
                statement = kind.statement(draw_task(exercise, drawn))
                yield replace(statement, context=(*put_in(exercise.context, drawn), *statement.context))


@lru_cache(maxsize=4)  # a set that may be too large asks before it is made, and again when little is left
def instance_space(exercise: Exercise, most: int = MOST_ENUMERATED) -> Space:
    """The different tasks that the exercise can draw; of a large space those of a sample."""
    parameters = parameters_of(exercise)
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
        parameters = parameters_of(exercise)
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
    return parameters_of(exercise).every(most) is not None


def _drawn_or_none(parameters: Parameters, index: int, attempt: int = 0) -> dict[str, Node] | None:
    try:
        return parameters.draw(0, index, attempt)
    except Reject:
        return None


def _keys(exercise: Exercise, drawn: Iterable[Mapping[str, Node]]) -> Iterator[bytes]:
    for values in drawn:
        try:
            yield key_of(exercise, draw_task(exercise, values), values)
        except TaskError:
            continue


def key_of(exercise: Exercise, task: Task, drawn: Mapping[str, Node]) -> bytes:
    """When two instances are the same problem. Parts of a story differ where the story's numbers differ."""
    if exercise.story is None:
        return canonical_key(task)
    return canonical_key(task, tuple(f"{name}={write_text(value)}" for name, value in drawn.items()))
