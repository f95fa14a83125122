"""A problem → its grading record: the form of the answer, the points, and what is known at them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from calcdrill.choices import choice_label, choice_letter
from calcdrill.expression import tree as t
from calcdrill.expression.forms import FORMS, factor_count
from calcdrill.expression.notation.conventions import DEFAULT, Conventions
from calcdrill.expression.notation.prose import prose_text
from calcdrill.expression.notation.unicode import write_prose_unicode, write_unicode
from calcdrill.grading.antiderivatives import Span, growth, spans
from calcdrill.grading.enclosures import Cell, cells, enclosure
from calcdrill.grading.existence import sign_of_integral
from calcdrill.grading.names import constant_letters, known_names, needs_constant, point_of, variables_of
from calcdrill.grading.places import Point, places
from calcdrill.kinds import find
from calcdrill.problem import Mistake, Problem

__all__ = ["grading_record"]

VERSION: Final = 1
FEW: Final = 4
"""At so many of the first points a named mistake is recognised, once the answer is known to be wrong."""

Record = dict[str, Any]


def grading_record(problem: Problem, conventions: Conventions = DEFAULT) -> Record:
    """The record that ``grader.js`` judges answers to the problem by: plain JSON, the same for the same problem.

    ``conventions`` say how numbers are typed and how formulas in the words for the learner are written.
    """
    constants = constant_letters(problem) if needs_constant(problem) else frozenset()
    names = tuple(sorted(known_names(problem) - constants - t.CONSTANTS))
    plain = _without(problem.answer, constants)
    points = [] if problem.statement.choices else places(problem, names, _scalars(plain))
    over = spans(problem, plain, points) if constants else []
    if constants:
        points = [start for start, _ in over]
    writer = _Writer(problem, points, over, constants, conventions)
    choices = range(len(problem.statement.choices))
    target = {"form": "choice"} if choices else writer.target(problem.answer, len(points))
    record: Record = {"v": VERSION, **target}
    if names:
        record["names"] = list(names)
    if variables_of(problem):
        record["variables"] = list(variables_of(problem))
    if names and points:
        record["points"] = [[enclosure(point[name]) for name in names] for point in points]
    if constants:
        variable = str(problem.task["variable"])
        record["constants"] = "".join(sorted(name for name in constants if len(name) == 1))
        record["ends"] = [enclosure(end[variable]) for _, end in over]
    record |= _wishes(problem, conventions)
    if choices:
        record["choices"] = [writer.choice(place) for place in choices]
    mistakes = [writer.mistake(mistake) for mistake in problem.mistakes]
    return {**record, "mistakes": mistakes} if mistakes else record


def _without(node: t.Node, constants: frozenset[str]) -> t.Node:
    return t.substitute(node, dict.fromkeys(constants, t.ZERO)) if constants else node


def _wishes(problem: Problem, conventions: Conventions) -> Record:
    """What else the problem asks of an answer, or allows."""
    answer, fields = problem.answer, problem.task.fields
    wishes: Record = {} if isinstance(answer, t.Text) else {"shown": write_unicode(answer, conventions)}
    if conventions.decimal == ",":
        wishes["comma"] = True
    form = fields.get("form") or ""
    if form:
        wishes["asked"] = {"form": form, "wanted": FORMS[form].wanted, "factors": factor_count(answer)}
    kinks = {node.function for node in t.walk(answer) if isinstance(node, t.Call)} & KINKY
    if kinks:
        wishes["kinks"] = sorted(kinks)
    if find(problem.task.kind).is_truncated:
        wishes["truncated"] = True
    point = point_of(problem)
    if point:
        wishes["at"] = {name: write_unicode(value) for name, value in point.items()}
    if isinstance(answer, t.Text) and {"function", "lower", "upper"} <= fields.keys():
        wishes["sign"] = sign_of_integral(problem)
    return wishes


KINKY: Final = frozenset({"abs", "sign", "floor", "max", "min", "relu", "gcd", "factorial"})
"""Functions of which a typed answer may hold no other ones than the right one does, to be called right by points."""


def _scalars(answer: t.Node) -> list[t.Node]:
    """The scalar parts of a tree, in reading order."""
    if isinstance(answer, t.Text):
        return []
    if isinstance(answer, t.Vector | t.Matrix | t.Relation | t.Points):
        return [part for child in answer.children for part in _scalars(child)]
    return [answer]


class _Writer:
    """Trees as what a record says of them at the points of one problem, or over its spans."""

    def __init__(
        self,
        problem: Problem,
        points: Sequence[Point],
        over: Sequence[Span],
        constants: frozenset[str],
        conventions: Conventions,
    ) -> None:
        self.problem, self.points, self.over, self.constants = problem, points, over, constants
        self.conventions = conventions

    def target(self, node: t.Node, count: int) -> Record:
        """The form of a tree and its enclosures at the first ``count`` points."""
        rows = self.points[:count]
        match node:
            case t.Text(text=text):
                return {"form": "text", "text": text}
            case t.Vector(entries=entries):
                return {"form": "vector", "cells": [self._cells(entry, rows) for entry in entries]}
            case t.Matrix(rows=lines):
                cells = [self._cells(entry, rows) for entry in node.children]
                return {"form": "matrix", "rows": len(lines), "cells": cells}
            case t.Points(items=items):
                sets = [[[self._cells(value, rows[:1]) for value in values], kind] for values, kind in items]
                return {"form": "points", "items": sets, "of": list(node.variables)}
            case t.Relation():
                return self._relation(node, rows)
        if self.constants:
            plain = _without(node, self.constants)
            return {"form": "antiderivative", "cells": [growth(plain, self.over[:count])]}
        form = "expression" if t.names(node) - t.CONSTANTS else "value"
        return {"form": form, "cells": [self._cells(node, rows)]}

    def _relation(self, node: t.Relation, rows: Sequence[Point]) -> Record:
        if set(node.operators) <= {"<", "<=", ">", ">="}:
            bounds = [
                [self._cells(small, rows), self._cells(large, rows), "<" if is_strict else "<="]
                for small, large, is_strict in node.inequalities
            ]
            return {"form": "inequality", "bounds": bounds}
        form = {"=": "equation", "~": "approximation"}.get(" ".join(node.operators), "other")
        left = node.sides[0]
        named = {"left": left.name} if isinstance(left, t.Name) else {}
        if any(isinstance(side, t.Vector | t.Matrix | t.Points | t.Text) for side in node.sides):
            form = "other"
        record: Record = {"form": form, **named}
        return record if form == "other" else {**record, "cells": [self._cells(side, rows) for side in node.sides]}

    def _cells(self, node: t.Node, rows: Sequence[Point]) -> list[Cell]:
        """Its enclosures; only one where it is a number, the same at all points."""
        return cells(node, rows if t.names(node) - t.CONSTANTS else rows[:1])

    def mistake(self, mistake: Mistake) -> Record:
        """A named mistake with what is said of it."""
        named = {"id": mistake.id, "say": write_prose_unicode(mistake.feedback, self.conventions)}
        return {**named, **({} if self.problem.statement.choices else self.target(mistake.answer, FEW))}

    def choice(self, place: int) -> Record:
        """A choice with its letter and words; of a wrong one the mistake that it is."""
        choice = self.problem.statement.choices[place]
        label = choice_label(choice)
        record: Record = {"letter": choice_letter(place), "text": prose_text(choice)}
        if label == self.problem.answer:
            return {**record, "right": True}
        mistake = next((one.id for one in self.problem.mistakes if one.answer == label), None)
        return {**record, "mistake": mistake} if mistake else record
