"""The intake screen in a small App of its own, for the journeys of the tests and for looking at it."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

from counter.screens.kit.terminal import prepare

prepare()

from counter.domain.clock import local  # noqa: E402
from counter.domain.hall.opened import Hall  # noqa: E402
from counter.screens.intake.screen import IntakeScreen  # noqa: E402
from counter.screens.kit.shell import Shell  # noqa: E402
from counter.screens.shared.session import Session  # noqa: E402


class IntakeApp(Shell[None]):
    """Somebody signed on at a window, on the intake screen."""

    def __init__(self, hall: Hall, no: str = "07", terminal: str = "民政") -> None:
        super().__init__()
        self.session = Session(hall, hall.person(no), terminal)
        self.went: list[str] = []

    def now(self) -> datetime:
        return local(self.session.hall.clock().moment)

    def header_facts(self) -> dict[str, str]:
        return {"hall": self.session.hall.name, "window": self.session.terminal, "person": self.session.person.name}

    def on_mount(self) -> None:
        self.push_screen(IntakeScreen())

    def go(self, name: str) -> None:
        self.went.append(name)


if __name__ == "__main__":
    from tests.halls import make_hall

    IntakeApp(make_hall(Path(sys.argv[1]), at="2026-11-20T09:12:00")).run(mouse=False)
