"""What sympy is asked to do: integrals, equations, limits, other forms. Answers are tidy and unchecked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

import sympy
from sympy.integrals.manualintegrate import manualintegrate

from calcdrill.errors import Unsolved
from calcdrill.expression.arithmetic import subtract
from calcdrill.expression.bridge.rational import SignWanted, integrate_by_root
from calcdrill.expression.bridge.returning import from_sympy
from calcdrill.expression.bridge.sending import symbol, symbols_of, to_sympy
from calcdrill.expression.notation.text import write_text
from calcdrill.expression.tidy import tidy
from calcdrill.expression.tree import ZERO, Node, Relation, Text, size

DOES_NOT_EXIST: Final = Text("does not exist")
"""The answer to a limit that is neither a number nor infinite."""

REFUSALS: Final = (
    NotImplementedError,
    ValueError,
    TypeError,
    AttributeError,
    KeyError,
    IndexError,
    ArithmeticError,
    sympy.PolynomialError,
)
"""SymPy gives up with errors of many classes."""


_PERIODIC: Final = sympy.functions.elementary.trigonometric.TrigonometricFunction


@contextmanager
def _asking(what: str) -> Iterator[None]:
    """sympy gives up with errors of many classes: all of them are Unsolved here."""
    try:
        yield
    except REFUSALS as error:
        raise Unsolved(f"sympy finds no {what} ({type(error).__name__})") from error


def sympy_integrate(
    node: Node,
    variable: str,
    lower: Node | None = None,
    upper: Node | None = None,
    domain: Sequence[Node] = (),
    way: str = "any",
) -> Node:
    """An antiderivative without a constant, or the integral from ``lower`` to ``upper``. Raises Unsolved.

    ``way``: "rules" for sympy's own rules of the school alone, which are quick; "roots" for rational functions and
    roots of lines; "any" for all that sympy knows.

    Logarithms that the integrand does not have get an absolute value: the antiderivative of 1/x is ln|x|.
    """
    body = to_sympy(node, domain)
    x = _bound(body, variable, domain)
    with _asking("integral"):
        if lower is None or upper is None:
            result = _WAYS[way](body, x, domain)
            own = body.atoms(sympy.log)
            result = result.replace(
                lambda e: isinstance(e, sympy.log) and e not in own and e.has(x),
                lambda e: sympy.log(sympy.Abs(e.args[0])),
            )
        else:
            result = sympy.integrate(body, (x, to_sympy(lower, domain), to_sympy(upper, domain)))
        return tidy(from_sympy(_one_branch(result)))


def _by_root(body: Any, x: Any, domain: Sequence[Node]) -> Any:
    try:
        return integrate_by_root(body, x, tuple(_positive(domain)))
    except SignWanted as wanted:
        sign = write_text(tidy(from_sympy(wanted.args[0])))
        raise Unsolved(f"the sign of {sign} decides the form: state it, such as domain: {sign} > 0") from None


def _positive(domain: Sequence[Node]) -> Iterator[Any]:
    """What the strict inequalities of a domain say to be positive."""
    for condition in domain:
        match condition:
            case Relation(sides=(left, right), operators=((">" | "<") as operator,)):
                larger, smaller = (left, right) if operator == ">" else (right, left)
                yield to_sympy(subtract(larger, smaller), domain)


_WAYS: Final[dict[str, Callable[[Any, Any, Sequence[Node]], Any]]] = {
    "rules": lambda body, x, domain: manualintegrate(body, x),
    "roots": _by_root,
    "any": lambda body, x, domain: sympy.integrate(body, x),
}


def _bound(body: Any, name: str, domain: Sequence[Node]) -> Any:
    bound = next((s for s in body.free_symbols if s.name == name), None)
    return bound if bound is not None else symbol(name, symbols_of(domain))


def _one_branch(result: Any) -> Any:
    """∫ x^n: of the branches that differ by a condition on a parameter, the general one."""
    if isinstance(result, sympy.Piecewise) and isinstance(result.args[0][1], sympy.Ne):
        return result.args[0][0]
    return result


def sympy_solve(
    equations: Sequence[Node], variables: Sequence[str], domain: Sequence[Node] = ()
) -> tuple[tuple[Node, ...], ...]:
    """The real solutions, each as its values in the order of ``variables``, in ascending order.

    An equation is a Relation with "=" or an expression that is to be 0. Raises Unsolved where sympy finds no
    finite set of points, or says that there is none and that cannot be confirmed.
    """
    system = [to_sympy(_difference(equation), domain) for equation in equations]
    unknowns = [_bound(sympy.Tuple(*system), name, domain) for name in variables]
    with _asking("solution"):
        one = len(system) == len(unknowns) == 1
        points = _on_a_line(system[0], unknowns[0]) if one else _in_space(system, unknowns)
        points.sort(key=lambda point: [0.0 if value.free_symbols else float(value.evalf(20)) for value in point])
        return tuple(tuple(tidy(from_sympy(value)) for value in point) for point in points)


def _difference(equation: Node) -> Node:
    match equation:
        case Relation(sides=(left, right), operators=("=",)):
            return left if right == ZERO else subtract(left, right)
        case Relation():
            raise Unsolved("only equations are solved")
    return equation


def _on_a_line(body: Any, x: Any) -> list[list[Any]]:
    """One equation: solveset says what it does not know, solve leaves roots out in silence."""
    solutions = sympy.solveset(body, x, sympy.S.Reals)
    if not isinstance(solutions, (sympy.FiniteSet, sympy.sets.sets.EmptySet)):
        raise Unsolved("the solutions are not a finite set of points")
    return [[value] for value in solutions if _is_real(value)]


def _in_space(system: list[Any], unknowns: list[Any]) -> list[list[Any]]:
    polynomial = all(body.is_polynomial(*unknowns) for body in system)
    if not polynomial and any(body.has(_PERIODIC) for body in system):
        raise Unsolved("a system of periodic functions")
    if polynomial:
        plain = {unknown: sympy.Dummy(unknown.name) for unknown in unknowns}
        system, unknowns = [body.xreplace(plain) for body in system], list(plain.values())
    solutions = sympy.solve(system, unknowns, dict=True)
    if not solutions and not (polynomial and sympy.groebner(system, *unknowns).exprs == [1]):
        raise Unsolved("it is not clear whether there is a solution")
    points = [[solution.get(unknown) for unknown in unknowns] for solution in solutions]
    if any(value is None or value.free_symbols & set(unknowns) for point in points for value in point):
        raise Unsolved("the solutions are not a finite set of points")
    return [point for point in points if all(map(_is_real, point))]


def _is_real(value: Any) -> bool:
    if value.is_real is not None or value.free_symbols:
        return value.is_real is not False
    imaginary = abs(sympy.im(value.evalf(30)))
    if not imaginary.is_number:
        raise Unsolved("it is not clear whether a solution is real")
    return bool(imaginary < sympy.Rational(1, 10**20))


def sympy_limit(node: Node, variable: str, to: Node, side: str = "", domain: Sequence[Node] = ()) -> Node:
    """The limit: a tidy tree, ``oo`` or ``-oo``, or DOES_NOT_EXIST. Raises Unsolved where sympy has none."""
    body = to_sympy(node, domain)
    x, point = _bound(body, variable, domain), to_sympy(to, domain)
    with _asking("limit"):
        if point.is_infinite:
            limits = [sympy.limit(body, x, point)]
        else:
            limits = [sympy.limit(body, x, point, sign) for sign in (side or "+-")]
    if any(isinstance(value, sympy.AccumBounds) or value is sympy.zoo for value in limits):
        return DOES_NOT_EXIST
    trees = [tidy(from_sympy(value)) for value in limits]
    if len(trees) == 2 and trees[0] != trees[1] and not _same(*limits):
        return DOES_NOT_EXIST
    return trees[0]


def _same(one: Any, other: Any) -> bool:
    difference = sympy.simplify(one - other)
    if difference.is_zero is None:
        raise Unsolved("it is not clear whether the limits from both sides agree")
    return bool(difference.is_zero)


def sympy_simplify_forms(node: Node, domain: Sequence[Node] = ()) -> tuple[Node, ...]:
    """Other forms of an expression that sympy finds, shortest first, each found equal to it at points."""
    from calcdrill.expression.comparing.equality import Verdict, compare

    expr = to_sympy(node, domain)
    forms: dict[Node, int] = {}
    for change in _FORMS:
        try:
            with _asking("form"):
                form = tidy(from_sympy(change(expr)))
        except Unsolved:
            continue
        if form not in forms and compare(node, form, tuple(domain)).verdict is Verdict.EQUAL:
            forms[form] = size(form)
    return tuple(sorted(forms, key=lambda form: forms[form]))


_FORMS: Final[tuple[Callable[[Any], Any], ...]] = (
    sympy.together,
    sympy.factor,
    sympy.expand,
    sympy.cancel,
    sympy.trigsimp,
)
