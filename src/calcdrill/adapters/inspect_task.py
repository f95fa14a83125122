"""A task and a scorer of Inspect: ``inspect eval calcdrill/adapters/inspect_task.py -T what=chain-rule -T n=50``."""

from __future__ import annotations

from typing import Any

from inspect_ai import Task, task
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.scorer import CORRECT, INCORRECT, NOANSWER, Score, Target, accuracy, scorer, stderr
from inspect_ai.solver import TaskState, generate

from calcdrill.adapters.core import Request, ask, rows, scored

__all__ = ["calcdrill", "calcdrill_scorer", "samples"]

_VALUES = {"right": CORRECT, "wrong": INCORRECT, "undecided": NOANSWER}


def samples(request: Request) -> list[Any]:
    """The rows of a request as samples."""
    return [Sample(input=ask(row), target=row["answer"], id=row["id"], metadata={"row": row}) for row in rows(request)]


@scorer(metrics=[accuracy(), stderr()])  # type: ignore[untyped-decorator,unused-ignore]
def calcdrill_scorer() -> Any:
    """Correct where the completion is proved right, incorrect where it is proved wrong, else no answer."""

    async def score(state: TaskState, target: Target) -> Score:
        text = state.output.completion
        result = scored(state.metadata["row"], text)
        metadata = {"outcome": result.outcome, "mistake": result.mistake}
        return Score(value=_VALUES[result.outcome], answer=text[-200:], explanation=result.message, metadata=metadata)

    return score


@task  # type: ignore[untyped-decorator,unused-ignore]
def calcdrill(what: str = "all", n: int = 100, seed: int = 0, level: int | None = None) -> Any:
    """``n`` problems of ``what``, of one level or of all."""
    data = MemoryDataset(samples(Request.of(what.split(","), n, seed, level)), name="calcdrill")
    return Task(dataset=data, solver=[generate()], scorer=calcdrill_scorer())
