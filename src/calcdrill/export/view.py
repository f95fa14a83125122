"""What every format prints: the problems of a set in order, grouped, numbered, with points and room.

ProblemSet + Sheet ── lay_out ──► Page: groups of items, all decisions taken, nothing yet in any notation
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from random import Random
from typing import Any, Final

from calcdrill import __version__
from calcdrill.choices import right_place, shuffled
from calcdrill.columns import in_columns
from calcdrill.errors import InputError
from calcdrill.exactness import WORDS, would_be_rounded
from calcdrill.export.sheet import Sheet
from calcdrill.expression.steps import Prose, Step
from calcdrill.expression.tree import Integral, Matrix, Node, Piecewise, Quotient, walk
from calcdrill.kinds import find
from calcdrill.marking import Followed, followed
from calcdrill.problem import Problem, ProblemSet

__all__ = ["Group", "Item", "Line", "Page", "lay_out", "worked_lines"]

_TALL: Final = (Quotient, Matrix, Piecewise, Integral)


@dataclass(frozen=True)
class Line:
    """One line of a worked solution: ``left`` is None where the line goes on from the one before ("= right").

    ``sign`` is the operator of ``Relation`` that joins the sides.
    """

    rule: str
    left: Node | None
    right: Node | None
    note: Prose
    depth: int
    sign: str = "="


@dataclass(frozen=True)
class Item:
    """A problem at its place. ``instruction`` is empty where the group's heading says it."""

    number: int
    problem: Problem
    instruction: Prose
    points: int
    height: float
    choices: tuple[Prose, ...] = ()
    right_choice: int | None = None
    lines: tuple[Line, ...] = ()
    drawn: Problem | None = None
    """The problem in the forms of the sheet's notation, where these are others."""
    followed: tuple[Followed, ...] = ()
    """What follows from each named mistake, where the key is to say it."""

    @property
    def answer(self) -> Node:
        return (self.drawn or self.problem).answer

    @property
    def asked(self) -> Prose:
        """What stands before the given: where the problem comes from, and what to do unless a heading says it."""
        context = self.problem.statement.context
        return (*context, *((" ",) if context and self.instruction else ()), *self.instruction)

    @property
    def shown_answer(self) -> Prose:
        """The answer as the problem prints it: of a choice its own words and formulas."""
        return (self.answer,) if self.right_choice is None else self.choices[self.right_choice]

    @property
    def is_prose(self) -> bool:
        """Whether what is given is a passage of text, which may run over several lines."""
        return any(isinstance(part, str) and len(part) > 30 for part in self.problem.statement.given)

    @property
    def is_tall(self) -> bool:
        """Whether a formula that is given reaches below a line of words."""
        formulas = (part for part in self.problem.statement.given if not isinstance(part, str))
        return any(isinstance(inner, _TALL) for formula in formulas for inner in walk(formula))

    def notes(self, sheet: Sheet) -> str:
        """What stands beside the problem: its points, its level."""
        notes = []
        if sheet.show.points:
            notes.append(f"{self.points} point{'' if self.points == 1 else 's'}")
        if sheet.show.level and self.problem.difficulty:
            notes.append(f"level {self.problem.difficulty} of 5")
        return ", ".join(notes)

    @property
    def letter(self) -> str:
        """The letter of the right choice, or nothing."""
        return "" if self.right_choice is None else "ABCDEFGHIJ"[self.right_choice]


@dataclass(frozen=True)
class Group:
    """Neighbours under one heading: "Problems 1–8. Differentiate.\" No ``instruction``, no heading."""

    instruction: Prose
    items: tuple[Item, ...]

    @property
    def label(self) -> str:
        first, last = self.items[0].number, self.items[-1].number
        return f"Problem {first}" if first == last else f"Problems {first}–{last}"


@dataclass(frozen=True)
class Page:
    """A whole sheet: one version, all of its problems."""

    title: str
    version: str
    groups: tuple[Group, ...]
    sheet: Sheet
    provenance: str
    options: Any = None
    """The options that only the format has."""
    student: str = ""
    code: str = ""
    """Whose sheet it is, and the code under which its key is found; both or neither."""
    following: tuple[Page, ...] = ()
    """The other sheets of a file that holds several."""

    @property
    def all(self) -> tuple[Page, ...]:
        """All sheets of the file, in order."""
        return (self, *self.following)

    @property
    def whole_title(self) -> str:
        """What the file is called: the title, with the version where it is the only one."""
        is_one = self.shown_version and not self.following
        return f"{self.title}, version {self.shown_version}" if is_one else self.title

    @property
    def intro(self) -> Prose:
        """What stands under the title: the author's words, and that values are wanted exactly."""
        is_exact = self.sheet.show.exact and any(would_be_rounded(item.problem) for item in self.items)
        words = self.sheet.intro
        return (*words, *((" ",) if words else ()), WORDS) if is_exact else words

    @property
    def items(self) -> tuple[Item, ...]:
        return tuple(item for group in self.groups for item in group.items)

    @property
    def points(self) -> int:
        return sum(item.points for item in self.items)

    @property
    def field_rows(self) -> tuple[tuple[str, ...], ...]:
        """The fields, those of a line together: three, or after the first two four; in large print two."""
        fields = self.sheet.fields
        if self.sheet.font_size > 14:
            first, most = 1, 2
        else:
            first, most = (2, 4) if len(fields) > 3 else (3, 4)
        rest = [fields[k : k + most] for k in range(first, len(fields), most)]
        return tuple(row for row in (fields[:first], *rest) if row)

    @property
    def shown_version(self) -> str:
        """The version's letter where there is more than one, else nothing."""
        return self.version if len(self.sheet.versions) > 1 and not self.code else ""


def lay_out(problem_set: ProblemSet, sheet: Sheet, version: str = "A", student: str = "") -> Page:
    """Order, group and number the problems of one version; raises InputError when there are none.

    With a ``student`` it is that student's sheet, and ``version`` is its code.
    """
    if not problem_set.problems:
        raise InputError("a worksheet needs one problem or more")
    ordered = _in_order([_said(problem, sheet) for problem in problem_set.problems], sheet.order)
    items = [_item(number, problem, sheet) for number, problem in enumerate(ordered, start=1)]
    recipe = f"{sheet.recipe} · " if sheet.recipe else ""
    shown = f" · sheet {version}" if student else f" · version {version}" if len(sheet.versions) > 1 else ""
    return Page(
        title=sheet.title.strip() or problem_set.title.strip() or "Worksheet",
        version=version,
        groups=tuple(_groups(items, sheet)),
        sheet=sheet,
        provenance=f"{recipe}seed {problem_set.seed}{shown} · calcdrill {__version__}",
        student=student,
        code=version if student else "",
    )


def _said(problem: Problem, sheet: Sheet) -> Problem:
    """The problem with the teacher's own instruction, if there is one for it."""
    if not sheet.instructions:
        return problem
    names = (problem.id or "", problem.concept or "", problem.task.kind)
    own = next((sheet.instructions[name] for name in names if name in sheet.instructions), None)
    return problem if own is None else replace(problem, statement=replace(problem.statement, instruction=own))


def _in_order(problems: Sequence[Problem], order: str) -> list[Problem]:
    """The same permutation for every version, as long as the versions ask for the same exercises."""
    if order == "given":
        return list(problems)
    if order == "mixed":
        mixed = list(problems)
        Random(f"worksheet/{len(mixed)}").shuffle(mixed)
        return mixed
    topics = _first_seen(problem.topic for problem in problems)
    instructions = _first_seen(problem.statement.instruction for problem in problems)

    def key(problem: Problem) -> tuple[int, int, int]:
        place = topics[problem.topic], instructions[problem.statement.instruction]
        difficulty = problem.difficulty or 0
        return (difficulty, *place) if order == "ramp" else (*place, difficulty)

    return sorted(problems, key=key)


def _first_seen(values: Iterable[Hashable]) -> dict[Hashable, int]:
    seen: dict[Hashable, int] = {}
    for value in values:
        seen.setdefault(value, len(seen))
    return seen


# -- items


def _item(number: int, problem: Problem, sheet: Sheet) -> Item:
    drawn = in_columns(problem, sheet.notation)
    choices, right = _choices(drawn, sheet.choices)
    points = sheet.points.get(str(problem.difficulty or 1), 1)
    return Item(
        number=number,
        problem=problem,
        instruction=problem.statement.instruction,
        points=points,
        height=round(_height(number, problem, sheet, bool(choices)), 2),
        choices=choices,
        right_choice=right,
        lines=worked_lines(drawn.solution.steps, sheet.solutions),
        drawn=drawn,
        followed=followed(problem, points) if sheet.show.marks else (),
    )


def _height(number: int, problem: Problem, sheet: Sheet, is_choice: bool) -> float:
    single = sheet.workspace.problems.get(str(number))
    if single is not None or sheet.workspace.kind == "none" or is_choice:
        return single or 0.0
    own = sheet.workspace.heights.get(problem.task.kind)
    if own is not None:
        return own
    lines, usual = len(problem.solution.steps), find(problem.task.kind).height
    if usual is None:
        usual = 2.4 + 0.6 * min(lines, 6)
    return (usual + 0.4 * max(0, min(lines - 5, 5))) * sheet.workspace.scale


def _choices(problem: Problem, most: int) -> tuple[tuple[Prose, ...], int | None]:
    """The options in an order of the problem's own, and where the right one stands."""
    statement = problem.statement
    if not statement.choices and most >= 2 and problem.mistakes:
        offered = (problem.answer, *(mistake.answer for mistake in problem.mistakes[: most - 1]))
        options = replace(statement, choices=tuple((answer,) for answer in offered))
        statement = shuffled(options, f"{problem.id}/{problem.seed}/{problem.index}")
    return statement.choices, right_place(statement, problem.answer)


def worked_lines(steps: Sequence[Step], how: str) -> tuple[Line, ...]:
    """The lines of a worked solution: none, the main ones (short), or also what they unfold to (full)."""
    return () if how == "none" else tuple(_lines(steps, 2 if how == "full" else 0, 0))


def _lines(steps: Sequence[Step], deepest: int, depth: int) -> Iterator[Line]:
    before: Node | None = None
    for step in steps:
        in_words = step.before == step.after
        left = None if before is not None and step.before == before and not in_words else step.before
        yield Line(step.rule, left, None if in_words else step.after, step.note, depth, step.sign)
        if depth < deepest and len(step.substeps) > 1:
            yield from _lines(step.substeps, deepest, depth + 1)
            before = None
        else:
            before = step.after


# -- groups


EACH: Final = ("Follow the instructions in each problem.",)


def _groups(items: Sequence[Item], sheet: Sheet) -> Iterator[Group]:
    """Runs of one instruction; what stands alone is put together, each item with its own instruction."""
    alone: list[Item] = []
    for instruction, run in groupby(items, key=lambda item: item.instruction):
        members = tuple(run)
        if sheet.group and sheet.order != "mixed" and len(members) > 1 and instruction:
            yield from _each(alone, sheet)
            alone = []
            yield Group(instruction, tuple(replace(item, instruction=()) for item in members))
        else:
            alone.extend(members)
    yield from _each(alone, sheet)


def _each(items: Sequence[Item], sheet: Sheet) -> Iterator[Group]:
    """Items that say themselves what to do; a heading stands above two and more."""
    if items:
        yield Group(EACH if len(items) > 1 and sheet.group else (), tuple(items))
