"""Options for all tests."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

from golden_files import Golden

# The machine may be busy: how long an example takes says nothing. Benchmarks do the timing. A run says something about
# the code alone, so its examples are the same in every run; `--hypothesis-profile=thorough` looks for new ones.
settings.register_profile("default", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("thorough", settings.get_profile("default"), derandomize=False, max_examples=1000)
settings.load_profile("default")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rewrite-golden", action="store_true", help="write the golden files anew, to be read in review")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    return Golden(bool(request.config.getoption("--rewrite-golden")))
