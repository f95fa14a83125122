"""The cheat sheet: everything of the concepts on it, on so many pages, with words for every formula."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from calcdrill import generate_problem, load_catalog
from calcdrill.catalog.values import Concept, Formula, Topic
from calcdrill.errors import InputError
from calcdrill.export.cheatsheet import make_cheatsheet
from calcdrill.export.pdf import compile_pdf
from calcdrill.expression.read import read, read_prose
from calcdrill.problem import Problem
from export.sample import chain, gradient, hessian

EXAMPLES: dict[str, Problem] = {"chain": chain(3, 0), "gradient": gradient(2, 0), "hessian": hessian(0)}


def concept(name: str, title: str, *formulas: str) -> Concept:
    known = tuple(Formula(f"f{k}", read(formula)) for k, formula in enumerate(formulas))
    return Concept(name, "t", title, (), read_prose("It says `x` and #more."), known, (), 1, (), ())


def topic(number: int = 0) -> Topic:
    return Topic(
        "t",
        f"Topic {number} #$",
        number,
        (
            concept("chain", "Chain rule", "diff(f(g(x)), x) = f'(g(x))*g'(x)"),
            concept("gradient", "Gradient", "grad(f) = [partial(f(x, y), x), partial(f(x, y), y)]"),
            concept("hessian", "Hessian <matrix>", "x^2", "y^2"),
        ),
    )


def pages(content: bytes) -> list[str]:
    pypdf = pytest.importorskip("pypdf")
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]


def size_of(files: dict[str, bytes]) -> float:
    return float(files[".typ"].decode().split("size: ")[1].split("pt")[0])


def test_one_topic_fits_one_page_with_everything_on_it() -> None:
    files = make_cheatsheet([topic()], EXAMPLES, "My #sheet", pages=1)
    (text,) = pages(files[".pdf"])
    for words in ("My #sheet", "Topic 0 #$", "Chain rule", "Hessian <matrix>", "and #more."):
        assert words in text
    source = files[".typ"].decode()
    assert source.count("#concept(") == 3
    assert compile_pdf(source, strict=True) == files[".pdf"]


def test_many_topics_are_squeezed_onto_two_pages() -> None:
    many = [topic(number) for number in range(24)]
    files = make_cheatsheet(many, EXAMPLES, "Course")
    assert len(pages(files[".pdf"])) == 2
    small = make_cheatsheet(many[:2], EXAMPLES, "Course")
    assert size_of(small) > size_of(files)


def test_too_much_is_refused_with_a_reason() -> None:
    with pytest.raises(InputError, match="concepts do not fit on 1 pages"):
        make_cheatsheet([topic(number) for number in range(60)], EXAMPLES, "Course", pages=1)


def test_no_concept_and_strange_wishes_are_refused() -> None:
    with pytest.raises(InputError, match="one concept or more"):
        make_cheatsheet([replace(topic(), concepts=())], {}, "Empty")
    with pytest.raises(InputError, match="format 'docx'"):
        make_cheatsheet([topic()], {}, "T", format="docx")
    with pytest.raises(InputError, match="paper"):
        make_cheatsheet([topic()], {}, "T", paper="a5")


def test_concepts_without_formula_or_example_are_fine() -> None:
    bare = replace(concept("bare", "Bare", "x"), formulas=())
    files = make_cheatsheet([replace(topic(), concepts=(bare,))], {}, "T", format="typst")
    assert list(files) == [".typ"]
    assert "Bare" in files[".typ"].decode()


def test_a_worked_line_says_what_is_asked_where_the_title_does_not() -> None:
    descent = generate_problem(load_catalog(), "gd-several-steps/parabola", seed=3)
    source = make_cheatsheet([topic()], {**EXAMPLES, "chain": descent}, "T", format="typst")[".typ"].decode()
    assert f"Take {descent.task['steps']} steps" in source
    assert "Differentiate" not in make_cheatsheet([topic()], EXAMPLES, "T", format="typst")[".typ"].decode()


def test_a_figure_says_whose_it_is() -> None:
    tangent = generate_problem(load_catalog(), "tangent-line/quadratic", seed=3)
    source = make_cheatsheet([topic()], {**EXAMPLES, "chain": tangent}, "T", format="typst")[".typ"].decode()
    assert 'text(size: 0.9em)[#"Chain rule: "' in source


def test_a_dense_sheet_has_no_title_with_nothing_under_it() -> None:
    bare = replace(concept("bare", "Bare title", "x"), formulas=())
    many = [replace(topic(number), concepts=(*topic().concepts, bare)) for number in range(32)]
    roomy = make_cheatsheet(many[:2], EXAMPLES, "T", "typst")[".typ"].decode()
    dense = make_cheatsheet(many, EXAMPLES, "T", "typst", pages=1)[".typ"].decode()
    assert "Bare title" in roomy and "Bare title" not in dense
