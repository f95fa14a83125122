"""Which split of a data set a row belongs to.

A row's split follows from the key of its task alone, so that the same task is in the same split of every data set with
the same shares, whatever its seed and size: nothing that one set trains on is tested by another.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from hashlib import blake2b
from typing import Final

from calcdrill.catalog.values import Exercise
from calcdrill.errors import InputError
from calcdrill.files import file_name

__all__ = ["OOD", "Splits", "held_out", "read_shares"]

OOD: Final = "ood"
"""The split of the exercises that are held out."""


@dataclass(frozen=True)
class Splits:
    """Named shares that add up to 1, and the ids of the exercises that are held out."""

    shares: tuple[tuple[str, Fraction], ...]
    held_out: frozenset[str] = frozenset()

    @property
    def names(self) -> tuple[str, ...]:
        """All splits in their order, that of the held-out exercises last."""
        return (*(name for name, _ in self.shares), *((OOD,) if self.held_out else ()))

    def split_of(self, exercise: str, key: bytes) -> str:
        """The split of a task, by the last eight bytes of its key, read as a number between 0 and 1."""
        if exercise in self.held_out:
            return OOD
        place, end = int.from_bytes(key[-8:], "big"), Fraction(0)
        for name, share in self.shares:
            end += share
            if place < end * 2**64:
                return name
        raise AssertionError("the shares add up to 1")


def read_shares(text: str) -> tuple[tuple[str, Fraction], ...]:
    """``train=0.9,test=0.1`` as names and shares; raises InputError."""
    shares: dict[str, Fraction] = {}
    for part in text.split(","):
        name, _, share = (piece.strip() for piece in part.partition("="))
        if not name.isidentifier() or not name.isascii() or name in {*shares, OOD}:
            raise InputError(f"--split {text!r}: {name!r} cannot name a split; write train=0.9,test=0.1")
        try:
            shares[file_name(name)] = Fraction(share)
        except (ValueError, ZeroDivisionError):
            raise InputError(f"--split {text!r}: {share!r} is not a share; write train=0.9,test=0.1") from None
    if any(share <= 0 for share in shares.values()) or sum(shares.values()) != 1:
        raise InputError(f"--split {text!r}: the shares must be positive and add up to 1")
    return tuple(shares.items())


def held_out(exercises: Sequence[Exercise], share: Fraction) -> frozenset[str]:
    """The ids of that share of the exercises, at least one; parts of a story stay together. Raises InputError.

    They are those whose ids have the smallest digests, so that adding an exercise hardly changes who is held out.
    """
    if not share:
        return frozenset()
    families = {_family(exercise) for exercise in exercises}
    count = max(1, round(share * len(families)))
    if not 0 < share < 1 or count >= len(families):
        raise InputError(f"--hold-out {float(share):g}: of {len(families)} exercises some must be left to train on")
    kept = _first(families, count)
    return frozenset(exercise.id for exercise in exercises if _family(exercise) in kept)


def _family(exercise: Exercise) -> str:
    return exercise.story.id if exercise.story else exercise.id


def _first(names: Iterable[str], count: int) -> Collection[str]:
    return set(sorted(names, key=lambda name: blake2b(name.encode(), digest_size=8).digest())[:count])
