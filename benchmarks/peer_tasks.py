"""Makes tasks with another generator and says as JSON how long it took.

Usage: ``python peer_tasks.py TASK SECONDS MOST SEED``. It stands alone, because a peer may need a Python of its own
with older libraries. A task is given as [question, answer, function, answer as it is read, variable, order, is it an
integral]; of a question in a form that is not read here, only the first two.
"""

from __future__ import annotations

import json
import random
import re
import sys
import time
import warnings
from collections.abc import Callable
from typing import Any

AGAIN = 20
"""The tasks that are made again and again for the warm rate."""

Maker = tuple[Callable[[], Any], str, Callable[[Any], tuple[Any, ...]]]


class Unknown(Exception):
    """The question has another form than those that are read here."""


def mathgenerator_differentiate(seed: int) -> Maker:
    """Sums of powers and their derivatives."""
    import mathgenerator

    random.seed(seed)
    return mathgenerator.power_rule_differentiation, "mathgenerator", _polynomial(False)


def mathgenerator_integrate(seed: int) -> Maker:
    """Sums of powers and their antiderivatives."""
    import mathgenerator

    random.seed(seed)
    return mathgenerator.power_rule_integration, "mathgenerator", _polynomial(True)


def _polynomial(integral: bool) -> Callable[[Any], tuple[Any, ...]]:
    return lambda made: (_plain(made[0]), _plain(made[1]).replace("+ C", ""), "x", 1, integral)


def _plain(latex: str) -> str:
    text = re.sub(r"\\frac\{(\d+)\}\{(\d+)\}", r"(\1/\2)", latex.strip("$"))
    return re.sub(r"(?<=[\d)])x", "*x", text.translate({ord("{"): "(", ord("}"): ")"}))


def reasoning_gym_simple(seed: int) -> Maker:
    """Polynomials and their antiderivatives."""
    return _reasoning_gym("simple_integration", seed)


def reasoning_gym_intermediate(seed: int) -> Maker:
    """Integrals by substitution and by parts."""
    return _reasoning_gym("intermediate_integration", seed)


def _reasoning_gym(name: str, seed: int) -> Maker:
    import reasoning_gym

    data = reasoning_gym.create_dataset(name, size=1_000_000, seed=seed)
    places = iter(range(1_000_000))

    def task(made: Any) -> tuple[Any, ...]:
        note = made["metadata"]
        answer = re.sub(r" *\+ *C$", "", made["answer"])
        return note["integrand"], answer, note["variable"], 1, True

    return lambda: data[next(places)], "reasoning-gym", task


def mathematics_dataset_differentiate(seed: int) -> Maker:
    """Polynomials in several variables and their derivatives up to the third."""
    import numpy
    from mathematics_dataset.modules import calculus

    random.seed(seed)
    numpy.random.seed(seed)
    modules = calculus.train(lambda entropy: entropy)
    return modules["differentiate"], "mathematics-dataset", _worded


ORDERS = {"first": 1, "second": 2, "third": 3}


def _worded(made: Any) -> tuple[Any, ...]:
    question, answer = str(made.question), str(made.answer)
    found = re.fullmatch(
        r"(?:Differentiate|(?:Find|What is) the (?:(\w+) )?derivative of) (.+?)(?: (?:wrt|with respect to) (\w))?[.?]",
        question,
    )
    if found is None or found[1] not in (None, *ORDERS):
        raise Unknown(question)
    variable = found[3] or next(iter(re.findall(r"[a-z]", found[2])), "x")
    return found[2], answer, variable, ORDERS[found[1] or "first"], False


TASKS: dict[str, Callable[[int], Maker]] = {
    "mathgenerator differentiate": mathgenerator_differentiate,
    "mathgenerator integrate": mathgenerator_integrate,
    "reasoning-gym simple": reasoning_gym_simple,
    "reasoning-gym intermediate": reasoning_gym_intermediate,
    "mathematics_dataset differentiate": mathematics_dataset_differentiate,
}


def shown(made: Any) -> list[str]:
    """The question and the answer as the peer gives them."""
    if isinstance(made, tuple):
        return [str(made[0]), str(made[1])]
    if isinstance(made, dict):
        return [made["question"], made["answer"]]
    return [str(made.question), str(made.answer)]


def timed(make: Callable[[], Any], seconds: float, least: int) -> tuple[list[Any], float]:
    """What is made in so many CPU seconds, or in six times as many where that is less than ``least``; and the time."""
    for _ in range(20):
        make()
    made, began, spent = [], time.process_time(), 0.0
    while spent < seconds or (len(made) < least and spent < 6 * seconds):
        made.append(make())
        spent = time.process_time() - began
    return made, spent


def warm_rate(maker: Callable[[int], Maker], seed: int, seconds: float) -> float:
    """How many tasks a CPU second when the same ``AGAIN`` are made again and again, so that SymPy's caches hold all."""

    def once() -> float:
        make = maker(seed)[0]
        began = time.process_time()
        for _ in range(AGAIN):
            make()
        return time.process_time() - began

    once()
    rounds, spent = 0, 0.0
    while spent < seconds or not spent:
        rounds, spent = rounds + 1, spent + once()
    return rounds * AGAIN / spent


def main() -> None:
    """Print how many tasks the generator makes a CPU second, cold (after 20 tasks) and warm, and the first of them."""
    name, seconds, most, seed = sys.argv[1], float(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    warnings.simplefilter("ignore")
    from importlib.metadata import version

    make, package, task = TASKS[name](seed)
    made, cold = timed(make, seconds, round(0.3 * most))
    warm = warm_rate(TASKS[name], seed, seconds / 2)
    found: list[list[Any]] = []
    for item in made[:most]:
        try:
            found.append([*shown(item), *task(item)])
        except Unknown:
            found.append(shown(item))
    rates = {"cold": len(made) / cold, "warm": warm}
    print(json.dumps({"version": version(package), **rates, "tasks": found}))


if __name__ == "__main__":
    main()
