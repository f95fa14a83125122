"""A short adaptive test that finds which skills a learner knows.

What may be known is a set of skills that holds the prerequisites of each of its members. Many such sets are drawn
(seeded), each with a weight. An answer multiplies the weights by how likely it is for that set, with slips and lucky
guesses. The next question is the skill that most nearly half of the weight holds; the test ends when the expected
number of misplaced skills is small, or nothing more can be learnt from a question, or after ``MOST`` questions.
This is the idea of knowledge space theory (J.-P. Doignon, J.-C. Falmagne, Knowledge Spaces, 1999) with drawn states.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

__all__ = ["MOST", "Placement"]

MOST: Final = 38
"""No test is longer."""
STATES: Final = 1500
SLIP: Final = 0.1
"""How often a known skill is answered wrong."""
GUESS: Final = 0.03
"""How often an unknown one is answered right."""
MOVES: Final = 2
ENOUGH: Final = 0.03
"""The test ends when this share of the skills is expected to be misplaced."""


@dataclass
class Placement:
    """The state of a test over ``skills`` in the order of the course, with what each ``requires``."""

    skills: Sequence[str]
    requires: Mapping[str, Collection[str]]
    seed: int = 0
    asked: dict[str, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._bit = {skill: 1 << place for place, skill in enumerate(self.skills)}
        self._below: dict[str, int] = {}
        for skill in self.skills:
            self._closure(skill)
        self._above = {
            skill: sum(self._bit[one] for one in self.skills if self._below[one] & self._bit[skill])
            for skill in self.skills
        }
        self._source = random.Random(f"placement/{self.seed}")
        self._states = self._drawn()
        self._weights = [1.0] * len(self._states)

    def next(self) -> str | None:
        """The skill to ask about, None when the test is over."""
        if len(self.asked) >= MOST:
            return None
        shares = self._shares()
        doubt = sum(min(share, 1 - share) for share in shares.values())
        open_ = [skill for skill in self.skills if skill not in self.asked]
        if not open_ or doubt <= ENOUGH * len(self.skills):
            return None
        best = min(open_, key=lambda skill: abs(shares[skill] - 0.5))
        return best if 0.02 < shares[best] < 0.98 else None

    def answer(self, skill: str, is_right: bool) -> None:
        """Take an answer into account."""
        self.asked[skill] = is_right
        bit = self._bit[skill]
        known, unknown = (1 - SLIP, GUESS) if is_right else (SLIP, 1 - GUESS)
        weights = [
            weight * (known if state & bit else unknown)
            for state, weight in zip(self._states, self._weights, strict=True)
        ]
        total = sum(weights)
        self._weights = [weight / total for weight in weights]
        if 1 / sum(weight**2 for weight in self._weights) < STATES / 3:
            self._renew()

    def known(self) -> tuple[str, ...]:
        """The skills that are more likely known than not, with all that they require; none without a right answer."""
        if not any(self.asked.values()):
            return ()
        shares = self._shares()
        likely = sum(self._bit[skill] for skill in self.skills if shares[skill] > 0.5)
        return tuple(skill for skill in self.skills if self._below[skill] & ~likely == 0)

    def _renew(self) -> None:
        """Draw the states again by their weights, and move each a little where the answers allow it.

        Otherwise few states would be left (W. Gilks, C. Berzuini, Following a moving target, 2001).
        """
        states = self._source.choices(self._states, self._weights, k=STATES)
        for skill_of in (self._source.choices(self.skills, k=STATES) for _ in range(MOVES)):
            for place, skill in enumerate(skill_of):
                old = states[place]
                new = old & ~self._above[skill] if old & self._bit[skill] else old | self._below[skill]
                if self._source.random() < self._likelihood(new, old):
                    states[place] = new
        self._states, self._weights = states, [1 / STATES] * STATES

    def _likelihood(self, new: int, old: int) -> float:
        """How much likelier the answers are for one state than for another."""
        ratio, changed = 1.0, new ^ old
        for skill, is_right in self.asked.items():
            bit = self._bit[skill]
            if changed & bit:
                factor = (1 - SLIP) / GUESS if is_right else SLIP / (1 - GUESS)
                ratio *= factor if new & bit else 1 / factor
        return ratio

    def _shares(self) -> dict[str, float]:
        """The weight of the states that hold each skill."""
        total = sum(self._weights)
        states = [(state, weight) for state, weight in zip(self._states, self._weights, strict=True) if weight > 1e-9]
        return {
            skill: sum(weight for state, weight in states if state & bit) / total for skill, bit in self._bit.items()
        }

    def _closure(self, skill: str) -> int:
        if skill not in self._below:
            self._below[skill] = self._bit[skill]
            for below in self.requires.get(skill, ()):
                if below in self._bit:
                    self._below[skill] |= self._closure(below)
        return self._below[skill]

    def _drawn(self) -> list[int]:
        """Sets of skills that a learner may know: nothing, all, the course up to a place, with gaps, or islands."""
        source = self._source
        count = len(self.skills)
        whole = (1 << count) - 1
        states = [0] * (STATES // 20) + [whole] * (STATES // 20)
        while len(states) < STATES:
            if source.random() < 0.5:
                state = self._down(whole & ((1 << source.randint(1, count)) - 1))
                gaps, islands = source.choice([0, 1, 2, 4, 8]), source.choice([0, 1, 2, 4])
            else:
                state, gaps, islands = 0, source.choice([0, 1, 2]), source.randint(1, max(1, count // 4))
            for skill in source.choices(self.skills, k=islands):
                state |= self._below[skill]
            for skill in source.choices(self.skills, k=gaps):
                state &= ~self._above[skill]
            states.append(state)
        return states

    def _down(self, state: int) -> int:
        """The largest part of a set that holds its own prerequisites."""
        return sum(bit for skill, bit in self._bit.items() if state & bit and self._below[skill] & ~state == 0)
