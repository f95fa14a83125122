"""Statistics: counts by hand, a learner with a known weakness, plots and pages."""

from __future__ import annotations

import json
import random
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from html.parser import HTMLParser
from itertools import count
from pathlib import Path

import pytest
from handmade import make

from calcdrill.practice.drill import Desk, Next, Source, run
from calcdrill.practice.events import Event
from calcdrill.practice.history import History, open_history, replay
from calcdrill.practice.order import Course, choose
from calcdrill.practice.plots import bar, sparkline
from calcdrill.practice.records import Answer
from calcdrill.practice.report import stats_page, stats_svg, stats_text, stats_to_dict
from calcdrill.practice.schedule import Calendar
from calcdrill.practice.stats import gather, stats_of, weakest_skills

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)


def answer(number: int, days_ago: int, skill: str, right: bool, mistake: str | None = None) -> Answer:
    at = NOW - timedelta(days=days_ago, minutes=60 - number)
    return Answer(
        id=f"a{number}",
        at=at,
        day=at.date().isoformat(),
        problem=f"{skill}/one",
        seed=1,
        index=number,
        skill=skill,
        correct=right,
        mistake=mistake,
        rating=3 if right else 1,
    )


ANSWERS = [
    answer(1, 9, "power", True),
    answer(2, 9, "chain", False, "inner-forgotten"),
    answer(3, 2, "power", True),
    answer(4, 2, "chain", False, "inner-forgotten"),
    answer(5, 1, "power", False, "sign"),
    answer(6, 1, "chain", True),
    answer(7, 0, "power", True),
    answer(8, 0, "chain", False, "inner-forgotten"),
]


def test_counts_by_hand() -> None:
    stats = gather(ANSWERS, replay(ANSWERS), NOW, UTC)
    assert (stats.day, stats.streak, stats.reviews, stats.right) == ("2026-03-20", 3, 8, 4)
    assert stats.retention == pytest.approx(2 / 4), "power on 3 later days: 2 of 3; chain after its first right: 0 of 1"
    assert [one.skill for one in stats.weakest] == ["chain", "power"]
    assert stats.weakest[0].share == pytest.approx(0.3243, abs=1e-4), "1.3720 of 4.2306, old answers faded"
    assert [(one.mistake, one.count, one.skill) for one in stats.mistakes] == [
        ("inner-forgotten", 3, "chain"),
        ("sign", 1, "power"),
    ]
    assert len(stats.days) == 30
    assert [day.reviews for day in stats.days[-3:]] == [2, 2, 2]
    assert sum(stats.ahead) <= 2


def test_the_streak_lives_until_the_day_is_over() -> None:
    until_yesterday = [item for item in ANSWERS if item.day != "2026-03-20"]
    assert gather(until_yesterday, {}, NOW, UTC).streak == 2
    assert gather(until_yesterday, {}, NOW + timedelta(days=1), UTC).streak == 0


def test_the_learner_s_own_midnight_counts() -> None:
    late = datetime(2026, 3, 20, 23, 30, tzinfo=UTC)
    assert gather([], {}, late, timezone(timedelta(hours=5))).day == "2026-03-21", "at 4:30"
    assert gather([], {}, late, timezone(timedelta(hours=2))).day == "2026-03-20", "the night belongs to the day before"


def test_without_history() -> None:
    stats = gather([], {}, NOW, UTC)
    assert (stats.due, stats.streak, stats.reviews, stats.retention, stats.weakest) == (0, 0, 0, None, ())
    assert list(stats_text(stats, {}))
    assert "<svg" not in stats_page(stats, {})


class Learner(Source):
    """Knows every skill but one: there the inner derivative is forgotten three times in four."""

    skills = ("power", "chain", "product", "quotient", "exp")
    weak = "chain"

    def __init__(self, history: History) -> None:
        self.history = history
        self.source = random.Random("learner")
        self.asked = ""
        self.last: str | None = None

    def next(self, when: datetime) -> Next | None:
        recent = [self.last] if self.last else []
        choice = choose(
            self.history.memories(),
            Course(tuple(self.skills), {}),
            when,
            days=Calendar(),
            new_left=5,
            ahead=True,
            recent=recent,
        )
        assert choice is not None
        self.last = self.asked = choice.skill
        problem = make(
            "derivative",
            "2*cos(2*x)",
            {"chain-inner-derivative-missing": "cos(2*x)"},
            function="sin(2*x)",
            variable="x",
        )
        return Next(replace(problem, concept=choice.skill), choice.skill, choice.reason)

    def lines(self) -> list[str]:
        if self.asked == self.weak and self.source.random() < 0.75:
            return ["cos 2x", "answer"]
        return ["3x", "answer"] if self.source.random() < 0.08 else ["2cos(2x)"]


def test_a_known_weakness_is_named_first(tmp_path: Path) -> None:
    """After 100 answers of a learner who has one weakness, it is the first skill and the first mistake."""
    numbers, clock = count(), [NOW]
    with open_history(tmp_path / "learner.sqlite3") as history:
        desk = Desk(history, lambda: clock[0], UTC, lambda: f"i{next(numbers)}", {})
        learner = Learner(history)

        def lines():  # type: ignore[no-untyped-def]
            while next(numbers) < 10**6:
                clock[0] += timedelta(hours=3)
                yield from learner.lines()
                if sum(item.rating is not None for item in history.answers()) >= 100:
                    return

        events: list[Event] = []
        run(learner, lines(), events.append, desk)
        stats = stats_of(history, clock[0], UTC)
        assert stats.reviews >= 100
        assert stats.weakest[0].skill == "chain"
        assert stats.mistakes[0].mistake == "chain-inner-derivative-missing"
        assert weakest_skills(history, clock[0], 1) == ("chain",)
        text = "\n".join(stats_text(stats, {"chain": "The chain rule"}))
        assert text.index("The chain rule") < text.index("power")


def test_plots() -> None:
    assert sparkline([0, 1, 8]) == " ▁█"
    assert sparkline([0, 0]) == "  "
    assert bar(0.5, 4) == "██  "
    assert bar(2, 3) == "███"
    assert bar(0.0, 3) == "   "


def test_the_svg_is_xml_with_words_for_it() -> None:
    stats = gather(ANSWERS, replay(ANSWERS), NOW, UTC)
    root = ElementTree.fromstring(stats_svg(stats))
    assert root.tag.endswith("svg")
    texts = [node.text or "" for node in root.iter() if node.tag.endswith(("title", "desc"))]
    assert texts == ["Reviews per day; the filled part was right", "8 reviews in 30 days, 4 of them right"]
    assert stats_svg(stats) == stats_svg(stats)


class Balance(HTMLParser):
    """Counts open tags and collects the text."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in {"meta", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_startendtag(self, tag: str, attrs: object) -> None:
        pass

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_page_is_whole_and_shows_text_as_text() -> None:
    stats = gather(ANSWERS, replay(ANSWERS), NOW, UTC)
    parser = Balance()
    parser.feed(stats_page(stats, {"chain": "<script>chain & co</script>"}))
    assert parser.open == []
    assert "<script>chain & co</script>" in parser.text
    assert "inner forgotten" in parser.text


def test_json() -> None:
    stats = gather(ANSWERS, replay(ANSWERS), NOW, UTC)
    record = json.loads(json.dumps(stats_to_dict(stats)))
    assert record["weakest"][0]["skill"] == "chain"
    assert record["streak"] == 3
