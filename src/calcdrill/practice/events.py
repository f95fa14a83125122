"""What happens in a practice session, as values: a terminal draws them, ``--json`` writes them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from calcdrill.choices import choice_letter
from calcdrill.expression.notation.latex_templates import print_latex
from calcdrill.expression.notation.prose import prose_latex, prose_text
from calcdrill.expression.notation.speech import speak_prose
from calcdrill.expression.notation.text import write_text
from calcdrill.expression.steps import Prose, Step
from calcdrill.expression.tree import Node
from calcdrill.lessons import LessonPage
from calcdrill.practice.grade import Verdict
from calcdrill.practice.working import GradedLine
from calcdrill.problem import Problem, Statement

__all__ = [
    "AnswerShown",
    "Asked",
    "DayDone",
    "Event",
    "Explained",
    "Finished",
    "Graded",
    "HintShown",
    "LineJudged",
    "Noted",
    "Skipped",
    "StepShown",
    "Taught",
    "event_to_dict",
]


@dataclass(frozen=True, slots=True)
class Asked:
    """A new problem. ``reason`` is why it comes: due, learning, new, foundation, between, ahead, exam, sheet.

    ``help`` says what can be typed.
    """

    number: int
    problem: Problem
    title: str
    reason: str
    of: int | None = None
    help: str = ""


@dataclass(frozen=True, slots=True)
class Taught:
    """The lesson of a skill; ``whole`` is everything that it says, otherwise what is needed to begin."""

    page: LessonPage
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Graded:
    """A typed answer was graded; ``tries`` counts the answers to this problem, ``typed`` is the text.

    Where it counts, ``rating`` (1 to 4) and ``due``, the date when the skill comes again, say how.
    """

    verdict: Verdict
    tries: int
    help: str = ""
    typed: str = ""
    rating: int | None = None
    due: str | None = None


@dataclass(frozen=True, slots=True)
class LineJudged:
    """A line of the learner's working was held against the task and the lines before."""

    number: int
    line: GradedLine


@dataclass(frozen=True, slots=True)
class HintShown:
    """Hint ``number`` of ``of``."""

    number: int
    of: int
    hint: Prose


@dataclass(frozen=True, slots=True)
class StepShown:
    """Worked step ``number`` of ``of``."""

    number: int
    of: int
    step: Step


@dataclass(frozen=True, slots=True)
class AnswerShown:
    """The right answer."""

    answer: Node


@dataclass(frozen=True, slots=True)
class Explained:
    """The answer to "why?": lines of words with formulas."""

    lines: tuple[Prose, ...]


@dataclass(frozen=True, slots=True)
class Skipped:
    """The problem was left; it does not count."""


@dataclass(frozen=True, slots=True)
class Noted:
    """A remark to the learner that is about no answer: the commands, an empty line, a file set aside."""

    text: str


@dataclass(frozen=True, slots=True)
class DayDone:
    """What the day asked for is done; the next line says whether to go on ahead."""

    asked: int
    right: int
    new: int


@dataclass(frozen=True, slots=True)
class Finished:
    """The end of the session: problems asked and right at the first try, new skills, and what is due when."""

    asked: int
    right: int
    new: int
    due_now: int
    due_tomorrow: int


Event = (
    Asked
    | Taught
    | DayDone
    | Graded
    | LineJudged
    | HintShown
    | StepShown
    | AnswerShown
    | Explained
    | Skipped
    | Noted
    | Finished
)


def event_to_dict(event: Event) -> dict[str, Any]:
    """The event as ``--json`` writes it; the answer is not in it before it is shown."""
    match event:
        case Asked(number=number, problem=problem, title=title, reason=reason, of=of):
            return {
                "event": "problem",
                "number": number,
                "of": of,
                "id": problem.id,
                "skill": problem.concept,
                "title": title,
                "reason": reason,
                "seed": problem.seed,
                "index": problem.index,
                "difficulty": problem.difficulty,
                "hints": len(problem.hints),
                "statement": _statement(problem.statement),
            }
        case LineJudged(number=number, line=line):
            judged = {"text": line.text, "standing": line.standing.value, "message": line.message}
            return {"event": "line", "number": number, **judged, "mistake": line.mistake}
        case Graded(verdict=verdict, tries=tries, rating=rating, due=due):
            return {"event": "verdict", "tries": tries, **verdict.to_dict(), "rating": rating, "due": due}
        case Taught(page=page):
            return {"event": "lesson", **_lesson(page)}
        case HintShown(number=number, of=of, hint=hint):
            return {"event": "hint", "number": number, "of": of, **_words(hint)}
        case StepShown(number=number, of=of, step=step):
            equation = {"before": _formula(step.before), "after": _formula(step.after)}
            words = {"rule": step.rule, "note": prose_text(step.note), "speech": speak_prose(step.note)}
            sign = {} if step.sign == "=" else {"sign": step.sign}
            return {"event": "step", "number": number, "of": of, **words, **equation, **sign}
        case AnswerShown(answer=answer):
            return {"event": "answer", **_formula(answer)}
        case Explained(lines=lines):
            return {"event": "why", "lines": [prose_text(line) for line in lines], "speech": [*map(speak_prose, lines)]}
        case Skipped():
            return {"event": "skipped"}
        case Noted():
            return {"event": "note", **asdict(event)}
        case DayDone():
            return {"event": "day_done", **asdict(event)}
        case Finished():
            return {"event": "finished", **asdict(event)}


def _statement(statement: Statement) -> dict[str, Any]:
    whole = statement.prose
    record: dict[str, Any] = {"text": prose_text(whole), "latex": prose_latex(whole), "speech": speak_prose(whole)}
    if statement.choices:
        record["choices"] = [
            {"letter": choice_letter(place), "text": prose_text(choice), "latex": prose_latex(choice)}
            for place, choice in enumerate(statement.choices)
        ]
    return record


def _lesson(page: LessonPage) -> dict[str, Any]:
    words = {part: prose_text(prose) for part, prose in page.words.items()}
    example = None
    if page.example is not None:
        example = {"statement": _statement(page.example.statement), "answer": _formula(page.example.answer)}
    formulas = [_formula(formula) for formula in page.formulas]
    return {"skill": page.concept.id, "title": page.concept.title, **words, "formulas": formulas, "example": example}


def _formula(node: Node) -> dict[str, str]:
    return {"text": write_text(node), "latex": print_latex(node), "speech": speak_prose((node,))}


def _words(prose: Prose) -> dict[str, str]:
    return {"text": prose_text(prose), "speech": speak_prose(prose)}
