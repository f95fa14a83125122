"""Every notation profile is read back: what is printed under it is graded right and says the same tree."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

import pytest

from calcdrill import generate_problem, load_catalog, solve
from calcdrill.columns import in_columns
from calcdrill.errors import CalcdrillError, Unwritable
from calcdrill.export.formats import find_format, format_names
from calcdrill.export.sheet import Sheet
from calcdrill.export.worksheet import make_worksheet
from calcdrill.expression.notation.conventions import DEFAULT, Conventions, drawn
from calcdrill.expression.notation.latex import write_latex
from calcdrill.expression.notation.mathml import write_mathml
from calcdrill.expression.notation.normal import normal_form
from calcdrill.expression.notation.profiles import CHOICES, PROFILES
from calcdrill.expression.notation.read_latex import read_latex
from calcdrill.expression.notation.text import write_text
from calcdrill.expression.notation.unicode import write_unicode
from calcdrill.expression.read import read
from calcdrill.expression.tree import Node
from calcdrill.kinds import find, kind_names
from calcdrill.practice.grade import grade
from calcdrill.problem import Problem, ProblemSet
from strategies import CONTEXTS, SAMPLES

CATALOG = load_catalog()
WRITERS: Mapping[str, Callable[[Node, Conventions], str]] = MappingProxyType(
    {
        "text": write_text,
        "unicode": write_unicode,
        "latex": write_latex,
        "mathml": lambda node, conventions: write_mathml(node, conventions=conventions),
    }
)
OTHERS: Mapping[str, Conventions] = MappingProxyType(
    {
        **{name: profile for name, profile in PROFILES.items() if profile is not DEFAULT},
        "all others": Conventions("log", "tg", "sin⁻¹", "d/dx", "fₓ", ",", "×", "⟨a, b⟩", "column"),
        "dots": replace(DEFAULT, derivative="ẏ"),
    }
)
"""What is tried: the shipped profiles but the usual one, and all other choices at once."""


def test_the_usual_profile_changes_nothing() -> None:
    assert PROFILES["us"] is DEFAULT
    assert {name: next(iter(words.values())) for name, words in CHOICES.items()} == {
        name: getattr(DEFAULT, name) for name in CHOICES
    }


def misread(node: Node, conventions: Conventions) -> str:
    """The LaTeX that does not say the tree; empty where all is well."""
    try:
        text = write_latex(node, conventions)
    except Unwritable:
        return ""
    try:
        said = normal_form(read_latex(text, conventions))
    except CalcdrillError as error:
        return f"{text}: {error}"
    return "" if said == normal_form(drawn(node, conventions)) else text


@pytest.mark.parametrize("name", OTHERS)
def test_every_form_is_read_back(name: str) -> None:
    forms = [place(sample) for sample in SAMPLES for place in (lambda node: node, *CONTEXTS)]
    forms += [read(text) for text in ("log(x, 2)^2", "max(0.5, x)", "arcsin(tan(x)^2)", "{x = 0.5; x = 1}")]
    assert len(forms) > 1000
    assert [text for form in forms[:: 1 + len(name) % 3] if (text := misread(form, OTHERS[name]))] == []


def refused(problem: Problem, conventions: Conventions) -> list[tuple[str, str, str]]:
    """(writer, text, message) of each form of the answer that is not graded right, and LaTeX that says less."""
    found = []
    answer = in_columns(problem, conventions).answer
    for name, writer in WRITERS.items():
        try:
            text = writer(answer, conventions)
        except CalcdrillError:
            continue  # the notation has no form for this answer
        verdict = grade(problem, text, conventions=conventions)
        if verdict.correct is not True:
            found.append((name, text, verdict.message))
    wrong = misread(answer, conventions)
    return [*found, ("read back", wrong, "")] if wrong else found


@pytest.mark.parametrize("place", range(len(OTHERS)), ids=list(OTHERS))
def test_answers_of_exercises_are_right_in_their_own_signs(place: int) -> None:
    """Each profile tries its share of the exercises."""
    name = list(OTHERS)[place]
    found = {}
    for exercise in sorted(CATALOG.exercises)[place :: len(OTHERS)]:
        try:
            problem = generate_problem(CATALOG, exercise, 11, 0)
        except CalcdrillError:
            continue
        found[exercise] = refused(problem, OTHERS[name])
    assert len(found) > 40
    assert {exercise: faults for exercise, faults in found.items() if faults} == {}


@pytest.mark.parametrize("kind", kind_names())
def test_answers_of_kinds_are_right_in_all_signs(kind: str) -> None:
    problem = solve({"kind": kind, **find(kind).sample})
    assert {name: faults for name, signs in OTHERS.items() if (faults := refused(problem, signs))} == {}


DATA = frozenset({"json", "csv"})
"""Formats for programs: they are the same under all profiles."""


@pytest.mark.parametrize("name", [name for name in format_names() if name != "pdf"])
def test_every_format_takes_the_signs_of_its_sheet(name: str) -> None:
    """But for data; the PDF is made from the Typst."""
    functions = ("2.5*x^2 + ln(x)*tan(x)", "x^3*arcsin(x)", "exp(x)*x/2.5")
    problems = ProblemSet("", tuple(solve({"kind": "derivative", "function": one}) for one in functions), 0)
    format = find_format(name)

    def written(signs: Conventions) -> dict[str, bytes]:
        sheet = replace(Sheet(notation=signs, solutions="full"), **format.sheet)
        return make_worksheet({"A": problems}, sheet, name)

    assert (written(OTHERS["all others"]) == written(DEFAULT)) is (name in DATA)
