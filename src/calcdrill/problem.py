"""The frozen values that flow from the catalog to the exporters.

Task ── solve ──► Solution (answer, steps) ── check ──► Certificate ──► Problem ──► ProblemSet
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, overload

import calcdrill
from calcdrill.expression.notation.latex import write_latex
from calcdrill.expression.notation.prose import prose_latex, prose_text
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
    "choice_letter",
]


@dataclass(frozen=True)
class Task:
    """What is asked, as a record: a kind and the values of its fields (trees, names, integers, points).

    ``domain`` holds the conditions on the variables ("x > 0") under which the task is meant.
    """

    kind: str
    fields: Mapping[str, Any]
    domain: tuple[Node, ...] = ()

    def __hash__(self) -> int:
        return hash((self.kind, self.domain, *self.fields))

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

    @property
    def prose(self) -> Prose:
        """The whole statement as one run of words: context, instruction, what is given."""
        context: Prose = (*self.context, " ") if self.context else ()
        given: Prose = (" ", *self.given) if self.given else ()
        return (*context, *self.instruction, *given)


def choice_letter(place: int) -> str:
    """The letter that a choice is named by: a, b, c …"""
    return chr(ord("a") + place)


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


@dataclass(frozen=True, repr=False)
class Problem:
    """A verified problem. From ``solve`` it has no id, concept, topic, seed, index or difficulty (None).

    ``story`` is the id of the story whose part it is; the other parts have the same seed, index and numbers.
    ``str(problem)`` is its text; a notebook shows it with its hints, worked lines and answer to unfold.
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
    def kind(self) -> str:
        """What is asked for: "derivative", "gradient", "choice" …"""
        return self.task.kind

    @property
    def part(self) -> str | None:
        """The name of this part in its story ("a"); None where there is none."""
        return self.id.rpartition("/")[2] if self.story and self.id else None

    @property
    def answer(self) -> Node:
        """The answer's tree."""
        return self.solution.answer

    @property
    def steps(self) -> tuple[Step, ...]:
        """The worked lines, the last of which ends in the answer."""
        return self.solution.steps

    @property
    def text(self) -> str:
        """The statement in words, its formulas in the safe language; choices follow, a line each."""
        return self._stated(prose_text)

    @property
    def latex(self) -> str:
        """The statement for LaTeX's text mode and for Markdown, its formulas between dollars."""
        return self._stated(prose_latex)

    def _stated(self, write: Callable[[Prose], str]) -> str:
        choices = enumerate(self.statement.choices)
        lines = (f"{choice_letter(place)}) {write(choice)}" for place, choice in choices)
        return "\n".join((write(self.statement.prose), *lines))

    @property
    def answer_text(self) -> str:
        """The answer in the safe language, or in words."""
        return prose_text((self.answer,))

    @property
    def answer_latex(self) -> str:
        """The answer as a formula of LaTeX, without dollars."""
        return write_latex(self.answer)

    @property
    def answer_sympy(self) -> Any:
        """The answer as a SymPy object: an expression, a Matrix (a vector: of one column), a list of critical points.

        None where it is words. Symbols are plain; an antiderivative has no constant.
        """
        return calcdrill.answer_as_sympy(self)

    def to_dict(self) -> dict[str, Any]:
        """The JSON object of the contract (``docs/json.md``), which the public package knows how to write."""
        return calcdrill.problem_to_dict(self)

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Problem:
        """The problem of such a JSON object, made and verified again; raises TaskError where it is none."""
        return calcdrill.problem_from_dict(record)

    def __hash__(self) -> int:
        return hash((self.id, self.seed, self.index, self.statement, self.solution.answer))

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        place = f"{self.id}, seed {self.seed}, index {self.index}" if self.id else self.task.kind
        return f"<Problem {place}: {_shortened(self.text)}>"

    def _repr_latex_(self) -> str:
        return self.latex

    def _repr_markdown_(self) -> str:
        return self.latex.replace("\n", "\n\n")

    def _repr_html_(self) -> str:
        return calcdrill.problem_to_html(self)


MOST_SHOWN = 60


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= MOST_SHOWN else f"{line[: MOST_SHOWN - 1]}…"


@dataclass(frozen=True, repr=False)
class ProblemSet(Sequence[Problem]):
    """Problems in the order in which they are shown, with no two alike: a sequence, whose slices are sets."""

    title: str
    problems: tuple[Problem, ...]
    seed: int
    options: Mapping[str, Any] = field(default_factory=dict, hash=False)

    def __len__(self) -> int:
        return len(self.problems)

    def __iter__(self) -> Iterator[Problem]:
        return iter(self.problems)

    @overload
    def __getitem__(self, index: int) -> Problem: ...
    @overload
    def __getitem__(self, index: slice) -> ProblemSet: ...
    def __getitem__(self, index: int | slice) -> Problem | ProblemSet:
        if isinstance(index, slice):
            return replace(self, problems=self.problems[index])
        return self.problems[index]

    def __repr__(self) -> str:
        return f"<ProblemSet {self.title!r}: {len(self)} problems, seed {self.seed}>"

    def _repr_markdown_(self) -> str:
        items = (problem._repr_markdown_().replace("\n", "\n   ") for problem in self)
        return "\n\n".join(f"{number}. {item}" for number, item in enumerate(items, 1))

    def _repr_html_(self) -> str:
        items = "".join(f"<li>{problem._repr_html_()}</li>" for problem in self)
        return f"<ol>{items}</ol>\n"
