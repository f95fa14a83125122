"""Notation profiles: the signs that are usual in a place, by name, and profiles of an author's own.

A recipe says ``notation: de``, or builds on a profile: ``notation: {base: de, log: log}``. ``docs/notation.md`` shows
each choice and each profile.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any, Final

from calcdrill.errors import InputError
from calcdrill.expression.notation.conventions import DEFAULT, Conventions

__all__ = ["CHOICES", "PROFILES", "read_notation"]

PROFILES: Final[Mapping[str, Conventions]] = MappingProxyType(
    {
        "us": DEFAULT,
        "uk": Conventions(inverse="sin⁻¹", times="×", gradient="column"),
        "de": Conventions(decimal=",", gradient="column"),
        "fr": Conventions(decimal=",", times="×", gradient="column"),
        "es": Conventions(decimal=",", tangent="tg"),
        "ml-paper": Conventions(log="log", gradient="column"),
    }
)
"""What is usual: schools in the US and the UK, in Germany, France and Spain, and papers on machine learning."""

CHOICES: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "log": {"ln": "ln", "log": "log"},
        "tangent": {"tan": "tan", "tg": "tg"},
        "inverse": {"arcsin": "arcsin", "sin^-1": "sin⁻¹"},
        "derivative": {"prime": "f′", "fraction": "d/dx", "dot": "ẏ"},
        "partial": {"fraction": "∂/∂x", "subscript": "fₓ"},
        "decimal": {"point": ".", "comma": ","},
        "times": {"dot": "·", "cross": "×"},
        "vector": {"round": "(a, b)", "angle": "⟨a, b⟩"},
        "gradient": {"row": "row", "column": "column"},
    }
)
"""For each choice the words that may be written, and what is chosen by them."""


def read_notation(said: Any) -> Conventions:
    """A profile's name, or a mapping of choices with a ``base``. Raises InputError, which names what is not known."""
    if isinstance(said, Conventions):
        return said
    if isinstance(said, str):
        if said not in PROFILES:
            raise InputError(_unknown("notation", said, PROFILES))
        return PROFILES[said]
    if not isinstance(said, Mapping):
        raise InputError(f"a notation is one of {', '.join(PROFILES)}, or choices such as {{base: de, log: log}}")
    chosen = dict(said)
    conventions = read_notation(chosen.pop("base", "us"))
    signs: dict[str, Any] = {name: _choice(name, value) for name, value in chosen.items()}
    return replace(conventions, **signs)


def _choice(name: Any, value: Any) -> str:
    if name not in CHOICES:
        raise InputError(_unknown("choice of notation", str(name), ("base", *CHOICES)))
    words = CHOICES[name]
    if value in words.values():
        return str(value)
    if value not in words:
        raise InputError(f"{name} is one of {', '.join(words)}, not {value!r}")
    return words[value]


def _unknown(what: str, name: str, known: Any) -> str:
    near = get_close_matches(name, list(known), 1)
    hint = f" (did you mean {near[0]}?)" if near else f"; there are {', '.join(known)}"
    return f"there is no {what} {name!r}{hint}"
