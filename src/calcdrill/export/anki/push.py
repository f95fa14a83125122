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
from dataclasses import dataclass
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


def push_package(path: Path, address: str = ADDRESS, patience: float = _PATIENCE, key: str = "") -> int:
    """Import the file into the running Anki; how many notes of it Anki then holds.

    ``key`` is AnkiConnect's API key, where one is set in its configuration. Raises PushError, with what to do, if Anki
    is not running, is too old, has no profile open, refuses, has note types of another shape, lacks notes afterwards,
    or the address is another computer's; DeckError if the file is not a calcdrill deck.
    """
    _refuse_elsewhere(address)
    ledger = ledger_of_package(read_file(path, MOST_BYTES))
    anki = _Anki(address, key)
    version = anki.ask("version", patience=10)
    if not isinstance(version, int) or version < _API:
        raise PushError(f"AnkiConnect answers with version {version}, {_API} is needed: update the add-on in Anki")
    _refuse_other_shapes(anki, ledger)
    if anki.ask("importPackage", patience=patience, path=str(path.resolve())) is not True:
        raise PushError("Anki did not import the deck; open the file by hand (File → Import) to see why")
    missing = [key for keys in _chunks(tuple(ledger.notes)) for key in _missing(anki, keys)]
    if missing:
        raise PushError(
            f"Anki imported the deck, but {len(missing)} of its {len(ledger.notes)} notes are missing"
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
        raise PushError(f"{address}: push works only with Anki on this computer ({ADDRESS})")


def _refuse_other_shapes(anki: _Anki, ledger: Ledger) -> None:
    """Anki knows a note type by its id, whatever the learner calls it; another one of our name is none of ours."""
    present = anki.ask("modelNamesAndIds")
    if not isinstance(present, dict):
        raise anki.stranger()
    names = {number: str(name) for name, number in present.items()}
    for entry in ledger.types.values():
        name = names.get(entry.id)
        if name is None:
            continue
        fields = [shown(str(field)) for field in anki.list("modelFieldNames", modelName=name)]
        if fields != [field for field, _ in entry.fields]:
            raise PushError(
                f"the note type {shown(name)!r} in Anki has other fields ({', '.join(fields)}); restore its"
                " fields, or import the file by hand (File → Import), where Anki keeps both types apart"
            )


def _missing(anki: _Anki, keys: Sequence[str]) -> Iterator[str]:
    """The keys that no note has; the whole chunk is asked at once, each key only if one is missing."""
    if len(anki.list("findNotes", query=_query(keys))) < len(keys):
        yield from (key for key in keys if not anki.list("findNotes", query=_query([key])))


def _query(keys: Sequence[str]) -> str:
    return " OR ".join(f'"Key:{key.replace("_", chr(92) + "_")}"' for key in keys)


def _chunks(keys: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    return (keys[start : start + _AT_ONCE] for start in range(0, len(keys), _AT_ONCE))


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """AnkiConnect answers itself: who sends elsewhere is not it."""

    def redirect_request(self, *request: Any) -> None:
        return None


@dataclass(frozen=True)
class _Anki:
    """AnkiConnect at an address of this computer."""

    address: str
    key: str

    def ask(self, action: str, *, patience: float = 30.0, **params: Any) -> Any:
        """The result of one action; proxies are left aside, since the answer comes from this computer."""
        asked = {"action": action, "version": _API, "params": params} | ({"key": self.key} if self.key else {})
        reply = self._reply(json.dumps(asked).encode(), patience)
        if not isinstance(reply, dict) or "error" not in reply or "result" not in reply:
            raise self.stranger()
        if reply["error"] is not None:
            raise PushError(_refusal(action, shown(" ".join(str(reply["error"]).split()))[:400], self.key))
        return reply["result"]

    def list(self, action: str, **params: Any) -> list[Any]:
        items = self.ask(action, **params)
        if not isinstance(items, list):
            raise self.stranger()
        return items

    def stranger(self) -> PushError:
        return PushError(f"something other than AnkiConnect answers at {self.address}")

    def _reply(self, body: bytes, patience: float) -> Any:
        request = urllib.request.Request(self.address, body, {"Content-Type": "application/json"})
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect)
        try:
            with opener.open(request, timeout=patience) as response:
                content = response.read(_MOST_REPLY + 1)
            if len(content) > _MOST_REPLY:
                raise ValueError("the reply is too long")
            return json.loads(content)
        except urllib.error.HTTPError as error:
            said = f"{self.address} answers {error.code}: is that AnkiConnect? If so, allow this computer"
            raise PushError(said) from error
        except TimeoutError as error:
            raise PushError(f"Anki did not answer within {patience:.0f} seconds: is a dialogue open in it?") from error
        except (urllib.error.URLError, ConnectionError) as error:
            raise PushError(_no_answer(self.address, error)) from error
        except (ValueError, RecursionError, http.client.HTTPException) as error:
            raise self.stranger() from error


def _refusal(action: str, said: str, key: str) -> str:
    """What AnkiConnect's own words mean for whoever pushes."""
    if "api key" in said:
        return (
            "AnkiConnect does not accept this key: compare it with apiKey in the add-on's configuration"
            if key
            else "AnkiConnect asks for its key (apiKey in the add-on's configuration): set it in CALCDRILL_ANKI_KEY"
            " or with --key"
        )
    if "collection is not available" in said:
        return "no profile is open in Anki: open one, then push again"
    return f"Anki refuses ({action}): {said}"


def _no_answer(address: str, error: Exception) -> str:
    reason = getattr(error, "reason", error)
    if isinstance(reason, TimeoutError):
        return "Anki did not answer in time: is a dialogue open in it?"
    return (
        f"nothing answers at {address} ({reason}): start Anki, with the add-on AnkiConnect (code 2055492159)"
        " installed, or open the file by hand (File → Import)"
    )
