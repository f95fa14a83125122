"""The frozen values that flow from the catalog to the exporters.

Task ── solve ──► Solution (answer, steps) ── check ──► Certificate ──► Problem ──► ProblemSet
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, overload

import calcdrill
from calcdrill.expression.steps import Prose, Step
from calcdrill.expression.tree import Node

__all__ = [
    "Certificate",
    "Figure",
    "Mistake",
    "Mistakes",
    "Problem",
    "ProblemSet",
    "Prose",
    "Solution",
    "Statement",
    "Step",
    "Task",
]


@dataclass(frozen=True)
class Task:
    """What is asked, as a record: a kind and the values of its fields (trees, names, integers, points).

    ``domain`` holds the conditions on the variables ("x > 0") under which the task is meant.
    """

    kind: str
    fields: Mapping[str, Any]
    domain: tuple[Node, ...] = ()

    def __getitem__(self, name: str) -> Any:
        return self.fields[name]


@dataclass(frozen=True)
class Statement:
    """The words of a task, made from its record.

    ``instruction`` says what to do, one sentence, alike for alike problems so that a worksheet can print it once
    ("Differentiate with respect to x."). ``given`` is what it is done to ("f(x) = …"). ``context`` may say before
    that where the problem comes from.
    """

    instruction: Prose
    given: Prose
    context: Prose = ()
    choices: tuple[Prose, ...] = ()


@dataclass(frozen=True)
class Solution:
    """The answer, the worked steps that end in it, and other forms of it that are as right (for choosing, grading)."""

    answer: Node
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True)
class Mistake:
    """A wrong answer with a cause: proved different from the answer and from its siblings on this instance."""

    id: str
    answer: Node
    feedback: Prose


class Mistakes(Sequence[Mistake]):
    """The mistakes of a problem, found and proved when they are first looked at: many readers never ask."""

    def __init__(self, find: Callable[[], tuple[Mistake, ...]]) -> None:
        self._find = find

    @cached_property
    def _found(self) -> tuple[Mistake, ...]:
        return self._find()

    def __len__(self) -> int:
        return len(self._found)

    @overload
    def __getitem__(self, index: int) -> Mistake: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Mistake, ...]: ...
    def __getitem__(self, index: int | slice) -> Mistake | tuple[Mistake, ...]:
        return self._found[index]

    def __iter__(self) -> Iterator[Mistake]:
        return iter(self._found)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._found == tuple(other)

    def __hash__(self) -> int:
        return hash(self._found)

    def __reduce__(self) -> tuple[type[tuple[Mistake, ...]], tuple[tuple[Mistake, ...]]]:
        return tuple, (self._found,)


@dataclass(frozen=True)
class Certificate:
    """What was checked: by which routes, at how many decided points, with which error bound (decimal text).

    ``answer`` says what the answer's correctness rests on: "proved", "algebra", "confirmed at points", "by convention".
    """

    routes: tuple[str, ...]
    points: int
    bound: str
    steps_checked: int
    read_back: bool
    answer: str = "confirmed at points"


@dataclass(frozen=True)
class Figure:
    """A drawing to be made from plain data: ``kind`` names the drawing, ``data`` holds its trees and numbers."""

    kind: str
    data: Mapping[str, Any]
    alt: Prose


@dataclass(frozen=True)
class Problem:
    """A verified problem. From ``solve`` it has no id, concept, topic, seed, index or difficulty (None).

    ``story`` is the id of the story whose part it is; the other parts have the same seed, index and numbers.
    """

    task: Task
    statement: Statement
    solution: Solution
    certificate: Certificate
    hints: tuple[Prose, ...] = ()
    mistakes: Sequence[Mistake] = ()
    figure: Figure | None = None
    id: str | None = None
    concept: str | None = None
    topic: str | None = None
    seed: int | None = None
    index: int | None = None
    difficulty: int | None = None
    story: str | None = None

    @property
    def part(self) -> str | None:
        """The name of this part in its story ("a"); None where there is none."""
        return self.id.rpartition("/")[2] if self.story and self.id else None

    @property
    def answer(self) -> Node:
        """The answer's tree."""
        return self.solution.answer

    def to_dict(self) -> dict[str, Any]:
        """The JSON object of the contract (``docs/json.md``), which the public package knows how to write."""
        return calcdrill.problem_to_dict(self)


@dataclass(frozen=True)
class ProblemSet:
    """Problems in the order in which they are shown, with no two alike."""

    title: str
    problems: tuple[Problem, ...]
    seed: int
    options: Mapping[str, Any] = field(default_factory=dict)
