"""What a learner meets, counted: two problems of each exercise, their lines, formulas, figures and feedback.

``PYTHONPATH=. python -m laws.teaching`` (in ``tests/``) prints the table; with a file's
name it writes the page ``docs/teaching.md``.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, fields
from itertools import combinations, pairwise
from math import isfinite
from pathlib import Path
from typing import Any, Final

from calcdrill import load_catalog
from calcdrill.catalog.values import Exercise
from calcdrill.errors import Unwritable
from calcdrill.expression import tree as t
from calcdrill.expression.notation.latex import write_latex
from calcdrill.expression.notation.prose import prose_latex
from calcdrill.figures import canvas_of
from calcdrill.figures.canvas import Canvas
from calcdrill.figures.floats import constant, function_of
from calcdrill.idle_lines import is_idle
from calcdrill.instances import make_problem
from calcdrill.kinds import find
from calcdrill.problem import Figure, Problem
from calcdrill.verify import all_steps
from laws.textbook import falls, needs_its_domain, shows_a_domain, unworked

SEEDS: Final = (77, 3)

UPRIGHT: Final = frozenset(
    {
        "Cov",
        "Var",
        "div",
        "sign",
        "ReLU",
        "softplus",
        "swish",
        "GELU",
        "mish",
        "tr",
        "sgn",
        "arsinh",
        "arcosh",
        "artanh",
        "new",
    }
)
"""Words that textbooks set upright in formulas; any other one is the name of a function as a program has it."""

_WORD: Final = re.compile(r"\\(?:operatorname|mathrm|texttt|text)\{([A-Za-z_]{2,})\}")
_RISES: Final = re.compile(r"ris|diverg|grow|further|farther|away|past|too long|too large|What does|does it do|do\?")


MADE_BY: Final = """\
Made by `cd tests && PYTHONPATH=. python -m laws.teaching ../docs/teaching.md`. That the zeros stay zeros, and that a
third of the problems have a figure, is a test (`tests/laws/test_teaching.py`)."""


@dataclass
class Counts:
    """The table: a line for each field, with its words."""

    problems: int = 0
    lines: int = 0
    equal: int = 0
    formulas: int = 0
    code: int = 0
    figures: int = 0
    drawn_wrongly: int = 0
    clipped: int = 0
    hidden: int = 0
    descents: int = 0
    rising: int = 0
    unworked: int = 0
    ascending: int = 0
    domains: int = 0
    needless: int = 0
    sentences: int = 0
    bare: int = 0


WORDS: Final = {
    "problems": "problems (two of each exercise)",
    "lines": "worked lines",
    "equal": "lines with the same on both sides",
    "formulas": "formulas in statements, lines and answers",
    "code": "formulas with a function's name as a program has it",
    "figures": "problems with a figure",
    "drawn_wrongly": "figures that cannot be drawn, or with a number that is none",
    "clipped": "figures with a label that is cut off or on another one",
    "hidden": "figures with a marked point outside the picture",
    "descents": "paths of gradient descent",
    "rising": "of them with a loss that rises and no word about it",
    "unworked": "products and double signs that no line works out",
    "ascending": "polynomial answers whose powers do not fall",
    "domains": "exercises that print a domain",
    "needless": "of them where no problem needs it",
    "sentences": "sentences about the exercises' own mistakes",
    "bare": "of them without a condition",
}


def counted(problems: list[Problem], exercises: list[Exercise]) -> Counts:
    """The counts over these problems, and over the mistakes of these exercises."""
    found = Counts(problems=len(problems))
    for problem in problems:
        steps = list(all_steps(problem.steps))
        found.lines += len(steps)
        found.equal += sum(map(is_idle, steps))
        shown = list(printed(problem))
        found.formulas += len(shown)
        found.code += sum(bool(strange_words(formula)) for formula in shown)
        if problem.figure is not None:
            found.figures += 1
            look_at(problem.figure, found)
        values = losses(problem)
        found.descents += bool(values)
        found.rising += any(after > before + 1e-9 for before, after in pairwise(values)) and not announced(problem)
        found.unworked += len(list(unworked(problem)))
        found.ascending += not (is_series(problem) or falls(problem.answer))
    with_domain = [problem for problem in problems if shows_a_domain(problem)]
    found.domains = len({problem.id for problem in with_domain})
    found.needless = found.domains - len({problem.id for problem in with_domain if needs_its_domain(problem)})
    for exercise in exercises:
        found.sentences += len(exercise.wrong_answers) + len(choices_with_feedback(exercise))
        found.bare += sum(not exercise.mistake_conditions.get(name) for name in exercise.wrong_answers)
        found.bare += sum("when" not in option for option in choices_with_feedback(exercise))
    return found


def is_series(problem: Problem) -> bool:
    """Whether powers rise by custom: in Taylor polynomials and dual numbers."""
    return problem.task.kind == "taylor" or bool(problem.task.fields.get("dual"))


def printed(problem: Problem) -> Iterator[str]:
    """The LaTeX of all that is printed with a problem."""
    statement = problem.statement
    for prose in (statement.prose, *statement.choices, *problem.hints):
        yield prose_latex(prose)
    yield problem.answer_latex
    for step in all_steps(problem.steps):
        yield from (write_latex(step.before), write_latex(step.after), prose_latex(step.note))


def strange_words(latex: str) -> set[str]:
    """Words in the formula that no textbook has."""
    names = {word for word in _WORD.findall(latex) if f"\\text{{{word}}}" not in latex}
    return {word for word in names if word not in UPRIGHT}


def choices_with_feedback(exercise: Exercise) -> list[Any]:
    options = exercise.fields.get("options") or () if find(exercise.kind).name == "choice" else ()
    return [option for option in options if option["id"]]


def overlapping(canvas: Canvas) -> list[tuple[int, int]]:
    """The pairs of words that stand on each other."""
    pairs = combinations(enumerate(canvas.words), 2)
    return [(i, j) for (i, a), (j, b) in pairs if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]]


def is_inside(box: tuple[float, float, float, float], canvas: Canvas) -> bool:
    left, top, right, bottom = box
    return left >= -0.01 and top >= -0.01 and right <= canvas.width + 0.01 and bottom <= canvas.height + 0.01


def look_at(figure: Figure, found: Counts) -> None:
    try:
        canvas = canvas_of(figure)
    except Unwritable:
        found.drawn_wrongly += 1
        return
    drawing = "".join(canvas.parts)
    found.drawn_wrongly += "nan" in drawing or "inf" in drawing
    found.clipped += any(not is_inside(box, canvas) for box in canvas.words) or bool(overlapping(canvas))
    dots = re.findall(r'<circle cx="([^"]*)" cy="([^"]*)"', drawing)
    found.hidden += any(not (0 <= float(x) <= canvas.width and 0 <= float(y) <= canvas.height) for x, y in dots)


def losses(problem: Problem) -> list[float]:
    """The values of the function along the path of a descent; none where the problem has no such path."""
    figure = problem.figure
    if figure is None or figure.kind != "descent":
        return []
    names = tuple(figure.data["variables"])
    function = function_of(figure.data["function"], names)
    points = [tuple(point.values()) if isinstance(point, dict) else tuple(point) for point in figure.data["path"]]
    values = [function(*map(constant, point)) for point in points]
    return values if all(map(isfinite, values)) else []


def announced(problem: Problem) -> bool:
    """Whether the question asks what happens, or the solution says that the loss rises."""
    notes = " ".join(prose_latex(step.note) for step in all_steps(problem.steps))
    answer = problem.answer.text if isinstance(problem.answer, t.Text) else ""
    return bool(_RISES.search(f"{problem.text} {notes} {answer}"))


def all_problems(exercises: list[Exercise]) -> list[Problem]:
    return [make_problem(exercise, seed, 0) for exercise in exercises for seed in SEEDS]


def table(counts: Counts) -> str:
    rows = "".join(f"| {WORDS[field.name]} | {getattr(counts, field.name):,} |\n" for field in fields(counts))
    return f"| in all |  |\n| --- | ---: |\n{rows}"


def main() -> None:
    exercises = list(load_catalog().exercises.values())
    shown = table(counted(all_problems(exercises), exercises))
    if len(sys.argv) > 1:
        head = f"# What a learner meets\n\n{MADE_BY}\n\n"
        Path(sys.argv[1]).write_text(head + shown, encoding="utf-8")
    else:
        print(shown, end="")


if __name__ == "__main__":
    main()
