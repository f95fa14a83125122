"""Every mistake of a file at once, each at its line and column, in words for the author.

``structure_faults`` lets pydantic find where the data does not fit a model and says it anew; ``Collector``
gathers these and what is found later (formulas, draws, fields of a kind) for one file.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from difflib import get_close_matches
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, Union, get_args, get_origin

from calcdrill.catalog.yaml_source import Route, YamlSource
from calcdrill.errors import Fault, near

if TYPE_CHECKING:
    from pydantic import BaseModel

_Model = TypeVar("_Model", bound="BaseModel")


def unknown_field(name: str, known: Collection[str], where: str = "here", most: int = 8) -> str:
    """What to say of a name that stands where no field of that name is known."""
    if " " in name.strip():
        return f"there is no field {name!r} {where}: put a text with a comma or a ': ' in it in quotes"
    return f"there is no field {name!r} {where}{near(name, known, most)}"


class Collector:
    """The faults of one file; a place that is already known to be broken gets no second one."""

    def __init__(self, source: YamlSource) -> None:
        self.source = source
        self.faults: list[Fault] = list(source.faults)
        self._broken = {(fault.line, fault.column) for fault in source.faults}

    def add(self, message: str, route: Route = (), *, key: bool = False, offset: int | None = None) -> None:
        """Note a fault at the part that ``route`` leads to."""
        fault = self.source.fault(message, route, key=key, offset=offset)
        if (fault.line, fault.column) not in self._broken and fault not in self.faults:
            self.faults.append(fault)

    def in_order(self) -> list[Fault]:
        """The faults from the top of the file to its end."""
        return sorted(self.faults, key=lambda fault: (fault.line, fault.column))


def structure_faults(collector: Collector, model: type[_Model], data: Any) -> tuple[_Model | None, list[Route]]:
    """The data as the model sees it, or None with faults noted and the routes to what does not fit."""
    from pydantic import ValidationError

    try:
        return model.model_validate(data), []
    except ValidationError as error:
        routes = []
        details = error.errors(include_url=False)
        for detail in details:
            if _is_misspelt(detail, details):
                continue
            route = _existing(data, detail["loc"])
            message, key = in_words(detail, model, route)
            collector.add(message, route, key=key)
            if detail["type"] != "missing" and route:
                routes.append(route)
        return None, routes


def _is_misspelt(detail: Any, details: Iterable[Any]) -> bool:
    """Whether what is missing stands there under a name that is almost right, which is said anyway."""
    if detail["type"] != "missing":
        return False
    others = [other["loc"] for other in details if other["type"] == "extra_forbidden"]
    beside = [str(location[-1]) for location in others if location[:-1] == detail["loc"][:-1]]
    return bool(get_close_matches(str(detail["loc"][-1]), beside, 1, 0.6))


def without(data: Any, routes: Iterable[Route]) -> Any:
    """A copy of the data without what the routes lead to (in a list: None, so that the others stay)."""
    wanted = [route for route in routes if route]
    if any(not route for route in routes):
        return None
    if not wanted:
        return data
    here = {route[0] for route in wanted if len(route) == 1}
    deeper: dict[str | int, list[Route]] = {}
    for route in wanted:
        if len(route) > 1:
            deeper.setdefault(route[0], []).append(route[1:])
    if isinstance(data, Mapping):
        return {name: without(value, deeper.get(name, ())) for name, value in data.items() if name not in here}
    if isinstance(data, list):
        return [None if k in here else without(value, deeper.get(k, ())) for k, value in enumerate(data)]
    return data


def _existing(data: Any, location: Iterable[str | int]) -> Route:
    """The location as far as the data has it, and one name further where that is missing."""
    route: list[str | int] = []
    for part in location:
        in_list = isinstance(data, list) and isinstance(part, int) and part < len(data)
        if not in_list and not (isinstance(data, Mapping) and part in data):
            break
        data = data[part]
        route.append(part)
    return tuple(route)


def in_words(detail: Any, model: type[BaseModel], route: Route) -> tuple[str, bool]:
    """What is wrong, in words, and whether the name rather than the value is to be shown."""
    type_, value, context = detail["type"], detail["input"], detail.get("ctx") or {}
    name = str(detail["loc"][-1]) if detail["loc"] else "the file"
    label = _owner(route)
    if type_ == "missing":
        return f"{_owner(route)} is missing its {name!r}", False
    if type_ == "extra_forbidden":
        return unknown_field(name, _field_names(model, route[:-1]), most=12), True
    if type_ == "literal_error":
        allowed = _literals(context)
        return (
            f"{label} is one of {', '.join(allowed)}, not {_shown(value)}{_only_near(value, allowed)}",
            False,
        )
    if type_ == "string_pattern_mismatch":
        return f"{label}: {value!r} does not have the right form{_pattern_hint(context)}", False
    if type_ == "value_error":
        return str(context.get("error", detail["msg"])), False
    return f"{label} {_expectation(type_, context)}{_not(type_, value)}", False


def _owner(route: Route) -> str:
    """What stands there: ``title``, ``this exercise``, ``the file``."""
    if not route:
        return "the file"
    if isinstance(route[-1], str):
        return route[-1]
    owner = str(route[-2])
    if owner in {"cards", "exercises", "concepts", "hints", "versions", "fields"}:
        return f"this {owner.removesuffix('s')}"
    return f"a part of {owner}"


def _expectation(type_: str, context: Mapping[str, Any]) -> str:
    words = {
        "string_type": "is text",
        "int_type": "is a whole number",
        "float_type": "is a number",
        "bool_type": "is true or false",
        "list_type": "is a list",
        "dict_type": "is a mapping",
        "model_type": "is a mapping with named fields",
        "string_too_short": "is empty",
        "too_short": "is empty: give at least one",
    }
    if type_ in words:
        return words[type_]
    bounds = {
        "greater_than_equal": ("is at least", "ge"),
        "less_than_equal": ("is at most", "le"),
        "string_too_long": ("is too long; the most is", "max_length"),
        "too_long": ("is too long; the most is", "max_length"),
    }
    if type_ in bounds:
        phrase, bound = bounds[type_]
        return f"{phrase} {context[bound]:g}"
    return f"does not fit ({type_.replace('_', ' ')})"


def _not(type_: str, value: Any) -> str:
    quoted = type_ == "string_type" and isinstance(value, bool)
    hint = " (put it in quotes)" if quoted else ""
    shows = type_.endswith(("_type", "_equal"))
    return f", not {_shown(value)}{hint}" if shows else ""


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if value is None:
        return "nothing"
    return "a mapping" if isinstance(value, dict) else "a list" if isinstance(value, list) else repr(value)


def _literals(context: Mapping[str, Any]) -> list[str]:
    return [word.strip("'") for word in str(context.get("expected", "")).replace(" or ", ", ").split(", ")]


def _only_near(value: Any, known: Collection[str]) -> str:
    hint = near(str(value), known, 0)
    return hint if "did you mean" in hint else ""


def _pattern_hint(context: Mapping[str, Any]) -> str:
    from calcdrill.catalog.models import ID_PATTERN
    from calcdrill.catalog.option_types import VERSION_PATTERN

    if context.get("pattern") == ID_PATTERN:
        return ": use lowercase letters and digits, with words joined by hyphens, such as chain-exp"
    if context.get("pattern") == VERSION_PATTERN:
        return ": use one capital letter, such as A"
    return f" ({context.get('pattern')})"


def _field_names(model: type[BaseModel], route: Route) -> list[str]:
    """The names that a mapping may have."""
    inner: Any = model
    for part in route:
        inner = _inner(inner.model_fields[part].annotation) if isinstance(part, str) else inner
        if inner is None:
            return []
    return list(inner.model_fields)


def _inner(annotation: Any) -> Any:
    """The model inside ``list[Model]``, ``Model | None`` and the like."""
    if isinstance(annotation, type) and hasattr(annotation, "model_fields"):
        return annotation
    if get_origin(annotation) in {list, tuple, Annotated, Union, UnionType}:
        return next((inner for inner in map(_inner, get_args(annotation)) if inner is not None), None)
    return None
