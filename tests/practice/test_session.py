"""The practice session: turn by turn, over a pipe, in a real pseudo-terminal."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from handmade import make
from pseudo import Pseudo

from calcdrill.expression.notation.unicode import write_unicode
from calcdrill.expression.read import read
from calcdrill.expression.steps import Step
from calcdrill.expression.tree import Points, Relation
from calcdrill.practice.breaking import text_pieces
from calcdrill.practice.drill import Desk, Next, Source, run
from calcdrill.practice.events import (
    AnswerShown,
    Asked,
    Event,
    Explained,
    Finished,
    Graded,
    HintShown,
    Noted,
    Skipped,
    StepShown,
    event_to_dict,
)
from calcdrill.practice.history import History, open_history
from calcdrill.practice.layout import Look, set_prose, set_words
from calcdrill.practice.lines import typed_lines
from calcdrill.practice.schedule import Rating
from calcdrill.practice.session import COMMANDS, Turn, take
from calcdrill.practice.terminal import render
from calcdrill.problem import Problem, Solution

START = datetime(2026, 3, 1, 9, tzinfo=UTC)


def problem() -> Problem:
    made = make(
        "derivative",
        "6*x*(x^2 + 1)^2",
        {"chain-inner-derivative-missing": "3*(x^2 + 1)^2"},
        function="(x^2 + 1)^3",
        variable="x",
    )
    steps = (
        Step(
            "chain rule",
            read("diff((x^2+1)^3, x)"),
            read("3*(x^2+1)^2*diff(x^2+1, x)"),
            ("inner ", read("x^2+1")),
        ),
        Step("simplify", read("3*(x^2+1)^2*2*x"), made.answer),
    )
    return replace(made, solution=Solution(made.answer, steps), hints=(("First hint.",), ("Second hint.",)))


def turn() -> Turn:
    return Turn(problem(), START, "new", (("What it is for.",),))


def play(*lines: str, start: Turn | None = None) -> tuple[Turn, list[Event], list[Rating | None]]:
    current, events, ratings = start or turn(), [], []
    for line in lines:
        reply = take(current, line, START)
        current = reply.turn
        events.extend(reply.events)
        if reply.draft:
            ratings.append(reply.draft.rating)
    return current, events, ratings


# -- one turn


def test_right_at_once() -> None:
    after, events, ratings = play("6x(x^2+1)^2")
    assert after.state == "right"
    assert ratings == [Rating.GOOD]
    assert [type(event) for event in events] == [Graded]


def test_wrong_then_right_counts_as_wrong_once() -> None:
    after, events, ratings = play("3(x^2+1)^2", "6x(x^2+1)^2")
    assert ratings == [Rating.AGAIN, None]
    assert after.state == "right"
    assert isinstance(events[0], Graded)
    assert events[0].verdict.mistake == "chain-inner-derivative-missing"
    assert events[0].verdict.message == "This is chain-inner-derivative-missing."


def test_help_makes_a_right_answer_hard() -> None:
    assert play("hint", "6x(x^2+1)^2")[2] == [Rating.HARD]
    assert play("steps", "6x(x^2+1)^2")[2] == [Rating.HARD]


def test_unreadable_answers_do_not_count() -> None:
    after, _, ratings = play("6x(", "6y", "", "6x(x^2+1)^2")
    assert ratings == [None, None, Rating.GOOD]
    assert after.tries == 3


def test_hints_come_one_by_one_and_end() -> None:
    _, events, _ = play("hint", ":hint", "hint")
    assert events[:2] == [HintShown(1, 2, ("First hint.",)), HintShown(2, 2, ("Second hint.",))]
    assert isinstance(events[2], Noted)


def test_the_last_step_is_the_answer() -> None:
    after, events, ratings = play("steps", "steps")
    assert [type(event) for event in events] == [StepShown, StepShown, AnswerShown]
    assert after.state == "shown"
    assert ratings == [Rating.AGAIN]


def test_giving_up_counts_as_wrong_once() -> None:
    assert play("answer")[2] == [Rating.AGAIN]
    assert play("x", "answer")[2] == [Rating.AGAIN, None]
    assert play("6x(x^2+1)^2", "answer", "solution")[2] == [Rating.GOOD]


def test_skip_counts_for_nothing() -> None:
    after, events, ratings = play("skip")
    assert (after.state, events, ratings) == ("skipped", [Skipped()], [None])


def test_why_before_and_after_an_answer() -> None:
    _, events, _ = play("why?", "3(x^2+1)^2", "why", "6x(x^2+1)^2", "WHY")
    before, wrong, right = [event for event in events if isinstance(event, Explained)]
    assert before.lines == (("What it is for.",),)
    assert wrong.lines[0] == ("This is chain-inner-derivative-missing.",)
    assert right.lines == (("Right.",), ("What it is for.",))


def test_quit_leaves_at_any_time() -> None:
    for line in ("quit", "exit", ":quit", "Quit"):
        assert take(turn(), line, START).leave
    assert not take(turn(), "6x", START).leave


@pytest.mark.parametrize("word", COMMANDS)
def test_every_command_answers_in_every_state(word: str) -> None:
    for state in ("open", "right", "shown", "skipped"):
        reply = take(replace(turn(), state=state), word, START)
        assert reply.events or reply.leave or reply.undo or state != "open"
        for event in reply.events:
            assert render(event, Look())
            assert json.dumps(event_to_dict(event))


# -- the loop


class Fixed(Source):
    """Hand-made problems, one after the other."""

    def __init__(self, number: int) -> None:
        self.left = number

    def next(self, when: datetime) -> Next | None:
        self.left -= 1
        return Next(problem(), "A title", "new") if self.left >= 0 else None


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    numbers, ticks = count(), count()
    with open_history(tmp_path / "test.sqlite3") as history:
        yield Desk(
            history,
            lambda: START + timedelta(seconds=next(ticks)),
            UTC,
            lambda: f"id{next(numbers)}",
            {"skill": ("before",)},
            "session",
        )


def drill(desk: Desk, *lines: str, problems: int = 9, pause: bool = False) -> tuple[list[Event], Finished]:
    events: list[Event] = []
    finished = run(Fixed(problems), iter(lines), events.append, desk, pause=pause)
    return events, finished


def kept(history: History) -> list[tuple[str, bool | None, int | None]]:
    return [(item.text, item.correct, item.rating) for item in history.answers()]


def test_every_answer_is_kept_with_its_problem(desk: Desk) -> None:
    _, finished = drill(desk, "3(x^2+1)^2", "6x(", "6x(x^2+1)^2", "answer", "skip", "quit")
    assert kept(desk.history) == [
        ("3(x^2+1)^2", False, 1),
        ("6x(", None, None),
        ("6x(x^2+1)^2", True, None),
        ("", False, 1),
        ("", None, None),
    ]
    first = next(iter(desk.history.answers()))
    assert (first.problem, first.seed, first.index, first.skill) == ("skill/derivative", 1, 0, "skill")
    assert (first.mistake, first.read_as, first.session) == (
        "chain-inner-derivative-missing",
        "3*(x^2 + 1)^2",
        "session",
    )
    assert (finished.asked, finished.right, finished.new) == (2, 0, 1), "what was skipped does not count"


def test_a_right_answer_gives_shares_to_prerequisites(desk: Desk) -> None:
    drill(desk, "6x(x^2+1)^2", "quit")
    assert [dict(item.shares) for item in desk.history.answers()] == [{"before": 0.5}]


def test_the_end_of_the_lines_is_the_end(desk: Desk) -> None:
    events, finished = drill(desk, "6x(x^2+1)^2")
    assert finished.asked == 1
    assert events[-1] == finished


def test_the_end_of_the_problems_is_the_end(desk: Desk) -> None:
    events, finished = drill(desk, *["6x(x^2+1)^2"] * 5, problems=2)
    assert (finished.asked, finished.right) == (2, 2)
    assert sum(isinstance(event, Asked) for event in events) == 2


def test_a_pause_waits_for_enter(desk: Desk) -> None:
    events, _ = drill(desk, "6x(x^2+1)^2", "solution", "", "quit", pause=True)
    assert [type(event).__name__ for event in events] == [
        "Asked",
        "Graded",
        "Noted",
        "StepShown",
        "StepShown",
        "AnswerShown",
        "Asked",
        "Finished",
    ]


# -- drawing


def test_prose_flows_around_tall_formulas() -> None:
    lines = set_prose(("The value of ", read("(x+1)/(x-1)"), " at ", read("x"), "."), Look(80))
    assert lines == ["             x + 1", "The value of ───── at x.", "             x − 1"]


def test_no_line_is_wider_than_the_terminal() -> None:
    words = " ".join(["words"] * 60)
    assert all(len(line) <= 40 for line in set_prose((words, read("x^2/y"), words), Look(40)))


@pytest.mark.parametrize("width", [40, 60, 80])
def test_wide_formulas_end_their_lines_where_a_sign_leads_the_next(width: int) -> None:
    terms = [f"{number}*x^{number}*sin({number}*x + 1)" for number in range(3, 16)]
    chain = Relation((read("f(x)"), read("+".join(terms)), read("x - " + "-".join(terms))), ("=", "="))
    lines = set_prose(("Answer: ", chain), Look(width))
    assert max(map(len, lines)) <= width
    assert len(lines) > 2
    assert all(line.lstrip()[0] in "=+−" for line in lines[1:])
    assert "".join("".join(lines).split()) == "Answer:" + "".join(write_unicode(chain).split())


def test_what_has_no_sign_outside_its_brackets_is_broken_inside() -> None:
    inner = " + ".join(f"{number}*a_{number}" for number in range(2, 12))
    lines = set_prose((read(f"sin({inner})"),), Look(40))
    assert max(map(len, lines)) <= 40
    assert [line[0] for line in lines[1:]] == ["+"] * (len(lines) - 1)


def test_a_wide_list_has_a_point_a_line_and_the_place_of_a_value_stays_whole() -> None:
    items = tuple(((read(f"{number}"), read(f"-{number}")), "saddle") for number in range(3))
    lines = set_prose((Points(("x", "y"), items),), Look(40))
    assert [line[:8] for line in lines] == ["(x, y) ="] * 3
    flat = [box.lines[0] for box in text_pieces("[2x³ − x² − x] at x = 3 − [2x³] at x = 1", 24)]
    assert flat[0] == "[2x³ − x² − x] at x = 3"


def test_words_with_formulas_are_wrapped_at_signs() -> None:
    message = "Not right: you typed " + "+".join(f"{number}x^{number}" for number in range(20))
    assert set_words("a  b", 40) == ["a  b"]
    assert set_words("the sum of some terms here is 3x + 5y", 34) == ["the sum of some terms here is 3x", "+ 5y"]
    assert "".join(set_words(message, 400)) == message


def test_the_choices_have_letters() -> None:
    chosen = make("choice", '"diverges"', choices="converges; diverges")
    text = render(Asked(1, chosen, "Title", "new"), Look())
    assert "a) converges" in text
    assert "b) diverges" in text


def test_colour_is_a_switch() -> None:
    event = Graded(take(turn(), "x", START).events[0].verdict, 1)  # type: ignore[union-attr]
    assert "\x1b[" in render(event, Look(colour=True))
    assert "\x1b[" not in render(event, Look())


# -- as people and programs run it


def command(tmp_path: Path, *arguments: str) -> list[str]:
    base = [sys.executable, "-m", "calcdrill", "practice", "power-rule", "--seed", "4"]
    return [*base, "--data", str(tmp_path), *arguments]


def test_over_a_pipe(tmp_path: Path) -> None:
    lines = "hint\n0\nanswer\nwhy\nquit\n"
    done = subprocess.run(command(tmp_path), input=lines, capture_output=True, text=True, timeout=60, check=True)
    assert "Differentiate" in done.stdout
    assert "> hint" in done.stdout
    assert "✗" in done.stdout
    assert "Answer: " in done.stdout
    assert "0 right" in done.stdout
    assert done.stderr == ""


def test_for_programs(tmp_path: Path) -> None:
    """A program answers by what it was shown; a later session goes on with other numbers."""
    seen = []
    for first in (["lesson"], []):
        lines = '{"answer": "x"}\n{"command": "answer"}\nquit\n'
        done = subprocess.run(
            command(tmp_path, "--json"), input=lines, capture_output=True, text=True, timeout=60, check=True
        )
        events = [json.loads(line) for line in done.stdout.splitlines()]
        names = [*first, "problem", "verdict", "answer", "problem", "finished"]
        assert [event["event"] for event in events] == names
        events = events[len(first) :]
        assert "answer" not in events[0]
        seen.append((events[0]["id"], events[0]["seed"], events[0]["index"]))
    assert seen[0] != seen[1]


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    done = subprocess.run(
        command(tmp_path),
        input=b"\xff\xfe\x00\n(\x1b[A\n\nquit\n",
        capture_output=True,
        timeout=60,
        check=True,
    )
    assert b"Traceback" not in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are a thing of Unix")
def test_in_a_pseudo_terminal(tmp_path: Path) -> None:
    """Typing with corrections, recall of the line before, Enter for the next problem, Ctrl-D to leave."""
    at = Pseudo(command(tmp_path))
    at.until("> $")
    assert "Differentiate" in at.shown
    assert "\x1b[1m" in at.shown, "a terminal gets colours"
    at.type("7*y\x7fx\r")
    assert "read as 7x" in at.until("[✓✗].*\n")
    at.until("> $")
    at.type("\x1b[A\r")
    assert "read as 7x" in at.until("[✓✗].*\n"), "the line before comes back"
    at.until("> $")
    at.type("answer\r")
    at.until("Answer: .*\n")
    at.until("> $")
    at.type("\r")
    at.until("2\\. ")
    at.until("> $")
    at.type("\x04")
    assert "1 problem" in at.until("Due today")
    assert at.close() == 0
    with open_history(tmp_path / "default.sqlite3") as history:
        assert [(item.text, item.event) for item in history.answers()] == [
            ("7*x", "answer"),
            ("7*x", "answer"),
            ("", "gave-up"),
        ]


def test_a_paste_that_went_wrong_is_not_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    readline = pytest.importorskip("readline")
    readline.clear_history()
    typed = iter(["2x", "x+" * 30_000 + "1", "3x"])

    def typing(prompt: str) -> str:
        line = next(typed, None)
        if line is None:
            raise EOFError
        readline.add_history(line)
        return line

    monkeypatch.setattr("builtins.input", typing)
    assert len(list(typed_lines("> ", tmp_path / "own.lines"))) == 3
    assert (tmp_path / "own.lines").read_text().split()[-2:] == ["2x", "3x"]


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are a thing of Unix")
def test_an_interrupt_ends_the_session_in_order(tmp_path: Path) -> None:
    at = Pseudo(command(tmp_path))
    at.until("> $")
    at.type("2x")
    at.until("read as 2x")
    at.process.send_signal(signal.SIGINT)
    at.until("Due today")
    assert at.close() == 0
    assert "Traceback" not in at.shown
    assert "Exception" not in at.shown
