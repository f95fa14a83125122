"""What a learner says about the history: this skill I know, that one again, the last answer was a slip."""

from __future__ import annotations

from difflib import get_close_matches

from calcdrill import __version__
from calcdrill.practice.desk import Desk
from calcdrill.practice.events import Noted
from calcdrill.practice.records import Answer
from calcdrill.practice.wording import plural

__all__ = ["keep_mark", "mark", "take_back"]


def mark(verb: str, skill: str, desk: Desk) -> Noted:
    """Keep that a skill is known (with all that it requires and that was not begun), or starts over."""
    name = skill.replace(" ", "-")
    if name not in desk.requires:
        near = get_close_matches(name, list(desk.requires), 1)
        return Noted(f"There is no skill {skill!r}{f'; did you mean {near[0]}?' if near else '.'}")
    if verb == "forget":
        keep_mark("forget", name, desk)
        return Noted(f"{name} starts over.")
    begun = desk.history.memories()
    below = [one for one in _all_below(name, desk) if one not in begun]
    for one in (*below, name):
        keep_mark("know", one, desk)
    base = f", with {plural(len(below), 'skill')} that it builds on" if below else ""
    return Noted(f"{name} is marked as known{base}. forget {name} takes it back.")


def _all_below(skill: str, desk: Desk) -> list[str]:
    """Everything that the skill requires, at any distance."""
    reached: dict[str, None] = {}
    open_ = [skill]
    while open_:
        for below in desk.requires.get(open_.pop(), ()):
            if below not in reached and below != skill:
                reached[below] = None
                open_.append(below)
    return list(reached)


def take_back(desk: Desk) -> Noted:
    """Take back the last answer of this session."""
    last = desk.history.last_of(desk.session)
    if last is None:
        return Noted("There is no answer of this session to take back.")
    keep_mark("undo", last.skill, desk, last.id)
    said = f"your answer {last.text}" if last.text else "that you gave up"
    return Noted(f"Taken back: {said} ({desk.titles.get(last.skill, last.skill)}). It does not count.")


def keep_mark(event: str, skill: str, desk: Desk, text: str = "", mode: str | None = None) -> None:
    """One row of the history that is about no problem."""
    when = desk.clock()
    desk.history.record(
        Answer(
            id=desk.new_id(),
            at=when,
            day=desk.day(when),
            problem="",
            seed=0,
            index=0,
            skill=skill,
            session=desk.session,
            mode=mode or desk.mode,
            event=event,
            text=text,
            version=__version__,
        )
    )
