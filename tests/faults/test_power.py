"""The power is cut at every moment of real saves: whatever was confirmed is there, nothing is half, nothing breaks."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from counter.domain.oversight.audit import verify
from counter.domain.setup import open_hall
from counter.storage import Storage, StorageFault
from tests.faults.powercut import Disk, Op, power_cuts, recorded
from tests.faults.windows import closed_hall

SAVES = 5
_SAVING = """
import sys
from pathlib import Path

from counter.storing import settings

if len(sys.argv) > 3:
    settings._wanted = lambda durable: ("delete", int(sys.argv[3]))

from counter.domain.setup import open_hall
from counter.storage import Storage
from tests.faults.windows import save_one

hall = open_hall(Storage(f"sqlite:///{sys.argv[1]}"))
for at in range(int(sys.argv[2])):
    print(save_one(hall, at), flush=True)
"""


# -- the model itself --------------------------------------------------------------------------


def after(ops: list[Op], how: str = "nothing") -> dict[str, bytes]:
    disk = Disk()
    for op in ops:
        disk.do(op)
    return disk.cut(how, Random(1))


_MADE = [Op("make", "/d/a"), Op("write", "/d/a", 0, b"x" * 2000)]


def test_what_is_not_synced_may_be_gone() -> None:
    assert after(_MADE) == {}
    assert after(_MADE, "all") == {"/d/a": b"x" * 2000}


def test_what_is_synced_stays_with_the_name_of_its_file() -> None:
    later = [Op("sync", "/d/a"), Op("write", "/d/a", 0, b"y" * 2000)]
    assert after([*_MADE, *later]) == {"/d/a": b"x" * 2000}
    torn = {after([*_MADE, *later], "some")["/d/a"] for _ in range(1)}
    assert torn <= {bytes(each) for each in _torn()}


def _torn() -> Iterator[bytes]:
    for kept in range(16):
        sectors = [(b"y" if kept >> at & 1 else b"x") * (512 if at < 3 else 2000 - 1536) for at in range(4)]
        yield b"".join(sectors)


def test_a_removed_name_comes_back_until_its_folder_is_synced() -> None:
    ops = [*_MADE, Op("sync", "/d/a"), Op("unlink", "/d/a")]
    assert after(ops) == {"/d/a": b"x" * 2000}
    assert after([*ops, Op("sync", "/d")]) == {}


def test_a_moved_name_is_moved_once_its_folder_is_synced() -> None:
    ops = [*_MADE, Op("sync", "/d/a"), Op("rename", "/d/a", to="/d/b")]
    assert set(after(ops)) == {"/d/a"}
    assert set(after(ops, "all")) == set(after([*ops, Op("sync", "/d")])) == {"/d/b"}


# -- real saves --------------------------------------------------------------------------------


def _broken_states(folder: Path, *, synchronous: str = "") -> tuple[int, int]:
    """Records saves and cuts the power at every moment.

    Returns:
        How many states there were, and in how many something confirmed was lost or something was wrong.
    """
    (folder / "live").mkdir()
    (folder / "cut").mkdir()
    path = closed_hall(folder / "live")
    disk = Disk()
    disk.load(path.parent)
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", _SAVING, str(path), str(SAVES), *([synchronous] if synchronous else [])]
    ops = recorded(command, path.parent, folder / "trace", {**os.environ, "PYTHONPATH": str(root)})
    assert sum(op.doing == "say" for op in ops) == SAVES
    states = broken = 0
    seen: dict[int, bool] = {}
    for files, said in power_cuts(ops, disk, Random(3)):
        states += 1
        key = hash((tuple(sorted(files.items())), tuple(said)))
        if key not in seen:
            seen[key] = not _is_whole(folder / "cut", files, said)
        broken += seen[key]
    return states, broken


def _is_whole(folder: Path, files: dict[str, bytes], said: list[str]) -> bool:
    for each in folder.iterdir():
        each.unlink()
    for name, data in files.items():
        (folder / Path(name).name).write_bytes(data)
    storage = Storage(f"sqlite:///{folder / 'hall.db'}")
    try:
        hall = open_hall(storage)
        stored = [row[0] for row in storage.glance([("SELECT number FROM cases ORDER BY id", ())])[0]]
        return stored[: len(said)] == said and len(stored) <= len(said) + 1 and verify(hall).sound
    except StorageFault:
        return False
    finally:
        storage.close()


@pytest.mark.system
def test_no_power_cut_loses_or_breaks_a_confirmed_save(tmp_path: Path) -> None:
    states, broken = _broken_states(tmp_path)
    assert states > 500
    assert broken == 0


@pytest.mark.system
@pytest.mark.parametrize("synchronous", ["0", "2"])
def test_the_same_cuts_find_settings_that_are_not_durable(tmp_path: Path, synchronous: str) -> None:
    """OFF never waits for the disk; FULL forgets the folder after the journal is removed."""
    states, broken = _broken_states(tmp_path, synchronous=synchronous)
    assert broken > states // 20
