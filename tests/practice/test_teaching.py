"""What a session teaches besides grading: the lesson of a new skill, what can be typed, why; the map of skills."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from calcdrill.catalog import load_catalog
from calcdrill.expression.notation.text import write_text
from calcdrill.practice.drill import Desk, Queue, run
from calcdrill.practice.events import Asked, Event, Noted, event_to_dict
from calcdrill.practice.history import open_history
from calcdrill.practice.layout import Look
from calcdrill.practice.lines import json_lines
from calcdrill.practice.order import Limits
from calcdrill.practice.place import run_placement
from calcdrill.practice.plain import plain, spoken
from calcdrill.practice.schedule import Calendar, Memory, is_mastered, placed
from calcdrill.practice.skill_map import map_lines, map_to_dict
from calcdrill.practice.terminal import render

START = datetime(2026, 3, 1, 9, tzinfo=UTC)
CATALOG = load_catalog()


class Session:
    """A learner at the real catalog: ``lines`` answers each problem, ``"!"`` stands for its right answer."""

    def __init__(self, folder: Path, limits: Limits = Limits(2, None)) -> None:  # noqa: B008  a frozen value
        self.history = open_history(folder / "test.sqlite3")
        numbers, ticks = count(), count()
        requires = {concept.id: concept.requires for concept in CATALOG.concepts.values()}
        clock = lambda: START + timedelta(seconds=next(ticks))  # noqa: E731
        self.desk = Desk(self.history, clock, UTC, lambda: f"id{next(numbers)}", requires)
        self.queue = Queue(CATALOG, list(CATALOG.exercises.values()), self.desk, 1, limits)
        self.events: list[Event] = []

    def play(self, *lines: str) -> list[Event]:
        before = len(self.events)
        run(self.queue, self._lines(lines), self.events.append, self.desk)
        return self.events[before:]

    def _lines(self, lines: tuple[str, ...]) -> Iterator[str]:
        for line in lines:
            asked = [event for event in self.events if isinstance(event, Asked)][-1]
            yield write_text(asked.problem.answer) if line == "!" else line


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return Session(tmp_path)


def shown(events: list[Event], width: int = 80) -> str:
    return "\n".join(render(event, Look(width)) for event in events)


def test_a_new_skill_begins_with_its_lesson(session: Session) -> None:
    events = session.play("why", "explain", "nonsense = = 3", "quit")
    names = [event_to_dict(event)["event"] for event in events]
    assert names == ["lesson", "problem", "why", "lesson", "verdict", "finished"]
    text = shown(events)
    concept = next(iter(CATALOG.concepts.values()))
    assert concept.title in text
    assert "Also: hint, steps" in text, "the first screen says what can be typed"
    assert "Formula: " in text
    assert "For example: " in text
    assert "The usual mistake" in text, "explain shows the whole lesson"
    assert all(json.dumps(event_to_dict(event)) for event in events)


def test_after_a_wrong_answer_help_is_offered(session: Session) -> None:
    events = session.play("123456789", "quit")
    assert "✗" in shown(events)
    assert "Try again, or: hint" in shown(events)


def test_a_day_has_an_end(session: Session) -> None:
    events = session.play(*["!"] * 6, "no")
    names = [event_to_dict(event)["event"] for event in events]
    assert names[-2:] == ["day_done", "finished"]
    assert names.count("lesson") == 2
    assert "Done for today: " in shown(events)
    again = session.play("yes", "quit")
    assert [event_to_dict(event)["event"] for event in again] == ["day_done", "problem", "finished"]
    asked = next(event for event in again if isinstance(event, Asked))
    assert asked.reason == "ahead"


def test_skip_moves_on(session: Session) -> None:
    events = session.play(*["skip"] * 3)
    skills = [event.problem.concept for event in events if isinstance(event, Asked)]
    assert len(set(skills)) == len(skills) > 2


def test_the_map_fills_in() -> None:
    memories: dict[str, Memory] = {}
    empty = list(map_lines(CATALOG, memories))
    assert len(empty) == len(CATALOG.topics) + 5
    memories = {skill: placed(skill, START) for skill in list(CATALOG.concepts)[:2]}
    assert "●●·" in next(map_lines(CATALOG, memories))
    first, _, third = map_to_dict(CATALOG, memories, START, Calendar())[:3]
    assert (first["standing"], third["standing"], third["due"]) == ("mastered", "ahead", None)
    assert first["due"] > "2026-03-01"


def test_a_slip_is_undone_in_the_same_problem_and_in_the_next(session: Session) -> None:
    before = session.history.memories()
    session.play("123456789", "undo", "quit")
    assert session.history.memories() == before
    session.play("!", "undo", "undo", "quit")
    assert session.history.memories() == before
    assert session.history.today("2026-03-01").reviews == 0
    session.play("123456789", "undo", "!", "quit")
    (memory,) = session.history.memories().values()
    assert (memory.streak, memory.failures) == (1, 0)
    kept = session.history.memories()
    session.history.rebuild()
    assert session.history.memories() == kept, "what is taken back is taken back by a replay too"


def test_know_and_forget(session: Session) -> None:
    events = session.play("know power-rule", "know pover-rule", "know", "forget power-rule", "quit")
    memories = session.history.memories()
    below = {"derivative-from-limit", "average-rate", "limit-removable"}
    assert below <= set(memories)
    assert "power-rule" not in memories
    assert "did you mean power-rule?" in shown(events)
    assert "with 3 skills that it builds on" in shown(events)
    session.history.rebuild()
    assert session.history.memories() == memories


def place(session: Session, known: set[str]) -> tuple[str, ...]:
    def lines() -> Iterator[str]:
        while True:
            asked = [event for event in session.events if isinstance(event, Asked)][-1].problem
            yield write_text(asked.answer) if asked.concept in known else "skip"

    return run_placement(session.queue, lines(), session.events.append, session.desk)


@pytest.mark.parametrize(("known", "most"), [(set(), 10), (set(CATALOG.concepts), 40)])
def test_a_placement_is_short(session: Session, known: set[str], most: int) -> None:
    marked = place(session, known)
    assert len(marked) >= len(known) * 0.97
    assert len(set(marked) - known) <= 3
    said = session.events[-1]
    assert isinstance(said, Noted)
    assert ("you know" in said.text) == bool(known)
    questions = [event for event in session.events if isinstance(event, Asked)]
    assert 0 < len(questions) < most
    memories = session.history.memories()
    assert set(memories) == set(marked)
    assert all(is_mastered(memory) for memory in memories.values())


def test_a_screen_reader_and_an_ascii_terminal_get_plain_lines(session: Session) -> None:
    events = session.play("hint", "steps", "123456789", "why", "solution", "skip", "quit")
    for event in events:
        assert plain(event).isascii()
        assert spoken(event)
    assert "Problem 1: " in spoken(next(event for event in events if isinstance(event, Asked)))


@pytest.mark.parametrize("width", [40, 60, 80])
def test_no_line_of_words_is_wider_than_the_terminal(session: Session, width: int) -> None:
    """Formulas may be wider than a narrow terminal; sentences never are."""
    for event in session.play("123456789", "help", "why", "quit"):
        for line in render(event, Look(width)).split("\n"):
            assert len(line) <= width or "=" in line, line


def test_a_verdict_says_how_it_counts(session: Session) -> None:
    events = [event_to_dict(event) for event in session.play("!", "quit")]
    verdict = next(event for event in events if event["event"] == "verdict")
    assert (verdict["rating"], verdict["due"]) == (3, "2026-03-01")
    problem = next(event for event in events if event["event"] == "problem")
    assert problem["statement"]["speech"]


def test_what_a_program_reads_aloud_is_in_every_event_with_a_formula(session: Session) -> None:
    events = [event_to_dict(event) for event in session.play("hint", "steps", "why", "answer", "quit")]
    told = {event["event"]: event for event in events}
    assert told["hint"]["speech"]
    assert told["step"]["after"]["speech"]
    assert told["answer"]["speech"]
    assert len(told["why"]["speech"]) == len(told["why"]["lines"])
    assert all(formula["speech"] for formula in told["lesson"]["formulas"])


def test_what_a_program_sends_is_an_answer_a_command_or_an_error() -> None:
    right = ['\ufeff{"answer": "2x"}', '{"command": "hint"}', "3x"]
    sent = [*right[:2], '{"command": "hunt"}', '{"answer": 7}', '{"answer": "hint"}', '{"a": 1}', "{", right[2]]
    errors: list[str] = []
    assert list(json_lines(io.StringIO("\n".join(sent)), {"hint"}, errors.append)) == ["2x", "hint", "3x"]
    assert len(errors) == 5
