"""Today (今日): the director's figures of a day, what they count, and the papers of the day.

Left and right change the day; up, down and Tab go to a figure, Enter lists what it counts, F9 says
how it is counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta

from textual.widget import Widget

from counter.domain.casework.notices import said_day
from counter.domain.clock import local
from counter.domain.oversight import closing, records
from counter.domain.oversight.counted import explain
from counter.domain.oversight.figures import Day, Listed, figures
from counter.domain.paper import Paper
from counter.domain.reckoning import Reckoning
from counter.domain.refusals import Refusal
from counter.screens.asking import say_refusal
from counter.screens.behind import BehindScreen
from counter.screens.kit.commands import Command
from counter.screens.kit.lines import CURRENT, HEAD, HINT, PLAIN, Line, Styles, cells, columns, fit
from counter.screens.kit.page import Page
from counter.screens.session import DeskScreen
from counter.storage import StorageFault

_ROWS = (
    ("今日到期", "超期", "在办", "待补", "待领", "待回电"),
    ("收件", "受理", "办结", "按时办结", "超期办结", "补录"),
    ("退回", "暂不予受理", "不予办理", "撤回", "作废", "容缺"),
    ("即办件", "承诺件", "联办件", "上报件", "补办件", "来访人次"),
    ("咨询", "收费(元)", "代收(元)"),
)
_ORDER = tuple(name for row in _ROWS for name in row)
_CELL = 13
_WINDOWS = (("窗口", 26), ("收件", 5), ("受理", 5), ("办结", 5), ("按时", 5), ("超期", 5), ("在办", 5), ("已超期", 7))
_LISTS: dict[str, Callable[[Day], Sequence[Listed]]] = {
    "今日到期": lambda day: day.due_today, "超期": lambda day: day.overdue, "待补": lambda day: day.waiting,
    "补录": lambda day: day.late, "作废": lambda day: day.amended, "退回": lambda day: day.refusals,
    "暂不予受理": lambda day: day.refusals, "不予办理": lambda day: day.refusals, "即办件": lambda day: day.slow,
}  # fmt: skip


class TodayPage(Page):
    """The figures of one day, one of them current."""

    def __init__(self) -> None:
        super().__init__()
        self.day: Day | None = None
        self.at = 0

    @property
    def current(self) -> str:
        """The line name of the figure that keys act on."""
        return _ORDER[self.at]

    def show(self, day: Day) -> None:
        """Shows a day's figures."""
        self.day = day
        self.redraw()

    def lines(self) -> list[Line]:
        """Which day and up to when, the figures, the hours, the windows."""
        day = self.day
        if day is None:
            return []
        grid = [self._row(day, names) for names in _ROWS]
        return [self._head(day), [], *grid, [], *_course(day), *_slow(day), [], *_windows(day)]

    def pressed(self, key: str, character: str | None) -> bool:
        """Goes from figure to figure."""
        steps = {"up": -6, "down": 6, "tab": 1, "shift+tab": -1}
        if key not in steps:
            return False
        to = self.at + steps[key]
        self.at = to % len(_ORDER) if key.endswith("tab") else min(max(to, 0), len(_ORDER) - 1)
        return True

    def why(self) -> Reckoning[object] | None:
        """How the current figure is counted."""
        if self.day is None:
            return None
        found = explain(self.day, self.current)
        return Reckoning(found.value, found.steps)

    def _head(self, day: Day) -> Line:
        if day.closing is not None:
            state = f"{local(day.closing.moment):%m-%d %H:%M} 已日结"
        elif day.known_until is not None:
            state = f"截至 {local(day.known_until):%H:%M}"
        else:
            state = "没有日结"
        changed = f"  日结后有变化 {len(day.changed)} 项" if day.changed else ""
        return [(said_day(day.day), HEAD), (f"  {state}{changed}", PLAIN), ("    左右键换日", HINT)]

    def _row(self, day: Day, names: Sequence[str]) -> Line:
        width = max(_CELL, self.size.width // len(_ROWS[0]))
        return [span for name in names for span in self._figure(day, name, width)]

    def _figure(self, day: Day, name: str, width: int) -> Line:
        value = day.counts[name]
        meaning = Styles.PLAIN
        if value and name in ("超期", "超期办结"):
            meaning = Styles.OVERDUE
        elif value and name in ("今日到期", "待回电"):
            meaning = Styles.SOON
        style = CURRENT if name == self.current else meaning.style
        text = f"{name} {value:g}{meaning.mark}"
        return [(text, style), (fit("", max(1, width - cells(text))), PLAIN)]


def _course(day: Day) -> list[Line]:
    """How the day went by the hour, and the seven days up to it."""
    hours = "  ".join(f"{hour}时 {count}" for hour, count in sorted(day.hours.items())) or "还没有收件"
    week = " ".join(str(count) for count in day.week)
    return [[("按时段收件  ", HINT), (hours, PLAIN)], [("近七日收件  ", HINT), (week, PLAIN)]]


def _slow(day: Day) -> list[Line]:
    """What the figures do not show: due next, extended, instant cases that took too long."""
    words = f"{day.next_day:%m-%d}到期 {len(day.due_next)}  延期 {len(day.extended)}  即办超时 {len(day.slow)}"
    return [[("另有        ", HINT), (f"{words}  票据 {day.receipts} 张", PLAIN)]]


def _windows(day: Day) -> list[Line]:
    titles, widths = [title for title, _ in _WINDOWS], [width for _, width in _WINDOWS]
    aligns = "l" + "r" * (len(_WINDOWS) - 1)
    lines: list[Line] = [[(columns(titles, widths, aligns), HEAD)]] if day.windows else []
    for each in day.windows:
        counts = (each.received, each.accepted, each.finished, each.on_time, each.late, each.open, each.overdue)
        style = Styles.OVERDUE.style if each.overdue else PLAIN
        lines.append([(columns([each.name, *map(str, counts)], widths, aligns), style)])
    return lines


class TodayScreen(DeskScreen):
    """The day's figures, and from there the cases and the papers."""

    def __init__(self) -> None:
        super().__init__()
        self.page = TodayPage()
        self.shown: date | None = None

    def title_words(self) -> str:
        """Its name."""
        return "今日"

    def body(self) -> Iterable[Widget]:
        """The figures."""
        yield self.page

    def commands(self) -> Sequence[Command]:
        """The day's papers, its lists, its close."""
        return (
            Command("看清单", "enter", "列出这一项是哪几件，可以逐件打开。", act=self.open),
            Command("日报", "1", "看这一天的日报，再打印或存成文件。", act=self._summary),
            Command("即办件统计表", "2", "这一天的即办件，逐件和分窗口。", act=self._instant),
            Command("办件登记", "3", "这一天办过的每一件。", act=self._record),
            Command("怎么算的", "f9", "这个数是怎么算的，依据哪一条。"),
            Command("前一天", "left", "看前一天。", act=lambda: self._turn(-1)),
            Command("后一天", "right", "看后一天，到今天为止。", act=lambda: self._turn(1)),
            Command("回到今天", "home", "看今天。", act=lambda: self.load(self.session.hall.today)),
        )

    def on_mount(self) -> None:
        """Today's figures first."""
        self.load(self.session.hall.today)

    def on_screen_resume(self) -> None:
        """Coming back: the same day, as it is by now."""
        if self.shown is not None:
            self.load(self.shown)

    def load(self, day: date) -> None:
        """Reads and shows a day."""
        try:
            with self.session.look() as connection:
                found = figures(self.session.hall, connection, day)
        except (Refusal, StorageFault) as error:
            say_refusal(self, error)
            return
        self.shown = day
        self.page.show(found)

    def open(self) -> None:
        """The cases behind the current figure."""
        day, name = self.page.day, self.page.current
        if day is None:
            return
        if name not in _LISTS:
            self.say("这一项没有单独的清单。按 3 看这一天的每一件，按 F9 看怎么算的。")
            return
        cases = _LISTS[name](day)
        if not cases:
            self.say("这一项没有要看的办件。")
            return
        meaning = Styles.OVERDUE if name == "超期" else Styles.PLAIN
        self.app.push_screen(BehindScreen(_TITLES.get(name, name), cases, meaning))

    def _turn(self, days: int) -> None:
        if self.shown is None:
            return
        to = self.shown + timedelta(days=days)
        if to > self.session.hall.today:
            self.say("后一天还没有到。")
            return
        self.say("")
        self.load(to)

    def _summary(self) -> None:
        day = self.shown or self.session.hall.today
        self._paper(closing.sheet, f"日报-{day}", lambda work: closing.keep_summary(work, day))

    def _instant(self) -> None:
        day = self.shown or self.session.hall.today
        self._paper(records.instant_table, f"即办件统计表-{day}", lambda work: records.keep_instant_table(work, day))

    def _record(self) -> None:
        day = self.shown or self.session.hall.today
        self._paper(records.day_record, f"当日办件登记-{day}", lambda work: records.keep_day_record(work, day))

    def _paper(self, make: Callable[..., Paper], name: str, keep: Callable[..., int]) -> None:
        """A paper of the shown day on the screen."""
        from counter.screens.sheet import SheetScreen

        day = self.shown or self.session.hall.today
        try:
            with self.session.look() as connection:
                paper = make(self.session.hall, connection, day)
        except (Refusal, StorageFault) as error:
            say_refusal(self, error)
            return
        self.app.push_screen(SheetScreen(paper, keep, name=name))


_TITLES = {"退回": "退回、暂不予受理、不予办理", "暂不予受理": "退回、暂不予受理、不予办理",
           "不予办理": "退回、暂不予受理、不予办理", "作废": "更正、换事项、作废", "即办件": "即办件超时、未当天办完",
           "补录": "补录和日结后登记"}  # fmt: skip
