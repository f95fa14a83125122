"""What is wrong with made tasks, ours or a peer's: one judge for all, by text and by ball arithmetic."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from calcdrill.errors import CalcdrillError
from calcdrill.expression.comparing.equality import Verdict, check_partial
from calcdrill.expression.read import read

UNTIDY = re.compile(
    r"(?<![\w.^/{])1\*?[a-zA-Z](?![a-zA-Z])"  # a factor of 1
    r"|\^\{[01]\}|\*\*[01](?!\d)|[+-] -\s?\d|(?<![\w.^])0\*?[a-zA-Z]|\\frac\{\d+\}\{1\}|\\frac\{(\d+)\}\{\1\}"
)
SPELLINGS = {"log": "ln", "asin": "arcsin", "acos": "arccos", "atan": "arctan", "E": "exp(1)"}


@dataclass(frozen=True)
class Made:
    """A task as text: what is shown, and what it means (absent where the question could not be read)."""

    question: str
    shown_answer: str
    function: str | None = None
    answer: str = ""
    variable: str = "x"
    order: int = 1
    is_integral: bool = False


def judge(made: Sequence[Made]) -> dict[str, Any]:
    """How many of the tasks are wrong, without an answer, alike, or written as no textbook does."""
    verdicts = Counter(verdict(task) for task in made)
    return {
        "judged": len(made) - verdicts["unread"] - verdicts["undecided"],
        "wrong": verdicts["wrong"],
        "unevaluated": verdicts["unevaluated"],
        "not_judged": verdicts["unread"] + verdicts["undecided"],
        "duplicates": len(made) - len({_asked(task) for task in made}),
        "untidy": sum(bool(UNTIDY.search(task.question) or UNTIDY.search(task.shown_answer)) for task in made),
        "other_letter": sum(task.is_integral and _dx_of_another_letter(task) for task in made),
    }


def verdict(task: Made) -> str:
    """ "right", "wrong", "unevaluated", "undecided" or "unread"."""
    if re.search(r"Integral|Derivative", task.answer):
        return "unevaluated"
    if task.function is None:
        return "unread"
    try:
        function, answer = (_read(text) for text in (task.function, task.answer))
        below, above = (answer, function) if task.is_integral else (function, answer)
        found = check_partial(below, above, [_letter(task.variable)] * task.order)
    except CalcdrillError:
        return "unread"
    if found.verdict is Verdict.UNDECIDED:
        return "undecided"
    return "wrong" if found.verdict is Verdict.DIFFERENT else "right"


def _asked(task: Made) -> tuple[str, ...]:
    return (task.function, task.variable, str(task.order)) if task.function else (task.question,)


def _letter(name: str) -> str:
    """A name that means nothing else: e, i and d are variables like any other here."""
    return f"v_{name.lower()}"


def _read(text: str) -> Any:
    words = re.sub(r"[A-Za-z]\w*", lambda found: SPELLINGS.get(found[0], found[0]), text.replace("**", "^"))
    named = re.sub(r"(?<![A-Za-z])[A-Za-z](?![A-Za-z])", lambda found: _letter(found[0]), words)
    return read(named)


def _dx_of_another_letter(task: Made) -> bool:
    found = re.search(r" d([a-zA-Z])\b", task.question)
    return found is not None and found[1] != task.variable
