"""Problems, cards and formulas as fields: what is in them, in which order, and what is refused."""

from __future__ import annotations

import html
import json
import math
import re
from dataclasses import replace
from itertools import pairwise

import anki_samples as samples
import pytest

from calcdrill.catalog.values import Card, Concept, Exercise, Formula, Topic
from calcdrill.errors import DeckError
from calcdrill.export.anki import (
    ClozeNote,
    ConceptNote,
    DeckOptions,
    ProblemNote,
    deck_notes,
    learning_order,
    markup,
)
from calcdrill.export.anki.choices import choices_of, suits_choice
from calcdrill.export.anki.drawing import compact
from calcdrill.export.anki.notes import MOST_BYTES, fields_of, fingerprint, stamped
from calcdrill.export.anki.notetypes import NOTE_TYPES
from calcdrill.expression.read import read
from calcdrill.problem import Figure, Mistake, Statement, Step


def fields(note, **options):
    found = fields_of(note, DeckOptions(**options))
    return dict(zip((name for name, _ in found.type.fields), found.fields, strict=True))


def problem_note(problem, **changed):
    return ProblemNote("chain-exp/one", samples.CHAIN, (replace(problem, **changed),))


# Markup


def test_words_keep_their_signs_and_their_punctuation():
    said = markup.words(("if a < b & ", read("x > 0"), ", then ", read("y"), "\n\nnext (", read("z"), ")."))
    assert said == (
        r'if a &lt; b &amp; <span class="cd-n">\(x &gt; 0\),</span> then \(y\)<br><br>next'
        r' (<span class="cd-n">\(z\)).</span>'
    )


def test_a_leading_formula_stands_alone_and_the_rest_below_it():
    given = (read("f(x) = x^2 + 3*x"), " at ", read("x = 1"), ".")
    shown = markup.statement(Statement(("Differentiate.",), given))
    assert r"\[f{\left(x\right)} = x^{2} + 3x\]</div>" in shown
    assert r'<p class="cd-given cd-at">at \(x = 1\)</p>' in shown
    assert 'aria-label="f of x equals x squared plus 3 x"' in shown


def test_given_words_stay_a_sentence():
    shown = markup.statement(Statement(("Decide.",), ("The slope ", read("L'(w)"), " is negative.")))
    assert r'<p class="cd-given">The slope \(L\' is negative' not in shown and "cd-f" not in shown


def test_steps_go_on_from_the_last_line_and_fold_what_is_smaller():
    inner = Step("power rule", read("x^2"), read("2*x"))
    first = Step("sum rule", read("x^2 + 1"), read("2*x + 0"), ("so",), (inner,))
    second = Step("tidy", first.after, read("2*x"))
    shown = markup.steps((first, second))
    assert r"\[x^{2} + 1 = 2x + 0\]" in shown and r"\[= 2x\]" in shown
    assert shown.count("<details>") == 1 and "In detail" in shown
    assert "<details>" not in markup.steps((first, second), 0)


def test_a_long_equation_comes_in_pieces_and_an_implication_has_its_arrow():
    long = read("(x + 1)*(x + 2)*(x + 3)*(x + 4)*(x + 5)*(x + 6)")
    assert r"\) \(\displaystyle = x + 1\)</div>" in markup.steps([Step("expand", long, long.factors[0])])
    relation = Step("solve", read("2*x = 4"), read("x = 2"))
    assert r"2x = 4 \Rightarrow x = 2" in markup.steps([relation])


@pytest.mark.parametrize("field", ["a < b", "<3", "x <y", r"\(0<a<b\)", "<div", "<DIV>"])
def test_a_bare_sign_is_found(field):
    with pytest.raises(DeckError, match="bare '<'"):
        markup.check_html(f"<p>fine</p>{field}")


# Notes


def test_each_instance_has_its_place_in_each_field():
    found = fields(ProblemNote("chain-exp/one", samples.CHAIN, tuple(map(samples.exponential, range(12)))))
    for name in ("Question", "Answer", "Solution"):
        assert found[name].count('<div class="cd-v">') == 12
        assert len(set(found[name].split("\n"))) == 12
    assert found["Hint"].count('<div class="cd-v">') == 1
    meta = json.loads(html.unescape(found["Meta"]))
    assert meta["exercise"] == "chain-exp/exp-of-quadratic" and meta["instances"][3] == [7, 3]
    assert meta["routes"] == ["named rules", "arb jets"]
    assert [json.loads(html.unescape(one[18:-6]))["form"] for one in found["Spare1"].split("\n")] == ["expression"] * 12
    assert found["Spare2"] == found["Spare3"] == ""


def test_a_problem_without_hint_or_steps_leaves_those_fields_empty():
    found = fields(
        problem_note(samples.exponential(1), hints=(), solution=replace(samples.exponential(1).solution, steps=()))
    )
    assert found["Hint"] == found["Solution"] == ""


def test_a_note_stays_small_by_leaving_out_the_least_first():
    base = samples.exponential(1)

    def large(k):
        line = Step("rule", read("x"), read("y"), (f"{k}" * 500,))
        deep = replace(line, substeps=(replace(line, substeps=(replace(line, note=(f"{k}" * 3000,)),)),))
        return replace(base, index=k, solution=replace(base.solution, steps=(deep,)), hints=((f"hint {k}",),))

    many = tuple(map(large, range(100, 112)))
    found = fields(ProblemNote("chain-exp/big", samples.CHAIN, many))
    assert len("".join(found.values()).encode()) <= MOST_BYTES
    assert found["Question"].count("cd-v") == 12 and found["Solution"].count("<details>") == 12
    huge = tuple(replace(one, hints=(("h" * 9000 + str(one.index),),)) for one in many)
    cut = fields(ProblemNote("chain-exp/huge", samples.CHAIN, huge))
    count = cut["Question"].count("cd-v")
    assert 1 <= count < 12 and cut["Hint"].count("cd-v") == len(json.loads(cut["Meta"])["instances"]) == count


def test_a_drawing_is_on_the_back_small_and_with_words():
    data = {"function": read("x^2"), "variable": "x", "lower": read("-2"), "upper": read("2")}
    drawing = Figure("graph", data, ("The graph of ", read("x^2"), "."))
    found = fields(problem_note(samples.exponential(1), figure=drawing))
    assert "<svg" in found["Answer"] and 'aria-label="The graph of x squared."' in found["Answer"]
    assert "currentColor" in found["Answer"] and "<svg" not in found["Question"] and "http" not in found["Answer"]
    unknown = replace(drawing, kind="unheard-of")
    assert "<svg" not in fields(problem_note(samples.exponential(1), figure=unknown))["Answer"]


def way(moves):
    """The points that a path of M, l, q and t passes, many on each curve."""
    place, control, found = (0.0, 0.0), (0.0, 0.0), []
    for command, numbers in re.findall(r"([Mlqt])([^Mlqtz]*)", moves):
        values = [float(number) for number in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", numbers)]
        x, y = place
        given = [
            (x * (command != "M") + a, y * (command != "M") + b) for a, b in zip(values[::2], values[1::2], strict=True)
        ]
        end = given[-1]
        control = given[0] if command == "q" else (2 * x - control[0], 2 * y - control[1]) if command == "t" else place
        for step in range(11):
            t = step / 10
            if command in "qt":
                weights = ((1 - t) ** 2, 2 * t * (1 - t), t * t)
            else:
                weights = (1 - t, 0, t) if command == "l" else (0, 0, 1)
            corners = zip(place, control, end, strict=True)
            found.append(tuple(sum(w * c for w, c in zip(weights, axis, strict=True)) for axis in corners))
        place = end
    return found


def off(point, stretch):
    """How far a point lies from a stretch."""
    (x, y), ((x0, y0), (x1, y1)) = point, stretch
    long = math.dist(*stretch) ** 2
    along = min(1, max(0, ((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / long)) if long else 0
    return math.dist(point, (x0 + along * (x1 - x0), y0 + along * (y1 - y0)))


@pytest.mark.parametrize(
    ("curve", "share"),
    [
        (lambda x: 50 + x * x / 100, 12),
        (lambda x: 100 + 60 * math.sin(x / 9), 5),
        (lambda x: 50 + abs(x - 100), 40),
        (lambda x: 50 + max(0, x - 100) / 4, 40),
        (lambda x: 100.0, 40),
    ],
)
def test_a_line_is_written_short_and_true(curve, share):
    points = [(float(x), curve(x)) for x in range(201)]
    wave = " L".join(f"{x:.2f} {y:.2f}" for x, y in points)
    line = f'<path d="M{wave}" fill="none" stroke="currentColor"/>'
    small = compact(f'<svg xmlns="x"><title>t</title>{line}</svg>')
    moves = small.removeprefix('<svg><path d="').removesuffix('" class="cd-l"/></svg>')
    assert set(moves) <= set("Mlqt-. 0123456789") and len(moves) < len(wave) / share
    shown = way(moves)
    assert shown[-1] == pytest.approx(points[-1], abs=0.06)
    assert max(min(off(one, pair) for pair in pairwise(shown)) for one in points) < 0.7


def test_a_corner_stays_a_corner():
    small = compact('<svg><path d="M0 0 L10 0 L20 0 L20 10 L20 20"/><path d="M1 1 L2 1 L2 2 Z"/></svg>')
    assert small == '<svg><path d="M0 0l20 0l0 20"/><path d="M1 1l1 0l0 1z"/></svg>'


def test_the_digest_sees_texts_and_tags_but_not_the_version():
    note = fields_of(samples.notes(2)[3], DeckOptions())
    plain = fingerprint(note.type.name, note.fields, note.tags)
    for version in ("1.0", "2.0"):
        marked = stamped(note, version)
        assert f">{version}</span>" in "".join(marked.fields)
        assert f"calcdrill::version::{version}" in marked.tags
        assert fingerprint(marked.type.name, marked.fields, reversed(marked.tags)) == plain
    assert fingerprint(note.type.name, (*note.fields[:-1], "x"), note.tags) != plain
    assert fingerprint(note.type.name, note.fields, (*note.tags, "x")) != plain


def test_a_cloze_hides_one_side_and_parts_its_braces():
    found = fields(ClozeNote("chain-exp/cloze/formula", samples.CHAIN, read("y = exp(exp(x^(a+b))) = z")))
    text = found["Text"]
    assert text.count("{{c1::") == 1 and text.count("}}") == 1 and text.endswith(r"\) }}</div></div></div>")
    with pytest.raises(DeckError, match="equation"):
        fields(ClozeNote("chain-exp/cloze/formula", samples.CHAIN, read("x^2")))


def test_no_script_reads_double_braces():
    for kind in NOTE_TYPES.values():
        for side in (kind.front, kind.back):
            script = side.partition("<script>")[2]
            assert "{{" not in script and "}}" not in script
        assert "{{" not in kind.css and "}}" not in kind.css


# Choices


def test_wrong_answers_become_choices_each_with_its_cause():
    offered = choices_of(samples.exponential(1), "key")
    assert sorted(choice.id for choice in offered) == [
        "forgot-inner",
        "inside-changed",
        "power-rule",
        "right",
    ]
    assert [choice.id for choice in offered if choice.right] == ["right"]
    assert all(choice.feedback for choice in offered if not choice.right)
    assert offered == choices_of(samples.exponential(1), "key")
    orders = {tuple(choice.id for choice in choices_of(samples.exponential(k), "key")) for k in range(12)}
    assert len({order.index("right") for order in orders}) > 2, "the right one is not always first"


def test_own_choices_keep_their_words():
    offered = choices_of(samples.sign(1), "key")
    assert {choice.id: choice.text for choice in offered} == {
        "right": (read("x = 1"),),
        "took-two": (read("x = 2"),),
        "2": ("nowhere",),
    }


def test_choices_that_cannot_be_asked_are_refused():
    problem = samples.exponential(1)
    few = replace(problem, mistakes=problem.mistakes[:2])
    assert suits_choice(problem) and not suits_choice(few)
    with pytest.raises(DeckError, match="only 2 wrong answers"):
        choices_of(few, "key")
    lost = replace(samples.sign(1), statement=replace(samples.sign(1).statement, choices=(("a",), ("b",))))
    with pytest.raises(DeckError, match="not exactly one"):
        choices_of(lost, "key")


# The order of a course


def exercise(concept, name, difficulty=1):
    return Exercise(f"{concept}/{name}", concept, "t", "derivative", difficulty, (), (), {})


def concept(name, requires=(), exercises=None, cards=(), formula=None):
    given = (exercise(name, "one"),) if exercises is None else exercises
    known = () if formula is None else (Formula("formula", formula),)
    return Concept(name, "t", name.upper(), tuple(requires), ("summary",), known, ("why",), 1, given, cards)


def topics(*groups):
    return [Topic(f"t{n}", f"Topic {n}", n, group) for n, group in enumerate(groups, start=1)]


def test_concepts_come_after_what_they_need_and_otherwise_in_the_order_of_the_files():
    given = topics((concept("a", ["c"]), concept("b")), (concept("c"), concept("d", ["a", "elsewhere"])))
    assert [one.id for one in learning_order(given)] == ["b", "c", "a", "d"]
    assert [one.id for one in learning_order(given[::-1])] == ["b", "c", "a", "d"]


def test_a_concept_brings_its_cards_its_formula_and_its_exercises_from_easy_to_hard():
    cards = (Card(("q",), ("a",), "use", "use"), Card(("q",), ("a",), "use", "own"))
    easy = replace(exercise("a", "easy"), also_choice=True)
    given = concept("a", (), (exercise("a", "hard", 3), easy), cards, read("f'(x) = 2*x"))
    base = samples.exponential(1)
    problems = {
        "a/hard": [replace(base, id="a/hard")],
        "a/easy": [replace(base, id="a/easy"), replace(samples.exponential(2), id="a/easy")],
    }
    notes = deck_notes(topics((given, concept("unused"))), problems)
    assert [note.key for note in notes] == [
        "a/card/use",
        "a/card/own",
        "a/cloze/formula",
        "a/easy",
        "a/hard",
        "a/easy/choice",
    ]
    assert [type(note) for note in notes[:4]] == [ConceptNote, ConceptNote, ClozeNote, ProblemNote]
    assert notes[0].place.position == 1 and notes[0].place.topic_title == "Topic 1"
    bare = deck_notes(topics((given,)), problems, cards=False, formulas=False, choices="own", fixed=True)
    assert [note.key for note in bare] == ["a/easy/01", "a/easy/02", "a/hard/01"]
    assert all(note.typed for note in bare)
    assert not any(
        note.typed for note in deck_notes(topics((given,)), problems, cards=False, formulas=False, typed=False)
    )
    every = deck_notes(topics((given,)), problems, cards=False, formulas=False, choices="all")
    assert [note.key for note in every] == ["a/easy", "a/hard", "a/easy/choice", "a/hard/choice"]


def test_own_choices_are_asked_as_choices_unless_none_are_wanted():
    given = topics((concept("a"),))
    problems = {"a/one": [replace(samples.sign(1), id="a/one")]}
    (note,) = deck_notes(given, problems, formulas=False)
    assert note.key == "a/one" and note.choose
    assert deck_notes(given, problems, choices="none") == ()
    with pytest.raises(ValueError, match="choices is one of"):
        deck_notes(given, problems, choices="many")


def test_a_choice_twin_holds_only_the_instances_with_enough_wrong_answers():
    base = samples.exponential(1)
    poor = replace(base, mistakes=(Mistake("lone", read("x"), ("no",)),))
    notes = deck_notes(topics((concept("a"),)), {"a/one": [poor, base]}, choices="all")
    assert [(note.key, len(note.problems)) for note in notes] == [("a/one", 2), ("a/one/choice", 1)]
    assert [note.key for note in deck_notes(topics((concept("a"),)), {"a/one": [poor]}, choices="all")] == ["a/one"]
    named = concept("a", exercises=(replace(exercise("a", "one"), also_choice=True),))
    with pytest.raises(DeckError, match="a/one says 'also: choice'"):
        deck_notes(topics((named,)), {"a/one": [poor]})


def test_a_formula_to_recall_may_be_an_approximation():
    text = fields(ClozeNote("taylor/cloze/sine", samples.CHAIN, read("sin(x) ~ x - x^3/6")))["Text"]
    assert r"\approx\) {{c1::" in text


def test_a_sign_that_html_would_read_is_escaped_in_a_cloze():
    text = fields(ClozeNote("descent/cloze/step", samples.CHAIN, read("eta < 2/L")))["Text"]
    assert r"\(\displaystyle \eta &lt;\) {{c1::" in text
