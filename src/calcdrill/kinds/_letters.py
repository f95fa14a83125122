"""Letters in a task as constants: which they are, numbers for them inside the domain, and the task with numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any, Final

from calcdrill.errors import Undecided
from calcdrill.expression import tree as t
from calcdrill.expression.balls.ball import value
from calcdrill.expression.comparing.drawn import drawn_rows
from calcdrill.expression.comparing.fingerprint import fingerprint
from calcdrill.expression.comparing.points import as_fractions, keep_inside
from calcdrill.expression.rationals import rational
from calcdrill.expression.steps import listed
from calcdrill.problem import Solution, Task

__all__ = [
    "Numbers",
    "conditions",
    "for_letters",
    "is_in_domain",
    "letters_of",
    "require_for_all_letters",
    "with_numbers",
]

_MOST: Final = 6
_MOST_DRAWS: Final = 64
_PLACES: Final = [Fraction(sign * k, 8) for k in (1, 3, 9, 21, 45, 151, 401) for sign in (1, -1)]
"""Eighths: there a power with a negative base has no real value."""
Numbers = Mapping[str, t.Node]


def letters_of(task: Task, *fields: str) -> tuple[str, ...]:
    """The free letters of the task's fields but its variable, in alphabetical order; none where it has no variable."""
    variable = task.fields.get("variable")
    trees = [tree for tree in map(task.fields.get, fields) if isinstance(tree, t.Node)]
    free = frozenset[str]().union(*map(t.free_variables, trees))
    return tuple(sorted(free - {variable})) if isinstance(variable, str) else ()


def for_letters(task: Task, letters: tuple[str, ...]) -> list[Numbers]:
    """Numbers for the letters under the conditions of the domain; raises Undecided where there are too few."""
    seed = fingerprint(*(value for value in task.fields.values() if isinstance(value, t.Node)))
    numbers: list[Numbers] = []
    for draw in range(_MOST_DRAWS):
        rows, count = drawn_rows(letters, seed + draw, task.domain, False)
        points = [as_fractions({name: rows[name][k] for name in letters}) for k in range(count)]
        numbers += [{name: t.number(value) for name, value in point.items()} for point in points if any(point.values())]
        if len(numbers) >= _MOST:
            return numbers[:_MOST]
    raise Undecided(f"too few numbers for {', '.join(letters)} fit the domain: widen it")


def is_in_domain(task: Task, numbers: Numbers) -> bool:
    """Whether these numbers for the letters fulfil the conditions of the domain."""
    rows = {name: [rational(t.value_of(node) or 0)] for name, node in numbers.items()}
    return not task.domain or any(keep_inside(rows, task.domain).values())


def require_for_all_letters(task: Task, antiderivative: t.Node) -> None:
    """Raises Undecided where numbers for the letters leave the antiderivative no value, but the function has values."""
    x, function = task["variable"], task["function"]
    letters = letters_of(task, "function")
    plain = t.substitute(antiderivative, dict.fromkeys(t.names(antiderivative) - t.names(function), t.ZERO))
    for numbers in for_letters(task, letters) if letters else ():
        given, answer = (t.substitute(tree, numbers) for tree in (function, plain))
        places = [place for place in _PLACES if value(given, {x: place}).is_finite()]
        if places and not any(value(answer, {x: place}).is_finite() for place in places):
            signs = listed(
                f"{name} is {'negative' if (t.value_of(number) or 0) < 0 else 'positive'}"
                for name, number in numbers.items()
            )
            raise Undecided(
                f"the antiderivative that was found has no value where {''.join(map(str, signs))}: narrow the domain"
            )


def with_numbers(task: Task, solution: Solution, numbers: Numbers) -> tuple[Task, Solution]:
    """The task and its answer for these numbers, without the lines."""

    def put(field: Any) -> Any:
        return t.substitute(field, numbers) if isinstance(field, t.Node) else field

    fields = {name: put(field) for name, field in task.fields.items()}
    return Task(task.kind, fields), replace(solution, answer=put(solution.answer), steps=())


def conditions(task: Task) -> Iterator[t.Node | str]:
    """The conditions of the domain for a statement: ", for a > 0 and b > 0"; nothing where there are none."""
    if task.domain:
        yield from (", for ", *listed(task.domain))
