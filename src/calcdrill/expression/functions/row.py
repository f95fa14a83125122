"""What is known of one function: a row of the table, with formulas and facts as texts of the language itself.

In the texts ``u`` is the argument (``v`` a second one), ``y`` a value of the function, ``k`` any whole number: the
poles of the tangent are ``pi/2 + k*pi``. ``facts.py`` reads them.
"""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass

__all__ = ["UNKNOWN", "Function"]

UNKNOWN = "?"
"""Says of a fact that there is none in a short form: it is not forgotten."""


@dataclass(frozen=True, slots=True)
class Function:
    """A known function of ``least`` to ``most`` arguments (None: any number).

    ``definition``: the function as a composition of others; then every other column may be left out (None), and what
    needs it reads it off the definition or does without. ``sides``: the formulas for u < 0 and for u > 0, where these
    are two. ``slope``: F′(u), by the ``rule`` of that name. ``antiderivative``: of F, by the ``method`` of that name.
    ``inverse``: all u with F(u) = y, for a y of the ``range``.

    ``domain`` and ``range``: intervals such as ``(0, oo)``, one after the other. ``poles``: points of the domain at
    which it is not defined all the same; ``jumps``: at which it is not continuous; ``kinks``: at which it is
    continuous but not smooth. The closed ends of the domain, where it is not smooth either, need not be named.
    ``at_zero``: F(0), where that is not 0. ``ends``: the limits at −∞ and ∞, None where there is none.
    ``is_monotone``: on either side of 0, as far as it is defined there. ``is_discrete``: defined for whole numbers
    only. ``has_ties``: one of its arguments, and not smooth where two of them are equal.

    ``is_bare``: a simple argument needs no bracket (ln x); ``is_raised``: a power is written sin² x. ``latex`` and
    ``typst``: macros; ``printed``: the name on a page or a screen; ``sympy``: SymPy's name; ``speech``: its name
    aloud, ``end`` what says that many arguments are over.
    """

    name: str
    _: KW_ONLY
    least: int = 1
    most: int | None = 1
    aliases: tuple[str, ...] = ()

    definition: str | None = None
    sides: tuple[str, str] | None = None
    slope: str | None = None
    rule: str | None = None
    antiderivative: str | None = None
    method: str | None = None
    inverse: str | None = None

    domain: str | None = None
    range: str | None = None
    zeros: str | None = None
    poles: str | None = None
    jumps: str | None = None
    kinks: str | None = None
    parity: str | None = None
    at_zero: str | None = None
    ends: tuple[str | None, str | None] | None = None
    is_monotone: bool = False
    is_discrete: bool = False
    has_ties: bool = False

    is_bare: bool = False
    is_raised: bool = False
    latex: str | None = None
    typst: str | None = None
    printed: str | None = None
    sympy: str | None = None
    speech: str | None = None
    end: str | None = None

    def __post_init__(self) -> None:
        missing = [column for column in _NEEDED if getattr(self, column) is None]
        if missing and self.definition is None and self.most == 1:
            raise TypeError(f"{self.name} has no definition, so its row must say: {', '.join(missing)}")


_NEEDED = ("slope", "inverse", "domain", "range", "zeros", "poles", "jumps", "kinks", "parity", "ends")


def sympy_name(row: Function) -> str | None:
    """What SymPy calls the function; None where it has to be written out."""
    return row.sympy or (row.name if row.definition is None else None)
