"""lm-evaluation-harness: the functions that ``task_files`` names in its YAML; lm-eval itself is not needed to write it.

python -m calcdrill.adapters.lm_eval_task calculus/data/test.jsonl tasks/
lm_eval --tasks calcdrill --include_path tasks/ …
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from calcdrill.adapters.core import ask, shares

__all__ = ["doc_to_text", "process_results", "task_files", "write_task"]


def doc_to_text(doc: Mapping[str, Any]) -> str:
    """The prompt of a row."""
    return ask(doc)


def process_results(doc: Mapping[str, Any], results: list[str]) -> dict[str, float]:
    """Shares of three outcomes: proved right (``acc``), proved wrong, undecided."""
    return shares(doc, results[0] if results else "")


def task_files(data: Path, name: str = "calcdrill") -> dict[str, str]:
    """The files of a task by name: its YAML, and the ``utils.py`` beside it."""
    metrics = "".join(
        f"  - metric: {metric}\n    aggregation: mean\n    higher_is_better: {str(metric == 'acc').lower()}\n"
        for metric in ("acc", "wrong", "undecided")
    )
    text = (
        f"task: {name}\ndataset_path: json\n"
        f"dataset_kwargs:\n  data_files:\n    test: {json.dumps(str(data.resolve()))}\n"
        "test_split: test\noutput_type: generate_until\ndoc_to_text: !function utils.doc_to_text\n"
        'doc_to_target: "{{answer}}"\nprocess_results: !function utils.process_results\n'
        'generation_kwargs:\n  until: ["<|endoftext|>"]\n  max_gen_toks: 2048\n  do_sample: false\n'
        f"metric_list:\n{metrics}metadata:\n  version: 1\n"
    )
    words = "from calcdrill.adapters.lm_eval_task import doc_to_text, process_results\n\n"
    return {f"{name}.yaml": text, "utils.py": f'{words}__all__ = ["doc_to_text", "process_results"]\n'}


def write_task(data: Path, folder: Path) -> None:
    """Write the task's files into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in task_files(data).items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write_task(Path(sys.argv[1]), Path(sys.argv[2]))
