"""Exams: taken without comment, in time, marked and reported. Worksheets: entered from paper."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from handmade import make

from calcdrill import load_catalog
from calcdrill.errors import InputError
from calcdrill.practice.drill import Desk
from calcdrill.practice.events import Asked, Event, Graded, Noted
from calcdrill.practice.exam import Entry, Exam, begin, mark, take_line
from calcdrill.practice.exam_file import begin_file, resume
from calcdrill.practice.exam_run import run_exam
from calcdrill.practice.history import open_history
from calcdrill.practice.report import exam_page, exam_text
from calcdrill.practice.sheet import enter, read_sheet
from calcdrill.problem import Problem

START = datetime(2026, 3, 1, 9, tzinfo=UTC)
PROBLEMS = (
    make("derivative", "2*x", function="x^2", variable="x"),
    make("derivative", "cos(x)", {"trig-sign": "-cos(x)"}, function="sin(x)", variable="x"),
    make("choice", '"diverges"', choices="converges; diverges"),
)


def sit(*lines: str, minutes: float | None = None, each: float = 10) -> tuple[Exam, list[Event]]:
    limit = None if minutes is None else timedelta(minutes=minutes)
    exam, events = begin("Quiz", PROBLEMS, START, limit)
    shown, when = list(events), START
    for line in lines:
        when += timedelta(seconds=each)
        exam, events = take_line(exam, line, when)
        shown.extend(events)
    return exam, shown


def test_answers_are_taken_without_a_word_about_them() -> None:
    exam, events = sit("2x", "-cos x", "b")
    assert not any(isinstance(event, Graded) for event in events)
    result = mark(exam, START + timedelta(minutes=1))
    assert [one.is_right for one in result.marks] == [True, False, True]
    assert (result.score, result.percent) == (2, 67)
    assert result.marks[1].verdict is not None
    assert result.marks[1].verdict.mistake == "trig-sign"


def test_answers_can_be_changed_and_problems_left() -> None:
    exam, _ = sit("3x", "back", "2x", "skip", "a", "go 2", "cos x")
    assert [entry and entry.text for entry in exam.entries] == ["2x", "cos x", "a"]


def test_after_the_last_one_the_open_ones_come_again() -> None:
    exam, events = sit("next", "next", "b")
    assert exam.place == 0
    assert isinstance(events[-1], Asked)
    exam, events = sit("2x", "cos x", "b")
    assert isinstance(events[-1], Noted)
    assert "finish" in events[-1].text


def test_unreadable_answers_are_not_taken() -> None:
    exam, events = sit("2x(")
    assert exam.entries[0] is None
    assert exam.place == 0
    assert "cannot read" in events[-1].text  # type: ignore[union-attr]


def test_no_help_in_an_exam() -> None:
    for word in ("hint", "steps", "answer", "why"):
        exam, events = sit(word)
        assert exam.entries == (None, None, None)
        assert events[-1] == Noted("Not in an exam; the report shows it afterwards.")


def test_who_is_stuck_in_an_exam_may_come_back() -> None:
    exam, events = sit("idk")
    assert (exam.entries[0], exam.place) == (None, 0)
    assert "next leaves this problem open" in events[-1].text  # type: ignore[union-attr]


def test_what_comes_too_late_does_not_count() -> None:
    exam, _ = sit("2x", "cos x", minutes=0.25)
    assert exam.over
    assert [entry is not None for entry in exam.entries] == [True, False, False]
    assert mark(exam, START + timedelta(minutes=9)).used == timedelta(seconds=15)


def test_the_time_that_is_left() -> None:
    assert sit("time", minutes=2)[1][-1] == Noted("1:50 minutes left.")
    assert sit("time")[1][-1] == Noted("There is no limit.")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    numbers, ticks = count(), count()
    with open_history(tmp_path / "test.sqlite3") as history:
        clock = lambda: START + timedelta(seconds=next(ticks))  # noqa: E731
        yield Desk(history, clock, UTC, lambda: f"id{next(numbers)}", {}, mode="exam")


def test_the_history_keeps_an_exam(desk: Desk) -> None:
    exam, _ = begin("Quiz", PROBLEMS, desk.clock(), None)
    result = run_exam(exam, iter(["2x", "-cos x", "finish", "b"]), lambda event: None, desk)
    assert result is not None
    assert result.score == 1
    assert [(item.text, item.rating, item.mode) for item in desk.history.answers()] == [
        ("2x", 3, "exam"),
        ("-cos x", 1, "exam"),
    ]


def test_the_report_is_a_whole_page() -> None:
    exam, _ = sit("2x", "-cos x")
    result = replace(mark(exam, START + timedelta(minutes=1)), title="Quiz <1> & more")
    page = exam_page(result)
    assert "Quiz &lt;1&gt; &amp; more" in page
    assert "<1>" not in page
    assert page.count("<li class=") == 3
    assert [page.count(f"class={words}") for words in ("right", "wrong", "no-answer")] == [1, 1, 1]
    assert "<math" in page
    assert "://" not in page, "nothing is loaded from elsewhere"
    text = "\n".join(exam_text(result))
    assert "1 of 3 (33 %)" in text
    assert "✓  1." in text
    assert "✗  2." in text
    assert max(len(line) for line in exam_text(result, 40)) <= 40


# -- worksheets


@pytest.fixture(scope="module")
def sheet() -> str:
    from calcdrill.export.jsonl import write_jsonl
    from calcdrill.generating import generate_set

    problems = generate_set(load_catalog(), ["power-rule", "chain-exp"], 6, 3).problems
    return "".join(write_jsonl(problems))


def fill_in(desk: Desk, sheet: str, *lines: str) -> tuple[int, list[Event]]:
    events: list[Event] = []
    entered = enter(read_sheet(sheet), load_catalog(), lines, events.append, desk)
    return entered, events


def test_wrong_answers_of_a_sheet(desk: Desk, sheet: str) -> None:
    first = json.loads(sheet.splitlines()[0])
    wrong = first["mistakes"][0]
    entered, events = fill_in(desk, sheet, f"1: {wrong['answer']['text']}", "2 4-5", "9", "done")
    assert entered == 6
    by_problem = {(item.problem, item.index): item for item in desk.history.answers()}
    assert by_problem[first["id"], first["index"]].mistake == wrong["id"]
    assert sorted(item.rating or 0 for item in by_problem.values()) == [1, 1, 1, 1, 3, 3]
    assert {item.mode for item in by_problem.values()} == {"sheet"}
    assert any(isinstance(event, Noted) and "no problem 9" in event.text for event in events)


def test_entering_a_sheet_twice_changes_nothing(desk: Desk, sheet: str) -> None:
    fill_in(desk, sheet, "2", "done")
    before = list(desk.history.answers()), desk.history.memories()
    fill_in(desk, sheet, "2", "done")
    assert (list(desk.history.answers()), desk.history.memories()) == before


def test_stop_says_nothing_about_the_others(desk: Desk, sheet: str) -> None:
    assert fill_in(desk, sheet, "3", "stop")[0] == 1
    assert len(list(desk.history.answers())) == 1


def test_a_right_answer_is_not_entered_as_wrong(desk: Desk, sheet: str) -> None:
    right = json.loads(sheet.splitlines()[0])["answer"]["text"]
    assert fill_in(desk, sheet, f"1: {right}", "stop")[0] == 0
    assert list(desk.history.answers()) == []
    fill_in(desk, sheet, f"1: {right}", "done")
    assert {item.rating for item in desk.history.answers()} == {3}


def test_other_forms_of_the_sheet(sheet: str) -> None:
    records = [json.loads(line) for line in sheet.splitlines()]
    assert read_sheet(json.dumps(records)) == read_sheet(sheet)
    assert read_sheet(json.dumps({"title": "x", "problems": records})) == read_sheet(sheet)


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "no JSON", "[1]", '[{"id": "a", "seed": "1", "index": 0}]', "[" * 9999]
)
def test_what_is_no_sheet(text: str) -> None:
    with pytest.raises(InputError):
        read_sheet(text)


def test_the_commands(tmp_path: Path) -> None:
    """An exam and its report, the statistics, an export and its import, as they are typed."""

    def calcdrill(*arguments: str, typed: str = "") -> str:
        command = [sys.executable, "-m", "calcdrill", *arguments, "--data", str(tmp_path)]
        done = subprocess.run(command, input=typed, capture_output=True, text=True, timeout=60, check=True)
        return done.stdout

    report = tmp_path / "exam.html"
    shown = calcdrill(
        "practice",
        "power-rule",
        "--exam",
        "-n",
        "3",
        "--minutes",
        "5",
        "--seed",
        "2",
        "-o",
        str(report),
        typed="x\nfinish\n",
    )
    assert "0 of 3" in shown
    assert "<math" in report.read_text()
    assert "Reviews            1" in calcdrill("stats")
    assert json.loads(calcdrill("stats", "--json"))["reviews"] == 1
    calcdrill("worksheet", "--weak", "-n", "3", "--key", "none", "-o", str(tmp_path / "weak.md"))
    assert "power rule" in (tmp_path / "weak.md").read_text().casefold()
    calcdrill("practice", "--export", str(tmp_path / "all.jsonl"))
    calcdrill("practice", "--profile", "other", "--import", str(tmp_path / "all.jsonl"))
    assert calcdrill("stats", "--json") == calcdrill("stats", "--json", "--profile", "other")


def test_go_and_next_say_where_they_lead() -> None:
    for line, words in (("go 9", "no problem 9"), ("go 0", "no problem 0"), ("back", "the first")):
        exam, events = sit(line)
        assert exam.place == 0
        assert words in events[-1].text  # type: ignore[union-attr]
    _, events = sit("2x", "next", "next")
    assert "last one; 2 problems" in events[-2].text  # type: ignore[union-attr]


def make_again(name: str, seed: int, index: int) -> Problem:
    return PROBLEMS[index]


def numbered() -> tuple[Problem, ...]:
    return tuple(replace(problem, index=index) for index, problem in enumerate(PROBLEMS))


def test_an_exam_that_is_cut_off_anywhere_goes_on(tmp_path: Path, desk: Desk) -> None:
    """The file is cut at every byte: no answer whose line was whole is lost, and nothing is entered twice."""
    path = tmp_path / "one.exam"
    exam, _ = begin("Quiz", numbered(), START, timedelta(days=99999))
    log = begin_file(path, "key", exam)
    began = path.stat().st_size
    sizes = [began]
    for place, text in enumerate(("2x", "cos x", "b", "a")):
        log.keep(place % 3, Entry(text, START, 1.0))
        sizes.append(path.stat().st_size)
    whole = path.read_bytes()
    for size in range(began, len(whole) + 1):
        path.write_bytes(whole[:size])
        found = resume(path, make_again)
        assert found is not None
        kept = sum(size >= end - 1 for end in sizes[1:])
        texts = [None if entry is None else entry.text for entry in found[0].entries]
        whole_texts = ["a" if kept == 4 else "2x", "cos x", "b"]
        assert texts == [text if place < kept else None for place, text in enumerate(whole_texts)]
        found[1].keep(1, Entry("y", START, 1.0))
        again = resume(path, make_again)
        assert again is not None
        assert again[0].entries[1] == Entry("y", START, 1.0), "what comes after a line that was cut off is read"
    for size in range(began):
        path.write_bytes(whole[:size])
        if size < began - 1:
            assert resume(path, make_again) is None
    assert resume(tmp_path / "none.exam", make_again) is None


def test_a_hand_in_that_was_killed_is_finished_and_changes_nothing(tmp_path: Path, desk: Desk) -> None:
    path = tmp_path / "one.exam"
    exam, _ = begin("Quiz", numbered(), desk.clock(), None)
    log = begin_file(path, "key", exam)
    log.keep(0, Entry("2x", START, 1.0))
    ended = START + timedelta(minutes=2)
    log.end(ended)
    found = resume(path, make_again)
    assert found is not None
    result = run_exam(found[0], iter(["3x", "finish"]), lambda event: None, desk, found[1])
    assert result is not None
    assert (result.score, result.used) == (1, ended - exam.started)
    assert [answer.text for answer in desk.history.answers()] == ["2x"]
    assert not path.exists()


def test_leaving_keeps_an_exam_and_handing_in_ends_it(tmp_path: Path, desk: Desk) -> None:
    path = tmp_path / "one.exam"
    exam, _ = begin("Quiz", numbered(), desk.clock(), None)
    assert (
        run_exam(exam, iter(["2x", "quit", "cos x"]), lambda event: None, desk, begin_file(path, "key", exam)) is None
    )
    assert list(desk.history.answers()) == []
    for _ in range(2):  # the second time as if it had been killed before the file was gone
        found = resume(path, make_again)
        assert found is not None
        kept, events = path.read_bytes(), []
        result = run_exam(found[0], iter(["cos x", "finish"]), events.append, desk, found[1])
        assert result is not None
        assert result.score == 2
        assert "1 of 3 problems answered" in events[0].text or "2 of 3" in events[0].text
        assert not path.exists()
        path.write_bytes(kept)
    assert len(list(desk.history.answers())) == 2
