"""The fields of a task: how each is read from YAML, the command line or JSON, and how parameters are put in.

A field is read twice over: ``read_fields`` turns raw values into trees, still with parameters; ``resolve`` puts the
drawn values in and gives the ``Task``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final

from calcdrill.errors import ReadError, TaskError, near
from calcdrill.expression.instantiate import plan
from calcdrill.expression.read import as_product, free_names, read, read_prose
from calcdrill.expression.tree import Matrix, Name, Node, Relation, Vector, free_variables, names, value_of
from calcdrill.problem import Task
from calcdrill.sampling import read_condition

REQUIRED: Final = object()
"""The default of a field that must be given."""


@dataclass(frozen=True)
class Field:
    """One field of a kind.

    ``type`` is one of: expression, expressions (a list), relation (an equation), variable (a name), variables (a list
    of names; left out, the names of the function in alphabetical order), names (a list of names out of the variables),
    integer (between ``least`` and ``most``; may be an expression in parameters), number (an exact expression without
    variables), point (a mapping of variables to numbers, or one number), vector, matrix, matrices, choice (one of
    ``choices``), flag (true or false), prose (words with `formulas`), words (a list of prose).
    """

    name: str
    type: str = "expression"
    default: Any = REQUIRED
    help: str = ""
    least: int = 0
    most: int = 1000
    choices: tuple[str, ...] = ()
    binds: bool = False
    """True: the names in this field's value are variables for the other fields."""
    asks: bool = True
    """False: the field says how the task is worked or checked; it asks nothing else."""


DOMAIN = Field("domain", "relations", (), "conditions on the variables, such as x > 0")

_BINDERS = frozenset({"variable", "variables"})


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
            raise TaskError(f"there is no field {name!r}{_near(name, known)}", name)
    for field in fields:
        if field.name not in raw and field.default is REQUIRED:
            raise TaskError(f"the field {field.name!r} is missing", field.name)
    values: dict[str, Any] = {}
    for field in sorted(fields, key=lambda field: field.type not in _BINDERS and not field.binds):
        if field.name in raw:
            values[field.name] = _read_value(field, raw[field.name], parameters, _bound(fields, values))
        else:
            values[field.name] = field.default
    _fill_variables(fields, values, parameters)
    _check_names(fields, values, parameters)
    return {field.name: values[field.name] for field in fields}


def resolve(kind: str, fields: Sequence[Field], values: Mapping[str, Any], drawn: Mapping[str, Node]) -> Task:
    """The task with the ``drawn`` values in place of the parameters; raises TaskError where they do not fit."""
    return Template(kind, fields, values, drawn).task(drawn)


class Template:
    """A task with ``parameters`` in its fields, ready to have values put in many times over."""

    def __init__(
        self, kind: str, fields: Sequence[Field], values: Mapping[str, Any], parameters: Collection[str]
    ) -> None:
        self.kind = kind
        self._plain = {field.name: values[field.name] for field in fields}
        plans = ((field.name, _plan(field, values[field.name], parameters)) for field in fields)
        self._puts = [(name, put) for name, put in plans if put is not None]

    def task(self, drawn: Mapping[str, Node]) -> Task:
        """The task with the ``drawn`` values in it; raises TaskError where they do not fit."""
        finished = dict(self._plain)
        for name, put in self._puts:
            finished[name] = put(drawn)
        domain = finished.pop("domain", ())
        return Task(self.kind, finished, tuple(domain))


def _near(name: str, known: Collection[str]) -> str:
    product = as_product(name, known)
    return f" (did you mean {product}?)" if product else near(name, known, len(known))


def _bound(fields: Sequence[Field], values: Mapping[str, Any]) -> frozenset[str] | None:
    """The variables that are known so far; None where they are to be found from the function."""
    bound: set[str] = set()
    for field in fields:
        if field.type in _BINDERS or field.binds:
            value = values.get(field.name, field.default)
            if value is None or value is REQUIRED:
                return None
            bound.update([value] if isinstance(value, str) else value)
    return frozenset(bound)


# -- reading


def _read_value(field: Field, raw: Any, parameters: frozenset[str], variables: frozenset[str] | None) -> Any:
    if raw is None and field.default is None:
        return None
    try:
        return _READERS[field.type](field, raw, None if variables is None else variables | parameters)
    except ReadError as error:
        raise TaskError(f"{field.name}: {error.message}", field.name, error.position, error.text) from None


def _text(field: Field, raw: Any) -> str:
    if isinstance(raw, bool) or not isinstance(raw, str | int):
        raise TaskError(f"{field.name} is written as text, not as {_described(raw)}", field.name)
    return str(raw)


def _described(raw: Any) -> str:
    if isinstance(raw, bool):
        return str(raw).lower()
    return {dict: "a mapping", list: "a list", float: "a float (put it in quotes)"}.get(type(raw), repr(raw))


def _read_expression(field: Field, raw: Any, known: frozenset[str] | None) -> Node:
    node = _read_known(_text(field, raw), known)
    if isinstance(node, Relation):
        raise TaskError(f"{field.name} is an expression, not an equation", field.name, 0)
    return node


def _read_known(text: str, known: frozenset[str] | None) -> Node:
    """Read with the known names, or with any; never with what only prose may hold."""
    return read(text, free_names(text) if known is None else known)


def _read_expressions(field: Field, raw: Any, known: frozenset[str] | None) -> tuple[Node, ...]:
    return tuple(_read_expression(field, item, known) for item in _list(field, raw))


def _read_relation(field: Field, raw: Any, known: frozenset[str] | None) -> Node:
    node = _read_known(_text(field, raw), known)
    if not isinstance(node, Relation):
        raise TaskError(f"{field.name} is an equation or a condition, such as x^2 + y^2 = 25", field.name, 0)
    return node


def _read_relations(field: Field, raw: Any, known: frozenset[str] | None) -> tuple[Node, ...]:
    return tuple(_read_relation(field, item, known) for item in (raw if isinstance(raw, list | tuple) else [raw]))


def _list(field: Field, raw: Any) -> Sequence[Any]:
    if isinstance(raw, str):
        items = _split(raw.strip().removeprefix("[").removesuffix("]"))
        return [item.strip() for item in items if item.strip()]
    if not isinstance(raw, list | tuple) or not raw:
        raise TaskError(f"{field.name} is a list", field.name)
    return raw


def _split(text: str) -> list[str]:
    """The parts of ``text`` between commas that stand in no bracket."""
    parts, level = [""], 0
    for character in text:
        level += (character in "([{") - (character in ")]}")
        if character == "," and level == 0:
            parts.append("")
        else:
            parts[-1] += character
    return parts


def _read_name(field: Field, raw: Any, known: frozenset[str] | None) -> str:
    node = read(_text(field, raw))
    if not isinstance(node, Name) or not names(node):
        raise TaskError(f"{field.name} is a name such as x, not {raw!r}", field.name, 0)
    return node.name


def _read_names(field: Field, raw: Any, known: frozenset[str] | None) -> tuple[str, ...]:
    read_names = tuple(_read_name(field, item, known) for item in _list(field, raw))
    if field.type == "variables" and len(set(read_names)) < len(read_names):
        raise TaskError(f"{field.name} names a variable twice", field.name)
    return read_names


def _read_point(field: Field, raw: Any, known: frozenset[str] | None) -> Any:
    if isinstance(raw, str) and "=" in raw:
        raw = dict(_setting(field, part) for part in _split(raw.strip().strip("{}()")))
    elif isinstance(raw, str) and raw.strip().startswith("{"):
        pairs = (part.partition(":") for part in _split(raw.strip().strip("{}")))
        raw = {name.strip(): value.strip() for name, _, value in pairs}
    if isinstance(raw, Mapping):
        return {str(name): _read_expression(field, value, known) for name, value in raw.items()}
    if isinstance(raw, list | tuple):
        return tuple(_read_expression(field, value, known) for value in raw)
    if isinstance(raw, str) and len(parts := _split(raw)) > 1:
        return tuple(_read_expression(field, part, known) for part in parts)
    node = _read_expression(field, raw, known)
    return node.entries if isinstance(node, Vector) else node


def _setting(field: Field, text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign or not name.strip() or not value.strip():
        raise TaskError(f"{field.name} is written like x=1, y=2", field.name)
    return name.strip(), value.strip()


def _read_vector(field: Field, raw: Any, known: frozenset[str] | None) -> Node:
    if isinstance(raw, list | tuple) or (isinstance(raw, str) and len(_split(raw)) > 1):
        return Vector(_read_expressions(field, raw, known))
    node = _read_expression(field, raw, known)
    return node if isinstance(node, Vector) else Vector((node,))


def _read_matrix(field: Field, raw: Any, known: frozenset[str] | None) -> Node:
    if isinstance(raw, list | tuple) and all(isinstance(row, list | tuple) for row in raw):
        rows = tuple(_read_expressions(field, row, known) for row in raw)
        if not rows or len({len(row) for row in rows}) > 1:
            raise TaskError(f"{field.name}: the rows of the matrix differ in length", field.name)
        return Matrix(rows)
    node = _read_expression(field, raw, known)
    if not isinstance(node, Matrix):
        raise TaskError(f"{field.name} is a matrix such as [[1, 2], [3, 4]]", field.name, 0)
    return node


def _read_formula(field: Field, raw: Any, known: frozenset[str] | None) -> Node:
    node = read(_text(field, raw))
    if known is not None:
        surplus = free_variables(node) - known
        if surplus:
            name = min(surplus)
            raise TaskError(f"{field.name}: the name {name!r} is not known here{_near(name, known)}", field.name, 0)
    return node


def _read_lines(field: Field, raw: Any, known: frozenset[str] | None) -> tuple[Mapping[str, Any], ...]:
    """Steps as a list of mappings: ``rule`` (words), ``after`` (a formula), and maybe ``before``, ``note`` and
    ``proof`` (facts that are checked beside the line)."""
    lines = []
    for item in _list(field, raw):
        if not isinstance(item, Mapping) or not {"rule", "after"} <= set(item) <= _LINE:
            raise TaskError(f"{field.name}: a line has rule and after, and maybe before, note and proof", field.name)
        lines.append(
            {
                "rule": str(item["rule"]),
                # A line may name variables of its own: it is an equation, and checked as one.
                "before": _read_formula(field, item["before"], None) if "before" in item else None,
                "after": _read_formula(field, item["after"], None),
                "note": read_prose(str(item.get("note", ""))),
                "proof": tuple(_read_formula(field, fact, None) for fact in _facts(item)),
            }
        )
    return tuple(lines)


def _read_options(field: Field, raw: Any, known: frozenset[str] | None) -> tuple[Mapping[str, Any], ...]:
    """Choices as a list of mappings: ``text``, ``when`` (the condition that makes it right; true and false are
    conditions too), maybe ``proof`` (facts that hold only where it is right), and for a wrong one maybe ``id`` and
    ``feedback``."""
    options = []
    for item in _list(field, raw):
        if not isinstance(item, Mapping) or not {"text", "when"} <= set(item) <= _OPTION:
            raise TaskError(f"{field.name}: an option has text and when, and maybe proof, id and feedback", field.name)
        if ("id" in item) != ("feedback" in item):
            raise TaskError(f"{field.name}: an option's id and feedback go together", field.name)
        options.append(
            {
                "text": read_prose(str(item["text"])),
                "when": _read_when(item["when"], known),
                "proof": tuple(_read_formula(field, fact, known) for fact in _facts(item)),
                "id": str(item.get("id", "")),
                "feedback": read_prose(str(item.get("feedback", ""))),
            }
        )
    return tuple(options)


_LINE: Final = frozenset({"rule", "before", "after", "note", "proof"})
_OPTION: Final = frozenset({"text", "when", "proof", "id", "feedback"})


def _facts(item: Mapping[str, Any]) -> Sequence[Any]:
    facts = item.get("proof", ())
    return facts if isinstance(facts, list | tuple) else [facts]


def _read_when(raw: Any, known: frozenset[str] | None) -> Node:
    if isinstance(raw, bool):
        raw = "0 = 0" if raw else "0 = 1"
    return read_condition(str(raw), known or ())


def _read_choice(field: Field, raw: Any, known: frozenset[str] | None) -> str:
    if raw not in field.choices:
        near = _near(str(raw), field.choices)
        raise TaskError(f"{field.name} has no value {raw!r}{near}", field.name)
    return str(raw)


def _read_flag(field: Field, raw: Any, known: frozenset[str] | None) -> bool:
    if raw in (True, "true", "yes"):
        return True
    if raw in (False, "false", "no"):
        return False
    raise TaskError(f"{field.name} is true or false, not {raw!r}", field.name)


def _read_words(field: Field, raw: Any, known: frozenset[str] | None) -> Any:
    return tuple(read_prose(_text(field, item)) for item in _list(field, raw))


_Reader = Callable[[Field, Any, "frozenset[str] | None"], Any]
_READERS: Final[Mapping[str, _Reader]] = MappingProxyType(
    {
        "expression": _read_expression,
        "expressions": _read_expressions,
        "relation": _read_relation,
        "relations": _read_relations,
        "variable": _read_name,
        "variables": _read_names,
        "names": _read_names,
        "integer": _read_expression,
        "number": _read_expression,
        "numbers": _read_expressions,
        "point": _read_point,
        "vector": _read_vector,
        "matrix": _read_matrix,
        "formula": _read_formula,
        "formulas": lambda field, raw, known: tuple(_read_formula(field, item, known) for item in _list(field, raw)),
        "lines": _read_lines,
        "options": _read_options,
        "choice": _read_choice,
        "flag": _read_flag,
        "prose": lambda field, raw, known: read_prose(_text(field, raw)),
        "words": _read_words,
    }
)
FIELD_TYPES: Final = frozenset(_READERS)


# -- variables


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
                    raise TaskError(f"{field.name}: {name!r} is none of the variables", field.name)
        elif field.type in {"number", "numbers", "integer"}:
            for tree in trees_in(value):
                surplus = names(tree) - parameters
                if surplus:
                    raise TaskError(f"{field.name} is a number; {min(surplus)!r} is not", field.name)
        elif field.type not in {"prose", "words", "formula", "formulas", "lines", "options"}:
            for tree in trees_in(value):
                surplus = names(tree) - parameters - variables
                if surplus and variables:
                    raise TaskError(
                        f"{field.name}: the name {min(surplus)!r} is not known here{_near(min(surplus), variables)}",
                        field.name,
                    )


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
                raise TaskError(f"there are the letters {several}: say which is the variable", field.name)
            filled[field.name] = min(letters)
    bound = _given_variables(fields, filled)
    return filled, frozenset() if bound is None else frozenset(letters - bound)


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
        if field.type in _BINDERS or field.binds:
            value = raw.get(field.name, field.default)
            if value is None or value is REQUIRED:
                return None
            if not value:
                continue
            given.update(str(item).strip() for item in (_list(field, value) if field.type != "variable" else [value]))
    return given


# -- putting the drawn values in


_Put = Callable[[Mapping[str, Node]], Any]
"""Gives a value of a task with what was drawn put in."""


def _plan(field: Field, value: Any, parameters: Collection[str]) -> _Put | None:
    """How a field's value is made from what is drawn; None where it stays as it is."""
    put = _plan_inside(value, parameters)
    if field.type == "integer" and isinstance(value, Node):
        return lambda drawn: _whole(field, value_of(put(drawn) if put else value))
    return put


def _whole(field: Field, exact: int | Fraction | None) -> int:
    if not isinstance(exact, int) or not field.least <= exact <= field.most:
        raise TaskError(f"{field.name} is a whole number from {field.least} to {field.most}", field.name)
    return exact


def _plan_inside(value: Any, parameters: Collection[str]) -> _Put | None:
    if isinstance(value, Node):
        return plan(value, parameters)
    if isinstance(value, Mapping):
        inside = _plan_inside(tuple(value.values()), parameters)
        return inside and (lambda drawn: dict(zip(value, inside(drawn), strict=True)))
    if type(value) is not tuple:
        return None
    puts = [_plan_inside(item, parameters) for item in value]
    if not any(puts):
        return None
    pairs = tuple(zip(value, puts, strict=True))
    return lambda drawn: tuple([item if put is None else put(drawn) for item, put in pairs])


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
    "Field",
    "Template",
    "as_point",
    "read_fields",
    "resolve",
    "trees_in",
    "with_constants",
]
