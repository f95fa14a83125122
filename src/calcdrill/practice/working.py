"""Working graded line by line: each line is held against the task, the worked solution and the line before it.

A line is an expression (``6x - 4``, with or without ``f'(x) =`` before it) or a chain of equal sides. Verdicts:

    holds        equal to the answer or to something that the solution finds, or an identity
    false        proved different from what it says it equals
    follows      false in value, but it follows from a false line before it
    undecided    not read, or nothing is known that it could be compared with
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Any, Final

from calcdrill.carrying import Standing, results_after, wrong_results
from calcdrill.errors import CalcdrillError, ReadError
from calcdrill.expression import tree as t
from calcdrill.expression.comparing.equality import Checker, Verdict
from calcdrill.expression.notation.conventions import DEFAULT, Conventions
from calcdrill.expression.notation.normal import normal_form
from calcdrill.expression.notation.unicode import write_prose_unicode
from calcdrill.expression.read import read
from calcdrill.expression.read_typed import read_typed
from calcdrill.expression.steps import Step
from calcdrill.practice.diagnose import named_mistakes
from calcdrill.practice.judge import means
from calcdrill.practice.outcome import Judgement, Outcome
from calcdrill.practice.probes import Case
from calcdrill.practice.reading import constant_letters, known_names, needs_constant, point_of
from calcdrill.practice.reading.latex import plain_latex
from calcdrill.practice.reading.numbers import number_readings
from calcdrill.practice.reading.signs import in_keys, in_signs
from calcdrill.practice.reading.splitting import equals, is_label
from calcdrill.practice.tracing import origin
from calcdrill.practice.verdicts import written
from calcdrill.problem import Problem

__all__ = ["SEPARATOR", "GradedLine", "Working", "grade_working", "lines_of"]

MOST_LINES: Final = 40
SEPARATOR: Final = ";;"
"""What stands between the lines of a working that is typed on one line."""
POINTS: Final = 6
_SHAPED: Final = (t.Vector, t.Matrix, t.Relation, t.Points, t.Text)


@dataclass(frozen=True, slots=True)
class GradedLine:
    """One line of the working: its text, how it stands, and what to say about it.

    ``mistake`` is the mal-rule that makes the first false line what it is, where one fits.
    """

    text: str
    standing: Standing
    message: str = ""
    mistake: str | None = None


@dataclass(frozen=True)
class Working:
    """The graded lines of a working."""

    lines: tuple[GradedLine, ...]

    @cached_property
    def first_false(self) -> int | None:
        """The index of the first false line, None where there is none."""
        return next((index for index, line in enumerate(self.lines) if line.standing is Standing.FALSE), None)

    @property
    def method_marks(self) -> tuple[int, int]:
        """(lines that hold or follow, lines that could be decided): a mistake costs its own line alone."""
        decided = [line for line in self.lines if line.standing is not Standing.UNDECIDED]
        return sum(line.standing is not Standing.FALSE for line in decided), len(decided)

    def to_dict(self) -> dict[str, Any]:
        """The working as JSON has it."""
        marks, of = self.method_marks
        return {
            "first_false": self.first_false,
            "method": {"marks": marks, "of": of},
            "lines": [
                {"text": line.text, "standing": line.standing.value, "message": line.message, "mistake": line.mistake}
                for line in self.lines
            ],
        }


def lines_of(text: str) -> list[str]:
    """The lines of a working that is typed on one line, ``2·3x ;; 6x``; the last one is the answer."""
    return [line.strip() for line in text.split(SEPARATOR) if line.strip()]


def grade_working(problem: Problem, lines: Sequence[str], conventions: Conventions = DEFAULT) -> Working:
    """Every line with its verdict; any lines have one, none raises."""
    board = _Board(problem, conventions)
    graded = [board.take(line) for line in lines[:MOST_LINES] if line.strip()]
    return Working(tuple(board.traced(graded)))


@dataclass(frozen=True, slots=True)
class _Read:
    """What a line says: sides that are equal, and whether it is about something that the task does not name.

    ``whole`` are all sides, with what only names the others, as z does in z = -1.
    """

    sides: tuple[t.Node, ...]
    is_foreign: bool = False
    whole: tuple[t.Node, ...] = ()


class _Board:
    """The lines so far: what is known to be right, what follows from a mistake, and the line before."""

    def __init__(self, problem: Problem, conventions: Conventions) -> None:
        self.problem = problem
        self.conventions = conventions
        self.checker = Checker(problem.task.domain, 1, seeks_gaps=False)
        self.steps = {(normal_form(step.before), normal_form(step.after)) for step in _all(problem.solution.steps)}
        self.equations = {normal_form(side) for side in _sides(problem.solution.steps) if isinstance(side, t.Relation)}
        self.right = [problem.answer, *_sides(problem.solution.steps)]
        self.right += [equation.sides[-1] for equation in self.equations if isinstance(equation, t.Relation)]
        self.known = known_names(problem) | t.CONSTANTS
        self.spoiled: list[t.Node] = []
        self.before: t.Node | None = None
        self.stood = Standing.HOLDS
        self.results: list[t.Node | None] = []

    def take(self, text: str) -> GradedLine:
        self.results.append(None)
        try:
            line = _read_line(self.problem, text, self.conventions)
        except (ReadError, RecursionError) as error:
            message = error.message if isinstance(error, ReadError) else "it is nested too deeply"
            return GradedLine(text, Standing.UNDECIDED, f"I cannot read this: {message}.")
        if len(line.sides) == 1 and not line.is_foreign:
            self.results[-1] = line.sides[0]
        standing, broken = self._standing(line)
        mistake, message = None, ""
        if standing is Standing.FALSE and not self.spoiled:
            mistake, message = self._named(line, broken)
        if standing is Standing.FALSE:
            self._spoil(line)
            message = message or self._shown(broken)
        if standing is not Standing.UNDECIDED:
            self.before, self.stood = line.sides[-1], standing
        return GradedLine(text, standing, message, mistake)

    def traced(self, lines: list[GradedLine]) -> list[GradedLine]:
        """The lines with the first false one where what follows says that it is; what is made of it follows from it."""
        place = origin(self.problem, self.results, [line.standing for line in lines], self._equal)
        wrong = None if place is None else self.results[place]
        if place is None or wrong is None:
            return lines
        broken = self.problem.solution.steps[place].before, wrong
        mistake, message = self._named(_Read((wrong,)), broken)
        false = GradedLine(lines[place].text, Standing.FALSE, message or self._shown(broken), mistake)
        after = [
            replace(line, standing=Standing.FOLLOWS, message="", mistake=None)
            if line.standing is Standing.FALSE
            else line
            for line in lines[place + 1 :]
        ]
        return [*lines[:place], false, *after]

    # -- one line

    def _standing(self, line: _Read) -> tuple[Standing, tuple[t.Node, t.Node] | None]:
        """How a line stands, and the two sides that are not equal where it is false."""
        undecided = False
        if len(line.whole) > 1 and self._equation(line.whole) in self.equations:
            return Standing.HOLDS, None
        for left, right in pairwise(line.sides):
            if (normal_form(left), normal_form(right)) in self.steps:
                continue
            equal = self._equal(left, right)
            if equal is False and (t.names(left) | t.names(right)) - self.known:
                equal = None  # an equation for an unknown is no identity
            if equal is False:
                return Standing.FALSE, (left, right)
            undecided = undecided or equal is None
        last = line.sides[-1]
        if self._is_among(last, self.right) or self._is_among(line.sides[0], self.right):
            return Standing.HOLDS, None
        if self._is_among(last, self.spoiled):
            return Standing.FOLLOWS, None
        if self.before is not None and self._equal(self.before, line.sides[0]):
            after = Standing.HOLDS if self.stood is Standing.HOLDS else Standing.FOLLOWS
            return after, None
        if self.before is not None and self.stood is not Standing.HOLDS and self._at_the_point(last):
            return Standing.FOLLOWS, None
        if len(line.sides) > 1:
            return (Standing.UNDECIDED if undecided else Standing.HOLDS), None
        if line.is_foreign or not self._is_comparable(last):
            return Standing.UNDECIDED, None
        return Standing.FALSE, (self.before if self.before is not None else self.problem.answer, last)

    def _equation(self, sides: tuple[t.Node, ...]) -> t.Node:
        return normal_form(t.Relation(sides, ("=",) * (len(sides) - 1)))

    def _is_comparable(self, node: t.Node) -> bool:
        """Whether a lone expression can only stand for what is asked, so that a difference is a mistake."""
        answer = self.problem.answer
        same = isinstance(answer, _SHAPED) == isinstance(node, _SHAPED)
        return same and (type(answer) is type(node) or not isinstance(answer, _SHAPED))

    def _at_the_point(self, node: t.Node) -> bool:
        """Whether a line puts the point into the one before."""
        point = point_of(self.problem)
        if point is None or self.before is None:
            return False
        return self._equal(t.substitute(self.before, point), node) is True

    def _is_among(self, node: t.Node, known: Sequence[t.Node]) -> bool:
        return any(self._equal(other, node) is True for other in known)

    def _equal(self, one: t.Node, two: t.Node) -> bool | None:
        """Whether two sides are equal, at least where both are defined; None where that is not decided."""
        if one == two or normal_form(one) == normal_form(two):
            return True
        if isinstance(one, t.Text | t.Points | t.Relation) or isinstance(two, t.Text | t.Points | t.Relation):
            return True if type(one) is type(two) and means(self.problem, one, two, self.checker) else None
        try:
            is_open = _is_open(one) or _is_open(two) or self._has_constant(one, two)
            if is_open and needs_constant(self.problem):
                return self._same_antiderivative(one, two)
            verdict = self.checker.compare(one, two, POINTS).verdict
        except (CalcdrillError, ValueError, RecursionError):
            return None
        return {Verdict.DIFFERENT: False, Verdict.UNDECIDED: None}.get(verdict, True)

    def _has_constant(self, one: t.Node, two: t.Node) -> bool:
        return bool((t.names(one) | t.names(two)) & constant_letters(self.problem))

    def _same_antiderivative(self, one: t.Node, two: t.Node) -> bool | None:
        variable = str(self.problem.task["variable"])
        first, second = (_rate(node, variable) for node in (one, two))
        verdict = self.checker.compare(first, second, POINTS).verdict
        return {Verdict.DIFFERENT: False, Verdict.UNDECIDED: None}.get(verdict, True)

    # -- a false one

    def _named(self, line: _Read, broken: tuple[t.Node, t.Node] | None) -> tuple[str | None, str]:
        """The mal-rule or mistake that the first false line is."""
        wrong = broken[1] if broken else line.sides[-1]
        for index, step in enumerate(self.problem.solution.steps):
            is_here = broken is not None and self._equal(step.before, broken[0]) is True
            if is_here or broken is None:
                for known in wrong_results(self.problem, index):
                    if self._equal(known.after, wrong) is True and not known.mistake.startswith("arithmetic"):
                        return known.mistake, write_prose_unicode(known.feedback, self.conventions)
        try:
            named = named_mistakes(Case(self.problem, wrong, self.checker, Judgement(Outcome.WRONG)))
        except (CalcdrillError, ValueError):
            named = ()
        return (named[0].mistake, write_prose_unicode(named[0].words, self.conventions)) if named else (None, "")

    def _shown(self, broken: tuple[t.Node, t.Node] | None) -> str:
        if broken is None:
            return "This does not hold."
        left, right = (written(side, self.conventions) for side in broken)
        return f"{right} is not equal to {left}." if left and right else "This does not hold."

    def _spoil(self, line: _Read) -> None:
        """What the later lines become if the false one is carried through the solution."""
        wrong = line.sides[-1]
        self.spoiled.append(wrong)
        steps = self.problem.solution.steps
        for index, step in enumerate(steps):
            if any(self._equal(step.before, side) is True for side in line.sides[:-1]) or len(line.sides) == 1:
                self.spoiled.extend(results_after(self.problem, index, wrong))


def _rate(node: t.Node, variable: str) -> t.Node:
    """The derivative of a side in which open integrals stand."""
    match node:
        case t.Integral(body=body, variable=by, lower=None) if by == variable:
            return body
    return t.Derivative(node, (variable,))


def _is_open(node: t.Node) -> bool:
    return any(isinstance(inner, t.Integral) and inner.lower is None for inner in t.walk(node))


def _all(steps: Sequence[Step]) -> Iterator[Step]:
    for step in steps:
        yield step
        yield from _all(step.substeps)


def _sides(steps: Sequence[Step]) -> Iterator[t.Node]:
    for step in _all(steps):
        yield step.before
        yield step.after


# -- reading a line


def _read_line(problem: Problem, text: str, conventions: Conventions) -> _Read:
    """The sides of a line. Raises ReadError."""
    if len(text) > 1000:
        raise ReadError("the line is too long", text, 1000)
    whole = _by_the_language(problem, text)
    if whole is not None:
        return whole
    plain = in_keys(plain_latex(in_signs(text)) if "\\" in text else in_signs(text)).replace("$", " ").strip()
    plain = re.sub(r"^\s*(?:=|→|-->?|so\b|then\b|hence\b|thus\b|therefore\b|\d+[.)]\s)\s*", "", plain.rstrip(".;, "))
    if conventions.decimal == ",":
        plain = next(number_readings(plain, False, True))
    places = equals(plain)
    parts = [plain[a + 1 : b].strip() for a, b in zip([-1, *places], [*places, len(plain)], strict=True)]
    known = known_names(problem).union(*(t.names(node) for node in _sides(problem.solution.steps)))
    foreign = False
    sides: list[t.Node] = []
    stated: list[t.Node] = []
    for index, part in enumerate(parts):
        try:
            sides.append(read_typed(part, known))
        except ReadError:
            if index == len(parts) - 1 or not is_label(part):
                raise
            foreign = foreign or _is_foreign(problem, part)
            continue
        stated.append(sides[-1])
        if index < len(parts) - 1 and isinstance(sides[-1], t.Name):
            foreign = foreign or sides[-1].name not in {"y", "z"}
            sides.pop()
    if not sides:
        raise ReadError("there is nothing on the right", text, 0)
    return _Read(tuple(sides), foreign, tuple(stated))


_TARGETS: Final = re.compile(r"\s*(?:[fghFyTz]\w?'*\s*(?:\(.*\))?|d\w*/d.*|∂.*|∇.*|∫.*|lim.*|)\s*")


def _is_foreign(problem: Problem, label: str) -> bool:
    """Whether a label names something of the learner's own, such as u' or slope."""
    return _TARGETS.fullmatch(label) is None


def _by_the_language(problem: Problem, text: str) -> _Read | None:
    """A line in the safe language, with derivatives, integrals and limits still to be worked out."""
    if not re.search(r"\b(?:diff|partial|integral|limit\w*|at|dot|det|transpose|norm|inverse)\(|\[\[", text):
        return None
    try:
        node = read(text)
    except ReadError:
        return None
    sides = node.sides if isinstance(node, t.Relation) and set(node.operators) <= {"="} else (node,)
    return _Read(sides)
