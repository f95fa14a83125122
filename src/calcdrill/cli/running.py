"""Who makes the problems of a long run: this process, several, or a cluster; options and choice."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

import click

from calcdrill.cli.common import jobs_option
from calcdrill.problem import Problem

if TYPE_CHECKING:
    from calcdrill.catalog.values import Exercise
    from calcdrill.keys import KeySet
    from calcdrill.sets import Found, Share, Source

Made = TypeVar("Made")
Command = TypeVar("Command", bound=Callable[..., Any])


def engine_options(command: Command) -> Command:
    """``--jobs``, ``--engine``, ``--scheduler``: who works; the output is the same."""
    engine = click.option(
        "--engine",
        type=click.Choice(["processes", "dask"]),
        default="processes",
        show_default=True,
        help="Where to work: in processes here, or on the workers of a dask cluster.",
    )
    scheduler = click.option(
        "--scheduler", metavar="ADDRESS", help="The dask cluster's scheduler (default: a cluster here)."
    )
    return jobs_option(engine(scheduler(command)))


@dataclass(frozen=True)
class Run:
    """A set to be made: from which exercises, how many, how they share it, and by whom."""

    exercises: Sequence[Exercise]
    count: int
    seed: int
    jobs: int
    engine: str
    scheduler: str | None
    share: Share | None = None

    def __post_init__(self) -> None:
        if self.scheduler and self.engine != "dask":
            raise click.UsageError("--scheduler needs --engine dask")

    def source(self, form: Callable[[Problem], Made]) -> AbstractContextManager[Source[Made]]:
        """The problems, each in the form that ``form`` gives it."""
        if self.engine == "dask":
            from calcdrill.cluster import on_cluster

            return on_cluster(self.seed, form, self.jobs, self.scheduler)
        from calcdrill.generating import made_by

        return made_by(self.jobs, self.seed, form)

    def found(self, source: Source[Made], seen: KeySet | None = None) -> Iterator[Found[Made]]:
        """The set from a source, in its order; a number too large is refused at once where that is known."""
        from calcdrill.sets import iterate_found
        from calcdrill.tasks import require_enough

        require_enough(self.exercises, self.count)
        return iterate_found(self.exercises, self.count, self.seed, source, self.share, seen)

    def made(self, form: Callable[[Problem], Made], progress: Callable[[int], None]) -> Iterator[Made]:
        """What ``form`` makes of each problem of the set."""
        with self.source(form) as source:
            for done, made in enumerate(self.found(source), start=1):
                progress(done)
                yield made.made


@contextmanager
def unfinished_run(
    run: Run,
    output: Path,
    resume: bool,
    form: Callable[[Problem], bytes],
    progress: Callable[[int], None],
    settings: Mapping[str, Any] = MappingProxyType({}),
    seen: KeySet | None = None,
    finish: Callable[[Found[bytes]], bytes] | None = None,
) -> Iterator[Path]:
    """Write the set's lines into the unfinished file of ``output``, and hand that over; afterwards it is ``output``.

    ``settings`` are what the lines depend on besides the run's own. ``finish`` makes of a worker's line the one that is
    written.
    """
    from calcdrill.cli.kept import own_secret
    from calcdrill.export.unfinished import CONTENT, Continued, content_of, part_of, unfinished
    from calcdrill.shards import edition

    digest = content_of(run.exercises)
    settings = {"version": edition(), "seed": run.seed, "number of problems": run.count, **settings, CONTENT: digest}
    try:
        with unfinished(output, settings, resume, own_secret()) as file:
            with run.source(form) as beyond:
                continued = run.found(Continued(file.earlier(run.exercises), beyond), seen)
                # What an earlier run wrote comes without its line.
                lines = (replace(one, made=finish(one)) if finish and one.made else one for one in continued)
                for done in file.write(lines, run.exercises):
                    progress(done)
            yield part_of(output)
    except KeyboardInterrupt:
        click.echo(f"{part_of(output)} is not finished; --resume continues it", err=True)
        raise
