"""``calcdrill solve``: the worked, checked solution of the user's own function, or of many, one a line."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from io import TextIOWrapper
from pathlib import Path
from typing import Any, TextIO

import click

from calcdrill.cli.common import (
    check_grading,
    format_option,
    grading_option,
    notation_option,
    output_option,
    write_document,
    write_lines,
)
from calcdrill.errors import CalcdrillError, TaskError
from calcdrill.export.formats import find_format
from calcdrill.expression.notation.profiles import PROFILES
from calcdrill.problem import ProblemSet


@click.command("solve")
@click.argument("kind", required=False)
@click.argument("fields", nargs=-1)
@format_option("text")
@click.option("--jsonl", is_flag=True, help="Read tasks as JSON, one a line, from FILE or - (standard input).")
@grading_option
@notation_option
@output_option
def command(
    kind: str | None,
    fields: tuple[str, ...],
    format_: str,
    jsonl: bool,
    grading: bool,
    notation: str | None,
    output: Path | None,
) -> None:
    """Solve KIND with its FIELD=VALUE pairs, for example:

    calcdrill solve derivative function='exp(3*x^2 - x)'

    calcdrill solve gradient function='x^2*y' at='x=1, y=2'
    """
    if jsonl:
        if fields:
            raise TaskError("--jsonl takes one file, or - for standard input")
        with _opened(kind or "-") as lines:
            write_lines(solve_lines(lines, grading), output, at_once=True)
        return
    check_grading(grading, format_)
    if kind is None:
        from calcdrill.kinds import kind_names

        raise click.UsageError(f"name a kind: {', '.join(kind_names())}")
    from calcdrill.bounded import solve_bounded

    problem = solve_bounded({"kind": kind, **dict(_pair(field) for field in fields)})
    format = find_format(format_)
    if format.solution:
        write_lines([format.solution(problem, PROFILES[notation or "us"])], output)
    elif grading:
        from calcdrill.export.jsonl import graded_line

        write_lines([graded_line(problem).decode()], output)
    elif format.line:
        write_lines([format.line(problem).decode()], output)
    else:
        write_document(ProblemSet("", (problem,), 0), format, True, output, notation)


def _opened(name: str) -> TextIO:
    if name == "-":
        if isinstance(sys.stdin, TextIOWrapper):
            sys.stdin.reconfigure(encoding="utf-8", errors="replace", newline="\n")
        return sys.stdin
    try:
        return Path(name).open(encoding="utf-8", errors="replace", newline="\n")
    except OSError as error:
        raise TaskError(f"{name}: {error.strerror}") from None


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign or not name.strip():
        raise TaskError(f"{text!r} is not of the form FIELD=VALUE")
    return name.strip(), value.strip()


def solve_lines(lines: Iterable[str], grading: bool = False) -> Iterator[str]:
    """One line of JSON out for each line in; what cannot be solved, whatever the cause, gives an ``error``.

    ``grading``: with the record that ``grader.js`` reads.
    """
    from calcdrill.bounded import solve_bounded
    from calcdrill.export.jsonl import graded_dict, problem_to_dict, write_line

    as_dict = graded_dict if grading else problem_to_dict
    for line in lines:
        try:
            yield write_line(as_dict(solve_bounded(_task(line))))
        except CalcdrillError as error:
            yield write_line({"error": " ".join(str(error).split())})
        except Exception as error:
            words = f"a fault of calcdrill, not of the task ({type(error).__name__}): please report this line"
            yield write_line({"error": words})


def _task(line: str) -> Mapping[str, Any]:
    if not line.strip():
        raise TaskError("the line is empty: a task is a JSON object")
    try:
        task = json.loads(line, parse_float=str)
    except (ValueError, RecursionError) as error:
        raise TaskError(f"the line is not JSON: {error}") from None
    if not isinstance(task, dict):
        raise TaskError("a task is a JSON object")
    return task
