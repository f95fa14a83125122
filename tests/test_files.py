"""Files are replaced whole: whenever a writer is stopped, the old file or the new one is there."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from calcdrill.files import replacing, write_file

SIZE = 200_000
WRITER = """
import sys
from pathlib import Path
from calcdrill.files import replacing

path, size, pause = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == "pause"
round = 0
print("ready", flush=True)
while True:
    round += 1
    with replacing(path) as file:
        line = b"%09d\\n" % round
        for count in range(size // 10):
            file.write(line)
            if pause and count == size // 20:
                file.flush()
                print("half", flush=True)
                sys.stdin.read()
"""

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL here")


def start(path: Path, how: str) -> subprocess.Popen[str]:
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), str(SIZE), how],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert writer.stdout is not None
    assert writer.stdout.readline() == "ready\n"
    return writer


def kill(writer: subprocess.Popen[str]) -> None:
    writer.kill()
    writer.communicate()


def test_a_writer_killed_in_the_middle_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "deck.apkg"
    write_file(path, b"old")
    writer = start(path, "pause")
    assert writer.stdout is not None
    assert writer.stdout.readline() == "half\n"
    kill(writer)
    assert path.read_bytes() == b"old"
    write_file(path, b"new")
    assert path.read_bytes() == b"new"


def test_a_writer_killed_at_any_moment_leaves_a_whole_file(tmp_path: Path) -> None:
    """Each file is one line again and again, so that a mixture or a part is seen."""
    path, moments, seen = tmp_path / "sheet.pdf", random.Random(7), set()
    write_file(path, b"%09d\n" % 0 * (SIZE // 10))
    for _ in range(12):
        writer = start(path, "loop")
        time.sleep(moments.uniform(0.0, 0.08))
        kill(writer)
        content = path.read_bytes()
        assert len(content) == SIZE
        assert len(set(content.split())) == 1
        seen.add(content[:10])
    assert len(seen) > 2, "no writer got as far as the end of a file"


def test_a_writer_that_fails_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    path = tmp_path / "notes.json"
    write_file(path, b"old")
    with pytest.raises(KeyboardInterrupt), replacing(path) as file:
        file.write(b"half")
        raise KeyboardInterrupt
    assert {entry.name: entry.read_bytes() for entry in tmp_path.iterdir()} == {"notes.json": b"old"}


def test_folders_are_made_and_the_file_can_be_read_by_others(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "sheet.tex"
    write_file(path, b"text")
    assert path.read_bytes() == b"text"
    other = tmp_path / "plain"
    other.write_bytes(b"")
    assert path.stat().st_mode == other.stat().st_mode


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="no folder here that takes no file, not even root's")
def test_where_nothing_can_be_written_the_file_is_named() -> None:
    with pytest.raises(OSError, match=r"'/proc/quiz\.pdf'$"):
        write_file(Path("/proc/quiz.pdf"), b"new")
