"""The fields of a task together: which are given, which names are variables, and what does not fit.

A field is read twice over: ``read_fields`` turns raw values into trees, still with parameters (each value by its type
in ``_field_values``); ``resolve`` puts the drawn values in and gives the ``Task`` (``_templates``).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from calcdrill.errors import ReadError, TaskError
from calcdrill.expression.names import GREEK
from calcdrill.expression.read import free_names, read
from calcdrill.expression.tree import Node, names
from calcdrill.kinds._field_values import FIELD_TYPES, REQUIRED, Field, listed_value, near_name, read_value
from calcdrill.kinds._templates import Blanks, Template, resolve

DOMAIN = Field("domain", "relations", (), "conditions on the variables, such as x > 0")


def read_fields(
    fields: Sequence[Field],
    raw: Mapping[str, Any],
    parameters: Collection[str] | None = (),
) -> dict[str, Any]:
    """The raw values as trees; every field of the kind is in the result (its default where none is given).

    ``parameters`` are the names that will be drawn. Raises TaskError with the field's name, and the position inside
    its text where that is known.
    """
    parameters = frozenset(parameters or ())
    known = {field.name: field for field in fields}
    for name in raw:
        if name not in known:
            raise TaskError(f"there is no field {name!r}{near_name(name, known)}", name)
    for field in fields:
        if field.name not in raw and field.default is REQUIRED:
            raise TaskError(f"the field {field.name!r} is missing", field.name)
    values: dict[str, Any] = {}
    for field in sorted(fields, key=lambda field: not field.has_variables):
        if field.name in raw:
            values[field.name] = read_value(field, raw[field.name], parameters, _bound(fields, values))
        else:
            values[field.name] = field.default
    _fill_variables(fields, values, parameters)
    _check_names(fields, values, parameters)
    return {field.name: values[field.name] for field in fields}


def _bound(fields: Sequence[Field], values: Mapping[str, Any]) -> frozenset[str] | None:
    """The variables that are known so far; None where they are to be found from the function."""
    bound: set[str] = set()
    for field in fields:
        if field.has_variables:
            value = values.get(field.name, field.default)
            if value is None or value is REQUIRED:
                return None
            bound.update([value] if isinstance(value, str) else value)
    return frozenset(bound)


def trees_in(value: Any) -> list[Node]:
    """The trees in a field's value, or in all of a task's."""
    trees: list[Node] = []
    _collect(value, trees)
    return trees


def _collect(value: Any, found: list[Node]) -> None:
    kind = type(value)
    if kind is str or value is None:
        return
    if isinstance(value, Node):
        found.append(value)
    elif kind is tuple or isinstance(value, tuple):
        for item in value:
            _collect(item, found)
    elif isinstance(value, Mapping):
        for item in value.values():
            _collect(item, found)


def _fill_variables(fields: Sequence[Field], values: dict[str, Any], parameters: frozenset[str]) -> None:
    """Variables that are left out are the names in the expressions, in alphabetical order."""
    for field in fields:
        if field.type == "variables" and values[field.name] is None:
            formulas = (other for other in fields if other.type in {"expression", "expressions", "relation"})
            trees = [tree for other in formulas for tree in trees_in(values[other.name])]
            free = sorted({name for tree in trees for name in names(tree)} - parameters)
            if not free:
                raise TaskError("there is no variable in the expressions", field.name)
            values[field.name] = tuple(free)


def _check_names(fields: Sequence[Field], values: Mapping[str, Any], parameters: frozenset[str]) -> None:
    variables = _bound(fields, values) or frozenset()
    for field in fields:
        value = values[field.name]
        if field.type == "names":
            for name in value or ():
                if name not in variables:
                    raise TaskError(f"{field.name}: {name!r} is not one of the variables", field.name)
        elif field.type in {"number", "numbers", "integer"}:
            for tree in trees_in(value):
                surplus = names(tree) - parameters
                if surplus:
                    raise TaskError(f"{field.name} is a number; {min(surplus)!r} is not", field.name)
        elif field.type not in {"prose", "words", "formula", "formulas", "lines", "options"}:
            for tree in trees_in(value):
                surplus = names(tree) - parameters - variables
                if surplus and variables:
                    name = min(surplus)
                    words = f"{field.name}: the name {name!r} is not known here{near_name(name, variables)}"
                    raise TaskError(words, field.name)


def with_constants(fields: Sequence[Field], raw: Mapping[str, Any]) -> tuple[dict[str, Any], frozenset[str]]:
    """The raw values with the variable said, and the other letters of the formulas, which are constants.

    The variable is x where x stands there, else the only letter; TaskError where there are several.
    """
    filled = dict(raw)
    formulas = [raw[field.name] for field in fields if field.type in _FORMULAS and field.name in raw]
    letters = {name for text in _texts(formulas) for name in _letters(text)}
    for field in fields:
        left_out = field.type == "variable" and field.name == "variable" and field.name not in raw
        if left_out and letters and isinstance(field.default, str) and field.default not in letters:
            if len(letters) > 1:
                several = ", ".join(sorted(letters))
                raise TaskError(f"there are several letters ({several}): say which is the variable", field.name)
            filled[field.name] = min(letters)
            _require_one_letter(min(letters))
    bound = _given_variables(fields, filled)
    if bound is None:
        return filled, frozenset()
    for name in sorted(letters - bound):
        if not bound.isdisjoint(name):
            _require_one_letter(name)
    return filled, frozenset(letters - bound)


def _require_one_letter(name: str) -> None:
    """Raises TaskError where a name of which nobody said what it is looks like a product."""
    if name.isalpha() and 1 < len(name) < 4 and name not in GREEK:
        raise TaskError(f"{name!r} is one name, not a product: write {'*'.join(name)}, or another name")


_FORMULAS: Final = frozenset({"expression", "expressions", "relation"})


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [text for item in value for text in _texts(item)] if isinstance(value, list | tuple) else []


def _letters(text: str) -> frozenset[str]:
    """The names in a formula; none in one that cannot be read, which is told when the fields are."""
    try:
        return names(read(text, free_names(text)))
    except ReadError:
        return frozenset()


def _given_variables(fields: Sequence[Field], raw: Mapping[str, Any]) -> set[str] | None:
    """The names that are variables; None where every letter of the formulas is one."""
    given: set[str] = set()
    for field in fields:
        if field.has_variables:
            value = raw.get(field.name, field.default)
            if value is None or value is REQUIRED:
                return None
            if not value:
                continue
            given.update(
                str(item).strip() for item in (listed_value(field, value) if field.type != "variable" else [value])
            )
    return given


def as_point(value: Any, variables: Sequence[str], field: str = "at") -> dict[str, Node]:
    """A point field's value as a mapping with one entry a variable; raises TaskError where they do not match."""
    if not isinstance(value, Mapping):
        entries = value if isinstance(value, tuple) else (value,)
        if len(entries) != len(variables):
            raise TaskError(f"{field} has {len(entries)} numbers for {len(variables)} variables", field)
        return dict(zip(variables, entries, strict=True))
    if set(value) != set(variables):
        raise TaskError(f"{field} gives a value to each of {', '.join(variables)}, and to nothing else", field)
    return {name: value[name] for name in variables}


__all__ = [
    "DOMAIN",
    "FIELD_TYPES",
    "REQUIRED",
    "Blanks",
    "Field",
    "Template",
    "as_point",
    "read_fields",
    "resolve",
    "trees_in",
    "with_constants",
]
