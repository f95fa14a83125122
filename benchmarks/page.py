"""The results in ``docs/performance.md``: what stands between the page's markers is written anew."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from benchmarks.plot import Bar, chart, number

GOAL_CORE: Final = 1000
GOAL_CATALOG: Final = 500
PICTURES: Final = "pictures"
MILLIONS: Final = 10_000_000


def sections(results: Mapping[str, Any]) -> dict[str, str]:
    """Each section of the page by the name of its markers; only those that were measured."""
    makers: dict[str, Callable[[Any], str]] = {
        "machine": _machine,
        "rates": _rates,
        "stages": _stages,
        "cold": _cold,
        "outputs": _outputs,
        "streams": _outputs,
        "grading": _grading,
        "peers": _peers,
        "defects": _defects,
        "sizing": _sizing,
    }
    source = {"defects": "peers", "sizing": "rates"}
    return {name: make(found) for name, make in makers.items() if (found := results.get(source.get(name, name)))}


def fill(text: str, results: Mapping[str, Any]) -> str:
    """The page with its sections written anew; raises KeyError where a marker is missing."""
    for name, content in sections(results).items():
        text = put(text, name, content)
    return text


def put(text: str, name: str, content: str) -> str:
    """The page with one section written anew; raises KeyError where its markers are missing."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    if begin not in text or end not in text:
        raise KeyError(f"the page has no markers for {name}")
    head, rest = text.split(begin, 1)
    return f"{head}{begin}\n{content}\n{end}{rest.split(end, 1)[1]}"


def pictures(results: Mapping[str, Any]) -> dict[str, str]:
    """The drawings by file name."""
    found = {}
    if results.get("rates"):
        found["performance.svg"] = _rates_chart(results["rates"])
    compared = [row for row in results.get("peers") or () if "theirs" in row]
    if compared:
        found["performance-peers.svg"] = _peers_chart(compared)
    return found


def write_page(page: Path, results: Mapping[str, Any]) -> None:
    """Fill the page and write its pictures beside it."""
    page.write_text(fill(page.read_text(encoding="utf-8"), results), encoding="utf-8")
    for name, drawing in pictures(results).items():
        (page.parent / PICTURES).mkdir(exist_ok=True)
        (page.parent / PICTURES / name).write_text(drawing, encoding="utf-8")


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table: words on the left, numbers on the right."""
    align = ("---", *("---:" for _ in heads[1:]))
    return "\n".join(f"| {' | '.join(row)} |" for row in (heads, align, *rows))


# -- sections


def _machine(found: Mapping[str, Any]) -> str:
    libraries = ", ".join(f"{name} {version}" for name, version in found["libraries"].items())
    load = f"; load of the machine when it began: {found['load']}" if found.get("load") is not None else ""
    return (
        f"Measured with calcdrill {found['calcdrill']}, {found['python']}, {libraries}, "
        f"on {found['cores']} cores ({found['processor']}){load}."
    )


def _rates(found: Mapping[str, Any]) -> str:
    goals = [(found["core"], GOAL_CORE), (found["catalog"], GOAL_CATALOG)]
    top = [_rate_row(row, f"{goal:,}") for row, goal in goals if row]
    top += [_rate_row(row, "") for row in found["with_mistakes"]]
    kinds = sorted(found["kinds"], key=lambda row: -row["rate"])
    rows = [*top, *(_rate_row({**row, "name": f"`{row['name']}`"}, "") for row in kinds)]
    heads = ("", "exercises", "problems a CPU second", "slowest to fastest round", "goal")
    return f"{number(found['problems'])} problems were made and verified.\n\n{table(heads, rows)}"


def _rate_row(row: Mapping[str, Any], goal: str) -> tuple[str, ...]:
    spread = f"{number(row['low'])} to {number(row['high'])}"
    return row["name"], str(row["exercises"]), number(row["rate"]), spread, goal


def _stages(found: Sequence[Mapping[str, Any]]) -> str:
    rows = sorted(found, key=lambda row: (row["stage"] == "the rest", -row["share"]))
    return table(("stage", "share of the CPU time"), ((row["stage"], f"{row['share']:.0%}") for row in rows))


def _cold(found: Sequence[Mapping[str, Any]]) -> str:
    heads = ("command", "seconds", "CPU seconds", "peak, MiB")
    return table(
        heads,
        ((f"`{row['command']}`", f"{row['wall']:.2f}", f"{row['cpu']:.2f}", str(row["mebibytes"])) for row in found),
    )


def _outputs(found: Sequence[Mapping[str, Any]]) -> str:
    heads = ("command", "seconds", "CPU seconds", "peak, MiB", "written, MB")
    return table(
        heads,
        (
            (
                f"`{row['command']}`",
                f"{row['wall']:.1f}",
                f"{row['cpu']:.1f}",
                str(row["mebibytes"]),
                f"{row['written'] / 1e6:.2f}",
            )
            for row in found
        ),
    )


def _grading(found: Mapping[str, Any]) -> str:
    return (
        f"{found['answers']} typed answers: median {found['median_ms']} ms, 99 of 100 within {found['p99_ms']} ms, "
        f"longest {found['max_ms']} ms of CPU time."
    )


def _peers(found: Sequence[Mapping[str, Any]]) -> str:
    heads = ("task", "peer, unverified", "a CPU second, cold", "warm", "calcdrill, verified", "ratio to the better")
    return table(heads, map(_peer_row, found))


def _peer_row(row: Mapping[str, Any]) -> tuple[str, ...]:
    ours = number(row["ours"]["rate"])
    if "skipped" in row:
        reason = re.sub(r"\s+", " ", row["skipped"]).replace("|", "/")
        return row["title"], f"{row['peer']} (skipped: {reason})", "–", "–", ours, "–"
    ratio = row["ours"]["rate"] / row["theirs"]["rate"]
    words = f"{ratio:.1f} ×" if ratio >= 0.1 else f"1/{number(1 / ratio)}"
    theirs = row["theirs"]
    speeds = number(theirs["cold"]), number(theirs["warm"])
    return row["title"], f"{row['peer']} {theirs['version']}", *speeds, ours, words


_DEFECTS = (
    ("wrong", "wrong"),
    ("unevaluated", "no answer"),
    ("duplicates", "asked before"),
    ("untidy", "as no textbook prints"),
    ("other_letter", "dx of another letter"),
    ("not_judged", "not judged"),
)


def _defects(found: Sequence[Mapping[str, Any]]) -> str:
    rows = []
    for row in found:
        if "theirs" in row:
            rows.append(_defect_row(f"{row['title']}: {row['peer']}", row["theirs"]))
            rows.append(_defect_row(f"{row['title']}: calcdrill", row["ours"]))
    return table(("task", "looked at", *(words for _, words in _DEFECTS)), rows)


def _defect_row(name: str, found: Mapping[str, Any]) -> tuple[str, ...]:
    total = max(found["looked_at"], 1)
    shares = (f"{found[key] / total:.1%}" if found[key] else "0" for key, _ in _DEFECTS)
    return name, str(found["looked_at"]), *shares


def _sizing(found: Mapping[str, Any]) -> str:
    """How long ten million problems take: made, verified and written as JSON."""
    heads = ("10 million verified problems", "CPU hours", "2 cores", "16 cores", "64 cores", "gigabytes of JSON")
    size = f"{found['json_bytes'] * MILLIONS / 1e9:.0f}"
    rows = []
    for row in (found["catalog"], found["core"]):
        if row:
            hours = MILLIONS * (1 / row["rate"] + 1 / found["json_rate"]) / 3600
            rows.append((row["name"], f"{hours:.1f}", *(f"{hours / cores:.1f} h" for cores in (2, 16, 64)), size))
    return table(heads, rows)


# -- pictures


def _rates_chart(found: Mapping[str, Any]) -> str:
    sums = [Bar(row["name"], row["rate"], look="sum") for row in (found["core"], found["catalog"]) if row]
    kinds = sorted(found["kinds"], key=lambda row: (-row["rate"], row["name"]))
    bars = [Bar(row["name"].replace("_", " "), row["rate"], after_gap=not k) for k, row in enumerate(kinds)]
    goals = ((GOAL_CATALOG, f"catalog's goal {GOAL_CATALOG}"), (GOAL_CORE, f"core's goal {GOAL_CORE:,}"))
    return chart("Verified problems a CPU second", "problems a CPU second", [*sums, *bars], goals)


def _peers_chart(rows: Sequence[Mapping[str, Any]]) -> str:
    bars: list[Bar] = []
    for row in rows:
        theirs = row["theirs"]
        faults = [(theirs["wrong"], "wrong"), (theirs["unevaluated"], "without answer")]
        found = [f"{count / max(theirs['looked_at'], 1):.0%} {words}" for count, words in faults if count]
        note = ", ".join(found) or "unverified"
        bars.append(Bar(f"{row['title']}", row["ours"]["rate"], "verified", after_gap=bool(bars)))
        bars.append(Bar(row["peer"], theirs["rate"], note, "theirs"))
    return chart("Beside other generators", "problems a CPU second, by powers of ten", bars, log=True)
