"""calcdrill: calculus practice that never runs out and is never wrong.

    from calcdrill import load_catalog, generate_problem, generate_set, solve, grade

The names are loaded when they are first used, so that ``import calcdrill`` costs next to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from calcdrill.catalog import load_catalog
    from calcdrill.export.jsonl import problem_to_dict
    from calcdrill.generate import generate_set
    from calcdrill.instances import generate_problem, solve
    from calcdrill.practice.grade import grade
    from calcdrill.practice.working import grade_working

_HOMES = {
    "generate_problem": "calcdrill.instances",
    "generate_set": "calcdrill.generate",
    "grade": "calcdrill.practice.grade",
    "grade_working": "calcdrill.practice.working",
    "load_catalog": "calcdrill.catalog",
    "problem_to_dict": "calcdrill.export.jsonl",
    "solve": "calcdrill.instances",
}

__all__ = [
    "__version__",
    "generate_problem",
    "generate_set",
    "grade",
    "grade_working",
    "load_catalog",
    "problem_to_dict",
    "solve",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
