"""One person's month, day by day: Enter on a day says why it is marked as it is, with every article.

From here one explains a day, a leader accepts the explanation, and a wrong entry is put right with an approval.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from typing import TYPE_CHECKING

from counter.domain.approvals.slips import month_of
from counter.domain.attendance.month import correcting, explaining, records, sheets
from counter.domain.attendance.month.correcting import KIND_NAMES
from counter.domain.attendance.month.marks import DayMarks
from counter.domain.clock import ZONE, local, weekday
from counter.domain.hall.duty.facts import moment
from counter.domain.hall.rights import Right
from counter.domain.reckoning import Reckoning
from counter.domain.refusals import Refusal
from counter.screens.attendance import month_turning
from counter.screens.kit.ask import Field
from counter.screens.kit.commands import Command
from counter.screens.kit.lines import Meaning, Styles
from counter.screens.kit.paged import Column
from counter.screens.kit.why import WhyScreen
from counter.screens.shared.listing import ListScreen
from counter.screens.shared.shortlist import Listed
from counter.screens.shared.signed_day import signed_fields, signed_of

if TYPE_CHECKING:
    from counter.domain.approvals.standing import Approval
    from counter.domain.attendance.month.records import Records
    from counter.domain.hall.duty.facts import Punch
    from counter.domain.hall.laid_down import Person
    from counter.domain.hall.work import Work

_ADDED = "没有记录，补一条"
_NAMES = {name: kind for kind, name in KIND_NAMES.items()}


class TimeUnclear(Refusal):
    """No time of the day."""

    says = "看不懂时间“{typed}”，请写 8:25 或 08:25:30。"


@dataclass(frozen=True, slots=True)
class Day:
    """One day of somebody."""

    day: date
    found: DayMarks
    notes: str

    def time(self, session: int, *, left: bool) -> str:
        """When they came to a session, or left it."""
        if session >= len(self.found.trails):
            return ""
        trail = self.found.trails[session]
        at = trail.left if left else trail.arrived
        return f"{local(moment(at)):%H:%M}" if at is not None else ""


def _time_column(title: str, session: int, *, left: bool) -> Column[Day]:
    return Column(title, 6, lambda row: row.time(session, left=left))


class PersonMonthScreen(ListScreen[Day]):
    """Somebody's days of a month."""

    columns = (
        Column[Day]("日期", 8, lambda row: f"{row.day:%m-%d}{weekday(row.day)[1]}"),
        _time_column("上午到", 0, left=False), _time_column("上午走", 0, left=True),
        _time_column("下午到", 1, left=False), _time_column("下午走", 1, left=True),
        Column[Day]("考勤", 18, lambda row: row.found.said or ("已说明" if row.found.explained else ""), stretch=1),
        Column[Day]("备注", 18, lambda row: row.notes, stretch=2),
    )  # fmt: skip

    def __init__(self, person: Person, month: date) -> None:
        self.person = person  # its name is in the title, which is asked for at once
        super().__init__()
        self.month = month.replace(day=1)
        self._known: Records | None = None

    def title_words(self) -> str:
        """Whose."""
        return f"考勤 {self.person.name}"

    def commands(self) -> Sequence[Command]:
        """Why; explain, accept, put right; the year on paper."""
        return (
            Command("为什么", "enter", "这一天为什么这样记，一步一步，带依据。"),
            Command("说明", "1", "写明这一天为什么没到、为什么迟到。", act=self.explain_day),
            Command("认可说明", "2", "领导认可这一天的说明，不算旷工。", right=Right.AGREE_CORRECTION, act=self.accept),
            Command(
                "录纸质认可",
                "4",
                "领导用笔认可的：录入谁签的、哪天签的、单子编号。",
                right=Right.KEEP_ATTENDANCE,
                act=self.accept_paper,
            ),
            Command("更正", "3", "这一天记错了、漏了：报批以后生效，原来的记录保留。", act=self.correct),
            Command("全年考勤", "0", "这个人全年的考勤，看、打印、存成文件。", act=self.year),
            Command("为什么", "f9", "这一天为什么这样记，一步一步，带依据。"),
            *month_turning.turning(self._turn),
            Command("返回", "escape", "回到考勤表。", act=self.leave),
        )

    def source(self) -> Listed[Day]:
        """The days up to today, the newest first."""
        first, last = month_of(self.month)
        with self.session.look():
            known = self._known = records.read(self.hall, first, min(last, max(first, self.hall.today)))
            rows = [Day(day, known.of(self.person, day), sheets.notes_of(known, self.person, day))
                    for day in known.days()]  # fmt: skip
        return Listed(rows[::-1], lambda row: row.day)

    def meaning(self, row: Day) -> Meaning:
        """Red for absence, yellow for what waits or was not in time."""
        if "unexcused" in row.found.marks:
            return Styles.PROBLEM
        waits = row.found.marks & {"unexplained", "late", "early", "no-sign-out", "left-post", "study-absent"}
        return Styles.SOON if waits else Styles.PLAIN

    def why(self, row: Day) -> Reckoning[DayMarks]:
        """Every mark of the day, step by step."""
        known = self._known or records.read(self.hall, row.day, row.day)
        return known.explained(self.person, row.day)

    def opened(self, row: Day) -> None:
        """Enter on a day: why it is so."""
        self.app.push_screen(WhyScreen(self.why(row), f"{self.person.name} {row.day:%m-%d} 为什么"))

    def _turn(self, by: int) -> None:
        to = month_turning.beside(self.month, by, self.hall.today)
        if to is None:
            self.say(month_turning.NOT_YET)
            return
        self.month = to
        self.say(f"{self.month:%Y年%m月}")
        self.refresh_list()

    # -- acts ------------------------------------------------------------------------------------

    def explain_day(self) -> None:
        """Why one was not there on the current day."""
        day = self.row().day
        self.try_first(lambda work: explaining.explain(work, day, "—", self.person.no))
        field = Field("reason", "为什么", longest=explaining.REASON_MOST)
        self.ask(f"说明 {day:%m-%d}", (field,),
                 lambda work, answers: explaining.explain(work, day, answers["reason"], self.person.no),
                 "说明已登记，等领导认可。")  # fmt: skip

    def accept(self) -> None:
        """A leader accepts the current day's explanation."""
        day = self.row().day
        self.act_now(lambda work: explaining.accept_explanation(work, self.person.no, day))
        self.say("说明已认可。", Styles.DONE)

    def accept_paper(self) -> None:
        """Another enters that a leader accepted the current day's explanation with a pen."""
        day = self.row().day

        def act(work: Work, answers: dict[str, str]) -> int:
            return explaining.accept_explanation(work, self.person.no, day, signed_of(answers))

        self.ask(f"录纸质认可 {day:%m-%d}", signed_fields(self.hall.today), act, "说明已认可，已录入。")

    def correct(self) -> None:
        """A punch of the current day is put right, once it is approved."""
        row = self.row()
        punches = {_said(each): each for each in self._punches(row.day)}
        fields = (
            Field("which", "哪一条", choices=(*punches, _ADDED)),
            Field("kind", "改为", choices=tuple(KIND_NAMES.values())),
            Field("at", "时间", _typed_time, hint="如 8:25；划掉的照原来的写"),
            Field("reason", "理由和证明", longest=correcting.REASON_MOST),
        )

        def ask(work: Work, answers: dict[str, str]) -> Approval:
            wrong = punches.get(answers["which"])
            at = datetime.combine(row.day, time.fromisoformat(answers["at"]), ZONE)
            kind = _NAMES[answers["kind"]]
            if kind == "struck" and wrong is not None:
                at = moment(wrong.at)
            return correcting.correct_presence(work, self.person.no, kind, at, answers["reason"],
                                               corrects=wrong.id if wrong else None)  # fmt: skip

        self.ask(f"更正 {row.day:%m-%d}", fields, ask, self._asked)

    def _asked(self, asked: Approval) -> None:
        self.say(f"已报批（{asked.number}），批准以后生效。", Styles.DONE)

    def year(self) -> None:
        """The person's year on paper."""
        day = self.month
        with self.session.look() as connection:
            made = sheets.year_paper(self.hall, connection, self.person, day)
        self.show_paper(made, partial(sheets.keep, made=made, since=day.replace(month=1)))

    def _punches(self, day: date) -> Sequence[Punch]:
        return self._known.punches(self.person.no, day) if self._known is not None else ()


def _said(punch: Punch) -> str:
    return f"{local(moment(punch.at)):%H:%M:%S} {KIND_NAMES[punch.kind]}"


def _typed_time(typed: str) -> str:
    """A time of the day as people type it."""
    said = typed.strip().replace("：", ":")
    try:
        return time.fromisoformat(said if said[1:2] != ":" else f"0{said}").isoformat()
    except ValueError:
        raise TimeUnclear(typed=typed.strip()) from None
