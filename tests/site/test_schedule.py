"""The scheduler of the site against the one of the terminal: the same random histories, the same memories and choices.

``python -m tests.site.test_schedule 10000`` compares so many histories.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, fields
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from random import Random
from typing import Any

import pytest
from fsrs.scheduler import DEFAULT_PARAMETERS

from calcdrill.practice.history import replay
from calcdrill.practice.order import Course, choose, next_new
from calcdrill.practice.records import Answer, answer_from_json, answer_to_json
from calcdrill.practice.schedule import (
    DEFAULT,
    Calendar,
    Memory,
    Settings,
    doubted,
    encompassed,
    is_mastered,
    retrievability,
)  # fmt: skip

ASSETS = Path(__file__).resolve().parents[2] / "src" / "calcdrill" / "site" / "assets"
SKILLS = [f"skill-{k}" for k in range(9)] + ["règle"]
START = datetime(2026, 1, 1, 3, 30, tzinfo=UTC)

JUDGE = """
const load = (name) => require(process.argv[1] + `/${name}.js`);
const [schedule, order, history] = ["schedule", "order", "history"].map(load);
const lines = require("fs").readFileSync(0, "utf8").trim().split("\\n");
const w = JSON.parse(lines.shift());
for (const line of lines) {
  const given = JSON.parse(line), scheduler = schedule.make(w, given.settings);
  const day = (time) => schedule.day(time, given.settings.rollover, given.offset);
  const answers = given.answers.map(history.read), memories = history.replay(answers, scheduler).skills;
  const choice = (ahead) => order.choose(memories, given.course, {
    now: given.now, day, newLeft: given.newLeft, reviewsLeft: given.reviewsLeft, ahead, recent: given.recent,
    aside: given.aside, retrievability: scheduler.retrievability,
  });
  const known = {}, mastered = [];
  for (const name of Object.keys(memories)) {
    known[name] = scheduler.retrievability(memories[name], given.now);
    if (schedule.isMastered(memories[name])) mastered.push(name);
  }
  console.log(JSON.stringify({
    memories, known, mastered: mastered.sort(), days: Object.values(memories).map((one) => day(one.due)),
    chosen: [choice(false), choice(true)], next: order.nextNew(memories, given.course, day(given.now), given.aside),
    again: answers.map(history.write),
  }));
}
"""


def micros(when: datetime | None) -> int | None:
    return None if when is None else (when - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def cases(count: int, seed: int) -> Iterator[dict[str, Any]]:
    """Histories of a few weeks with every sort of answer; what the terminal makes of them stands beside."""
    source = Random(seed)
    for _ in range(count):
        requires = {
            skill: sorted(source.sample(SKILLS[:k], min(k, source.randrange(3)))) for k, skill in enumerate(SKILLS)
        }
        settings = Settings(
            retention=source.choice([0.8, 0.9, 0.95]), longest=source.choice([30, 365]),
            credit=source.random() < 0.9, rollover=source.choice([0, 4]),
        )  # fmt: skip
        offset = source.choice([-480, 0, 330])
        days = Calendar(timezone(timedelta(minutes=offset)), settings.rollover)
        answers, when = list[Answer](), START
        for number in range(source.randrange(1, 60)):
            when += source.choice([
                timedelta(seconds=source.randrange(5, 900), microseconds=source.randrange(10**6)),
                timedelta(days=source.randrange(0, 20), seconds=source.randrange(86400)),
            ])  # fmt: skip
            answers.append(answer(source, number, when, days.day(when).isoformat(), requires, answers))
        yield given(source, requires, settings, offset, days, answers, when + timedelta(days=source.randrange(0, 9)))


def answer(
    source: Random, number: int, when: datetime, day: str, requires: dict[str, list[str]], before: list[Answer]
) -> Answer:
    skill = source.choice(SKILLS)
    event = source.choices(["answer", "gave-up", "skip", "know", "forget", "undo"], [30, 4, 2, 1, 1, 1])[0]
    rating = source.choices([1, 2, 3, 4, None], [25, 10, 60, 5, 10])[0] if event == "answer" else None
    rating = 1 if event == "gave-up" else rating
    shares = {} if rating in {None, 2} else doubted(skill, requires) if rating == 1 else encompassed(skill, requires)
    text = source.choice(before).id if event == "undo" and before else "2x"
    return Answer(
        f"a{number:03}",
        when,
        day,
        f"{skill}/one",
        1,
        number,
        skill,
        event=event,
        text=text,
        rating=rating,
        shares=shares,
    )


def given(
    source: Random, requires: dict[str, list[str]], settings: Settings, offset: int, days: Calendar,
    answers: list[Answer], now: datetime,
) -> dict[str, Any]:  # fmt: skip
    skills = tuple(source.sample(SKILLS, source.randrange(4, len(SKILLS) + 1)))
    skills = tuple(skill for skill in SKILLS if skill in skills)
    course = Course(skills, requires, {skill: SKILLS.index(skill) // 3 for skill in skills})
    recent = [source.choice(skills) for _ in range(source.randrange(4))]
    aside = {source.choice(skills) for _ in range(source.randrange(2))}
    new_left, reviews_left = source.randrange(3), source.choice([None, 0, 2, 50])
    memories = replay(answers, settings)

    def chosen(ahead: bool) -> dict[str, str] | None:
        found = choose(
            memories, course, now, days=days, new_left=new_left, reviews_left=reviews_left, ahead=ahead, recent=recent,
            aside=aside,
        )  # fmt: skip
        return None if found is None else {"skill": found.skill, "reason": found.reason}

    new, nearly = next_new(memories, course, days.day(now).isoformat(), aside)
    return {
        "input": {
            "settings": asdict(settings), "offset": offset, "answers": [answer_to_json(one) for one in answers],
            "course": {"skills": skills, "requires": requires, "topics": dict(course.topics)}, "now": micros(now),
            "newLeft": new_left, "reviewsLeft": reviews_left, "recent": recent, "aside": sorted(aside),
        },
        "memories": memories,
        "known": {skill: retrievability(memory, now, settings) for skill, memory in memories.items()},
        "mastered": sorted(skill for skill, memory in memories.items() if is_mastered(memory)),
        "days": {skill: days.day(memory.due).isoformat() for skill, memory in memories.items()},
        "chosen": [chosen(False), chosen(True)],
        "next": [new, list(nearly)],
        "answers": answers,
    }  # fmt: skip


def compare(count: int, seed: int = 0) -> int:
    """Compare so many histories; how many memories were compared."""
    wanted = list(cases(count, seed))
    lines = [json.dumps(list(DEFAULT_PARAMETERS)), *(json.dumps(one["input"]) for one in wanted)]
    done = subprocess.run(
        ["node", "-e", JUDGE, str(ASSETS)], input="\n".join(lines), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(found) == len(wanted)
    return sum(compare_one(one, other) for one, other in zip(wanted, found, strict=True))


def compare_one(wanted: dict[str, Any], found: dict[str, Any]) -> int:
    assert set(found["memories"]) == set(wanted["memories"])
    for skill, memory in wanted["memories"].items():
        same(memory, found["memories"][skill])
    assert found["known"] == pytest.approx(wanted["known"], rel=1e-9)
    assert sorted(found["days"]) == sorted(wanted["days"].values())
    for name in ("mastered", "chosen", "next"):
        assert found[name] == wanted[name], name
    assert [answer_from_json(line) for line in found["again"]] == wanted["answers"]
    return len(wanted["memories"])


def same(memory: Memory, other: dict[str, Any]) -> None:
    for name in ("phase", "step", "streak", "failures", "since", "spaced"):
        assert other[name] == getattr(memory, name), name
    assert (other["due"], other["reviewed"]) == (micros(memory.due), micros(memory.reviewed))
    assert other["stability"] == pytest.approx(memory.stability, rel=1e-9)
    assert other["difficulty"] == pytest.approx(memory.difficulty, rel=1e-9)


needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")


@needs_node
def test_memories_and_choices_are_those_of_the_terminal() -> None:
    assert compare(300) > 1500


@needs_node
def test_the_fields_of_an_answer_are_known() -> None:
    script = "console.log(Object.keys(require(process.argv[1] + '/history.js').FIELDS).join())"
    done = subprocess.run(["node", "-e", script, str(ASSETS)], capture_output=True, text=True, check=True)
    assert done.stdout.strip().split(",") == [field.name for field in fields(Answer)]


@needs_node
def test_a_bad_import_changes_nothing_and_names_its_line() -> None:
    good = answer_to_json(Answer("a", START, "2026-01-01", "x/y", 1, 0, "x", rating=3))
    script = """
const { open } = require(process.argv[1] + "/history.js"), schedule = require(process.argv[1] + "/schedule.js");
const history = open(null, schedule.make(JSON.parse(process.argv[2]), JSON.parse(process.argv[3])));
for (const text of JSON.parse(process.argv[4])) {
  try { console.log(JSON.stringify(history.bringIn(text))); } catch (wrong) { console.log(wrong.message); }
}
console.log(history.answers().length);
"""
    header = '{"type": "calcdrill history", "format": 1}'
    texts = [
        f"{header}\n{good}\nnonsense",
        good.replace('"seed": 1', '"seed": "1"'),
        good.replace('"x/y"', '"x/y", "z": 1'),
    ]
    texts += [f"{header}\n{good}\n", good]
    given = [json.dumps(list(DEFAULT_PARAMETERS)), json.dumps(asdict(DEFAULT)), json.dumps(texts)]
    done = subprocess.run(["node", "-e", script, str(ASSETS), *given], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [
        "line 3: this is not a JSON object",
        "line 1: the field 'seed' is of the wrong type",
        "line 1: the field 'z' is not known",
        '{"added":1,"known":0}',
        '{"added":0,"known":1}',
        "1",
    ]


if __name__ == "__main__":
    print(compare(int(sys.argv[1]), seed=1), "memories agree")
