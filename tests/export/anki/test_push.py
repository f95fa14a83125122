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

    key = ""

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

    def do_modelNamesAndIds(self) -> dict[str, int]:
        return {"Basic": 1, PROBLEM.name: PROBLEM.id}

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
        if asked.get("key", "") != anki.key:
            return b'{"result": null, "error": "valid api key must be provided"}'
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
        "modelNamesAndIds",
        "modelFieldNames",
        "importPackage",
        "findNotes",
    ]


def test_a_note_type_of_our_name_with_another_id_is_none_of_ours(deck):
    anki = Anki(modelNamesAndIds={PROBLEM.name: PROBLEM.id + 1}, modelFieldNames=["Front", "Back"])
    with running(anki) as address:
        assert push_package(deck, address) == len(KEYS)


class RealAnki(Anki):
    """A collection of the real Anki behind AnkiConnect's protocol, its API key set."""

    def __init__(self, col: Any, key: str) -> None:
        super().__init__()
        self.col, self.key = col, key

    def do_modelNamesAndIds(self) -> dict[str, int]:
        return {one.name: one.id for one in self.col.models.all_names_and_ids()}

    def do_modelFieldNames(self, modelName: str) -> list[str]:
        return [field["name"] for field in self.col.models.by_name(modelName)["flds"]]

    def do_importPackage(self, path: str) -> bool:
        from anki_collection import import_package

        options = {"merge_notetypes": True, "with_scheduling": True, "with_deck_configs": True}
        import_package(self.col, Path(path).read_bytes(), Path(path).parent, **options)
        return True

    def do_findNotes(self, query: str) -> list[int]:
        return list(self.col.find_notes(query))


def test_into_a_real_collection_with_a_key(deck, tmp_path, monkeypatch):
    pytest.importorskip("anki", reason="the real Anki (pip install anki) is not installed")
    from anki_collection import card_of, collection, review

    from calcdrill.cli.push import command

    with collection(tmp_path) as col:
        anki = RealAnki(col, "secret")
        with running(anki) as address:
            for given, message in (("", "CALCDRILL_ANKI_KEY"), ("wrong", "does not accept this key")):
                with pytest.raises(PushError, match=message):
                    push_package(deck, address, key=given)
            assert not anki.asked and not col.find_notes("")
            monkeypatch.setenv("CALCDRILL_ANKI_KEY", "secret")
            command.main([str(deck), "--url", address], standalone_mode=False)
            assert len(col.find_notes("")) == len(KEYS)
            review(col, 3)
            kept = [card_of(col, key).reps for key in KEYS]
            kind = col.models.get(PROBLEM.id)
            kind["name"] = "My problems"
            col.models.update_dict(kind)
            assert push_package(deck, address, key="secret") == len(KEYS) == len(col.find_notes(""))
            assert [card_of(col, key).reps for key in KEYS] == kept and sum(kept) >= 3
            kind = col.models.get(PROBLEM.id)
            col.models.add_field(kind, col.models.new_field("Mine"))
            col.models.update_dict(kind)
            with pytest.raises(PushError, match="'My problems' in Anki has other fields"):
                push_package(deck, address, key="secret")


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
        ({"modelNamesAndIds": {"Mine": PROBLEM.id}, "modelFieldNames": ["Key"]}, "'Mine' in Anki has other fields"),
        ({"modelNamesAndIds": [PROBLEM.name]}, "something other than AnkiConnect"),
        ({"modelFieldNames": ["Key", "Mine"]}, "has other fields .Key, Mine."),
        ({"importPackage": Exception("collection is not available")}, "no profile is open in Anki: open one"),
        ({"importPackage": False}, "did not import"),
        ({"findNotes": []}, "6 of its 6 notes are missing"),
    ],
)
def test_clear_errors(deck, changed, message):
    anki = Anki(**changed)
    with running(anki) as address, pytest.raises(PushError, match=message):
        push_package(deck, address)
    before_import = {"version", "modelNamesAndIds", "modelFieldNames"} & set(changed)
    assert not (before_import and "importPackage" in dict(anki.asked))


@pytest.mark.parametrize("body", [b"<html>hello</html>", b"[]", b'{"result": 6}', b"\xff"])
def test_something_else_answers(deck, body):
    with serving(lambda _: body) as address, pytest.raises(PushError, match="something other"):
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
    with running(anki) as address, pytest.raises(DeckError, match="not a calcdrill deck"):
        push_package(path, address)
    assert not anki.asked
