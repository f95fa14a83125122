"""Answers in the order of time → the memories that they lead to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from calcdrill.practice.records import Answer, without_undone
from calcdrill.practice.schedule import DEFAULT, Memory, Rating, Settings, apply_review, placed


def replay(answers: Iterable[Answer], settings: Settings = DEFAULT) -> dict[str, Memory]:
    """The memories that answers, in the order of time, lead to."""
    memories: dict[str, Memory] = {}
    for answer in without_undone(list(answers)):
        for skill, memory in changes_by(answer, memories, settings).items():
            if memory is None:
                memories.pop(skill, None)
            else:
                memories[skill] = memory
    return memories


def changes_by(answer: Answer, memories: Mapping[str, Memory], settings: Settings) -> Mapping[str, Memory | None]:
    """The memories that one answer changes; None is a skill that is begun anew."""
    if answer.event == "know":
        return {answer.skill: placed(answer.skill, answer.at, settings)}
    if answer.event == "forget":
        return {answer.skill: None}
    if answer.rating is None:
        return {}
    rating = Rating(answer.rating)
    return apply_review(memories, answer.skill, rating, answer.at, answer.shares, settings, answer.day)
