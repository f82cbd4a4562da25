"""Hands finished bytes to a printer through the system's `lp`, and asks what became of them.

`lp` answers success also for a printer that is switched off: what can be said is 已交给打印机, never
已打印. Its messages are asked for in English, whatever the person's language, so that they can be
told apart; the person reads ours.
"""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from counter.domain.refusals import Refusal
from counter.papers.fit import clean

WAIT = 10.0
"""Seconds that the spooler has to answer."""

ON_WINDOWS = os.name == "nt"

_JOB = re.compile(r"request id is (\S+-\d+)")
_TITLE_LENGTH = 80
_ABSENT = (
    "no default destination",
    "does not exist",
    "unknown destination",
    "no destinations",
    "invalid destination",
)


class NoPrinter(Refusal):
    """There is no printer of that name, no default printer, or no printing service at all."""

    says: ClassVar[str] = "没有找到打印机{named}。请接好打印机、在系统里添加它，或在设置里另选一台。"


class QueueRefused(Refusal):
    """The queue takes no jobs; `facts["detail"]` has the spooler's words for the log."""

    says: ClassVar[str] = "打印机{named}现在不收任务。请看打印机是否被停用，或换一台再打。"


class PrinterSilent(Refusal):
    """The printing service did not answer; the job may or may not have been taken."""

    says: ClassVar[str] = "打印服务没有回应，不知道是否收下了。请先看打印机出不出纸，再决定要不要重打。"


class ServiceStopped(PrinterSilent):
    """The printing service does not run; nothing was handed over."""

    says: ClassVar[str] = "打印服务没有运行，还没有交出去。请重启打印服务或这台电脑，再打一次。"


class PrintByHand(Refusal):
    """On this system the program prints nothing itself."""

    says: ClassVar[str] = "这台电脑上请打开存好的 PDF 文件，用系统自带的打印来打。"


@dataclass(frozen=True, slots=True)
class Queue:
    """A printer as the system names it."""

    name: str
    default: bool = False


@dataclass(frozen=True, slots=True)
class Job:
    """A job that the spooler took."""

    number: str
    """The spooler's own name for it, such as lq630-12."""

    @property
    def queue(self) -> str:
        """The queue it lies in."""
        return self.number.rpartition("-")[0]

    @property
    def sentence(self) -> str:
        """What the person may be told."""
        return f"已交给打印机（任务 {self.number}）。"


def queues() -> tuple[Queue, ...]:
    """Every printer that the system knows; none is an empty tuple.

    Raises:
        NoPrinter: There is no printing service on this machine.
        PrinterSilent: The service does not answer.
        ServiceStopped: It does not run.
        PrintByHand: This system has no `lp`.
    """
    names = _asked(["lpstat", "-e"]).split()
    default = _run(["lpstat", "-d"]).stdout.rpartition(":")[2].strip()
    return tuple(Queue(name, name == default) for name in names)


def submit(
    what: bytes | Path,
    *,
    queue: str | None = None,
    raw: bool = False,
    title: str = "",
    media: str | None = None,
) -> Job:
    """Hands a PDF, or bytes made for the printer, to a queue.

    Args:
        what: The bytes, or a file that holds them.
        queue: The printer; the system's default printer otherwise.
        raw: Send the bytes as they are, for a printer that is driven directly.
        title: What the queue shows for the job.
        media: The paper, as CUPS names it (A4, A5, Custom.241x140mm).

    Raises:
        NoPrinter: There is no such queue, or no printing service.
        QueueRefused: The queue takes no jobs.
        PrinterSilent: The service does not answer within `WAIT` seconds.
        ServiceStopped: It does not run.
        PrintByHand: This system has no `lp`.
    """
    argv = ["lp"]
    argv += ["-d", queue] if queue is not None else []
    argv += ["-o", "raw"] if raw else []
    argv += ["-o", f"media={media}"] if media else []
    argv += ["-t", clean(title)[:_TITLE_LENGTH] or "counter"]
    argv += ["--", str(what.resolve())] if isinstance(what, Path) else []
    answer = _run(argv, named=_named(queue), data=what if isinstance(what, bytes) else b"")
    if found := _JOB.search(answer.stdout):
        return Job(found.group(1))
    detail = (answer.stderr or answer.stdout).strip()
    _check_service(detail)
    if any(sign in detail.lower() for sign in _ABSENT):
        raise NoPrinter(named=_named(queue), detail=detail)
    raise QueueRefused(named=_named(queue), detail=detail)


def pending(job: Job) -> bool:
    """Whether the job still waits or prints; False says only that the queue has let go of it.

    Raises:
        PrinterSilent: The service does not answer.
        ServiceStopped: It does not run.
    """
    waiting = _asked(["lpstat", "-W", "not-completed", "-o", job.queue])
    return any(line.split(maxsplit=1)[:1] == [job.number] for line in waiting.splitlines())


def stopped(queue: str) -> bool:
    """Whether the printer is switched off, disabled or not to be reached: its jobs wait for ever."""
    told = _run(["lpstat", "-l", "-p", queue], named=_named(queue)).stdout.lower()
    return any(sign in told for sign in ("disabled", "may not exist", "unavailable", "unable to locate"))


def cancel(job: Job) -> None:
    """Takes a job back that still waits; one already gone is no failure."""
    _run(["cancel", job.number], named=_named(job.queue))


def _named(queue: str | None) -> str:
    return f"“{clean(queue)}”" if queue else ""


def _asked(argv: list[str]) -> str:
    """What the service answers; where it answers nothing, the service must at least be running."""
    answer = _run(argv)
    if not answer.stdout.strip():
        _check_service(answer.stderr.strip())
    return answer.stdout


def _check_service(detail: str) -> None:
    """Tells a stopped service from a missing queue: `lp` says the same of both."""
    if "scheduler is not running" in _run(["lpstat", "-r"]).stdout:
        raise ServiceStopped(detail=detail)


def _run(argv: list[str], *, named: str = "", data: bytes = b"") -> subprocess.CompletedProcess[str]:
    """Runs one of the spooler's own programs; no shell reads the words."""
    if ON_WINDOWS:
        raise PrintByHand()
    try:
        done = subprocess.run(
            argv,
            input=data,
            capture_output=True,
            timeout=WAIT,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
            check=False,
        )
    except FileNotFoundError as error:
        raise NoPrinter(named=named, detail=str(error)) from error
    except subprocess.TimeoutExpired as error:
        raise PrinterSilent(detail=str(error)) from error
    return subprocess.CompletedProcess(
        argv, done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")
    )
