"""A power cut in the middle of a save: the next start opens the hall as it was before."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from counter.storage import SCHEMA_VERSION, Storage
from tests.halls import make_hall


def _die_while_saving(path: Path) -> None:
    child = os.fork()
    if not child:
        with Storage(f"sqlite:///{path}").writing() as connection:
            connection.exec_driver_sql("PRAGMA cache_size=1")
            for number in range(2000):
                connection.exec_driver_sql("INSERT INTO serial VALUES (?, 1)", (f"cut {number} " * 20,))
            os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)


def test_a_half_written_file_is_rolled_back_by_the_first_look(tmp_path: Path) -> None:
    hall = make_hall(tmp_path)
    hall.storage.close()
    path = hall.storage.path
    _die_while_saving(path)
    sides = [path.with_name(path.name + suffix) for suffix in ("-journal", "-wal")]
    assert any(side.exists() and side.stat().st_size for side in sides)
    fresh = Storage(f"sqlite:///{path}")
    assert fresh.glance([("SELECT count(*) FROM serial", ())]) == [[(0,)]]
    assert fresh.version() == SCHEMA_VERSION
    assert fresh.soundness() == []
