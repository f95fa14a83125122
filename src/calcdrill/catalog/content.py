"""Where the shipped content lies."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from calcdrill.errors import CalcdrillError


@cache
def shipped_folder() -> Path:
    """The folder with the shipped ``exercises/`` and ``decks/``: in the installed package or the checkout."""
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "content", package.parent.parent):
        if (folder / "exercises").is_dir():
            return folder
    raise CalcdrillError("the shipped exercises are missing: install calcdrill again")
