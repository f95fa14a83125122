"""Adapters for training and evaluation programs, each on the real package where that is installed."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml

from calcdrill.adapters import core, lm_eval_task, verl_reward
from calcdrill.adapters.core import Request, ask, reward, rows, scored

REQUEST = Request.of("chain-exp", n=4, seed=3, difficulty=2)


def right(row: dict[str, Any]) -> str:
    """What a model says that is right."""
    return f"The chain rule gives \\boxed{{{row['answer_latex']}}}."


def test_the_core_asks_and_rewards() -> None:
    for row in rows(REQUEST):
        assert row["prompt"] in ask(row) and "\\boxed{}" in ask(row)
        assert row["answer_latex"] not in ask(row)
        assert reward(row, right(row)) == 1.0
        assert scored(row, "\\boxed{7}").outcome == "wrong"
        assert scored(row, "I give up.").outcome == "undecided"


@pytest.mark.parametrize("text", [None, 3, [], "", "\\boxed{", "x" * 100_000, "\x00", b"2x"])
def test_nothing_that_a_model_says_is_an_error(text: Any) -> None:
    assert reward(rows(REQUEST)[0], text) == 0.0


def test_what_is_no_row_is_undecided() -> None:
    assert scored({}, "1").outcome == "undecided"


def test_verl_rows_and_reward() -> None:
    for one in verl_reward.verl_rows(REQUEST):
        assert set(one) == {"data_source", "prompt", "ability", "reward_model", "extra_info"}
        truth = one["reward_model"]["ground_truth"]
        found = verl_reward.compute_score(one["data_source"], right(json.loads(truth)), truth, one["extra_info"])
        assert found == {"score": 1.0, "acc": 1.0, "wrong": 0.0, "undecided": 0.0}
        assert verl_reward.compute_score(one["data_source"], "\\boxed{7}", truth)["wrong"] == 1.0
    for truth in ("no JSON", "[1]", None):
        nothing = verl_reward.compute_score("calcdrill", "1", truth)  # type: ignore[arg-type]
        assert nothing == {"score": 0.0, "acc": 0.0, "wrong": 0.0, "undecided": 1.0}


def test_verl_parquet(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="needs pyarrow")
    verl_reward.write_parquet(str(tmp_path / "train.parquet"), REQUEST)
    table = parquet.read_table(tmp_path / "train.parquet")
    assert table.column_names == ["data_source", "prompt", "ability", "reward_model", "extra_info"]
    assert table.to_pylist() == verl_reward.verl_rows(REQUEST)


def loaded_by_path() -> Any:
    """The reward function as verl loads it: from a file, under a name that is no module's."""
    spec = importlib.util.spec_from_file_location("custom_module_-1", verl_reward.__file__)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.compute_score


def test_verl_rewards_as_its_reward_manager_does(tmp_path: Path) -> None:
    """verl calls by keywords, in threads, with what its loop has added to the row's information."""
    parquet = pytest.importorskip("pyarrow.parquet", reason="needs pyarrow")
    verl_reward.write_parquet(str(tmp_path / "train.parquet"), REQUEST)
    items = parquet.read_table(tmp_path / "train.parquet").to_pylist() * 3
    compute_score = loaded_by_path()

    def rewarded(item: dict[str, Any], text: str) -> dict[str, float]:
        extra = {**item["extra_info"], "num_turns": 2, "rollout_reward_scores": {}}
        truth = item["reward_model"]["ground_truth"]
        found: dict[str, float] = compute_score(
            data_source=item["data_source"],
            solution_str=text,
            ground_truth=truth,
            extra_info=extra,
            reward_router_address="127.0.0.1:1",
            reward_model_tokenizer=None,
        )
        return found

    async def run() -> list[dict[str, float]]:
        loop = asyncio.get_running_loop()
        texts = [(item, right(json.loads(item["reward_model"]["ground_truth"]))) for item in items]
        texts += [(item, "\\boxed{7}") for item in items]
        return await asyncio.gather(*(loop.run_in_executor(None, rewarded, *one) for one in texts))

    found = asyncio.run(run())
    assert [one["score"] for one in found] == [1.0] * len(items) + [0.0] * len(items)
    assert all(one["wrong"] == 1.0 for one in found[len(items) :])


def test_lm_eval_files_name_what_is_there(tmp_path: Path) -> None:
    data = tmp_path / "test.jsonl"
    data.write_text("".join(json.dumps(row) + "\n" for row in rows(REQUEST)), encoding="utf-8")
    lm_eval_task.write_task(data, tmp_path / "tasks")
    yaml.SafeLoader.add_constructor("!function", lambda loader, node: node.value)
    task = yaml.safe_load((tmp_path / "tasks" / "calcdrill.yaml").read_text())
    assert task["dataset_kwargs"]["data_files"]["test"] == str(data)
    code = f"import sys; sys.path.insert(0, {str(tmp_path / 'tasks')!r}); import utils; print(utils.__all__)"
    assert "process_results" in subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout
    row = rows(REQUEST)[0]
    assert lm_eval_task.process_results(row, [right(row)]) == {"acc": 1.0, "wrong": 0.0, "undecided": 0.0}
    assert lm_eval_task.process_results(row, ["\\boxed{7}"]) == {"acc": 0.0, "wrong": 1.0, "undecided": 0.0}
    assert lm_eval_task.process_results(row, []) == {"acc": 0.0, "wrong": 0.0, "undecided": 1.0}


def test_lm_eval_itself_loads_the_task(tmp_path: Path) -> None:
    tasks = pytest.importorskip("lm_eval.tasks", reason="needs lm-eval 0.4.13 or later")
    data = tmp_path / "test.jsonl"
    data.write_text("".join(json.dumps(row) + "\n" for row in rows(REQUEST)), encoding="utf-8")
    lm_eval_task.write_task(data, tmp_path / "tasks")
    manager = tasks.TaskManager(include_path=str(tmp_path / "tasks"), include_defaults=False)
    task = manager.load("calcdrill")["tasks"]["calcdrill"]
    docs = list(task.test_docs())
    assert len(docs) == 4 and task.doc_to_text(docs[0]) == ask(docs[0])
    assert task.process_results(docs[0], [right(docs[0])])["acc"] == 1.0


def test_reasoning_gym_itself_makes_and_scores_the_data_set() -> None:
    gym = pytest.importorskip("reasoning_gym", reason="needs reasoning-gym")
    from calcdrill.adapters import reasoning_gym as adapter

    data = gym.create_dataset("calcdrill", what="chain-exp", size=4, seed=3)
    for entry in data:
        assert set(entry) == {"question", "answer", "metadata"}
        assert data.score_answer(right(entry["metadata"]["row"]), entry) == 1.0
        assert data.score_answer("\\boxed{7}", entry) == data.score_answer(None, entry) == 0.0
        assert [data.outcome(text, entry) for text in ("\\boxed{7}", None)] == ["wrong", "undecided"]
    curriculum = adapter.CalcdrillCurriculum()
    first = curriculum.generate_configuration({"seed": 1, "size": 2})
    curriculum.increment_attr_level("level")
    second = curriculum.generate_configuration({"seed": 1, "size": 2})
    assert (first.min_level, second.max_level) >= (1, first.max_level) and second != first


def test_inspect_itself_makes_the_task_and_scores() -> None:
    pytest.importorskip("inspect_ai", reason="needs inspect-ai")
    from inspect_ai.model import ModelName, ModelOutput
    from inspect_ai.scorer import Target
    from inspect_ai.solver import TaskState

    from calcdrill.adapters import inspect_task

    task = inspect_task.calcdrill("chain-exp", 3, 3)
    scorer = inspect_task.calcdrill_scorer()
    (first, *_), found = list(task.dataset), []
    for text in (right(first.metadata["row"]), "\\boxed{7}", "I give up."):
        state = TaskState(ModelName("mockllm/model"), first.id, 1, first.input, [], metadata=first.metadata)
        state.output = ModelOutput.from_content("mockllm/model", text)
        found.append(asyncio.run(scorer(state, Target(first.target))))
    assert [one.value for one in found] == ["C", "I", "N"] and len(task.dataset) == 3
    assert [one.metadata["outcome"] for one in found] == ["right", "wrong", "undecided"]


def test_verifiers_itself_loads_the_taskset() -> None:
    pytest.importorskip("verifiers.v1", reason="needs verifiers 0.2 or later")
    from calcdrill.adapters import verifiers_taskset as adapter

    taskset = adapter.CalcdrillTaskset(adapter.CalcdrillConfig(what="chain-exp", n=3, seed=3))
    tasks = list(taskset)
    assert [task.data.idx for task in tasks] == [0, 1, 2]
    for task in tasks:
        row = json.loads(task.data.row)
        assert task.data.prompt == ask(row)
        assert asyncio.run(task.proved_right(SimpleNamespace(last_reply=right(row)))) == 1.0
        assert asyncio.run(task.proved_right(SimpleNamespace(last_reply="\\boxed{7}"))) == 0.0
        assert asyncio.run(task.proved_wrong(SimpleNamespace(last_reply="\\boxed{7}"))) == 1.0
        assert asyncio.run(task.undecided(SimpleNamespace(last_reply="I give up."))) == 1.0


def test_verifiers_itself_loads_taskset_and_environment_by_id(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in docs/adapters.md: a module of two lines gives the taskset a name."""
    vf = pytest.importorskip("verifiers.v1", reason="needs verifiers 0.2 or later")
    from calcdrill.adapters import verifiers_taskset as adapter

    lines = "from calcdrill.adapters.verifiers_taskset import CalcdrillTaskset\n__all__ = ['CalcdrillTaskset']\n"
    assert lines.splitlines()[0] in (Path(__file__).parents[1] / "docs" / "adapters.md").read_text(encoding="utf-8")
    (tmp_path / "calculus_drill.py").write_text(lines)
    monkeypatch.syspath_prepend(str(tmp_path))
    config = adapter.CalcdrillConfig(id="calculus-drill", what="chain-exp", n=2, seed=3)
    assert len(list(vf.load_taskset(config))) == 2
    wanted = vf.resolve_env_config({"taskset": {"id": "calculus-drill", "what": "chain-exp", "n": 2}})
    environment = vf.load_environment(wanted)
    assert isinstance(environment.taskset, adapter.CalcdrillTaskset)


def test_a_request_takes_what_generate_takes() -> None:
    assert Request.of("a", 3, 1, 2) == Request(("a",), 3, 1, (2, 2)) and Request.of(["a"], content="x").content == (
        "x",
    )
    assert core.rows(REQUEST) == core.rows(Request.of(["chain-exp"], 4, 3, (2, 2)))
