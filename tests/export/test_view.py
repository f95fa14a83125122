"""Order, groups, numbers, room and choices of a sheet, before any notation."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from calcdrill import solve
from calcdrill.choices import choice_label
from calcdrill.errors import InputError
from calcdrill.export.sheet import Sheet, Show, read_sheet
from calcdrill.export.view import Page, lay_out, worked_lines
from calcdrill.expression.read import read
from calcdrill.problem import ProblemSet, Step
from export.sample import chain, gradient, make_problem, sample_set


def page(**options: object) -> Page:
    return lay_out(sample_set(), read_sheet(options))


def test_an_empty_set_is_refused() -> None:
    with pytest.raises(InputError, match="one problem or more"):
        lay_out(ProblemSet("Empty", (), 1), read_sheet())


def test_numbers_run_through_and_groups_say_their_range() -> None:
    made = page(order="blocked")
    assert [item.number for item in made.items] == list(range(1, 14))
    assert [group.label for group in made.groups] == ["Problems 1–6", "Problems 7–10", "Problems 11–13"]
    assert made.groups[0].instruction and not made.groups[0].items[0].instruction
    assert made.groups[2].instruction == ("Follow the instructions in each problem.",)
    assert all(item.instruction for item in made.groups[2].items)


def test_a_lone_problem_has_no_heading() -> None:
    made = lay_out(ProblemSet("One", (chain(2, 0),), 1), read_sheet())
    assert [group.instruction for group in made.groups] == [()]
    alone = lay_out(ProblemSet("Three", (chain(2, 0), chain(3, 0), gradient(2, 0)), 1), read_sheet({"order": "given"}))
    assert [(group.label, bool(group.instruction)) for group in alone.groups] == [
        ("Problems 1–2", True),
        ("Problem 3", False),
    ]
    assert alone.items[2].instruction


def test_without_groups_there_are_no_headings() -> None:
    assert [group.instruction for group in page(group=False).groups] == [()]


def test_ramp_goes_from_easy_to_hard() -> None:
    levels = [item.problem.difficulty for item in page(order="ramp").items]
    assert levels == sorted(levels, key=lambda level: level or 0)


@pytest.mark.parametrize("order", ["given", "ramp", "blocked", "mixed"])
def test_every_order_keeps_all_problems_and_treats_versions_alike(order: str) -> None:
    first = lay_out(sample_set(7), read_sheet({"order": order}), "A")
    second = lay_out(sample_set(8), read_sheet({"order": order}), "B")
    places = sorted(sample_set(7).problems.index(item.problem) for item in first.items)
    assert places == list(range(13))
    assert [(item.problem.id, item.problem.difficulty) for item in first.items] == [
        (item.problem.id, item.problem.difficulty) for item in second.items
    ]
    assert first.items[0].problem != second.items[0].problem


def test_mixed_order_is_not_the_given_one() -> None:
    assert [item.problem for item in page(order="mixed").items] != list(sample_set().problems)


def test_room_follows_kind_scale_and_override() -> None:
    usual = page().items[0].height
    assert page(workspace={"scale": 2}).items[0].height == 2 * usual
    assert page(workspace={"heights": {"derivative": 9}}).items[0].height == 9
    assert page(workspace={"kind": "none"}).items[0].height == 0
    assert page(choices=4).items[0].height == 0


def test_points_come_from_the_difficulty() -> None:
    made = page(points={"2": 5}, order="given")
    assert [item.points for item in made.items[:7]] == [5, 5, 5, 5, 5, 5, 3]
    assert made.points == sum(item.points for item in made.items)


def test_choices_hold_the_answer_once_and_say_where() -> None:
    for item in page(choices=4).items[:6]:
        assert len(item.choices) == 4 and len(set(item.choices)) == 4
        assert item.right_choice is not None
        assert item.choices[item.right_choice] == (item.answer,)
        assert item.letter == "ABCD"[item.right_choice]


def test_the_right_choice_stands_everywhere() -> None:
    problems = tuple(chain(a, a) for a in range(2, 62))
    made = lay_out(ProblemSet("Many", problems, 1), read_sheet({"choices": 4}))
    places = Counter(item.right_choice for item in made.items)
    assert set(places) == {0, 1, 2, 3} and min(places.values()) >= 6


def test_lines_go_on_from_one_another() -> None:
    lines = worked_lines(chain(3, 0).solution.steps, "full")
    assert [line.rule for line in lines] == ["chain rule", "power rule", "simplify"]
    assert lines[0].left is not None
    assert [line.left for line in lines[1:]] == [None, None]
    assert lines[-1].right == chain(3, 0).answer
    assert worked_lines(chain(3, 0).solution.steps, "none") == ()


def test_substeps_are_shown_in_full_solutions_only() -> None:
    inner = tuple(Step("power rule", read(f"diff(x^{n}, x)"), read(f"{n}*x^{n - 1}")) for n in (3, 4))
    step = Step("sum rule", read("diff(x^3 + x^4, x)"), read("3*x^2 + 4*x^3"), substeps=inner)
    assert [line.depth for line in worked_lines([step], "short")] == [0]
    assert [line.depth for line in worked_lines([step], "full")] == [0, 1, 1]


def test_a_line_in_words_shows_no_equation() -> None:
    step = Step("choose", read("x"), read("x"), ("because",), check="none")
    (line,) = worked_lines([step], "full")
    assert (line.left, line.right) == (read("x"), None)


def test_provenance_names_recipe_seed_and_version() -> None:
    made = lay_out(sample_set(), read_sheet({"recipe": "quiz", "versions": ["A", "B"]}), "B")
    assert made.provenance.startswith("quiz · seed 7 · version B · calcdrill ")
    assert made.shown_version == "B"
    assert lay_out(sample_set(), read_sheet(), "A").shown_version == ""


def test_long_statements_may_run_over_lines() -> None:
    short, long_ = gradient(3, 0), gradient(3, 1)
    words = ("It is known that this passage is long, and so on.",)
    long_ = replace(long_, statement=replace(long_.statement, given=words))
    made = lay_out(ProblemSet("Two", (short, long_), 1), read_sheet({"order": "given"}))
    assert [item.is_prose for item in made.items] == [False, True]


def test_a_key_prints_a_choice_as_the_problem_does() -> None:
    words = ("For ", read("x >= 4"))
    problem = make_problem("When?", "`f(x) = x`.", "1", ())
    options = (words, ("Never",))
    chosen = replace(
        problem,
        statement=replace(problem.statement, choices=options),
        solution=replace(problem.solution, answer=choice_label(words)),
    )
    (item,) = lay_out(ProblemSet("One", (chosen,), 1), read_sheet()).items
    assert item.shown_answer == words and item.letter == "A"


def test_fields_share_lines_that_leave_room_to_write() -> None:
    fields = ["name", "date", "class", "score"]
    assert page(fields=fields).field_rows == (("name", "date"), ("class", "score"))
    assert page().field_rows == (("name", "date", "score"),)
    assert page(preset="large-print").field_rows == (("name",), ("date", "score"))
    assert page(fields=[]).field_rows == ()


@pytest.mark.parametrize(
    ("answer", "is_said"), [("1/3", True), ("sqrt(2)", True), ("2*pi", True), ("-7/20", False), ("4", False)]
)
def test_exact_values_are_asked_for_where_one_would_be_rounded(answer: str, is_said: bool) -> None:
    problem = solve({"kind": "quantity", "ask": "How much?", "quantity": answer})
    sheet = Sheet(intro=("Work alone.",))
    page = lay_out(ProblemSet("", (problem,), 0), sheet)
    assert page.intro == (("Work alone.", " ", "Give exact values.") if is_said else ("Work alone.",))
    silent = lay_out(ProblemSet("", (problem,), 0), replace(sheet, show=Show(exact=False)))
    assert silent.intro == ("Work alone.",)
