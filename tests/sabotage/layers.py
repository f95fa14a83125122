"""The layers between a fault and a reader: each gives its name where it refuses, None where all is well."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import calcdrill.instances as instances
import calcdrill.verify as verify
from calcdrill import audit, load_catalog
from calcdrill.catalog.values import Exercise
from calcdrill.conditions import satisfied
from calcdrill.errors import CalcdrillError, InputError, Reject, Unsatisfiable
from calcdrill.expression.comparing.equality import Verdict, compare
from calcdrill.expression.differentiating.differentiate import differentiate
from calcdrill.expression.exact import exact_value
from calcdrill.expression.notation import latex_templates
from calcdrill.expression.notation.latex import LATEX
from calcdrill.expression.notation.normal import normal_form
from calcdrill.expression.notation.text import write_text
from calcdrill.expression.read import read
from calcdrill.expression.tree import Apply, Matrix, Name, Node, Number, Points, Power, Relation, Sum, Text, Vector
from calcdrill.generating import take
from calcdrill.kinds import find
from calcdrill.problem import Problem, Solution
from calcdrill.tasks import parameters_of
from laws.statements import misstated

Layer = Callable[[], str | None]

ROUTE = "the second route refuses the answer"
STEPS = "a worked step is no equation"
LAST = "the last line is not the answer"
PRINT = "the LaTeX is not read back to the same tree"
MISTAKE = "a mistake must be proved different"
BOUND = "the draws give out"

_STAGES = {"_check_step": STEPS, "check_steps": LAST, "check_printed": PRINT, "certify": ROUTE}
CONSTRAINED = "chain-exp/exp-of-quadratic"
TASK = {"kind": "derivative", "function": "x^2*sin(3*x)"}
SERIES = {"kind": "taylor", "function": "exp(-x^2)", "order": 4, "by": "series"}


@cache
def exercises() -> Mapping[str, Exercise]:
    """All exercises by id."""
    return load_catalog().exercises


@cache
def sample(kind: str) -> Problem:
    """A sound problem of the kind whose answer is a formula, made before anything is broken."""
    mine = (exercise for exercise in exercises().values() if exercise.kind == kind)
    made = (instances.make_problem(exercise, 1, 0) for exercise in mine)
    return next(problem for problem in made if not isinstance(problem.answer, Text))


# -- what happens in generation, on every instance


def stage(error: CalcdrillError) -> str:
    """The check that an error comes from."""
    frame, passed = error.__traceback__, set()
    while frame:
        passed.add(frame.tb_frame.f_code.co_name)
        frame = frame.tb_next
    return next((words for name, words in _STAGES.items() if name in passed), type(error).__name__)


def solving(task: Mapping[str, Any]) -> Layer:
    """Solve a task with all its checks."""

    def layer() -> str | None:
        try:
            instances.solve(task)
        except CalcdrillError as error:
            return stage(error)
        return None

    return layer


def making(kind: str) -> Layer:
    """Solve the task of the kind's sample with all its checks."""

    def layer() -> str | None:
        task, found = sample(kind).task, find(kind)
        try:
            instances.build_problem(found, task, found.solve(task))
        except CalcdrillError as error:
            return stage(error)
        return None

    return layer


def printing(node: Node) -> Layer:
    """Print one formula with its check."""

    def layer() -> str | None:
        try:
            verify.check_printed([node])
        except CalcdrillError as error:
            return stage(error)
        return None

    return layer


def offering_mistakes() -> str | None:
    """A candidate that equals the answer is left out."""
    problem = instances.solve(TASK)
    offered = dict(find("derivative").mistakes(problem.task, problem.solution))
    equal = [name for name, wrong in offered.items() if compare(wrong, problem.answer).verdict is Verdict.EQUAL]
    kept = {mistake.id for mistake in problem.mistakes}
    return MISTAKE if equal and not kept & set(equal) else None


def drawing() -> str | None:
    """A draw that is refused is drawn again, up to a bound."""
    try:
        for index in range(20):
            instances.make_problem(exercises()[CONSTRAINED], 1, index)
    except Unsatisfiable:
        return BOUND
    return None


# -- laws: what the tests hold the checks themselves to


def corrupted(answer: Node) -> Node:
    """The answer with 1 added to one entry."""
    match answer:
        case Points(items=items):
            (values, kind), *rest = items
            return replace(answer, items=(((corrupted(values[0]), *values[1:]), kind), *rest))
        case Vector() | Matrix():
            return answer.with_children((corrupted(answer.children[0]), *answer.children[1:]))
        case Relation(sides=sides, operators=operators):
            return Relation((*sides[:-1], corrupted(sides[-1])), operators)
    return Sum((answer, Number(1)))


def accepts(kind: str, answer: Callable[[Node], Node] = corrupted) -> Layer:
    """The kind's check refuses an answer that is wrong."""

    def law() -> str | None:
        problem = sample(kind)
        try:
            find(kind).check(problem.task, replace(problem.solution, answer=answer(problem.answer)))
        except CalcdrillError:
            return None
        return "law: a corrupted answer is refused"

    return law


def undecidable(answer: Node) -> Node:
    """An answer that no ball arithmetic can decide: a function that is only named."""
    return Apply("f", (Name("x"),))


def accepts_filled_numbers() -> str | None:
    """The report reads in full what was filled into a template."""
    printed = audit.misread_formulas(instances.solve(TASK))
    return "law: what is printed is read in full" if printed else None


@cache
def series() -> Problem:
    """A sound problem with lines that hold up to an order, made before anything is broken."""
    return instances.solve(SERIES)


def accepts_solution(
    change: Callable[[Solution], Solution], words: str, sampled: Callable[[], Problem] | None = None
) -> Layer:
    """The gate refuses a solution whose steps are wrong."""

    def law() -> str | None:
        problem = sampled() if sampled else sample("derivative")
        try:
            verify.check_steps(problem.task, change(problem.solution))
        except CalcdrillError:
            return None
        return words

    return law


def accepts_broken_print() -> str | None:
    """The gate refuses a formula that is printed without its exponent."""
    writer = LATEX.forms[Power]
    LATEX.forms[Power] = lambda node: LATEX.forms[type(node.base)](node.base)
    latex_templates.forget()
    try:
        verify.check_printed([read("x^2")])
    except CalcdrillError:
        return None
    finally:
        LATEX.forms[Power] = writer
        latex_templates.forget()
    return "law: a lost exponent is refused"


def accepts_equal_mistake() -> str | None:
    """A named mistake that equals the answer is left out."""
    task = instances.solve(TASK)
    other = Sum((task.answer, Number(0)))
    kept = verify.proved_mistakes([("same", other)], task.answer, {"same": ("Equal.",)}, verify.Checker((), 1))
    return "law: a mistake equal to the answer is left out" if kept else None


def hides(left: str, right: str) -> Layer:
    """Two formulas that differ where one does not look are not found equal."""

    def law() -> str | None:
        found = compare(read(left), read(right)).verdict
        equal = found in {Verdict.EQUAL, Verdict.EQUAL_WHERE_DEFINED}
        return "law: a formula that hides something is refused" if equal else None

    return law


def rule_gives(function: str, derivative: str) -> Layer:
    """The rules give a derivative that is known."""

    def law() -> str | None:
        found = differentiate(read(function), "x")
        same = compare(found, read(derivative)).verdict is Verdict.EQUAL
        return None if same else "law: the rules give what jets give"

    return law


def seeds_differ() -> str | None:
    """Two seeds have little in common."""
    sets = [{p.answer for p in take(exercises()[CONSTRAINED], seed, 8, set())} for seed in (1, 2)]
    return "law: neighbouring seeds share nothing" if len(sets[0] & sets[1]) > 4 else None


def places_differ() -> str | None:
    """The indices of a set hold different tasks."""
    texts = {write_text(instances.make_problem(exercises()[CONSTRAINED], 1, index).answer) for index in range(8)}
    return None if len(texts) > 4 else "law: a set has no two alike"


def place_is_kept() -> str | None:
    """The same place gives the same problem."""
    one, two = (json.dumps(instances.make_problem(exercises()[CONSTRAINED], 5, 1).to_dict()) for _ in range(2))
    return None if one == two else "law: a problem is a function of its place"


def constraints_hold() -> str | None:
    """Every draw satisfies its constraints."""
    exercise = exercises()[CONSTRAINED]
    for index in range(30):
        try:
            drawn = parameters_of(exercise).draw(3, index)
        except Reject:
            continue
        values = {name: exact_value(value) for name, value in drawn.items()}
        if not all(satisfied(condition, values) for condition in exercise.require):
            return "law: every draw satisfies its constraints"
    return None


def no_two_alike() -> str | None:
    """A set never holds more problems than there are different tasks."""
    exercise = exercises()["derivative-from-limit/square-root"]
    exercise = replace(exercise, id="few", draws=tuple((n, replace(d, high=d.low)) for n, d in exercise.draws))
    found = sum(1 for _ in take(exercise, 1, 3, set()))
    return None if found <= 1 else "law: a set has no two alike"


def statement_is_task() -> str | None:
    """The statement says what the task is."""
    for kind in ("derivative", "partial", "gradient", "taylor", "definite_integral"):
        problem = sample(kind)
        if misstated(problem.task, find(kind).statement(problem.task)):
            return "law: the statement says what the task is"
    return None


def has_steps() -> str | None:
    """A solution has worked steps."""
    steps = find("derivative").solve(sample("derivative").task).steps
    return None if steps else "law: every problem has worked steps"


def reads_back_text(trees: Iterator[Node] | list[Node]) -> str | None:
    """Plain text is read back to the same tree."""
    for node in trees:
        try:
            again = read(write_text(node))
        except InputError:
            return "law: the text is read back"
        if normal_form(again) != normal_form(node):
            return "law: the text is read back"
    return None


def known_forms(write: Callable[[Node], str], forms: Mapping[str, str]) -> Layer:
    """Known formulas are written as they were."""

    def law() -> str | None:
        for text, form in forms.items():
            try:
                written = write(read(text))
            except CalcdrillError:
                return "law: known forms"
            if written != form:
                return "law: known forms"
        return None

    return law
