"""Faults put into an exercise: the checks notice what they are for, and what none of them sees is named."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from calcdrill import load_catalog, mutation
from calcdrill.cli.check import command
from calcdrill.mutation import faults_of

CATALOG = load_catalog()
QUANTITY = CATALOG.exercises["fn-compose-eval/line-of-square"]
DERIVATIVE = CATALOG.exercises["chain-exp/exp-of-quadratic"]


def test_a_wrong_answer_a_wrong_line_and_a_wrong_closed_form_are_noticed() -> None:
    noticed = {fault.change: fault.noticed for fault in faults_of(QUANTITY, 10)}
    (answer,) = (said for change, said in noticed.items() if change.startswith("the answer is"))
    lines = [said for change, said in noticed.items() if change.startswith("line ")]
    (form,) = (said for change, said in noticed.items() if change.startswith("answer:"))
    assert "the answer is not what" in answer and "finds the answer wrong" in form
    assert len(lines) == 2 and all("does not hold" in said for said in lines)


def test_a_mistake_that_equals_the_answer_is_left_out() -> None:
    noticed = {fault.change: fault.noticed for fault in faults_of(QUANTITY, 10)}
    for name in QUANTITY.wrong_answers:
        assert f"the mistake {name!r} is not proved different" in noticed[f"the mistake {name!r} equals the answer"]


def test_a_condition_that_only_the_author_knows_is_named_as_not_noticed() -> None:
    (dropped,) = (fault for fault in faults_of(DERIVATIVE, 20) if fault.change.startswith("require"))
    assert "gcd(a, b) = 1" in dropped.change and not dropped.noticed


def test_an_entry_of_a_matrix_is_changed_and_noticed() -> None:
    faults = faults_of(CATALOG.exercises["jacobian-matrix/product-and-line"], 2)
    assert len(faults) > 1 and all(fault.noticed for fault in faults if not fault.change.startswith("require"))


def test_without_the_gate_nothing_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is said to be noticed comes from the gate itself."""
    monkeypatch.setattr(mutation, "certify", lambda *given: None)
    lines = [fault for fault in faults_of(DERIVATIVE, 2) if fault.change.startswith(("line", "the answer"))]
    assert len(lines) > 2 and not any(fault.noticed for fault in lines)


def test_the_command_counts_them_and_says_which_is_not_noticed() -> None:
    words = ["--mutate", "--samples", "20", "--jobs", "1", "chain-exp/exp-of-quadratic"]
    done = CliRunner().invoke(command, words)
    assert done.exit_code == 0, done.output
    assert "NOT NOTICED  require without gcd(a, b) = 1" in done.output
    assert "noticed, 1 not noticed" in done.output.splitlines()[-1]
    assert CliRunner().invoke(command, [*words, "--json"]).exit_code == 2
