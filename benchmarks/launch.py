"""Starts a command and says as JSON what it took: ``python -I launch.py COMMAND …``.

It stands alone and stays small, because a process inherits the peak of memory of the one that started it.
"""

import json
import os
import subprocess
import sys
import tempfile
import time


def main() -> None:
    """Run the command, then print its exit code, times, peak memory and, where it failed, what it said."""
    with tempfile.TemporaryFile() as said:
        began = time.perf_counter()
        started = subprocess.Popen(sys.argv[1:], stdout=said, stderr=said)
        _, status, usage = os.wait4(started.pid, 0)
        wall = time.perf_counter() - began
        code = os.waitstatus_to_exitcode(status)
        said.seek(0)
        print(
            json.dumps(
                {
                    "code": code,
                    "wall": wall,
                    "cpu": usage.ru_utime + usage.ru_stime,
                    "peak": usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024),
                    "said": said.read().decode(errors="replace").strip()[-300:] if code else "",
                }
            )
        )


if __name__ == "__main__":
    main()
