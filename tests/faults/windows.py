"""Windows of one hall as real processes: each saves and confirms on a pipe once a save has returned."""

from __future__ import annotations

import os
import signal
import traceback
from collections.abc import Callable
from pathlib import Path

from counter.domain.casework.case.decision import Brought
from counter.domain.casework.cases import Application, accept
from counter.domain.hall.opened import Hall
from counter.domain.hall.residents.citizens import Who
from counter.domain.oversight.audit import verify
from counter.domain.setup import open_hall
from counter.storage import Storage
from tests.halls import APPLY, CARD, INCOME, make_hall, without_gaps


class Window:
    """One process, and what it has confirmed so far."""

    def __init__(self, path: Path, work: Callable[[Hall, Callable[[str], None]], None]) -> None:
        reading, writing = os.pipe()
        self.pid = os.fork()
        if not self.pid:
            os.close(reading)
            os._exit(_lived(path, work, writing))
        os.close(writing)
        self._pipe = os.fdopen(reading, encoding="utf-8")
        self.confirmed: list[str] = []

    def wait_for_one(self) -> None:
        """Waits until one more save is confirmed."""
        if line := self._pipe.readline():
            self.confirmed.append(line.rstrip("\n"))

    def kill(self) -> None:
        """Ends it in the middle of whatever it does."""
        os.kill(self.pid, signal.SIGKILL)

    def end(self) -> int:
        """Reads what it still had confirmed; returns how it ended, 0 where all went well."""
        with self._pipe as pipe:
            self.confirmed.extend(line.rstrip("\n") for line in pipe)
        _, status = os.waitpid(self.pid, 0)
        return os.waitstatus_to_exitcode(status)


def _lived(path: Path, work: Callable[[Hall, Callable[[str], None]], None], pipe: int) -> int:
    def confirm(text: str) -> None:
        os.write(pipe, f"{text}\n".encode())

    try:
        work(open_hall(Storage(f"sqlite:///{path}")), confirm)
    except BaseException:
        confirm(f"failed: {traceback.format_exc()!r}")
        return 1
    return 0


def closed_hall(folder: Path) -> Path:
    """A hall with nothing in it, that nobody has open."""
    hall = make_hall(folder)
    hall.storage.close()
    return hall.storage.path


def application(at: int) -> Application:
    """The n-th application at a desk: most are complete, some wait for a paper."""
    brought = Brought((APPLY, CARD), forgot=(INCOME,)) if at % 3 == 2 else Brought()
    return Application("X-001", Who(f"李国{'强伟军'[at % 3]}", phone=f"154{at % 10**8:08d}"), brought)


def save_one(hall: Hall, at: int) -> str:
    """Takes the n-th application in."""
    with hall.act("03", "W01", token=f"{os.getpid()}-{at}") as work:
        return accept(work, application(at)).number


def saving(hall: Hall, confirm: Callable[[str], None]) -> None:
    """A clerk who never stops."""
    at = 0
    while True:
        confirm(save_one(hall, at))
        at += 1


def numbers(path: Path) -> list[str]:
    """Every case number in the file, in the order of the rows."""
    rows = Storage(f"sqlite:///{path}").glance([("SELECT number FROM cases ORDER BY id", ())])[0]
    return [str(row[0]) for row in rows]


def is_whole(path: Path, confirmed: list[str]) -> None:
    """Asserts that nothing confirmed is lost, nothing is half, numbers have no gaps and the records hold."""
    stored = numbers(path)
    assert [each for each in confirmed if each not in set(stored)] == []
    assert len(set(stored)) == len(stored)
    assert without_gaps(stored)
    hall = open_hall(Storage(f"sqlite:///{path}"))
    found = verify(hall)
    hall.storage.close()
    assert found.sound, list(found.lines())
