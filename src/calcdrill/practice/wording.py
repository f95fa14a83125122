"""Counts in words."""

from __future__ import annotations

__all__ = ["plural"]


def plural(count: int, noun: str) -> str:
    """ "1 problem", "3 problems"."""
    return f"{count} {noun}{'' if count == 1 else 's'}"
