"""``python -m benchmarks.bytes``: one hash for each format over one problem of every exercise.

Run before and after a change that must not be seen in any output: equal lines, equal bytes. The hashes of the notations
are over all formulas of these problems; ``--formulas FILE`` writes them out, one a line, so that two files can be
compared.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path

from calcdrill import load_catalog
from calcdrill.catalog.values import Catalog
from calcdrill.engines import Here
from calcdrill.errors import Unwritable
from calcdrill.export.anki import DeckOptions, pack_deck
from calcdrill.export.jsonl import write_jsonl
from calcdrill.export.sheet import read_sheet
from calcdrill.export.text import write_set
from calcdrill.export.worksheet import make_worksheet
from calcdrill.expression.notation.latex import write_latex
from calcdrill.expression.notation.mathml import write_mathml
from calcdrill.expression.notation.speech import write_speech
from calcdrill.expression.notation.sympy_syntax import write_sympy
from calcdrill.expression.notation.text import write_text
from calcdrill.expression.notation.typst import write_typst
from calcdrill.expression.notation.unicode import write_unicode, write_unicode_block
from calcdrill.expression.tree import Node
from calcdrill.generating import take
from calcdrill.portions import Portions, deck_order
from calcdrill.problem import Problem, ProblemSet
from calcdrill.verify import formulas

NOTATIONS: Mapping[str, Callable[[Node], str]] = {
    "LaTeX": write_latex,
    "Typst": write_typst,
    "MathML": write_mathml,
    "Unicode": write_unicode,
    "Unicode in two dimensions": write_unicode_block,
    "speech": write_speech,
    "plain text": write_text,
    "SymPy": write_sympy,
}


def shown(problem: Problem) -> Iterator[Node]:
    """Every formula of a problem that any format prints."""
    yield from formulas(problem.statement, problem.solution, problem.hints)
    for mistake in problem.mistakes:
        yield mistake.answer
        yield from (part for part in mistake.feedback if isinstance(part, Node))


def written(write: Callable[[Node], str], node: Node) -> str:
    """The formula in a notation, or why it has none."""
    try:
        return write(node)
    except Unwritable as refusal:
        return f"refused: {refusal}"


def outputs(catalog: Catalog, problems: tuple[Problem, ...], seed: int) -> Iterator[tuple[str, bytes]]:
    """Every format's bytes."""
    lines = "".join(write_jsonl(problems))
    yield "JSON", lines.encode()
    yield "JSON but for its Typst", re.sub(r'"typst":"(?:[^"\\]|\\.)*"', "", lines).encode()
    yield "text", "\n".join(write_set(problems, solutions=True)).encode()
    sheets = {"A": ProblemSet("bytes", problems, seed)}
    for format in ("html", "latex", "markdown", "typst"):
        files = make_worksheet(sheets, read_sheet({}), format)
        yield f"worksheet, {format}", b"".join(files.values())
    order = deck_order(list(catalog.exercises.values()), seed, {"variants": 1}, DeckOptions())
    notes = Portions(catalog, [order], [], Here()).fields(order)
    yield "deck", pack_deck(notes, DeckOptions(), None, 0)[0]


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.bytes", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--formulas", type=Path, help="write every formula in every notation to this file")
    options = parser.parse_args()
    catalog = load_catalog()
    problems = tuple(
        problem for exercise in catalog.exercises.values() for problem in take(exercise, options.seed, 1, set())
    )
    trees = [tree for problem in problems for tree in shown(problem)]
    print(f"{len(problems)} problems, {len(trees)} formulas")
    lines = {name: [written(write, tree) for tree in trees] for name, write in NOTATIONS.items()}
    for name, texts in lines.items():
        print(f"{sha256(chr(0).join(texts).encode()).hexdigest()}  {name}")
    for name, content in outputs(catalog, problems, options.seed):
        print(f"{sha256(content).hexdigest()}  {name}")
    if options.formulas:
        rows = zip(*lines.values(), strict=True)
        options.formulas.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))


if __name__ == "__main__":
    main()
