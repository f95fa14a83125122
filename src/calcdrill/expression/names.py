"""How a name is spelled: ``x1`` is x with subscript 1, ``y_hat`` is y with a hat, ``w_old`` has "old" below.

Every notation draws the same parts, so that one name looks alike in all of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from calcdrill.errors import Unwritable

ACCENTS: Final = frozenset({"hat", "bar", "tilde", "dot", "vec"})

GREEK: Final = {
    "alpha": "α",
    "beta": "β",
    "gamma": "γ",
    "delta": "δ",
    "epsilon": "ϵ",
    "zeta": "ζ",
    "eta": "η",
    "theta": "θ",
    "iota": "ι",
    "kappa": "κ",
    "lambda": "λ",
    "mu": "μ",
    "nu": "ν",
    "xi": "ξ",
    "rho": "ρ",
    "sigma": "σ",
    "tau": "τ",
    "upsilon": "υ",
    "phi": "ϕ",
    "chi": "χ",
    "psi": "ψ",
    "omega": "ω",
    "Gamma": "Γ",
    "Delta": "Δ",
    "Theta": "Θ",
    "Lambda": "Λ",
    "Xi": "Ξ",
    "Pi": "Π",
    "Sigma": "Σ",
    "Upsilon": "Υ",
    "Phi": "Φ",
    "Psi": "Ψ",
    "Omega": "Ω",
    "varepsilon": "ε",
    "varphi": "φ",
    "ell": "\u2113",
    "nabla": "∇",
}
"""Names that are drawn as one sign. ``pi`` is a constant and has its own place in each notation."""

_CAPITALS: Final = {sign: name for name, sign in GREEK.items() if name[0].isupper()}
_WELL_FORMED: Final = re.compile(r"[A-Za-z_\u0370-\u03ff][A-Za-z_0-9\u0370-\u03ff]*")
_BASE: Final = re.compile(r"([A-Za-z]+)([0-9]*)")


@dataclass(frozen=True, slots=True)
class Spelling:
    """A letter or a word, perhaps an accent above it, perhaps subscripts below it."""

    base: str
    accent: str = ""
    subscripts: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name that has this spelling: x1 also for ``x_1``."""
        accent = f"_{self.accent}" if self.accent else ""
        first, *rest = self.subscripts or ("",)
        joint = "" if not first or (first.isdigit() and not accent) else "_"
        return "_".join((f"{self.base}{accent}{joint}{first}", *rest))


@lru_cache(maxsize=4096)
def spell(name: str) -> Spelling:
    """The parts of ``name``; a word of unusual form is its own base. Raises Unwritable on what is no name."""
    if not _WELL_FORMED.fullmatch(name):
        raise Unwritable(f"{name!r} is no name")
    head, *pieces = name.split("_")
    head = _CAPITALS.get(head, head)
    match = _BASE.fullmatch(head)
    if match is None or not all(pieces):
        return Spelling(name)
    accents = [piece for piece in pieces if piece in ACCENTS]
    accent = accents[0] if len(accents) == 1 else ""
    subscripts = [piece for piece in pieces if piece != accent]
    if match[2]:
        subscripts.insert(0, match[2])
    return Spelling(match[1], accent, tuple(subscripts))
