"""The antiderivative: every function whose derivative is the given one, written with the constant C."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Final

from calcdrill.errors import Unsolved, Wrong
from calcdrill.expression import tree as t
from calcdrill.expression.arithmetic import add, divide, multiply, negate
from calcdrill.expression.comparing.antiderivative import rates
from calcdrill.expression.comparing.equality import Verdict, compare_antiderivative
from calcdrill.expression.comparing.shared import Shared
from calcdrill.expression.differentiating.differentiate import differentiate
from calcdrill.expression.formal.interpretation import Interpretation
from calcdrill.expression.integrating.integration import integration, wrong_turns
from calcdrill.expression.integrating.periods import where_it_holds
from calcdrill.expression.steps import Prose, Step
from calcdrill.expression.tidy import tidy
from calcdrill.kinds import Evidence, Kind, _slips
from calcdrill.kinds._letters import conditions, require_for_all_letters
from calcdrill.kinds.common import ends_of, evidence
from calcdrill.kinds.fields import Field
from calcdrill.problem import Figure, Solution, Statement, Task


def statement(task: Task) -> Statement:
    given: Prose = (t.Integral(task["function"], task["variable"]), *conditions(task), ".")
    return Statement(("Find the general antiderivative (include + C).",), given)


def constant_of(task: Task) -> t.Name:
    """C, or another letter where the integrand uses it."""
    taken = t.names(task["function"]) | {task["variable"]}
    return t.Name(next(letter for letter in ("C", "K", "C_0", "K_0") if letter not in taken))


def solve(task: Task) -> Solution:
    """The lines, the last of which says where the antiderivative holds if that is not everywhere."""
    solution = _solve(task)
    last = solution.steps[-1]
    holds = where_it_holds(task["function"], value(task, solution.answer), task["variable"])
    if not holds:
        return solution
    note = (*last.note, "; ", *holds) if last.note else holds
    return Solution(solution.answer, (*solution.steps[:-1], replace(last, note=note)))


def _solve(task: Task) -> Solution:
    try:
        lines = worked(task["function"], task["variable"], task.domain)
    except Unsolved:
        if task["answer"] is None:
            raise
        return _given(task)
    plain = without_number(tidy(lines[-1].after), task["variable"])
    if task["answer"] is not None:
        plain = tidy(task["answer"])
    constant = constant_of(task)
    answer = add(plain, constant)
    last = lines[-1]
    if last.check == "antiderivative":
        raw = add(last.after, constant)
        if raw == answer or without_number(tidy(last.after), task["variable"]) != tidy(last.after):
            return Solution(answer, (*lines[:-1], replace(last, after=answer)))
        lines = (*lines[:-1], replace(last, after=raw))
        if task["answer"] is None or _is_same(last.after, plain):
            return Solution(answer, (*lines, Step("simplify", raw, answer, weight=0)))
    whole = t.Integral(task["function"], task["variable"])
    note: Prose = ("another form, up to the constant",)
    return Solution(answer, (*lines, Step("simplify", whole, answer, note, weight=0, check="antiderivative")))


def _given(task: Task) -> Solution:
    """The wanted form as it is: the check differentiates it."""
    whole = t.Integral(task["function"], task["variable"])
    answer = add(tidy(task["answer"]), constant_of(task))
    note: Prose = ("its derivative is the integrand",)
    return Solution(answer, (Step("known antiderivative", whole, answer, note, check="antiderivative"),))


def _is_same(one: t.Node, other: t.Node) -> bool:
    from calcdrill.expression.comparing.equality import compare

    return compare(one, other).holds


def worked(function: t.Node, variable: str, domain: tuple[t.Node, ...] = ()) -> tuple[Step, ...]:
    """The lines to an antiderivative: by named rules, or else in one line by sympy, which may be stopped.

    Raises Unsolved.
    """
    try:
        lines = integration(function, variable)
        if _confirmed(function, lines[-1].after, variable, domain):
            return lines
    except Unsolved:
        pass
    antiderivative = _by_sympy(function, variable, domain)
    whole = t.Integral(function, variable)
    note: Prose = ("found by computer algebra; its derivative is the integrand",)
    return (Step("look it up", whole, antiderivative, note, check="antiderivative"),)


def _confirmed(function: t.Node, found: t.Node, variable: str, domain: tuple[t.Node, ...]) -> bool:
    """Whether the derivative is the integrand: by algebra, or else at points. The check looks again, and closer."""
    whole = t.Integral(function, variable)
    sides = rates(whole, found, variable)
    if sides is not None and Interpretation().same(*sides):
        return True
    return compare_antiderivative(whole, found, variable, domain, points=4).holds


def _by_sympy(function: t.Node, variable: str, domain: tuple[t.Node, ...]) -> t.Node:
    from calcdrill.expression.bridge import sympy_integrate
    from calcdrill.worker import run_bounded

    reason = _NONE_FOUND
    # The quick way first; what it finds is tried, and where it is not confirmed the next one is asked.
    for way, seconds in _TRIES:
        try:
            antiderivative = run_bounded(sympy_integrate, function, variable, domain=domain, way=way, seconds=seconds)
        except Unsolved as error:
            reason = str(error) if "domain:" in str(error) else reason
            continue
        antiderivative = tidy(t.transform(antiderivative, _without_steps))
        is_closed = not any(isinstance(part, t.Integral | t.Piecewise) for part in t.walk(antiderivative))
        if is_closed and _confirmed(function, antiderivative, variable, domain):
            return antiderivative
    letters = t.free_variables(function) - {variable}
    if reason == _NONE_FOUND and letters and not domain:
        raise Unsolved(_NO_FORM_FOR_ALL.format(min(letters)))
    raise Unsolved(reason)


_NO_FORM_FOR_ALL: Final = (
    "no antiderivative in known functions was found that holds for all numbers {0}: say more about the letters, "
    "such as domain: {0} > 0, or put numbers in"
)
_NONE_FOUND: Final = (
    "no antiderivative in known functions was found, and there may be none: check the integrand, or give the form "
    "you expect as the answer and it will be checked"
)
_TRIES: Final = (("rules", 2.0), ("roots", 3.0), ("any", 3.5))
"""Ways to ask sympy, with the seconds that each may take."""


def _without_steps(node: t.Node) -> t.Node:
    """A step function is constant wherever it has a slope: it joins the constant."""
    return t.ZERO if isinstance(node, t.Call) and node.function == "floor" else node


def without_number(node: t.Node, variable: str) -> t.Node:
    """The tree without terms that do not hold the variable: they belong to the constant."""
    match node:
        case t.Sum(terms=terms):
            return add(*(term for term in terms if variable in t.names(term)))
        case t.Negative(argument=inner):
            return negate(without_number(inner, variable))
        case t.Quotient(numerator=top, denominator=bottom) if variable not in t.names(bottom):
            return divide(without_number(top, variable), bottom)
        case t.Product(factors=(*front, last)) if not any(variable in t.names(factor) for factor in front):
            return multiply(*front, without_number(last, variable))
    return node


def check(task: Task, solution: Solution, shared: Shared | None = None) -> Evidence:
    """The derivative of the answer is the integrand, by jets; and the constant is there."""
    constant = constant_of(task).name
    if constant not in t.names(solution.answer) or t.names(differentiate(solution.answer, constant)):
        raise Wrong("the constant of integration is missing")
    terms = _terms(solution.answer)
    if t.Name(constant) not in terms or any(map(_is_number, terms)):
        raise Wrong("the constant of integration is added to another number")
    whole = t.Integral(task["function"], task["variable"])
    comparison = compare_antiderivative(whole, solution.answer, task["variable"], task.domain, shared=shared)
    if comparison.verdict is Verdict.EQUAL_WHERE_DEFINED and comparison.right_gap is None:
        comparison = comparison._replace(verdict=Verdict.EQUAL)
    if comparison.right_gap is not None:
        require_for_all_letters(task, solution.answer)
    return evidence("differentiated back by arb jets", comparison)


def _terms(answer: t.Node) -> tuple[t.Node, ...]:
    return answer.terms if isinstance(answer, t.Sum) else (answer,)


def _is_number(term: t.Node) -> bool:
    return not t.names(term)


def value(task: Task, answer: t.Node) -> t.Node:
    """The answer without the constant."""
    constant = constant_of(task)
    return add(*(term for term in _terms(answer) if term != constant))


def mistakes(task: Task, solution: Solution) -> Iterator[tuple[str, t.Node]]:
    function, variable, constant = task["function"], task["variable"], constant_of(task)
    for name, wrong in _wrong(function, variable):
        whole = t.Integral(function, variable)
        comparison = compare_antiderivative(whole, wrong, variable, task.domain, points=2)
        if comparison.verdict is Verdict.DIFFERENT:
            yield name, add(without_number(tidy(wrong), variable), constant)


def _wrong(function: t.Node, variable: str) -> Iterator[tuple[str, t.Node]]:
    with suppress(Unsolved):
        yield from wrong_turns(function, variable)
    yield "differentiated", differentiate(function, variable)


FEEDBACK: dict[str, Prose] = {
    "differentiated": ("This is the derivative: the question asks for a function that has this derivative.",),
    "power-not-divided": ("Raise the exponent by one, and divide by the new exponent.",),
    "factor-not-divided": ("Differentiate to check: the inner derivative appears as a factor, so divide by it.",),
    "multiplied-by-slope": ("Differentiating multiplies by the inner slope; integrating divides by it.",),
    "sign-of-trig": (
        "The derivative of the cosine has a minus: an antiderivative of the sine is minus the cosine, "
        "of the cosine plus the sine.",
    ),
    "logarithm-of-power": ("Only the power −1 gives a logarithm; other powers follow the power rule.",),
    "product-of-integrals": ("The integral of a product is not the product of the integrals: integrate by parts.",),
    "parts-sign": ("In integration by parts, the second integral is subtracted.",),
}


def degenerate(task: Task, solution: Solution) -> str | None:
    if task["variable"] not in t.names(task["function"]):
        return "the integrand is constant"
    return None


def figure(task: Task, solution: Solution) -> Figure | None:
    """The graph of the function and that of one antiderivative."""
    answer = value(task, solution.answer)
    alt: Prose = ("The graph of ", task["function"], " and, dashed, that of its antiderivative ", answer, ".")
    data = {"function": task["function"], "variable": task["variable"], "others": (answer,), **ends_of(task)}
    return Figure("graph", data, alt)


KIND = Kind(
    name="integral",
    title="Antiderivative",
    fields=(
        Field("function", help="the integrand"),
        Field("variable", "variable", "x", "the variable of integration"),
        Field("answer", default=None, help="the form of the antiderivative that is wanted, without the constant"),
    ),
    sample={"function": "6*x^2 + 2*x"},
    statement=statement,
    solve=solve,
    check=check,
    slips=_slips.integral,
    mistakes=mistakes,
    feedback=FEEDBACK,
    degenerate=degenerate,
    value=value,
    height=4.6,
    up_to_constant=True,
    has_constants=True,
    figure=figure,
)
