"""The command line: parse, call, print. Each command is a module that is imported only when it is used."""

from __future__ import annotations

import gc
import sys
from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Any, Final

import click

from calcdrill import __version__

GARBAGE: Final = (50_000, 20, 50)
"""Trees hold no cycles and live for one problem: to look for garbage after every 700 of them is a tenth of the time."""

COMMANDS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "build": ("build", "Make every deck and worksheet of the recipes: the main job."),
        "list": ("listing", "List topics, concepts, exercises and kinds."),
        "generate": ("generate", "Make fresh verified problems."),
        "solve": ("solve", "Work and check the solution of your own function."),
        "deck": ("deck", "Make an Anki deck."),
        "worksheet": ("worksheet", "Make a worksheet with its key."),
        "cheatsheet": ("cheatsheet", "Make a cheat sheet of formulas."),
        "practice": ("practice", "Practise with typed answers and spaced repetition."),
        "stats": ("stats", "Show what practice has shown so far."),
        "check": ("check", "Lint the YAML and stress-test every exercise."),
        "new": ("new", "Start a new exercise, recipe or theme file."),
        "schema": ("schema", "Write the JSON Schema of the YAML."),
        "push": ("push", "Import a deck into the Anki that runs on this computer."),
    }
)
"""Command → (module of this package, one line of help): enough for ``--help`` without importing anything."""


class LazyGroup(click.Group):
    """A group that imports a command's module when the command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"{__name__}.{COMMANDS[cmd_name][0]}")
        command = module.command
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS:
            from difflib import get_close_matches

            near = get_close_matches(args[0], COMMANDS, 1)
            hint = f" (did you mean {near[0]}?)" if near else ""
            raise click.UsageError(f"there is no command {args[0]!r}{hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="calcdrill")
def cli() -> None:
    """Calculus practice that never runs out and is never wrong.

    WHAT is a topic (chain-rule), a concept (chain-exp), an exercise (chain-exp/exp-of-quadratic) or all.
    """


def main(arguments: list[str] | None = None) -> Any:
    """Run the command line; every error raised on purpose is one line (or one a fault) on standard error."""
    from calcdrill.errors import CalcdrillError, CheckFailed, Unsolved

    gc.set_threshold(*GARBAGE)
    try:
        return cli.main(arguments, standalone_mode=False) or 0
    except click.exceptions.Abort:
        click.echo("stopped", err=True)
        sys.exit(130)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(141)
    except CalcdrillError as error:
        click.echo(str(error), err=True)
        sys.exit(1 if isinstance(error, CheckFailed | Unsolved) else 2)
