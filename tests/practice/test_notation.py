"""A learner's notation profile: kept with the other settings, shown in, read in, in sessions, exams and sheets."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from click.testing import CliRunner
from handmade import make

from calcdrill import generate_problem, load_catalog, solve
from calcdrill.cli.practice import command
from calcdrill.columns import in_columns
from calcdrill.export.jsonl import problem_line
from calcdrill.export.sheet import Sheet
from calcdrill.export.text import write_set
from calcdrill.export.worksheet import make_worksheet
from calcdrill.expression.notation.conventions import DEFAULT
from calcdrill.expression.notation.profiles import PROFILES, read_notation
from calcdrill.expression.notation.text import write_text
from calcdrill.expression.read import read
from calcdrill.expression.tree import Matrix
from calcdrill.practice.desk import Desk
from calcdrill.practice.events import AnswerShown, Asked, Event, Graded, StepShown
from calcdrill.practice.exam import begin, mark, take_line
from calcdrill.practice.exam_file import begin_file, resume
from calcdrill.practice.grade import grade
from calcdrill.practice.history import open_history
from calcdrill.practice.layout import Look
from calcdrill.practice.plain import plain
from calcdrill.practice.preview import Previewer
from calcdrill.practice.report import exam_page, exam_text
from calcdrill.practice.schedule import Settings
from calcdrill.practice.session import Turn, take
from calcdrill.practice.sheet import enter, read_sheet
from calcdrill.practice.terminal import in_forms, render
from calcdrill.problem import ProblemSet

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
HALF = make("derivative", "0.5*x", function="x^2/4", variable="x")
POINT = make("gradient", "(0.5, 2)", function="x*y", variables="x y")
DE = PROFILES["de"]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    history = open_history(tmp_path / "h.sqlite3", None, lambda words: None)
    history.keep_settings(Settings(notation="de"))
    ids = count()
    return Desk(history, lambda: NOW, UTC, lambda: f"id{next(ids)}", {})


def test_the_setting_is_kept(tmp_path: Path) -> None:
    for options in (["--notation", "es"], []):
        said = CliRunner().invoke(
            command, ["power-rule", "--data", str(tmp_path), "--seed", "1", "-n", "1", *options], input="quit\n"
        )
        assert said.exit_code == 0, said.output
    history = open_history(tmp_path / "default.sqlite3", None, lambda words: None)
    assert history.settings.notation == "es"


def test_a_session_reads_and_writes_in_the_learners_signs() -> None:
    turn = Turn(HALF, NOW, conventions=DE)
    assert take(turn, "0,5x", NOW).turn.state == "right"
    reply = take(turn, "1,5*x", NOW)
    (event,) = reply.events
    assert isinstance(event, Graded)
    assert "read as 1,5x" in render(event, Look(conventions=DE))
    assert "0,5x" in render(AnswerShown(HALF.answer), Look(conventions=DE))
    assert "0,5*x" in plain(AnswerShown(HALF.answer), DE)
    previewer = Previewer((), DE)
    previewer.watching(lambda event: None)(Asked(1, HALF, "Half", "new"))
    assert previewer.text("0,25x") == "read as 0,25x"


@pytest.mark.parametrize("text", ["(0,5; 2)", "0,5; 2", "(0.5, 2)", "x = 0,5 and y = 2", r"\left(0{,}5; 2\right)"])
def test_entries_stand_apart_by_semicolons(text: str) -> None:
    assert grade(POINT, text, conventions=DE).correct is True


def test_one_number_is_no_vector() -> None:
    assert grade(POINT, "0,5", conventions=DE).correct is None


@pytest.mark.parametrize(
    ("profile", "answer", "text"),
    [
        ("ml-paper", "ln(x)/x", "log(x)/x"),
        ("ml-paper", "ln(x)", r"\log x"),
        ("es", "tan(x)", "tg x"),
        ("uk", "arcsin(2*x)", "sin⁻¹(2x)"),
        ("uk", "arcsin(2*x)", r"\sin^{-1}\left(2x\right)"),
        ("fr", "max(0.5, x)", "max(0,5; x)"),
    ],
)
def test_signs_of_a_profile_are_read(profile: str, answer: str, text: str) -> None:
    problem = make("derivative", answer, function="x", variable="x")
    assert grade(problem, text, conventions=read_notation(profile)).correct is True


def test_a_gradient_is_a_column_where_that_is_chosen() -> None:
    problem = solve({"kind": "gradient", "function": "x^2*y", "variables": "x, y"})
    shown: list[Event] = []
    show = in_forms(shown.append, DE)
    steps = problem.solution.steps
    for event in (Asked(1, problem, "Gradient", "new"), StepShown(len(steps), len(steps), steps[-1])):
        show(event)
    show(AnswerShown(problem.answer))
    column = Matrix(((read("2*x*y"),), (read("x^2"),)))
    assert isinstance(shown[1], StepShown)
    assert shown[1].step.after == column
    assert shown[2] == AnswerShown(column)
    assert in_columns(problem, DEFAULT) is problem
    text = "\n".join(write_set([problem], conventions=DE))
    assert "[[2*x*y]; [x^2]]" in text
    assert grade(problem, "[[2xy]; [x^2]]", conventions=DE).correct is True
    files = {form: make_worksheet({"A": ProblemSet("", (problem,), 0)}, Sheet(notation=DE), form) for form in FORMS}
    assert rb"\begin{pmatrix} 2x y \\ x^{2} \end{pmatrix}" in files["latex"]["-key.tex"]
    assert b"mat(2 x y; x^(2))" in files["typst"]["-key.typ"]
    assert b"(2*x*y, x^2)" in files["json"][".jsonl"]


FORMS = ("latex", "typst", "json")


def test_an_exam_keeps_its_signs(tmp_path: Path) -> None:
    exam, _ = begin("Quiz", (HALF, POINT), NOW, None, "de")
    for line in ("1,5x", "(0,5; 2)"):
        exam, _ = take_line(exam, line, NOW)
    result = mark(exam, NOW + timedelta(minutes=1))
    assert [one.is_right for one in result.marks] == [False, True]
    assert "0,5x" in "\n".join(exam_text(result))
    assert "<mn>0,5</mn>" in exam_page(result)
    begin_file(tmp_path / "quiz.exam", "key", exam)
    found = resume(tmp_path / "quiz.exam", lambda name, seed, index: HALF)
    assert found is not None
    assert found[0].conventions == DE


def test_a_sheet_is_entered_in_the_learners_signs(desk: Desk) -> None:
    catalog = load_catalog()
    problem = generate_problem(catalog, "finite-difference-error/smaller-step", 11, 0)
    answer = write_text(problem.answer, DE)
    assert "," in answer
    shown: list[Event] = []
    places = read_sheet(problem_line(problem).decode(), "sheet.jsonl")
    enter(places, catalog, iter((f"1: {answer}", "stop")), shown.append, desk)
    assert any("right after all" in getattr(event, "text", "") for event in shown)
