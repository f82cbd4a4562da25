"""The one place the time comes from; tests and replays put another clock here.

All moments are aware. They are stored as UTC and shown in the hall's zone; the working day is a
local date. Besides the wall clock a reading carries the machine's own marks (which boot, seconds
since boot), so that a clock set back or forward while the hall works does not pass unseen.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
"""China keeps one civil time; every hall lives in it."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the clocks said at one instant."""

    moment: datetime
    boot: str = ""
    """Which start of the machine this is; empty where the system does not tell."""
    ticks: int = 0
    """Whole seconds since that start, sleep included."""


Clock = Callable[[], Reading]


def system_clock() -> Reading:
    """The machine's clocks, to the second."""
    now = datetime.now(UTC).replace(microsecond=0)
    return Reading(now, _boot(), int(_since_boot()))


@dataclass
class PutClock:
    """A clock that stands where it is put: of a scenario, of a made-up history. No machine stands behind it."""

    moment: datetime

    def __call__(self) -> Reading:
        """What it says."""
        return Reading(self.moment)


def local(moment: datetime) -> datetime:
    """A moment in the hall's zone."""
    return moment.astimezone(ZONE)


def local_day(moment: datetime) -> date:
    """The working day a moment falls on."""
    return local(moment).date()


def said_month(day: date) -> str:
    """A month as sentences and papers say it: 2026年12月."""
    return f"{day.year}年{day.month}月"


def weekday(day: date) -> str:
    """The day of the week as printed: 周四."""
    return "周" + "一二三四五六日"[day.weekday()]


def at(text: str) -> datetime:
    """A local ISO moment as an aware one.

    Raises:
        ValueError: where the text is no ISO moment.
    """
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=ZONE)


def _since_boot() -> float:
    boottime = getattr(time, "CLOCK_BOOTTIME", None)
    return time.clock_gettime(boottime) if boottime is not None else time.monotonic()


def _boot() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii")[:8]
    except OSError:
        return ""
