"""One row for each function. A composition needs no more than its definition; any other, what ``Function`` asks for."""

# fmt: off

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from calcdrill.expression.functions.row import UNKNOWN, Function

_LINE: Final = "(-oo, oo)"
_OUTSIDE: Final = "(-oo, -1] [1, oo)"
_TRIG: Final = "trigonometric"
_HYPERBOLIC: Final = "hyperbolic"

_POWERS: Final = (
    Function(
        "exp", slope="exp(u)", rule="exponential rule", antiderivative="exp(u)", method="exponential", inverse="ln(y)",
        domain=_LINE, range="(0, oo)", zeros="", poles="", jumps="", kinks="", parity="", at_zero="1",
        ends=("0", "oo"), is_monotone=True,
    ),
    Function(
        "ln", slope="1/u", rule="logarithm rule", inverse="exp(y)", domain="(0, oo)", range=_LINE, zeros="1", poles="",
        jumps="", kinks="", parity="", ends=(None, "oo"), is_monotone=True,
        is_bare=True, sympy="log", speech="the natural logarithm",
    ),
    Function(
        "log", least=2, most=2, definition="ln(u)/ln(v)", slope="1/(u*ln(v))", rule="logarithm rule", is_bare=True,
        sympy="log",
    ),
    Function(
        "sqrt", slope="1/(2*sqrt(u))", rule="square root rule", inverse="y^2", domain="[0, oo)", range="[0, oo)",
        zeros="0", poles="", jumps="", kinks="", parity="", ends=(None, "oo"), is_monotone=True,
    ),
    Function(
        "cbrt", slope="1/(3*cbrt(u)^2)", rule="cube root rule", inverse="y^3", domain=_LINE, range=_LINE, zeros="0",
        poles="", jumps="", kinks="0", parity="odd", ends=("-oo", "oo"), is_monotone=True,
    ),
    Function(
        "abs", sides=("-u", "u"), slope="sign(u)", rule="derivative of the absolute value",
        antiderivative="u*abs(u)/2", method="absolute value", inverse="y, -y", domain=_LINE, range="[0, oo)",
        zeros="0", poles="", jumps="", kinks="0", parity="even", ends=("oo", "oo"), is_monotone=True, sympy="Abs",
    ),
    Function(
        "sign", aliases=("sgn",), sides=("-1", "1"), slope="0", antiderivative="abs(u)", inverse=UNKNOWN, domain=_LINE,
        range="[-1, 1]", zeros="0", poles="", jumps="0", kinks="", parity="odd", ends=("-1", "1"), is_monotone=True,
        speech="the sign",
    ),
    Function(
        "floor", slope="0", inverse=UNKNOWN, domain=_LINE, range=_LINE, zeros=UNKNOWN, poles="", jumps="k", kinks="",
        parity="", ends=("-oo", "oo"), is_monotone=True,
    ),
    Function(
        "factorial", slope=UNKNOWN, inverse=UNKNOWN, domain="[0, oo)", range="[1, oo)", zeros="", poles="", jumps="",
        kinks="", parity="", at_zero="1", ends=(None, "oo"), is_discrete=True,
    ),
    Function(
        "max", least=2, most=None, aliases=("Max",), has_ties=True, sympy="Max", speech="the maximum", end="maximum",
        latex=r"\max", typst="max",
    ),
    Function(
        "min", least=2, most=None, aliases=("Min",), has_ties=True, sympy="Min", speech="the minimum", end="minimum",
        latex=r"\min", typst="min",
    ),
    Function(
        "gcd", least=2, most=None, is_discrete=True, speech="the greatest common divisor", end="divisor",
        latex=r"\gcd", typst="gcd",
    ),
)

_CIRCULAR: Final = (
    Function(
        "sin", slope="cos(u)", antiderivative="-cos(u)", method=_TRIG, inverse=UNKNOWN, domain=_LINE, range="[-1, 1]",
        zeros="k*pi", poles="", jumps="", kinks="", parity="odd", ends=(None, None),
        is_bare=True, is_raised=True, speech="sine",
    ),
    Function(
        "cos", slope="-sin(u)", antiderivative="sin(u)", method=_TRIG, inverse=UNKNOWN, domain=_LINE, range="[-1, 1]",
        zeros="pi/2 + k*pi", poles="", jumps="", kinks="", parity="even", at_zero="1", ends=(None, None),
        is_bare=True, is_raised=True, speech="cosine",
    ),
    Function(
        "tan", definition="sin(u)/cos(u)", slope="sec(u)^2", antiderivative="-ln(abs(cos(u)))", method=_TRIG,
        inverse=UNKNOWN, domain=_LINE, range=_LINE, zeros="k*pi", poles="pi/2 + k*pi", jumps="", kinks="",
        parity="odd", ends=(None, None), is_bare=True, is_raised=True, sympy="tan", speech="tangent",
    ),
    Function(
        "sec", definition="1/cos(u)", slope="sec(u)*tan(u)", antiderivative="ln(abs(sec(u) + tan(u)))", method=_TRIG,
        inverse=UNKNOWN, domain=_LINE, range=_OUTSIDE, zeros="", poles="pi/2 + k*pi", jumps="", kinks="",
        parity="even", at_zero="1", ends=(None, None), is_bare=True, is_raised=True, sympy="sec", speech="secant",
    ),
    Function(
        "csc", aliases=("cosec",), definition="1/sin(u)", slope="-(csc(u)*cot(u))",
        antiderivative="-ln(abs(csc(u) + cot(u)))", method=_TRIG, inverse=UNKNOWN, domain=_LINE, range=_OUTSIDE,
        zeros="", poles="k*pi", jumps="", kinks="", parity="odd", ends=(None, None),
        is_bare=True, is_raised=True, sympy="csc", speech="cosecant",
    ),
    Function(
        "cot", aliases=("cotan",), definition="cos(u)/sin(u)", slope="-csc(u)^2", antiderivative="ln(abs(sin(u)))",
        method=_TRIG, inverse=UNKNOWN, domain=_LINE, range=_LINE, zeros="pi/2 + k*pi", poles="k*pi", jumps="",
        kinks="", parity="odd", ends=(None, None), is_bare=True, is_raised=True, sympy="cot", speech="cotangent",
    ),
    Function(
        "arcsin", aliases=("asin",), slope="1/sqrt(1 - u^2)", inverse="sin(y)", domain="[-1, 1]",
        range="[-pi/2, pi/2]", zeros="0", poles="", jumps="", kinks="", parity="odd", ends=(None, None),
        is_monotone=True, is_bare=True, sympy="asin", speech="arc sine",
    ),
    Function(
        "arccos", aliases=("acos",), slope="-(1/sqrt(1 - u^2))", inverse="cos(y)", domain="[-1, 1]", range="[0, pi]",
        zeros="1", poles="", jumps="", kinks="", parity="", at_zero="pi/2", ends=(None, None),
        is_monotone=True, is_bare=True, sympy="acos", speech="arc cosine",
    ),
    Function(
        "arctan", aliases=("atan",), slope="1/(1 + u^2)", inverse="tan(y)", domain=_LINE, range="(-pi/2, pi/2)",
        zeros="0", poles="", jumps="", kinks="", parity="odd", ends=("-pi/2", "pi/2"),
        is_monotone=True, is_bare=True, sympy="atan", speech="arc tangent",
    ),
    Function(
        "arcsec", aliases=("asec",), definition="arccos(1/u)", slope="1/(abs(u)*sqrt(u^2 - 1))",
        antiderivative="u*arcsec(u) - arcosh(abs(u))", method="by parts", inverse="sec(y)",
        domain=_OUTSIDE, range="[0, pi/2) (pi/2, pi]", zeros="1", poles="", jumps="", kinks="", parity="",
        ends=("pi/2", "pi/2"), is_monotone=True,
        is_bare=True, latex=r"\operatorname{arcsec}", sympy="asec", speech="arc secant",
    ),
    Function(
        "arccsc", aliases=("acsc", "arccosec"), definition="arcsin(1/u)", slope="-(1/(abs(u)*sqrt(u^2 - 1)))",
        antiderivative="u*arccsc(u) + arcosh(abs(u))", method="by parts", inverse="csc(y)",
        domain=_OUTSIDE, range="[-pi/2, 0) (0, pi/2]", zeros="", poles="", jumps="", kinks="",
        parity="odd", ends=("0", "0"), is_monotone=True,
        is_bare=True, latex=r"\operatorname{arccsc}", sympy="acsc", speech="arc cosecant",
    ),
    Function(
        "arccot", aliases=("acot",), definition="pi/2 - arctan(u)", slope="-(1/(1 + u^2))", inverse="cot(y)",
        domain=_LINE, range="(0, pi)", zeros="", poles="", jumps="", kinks="", parity="", at_zero="pi/2",
        ends=("pi", "0"), is_monotone=True, is_bare=True, latex=r"\operatorname{arccot}", speech="arc cotangent",
    ),
)

_HYPERBOLICS: Final = (
    Function(
        "sinh", slope="cosh(u)", antiderivative="cosh(u)", method=_HYPERBOLIC, inverse="arsinh(y)", domain=_LINE,
        range=_LINE, zeros="0", poles="", jumps="", kinks="", parity="odd", ends=("-oo", "oo"),
        is_monotone=True, is_bare=True, is_raised=True, speech="hyperbolic sine",
    ),
    Function(
        "cosh", slope="sinh(u)", antiderivative="sinh(u)", method=_HYPERBOLIC, inverse="arcosh(y), -arcosh(y)",
        domain=_LINE, range="[1, oo)", zeros="", poles="", jumps="", kinks="", parity="even", at_zero="1",
        ends=("oo", "oo"), is_monotone=True, is_bare=True, is_raised=True, speech="hyperbolic cosine",
    ),
    Function(
        "tanh", slope="1 - tanh(u)^2", antiderivative="ln(cosh(u))", method=_HYPERBOLIC, inverse="artanh(y)",
        domain=_LINE, range="(-1, 1)", zeros="0", poles="", jumps="", kinks="", parity="odd", ends=("-1", "1"),
        is_monotone=True, is_bare=True, is_raised=True, speech="hyperbolic tangent",
    ),
    Function(
        "sech", definition="1/cosh(u)", slope="-(sech(u)*tanh(u))", antiderivative="arctan(sinh(u))",
        method=_HYPERBOLIC, inverse="arcosh(1/y), -arcosh(1/y)", domain=_LINE, range="(0, 1]", zeros="", poles="",
        jumps="", kinks="", parity="even", at_zero="1", ends=("0", "0"),
        is_monotone=True, is_bare=True, is_raised=True, sympy="sech",
        speech="hyperbolic secant", latex=r"\operatorname{sech}", typst="sech",
    ),
    Function(
        "csch", aliases=("cosech",), definition="1/sinh(u)", slope="-(csch(u)*coth(u))",
        antiderivative="ln(abs(tanh(u/2)))", method=_HYPERBOLIC, inverse="arsinh(1/y)", domain=_LINE,
        range="(-oo, 0) (0, oo)", zeros="", poles="0", jumps="", kinks="", parity="odd", ends=("0", "0"),
        is_monotone=True, is_bare=True, is_raised=True, sympy="csch",
        speech="hyperbolic cosecant", latex=r"\operatorname{csch}", typst="csch",
    ),
    Function(
        "coth", definition="cosh(u)/sinh(u)", slope="-csch(u)^2", antiderivative="ln(abs(sinh(u)))",
        method=_HYPERBOLIC, inverse="artanh(1/y)", domain=_LINE, range="(-oo, -1) (1, oo)", zeros="", poles="0",
        jumps="", kinks="", parity="odd", ends=("-1", "1"),
        is_monotone=True, is_bare=True, is_raised=True, sympy="coth", speech="hyperbolic cotangent",
    ),
    Function(
        "arsinh", aliases=("asinh", "arcsinh"), slope="1/sqrt(u^2 + 1)", inverse="sinh(y)", domain=_LINE, range=_LINE,
        zeros="0", poles="", jumps="", kinks="", parity="odd", ends=("-oo", "oo"),
        is_monotone=True, sympy="asinh", speech="inverse hyperbolic sine",
    ),
    Function(
        "arcosh", aliases=("acosh", "arccosh"), slope="1/sqrt(u^2 - 1)", inverse="cosh(y)", domain="[1, oo)",
        range="[0, oo)", zeros="1", poles="", jumps="", kinks="", parity="", ends=(None, "oo"),
        is_monotone=True, sympy="acosh", speech="inverse hyperbolic cosine",
    ),
    Function(
        "artanh", aliases=("atanh", "arctanh"), slope="1/(1 - u^2)", inverse="tanh(y)", domain="(-1, 1)", range=_LINE,
        zeros="0", poles="", jumps="", kinks="", parity="odd", ends=(None, None),
        is_monotone=True, sympy="atanh", speech="inverse hyperbolic tangent",
    ),
)

_OF_LEARNING: Final = (
    Function(
        "sigmoid", aliases=("sigma",), definition="1/(1 + exp(-u))", slope="sigmoid(u)*(1 - sigmoid(u))",
        antiderivative="softplus(u)", inverse="ln(y/(1 - y))", domain=_LINE, range="(0, 1)", zeros="", poles="",
        jumps="", kinks="", parity="", at_zero="1/2", ends=("0", "1"), is_monotone=True,
        latex=r"\sigma", typst="sigma", printed="σ", speech="the sigmoid",
    ),
    Function(
        "relu", aliases=("ReLU",), definition="max(0, u)", sides=("0", "u"), antiderivative="relu(u)^2/2",
        method="rectifier", range="[0, oo)", zeros=UNKNOWN, kinks="0", jumps="", poles="", at_zero="0",
        ends=("0", "oo"), is_monotone=True,
        latex=r"\operatorname{ReLU}", typst='op("ReLU")', printed="ReLU", speech="the rectified linear unit",
    ),
    Function(
        "softplus", definition="ln(1 + exp(u))", slope="sigmoid(u)", inverse="ln(exp(y) - 1)", domain=_LINE,
        range="(0, oo)", zeros="", poles="", jumps="", kinks="", parity="", at_zero="ln(2)", ends=("0", "oo"),
        is_monotone=True,
    ),
    Function(
        "swish", aliases=("silu",), definition="u/(1 + exp(-u))", slope="sigmoid(u) + u*(sigmoid(u)*(1 - sigmoid(u)))",
        zeros="0", ends=("0", "oo"),
    ),
    Function("gelu", definition="u*(1 + erf(u/sqrt(2)))/2", zeros="0", ends=("0", "oo")),
    Function(
        "erf", slope="2/sqrt(pi)*exp(-u^2)", inverse=UNKNOWN, domain=_LINE, range="(-1, 1)", zeros="0", poles="",
        jumps="", kinks="", parity="odd", ends=("-1", "1"), is_monotone=True, speech="the error function",
    ),
)

_ROWS: Final = (*_POWERS, *_CIRCULAR, *_HYPERBOLICS, *_OF_LEARNING)

FUNCTIONS: Final[Mapping[str, Function]] = MappingProxyType({row.name: row for row in _ROWS})

ALIASES: Final[Mapping[str, str]] = MappingProxyType({alias: row.name for row in _ROWS for alias in row.aliases})
"""Other spellings that the reader takes for a function, when a bracket follows."""
