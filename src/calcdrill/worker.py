"""Work that may never end, done where it can be stopped: sympy in a process of its own, with bounds.

    run_bounded ──job──► nursery (sympy is imported once) ──fork──► one child for each job
                ◄─reply─                                  ◄─reply─  or killed: too late, too much memory

The nursery is a plain subprocess that is started at the first job and ends with its parent. It does not run
the parent's main module again, and its hash seed is fixed, because the form of sympy's results depends on
it. Where there is no fork (Windows) the nursery does the job itself and is started again after a kill. A
job costs some milliseconds beside its work: this is not for the hot path.

What is asked often and keeps nothing (typesetting, a theme's templates) is done by a second, ``lasting`` nursery
itself, without a fork: it is only started again when a job was too late or too large. Neither can open a socket.
"""

from __future__ import annotations

import atexit
import contextlib
import copyreg
import importlib
import os
import pickle
import queue
import selectors
import signal
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from types import MappingProxyType
from typing import IO, Any, ClassVar, Final

from calcdrill.errors import CalcdrillError, Unsolved
from calcdrill.isolation import forbid_network, limit_memory

Clock = Callable[[], float]
"""Seconds that go on steadily."""

_SERVE: Final = "from time import monotonic; from calcdrill.worker import serve"
_LENGTH: Final = struct.Struct("!Q")
_START: Final = 60.0
"""Seconds that a nursery may take to start on a slow machine."""

_GRACE: Final = 5.0
_LATE: Final = "late"
_FORKS: Final = hasattr(os, "fork")


def _plain_mapping(mapping: MappingProxyType[Any, Any]) -> tuple[Any, ...]:
    return _frozen, (dict(mapping),)


def _frozen(mapping: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(mapping)


copyreg.pickle(MappingProxyType, _plain_mapping)


def run_bounded(
    function: Callable[..., Any],
    *arguments: Any,
    seconds: float = 2.0,
    memory_mb: int = 1024,
    lasting: bool = False,
    **options: Any,
) -> Any:
    """function(*arguments, **options) in another process.

    Raises Unsolved when ``seconds`` have gone, when more than ``memory_mb`` MB of address space would be
    needed, when the recursion is too deep or the process dies; what else the function raises is raised
    here. The function must stand at the top of an importable module. Inside a worker it is called at once,
    with the bound on time alone. Windows and macOS have no memory bound. ``lasting``: in the process that does all
    such jobs, one after the other.
    """
    if _Client.inside:
        with _alarm(seconds):
            return function(*arguments, **options)
    name = getattr(function, "__module__", None)
    if name in (None, "__main__") or "." in function.__qualname__:
        raise ValueError(f"{function!r} must stand at the top of an importable module")
    job = pickle.dumps((function, arguments, options))
    with _Client.locks[lasting]:
        kind, value = _Client.current(lasting).ask((name, job, seconds, memory_mb), seconds)
    if kind == "time":
        _Client.lost += seconds
    if kind == "result":
        return pickle.loads(value)
    if kind == "raised":
        error, trace = pickle.loads(value)
        if not isinstance(error, CalcdrillError):
            error.add_note(f"raised in a worker:\n{trace}")
        raise error
    causes = {
        "time": f"no answer within {seconds:.3g} s",
        "memory": f"more than {memory_mb} MB are needed",
        "depth": "the computation goes too deep",
    }
    raise Unsolved(causes.get(kind, "the computation ended without an answer"))


def lost_seconds() -> float:
    """How long this process has waited so far for jobs that were too late: the same on a busy machine."""
    return _Client.lost


class _Late(BaseException):
    """The time is up; no Exception, so that nothing on the way takes it for one of its own."""


@contextlib.contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    """Inside a worker a job within a job has a bound of its own on time, where there are alarms."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def late(*_: object) -> None:
        raise _Late

    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    except _Late:
        raise Unsolved(f"no answer within {seconds:g} s") from None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def stop() -> None:
    """End the nurseries; the next job starts another."""
    for lasting, lock in _Client.locks.items():
        with lock:
            client = _Client.kept.pop(lasting, None)
            if client is not None and client.owner == os.getpid():
                client.kill()


# -- this side


class _Client:
    """The parent's end of one nursery."""

    locks: Final = MappingProxyType({False: threading.Lock(), True: threading.Lock()})
    kept: ClassVar[dict[bool, _Client]] = {}
    inside = False
    lost = 0.0

    def __init__(self, lasting: bool) -> None:
        self.owner, self.lasting = os.getpid(), lasting
        folders = os.pathsep.join(folder or os.getcwd() for folder in sys.path)
        environment = {**os.environ, "PYTHONHASHSEED": "0", "PYTHONPATH": folders}
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-c", f"{_SERVE}; serve({lasting}, monotonic)"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL if lasting else None,
            env=environment,
            start_new_session=_FORKS,
        )
        self.replies: queue.SimpleQueue[Any] = queue.SimpleQueue()
        threading.Thread(target=self._listen, daemon=True).start()
        is_ready = False
        try:
            is_ready = self._wait(_START) == "ready"
        finally:
            if not is_ready:
                self.kill()
        if not is_ready:
            raise Unsolved("the worker does not start")

    @classmethod
    def current(cls, lasting: bool) -> _Client:
        """The nursery of this process: after a fork the parent's is left alone."""
        client = cls.kept.get(lasting)
        if client is None or client.owner != os.getpid() or client.process.poll() is not None:
            client = cls.kept[lasting] = cls(lasting)
        return client

    def _listen(self) -> None:
        assert self.process.stdout is not None
        reply: Any = ()
        while reply is not None:
            reply = _receive(self.process.stdout)
            self.replies.put(reply)

    def _wait(self, seconds: float) -> Any:
        """The next reply: None when the nursery is gone, _LATE when it is silent."""
        try:
            return self.replies.get(timeout=seconds)
        except queue.Empty:
            return _LATE

    def ask(self, request: Any, seconds: float) -> tuple[str, Any]:
        """Send one job and wait for its reply; a silent nursery is killed."""
        assert self.process.stdin is not None
        reply: Any = None
        try:
            with contextlib.suppress(OSError):
                _send(self.process.stdin, request)
                reply = self._wait(seconds + (_GRACE if _FORKS and not self.lasting else 0.0))
        finally:
            if reply in (None, _LATE):  # dead, silent, or Ctrl-C: a late reply must not reach the next job
                self.kill()
        if reply in (None, _LATE):
            return ("time" if reply else "died"), None
        answer: tuple[str, Any] = reply
        return answer

    def kill(self) -> None:
        """End the nursery and its child."""
        _Client.kept.pop(self.lasting, None)
        with contextlib.suppress(ProcessLookupError):
            if _FORKS:
                os.killpg(self.process.pid, signal.SIGKILL)
            else:
                self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()


atexit.register(stop)


# -- the nursery's side


def serve(lasting: bool, clock: Clock) -> None:
    """Be the nursery: jobs from standard input, replies to standard output, until the parent is gone."""
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a job prints must not mix with the replies
    forbid_network()
    if not lasting:
        import calcdrill.expression.bridge  # noqa: F401

    _Client.inside = True
    with contextlib.suppress(BrokenPipeError):  # the parent was stopped while this one was starting
        _serve(replies, lasting, clock)


def _serve(replies: IO[bytes], lasting: bool, clock: Clock) -> None:
    _send(replies, "ready")
    while (request := _receive(sys.stdin.buffer)) is not None:
        module, job, seconds, memory_mb = request
        with contextlib.suppress(Exception):  # the child raises it where it can be reported
            importlib.import_module(module)
        if _FORKS and not lasting:
            reply = _in_child(job, seconds, memory_mb, clock)
        else:
            limit_memory(memory_mb)
            reply = _work(job)
        _send(replies, reply)


def _in_child(job: bytes, seconds: float, memory_mb: int, clock: Clock) -> tuple[str, Any]:
    """The reply of a forked child, which is killed when it is late."""
    end = clock() + seconds
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        with contextlib.suppress(BaseException), os.fdopen(writing, "wb") as stream:
            limit_memory(memory_mb)
            _send(stream, _work(job))
        os._exit(0)
    os.close(writing)
    data = bytearray()
    with os.fdopen(reading, "rb", buffering=0) as stream, selectors.DefaultSelector() as selector:
        selector.register(stream, selectors.EVENT_READ)
        late = False
        while not late:
            late = not selector.select(max(0.0, end - clock()))
            chunk = b"" if late else stream.read(1 << 20)
            if not chunk:
                break
            data += chunk
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    if late:
        return "time", seconds
    if len(data) < _LENGTH.size:
        return "died", None
    reply: tuple[str, Any] = pickle.loads(data[_LENGTH.size :])
    return reply


def _work(job: bytes) -> tuple[str, Any]:
    try:
        function, arguments, options = pickle.loads(job)
        return "result", pickle.dumps(function(*arguments, **options))
    except MemoryError:
        return "memory", None
    except RecursionError:
        return "depth", None
    except Exception as error:
        import traceback

        return "raised", _pickled(error, traceback.format_exc())


def _pickled(error: Exception, trace: str) -> bytes:
    try:
        data = pickle.dumps((error, trace))
        pickle.loads(data)
    except Exception:
        return pickle.dumps((RuntimeError(f"{type(error).__name__}: {error}"), trace))
    return data


# -- messages: the length, then the pickle


def _send(stream: IO[bytes], message: Any) -> None:
    data = pickle.dumps(message)
    stream.write(_LENGTH.pack(len(data)) + data)
    stream.flush()


def _receive(stream: IO[bytes]) -> Any:
    """The next message, or None when the other side is gone."""
    try:
        header = stream.read(_LENGTH.size)
        if len(header) < _LENGTH.size:
            return None
        data = stream.read(_LENGTH.unpack(header)[0])
        return pickle.loads(data)
    except (OSError, EOFError, ValueError, pickle.UnpicklingError):
        return None
