"""An exercise's data → an ``Exercise``: draws, the kind's fields, prose, mistakes, each by its reader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from calcdrill.catalog.drawings import read_drawing
from calcdrill.catalog.draws import check_parameters, check_use, names_in, read_conditions, read_draws
from calcdrill.catalog.exercise_fields import COMMON, FieldReading
from calcdrill.catalog.faults import Collector
from calcdrill.catalog.lets import check_names_of_lets, check_use_of_lets, put_in, put_in_fields, read_lets
from calcdrill.catalog.mistakes import read_mistakes
from calcdrill.catalog.prose import read_items, read_prose_at, with_routes
from calcdrill.catalog.values import Drawing, Exercise
from calcdrill.catalog.yaml_source import Route
from calcdrill.errors import near
from calcdrill.expression.tree import Node, Relation
from calcdrill.kinds import Kind, find, kind_names


def read_exercise(
    collector: Collector, raw: Mapping[str, Any], route: Route, concept: str, topic: str, file: Path, part: bool = False
) -> Exercise | None:
    """The exercise at ``route``; None if something in it is wrong, which is then in the collector.

    A ``part`` of a story need not use all parameters.
    """
    before = len(collector.faults)
    kind = _kind(collector, raw.get("kind"), route)
    draws = read_draws(collector, raw.get("draw"), (*route, "draw"))
    parameters = frozenset(name for name, _ in draws)
    if kind is None:
        return None
    own = {name: value for name, value in raw.items() if name not in COMMON}
    named = raw.get("let") or {}
    lets = read_lets(collector, named, (*route, "let"), parameters)
    fields = FieldReading(collector, kind, own, route, parameters | named.keys())
    fields.read()
    variables = fields.variables
    known = None if variables is None else parameters | variables | named.keys()
    check_parameters(collector, draws, variables or frozenset(), (*route, "draw"))
    conditions = read_conditions(collector, raw.get("require"), (*route, "require"), parameters)
    domain = read_items(collector, raw.get("domain"), (*route, "domain"), known)
    context = read_prose_at(collector, raw.get("context"), (*route, "context"), known)
    hints = tuple(
        read_prose_at(collector, hint, (*route, "hints", k), known) for k, hint in enumerate(_listed(raw.get("hints")))
    )
    figure = read_drawing(collector, raw.get("figure", True), (*route, "figure"))
    drawn = figure.data if isinstance(figure, Drawing) else {}
    mistakes = read_mistakes(collector, raw.get("mistakes"), (*route, "mistakes"), kind, known)
    if str(raw.get("limited", "")).lower() in {"no", "yes", "true", "false"}:
        collector.add(
            "limited says in words why there are few different instances; leave it out where there are many",
            (*route, "limited"),
        )
    _check_domain(collector, domain, raw.get("domain"), (*route, "domain"))
    values = put_in_fields(kind, fields.values, lets)
    if fields.complete and len(lets) == len(named):
        check_names_of_lets(collector, lets, named, (*route, "let"), _of_task(kind, values), known or ())
        if not part:
            said = (mistakes.feedback, mistakes.answers, mistakes.conditions)
            used = names_in((values, put_in(domain, lets), put_in(context, lets), put_in(drawn, lets)))
            check_use(collector, draws, used, (*route, "draw"), names_in((hints, *said)), names_in(conditions))
            written = (fields.values, domain, context, hints, *said, drawn)
            check_use_of_lets(collector, named, (*route, "let"), written)
    if len(collector.faults) > before or not {"id", "difficulty"} <= raw.keys():
        return None
    return Exercise(
        id=f"{concept}/{raw['id']}",
        concept=concept,
        topic=topic,
        kind=kind.name,
        difficulty=raw["difficulty"],
        draws=draws,
        require=conditions,
        fields=values,
        domain=put_in(domain, lets),
        context=put_in(context, lets),
        hints=put_in(hints, lets),
        mistakes=put_in(mistakes.feedback, lets),
        wrong_answers=put_in(mistakes.answers, lets),
        mistake_conditions=put_in(mistakes.conditions, lets),
        allow=tuple(str(reason) for reason in _listed(raw.get("allow"))),
        also_choice=raw.get("also") == "choice",
        family=raw.get("family") or "",
        limited=None if raw.get("limited") is None else str(raw["limited"]),
        figure=_drawing_of(figure, lets) if isinstance(figure, Drawing) else figure,
        file=file,
        line=collector.source.position(collector.source.index(route))[0],
    )


def _drawing_of(figure: Drawing, lets: Mapping[str, Node]) -> Drawing:
    """The figure with the formulas of ``let`` in what is drawn and in the words for it."""
    return replace(figure, data=put_in(figure.data, lets), alt=put_in(figure.alt, lets))


def _of_task(kind: Kind, values: Mapping[str, Any]) -> tuple[Any, ...]:
    """The trees that ask: worked lines and words may name variables of their own."""
    asking = (field.name for field in kind.fields if field.type not in {"prose", "words", "lines", "options"})
    return tuple(values.get(name) for name in asking)


def _listed(raw: Any) -> Sequence[Any]:
    return [] if raw is None else raw if isinstance(raw, list) else [raw]


def _kind(collector: Collector, raw: Any, route: Route) -> Kind | None:
    if not isinstance(raw, str):
        return None
    if raw not in kind_names():
        collector.add(f"there is no kind {raw!r}{near(raw, kind_names(), 40)}", (*route, "kind"))
        return None
    return find(raw)


def _check_domain(collector: Collector, domain: Sequence[Node], raw: Any, route: Route) -> None:
    places = [place for _, place in with_routes(raw, route)]
    for node, place in zip(domain, places, strict=False):
        if not isinstance(node, Relation):
            collector.add("domain is a condition on a variable, such as x > 0", place)
