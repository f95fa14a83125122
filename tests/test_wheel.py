"""The wheel, in an empty folder without the checkout: it carries its content and does the main job."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    done = subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--no-deps", "--quiet", "-w", str(out), str(ROOT)],
        capture_output=True,
        text=True,
    )
    if done.returncode:
        pytest.skip(f"the wheel cannot be built here: {done.stderr.strip().splitlines()[-1][:200]}")
    (found,) = out.glob("calcdrill-*.whl")
    return found


def test_the_wheel_ships_exercises_decks_and_templates(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert sum(name.startswith("calcdrill/content/exercises/") for name in names) >= 4
    assert sum(name.startswith("calcdrill/content/decks/") for name in names) >= 2
    for ending in (".typ.j2", "variants.js", "card.css"):
        assert any(name.endswith(ending) for name in names), ending
    assert not any(name.startswith("tests/") for name in names)


def test_links_and_pictures_of_the_readme_work_without_the_checkout(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    (metadata,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
    targets = re.findall(r"(?:\]\(|src=\")([^)\"\s]*)", archive.read(metadata).decode())
    assert len(targets) > 20 and all(target.startswith("https://") for target in targets)


def test_the_installed_wheel_builds(wheel: Path, tmp_path: Path) -> None:
    place = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(place)
    others = [entry for entry in sys.path if entry and Path(entry).resolve() not in (ROOT, ROOT / "src")]
    env = {
        **{name: value for name, value in os.environ.items() if not name.startswith("CALCDRILL")},
        "PYTHONPATH": os.pathsep.join([str(place), *others]),
        "CALCDRILL_CACHE": "off",
    }
    done = subprocess.run(
        [sys.executable, "-m", "calcdrill", "build", "first-steps", "-o", str(tmp_path / "out")],
        capture_output=True,
        text=True,
        env=env,
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    assert {path.suffix for path in (tmp_path / "out").iterdir()} >= {".apkg", ".pdf", ".typ", ".html"}
    where = subprocess.run(
        [sys.executable, "-c", "import calcdrill; print(calcdrill.__file__)"],
        capture_output=True, text=True, env=env, cwd=tmp_path, check=True,
    )  # fmt: skip
    assert str(place) in where.stdout
