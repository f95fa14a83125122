"""Handing a package to the Anki that runs on this computer, through the AnkiConnect add-on.

Anki imports a package as a whole or not at all. AnkiConnect's import merges note types, which would leave new
fields empty for ever, so a note type of another shape is refused before anything is sent.
"""

from __future__ import annotations

import http.client
import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from calcdrill.characters import shown
from calcdrill.errors import PushError
from calcdrill.export.anki.difference import MOST_BYTES, ledger_of_package
from calcdrill.export.anki.ledger import Ledger
from calcdrill.files import read_file

__all__ = ["ADDRESS", "push_package"]

ADDRESS: Final = "http://127.0.0.1:8765"
_API: Final = 6
_HERE: Final = frozenset({"127.0.0.1", "localhost", "::1"})
_PATIENCE: Final = 300.0
_AT_ONCE: Final = 50
_MOST_REPLY: Final = 8 << 20


def push_package(path: Path, address: str = ADDRESS, patience: float = _PATIENCE) -> int:
    """Import the file into the running Anki; how many notes of it Anki then holds.

    Raises PushError, with what to do, if Anki is not running, is too old, refuses, has note types of another
    shape, lacks notes afterwards, or the address is another computer's; DeckError if the file is no deck of
    calcdrill.
    """
    _refuse_elsewhere(address)
    ledger = ledger_of_package(read_file(path, MOST_BYTES))
    version = _ask(address, "version", patience=10)
    if not isinstance(version, int) or version < _API:
        raise PushError(f"AnkiConnect answers with version {version}, {_API} is needed: update the add-on in Anki")
    _refuse_other_shapes(address, ledger)
    if _ask(address, "importPackage", patience=patience, path=str(path.resolve())) is not True:
        raise PushError("Anki did not import the deck; open the file by hand (File → Import) to see why")
    missing = [key for keys in _chunks(tuple(ledger.notes)) for key in _missing(address, keys)]
    if missing:
        raise PushError(
            f"Anki took the deck, but {len(missing)} of its {len(ledger.notes)} notes are not there"
            f" ({missing[0]} …): run Tools → Check Database in Anki and push again"
        )
    return len(ledger.notes)


def _refuse_elsewhere(address: str) -> None:
    try:
        parts = urllib.parse.urlsplit(address)
        is_here = parts.scheme == "http" and parts.hostname in _HERE and (parts.port or 80) > 0
    except ValueError:
        is_here = False
    if not is_here or not address.isascii() or not address.isprintable() or " " in address:
        raise PushError(f"{address}: only an Anki on this computer can be pushed to ({ADDRESS})")


def _refuse_other_shapes(address: str, ledger: Ledger) -> None:
    present = _names(address, "modelNames")
    for name, entry in ledger.types.items():
        if name in present:
            fields = _names(address, "modelFieldNames", modelName=name)
            if fields != [field for field, _ in entry.fields]:
                raise PushError(
                    f"the note type {name!r} in Anki has other fields ({', '.join(fields)}); give it back its"
                    " fields, or import the file by hand (File → Import), where Anki keeps both types apart"
                )


def _missing(address: str, keys: Sequence[str]) -> Iterator[str]:
    """The keys that no note has; the whole chunk is asked at once, each key only if one is missing."""
    if len(_list(address, "findNotes", query=_query(keys))) < len(keys):
        yield from (key for key in keys if not _list(address, "findNotes", query=_query([key])))


def _query(keys: Sequence[str]) -> str:
    return " OR ".join(f'"Key:{key.replace("_", chr(92) + "_")}"' for key in keys)


def _chunks(keys: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    return (keys[start : start + _AT_ONCE] for start in range(0, len(keys), _AT_ONCE))


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """AnkiConnect answers itself: who sends elsewhere is not it."""

    def redirect_request(self, *request: Any) -> None:
        return None


def _ask(address: str, action: str, *, patience: float = 30.0, **params: Any) -> Any:
    """The result of one action; proxies are left aside, since the answer comes from this computer."""
    body = json.dumps({"action": action, "version": _API, "params": params}).encode()
    request = urllib.request.Request(address, body, {"Content-Type": "application/json"})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect)
    try:
        with opener.open(request, timeout=patience) as response:
            content = response.read(_MOST_REPLY + 1)
        if len(content) > _MOST_REPLY:
            raise ValueError("the reply is too long")
        reply = json.loads(content)
    except urllib.error.HTTPError as error:
        raise PushError(f"{address} answers {error.code}: is that AnkiConnect? If so, allow this computer") from error
    except TimeoutError as error:
        raise PushError(f"Anki did not answer within {patience:.0f} seconds: is a dialogue open in it?") from error
    except (urllib.error.URLError, ConnectionError) as error:
        raise PushError(_no_answer(address, error)) from error
    except (ValueError, RecursionError, http.client.HTTPException) as error:
        raise PushError(f"something else than AnkiConnect answers at {address}") from error
    if not isinstance(reply, dict) or "error" not in reply or "result" not in reply:
        raise PushError(f"something else than AnkiConnect answers at {address}")
    if reply["error"] is not None:
        raise PushError(f"Anki refuses ({action}): {shown(' '.join(str(reply['error']).split()))[:400]}")
    return reply["result"]


def _list(address: str, action: str, **params: Any) -> list[Any]:
    found = _ask(address, action, **params)
    if not isinstance(found, list):
        raise PushError(f"something else than AnkiConnect answers at {address}")
    return found


def _names(address: str, action: str, **params: Any) -> list[str]:
    return [shown(str(name)) for name in _list(address, action, **params)]


def _no_answer(address: str, error: Exception) -> str:
    reason = getattr(error, "reason", error)
    if isinstance(reason, TimeoutError):
        return "Anki did not answer in time: is a dialogue open in it?"
    return (
        f"nothing answers at {address} ({reason}): start Anki, with the add-on AnkiConnect (code 2055492159)"
        " installed, or open the file by hand (File → Import)"
    )
