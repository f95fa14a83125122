"""Frozen values that are made fast: trees and their steps are built by the hundred for every problem."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, Field, dataclass, fields
from typing import Any, TypeVar, dataclass_transform

_Value = TypeVar("_Value")


@dataclass_transform(frozen_default=True)
def frozen(plain: type[_Value]) -> type[_Value]:
    """The class as a frozen dataclass with slots, whose instances are filled without a look-up of names."""
    made = dataclass(frozen=True, slots=True)(plain)
    made.__init__ = _filling(made)  # type: ignore[method-assign]
    return made


def _filling(made: type[Any]) -> Callable[..., None]:
    """An ``__init__`` that puts values into the slots, where a dataclass's own calls object.__setattr__."""
    parts = fields(made)
    body = [f"put_{part.name}(self, {part.name})" for part in parts]
    body += ["self.__post_init__()"] if hasattr(made, "__post_init__") else []
    known: dict[str, Any] = {f"put_{part.name}": getattr(made, part.name).__set__ for part in parts}
    known |= {f"default_{part.name}": part.default for part in parts}
    exec(f"def __init__({', '.join(['self', *map(_parameter, parts)])}): {'; '.join(body) or 'pass'}", known)
    return known["__init__"]  # type: ignore[no-any-return]


def _parameter(part: Field[Any]) -> str:
    return part.name if part.default is MISSING else f"{part.name}=default_{part.name}"


__all__ = ["frozen"]
