"""How many exercises each format for learning management systems takes: the table of ``docs/lms.md``.

    python -m benchmarks.lms [--seed 1]

One instance of every exercise; what a format refuses is counted by its reason.
"""

from __future__ import annotations

import argparse
from collections import Counter

from calcdrill import load_catalog
from calcdrill.export.formats import find_format, format_names
from calcdrill.generating import take


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.lms", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    exercises = load_catalog().exercises.values()
    problems = [problem for exercise in exercises for problem in take(exercise, options.seed, 1, set())]
    print("| format | taken | refused | because |\n|---|---|---|---|")
    for format in map(find_format, format_names()):
        if format.bank:
            reasons = Counter(filter(None, map(format.refuses, problems)))
            refused = sum(reasons.values())
            because = "; ".join(f"{count}: {reason}" for reason, count in reasons.most_common())
            print(f"| {format.name} | {len(problems) - refused} | {refused} | {because} |")


if __name__ == "__main__":
    main()
