"""Numbers with proven bounds: what a tree is worth at a point, by ball arithmetic (python-flint).

ball, ball_rules, ball_functions, ball_values    the evaluator, by columns of points
jets                                             derivatives and Taylor coefficients, by truncated series
integrals, complex_values                        definite integrals, with bounds on the rest
improper, convergence                            integrals to infinity or up to a pole
limiting, laurent, growth, growth_values         limits
isolate                                          all zeros in an interval, each in a ball of its own
"""

from __future__ import annotations

# Each adds its rule to the evaluator's.
from calcdrill.expression.balls import integrals as _integrals
from calcdrill.expression.balls import jets as _jets
from calcdrill.expression.balls import limiting as _limiting

__all__: list[str] = []
del _integrals, _jets, _limiting
