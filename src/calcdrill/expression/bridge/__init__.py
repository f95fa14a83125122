"""The bridge to sympy and back, by constructors only: no text ever reaches sympy.

sympy solves, and what it says is not trusted: it rewrites what it is given, and it is wrong now and then.
Every result comes back as a tree and is checked by another route. Run the solvers in ``calcdrill.worker``:
they may not end.
"""

from calcdrill.expression.bridge.returning import from_sympy
from calcdrill.expression.bridge.sending import to_sympy
from calcdrill.expression.bridge.solvers import (
    DOES_NOT_EXIST,
    sympy_integrate,
    sympy_limit,
    sympy_simplify_forms,
    sympy_solve,
)

__all__ = [
    "DOES_NOT_EXIST",
    "from_sympy",
    "sympy_integrate",
    "sympy_limit",
    "sympy_simplify_forms",
    "sympy_solve",
    "to_sympy",
]
