"""``deck`` over the life of a deck: the ledger beside it, the same deck under another name, what an update changes."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from calcdrill.cli.deck import command

OWN = """\
topic: own
title: My own
concepts:
  - id: own-concept
    title: Powers
    difficulty: 1
    requires: []
    summary: A summary.
    why: A reason.
    cards:
      - {{id: idea, type: intuition, front: What is it?, back: "{back}"}}
    exercises:
      - id: one
        kind: derivative
        difficulty: 1
        draw: {{a: 2..9, n: 2..9}}
        function: a*x^n
        hints: ["{hint}"]
{more}"""
MORE = """\
      - id: two
        kind: derivative
        difficulty: 1
        draw: {a: 2..9}
        function: a*x^2
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    (tmp_path / "own" / "exercises").mkdir(parents=True)
    write(tmp_path / "own")
    return tmp_path / "own"


def write(own: Path, back: str = "A thing.", hint: str = "Which rule?", more: str = MORE) -> None:
    (own / "exercises" / "01-own.yaml").write_text(OWN.format(back=back, hint=hint, more=more), encoding="utf-8")


def deck(own: Path, *more: str) -> Result:
    found = CliRunner().invoke(command, ["own", "--content", str(own), "--variants", "2", *more])
    assert found.exception is None or isinstance(found.exception, SystemExit), found.exception
    return found


def test_a_new_ledger_is_announced_and_a_known_one_is_not(own: Path, tmp_path: Path) -> None:
    first = deck(own, "-o", str(tmp_path / "a.apkg"))
    assert first.exit_code == 0 and f"new ledger {tmp_path / 'a.lock.json'}: keep it" in first.output
    assert "new ledger" not in deck(own, "-o", str(tmp_path / "a.apkg")).output


def test_the_same_deck_under_another_name_is_noticed(own: Path, tmp_path: Path) -> None:
    deck(own, "-o", str(tmp_path / "a.apkg"))
    (tmp_path / "other.lock.json").write_text("no ledger", encoding="utf-8")
    second = deck(own, "-o", str(tmp_path / "b.apkg"))
    assert f"{tmp_path / 'a.lock.json'} has 3 of these 3 keys" in second.output
    assert f"delete {tmp_path / 'b.lock.json'} and use --ledger {tmp_path / 'a.lock.json'}" in second.output
    small = CliRunner().invoke(command, ["chain-exp", "--variants", "1", "-o", str(tmp_path / "c.apkg")])
    assert small.exit_code == 0 and "of these" not in small.output


def test_the_difference_names_keys_and_texts(own: Path, tmp_path: Path) -> None:
    deck(own, "-o", str(tmp_path / "a.apkg"))
    write(own, back="Another thing, x < 1.", hint="What is outside?", more=MORE.replace("two", "three"))
    said = deck(own, "--diff", str(tmp_path / "a.apkg")).output.splitlines()
    assert said == [
        "2 fixed, 1 new, 0 schema, 1 retired",
        "fixed   own-concept/card/idea",
        "  Back",
        "  - A thing.",
        "  + Another thing, x < 1.",
        "fixed   own-concept/one",
        "  Hint",
        "  - Which rule?",
        "  + What is outside?",
        "new     own-concept/three",
        "retired own-concept/two",
    ]
    keys = deck(own, "--diff", str(tmp_path / "a.lock.json")).output.splitlines()
    assert keys == [line for line in said if not line.startswith("  ")]


def test_a_retired_key_is_refused_with_the_option_that_brings_it_back(own: Path, tmp_path: Path) -> None:
    target = ("-o", str(tmp_path / "a.apkg"))
    deck(own, *target)
    write(own, more="")
    deck(own, *target)
    write(own)
    back = CliRunner().invoke(command, ["own", "--content", str(own), "--variants", "2", *target])
    assert "own-concept/two: left the deck earlier" in str(back.exception) + back.output
    assert "--revive" in str(back.exception) + back.output
    assert deck(own, *target, "--revive").exit_code == 0
