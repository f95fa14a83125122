"""What a stranger sends is data: each finding of the first security review, as a test that failed before."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import sqlite3
import stat
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from calcdrill import load_catalog
from calcdrill.cli import main
from calcdrill.cli.kept import kept_catalog, own_secret
from calcdrill.errors import CatalogError, DeckError, HistoryError, InputError, PushError, TooSlow
from calcdrill.export.anki.difference import ledger_of_package
from calcdrill.export.anki.push import push_package
from calcdrill.export.sheet import read_sheet
from calcdrill.export.themes import MOST_FILES, find_theme
from calcdrill.export.unfinished import part_of, unfinished
from calcdrill.files import file_name, read_file, write_file
from calcdrill.practice.history import open_history
from calcdrill.practice.records import answer_from_json

ROOT = Path(__file__).resolve().parents[1]
SEPARATORS = ["../x", "/x", "a/b", "a\\b", ".hidden", "x\x00", "x\n", "x\u202e", "", " x", "x.", "a..b", "x" * 41]
posix = pytest.mark.skipif(os.name == "nt", reason="needs a system with modes and links")

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
"""Sockets of a cluster that another test closed may be noticed here."""


def told(capsys: pytest.CaptureFixture[str], *arguments: object, code: int = 2) -> str:
    """What the command says on standard error; it ends with ``code`` and without a traceback."""
    with pytest.raises(SystemExit) as stop:
        main([str(word) for word in arguments])
    assert stop.value.code == code
    said = capsys.readouterr().err
    assert "Traceback" not in said and "\x1b" not in said
    return said


OWN = """\
topic: own
title: {title}
concepts:
  - id: own-concept
    title: Own
    difficulty: 1
    requires: []
    summary: A summary.
    why: A reason.
    exercises:
      - {{id: one, kind: derivative, difficulty: 1, draw: {{a: 2..9}}, order: {order}, function: "{function}"}}
"""


def content(folder: Path, title: str = "Own", function: str = "x^a", order: int = 1) -> Path:
    (folder / "exercises").mkdir(parents=True)
    (folder / "exercises" / "90-own.yaml").write_text(OWN.format(title=title, function=function, order=order))
    return folder


# -- 2, 6: names and links


@pytest.mark.parametrize("name", SEPARATORS)
def test_a_name_that_becomes_a_file_stays_in_its_folder(name: str, tmp_path: Path) -> None:
    with pytest.raises(InputError):
        file_name(name)
    with pytest.raises(InputError):
        read_sheet({"versions": ["A", name or "."]})
    with pytest.raises(InputError):
        find_theme(name, [tmp_path])


def test_versions_of_a_theme_stay_in_the_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "themes" / "mine").mkdir(parents=True)
    (tmp_path / "themes" / "mine" / "theme.yaml").write_text('versions: ["A", "/../../x/B"]\n')
    content(tmp_path)
    words = ("worksheet", "own-concept", "--content", tmp_path, "-n", 2, "--set", "theme=mine", "-o")
    assert "'/../../x/B' does not have the right form" in told(capsys, *words, tmp_path / "out" / "q.md")
    assert not (tmp_path / "out").exists() and not (tmp_path.parent / "x").exists()


@posix
def test_a_theme_reads_no_file_beyond_its_folder(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    theme = tmp_path / "mine"
    (theme / "files").mkdir(parents=True)
    (theme / "theme.yaml").write_text("columns: 1\n")
    (theme / "files" / "own.txt").write_text("mine")
    assert find_theme("mine", [tmp_path]).templates.files == (("files/own.txt", b"mine"),)
    for name, goal in (("files/a.txt", tmp_path / "secret.txt"), ("typst", tmp_path), ("files/sub", Path("/etc"))):
        (theme / name).symlink_to(goal)
        with pytest.raises(InputError, match="leads out of the theme"):
            find_theme("mine", [tmp_path])
        (theme / name).unlink()
    os.mkfifo(theme / "files" / "pipe")
    with pytest.raises(InputError, match="not a regular file"):
        find_theme("mine", [tmp_path])
    (theme / "files" / "pipe").unlink()
    for number in range(MOST_FILES + 1):
        (theme / "files" / f"{number}.txt").write_text("")
    with pytest.raises(InputError, match="at most"):
        find_theme("mine", [tmp_path])


# -- 7, 8, 13, 15: files that later runs go on with


@posix
def test_unfinished_files_follow_no_link(tmp_path: Path) -> None:
    victim, output = tmp_path / "victim", tmp_path / "out.jsonl"
    victim.write_text("precious")
    for link in (part_of(output), output.with_name("out.jsonl.part.keys")):
        link.symlink_to(victim)
        for resume in (False, True):
            with pytest.raises(InputError), unfinished(output, {}, resume):
                pass
        assert victim.read_text() == "precious"
        link.unlink(missing_ok=True)
        part_of(output).unlink(missing_ok=True)


def test_a_forged_line_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from calcdrill.export import unfinished as module

    monkeypatch.setenv("CALCDRILL_CACHE", str(tmp_path / "cache"))
    output = tmp_path / "out.jsonl"
    words = ["generate", "chain-exp", "-n", "6", "--format", "json", "-o", str(output)]
    main(words)
    whole = output.read_bytes()
    lines = whole.splitlines(keepends=True)
    real = module.Unfinished.write

    def stopped(self: module.Unfinished, *arguments: object) -> Iterator[int]:
        for done in real(self, *arguments):  # type: ignore[arg-type]
            yield done
            if done == 4:
                raise KeyboardInterrupt

    monkeypatch.setattr(module.Unfinished, "write", stopped)
    with pytest.raises(SystemExit):
        main(words)
    monkeypatch.setattr(module.Unfinished, "write", real)
    part, keys = part_of(output), output.with_name("out.jsonl.part.keys")
    assert part.read_bytes() == b"".join(lines[:4])
    forged = lines[1].replace(b'"answer"', b'"forged"')
    part.write_bytes(lines[0] + forged + lines[2] + lines[3])
    seen: list[int] = []
    earlier = module.Unfinished.earlier
    monkeypatch.setattr(module.Unfinished, "earlier", lambda self, *a: (seen.append(self.kept), earlier(self, *a))[1])
    main([*words, "--resume"])
    assert output.read_bytes() == whole and seen == [1]
    assert not keys.exists()


def test_records_of_another_user_are_not_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALCDRILL_CACHE", str(tmp_path / "mine"))
    mine = own_secret()
    assert mine == own_secret() and len(mine) == 32
    monkeypatch.setenv("CALCDRILL_CACHE", str(tmp_path / "theirs"))
    assert own_secret() != mine


def test_the_cache_runs_nothing(tmp_path: Path) -> None:
    cache, touched = tmp_path / "cache", tmp_path / "touched"
    own = content(tmp_path / "own")
    kept_catalog([own], cache)
    (kept,) = cache.iterdir()
    kept.write_bytes(b"cposix\nsystem\n(S'touch " + str(touched).encode() + b"'\ntR.")
    assert "own-concept" in kept_catalog([own], cache).concepts
    assert not touched.exists()
    packages = [path.read_text() for path in (ROOT / "src" / "calcdrill").rglob("*.py")]
    assert sum("pickle.load" in text for text in packages) <= 3, "a pickle comes through a pipe, never from a file"


@posix
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives files away")
def test_the_cache_of_another_user_is_not_read(tmp_path: Path) -> None:
    cache, own = tmp_path / "cache", content(tmp_path / "own")
    kept_catalog([own], cache)
    (kept,) = cache.iterdir()
    text = kept.read_bytes().partition(b"\n")[2].replace(b'"Own"', b'"Odd"')
    import hashlib

    kept.write_bytes(hashlib.sha256(text).hexdigest().encode() + b"\n" + text)
    assert kept_catalog([own], cache).concepts["own-concept"].title == "Odd"
    os.chown(kept, 12345, 12345)
    assert kept_catalog([own], cache).concepts["own-concept"].title == "Own"


@posix
def test_what_is_private_is_for_its_owner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = os.umask(0o022)
    try:
        with open_history(tmp_path / "data" / "me.sqlite3") as history:
            history.own_seed(lambda: 7)
            files = [tmp_path / "data", *(tmp_path / "data").iterdir()]
            assert len(files) > 2
        kept_catalog([], tmp_path / "cache")
        files += [tmp_path / "cache", *(tmp_path / "cache").iterdir()]
        main(["practice", "--data", str(tmp_path / "data"), "--export", str(tmp_path / "export.jsonl")])
        files.append(tmp_path / "export.jsonl")
        for path in filter(Path.exists, files):
            assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path
        monkeypatch.setattr(os, "umask", lambda mask: pytest.fail("the mask belongs to the whole process"))
        write_file(tmp_path / "sheet.pdf", b"")
        assert stat.S_IMODE((tmp_path / "sheet.pdf").stat().st_mode) == 0o644
    finally:
        monkeypatch.undo()
        os.umask(before)


# -- 3: dask


def test_a_cluster_here_lets_nobody_else_in() -> None:
    pytest.importorskip("distributed", reason="pip install 'calcdrill[dask]'")
    from calcdrill.cluster import on_cluster
    from calcdrill.generating import itself

    with on_cluster(0, itself, 1, None) as source:
        client = source._engine._client  # type: ignore[attr-defined]
        address = client.scheduler.address
        assert address.startswith("tls://127.0.0.1:")
        assert all(worker.startswith("tls://127.0.0.1:") for worker in client.scheduler_info()["workers"])
        keys = client.security
        assert keys.require_encryption and "PRIVATE KEY" in keys.tls_client_key


# -- 9: archives and databases


def package(database: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("collection.anki2", database)
    return target.getvalue()


def database(*statements: str) -> bytes:
    with closing(sqlite3.connect(":memory:")) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()
        return connection.serialize()


ENDLESS = "create view {} as with recursive n(i) as (select 1 union all select i + 1 from n) select i {} from n"


def encrypted(content: bytes) -> bytes:
    """The package with the flag of encryption set in both of its headers."""
    found = bytearray(content)
    found[6] |= 1
    found[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(found)


@pytest.mark.parametrize(
    "bad",
    [
        b"",
        b"PK",
        package(bytes(300 << 20)),
        package(b"nothing"),
        package(database(ENDLESS.format("col", "models"))),
        package(database("create table col (models)", "insert into col values ('{}')", ENDLESS.format("notes", "id"))),
        package(database("create table col (models)", f"insert into col values ('{'[' * 90_000}')")),
        package(database("create table col (models int)", "insert into col values (7)")),
        encrypted(package(b"x")),
    ],
    ids=["empty", "torn", "bomb", "junk", "endless", "endless-notes", "deep", "number", "encrypted"],
)
def test_a_bad_package_is_one_line(bad: bytes) -> None:
    with pytest.raises(DeckError, match="not a calcdrill deck") as caught:
        ledger_of_package(bad)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "statement",
    [
        ENDLESS.format("more", "id"),
        "create trigger t after insert on answers begin delete from answers; end",
        "create index extra on answers (text)",
        "create table other (x)",
    ],
)
def test_a_history_with_programs_in_it_is_left_alone(statement: str, tmp_path: Path) -> None:
    path = tmp_path / "me.sqlite3"
    open_history(path).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(statement)
        connection.commit()
    with pytest.raises(HistoryError, match="other tables, views or triggers"):
        open_history(path)


def test_a_statement_without_end_is_interrupted(tmp_path: Path) -> None:
    from calcdrill.practice.store import limit_time

    with closing(sqlite3.connect(":memory:")) as connection:
        limit_time(connection, 0.2)
        with pytest.raises(sqlite3.OperationalError, match="interrupted"):
            connection.execute("with recursive n(i) as (select 1 union all select i + 1 from n) select max(i) from n")


# -- 10: time


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no timers here")
def test_a_problem_that_takes_too_long_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from calcdrill import instances, isolation

    own = content(tmp_path, function="exp(sin(cos(exp(sin(cos(a*x))))))", order=6)
    exercise = load_catalog(own).exercises["own-concept/one"]
    monkeypatch.setattr(instances, "MOST_SECONDS", 0.3)
    isolation.watch_time()
    try:
        with pytest.raises(TooSlow, match=r"own-concept/one: seed 0, index 0 takes longer than 0\.3 s"):
            instances.make_problem(exercise, 0, 0)
        assert signal.getitimer(signal.ITIMER_PROF)[0] == signal.getitimer(signal.ITIMER_VIRTUAL)[0] == 0
    finally:
        isolation._Watch.is_on = False


def test_tries_that_only_wait_are_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from calcdrill import instances

    waited = iter(range(0, 10_000, 4))
    monkeypatch.setattr(instances, "lost_seconds", lambda: float(next(waited)))
    own = content(tmp_path, function="99999*x^a*99999")
    with pytest.raises(TooSlow):
        instances.make_problem(load_catalog(own).exercises["own-concept/one"], 0, 0)


# -- 11, 12: characters, devices


@pytest.mark.parametrize("title", ['"\\e]0;owned\\a"', '"\\u202Eevil"', '"\\x9b31m"', "Evil \u202e", "x # \u2066"])
def test_hidden_characters_are_refused_in_yaml(title: str, tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match=r"U\+") as caught:
        load_catalog(content(tmp_path, title))
    assert caught.value.faults[0].line == 2


RECORD = {
    "id": "a1", "at": "2026-03-01T09:30:00+00:00", "day": "2026-03-01",
    "problem": "x/y", "seed": 1, "index": 2, "skill": "x",
}  # fmt: skip


@pytest.mark.parametrize("field", ["id", "day", "skill", "text", "message", "mistake", "version"])
def test_hidden_characters_are_refused_in_imports(field: str) -> None:
    assert answer_from_json(json.dumps(RECORD))
    with pytest.raises(InputError, match=rf"{field}.*U\+001B"):
        answer_from_json(json.dumps({**RECORD, field: "\x1b[2J"}))


def test_what_is_said_holds_no_escapes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    strange = content(tmp_path / "\x1b[2Jx")
    (strange / "exercises" / "91-odd.yaml").write_text("topic: [")
    assert "\ufffd[2Jx" in told(capsys, "build", "--content", strange, "-o", tmp_path)


@posix
@pytest.mark.parametrize("make", [os.mkfifo, lambda path: os.symlink("/dev/zero", path), os.mkdir])
def test_only_regular_files_are_read(make: Callable[[Path], None], tmp_path: Path) -> None:
    own = content(tmp_path)
    make(own / "exercises" / "91-more.yaml")
    with pytest.raises(CatalogError, match=r"not a regular file|cannot be read"):
        load_catalog(own)
    with pytest.raises((InputError, OSError)):
        read_file(own / "exercises" / "91-more.yaml", 10)


# -- 14: push


class Elsewhere(BaseHTTPRequestHandler):
    """Answers every question as ``reply`` says."""

    reply: Callable[[Elsewhere], None]
    asked: list[str]

    def do_POST(self) -> None:
        self.asked.append(self.path)
        self.rfile.read(int(self.headers["Content-Length"]))
        type(self).reply(self)

    do_GET = do_POST

    def log_message(self, *arguments: object) -> None:
        pass


def redirect(handler: Elsewhere) -> None:
    handler.send_response(307)
    handler.send_header("Location", "/elsewhere")
    handler.end_headers()


def flood(handler: Elsewhere) -> None:
    handler.send_response(200)
    handler.end_headers()
    with open(os.devnull, "rb"), pytest.raises(OSError):
        while True:
            handler.wfile.write(bytes(1 << 20))


def colours(handler: Elsewhere) -> None:
    handler.send_response(200)
    handler.end_headers()
    handler.wfile.write(json.dumps({"result": None, "error": "\x1b[2J\nno"}).encode())


@pytest.mark.parametrize("reply", [redirect, flood, colours])
def test_push_follows_and_swallows_nothing(reply: Callable[[Elsewhere], None], tmp_path: Path) -> None:
    from calcdrill.export.anki import DeckOptions, ProblemNote, make_deck
    from export.anki.anki_samples import CHAIN, NOW, exponential

    note = ProblemNote("chain-exp/x", CHAIN, (exponential(1),))
    (tmp_path / "x.apkg").write_bytes(make_deck([note], DeckOptions(), None, NOW)[0])
    handler = type("Handler", (Elsewhere,), {"reply": staticmethod(reply), "asked": []})
    with HTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with pytest.raises(PushError) as caught:
            push_package(tmp_path / "x.apkg", f"http://127.0.0.1:{server.server_port}")
        server.shutdown()
    assert handler.asked == ["/"] and "\x1b" not in str(caught.value) and "\n" not in str(caught.value)


# -- 16: the README's command


def test_the_command_of_the_readme_imports_nothing_from_here() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = re.findall(r"python3 [^\n&`]*-m calcdrill", readme)
    assert commands and all(command.startswith("python3 -P ") for command in commands)


# -- 17: no traceback


@pytest.mark.parametrize("epoch", ["²", "-1", "1e9", "9" * 40, "x"])
def test_an_odd_date_is_one_line(
    epoch: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    said = told(capsys, "deck", "chain-exp/exp-of-quadratic", "--variants", 1, "-o", tmp_path / "x.apkg")
    assert "SOURCE_DATE_EPOCH" in said and len(said.splitlines()) == 1


@pytest.mark.parametrize(
    "ledger",
    ["", "[]", "[" * 9000, '{"format": 1}', '{"format": 2}',
     '{"format": 1, "notetypes": {}, "retired": {}, "notes": []}',
     '{"format": 1, "notetypes": {}, "retired": {}, "notes": {"a": {"guid": 1}}}',
     '{"format": 1, "notetypes": {}, "retired": {}, "notes": {"a": {"guid": "g", "type": "t", "hash": "h", "mod": "x",'
     ' "created": 1e400, "due": 1, "version": ""}}}'],
)  # fmt: skip
def test_a_broken_ledger_is_one_line(ledger: str) -> None:
    from calcdrill.export.anki import read_ledger

    with pytest.raises(DeckError) as caught:
        read_ledger(ledger)
    assert "\n" not in str(caught.value)


def test_a_seed_that_is_no_number_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "me.sqlite3"
    with open_history(path) as history:
        history.own_seed(lambda: 7)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("update meta set value = 'abc' where key = 'seed'")
        connection.commit()
    with open_history(path) as history:
        assert history.own_seed(lambda: 8) == 8


@pytest.mark.parametrize("field", ["number", "seed", "index"])
def test_a_sheet_with_endless_numbers_is_one_line(field: str) -> None:
    from calcdrill.practice.sheet import read_sheet as read_places

    record = {"id": "x/y", "number": 1, "seed": 1, "index": 1}
    assert read_places(json.dumps(record))
    with pytest.raises(InputError, match="no sheet has"):
        read_places(json.dumps({**record, field: 10**21}))


@pytest.mark.parametrize(
    "url", ["http://[::1", "http://127.0.0.1:99999", "http://a\nb", "ftp://127.0.0.1", "http://evil.example"]
)
def test_an_odd_address_is_one_line(url: str, tmp_path: Path) -> None:
    (tmp_path / "x.apkg").write_bytes(b"")
    with pytest.raises(PushError, match="push works only with Anki on this computer"):
        push_package(tmp_path / "x.apkg", url)


@posix
def test_links_in_circles_are_no_fault(tmp_path: Path) -> None:
    own = content(tmp_path / "own")
    for name in ("a", "b"):
        (own / "exercises" / name).symlink_to(".")
    (own / "exercises" / "c").symlink_to("nowhere")
    assert "own-concept" in kept_catalog([own], tmp_path / "cache").concepts


@posix
def test_an_output_that_is_a_device_stays_one(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InputError, match="no regular file"):
        write_file(tmp_path / "pipe", b"")
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)
