import math
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from calcdrill import worker
from calcdrill.errors import ReadError, Unsolved
from calcdrill.expression.bridge import sympy_integrate
from calcdrill.expression.notation.text import write_text
from calcdrill.expression.read import read
from calcdrill.worker import run_bounded

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the bounds of a forked child")


@pytest.fixture(scope="module", autouse=True)
def _stopped():
    yield
    worker.stop()


def test_a_result_comes_back_and_trees_travel() -> None:
    found = run_bounded(sympy_integrate, read("x*exp(x)"), "x", seconds=30)
    assert write_text(found) == "(x - 1)*exp(x)"


def test_time_is_bounded_and_the_next_job_is_done() -> None:
    start = time.perf_counter()
    with pytest.raises(Unsolved, match=r"no answer within 0\.3 s"):
        run_bounded(time.sleep, 60, seconds=0.3)
    assert time.perf_counter() - start < 3
    assert run_bounded(math.sqrt, 4.0) == 2.0


def test_work_in_c_is_stopped_too() -> None:
    with pytest.raises(Unsolved):
        run_bounded(math.factorial, 10**8, seconds=0.3)


def test_memory_is_bounded() -> None:
    with pytest.raises(Unsolved, match="more than 800 MB"):
        run_bounded(bytearray, 1 << 30, memory_mb=800)
    assert len(run_bounded(bytes, 1 << 22)) == 1 << 22


def test_errors_of_the_job_are_raised_here() -> None:
    with pytest.raises(ReadError) as caught:
        run_bounded(read, "x +")
    assert caught.value.text == "x +" and caught.value.position == 3
    with pytest.raises(ValueError, match="math domain error") as plain:
        run_bounded(math.sqrt, -1.0)
    assert "raised in a worker" in plain.value.__notes__[0]


def test_a_dead_child_costs_one_job() -> None:
    with pytest.raises(Unsolved):
        run_bounded(os._exit, 3)
    with pytest.raises(Unsolved):
        run_bounded(os.kill, 0, signal.SIGKILL)  # its whole group, the nursery too
    assert run_bounded(math.sqrt, 4.0) == 2.0


def test_deep_recursion_is_no_crash() -> None:
    with pytest.raises(Unsolved, match="too deep"):
        run_bounded(_deeper, 1)


def _deeper(level: int) -> int:
    return _deeper(level + 1)


def test_only_functions_that_another_process_can_find() -> None:
    def local() -> None: ...

    for function in (local, lambda: 1):
        with pytest.raises(ValueError, match="importable module"):
            run_bounded(function)


def test_inside_a_worker_it_is_a_plain_call() -> None:
    assert run_bounded(run_bounded, math.sqrt, 9.0) == 3.0


def test_printing_does_not_disturb_the_replies(capfd: pytest.CaptureFixture[str]) -> None:
    assert run_bounded(print, "x" * 100) is None
    assert run_bounded(math.sqrt, 4.0) == 2.0
    assert capfd.readouterr().out == ""


def test_the_hash_seed_is_fixed() -> None:
    assert run_bounded(os.getenv, "PYTHONHASHSEED") == "0"


def test_after_a_fork_the_parents_nursery_is_left_alone() -> None:
    nursery = run_bounded(os.getppid)
    child = os.fork()
    if not child:
        code = 1
        try:
            code = 0 if run_bounded(os.getppid) != nursery else 2
            worker.stop()
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert run_bounded(os.getppid) == nursery


def test_a_script_without_a_main_guard_works_and_leaves_no_process(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "import math, os\nfrom calcdrill.worker import run_bounded\n"
        "print(run_bounded(math.sqrt, 16.0), run_bounded(os.getppid))\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, env=environment, timeout=60)
    assert done.stderr == ""
    result, nursery = done.stdout.split()
    assert result == "4.0"
    with pytest.raises(ProcessLookupError):
        os.kill(int(nursery), 0)
