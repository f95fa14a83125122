"""What a process that works for a stranger gives up: the network, more memory than its bound, time without end."""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import signal
import struct
import sys
import threading
from collections.abc import Iterator
from types import FrameType
from typing import ClassVar, Final

__all__ = ["Late", "forbid_network", "limit_memory", "limit_time", "watch_time"]

_NO_NEW_PRIVILEGES: Final = 38
_SECCOMP: Final = 22
_FILTER: Final = 2
_ALLOW: Final = 0x7FFF0000
_REFUSE: Final = 0x00050000 | 13  # EACCES
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_CALLS: Final = {
    "x86_64": (0xC000003E, (41, 42, 53, 425)),
    "aarch64": (0xC00000B7, (198, 203, 199, 425)),
}
"""Machine → its number, and those of socket, connect, socketpair and io_uring_setup."""
_X32: Final = 0x40000000
"""System calls from here on are those of another interface of x86-64, which nothing here needs."""


def forbid_network() -> None:
    """From here on this process and its children open no socket (Linux, by seccomp).

    Elsewhere the environment names a proxy that does not exist, which libraries that honour proxies fail at.
    """
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        os.environ[name] = os.environ[name.upper()] = "http://127.0.0.1:9"
    if sys.platform == "linux" and platform.machine() in _CALLS:
        with contextlib.suppress(OSError, AttributeError):
            _install(*_CALLS[platform.machine()])


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def _install(machine: int, calls: tuple[int, ...]) -> None:
    """The filter: refuse ``calls`` and what comes from another interface than the machine's own, allow the rest."""
    steps = [(_LOAD, 0, 0, 4), (_EQUAL, 1, 0, machine), (_RETURN, 0, 0, _REFUSE), (_LOAD, 0, 0, 0)]
    checks = [(_AT_LEAST, _X32), *((_EQUAL, call) for call in calls)]
    steps += [(code, len(checks) - place, 0, value) for place, (code, value) in enumerate(checks)]
    steps += [(_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _REFUSE)]
    text = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in steps))
    program = _Program(len(steps), ctypes.addressof(text))
    library = ctypes.CDLL(None, use_errno=True)
    if library.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) == 0:
        library.prctl(_SECCOMP, _FILTER, ctypes.byref(program), 0, 0)


def limit_memory(megabytes: int) -> None:
    """Bound the address space of this process, where the system can (not on Windows and macOS)."""
    try:
        import resource
    except ImportError:
        return
    with contextlib.suppress(ValueError, OSError):
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        wanted = megabytes << 20
        resource.setrlimit(resource.RLIMIT_AS, (wanted if hard < 0 else min(wanted, hard), hard))


class Late(BaseException):
    """Work took longer than its bound; not an Exception, so that nothing on the way takes it for a failed try."""


class _Watch:
    """Whether this program's own signals may be used: they belong to the whole process, so a library leaves them."""

    is_on: ClassVar[bool] = False


def watch_time() -> None:
    """From here on ``limit_time`` is in force, in this process and those that it forks (not on Windows)."""
    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGPROF, _end)
        _Watch.is_on = True


def _end(number: int, frame: FrameType | None) -> None:
    raise Late


@contextlib.contextmanager
def limit_time(seconds: float) -> Iterator[None]:
    """Raise Late when the work inside has used so many seconds of processor time, so that other load does not count.

    A library that does not come back is ended with the process, by the system, after four times as long.
    """
    is_main = _Watch.is_on and threading.current_thread() is threading.main_thread()
    if not is_main or signal.getitimer(signal.ITIMER_PROF)[0]:  # a bound around this one goes on
        yield
        return
    signal.setitimer(signal.ITIMER_VIRTUAL, 4 * seconds)
    signal.setitimer(signal.ITIMER_PROF, seconds, 1.0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0.0)
        signal.setitimer(signal.ITIMER_VIRTUAL, 0.0)
