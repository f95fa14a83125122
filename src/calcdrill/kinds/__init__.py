"""The kinds of problem, one file each.

A kind is a record of functions, ``KIND``, in a module of this package whose file name is the kind's name. The check
shares only the task with the solver. To add a kind, add a file; nothing else needs to know (``CONTRIBUTING.md``).
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from types import MappingProxyType
from typing import Any, Protocol

from calcdrill.errors import NotFound, near
from calcdrill.expression.comparing.comparison import Basis
from calcdrill.expression.comparing.on_curve import Curve
from calcdrill.expression.comparing.shared import Shared
from calcdrill.expression.steps import Prose
from calcdrill.expression.tree import Node
from calcdrill.kinds.fields import Field
from calcdrill.problem import Figure, Solution, Statement, Task

__all__ = ["Basis", "Derived", "Evidence", "Kind", "find", "kind_names"]


@dataclass(frozen=True)
class Evidence:
    """What an independent route found: its name, the points it decided, the largest error bound, what it rests on."""

    route: str
    points: int
    bound: float
    basis: Basis = Basis.POINTS


def _no_mistakes(task: Task, solution: Solution) -> Iterable[tuple[str, Node]]:
    return ()


def _no_feedback(task: Task) -> Mapping[str, Prose]:
    return {}


def _never(task: Task, solution: Solution) -> str | None:
    return None


def _no_figure(task: Task, solution: Solution) -> Figure | None:
    return None


def _no_curve(task: Task) -> Curve | None:
    return None


def _itself(task: Task, answer: Node) -> Node:
    return answer


def _no_entries(task: Task) -> tuple[Derived, ...]:
    return ()


Derived = tuple[Node, tuple[str, ...]]
"""(function, the variables by which it is differentiated in turn)."""


class Check(Protocol):
    """A second route to a solution; ``shared`` is what the checks of one problem work out for each other."""

    def __call__(self, task: Task, solution: Solution, shared: Shared | None = None, /) -> Evidence:
        """The evidence; raises Wrong or Undecided."""


@dataclass(frozen=True)
class Kind:
    """One kind of problem.

    ``sample`` is a task as ``solve`` reads it, by which the laws know the kind before an exercise uses it.
    ``statement`` makes the words from the task alone. ``solve`` gives answer and steps, or raises ``Unsolved`` or
    ``Reject``. ``check`` confirms the answer by another route and returns the evidence, or raises ``Wrong`` or
    ``Undecided``. ``mistakes`` yields (mistake id, wrong answer) candidates, most telling first; those that are not
    proved different are dropped by the caller. ``feedback`` has one sentence for each mistake id.
    ``own_feedback`` has those that the task itself brings.
    ``degenerate`` gives a short reason to refuse an instance ("the answer is 0"), or None.
    """

    name: str
    title: str
    fields: tuple[Field, ...]
    sample: Mapping[str, Any]
    statement: Callable[[Task], Statement]
    solve: Callable[[Task], Solution]
    check: Check
    mistakes: Callable[[Task, Solution], Iterable[tuple[str, Node]]] = _no_mistakes
    slips: Callable[[Task, Solution], Iterable[tuple[str, Node]]] = _no_mistakes
    """Further wrong answers that grading names; feedback that is not the kind's is in ``_slips``. Never printed."""
    feedback: Mapping[str, Prose] = field(default_factory=lambda: MappingProxyType({}))
    own_feedback: Callable[[Task], Mapping[str, Prose]] = _no_feedback
    degenerate: Callable[[Task, Solution], str | None] = _never
    figure: Callable[[Task, Solution], Figure | None] = _no_figure
    value: Callable[[Task, Node], Node] = _itself
    """An answer without what is only written beside it (an integral's constant): what SymPy text says of it."""
    solver: str = "named rules"
    """The solver's name in the certificate."""
    height: float | None = None
    """Room to write on a sheet, in centimetres; None: it follows the length of the worked solution."""
    asks_in_words: bool = False
    """The question is the author's own: without its words the answer means nothing."""
    up_to_constant: bool = False
    """The answer is an antiderivative by ``variable``, right up to a constant."""
    is_truncated: bool = False
    """The answer is the beginning of a series: "+ ..." behind it adds nothing."""
    has_constants: bool = False
    """A letter of a typed task that is not its variable is a constant: so in what differentiates or integrates."""
    curve: Callable[[Task], Curve | None] = _no_curve
    """The curve on which answers are compared; None: everywhere."""
    derived: Callable[[Task], tuple[Derived, ...]] = _no_entries
    """The derivatives that the answer consists of, one for each entry: where the usual mistakes are looked for."""
    illustration: Callable[[Task, Solution], Figure | None] = _no_figure
    """A picture of the task for where there is room for one, such as a cheat sheet; ``figure`` belongs to a problem."""

    @cached_property
    def asked(self) -> tuple[str, ...]:
        """The names of the fields that make one task another than the next, sorted."""
        return tuple(sorted(field.name for field in self.fields if field.asks))


@cache
def kind_names() -> tuple[str, ...]:
    """The names of all kinds on disk, sorted; nothing is imported but this package."""
    modules = (module.name for module in pkgutil.iter_modules(__path__))
    return tuple(sorted(name for name in modules if not name.startswith("_") and name not in _HELPERS))


_HELPERS = frozenset({"fields", "common"})


@cache
def find(name: str) -> Kind:
    """The kind of that name; NotFound names the nearest one."""
    if name not in kind_names():
        raise NotFound(f"there is no kind {name!r}{near(name, kind_names(), 0)}")
    kind = importlib.import_module(f"{__name__}.{name}").KIND
    assert isinstance(kind, Kind)
    return kind
