"""A set of digests in little memory: some twenty bytes a key, where a set of bytes needs a hundred."""

from __future__ import annotations

from array import array
from hashlib import blake2b
from typing import Final, Protocol

BEGINNING: Final = 8
"""So many bytes of a key tell it from all others."""

_FIRST_SLOTS: Final = 1 << 10


class Keys(Protocol):
    """What refuses duplicates: a set of ``bytes`` or a KeySet."""

    def __contains__(self, key: bytes, /) -> bool: ...

    def add(self, key: bytes, /) -> None: ...


class KeySet:
    """Digests, told apart by their first eight bytes.

    Two of n different digests are taken for one with a chance below n²/2⁶⁵ (for 10 million: 3 in a million); the
    second would then be left out as a duplicate, in every run alike.
    """

    def __init__(self) -> None:
        self._slots = array("Q", bytes(8 * _FIRST_SLOTS))
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def __contains__(self, key: bytes, /) -> bool:
        return self._slots[self._slot(_number(key))] != 0

    def add(self, key: bytes, /) -> None:
        number = _number(key)
        slot = self._slot(number)
        if self._slots[slot] == 0:
            self._slots[slot] = number
            self._count += 1
            if 3 * self._count > 2 * len(self._slots):
                self._grow()

    def digest(self) -> str:
        """Equal for equal sets, whatever the order in which their keys came."""
        return blake2b(array("Q", sorted(number for number in self._slots if number)).tobytes()).hexdigest()[:16]

    def _slot(self, number: int) -> int:
        """Where the number is, or the empty slot where it would be."""
        slots, most = self._slots, len(self._slots) - 1
        slot = number & most
        while slots[slot] not in (0, number):
            slot = (slot + 1) & most
        return slot

    def _grow(self) -> None:
        old = self._slots
        self._slots = array("Q", bytes(16 * len(old)))
        for number in old:
            if number:
                self._slots[self._slot(number)] = number


def _number(key: bytes) -> int:
    return int.from_bytes(key[:BEGINNING], "little") or 1
