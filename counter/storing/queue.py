"""The fair queue between windows: who saves next.

Two locks on files of their own, freed by the kernel if their holder dies. Who wants to save first takes the
door, waits there for the turn, and lets the door go when the turn has come: so a window that has just saved
finds somebody else at the door and cannot take turn after turn while the others wait.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from counter.storing.faults import Busy, on_disk
from counter.storing.settings import BUSY_SECONDS

SUFFIXES = (".queue", ".door")
"""The files of the queue, beside the database."""
_AT_THE_DOOR = 0.001
_BEFORE_THE_DOOR = 0.005
"""Seconds between two tries: one waits at the door, many before it."""


class Queue:
    """The queue of one database file."""

    def __init__(self, database: Path) -> None:
        self._turn, self._door = (_Lock(database.with_name(database.name + suffix)) for suffix in SUFFIXES)

    @contextlib.contextmanager
    def turn(self) -> Iterator[None]:
        """Holds the turn; waits for at most the busy time.

        Raises:
            Busy: The others took longer.
        """
        until = time.monotonic() + BUSY_SECONDS
        with self._door.held(until, _BEFORE_THE_DOOR):
            self._turn.take(until, _AT_THE_DOOR)
        try:
            yield
        finally:
            self._turn.give()

    def close(self) -> None:
        """Lets the files go."""
        self._turn.close()
        self._door.close()


class _Lock:
    """A lock between processes, on a file that holds nothing."""

    def __init__(self, path: Path) -> None:
        with on_disk():
            self._handle = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)

    @contextlib.contextmanager
    def held(self, until: float, every: float) -> Iterator[None]:
        """Holds the lock."""
        self.take(until, every)
        try:
            yield
        finally:
            self.give()

    def take(self, until: float, every: float) -> None:
        """Takes the lock, or raises Busy at that time."""
        while not self._try():
            if time.monotonic() > until:
                raise Busy()
            time.sleep(every)

    def close(self) -> None:
        """Lets the file go."""
        os.close(self._handle)

    if sys.platform == "win32":

        def _try(self) -> bool:
            import msvcrt

            try:
                msvcrt.locking(self._handle, msvcrt.LK_NBLCK, 1)
            except OSError:
                return False
            return True

        def give(self) -> None:
            """Gives the lock back."""
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

        def give(self) -> None:
            """Gives the lock back."""
            import fcntl

            fcntl.flock(self._handle, fcntl.LOCK_UN)
