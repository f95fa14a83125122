"""What a statement says, read from its formulas alone, against the task that it was made from."""

from __future__ import annotations

from collections.abc import Iterator

from calcdrill.expression.tree import Apply, Derivative, Integral, Limit, Name, Node, Relation, Vector
from calcdrill.kinds import find
from calcdrill.problem import Statement, Task


def misstated(task: Task, statement: Statement) -> list[str]:
    """What the statement says otherwise than the task, or does not say; empty where they agree."""
    if find(task.kind).asks_in_words:
        return []
    said = list(_subjects(statement))
    bodies = [body for _, body in said]
    found = [f"{name} is not stated" for name, tree in _trees(task) if tree not in bodies]
    held = _variables(task)
    found += [f"said of {names}, the task has {held}" for names, _ in said if held and names and names != held]
    by = tuple(name for part in statement.instruction for name in _by(part))
    if task.kind == "derivative" and by != (task["variable"],):
        found.append(f"by {by}, the task has {task['variable']}")
    if task.kind == "partial" and list(dict.fromkeys(by)) != list(dict.fromkeys(task["wrt"])):
        found.append(f"by {by}, the task has {task['wrt']}")
    return found


def _by(part: object) -> tuple[str, ...]:
    """The variables by which a part of the instruction says to differentiate."""
    match part:
        case Name(name=name):
            return (name,)
        case Derivative(variables=variables):
            return variables
    return ()


def _variables(task: Task) -> tuple[str, ...]:
    fields = task.fields
    return tuple(fields.get("variables") or ((fields["variable"],) if "variable" in fields else ()))


def _trees(task: Task) -> Iterator[tuple[str, Node]]:
    for name in ("function", "equation", "constraint"):
        if isinstance(task.fields.get(name), Node):
            yield name, task.fields[name]
    if "functions" in task.fields:
        yield "functions", Vector(tuple(task["functions"]))


def _subjects(statement: Statement) -> Iterator[tuple[tuple[str, ...], Node]]:
    """(variables, body) of every definition, integral, limit and curve."""
    for part in statement.given:
        match part:
            case Relation(sides=(Apply(arguments=arguments), body), operators=("=",)):
                yield tuple(argument.name for argument in arguments if isinstance(argument, Name)), body
            case Integral(body=body, variable=variable) | Limit(body=body, variable=variable):
                yield (variable,), body
        if isinstance(part, Relation):
            yield (), part
