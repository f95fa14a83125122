"""Laws over everything on disk: each exercise's formulas in Typst and in words, each recipe's sheet as a tagged PDF."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache

import pytest

from calcdrill import load_catalog
from calcdrill.catalog.values import Catalog
from calcdrill.cheatsheets import chosen_topics, short_examples
from calcdrill.export.cheatsheet import make_cheatsheet
from calcdrill.export.pdf import compile_pdf
from calcdrill.export.sheet import read_sheet
from calcdrill.export.worksheet import make_worksheet
from calcdrill.expression.notation.latex import write_latex
from calcdrill.expression.notation.speech import write_speech
from calcdrill.expression.notation.typst import write_typst
from calcdrill.expression.steps import Prose, Step
from calcdrill.expression.tree import Node, Points, Text, walk
from calcdrill.figures import draw
from calcdrill.instances import make_problem
from calcdrill.problem import Problem, ProblemSet
from calcdrill.worksheets import sheet_options
from expression.latex_shape import shape


@cache
def catalog() -> Catalog:
    return load_catalog()


@cache
def problems() -> tuple[Problem, ...]:
    """One problem of every exercise."""
    found = tuple(make_problem(exercise, 5, 0) for exercise in catalog().exercises.values())
    assert len(found) >= 400
    return found


def formulas(problem: Problem) -> Iterator[Node]:
    statement = problem.statement
    sentences: list[Prose] = [statement.instruction, statement.given, statement.context, *statement.choices]
    yield from (part for sentence in (*sentences, *problem.hints) for part in sentence if isinstance(part, Node))
    yield problem.answer
    yield from (mistake.answer for mistake in problem.mistakes)
    steps: list[Step] = list(problem.solution.steps)
    while steps:
        step = steps.pop()
        steps.extend(step.substeps)
        yield from (step.before, step.after, *(part for part in step.note if isinstance(part, Node)))


@cache
def all_formulas() -> tuple[Node, ...]:
    return tuple(dict.fromkeys(node for problem in problems() for node in formulas(problem)))


def test_every_formula_has_words() -> None:
    assert all(write_speech(node).strip() for node in all_formulas())


def test_no_two_different_formulas_sound_the_same() -> None:
    """Words that happen to be digits sound like numbers, and the only point x = 2 like that equation."""
    said: dict[str, set[str]] = defaultdict(set)
    for node in all_formulas():
        if not isinstance(node, Text) and not (isinstance(node, Points) and len(node.items) == 1):
            said[write_speech(node)].add(write_latex(node))
    assert len(said) > 5000
    assert {words: forms for words, forms in said.items() if len(forms) > 1} == {}


def draws_alike(node: Node) -> bool:
    """Words are no formula, and sets of points are set differently in the two notations."""
    return not any(isinstance(inner, (Points, Text)) for inner in walk(node))


def test_pandoc_reads_every_formula_as_latex_has_it() -> None:
    pypandoc = pytest.importorskip("pypandoc", reason="pip install pypandoc_binary")
    nodes = [node for node in all_formulas() if draws_alike(node)]
    assert len(nodes) > 3000
    source = "\n\n".join(f"${write_typst(node)}$" for node in nodes)
    latex = pypandoc.convert_text(source, "latex", format="typst", extra_args=["--wrap=none"]).replace("\r", "")
    parts = latex.split("\\(")[1:]
    assert len(parts) == len(nodes)
    different = [
        write_typst(node)
        for node, part in zip(nodes, parts, strict=True)
        if shape(part.rpartition("\\)")[0]) != shape(write_latex(node))
    ]
    assert different == []


def test_every_figure_is_drawn() -> None:
    figures = [problem.figure for problem in problems() if problem.figure is not None]
    assert len(figures) > 5
    for figure in figures:
        assert draw(figure).startswith("<svg")


@pytest.mark.parametrize("recipe", [recipe for recipe in catalog().recipes if recipe.worksheet], ids=lambda r: r.id)
def test_every_recipe_is_a_sheet_without_a_warning(recipe: object) -> None:
    from calcdrill.catalog.select import select
    from calcdrill.catalog.values import Recipe

    assert isinstance(recipe, Recipe)
    wanted = {exercise.id for exercise in select(catalog(), recipe.include, recipe.difficulty)}
    chosen = [problem for problem in problems() if problem.id in wanted]
    sheet = read_sheet({**sheet_options(recipe), "solutions": True})
    files = make_worksheet({"A": ProblemSet(recipe.title, tuple(chosen[::3]), 5)}, sheet, "typst")
    for source in files.values():
        assert compile_pdf(source.decode(), strict=True)


def test_the_cheat_sheet_of_the_course_fits_two_pages() -> None:
    topics = chosen_topics(catalog(), ())
    examples = short_examples(topics)
    files = make_cheatsheet(topics, examples, "Calculus for machine learning", pages=2)
    assert compile_pdf(files[".typ"].decode(), strict=True) == files[".pdf"]
    source = files[".typ"].decode()
    # A concept with neither a formula nor a worked line would be a bare title.
    worked = {name for name, example in examples.items() if example.statement.given}
    shown = [concept for concept in catalog().concepts.values() if concept.formulas or concept.id in worked]
    assert source.count("#concept(") == len(shown) > 0.95 * len(catalog().concepts)
    assert float(source.split("size: ")[1].split("pt")[0]) >= 6
