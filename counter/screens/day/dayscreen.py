"""A screen of one day: left and right turn it, and its papers go out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from counter.domain.hall.work import Work
from counter.domain.oversight import closing
from counter.domain.paper import Paper
from counter.domain.refusals import Refusal
from counter.screens.kit.commands import Command
from counter.screens.shared.asking import say_refusal
from counter.screens.shared.session import DeskScreen
from counter.storage import StorageFault


class DayScreen(DeskScreen):
    """Today first, past days by the arrows, up to today."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: date | None = None

    @property
    def day(self) -> date:
        """The day that keys act on."""
        return self.shown or self.session.hall.today

    def sheet_key(self, key: str) -> Command:
        """The key to the day's summary."""
        return Command("日报", key, "看这一天的日报，再打印或存成文件。", act=self.summary)

    def days(self) -> Sequence[Command]:
        """The keys from day to day."""
        return (
            Command("前一天", "left", "看前一天。", act=lambda: self._turn(-1)),
            Command("后一天", "right", "看后一天，到今天为止。", act=lambda: self._turn(1)),
            Command("回到今天", "home", "看今天。", act=lambda: self.load(self.session.hall.today)),
        )

    def on_mount(self) -> None:
        """Today first."""
        self.load(self.session.hall.today)

    def on_screen_resume(self) -> None:
        """Coming back: the same day, as it is by now."""
        if self.shown is not None:
            self.load(self.shown)

    def load(self, day: date) -> None:
        """Reads and shows a day; where that fails the day before it stays shown."""
        try:
            self.read(day)
        except (Refusal, StorageFault) as error:
            say_refusal(self, error)
            return
        self.shown = day
        self.show()

    def read(self, day: date) -> None:
        """Reads what the screen shows of a day.

        Raises:
            Refusal, StorageFault: nothing has changed then.
        """

    def show(self) -> None:
        """Shows what was read."""

    def _turn(self, days: int) -> None:
        if self.shown is None:
            return
        to = self.shown + timedelta(days=days)
        if to > self.session.hall.today:
            self.say("后一天还没有到。")
            return
        self.say("")
        self.load(to)

    def summary(self) -> None:
        """The day's summary on the screen, to be printed from there."""
        day = self.day
        self.paper(closing.sheet, "日报", lambda work: closing.keep_summary(work, day))

    def paper(self, make: Callable[..., Paper], name: str, keep: Callable[[Work], int]) -> None:
        """A paper of the shown day on the screen; `keep` stores it when it goes out."""
        from counter.screens.shared.sheet import SheetScreen

        day = self.day
        try:
            with self.session.look() as connection:
                made = make(self.session.hall, connection, day)
        except (Refusal, StorageFault) as error:
            say_refusal(self, error)
            return
        self.app.push_screen(SheetScreen(made, keep, name=f"{name}-{day}"))
