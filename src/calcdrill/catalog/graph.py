"""The prerequisites as a graph: none is missing, and no concept needs itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence


def cycles(requires: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, ...]]:
    """The circles among the prerequisites, each once, as (a, b, …, a) where a requires b and so on."""
    left = {name: [other for other in others if other in requires] for name, others in requires.items()}
    while True:
        _remove_free(left)
        if not left:
            return
        circle = _circle(left)
        yield circle
        for name in circle:
            left.pop(name, None)
        left = {name: [other for other in others if other in left] for name, others in left.items()}


def _remove_free(left: dict[str, list[str]]) -> None:
    """Take away, again and again, what requires nothing that is left."""
    needed_by: dict[str, list[str]] = {name: [] for name in left}
    waits = {}
    for name, others in left.items():
        waits[name] = len(others)
        for other in others:
            needed_by[other].append(name)
    ready = [name for name, count in waits.items() if not count]
    while ready:
        free = ready.pop()
        del left[free]
        for name in needed_by[free]:
            waits[name] -= 1
            if not waits[name]:
                ready.append(name)
    for name, others in left.items():
        left[name] = [other for other in others if other in left]


def _circle(left: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """A circle in a graph where everything requires something."""
    path = [next(iter(left))]
    while True:
        following = left[path[-1]][0]
        if following in path:
            return (*path[path.index(following) :], following)
        path.append(following)
