"""The functions that the language knows: one row each (``table.py``), from which everything else about them is read.

A real function of real numbers, defined where school says so: ``sqrt`` from 0 on, ``cbrt`` everywhere, ``ln`` for
positive numbers, ``x^(p/q)`` with q odd and p/q reduced for negative x too, ``arccot`` between 0 and pi.
"""

from __future__ import annotations

from calcdrill.expression.functions.row import Function, sympy_name
from calcdrill.expression.functions.table import ALIASES, FUNCTIONS

__all__ = ["ALIASES", "FUNCTIONS", "Function", "sympy_name"]
