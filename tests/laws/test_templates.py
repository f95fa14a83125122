"""Laws of templates: whatever one can reach, in every format, is a plain value; what it costs is bounded."""

from __future__ import annotations

import io
import os
import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from calcdrill import load_catalog
from calcdrill.cheatsheets import chosen_topics, short_examples
from calcdrill.errors import InputError
from calcdrill.export import pdf, rendering
from calcdrill.export.cheatsheet import make_cheatsheet
from calcdrill.export.formats import format_names
from calcdrill.export.sheet import Sheet, read_sheet
from calcdrill.export.view import Page
from calcdrill.export.worksheet import make_worksheet
from calcdrill.expression import tree
from calcdrill.problem import ProblemSet
from export.sample import sample_set

Reached = tuple[str, Any]
ACTS = (os.PathLike, types.ModuleType, type, io.IOBase, types.FunctionType, types.BuiltinFunctionType)
"""What acts, or leads to what acts: paths, modules, classes, open files, functions that belong to nothing plain."""


def reachable(environment: Any, values: Mapping[str, Any], most: int = 20_000) -> Iterator[Reached]:
    """Everything that names and attributes lead to, with the way there; of each type of record a few are opened."""
    waiting: list[Reached] = [*environment.globals.items(), *values.items()]
    opened: dict[type, int] = {}
    while waiting and most:
        place, value = waiting.pop()
        yield place, value
        most -= 1
        if isinstance(value, Mapping):
            waiting += [(f"{place}[{key!r}]", item) for key, item in value.items()]
        elif isinstance(value, Sequence) and not isinstance(value, (str, bytes, range)):
            waiting += [(f"{place}[{number}]", item) for number, item in enumerate(value[:3])]
        if isinstance(value, ACTS) or opened.get(type(value), 0) == 5:
            continue
        opened[type(value)] = opened.get(type(value), 0) + 1
        for name in dir(value):
            if name.startswith("_"):
                continue
            found = getattr(value, name, None)
            if environment.is_safe_attribute(value, name, found):
                waiting.append((f"{place}.{name}", found))


def acts(value: Any) -> bool:
    """Whether a template that holds the value could do more than read."""
    if isinstance(value, (types.MethodType, types.BuiltinMethodType)) and not isinstance(
        value.__self__, types.ModuleType
    ):
        return acts(value.__self__)
    return isinstance(value, ACTS)


ALLOWED = {"range", "dict", "namespace", "cycler", "joiner"}
"""jinja2's own globals: they make lists, mappings and counters."""


@pytest.fixture
def filled(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, dict[str, Any]]]:
    """The environments and values of all templates that are filled in during the test."""
    found: list[tuple[Any, dict[str, Any]]] = []
    real = rendering.fill

    def fill(of: Callable[..., Any], own: Any, name: str, values: dict[str, Any]) -> str:
        found.append((of(own), values))
        return real(of, own, name, values)

    monkeypatch.setattr(rendering, "fill", fill)
    return found


def print_everything() -> None:
    sheet = read_sheet({"solutions": "full", "key": "append", "choices": 4, "show": {"points": True, "figures": True}})
    for form in format_names():
        make_worksheet({"A": sample_set()}, sheet, form)
    topics = chosen_topics(load_catalog(), ("chain-rule",))
    make_cheatsheet(topics, short_examples(topics), "Title", "typst")


def test_all_that_a_template_can_reach_is_plain(filled: list[tuple[Any, dict[str, Any]]]) -> None:
    print_everything()
    assert len(filled) > 4
    seen: set[type] = set()
    for environment, values in filled:
        for place, value in reachable(environment, values):
            if place not in ALLOWED:
                assert not acts(value), f"{place} is {value!r}"
                assert rendering.is_plain(value), f"{place} is {value!r}"
            seen.add(type(value))
    assert {Page, Sheet, tree.Sum, types.MethodType} <= seen


def test_the_law_sees_a_path(filled: list[tuple[Any, dict[str, Any]]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "is_plain", lambda value: not type(value).__module__.startswith("sympy"))
    sheet = replace(read_sheet(), font=Path("/etc"))  # type: ignore[arg-type]
    make_worksheet({"A": sample_set()}, sheet, "html")
    with_path = [place for place, value in reachable(*filled[0]) if acts(value)]
    assert "sheet.font" in with_path


@pytest.mark.parametrize("way", ["sheet.font.name", "sheet.font.read_text()", "sheet.font|attr('name')"])
def test_a_path_that_slips_in_cannot_be_used(way: str) -> None:
    own = theme({"html/document.html.j2": f"{{{{ {way} }}}}"})
    sheet = replace(read_sheet(), font=Path("/etc/passwd"), templates=own)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="unsafe"):
        make_worksheet({"A": sample_set()}, sheet, "html")


# -- a hostile theme


def theme(texts: Mapping[str, str], files: Mapping[str, bytes] | None = None) -> Any:
    from calcdrill.export.themes import Templates

    return Templates(tuple(texts.items()), tuple((files or {}).items()))


def small() -> ProblemSet:
    return replace(sample_set(), problems=sample_set().problems[:1])


def printed(form: str, text: str, files: Mapping[str, bytes] | None = None) -> bytes:
    name = {"html": "html/document.html.j2", "markdown": "markdown/document.md.j2"}.get(form, "typst/document.typ.j2")
    sheet = replace(read_sheet({"key": "none"}), templates=theme({name: text}, files))
    return next(iter(make_worksheet({"A": small()}, sheet, form).values()))


@pytest.mark.parametrize(
    "text",
    [
        "{{ sheet.templates.joinpath('/etc/passwd').read_text() }}",
        "{{ range(99999999) }}",
        "{{ 1/0 }}",
        "{{ 9 ** 'a' }}",
        "{{ page.groups['x'].y }}",
        "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
        "{{ page.items.__class__ }}",
        "{{ lipsum.__globals__ }}",
        "{{ [1, 2]|random }}",
        "{{ dict.mro() }}",
        "{{ (page.items|first).problem.mistakes._find() }}",
        "{{ '{0.__class__}'.format(page) }}",
        "{{ '%s'|format(page.notes) }}",
    ],
)
def test_a_template_that_cannot_work_is_one_line(text: str) -> None:
    with pytest.raises(InputError) as caught:
        printed("markdown", text)
    assert "\n" not in str(caught.value) and "/etc" not in str(caught.value).replace("'/etc/passwd'", "")


@pytest.mark.parametrize(
    "text",
    [
        "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
        "{% for a in range(99999) %}{{ 'x' * 9999 }}{% endfor %}",
        "{{ 'x' * 99999999999 }}",
        "{{ '%999999999999d'|format(1) }}",
        "{{ 9 ** (9 ** 9) }}",
    ],
    ids=["loops", "output", "memory", "format", "power"],
)
def test_what_a_template_costs_is_bounded(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched, pytest.raises(InputError) as caught:
        patched.setattr(rendering, "SECONDS", 1.0)
        printed("markdown", text)
    assert "\n" not in str(caught.value)
    assert b"still" in printed("markdown", "still here")


SET = '#set document(title: "t")\n'


@pytest.mark.parametrize(
    "source",
    [
        '#read("/etc/passwd")',
        '#read("pyproject.toml")',
        '#read("../../../../etc/passwd")',
        '#import "@preview/cetz:0.3.0": canvas',
        '#import "@" + "local/mine:0.1.0"',
        "#for i in range(30000) { for j in range(30000) {} }",
        '#("x" * 8000000000)',
    ],
)
def test_a_theme_in_typst_reads_nothing_and_ends(source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched, pytest.raises(InputError, match="Typst") as caught:
        patched.setattr(pdf, "SECONDS", 1.0)
        printed("pdf", SET + source)
    assert "calcdrill-" not in str(caught.value) and "root:" not in str(caught.value)
    assert printed("pdf", SET + "= Title").startswith(b"%PDF")


def test_a_theme_in_typst_reads_its_own_files() -> None:
    assert printed("pdf", SET + '= #read("/files/motto.txt")', {"files/motto.txt": b"Motto"}).startswith(b"%PDF")
