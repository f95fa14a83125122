"""Whatever stands in a YAML file or on a line of JSON: an error that says so, in bounded time, and no traceback.

History files have tests of their own (``tests/practice``).
"""

from __future__ import annotations

import contextlib
import json
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from calcdrill import worker
from calcdrill.catalog import load_catalog
from calcdrill.cli import main
from calcdrill.cli.solve import solve_lines
from calcdrill.errors import CalcdrillError, CatalogError
from calcdrill.instances import make_problem
from calcdrill.kinds import find, kind_names

SECONDS = 60
"""Long enough for a busy machine, and short beside a hang."""

REAL = Path(__file__).parents[2] / "exercises" / "10-hessian.yaml"
quiet = settings(max_examples=80, suppress_health_check=list(HealthCheck), deadline=None)


@pytest.fixture(scope="module", autouse=True)
def _stopped() -> Iterator[None]:
    yield
    worker.stop()


@contextlib.contextmanager
def bounded() -> Iterator[None]:
    """Fails where the work inside does not end."""

    def late(*_: object) -> None:
        raise AssertionError(f"no end within {SECONDS} s")

    if not hasattr(signal, "setitimer"):
        yield
        return
    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


# -- YAML


def first_concept() -> str:
    """The head of a real file and its first concept, which needs no other."""
    text = REAL.read_text(encoding="utf-8")
    second = text.index("\n  - id: ", text.index("\n  - id: ") + 1)
    return "".join(line for line in text[:second].splitlines(keepends=True) if "requires:" not in line).replace(
        "    difficulty: 2\n", "    difficulty: 2\n    requires: []\n", 1
    )


TEXT = first_concept()
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DATA = yaml.load(TEXT, LOADER)

NASTY = st.sampled_from(
    [
        "9^9^9^9",
        "factorial(10^9)",
        "x^(10^9)",
        "((((((((((((((((x",
        "(" * 400 + "x" + ")" * 400,
        "x" * 5000,
        "1/0",
        "0/0*x",
        "1e999999",
        "0.1e-99999",
        "__import__('os')",
        "a*b*c*d",
        "-5..5 step 1/1000000000",
        "-9999999..9999999",
        "5..1",
        "fraction 1..9 / 0..6",
        "one of",
        "= a + a",
        "`",
        "`x^2",
        "&a *a",
        "!!python/object:os.system x",
        "\u0000",
        "\u202ex",
        "\ud83d\ude00",
        "sin(sin(sin(sin(sin(sin(sin(sin(x))))))))",
        "x^x^x^x^x",
        "tan(x)^99",
        "log(x, 1)",
        "max()",
        "[[1, 2], [3]]",
        "diff(x, x, x, x, x, x, x, x, x)",
        "piecewise(1, x)",
        "oo - oo",
        "{{ x }}",
        "\\input{/etc/passwd}",
        "<script>",
    ]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.floats() | st.text(max_size=20) | NASTY,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8) | NASTY, inner, max_size=4),
    max_leaves=8,
)


def places(data: Any, here: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every part of the data."""
    yield here
    parts = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, part in parts:
        yield from places(part, (*here, key))


PLACES = [place for place in places(DATA) if place]


def load(text: str) -> None:
    """Load the text as a file, and make a problem of each of its exercises where it loads."""
    with tempfile.TemporaryDirectory() as folder, bounded():
        path = Path(folder) / "mine.yaml"
        path.write_text(text, encoding="utf-8", errors="surrogatepass")
        try:
            catalog = load_catalog(files=[path], shipped=False)
        except CatalogError as error:
            assert error.faults
            assert all(fault.line >= 1 and fault.column >= 1 and "\n" not in fault.message for fault in error.faults)
            return
        for exercise in catalog.exercises.values():
            with contextlib.suppress(CalcdrillError):
                make_problem(exercise, 0, 0)


def test_the_file_is_sound_before_it_is_changed(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(TEXT, encoding="utf-8")
    assert len(load_catalog(files=[path], shipped=False).exercises) >= 4


@quiet
@given(
    st.lists(
        st.tuples(st.integers(0, len(TEXT)), st.integers(0, 12), st.text(max_size=4) | NASTY), min_size=1, max_size=4
    )
)
def test_changed_characters(changes: list[tuple[int, int, str]]) -> None:
    text = TEXT
    for position, length, put in changes:
        text = text[:position] + put + text[position + length :]
    load(text)


@settings(quiet, max_examples=150)
@given(st.sampled_from(PLACES), NASTY | VALUES)
def test_another_value_at_any_place(place: tuple[Any, ...], value: Any) -> None:
    changed = yaml.load(TEXT, LOADER)
    part = changed
    for key in place[:-1]:
        part = part[key]
    part[place[-1]] = value
    load(yaml.safe_dump(changed, allow_unicode=True, sort_keys=False))


@settings(quiet, max_examples=40)
@given(st.binary(max_size=200), st.integers(0, len(TEXT)))
def test_bytes_that_are_no_text(content: bytes, position: int) -> None:
    whole = TEXT.encode()
    with tempfile.TemporaryDirectory() as folder, bounded():
        path = Path(folder) / "mine.yaml"
        path.write_bytes(whole[:position] + content + whole[position:])
        with contextlib.suppress(CatalogError):
            load_catalog(files=[path], shipped=False)


@pytest.mark.parametrize("content", [b"\xff\xfe", b"a: &x [*x]", b"topic: [", b"", b"- " * 100_000, b"{" * 100_000])
def test_the_command_line_says_what_is_wrong(
    tmp_path: Path, content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "mine.yaml"
    path.write_bytes(content)
    with bounded(), pytest.raises(SystemExit) as stop:
        main(["check", str(path), "--samples", "1"])
    assert stop.value.code == 2
    shown = capsys.readouterr().err
    assert "mine.yaml:" in shown and "Traceback" not in shown


# -- tasks, one a line

FIELDS = sorted({field.name for name in kind_names() for field in find(name).fields})
TASKS = st.dictionaries(st.sampled_from(FIELDS) | st.text(max_size=5), VALUES, max_size=5)


@st.composite
def near_tasks(draw: st.DrawFn) -> dict[str, Any]:
    """A task with the fields of its kind, some of them sound."""
    kind = find(draw(st.sampled_from(kind_names())))
    sound = st.sampled_from(["x^2", "x*y", "sin(x)", "x", "1", "x = 1, y = 2", "x^2 + y^2 = 1", "x, y", "2"])
    held = [field.name for field in kind.fields if draw(st.booleans())]
    return {"kind": kind.name, **{name: draw(sound | NASTY | VALUES) for name in held}}


def answers(lines: list[str]) -> list[dict[str, Any]]:
    with bounded():
        return [json.loads(line) for line in solve_lines(lines)]


@settings(quiet, max_examples=40)
@given(st.one_of(near_tasks(), TASKS, VALUES))
def test_each_task_gets_one_line(task: Any) -> None:
    (found,) = answers([json.dumps(task)])
    if "error" in found:
        assert found["error"] and "\n" not in found["error"] and "Traceback" not in found["error"]
    else:
        assert found["certificate"]["read_back"]


@settings(quiet, max_examples=40)
@given(st.lists(st.text(st.characters(blacklist_characters="\n"), min_size=1), max_size=3))
def test_lines_that_are_no_json(lines: list[str]) -> None:
    found = answers(lines)
    assert len(found) == len(lines)
    assert all(set(answer) == {"error"} for answer in found)


def test_deep_json_and_long_numbers() -> None:
    lines = ["[" * 100_000, "9" * 10_000, '{"kind": ' + "9" * 10_000 + "}", '{"kind": "derivative", "function": NaN}']
    assert all(set(answer) == {"error"} for answer in answers(lines))
