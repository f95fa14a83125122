"""What a person writes, in Python or at the command line → a task, a set or a problem.

    solve("derivative", "x^2*sin(x)")      generate("chain-exp", n=10)      problem_from_dict(record)

``instances`` takes tasks in the safe language alone. Here a formula may also be written as in practice
(``2x sin x``), or be an object of SymPy's; either becomes text of the safe language first.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from calcdrill.catalog import Catalog, load_catalog
from calcdrill.errors import CalcdrillError, InputError, ReadError, TaskError
from calcdrill.export.jsonl import task_to_dict
from calcdrill.expression.functions import ALIASES, FUNCTIONS
from calcdrill.expression.names import GREEK
from calcdrill.expression.notation.text import write_text
from calcdrill.expression.read import free_names, read
from calcdrill.expression.read_typed import TypedReader
from calcdrill.expression.tree import CONSTANTS, Relation
from calcdrill.generating import generate_set
from calcdrill.instances import generate_problem
from calcdrill.instances import solve as solve_task
from calcdrill.kinds import Kind, find, kind_names
from calcdrill.kinds.fields import DOMAIN, REQUIRED, Field
from calcdrill.practice.reading.latex import plain_latex
from calcdrill.practice.reading.signs import in_keys, in_signs
from calcdrill.problem import Problem, ProblemSet
from calcdrill.sympy_objects import plain_field

__all__ = [
    "example_of",
    "generate",
    "problem_from_dict",
    "problem_of_task",
    "solve",
    "task_of",
    "task_of_words",
    "typed_formula",
]

_FORMULAS: Final = frozenset({"expression", "expressions", "relation", "relations"})
_LETTERS: Final = frozenset("abcdfghjklmnopqrstuvwxyzABCDFGHKLMNPQRSTUVWXYZ")
"""What a letter of a typed formula may be; e is a number."""


# -- one task


def solve(task: Any, function: Any = None, /, **fields: Any) -> Problem:
    """The worked, checked solution of a task, as a Problem without id, seed and index.

    ``task`` is a mapping with ``kind`` and the kind's fields, or a kind's name followed by its function (or equation,
    or list of functions) and further fields by name, or a formula alone, which is differentiated:

        solve({"kind": "hessian", "function": "x^3 - 3*x*y"})
        solve("gradient", "x^2*y", at={"x": 1, "y": 2})
        solve(x**2*sin(x))

    Formulas are text or SymPy objects. Raises ReadError or TaskError for a task that cannot be read, Unsolved or
    CheckFailed where there is no confirmed answer.
    """
    return solve_task(task_of(task, function, fields))


def task_of(task: Any, function: Any = None, fields: Mapping[str, Any] = MappingProxyType({})) -> dict[str, Any]:
    """The task as a mapping in the safe language; the arguments are those of ``solve``."""
    raw = {name: plain_field(value) for name, value in fields.items()}
    if isinstance(task, Mapping):
        if function is not None:
            raise TaskError("a task that is a mapping holds its function itself")
        return {**{name: plain_field(value) for name, value in task.items()}, **raw}
    if function is None and not (isinstance(task, str) and _may_be_kind(task)):
        task, function = "derivative", task
    if not isinstance(task, str):
        raise TaskError("a task is a mapping with its kind, or the name of a kind and a function")
    kind = find(task)
    if function is not None:
        main = _main_field(kind)
        if main.name in raw:
            raise TaskError(f"{main.name} is given twice", main.name)
        raw[main.name] = plain_field(function)
    names = _given_names(raw)
    return {"kind": kind.name, **{name: _typed(kind, name, value, names) for name, value in raw.items()}}


_LABEL: Final = re.compile(r"^\s*[A-Za-z](?:\([\w\s,]*\))?\s*=(?!=)\s*")
"""``f(x) =`` or ``y =`` before a function."""


def _given_names(raw: Mapping[str, Any]) -> frozenset[str]:
    """The words that the task says are variables."""
    return frozenset(re.findall(r"\w+", " ".join(str(raw.get(name, "")) for name in ("variable", "variables", "wrt"))))


def task_of_words(words: Sequence[str]) -> dict[str, Any]:
    """The task of a command line: a kind, its function, FIELD=VALUE pairs; a function alone is differentiated.

    Raises NotFound or TaskError, with an example, where they make no task.
    """
    spoken = _SPOKEN.fullmatch(words[0]) or _KIND_FIRST.fullmatch(words[0])
    first, rest = (spoken[1], [spoken[2], *words[1:]]) if spoken else (words[0], list(words[1:]))
    if not _may_be_kind(first):
        first, rest = "derivative", list(words)
    kind = find(first)
    names = {field.name for field in kind.fields} | {DOMAIN.name}
    fields: dict[str, str] = {}
    function: str | None = None
    for word in rest:
        name, sign, value = (part.strip() for part in word.partition("="))
        is_pair = bool(sign) and (name in names or (name.isidentifier() and (len(name) > 2 or function is not None)))
        if is_pair:
            fields[name] = value
        elif function is None and _main_field(kind).name not in fields:
            function = word
        else:
            raise TaskError(f"{word!r} is not of the form FIELD=VALUE; for example: {example_of(kind)}")
    return task_of(kind.name, function, fields)


_SPOKEN: Final = re.compile(r"\s*(?:the\s+)?(\w{4,})\s+of\s+(.+)", re.DOTALL)
"""``derivative of x^2``: a kind and its function in one."""
_KIND_FIRST: Final = re.compile(rf"\s*({'|'.join(kind_names())})\s+(?![-+*/^=)])(.+)", re.DOTALL)
"""``integral x^2``: a kind and its function in one pair of quotes."""


def example_of(kind: Kind) -> str:
    """A command that solves a task of the kind; of one that takes no plain fields, of another."""
    fields = {name: text for name, value in kind.sample.items() if (text := _on_one_line(value))}
    main = _main_field(kind).name
    if len(fields) < len(kind.sample) or main not in fields:
        return example_of(find("derivative"))
    rest = [f"{name}={text}" for name, text in fields.items() if name != main]
    return shlex.join(["calcdrill", "solve", kind.name, fields[main], *rest])


def _on_one_line(value: Any) -> str:
    """A sample's value as it is typed; nothing for one that is too rich for that."""
    if isinstance(value, Mapping):
        return ", ".join(f"{name}={item}" for name, item in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) if all(isinstance(item, str | int) for item in value) else ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _may_be_kind(text: str) -> bool:
    """Whether a word alone is meant as a kind, perhaps misspelt, rather than as a formula."""
    return text in kind_names() or text in _long_words(text)


def _main_field(kind: Kind) -> Field:
    """The field that a kind is about: the first one that has to be given."""
    return next((field for field in kind.fields if field.default is REQUIRED), kind.fields[0])


def _typed(kind: Kind, name: str, value: Any, names: frozenset[str]) -> Any:
    """A formula in the safe language, where it can be read; other values as they are."""
    if name == "domain" or not any(field.name == name and field.type in _FORMULAS for field in kind.fields):
        return value
    if isinstance(value, str):
        if name == "function":
            value = _LABEL.sub("", value)
        return typed_formula(value, names) or value
    return [_typed(kind, name, item, names) for item in value] if isinstance(value, list | tuple) else value


def typed_formula(text: str, names: Collection[str] = ()) -> str | None:
    """A formula or an equation as text of the safe language; None where it cannot be read.

    What the safe language reads stays as it is; else it is read as a typed answer is: ``2x sin x``, ``x²``, LaTeX.
    Letters stand side by side as a product (``xy``), unless ``names`` has them as one name; long words are names.
    """
    plain = in_signs(text)
    known = {*_LETTERS, *GREEK, *names, *re.findall(r"[A-Za-z]_?\d+(?!\w)", plain), *_long_words(plain)}
    try:
        if free_names(text) <= {*known, *CONSTANTS}:
            read(text, known)
            return text
    except ReadError:
        pass
    if any(word not in known for word in _called_words(plain)):
        return None
    try:
        plain = in_keys(plain_latex(plain) if "\\" in plain else plain.replace("$", " "))
        sides = [_read_typed(side, known) for side in plain.split("=")]
    except (InputError, RecursionError):
        return None
    return " = ".join(sides) if len(sides) <= 2 else None


def _long_words(text: str) -> Iterator[str]:
    """Words that are names rather than letters side by side: four letters or more, and no function among them."""
    for word in re.findall(r"[A-Za-z]\w{3,}", text):
        if "_" in word or not any(len(name) > 1 and name in word for name in (*FUNCTIONS, *ALIASES)):
            yield word


def _called_words(text: str) -> Iterator[str]:
    """Words before a bracket that hold no function: a function that is not known, not letters side by side."""
    for word in re.findall(r"(?<![\w\\])[A-Za-z]{3,}(?=\()", text):
        if not any(len(name) > 1 and name in word for name in (*FUNCTIONS, *ALIASES, "exp", "piecewise")):
            yield word


def _read_typed(text: str, known: Collection[str]) -> str:
    node = TypedReader(text, known).read()
    if isinstance(node, Relation):
        raise ReadError("an equation has one =", text, 0)
    return write_text(node)


# -- sets


def generate(
    what: str | Sequence[str],
    n: int = 10,
    seed: int = 0,
    difficulty: int | tuple[int, int] | None = None,
    *,
    content: str | Path | Sequence[str | Path] = (),
    jobs: int = 1,
) -> ProblemSet:
    """``n`` verified problems, no two alike; the same arguments give the same problems.

    ``what`` is a topic, concept or exercise id, ``"all"``, or a list of them; ``difficulty`` a level from 1 to 5 or a
    range such as (2, 4); ``content`` your own folder or folders; ``jobs`` how many processes work.
    Raises NotFound for an unknown name, Unsatisfiable where fewer than ``n`` exist.
    """
    folders = (content,) if isinstance(content, str | Path) else tuple(content)
    return generate_set(_catalog(folders), what, n, seed, difficulty, jobs)


@cache
def _catalog(folders: tuple[str | Path, ...] = ()) -> Catalog:
    return load_catalog(*folders)


# -- problems from their JSON


def problem_from_dict(record: Mapping[str, Any], catalog: Catalog | None = None) -> Problem:
    """The problem of a JSON object that ``to_dict`` made, made again and verified again.

    Where its id, seed and index make the same task in the ``catalog`` (default: the shipped one), it is that problem;
    else its task is solved, and hints, context and mistakes of its exercise are missing. What else the record says (its
    answer, its steps) is not looked at. Raises TaskError where the record is none.
    """
    task = record.get("task") if isinstance(record, Mapping) else None
    if not isinstance(task, Mapping):
        raise TaskError("a problem's record is a mapping with its task")
    place = {name: record.get(name) for name in ("id", "seed", "index")}
    if all(value is not None for value in place.values()):
        for problem in _made_again(catalog or _catalog(), place):
            if task_to_dict(problem.task) == dict(task):
                return problem
    return problem_of_task(task, record)


def _made_again(catalog: Catalog, place: Mapping[str, Any]) -> Iterator[Problem]:
    try:
        yield generate_problem(catalog, str(place["id"]), int(place["seed"]), int(place["index"]))
    except (CalcdrillError, ValueError):
        return


ORIGIN: Final = {"id": str, "concept": str, "topic": str, "difficulty": int, "story": str, "seed": int, "index": int}


def problem_of_task(task: Mapping[str, Any], record: Mapping[str, Any]) -> Problem:
    """The task solved again, with what the ``record`` says of where it comes from (id, seed, index and the like)."""
    origin = {name: record[name] for name, type_ in ORIGIN.items() if isinstance(record.get(name), type_)}
    complete = {"id", "seed", "index"} <= set(origin)
    return solve_task(dict(task), origin if complete else {})
