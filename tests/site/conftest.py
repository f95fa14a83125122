"""The browser that the tests of the site's pages share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tests.site.site_browser import browser


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with browser() as found:
        yield found
