"""Windows without anybody (窗口无人): since when, whose they are; the director confirms it as 空岗."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from counter.domain.clock import local
from counter.domain.hall.opened import Hall
from counter.domain.hall.work import Work
from counter.domain.posts.empty import NEVER_EMPTY, NOTE_MOST, Vacancy, confirm_empty, vacancies
from counter.domain.reckoning import Reckoning, Step
from counter.screens.kit.ask import Field
from counter.screens.kit.commands import Command
from counter.screens.kit.lines import Meaning, Styles, cells
from counter.screens.kit.paged import Column
from counter.screens.shared.listing import ListScreen
from counter.screens.shared.shortlist import Listed

NOBODY_THERE = "窗口无人"


def said(found: Sequence[Vacancy], room: int | None = None) -> str:
    """Which windows, in a line: 民政 10:05起、社保 09:30–10:20; those that do not fit are counted."""
    texts = [f"{each.name} {each.when}" for each in found]
    whole = "、".join(texts)
    if room is None or cells(whole) <= room:
        return whole
    rest = f" 等{len(found)}个窗口"
    kept = next((n for n in range(len(texts) - 1, 0, -1) if cells("、".join(texts[:n]) + rest) <= room), 0)
    return "、".join(texts[:kept]) + rest if kept else f"{len(found)}个窗口"


class EmptyScreen(ListScreen[Vacancy]):
    """A day's times at which nobody was at a window on the rota."""

    empty = "这一天没有窗口超过规定时间无人。"

    def __init__(self, day: date) -> None:
        """Takes the day."""
        self.day = day
        self.columns = (
            Column("窗口", 24, lambda row: row.name),
            Column("什么时候", 11, lambda row: row.when),
            Column("分钟", 4, self._minutes, "r"),
            Column("A岗、B岗", 16, lambda row: _names(self.hall, row.people), stretch=1),
            Column("认定", 8, lambda row: _name(self.hall, row.confirmed_by) if row.confirmed_by else "没有认定"),
        )
        super().__init__()

    def _minutes(self, row: Vacancy) -> str:
        """How long it lasted, or has lasted by now."""
        so_far = int((self.hall.clock().moment - row.since).total_seconds() // 60)
        return str(so_far if row.minutes is None else row.minutes)

    def title_words(self) -> str:
        """Its name and day."""
        return f"{NOBODY_THERE} {self.day:%m-%d}"

    def commands(self) -> Sequence[Command]:
        """Confirm what stands there."""
        return (
            Command("认定空岗", "enter", "主任认定这一段是空岗，记下来，由A岗、B岗负责；认定过的看认定单。",
                    act=self.confirm),
            Command("认定单", "0", "认定过的空岗的单子，看、打印、存成文件。", act=self.sheet),
            Command("依据", "f9", "为什么算窗口无人。"),
            Command("返回", "escape", "回到刚才的地方。", act=self.leave),
        )  # fmt: skip

    def source(self) -> Listed[Vacancy]:
        """What the day had up to now."""
        with self.session.look() as connection:
            found = vacancies(self.hall, connection, self.day)
        return Listed(found, lambda row: (row.window, row.since))

    def meaning(self, row: Vacancy) -> Meaning:
        """What still lasts is red."""
        return Styles.OVERDUE if row.until is None else Styles.PLAIN

    def why(self, row: Vacancy) -> Reckoning[object]:
        """The hall's minutes and the rule."""
        minutes = self.hall.book(self.day).posts.empty_minutes
        steps: tuple[Step, ...] = (
            Step(f"{row.name}的岗位今天要坐岗，A岗、B岗和顶岗的都不在"),
            Step(f"{local(row.since):%H:%M}起没有人，超过{minutes.value}分钟", (minutes.cite,)),
            Step(f"由{_names(self.hall, row.people)}负责；主任认定后记为空岗", (NEVER_EMPTY,)),
        )
        if row.confirmed_at is not None:
            by = _name(self.hall, row.confirmed_by)
            found = f"：{row.note}" if row.note else ""
            steps = (*steps, Step(f"{local(row.confirmed_at):%m-%d %H:%M} {by}认定为空岗{found}"))
        return Reckoning(row.window, steps)

    def confirm(self) -> None:
        """Asks for what was found, and writes the record."""
        row = self.row()
        if row.record:
            self.sheet()
            return
        self.try_first(lambda work: confirm_empty(work, row.window, row.since))

        def done(work: Work, answers: dict[str, str]) -> int:
            return confirm_empty(work, row.window, row.since, answers["note"])

        note = Field("note", "情况", required=False, longest=NOTE_MOST, hint="比如：两人都去开会，没有安排人")
        self.ask(f"认定{row.name} {row.when} 空岗", (note,), done, "空岗已经记下。按 0 看认定单、打印。")

    def sheet(self) -> None:
        """What was confirmed, on paper."""
        from counter.domain.posts.empty_sheet import empty_sheet

        self.show_paper(empty_sheet(self.hall, self.row()))


def _name(hall: Hall, no: str) -> str:
    return hall.person(no).name


def _names(hall: Hall, numbers: Sequence[str]) -> str:
    return "、".join(_name(hall, no) for no in numbers)
