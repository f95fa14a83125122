"""A small site in a headless Chromium, from the disk or from a web server of this computer."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = Path("/usr/bin/chromium")


def write_files(folder: Path, files: Iterable[tuple[str, bytes]]) -> None:
    """The files of a site below the folder, by their addresses from its root."""
    for path, content in files:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)


@contextmanager
def browser() -> Iterator[Any]:
    """A Chromium; skips the test where there is none."""
    if not CHROMIUM.exists():
        pytest.skip("no /usr/bin/chromium")
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with api.sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield found
        found.close()


@dataclass
class Visit:
    """A visitor with a history of their own; what went wrong on their pages is in ``faults``."""

    context: Any
    root: str
    faults: list[str] = field(default_factory=list)

    def open(self, path: str) -> Any:
        """The page at a path from the root."""
        page = self.context.new_page()
        page.on("console", lambda said: self._hear(path, said))
        page.on("pageerror", lambda error: self.faults.append(f"{path}: {error}"))
        page.on("request", lambda request: self._check(path, request.url))
        page.goto(f"{self.root}/{path}")
        return page

    def _hear(self, path: str, said: Any) -> None:
        if said.type in {"error", "warning"}:
            self.faults.append(f"{path}: {said.text}")

    def _check(self, path: str, url: str) -> None:
        if not url.startswith((self.root, "blob:", "data:")):
            self.faults.append(f"{path} asks for {url}")


@contextmanager
def visit(chromium: Any, root: str, width: int = 1200, **more: Any) -> Iterator[Visit]:
    """A new visitor; the test fails where a page had errors or asked others for something."""
    context = chromium.new_context(viewport={"width": width, "height": 900}, **more)
    context.set_default_timeout(15_000)
    visitor = Visit(context, root)
    yield visitor
    context.close()
    assert visitor.faults == []


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *words: object) -> None:
        """Say nothing."""


@contextmanager
def server(folder: Path) -> Iterator[tuple[str, ThreadingHTTPServer]]:
    """A web server of this computer: its address, and itself."""
    made = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    threading.Thread(target=made.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{made.server_address[1]}", made
    finally:
        made.shutdown()
        made.server_close()
