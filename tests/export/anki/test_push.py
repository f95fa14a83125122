"""Pushing to a stand-in for AnkiConnect on this computer: what is asked, and every way to fail."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import anki_samples as samples
import pytest

from calcdrill.errors import DeckError, PushError
from calcdrill.export.anki import DeckOptions, make_deck
from calcdrill.export.anki.notetypes import PROBLEM
from calcdrill.export.anki.push import push_package

KEYS = [note.key for note in samples.notes()]


class Anki:
    """What an Anki with AnkiConnect answers; ``changed`` puts other answers in."""

    def __init__(self, **changed: Any) -> None:
        self.asked: list[tuple[str, Any]] = []
        self.changed = changed
        self.notes: set[str] = set()

    def answer(self, action: str, params: dict[str, Any]) -> Any:
        self.asked.append((action, params))
        if action in self.changed:
            given = self.changed[action]
            return given(params) if callable(given) else given
        return getattr(self, f"do_{action}")(**params)

    def do_version(self) -> int:
        return 6

    def do_modelNames(self) -> list[str]:
        return ["Basic", PROBLEM.name]

    def do_modelFieldNames(self, modelName: str) -> list[str]:
        return [name for name, _ in PROBLEM.fields]

    def do_importPackage(self, path: str) -> bool:
        assert Path(path).is_absolute() and Path(path).is_file()
        self.notes = set(KEYS)
        return True

    def do_findNotes(self, query: str) -> list[int]:
        asked = [part.strip('"').removeprefix("Key:") for part in query.split(" OR ")]
        return [n for n, key in enumerate(asked) if key in self.notes]


@contextmanager
def serving(reply: Callable[[dict[str, Any]], bytes], status: int = 200) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = reply(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def running(anki: Anki) -> Iterator[str]:
    def reply(asked: dict[str, Any]) -> bytes:
        assert asked["version"] == 6
        found = anki.answer(asked["action"], asked["params"])
        error = str(found) if isinstance(found, Exception) else None
        return json.dumps({"result": None if error else found, "error": error}).encode()

    with serving(reply) as address:
        yield address


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    path = tmp_path / "deck.apkg"
    path.write_bytes(make_deck(samples.notes(1), DeckOptions(), None, samples.NOW)[0])
    return path


def test_imports_and_counts(deck):
    anki = Anki()
    with running(anki) as address:
        assert push_package(deck, address) == len(KEYS)
    assert [action for action, _ in anki.asked] == [
        "version",
        "modelNames",
        "modelFieldNames",
        "importPackage",
        "findNotes",
    ]


def test_a_proxy_of_the_environment_is_left_aside(deck, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    with running(Anki()) as address:
        assert push_package(deck, address) == len(KEYS)


@pytest.mark.parametrize(
    "address", ["http://example.org:8765", "https://127.0.0.1:8765", "file:///etc/passwd", "127.0.0.1"]
)
def test_only_this_computer(deck, address):
    with pytest.raises(PushError, match="this computer"):
        push_package(deck, address)


def test_not_running(deck):
    with serving(lambda _: b"") as address:
        pass
    with pytest.raises(PushError, match="start Anki, with the add-on AnkiConnect"):
        push_package(deck, address)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"version": 5}, "version 5, 6 is needed"),
        ({"version": Exception("valid api key must be provided")}, "refuses .version.: valid api key"),
        ({"modelFieldNames": ["Key", "Mine"]}, "has other fields .Key, Mine."),
        ({"importPackage": Exception("collection is not available")}, "collection is not available"),
        ({"importPackage": False}, "did not import"),
        ({"findNotes": []}, "6 of its 6 notes are not there"),
    ],
)
def test_clear_errors(deck, changed, message):
    anki = Anki(**changed)
    with running(anki) as address, pytest.raises(PushError, match=message):
        push_package(deck, address)
    before_import = {"version", "modelFieldNames"} & set(changed)
    assert not (before_import and "importPackage" in dict(anki.asked))


@pytest.mark.parametrize("body", [b"<html>hello</html>", b"[]", b'{"result": 6}', b"\xff"])
def test_something_else_answers(deck, body):
    with serving(lambda _: body) as address, pytest.raises(PushError, match="something else"):
        push_package(deck, address)


def test_a_refusal_by_status(deck):
    with serving(lambda _: b"{}", status=403) as address, pytest.raises(PushError, match="403"):
        push_package(deck, address)


def test_a_busy_anki(deck):
    wait = threading.Event()
    anki = Anki(importPackage=lambda _: wait.wait(2))
    with running(anki) as address:
        with pytest.raises(PushError, match="within 0 seconds"):
            push_package(deck, address, patience=0.2)
        wait.set()


def test_only_a_deck_of_calcdrill_is_sent(tmp_path):
    path = tmp_path / "other.apkg"
    path.write_bytes(b"PK no zip")
    anki = Anki()
    with running(anki) as address, pytest.raises(DeckError, match="no deck of calcdrill"):
        push_package(path, address)
    assert not anki.asked
