"""Letters in a task as constants: which they are, numbers for them inside the domain, and the task with numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from calcdrill.errors import Undecided
from calcdrill.expression import tree as t
from calcdrill.expression.comparing.drawn import drawn_rows
from calcdrill.expression.comparing.fingerprint import fingerprint
from calcdrill.expression.comparing.points import as_fractions, keep_inside
from calcdrill.expression.rationals import rational
from calcdrill.problem import Solution, Task

__all__ = ["Numbers", "conditions", "for_letters", "is_in_domain", "letters_of", "with_numbers"]

_MOST: Final = 6
_MOST_DRAWS: Final = 8
Numbers = Mapping[str, t.Node]


def letters_of(task: Task, *fields: str) -> tuple[str, ...]:
    """The free letters of the task's fields but its variable, in alphabetical order."""
    found: set[str] = set()
    for field in fields:
        found |= t.free_variables(task[field])
    return tuple(sorted(found - {task["variable"]}))


def for_letters(task: Task, letters: tuple[str, ...]) -> list[Numbers]:
    """Numbers for the letters under the conditions of the domain; raises Undecided where there are too few."""
    seed = fingerprint(*(value for value in task.fields.values() if isinstance(value, t.Node)))
    found: list[Numbers] = []
    for draw in range(_MOST_DRAWS):
        rows, count = drawn_rows(letters, seed + draw, task.domain, False)
        points = [as_fractions({name: rows[name][k] for name in letters}) for k in range(count)]
        found += [{name: t.number(value) for name, value in point.items()} for point in points if any(point.values())]
        if len(found) >= _MOST:
            return found[:_MOST]
    raise Undecided(f"too few numbers for {', '.join(letters)} fit the domain: widen it")


def is_in_domain(task: Task, numbers: Numbers) -> bool:
    """Whether these numbers for the letters fulfil the conditions of the domain."""
    rows = {name: [rational(t.value_of(node) or 0)] for name, node in numbers.items()}
    return not task.domain or any(keep_inside(rows, task.domain).values())


def with_numbers(task: Task, solution: Solution, numbers: Numbers) -> tuple[Task, Solution]:
    """The task and its answer for these numbers, without the lines."""

    def put(value: Any) -> Any:
        return t.substitute(value, numbers) if isinstance(value, t.Node) else value

    fields = {name: put(value) for name, value in task.fields.items()}
    return Task(task.kind, fields), replace(solution, answer=put(solution.answer), steps=())


def conditions(task: Task) -> Iterator[t.Node | str]:
    """The conditions of the domain for a statement: ", for a > 0 and b > 0"; nothing where there are none."""
    for count, condition in enumerate(task.domain):
        yield " and " if count else ", for "
        yield condition
