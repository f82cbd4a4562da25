"""First frame, key to echo and memory, through a real pseudo-terminal, beside a bare Textual program."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import select
import signal
import statistics
import struct
import sys
import tempfile
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
from benched import Row, row_of

ROOT = Path(__file__).resolve().parents[2]
BARE = [sys.executable, str(Path(__file__).with_name("bare.py"))]
PIN = "730482"
_READY = b"ready"
_SIGN_ON = "工号".encode()
_SIZE = struct.pack("HHHH", 24, 80, 0, 0)


class Terminal:
    """A program in a pseudo-terminal of 80x24."""

    def __init__(self, command: list[str], **more: str) -> None:
        env = {"PATH": os.environ["PATH"], "TERM": "xterm-256color", "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT),
               "HOME": tempfile.gettempdir(), **more}  # fmt: skip
        self.began = time.perf_counter()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.execve(command[0], command, env)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, _SIZE)

    def until(self, wanted: bytes, seconds: float = 30) -> float:
        """Milliseconds from now, or from the start, until some bytes have come."""
        seen = b""
        end = time.perf_counter() + seconds
        while wanted not in seen:
            if not select.select([self.fd], [], [], max(0, end - time.perf_counter()))[0]:
                raise TimeoutError(f"{wanted!r} did not come: {seen[-2000:]!r}")
            seen += os.read(self.fd, 65536)
        return (time.perf_counter() - self.began) * 1000

    def quiet(self, seconds: float = 0.4) -> None:
        """Reads until nothing has come for a while."""
        while select.select([self.fd], [], [], seconds)[0]:
            os.read(self.fd, 65536)

    def echo(self, key: bytes) -> float:
        """Milliseconds from a key to the first byte that it causes."""
        began = time.perf_counter()
        os.write(self.fd, key)
        select.select([self.fd], [], [], 5)
        took = (time.perf_counter() - began) * 1000
        self.quiet(0.03)
        return took

    @property
    def resident(self) -> float:
        """Resident memory in MB."""
        return psutil.Process(self.pid).memory_info().rss / 2**20

    def close(self) -> None:
        """Ends the program."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.fd)


@contextlib.contextmanager
def _running(command: list[str], **more: str) -> Iterator[Terminal]:
    terminal = Terminal(command, **more)
    try:
        yield terminal
    finally:
        terminal.close()


@contextlib.contextmanager
def _hall() -> Iterator[list[str]]:
    """The command that opens a small hall whose clerk 05 has a known PIN."""
    from counter.domain.hall.beginning.hallfile import load_hall
    from counter.domain.hall.people.pins import Given, hashed
    from counter.domain.setup import create
    from counter.storage import Storage

    with tempfile.TemporaryDirectory(prefix="counter-bench-") as folder:
        path = Path(folder) / "hall.db"
        hall = create(Storage(f"sqlite:///{path}"), load_hall("demo"), pins={"05": Given(hashed(PIN), change=False)})
        hall.storage.close()
        yield [sys.executable, "-m", "counter", "--db", f"sqlite:///{path}"]


def frame() -> Iterator[Row]:
    """From the start of the process to the sign-on screen, beside one Static."""
    with _hall() as ours:
        pairs = []
        for turn in range(9):
            with _running(ours, COUNTER_WINDOW="W02") as one, contextlib.ExitStack():
                first = one.until(_SIGN_ON)
            with _running(BARE) as other:
                second = other.until(_READY)
            if turn:
                pairs.append((first, second))
        yield row_of("first frame of the sign-on screen (bare = 1)", pairs, 1.35)


def _signed_on(terminal: Terminal) -> None:
    terminal.until(_SIGN_ON)
    time.sleep(2.5)
    terminal.quiet()
    os.write(terminal.fd, b"05\r")
    terminal.quiet()
    os.write(terminal.fd, PIN.encode() + b"\r")
    terminal.until("来人".encode())
    terminal.quiet(1.0)


def echo() -> Iterator[Row]:
    """From a key to the first byte of its echo: the intake form's first field, beside a bare Input."""
    with _hall() as ours, _running(ours, COUNTER_WINDOW="W02") as one, _running([*BARE, "input"]) as other:
        _signed_on(one)
        other.until(_READY)
        other.quiet(1.0)
        pairs = []
        for _ in range(9):
            mine = statistics.median(_typed(one) for _ in range(10))
            bare = statistics.median(_typed(other) for _ in range(10))
            pairs.append((mine, bare))
        yield row_of("key to echo in intake (bare Input = 1)", pairs, 1.2)


def _typed(terminal: Terminal) -> float:
    took = terminal.echo(b"a")
    terminal.echo(b"\x7f")
    return took


def memory() -> Iterator[Row]:
    """Resident memory in intake after everything is loaded, beside one Static."""
    pairs = []
    for _ in range(3):
        with _hall() as ours, _running(ours, COUNTER_WINDOW="W02") as one, _running(BARE) as other:
            _signed_on(one)
            other.until(_READY)
            other.quiet(1.0)
            pairs.append((one.resident, other.resident))
    yield row_of("resident memory in intake (bare = 1)", pairs, 2.2, "MB")
