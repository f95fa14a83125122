"""How a command ends when its output cannot be written, its reader goes away, or somebody stops it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from calcdrill import bounded
from calcdrill.cli import COMMANDS
from calcdrill.cli.solve import solve_lines

TASK = json.dumps({"kind": "derivative", "function": "x^2"})
FULL = Path("/dev/full")
WRITERS: dict[str, tuple[str, ...]] = {
    "list": ("list",),
    "generate": ("generate", "chain-exp", "-n", "2"),
    "generate --format markdown": ("generate", "chain-exp", "-n", "2", "--format", "markdown"),
    "solve": ("solve", "derivative", "function=x^2"),
    "solve --jsonl": ("solve", "--jsonl"),
    "schema": ("schema",),
    "check": ("check", "chain-exp", "--samples", "1", "--json"),
    "--help": ("--help",),
    "stats": ("stats", "--history", os.devnull),
}


HEARD = None if os.name == "nt" else lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)
"""What a test starts hears Ctrl-C, also where the tests run as a shell's background job, which is deaf to it."""


def started(arguments: tuple[str, ...], **streams: Any) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "calcdrill", *arguments]
    return subprocess.Popen(command, stderr=subprocess.PIPE, preexec_fn=HEARD, **streams)


def ended(process: subprocess.Popen[bytes], given: bytes = b"") -> tuple[int, str]:
    _, said = process.communicate(given, timeout=120)
    return process.returncode, said.decode()


@pytest.mark.skipif(not FULL.exists(), reason="needs /dev/full")
@pytest.mark.parametrize("name", [name for name in WRITERS if name != "stats"])
def test_a_full_device_is_one_message(name: str) -> None:
    with FULL.open("wb") as full:
        code, said = ended(started(WRITERS[name], stdin=subprocess.PIPE, stdout=full), TASK.encode())
    assert code == 1
    assert said.count("\n") == 1 and "could not be written" in said


@pytest.mark.parametrize("name", ["solve --jsonl", "list", "--help"])
def test_a_reader_that_goes_away_ends_the_command_in_silence(name: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as pipe:
        code, said = ended(started(WRITERS[name], stdin=subprocess.PIPE, stdout=pipe), TASK.encode())
    assert (code, said) == (141, "")


@pytest.mark.skipif(not hasattr(signal, "SIGINT") or os.name == "nt", reason="needs POSIX signals")
def test_an_interrupt_is_one_message() -> None:
    process = started(("solve", "--jsonl"), stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdin is not None and process.stdout is not None
    process.stdin.write(TASK.encode() + b"\n")
    process.stdin.flush()
    assert process.stdout.readline()  # it is at work, and waits for the next line
    process.send_signal(signal.SIGINT)
    code, said = ended(process)
    assert code == 130
    assert said.split() == ["stopped"]


def test_a_file_that_cannot_be_written_is_one_message(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    arguments = ("schema", "-o", str(tmp_path / "file" / "schema.json"))
    code, said = ended(started(arguments, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL))
    assert code == 2
    assert said.count("\n") == 1 and "Traceback" not in said


def test_every_command_goes_through_the_same_end() -> None:
    assert {arguments[0] for arguments in WRITERS.values()} <= {*COMMANDS, "--help"}


# -- one bad line costs one line


@pytest.mark.parametrize("error", [IndexError, ZeroDivisionError, RecursionError, MemoryError, AssertionError, OSError])
def test_any_exception_is_that_lines_error(error: type[Exception], monkeypatch: pytest.MonkeyPatch) -> None:
    real = bounded.solve_bounded

    def failing(task: Any) -> Any:
        if task["function"] == "bad":
            raise error("of any class")
        return real(task)

    monkeypatch.setattr(bounded, "solve_bounded", failing)
    bad = json.dumps({"kind": "derivative", "function": "bad"})
    found = [json.loads(line) for line in solve_lines([TASK, bad, TASK])]
    assert [set(one) == {"error"} for one in found] == [False, True, False]
    assert error.__name__ in found[1]["error"] and "report" in found[1]["error"]


def test_lines_correspond() -> None:
    lines = [TASK, "", "   \n", "no JSON", TASK]
    found = [json.loads(line) for line in solve_lines(lines)]
    assert ["error" in one for one in found] == [False, True, True, True, False]


def test_bytes_that_are_no_text_and_odd_ends_of_lines() -> None:
    process = started(("solve", "--jsonl", "-"), stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    given = b"\xff\xfe\n" + TASK.encode() + b"\r\n\x0c\n" + b'{"kind": "\\ud83d"}\n' + TASK.encode()
    out, said = process.communicate(given, timeout=120)
    found = [json.loads(line) for line in out.decode().splitlines()]
    assert ["error" in one for one in found] == [True, False, True, True, False]
    assert process.returncode == 0 and said == b""
