"""The two programs: how a tree is written for each, how a batch is run, how a result is read back."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from calcdrill.errors import ReadError
from calcdrill.expression.read import read
from calcdrill.expression.tree import (
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
    Power,
    Product,
    Quotient,
    Sum,
    Vector,
    transform,
    walk,
)

SECONDS_EACH = 0.4
"""A batch that takes longer is stopped; what it had not answered counts as no result."""


class Unaskable(Exception):
    """The program has no words for a part of the question."""


@dataclass(frozen=True)
class Judge:
    """A program: its constants, its functions by calcdrill's names, and how it writes what is still to be done."""

    name: str
    constants: Mapping[str, str]
    functions: Mapping[str, str]
    at: Callable[[str, Sequence[tuple[str, str]]], str]
    derivative: Callable[[str, Sequence[str]], str]
    run: Callable[[Sequence[str]], list[str | None]]

    @property
    def is_here(self) -> bool:
        """Whether the program is installed."""
        return shutil.which(self.name) is not None

    def written(self, node: Node) -> str:
        """The question in the program's language; raises Unaskable."""
        match node:
            case Number(value=value):
                return f"({value})"
            case Name(name=name):
                return self.constants.get(name) or _letter(name)
            case Negative(argument=argument):
                return f"(-{self.written(argument)})"
            case Sum(terms=parts):
                return f"({'+'.join(map(self.written, parts))})"
            case Product(factors=parts):
                if any(isinstance(inner, Vector | Matrix) for part in parts for inner in walk(part)):
                    raise Unaskable("a product of matrices")
                return f"({'*'.join(map(self.written, parts))})"
            case Quotient(numerator=top, denominator=bottom):
                return f"({self.written(top)}/{self.written(bottom)})"
            case Power(base=base, exponent=exponent):
                return f"({self.written(base)}^{self.written(exponent)})"
            case Vector(entries=entries):
                return f"[{','.join(map(self.written, entries))}]"
            case Matrix(rows=rows):
                return f"[{','.join(self.written(Vector(row)) for row in rows)}]"
        return self._working(node)

    def _working(self, node: Node) -> str:
        match node:
            case Call(function=function, arguments=arguments) if function in self.functions:
                parts = [self.written(argument) for argument in arguments]
                return self.functions[function].format(*parts, all=",".join(parts))
            case At(body=Vector(entries=entries), point=point):
                return self.written(Vector(tuple(At(entry, point) for entry in entries)))
            case At(body=Matrix(rows=rows), point=point):
                return self.written(Matrix(tuple(tuple(At(entry, point) for entry in row) for row in rows)))
            case At(body=body, point=point):
                return self.at(self.written(body), [(_letter(name), self.written(value)) for name, value in point])
            case Derivative(body=body, variables=variables):
                return self.derivative(self.written(body), [_letter(name) for name in variables])
            case Integral(body=body, variable=variable, lower=None):
                return f"integrate({self.written(body)},{_letter(variable)})"
            case Integral(body=body, variable=variable, lower=Node() as lower, upper=Node() as upper):
                ends = f"{self.written(lower)},{self.written(upper)}"
                return f"integrate({self.written(body)},{_letter(variable)},{ends})"
            case Limit(body=body, variable=variable, to=to, side=""):
                return f"limit({self.written(body)},{_letter(variable)},{self.written(to)})"
        raise Unaskable(type(node).__name__)

    def read(self, text: str, names: Iterable[str]) -> Node | None:
        """The program's result as a tree; None where it is no closed form or too long for the reader."""
        if any(word in text for word in ("integrate", "limit", "diff", "und", "undef", "%i", "inf", "Psi", "rootof")):
            return None
        text = re.sub(r"%e\^", "e^", text.replace("%pi", "pi")).replace("%e", "e").replace("signum(", "sign(")
        letters = {_letter(name): name for name in names}
        try:
            found = read(re.sub(r"\s+", "", text), {*letters})
        except ReadError:
            return None
        return transform(
            found, lambda inner: Name(letters.get(inner.name, inner.name)) if isinstance(inner, Name) else inner
        )


def _letter(name: str) -> str:
    """A variable's name that no program has a meaning for."""
    return f"v{name.replace('_', '')}v"


_COMMON = {
    "exp": "exp({0})",
    "sqrt": "sqrt({0})",
    **{name: f"{name}({{0}})" for name in ("sin", "cos", "tan", "sec", "csc", "cot")},
    **{name: f"{name}({{0}})" for name in ("sinh", "cosh", "tanh", "abs", "erf")},
    "arcsin": "asin({0})",
    "arccos": "acos({0})",
    "arctan": "atan({0})",
    "arsinh": "asinh({0})",
    "artanh": "atanh({0})",
    "sigmoid": "(1/(1+exp(-({0}))))",
    "swish": "({0}/(1+exp(-({0}))))",
    "relu": "(({0}+abs({0}))/2)",
    "max": "(({0}+{1}+abs({0}-{1}))/2)",
    "min": "(({0}+{1}-abs({0}-{1}))/2)",
    "factorial": "(({0})!)",
}


def _run_maxima(questions: Sequence[str]) -> list[str | None]:
    lines = ["display2d:false$", "linel:100000$", "errormsg:false$"]
    lines += [f'print("@@{k}:", errcatch(string({text})))$' for k, text in enumerate(questions)]
    return _run(["maxima"], lines, len(questions), r'^@@(\d+): \["?(.*?)"?\]\s*$')


def _run_giac(questions: Sequence[str]) -> list[str | None]:
    lines = [f'print("@@{k}:"+string({text}));' for k, text in enumerate(questions)]
    return _run(["giac"], lines, len(questions), r"^@@(\d+):(.*?)$")


def _run(command: list[str], lines: list[str], count: int, pattern: str) -> list[str | None]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "questions.mac"
        file.write_text("\n".join(lines) + "\n")
        if command[0] == "maxima":
            words, text = ["maxima", "--very-quiet", "-b", str(file)], None
        else:
            words, text = command, file.read_text()
        try:
            done = subprocess.run(
                words, input=text or "", capture_output=True, text=True, timeout=20 + SECONDS_EACH * count, cwd=folder
            )
            output = done.stdout + done.stderr  # giac prints on the second
        except subprocess.TimeoutExpired as error:
            output = error.stdout.decode(errors="replace") if isinstance(error.stdout, bytes) else error.stdout or ""
    found = {int(match[1]): match[2] for match in re.finditer(pattern, output, re.M)}
    return [found.get(k) for k in range(count)]


MAXIMA = Judge(
    name="maxima",
    constants={"pi": "%pi", "e": "%e", "oo": "inf"},
    functions={
        **_COMMON,
        "ln": "log({0})",
        "log": "(log({0})/log({1}))",
        "sign": "signum({0})",
        "cbrt": "(signum({0})*abs({0})^(1/3))",
        "softplus": "log(1+exp({0}))",
    },
    at=lambda body, point: f"at({body},[{','.join(f'{name}={value}' for name, value in point)}])",
    derivative=lambda body, names: _nested("diff({0},{1})", body, names),
    run=_run_maxima,
)
GIAC = Judge(
    name="giac",
    constants={"pi": "pi", "e": "e", "oo": "inf"},
    functions={
        **_COMMON,
        "ln": "ln({0})",
        "log": "(ln({0})/ln({1}))",
        "sign": "sign({0})",
        "cbrt": "(sign({0})*abs({0})^(1/3))",
        "softplus": "ln(1+exp({0}))",
    },
    at=lambda body, point: f"subst({body},[{','.join(f'{name}={value}' for name, value in point)}])",
    derivative=lambda body, names: _nested("diff({0},{1})", body, names),
    run=_run_giac,
)
JUDGES = {judge.name: judge for judge in (MAXIMA, GIAC)}


def _nested(form: str, body: str, names: Sequence[str]) -> str:
    for name in names:
        body = form.format(body, name)
    return body
