"""How a line is read, shown below it while it is typed."""

from __future__ import annotations

import ctypes
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from shutil import get_terminal_size
from types import CodeType, FrameType
from typing import Any, Final

from calcdrill.errors import CalcdrillError
from calcdrill.expression.notation.conventions import DEFAULT, Conventions
from calcdrill.practice.events import Asked, Event
from calcdrill.practice.verdicts import written
from calcdrill.problem import Problem

__all__ = ["Previewer", "live"]

Show = Callable[[Event], None]


class Previewer:
    """Knows which problem is asked, and says how a text would be read as an answer to it."""

    def __init__(self, words: tuple[str, ...], conventions: Conventions = DEFAULT) -> None:
        self.words = words
        self.conventions = conventions
        self.problem: Problem | None = None

    def watching(self, show: Show) -> Show:
        """``show``, with an eye on the problems that go by."""

        def shown(event: Event) -> None:
            if isinstance(event, Asked):
                self.problem = event.problem
            show(event)

        return shown

    def text(self, line: str) -> str:
        """``read as …``; nothing for a command, a choice or a text that cannot be read yet."""
        from calcdrill.practice.reading import read_answer

        plain = line.strip()
        if self.problem is None or self.problem.statement.choices or plain in self.words or not plain:
            return ""
        try:
            shown = written(read_answer(self.problem, plain, self.conventions), self.conventions)
        except (CalcdrillError, RecursionError):
            return ""
        return f"read as {shown}" if shown else ""


_SAVE, _RESTORE, _BELOW, _DIM, _PLAIN = "\x1b7", "\x1b8", "\r\x1b[B\x1b[2K", "\x1b[2m", "\x1b[0m"
_ROOM: Final = "\n\x1b[A"


@contextmanager
def live(prompt: str, preview: Callable[[str], str]) -> Iterator[None]:
    """While a line is typed with readline, keep the preview of it in the row below.

    Python calls ``PyOS_InputHook`` ten times a second while readline waits for a key: the hook looks at the line.
    """
    try:
        import readline

        place = ctypes.c_void_p.in_dll(ctypes.pythonapi, "PyOS_InputHook")
    except (ImportError, ValueError, AttributeError):
        yield
        return
    seen = [""]

    def look() -> int:
        with suppress(Exception):
            line = readline.get_line_buffer()
            if line != seen[0]:
                seen[0] = line
                _draw(prompt, line, preview(line))
        return 0

    before, hook = place.value, ctypes.PYFUNCTYPE(ctypes.c_int)(look)
    place.value = ctypes.cast(hook, ctypes.c_void_p).value
    sys.stdout.write(_ROOM)
    sys.stdout.flush()

    def unhook() -> None:
        place.value = before

    try:
        with _interruptible(look.__code__, unhook):
            yield
    finally:
        place.value = before
        sys.stdout.write("\x1b[2K")
        sys.stdout.flush()


AGAIN: Final = 0.02
"""Seconds after which an interrupt that met the hook comes again."""


@contextmanager
def _interruptible(hook: CodeType, unhook: Callable[[], None]) -> Iterator[None]:
    """Let Ctrl-C end the line although the hook runs before it is looked at: an exception inside the hook would be
    printed and lost. The hook is taken away, and the signal sent again.
    """
    usual = signal.getsignal(signal.SIGINT)
    main = threading.main_thread()
    if usual is not signal.default_int_handler or threading.current_thread() is not main or main.ident is None:
        yield
        return
    again = threading.Timer(AGAIN, signal.pthread_kill, (main.ident, signal.SIGINT))

    def interrupted(number: int, frame: FrameType | None) -> None:
        while frame is not None and frame.f_code is not hook:
            frame = frame.f_back
        if frame is None or again.ident is not None:
            raise KeyboardInterrupt
        unhook()
        again.start()

    signal.signal(signal.SIGINT, interrupted)
    try:
        yield
    finally:
        again.cancel()
        signal.signal(signal.SIGINT, usual)


def _draw(prompt: str, line: str, words: str, out: Any = None) -> None:
    width = get_terminal_size().columns
    if len(prompt) + len(line) >= width - 1:
        return  # the line itself goes on in the row below
    out = out or sys.stdout
    out.write(f"{_SAVE}{_BELOW}{_DIM}{words[: width - 1]}{_PLAIN}{_RESTORE}")
    out.flush()
