"""A process at a pseudo-terminal: keys in, what is shown out."""

from __future__ import annotations

import os
import re
import select
import subprocess
import time
from collections.abc import Sequence

__all__ = ["Pseudo"]


class Pseudo:
    """``command`` at a terminal of 80 columns; ``shown`` is everything that it wrote so far."""

    def __init__(self, command: Sequence[str]) -> None:
        import pty

        self.parent, child = pty.openpty()
        environment = {**os.environ, "TERM": "xterm", "COLUMNS": "80", "LINES": "24"}
        self.process = subprocess.Popen(
            command, stdin=child, stdout=child, stderr=child, env=environment, start_new_session=True
        )
        os.close(child)
        self.shown, self.place = "", 0

    def until(self, pattern: str) -> str:
        """What was shown from the place of the last call up to the pattern."""
        deadline = time.monotonic() + 60
        while not (match := re.compile(pattern).search(self.shown, self.place)):
            assert time.monotonic() < deadline, self.shown
            if select.select([self.parent], [], [], 1)[0]:
                self.shown += os.read(self.parent, 4096).decode(errors="replace")
        found, self.place = self.shown[self.place : match.end()], match.end()
        return found

    def type(self, keys: str) -> None:
        os.write(self.parent, keys.encode())

    def close(self) -> int:
        """How the process ended."""
        code = self.process.wait(timeout=20)
        os.close(self.parent)
        return code
