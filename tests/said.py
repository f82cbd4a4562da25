"""What the command line says: its exit code, its answer, what it says on stderr."""

from __future__ import annotations

from collections.abc import Callable

Said = tuple[int, str, str]
Say = Callable[..., Said]
