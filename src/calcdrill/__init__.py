"""calcdrill: calculus practice that never runs out and is never wrong.

    from calcdrill import generate, solve, grade

The names are loaded when they are first used, so that ``import calcdrill`` costs next to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from calcdrill.asking import generate, problem_from_dict, solve
    from calcdrill.catalog import load_catalog
    from calcdrill.errors import CalcdrillError
    from calcdrill.export.fragment import problem_to_html
    from calcdrill.export.jsonl import problem_to_dict
    from calcdrill.generating import generate_set
    from calcdrill.instances import generate_problem
    from calcdrill.practice.grade import grade
    from calcdrill.practice.working import grade_working
    from calcdrill.problem import Problem, ProblemSet
    from calcdrill.scoring import Score, score
    from calcdrill.sympy_objects import answer_as_sympy

_HOMES = {
    "CalcdrillError": "calcdrill.errors",
    "Problem": "calcdrill.problem",
    "ProblemSet": "calcdrill.problem",
    "Score": "calcdrill.scoring",
    "answer_as_sympy": "calcdrill.sympy_objects",
    "generate": "calcdrill.asking",
    "generate_problem": "calcdrill.instances",
    "generate_set": "calcdrill.generating",
    "grade": "calcdrill.practice.grade",
    "grade_working": "calcdrill.practice.working",
    "load_catalog": "calcdrill.catalog",
    "problem_from_dict": "calcdrill.asking",
    "problem_to_dict": "calcdrill.export.jsonl",
    "problem_to_html": "calcdrill.export.fragment",
    "score": "calcdrill.scoring",
    "solve": "calcdrill.asking",
}

__all__ = [
    "CalcdrillError",
    "Problem",
    "ProblemSet",
    "Score",
    "__version__",
    "answer_as_sympy",
    "generate",
    "generate_problem",
    "generate_set",
    "grade",
    "grade_working",
    "load_catalog",
    "problem_from_dict",
    "problem_to_dict",
    "problem_to_html",
    "score",
    "solve",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = globals()[name] = getattr(import_module(_HOMES[name]), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
