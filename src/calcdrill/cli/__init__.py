"""The command line: parse, call, print. Each command is a module that is imported only when it is used."""

from __future__ import annotations

import errno
import gc
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib import import_module
from types import MappingProxyType
from typing import Any, Final

import click

from calcdrill import __version__

GARBAGE: Final = (50_000, 20, 50)
"""Trees hold no cycles and live for one problem: to look for garbage after every 700 of them is a tenth of the time."""

MOST_MEGABYTES: Final = 8192
"""The address space of a command: more than the largest set needs, less than brings a computer down."""

COMMANDS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "build": ("build", "Make every deck and worksheet of the recipes: the main job."),
        "list": ("listing", "List topics, concepts, exercises and kinds."),
        "generate": ("generate", "Make fresh verified problems."),
        "dataset": ("dataset", "Make a data set of flat rows, with splits and a card."),
        "explain": ("explain", "Read the lesson of a skill."),
        "solve": ("solve", "Solve and check a problem with your own function."),
        "deck": ("deck", "Make an Anki deck."),
        "worksheet": ("worksheet", "Make a worksheet with its key."),
        "key": ("key", "Find the key of a student's sheet by its code."),
        "notebook": ("notebook", "Write a Jupyter notebook of lessons and problems."),
        "cheatsheet": ("cheatsheet", "Make a cheat sheet of formulas."),
        "site": ("site", "Make the study site: lessons, laboratories, flashcards, practice."),
        "practice": ("practice", "Practise with typed answers and spaced repetition."),
        "stats": ("stats", "Show your progress in practice."),
        "check": ("check", "Lint the YAML and stress-test every exercise."),
        "preview": ("preview", "See the exercises of a file in a browser."),
        "new": ("new", "Start a new exercise, recipe or theme file."),
        "schema": ("schema", "Write the JSON Schema of the YAML."),
        "push": ("push", "Import a deck into the Anki that runs on this computer."),
    }
)
"""Command → (module of this package, one line of help): enough for ``--help`` without importing anything."""


class LazyGroup(click.Group):
    """A group that imports a command's module when the command is called."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        with _closed_pipes():
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        with _closed_pipes():
            result = super().invoke(ctx)
            sys.stdout.flush()
            return result

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
            from calcdrill.errors import near

            raise click.UsageError(f"there is no command {args[0]!r}{near(args[0], COMMANDS, 0)}", ctx)
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


@contextmanager
def _closed_pipes() -> Iterator[None]:
    """A reader that has gone away ends the command in silence, with the status of SIGPIPE; click would say 1."""
    try:
        yield
    except BrokenPipeError:
        _drop_output()
        sys.exit(141)


def _drop_output() -> None:
    """Let what is still waiting for a lost output go nowhere, so that Python does not fail on it at the end."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


_LOST: Final = frozenset({errno.ENOSPC, errno.EIO, errno.EFBIG, errno.EDQUOT, errno.EBADF})
"""What a write says when the device is full or gone: the command did its work and could not hand it over."""


def main(arguments: list[str] | None = None) -> Any:
    """Run the command line; every error raised on purpose is one line (or one a fault) on standard error."""
    from calcdrill.errors import CalcdrillError, CheckFailed, Unsolved
    from calcdrill.isolation import limit_memory, watch_time

    gc.set_threshold(*GARBAGE)
    watch_time()
    if arguments is None:
        # The program's own process. Who calls this function keeps the bounds of theirs.
        limit_memory(MOST_MEGABYTES)
    try:
        return cli.main(arguments, standalone_mode=False) or 0
    except (click.exceptions.Abort, KeyboardInterrupt):
        _drop_output()
        _say("stopped")
        sys.exit(130)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except CalcdrillError as error:
        _say(str(error))
        sys.exit(1 if isinstance(error, CheckFailed | Unsolved) else 2)
    except (MemoryError, RecursionError) as error:
        _say("there is not enough memory for this" if isinstance(error, MemoryError) else "this is nested too deeply")
        sys.exit(2)
    except OSError as error:
        _drop_output()
        where = f"{error.filename}: " if error.filename else ""
        if error.errno in _LOST:
            _say(f"{where}the output could not be written: {error.strerror}")
            sys.exit(1)
        _say(f"{where}{error.strerror or error}")
        sys.exit(2)


def _say(message: str) -> None:
    """One message on standard error, if anybody listens."""
    from calcdrill.characters import shown

    with suppress(OSError):
        click.echo(shown(message), err=True)
