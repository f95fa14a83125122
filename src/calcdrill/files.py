"""Files, read and written so that neither a stop nor a stranger spoils them.

What is written leaves the old file or the new one, whenever it is stopped, and follows no link. What is read is a
regular file of bounded size, never a device or a pipe. Names that come from content follow one rule, ``file_name``.
"""

from __future__ import annotations

import os
import re
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

from calcdrill.errors import InputError

__all__ = ["file_name", "open_own", "private_folder", "read_file", "read_text", "replacing", "write_file"]

LONGEST_NAME: Final = 40
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_ +.-]*")
_NO_FOLLOW: Final = getattr(os, "O_NOFOLLOW", 0)
_BINARY: Final = getattr(os, "O_BINARY", 0)
_AT_ONCE: Final = getattr(os, "O_NONBLOCK", 0)
"""A pipe without a writer is opened at once, so that it can be seen to be one."""


def file_name(text: str, what: str = "name") -> str:
    """The text, if it may be part of a file's name on every system; raises InputError that says what ``what`` may be.

    Letters of ASCII, digits, ``_ - + .`` and single spaces, from a letter or digit on, with no dot or space at the end.
    """
    if len(text) > LONGEST_NAME or not _NAME.fullmatch(text) or text[-1] in " ." or ".." in text or "  " in text:
        raise InputError(
            f"{what} {text[:LONGEST_NAME]!r} cannot be part of a file's name: write a letter or digit, then letters, "
            f"digits, _ - + . or single spaces, at most {LONGEST_NAME} in all"
        )
    return text


@contextmanager
def replacing(path: Path, private: bool = False) -> Iterator[IO[bytes]]:
    """A new file to write into that takes the place of ``path`` at the end, and leaves no trace if something fails.

    A ``private`` file can be read by its owner alone. Raises InputError where ``path`` is a folder, a device or a pipe.
    """
    (private_folder if private else _folder)(path.parent)
    _refuse_special(path)
    part = path.with_name(f".{path.name[:LONGEST_NAME]}.{secrets.token_hex(8)}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_FOLLOW | _BINARY
    try:
        descriptor = os.open(part, flags, 0o600 if private else 0o666)
    except OSError as error:
        raise type(error)(error.errno, error.strerror, str(path)) from None
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def write_file(path: Path, content: bytes, private: bool = False) -> None:
    """Put ``content`` in the place of whatever ``path`` holds."""
    with replacing(path, private) as file:
        file.write(content)


def read_file(path: Path, most: int, own: bool = False) -> bytes:
    """The content of a regular file of at most ``most`` bytes; raises InputError for others, OSError if it cannot.

    ``own``: another user's file is refused too.
    """
    with os.fdopen(os.open(path, os.O_RDONLY | _AT_ONCE | _BINARY), "rb") as file:
        state = os.fstat(file.fileno())
        if not stat.S_ISREG(state.st_mode):
            raise InputError(f"{path} is not a regular file")
        if own and not is_own(state):
            raise InputError(f"{path} belongs to another user")
        content = file.read(most + 1)
    if len(content) > most:
        raise InputError(f"{path} is larger than {_size(most)}")
    return content


def open_own(path: Path, mode: str, private: bool = False) -> IO[bytes]:
    """A file that a later run goes on with, made if it is not there (``mode``: "a+b" or "r+b").

    Raises InputError where it is a link, is not a regular file, or belongs to another user.
    """
    flags = os.O_RDWR | _NO_FOLLOW | _AT_ONCE | _BINARY
    if mode.startswith("a"):
        flags |= os.O_CREAT | os.O_APPEND
    try:
        descriptor = os.open(path, flags, 0o600 if private else 0o666)
    except OSError as error:
        if path.is_symlink():
            raise InputError(f"{path} is a link: delete it first") from None
        raise error from None
    state = os.fstat(descriptor)
    if not stat.S_ISREG(state.st_mode) or not is_own(state):
        os.close(descriptor)
        raise InputError(f"{path} is not a regular file of yours: delete it first")
    return os.fdopen(descriptor, mode)


def is_own(state: os.stat_result) -> bool:
    """Whether the file is this user's (for root: anyone's; where files have no owners: always)."""
    user = os.geteuid() if hasattr(os, "geteuid") else None
    return user is None or user in {0, state.st_uid}


def private_folder(folder: Path) -> None:
    """Make the folder, if it is not there, for this user alone."""
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)


def _folder(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)


def _refuse_special(path: Path) -> None:
    try:
        mode = path.lstat().st_mode
    except OSError:
        return
    if not stat.S_ISREG(mode) and not stat.S_ISLNK(mode):
        raise InputError(f"{path} already exists and is no regular file: name another")


def read_text(path: Path, most: int, own: bool = False) -> str:
    """The text of such a file; raises InputError where it is not UTF-8."""
    try:
        return read_file(path, most, own).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(f"{path} is not in UTF-8") from None


def _size(count: int) -> str:
    return f"{count >> 20} MiB" if count >= 1 << 20 else f"{count >> 10} KiB"
