"""A sign-in at the board, from its first key to its confirmation, beside the echo of as many keys by a bare Input.

Each key waits for its echo, as a hand at the keyboard does. The PIN's hash is slow on purpose: it is measured in the
same run and taken off in the first row, and stays in the second, which has no target but says what people wait for.
"""

from __future__ import annotations

import contextlib
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from benched import Row, timed
from showing import BARE, PIN, Terminal, _running

_DONE = "签到好了".encode()
_SIGN_ON = "工号".encode()


@contextlib.contextmanager
def _hall() -> Iterator[tuple[list[str], list[str], Callable[[], object]]]:
    """The command that opens a small hall in which all have one PIN; the clerks' numbers; what verifies a PIN."""
    from counter.domain.hall.beginning.hallfile import load_hall
    from counter.domain.hall.people.pins import Given, fits, hashed
    from counter.domain.setup import create
    from counter.storage import Storage

    stored = hashed(PIN)
    file = load_hall("demo")
    given = {each.no: Given(stored, change=False) for each in file.staff}
    with tempfile.TemporaryDirectory(prefix="counter-bench-") as folder:
        path = Path(folder) / "hall.db"
        create(Storage(f"sqlite:///{path}"), file, pins=given).storage.close()
        clerks = [each.no for each in file.staff if "clerk" in each.roles and each.no != "03"]
        yield [sys.executable, "-m", "counter", "--db", f"sqlite:///{path}"], clerks, lambda: fits(PIN, stored)


def rows() -> Iterator[Row]:
    """Without the hash and with it."""
    with (
        _hall() as (ours, clerks, slow),
        _running(ours, COUNTER_WINDOW="W01") as one,
        _running([*BARE, "input"]) as other,
    ):
        _to_the_board(one)
        other.until(b"ready")
        other.quiet(1.0)
        found = [(_signed(one, no), timed(slow), sum(other.echo(b"a") for _ in f"{no}\r{PIN}\r")) for no in clerks]
    yield _row("a sign-in, first key to confirmed (echo = 1)", [(mine - took, bare) for mine, took, bare in found], 3)
    yield _row("the same with the PIN's slow hash", [(mine, bare) for mine, _, bare in found], float("inf"))


def _row(what: str, pairs: list[tuple[float, float]], target: float) -> Row:
    return Row(
        what, statistics.median(one for one, _ in pairs), statistics.median(other for _, other in pairs),
        tuple(one / other for one, other in pairs), target,
    )  # fmt: skip


def _to_the_board(terminal: Terminal) -> None:
    terminal.until(_SIGN_ON)
    time.sleep(2.5)
    terminal.quiet()
    os.write(terminal.fd, b"03\r")
    terminal.quiet()
    os.write(terminal.fd, PIN.encode() + b"\r")
    terminal.until("工号或姓名".encode())  # on a rest day too, when nobody is due
    terminal.quiet(1.0)


def _signed(terminal: Terminal, no: str) -> float:
    """Milliseconds of the machine for one sign-in: every key's echo, and the last Enter's confirmation."""
    took = sum(terminal.echo(key.encode()) for key in f"{no}\r{PIN}")
    began = time.perf_counter()
    os.write(terminal.fd, b"\r")
    terminal.until(_DONE)
    took += (time.perf_counter() - began) * 1000
    terminal.quiet(0.03)
    return took
