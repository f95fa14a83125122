"""The placement test at work: problems out, answers in, at the end the known skills are marked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime

from calcdrill.practice.desk import Desk
from calcdrill.practice.drill import Queue, record
from calcdrill.practice.events import Asked, Event, Noted
from calcdrill.practice.marks import keep_mark
from calcdrill.practice.placement import MOST, Placement
from calcdrill.practice.session import Draft, Turn, take
from calcdrill.practice.wording import plural
from calcdrill.problem import Problem

__all__ = ["run_placement"]

HELP = (
    f"A placement: at most {MOST} questions, one answer each, no help. skip says that you do not know; quit ends it\n"
    "and marks nothing."
)
NOT_HERE = {"hint", "step", "steps", "solution", "answer", "why", "explain", "lesson", "undo", "know", "forget", "help"}


def run_placement(queue: Queue, lines: Iterator[str], show: Callable[[Event], None], desk: Desk) -> tuple[str, ...]:
    """Hold the test over the skills of the queue; the skills that were marked as known."""
    desk = replace(desk, mode="placement")
    test = Placement(queue.course.skills, desk.requires)
    show(Noted(HELP))
    while (skill := test.next()) is not None:
        problem = queue.problem_of(skill)
        if problem is None:
            test.answer(skill, False)
            continue
        is_right = _ask(problem, len(test.asked) + 1, queue.catalog.concepts[skill].title, lines, show, desk)
        if is_right is None:
            show(Noted("Nothing was marked."))
            return ()
        test.answer(skill, is_right)
    known, begun = test.known(), desk.history.memories()
    for skill in known:
        if skill not in begun:
            keep_mark("know", skill, desk)
    words = "practice starts from the beginning."
    if known:
        share = f"{len(known)} of {plural(len(test.skills), 'skill')}"
        words = f"you know {share}. calcdrill practice goes on from there; forget SKILL begins one again."
    show(Noted(f"Placed after {plural(len(test.asked), 'question')}: {words}"))
    return known


def _ask(
    problem: Problem, number: int, title: str, lines: Iterator[str], show: Callable[[Event], None], desk: Desk
) -> bool | None:
    """Whether the answer is right; None if the learner leaves. The answers are kept, without a rating."""
    show(Asked(number, problem, title, "placement"))
    turn = Turn(problem, desk.clock(), "placement", conventions=desk.conventions)
    for line in lines:
        word = line.strip().lstrip(":/").casefold()
        if word in {"skip", "idk", "i don't know", "dunno"}:
            return False
        if word.partition(" ")[0] in NOT_HERE:
            show(Noted("Not in a placement: type your answer, or skip."))
            continue
        when: datetime = desk.clock()
        reply = take(turn, line, when)
        if reply.leave:
            return None
        turn = reply.turn
        if reply.draft is None or reply.draft.rating is None:
            for event in reply.events:
                show(event)
            continue
        draft = Draft(reply.draft.event, None, reply.draft.text, reply.draft.verdict)
        desk.history.record(record(draft, turn, when, desk))
        show(Noted("Right." if turn.state == "right" else "Not right."))
        return turn.state == "right"
    return None
