"""What is fuzzed: each target takes any bytes, and only an error of calcdrill may come out of it, in bounded time."""

from __future__ import annotations

import contextlib
import json
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from calcdrill.catalog import load_catalog
from calcdrill.errors import CalcdrillError, ReadError
from calcdrill.expression.notation.latex import write_latex
from calcdrill.expression.notation.read_latex import read_latex
from calcdrill.expression.notation.text import write_text
from calcdrill.expression.read import read, read_prose
from calcdrill.expression.read_typed import read_typed
from calcdrill.instances import make_problem
from calcdrill.kinds import find, kind_names
from calcdrill.kinds.fields import DOMAIN, read_fields, resolve
from calcdrill.practice.grade import grade
from calcdrill.problem import Problem
from calcdrill.verify import check_printed
from fuzzers import histories, strangers

ROOT: Final = Path(__file__).resolve().parents[1]
SLOWEST: Final = 5.0
"""CPU seconds that one input may take under the fuzzer, which makes everything some times slower."""


class TooSlow(Exception):
    """An input took longer than its bound."""


@dataclass(frozen=True)
class Target:
    """A reader to be fuzzed: what it does with bytes, what to begin with, which words it knows, how long inputs are."""

    name: str
    reads: Callable[[bytes], None]
    seeds: Callable[[], Sequence[bytes]]
    words: Sequence[str]
    longest: int = 400

    def run(self, data: bytes) -> None:
        """Read the bytes; raises what is a finding: anything but an error of calcdrill, or TooSlow."""
        began = time.process_time()
        with contextlib.suppress(CalcdrillError):
            self.reads(data)
        spent = time.process_time() - began
        if spent > SLOWEST:
            raise TooSlow(f"{self.name}: {spent:.1f} s for {data[:200]!r}")


def text_of(data: bytes) -> str:
    """Any bytes as text, with what is no UTF-8 as lone surrogates, which a JSON string can hold as well."""
    return data.decode("utf-8", errors="surrogateescape")


# -- expressions


def read_expression(data: bytes) -> None:
    """As an author writes, as a learner types, and as prose; what is read is written and read again."""
    text = text_of(data)
    for typed in (False, True):
        with contextlib.suppress(ReadError):
            tree = read_typed(text, {"x", "y", "a"}) if typed else read(text, {"x", "y", "a"})
            if read(write_text(tree)) is None:
                raise AssertionError(text)
            with contextlib.suppress(CalcdrillError):
                check_printed([tree])
    read_prose(text)


def read_printed(data: bytes) -> None:
    """The strict reader of LaTeX."""
    write_latex(read_latex(text_of(data)))


EXPRESSIONS: Final = (
    "3*x^2 - sin(a*x)/exp(-x) + ln(abs(y))",
    "piecewise(x^2, x > 0, 0, x <= 0)",
    "[x^2*y, cos(x*y)]",
    "[[1, x], [y, 2]]",
    "diff(x^2, x, x) + integral(x, x, 0, 1) + limit(sin(x)/x, x, 0)",
    "at(x^2, x = 3)",
    "f'(x) = 2x, y <= 1",
    "sin^2 2x + |x| - 5! + x²",
    "the slope of `x^2 + a` at `x = 1`",
)
WORDS: Final = (
    *"sin cos tan exp ln log sqrt abs max min floor gcd sigmoid erf factorial piecewise diff partial".split(),
    *"integral limit limit_above at none saddle pi oo e C x y ( ) [ ] { } | ! ^ ** * / + - = == <= >= < >".split(),
    *", ; : . ' ` $ \\ ∞ √ ² ⁻ ₁ π σ · × − ∇ 10^9 9^9^9 1e999".split(),
)
COMMANDS: Final = (
    *r"\frac \sqrt \left( \right) \left| \right| \sin \cos \ln \int \sum \lim \to \infty \cdot \, \text{ \quad".split(),
    *r"\begin{pmatrix} \end{pmatrix} \begin{cases} \end{cases}".split(),
    *r"\\ & \partial \nabla \operatorname{ \prime _{ ^{".split(),
)


def _printed() -> list[bytes]:
    return [write_latex(read(text)).encode() for text in EXPRESSIONS[:6]]


# -- files of an author


def read_yaml(data: bytes) -> None:
    """A catalog file, and a problem of each of its exercises where it loads."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mine.yaml"
        path.write_bytes(data)
        catalog = load_catalog(files=[path], shipped=False)
    for exercise in list(catalog.exercises.values())[:2]:
        with contextlib.suppress(CalcdrillError):
            make_problem(exercise, 0, 0)


def _concepts() -> list[bytes]:
    """Three concepts of a real file, each alone, without those that it builds on."""
    whole = (ROOT / "exercises" / "10-hessian.yaml").read_text(encoding="utf-8")
    text = "".join(line for line in whole.splitlines(keepends=True) if "requires:" not in line)
    head, *concepts = text.split("\n  - id: ")
    return [f"{head}\n  - id: {item}\n".encode() for item in concepts[:3]]


YAML_WORDS: Final = (
    *"topic: title: concepts: exercises: kind: draw: require: function: variables: hints: mistakes: limited:".split(),
    *"derivative gradient hessian nonzero fraction one of step .. &a *a << !!python/object | > - ? [ ] { }".split(),
)


# -- what is typed and sent


@cache
def _problems() -> tuple[Problem, ...]:
    """One problem of each kind."""
    first = {}
    for exercise in load_catalog().exercises.values():
        first.setdefault(exercise.kind, exercise)
    return tuple(make_problem(exercise, 0, 0) for _, exercise in sorted(first.items()))


def read_answer(data: bytes) -> None:
    """An answer to a problem, which the first byte chooses."""
    problems = _problems()
    verdict = grade(problems[(data[0] if data else 0) % len(problems)], text_of(data[1:]))
    if not verdict.message or not json.dumps(verdict.to_dict()):
        raise AssertionError(data)


def _answers() -> list[bytes]:
    return [bytes([place]) + write_text(problem.answer).encode() for place, problem in enumerate(_problems())]


def read_task(data: bytes) -> None:
    """A line for ``solve --jsonl``: read and stated (solving has a process of its own, which can be stopped)."""
    from calcdrill.cli.solve import _task

    raw = dict(_task(text_of(data)))
    name = raw.pop("kind", None)
    kind = find(name) if isinstance(name, str) else None
    for chosen in [kind] if kind else map(find, kind_names()):
        with contextlib.suppress(CalcdrillError):
            fields = (*chosen.fields, DOMAIN)
            statement = chosen.statement(resolve(chosen.name, fields, read_fields(fields, raw), {}))
            if not statement.instruction:
                raise AssertionError(data)


def _tasks() -> list[bytes]:
    from calcdrill.export.jsonl import problem_to_dict

    return [json.dumps(problem_to_dict(problem)["task"]).encode() for problem in _problems()]


TARGETS: Final = {
    target.name: target
    for target in (
        Target("expression", read_expression, lambda: [text.encode() for text in EXPRESSIONS], WORDS),
        Target("latex", read_printed, _printed, COMMANDS),
        Target("yaml", read_yaml, _concepts, (*YAML_WORDS, *WORDS), 4000),
        Target("answer", read_answer, _answers, (*WORDS, *COMMANDS), 300),
        Target("task", read_task, _tasks, ('"kind"', '"function"', '"variables"', "null", "[[", "{{", *WORDS), 1000),
        Target("history", histories.read_lines, histories.exports, histories.WORDS, 2000),
        Target("history-file", histories.read_database, lambda: [bytes(range(30)), bytes(90)], (), 120),
        Target("theme", strangers.read_theme, strangers.themes, strangers.THEME_WORDS, 2000),
        Target("package", strangers.read_package, strangers.packages, (), 120),
        Target("ledger", strangers.read_ledger_text, strangers.ledgers, ('"notes"', '"format"', "null", "[]"), 4000),
        Target("unfinished", strangers.read_unfinished, strangers.runs, (), 120),
        Target("sheet", strangers.read_sheet_text, strangers.sheet_lines, strangers.SHEET_WORDS, 1000),
    )
}
