"""What common scorers wrongly accept and refuse: ``python -m benchmarks.scorers --python VENV/bin/python``.

Right answers are the printed ones in other forms, each proved equal; wrong ones are the named mistakes, each proved
wrong. Every scorer is asked about all of them in a Python where ``pip install math-verify sympy`` was run, with a bound
on the time for each. math-verify and calcdrill get LaTeX, SymPy its own syntax.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from benchmarks.page import put, table
from benchmarks.scorer_answers import SCORERS
from calcdrill import __version__, generate, load_catalog
from calcdrill.errors import CalcdrillError
from calcdrill.export.rows import row_of
from calcdrill.expression import tree as t
from calcdrill.expression.comparing.equality import Verdict, compare, compare_antiderivative
from calcdrill.expression.notation.latex import write_latex
from calcdrill.expression.notation.sympy_syntax import write_sympy
from calcdrill.expression.notation.text import write_text
from calcdrill.problem import Problem
from calcdrill.scoring import score

ANSWERS: Final = Path(__file__).with_name("scorer_answers.py")
KINDS: Final = (
    *("derivative", "partial", "gradient", "jacobian", "hessian", "directional_derivative"),
    *("taylor", "integral", "definite_integral", "limit"),
)
"""Those whose answers are an expression, a vector or a matrix: what all the scorers are made for."""
OWN: Final = "calcdrill"
WRONG: Final = "a named mistake"
MOST_MISTAKES: Final = 3


@dataclass(frozen=True)
class Item:
    """An answer to a problem: in which form, and the texts that scorers get; ``row`` is the place of its row."""

    form: str
    kind: str
    gold: str
    answer: str
    gold_sympy: str
    answer_sympy: str
    row: int

    @property
    def is_right(self) -> bool:
        """Whether the answer is proved right; else it is proved wrong."""
        return self.form != WRONG


# -- the answers


def items_of(problem: Problem, row: int) -> Iterator[Item]:
    """The right answers in all their forms, then the wrong ones."""
    for form, answer in (*right_forms(problem), *((WRONG, one.answer) for one in problem.mistakes[:MOST_MISTAKES])):
        try:
            yield _item(problem, form, answer, row)
        except CalcdrillError:  # a notation has no form for it
            continue


def _item(problem: Problem, form: str, answer: t.Node, row: int) -> Item:
    text = write_text(answer) if form == _TEXT else write_latex(answer)
    return Item(
        form,
        problem.task.kind,
        write_latex(problem.answer),
        text,
        write_sympy(problem.answer),
        write_sympy(answer),
        row,
    )


_TEXT: Final = "typed as text: 2*x^3"


def right_forms(problem: Problem) -> Iterator[tuple[str, t.Node]]:
    """Forms of the right answer; all but the printed one and its text are proved equal here."""
    answer = problem.answer
    yield "as printed", answer
    yield _TEXT, answer
    made = (
        ("terms and factors in another order", t.transform(answer, _reversed)),
        ("powers in place of fractions", t.transform(answer, _without_fraction)),
        ("an earlier line of the working", _earlier(problem)),
        ("another constant", t.Sum((answer, t.ONE)) if problem.task.kind == "integral" else answer),
    )
    for form, tree in made:
        if tree != answer and _is_proved(problem, tree):
            yield form, tree
    if isinstance(answer, t.Vector) and len(answer.entries) > 1:
        yield "a vector as a column", t.Matrix(tuple((entry,) for entry in answer.entries))


def _reversed(node: t.Node) -> t.Node:
    match node:
        case t.Sum(terms=terms):
            return t.Sum(terms[::-1])
        case t.Product(factors=factors) if not any(map(_is_open_ended, factors[1:])):
            return t.Product(factors[::-1])
    return node


def _is_open_ended(factor: t.Node) -> bool:
    """Whether what is printed after it may be taken for its argument: sin x · 2."""
    return isinstance(factor, t.Call) or (isinstance(factor, t.Power) and isinstance(factor.base, t.Call))


def _without_fraction(node: t.Node) -> t.Node:
    match node:
        case t.Quotient(numerator=top, denominator=bottom) if t.value_of(node) is None:
            return t.Product((top, t.Power(bottom, t.Negative(t.ONE))))
    return node


def _earlier(problem: Problem) -> t.Node:
    """The left side of the last line that has no operator left to work out; else the answer."""
    unworked = (t.Derivative, t.Integral, t.Limit, t.At, t.Relation, t.Apply, t.Text)
    for step in reversed(problem.solution.steps):
        if step.after == problem.answer and not any(isinstance(node, unworked) for node in t.walk(step.before)):
            return step.before
    return problem.answer


def _is_proved(problem: Problem, tree: t.Node) -> bool:
    """Whether the form is proved to be right: equal, for an antiderivative up to a constant."""
    try:
        if problem.task.kind == "integral":
            given = tree, problem.answer, problem.task["variable"], problem.task.domain
            return compare_antiderivative(*given).verdict is Verdict.EQUAL
        return compare(tree, problem.answer, problem.task.domain).verdict is Verdict.EQUAL
    except CalcdrillError:
        return False


def make_items(count: int, seed: int) -> tuple[list[Item], list[dict[str, Any]]]:
    """The items of ``count`` problems, and the rows of the problems."""
    wanted = [exercise.id for exercise in load_catalog().exercises.values() if exercise.kind in KINDS]
    problems = generate(wanted, n=count, seed=seed)
    items = [item for place, problem in enumerate(problems) for item in items_of(problem, place)]
    return items, [row_of(problem) for problem in problems]


# -- the scorers


def verdicts(scorer: str, python: str, items: Sequence[Item], seconds: float) -> tuple[str, list[str]]:
    """The scorer's version and its verdict on each item; raises Absent where it does not run."""
    command = [python, "-W", "ignore", str(ANSWERS), scorer, str(seconds)]
    lines = "".join(json.dumps(asdict(item)) + "\n" for item in items)
    done = subprocess.run(command, input=lines, capture_output=True, text=True)
    if done.returncode:
        raise Absent((done.stderr.strip().splitlines() or ["no reason was given"])[-1][:200])
    version, *found = map(json.loads, done.stdout.splitlines())
    return version, found


class Absent(Exception):
    """Why a scorer was not asked."""


_OURS: Final = {"right": "accepts", "wrong": "refuses", "undecided": "no answer"}


def own_verdicts(items: Iterable[Item], rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """The verdicts of calcdrill's own ``score``, which gets what math-verify gets."""
    return [_OURS[score(rows[item.row], f"So the answer is $\\boxed{{{item.answer}}}$.").outcome] for item in items]


def measure(count: int, seed: int, python: str, seconds: float) -> dict[str, Any]:
    """For each scorer its version and how often it gave which verdict, by form; or why it was not asked."""
    items, rows = make_items(count, seed)
    found: dict[str, Any] = {"problems": count, "seed": seed, "seconds": seconds, "scorers": {}, "examples": []}
    for name in (*SCORERS, OWN):
        try:
            version, given = (
                (__version__, own_verdicts(items, rows)) if name == OWN else verdicts(name, python, items, seconds)
            )
        except (Absent, OSError) as reason:
            found["scorers"][name] = {"skipped": str(reason)}
            continue
        counts: dict[str, Counter[str]] = {}
        for item, verdict in zip(items, given, strict=True):
            counts.setdefault(item.form, Counter())[verdict] += 1
            if verdict != "no answer" and (verdict == "accepts") != item.is_right:
                found["examples"].append({"scorer": name, "verdict": verdict, **asdict(item)})
        found["scorers"][name] = {"version": version, "counts": {form: dict(one) for form, one in counts.items()}}
    return found


# -- the page


def lines_of(found: Mapping[str, Any]) -> str:
    """The two tables of the page: all answers, then the wrongly refused by their form."""
    asked = {name: one["counts"] for name, one in found["scorers"].items() if "counts" in one}
    forms = list(dict.fromkeys(form for counts in asked.values() for form in counts if form != WRONG))
    heads = ("scorer", "right, refused", "right, no answer", "wrong, accepted", "wrong, no answer")
    rows = [(_named(name, one), *_summary(one, forms)) for name, one in found["scorers"].items()]
    by_form = [
        (
            form,
            str(_total(next(iter(asked.values())), [form])),
            *(_count(asked[name], [form], "refuses") for name in asked),
        )
        for form in forms
    ]
    total = next(iter(asked.values()))
    return "\n\n".join(
        (
            f"{found['problems']} problems with seed {found['seed']}: {_total(total, forms):,} right answers and "
            f"{_total(total, [WRONG]):,} wrong ones; at most {found['seconds']:g} seconds for each.",
            table(heads, rows),
            "Right answers that are refused, by their form:",
            table(("form", "answers", *asked), by_form),
        )
    )


def _named(name: str, one: Mapping[str, Any]) -> str:
    return f"{name} {one['version']}".strip() if "version" in one else f"{name} (skipped: {one['skipped']})"


def _summary(one: Mapping[str, Any], forms: Sequence[str]) -> tuple[str, ...]:
    if "counts" not in one:
        return ("–",) * 4
    wanted = ((forms, "refuses"), (forms, "no answer"), ([WRONG], "accepts"), ([WRONG], "no answer"))
    return tuple(_count(one["counts"], *each) for each in wanted)


def _count(counts: Mapping[str, Mapping[str, int]], forms: Sequence[str], verdict: str) -> str:
    count, total = sum(counts.get(form, {}).get(verdict, 0) for form in forms), _total(counts, forms)
    return f"{count} ({count / total:.1%})" if count else "0"


def _total(counts: Mapping[str, Mapping[str, int]], forms: Sequence[str]) -> int:
    return sum(sum(counts.get(form, {}).values()) for form in forms)


def main() -> None:
    """Ask all scorers; print the tables, and write what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scorers", description=__doc__)
    parser.add_argument("-n", type=int, default=250, dest="count", help="how many problems")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=5, help="the most for one answer")
    parser.add_argument("--python", default=sys.executable, help="a Python with math-verify and sympy")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the results here, with what was wrong")
    parser.add_argument("--from", type=Path, metavar="FILE", dest="kept", help="take these results, ask nobody")
    parser.add_argument("--page", type=Path, help="write the tables into this page, docs/datasets.md")
    options = parser.parse_args()
    if options.kept:
        found = json.loads(options.kept.read_text(encoding="utf-8"))
    else:
        found = measure(options.count, options.seed, options.python, options.seconds)
    if options.json:
        options.json.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(lines_of(found))
    if options.page:
        options.page.write_text(
            put(options.page.read_text(encoding="utf-8"), "scorers", lines_of(found)), encoding="utf-8"
        )


if __name__ == "__main__":
    main()
