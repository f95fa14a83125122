"""One field of a task: what it may hold, and how that is read from YAML, the command line or JSON."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from calcdrill.conditions import read_condition
from calcdrill.errors import ReadError, TaskError, near
from calcdrill.expression.read import as_product, free_names, read, read_prose
from calcdrill.expression.tree import Matrix, Name, Node, Relation, Vector, free_variables, names

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

    @property
    def has_variables(self) -> bool:
        """Whether the names in its value are variables for the other fields."""
        return self.binds or self.type in {"variable", "variables"}


def near_name(name: str, known: Collection[str]) -> str:
    product = as_product(name, known)
    return f" (did you mean {product}?)" if product else near(name, known, len(known))


def read_value(field: Field, raw: Any, parameters: frozenset[str], variables: frozenset[str] | None) -> Any:
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
    return tuple(_read_expression(field, item, known) for item in listed_value(field, raw))


def _read_relation(field: Field, raw: Any, known: frozenset[str] | None) -> Node:
    node = _read_known(_text(field, raw), known)
    if not isinstance(node, Relation):
        raise TaskError(f"{field.name} is an equation or a condition, such as x^2 + y^2 = 25", field.name, 0)
    return node


def _read_relations(field: Field, raw: Any, known: frozenset[str] | None) -> tuple[Node, ...]:
    return tuple(_read_relation(field, item, known) for item in (raw if isinstance(raw, list | tuple) else [raw]))


def listed_value(field: Field, raw: Any) -> Sequence[Any]:
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
    read_names = tuple(_read_name(field, item, known) for item in listed_value(field, raw))
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
            raise TaskError(f"{field.name}: the name {name!r} is not known here{near_name(name, known)}", field.name, 0)
    return node


def _read_lines(field: Field, raw: Any, known: frozenset[str] | None) -> tuple[Mapping[str, Any], ...]:
    """Steps as a list of mappings: ``rule`` (words), ``after`` (a formula), and maybe ``before``, ``note`` and
    ``proof`` (facts that are checked beside the line)."""
    lines = []
    for item in listed_value(field, raw):
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
    for item in listed_value(field, raw):
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
        near = near_name(str(raw), field.choices)
        raise TaskError(f"{field.name} cannot be {raw!r}{near}", field.name)
    return str(raw)


def _read_flag(field: Field, raw: Any, known: frozenset[str] | None) -> bool:
    if raw in (True, "true", "yes"):
        return True
    if raw in (False, "false", "no"):
        return False
    raise TaskError(f"{field.name} is true or false, not {raw!r}", field.name)


def _read_words(field: Field, raw: Any, known: frozenset[str] | None) -> Any:
    return tuple(read_prose(_text(field, item)) for item in listed_value(field, raw))


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
        "formulas": lambda field, raw, known: tuple(
            _read_formula(field, item, known) for item in listed_value(field, raw)
        ),
        "lines": _read_lines,
        "options": _read_options,
        "choice": _read_choice,
        "flag": _read_flag,
        "prose": lambda field, raw, known: read_prose(_text(field, raw)),
        "words": _read_words,
    }
)
FIELD_TYPES: Final = frozenset(_READERS)
