"""What an exercise and its kind say of mistakes, for the values that were drawn, proved on the instance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from calcdrill.catalog.values import RIGHT_ANSWER, WRONG_ANSWER, Exercise
from calcdrill.expression.comparing.equality import Checker
from calcdrill.expression.decimals import as_decimals, has_decimals
from calcdrill.expression.instantiate import instantiate
from calcdrill.expression.tidy import tidy
from calcdrill.expression.tree import Node
from calcdrill.kinds import Kind
from calcdrill.problem import Mistake, Problem, Prose, Solution, Task
from calcdrill.tasks import drawn_of, put_in
from calcdrill.verify import SEED, judge_of_facts, proved_mistakes


@dataclass(frozen=True)
class OwnMistakes:
    """What an exercise says of mistakes, for the values that were drawn."""

    exercise: Exercise
    drawn: Mapping[str, Node]

    def feedback(self) -> dict[str, Prose]:
        """Mistake id → the sentence that the exercise has for it."""
        return {name: put_in(note, self.drawn) for name, note in self.exercise.mistakes.items()}

    def candidates(self) -> Iterator[tuple[str, Node]]:
        """The exercise's own wrong answers; a dual number stays as it is written, its real part first."""
        is_dual = bool(self.exercise.fields.get("dual"))
        for name, wrong in self.exercise.wrong_answers.items():
            wrong_answer = instantiate(wrong, self.drawn)
            yield name, wrong_answer if is_dual else tidy(wrong_answer)

    def facts(self, name: str, wrong: Node, right: Node) -> tuple[Node, ...]:
        """The conditions of what the exercise says of a mistake, with the drawn numbers and both answers in them."""
        values = {**self.drawn, WRONG_ANSWER: wrong, RIGHT_ANSWER: right}
        return tuple(instantiate(condition, values) for condition in self.exercise.mistake_conditions.get(name, ()))

    def true_candidates(self, task: Task, solution: Solution) -> Iterator[tuple[str, Node]]:
        """The exercise's own wrong answers of which it says something true on this instance."""
        holds = judge_of_facts(task, solution)
        for name, wrong in self.candidates():
            if all(map(holds, self.facts(name, wrong, solution.answer))):
                yield name, wrong


def own_answers(exercise: Exercise, problem: Problem) -> dict[str, Node]:
    """The exercise's own wrong answers by name, with the numbers of one of its problems in them."""
    drawn = drawn_of(exercise, problem)
    return dict(OwnMistakes(exercise, drawn).candidates()) if drawn else {}


def find_mistakes(kind: Kind, task: Task, solution: Solution, own: OwnMistakes | None) -> tuple[Mistake, ...]:
    """The named mistakes that are proved to be mistakes on this instance, the exercise's own first."""
    notes = {**kind.feedback, **kind.own_feedback(task), **(own.feedback() if own else {})}
    said = own.true_candidates(task, solution) if own else ()
    candidates: Iterator[tuple[str, Node]] = chain(said, kind.mistakes(task, solution))
    if any(map(has_decimals, task.fields.values())):
        candidates = ((name, as_decimals(wrong)) for name, wrong in candidates)
    return proved_mistakes(candidates, solution.answer, notes, Checker(task.domain, SEED, curve=kind.curve(task)))
