"""What teachers choose about signs: the same mathematics, drawn otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal


@dataclass(frozen=True, slots=True)
class Conventions:
    """The signs that differ from school to school; a printed notation takes them all from here."""

    natural_logarithm: Literal["ln", "log"] = "ln"
    tangent: Literal["tan", "tg"] = "tan"
    inverse: Literal["arcsin", "sin⁻¹"] = "arcsin"
    derivative: Literal["f′", "d/dx", "ẏ"] = "f′"
    """A function that is only named, derived: f′(x), d/dx f(x), ḟ(x)."""
    partial: Literal["∂f/∂x", "fₓ"] = "∂f/∂x"
    """A partial derivative of a function that is only named."""
    decimal: Literal[".", ","] = "."
    """With a decimal comma, ; stands between entries."""
    times: Literal["·", "×"] = "·"
    vector: Literal["(a, b)", "⟨a, b⟩"] = "(a, b)"


DEFAULT: Final = Conventions()
"""What is printed where nothing is chosen, and all that is read back."""
