"""The benchmark kit: groups of versions, the figures over them, and the seed that is committed to."""

from __future__ import annotations

import doctest
import json
import re
from collections import defaultdict
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from calcdrill.benchmark_kit import (
    accuracy,
    check_commitment,
    commit_seed,
    effective_accuracy,
    marks_by_group,
    reasoning_gap,
    seed_of_secret,
    with_versions,
)
from calcdrill.cli import main
from calcdrill.errors import InputError
from calcdrill.export.rows import FIELDS
from calcdrill.scoring import problem_of_row
from calcdrill.sets import in_multiples

PAGE = Path(__file__).resolve().parents[1] / "docs" / "datasets.md"
SECRET = "000102030405060708090a0b0c0d0e0f"


def made(folder: Path, *options: str) -> list[dict[str, Any]]:
    """The rows that the command makes, of all splits."""
    assert main(["dataset", "gradient", *options, "-o", str(folder)]) == 0
    files = sorted((folder / "data").glob("*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]


def row(group: str, version: int, versions: int = 2) -> dict[str, str]:
    return {"metadata": json.dumps({"group": group, "version": version, "versions": versions})}


def line(exercise: str, index: int, split: str = "train") -> bytes:
    told = {"id": f"{exercise}/0/{index}", "split": split, "metadata": json.dumps({"exercise": exercise})}
    return json.dumps(told).encode()


def test_each_problem_has_all_its_versions_with_other_numbers(tmp_path: Path) -> None:
    rows = made(tmp_path, "-n", "36", "--versions", "3", "--seed", "2")
    assert len(rows) == 36
    groups = defaultdict(list)
    for one in rows:
        assert list(one) == list(FIELDS)
        assert all(type(one[name]) is type_ for name, type_ in FIELDS.items())
        groups[json.loads(one["metadata"])["group"]].append(one)
    assert len(groups) == 12
    for name, group in groups.items():
        told = [json.loads(one["metadata"]) for one in group]
        assert [(one["version"], one["versions"]) for one in told] == [(0, 3), (1, 3), (2, 3)]
        assert len({one["exercise"] for one in told}) == 1
        assert group[0]["id"] == name
        assert [one["index"] for one in group] == sorted({one["index"] for one in group})
        assert len({one["key"] for one in group}) == 3
    assert len({one["key"] for one in rows}) == 36
    assert problem_of_row(rows[1]).answer_text == rows[1]["answer"]
    card = (tmp_path / "README.md").read_text(encoding="utf-8")
    assert "--versions 3" in card and "`versions`" in card


def test_a_group_is_in_one_split_and_what_fills_none_is_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = made(tmp_path, "-n", "40", "--versions", "3", "--split", "train=0.6,test=0.4")
    assert marks_by_group(rows, [True] * len(rows))
    splits = defaultdict(set)
    for one in rows:
        splits[json.loads(one["metadata"])["group"]].add(one["split"])
    assert {len(found) for found in splits.values()} == {1}
    assert f"{40 - len(rows)} rows are left out" in capsys.readouterr().err


def test_fewer_rows_than_versions_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["dataset", "gradient", "-n", "2", "--versions", "3", "-o", str(tmp_path / "new")])
    assert "2 rows hold no problem in 3 versions" in capsys.readouterr().err
    assert not (tmp_path / "new").exists()


def test_groups_are_filled_by_exercise_and_split() -> None:
    lines = [line("a", 0), line("b", 0), line("a", 1, "test"), line("a", 2), line("b", 1), line("a", 3)]
    found = [json.loads(one) for one in with_versions(lines, 2)]
    assert [one["id"] for one in found] == ["a/0/0", "a/0/2", "b/0/0", "b/0/1"]
    assert [json.loads(one["metadata"])["group"] for one in found] == ["a/0/0", "a/0/0", "b/0/0", "b/0/0"]


def test_shares_are_multiples_until_a_rest_is_left() -> None:
    asked: list[int] = []

    def share(exercises: Any, missing: int, given: Any) -> dict[str, int]:
        asked.append(missing)
        return {"a": missing - 1, "b": 1}

    assert in_multiples(3, share)([], 10, {"a": 3}) == {"a": 6, "b": 3}
    assert in_multiples(3, share)([], 2, {}) == {"a": 1, "b": 1}
    assert asked == [3, 2]


def test_a_problem_counts_for_eacc_only_if_all_its_versions_are_right() -> None:
    marks = {"a": (True, True, True, True), "b": (True, True, True, False), "c": (False,) * 4, "d": (True,) * 4}
    assert accuracy(marks) == 11 / 16
    assert effective_accuracy(marks) == 1 / 2
    assert reasoning_gap(marks) == 3 / 16
    assert reasoning_gap({"a": (True, True), "c": (False, False)}) == 0


def test_marks_are_put_in_the_order_of_the_versions() -> None:
    rows = [row("b", 1), row("a", 1), row("a", 0), row("b", 0)]
    assert marks_by_group(rows, [True, False, True, True]) == {"b": (True, True), "a": (True, False)}


@pytest.mark.parametrize(
    ("rows", "marks", "said"),
    [
        ([row("a", 0)], [True], "version 1 of a is missing"),
        ([row("a", 0), row("a", 0), row("a", 1)], [True] * 3, "version 0 of a comes twice"),
        ([row("a", 0), row("a", 1)], [True], "2 rows have 1 marks"),
        ([{"metadata": "{}"}], [True], "--versions"),
    ],
)
def test_marks_that_would_make_false_figures_are_refused(rows: Any, marks: list[bool], said: str) -> None:
    with pytest.raises(InputError, match=said):
        marks_by_group(rows, marks)


@pytest.mark.parametrize("figure", [accuracy, effective_accuracy, reasoning_gap])
def test_nothing_has_no_figure(figure: Any) -> None:
    for marks in ({}, {"a": ()}):
        with pytest.raises(InputError, match="no marks"):
            figure(marks)


def test_a_commitment_fits_its_secret_alone() -> None:
    commitment = commit_seed(SECRET)
    assert commitment == sha256(SECRET.encode()).hexdigest()
    assert check_commitment(SECRET, commitment) and check_commitment(SECRET.upper(), f"{commitment.upper()}\n")
    assert not check_commitment(SECRET.replace("0f", "0e"), commitment)
    assert not check_commitment(SECRET, commitment[:-1])
    assert not check_commitment(SECRET, "")


def test_the_seed_fits_its_column_and_the_commitment_does_not_tell_it() -> None:
    secrets = [f"{number:032x}" for number in range(200)]
    seeds = [seed_of_secret(secret) for secret in secrets]
    assert len(set(seeds)) == 200
    assert 2**62 < max(seeds) < 2**63
    assert not any(f"{seed:x}" in commit_seed(secret) for secret, seed in zip(secrets, seeds, strict=True))
    assert not any(seed == int(commit_seed(secret)[:16], 16) >> 1 for secret, seed in zip(secrets, seeds, strict=True))


@pytest.mark.parametrize("secret", ["", "12", SECRET + "0", "g" * 32, "٣" * 32])
def test_a_secret_of_another_form_is_refused(secret: str) -> None:
    for use in (commit_seed, seed_of_secret):
        with pytest.raises(InputError, match="32 hexadecimal digits"):
            use(secret)


def test_the_examples_of_the_page_give_what_it_shows() -> None:
    blocks = re.findall(r"```python\n(>>> .*?)```", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL)
    examples = doctest.DocTestParser().get_doctest("\n".join(blocks), {}, PAGE.name, str(PAGE), 0)
    said: list[str] = []
    done = doctest.DocTestRunner(verbose=False).run(examples, out=said.append)
    assert done.attempted >= 10
    assert done.failed == 0, "".join(said)
