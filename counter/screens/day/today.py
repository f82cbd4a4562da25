"""Today (今日): the director's figures of a day, what they count, and the papers of the day.

Left and right change the day; up, down and Tab go to a figure, Enter lists what it counts, F9 says
how it is counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from textual.widget import Widget

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from counter.domain.casework.asking.enquiry_lists import Which

from counter.domain.approvals import reading
from counter.domain.approvals.matters import matter_of
from counter.domain.attendance.month.presence_line import presence_line
from counter.domain.casework.acts import publishing
from counter.domain.casework.papers.notices import said_day
from counter.domain.clock import local
from counter.domain.hall.opened import Hall
from counter.domain.oversight import daily, limits_report, records, tracking
from counter.domain.oversight.counted import explain
from counter.domain.oversight.figures import Day, Listed, figures
from counter.domain.paper import Paper
from counter.domain.posts.empty import Vacancy, vacancies
from counter.domain.reckoning import Reckoning
from counter.screens.day.approvals import ApprovalsScreen
from counter.screens.day.dayscreen import DayScreen
from counter.screens.kit.commands import Command
from counter.screens.kit.lines import CURRENT, HEAD, HINT, PLAIN, Line, Meaning, Styles, cells, columns, fit
from counter.screens.kit.page import Page
from counter.screens.lists.vetoes import VetoesScreen
from counter.screens.posts.empty import NOBODY_THERE, EmptyScreen, said
from counter.screens.shared.behind import BehindScreen

_ROWS = (
    ("今日到期", "超期", "在办", "待补", "待领", "待回电"),
    ("收件", "受理", "办结", "按时办结", "超期办结", "补录"),
    ("退回", "暂不予受理", "不予办理", "撤回", "作废", "容缺"),
    ("即办件", "承诺件", "联办件", "上报件", "补办件", "来访人次"),
    ("咨询", "收费(元)", "代收(元)"),
)
_ORDER = tuple(name for row in _ROWS for name in row)
_CELL = 13
_HOURS_CELLS = 67
_WINDOWS = (("窗口", 26), ("收件", 5), ("受理", 5), ("办结", 5), ("按时", 5), ("超期", 5), ("在办", 5), ("已超期", 7))
_LISTS: dict[str, Callable[[Day], Sequence[Listed]]] = {
    "今日到期": lambda day: day.due_today, "超期": lambda day: day.overdue, "待补": lambda day: day.waiting,
    "补录": lambda day: day.late, "作废": lambda day: day.amended, "退回": lambda day: day.refusals,
    "暂不予受理": lambda day: day.refusals, "不予办理": lambda day: day.refusals, "即办件": lambda day: day.slow,
}  # fmt: skip

_ASKED: dict[str, Which] = {"咨询": "today", "待回电": "open"}


_TURN = 6
"""Windows by which a page of them turns."""


class TodayPage(Page):
    """The figures of one day, one of them current."""

    def __init__(self) -> None:
        super().__init__()
        self.day: Day | None = None
        self.asked: Mapping[str, int] = {}
        """How many approvals wait for the person, by matter."""
        self.empty: Sequence[Vacancy] = ()
        """When nobody was at a window on the rota."""
        self.presence = ""
        """Who was there that day, in one line."""
        self.at = 0
        self.turned = 0
        """How many windows are above those shown, where there is no room for all."""

    @property
    def current(self) -> str:
        """The line name of the figure that keys act on."""
        return _ORDER[self.at]

    def show(self, day: Day) -> None:
        """Shows a day's figures."""
        self.day, self.turned = day, 0
        self.redraw()

    def lines(self) -> list[Line]:
        """Which day and up to when, the figures, the hours, the windows."""
        day = self.day
        if day is None:
            return []
        grid = [self._row(day, names) for names in _ROWS]
        above = [
            self._head(day),
            self._asked(),
            *grid,
            self._empty(),
            *_course(day),
            *_slow(day),
            self._presence(),
            [],
        ]
        windows = _windows(day)
        if len(above) + len(windows) > self.size.height:
            above = [line for line in above if line]
        return [*above, *self._page_of(windows, self.size.height - len(above))]

    def _page_of(self, windows: Sequence[Line], room: int) -> Sequence[Line]:
        """The windows that there is room for, and by which key the others come."""
        if len(windows) <= max(room, 2):
            return windows
        head, *rows = windows
        shown = max(1, room - 2)
        self.turned = min(self.turned, len(rows) - 1)
        rest = len(rows) - self.turned - shown
        told = f"还有 {rest} 个窗口：PgDn" if rest > 0 else "前面的窗口：PgUp"
        return [head, *rows[self.turned : self.turned + shown], [(told, HINT)]]

    def _turn(self, by: int) -> None:
        if self.day is not None and len(self.day.windows) > 1:
            self.turned = min(max(self.turned + by * _TURN, 0), len(self.day.windows) - 1)

    def pressed(self, key: str, character: str | None) -> bool:
        """Goes from figure to figure."""
        if key in ("pagedown", "pageup"):
            self._turn(1 if key == "pagedown" else -1)
            return True
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

    def _asked(self) -> Line:
        if not self.asked:
            return []
        each = "  ".join(f"{name} {count}" for name, count in self.asked.items())
        return [(f"待您审批 {sum(self.asked.values())}", Styles.WAITS.style), (f"  {each}", PLAIN),
                ("    按 6 逐件批", HINT)]  # fmt: skip

    def _empty(self) -> Line:
        """The windows that stood or stand without anybody, as long as nobody confirmed it."""
        found = [each for each in self.empty if not each.confirmed_by]
        if not found:
            return []
        mark, todo = f"{Styles.OVERDUE.mark}{NOBODY_THERE} ", "  按 9 认定"
        room = max(20, self.size.width - cells(mark) - cells(todo))
        return [(mark, Styles.OVERDUE.style), (said(found, room), PLAIN), (todo, HINT)]

    def _presence(self) -> Line:
        return [("人员        ", HINT), (self.presence, PLAIN)] if self.presence else []

    def _row(self, day: Day, names: Sequence[str]) -> Line:
        width = max(_CELL, self.size.width // len(_ROWS[0]))
        return [span for name in names for span in self._figure(day, name, width)]

    def _figure(self, day: Day, name: str, width: int) -> Line:
        value = day.counts[name]
        meaning = Styles.PLAIN
        if value and name in ("超期", "超期办结"):
            meaning = Styles.OVERDUE
        elif value and name == "今日到期":
            meaning = Styles.SOON
        elif value and name == "待回电":
            meaning = _OWED
        style = CURRENT if name == self.current else meaning.style
        text = f"{name} {value:g}{meaning.mark}"
        return [(text, style), (fit("", max(1, width - cells(text))), PLAIN)]


def _course(day: Day) -> list[Line]:
    """How the day went by the hour, and the seven days up to it."""
    hours = by_hour(sorted(day.hours.items())) or "还没有收件"
    week = " ".join(str(count) for count in day.week)
    return [[("按时段收件  ", HINT), (hours, PLAIN)], [("近七日收件  ", HINT), (week, PLAIN)]]


def by_hour(counts: Sequence[tuple[int, int]]) -> str:
    """Cases by the hour; a long day stands closer, so that its last hour is on the screen too."""
    for between, after in (("  ", " "), (" ", " "), (" ", "")):
        text = between.join(f"{hour}时{after}{count}" for hour, count in counts)
        if cells(text) <= _HOURS_CELLS:
            break
    return text


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


class TodayScreen(DayScreen):
    """The day's figures, and from there the cases and the papers."""

    menu_rows = 2

    def __init__(self) -> None:
        super().__init__()
        self.page = TodayPage()
        self._figures: Day | None = None

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
            self.sheet_key("1"),
            Command(records.INSTANT_TITLE, "2", "这一天的即办件，逐件和分窗口。", act=self._instant),
            Command("办件登记", "3", "这一天办过的每一件。", act=self._record),
            Command(limits_report.TITLE, "4", "这个月到这一天的限时办结情况，分窗口，逐件列超期。", act=self._limits),
            Command(tracking.TITLE, "5", "现在要督办、跟踪的全部办件和咨询。", act=self._ledger),
            Command("审批", "6", "等您审批的逐件批；您提请的、纸质签批。", act=self._approvals),
            Command("否定报备", "7", "退回、不予受理、不予办理的登记。", act=self._vetoes),
            Command(publishing.TITLE, "8", "这一天办结的：事项、申请人、办件号、时间、结果。", act=self._publish),
            Command(NOBODY_THERE, "9", "这一天哪个窗口什么时候没有人；主任认定空岗。", act=self._vacant),
            Command("怎么算的", "f9", "这个数是怎么算的，依据哪一条。"),
            *self.days(),
        )

    def read(self, day: date) -> None:
        """The day's figures."""
        with self.session.look() as connection:
            self._figures = figures(self.session.hall, connection, day)
            waiting = reading.waiting_for(self.session.hall, connection, self.session.person.no)
            self.page.empty = vacancies(self.session.hall, connection, day)
            self.page.presence = presence_line(self.session.hall, day, self._figures.until).said
            self.page.asked = Counter(matter_of(each).title for each in waiting)

    def show(self) -> None:
        """The figures."""
        if self._figures is not None:
            self.page.show(self._figures)

    def open(self) -> None:
        """The cases behind the current figure."""
        day, name = self.page.day, self.page.current
        if day is None:
            return
        if name in _ASKED:
            self._asked(_ASKED[name])
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

    def _asked(self, which: Which) -> None:
        """The enquiries behind a figure; they are those of now."""
        if self.day != self.session.hall.today:
            self.say("只能列今天的咨询。")
            return
        from counter.screens.lists.enquiries import EnquiriesScreen

        self.app.push_screen(EnquiriesScreen(which))

    def _approvals(self) -> None:
        self.app.push_screen(ApprovalsScreen())

    def _vacant(self) -> None:
        self.app.push_screen(EmptyScreen(self.day))

    def _vetoes(self) -> None:
        self.app.push_screen(VetoesScreen())

    def _instant(self) -> None:
        day = self.day
        self.paper(records.instant_table, records.INSTANT_TITLE, lambda work: records.keep_instant_table(work, day))

    def _limits(self) -> None:
        first, last = self.day.replace(day=1), self.day

        def made(hall: Hall, connection: Connection, day: date) -> Paper:
            return limits_report.report(hall, connection, first, last)

        self.paper(made, limits_report.TITLE, lambda work: limits_report.keep_report(work, first, last))

    def _ledger(self) -> None:
        def made(hall: Hall, connection: Connection, day: date) -> Paper:
            return tracking.ledger(hall, connection)

        self.paper(made, tracking.TITLE, tracking.keep_ledger)

    def _publish(self) -> None:
        first = last = self.day

        def made(hall: Hall, connection: Connection, day: date) -> Paper:
            return publishing.publication(hall, connection, first, last)

        self.paper(made, publishing.TITLE, lambda work: publishing.publish(work, first, last))

    def _record(self) -> None:
        day = self.day
        self.paper(records.day_record, records.RECORD_TITLE, lambda work: records.keep_day_record(work, day))


_OWED = Meaning(Styles.WAITS.style)
"""The figure's name says already that something waits."""
_TITLES = {"退回": daily.REFUSED, "暂不予受理": daily.REFUSED, "不予办理": daily.REFUSED, "作废": daily.AMENDED,
           "即办件": daily.SLOW, "补录": daily.LATE}  # fmt: skip
