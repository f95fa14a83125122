"""The words of speech: one table for each language; the grammar of an entry is that of ``str.format``."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from calcdrill.expression.functions import FUNCTIONS

Words = Mapping[str, str]

ENGLISH: Final[Words] = MappingProxyType(
    {
        "bracket": "open bracket {0} close bracket",
        "negative": "negative {0}",
        "plus": "plus {0}",
        "minus": "minus {0}",
        "times": "times",
        "fraction": "the fraction {0}, over {1}, end fraction",
        "number over number": "{0} over {1}",
        "squared": "{0} squared",
        "cubed": "{0} cubed",
        "power": "{0} to the power {1}",
        "long power": "{0} to the power {1}, end power",
        "function squared": "{0} squared",
        "function cubed": "{0} cubed",
        "function power": "{0} to the power {1}",
        "of": "{0} of {1}",
        "of nothing": "{0} of nothing",
        "of many": "{0} of {1}, end {2}",
        "square root": "the square root of {0}, end root",
        "cube root": "the cube root of {0}, end cube root",
        "absolute value": "the absolute value of {0}, end absolute value",
        "floor": "the floor of {0}, end floor",
        "factorial": "{0} factorial",
        "logarithm": "the logarithm to base {0}",
        "vector dot": "the dot product of {0} and {1}, end product",
        "vector norm": "the norm of {0}, end norm",
        "vector det": "the determinant of {0}, end determinant",
        "vector grad": "the gradient of {0}, end gradient",
        "vector KL": "the KL divergence of {0} from {1}, end divergence",
        "transposed": "{0} transposed",
        "capital": "capital {0}",
        "subscript": "{0} sub {1}",
        "infinity": "infinity",
        "prime 1": "{0} prime",
        "prime 2": "{0} double prime",
        "prime 3": "{0} triple prime",
        "primes": "{0} with {1} primes",
        "comma": "{0} comma {1}",
        "=": "equals",
        "!=": "is not equal to",
        "<": "is less than",
        "<=": "is less than or equal to",
        ">": "is greater than",
        ">=": "is greater than or equal to",
        "~": "is approximately",
        "=>": "so",
        "case": "{0} if {1}",
        "otherwise": "{0} otherwise",
        "cases": "the cases {0}; end cases",
        "vector": "the vector {0}, end vector",
        "matrix": "the {0} by {1} matrix, {2}; end matrix",
        "row": "row {0}: {1}",
        "derivative": "the derivative of {0} with respect to {1}, end derivative",
        "partial derivative": "the partial derivative of {0} with respect to {1}, end derivative",
        "variables": "{0} then {1}",
        "derivative 2": "the second derivative of {0} with respect to {1}, end derivative",
        "derivative 3": "the third derivative of {0} with respect to {1}, end derivative",
        "partial derivative 2": "the second partial derivative of {0} with respect to {1}, end derivative",
        "partial derivative 3": "the third partial derivative of {0} with respect to {1}, end derivative",
        "antiderivative": "the integral of {0} with respect to {1}, end integral",
        "integral": "the integral from {2} to {3} of {0} with respect to {1}, end integral",
        "limit": "the limit as {1} approaches {2} of {0}, end limit",
        "limit +": "the limit as {1} approaches {2} from above of {0}, end limit",
        "limit -": "the limit as {1} approaches {2} from below of {0}, end limit",
        "at": "the value of {0} at {1}, end value",
        "no points": "none",
        "point min": "{0}, a minimum",
        "point max": "{0}, a maximum",
        "point saddle": "{0}, a saddle point",
        "point neither": "{0}, neither a minimum nor a maximum",
        "point": "{0}",
        **{f"function {name}": row.speech or name for name, row in FUNCTIONS.items()},
        **{f"end {name}": row.end for name, row in FUNCTIONS.items() if row.end},
    }
)

LANGUAGES: Final[Mapping[str, Words]] = MappingProxyType({"en": ENGLISH})
