"""值班: the rota of a month by day with everybody's counts beside it, swaps, duty as it is done, overtime.

One list for each: this month, the next, one's own days, swaps, records, overtime. Enter opens what is pointed at.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.containers import Horizontal
from textual.widget import Widget

from counter.domain.approvals.slips import month_of as month_ends
from counter.domain.attendance import (
    duties,
    duty_papers,
    duty_reading,
    overtime,
    roster_changes,
    roster_papers,
    roster_reading,
    roster_swaps,
    rosters,
)
from counter.domain.attendance.overtime import Overtime
from counter.domain.attendance.roster_plan import DUTY_NAMES
from counter.domain.attendance.roster_reading import Entry, Tally, days, duty_day, entries, month_of
from counter.domain.attendance.roster_refusals import UnknownEntry
from counter.domain.casework.booking.coming import coming_moment
from counter.domain.clock import ZONE, local, said_month, weekday
from counter.domain.hall.days.calendar import ONE_DAY
from counter.domain.hall.rights import Right
from counter.domain.reckoning import Reckoning
from counter.domain.refusals import Refusal
from counter.screens.kit.ask import Field
from counter.screens.kit.commands import Command
from counter.screens.kit.lines import HEAD, HINT, PLAIN, Line, Meaning, Styles, fit, wrap
from counter.screens.kit.page import Board
from counter.screens.kit.paged import Column, PagedList, Source
from counter.screens.listing import ListScreen
from counter.screens.roster_entries import EntriesScreen, colleague, number_of
from counter.screens.shortlist import Listed

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from counter.domain.hall.work import Work

TABS = {"now": "本月", "next": "下月", "mine": "我的", "swaps": "换班", "records": "值班记录", "overtime": "加班"}
_EMPTY = {
    "now": "这个月没有日子。", "next": "下个月没有日子。", "mine": "接下来没有排您值班。",
    "swaps": "没有等您同意的换班，您也没有提出换班。要换班，在“我的”里指着那一天按回车。",
    "records": "本月还没有值班记录。午间值班按 5，领导带班按 6，节假日值班按 7。",
    "overtime": "近来没有加班。要加班，按 8 报批。",
}  # fmt: skip
_AHEAD = timedelta(days=62)
_WHOLE = 3
"""Lines for the current row whole."""
_BESIDE = 23
"""Cells of the counts beside the month."""
_TODAY = Meaning(Styles.SOON.style, "今")
_PAST = Meaning(Styles.NOT_MINE.style)
_LACKS = Meaning(Styles.OVERDUE.style, "缺")
_OPEN = Meaning(Styles.OVERDUE.style, "！")
_DONE, _NOT_DONE = "做好了", "还没做"
_AGREE, _DECLINE = "同意", "不同意（提出的人撤回也选这项）"


class ClockUnclear(Refusal):
    """No time of day."""

    says = "看不懂时间“{typed}”，请写成 9:00 或 11:30。"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of any of the lists."""

    key: Any
    when: str
    what: str
    who: str
    day: date
    meaning: Meaning = Styles.PLAIN
    swap: int = 0
    stays: Overtime | None = None


class _Counts(Board):
    """Everybody's market days, noons, weekends and leaders' days, who has most first."""

    def __init__(self) -> None:
        super().__init__()
        self.styles.width = _BESIDE
        self.tallies: Sequence[Tally] = ()

    def show(self, tallies: Sequence[Tally]) -> None:
        """Shows other counts; none: nothing."""
        self.tallies = tallies
        self.redraw()

    def lines(self) -> list[Line]:
        """As many as there is room for."""
        if not self.tallies:
            return []
        room = max(1, self.size.height - 2)
        shown = self.tallies if len(self.tallies) <= room else self.tallies[: room - 1]
        lines: list[Line] = [[(f"{fit('姓名', 8)}场 午 周末 带", HEAD)]]
        lines += [[(self._line(each), PLAIN)] for each in shown]
        if len(shown) < len(self.tallies):
            lines.append([(f"还有{len(self.tallies) - len(shown)}人，打印看全", HINT)])
        return lines

    @staticmethod
    def _line(each: Tally) -> str:
        return f"{fit(each.name, 8)}{each.market:>2} {each.noon:>2} {each.weekend:>3}  {each.leader:>2}"


class _Words(Board):
    """A sentence over or under the list: how the month's rota stands; the whole of the current row."""

    def __init__(self, height: int) -> None:
        super().__init__(height=height)
        self.text = ""

    def show(self, text: str) -> None:
        """Shows another sentence."""
        self.text = text
        self.redraw()

    def lines(self) -> list[Line]:
        """The sentence, wrapped."""
        return [[(line, HINT)] for line in wrap(self.text, max(10, self.size.width))] if self.text else []


class DutyRosterScreen(ListScreen[Row]):
    """The rota and everything that is done about duty."""

    menu_rows = 2
    lists = TABS
    columns = (
        Column[Row]("日子", 11, lambda row: row.when),
        Column[Row]("事项", 10, lambda row: row.what, stretch=1),
        Column[Row]("值班", 30, lambda row: row.who, stretch=3),
    )

    def __init__(self, which: str = "now") -> None:
        super().__init__(which)
        self._counts = _Counts()
        self._standing = _Words(1)
        self._whole = _Words(_WHOLE)
        self._chosen: date | None = None
        """A month that was chosen instead of the running one."""

    def title_words(self) -> str:
        """Its name."""
        return "值班"

    def body(self) -> Iterable[Widget]:
        """Which list, how the month stands, the list with the counts beside it, the current row whole."""
        assert self.tabs is not None
        self.list.styles.width = "1fr"
        beside = Horizontal(self.list, self._counts)
        beside.styles.height = "1fr"
        return (self.tabs, self._standing, beside, self._whole)

    def commands(self) -> Sequence[Command]:
        """What can be done with the rota, with one's duty, with overtime."""
        keeps = Right.ROSTER
        return (
            Command("打开", "enter", "看这一天、改、换班；换班列表里是同意，加班列表里是登记离开。"),
            Command("编排", "1", "排这个月的值班表：按各人以前的次数轮，避开请假。没公布的可以重排。", right=keeps,
                    act=self.draft),
            Command("公布", "2", "公布这个月的值班表，出两张公示；从此按它算应到。", right=keeps, act=self.publish),
            Command("下村改期", "3", "到村日整天改到另一天，注明原因。", right=keeps, act=self.move_villages),
            Command("看别的月", "4", "看（或编排）另一个月。", act=self.another_month),
            Command("午间值班", "5", "登记到岗；已经到岗的登记离岗，写记录。", act=self.noon),
            Command("带班登记", "6", "领导带班：什么时候来的，做了什么，接待几人。", act=self.leader),
            Command("节假日登记", "7", "节假日、特殊时段值班：写记录，交给下一位。", act=self.rest),
            Command("加班", "8", "下班前报批加班。", act=self.stay),
            Command("打印", "0", "值班表、领导带班安排、午间值班记录、带班落实情况。", act=self.papers),
            Command("依据", "f9", "这一天为什么这样排，依据哪一条。"),
            Command("返回", "escape", "回到桌面。", act=self.leave),
        )  # fmt: skip

    def refresh_list(self) -> None:
        """Reads the list anew, and shows its current row whole."""
        super().refresh_list()
        self._show_whole()

    def on_paged_list_moved(self, message: PagedList.Moved[Row]) -> None:
        """Another row is current."""
        message.stop()
        self._show_whole()

    def _show_whole(self) -> None:
        """What the columns had no room for."""
        row = self.list.current
        self._whole.show(" ".join(filter(None, (row.when, row.what, row.who))) if row is not None else "")

    # -- the lists -------------------------------------------------------------------------------

    @property
    def month(self) -> date:
        """The first day of the month that keys act on."""
        first, last = month_ends(self.hall.today)
        if self.which == "next":
            return last + ONE_DAY
        return self._chosen or first

    def source(self) -> Source[Row]:
        """What the current list shows."""
        of_month = self.which in ("now", "next")
        with self.session.look() as connection:
            rows = list(self._rows(connection))
            first, last = month_ends(self.month)
            self._counts.styles.display = "block" if of_month else "none"
            self._counts.show(roster_reading.tallies(self.hall, connection, first, last) if of_month else ())
            self._standing.show(self._said(connection) if of_month else "")
        return Listed(rows, lambda row: row.key)

    def turn(self, by: int) -> None:
        """Another list, of the running month again."""
        self._chosen = None
        super().turn(by)

    def said_empty(self) -> str:
        """What an empty list says."""
        return _EMPTY[self.which]

    def meaning(self, row: Row) -> Meaning:
        """What the colour says."""
        return row.meaning

    def why(self, row: Row) -> Reckoning[object]:
        """What the rules ask of the day."""
        found = roster_reading.why_day(self.hall, row.day)
        return Reckoning(found.value, found.steps)

    def _rows(self, connection: Connection) -> Iterable[Row]:
        match self.which:
            case "mine":
                return self._mine(connection)
            case "swaps":
                return self._swaps(connection)
            case "records":
                return self._records(connection)
            case "overtime":
                return self._overtime(connection)
        return self._days(connection)

    def _said(self, connection: Connection) -> str:
        """How the month's rota stands, and what to do."""
        there, name = month_of(connection, self.month), said_month(self.month)
        if there.drafted is None:
            return f"{name}还没有排值班表：按 1 编排，看过再按 2 公布。没有表的日子全员应到。"
        if there.published is None:
            return f"{name}草稿，{local(there.drafted):%m-%d %H:%M} 编排，还没有公布：按 2 公布才算数。"
        return f"{name}已公布 {local(there.published):%m-%d %H:%M}"

    def _days(self, connection: Connection) -> Iterable[Row]:
        """The month by day: who has which duty; what lacks, and who is away, by a mark and in red."""
        first, last = month_ends(self.month)
        every = entries(connection, first, last)
        out = roster_reading.away(self.hall, first, last)
        begins = min((each.day for each in every), default=last + ONE_DAY)
        gaps = {(gap.day, gap.duty) for gap in rosters.missing(self.hall, every, max(first, begins), last)}
        for day in days(first, last):
            mine = [each for each in every if each.day == day]
            lacking = [duty for of, duty in sorted(gaps) if of == day]
            bad = [each for each in mine if (each.person, day) in out]
            words = [f"缺{DUTY_NAMES[duty]}" for duty in lacking]
            words += [f"{self.hall.person(each.person).name}请假" for each in bad]
            who = ("、".join(words) + "！ " if words else "") + self._in_words(mine)
            meaning = _LACKS if words and day >= self.hall.today else self._plain(day)
            yield Row(day, f"{day:%m-%d} {weekday(day)}", "、".join(duty_day(self.hall, day).said), who, day, meaning)

    def _plain(self, day: date) -> Meaning:
        if day < self.hall.today:
            return _PAST
        return _TODAY if day == self.hall.today else Styles.PLAIN

    def _in_words(self, mine: Sequence[Entry]) -> str:
        by_duty = {duty: [each for each in mine if each.duty == duty] for duty in DUTY_NAMES}
        order = ("leader", "noon", "rest", "window", "weekend", "village")
        return " ".join(f"{DUTY_NAMES[duty]} {roster_papers.said(self.hall, by_duty[duty])}"
                        for duty in order if by_duty[duty])  # fmt: skip

    def _mine(self, connection: Connection) -> Iterable[Row]:
        today, own = self.hall.today, self.session.person.no
        for each in entries(connection, today, today + _AHEAD):
            if each.person == own and each.published is not None:
                where = roster_papers.said(self.hall, [each]).rpartition(" ")[0]
                said = f"{DUTY_NAMES[each.duty]} {where} {each.note}".rstrip()
                beside = "、".join(duty_day(self.hall, each.day).said)
                yield Row(
                    each.id, f"{each.day:%m-%d} {weekday(each.day)}", beside, said, each.day, self._plain(each.day)
                )

    def _swaps(self, connection: Connection) -> Iterable[Row]:
        own = self.session.person.no
        for row in roster_swaps.open_swaps(connection, own):
            asker, other = self.hall.person(row["asked_by"]), self.hall.person(row["other"])
            try:
                mine = roster_reading.entry(connection, row["entry"])
                theirs = roster_reading.entry(connection, row["back"]) if row["back"] else None
            except UnknownEntry:
                continue  # the rota was changed since: there is nothing left to agree to
            what = f"换{other.name} {theirs.day:%m-%d}" if theirs else f"由{other.name}替"
            said = f"{asker.name}的{DUTY_NAMES[mine.duty]}{what} {row['reason']}".rstrip()
            waits = f"等{'您' if other.no == own else other.name}同意"
            meaning = Styles.WAITS if other.no == own else Styles.PLAIN
            yield Row(
                row["id"], f"{mine.day:%m-%d} {weekday(mine.day)}", waits, said, mine.day, meaning, swap=row["id"]
            )

    def _records(self, connection: Connection) -> Iterable[Row]:
        first, last = month_ends(self.month)
        for day in days(first, min(last, self.hall.today)):
            for each in duty_reading.unrecorded(connection, day):
                name = self.hall.person(each.person).name
                meaning = _OPEN if day < self.hall.today else _TODAY
                yield Row((day, 1, each.id), f"{day:%m-%d} {weekday(day)}", f"{DUTY_NAMES[each.duty]} {name}",
                          "没有记录", day, meaning)  # fmt: skip
            for kept in duty_reading.records(connection, day, day):
                name = self.hall.person(kept.person).name
                ends = f"{local(kept.ended):%H:%M}" if kept.ended else "值班中"
                said = f"{local(kept.began):%H:%M}—{ends} {kept.record}"
                if kept.handed_to:
                    said += f" 交给{self.hall.person(kept.handed_to).name}"
                yield Row(
                    (day, 0, kept.id), f"{day:%m-%d} {weekday(day)}", f"{DUTY_NAMES[kept.duty]} {name}", said, day
                )

    def _overtime(self, connection: Connection) -> Iterable[Row]:
        today = self.hall.today
        for each in overtime.between(connection, today - _AHEAD, today + _AHEAD):
            late = each.approved and each.left_hall is None and each.until < self.hall.clock().moment
            meaning = _OPEN if late else Styles.PLAIN
            said = f"{local(each.start):%H:%M}—{local(each.until):%H:%M} {each.reason} {each.standing}"
            yield Row(each.id, f"{each.day:%m-%d} {weekday(each.day)}", self.hall.person(each.person).name,
                      said, each.day, meaning, stays=each)  # fmt: skip

    # -- Enter -----------------------------------------------------------------------------------

    def opened(self, row: Row) -> None:
        """Enter: the day; a swap to agree to; an overtime to leave."""
        if row.swap:
            self._settle(row)
        elif row.stays is not None:
            self._left(row.stays)
        else:
            self.app.push_screen(EntriesScreen(row.day))

    def _settle(self, row: Row) -> None:
        """Agrees to a swap, or not."""
        field = Field("answer", "意见", choices=(_AGREE, _DECLINE))

        def act(work: Work, answers: dict[str, str]) -> bool:
            if answers["answer"] != _AGREE:
                roster_swaps.decline_swap(work, row.swap)
                return False
            roster_swaps.agree_swap(work, row.swap)
            return True

        def done(agreed: bool) -> None:
            self.say("已换班，值班表已改。" if agreed else "没有换。", Styles.DONE)

        self.ask(f"换班 {row.when}", (field,), act, done, above=(row.who, ""))

    def _left(self, there: Overtime) -> None:
        """The closing list, point by point, and the hall is left."""
        points = self.hall.book().oversight.leaving.value
        fields = [Field(str(at), point, choices=(_DONE, _NOT_DONE)) for at, point in enumerate(points)]

        def act(work: Work, answers: dict[str, str]) -> None:
            done = [point for at, point in enumerate(points) if answers[str(at)] == _DONE]
            overtime.leave_hall(work, there.id, done)

        self.ask(f"加班离开 {there.number}", fields, act, "已登记离开。")

    # -- the rota --------------------------------------------------------------------------------

    def draft(self) -> None:
        """Drafts the month shown; a draft that stands there already is asked about first."""
        self._of_a_month()
        month = self.month
        with self.session.look() as connection:
            there = month_of(connection, month)
        if there.drafted is None or there.published is not None:
            self._drafted(self.act_now(lambda work: rosters.draft(work, month)))
            return
        field = Field("sure", "重排", choices=("重排，手工改过的不再保留",), confirmed=True)
        self.ask(f"重排 {said_month(month)}", (field,), lambda work, _: rosters.draft(work, month), self._drafted)

    def _drafted(self, made: rosters.Drafted) -> None:
        if made.gaps:
            self.say(
                f"排好了，但没有人可排：{roster_papers.said_gaps(made.gaps)}。请按回车打开那一天补上。", Styles.SOON
            )
        else:
            self.say(f"排好了，从{made.first:%m-%d}起共{made.entries}项。看过、改好后按 2 公布。", Styles.DONE)

    def publish(self) -> None:
        """Publishes the month shown."""
        self._of_a_month()
        month = self.month
        self.try_first(lambda work: rosters.publish(work, month))
        named = said_month(month)
        running = "（这个月已经开始，今天以前的不变）" if month <= self.session.hall.today else ""
        field = Field("sure", "公布", choices=(f"公布{named}{running}，从此按它算应到",), confirmed=True)

        def done(made: roster_reading.Month) -> None:
            self.say("已公布。两张公示：值班表、领导带班安排，按 0 打印。", Styles.DONE)
            if made.leaders_paper_id is not None:
                self.show_kept(made.leaders_paper_id)

        self.ask(f"公布 {named}", (field,), lambda work, _: rosters.publish(work, month), done)

    def move_villages(self) -> None:
        """The village day pointed at goes to another day."""
        row = self.row()
        fields = (Field("to", "改到", self._day, hint="如 17、12-17"), Field("reason", "原因"))

        def act(work: Work, answers: dict[str, str]) -> int:
            return roster_changes.move_village_day(work, row.day, date.fromisoformat(answers["to"]), answers["reason"])

        self.ask(f"下村改期 {row.when}", fields, act, lambda many: self.say(f"{many}人改期，表上已注明。", Styles.DONE))

    def another_month(self) -> None:
        """A month out of the year behind and the two ahead."""
        first, last = month_ends(self.hall.today)
        ahead = last + ONE_DAY
        after = month_ends(ahead)[1] + ONE_DAY
        months = {f"{each:%Y-%m}": each for each in
                  (after, ahead, first, *(roster_reading.back(first, number) for number in range(1, 7)))}  # fmt: skip

        def show(month: date) -> None:
            if self.which not in ("now", "next"):
                return
            if self.tabs is not None:
                self.tabs.current = "now"
                self.tabs.redraw()
            self._chosen = month
            self.refresh_list()

        self.choose("看别的月", "哪一个月", months, show)

    def papers(self) -> None:
        """Which paper of the month shown; what was published is printed as it stands now, changes named."""
        first = self.month

        def show(kind: str) -> None:
            with self.session.look() as connection:
                paper = duty_papers.made(self.hall, connection, kind, first)
            self.show_paper(paper, lambda work: duty_papers.keep(work, kind, first))

        kinds = {title: kind for kind, (title, _) in duty_papers.PAPERS.items()}
        self.choose(f"打印 {said_month(first)}", "哪一份", kinds, show)

    def _of_a_month(self) -> None:
        if self.which not in ("now", "next") and self.tabs is not None:
            self.tabs.current = "now"
            self.tabs.redraw()
            self.refresh_list()

    # -- duty as it is done ------------------------------------------------------------------------

    def noon(self) -> None:
        """On, or off with the record."""
        own, today = self.session.person.no, self.hall.today
        with self.session.look() as connection:
            on = any((each.duty, each.person, each.ended) == ("noon", own, None)
                     for each in duty_reading.records(connection, today, today))  # fmt: skip
        if not on:
            self.act_now(duties.noon_on)
            place = self.hall.book().duty.noon.place.value
            self.say(f"午间值班已登记到岗，岗位在{place}。离岗时再按 5 写记录。", Styles.DONE)
            return
        fields = (
            Field("record", "值班记录", hint="来了谁、办了什么、交代什么；没有写“无事”", longest=duties.RECORD_MOST),
            Field("to", "替班人", partial(colleague, self.hall), required=False, hint="提前走的写；到点的空着"),
        )  # fmt: skip

        def act(work: Work, answers: dict[str, str]) -> None:
            duties.noon_off(work, answers["record"], number_of(answers["to"]))

        self.ask("午间值班离岗", fields, act, "午间值班记录已保存。")

    def leader(self) -> None:
        """Who, from when to when, what, how many."""
        own = self.session.person
        fields = [
            Field("since", "几点来", self._clock, hint="如 9:00"),
            Field("until", "几点走", self._clock, hint="如 11:30"),
            Field("record", "做了什么", hint="了解情况、督导工作、接待来访、现场解决", longest=duties.RECORD_MOST),
            Field("received", "接待几人", _count, default="0"), Field("solved", "现场解决几件", _count, default="0"),
            Field("signed", "签件几份", _count, default="0"),
        ]  # fmt: skip
        if own.may(Right.ROSTER):
            fields.insert(0, Field("person", "哪位领导", partial(colleague, self.hall), hint="工号或姓名；代领导登记"))

        def act(work: Work, answers: dict[str, str]) -> int:
            return duties.leader_duty(
                work, answers["record"], person=number_of(answers.get("person", "")), since=self._at(answers["since"]),
                until=self._at(answers["until"]), received=int(answers["received"]), solved=int(answers["solved"]),
                signed=int(answers["signed"]),
            )  # fmt: skip

        self.ask("带班登记", fields, act, "带班已登记。")

    def rest(self) -> None:
        """The record, and who takes over."""
        fields = (
            Field("record", "值班记录", hint="有什么事、怎么处理的；没有写“无事”", longest=duties.RECORD_MOST),
            Field("to", "交给", partial(colleague, self.hall), required=False, hint="空着＝明天值班的人"),
        )  # fmt: skip

        def act(work: Work, answers: dict[str, str]) -> int:
            return duties.rest_duty(work, answers["record"], number_of(answers["to"]))

        self.try_first(lambda work: duties.rest_duty(work, "无事"))
        self.ask("节假日值班登记", fields, act, "值班记录已保存。")

    def stay(self) -> None:
        """Until when, for what."""
        closes = f"{overtime.closing_of(self.hall, self.hall.today):%m-%d %H:%M}"
        fields = (
            Field("since", "从", self._moment, default=closes, hint="空着＝今天下班时间"),
            Field("until", "到", self._moment, hint="如 20:00"),
            Field("reason", "做什么", longest=overtime.REASON_MOST),
        )  # fmt: skip

        def act(work: Work, answers: dict[str, str]) -> Overtime:
            since = datetime.fromisoformat(answers["since"]).replace(tzinfo=ZONE)
            until = datetime.fromisoformat(answers["until"]).replace(tzinfo=ZONE)
            return overtime.ask_overtime(work, until, answers["reason"], since=since)

        def done(made: Overtime) -> None:
            self.say(f"{made.number} 已报批。批准了才能留下；走的时候到“加班”里登记离开。", Styles.DONE)

        self.ask("加班", fields, act, done)

    # -- helpers ---------------------------------------------------------------------------------

    def _day(self, typed: str) -> str:
        return f"{local(coming_moment(f'{typed.strip()} 23:59', self.hall.clock().moment)):%Y-%m-%d}"

    def _moment(self, typed: str) -> str:
        return f"{coming_moment(typed, self.hall.clock().moment):%Y-%m-%d %H:%M}"

    def _clock(self, typed: str) -> str:
        return f"{self._at(typed):%H:%M}"

    def _at(self, typed: str) -> datetime:
        hour, _, minute = typed.strip().replace("：", ":").partition(":")
        if not (hour.isdecimal() and minute.isdecimal() and int(hour) < 24 and int(minute) < 60):
            raise ClockUnclear(typed=typed)
        today = self.hall.today
        return datetime(today.year, today.month, today.day, int(hour), int(minute), tzinfo=ZONE)


class CountUnclear(Refusal):
    """No number."""

    says = "请写数字，“{typed}”不是。"


def _count(typed: str) -> str:
    if not (typed.isascii() and typed.isdigit() and len(typed) < 4):
        raise CountUnclear(typed=typed)
    return typed
