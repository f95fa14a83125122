"""Undetermined coefficients: what is found is an antiderivative, and the places of a tower keep its relations."""

from __future__ import annotations

from itertools import islice

import pytest

from calcdrill.expression import tree as t
from calcdrill.expression.comparing.equality import compare_antiderivative
from calcdrill.expression.integrating.undetermined.places import MODULUS, inverse, places, terms_of
from calcdrill.expression.integrating.undetermined.tower import Tower
from calcdrill.expression.integrating.undetermined.trial import tried
from calcdrill.expression.read import read

FOUND = [
    "x^2*exp(3*x)",
    "exp(x)*(1 - sin(x))/(1 - cos(x))",
    "(ln(x)^2 - 1)*exp(1 + 1/ln(x))/ln(x)^2",
    "(x^4 - 1)/(x^2*sqrt(x^4 + x^2 + 1))",
    "1/(cos(x)^3*sqrt(sin(2*x)))",
    "sqrt(1 - sin(2*x))",
    "1/(1 - cos(3*x))^(3/2)",
    "tanh(x)^5*sech(x)^(3/4)",
    "x*arctan(x)*ln(x + sqrt(1 + x^2))/sqrt(1 + x^2)",
    "arcsin(sqrt(x + 1) - sqrt(x))",
    "1/(1 + sqrt(x + sqrt(1 + x^2)))",
    "(1 - x^2)/((1 + x^2)*sqrt(1 + x^4))",
    "(1 + x^2)/((1 - x^2)*sqrt(1 + x^4))",
    "1/((x^2 + 2)*sqrt(x^2 + 5))",
    "1/((x^2 + 5)*sqrt(2 - x^2))",
    "x/((x^2 + 5)*sqrt(x^2 + 1))",
    "cos(5*x)/cos(x)^5",
    "sinh(2*x)*cosh(x)^3*exp(x)",
    "x*cbrt(x + 2)",
    "(x - x)^2",
]


@pytest.mark.parametrize("function", FOUND)
def test_what_is_found_is_an_antiderivative(function: str) -> None:
    node = read(function)
    found = tried(node, "x")
    assert found is not None
    assert compare_antiderivative(t.Integral(node, "x"), found, "x").holds


@pytest.mark.parametrize(
    "function", ["sin(x)/x", "exp(x^2)", "1/ln(x)", "exp(x)/x", "sqrt(1 + x^3)", "x*tan(x)", "a*x", "2^x", "sqrt(2)*x"]
)
def test_what_has_no_such_form_is_not_found(function: str) -> None:
    assert tried(read(function), "x") is None


def test_the_letters_keep_their_relations_at_every_place() -> None:
    tower = Tower(read("exp(2*x)*sin(x)*cosh(x)*sqrt(1 + x^2)*cbrt(x)*arctan(x)"), "x")
    here = {letter.tree: k for k, letter in enumerate(tower.letters)}
    relations = {
        "sin(x)^2 + cos(x)^2 - 1": [here[read("sin(x)")], here[read("cos(x)")]],
        "cosh(x)^2 - sinh(x)^2 - 1": [here[read("cosh(x)")], here[read("sinh(x)")]],
        "sqrt(x^2 + 1)^2 - 1 - x^2": [here[read("sqrt(x^2 + 1)")], 0],
        "cbrt(x)^3 - x": [here[read("cbrt(x)")], 0],
    }
    drawn = list(islice(places(tower), 5))
    assert len(drawn) == 5
    for place in drawn:
        for relation in relations:
            top, bottom = tower.read(read(relation))
            assert place.at(terms_of(top)) == 0 and place.at(terms_of(bottom)), relation
            # What is always 0 has the slope 0: the slopes of the letters fit together too.
            assert place.rate(terms_of(top)) == 0, relation
        slope = place.slopes[here[read("arctan(x)")]]
        assert slope * (1 + place.values[0] ** 2) % MODULUS == 1
        assert place.values[0] * inverse(place.values[0]) % MODULUS == 1
