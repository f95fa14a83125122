"""Lessons, statistics and exam results for screen readers and for terminals that show ASCII alone."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from calcdrill import load_catalog
from calcdrill.cli import main
from calcdrill.expression.notation.prose import prose_text
from calcdrill.expression.notation.speech import speak_prose
from calcdrill.instances import generate_problem
from calcdrill.practice.exam import begin, mark
from calcdrill.practice.history import history_path, open_history
from calcdrill.practice.plain_pages import plain_exam
from calcdrill.practice.records import Answer
from calcdrill.practice.schedule import Memory
from calcdrill.practice.skill_map import plain_map

START = datetime(2026, 1, 1, 12, tzinfo=UTC)
DRAWN = set("√∫∂²′✓✗│▁▂▃▄▅▆▇█●◐×•")


def run(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    main(list(words))
    return capsys.readouterr().out


def filled(folder: Path) -> Path:
    rng = random.Random(3)
    with open_history(history_path(folder, "default")) as history:
        for number in range(9):
            at = datetime.now(UTC) - timedelta(days=9 - number)
            right = rng.random() < 0.5
            history.record(
                Answer(
                    *(f"a{number}", at, at.date().isoformat(), "chain-exp/one", 1, number, "chain-exp"),
                    correct=right,
                    mistake=None if right else "inner-missing",
                    rating=3 if right else 1,
                )
            )
    return folder


def test_statistics_in_sentences(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = run(capsys, "stats", "--plain", "--data", str(filled(tmp_path)))
    assert "Reviews in 30 days: 9.\n" in said
    assert "Weakest skills:\nThe chain rule through the exponential: " in said
    assert "inner missing: " in said
    assert not DRAWN & set(said)
    skills = run(capsys, "stats", "--map", "--plain", "--data", str(tmp_path))
    assert "The chain rule and its relatives: " in skills
    assert not DRAWN & set(skills)


def test_the_map_counts_every_skill() -> None:
    catalog = load_catalog()
    topic = catalog.topics[0]
    begun = Memory(1, 0, None, None, START, None)
    failed = Memory(1, 0, None, None, START, None, failures=8)
    memories = {topic.concepts[0].id: begun, topic.concepts[1].id: failed}
    count = len(topic.concepts)
    expected = f"{topic.title}: 0 of {count} mastered, 1 begun, 1 failed eight times, {count - 2} not begun."
    assert next(plain_map(catalog, memories)) == expected


def test_lessons_in_words_and_in_ascii(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    words = run(capsys, "explain", "chain-exp", "--plain")
    assert "Worked example:\n" in words
    assert "The answer is " in words
    assert "Step 1 of " in words
    assert not DRAWN & set(words)
    assert "e to the" in words
    monkeypatch.setenv("LC_ALL", "C")
    for skill in ("integration-by-parts", "chain-rule"):
        typed = run(capsys, "explain", skill)
        assert typed.isascii()
        assert "?" not in typed
    assert "The derivative of f(g(x)) is" in typed


@pytest.mark.parametrize(("languages", "is_ascii"), [({"LANG": "C"}, True), ({"LANG": "en_US.UTF-8"}, False)])
def test_the_language_c_is_ascii(languages: dict[str, str], is_ascii: bool) -> None:
    """Also where Python has set LC_CTYPE by itself, so in a process of its own."""
    environment = {name: value for name, value in os.environ.items() if name not in {"LC_ALL", "LC_CTYPE", "LANG"}}
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-m", "calcdrill", "explain", "chain-rule"],
        env=environment | languages,
        capture_output=True,
        check=True,
    )
    assert done.stdout.isascii() == is_ascii


def test_an_exam_in_words_and_as_it_is_typed() -> None:
    catalog = load_catalog()
    problems = [generate_problem(catalog, "chain-exp/decaying-rate", 1, index) for index in range(2)]
    exam, _ = begin("Quiz", problems, START, None)
    result = mark(exam, START + timedelta(minutes=1))
    typed = list(plain_exam(result, partial(prose_text)))
    assert typed[0] == "Quiz: 0 of 2 (0 %), 1:00 minutes."
    assert typed[1].startswith("Problem 1, no answer: ")
    assert typed[2] == f"The answer is {prose_text((problems[0].answer,))}."
    assert list(plain_exam(result, speak_prose))[2] == f"The answer is {speak_prose((problems[0].answer,))}."
