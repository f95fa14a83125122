"""The history: nothing committed is lost, two may write, a corrupt file is kept, an export brings it back."""

from __future__ import annotations

import io
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calcdrill.characters import shown
from calcdrill.errors import HistoryError, InputError
from calcdrill.practice import store
from calcdrill.practice.history import History, open_history, replay
from calcdrill.practice.records import Answer, answer_from_json, answer_to_json
from calcdrill.practice.rescue import rescued
from calcdrill.practice.schedule import Settings
from calcdrill.practice.stats import stats_of
from calcdrill.practice.store import history_path

START = datetime(2026, 3, 1, 9, tzinfo=UTC)
KILLS = int(os.environ.get("CALCDRILL_KILLS", "6"))
"""How many times a writing process is killed; 200 for the full trial."""


def answer(number: int, **fields: object) -> Answer:
    at = START + timedelta(hours=5 * number)
    base = Answer(
        id=f"a{number}",
        at=at,
        day=at.date().isoformat(),
        problem=f"skill-{number % 3}/one",
        seed=7,
        index=number // 3,
        skill=f"skill-{number % 3}",
        correct=number % 4 > 0,
        rating=3 if number % 4 else 1,
        shares={"skill-0": 0.5} if number % 3 else {},
    )
    return replace(base, **fields)  # type: ignore[arg-type]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return history_path(tmp_path, "test")


def fill(path: Path, count: int) -> list[Answer]:
    answers = [answer(number) for number in range(count)]
    with open_history(path) as history:
        for item in answers:
            history.record(item)
    return answers


def test_what_is_recorded_is_there_after_reopening(path: Path) -> None:
    answers = fill(path, 20)
    with open_history(path) as history:
        assert list(history.answers()) == answers
        assert history.memories() == replay(answers)
        assert history.next_index("skill-0/one", 7) == 7
        assert history.next_index("skill-0/one", 8) == 0
        assert history.times_asked("skill-1") == {"skill-1/one": 7}


def test_today_counts_what_counted(path: Path) -> None:
    with open_history(path) as history:
        history.record(answer(0))
        history.record(answer(1))
        history.record(answer(2, rating=None, correct=None))
        history.record(answer(9))
        first, second = history.today("2026-03-01"), history.today("2026-03-03")
        assert (first.reviews, first.right, first.new) == (2, 1, 2)
        assert (second.reviews, second.right, second.new) == (1, 1, 0)


def test_the_same_answer_is_kept_once(path: Path) -> None:
    with open_history(path) as history:
        history.record(answer(1))
        before = history.memories()
        history.record(answer(1))
        assert len(list(history.answers())) == 1
        assert history.memories() == before


def test_answers_that_come_late_take_their_place_in_time(path: Path) -> None:
    answers = [answer(number) for number in range(12)]
    order = answers.copy()
    random.Random("late").shuffle(order)
    with open_history(path) as history:
        for item in order:
            history.record(item)
        assert history.memories() == replay(answers)


def test_other_settings_rebuild_the_schedule(path: Path) -> None:
    answers = fill(path, 15)
    other = Settings(retention=0.8, credit=False)
    assert replay(answers, other) != replay(answers)
    with open_history(path, other) as history:
        assert history.memories() == replay(answers, other)


# -- moving


def test_export_and_import_lose_nothing(path: Path, tmp_path: Path) -> None:
    fill(path, 25)
    stream = io.StringIO()
    with open_history(path) as history:
        assert history.export(stream) == 25
        kept, memories = list(history.answers()), history.memories()
    lines = stream.getvalue().splitlines()
    with open_history(history_path(tmp_path, "other")) as other:
        assert other.bring_in(lines) == (25, 0)
        assert other.bring_in(lines) == (0, 25)
        assert list(other.answers()) == kept
        assert other.memories() == memories
        again = io.StringIO()
        other.export(again)
    assert again.getvalue() == stream.getvalue()


def test_a_bad_line_brings_nothing_in_and_is_named(path: Path) -> None:
    lines = [answer_to_json(answer(0)), answer_to_json(answer(1)).replace('"seed": 7', '"seed": "7"')]
    with open_history(path) as history:
        with pytest.raises(InputError, match=r"^file\.jsonl:2: the field 'seed' is of the wrong type$"):
            history.bring_in(lines, "file.jsonl")
        assert list(history.answers()) == []


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30).map(shown)


@settings(max_examples=60)
@given(
    st.builds(
        Answer,
        id=texts,
        at=st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2200, 1, 1), timezones=st.just(UTC)),
        day=texts,
        problem=texts,
        seed=st.integers(),
        index=st.integers(0, 2**60),
        skill=texts,
        text=texts,
        read_as=texts,
        correct=st.sampled_from([True, False, None]),
        mistake=st.none() | texts,
        rating=st.sampled_from([None, 1, 2, 3, 4]),
        hints=st.integers(0, 9),
        seconds=st.none() | st.floats(0, 1e6),
        shares=st.dictionaries(texts, st.floats(0, 1), max_size=3),
    )
)
def test_any_answer_survives_json_and_sqlite(item: Answer) -> None:
    assert answer_from_json(answer_to_json(item)) == item
    with _in_memory() as history:
        history.record(item)
        assert list(history.answers()) == [item]


def _in_memory() -> History:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.executescript("".join(store.MIGRATIONS))
    return History(connection, Path(":memory:"))


@settings(max_examples=100)
@given(
    st.text(max_size=60) | st.dictionaries(st.sampled_from(["id", "at", "x"]), st.integers() | texts).map(json.dumps)
)
def test_bad_lines_give_one_clear_error(line: str) -> None:
    with pytest.raises(InputError):
        answer_from_json(line)


@pytest.mark.parametrize(
    "changed",
    [
        {"text": "\ud800"},
        {"shares": {"\udfff": 0.5}},
        {"difficulty": 10**30},
        {"seconds": 10**400},
        {"seconds": float("nan")},
        {"seconds": -1},
        {"at": "0001-01-01T00:00:00+14:00"},
        {"at": "9999-12-31T23:59:59+00:00"},
    ],
)
def test_what_no_database_holds_is_refused_with_its_line(changed: dict[str, object], path: Path) -> None:
    line = json.dumps(json.loads(answer_to_json(answer(1))) | changed)
    with open_history(path) as history:
        with pytest.raises(InputError, match=rf"^file\.jsonl:2: the field '{next(iter(changed))}'"):
            history.bring_in([answer_to_json(answer(0)), line], "file.jsonl")
        assert list(history.answers()) == []


def test_a_deep_first_line_is_no_header(path: Path) -> None:
    with open_history(path) as history, pytest.raises(InputError, match=r"^<input>:1: this is not a JSON object$"):
        history.bring_in(["[" * 100_000])


def test_what_a_terminal_garbles_is_kept_as_question_marks(path: Path) -> None:
    with open_history(path) as history:
        history.record(answer(1, text="2x\udcff", read_as="\ud800"))
        (kept,) = history.answers()
        assert (kept.text, kept.read_as) == ("2x?", "?")


# -- files that are not as they should be


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE answers SET at = 'yesterday' WHERE number = 2",
        "UPDATE answers SET at = '9999-12-31T23:59:59.000000+00:00' WHERE number = 2",
        "UPDATE answers SET seed = 'seven' WHERE number = 2",
        "UPDATE answers SET shares = '{' WHERE number = 2",
        "UPDATE answers SET shares = '7' WHERE number = 2",
        "UPDATE answers SET rating = 2 WHERE number = 2",
        "UPDATE answers SET text = CAST(X'ff' AS TEXT) WHERE number = 2",
    ],
)
def test_a_damaged_row_costs_that_row(change: str, path: Path) -> None:
    answers = fill(path, 4)
    with sqlite3.connect(path) as connection:
        connection.execute(change)
    connection.close()
    left = [*answers[:1], *answers[2:]]
    messages: list[str] = []
    with open_history(path, tell=messages.append) as history:
        assert list(history.answers()) == left
        history.rebuild()
        assert history.memories() == replay(left)
        assert history.export(io.StringIO()) == 3
    assert len(messages) == 1
    assert "1 damaged row" in messages[0]


@pytest.mark.parametrize(
    "change", ["due = '?'", "phase = 7", "phase = 1", "stability = 99.0", "due = CAST(X'ff' AS TEXT)"]
)
def test_a_damaged_schedule_is_worked_out_again(change: str, path: Path) -> None:
    answers = fill(path, 4)
    with sqlite3.connect(path) as connection:
        connection.execute(f"UPDATE skills SET {change}")
    connection.close()
    with open_history(path) as history:
        assert history.memories() == replay(answers)


def test_settings_that_are_damaged_are_the_usual_ones(path: Path) -> None:
    fill(path, 2)
    for value in ("{", "7", '{"new": "many", "other": 1}'):
        with sqlite3.connect(path) as connection:
            connection.execute("INSERT OR REPLACE INTO meta VALUES ('settings', ?)", (value,))
            connection.execute("INSERT OR REPLACE INTO meta VALUES ('seed', 'seven')")
        connection.close()
        with open_history(path) as history:
            assert history.settings == Settings()
            assert history.own_seed(lambda: 5) == 5


def rows_of(file: Path) -> dict[int, tuple[object, ...]]:
    """Each answer's row as SQLite itself gives it, by its rowid; what cannot be read is left out."""
    found: dict[int, tuple[object, ...]] = {}
    with closing(sqlite3.connect(f"file:{file}?mode=ro&immutable=1", uri=True)) as connection:
        for number in range(1, 61):
            with suppress(sqlite3.Error, ValueError):
                row = connection.execute("SELECT * FROM answers WHERE rowid = ?", (number,)).fetchone()
                if row is not None:
                    found[number] = row
    return found


def test_random_damage_kills_no_command_and_costs_no_row_that_can_be_read(path: Path, tmp_path: Path) -> None:
    """Whatever is changed in the file: a history opens with all that SQLite reads and whose checksum fits."""
    answers = {item.id: item for item in fill(path, 60)}
    whole, rows = path.read_bytes(), rows_of(path)
    assert len(rows) == 60
    for seed in range(int(os.environ.get("CALCDRILL_DAMAGE", "12"))):
        source = random.Random(f"damage/{seed}")
        data = bytearray(whole)
        for _ in range(source.choice([1, 1, 5, 50])):
            place = source.randrange(100, len(data))
            data[place : place + 1] = bytes([source.randrange(256)])
        file = tmp_path / f"damaged-{seed}" / "test.sqlite3"
        file.parent.mkdir()
        file.write_bytes(data)
        readable = list(rescued(file))
        assert all(answers.get(item.id) == item for item in readable), "nothing is changed without a word"
        untouched = {row[1] for number, row in rows_of(file).items() if row == rows[number]}
        assert untouched <= {item.id for item in readable}, "SQLite reads them as they were"
        with open_history(file) as history:
            kept = list(history.answers())
            history.record(answer(999))
            assert stats_of(history, START, UTC)
        assert {item.id for item in readable} <= {item.id for item in kept}
        assert all(answers.get(item.id) == item for item in kept)


def test_a_clock_that_was_wrong_is_mended(path: Path) -> None:
    answers = fill(path, 4)
    wrong = replace(answers[3], id="wrong", at=answers[3].at.replace(year=2035))
    with open_history(path) as history:
        history.record(wrong)
        assert history.latest() == wrong.at
        now = answers[3].at + timedelta(days=1)
        assert history.mend_clock(now, "2026-03-09") == 1
        assert history.latest() < now  # type: ignore[operator]
        assert all(memory.due.year == 2026 for memory in history.memories().values())


def test_two_sessions_do_not_ask_the_same_problem(path: Path) -> None:
    with open_history(path) as one, open_history(path) as other:
        taken = [history.take_index("skill-0/one", 7) for history in (one, other, one, other)]
    assert taken == [0, 1, 2, 3]


def damage(path: Path, how: str) -> None:
    data = bytearray(path.read_bytes())
    match how:
        case "head":
            data[:16] = b"not a database!!"
        case "cut":
            data = data[: len(data) // 2 + 100]
        case "middle":
            data[4096 : 4096 + 3000] = os.urandom(3000)
        case "noise":
            data = bytearray(os.urandom(20_000))
    path.write_bytes(data)


@pytest.mark.parametrize("how", ["head", "cut", "middle", "noise"])
def test_a_corrupt_file_is_set_aside_and_never_overwritten(path: Path, how: str) -> None:
    fill(path, 40)
    damage(path, how)
    bad = path.read_bytes()
    messages: list[str] = []
    with open_history(path, tell=messages.append) as history:
        assert {item.id for item in history.answers()} <= {answer(number).id for number in range(40)}
        history.record(answer(1))
        left = list(history.answers())
    kept = [file for file in path.parent.iterdir() if ".corrupt-" in file.name]
    assert len(kept) == 1
    assert kept[0].read_bytes() == bad
    assert str(kept[0]) in messages[0]
    count = len(messages)
    with open_history(path, tell=messages.append) as history:
        assert list(history.answers()) == left
    assert len(messages) == count, "the new file is sound"


def test_two_corrupt_files_are_both_kept(path: Path) -> None:
    for _ in range(3):
        fill(path, 2)
        damage(path, "noise")
    fill(path, 2)
    assert len([file for file in path.parent.iterdir() if ".corrupt-" in file.name]) == 3


def test_a_newer_file_and_a_strange_one_are_left_alone(path: Path) -> None:
    fill(path, 2)
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(HistoryError, match="newer calcdrill"):
        open_history(path)
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = -3")
    connection.close()
    with open_history(path) as history:
        assert len(list(history.answers())) == 2, "a number that no calcdrill writes is damage, and is mended"
    strange = path.with_name("strange.sqlite3")
    with sqlite3.connect(strange) as connection:
        connection.execute("CREATE TABLE photos (name TEXT)")
    connection.close()
    before = strange.read_bytes()
    with pytest.raises(HistoryError, match="another program"):
        open_history(strange)
    assert strange.read_bytes() == before


def test_a_folder_that_cannot_be_made_is_an_error_of_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(HistoryError, match="cannot be opened"):
        open_history(tmp_path / "file" / "x.sqlite3")


@pytest.mark.parametrize("name", ["", "..", "../x", "a/b", ".hidden", "x" * 41, "é"])
def test_profile_names(name: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not a profile name"):
        history_path(tmp_path, name)


# -- other processes


def writer(path: Path, name: str, count: int | None = None) -> subprocess.Popen[str]:
    command = [sys.executable, str(Path(__file__).with_name("writer.py")), str(path), name]
    return subprocess.Popen([*command, *([str(count)] if count else [])], stdout=subprocess.PIPE, text=True)


def test_killed_at_any_moment_nothing_committed_is_lost(path: Path) -> None:
    source = random.Random("kill")
    promised: set[str] = set()
    for run in range(KILLS):
        process = writer(path, f"run{run}")
        assert process.stdout is not None
        reported = [process.stdout.readline()]
        time.sleep(source.uniform(0, 0.15))
        process.send_signal(signal.SIGKILL)
        reported += process.stdout.readlines()
        process.wait()
        process.stdout.close()
        promised |= {f"run{run}-{line.strip()}" for line in reported if line.endswith("\n")}
    messages: list[str] = []
    with open_history(path, tell=messages.append) as history:
        answers = list(history.answers())
        assert promised <= {item.id for item in answers}
        assert history.memories() == replay(answers)
    assert messages == []
    assert len(promised) >= KILLS


def test_two_processes_write_at_once(path: Path) -> None:
    processes = [writer(path, name, 60) for name in ("one", "two")]
    for process in processes:
        assert process.stdout is not None
        assert len(process.stdout.readlines()) == 60
        process.stdout.close()
        assert process.wait() == 0
    with open_history(path) as history:
        answers = list(history.answers())
        assert len({item.id for item in answers}) == 120
        assert history.memories() == replay(answers)
