"""One call on the disk fails: the fault is named, and the same save tried again is stored exactly once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from counter.storage import wal_is_safe
from tests.faults.windows import closed_hall, is_whole, numbers

_SAVES = 4
_SYNCS = 1 if wal_is_safe() else 5
"""So many times a save waits for the disk; with a rollback journal last for the folder."""
_SAVING = """
import sys

from counter.domain.setup import open_hall
from counter.domain.journal import AlreadySaved
from counter.storage import Storage, StorageFault
from tests.faults.windows import save_one

hall = open_hall(Storage(f"sqlite:///{sys.argv[1]}"))
for at in range(int(sys.argv[2])):
    for _ in range(3):
        try:
            print(save_one(hall, at), flush=True)
        except StorageFault as fault:
            print("fault", type(fault).__name__, flush=True)
            continue
        except AlreadySaved as saved:
            print("saved before", saved.entry["case_id"], flush=True)
        break
"""
_ROOT = Path(__file__).parents[2]


def _said(path: Path, calls: str, error: str, when: int) -> list[str]:
    """What was said while one call on the disk failed; nothing but the database makes such calls."""
    rule = ["-e", f"trace={calls}", "-e", f"inject={calls}:error={error}:when={when}"]
    saving = [sys.executable, "-c", _SAVING, str(path), str(_SAVES)]
    command = ["strace", "-f", "-o", os.devnull, *rule, *saving]
    done = subprocess.run(command, env={**os.environ, "PYTHONPATH": str(_ROOT)}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.splitlines()


def _stored_once(path: Path, said: list[str], fault: str) -> int:
    """Asserts that every save is there once; returns how many were stored although a fault was told."""
    assert f"fault {fault}" in said
    assert {line for line in said if line.startswith("fault ")} == {f"fault {fault}"}
    stored = [line for line in said if line.startswith("QJ-")]
    again = [line for line in said if line.startswith("saved before")]
    assert len(stored) + len(again) == len(numbers(path)) == _SAVES
    is_whole(path, stored)
    return len(again)


_FAILING = [
    *(("fsync,fdatasync", "EIO", "MediumGone", when) for when in (1, 3, 4)),
    *(("pwrite64", "EIO", "MediumGone", when) for when in (1, 2, 3, 8)),
    *(("pwrite64", "ENOSPC", "DiskFull", when) for when in (1, 2, 3, 8)),
]


@pytest.mark.system
@pytest.mark.parametrize(("calls", "error", "fault", "when"), _FAILING)
def test_a_save_whose_disk_failed_once_is_stored_once(
    tmp_path: Path, calls: str, error: str, fault: str, when: int
) -> None:
    path = closed_hall(tmp_path)
    _stored_once(path, _said(path, calls, error, when), fault)


@pytest.mark.system
def test_a_save_that_was_stored_although_a_fault_was_told_is_not_stored_again(tmp_path: Path) -> None:
    """Where the folder's sync fails last, the save is there already: its token tells."""
    again = 0
    for when in range(_SYNCS, _SYNCS * _SAVES + 1, _SYNCS):
        folder = tmp_path / str(when)
        folder.mkdir()
        path = closed_hall(folder)
        again += _stored_once(path, _said(path, "fsync,fdatasync", "EIO", when), "MediumGone")
    assert again == (0 if wal_is_safe() else _SAVES)
