"""Closing the day (日结): what is still to look at, then the sheet sealed, the backup, the anchor."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import cast

from textual.widget import Widget

from counter.domain.anchors import kept_for
from counter.domain.casework.papers.notices import said_day
from counter.domain.clock import local
from counter.domain.oversight.closing import Closed, Point, close_day, points, secure
from counter.domain.oversight.figures import Closing, closing_of
from counter.domain.reckoning import Reckoning, Step
from counter.screens.day.dayscreen import DayScreen
from counter.screens.day.money import MoneyScreen
from counter.screens.kit.ask import Field
from counter.screens.kit.commands import Command
from counter.screens.kit.lines import CURRENT, HEAD, HINT, PLAIN, Line, Styles, columns, fit, wrap
from counter.screens.kit.page import Page
from counter.screens.kit.shell import Shell
from counter.screens.shared.asking import AskScreen
from counter.screens.shared.behind import BehindScreen
from counter.screens.shared.session import new_token

_CLOSE, _WAIT = "日结", "先不结"
_SHOWN = 8
"""As many lines of one point as are shown under it."""


@dataclass(frozen=True, slots=True)
class Folders:
    """Where closing looks for drafts, and puts backups and the anchor."""

    drafts: Path
    backups: Path
    anchor: Path

    @classmethod
    def of(cls, database: Path) -> Folders:
        """The usual ones: `COUNTER_BACKUP` or a folder beside the database, the anchor in the user's state."""
        given = os.environ.get("COUNTER_BACKUP")
        backups = Path(given) if given else database.parent / "backup"
        return cls(database.with_name(database.name + ".drafts"), backups, kept_for(database))


class ClosingPage(Page):
    """What is still to look at, one point current, with its cases below it; then what closing did."""

    def __init__(self) -> None:
        super().__init__()
        self.head = ""
        self.points: Sequence[Point] = ()
        self.done: Sequence[str] = ()
        self.at = 0

    def show(self, head: str, found: Sequence[Point], done: Sequence[str]) -> None:
        """Shows a day's points and what was done."""
        self.head, self.points, self.done = head, found, done
        self.at = min(self.at, max(0, len(found) - 1))
        self.redraw()

    def lines(self) -> list[Line]:
        """The day, the points, the cases of the current one, what closing did."""
        lines: list[Line] = [[(self.head, HEAD), ("    左右键换日", HINT)], []]
        if not self.points:
            lines.append([("没有要处理的，可以日结。", Styles.DONE.style)])
        for at, point in enumerate(self.points):
            lines += self._point(at, point)
        told = [[(text, PLAIN)] for each in self.done for text in wrap(each, max(20, self.size.width))]
        return [*lines, [], *told]

    @property
    def current(self) -> Point | None:
        """The point under the caret."""
        return self.points[self.at] if self.at < len(self.points) else None

    def pressed(self, key: str, character: str | None) -> bool:
        """Goes from point to point."""
        steps = {"up": -1, "down": 1}
        if key not in steps or not self.points:
            return False
        self.at = min(max(0, self.at + steps[key]), len(self.points) - 1)
        return True

    def why(self) -> Reckoning[object] | None:
        """What the current point rests on."""
        if not self.points:
            return None
        point = self.points[self.at]
        return Reckoning(point.count, (Step(f"{point.name} {point.count}：{point.says}", point.cites),))

    def _point(self, at: int, point: Point) -> list[Line]:
        style = Styles.SOON.style if point.needs_reason else PLAIN
        text = columns((point.name, str(point.count), point.says), (20, 5, 50), "lrl").rstrip()
        lines: list[Line] = [[(text, CURRENT if at == self.at else style)]]
        if at != self.at:
            return lines
        shown = point.lines[:_SHOWN]
        lines += [[(fit(f"    {text}", max(20, self.size.width)).rstrip(), HINT)] for text in shown]
        left = point.count - len(shown) if shown else 0
        more = f"    另有 {left} 件{'，按 Enter 看清单' if point.cases else ''}"
        return [*lines, [(more, HINT)]] if left > 0 else lines


class ClosingScreen(DayScreen):
    """Closes a day; today first, past days by the arrows."""

    def __init__(self, folders: Folders | None = None) -> None:
        super().__init__()
        self.page = ClosingPage()
        self._points: Sequence[Point] = ()
        self.closing: Closing | None = None
        self.done: dict[date, list[str]] = {}
        self._folders = folders

    @property
    def folders(self) -> Folders:
        """Where drafts, backups and the anchor are."""
        return self._folders or Folders.of(self.session.hall.storage.path)

    def title_words(self) -> str:
        """Its name."""
        return "日结"

    def body(self) -> Iterable[Widget]:
        """The points."""
        yield self.page

    def commands(self) -> Sequence[Command]:
        """Close, look at the sheet, back up."""
        return (
            Command("日结", "1", "结束这一天：封存日报、备份、记锚点。", self._not_closable, "close-day", self._ask),
            self.sheet_key("2"),
            Command("备份", "3", "现在备份一次，并记锚点。", act=self._secure),
            Command("看清单", "enter", "当前这一项是哪几件，可以逐件打开。", act=self._open),
            Command("收款对账", "4", "每个窗口这一天收的钱：清点、复核、解缴，打月报。", act=self._money),
            *self.days(),
        )

    def read(self, day: date) -> None:
        """What is still to look at, and whether the day is closed."""
        with self.session.look() as connection:
            found = points(self.session.hall, connection, day, self.folders.drafts)
            self.closing, self._points = closing_of(connection, day), found

    def show(self) -> None:
        """The points, and what closing did."""
        self.page.show(f"{said_day(self.day)}  {self._state()}", self._points, self.done.get(self.day, ()))
        self.menu.show(self.commands())

    def _state(self) -> str:
        if self.closing is None:
            return "还没有日结"
        by = self.session.hall.person(self.closing.by).name
        return f"{local(self.closing.moment):%m-%d %H:%M} {by}已日结"

    def _open(self) -> None:
        """The cases behind the point under the caret."""
        point = self.page.current
        if point is None or not point.cases:
            self.say("这一项没有可以逐件打开的清单。按 F9 看依据。")
            return
        self.app.push_screen(BehindScreen(point.name, point.cases))

    def _money(self) -> None:
        self.app.push_screen(MoneyScreen(self.day))

    def _not_closable(self) -> str | None:
        return "这一天已经日结，不用再结。" if self.closing is not None else None

    # -- closing -------------------------------------------------------------------------------

    def _ask(self) -> None:
        """One last question; a reason where calls back stay owed."""
        day = self.day
        token = new_token()
        calls = sum(point.count for point in self.page.points if point.needs_reason)
        fields = [Field("reason", "没有回电的原因", hint=f"还有{calls}个电话没有回", longest=200)] if calls else []
        fields.append(Field("sure", "日结", choices=(_CLOSE, _WAIT)))
        above = (f"{said_day(day)}日结：封存当天日报。结了以后再录入的，会在日报里另列。",)

        async def do(answers: dict[str, str]) -> Closed | None:
            if answers["sure"] != _CLOSE:
                return None
            return await asyncio.to_thread(self._seal, day, answers.get("reason", ""), token)

        self.app.push_screen(AskScreen("日结", fields, do, self._after, above=above, wide=16))

    def _seal(self, day: date, reason: str, token: str) -> Closed:
        with self.session.act(token=token) as work:
            return close_day(work, day, reason)

    def _after(self, closed: Closed | None) -> None:
        if closed is None:
            return
        day = closed.day.day
        sealed = f"日报已封存：覆盖日志到第{closed.through}条，校验码 {closed.digest}。按 2 打印，请签字存档。"
        self.done[day] = [sealed]
        self.load(day)
        self._secure()

    def _secure(self) -> None:
        cast("Shell[None]", self.app).save(self._secured(self.day))

    async def _secured(self, day: date) -> None:
        self.say("正在备份，请稍候……")
        folders = self.folders
        told = await asyncio.to_thread(lambda: list(secure(self.session.hall, day, folders.backups, folders.anchor)))
        self.done[day] = [*self.done.get(day, [])[:1], *told]
        self.say("备份和锚点的结果见上。")
        self.load(day)
