"""Benchmarks: versions of one problem, the figures over them, and a seed that is committed to before it is shown.

    marks = marks_by_group(rows, [score(row, text).outcome == "right" for row, text in zip(rows, texts)])
    accuracy(marks), effective_accuracy(marks), reasoning_gap(marks)

A group is k rows of one exercise that differ in their numbers. The figures are those of UGMathBench
(Xu et al. 2025, arXiv 2501.13766): EAcc counts a group only if all its versions are right; Δ is accuracy minus EAcc.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from hmac import compare_digest
from typing import Any, Final

from calcdrill.errors import InputError
from calcdrill.export.jsonl import write_line

__all__ = [
    "accuracy",
    "check_commitment",
    "commit_seed",
    "effective_accuracy",
    "marks_by_group",
    "reasoning_gap",
    "seed_of_secret",
    "with_versions",
]

_SECRET: Final = re.compile(r"[0-9a-f]{32}")

Marks = Mapping[str, Sequence[bool]]
"""Group → for each of its versions, whether it is right."""


def commit_seed(secret: str) -> str:
    """The SHA-256 of a secret of 128 bits, written as 32 hexadecimal digits; publish it, and keep the secret.

    It is the digest of the 32 lower-case digits as text, so ``printf %s SECRET | sha256sum`` gives the same.
    Raises InputError if the secret is not 32 hexadecimal digits.
    """
    return sha256(_digits(secret).encode()).hexdigest()


def check_commitment(secret: str, commitment: str) -> bool:
    """Whether the secret is the one that was committed to; raises InputError if it is not 32 hexadecimal digits."""
    return compare_digest(commit_seed(secret).encode(), commitment.strip().lower().encode())


def seed_of_secret(secret: str) -> int:
    """The seed for ``--seed``: 63 bits, so that it fits the column ``seed``; the commitment does not tell it.

    Raises InputError if the secret is not 32 hexadecimal digits.
    """
    return int.from_bytes(sha256(f"calcdrill seed {_digits(secret)}".encode()).digest()[:8]) >> 1


def _digits(secret: str) -> str:
    digits = secret.strip().lower()
    if not _SECRET.fullmatch(digits):
        raise InputError("a secret has 32 hexadecimal digits (128 bits): make one with secrets.token_hex(16)")
    return digits


def with_versions(lines: Iterable[bytes], versions: int) -> Iterator[bytes]:
    """The rows in groups of ``versions`` rows of the same exercise and split; what fills no group is left out.

    ``metadata`` says it: ``group`` is the id of the group's first row, ``version`` counts from 0, ``versions`` is how
    many there are. Only rows of groups that are not full yet are held in memory.
    """
    waiting: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for line in lines:
        row: dict[str, Any] = json.loads(line)
        place = (json.loads(row["metadata"])["exercise"], row["split"])
        group = waiting.setdefault(place, [])
        group.append(row)
        if len(group) == versions:
            yield from (_version(one, group[0]["id"], number, versions) for number, one in enumerate(group))
            del waiting[place]


def _version(row: Mapping[str, Any], group: str, version: int, versions: int) -> bytes:
    metadata = {**json.loads(row["metadata"]), "group": group, "version": version, "versions": versions}
    told = json.dumps(metadata, ensure_ascii=False, separators=(",", ":"))
    return write_line({**row, "metadata": told}).encode()


def marks_by_group(rows: Iterable[Mapping[str, Any]], right: Iterable[bool]) -> dict[str, tuple[bool, ...]]:
    """Group → which of its versions are right, from the rows of ``--versions`` and a mark for each, in their order.

    Raises InputError if a row has no group, if a version is missing or comes twice, or if the numbers of rows and
    marks differ: a missing version would make EAcc too high.
    """
    groups: dict[str, dict[int, bool]] = {}
    sizes: dict[str, int] = {}
    rows, marks = list(rows), list(right)
    if len(rows) != len(marks):
        raise InputError(f"{len(rows)} rows have {len(marks)} marks: give one mark for each row")
    for row, mark in zip(rows, marks, strict=True):
        group, version, versions = _place(row)
        sizes[group] = versions
        if version in groups.setdefault(group, {}):
            raise InputError(f"version {version} of {group} comes twice")
        groups[group][version] = bool(mark)
    for group, versions in sizes.items():
        if missing := sorted(set(range(versions)) - set(groups[group])):
            raise InputError(f"version {missing[0]} of {group} is missing: mark all rows of a group")
    return {group: tuple(groups[group][version] for version in range(sizes[group])) for group in groups}


def _place(row: Mapping[str, Any]) -> tuple[str, int, int]:
    try:
        metadata = json.loads(row["metadata"])
        return str(metadata["group"]), int(metadata["version"]), int(metadata["versions"])
    except (KeyError, TypeError, ValueError, RecursionError):
        raise InputError("this row has no versions: make the data set with calcdrill dataset … --versions K") from None


def accuracy(marks: Marks) -> float:
    """The share of right versions, each group weighing the same: between 0 and 1; InputError without groups."""
    return sum(sum(versions) / len(versions) for versions in _some(marks)) / len(marks)


def effective_accuracy(marks: Marks) -> float:
    """EAcc, the share of groups all versions of which are right: between 0 and 1; InputError without groups."""
    return sum(all(versions) for versions in _some(marks)) / len(marks)


def reasoning_gap(marks: Marks) -> float:
    """Δ, accuracy minus EAcc: 0 for a model that gets each problem right in all its versions or in none."""
    return accuracy(marks) - effective_accuracy(marks)


def _some(marks: Marks) -> Iterable[Sequence[bool]]:
    if not marks or not all(marks.values()):
        raise InputError("there are no marks: a figure needs one group or more, each with a version")
    return marks.values()
