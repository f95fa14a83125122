"""All faults, in the order of the table."""

from __future__ import annotations

from sabotage.check_faults import check_faults
from sabotage.extremum_faults import extremum_faults
from sabotage.fault import Fault
from sabotage.kind_faults import sampler_faults, solver_faults, statement_faults
from sabotage.limit_faults import limit_faults
from sabotage.rule_faults import ball_faults, rule_faults, series_faults, slope_faults
from sabotage.undetermined_faults import undetermined_faults
from sabotage.writer_faults import latex_faults, other_writers

__all__ = ["FAULTS", "Fault"]

FAULTS: tuple[Fault, ...] = (
    *rule_faults(),
    *slope_faults(),
    *series_faults(),
    *solver_faults(),
    *statement_faults(),
    *sampler_faults(),
    *latex_faults(),
    *other_writers(),
    *check_faults(),
    *ball_faults(),
    *limit_faults(),
    *undetermined_faults(),
    *extremum_faults(),
)
