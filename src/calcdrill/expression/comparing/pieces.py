"""Where a tree changes its form, and the trees that it is on each side: |u| is u or −u.

A tree is analytic between the zeros of its ``critical`` trees. ``kinks`` are those of |·|, max, sign and the like; at
the others (what stands under a root, in a logarithm, below a fraction line) a piece of the domain may end.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations, pairwise, product
from operator import is_
from typing import Final

from calcdrill.expression import tree as t
from calcdrill.expression.comparing.shared import algebra_of

__all__ = ["Critical", "critical", "every_choice", "without_kinks"]

_KINKED: Final = frozenset({"abs", "sign", "relu"})
_MANY_VALUED: Final = frozenset(
    {"ln", "log", "sqrt", "cbrt", "arcsin", "arccos", "arctan", "arcosh", "arsinh", "artanh"}
    | {"arcsec", "arccsc", "arccot", "arcoth", "arsech", "arcsch"}
)
_FROM_ONE: Final = frozenset({"arcsin", "arccos", "arcosh", "artanh", "arcsec", "arccsc", "arcoth", "arsech"})
_MOST_CHOICES: Final = 64
_OO: Final = t.Name("oo")

Places = tuple[Mapping[str, t.Node], ...]
"""What the names of a part stand for, from the inside out."""


@dataclass
class Critical:
    """``kinks``: trees whose zeros are kinks or jumps, with whether a value may stand apart there.

    ``edges``: trees at whose zeros a piece of the domain may end. ``steps``: trees that jump at each whole number.
    ``many_valued``: whether a function has more than one branch, so that what holds on one piece need not hold on the
    next. ``hidden``: whether a kink stands inside an integral; ``bends``: trees inside integrals whose zeros may
    come and go between the ends, with the variable and its range.
    """

    kinks: dict[t.Node, bool] = field(default_factory=dict)
    edges: dict[t.Node, None] = field(default_factory=dict)
    steps: dict[t.Node, None] = field(default_factory=dict)
    many_valued: bool = False
    hidden: bool = False
    bends: dict[t.Node, tuple[str, tuple[t.Node, ...]]] = field(default_factory=dict)
    whole: bool = False
    """Whether a function of whole numbers stands somewhere."""


def critical(*trees: t.Node) -> Critical:
    """All critical trees, in the names of the whole."""
    critical_parts = Critical()
    for tree in trees:
        _look(tree, (), critical_parts)
    return critical_parts


def _placed(node: t.Node, places: Places) -> t.Node:
    for place in places:
        node = t.substitute(node, place)
    return node


def _look(node: t.Node, places: Places, found: Critical) -> None:
    match node:
        case t.At(body=body, point=point):
            for _, value in point:
                _look(value, places, found)
            _look(body, (dict(point), *places), found)
            return
        case t.Integral(body=body, variable=name, lower=t.Node() as lower, upper=t.Node() as upper):
            for end in (lower, upper):
                _look(end, places, found)
            inner = critical(body)
            hidden = [kink for kink in (*inner.kinks, *inner.steps) if name in t.names(kink)]
            found.hidden = found.hidden or bool(hidden)
            between = (t.Relation((lower, t.Name(name), upper), ("<=", "<=")),)
            found.bends.update({tree: (name, between) for tree in (*hidden, *inner.edges) if _bends(tree, name)})
            if any(_OO in t.walk(end) for end in (lower, upper)):
                # Where it converges depends on what stands beside the variable.
                for part in _beside(body, name):
                    found.many_valued = True
                    _edge(part, places, found)
            found.many_valued = found.many_valued or any(t.names(tree) - {name} for tree in inner.edges)
            ends = [end for end in (lower, upper) if _OO not in t.walk(end)]
            for end in ends or [t.Name(name)]:
                _look(body, ({name: end}, *places), found)
            return
        case t.Limit(body=body, variable=name, to=to):
            _look(to, places, found)
            if _turns(body, name, to):
                found.bends[t.ZERO] = (name, ())
            elif _OO in t.walk(to):
                # At 0, or where a base is 1, a value stands apart too.
                for part in _beside(body, name):
                    found.bends.update({part: (name, ()), _difference(part, t.ONE): (name, ())})
            if _OO not in t.walk(to):
                _look(body, ({name: to}, *places), found)
            return
        case t.Call(function=function, arguments=arguments):
            _look_at_call(function, arguments, places, found)
        case t.Power(base=base, exponent=exponent):
            _look_at_power(base, t.value_of(exponent), places, found)
        case t.Quotient(denominator=below):
            _edge(below, places, found)
        case t.Piecewise(branches=branches):
            for _, condition in branches:
                if isinstance(condition, t.Relation):
                    for left, right in pairwise(condition.sides):
                        _kink(_difference(left, right), places, found, apart=True)
    for child in _under_logarithm(node) or node.children:
        _look(child, places, found)


def _bends(tree: t.Node, name: str) -> bool:
    """Whether zeros of a tree that moves with other variables may come and go elsewhere than at the ends."""
    if name not in t.names(tree) or t.free_variables(tree) == {name}:
        return False
    return not algebra_of(tree).same(t.Derivative(tree, (name, name)), t.ZERO)


def _beside(node: t.Node, name: str) -> Iterator[t.Node]:
    """The largest parts of a tree that have variables, but not this one."""
    if name not in t.names(node):
        if t.free_variables(node):
            yield node
        return
    for child in node.children:
        yield from _beside(child, name)


def _turns(body: t.Node, name: str, to: t.Node) -> bool:
    """Whether a limit may be made of pieces: x^h is for h → ∞, and so is tanh(x/h) for h → 0."""
    if not t.free_variables(body) - {name}:
        return False
    inside = [part for node in t.walk(body) for part in _inside_of_functions(node) if name in t.names(part)]
    if _OO in t.walk(to):
        # One function of one product: what it grows to depends on the signs of the factors, or how a base is to 1.
        return len(set(inside)) > 1 or any(_has_terms(part, name) for part in inside)
    below = [tree for part in inside for tree in critical(part).edges if name in t.names(tree)]
    return any(algebra_of(tree, to).same(t.At(tree, ((name, to),)), t.ZERO) for tree in below)


def _has_terms(node: t.Node, name: str) -> bool:
    """Whether a sum inside a tree has a term with the variable."""
    return any(isinstance(part, t.Sum) and name in t.names(part) for part in t.walk(node))


def _inside_of_functions(node: t.Node) -> tuple[t.Node, ...]:
    if isinstance(node, t.Power):
        value = t.value_of(node.exponent)
        return node.children if value is None else () if value.denominator == 1 else (node.base,)
    return node.arguments if isinstance(node, t.Call | t.Apply) else ()


def _under_logarithm(node: t.Node) -> tuple[t.Node, ...]:
    """u of ln|u|, u/w of ln(|u|/w), and nothing of others: ln|u| is ln(u²)/2; where u is 0 is no kink, but an end."""
    if not (isinstance(node, t.Call) and node.function == "ln"):
        return ()
    under = _without_bars(node.arguments[0])
    return () if under is node.arguments[0] else (under,)


def _without_bars(node: t.Node) -> t.Node:
    """The tree without the bars around its factors; the same tree where there are none."""
    match node:
        case t.Call(function="abs", arguments=(inner,)):
            return inner
        case t.Product() | t.Quotient():
            children = tuple(map(_without_bars, node.children))
            return node if all(map(is_, children, node.children)) else node.with_children(children)
    return node


def _look_at_call(function: str, arguments: tuple[t.Node, ...], places: Places, found: Critical) -> None:
    first = arguments[0]
    if function in _KINKED:
        _kink(first, places, found, apart=function == "sign")
    elif function in {"max", "min"}:
        for one, other in combinations(arguments, 2):
            _kink(_difference(one, other), places, found)
    elif function in {"floor", "factorial", "gcd"}:
        moved = _placed(first, places)
        if t.free_variables(moved):
            found.steps[moved] = None
        found.whole = found.whole or function != "floor"
    elif function in _MANY_VALUED:
        found.many_valued = True
        if function == "sqrt":
            _even_root(first, places, found)
        if function in {"ln", "log", "sqrt", "cbrt", "arcsec", "arccsc", "arccot", "arcsch"}:
            _edge(first, places, found)
        if function in _FROM_ONE:
            _edge(_difference(first, t.ONE), places, found)
            _edge(t.Sum((first, t.ONE)), places, found)
    elif function in {"tan", "sec"}:
        _edge(t.Call("cos", (first,)), places, found)
    elif function in {"cot", "csc"}:
        _edge(t.Call("sin", (first,)), places, found)
    elif function in {"coth", "csch"}:
        _edge(first, places, found)


def _look_at_power(base: t.Node, exponent: int | Fraction | None, places: Places, found: Critical) -> None:
    if exponent is None or exponent.denominator > 1:
        found.many_valued = True
        _edge(base, places, found)
        if exponent is not None and exponent.denominator % 2 == 0:
            _even_root(base, places, found)
    elif exponent < 0:
        _edge(base, places, found)


def _even_root(under: t.Node, places: Places, found: Critical) -> None:
    """√(w²) is |w|."""
    for part in _factors(under):
        if isinstance(part, t.Power) and _is_even(part.exponent):
            _kink(part.base, places, found)


def _is_even(exponent: t.Node) -> bool:
    value = t.value_of(exponent)
    return value is not None and value.denominator == 1 and value.numerator % 2 == 0


def _factors(node: t.Node) -> Iterator[t.Node]:
    match node:
        case t.Product(factors=factors):
            for factor in factors:
                yield from _factors(factor)
        case t.Quotient(numerator=top, denominator=bottom):
            yield from _factors(top)
            yield from _factors(bottom)
        case t.Negative(argument=inner):
            yield from _factors(inner)
        case _:
            yield node


def _edge(node: t.Node, places: Places, found: Critical) -> None:
    for part in _factors(node):
        if isinstance(part, t.Power) and t.value_of(part.exponent) is not None:
            _edge(part.base, places, found)
        elif isinstance(part, t.Call) and part.function in {"sqrt", "cbrt", "abs"}:
            _edge(part.arguments[0], places, found)
        else:
            moved = _placed(part, places)
            if t.free_variables(moved):
                found.edges[moved] = None


def _kink(node: t.Node, places: Places, found: Critical, apart: bool = False) -> None:
    moved = _placed(node, places)
    if t.free_variables(moved):
        found.kinks[moved] = found.kinks.get(moved, False) or apart


def _difference(left: t.Node, right: t.Node) -> t.Node:
    return left if right == t.ZERO else t.Sum((left, t.Negative(right)))


# -- the pieces


class _NoChoice(Exception):
    """A part has no form without kinks, or the signs contradict each other."""


def every_choice(groups: Sequence[Mapping[t.Node, int]]) -> Iterator[dict[t.Node, int]] | None:
    """Every way in which the kinks' trees may be positive or negative; None where there are too many.

    Those of a group have the signs that are given there, or all the others.
    """
    if 2 ** len(groups) > _MOST_CHOICES:
        return None
    return (
        {kink: sign * own for sign, group in zip(signs, groups, strict=True) for kink, own in group.items()}
        for signs in product((1, -1), repeat=len(groups))
    )


def without_kinks(node: t.Node, signs: Mapping[t.Node, int]) -> t.Node | None:
    """The tree where its kinks' trees have these signs; None where the signs contradict or it has no such form."""
    try:
        return _chosen(node, (), signs)
    except _NoChoice:
        return None


def _chosen(node: t.Node, places: Places, signs: Mapping[t.Node, int]) -> t.Node:
    if not node.children:
        return node
    match node:
        case t.At(body=body, point=point):
            values = tuple((name, _chosen(value, places, signs)) for name, value in point)
            return t.At(_chosen(body, (dict(point), *places), signs), values)
        case t.Integral(body=body) | t.Limit(body=body):
            inner = critical(body)
            if inner.kinks or inner.steps:
                raise _NoChoice
        case t.Piecewise():
            return _branch(node, places, signs)
    for quotient in _under_logarithm(node):
        under = _chosen(quotient, places, signs)
        return t.Quotient(t.Call("ln", (t.Power(under, t.TWO),)), t.TWO)
    changed = tuple(_chosen(child, places, signs) for child in node.children)
    match node:
        case t.Call(function=function, arguments=arguments):
            return _chosen_call(node, function, arguments, changed, places, signs)
    return node.with_children(changed)


def _sign_of(node: t.Node, places: Places, signs: Mapping[t.Node, int]) -> int:
    moved = _placed(node, places)
    if moved in signs:
        return signs[moved]
    if t.free_variables(moved):
        raise _NoChoice
    from calcdrill.expression.balls.ball import value

    enclosure = value(moved, {})
    if enclosure > 0 or enclosure < 0:
        return 1 if enclosure > 0 else -1
    raise _NoChoice


def _chosen_call(
    node: t.Call,
    function: str,
    arguments: tuple[t.Node, ...],
    changed: tuple[t.Node, ...],
    places: Places,
    signs: Mapping[t.Node, int],
) -> t.Node:
    if function in _KINKED:
        sign = _sign_of(arguments[0], places, signs)
        if function == "sign":
            return t.number(sign)
        if function == "relu":
            return changed[0] if sign > 0 else t.ZERO
        return changed[0] if sign > 0 else t.Negative(changed[0])
    if function in {"max", "min"}:
        return changed[_foremost(arguments, 1 if function == "max" else -1, places, signs)]
    if function == "sqrt":
        return _root(arguments[0], changed[0], places, signs)
    if function == "floor":
        moved = _placed(arguments[0], places)
        return t.Apply(f"floor {hash_of(moved)}", ()) if t.free_variables(moved) else node
    return node.with_children(changed)


def hash_of(node: t.Node) -> int:
    """A name for what a step is taken of."""
    from calcdrill.expression.comparing.fingerprint import fingerprint

    return fingerprint(node)


def _root(under: t.Node, changed: t.Node, places: Places, signs: Mapping[t.Node, int]) -> t.Node:
    """√(w^2k) is (±w)^k; a product is taken apart."""
    outside: list[t.Node] = []
    inside: list[t.Node] = []
    for part in under.factors if isinstance(under, t.Product) else (under,):
        if isinstance(part, t.Power) and _is_even(part.exponent):
            base = _chosen(part.base, places, signs)
            sign = _sign_of(part.base, places, signs)
            exponent = t.value_of(part.exponent)
            assert exponent is not None
            outside.append(t.Power(base if sign > 0 else t.Negative(base), t.number(Fraction(exponent, 2))))
        else:
            inside.append(_chosen(part, places, signs))
    if not outside:
        return t.Call("sqrt", (changed,))
    return t.times(*outside, t.Call("sqrt", (t.times(*inside),))) if inside else t.times(*outside)


def _foremost(arguments: tuple[t.Node, ...], direction: int, places: Places, signs: Mapping[t.Node, int]) -> int:
    for index in range(len(arguments)):
        if all(
            _order(arguments, index, other, places, signs) == direction
            for other in range(len(arguments))
            if other != index
        ):
            return index
    raise _NoChoice


def _order(arguments: tuple[t.Node, ...], one: int, other: int, places: Places, signs: Mapping[t.Node, int]) -> int:
    if one < other:
        return _sign_of(_difference(arguments[one], arguments[other]), places, signs)
    return -_sign_of(_difference(arguments[other], arguments[one]), places, signs)


def _branch(node: t.Piecewise, places: Places, signs: Mapping[t.Node, int]) -> t.Node:
    for value, condition in node.branches:
        if _holds(condition, places, signs):
            return _chosen(value, places, signs)
    if node.otherwise is None:
        raise _NoChoice
    return _chosen(node.otherwise, places, signs)


def _holds(condition: t.Node, places: Places, signs: Mapping[t.Node, int]) -> bool:
    if not isinstance(condition, t.Relation):
        return isinstance(condition, t.Text)
    for (left, right), operator in zip(pairwise(condition.sides), condition.operators, strict=True):
        if _sign_of(_difference(left, right), places, signs) not in t.SIGNS[operator]:
            return False
    return True
