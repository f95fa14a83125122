"""Each fault that is put in on purpose is caught, by the layer that the table in docs/verification.md names.

``pytest tests/sabotage --rewrite-golden`` writes the table anew.
"""

from __future__ import annotations

import sys
from itertools import groupby
from pathlib import Path

import pytest

from calcdrill.expression.differentiating import slopes
from calcdrill.expression.differentiating.rules import RULES
from calcdrill.expression.notation import latex_templates
from calcdrill.kinds import kind_names
from calcdrill.kinds._known_series import SERIES
from sabotage.faults import FAULTS, Fault

PAGE = Path(__file__).parents[2] / "docs" / "verification.md"
BEGIN, END = "<!-- sabotage: begin -->\n", "<!-- sabotage: end -->\n"


def forget() -> None:
    """Empty every cache of the package: nothing that was found before a fault may hide it, or stay after it."""
    for name, module in list(sys.modules.items()):
        if name.startswith("calcdrill."):
            for value in list(vars(module).values()):
                if hasattr(value, "cache_clear"):
                    value.cache_clear()
    latex_templates.forget()


@pytest.fixture(autouse=True)
def no_memory() -> object:
    forget()
    yield
    forget()


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.part}: {fault.words}")
def test_the_fault_is_caught(fault: Fault) -> None:
    assert fault.layer() is None, "the layer refuses what is sound"
    with pytest.MonkeyPatch.context() as patch:
        fault.inject(patch)
        forget()
        caught = fault.layer()
    assert caught == fault.caught
    forget()
    assert fault.layer() is None, "the fault stays after it was taken out"


def test_every_rule_every_entry_and_every_kind_is_broken_once() -> None:
    broken = {part: [f.words.partition(":")[0] for f in FAULTS if f.part == part] for part in {f.part for f in FAULTS}}
    assert sorted(broken["rules of differentiation"]) == sorted(RULES)
    assert sorted(broken["table of derivatives"]) == sorted(slopes.SLOPES)
    assert sorted(broken["known series"]) == sorted([*SERIES, "power"])
    assert sorted(broken["the solver of a kind"]) == sorted(broken["the check of a kind"]) == list(kind_names())


def table() -> str:
    """The faults by part and layer, in Markdown."""
    lines = ["| part | faults | caught by | which |", "|---|---|---|---|"]
    for (part, caught), found in groupby(FAULTS, key=lambda fault: (fault.part, fault.caught)):
        words = [fault.words.replace("|", "\\|") for fault in found]
        lines.append(f"| {part} | {len(words)} | {caught} | {'; '.join(words)} |")
    return "\n".join([f"{len(FAULTS)} faults, {len(FAULTS)} caught.", "", *lines]) + "\n"


def test_the_table_is_current(pytestconfig: pytest.Config) -> None:
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    made = before + BEGIN + table() + END + after
    if pytestconfig.getoption("--rewrite-golden"):
        PAGE.write_text(made, encoding="utf-8", newline="\n")
    assert PAGE.read_text(encoding="utf-8") == made, "run pytest tests/sabotage --rewrite-golden"
