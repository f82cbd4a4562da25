"""名册: the many people of one case: typed fast or from a sheet, struck off, printed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from textual.widget import Widget

from counter.domain.casework.batches import rosters
from counter.domain.casework.batches.rosters import Enrolled, RosterFile
from counter.domain.casework.case.events import read
from counter.domain.hall.residents.citizens import Who
from counter.domain.text import mask_id, mask_phone
from counter.screens.kit.ask import Field
from counter.screens.kit.commands import Command
from counter.screens.kit.lines import Meaning, Styles
from counter.screens.kit.paged import Column
from counter.screens.kit.words import Words
from counter.screens.shared.asking import AskScreen
from counter.screens.shared.entry import EntryScreen
from counter.screens.shared.entry_drafts import LinesKept, resume_first
from counter.screens.shared.files import file_at
from counter.screens.shared.listing import ListScreen
from counter.screens.shared.problems import ProblemsScreen
from counter.screens.shared.shortlist import Listed
from counter.screens.shared.someone import HINT, said, someone

if TYPE_CHECKING:
    from counter.domain.casework.case.events import CaseAt
    from counter.domain.casework.intake.drafts import Draft
    from counter.domain.hall.work import Work

COLUMNS = (
    Column[Enrolled]("号", 4, lambda row: str(row.n), "r"),
    Column[Enrolled]("姓名", 10, lambda row: row.name, stretch=1),
    Column[Enrolled]("证号", 18, lambda row: mask_id(row.id_no) if row.id_no else ""),
    Column[Enrolled]("村组", 12, lambda row: row.place, stretch=1),
    Column[Enrolled]("电话", 11, lambda row: mask_phone(row.phone) if row.phone else ""),
    Column[Enrolled]("", 14, lambda row: f"划掉：{row.struck}" if row.struck else "", stretch=1),
)


def _key(row: Enrolled) -> int:
    return row.n


class RosterScreen(ListScreen[Enrolled]):
    """The people of a case."""

    columns = COLUMNS
    empty = "名册里还没有人。按 1 逐个录，按 2 从表格导入。"

    def __init__(self, case_id: int) -> None:
        super().__init__()
        self._case_id = case_id
        self._short = ""
        self._about = Words(1)

    @property
    def _room(self) -> str:
        """Where lines of this roster wait that are not saved."""
        return f"roster-{self._case_id}"

    def title_words(self) -> str:
        """Its name."""
        return "名册"

    def body(self) -> Iterable[Widget]:
        """Of which case, and how many; then the people."""
        return (self._about, *super().body())

    def commands(self) -> Sequence[Command]:
        """What can be done with the roster."""
        return (
            Command("逐个录", "1", "一人一行：证号或姓名；录完空着按 Enter 一次保存。", act=self.add),
            Command("导入", "2", "从 xlsx 或 csv 名册导入；有错的按行列出，一个也不收。", act=self.load),
            Command("划掉", "3", "从名册里划掉这个人，写明原因；记录还在。", act=self.strike),
            Command("打印名册", "0", "按现在的名册出一张，可以打印。", act=self.print_),
            Command("返回", "escape", "回到刚才的地方。", act=self.leave),
        )

    def source(self) -> Listed[Enrolled]:
        """The people, counted over the list."""
        with self.session.look() as connection:
            people = rosters.roster(connection, self._case_id)
            case = read(self.hall, connection, self._case_id)
        self._short = case.short
        on = sum(not each.struck for each in people)
        self._about.show(f"{case.short} {case.item.name}  {on}人")
        return Listed(people, _key)

    def meaning(self, row: Enrolled) -> Meaning:
        """Who was struck off stands dim."""
        return Styles.HINT if row.struck else Styles.PLAIN

    def _try_first(self) -> None:
        """Refuses where nobody can be put on it, or struck off: nothing is asked in vain."""
        self.try_first(lambda work: rosters.enroll(work, self._case_id, ()))

    def add(self) -> None:
        """Typed, one after another; first what was typed of this roster and not saved."""
        self._try_first()

        def resume(draft: Draft) -> None:
            self._typed([(str(text), Who(**each)) for text, each in draft.form["rows"]], draft)

        resume_first(self, self._room, resume, self._typed)

    def _typed(self, start: Sequence[tuple[str, Who]] = (), draft: Draft | None = None) -> None:
        people: dict[str, Who] = {}
        hall = self.session.hall

        def who(typed: str) -> str:
            found = people.get(typed) or someone(hall, typed)
            people[said(found)] = found
            return said(found)

        def fields(before: Sequence[Who]) -> Sequence[Field]:
            return (Field("who", "谁", who, hint=HINT, required=False),)

        def line(answers: dict[str, str], before: Sequence[Who]) -> tuple[str, Who]:
            return answers["who"], people[answers["who"]]

        def typed(text: str, person: Who) -> dict[str, str]:
            people[said(person)] = person
            return {"who": said(person)}

        kept = LinesKept[Who](self.session, self._room, f"名册 {self._short}", asdict, taken_up=draft)
        self.app.push_screen(
            EntryScreen("登记名册", fields, line, self._enroll, self._enrolled, start=start, kept=kept, typed=typed)
        )

    def load(self) -> None:
        """From a sheet: all of it or nothing."""
        self._try_first()
        hall = self.session.hall

        async def do(answers: dict[str, str]) -> RosterFile:
            path = file_at(answers["path"])
            found = await asyncio.to_thread(rosters.read, hall, path)
            if not found.problems:
                await asyncio.to_thread(self._kept, found.people)
            return found

        def done(found: RosterFile) -> None:
            if found.problems:
                self.app.push_screen(ProblemsScreen("名册", found.problems))
            else:
                self.say(f"登记了{len(found.people)}人。")

        hint = "表头：姓名、身份证号、村、组、电话"
        self.app.push_screen(AskScreen("导入名册", (Field("path", "文件", hint=hint),), do, done))

    def strike(self) -> None:
        """The person pointed at."""
        row = self.row()
        if row.struck:
            raise rosters.NotOnRoster(n=row.n)
        self.ask(
            f"划掉 {row.n} {row.name}",
            (Field("reason", "原因"),),
            lambda work, answers: rosters.strike_off(work, self._case_id, row.n, answers["reason"]),
            f"{row.name}已从名册划掉。",
        )

    def print_(self) -> None:
        """The roster as it stands."""
        self.show_kept(self.act_now(lambda work: rosters.make_roster(work, self._case_id)))

    def _enroll(self, work: Work, people: tuple[Who, ...]) -> CaseAt:
        return rosters.enroll(work, self._case_id, people)

    def _kept(self, people: Sequence[Who]) -> None:
        with self.session.act() as work:
            rosters.enroll(work, self._case_id, people)

    def _enrolled(self, _: CaseAt) -> None:
        self.say("名册已登记。")
