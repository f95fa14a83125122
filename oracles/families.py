"""Random functions of one variable, of many families."""

from __future__ import annotations

import random

__all__ = ["bent", "cusp", "fraction", "nonzero", "polynomial", "smooth", "wave", "wild"]


def nonzero(r: random.Random, low: int = -5, high: int = 5) -> int:
    """A number from a range, but not 0."""
    return r.choice([k for k in range(low, high + 1) if k])


def polynomial(r: random.Random) -> str:
    """Polynomials with zeros, slopes or inflections at small numbers."""
    a, p, q = nonzero(r, -3, 3), r.randint(-3, 3), r.randint(-3, 3)
    return r.choice(
        [
            f"{2 * a}*x^3 - {3 * a * (p + q)}*x^2 + {6 * a * p * q}*x",
            f"{a}*x^4 - {2 * a * p * p}*x^2 + {q}",
            f"{a}*x^2 + {p}*x + {q}",
            f"(x - {p})^2*(x - {q})",
            f"x^5 - {5 * abs(p) + 5}*x",
        ]
    )


def wave(r: random.Random) -> str:
    """Sums, powers and compositions of waves."""
    a, b, k = nonzero(r, -4, 4), nonzero(r, -4, 4), r.randint(1, 3)
    return r.choice(
        [
            f"{a}*sin(x) + {b}*cos(x)",
            f"{a}*sin({k}*x)",
            f"{2 * a}*sin(x) + {a}*sin(2*x)",
            f"sin(x)^2 + {b}*cos(x)",
            f"x + {2 * b}*sin(x)",
            f"sin(x)*cos(x) + {b}",
            f"cos(x)^{k + 1}",
            f"exp({a}*sin(x))",
            f"abs(sin(x) - 1/{k + 1})",
            f"abs({a}*cos(x))",
            f"sin(x)^{k}*cos(x)",
            f"{a}*cos(2*x) + {b}*sin(x)",
            f"sin(x)/({abs(b) + 1} + cos(x))",
            f"exp(-x)*sin({k}*x)",
        ]
    )


def bent(r: random.Random) -> str:
    """|·|, max, min, relu and cases."""
    a, b, c = nonzero(r, -4, 4), r.randint(-4, 4), nonzero(r, -3, 3)
    return r.choice(
        [
            f"abs({a}*x + {b})",
            f"abs(x^2 - {abs(b)}) + {c}*x",
            f"abs(x - {b}) + abs(x - {c})",
            f"max(x^2, {a}*x + {b})",
            f"min({a}*x, {b} - x^2)",
            f"relu(x - {b}) - x/{abs(c) + 1}",
            f"x*abs(x - {b})",
            f"abs(x)^3 - {abs(a)}*x^2",
            f"sqrt(abs(x - {b})) - {c}*x/4",
            f"abs(abs(x) - {abs(b)})",
            f"piecewise(x^2, x <= 1, {c}*x - {c - 1})",
            f"x*exp(-abs(x - {b}))",
            f"abs(x^3 - {3 * abs(a)}*x)",
            f"abs(x)/(x^2 + {abs(c)})",
            f"max({a}*x, {b} - x, {c})",
        ]
    )


def cusp(r: random.Random) -> str:
    """Odd roots and fractional powers."""
    a, b, c = r.randint(-3, 3), nonzero(r, -5, 5), nonzero(r, -3, 3)
    return r.choice(
        [
            f"(x - {a})^(2/3)",
            f"{c}*x^(2/3)*(x - {b})",
            f"cbrt((x - {a})^2) + {c}",
            f"(x^2 - {abs(b)})^(2/3)",
            f"x^(4/5)*(x - {b})^2",
            f"cbrt(x - {a})*{c}",
            f"x^(1/3)*({b} - x)",
            f"x^(5/3) - {5 * abs(c)}*x^(2/3)",
            f"cbrt(x^3 - {3 * abs(c)}*x)",
            f"cbrt(x^2 - {abs(b)})",
            f"cbrt(x^2*(x - {b}))",
        ]
    )


def fraction(r: random.Random) -> str:
    """Fractions of polynomials, with poles and without."""
    a, b, c = nonzero(r, -4, 4), r.randint(1, 5), r.randint(-3, 3)
    return r.choice(
        [
            f"{a}*x/(x^2 + {b * b})",
            f"x + {b * b}/x",
            f"{a}/(x^2 + {b})",
            f"(x^2 + {b})/(x - {c})",
            f"1/(x - {c})^2",
            f"x^2/(x^2 + {b})",
            f"(x^2 + {a}*x)/(x^2 + {b})",
            f"(x - {c})/(x^2 + {b})^2",
        ]
    )


def smooth(r: random.Random) -> str:
    """Exponentials, logarithms, roots and inverse functions."""
    a, b, c = nonzero(r, -3, 3), nonzero(r, -3, 3), r.randint(1, 4)
    return r.choice(
        [
            f"(x + {b})*exp({a}*x)",
            f"x^2*exp({-c}*x)",
            f"exp(x) - {c}*x",
            f"ln(x^2 + {c})",
            f"x - {c}*ln(x + 4)",
            f"exp(-x^2/{c})*{a}",
            f"arctan({a}*x) - {b}*x/8",
            f"sqrt(x^2 + {c}) - {b}*x/4",
            f"x*sqrt({c * c} - x^2)",
            f"sqrt({c * c} - x^2)",
            f"ln(x + {c + 2}) - x/{c}",
            f"tanh(x) - x/{c + 1}",
            f"{a}*cosh(x) + {b}*x",
            f"tanh({a}*x)^2 + {b}*tanh({a}*x)",
            f"{a}*exp(x) + {abs(b)}*exp(-2*x)",
            f"ln(x + 5)^2 - {c}*ln(x + 5)",
            f"ln(x^2 + {c})/(x^2 + {c})",
            f"x^{c}*exp(-x^2/2)",
            f"arctan(x)^2 - {b}*arctan(x)/4",
        ]
    )


def wild(r: random.Random) -> str:
    """Poles, jumps and steps, on which there may be no extremum."""
    c = r.randint(-2, 2)
    return r.choice(
        [
            "tan(x)",
            "cot(x)",
            "sec(x)",
            f"tan(x) - {abs(c) + 2}*x",
            f"x - 3*sign(x - {c})",
            f"floor(x) + {c}*x",
            f"log(x^2, 2) + {c}",
            f"1/x + {c}*x",
            f"ln(abs(x - {c}))",
            f"abs(x)/(x - {c})",
            f"exp(1/(x - {c}))",
        ]
    )
