"""The fair queue between windows: who saves next."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from counter.storage.faults import Busy, on_disk
from counter.storage.settings import BUSY_SECONDS


class Queue:
    """A fair queue between windows: a lock on a file of its own, freed by the kernel if its holder dies."""

    def __init__(self, path: Path) -> None:
        with on_disk():
            self._handle = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)

    @contextlib.contextmanager
    def turn(self) -> Iterator[None]:
        """Holds the turn; waits for at most the busy time."""
        self._take()
        try:
            yield
        finally:
            self._give()

    def close(self) -> None:
        """Lets the file go."""
        os.close(self._handle)

    def _take(self) -> None:
        until = time.monotonic() + BUSY_SECONDS
        while not self._try():
            if time.monotonic() > until:
                raise Busy()
            time.sleep(0.005)

    if sys.platform == "win32":

        def _try(self) -> bool:
            import msvcrt

            try:
                msvcrt.locking(self._handle, msvcrt.LK_NBLCK, 1)
            except OSError:
                return False
            return True

        def _give(self) -> None:
            import msvcrt

            msvcrt.locking(self._handle, msvcrt.LK_UNLCK, 1)

    else:

        def _try(self) -> bool:
            import fcntl

            try:
                fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            return True

        def _give(self) -> None:
            import fcntl

            fcntl.flock(self._handle, fcntl.LOCK_UN)
