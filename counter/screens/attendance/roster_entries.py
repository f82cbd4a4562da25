"""One day of the rota: who has which duty; another person, one more, off, swapped with a colleague."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from counter.domain.attendance.rota import changes as roster_changes
from counter.domain.attendance.rota import papers as roster_papers
from counter.domain.attendance.rota import reading as roster_reading
from counter.domain.attendance.rota import swaps as roster_swaps
from counter.domain.attendance.rota.plan import DUTY_NAMES
from counter.domain.attendance.rota.reading import Entry, duty_day, entries
from counter.domain.attendance.rota.refusals import UnknownEntry
from counter.domain.casework.booking.coming import coming_moment
from counter.domain.clock import local, weekday
from counter.domain.hall.rights import Right
from counter.domain.reckoning import Reckoning
from counter.screens.kit.ask import Field
from counter.screens.kit.commands import Command
from counter.screens.kit.lines import Meaning, Styles
from counter.screens.kit.paged import Column, Source
from counter.screens.shared.colleague import colleague, number
from counter.screens.shared.listing import ListScreen
from counter.screens.shared.shortlist import Listed

if TYPE_CHECKING:
    from counter.domain.hall.work import Work

_OWN = Meaning(Styles.SOON.style, "我")
_REASON = "公布过的要写，公示上会注明"


class EntriesScreen(ListScreen[Entry]):
    """The entries of a day."""

    def __init__(self, day: date) -> None:
        self.day = day
        self.columns = (
            Column[Entry]("值班", 8, lambda row: DUTY_NAMES[row.duty]),
            Column[Entry]("岗位、村", 14, self._where, stretch=1),
            Column[Entry]("姓名", 8, lambda row: self.hall.person(row.person).name),
            Column[Entry]("说明", 30, self._note, stretch=2),
        )
        super().__init__()

    def title_words(self) -> str:
        """Which day."""
        return f"值班 {self.day:%m-%d} {weekday(self.day)}"

    def said_empty(self) -> str:
        """What an empty day says."""
        said = "、".join(duty_day(self.hall, self.day).said)
        return f"{said or '这一天'}没有排值班。按 2 加一项；整月没排的，回去按 1 编排。"

    def commands(self) -> Sequence[Command]:
        """What can be done with the entry that the list points at."""
        keeps = Right.ROSTER
        return (
            Command("换人", "1", "这一项改由另一个人值。", right=keeps, act=self.another),
            Command("加一项", "2", "这一天再加一个人值班。", right=keeps, act=self.more),
            Command("去掉", "3", "去掉这一项；公布过的留痕。", right=keeps, act=self.off),
            Command("改日子", "4", "这一项改到另一天。", right=keeps, act=self.another_day),
            Command("换班", "5", "自己的这一项和同事换，或者请同事替；对方同意才算。", act=self.swap),
            Command("依据", "f9", "这一天为什么这样排，依据哪一条。"),
            Command("返回", "escape", "回到值班表。", act=self.leave),
        )

    def source(self) -> Source[Entry]:
        """The entries as they hold."""
        with self.session.look() as connection:
            return Listed(entries(connection, self.day, self.day), lambda row: row.id)

    def meaning(self, row: Entry) -> Meaning:
        """One's own; who is away."""
        if self._away(row):
            return Styles.PROBLEM
        return _OWN if row.person == self.session.person.no else Styles.PLAIN

    def why(self, row: Entry) -> Reckoning[object]:
        """What the rules ask of the day."""
        found = roster_reading.why_day(self.hall, self.day)
        return Reckoning(found.value, found.steps)

    def _where(self, row: Entry) -> str:
        return roster_papers.said(self.hall, [row]).rpartition(" ")[0]

    def _note(self, row: Entry) -> str:
        words = ("请假、公出，要换人" if self._away(row) else "", "" if row.published else "草稿", row.note)
        return " ".join(filter(None, words))

    def _away(self, row: Entry) -> bool:
        return (row.person, row.day) in roster_reading.away(self.hall, row.day, row.day)

    # -- acts ------------------------------------------------------------------------------------

    def another(self) -> None:
        """Another person."""
        row = self.row()
        fields = (self._who("改由谁"), Field("reason", "原因", required=False, hint=_REASON))

        def act(work: Work, answers: dict[str, str]) -> int:
            return roster_changes.change(
                work, row.id, person=number(answers["who"]), reason=answers["reason"], rev=row.rev
            )

        self.ask(f"换人 {self._about(row)}", fields, act, "已改。")

    def more(self) -> None:
        """Which duty, who, where."""
        posts = {post.name: post.code for post in self.hall.laid.posts.values()}
        fields = (
            Field("duty", "哪种值班", choices=tuple(DUTY_NAMES.values())), self._who("谁"),
            Field("post", "哪个窗口", choices=("", *posts), required=False, hint="窗口、周末的要选；其余按回车"),
            Field("place", "哪个村", required=False, hint="下村的写；其余按回车"),
            Field("reason", "原因", required=False, hint=_REASON),
        )  # fmt: skip

        def act(work: Work, answers: dict[str, str]) -> int:
            duty = next(key for key, name in DUTY_NAMES.items() if name == answers["duty"])
            post = posts.get(answers["post"], "")
            return roster_changes.add(work, self.day, duty, number(answers["who"]), post=post,
                                      place=answers["place"], reason=answers["reason"])  # fmt: skip

        self.ask(f"加一项 {self.day:%m-%d}", fields, act, "已加。")

    def off(self) -> None:
        """Off the rota."""
        row = self.row()

        def act(work: Work, answers: dict[str, str]) -> None:
            roster_changes.take_off(work, row.id, answers["reason"], rev=row.rev)

        self.ask(f"去掉 {self._about(row)}", (Field("reason", "原因"),), act, "已去掉。")

    def another_day(self) -> None:
        """Another day."""
        row = self.row()
        fields = (Field("to", "改到", self._typed_day, hint="如 17、12-17"),
                  Field("reason", "原因", required=False, hint=_REASON))  # fmt: skip

        def act(work: Work, answers: dict[str, str]) -> int:
            day = date.fromisoformat(answers["to"])
            return roster_changes.change(work, row.id, day=day, reason=answers["reason"], rev=row.rev)

        self.ask(f"改日子 {self._about(row)}", fields, act, "已改。")

    def swap(self) -> None:
        """Whom one asks, and for which of their days."""
        row = self.row()
        fields = (
            self._who("和谁换"),
            Field("back", "换对方哪天", self._typed_day, required=False, hint="空着＝请对方替，不还"),
            Field("reason", "原因", required=False),
        )  # fmt: skip

        def act(work: Work, answers: dict[str, str]) -> int:
            other = number(answers["who"])
            back = self._theirs(work, other, row.duty, date.fromisoformat(answers["back"])) if answers["back"] else None
            return roster_swaps.ask_swap(work, row.id, other, back=back, reason=answers["reason"])

        self.ask(f"换班 {self._about(row)}", fields, act, "已提出，对方在“值班”的“换班”里同意后生效。")

    @staticmethod
    def _theirs(work: Work, other: str, duty: str, day: date) -> int:
        found = [each for each in entries(work.connection, day, day) if (each.person, each.duty) == (other, duty)]
        if not found:
            raise UnknownEntry()
        return found[0].id

    # -- helpers ---------------------------------------------------------------------------------

    def _who(self, label: str) -> Field:
        return Field("who", label, partial(colleague, self.hall), hint="工号、姓名或首字母")

    def _about(self, row: Entry) -> str:
        return f"{row.day:%m-%d} {DUTY_NAMES[row.duty]} {roster_papers.said(self.hall, [row])}"

    def _typed_day(self, typed: str) -> str:
        return f"{local(coming_moment(f'{typed.strip()} 23:59', self.hall.clock().moment)):%Y-%m-%d}"
