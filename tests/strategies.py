"""Hypothesis strategies of random trees, shared by the tests.

``nodes()`` holds every class of nodes in every place, ugly ones too, as far as the language can write them.
``real_expressions()`` is built of what has a value: numbers, variables, arithmetic, known functions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from calcdrill.expression.functions import FUNCTIONS
from calcdrill.expression.notation.layout import VECTOR_FORMS
from calcdrill.expression.tree import (
    Apply,
    At,
    Call,
    Derivative,
    Integral,
    Limit,
    Matrix,
    Name,
    Negative,
    Node,
    Number,
    Piecewise,
    Points,
    Power,
    Product,
    Quotient,
    Relation,
    Sum,
    Text,
    Vector,
)

VARIABLES = ["x", "y", "t", "x1", "x_2", "theta", "w_old", "y_hat", "loss", "d", "e_i_j"]
NAMES = [*VARIABLES, "e", "pi", "oo", "f", "sigma", "lambda", "Gamma", "beta_hat_2", "_x", "x_", "mu_theta"]
FUNCTION_NAMES = ["f", "g", "L", "h1", "phi", "sigma_1", "loss", "g_hat", "D_KL", *VECTOR_FORMS]
OPERATORS = ["=", "!=", "<", "<=", ">", ">=", "~"]

Extend = Callable[[SearchStrategy[Node]], SearchStrategy[Node]]


def whole_numbers(most: int = 12) -> SearchStrategy[Node]:
    return st.integers(0, most).map(Number)


def numbers() -> SearchStrategy[Node]:
    """Whole numbers, fractions, decimals with and without an end."""
    fractions = st.fractions(0, 20, max_denominator=40)
    hundredths = st.integers(0, 3000).map(lambda value: Fraction(value, 100))
    return st.one_of(
        whole_numbers(),
        st.integers(0, 10**9).map(Number),
        fractions.map(Number),
        hundredths.map(lambda value: Number(value, decimal=True)),
        fractions.map(lambda value: Number(value, decimal=True)),
    )


def variable_names() -> SearchStrategy[str]:
    return st.sampled_from(VARIABLES)


def words() -> SearchStrategy[Node]:
    return st.text(st.sampled_from(list("abc éZ if\\{}$&#^_%~\"'.,;:<>|/0")), max_size=12).map(Text)


def leaves() -> SearchStrategy[Node]:
    return st.one_of(numbers(), st.sampled_from(NAMES).map(Name), words())


def _several(inner: SearchStrategy[Node], least: int = 2) -> SearchStrategy[tuple[Node, ...]]:
    return st.lists(inner, min_size=least, max_size=4).map(tuple)


def relations(inner: SearchStrategy[Node]) -> SearchStrategy[Node]:
    def chain(first: Node, links: list[tuple[str, Node]]) -> Node:
        return Relation((first, *(side for _, side in links)), tuple(operator for operator, _ in links))

    links = st.lists(st.tuples(st.sampled_from(OPERATORS), inner), min_size=1, max_size=3)
    return st.builds(chain, inner, links)


def calls(inner: SearchStrategy[Node], functions: tuple[str, ...] = tuple(FUNCTIONS)) -> SearchStrategy[Node]:
    def call(function: str) -> SearchStrategy[Node]:
        entry = FUNCTIONS[function]
        arguments = st.lists(inner, min_size=entry.least, max_size=entry.most or 3)
        return arguments.map(lambda found: Call(function, tuple(found)))

    return st.sampled_from(functions).flatmap(call)


def _powers(inner: SearchStrategy[Node]) -> SearchStrategy[Node]:
    exponents = st.one_of(whole_numbers(5), whole_numbers(5).map(Negative), inner)
    return st.builds(Power, inner, exponents)


def _applied(inner: SearchStrategy[Node]) -> SearchStrategy[Node]:
    arguments = st.lists(inner, max_size=3).map(tuple)
    return st.builds(Apply, st.sampled_from(FUNCTION_NAMES), arguments, st.integers(0, 5))


def _piecewise(inner: SearchStrategy[Node]) -> SearchStrategy[Node]:
    branches = st.lists(st.tuples(inner, relations(inner)), min_size=1, max_size=3).map(tuple)
    return st.builds(Piecewise, branches, st.none() | inner)


def _vectors(inner: SearchStrategy[Node]) -> SearchStrategy[Node]:
    entry = inner.filter(lambda node: not isinstance(node, Vector))
    return st.builds(Vector, _several(inner) | st.tuples(entry))


def _matrices(inner: SearchStrategy[Node]) -> SearchStrategy[Node]:
    entry = inner.filter(lambda node: not isinstance(node, Vector))
    return st.builds(
        Matrix,
        st.integers(1, 3).flatmap(
            lambda width: st.lists(st.tuples(*[entry] * width), min_size=1, max_size=3).map(tuple)
        ),
    )


def _integrals(inner: SearchStrategy[Node]) -> SearchStrategy[Node]:
    definite = st.builds(Integral, inner, variable_names(), inner, inner)
    return st.builds(Integral, inner, variable_names()) | definite


def _evaluations(inner: SearchStrategy[Node]) -> SearchStrategy[Node]:
    point = st.lists(st.tuples(variable_names(), inner), min_size=1, max_size=3).map(tuple)
    return st.builds(At, inner, point)


def _points(inner: SearchStrategy[Node]) -> SearchStrategy[Node]:
    def over(variables: list[str]) -> SearchStrategy[Node]:
        values = st.tuples(*[inner] * len(variables))
        kinds = st.sampled_from(["min", "max", "saddle", "neither", ""])
        items = st.lists(st.tuples(values, kinds), max_size=3).map(tuple)
        return items.map(lambda found: Points(tuple(variables), found))

    return st.lists(variable_names(), min_size=1, max_size=3).flatmap(over)


COMPOUNDS: Mapping[type[Node], Extend] = {
    Negative: lambda inner: st.builds(Negative, inner),
    Sum: lambda inner: st.builds(Sum, _several(inner | inner.map(Negative))),
    Product: lambda inner: st.builds(Product, _several(inner)),
    Quotient: lambda inner: st.builds(Quotient, inner, inner),
    Power: _powers,
    Call: calls,
    Apply: _applied,
    Relation: relations,
    Piecewise: _piecewise,
    Vector: _vectors,
    Matrix: _matrices,
    Derivative: lambda inner: st.builds(
        Derivative, inner, st.lists(variable_names(), min_size=1, max_size=4).map(tuple), st.booleans()
    ),
    Integral: _integrals,
    Limit: lambda inner: st.builds(Limit, inner, variable_names(), inner, st.sampled_from(["", "+", "-"])),
    At: _evaluations,
    Points: _points,
}
"""How each class of nodes is built around others."""


def nodes(max_leaves: int = 10) -> SearchStrategy[Node]:
    """Any tree."""
    return st.recursive(
        leaves(),
        lambda inner: st.sampled_from(list(COMPOUNDS)).flatmap(lambda kind: COMPOUNDS[kind](inner)),
        max_leaves=max_leaves,
    )


SMOOTH = (
    *("exp", "ln", "sqrt", "sin", "cos", "tan", "arctan", "sinh", "cosh", "tanh"),
    *("sigmoid", "softplus", "swish"),
)


def real_expressions(
    variables: tuple[str, ...] = ("x",), functions: tuple[str, ...] = SMOOTH, max_leaves: int = 8
) -> SearchStrategy[Node]:
    """Expressions that have a value at most points: no relation, no vector, no calculus, small exponents."""
    fractions = st.fractions(0, 5, max_denominator=9).map(Number)
    leaf = st.one_of(whole_numbers(9), fractions, st.sampled_from(variables).map(Name))

    def extend(inner: SearchStrategy[Node]) -> SearchStrategy[Node]:
        return st.one_of(
            COMPOUNDS[Negative](inner),
            COMPOUNDS[Sum](inner),
            COMPOUNDS[Product](inner),
            COMPOUNDS[Quotient](inner),
            st.builds(Power, inner, whole_numbers(4) | whole_numbers(3).map(Negative)),
            calls(inner, functions),
        )

    return st.recursive(leaf, extend, max_leaves=max_leaves)


_X, _Y, _F = Name("x"), Name("y"), Name("f")
_LESS = Relation((_X, _Y), ("<",))

SAMPLES: tuple[Node, ...] = (
    _X,
    _F,
    *map(Name, ["sigma", "e", "pi", "loss", "x1", "y_hat", "w_old"]),
    *map(Number, [0, 1, 2, 35, Fraction(3, 4)]),
    Number(Fraction(1, 4), decimal=True),
    Number(3, decimal=True),
    Text("so"),
    Negative(_X),
    Negative(Number(2)),
    Sum((_X, Negative(Number(1)))),
    Product((Number(2), _X)),
    Product((_X, _Y)),
    Quotient(_X, Number(2)),
    Power(_X, Number(2)),
    Power(Number(2), _X),
    Power(Call("sin", (_X,)), Number(2)),
    *(Call(name, (_X,)) for name in FUNCTIONS if FUNCTIONS[name].least == 1),
    Call("sin", (Product((Number(2), _X)),)),
    Call("ln", (Quotient(_X, _Y),)),
    *(Call(name, (_X, _Y)) for name in ("log", "max", "gcd")),
    Apply("f", (_X,)),
    Apply("g", (_X, _Y), 1),
    *(Apply(name, (_X, _Y)[:count]) for name, count in VECTOR_FORMS.items()),
    Apply("det", (Matrix(((_X, _Y),)),)),
    Apply("grad", (Apply("f", (_X,)),)),
    Apply("D_KL", (_X,)),
    Apply("D_KL", (_X,), 1),
    Apply("D_KL", (_X, _Y), 4),
    Name("nabla"),
    Apply("f", (), 2),
    Apply("loss", (_X,), 4),
    _LESS,
    Relation((_X, _Y, Number(1)), ("=", "~")),
    Piecewise(((_X, _LESS),), _Y),
    Vector((_X, _Y)),
    Vector((_X,)),
    Matrix(((_X, _Y), (Number(1), Number(2)))),
    Derivative(_X, ("x",)),
    Derivative(_X, ("x", "x", "y"), partial=True),
    Integral(_X, "x"),
    Integral(_X, "sigma", Number(0), _Y),
    Limit(_X, "x", Number(0), "+"),
    Limit(_X, "x", Negative(Name("oo"))),
    At(_X, (("x", Number(1)),)),
    Points(("x",), (((_X,), "min"),)),
    Points(("x", "y"), (((_X, _Y), ""),)),
)
"""Small trees of every form."""

CONTEXTS: tuple[Callable[[Node], Node], ...] = (
    Negative,
    lambda node: Sum((node, _X)),
    lambda node: Sum((_X, node)),
    lambda node: Sum((_X, Negative(node))),
    *(lambda node, left=left: Product((left, node)) for left in (_X, _F, Number(3), Call("ln", (_X,)))),
    lambda node: Product((node, _X)),
    lambda node: Product((node, Sum((_X, _Y)))),
    lambda node: Product((node, Call("sin", (_X,)))),
    lambda node: Product((node, Number(2))),
    lambda node: Quotient(node, _X),
    lambda node: Quotient(_X, node),
    lambda node: Quotient(node, Number(4)),
    lambda node: Quotient(Number(1), node),
    lambda node: Power(node, Number(2)),
    lambda node: Power(node, Negative(Number(1))),
    lambda node: Power(_X, node),
    lambda node: Power(Name("e"), node),
    *(lambda node, name=name: Call(name, (node,)) for name in FUNCTIONS if FUNCTIONS[name].least == 1),
    lambda node: Call("log", (node, Number(2))),
    lambda node: Call("log", (_X, node)),
    lambda node: Call("max", (node, _X)),
    lambda node: Apply("f", (node,)),
    *(
        lambda node, name=name, other=(_Y,) * (count - 1): Apply(name, (node, *other))
        for name, count in VECTOR_FORMS.items()
    ),
    lambda node: Apply("dot", (_Y, node)),
    lambda node: Apply("KL", (_Y, node)),
    lambda node: Product((Apply("grad", (_F,)), node)),
    lambda node: Product((Apply("transpose", (_X,)), node)),
    lambda node: Apply("f", (_X, node), 1),
    lambda node: Relation((node, _X), ("=",)),
    lambda node: Relation((_X, node), ("<=",)),
    lambda node: Piecewise(((node, _LESS),), _X),
    lambda node: Piecewise(((_X, Relation((node, _X), (">",))),), node),
    lambda node: Vector((node, _X)),
    lambda node: Matrix(((Sum((_X, node)), _X),)),
    lambda node: Derivative(node, ("x",)),
    lambda node: Integral(node, "x"),
    lambda node: Integral(_X, "x", node, node),
    lambda node: Limit(node, "x", Number(0)),
    lambda node: Limit(_X, "x", node),
    lambda node: Limit(_X, "x", node, "-"),
    lambda node: At(node, (("x", _Y),)),
    lambda node: At(_X, (("x", node), ("y", node))),
    lambda node: Points(("x",), (((node,), "max"), ((node,), ""))),
    lambda node: Points(("x", "y"), (((node, _X), "saddle"),)),
    lambda node: Points(("x",), (((node,), ""),)),
)
"""Every place in which a node may stand inside another."""
