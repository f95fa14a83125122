"""What is given out and installed: the source archive is enough to contribute, and the tests install by hash."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[\[<>=~! ;]", name)[0]).lower()


def test_the_lock_pins_everything_by_hash_and_names_no_host() -> None:
    pinned = dict(re.findall(r"(?m)^([A-Za-z0-9._-]+)==(\S+)", LOCK))
    wanted = [*PROJECT["project"]["dependencies"]]
    for extra in ("test", "ci"):
        wanted += PROJECT["project"]["optional-dependencies"][extra]
    assert len(wanted) > 20
    assert not {plain(name) for name in wanted} - {plain(name) for name in pinned}
    for text in (LOCK, (ROOT / ".ci" / "no-deps.lock").read_text(encoding="utf-8")):
        for entry in re.split(r"(?m)^(?=[A-Za-z])", text):
            if entry.strip():
                assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry
        assert "://" not in text and "--index" not in text and "--find-links" not in text


def test_ci_installs_by_hash_alone() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    installs = re.findall(r"pip install[^\n]*", script)
    assert installs and all("--require-hashes" in line and "-r " in line for line in installs)
    assert re.findall(r"npm (\S+)", script)[-1] == "ci" and "npm install" not in script
    text = (ROOT / ".ci" / "package-lock.json").read_text(encoding="utf-8")
    packages = [one for name, one in json.loads(text)["packages"].items() if name]
    assert len(packages) > 2 and all(one["integrity"].startswith("sha512-") for one in packages)
    assert "://" not in text


def test_the_source_archive_holds_what_contributing_needs() -> None:
    included = PROJECT["tool"]["hatch"]["build"]["targets"]["sdist"]["include"]
    assert all((ROOT / name).exists() for name in included)
    sources = [ROOT / name for name in ("CONTRIBUTING.md", "README.md", ".ci/run")]
    documents = "".join(path.read_text(encoding="utf-8") for path in sources)
    named = set(re.findall(r"(?<![\w/.])(?:\.ci|[a-z]+)/(?=[\w./-])", documents))
    named |= {"oracles/", "fuzzers/", "benchmarks/"}
    named |= set(re.findall(r"[\w.]+\.(?:lock|toml|md)\b", documents))
    present = {name.rstrip("/") for name in named if (ROOT / name).exists()}
    assert {"src", "tests", "docs", "requirements.lock"} <= present
    assert not present - set(included) - {"pyproject.toml", "build"}


def test_an_index_page_says_where_everything_is() -> None:
    assert {"Homepage", "Issues", "Security"} <= set(PROJECT["project"]["urls"])
    assert any(one.endswith(":: 3.11") for one in PROJECT["project"]["classifiers"])


def test_strangers_are_told_how_to_report() -> None:
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    assert "## Reporting" in text and "Who is trusted" in text
    for path in re.findall(r"`(tests/[\w/]+\.py)`", text):
        assert (ROOT / path).is_file(), path
