"""Characters that a reader does not see but a terminal or a renderer obeys: controls, and marks that reorder text."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["HIDDEN", "name_of", "shown"]

HIDDEN: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 without tab and line feed, delete, C1
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # direction
    "\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"  # annotations, halves of characters, tags
)
"""One character that content must not hold."""


def shown(text: str) -> str:
    """The text for a terminal: a hidden character is shown as U+FFFD."""
    return HIDDEN.sub("\ufffd", text)


def name_of(character: str) -> str:
    """``U+202E``."""
    return f"U+{ord(character):04X}"
