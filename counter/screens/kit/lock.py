"""When an unattended screen locks: a pure timer over a clock that is passed in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(slots=True)
class IdleLock:
    """Counts from the last key; the hall's setting says after how many minutes it locks."""

    now: Callable[[], float]
    """A monotonic clock, in seconds."""
    minutes: Callable[[], float]
    """The hall's setting, asked each time, so that a change counts at once; 0 never locks."""
    locked: bool = False
    _last: float = field(default=0.0, init=False)

    def __post_init__(self) -> None:
        self._last = self.now()

    def touched(self) -> None:
        """A key was pressed. A locked screen stays locked: only `unlock` opens it."""
        if not self.due():
            self._last = self.now()

    def left(self) -> float:
        """Seconds until it locks; infinite where the hall never locks."""
        minutes = self.minutes()
        if self.locked:
            return 0.0
        return max(0.0, self._last + minutes * 60 - self.now()) if minutes else float("inf")

    def due(self) -> bool:
        """Whether the screen is to be locked now; once due it stays so until unlocked."""
        if self.left() <= 0.0:
            self.locked = True
        return self.locked

    def lock(self) -> None:
        """Locks at once, as the key does."""
        self.locked = True

    def unlock(self) -> None:
        """Opens it after the PIN was right."""
        self.locked = False
        self._last = self.now()
