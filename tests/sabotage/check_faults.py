"""Faults in the checks themselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from flint import fmpq

import calcdrill.verify as verify
from calcdrill.errors import Wrong
from calcdrill.expression.comparing import lines, pieces, settling, shared
from calcdrill.expression.comparing.equality import Checker, Comparison, Verdict
from calcdrill.expression.comparing.series import compare_series
from calcdrill.expression.formal.interpretation import Interpretation
from calcdrill.expression.notation import latex_templates, read_back
from calcdrill.expression.notation.read_back import LatexTemplate
from calcdrill.expression.notation.read_latex import Reader
from calcdrill.expression.read import read
from calcdrill.expression.tree import (
    ONE,
    ZERO,
    Sum,
)
from calcdrill.kinds import Evidence, kind_names
from calcdrill.problem import Solution
from sabotage import layers as at
from sabotage.fault import Fault, Patch, to
from sabotage.kind_faults import broken_kind

# -- the checks themselves


def _always_equal(patch: Patch) -> None:
    patch.setattr(Checker, "compare", lambda *given, **named: Comparison(Verdict.EQUAL, 6, 0.0))


def _undecided_passes(patch: Patch) -> None:
    right = Checker.compare

    def compare(*given: Any, **named: Any) -> Comparison:
        found = right(*given, **named)
        return found._replace(verdict=Verdict.EQUAL) if found.verdict is Verdict.UNDECIDED else found

    patch.setattr(Checker, "compare", compare)


def _last_line_passes(patch: Patch) -> None:
    right = verify.check_steps

    def check_steps(*given: Any) -> int:
        try:
            return right(*given)
        except Wrong as error:
            if "last step" not in str(error):
                raise
            return 0

    patch.setattr(verify, "check_steps", check_steps)


def _other_last_line(solution: Solution) -> Solution:
    return replace(solution, answer=Sum((solution.answer, ZERO)))


def _broken_line(solution: Solution) -> Solution:
    *before, last = solution.steps
    return Solution(Sum((last.after, ONE)), (*before, replace(last, after=Sum((last.after, ONE)))))


def _other_coefficient(solution: Solution) -> Solution:
    first, *others = solution.steps
    return replace(solution, steps=(replace(first, after=read("1 + u + u^2")), *others))


fill_numbers = LatexTemplate.fill


_APART = ("piecewise(x, x != pi, 0)", "x")


def _no_kinks(patch: Patch) -> None:
    patch.setattr(pieces, "_kink", lambda *given, **named: None)


def _no_pieces(patch: Patch) -> None:
    patch.setattr(lines.Lines, "pieces", lambda *given: iter(()))


def _whole_points(names: tuple[str, ...], *given: Any) -> tuple[dict[str, list[fmpq]], int]:
    """Points as they are without a draw: small whole numbers."""
    return {name: [fmpq(k) for k in range(1, 7)] for name in names}, 6


def check_faults() -> Iterator[Fault]:
    part = "the checks"
    refused = "law: a corrupted answer is refused"
    yield Fault(part, "the verdict is always equal", _always_equal, at.accepts("derivative"), refused)
    undecided = at.accepts("derivative", at.undecidable)
    yield Fault(part, "undecided passes for equal", _undecided_passes, undecided, refused)
    broken = "law: a broken line is refused"
    layer = at.accepts_solution(_broken_line, broken)
    yield Fault(part, "steps are not compared", to(verify, "_check_step", lambda *given: None), layer, broken)
    granted = to(Interpretation, "same", lambda *given: True)
    yield Fault(part, "algebra grants every line", granted, layer, broken)
    up_to = to(verify, "compare_series", lambda *given: Comparison(Verdict.EQUAL, 6, 0.0))
    layer = at.accepts_solution(_other_coefficient, broken, sampled=at.series)
    yield Fault(part, "lines with ≈ are not compared", up_to, layer, broken)
    lower = to(verify, "compare_series", lambda one, two, about: compare_series(one, two, replace(about, order=1)))
    yield Fault(part, "lines with ≈ are compared up to the order 1", lower, layer, broken)
    other = "law: another last line is refused"
    layer = at.accepts_solution(_other_last_line, other)
    yield Fault(part, "the last line is not compared", _last_line_passes, layer, other)
    printed = "law: a lost exponent is refused"
    for words, inject in (
        ("formulas are not read back", to(verify, "check_printed", lambda *given: None)),
        ("all trees have one normal form", to(read_back, "normal_form", lambda node: ZERO)),
        ("every text is a template", to(latex_templates, "template_of", lambda flat, text: LatexTemplate(text, ()))),
    ):
        yield Fault(part, words, inject, at.accepts_broken_print, printed)
    printed = "law: what is printed is read in full"
    turned = to(LatexTemplate, "fill", lambda template, numbers: fill_numbers(template, ["7"] * len(numbers)))
    yield Fault(part, "a template is filled with other numbers", turned, at.accepts_filled_numbers, printed)
    wrong = to(Reader, "read", lambda self: ZERO)
    yield Fault(part, "the reader of LaTeX reads 0", wrong, at.solving(at.TASK), at.PRINT)
    same = "law: a mistake equal to the answer is left out"
    mistaken = to(verify, "_differ", lambda *given: True)
    yield Fault(part, "mistakes are not compared", mistaken, at.accepts_equal_mistake, same)
    hidden = "law: a formula that hides something is refused"
    for words, inject, left, right in (
        ("a kink inside another function is missed", _no_kinks, "arctan(x)*0 + relu(relu(x) - 10^9)", "0"),
        ("the precision is too small", to(settling, "hidden_bits", lambda *given: 0.0), "1 + exp(-exp(5))", "1"),
        ("a value that stands apart is not looked at", to(settling.Settling, "agrees_apart", lambda *_: True), *_APART),
        ("the points can be guessed", to(shared, "drawn_rows", _whole_points), "x + sin(33264*pi*x)", "x"),
        ("a sign that is met at no point is forgotten", _no_pieces, "sqrt((x - 10^30)^2)", "10^30 - x"),
    ):
        yield Fault(part, words, inject, at.hides(left, right), hidden)
    for kind in kind_names():
        accept = broken_kind(kind, check=lambda task, solution, shared=None: Evidence("none", 6, 0.0))
        yield Fault("the check of a kind", f"{kind}: accepts all", accept, at.accepts(kind), refused)
