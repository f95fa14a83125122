"""A run that is stopped at any moment is continued, and ends with the bytes of one that was not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path

import pytest

from calcdrill import load_catalog
from calcdrill.catalog.values import Exercise
from calcdrill.export.jsonl import problem_line
from calcdrill.export.unfinished import Continued, unfinished
from calcdrill.generating import Here
from calcdrill.sets import iterate_found
from calcdrill.tasks import instance_space

N = 480
RUN = ("generate", "chain-exp", "gradient-vector", "product-rule", "--seed", "4", "--format", "json")


def start(*arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "calcdrill", *map(str, arguments)]
    # A shell's background jobs are deaf to SIGINT, and so would be what they start.
    heard = None if os.name == "nt" else lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=heard)


def run(*arguments: object, code: int = 0) -> str:
    """Standard error of the command."""
    process = start(*arguments)
    _, errors = process.communicate(timeout=120)
    assert process.returncode == code, errors
    assert "Traceback" not in errors
    return errors


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("whole") / "problems.jsonl"
    run(*RUN, "-n", N, "-o", path)
    assert [left.name for left in path.parent.iterdir()] == ["problems.jsonl"]
    return path.read_bytes()


def interrupted(output: Path, whole: bytes, jobs: int = 1, how: int = signal.SIGKILL) -> Path:
    """The unfinished file of a run that was stopped in the middle."""
    part = output.with_name(output.name + ".part")
    process = start(*RUN, "-n", N, "-o", output, "--jobs", jobs)
    give_up = time.monotonic() + 60
    while not (part.exists() and part.stat().st_size):
        assert time.monotonic() < give_up and process.poll() is None
        time.sleep(0.005)
    process.send_signal(how)
    process.communicate(timeout=60)
    assert not output.exists()
    assert whole.startswith(part.read_bytes())
    return part


class Stop(Exception):
    """What interrupts a run."""


def test_after_a_stop_at_any_line_the_same_lines_follow(tmp_path: Path) -> None:
    """The set is nearly all that exists, so that exercises run out and a second round begins."""
    catalog = load_catalog()
    exercises = [catalog.exercises[f"{place}/power-times-exp"] for place in ("product-rule", "chain-with-product")]
    exercises.append(catalog.exercises["chain-root/root-of-line"])
    sizes = [len(instance_space(exercise).keys) for exercise in exercises]
    n = sum(sizes) * 9 // 10
    assert min(sizes) < n // 3
    lines = [found.made for found in iterate_found(exercises, n, 7, Here(7, problem_line))]
    output = tmp_path / "problems.jsonl"
    stops = sorted({0, 1, 31, 32, 33, *range(40, n, 23), n - 1, n})
    for stop in stops:
        with suppress(Stop):
            write(output, exercises, n, stop)
        assert write(output, exercises, n, None) == stop
        assert output.read_bytes() == b"".join(lines), stop
        output.unlink()


def write(output: Path, exercises: Sequence[Exercise], n: int, stop: int | None) -> int:
    """How many lines were there from before; ``stop`` lines are there when Stop is raised."""
    with unfinished(output, {"seed": 7}, resume=True) as file:
        source = Continued(file.earlier(exercises), Here(7, problem_line))
        with closing(file.write(iterate_found(exercises, n, 7, source), exercises)) as progress:
            while stop != file.kept and (done := next(progress, n)) < n:
                if done == stop:
                    break
        if stop is not None:
            raise Stop
    return file.kept


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL here")
@pytest.mark.parametrize(("jobs", "then"), [(1, 2), (2, 1)])
def test_a_killed_run_is_continued(tmp_path: Path, whole: bytes, jobs: int, then: int) -> None:
    output = tmp_path / "problems.jsonl"
    part = interrupted(output, whole, jobs)
    with part.open("ab") as file:
        file.write(whole[part.stat().st_size :][:300])  # a torn line
    run(*RUN, "-n", N, "-o", output, "--resume", "--jobs", then)
    assert output.read_bytes() == whole
    assert [left.name for left in tmp_path.iterdir()] == ["problems.jsonl"]


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL here")
def test_what_is_there_is_kept_and_not_made_again(tmp_path: Path, whole: bytes) -> None:
    output = tmp_path / "problems.jsonl"
    part = interrupted(output, whole)
    before, place = part.read_bytes(), part.stat().st_ino
    run(*RUN, "-n", N, "-o", output, "--resume")
    assert output.stat().st_ino == place
    assert output.read_bytes()[: before.rindex(b"\n") + 1] == before[: before.rindex(b"\n") + 1]


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL here")
def test_what_cannot_be_continued_says_so_and_is_left_alone(tmp_path: Path, whole: bytes) -> None:
    output = tmp_path / "problems.jsonl"
    part = interrupted(output, whole)
    before = part.read_bytes()
    other_seed = ("generate", "chain-exp", "gradient-vector", "--seed", "5", "--format", "json")
    other_content = ("generate", "chain-exp", "--seed", "4", "--format", "json")
    for arguments, words in (
        ((*RUN, "-n", N), "interrupted run: --resume continues it"),
        ((*RUN, "-n", N + 1, "--resume"), f"another number of problems: {N} then, {N + 1} now"),
        ((*other_seed, "-n", N, "--resume"), "another seed: 4 then, 5 now"),
        ((*other_content, "-n", N, "--resume"), "another content"),
    ):
        shown = run(*arguments, "-o", output, code=2)
        assert words in shown and len(shown.splitlines()) == 1
    part.with_name(part.name + ".keys").unlink()
    assert "cannot be continued without" in run(*RUN, "-n", N, "-o", output, "--resume", code=2)
    assert part.read_bytes() == before


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL here")
def test_lines_that_were_damaged_are_made_again(tmp_path: Path, whole: bytes) -> None:
    output = tmp_path / "problems.jsonl"
    part = interrupted(output, whole)
    with part.open("r+b") as file:
        file.seek(part.stat().st_size // 2)
        file.write(bytes(64))
    run(*RUN, "-n", N, "-o", output, "--resume")
    assert output.read_bytes() == whole


@pytest.mark.skipif(os.name == "nt", reason="no such signal here")
def test_a_stop_by_hand_says_how_to_go_on(tmp_path: Path, whole: bytes) -> None:
    output = tmp_path / "problems.jsonl"
    interrupted(output, whole, jobs=2, how=signal.SIGINT)
    shown = run(*RUN, "-n", N, "-o", output, code=2)
    assert "--resume continues it" in shown
    run(*RUN, "-n", N, "-o", output, "--resume")
    assert output.read_bytes() == whole


def test_two_runs_do_not_write_the_same_file(tmp_path: Path, whole: bytes) -> None:
    pytest.importorskip("fcntl", reason="no locks here")
    output = tmp_path / "problems.jsonl"
    part = output.with_name(output.name + ".part")
    process = start(*RUN, "-n", N, "-o", output)
    while not part.exists():
        time.sleep(0.005)
    assert "another run is writing" in run(*RUN, "-n", N, "-o", output, "--resume", code=2)
    process.communicate(timeout=60)
    assert output.read_bytes() == whole


def test_a_run_that_cannot_succeed_leaves_nothing(tmp_path: Path) -> None:
    shown = run("generate", "power-rule", "-n", "5000", "--format", "json", "-o", tmp_path / "problems.jsonl", code=2)
    assert "different ones exist" in shown
    assert not list(tmp_path.iterdir())


def test_resume_goes_with_a_file_of_lines(tmp_path: Path) -> None:
    assert "--format json and -o FILE" in run("generate", "chain-exp", "--resume", code=2)
    path = tmp_path / "problems.jsonl"
    run("generate", "chain-exp", "-n", "5", "--format", "json", "--resume", "-o", path)
    assert path.read_bytes().count(b"\n") == 5
