"""Where the learner's lines come from: a terminal with line editing, or a pipe."""

from __future__ import annotations

import json
import signal
import sys
import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import IO

from calcdrill.errors import InputError
from calcdrill.files import open_own

__all__ = ["json_lines", "piped_lines", "typed_lines", "until"]

MOST_REMEMBERED = 500
LONGEST = 1000
"""A longer line is no answer (a paste that went wrong) and is not remembered."""


def typed_lines(
    prompt: str | Callable[[], str],
    remembered: Path | None,
    words: tuple[str, ...] = (),
    around: Callable[[], AbstractContextManager[None]] = nullcontext,
) -> Iterator[str]:
    """Lines typed at a terminal, with the editing and recall that the system has, until Ctrl-D or Ctrl-C.

    ``remembered`` is the file of lines typed before; ``words`` are completed with the Tab key. ``around`` is entered
    while a line is typed.
    """
    forget = _with_readline(remembered, words)
    try:
        while True:
            try:
                with around():
                    line = input(prompt if isinstance(prompt, str) else prompt())
                yield line
            except (EOFError, KeyboardInterrupt):
                print()
                return
    finally:
        forget()


@contextmanager
def until(left: Callable[[], float | None]) -> Iterator[None]:
    """End the line that is being typed (as Ctrl-D does) after so many seconds; None is no limit."""
    seconds = left()
    if seconds is None or not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def over(number: int, frame: object) -> None:
        raise EOFError

    before = signal.signal(signal.SIGALRM, over)
    signal.setitimer(signal.ITIMER_REAL, max(0.001, seconds))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _with_readline(remembered: Path | None, words: tuple[str, ...]) -> Callable[[], None]:
    """Turn line editing on where there is a readline; the function that is returned keeps what was typed."""
    try:
        import readline
    except ImportError:
        return lambda: None
    if remembered is not None:
        with suppress(OSError):
            readline.read_history_file(remembered)

    def complete(text: str, state: int) -> str | None:
        matches = [word for word in words if word.startswith(text)] if text else []
        return matches[state] if state < len(matches) else None

    readline.set_completer(complete)
    readline.set_completer_delims(" ")
    readline.parse_and_bind("tab: complete")

    def keep() -> None:
        if remembered is not None:
            for place in reversed(range(readline.get_current_history_length())):
                if len(readline.get_history_item(place + 1) or "") > LONGEST:
                    readline.remove_history_item(place)
            readline.set_history_length(MOST_REMEMBERED)
            with suppress(OSError, InputError):
                open_own(remembered, "a+b", private=True).close()
                readline.write_history_file(remembered)
                remembered.chmod(0o600)

    return keep


def piped_lines(stream: IO[str], echo: Callable[[str], None] = lambda line: None) -> Iterator[str]:
    """Lines of a file or pipe; ``echo`` shows each, so that the output reads as a conversation."""
    for line in stream:
        line = line.rstrip("\r\n")
        echo(line)
        yield line


def json_lines(stream: IO[str], words: Collection[str], fail: Callable[[str], None]) -> Iterator[str]:
    """Lines of a program: plain text, or an object with ``answer``, or with a ``command`` among ``words``.

    What is none of these is told to ``fail``, and left out.
    """
    for line in piped_lines(stream):
        try:
            yield _from_json(line.removeprefix("\ufeff"), words)
        except InputError as error:
            fail(str(error))


def _from_json(line: str, words: Collection[str]) -> str:
    if not line.lstrip().startswith("{"):
        return line
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        raise InputError("this line begins with { but is not a JSON object") from None
    if not isinstance(record, dict) or len(record) != 1 or not {"answer", "command"} & set(record):
        raise InputError('a line is {"answer": "…"}, {"command": "…"} or plain text')
    ((key, value),) = record.items()
    if not isinstance(value, str):
        raise InputError(f"{key!r} is a text")
    word = value.strip().lstrip(":/").strip().casefold()
    if key == "command" and word.partition(" ")[0] not in words:
        raise InputError(f"there is no command {value[:40]!r} here; there are {', '.join(sorted(words))}")
    if key == "answer" and word in words and word not in {"yes", "no"}:
        raise InputError(f'{word!r} is a command: send {{"command": "{word}"}}')
    return value


def stdin_lines() -> IO[str]:
    """Standard input as text that never fails on bytes that are no text."""
    reconfigure = getattr(sys.stdin, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="replace")
    return sys.stdin
