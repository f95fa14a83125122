"""``calcdrill solve``: the worked, checked solution of the user's own function, or of many, one a line."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
    terminal_look,
    write_document,
    write_lines,
)
from calcdrill.errors import CalcdrillError, ReadError, TaskError
from calcdrill.export.formats import find_format
from calcdrill.expression.notation.profiles import PROFILES
from calcdrill.problem import Problem, ProblemSet


@click.command("solve")
@click.argument("words", nargs=-1, metavar="[KIND] FUNCTION [FIELD=VALUE]...")
@format_option("text")
@click.option("--jsonl", is_flag=True, help="Read tasks as JSON, one per line, from FILE or - (standard input).")
@grading_option
@notation_option
@output_option
def command(
    words: tuple[str, ...], format_: str, jsonl: bool, grading: bool, notation: str | None, output: Path | None
) -> None:
    """Solve your own task: a KIND, its FUNCTION (or equation), and further fields. A function alone is differentiated.

    calcdrill solve 'x^2*sin(x)'

    calcdrill solve gradient 'x^2*y' at='x=1, y=2'

    calcdrill solve definite_integral '1/x' lower=1 upper=2
    """
    if jsonl:
        if len(words) > 1:
            raise TaskError("--jsonl takes one file, or - for standard input")
        with _opened(words[0] if words else "-") as lines:
            write_lines(solve_lines(lines, grading), output, at_once=True)
        return
    check_grading(grading, format_)
    if not words:
        from calcdrill.kinds import kind_names

        raise click.UsageError(f"give a function, or a kind and its function; kinds: {', '.join(kind_names())}")
    problem = _solved(words)
    format = find_format(format_)
    look = terminal_look(notation) if format_ == "text" and output is None else None
    if look:
        from calcdrill.practice.shown import solution_lines

        write_lines(solution_lines(problem, look), None, "\n")
    elif format.solution:
        write_lines([format.solution(problem, PROFILES[notation or "us"])], output)
    elif grading:
        from calcdrill.export.jsonl import graded_line

        write_lines([graded_line(problem).decode()], output)
    elif format.line:
        write_lines([format.line(problem).decode()], output)
    else:
        write_document(ProblemSet("", (problem,), 0), format, True, output, notation)


def _solved(words: Sequence[str]) -> Problem:
    """The problem of the command's words; a task that cannot be read is an error with an example."""
    from calcdrill.asking import example_of, task_of_words
    from calcdrill.bounded import solve_bounded
    from calcdrill.kinds import find

    task = task_of_words(words)
    try:
        return solve_bounded(task)
    except (ReadError, TaskError) as error:
        message = " ".join(str(error).split())
        raise TaskError(f"{message} (for example: {example_of(find(task['kind']))})") from None


def _opened(name: str) -> TextIO:
    if name == "-":
        if isinstance(sys.stdin, TextIOWrapper):
            sys.stdin.reconfigure(encoding="utf-8", errors="replace", newline="\n")
        return sys.stdin
    try:
        return Path(name).open(encoding="utf-8", errors="replace", newline="\n")
    except OSError as error:
        raise TaskError(f"{name}: {error.strerror}") from None


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
            words = f"a bug in calcdrill, not in the task ({type(error).__name__}): please report this line"
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
