"""An exam killed at any moment: what was said to be taken is there afterwards.

``CALCDRILL_KILLS=50 pytest tests/practice/test_exam_killed.py`` is the full trial.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from random import Random
from threading import Timer

from calcdrill.practice.history import open_history

KILLS = int(os.environ.get("CALCDRILL_KILLS", "5"))
PROBLEMS = 8


def sit_until_killed(folder: Path, source: Random, texts: Iterator[str], valid: dict[int, set[str]]) -> int:
    """Answer as fast as it goes, and hand in at the end, until SIGKILL at a random moment; how many were taken.

    ``valid`` is what may stand for each problem: the last text that was taken, or one that was sent after it.
    """
    what = ["practice", "power-rule/monomial", "--exam", "-n", str(PROBLEMS), "--json", "--data", str(folder)]
    process = subprocess.Popen(
        [sys.executable, "-m", "calcdrill", *what], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdin is not None
    assert process.stdout is not None
    most = min(PROBLEMS, source.randint(0, PROBLEMS + 3))  # the kill comes a moment after so many answers
    killer = Timer(source.uniform(0, 0.06 if most < PROBLEMS else 1), process.kill)
    if source.random() < 0.1:
        killer = Timer(source.uniform(0, 1), process.kill)
        killer.start()  # while it begins, or goes on
    guard = Timer(60, process.kill)
    guard.start()
    sent, place, taken = "", 0, 0
    try:
        for line in process.stdout:
            event = json.loads(line) if line.endswith("\n") else {}
            if event.get("text", "").startswith("Taken as"):
                valid[place] = {sent}
                taken += 1
            is_asked = event.get("event") == "problem"
            if is_asked or event.get("text", "").startswith("All problems have an answer"):
                if taken >= most and killer.ident is None:
                    killer.start()
                sent, place = (next(texts), event["number"]) if is_asked else ("finish", 0)
                valid.get(place, set()).add(sent)
                process.stdin.write(sent + "\n")
                process.stdin.flush()
        process.stdin.close()
    except BrokenPipeError:
        pass
    finally:
        process.kill()
        killer.cancel()
        guard.cancel()
        process.wait()
        process.stdout.close()
    return taken


def test_what_was_taken_is_there_after_any_kill(tmp_path: Path) -> None:
    source, texts, file = Random("exam"), map(str, count(2)), tmp_path / "default.exam"
    wanted, valid = list[set[str]](), dict[int, set[str]]()
    taken = exams = 0
    for _ in range(KILLS):
        taken += sit_until_killed(tmp_path, source, texts, valid)
        if not file.exists() and valid:  # it was handed in
            wanted.extend(valid.values())
            valid.clear()
            exams += 1
    with open_history(tmp_path / "default.sqlite3") as history:
        handed_in = [answer.text for answer in history.answers()]
    records = [json.loads(line) for line in file.read_text().splitlines() if line] if file.exists() else []
    kept = {*handed_in, *(record["text"] for record in records if "text" in record)}
    lost = [texts for texts in (*wanted, *valid.values()) if texts.isdisjoint(kept)]
    assert taken >= KILLS
    assert lost == []
    assert len(set(handed_in)) == len(handed_in), "each is in the history once"
    print(f"{KILLS} kills, {taken} answers taken, {exams} exams handed in, {len(lost)} lost")
