"""Numbers that look drawn by lot and are the same in every process."""

from __future__ import annotations

__all__ = ["scrambled"]


def scrambled(*parts: int) -> int:
    """A fixed scrambling of numbers to 64 bits (the finaliser of splitmix64; Steele, Lea and Flood 2014)."""
    state = 0
    for part in parts:
        state = (state + part + 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF
        state = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & 0xFFFFFFFFFFFFFFFF
        state = ((state ^ (state >> 27)) * 0x94D049BB133111EB) & 0xFFFFFFFFFFFFFFFF
        state ^= state >> 31
    return state
