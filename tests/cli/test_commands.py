"""The command line as people use it: what it writes, where, and with which exit code."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from calcdrill.cli import COMMANDS

ROOT = Path(__file__).resolve().parents[2]


def run(*arguments: str, code: int = 0, text: str | None = None, env: dict[str, str] | None = None) -> str:
    """Standard output of the command; standard error where it fails as expected."""
    done = subprocess.run(
        [sys.executable, "-m", "calcdrill", *arguments],
        capture_output=True,
        text=True,
        input=text,
        env={**os.environ, **env} if env else None,
        timeout=120,
    )
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout if code == 0 else done.stderr


@pytest.mark.parametrize("command", list(COMMANDS))
def test_every_command_has_help(command: str) -> None:
    assert "Usage: calcdrill" in run(command, "--help").replace("python -m calcdrill", "calcdrill")


def test_generate_writes_the_same_bytes_again() -> None:
    arguments = ("generate", "chain-exp", "gradient-vector", "-n", "12", "--seed", "3", "--format", "json")
    texts = {run(*arguments, env={"PYTHONHASHSEED": seed}) for seed in ("0", "4")} | {run(*arguments, "--jobs", "2")}
    assert len(texts) == 1
    records = [json.loads(line) for line in texts.pop().splitlines()]
    assert len(records) == 12
    assert set(records[0]) == {
        "id", "concept", "topic", "seed", "index", "difficulty", "task", "statement", "answer", "steps",
        "hints", "mistakes", "certificate", "format", "calcdrill",
    }  # fmt: skip
    assert set(records[0]["answer"]) == {"text", "sympy", "latex", "typst", "speech"}
    assert records[0]["certificate"]["read_back"] is True


def test_grading_adds_the_record_to_json_and_goes_with_nothing_else() -> None:
    plain, graded = (
        [json.loads(line) for line in run("generate", "chain-exp", "-n", "3", "--format", "json", *more).splitlines()]
        for more in ((), ("--grading", "--jobs", "2"))
    )
    assert [{name: one[name] for name in one if name != "grading"} for one in graded] == plain
    assert {one["grading"]["form"] for one in graded} <= {"expression", "value"}
    solved = json.loads(run("solve", "derivative", "function=x^2", "--format", "json", "--grading"))
    task = json.dumps({"kind": "derivative", "function": "x^2"})
    assert json.loads(run("solve", "--jsonl", "--grading", text=task)) == solved
    assert solved["grading"]["points"] and "--format json" in run("generate", "all", "--grading", code=2)


@pytest.mark.parametrize("format_", ["text", "markdown", "latex"])
def test_generate_in_other_formats(format_: str, tmp_path: Path) -> None:
    out = tmp_path / "set"
    run("generate", "power-rule", "-n", "3", "--format", format_, "--solutions", "-o", str(out))
    assert len(out.read_text()) > 200


def test_two_seeds_share_no_problem_beyond_chance() -> None:
    lines = (run("generate", "chain-exp", "--seed", seed, "--format", "json").splitlines() for seed in ("1", "2"))
    sets = [{json.loads(line)["answer"]["text"] for line in made} for made in lines]
    assert len(sets[0] & sets[1]) <= 2


def test_solve_shows_steps_and_what_was_checked() -> None:
    shown = run("solve", "derivative", "function=x^2*sin(x)")
    assert "product rule" in shown
    assert "Answer: 2*x*sin(x) + x^2*cos(x)" in shown
    assert "Checked by a second method at" in shown


def test_what_was_checked_is_said_in_numbers_that_make_sense() -> None:
    assert "at 6 points: no difference. 1 worked line checked" in run("solve", "x")
    assert re.search(r"at 6 points: difference below \S*e-\d+\. 3 worked lines checked", run("solve", "x^2*sin(x)"))


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (("x^2*sin(x)",), "2*x*sin(x) + x^2*cos(x)"),
        (("2x sin x",), "2*(sin(x) + x*cos(x))"),
        (("y = w^2",), "2*w"),
        (("gradient", "x^2 y", "at=x=1, y=2"), "(4, 1)"),
        (("implicit_derivative", "x^2 + y^2 = 25"), "-x/y"),
        (("derivative", "function=2x sin x"), "2*(sin(x) + x*cos(x))"),
    ],
)
def test_solve_reads_what_people_write(words: tuple[str, ...], answer: str) -> None:
    assert f"Answer: {answer}\n" in run("solve", *words)


def test_solve_many_goes_on_after_a_bad_line() -> None:
    lines = [
        '{"kind": "hessian", "function": "x^3 - 3*x*y", "variables": ["x", "y"], "at": {"x": 1, "y": 2}}',
        "not json",
        '{"kind": "derivative", "function": "__import__(1)"}',
        "[1, 2]",
        '{"kind": "taylor", "function": "exp(x)", "order": 2}',
    ]
    found = [json.loads(line) for line in run("solve", "--jsonl", "-", text="\n".join(lines)).splitlines()]
    assert len(found) == 5
    assert found[0]["answer"]["sympy"] == [["6", "-3"], ["-3", "0"]]
    assert all(set(found[k]) == {"error"} for k in (1, 2, 3))
    assert found[4]["answer"]["sympy"] == "1 + x + x**2/2"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("generate", "chain-exq"), "did you mean chain-exp?"),
        (("generate", "chain-exp", "-n", "100000"), "different ones exist"),
        (("generate", "all", "--difficulty", "7"), "difficulties run from 1 to 5"),
        (("solve", "derivative", "function=x^^2"), "function:"),
        (("solve", "derivative", "x^2", "x^3"), "FIELD=VALUE"),
        (("solve", "x^^2"), "for example: calcdrill solve derivative"),
        (("solve", "derivatve"), "did you mean derivative?"),
        (("solve", "hessian"), "solve hessian 'x^3"),
        (("solve", "gradient", "x*y", "pt=1"), "there is no field"),
        (("worksheet", "chain-exp", "--format", "latex", "-o", "quiz.html"), "end it in .tex"),
        (("solve", "nothing", "function=x"), "there is no kind"),
        (("generat", "chain-exp"), "did you mean generate?"),
        (("build", "no-such-recipe"), "there is no recipe"),
        (("check", "no-such-file.yaml"), "no-such-file.yaml"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_2(arguments: tuple[str, ...], words: str) -> None:
    shown = run(*arguments, code=2)
    assert words in shown


def test_check_passes_on_shipped_content() -> None:
    shown = run("check", "power-rule", "--samples", "5")
    assert "0 wrong" in shown and "0 faults" in shown


def test_check_finds_a_fault_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "exercises").mkdir()
    path = tmp_path / "exercises" / "90-mine.yaml"
    run("new", "exercise", "mine", "--content", str(tmp_path))
    assert "0 faults" in run("check", str(path), "--samples", "5")
    path.write_text(path.read_text().replace("n: 2..6", "n: 2..3").replace("nonzero -9..9", "1..2"))
    done = subprocess.run(
        [sys.executable, "-m", "calcdrill", "check", str(path), "--samples", "5"], capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "only 4 different instances exist" in done.stdout


def test_check_points_at_the_place_in_the_file(tmp_path: Path) -> None:
    run("new", "exercise", "mine", "--content", str(tmp_path))
    path = tmp_path / "exercises" / "90-mine.yaml"
    path.write_text(path.read_text().replace("a*x^n", "a*x^m"))
    assert f"{path}:" in run("check", str(path), code=2)


def test_list_as_json_has_an_object_a_concept() -> None:
    records = [json.loads(line) for line in run("list", "chain-exp", "--json").splitlines()]
    assert [record["id"] for record in records] == ["chain-exp"]
    assert {"id", "topic", "title", "difficulty", "requires", "exercises", "cards"} <= set(records[0])
    assert {"id", "kind", "distinct"} <= set(records[0]["exercises"][0])


def test_the_schema_is_json() -> None:
    assert "$defs" in json.loads(run("schema"))


def test_build_makes_a_deck_and_a_worksheet(tmp_path: Path) -> None:
    (tmp_path / "decks").mkdir()
    (tmp_path / "decks" / "tiny.yaml").write_text(
        "title: Tiny\ndescription: For a test.\ninclude: [power-rule]\nseed: 1\n"
        "deck: {variants: 3}\nworksheet: {count: 4, columns: 2}\n"
    )
    out = tmp_path / "out"
    run("build", "tiny", "--content", str(tmp_path), "-o", str(out))
    names = {path.name for path in out.iterdir()}
    assert {"tiny.apkg", "tiny.pdf", "tiny-key.pdf", "tiny.typ", "tiny.html"} <= names
    assert (out / "tiny.pdf").read_bytes().startswith(b"%PDF-")
    first = {path.name: path.read_bytes() for path in out.iterdir()}
    run("build", "tiny", "--content", str(tmp_path), "-o", str(out))
    assert {path.name: path.read_bytes() for path in out.iterdir()} == first


def test_what_several_recipes_give_is_the_same_from_one_process_and_from_two(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sheets, decks and a site; and the deck is the one that ``deck`` makes."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795248000")
    parts = {"one": "deck: {variants: 2}", "two": "deck: {fixed: 2, choices: all}\nsite: {instances: 2}", "three": ""}
    (tmp_path / "decks").mkdir()
    for seed, (name, more) in enumerate(parts.items()):
        (tmp_path / "decks" / f"{name}.yaml").write_text(
            f"title: {name}\ndescription: For a test.\ninclude: [power-rule]\nseed: {seed // 2}\n"
            f"worksheet: {{count: 4}}\n{more}\n"
        )
    made, told = [], []
    for jobs in ("1", "2"):
        out = tmp_path / jobs
        words = ("build", *parts, "--jobs", jobs, "--content", str(tmp_path), "-o", str(out))
        done = subprocess.run([sys.executable, "-m", "calcdrill", *words], capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
        made.append({str(path.relative_to(out)): path.read_bytes() for path in out.rglob("*") if path.is_file()})
        told.append(done.stderr.replace(str(out), "OUT"))
    assert {"one.pdf", "two-key.pdf", "three.html", "one.apkg", "two.apkg", "site/index.html"} <= set(made[0])
    assert made[0] == made[1] and told[0] == told[1]
    run("deck", "two", "--content", str(tmp_path), "-o", str(tmp_path / "alone.apkg"))
    assert (tmp_path / "alone.apkg").read_bytes() == made[0]["two.apkg"]


def test_workers_make_sheets_also_where_this_process_has_made_one_before(tmp_path: Path) -> None:
    """Typst lasts in a process of its own: a worker that shared the parent's would get another sheet's pages."""
    (tmp_path / "decks").mkdir()
    for name in ("one", "two"):
        (tmp_path / "decks" / f"{name}.yaml").write_text(
            f"title: {name}\ndescription: For a test.\ninclude: [power-rule]\nseed: 1\nworksheet: {{count: 2}}\n"
        )
    options = ["--jobs", "2", "--content", str(tmp_path), "-o"]
    text = (
        "from calcdrill.cli.build import command as build\n"
        f"build(['one', *{options!r}, {str(tmp_path / 'alone')!r}], standalone_mode=False)\n"
        f"build(['one', 'two', *{options!r}, {str(tmp_path / 'both')!r}], standalone_mode=False)\n"
    )
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "alone" / "one.pdf").read_bytes() == (tmp_path / "both" / "one.pdf").read_bytes()
    assert (tmp_path / "both" / "two-key.pdf").read_bytes().startswith(b"%PDF-")


def at_a_terminal(*words: str, **streams: int) -> tuple[int, str]:
    """The command's exit code, and what a terminal on its standard error (and standard output) was sent."""
    import pty

    ours, theirs = pty.openpty()
    environment = {**os.environ, "COLUMNS": "90", "TERM": "xterm", "NO_COLOR": "1"}
    command = [sys.executable, "-m", "calcdrill", *words]
    process = subprocess.Popen(command, **{"stdout": theirs, "stderr": theirs, **streams}, env=environment)
    os.close(theirs)
    parts = []
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:
            break
        if not part:
            break
        parts.append(part)
    os.close(ours)
    return process.wait(timeout=60), b"".join(parts).decode()


@pytest.mark.skipif(os.name == "nt", reason="needs a pseudo-terminal")
@pytest.mark.parametrize("words", [("generate", "chain-exp", "-n", "1", "--solutions"), ("solve", "x^2/sin(x)")])
def test_a_terminal_shows_formulas_in_two_dimensions(words: tuple[str, ...]) -> None:
    """In a pipe the same command writes plain text."""
    code, shown = at_a_terminal(*words, stderr=subprocess.DEVNULL)
    assert code == 0
    assert "──" in shown and "diff(" not in shown and "\x1b" not in shown
    assert "diff(" in run(*words)


@pytest.mark.skipif(os.name == "nt", reason="needs a pseudo-terminal")
def test_check_names_what_it_works_on_and_prints_above_its_bar(tmp_path: Path) -> None:
    words = ("check", "power-rule", "--samples", "2")
    _, shown = at_a_terminal(*words)
    assert re.search(r"checking power-rule/\S+ [━╺╸]* *0/\d", shown)
    for line in shown.split("\n"):
        if "instances, " in line and "accepted" in line:
            assert "━" not in line.rsplit("\x1b[2K", 1)[-1]
    with (tmp_path / "out.txt").open("w") as file:
        _, shown = at_a_terminal(*words, stdout=file.fileno())
    assert "accepted" not in shown
    assert "accepted" in (tmp_path / "out.txt").read_text(), "a file gets the results, though the bar is on a terminal"
