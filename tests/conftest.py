"""Options for all tests."""

from __future__ import annotations

from pathlib import Path

import pytest

GOLDEN = Path(__file__).parent / "golden"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rewrite-golden", action="store_true", help="write the golden files anew, to be read in review")


class Golden:
    """Files that a test's output must equal, byte for byte."""

    def __init__(self, rewrite: bool) -> None:
        self.rewrite = rewrite

    def check(self, name: str, made: str) -> None:
        path = GOLDEN / name
        if self.rewrite:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(made, encoding="utf-8", newline="\n")
        assert path.is_file(), f"{path} is missing: run pytest --rewrite-golden"
        assert made == path.read_text(encoding="utf-8"), f"{name} differs: run pytest --rewrite-golden and read the diff"


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    return Golden(bool(request.config.getoption("--rewrite-golden")))
