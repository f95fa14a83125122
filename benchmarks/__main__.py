"""``python -m benchmarks``: how fast calcdrill is, beside other generators, as tables, JSON and a page with pictures.

Run it from a checkout, in the environment that calcdrill is installed in. Rates are of one process and CPU time, after
one problem of each exercise; nothing of the verification is left out.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks import commands, grading, machine, page, peers, rates, stages
from calcdrill import load_catalog
from calcdrill.generating import take


@dataclass(frozen=True)
class Size:
    """How much is measured."""

    each: int
    rounds: int
    cold: int
    sheets: tuple[int, ...]
    deck: str
    streams: tuple[int, ...]
    peer_seconds: float
    peer_tasks: int


FULL = Size(20, 3, 5, (20, 200, 2000), "course", (500, 2500), 4, 1000)
QUICK = Size(1, 1, 1, (20,), "first-week", (100,), 0.3, 60)
SECTIONS = ("rates", "stages", "cold", "outputs", "streams", "grading", "peers")


def measure(
    wanted: tuple[str, ...], size: Size, seed: int, pythons: Mapping[str, str], told: Callable[[str], None]
) -> dict[str, Any]:
    """The results of the wanted sections, as plain data."""
    catalog = load_catalog()
    exercises = list(catalog.exercises.values())
    makers: dict[str, Callable[[], Any]] = {
        "rates": lambda: _rates(exercises, size, seed),
        "stages": lambda: stages.shares(lambda: rates.measure(exercises, max(size.each // 2, 1), 1, seed + 100)),
        "cold": lambda: [asdict(done) for done in commands.cold(size.cold)],
        "outputs": lambda: [asdict(done) for done in commands.outputs(size.sheets, size.deck)],
        "streams": lambda: [asdict(done) for done in commands.streams(size.streams, (1, 2))],
        "grading": grading.grading,
        "peers": lambda: peers.peers(catalog, pythons, size.peer_seconds, size.peer_tasks, seed),
    }
    if {"rates", "stages"} & set(wanted):
        rates.warm(exercises)
    results: dict[str, Any] = {"machine": machine.machine(), "settings": {**asdict(size), "seed": seed}}
    for name in wanted:
        began = time.perf_counter()
        results[name] = makers[name]()
        told(f"{name}: {time.perf_counter() - began:.0f} s")
    return results


def _rates(exercises: list[Any], size: Size, seed: int) -> dict[str, Any]:
    found = rates.rates(rates.measure(exercises, size.each, size.rounds, seed))
    problems = [problem for exercise in exercises for problem in take(exercise, seed, 1, set())]
    speed, length = rates.json_lines(problems)
    return {**found, "json_rate": speed, "json_bytes": length}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", choices=SECTIONS, action="append", help="this section (repeatable; default: all)")
    parser.add_argument("--quick", action="store_true", help="little of everything: to see that it works")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the results here")
    parser.add_argument("--from", type=Path, metavar="FILE", dest="kept", help="take these results, measure nothing")
    parser.add_argument("--page", type=Path, metavar="FILE", help="write the tables and pictures of this page anew")
    parser.add_argument(
        "--python",
        action="append",
        default=[],
        metavar="PEER=PATH",
        help="the Python of a peer that needs older libraries, such as mathematics_dataset=old/bin/python",
    )
    return parser.parse_args()


def main() -> None:
    """Measure, or take what was measured; then print, and write what was asked for."""
    options = _options()
    if options.kept:
        results = json.loads(options.kept.read_text(encoding="utf-8"))
    else:
        pythons = dict(item.split("=", 1) for item in options.python if "=" in item)
        wanted = tuple(name for name in SECTIONS if not options.only or name in options.only)
        size = QUICK if options.quick else FULL
        results = measure(wanted, size, options.seed, pythons, lambda words: print(words, file=sys.stderr, flush=True))
    if options.json:
        options.json.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    for name, content in page.sections(results).items():
        print(f"\n{name}\n\n{content}")
    if options.page:
        page.write_page(options.page, results)


if __name__ == "__main__":
    main()
