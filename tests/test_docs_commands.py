"""docs/commands.md has every command and option, as ``--help`` says them; ``--rewrite-golden`` writes the page anew."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click

from calcdrill.cli import COMMANDS, cli
from golden_files import Golden

PAGE = Path(__file__).resolve().parents[1] / "docs" / "commands.md"
HEAD = """\
# All commands

<!-- made from the commands themselves: pytest tests/test_docs_commands.py --rewrite-golden -->

WHAT is a topic (`chain-rule`), a skill (`chain-exp`), an exercise (`chain-exp/exp-of-quadratic`) or `all`; RECIPE is
the name of a file in `decks/`, or a path to one. `calcdrill COMMAND --help` says the same as this page. A command ends
with 0 when it is done, 1 where the work found a fault, 2 for wrong usage or input, and 130 where you stopped it.
"""
VARIABLES = """\
## Environment

| variable | meaning |
|---|---|
| `CALCDRILL_CONTENT` | folders with your own `exercises/` and `decks/`, joined as in `PATH`; `off` leaves all out |
| `CALCDRILL_DATA` | the folder of practice histories |
| `CALCDRILL_CACHE` | the folder in which the catalog is kept ready; `off` keeps nothing |
| `NO_COLOR` | set to anything: no colours in the terminal |
| `SOURCE_DATE_EPOCH` | the time written into decks, so that two builds have the same bytes |
"""


def _commands() -> Iterator[tuple[str, click.Command, click.Context]]:
    group = click.Context(cli, info_name="calcdrill")
    for name in COMMANDS:
        command = cli.get_command(group, name)
        assert command is not None
        yield name, command, click.Context(command, info_name=name, parent=group)


def _cell(text: str) -> str:
    return re.sub(r"\s+", " ", text).replace("|", "\\|")


def _section(name: str, command: click.Command, context: click.Context) -> Iterator[str]:
    yield f"## {name}\n"
    yield f"`{command.get_usage(context).removeprefix('Usage: ')}`\n"
    yield f"{re.sub(r'[ ]{2,}', '', command.help or '').strip()}\n"
    records = [param.get_help_record(context) for param in command.params if isinstance(param, click.Option)]
    if records:
        yield "| option | meaning |"
        yield "|---|---|"
        yield from (f"| `{_cell(record[0])}` | {_cell(record[1])} |" for record in records if record)
        yield ""


def _page() -> str:
    sections = (line for found in _commands() for line in _section(*found))
    return "\n".join((HEAD, *sections, VARIABLES))


def test_the_page_says_what_help_says(golden: Golden) -> None:
    golden.check(str(PAGE), _page())


def test_every_option_says_what_it_does() -> None:
    options = [
        (name, param) for name, command, _ in _commands() for param in command.params if isinstance(param, click.Option)
    ]
    assert len(options) > 100
    assert not [f"{name} {param.opts[-1]}" for name, param in options if not param.help]


def test_every_variable_that_is_read_stands_on_the_page() -> None:
    source = PAGE.parents[1] / "src" / "calcdrill"
    read = {
        name
        for path in source.rglob("*.py")
        for name in re.findall(r'"((?:CALCDRILL_[A-Z]+|NO_COLOR|SOURCE_DATE_EPOCH))"', path.read_text(encoding="utf-8"))
    }
    assert read and not {name for name in read if f"`{name}`" not in VARIABLES}
