"""A new letter after which the integrand is a rational function."""

from __future__ import annotations

from dataclasses import dataclass

from calcdrill.expression import tree as t
from calcdrill.expression.polynomial import rational_function

__all__ = ["Turned", "is_rational"]


@dataclass(frozen=True)
class Turned:
    """The new letter stands for ``inner``; ``body`` is the integrand in it."""

    inner: t.Node
    body: t.Node


def is_rational(body: t.Node, u: t.Name) -> bool:
    """Whether the integrand is a rational function of the letter."""
    return rational_function(body, u.name, {}) is not None
