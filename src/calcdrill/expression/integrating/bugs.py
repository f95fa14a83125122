"""The one rule that is to go wrong in a known way, and which rules it could have been."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["Bug"]


@dataclass
class Bug:
    """The name of a mistake that a rule is to make; without a name all rules are right.

    ``met`` are the mistakes that the rules on the way asked for: any other one would change nothing.
    """

    name: str | None = None
    met: set[str] = field(default_factory=set)

    def turns(self, mistake: str) -> bool:
        """Whether the rule that asks makes this mistake."""
        self.met.add(mistake)
        return mistake == self.name
