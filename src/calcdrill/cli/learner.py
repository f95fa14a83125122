"""What the commands for learners share: whose history, the session around it, lines in and events out."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from calcdrill.characters import shown
from calcdrill.cli.common import FOLDER, terminal_look
from calcdrill.errors import InputError

if TYPE_CHECKING:
    from calcdrill.catalog.values import Catalog
    from calcdrill.expression.notation.conventions import Conventions
    from calcdrill.practice.drill import Desk
    from calcdrill.practice.events import Event
    from calcdrill.practice.history import History
    from calcdrill.practice.plain_lines import Say
    from calcdrill.practice.sheet import SheetProblem


def profile_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """``--profile`` and ``--data``: whose history, and where it is."""
    for option in (
        click.option(
            "--data",
            type=FOLDER,
            envvar="CALCDRILL_DATA",
            help="The folder of the histories (default: your data folder).",
        ),
        click.option("--profile", default="default", show_default=True, help="Whose history to use."),
    ):
        command = option(command)
    return command


def open_profile(data: Path | None, profile: str, is_read: bool = False) -> History:
    """The history of a profile; what there is to say about the file goes to standard error.

    A command that only reads (``is_read``) begins no history under a name that was never used.
    """
    from datetime import UTC, datetime, timedelta

    from calcdrill.practice.history import history_path, open_history

    path = history_path(data or _default_folder(), profile)
    if is_read and profile != "default" and not path.exists():
        names = sorted(file.stem for file in path.parent.glob("*.sqlite3") if ".corrupt-" not in file.name)
        known = f"there are {', '.join(names)}" if names else "there is none yet"
        raise InputError(f"there is no profile {profile!r}: {known}")

    def tell(message: str) -> None:
        click.echo(message, err=True)

    history = open_history(path, None, tell, is_read=is_read)
    last = history.latest()
    if last is not None and last > datetime.now(UTC) + timedelta(days=1):
        words = "has answers from the future; if the clock was wrong, run calcdrill practice --mend-clock"
        tell(f"the history {path} {words} (the last: {last.date().isoformat()})")
    return history


def weakest(
    data: Path | None,
    profile: str,
    catalog: Catalog,
    what: tuple[str, ...],
    difficulty: tuple[int, int],
    most: int = 5,
) -> tuple[str, ...]:
    """The ids of a learner's weakest skills among those that ``what`` names (all by default)."""
    from datetime import UTC, datetime

    from calcdrill.catalog.select import select
    from calcdrill.practice.stats import weakest_skills

    inside = {exercise.concept for exercise in select(catalog, what or ("all",), difficulty)}
    with open_profile(data, profile, is_read=True) as history:
        ranked = weakest_skills(history, datetime.now(UTC), len(catalog.concepts))
    chosen = tuple(skill for skill in ranked if skill in inside)[:most]
    if not chosen:
        raise InputError("there is no practice yet to make a sheet from: run calcdrill practice first")
    return chosen


def wrong_on_paper(data: Path | None, profile: str, places: Sequence[SheetProblem]) -> str:
    """The numbers of a sheet's problems that were last entered as wrong (``practice --sheet``), as ``3,7``."""
    from calcdrill.practice.records import without_undone

    with open_profile(data, profile, is_read=True) as history:
        answers = without_undone(
            [answer for answer in history.answers() if answer.mode == "sheet" or answer.event == "undo"]
        )
    last = {(answer.problem, answer.seed, answer.index): answer.correct for answer in answers}
    wrong = [place for place in places if last.get((place.problem, place.seed, place.index)) is False]
    if not wrong:
        raise InputError("no problem of this sheet was entered as wrong: run calcdrill practice --sheet first")
    return ",".join(str(place.number) for place in wrong)


def _default_folder() -> Path:
    """The folder of the histories in the user's data folder."""
    import platformdirs

    return Path(platformdirs.user_data_path("calcdrill", appauthor=False)) / "history"


def desk_of(history: History, catalog: Catalog, mode: str = "practice") -> Desk:
    import uuid
    from datetime import UTC, datetime

    from calcdrill.practice.drill import Desk

    zone = datetime.now().astimezone().tzinfo or UTC
    requires = {concept.id: concept.requires for concept in catalog.concepts.values()}
    titles = {concept.id: concept.title for concept in catalog.concepts.values()}
    session = uuid.uuid4().hex
    return Desk(history, lambda: datetime.now(UTC), zone, lambda: uuid.uuid4().hex, requires, session, mode, titles)


def any_seed() -> int:
    import secrets

    return secrets.randbelow(2**31)


def is_typed(json_: bool) -> bool:
    return not json_ and sys.stdin.isatty() and sys.stdout.isatty()


def learner_lines(
    json_: bool, desk: Desk, words: tuple[str, ...], preview: Callable[[str], str] | None = None
) -> Iterator[str]:
    """The learner's lines; at a terminal ``preview`` of each is shown below it while it is typed."""
    from calcdrill.practice.lines import json_lines, piped_lines, stdin_lines, typed_lines

    if json_:
        from calcdrill.export.jsonl import write_line

        def fail(message: str) -> None:
            sys.stdout.write(write_line({"event": "error", "message": message}))
            sys.stdout.flush()

        return json_lines(stdin_lines(), words, fail)
    if is_typed(json_):
        if preview is None or os.environ.get("TERM") == "dumb":
            return typed_lines("> ", desk.history.path.with_suffix(".lines"), words)
        from calcdrill.practice.preview import live

        return typed_lines("> ", desk.history.path.with_suffix(".lines"), words, lambda: live("> ", preview))
    return piped_lines(stdin_lines(), lambda line: click.echo(f"> {line}"))


def exam_lines(json_: bool, desk: Desk, words: tuple[str, ...], left: Callable[[], float | None]) -> Iterator[str]:
    """The lines of an exam: the prompt says how much time is ``left`` (seconds), and the last line ends with it."""
    from calcdrill.practice.lines import typed_lines, until

    def prompt() -> str:
        seconds = left()
        return "> " if seconds is None else f"{max(0, int(seconds)) // 60}:{max(0, int(seconds)) % 60:02} > "

    if not is_typed(json_):
        return learner_lines(json_, desk, words)
    return typed_lines(prompt, desk.history.path.with_suffix(".lines"), words, lambda: until(left))


def _is_ascii() -> bool:
    """Whether standard output shows no more than ASCII: by its encoding, or by a locale that says so."""
    try:
        "√∫∂²′✓✗".encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return True
    said = [os.environ.get(name, "") for name in ("LC_ALL", "LC_CTYPE", "LANG")]
    if said[1:] in (["C.UTF-8", "C"], ["C.UTF-8", "POSIX"]):
        said[1] = ""  # where the language is C, Python itself sets this (PEP 538)
    return next(filter(None, said), "") in {"C", "POSIX"}


def plain_say(plain: bool, conventions: Conventions) -> Say | None:
    """How sentences are written where nothing is drawn: in spoken words if ``plain``, as they are typed where only
    ASCII is shown; None elsewhere.
    """
    from functools import partial

    from calcdrill.expression.notation.prose import prose_text
    from calcdrill.expression.notation.speech import speak_prose

    if plain:
        return speak_prose
    return partial(prose_text, conventions=conventions) if _is_ascii() else None


def echo_plain(lines: Iterable[str]) -> None:
    """Plain lines on standard output, in ASCII where it shows no more."""
    from calcdrill.practice.plain_lines import to_ascii

    as_shown = to_ascii if _is_ascii() else str
    for line in lines:
        click.echo(shown(as_shown(line)))


def shower(json_: bool, plain: bool = False, conventions: Conventions | None = None) -> Callable[[Event], None]:
    """What shows events: as JSON, in spoken words, in ASCII, or drawn, in the learner's signs."""
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="replace")
    if json_:
        from calcdrill.export.jsonl import write_line
        from calcdrill.practice.events import event_to_dict

        def write(event: Event) -> None:
            sys.stdout.write(write_line(event_to_dict(event)))
            sys.stdout.flush()

        return write

    from calcdrill.expression.notation.conventions import DEFAULT
    from calcdrill.practice.terminal import in_forms, render

    signs = conventions or DEFAULT
    if plain or _is_ascii():
        from calcdrill.practice.plain import plain as in_ascii
        from calcdrill.practice.plain import spoken

        if plain:
            return lambda event: click.echo(spoken(event))
        return in_forms(lambda event: click.echo(in_ascii(event, signs)), signs)

    from shutil import get_terminal_size

    from calcdrill.practice.layout import Look

    def draw(event: Event) -> None:
        look = terminal_look() or Look(min(get_terminal_size().columns, 100))
        look = replace(look, conventions=signs)
        click.echo(render(event, look), color=look.colour)
        sys.stdout.flush()

    return in_forms(draw, signs)
