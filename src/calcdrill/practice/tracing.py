"""Where a working goes wrong that is typed as results alone, ``2``, ``-4``, ``-8``: traced back from what follows.

A lone wrong result may look right, because it is equal to another one of the solution, or say nothing that could be
refuted. What the learner made of it tells: where the lines stand one for one beside those of the solution, and a
result carried on gives the lines after it, it is the first false one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from calcdrill.carrying import Standing, lines_after
from calcdrill.expression import tree as t
from calcdrill.problem import Problem

__all__ = ["origin"]

Equal = Callable[[t.Node, t.Node], bool | None]


def origin(
    problem: Problem, results: Sequence[t.Node | None], standings: Sequence[Standing], equal: Equal
) -> int | None:
    """The place of a line before the first false one that explains it and those after it; None where there is none.

    ``results`` are the lines that are one expression alone (None: any other).
    """
    steps = problem.solution.steps
    if len(results) != len(steps):
        return None
    first = next((place for place, one in enumerate(standings) if one is Standing.FALSE), len(standings))
    for place in range(first):
        result = results[place]
        if result is None or equal(steps[place].after, result) is not False:
            continue
        if place == len(steps) - 1:
            return place
        carried = lines_after(problem, place, result)
        for line, step, typed in zip(carried, steps[place + 1 :], results[place + 1 :], strict=False):
            if typed is None or line.standing is not Standing.FOLLOWS:
                continue
            if equal(line.after, typed) and equal(step.after, typed) is False:
                return place
    return None
