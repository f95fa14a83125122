"""Asks a scorer which answers it accepts: ``python scorer_answers.py SCORER SECONDS`` reads and writes JSON lines.

It stands alone, because a scorer may have an environment of its own. An item has gold and answer, each as LaTeX and in
SymPy's syntax. The verdicts are "accepts", "refuses" and "no answer": it could not read, decide, or end in time.
"""

from __future__ import annotations

import json
import signal
import sys
import warnings
from collections.abc import Callable
from typing import Any

Judge = Callable[[dict[str, str]], Any]


class TooLate(BaseException):
    """The time for one item is over; no scorer's ``except Exception`` catches it."""


def plain() -> Judge:
    """The same text, but for spaces."""
    return lambda item: "".join(item["gold"].split()) == "".join(item["answer"].split())


def math_verify() -> Judge:
    """``verify(parse(gold), parse(answer))`` with its defaults, the answer boxed; its clock is ours, of CPU time."""
    from math_verify import parse, verify

    def judge(item: dict[str, str]) -> Any:
        texts = f"${item['gold']}$", f"So the answer is $\\boxed{{{item['answer']}}}$."
        gold, answer = (parse(text, parsing_timeout=None) for text in texts)
        return verify(gold, answer, timeout_seconds=None) if gold and answer else None

    return judge


def sympy_equals() -> Judge:
    """``gold.equals(answer)``; None is no answer."""
    return _sympy(lambda gold, answer: gold.equals(answer))


def sympy_simplify() -> Judge:
    """``simplify(gold - answer) == 0``."""
    import sympy

    def same(gold: Any, answer: Any) -> bool:
        rest = sympy.simplify(gold - answer)
        return bool(rest.is_zero_matrix) if hasattr(rest, "is_zero_matrix") else rest == 0

    return _sympy(same)


def _sympy(same: Callable[[Any, Any], Any]) -> Judge:
    import sympy

    def read(text: str) -> Any:
        found = sympy.sympify(text)  # written by calcdrill from its own trees, never a stranger's
        return sympy.Matrix(found) if isinstance(found, list | tuple) else found

    return lambda item: same(read(item["gold_sympy"]), read(item["answer_sympy"]))


SCORERS: dict[str, tuple[Callable[[], Judge], str]] = {
    "the same text": (plain, ""),
    "math-verify": (math_verify, "math-verify"),
    "SymPy, equals": (sympy_equals, "sympy"),
    "SymPy, simplify": (sympy_simplify, "sympy"),
}
"""Each scorer with its package."""


def ask(judge: Judge, item: dict[str, str], seconds: float) -> str:
    """The verdict on one item, in bounded CPU time."""

    def stop(*given: object) -> None:
        raise TooLate

    signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        found = judge(item)
    except (TooLate, Exception):
        found = None
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return "no answer" if found is None else "accepts" if found else "refuses"


def main() -> None:
    """The package's version, then a verdict a line."""
    from importlib.metadata import version

    warnings.simplefilter("ignore")
    make, package = SCORERS[sys.argv[1]]
    judge = make()
    print(json.dumps(version(package) if package else ""), flush=True)
    for line in sys.stdin:
        print(json.dumps(ask(judge, json.loads(line), float(sys.argv[2]))), flush=True)


if __name__ == "__main__":
    main()
