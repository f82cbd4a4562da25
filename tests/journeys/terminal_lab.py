"""Runs a program on a pseudo-terminal: bursts in, bytes and screen out.

Nothing here waits for a time to pass. A wait ends with what is shown, or with a program that has nothing left to
do: a machine under load makes it longer, not wrong.
"""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import pyte


class Lab:
    """A child on a pty of 80 by 24 cells; use it as a context."""

    def __init__(self, module: str, environ: Mapping[str, str] | None = None) -> None:
        self.raw = b""
        self.status: int | None = None
        self.screen = pyte.Screen(80, 24)
        self._stream = pyte.ByteStream(self.screen)
        self.pid, self.fd = pty.fork()
        if not self.pid:
            # Not os.execv: readline, once imported, leaves COLUMNS and LINES behind Python's back.
            wanted = {**os.environ, "TERM": "xterm-256color", **(environ or {})}
            os.execve(sys.executable, [sys.executable, "-m", module], wanted)
        self.resize(80, 24)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.status is None:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        if self.fd >= 0:
            os.close(self.fd)

    def resize(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.screen.resize(rows, columns)

    def send(self, data: bytes | str) -> None:
        """One write, so that the program finds it all in one read."""
        os.write(self.fd, data.encode() if isinstance(data, str) else data)

    def _readable(self, seconds: float) -> bool:
        """Whether something comes within so many seconds; no limit is set to the descriptor's number."""
        waiting = select.poll()
        waiting.register(self.fd, select.POLLIN)
        return bool(waiting.poll(seconds * 1000))

    def read(self, seconds: float) -> bytes:
        """Everything that comes within so many seconds."""
        got, end = b"", time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if not self._readable(left):
                break
            try:
                chunk = os.read(self.fd, 65536)
            except OSError:
                break
            if not chunk:
                break
            got += chunk
        self.raw += got
        self._stream.feed(got)
        return got

    def until(self, seen: Callable[[], bool], seconds: float = 20.0) -> bool:
        """Reads until something is seen; False when it never was, though the program had time enough for it."""
        patience = Patience(self, seconds)
        while not seen() and patience.left():
            self.read(0.02)
        return seen()

    def rest(self, silence: float = 0.12) -> bytes:
        """Everything that comes until the terminal is silent, and the program asleep, for so many seconds."""
        got, since = b"", time.monotonic()
        while time.monotonic() - since < silence:
            came = self.read(0.02)
            got += came
            if came or self.busy():
                since = time.monotonic()
        return got

    def takes_keys(self) -> bool:
        """Whether the program has the terminal: before, the system itself turns an Enter into a new line."""
        return not termios.tcgetattr(self.fd)[3] & termios.ICANON

    def busy(self) -> bool:
        """Whether the program is computing or writing, or waits for a processor; False where no system tells."""
        return any(_state(task) in "RD" for task in Path(f"/proc/{self.pid}/task").glob("*/stat"))

    def shows(self, text: str) -> bool:
        return text in self.text()

    def text(self) -> str:
        """The screen, wide characters once each."""
        return "\n".join(row.replace("\x00", "") for row in self.screen.display)

    def hang_up(self) -> None:
        """Drops the line."""
        os.close(self.fd)
        self.fd = -1

    def ended(self, seconds: float = 20.0) -> int | None:
        """The exit code, or None where it has not ended in time."""
        patience = Patience(self, seconds)
        while self.status is None and patience.left():
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.status = os.waitstatus_to_exitcode(status)
            elif self.fd >= 0:
                self.read(0.05)
            else:
                time.sleep(0.05)
        return self.status


class Patience:
    """How long a wait may last: the seconds that a program idles away count whole, those in which it works a tenth."""

    def __init__(self, lab: Lab, seconds: float) -> None:
        self._lab = lab
        self._left = seconds
        self._looked = time.monotonic()

    def left(self) -> bool:
        """Whether to go on waiting."""
        now = time.monotonic()
        self._left -= (now - self._looked) * (0.1 if self._lab.busy() else 1.0)
        self._looked = now
        return self._left > 0


def _state(task: Path) -> str:
    """R runs or waits for a processor, D waits for the disk, S sleeps; as asleep counts a thread that is gone."""
    try:
        return task.read_text("ascii", "replace").rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return "S"
