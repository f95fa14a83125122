"""Problems spread over the whole course, each answered oddly, wrongly and right in Chromium.

python -m tests.site.hundred_answers 100

Each problem gets one odd answer (unreadable, other letters, empty, nothing chosen), one that is a proved mistake, and
the printed one. It prints how many verdicts are as they should be and names each problem where one is not.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, Final

from tests.site.site_browser import browser, visit, write_files

from calcdrill.catalog import load_catalog
from calcdrill.catalog.values import Exercise
from calcdrill.decks import instances
from calcdrill.expression.notation.text import write_text
from calcdrill.problem import Problem
from calcdrill.site import course_of, make_site, records_of

SEED: Final = 1
ODD: Final = ("((", "3 +* 2", "qqq", "1/0", "∂", "sin", "   ", "<b>2</b>", "2,,3", "alert(1)")
"""What is no answer: never right, and never an error in the page."""


def spread(exercises: list[Exercise], count: int) -> list[Exercise]:
    """So many exercises that have a choice or a mistake to answer with, evenly over the course."""
    found = [one for one in exercises if any(p.statement.choices or p.mistakes for p in instances(one, SEED, 1))]
    return [found[k * len(found) // count] for k in range(min(count, len(found)))]


def answers(problem: Problem, source: Random) -> Iterator[tuple[str, str]]:
    """What is typed, and how it is meant: odd, wrong or right."""
    yield "odd", source.choice(ODD)
    yield "wrong", write_text(problem.mistakes[0].answer)
    yield "right", write_text(problem.answer)


def fits(meant: str, verdict: str) -> bool:
    """Whether the verdict is one that such an answer may get: an odd one is never right."""
    return verdict != "right" if meant == "odd" else verdict == meant


def ask(page: Any, problem: Problem, source: Random) -> Iterator[tuple[str, str, str]]:
    """Show the problem and answer it: what was meant, what was typed, the verdict."""
    page.evaluate(SHOW, [problem.topic, problem.concept, problem.id, problem.seed, problem.index])
    box = page.locator(f"[data-problem='{problem.id}/{problem.seed}/{problem.index}']")
    said, check = box.locator("[data-verdict]"), box.locator("[data-check]")
    if problem.statement.choices:
        keys = list(page.evaluate(RIGHT, [problem.topic, problem.id, problem.seed, problem.index]))
        for meant, chosen in (("odd", None), ("wrong", keys.index(False)), ("right", keys.index(True))):
            if chosen is not None:
                box.locator(f"input[value='{chosen}']").check()
            check.click()
            yield meant, f"choice {chosen}", str(said.get_attribute("data-verdict"))
        return
    for meant, typed in answers(problem, source):
        box.locator("input[data-answer]").fill(typed)
        check.click()
        verdict = str(said.get_attribute("data-verdict"))
        yield meant, typed, verdict
        if verdict == "right":  # which closes the problem
            return


SHOW: Final = """async ([topic, skill, id, seed, index]) => {
  const data = await calcdrill.topic(topic);
  const exercise = calcdrill.skills[skill].exercises.find((one) => one.id === id);
  const problem = data.exercises[id].find((one) => one.seed === seed && one.index === index);
  calcdrill.show(document.querySelector("[data-place]"), {exercise, skill, problem, says: data.says}, {next() {}});
}"""

RIGHT: Final = """async ([topic, id, seed, index]) => (await calcdrill.topic(topic)).exercises[id]
  .find((one) => one.seed === seed && one.index === index).choices.map((one) => Boolean(one.right))"""


def main(count: int) -> int:
    """Answer ``count`` problems; how many verdicts are not as they should be."""
    catalog, source, right, faults = load_catalog(), Random(SEED), Counter[str](), 0
    odd: Counter[str] = Counter()
    chosen = spread(list(course_of(catalog).exercises), count)
    course = course_of(catalog, [one.id for one in chosen], SEED, 1)
    problems = [instances(one, SEED, 1)[0] for one in course.exercises]
    made = {(problem.id, SEED, 1): (problem,) for problem in problems}
    with TemporaryDirectory() as folder, browser() as chromium:
        write_files(Path(folder), make_site(course, records_of(course, made=made)))
        with visit(chromium, Path(folder).as_uri()) as visitor:
            page = visitor.open("practice.html")
            for problem in problems:
                for meant, typed, verdict in ask(page, problem, source):
                    right[meant] += fits(meant, verdict)
                    odd[verdict or "asks for an answer"] += meant == "odd"
                    if not fits(meant, verdict):
                        faults += 1
                        print(f"{problem.id}/{SEED}/{problem.index}: {typed!r} is {meant}, the page says {verdict!r}")
    topics = len({problem.topic for problem in problems})
    choices = sum(bool(problem.statement.choices) for problem in problems)
    print(f"{len(problems)} problems of {topics} topics, {choices} with choices; no errors in the page")
    print(f"as they should be: {dict(right)}; not: {faults}; odd answers by verdict: {dict(+odd)}")
    return faults


if __name__ == "__main__":
    sys.exit(bool(main(int(sys.argv[1]))))
