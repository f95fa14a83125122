"""Small text files that a test's output must equal; ``pytest --rewrite-golden`` writes them anew."""

from __future__ import annotations

from pathlib import Path

GOLDEN = Path(__file__).parent / "golden"


class Golden:
    """Files that a test's output must equal, byte for byte: below ``tests/golden``, or at an absolute path."""

    def __init__(self, rewrite: bool) -> None:
        self.rewrite = rewrite

    def check(self, name: str, made: str) -> None:
        path = GOLDEN / name
        if self.rewrite:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(made, encoding="utf-8", newline="\n")
        assert path.is_file(), f"{path} is missing: run pytest --rewrite-golden"
        assert made == path.read_text(encoding="utf-8"), (
            f"{name} differs: run pytest --rewrite-golden and read the diff"
        )
