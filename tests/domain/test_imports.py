"""The import wall: nothing looks up, the domain knows no screen library, nothing happens at import."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

_LOADED = """
import importlib, pkgutil, sys
import {package}
for found in pkgutil.walk_packages({package}.__path__, "{package}."):
    importlib.import_module(found.name)
print("\\n".join(sys.modules))
"""


def _loaded(script: str) -> set[str]:
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    return {name.split(".")[0] for name in done.stdout.split()} | set(done.stdout.split())


def test_the_domain_loads_no_screen_library() -> None:
    loaded = _loaded(_LOADED.format(package="counter.domain"))
    assert "counter.domain.casework.cases" in loaded
    assert not loaded & {"textual", "rich", "typer"}


def test_papers_load_no_screen() -> None:
    loaded = _loaded(_LOADED.format(package="counter.papers"))
    assert "counter.papers.pdf" in loaded
    assert not loaded & {"textual", "typst"}


def test_storage_alone_is_light() -> None:
    loaded = _loaded("import sys, counter.storage; print('\\n'.join(sys.modules))")
    assert not loaded & {"sqlalchemy", "sqlmodel", "pydantic", "platformdirs", "alembic"}


def test_the_command_line_loads_no_table_before_it_must() -> None:
    loaded = _loaded("import sys, counter.cli; print('\\n'.join(sys.modules))")
    assert not loaded & {"sqlalchemy", "sqlmodel", "pydantic", "textual", "typst", "alembic"}


def test_imports_run_downwards_only() -> None:
    wall = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([wall, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("folder", ["counter", "tests"])
def test_nothing_unfinished_is_left_standing(folder: str) -> None:
    words = ("TO" + "DO", "FIX" + "ME")
    for path in (ROOT / folder).rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert not [word for word in words if word in text], path
