"""责任表: every situation of the table of responsibility; of one of them who answered then, and what shows it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from counter.domain.attendance.presence.typed_time import HINT, typed_time
from counter.domain.casework.case.events import read
from counter.domain.clock import local
from counter.domain.hall.people.meant import post_meant
from counter.domain.posts.answerable.facts import Answerable
from counter.domain.posts.answerable.table import answerable
from counter.domain.posts.situations import Situation, shipped
from counter.domain.reckoning import Reckoning, Step
from counter.domain.refusals import Refusal
from counter.screens.kit.ask import Field
from counter.screens.kit.commands import Command
from counter.screens.kit.paged import Column
from counter.screens.kit.why import WhyScreen
from counter.screens.shared.asking import AskScreen
from counter.screens.shared.colleague import colleague, number
from counter.screens.shared.listing import ListScreen
from counter.screens.shared.shortlist import Listed
from counter.screens.shared.which_case import case_meant, shown_case

_ABOVE = ("知道办件、岗位、首问的，填一样就够了，查的是当时由谁负责；已经知道是谁的，也可以只填人。", "")


class EnquiryNumber(Refusal):
    """Not the number of an enquiry."""

    says = "首问号填“首问”里的编号，是数字；没有就空着。"


class NotThereYet(Refusal):
    """A case is asked about at a moment before it was received."""

    says = "{number}是{received}收的件，那时还没有收件。请改时间，或者按岗位查。"


COLUMNS = (
    Column[Situation]("编号", 4, lambda row: row.id),
    Column[Situation]("情形", 24, lambda row: row.what, stretch=2),
    Column[Situation]("先由谁负责", 24, lambda row: row.first, stretch=2),
    Column[Situation]("另有", 14, lambda row: row.also, stretch=1),
)


class AnswerableScreen(ListScreen[Situation]):
    """The rows of the table; Enter asks about which case, post, enquiry or person it is, and when."""

    columns = COLUMNS

    def title_words(self) -> str:
        """Its name."""
        return "责任表"

    def commands(self) -> Sequence[Command]:
        """Who answered in the situation that the list points at."""
        return (
            Command("查谁负责", "enter", "填哪一件、哪个岗位或是谁，什么时候：列出由谁负责、凭什么、还缺什么。",
                    act=self.look_up),
            Command("依据", "f9", "这一行责任出自哪一条，要看哪些证据。"),
            Command("返回", "escape", "回到刚才的地方。", act=self.leave),
        )  # fmt: skip

    def source(self) -> Listed[Situation]:
        """Every row, as the documents have them."""
        return Listed(tuple(shipped().values()), lambda row: row.id)

    def why(self, row: Situation) -> Reckoning[Any]:
        """On which article the row rests, and what shows it."""
        also = f"；另有：{row.also}" if row.also else ""
        steps = [Step(f"{row.what}：{row.first}{also}", (row.cite,)), Step(f"要看的证据：{row.evidence}")]
        return Reckoning(row.id, (*steps, *((Step(row.later),) if row.later else ())))

    def opened(self, row: Situation) -> None:
        """Enter on a line is Enter on the screen."""
        self.look_up()

    def look_up(self) -> None:
        """Asks about what it is, and shows who answered with the reasons."""
        row = self.row()
        fields = (
            Field("case", "哪一件", self._case, required=False, hint="办件号"),
            Field("post", "哪个岗位", lambda typed: post_meant(self.hall, typed).name, required=False,
                  hint="岗位、窗口"),
            Field("enquiry", "首问号", _enquiry, required=False),
            Field("person", "是谁", self._person, required=False, hint="工号或姓名"),
            Field("at", "什么时候", self._moment, required=False, hint=f"{HINT}；空着是现在"),
        )  # fmt: skip

        async def find(answers: dict[str, str]) -> Reckoning[Answerable]:
            return await asyncio.to_thread(self._found, row, answers)

        def show(found: Reckoning[Answerable]) -> None:
            self.app.push_screen(WhyScreen(found, f"{row.id} {row.what}"))

        self.app.push_screen(AskScreen(f"{row.id} {row.what}", fields, find, show, above=_ABOVE))

    def _found(self, row: Situation, answers: Mapping[str, str]) -> Reckoning[Answerable]:
        hall = self.hall
        at = typed_time(answers["at"], hall.clock().moment) if answers["at"] else hall.clock().moment
        key = case_meant(hall, answers["case"].split()[0]).id if answers["case"] else 0
        with hall.look() as connection:
            case = read(hall, connection, key) if key else None
            if case is not None and case.row["received"] > at:
                raise NotThereYet(number=case.number, received=f"{local(case.row['received']):%m-%d %H:%M}")
            case = read(hall, connection, key, at) if key else None
        post = post_meant(hall, answers["post"]).code if answers["post"] else ""
        return answerable(hall, row.id, case=case, post=post, person=number(answers["person"]),
                          enquiry=int(answers["enquiry"] or 0), at=at)  # fmt: skip

    def _case(self, typed: str) -> str:
        return shown_case(case_meant(self.hall, typed)) if typed else ""

    def _person(self, typed: str) -> str:
        """Somebody by number or name, who left too."""
        every = [each for each in self.hall.laid.staff.values() if typed.strip() in (each.no, each.name)]
        return f"{every[0].no} {every[0].name}" if len(every) == 1 else colleague(self.hall, typed)

    def _moment(self, typed: str) -> str:
        if typed:
            typed_time(typed, self.hall.clock().moment)
        return typed


def _enquiry(typed: str) -> str:
    text = typed.removeprefix("咨询")
    if text and not (text.isascii() and text.isdigit()):
        raise EnquiryNumber()
    return text
