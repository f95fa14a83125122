"""The site's scripts hold together: TypeScript reads them as JavaScript with types."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

import calcdrill.site
import calcdrill.web

DECLARED = Path(__file__).with_name("globals.d.ts")
OPTIONS = (
    "--allowJs", "--checkJs", "--noEmit", "--strict", "false", "--target", "es2022", "--lib", "es2022,dom,dom.iterable",
)  # fmt: skip


@pytest.mark.skipif(shutil.which("tsc") is None, reason="TypeScript's tsc is not installed")
def test_the_types_of_all_scripts_are_sound() -> None:
    folders = (Path(calcdrill.site.__file__).parent, Path(calcdrill.web.__file__).parent)
    scripts = sorted(str(path) for folder in folders for path in folder.rglob("*.js"))
    assert len(scripts) > 20
    done = subprocess.run(["tsc", *OPTIONS, str(DECLARED), *scripts], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
