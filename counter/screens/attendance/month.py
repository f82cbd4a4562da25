"""考勤表: a month of everybody, one line a person; signed, filed with the discipline office and put up from here.

Enter on a person shows their days, Enter there explains every mark of one. It is open to everybody in the hall, as the
documents have it (S32.14); what changes something asks for its right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from counter.domain.approvals.slips import month_of
from counter.domain.attendance.month import records, roll_calls, sheets, signed_sheets
from counter.domain.attendance.month.marks import MARK_NAMES, MARK_SIGNS, DayMarks
from counter.domain.attendance.month.tally import tallied
from counter.domain.hall.files.workbook import write_sheets
from counter.domain.hall.rights import Right
from counter.domain.reckoning import Reckoning, Step
from counter.screens.attendance import month_turning
from counter.screens.hall.settings import day_of
from counter.screens.kit.ask import Field
from counter.screens.kit.commands import Command
from counter.screens.kit.lines import Meaning, Styles, fit
from counter.screens.kit.paged import Column
from counter.screens.shared.asking import AskScreen
from counter.screens.shared.listing import ListScreen
from counter.screens.shared.shortlist import Listed
from counter.screens.shared.signed_day import signed_fields, signed_of

if TYPE_CHECKING:
    from counter.domain.hall.laid_down import Person
    from counter.domain.hall.work import Work

_WORST_FIRST = (
    "unexcused", "unexplained", "left-post", "late", "early", "no-sign-out", "study-absent", "half-day", "leave",
    "official", "group-duty", "village", "out", "stand-in", "present",
)  # fmt: skip
"""Which mark a day shows where there is room for one."""
_LOUD = {"unexcused", "unexplained", "left-post", "late", "early", "no-sign-out", "study-absent"}
_CELL = 2
_MONTH_CELLS = 31 * _CELL
_STUDY, _WORK = "学习、培训", "工作时间"


@dataclass(frozen=True, slots=True)
class Line:
    """One person's month."""

    person: Person
    days: tuple[DayMarks, ...]

    @property
    def cells(self) -> str:
        """A sign for each day, two cells wide, as the numbers over them."""
        return "".join(fit(sign_of(day), _CELL) for day in self.days)

    def counts(self, *, signs: bool = False) -> str:
        """How many days each mark has; with its sign where that is not how its name begins."""
        tally = tallied(self.days)
        return "  ".join(f"{_sign_told(mark) if signs else ''}{MARK_NAMES[mark]}{tally.of(mark)}天"
                         for mark in MARK_NAMES if tally.of(mark))  # fmt: skip

    @property
    def loud(self) -> str:
        """What a leader asks about: how often, by its sign."""
        tally = tallied(self.days)
        return "".join(f"{MARK_SIGNS[mark]}{tally.of(mark)}" for mark in _WORST_FIRST
                       if mark in _LOUD and tally.of(mark))  # fmt: skip


def sign_of(day: DayMarks) -> str:
    """The mark that a day shows where there is room for one sign."""
    return next((MARK_SIGNS[mark] for mark in _WORST_FIRST if mark in day.marks), "说" if day.explained else "")


def _sign_told(mark: str) -> str:
    return "" if MARK_NAMES[mark].startswith(MARK_SIGNS[mark]) else f"{MARK_SIGNS[mark]} "


class AttendanceSheetScreen(ListScreen[Line]):
    """A month of everybody."""

    columns = (
        Column[Line]("姓名", 8, lambda row: row.person.name),
        Column[Line]("".join(fit(str(day), _CELL) for day in range(1, 32)), _MONTH_CELLS, lambda row: row.cells),
        Column[Line]("", 4, lambda row: row.loud, stretch=1),
    )
    empty = "这个月没有要考勤的人。"
    whole_lines = 2

    def __init__(self, month: date | None = None) -> None:
        super().__init__()
        self._month = month
        self.payroll = ""
        self._payrolls: Sequence[str] = ("",)
        self._reminded = False

    @property
    def month(self) -> date:
        """The month that is shown, by its first day."""
        return (self._month or self.hall.today).replace(day=1)

    def title_words(self) -> str:
        """Its name."""
        return "考勤表"

    def commands(self) -> Sequence[Command]:
        """Days of a person; sign, file, put up; roll call; papers; other months and payrolls."""
        return (
            Command("看这个人", "enter", "看这个人这个月的每一天；在哪一天按 Enter，就说为什么。"),
            Command("签字确认", "1", "领导签考勤表；没有认可说明的待说明，从此算旷工。", act=self.sign),
            Command("录纸质签字", "2", "领导用笔签了：录入谁签的、哪天签的、单子编号。", right=Right.KEEP_ATTENDANCE,
                    act=self.sign_paper),
            Command("报纪委备案", "3", "签好的考勤表交镇纪委，记下谁收的、什么时候收的。", act=self.file),
            Command("点名", "4", "学习、培训点名，或者工作时间点名：谁没到，什么原因。", right=Right.KEEP_ATTENDANCE,
                    act=self.roll_call),
            Command("一周公示", "5", "出一周的考勤公示，并记下已经公示。", right=Right.KEEP_ATTENDANCE, act=self.week),
            Command("当天登记表", "6", "一天里谁几点到、几点走，可以打印。", act=self.day),
            Command("学习登记簿", "7", "这个月的学习：时间、地点、内容、缺席的人和原因。", act=self.study),
            Command("换人员", "8", "本中心、公益岗、三支一扶等各看各的表。", act=self.turn_payroll),
            Command("存电子表格", "9", "这个月的汇总表存成电子表格，各类人员各一页。", act=self.spreadsheet),
            Command("打印月表", "0", "这个月的考勤汇总表，看、打印、存成文件。", act=self.paper),
            Command("说明", "f9", "这个人这个月记了什么、合计多少。"),
            *month_turning.turning(self._turn_month),
            Command("返回", "escape", "回到刚才的地方。", act=self.leave),
        )  # fmt: skip

    def source(self) -> Listed[Line]:
        """Everybody of the payroll, by number; the month is read in one go."""
        with self.session.look():
            known = records.read(self.hall, *month_of(self.month))
            lines = {person.no: Line(person, tuple(known.month(person))) for person in known.people()}
        self._payrolls = sheets.payrolls(known) or ("",)
        if self.payroll not in self._payrolls:
            self.payroll = self._payrolls[0]
        rows = [lines[person.no] for person in sheets.of_payroll(known, self.payroll)]
        self.list.columns = (Column(f"{self.month:%Y-%m}", 8, lambda row: row.person.name), *self.list.columns[1:])
        return Listed(rows, lambda row: row.person.no)

    def meaning(self, row: Line) -> Meaning:
        """Red for absence, yellow for what waits for an explanation."""
        marks = {mark for day in row.days for mark in day.marks}
        if "unexcused" in marks:
            return Styles.PROBLEM
        return Styles.SOON if "unexplained" in marks else Styles.PLAIN

    def row_whole(self, row: Line) -> str:
        """The person's month counted, each kind with the sign that it has in the line: the legend too."""
        return f"{row.person.name}：{row.counts(signs=True) or '还没有记录'}"

    def why(self, row: Line) -> Reckoning[object]:
        """The month counted, and every day that is not simply there."""
        counts = row.counts()
        days = ((self.month + timedelta(days=at), day) for at, day in enumerate(row.days))
        told = [Step(f"{day:%m-%d} {found.said}") for day, found in days if found.marks - {"present", "rest-day"}]
        return Reckoning(counts, (Step(f"{row.person.name} {self.month:%Y年%m月}：{counts or '还没有记录'}"), *told))

    def opened(self, row: Line) -> None:
        """Enter on a person: their days."""
        from counter.screens.attendance.person import PersonMonthScreen

        self.app.push_screen(PersonMonthScreen(row.person, self.month))

    def refresh_list(self) -> None:
        """Reads the month anew; the first time it also says which week still waits to be put up (K26)."""
        super().refresh_list()
        if self._reminded or not self.session.person.may(Right.KEEP_ATTENDANCE):
            return
        self._reminded = True
        with self.session.look() as connection:
            waits = signed_sheets.week_to_publish(self.hall, connection)
        if waits is not None:
            self.say(f"{waits[0]:%m-%d}至{waits[1]:%m-%d}的考勤还没有公示，按 5 出公示。", Styles.SOON)

    # -- months and payrolls ---------------------------------------------------------------------

    def _turn_month(self, by: int) -> None:
        to = month_turning.beside(self.month, by, self.hall.today)
        if to is None:
            self.say(month_turning.NOT_YET)
            return
        self._month = to
        self.say(f"{self.month:%Y年%m月}")
        self.refresh_list()

    def turn_payroll(self) -> None:
        """The next payroll that somebody is on."""
        at = self._payrolls.index(self.payroll)
        self.payroll = self._payrolls[(at + 1) % len(self._payrolls)]
        said = f"{self.payroll or sheets.OWN_PAYROLL}的考勤表"
        self.say(said if len(self._payrolls) > 1 else f"{said}，没有别的人员。")
        self.refresh_list()

    # -- acts ------------------------------------------------------------------------------------

    def sign(self) -> None:
        """The leader signs the month as far as it is over."""
        first, last = self._over()
        self.try_first(lambda work: signed_sheets.sign_sheet(work, first, last))
        self.ask("签字确认", self._period(), self._signed, "考勤表已签字，可以报纪委备案。", above=(self._waiting(),))

    def sign_paper(self) -> None:
        """Another enters what a leader signed with a pen."""
        fields = (*self._period(), *signed_fields(self.hall.today))
        self.ask("录纸质签字", fields, self._signed, "已录入，可以报纪委备案。", above=(self._waiting(),))

    def file(self) -> None:
        """The discipline office takes the earliest signed sheet."""
        field = Field("by", "纪委谁收的", hint="纪委自己登录的不用填", required=False)
        self.ask("报纪委备案", (field,), lambda work, answers: signed_sheets.file_sheet(work, answers.get("by", "")),
                 "已备案。")  # fmt: skip

    def roll_call(self) -> None:
        """Who was not there, and why."""
        fields = (
            Field("what", "哪一种", choices=(_STUDY, _WORK)), Field("topic", "内容", longest=roll_calls.TOPIC_MOST),
            Field("place", "地点", required=False, longest=roll_calls.PLACE_MOST),
            Field("absent", "没到的人", self._absent, required=False,
                  hint="张丽 王强（县里开会）；原因写在括号里，没说的不写"),
        )  # fmt: skip
        self.ask("点名", fields, self._called, "点名已登记。")

    def week(self) -> None:
        """The week before, or the one that waits; put up and noted."""
        with self.session.look() as connection:
            waits = signed_sheets.week_to_publish(self.hall, connection)
        monday, sunday = waits or sheets.week_of(self._over()[1])
        last = min(sunday, self.hall.today)
        with self.session.look() as connection:
            made = sheets.week_paper(self.hall, connection, monday)

        def keep(work: Work) -> int:
            return signed_sheets.paper_of(work.connection, signed_sheets.publish(work, monday, last, (made,)))

        self.show_paper(made, keep)

    def day(self) -> None:
        """One day's register."""
        default = self._over()[1] if self.month != self.hall.today.replace(day=1) else self.hall.today
        field = Field("day", "哪一天", self._day, default=f"{default}")

        async def pick(answers: dict[str, str]) -> date:
            return date.fromisoformat(answers["day"])

        self.app.push_screen(AskScreen("当天登记表", (field,), pick, self._register))

    def _register(self, day: date) -> None:
        with self.session.look() as connection:
            made = sheets.day_paper(self.hall, connection, day)
        self.show_paper(made, partial(sheets.keep, made=made, since=day))

    def study(self) -> None:
        """The month's register of study."""
        with self.session.look() as connection:
            made = sheets.study_paper(self.hall, connection, self.month)
        self.show_paper(made, partial(sheets.keep, made=made, since=self.month))

    def paper(self) -> None:
        """The month on paper."""
        with self.session.look() as connection:
            made = sheets.month_paper(self.hall, connection, self.month, self.payroll)
        self.show_paper(made, partial(sheets.keep, made=made, since=self.month))

    def spreadsheet(self) -> None:
        """The month as a file for other programs, in the user's own folder."""
        to = Path.home() / f"{sheets.TITLES[sheets.MONTH]}-{self.month:%Y-%m}.xlsx"
        write_sheets(to, sheets.month_sheets(self.hall, self.month))
        self.say(f"已存成 {to}。", Styles.DONE)

    # -- the parts of forms ----------------------------------------------------------------------

    def _over(self) -> tuple[date, date]:
        """The month's first day, and its last one that is over."""
        first, last = month_of(self.month)
        return first, max(first, min(last, self.hall.today - timedelta(days=1)))

    def _period(self) -> tuple[Field, ...]:
        first, last = self._over()
        return (Field("first", "从", self._day, default=f"{first}"), Field("last", "到", self._day, default=f"{last}"))

    def _day(self, typed: str) -> str:
        return f"{day_of(typed, self.month.year)}"

    def _waiting(self) -> str:
        """How many days still wait for an explanation, before somebody signs."""
        with self.session.look():
            known = records.read(self.hall, *self._over())
            months = [known.month(person) for person in known.people()]
        waiting = sum("unexplained" in day.marks for month in months for day in month)
        return f"还有{waiting}人次待说明，签字以后算旷工。" if waiting else "没有待说明的。"

    def _signed(self, work: Work, answers: dict[str, str]) -> int:
        first, last = date.fromisoformat(answers["first"]), date.fromisoformat(answers["last"])
        shown = sheets.month_papers(self.hall, work.connection, first)
        return signed_sheets.sign_sheet(work, first, last, signed=signed_of(answers), shown=shown)

    def _absent(self, typed: str) -> str:
        roll_calls.absent_of(self.hall, typed)
        return typed

    def _called(self, work: Work, answers: dict[str, str]) -> int:
        return roll_calls.roll_call(
            work, answers["topic"], roll_calls.absent_of(self.hall, answers.get("absent", "")),
            study=answers["what"] == _STUDY, place=answers.get("place", ""),
        )  # fmt: skip
