"""``--engine dask``: the same bytes from a real cluster of processes, also when a worker is killed on the way."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from threading import Thread

import pytest

from calcdrill import cluster as cluster_module
from calcdrill.errors import InputError
from calcdrill.shards import edition

N = 720
RUN = ("generate", "chain-exp", "gradient-vector", "product-rule", "-n", str(N), "--seed", "4", "--format", "json")
CLUSTER = """
import sys
from distributed import LocalCluster

if __name__ == "__main__":
    with LocalCluster(n_workers=2, threads_per_worker=2, dashboard_address=None) as cluster:
        print(cluster.scheduler_address, *(nanny.pid for nanny in cluster.workers.values()), flush=True)
        sys.stdin.read()
"""
needs_dask = pytest.mark.skipif(find_spec("distributed") is None, reason="the extra dask is not installed")


def start(*arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "calcdrill", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.fixture(scope="module")
def alone() -> str:
    made, errors = start(*RUN).communicate(timeout=120)
    assert made.count("\n") == N, errors
    return made


@pytest.fixture(params=["3"])
def cluster(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[tuple[str, list[int]]]:
    """The address of a running cluster and the process ids of its workers; so many may die over the same work."""
    script = tmp_path / "cluster.py"
    script.write_text(CLUSTER)
    process = subprocess.Popen(
        [sys.executable, str(script)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": request.param},
    )
    assert process.stdout is not None and process.stderr is not None
    Thread(target=process.stderr.read, daemon=True).start()
    address, *workers = process.stdout.readline().split()
    yield address, [int(worker) for worker in workers]
    process.communicate("", timeout=60)


@needs_dask
def test_a_cluster_of_this_machine_makes_the_same_bytes(alone: str) -> None:
    made, errors = start(*RUN, "--engine", "dask", "--jobs", "2").communicate(timeout=120)
    assert made == alone
    assert not errors


def run_and_kill(output: Path, address: str, worker: int) -> tuple[int, str]:
    """Exit code and standard error of a run on the cluster, one of whose workers is killed after the first lines."""
    part = output.with_name(output.name + ".part")
    process = start(*RUN, "--engine", "dask", "--scheduler", address, "-o", str(output))
    while not (part.exists() and part.stat().st_size):
        assert process.poll() is None
        time.sleep(0.002)
    os.kill(worker, signal.SIGKILL)
    _, errors = process.communicate(timeout=120)
    return process.returncode, errors


@needs_dask
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL here")
def test_the_shards_of_a_killed_worker_are_done_again(
    tmp_path: Path, alone: str, cluster: tuple[str, list[int]]
) -> None:
    output = tmp_path / "problems.jsonl"
    code, errors = run_and_kill(output, cluster[0], cluster[1][0])
    assert code == 0, errors
    assert output.read_text() == alone


@needs_dask
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL here")
@pytest.mark.parametrize("cluster", ["0"], indirect=True)
def test_work_that_the_cluster_gives_up_can_be_resumed(
    tmp_path: Path, alone: str, cluster: tuple[str, list[int]]
) -> None:
    """It also shows that the worker of the test above dies with work in its hands."""
    output = tmp_path / "problems.jsonl"
    code, errors = run_and_kill(output, cluster[0], cluster[1][0])
    assert code == 2 and "died over the same work" in errors
    assert len(errors.splitlines()) == 1
    start(*RUN, "-o", str(output), "--resume").communicate(timeout=120)
    assert output.read_text() == alone


@needs_dask
@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("tcp://127.0.0.1:9", r"no dask scheduler answers at tcp://127.0.0.1:9 \(\w+\)\n"),
        ("nonsense://127.0.0.1:9", r"nonsense://127.0.0.1:9 is no address of a dask scheduler, .*\n"),
        ("nonsense", r"nonsense is no address of a dask scheduler, .*\n"),
    ],
)
def test_a_scheduler_that_does_not_answer_is_one_line(address: str, said: str) -> None:
    process = start(*RUN, "--engine", "dask", "--scheduler", address)
    made, errors = process.communicate(timeout=120)
    assert process.returncode == 2 and not made
    assert re.fullmatch(said, errors)


@pytest.fixture
def alien(tmp_path: Path) -> Iterator[tuple[str, Callable[[], None]]]:
    """The address of a scheduler that has no calcdrill and no workers, and what starts such a worker."""
    hidden = tmp_path / "hidden"
    hidden.mkdir()
    (hidden / "calcdrill.py").write_text("raise ModuleNotFoundError('calcdrill')")
    processes: list[subprocess.Popen[bytes]] = []
    address = tmp_path / "scheduler.json"

    def run(module: str, *words: str) -> None:
        command = [sys.executable, "-m", f"distributed.cli.{module}", "--scheduler-file", str(address), *words]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(hidden), *sys.path))}
        processes.append(subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL))

    run("dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
    while not address.exists() or not address.read_text():
        assert processes[0].poll() is None
        time.sleep(0.05)
    yield json.loads(address.read_text())["address"], lambda: run("dask_worker", "--no-nanny", "--no-dashboard")
    for process in processes:
        process.kill()
        process.wait()


@needs_dask
def test_a_cluster_without_workers_or_without_calcdrill_is_one_line(alien: tuple[str, Callable[[], None]]) -> None:
    address, start_worker = alien
    idle = cluster_module.on_cluster(1, repr, 1, address)
    with pytest.raises(InputError, match=rf"^the dask scheduler at {address} has no workers: start some first$"), idle:
        pass
    start_worker()
    distributed = pytest.importorskip("distributed")
    with distributed.Client(address, set_as_default=False) as client:
        client.wait_for_workers(1, timeout="60s")
        remote = cluster_module.Cluster(client, address).submit(len, "abc")
        with pytest.raises(InputError, match=r"need calcdrill|lacks a package") as caught:
            remote.result()
    assert "\n" not in str(caught.value)


def test_without_the_extra_one_line_says_how_to_get_it(tmp_path: Path) -> None:
    (tmp_path / "distributed.py").write_text("raise ImportError")
    process = subprocess.run(
        [sys.executable, "-m", "calcdrill", *RUN, "--engine", "dask"],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])},
    )
    assert process.returncode == 2
    assert process.stderr == "--engine dask needs an extra: pip install 'calcdrill[dask]'\n"


def test_a_worker_with_another_version_refuses() -> None:
    assert cluster_module._run(edition(), len, "abc") == 3
    with pytest.raises(InputError, match=r"a worker has calcdrill .*, not 0\.0\.1"):
        cluster_module._run("0.0.1", len, "abc")


def test_a_scheduler_goes_with_its_engine() -> None:
    process = start(*RUN, "--scheduler", "tcp://127.0.0.1:9")
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 2 and "--scheduler needs --engine dask" in errors
