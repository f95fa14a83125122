"""STACK questions in Moodle's XML: the answer is typed and compared by computer algebra.

The problems of one exercise are the variants of one question, deployed as the seeds 1, 2, 3, …; the seed itself says
which one a student gets. The response tree asks whether the answer is right, then whether it is a named mistake. Each
question brings a test for the answer and for each mistake, which STACK runs for every variant.

Variants of a question have the same mistakes; where they differ there are more questions.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final
from xml.etree.ElementTree import Element

from calcdrill.errors import Unwritable
from calcdrill.export.lms.markup import mathjax, title
from calcdrill.export.lms.moodle import category, tagged
from calcdrill.export.lms.packing import add, fill, leaf, xml_bytes
from calcdrill.export.lms.questions import Question, slots
from calcdrill.export.view import Page
from calcdrill.expression import tree as t
from calcdrill.expression.notation.maxima import write_maxima
from calcdrill.kinds import find
from calcdrill.problem import Mistake, Problem

__all__ = ["refuses", "write"]

VERSION: Final = "2025030700"
PENALTY: Final = 0.1
OPTIONS: Final = {
    "questionsimplify": "1",
    "assumepositive": "0",
    "assumereal": "0",
    "multiplicationsign": "dot",
    "sqrtsign": "1",
    "complexno": "i",
    "inversetrig": "cos-1",
    "logicsymbol": "lang",
    "matrixparens": "(",
}
FORBIDDEN: Final = "diff, int, integrate, limit, lim, sum, taylor, solve, at, ev, subst"
"""What would let the computer do the task."""
HOW: Final = {
    t.Vector: "Type a vector as a list: [1, 2].",
    t.Relation: "Type the whole equation: y = 2*x + 1.",
}
"""What is said about typing an answer of a form."""


def refuses(problem: Problem) -> str | None:
    """Why STACK cannot mark the problem by comparing formulas."""
    if problem.statement.choices:
        return "it is multiple choice (use --format moodle for it)"
    if problem.task.fields.get("form") and t.value_of(problem.answer) is None:
        return "it asks for a form, which STACK's comparison does not check"
    if isinstance(problem.answer, t.Points | t.Text):
        return "the answer is words or a set of points"
    try:
        write_maxima(_value(problem, problem.answer))
    except Unwritable as error:
        return str(error)
    return None


def _value(problem: Problem, answer: t.Node) -> t.Node:
    """The answer as it is compared: without the constant of integration."""
    return find(problem.task.kind).value(problem.task, answer)


def _mistakes(problem: Problem) -> list[Mistake]:
    """The mistakes that Maxima has a form for."""
    mistakes = []
    for mistake in problem.mistakes:
        try:
            write_maxima(_value(problem, mistake.answer))
        except Unwritable:
            continue
        if not isinstance(mistake.answer, t.Text):
            mistakes.append(mistake)
    return mistakes


def write(pages: Sequence[Page]) -> bytes:
    """The questions of all versions in one file."""
    quiz = Element("quiz")
    category(quiz, (pages[0].title,))
    questions: dict[tuple[str, ...], list[Question]] = {}
    for question in (one for versions in slots(pages) for one in versions):
        problem = question.problem
        shape = (
            type(_value(problem, problem.answer)).__name__ if isinstance(problem.answer, t.Vector | t.Matrix) else ""
        )
        ids = (mistake.id for mistake in _mistakes(problem))
        questions.setdefault((problem.id or question.key, shape, *ids), []).append(question)
    for (_, _, *names), variants in questions.items():
        _question(quiz, variants, names)
    return xml_bytes(quiz)


def _question(quiz: Element, variants: Sequence[Question], ids: Sequence[str]) -> None:
    first = variants[0]
    kind = find(first.problem.task.kind)
    made = add(quiz, "question", type="stack")
    leaf(made, "name", title(first.key.rpartition("/")[0] if len(variants) > 1 else first.key))
    how = HOW.get(type(first.problem.answer))
    answer = f"<p>{how}</p>" if how else ""
    statement = _by_variant(variants, lambda one: mathjax(one.signs).statement(one.problem.statement))
    leaf(made, "questiontext", f"{statement}{answer}<p>[[input:ans1]] [[validation:ans1]]</p>", format="html")
    solution = _by_variant(variants, lambda one: mathjax(one.signs).solution(one.lines))
    leaf(made, "generalfeedback", solution, format="html")
    fill(made, defaultgrade=str(first.item.points), penalty=f"{PENALTY:.7f}", hidden="0", idnumber=first.key)
    leaf(made, "stackversion", VERSION)
    leaf(made, "questionvariables", _variables(variants, len(ids)))
    leaf(made, "specificfeedback", "<p>[[feedback:prt1]]</p>", format="html")
    leaf(made, "questionnote", _by_variant(variants, lambda one: title(one.key)), format="html")
    leaf(made, "questiondescription", "", format="html")
    fill(made, **OPTIONS)
    constant = "+c" if kind.up_to_constant else ""
    _input(made, first.problem, constant)
    _tree(made, variants, ids)
    for seed in range(1, len(variants) + 1):
        add(made, "deployedseed", str(seed))
    _tests(made, ids, constant)
    tagged(made, first)


def _by_variant(variants: Sequence[Question], written: Callable[[Question], str]) -> str:
    """What a student sees of a variant; once, where all variants have the same."""
    texts = [_plain(written(one)) for one in variants]
    if len(set(texts)) == 1:
        return texts[0]
    return "".join(f'[[if test="is(k={place})"]]{text}[[/if]]' for place, text in enumerate(texts, start=1))


def _plain(markup: str) -> str:
    """HTML in which STACK finds no block and no variable of its own."""
    return markup.replace("[[", "&#91;[").replace("{@", "&#123;@").replace("{#", "&#123;#")


def _variables(variants: Sequence[Question], count: int) -> str:
    """The answers and mistakes of all variants, and those of this one: ``ta``, ``w1``, ``w2`` …"""
    lines = [
        "/* There is no rand() here: the seed itself names the variant. */",
        f"k:mod(stack_seed-1,{len(variants)})+1;",
    ]
    lists = {"ta": [one.problem.answer for one in variants]}
    for place in range(count):
        lists[f"w{place + 1}"] = [_mistakes(one.problem)[place].answer for one in variants]
    for name, answers in lists.items():
        values = (_value(one.problem, answer) for one, answer in zip(variants, answers, strict=True))
        lines.append(f"{name}:[{','.join(map(write_maxima, values))}][k];")
    return "\n".join(lines)


def _input(made: Element, problem: Problem, constant: str) -> None:
    is_matrix = isinstance(problem.answer, t.Matrix)
    form, size = ("matrix", "5") if is_matrix else ("algebraic", "25")
    entry = fill(add(made, "input"), name="ans1", type=form, tans=f"ta{constant}", boxsize=size)
    fill(entry, strictsyntax="1", insertstars="1", syntaxhint="", syntaxattribute="0")
    fill(entry, forbidwords=FORBIDDEN, allowwords="", forbidfloat="0", requirelowestterms="0")
    fill(entry, checkanswertype="1", mustverify="1", showvalidation="1", options="")


# -- the response tree and its tests


def _tree(made: Element, variants: Sequence[Question], ids: Sequence[str]) -> None:
    task = variants[0].problem.task
    up_to_constant = find(task.kind).up_to_constant
    test = ("Int", str(task["variable"])) if up_to_constant else ("AlgEquiv", "")
    tree = fill(add(made, "prt"), name="prt1", value="1.0000000", autosimplify="1", feedbackstyle="1")
    leaf(tree, "feedbackvariables", "")
    for place, note in enumerate(("right", *ids)):

        def said(one: Question, place: int = place) -> str:
            return mathjax(one.signs).paragraph(_mistakes(one.problem)[place - 1].feedback)

        feedback = _by_variant(variants, said) if place else ""
        _node(add(tree, "node"), place, note, test, feedback, is_last=place == len(ids))


def _node(node: Element, place: int, note: str, test: tuple[str, str], feedback: str, is_last: bool) -> None:
    """A node: is the answer this one? If so, its score, feedback and note; if not, the next node."""
    fill(node, name=str(place), description=note, answertest=test[0], sans="ans1", tans=_variable(place))
    fill(node, testoptions=test[1], quiet="1")
    _branch(node, "true", "0" if place else "1", "-1", note, feedback)
    after = "-1" if is_last else str(place + 1)
    _branch(node, "false", "0", after, "unknown" if is_last else f"not-{note}", "")


def _variable(place: int) -> str:
    """The name of the right answer, or of the mistake at that place."""
    return f"w{place}" if place else "ta"


def _branch(node: Element, way: str, score: str, after: str, note: str, feedback: str) -> None:
    texts = {"scoremode": "=", "score": score, "penalty": "", "nextnode": after, "answernote": note}
    fill(node, **{f"{way}{name}": text for name, text in texts.items()})
    leaf(node, f"{way}feedback", feedback, format="html")


def _tests(made: Element, ids: Sequence[str], constant: str) -> None:
    for place, note in enumerate(("right", *ids)):
        score, penalty = (0, PENALTY) if place else (1, 0)
        test = fill(add(made, "qtest"), testcase=str(place + 1), description=note)
        fill(add(test, "testinput"), name="ans1", value=f"{_variable(place)}{constant}")
        expected = fill(add(test, "expected"), name="prt1", expectedscore=f"{score:.7f}")
        fill(expected, expectedpenalty=f"{penalty:.7f}", expectedanswernote=note)
