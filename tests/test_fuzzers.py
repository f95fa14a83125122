"""The targets of the fuzzers, without atheris: what they begin with, and inputs that were or might be findings."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from fuzzers import histories, targets
from fuzzers.__main__ import _arguments
from fuzzers.targets import TARGETS, Target, TooSlow

from calcdrill.errors import CalcdrillError

FIXED = {
    "expression": [b"", b"\xff", b"(" * 399, b"9^9^9", b"-" * 399, b"[[1,2],[3]]", b"x`", "∞√²ₓ".encode(), b"e^" * 200],
    "latex": [b"", b"\\frac{", b"{" * 399, b"\\left(", b"\\sqrt" * 70, b"x^{" * 130, b"\\begin{cases}"],
    "yaml": [b"", b"\xff\xfe", b"a: &x [*x]", b"- " * 2000, b"{" * 4000, b"topic: [", b"!!python/object:os.system x"],
    "answer": [b"", b"\x00", b"\x01\xff", b"\x03" + b"(" * 299, b"\x04" + b"x!" * 100, b"\x05\\frac{1}{"],
    "task": [b"", b"{}", b'{"kind": "derivative"}', b'{"kind": 7}', b'{"kind": "taylor", "order": 1e999}', b"[" * 999],
    "history": [
        b"",
        b"[" * 2000,
        b'{"id": "\\ud800"}',
        b'{"type": "calcdrill history", "format": 2}',
        histories.lines()[0].replace(b'"day": "2026', b'"day": "\xff2026'),
        histories.lines()[1].replace(b'"at": "2026', b'"at": "9999'),
    ],
    "theme": [b"", b"\x00{{ 1/0 }}", b"\x01<< page.x.y >>", b"\x02{% for %}", b"\x00{{ [].append(1) }}", b"\x00" * 50],
    "package": [b"", b"\x00" * 40, b"\x01" + bytes(40), bytes(range(200, 240)), b"\x01" + bytes(range(99))],
    "ledger": [b"", b"[" * 4000, b'{"format": 1}', b'{"format": 1, "notes": {"a": {}}}', b"null", b"\xff"],
    "unfinished": [b"", bytes(40), b"\xff" * 40, bytes(range(120))],
    "sheet": [b"", b"[]", b'{"id": 1}', b'{"id": "x/y", "seed": 1, "index": 1e999}', b"[" * 999, b"9" * 999],
    "history-file": [b"", bytes(3), b"\x00\x00\x00" + b"\x00\x12\xff" + b"\x00\x60\x01", bytes(range(120))],
}
"""For each target inputs that once were findings, and those that readers of their kind are known to fall over."""


def test_every_target_has_fixed_inputs() -> None:
    assert set(FIXED) == set(TARGETS)


@pytest.mark.parametrize("name", TARGETS)
def test_what_a_fuzzer_begins_with_is_read(name: str) -> None:
    """A corpus that is refused at the first look would show little."""
    target = TARGETS[name]
    seeds = target.seeds()
    assert seeds
    taken = 0
    for data in seeds:
        assert len(data) <= target.longest or name in {"yaml", "task"}
        try:
            target.reads(data)
            taken += 1
        except CalcdrillError:
            continue
    assert taken >= len(seeds) / 2


@pytest.mark.parametrize(("name", "data"), [(name, data) for name, inputs in FIXED.items() for data in inputs])
def test_fixed_inputs(name: str, data: bytes) -> None:
    TARGETS[name].run(data)


@pytest.mark.parametrize("name", TARGETS)
def test_changed_seeds(name: str) -> None:
    target, source = TARGETS[name], random.Random(f"fuzz {name}")
    seeds = target.seeds()
    for _ in range(25):
        data = bytearray(source.choice(seeds))
        for _ in range(source.randint(1, 4)):
            place = source.randrange(len(data) + 1)
            word = source.choice(target.words).encode() if target.words else bytes([source.randrange(256)])
            data[place : place + source.randint(0, 3)] = word
        target.run(bytes(data))


def a_target(reads: Callable[[bytes], None]) -> Target:
    return Target("made", reads, lambda: [b""], ())


def test_what_counts_as_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(data: bytes) -> None:
        raise CalcdrillError("no")

    def breaks(data: bytes) -> None:
        raise RecursionError("deep")

    a_target(refuses).run(b"x")
    with pytest.raises(RecursionError):
        a_target(breaks).run(b"x")
    monkeypatch.setattr(targets, "SLOWEST", -1.0)
    with pytest.raises(TooSlow, match="made"):
        a_target(lambda data: None).run(b"x")


def test_the_corpus_and_the_words_are_written_for_the_fuzzer(tmp_path: Path) -> None:
    arguments = _arguments(tmp_path, [b"one", b"two"], ["√", 'a"'], 50)
    assert sorted(path.read_bytes() for path in Path(arguments[0]).iterdir()) == [b"one", b"two"]
    assert (tmp_path / "words").read_text() == '"\\xe2\\x88\\x9a"\n"\\x61\\x22"\n'
    assert "-max_len=50" in arguments


def test_one_input_is_run_again(tmp_path: Path) -> None:
    path = tmp_path / "found"
    path.write_bytes(b"\\frac{")
    command = [sys.executable, "-m", "fuzzers", "latex", "--input", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=targets.ROOT, env={**os.environ})
    assert (done.returncode, done.stderr) == (0, "")
