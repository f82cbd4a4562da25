"""值班: the rota of a month by day with everybody's counts beside it, swaps, duty as it is done, overtime.

One list for each: this month, the next, one's own days, swaps, records, overtime. Enter opens what is pointed at.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from textual.containers import Horizontal
from textual.widget import Widget

from counter.domain.approvals.slips import month_of as month_ends
from counter.domain.attendance.rota import changes as roster_changes
from counter.domain.attendance.rota import duty_papers, rosters
from counter.domain.attendance.rota import papers as roster_papers
from counter.domain.attendance.rota import reading as roster_reading
from counter.domain.attendance.rota import swaps as roster_swaps
from counter.domain.attendance.rota.reading import month_of
from counter.domain.casework.booking.coming import coming_moment
from counter.domain.clock import local, said_month
from counter.domain.hall.days.calendar import ONE_DAY
from counter.domain.hall.rights import Right
from counter.domain.reckoning import Reckoning
from counter.screens.attendance import roster_rows
from counter.screens.attendance.duty_forms import DutyForms
from counter.screens.attendance.roster_beside import Counts
from counter.screens.attendance.roster_entries import EntriesScreen
from counter.screens.attendance.roster_rows import Row
from counter.screens.kit.ask import Field
from counter.screens.kit.commands import Command
from counter.screens.kit.lines import Meaning, Styles
from counter.screens.kit.paged import Column, Source
from counter.screens.kit.words import Words
from counter.screens.shared.listing import ListScreen
from counter.screens.shared.shortlist import Listed

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
_AGREE, _DECLINE = "同意", "不同意（提出的人撤回也选这项）"


class DutyRosterScreen(ListScreen[Row]):
    """The rota and everything that is done about duty."""

    menu_rows = 2
    lists = TABS
    whole_lines = 3
    columns = (
        Column[Row]("日子", 11, lambda row: row.when),
        Column[Row]("事项", 10, lambda row: row.what, stretch=1),
        Column[Row]("值班", 30, lambda row: row.who, stretch=3),
    )

    def __init__(self, which: str = "now") -> None:
        super().__init__(which)
        self._counts = Counts()
        self._duty = DutyForms(self)
        self._standing = Words(1)
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
        return (self.tabs, self._standing, beside, *self.below)

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
            Command("午间值班", "5", "登记到岗；已经到岗的登记离岗，写记录。", act=self._duty.noon),
            Command("带班登记", "6", "领导带班：什么时候来的，做了什么，接待几人。", act=self._duty.leader),
            Command("节假日登记", "7", "节假日、特殊时段值班：写记录，交给下一位。", act=self._duty.rest),
            Command("加班", "8", "下班前报批加班。", act=self._duty.stay),
            Command("打印", "0", "值班表、领导带班安排、午间值班记录、带班落实情况。", act=self.papers),
            Command("依据", "f9", "这一天为什么这样排，依据哪一条。"),
            Command("返回", "escape", "回到桌面。", act=self.leave),
        )  # fmt: skip

    def begins_at(self) -> object:
        """Today, where the month shown has it."""
        return self.hall.today if self.which == "now" else None

    def row_whole(self, row: Row) -> str:
        """What the columns had no room for."""
        return " ".join(filter(None, (row.when, row.what, row.who)))

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
            self._standing.show(roster_rows.standing(connection, self.month) if of_month else "")
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
        own = self.session.person.no
        match self.which:
            case "mine":
                return roster_rows.of_person(self.hall, connection, own)
            case "swaps":
                return roster_rows.swaps(self.hall, connection, own)
            case "records":
                return roster_rows.records(self.hall, connection, self.month)
            case "overtime":
                return roster_rows.stays(self.hall, connection)
        return roster_rows.of_month(self.hall, connection, self.month)

    # -- Enter -----------------------------------------------------------------------------------

    def opened(self, row: Row) -> None:
        """Enter: the day; a swap to agree to; an overtime to leave."""
        if row.swap:
            self._settle(row)
        elif row.stays is not None:
            self._duty.left(row.stays)
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

    def _day(self, typed: str) -> str:
        return f"{local(coming_moment(f'{typed.strip()} 23:59', self.hall.clock().moment)):%Y-%m-%d}"
