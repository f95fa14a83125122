"""Sources that a teacher may change: a mark at their end tells whether somebody has.

The last line of a source is a comment with the hash of what stands before it.
"""

from __future__ import annotations

from hashlib import sha256
from types import MappingProxyType
from typing import Final

__all__ = ["is_untouched", "signed"]

COMMENTS: Final = MappingProxyType({"typ": "//", "tex": "%"})
"""How a comment begins, by the suffix of the sources that are marked."""
_WORDS: Final = "as calcdrill wrote it: "


def signed(text: str, suffix: str) -> str:
    """The source with its mark; other files as they are."""
    return f"{text}{_mark(text, suffix)}" if suffix in COMMENTS else text


def is_untouched(content: bytes, suffix: str) -> bool:
    """Whether a file is still as it was written here; a source without a mark is somebody's own."""
    if suffix not in COMMENTS:
        return True
    text = content.decode("utf-8", errors="replace").replace("\r\n", "\n")
    before, begin, _ = text.rpartition(f"{COMMENTS[suffix]} {_WORDS}")
    return bool(begin) and text == signed(before, suffix)


def _mark(text: str, suffix: str) -> str:
    return f"{COMMENTS[suffix]} {_WORDS}{sha256(text.encode()).hexdigest()[:32]}\n"
