"""``python -m fuzzers NAME --seconds N``: fuzz a reader with atheris; ``--input FILE`` runs one input again.

What is found is kept as a file ``NAME-crash-…``, and the exit code is not 0.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

MEGABYTES = 2048


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m fuzzers", description=__doc__)
    parser.add_argument("names", nargs="+", metavar="NAME", help="expression, latex, yaml, answer, … or all")
    parser.add_argument("--seconds", type=int, default=60, help="for each (default: 60)")
    parser.add_argument("--input", type=Path, metavar="FILE", help="run this input and stop")
    parser.add_argument("--found", type=Path, default=Path("."), metavar="DIR", help="where findings are kept")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def main() -> None:
    """Each target in a process of its own, because libFuzzer ends its process."""
    options = _options()
    if options.input:
        from fuzzers.targets import TARGETS

        TARGETS[options.names[0]].run(options.input.read_bytes())
        return
    names = options.names
    if names == ["all"]:
        from fuzzers.targets import TARGETS

        names = list(TARGETS)
    failed = [name for name in names if _fuzz_apart(name, options)]
    if failed:
        sys.exit(f"findings in {', '.join(failed)}")


def _fuzz_apart(name: str, options: argparse.Namespace) -> int:
    print(f"-- {name}, {options.seconds} s", flush=True)
    options.found.mkdir(parents=True, exist_ok=True)
    words = [str(item) for item in (name, options.seconds, options.found, options.seed)]
    return subprocess.run([sys.executable, "-c", "from fuzzers.__main__ import fuzz; fuzz()", *words]).returncode


def fuzz() -> None:
    """Fuzz the target that the arguments name, in this process, until it ends."""
    name, seconds, found, seed = sys.argv[1:]
    try:
        import atheris  # type: ignore[import-not-found,unused-ignore]
    except ImportError:
        sys.exit('atheris is missing: pip install -e ".[fuzz]"')
    sys.setrecursionlimit(max(sys.getrecursionlimit(), 3000))  # the instrumented code needs more frames
    with atheris.instrument_imports(include=["calcdrill"]):
        from fuzzers.targets import TARGETS

        target = TARGETS[name]
        seeds = target.seeds()
        for data in seeds:
            target.run(data)
    with tempfile.TemporaryDirectory() as folder:
        arguments = _arguments(Path(folder), seeds, target.words, target.longest)
        arguments += [f"-max_total_time={seconds}", f"-artifact_prefix={found}/{name}-", f"-seed={seed}"]
        atheris.Setup(["fuzzers", *arguments], target.run)
        atheris.Fuzz()


def _arguments(folder: Path, seeds: Sequence[bytes], words: Sequence[str], longest: int) -> list[str]:
    corpus, dictionary = folder / "corpus", folder / "words"
    corpus.mkdir()
    for number, data in enumerate(seeds):
        (corpus / f"{number:03d}").write_bytes(data)
    known = [f"-dict={dictionary}"] if words else []
    dictionary.write_text("".join(f'"{_escaped(word)}"\n' for word in words), encoding="ascii")
    limits = [f"-max_len={longest}", "-timeout=60", f"-rss_limit_mb={MEGABYTES}", "-print_final_stats=1"]
    return [str(corpus), *known, *limits]


def _escaped(word: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in word.encode())


if __name__ == "__main__":
    main()
