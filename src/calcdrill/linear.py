"""Small linear systems with exact entries."""

from __future__ import annotations

from calcdrill.expression.tidy import tidy
from calcdrill.expression.tree import ZERO, Negative, Node, Product, Quotient, Sum, times


def determinant(matrix: tuple[tuple[Node, ...], ...]) -> Node:
    """The determinant by cofactors of the first row, in textbook form (for matrices up to 4×4)."""
    if len(matrix) == 1:
        return tidy(matrix[0][0])
    terms: list[Node] = []
    for column, entry in enumerate(matrix[0]):
        minor = tuple(row[:column] + row[column + 1 :] for row in matrix[1:])
        term = times(entry, determinant(minor))
        terms.append(Negative(term) if column % 2 else term)
    return tidy(Sum(tuple(terms)))


def solve_linear(matrix: tuple[tuple[Node, ...], ...], right: tuple[Node, ...]) -> tuple[Node, ...] | None:
    """The solution of matrix · x = right by Cramer's rule, in textbook form; None if the determinant is 0."""
    whole = determinant(matrix)
    if whole == ZERO:
        return None
    values = []
    for column, _ in enumerate(right):
        replaced = tuple((*row[:column], value, *row[column + 1 :]) for row, value in zip(matrix, right, strict=True))
        values.append(tidy(Quotient(determinant(replaced), whole)))
    return tuple(values)


def multiply(left: tuple[tuple[Node, ...], ...], right: tuple[tuple[Node, ...], ...]) -> tuple[tuple[Node, ...], ...]:
    """The matrix product, entries in textbook form."""
    columns = tuple(zip(*right, strict=True))
    return tuple(
        tuple(tidy(Sum(tuple(Product((a, b)) for a, b in zip(row, column, strict=True)))) for column in columns)
        if len(row) > 1
        else tuple(tidy(times(row[0], column[0])) for column in columns)
        for row in left
    )
