"""Symmetric polynomials by sum and product."""

from __future__ import annotations

import pytest
from flint import Ordering, fmpq_mpoly_ctx

from calcdrill.expression.solving.symmetric import in_sum_and_product, is_symmetric

X, Y = fmpq_mpoly_ctx.get(("x", "y"), Ordering.lex).gens()


@pytest.mark.parametrize("polynomial", [X**2 + Y**2, X * Y, X**5 + Y**5 - 3 * X * Y + 7, (X - Y) ** 2 * (X + Y) / 3])
def test_sum_and_product_put_back_give_the_polynomial(polynomial: object) -> None:
    assert is_symmetric(polynomial)
    assert in_sum_and_product(polynomial).compose(X + Y, X * Y) == polynomial


def test_what_changes_with_its_letters_is_told() -> None:
    assert not is_symmetric(X - Y)
    assert not is_symmetric(X**2 + Y)
