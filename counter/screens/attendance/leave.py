"""请假: who asked for leave, who must agree, who decides, who is away or has not come back; the slip, the register.

One asks for it, agrees to stand in, reports the return with one digit each. What a call or a paper told is entered by
the comprehensive window. Before a leave starts the screen asks for the handover.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from counter.domain.approvals.reading import by_id as approval_of
from counter.domain.approvals.standing import said_roles
from counter.domain.attendance.leave import asking as acts
from counter.domain.attendance.leave import papers as leave_papers
from counter.domain.attendance.leave import reading as leave_reading
from counter.domain.attendance.leave import returning as leave_return
from counter.domain.attendance.leave import row as leave_row
from counter.domain.attendance.leave import stand_in as leave_stand_in
from counter.domain.attendance.leave.reading import Leave, Registration, span_said
from counter.domain.attendance.leave.typing import leave_time
from counter.domain.clock import local
from counter.domain.hall.people import pins
from counter.domain.hall.rights import Right
from counter.domain.reckoning import Reckoning, Step
from counter.domain.refusals import Refusal
from counter.screens.attendance.leave_form import WHEN, ask_for_leave, moment_typed
from counter.screens.attendance.leave_rows import COLUMNS, Row, Rows, waits_for_agreement
from counter.screens.kit.ask import Field
from counter.screens.kit.commands import Command
from counter.screens.kit.lines import Meaning, Styles
from counter.screens.kit.paged import Source
from counter.screens.shared.asking import AskScreen
from counter.screens.shared.colleague import colleague, number
from counter.screens.shared.listing import ListScreen
from counter.screens.shared.session import Session, new_token
from counter.screens.shared.shortlist import Listed

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from textual.screen import Screen

    from counter.domain.hall.laid_down import Person
    from counter.domain.hall.work import Work
TABS = {
    "mine": "我的", "agree": "等同意", "asked": "等审批", "approved": "已批未走", "begun": "在假", "broken": "逾期未归",
    "ended": "已销假", "owing": "欠证明", "month": "登记",
}  # fmt: skip
_EMPTY = {
    "mine": "您没有请过假。按 1 请假。", "agree": "没有等着同意顶岗的请假。", "asked": "没有等审批的请假。",
    "approved": "没有批了还没走的。", "begun": "现在没有人在假。", "broken": "没有逾期未归的。",
    "ended": "近来没有销假的。", "owing": "没有欠交的证明。", "month": "本月没有请销假登记。",
}  # fmt: skip
_BACK = 62
"""So many days back the short lists reach; the registration of a month reaches any month."""
_YES, _NO = "同意顶岗", "不同意"
_MONTHS = 12
_A_DAY = timedelta(days=1)


class NobodyToAgree(Refusal):
    """The leave waits for nobody's agreement."""

    says = "{number} 不用再同意顶岗（{said}）。"


class LeaveScreen(ListScreen[Row]):
    """Leave and return, and what can be done with one."""

    menu_rows = 2
    columns = COLUMNS
    lists = TABS

    def __init__(self, which: str = "mine") -> None:
        super().__init__(which)
        self._told = ""

    def title_words(self) -> str:
        """Its name."""
        return "请假"

    def commands(self) -> Sequence[Command]:
        """What can be done with the leave that the list points at."""
        return (
            Command("看请假条", "enter", "整张请假条，可打印。"),
            Command("请假", "1", "请假：假别、起止、顶岗人、事由。电话请假、补办由综合窗口代录。", act=self.ask_leave),
            Command("同意顶岗", "2", "被请的顶岗人同意或不同意；不是本人登录的，输顶岗人的密码。", act=self.agree),
            Command("销假", "3", "回来了：登记返岗；提前回来的按实际天数算。", act=self.report_back),
            Command("续假", "4", "假满以前再请几天，重新审批。", act=self.extend),
            Command("撤回", "5", "还没有走的，不请了。", act=self.withdraw),
            Command("换顶岗人", "6", "批准以前另请一个人顶岗。", act=self.change_stand_in),
            Command("补证明", "7", "补交医院证明、电话请假的证明。", act=self.prove),
            Command("指定第三人", "8", "A岗、B岗都不在时，中心主任指定第三个人顶岗。", act=self.name_third),
            Command("登记簿", "9", "打印一个月的请销假登记簿。", right=Right.REPORT, act=self.register),
            Command("请假条", "0", "打印请假条；印过的是补打。", act=self.slip),
            Command("说明", "f9", "为什么由谁批，按哪一条。"),
        )  # fmt: skip

    # -- the lists -------------------------------------------------------------------------------

    def source(self) -> Source[Row]:
        """What the current list shows."""
        if self.which == "month":
            return Rows(self.hall, Registration(self.hall, self.hall.today))
        with self.session.look() as connection:
            found = list(self._leaves(connection))
        return Rows(self.hall, Listed(found, lambda each: each.id))

    def _leaves(self, connection: Connection) -> Iterable[Leave]:
        hall, own = self.hall, self.session.person.no
        if self.which == "broken":
            return leave_reading.unreturned(hall, connection, _BACK)
        found = leave_reading.current(hall, connection, _BACK)
        now = hall.clock().moment
        if self.which == "mine":
            return sorted((each for each in found if each.person == own), key=lambda each: -each.id)
        if self.which == "agree":
            return [each for each in found if waits_for_agreement(each, now)]
        if self.which == "owing":
            certificate = hall.book().leave.certificate.value
            return [each for each in found if each.owes_proof(certificate)]
        return [each for each in found if each.state(now) == self.which]

    def said_empty(self) -> str:
        """What an empty list says."""
        return _EMPTY[self.which]

    def meaning(self, row: Row) -> Meaning:
        """Not come back, waiting for me, over."""
        if row.state == "broken":
            return Styles.OVERDUE
        if row.state in ("rejected", "withdrawn", "ended"):
            return Styles.HINT
        return Styles.SOON if row.leave.stand_in == self.session.person.no and row.state == "asked" else Styles.PLAIN

    def why(self, row: Row) -> Reckoning[object]:
        """By which tier who decides, and how it stands."""
        steps = [Step(f"{row.leave.number} {row.name} {row.leave.kind_name} "
                      f"{span_said(row.leave.start, row.leave.until)}，{row.leave.length}")]  # fmt: skip
        steps += [Step(text, (row.asked.basis,)) for text in row.asked.facts.get("why", ())]
        rules = self.hall.book().leave
        if row.leave.stand_in:
            steps.append(Step("先要安排好顶岗人并经本人同意", (rules.stand_in.cite,)))
        steps.append(
            Step(f"{rules.registered_at.value}登记；{row.said}", (rules.registered_at.cite, leave_row.ON_RETURN))
        )
        return Reckoning(row.said, tuple(steps))

    def opened(self, row: Row) -> None:
        """Enter: the slip."""
        self._slip(row)

    def on_screen_resume(self) -> None:
        """What leave asks of the person is said first: to agree, to hand over, to report the return."""
        with self.session.look() as connection:
            said = leave_reading.notices(self.hall, connection, self.session.person.no)
        if said and said != self._told:
            self._told = said
            self.say(said, Styles.WAITS)

    # -- asking ----------------------------------------------------------------------------------

    def ask_leave(self) -> None:
        """Whose, kind, from, to, who stands in, why, how."""
        ask_for_leave(self, self._asked)

    def _asked(self, made: Leave) -> None:
        with self.session.look() as connection:
            asked = approval_of(connection, made.approval_id)
            over = leave_reading.over_private(self.hall, connection, made.person, made.kind, made.start, made.until)
        agree = ""
        if made.stand_in and made.row["agreed"] is None:
            agree = f"请{self.hall.person(made.stand_in).name}同意顶岗，"
        said = f"{made.number} 已报（{made.length}）：{agree}由{said_roles(asked.needs)}审批。"
        self.say(f"{said}提醒：{over}。" if over else said, Styles.SOON if over else Styles.DONE)

    def extend(self) -> None:
        """Until when, why, who stands in."""
        found = self.row().leave
        self.try_first(lambda work: acts.extend_leave(work, found.id, found.until + _A_DAY, ""))

        def ends(typed: str) -> str:
            return f"{leave_time(self.hall, typed, local(found.until).date(), first=False):%Y-%m-%d %H:%M}"

        fields = (
            Field("to", "续到", ends, hint=WHEN), Field("reason", "事由", longest=leave_row.REASON_MOST),
            Field("stand_in", "顶岗人", self._somebody, default=found.stand_in, required=False, hint="工号或姓名"),
            Field("proof", "证明", required=False, longest=leave_row.PROOF_MOST),
        )  # fmt: skip

        def act(work: Work, answers: dict[str, str]) -> Leave:
            return acts.extend_leave(work, found.id, moment_typed(answers["to"]), answers["reason"],
                                     stand_in=number(answers["stand_in"]),
                                     proof=answers["proof"])  # fmt: skip

        self.ask(f"续假 {self._about()}", fields, act, self._asked)

    # -- agreeing --------------------------------------------------------------------------------

    def agree(self) -> None:
        """The stand-in agrees or not: on one's own session at once, else with the stand-in's PIN."""
        row = self.row()
        found, hall = row.leave, self.hall
        if row.state != "asked" or not found.stand_in or found.row["agreed"] is not None:
            raise NobodyToAgree(number=found.number, said=row.said)
        other = hall.person(found.stand_in)
        self.choose("同意顶岗", "意见", {_YES: True, _NO: False}, partial(self._answer, found, other, row.name))

    def _answer(self, found: Leave, other: Person, whose: str, agrees: bool) -> None:
        """A reason for a no, a PIN at another's session: no PIN can be typed where a reason would stand."""
        fields = [] if agrees else [Field("reason", "原因", hint="为什么不能顶岗")]
        own = other.no == self.session.person.no
        if not own:
            fields.append(Field("pin", f"{other.name}的密码", masked=True))
        hall, terminal, token = self.hall, self.session.terminal, new_token()

        def answer(work: Work, answers: Mapping[str, str]) -> Leave:
            if agrees:
                return leave_stand_in.agree_stand_in(work, found.id, rev=found.rev)
            return leave_stand_in.decline_stand_in(work, found.id, answers["reason"], rev=found.rev)

        async def do(answers: dict[str, str]) -> Leave:
            if not own:
                await asyncio.to_thread(pins.confirm, hall, other.no, answers["pin"], terminal)
            with hall.act(other.no, terminal, token=token) as work:
                return answer(work, answers)

        def done(_: Leave) -> None:
            self.refresh_list()
            self.say(f"{other.name}{'同意' if agrees else '不同意'}为{whose}顶岗。", Styles.DONE)

        if not fields:
            done(self.act_now(lambda work: answer(work, {})))
            return
        above = (self._about(), f"事由：{found.row['reason'] or '没有写'}", "")
        self.app.push_screen(AskScreen("同意顶岗" if agrees else "不同意顶岗", fields, do, done, above=above))

    def change_stand_in(self) -> None:
        """Another is asked."""
        found = self.row().leave
        self.try_first(lambda work: leave_stand_in.change_stand_in(work, found.id, found.stand_in))
        fields = (Field("stand_in", "顶岗人", self._somebody, hint="工号或姓名"),)

        def act(work: Work, answers: dict[str, str]) -> Leave:
            return leave_stand_in.change_stand_in(work, found.id, number(answers["stand_in"]), rev=found.rev)

        self.ask(f"换顶岗人 {self._about()}", fields, act, "已换，请新的顶岗人同意。")

    def name_third(self) -> None:
        """The director names a third."""
        found = self.row().leave
        self.try_first(lambda work: leave_stand_in.name_third(work, found.id, ""))
        fields = (Field("to", "第三人", self._somebody, hint="工号或姓名，不是A岗、B岗"),)

        def act(work: Work, answers: dict[str, str]) -> Leave:
            return leave_stand_in.name_third(work, found.id, number(answers["to"]), rev=found.rev)

        self.ask(f"指定第三人 {self._about()}", fields, act, "已指定第三人顶岗。")

    # -- the return, and what belongs to it --------------------------------------------------------

    def report_back(self) -> None:
        """The return, on one key."""
        row = self.row()
        self.act_now(lambda work: leave_return.report_back(work, row.leave.id))
        self.say(f"{row.leave.number} {row.name} 已销假。", Styles.DONE)

    def withdraw(self) -> None:
        """Not needed."""
        found = self.row().leave
        self.try_first(lambda work: leave_return.withdraw_leave(work, found.id))
        fields = (Field("reason", "理由", default="不请了"),)

        def act(work: Work, answers: dict[str, str]) -> Leave:
            return leave_return.withdraw_leave(work, found.id, answers["reason"], rev=found.rev)

        self.ask(f"撤回 {self._about()}", fields, act, "已撤回。")

    def prove(self) -> None:
        """What proves it."""
        found = self.row().leave
        self.try_first(lambda work: leave_return.prove(work, found.id, "证明"))
        fields = (Field("proof", "证明", hint="如 县医院诊断证明", longest=leave_row.PROOF_MOST),)

        def act(work: Work, answers: dict[str, str]) -> Leave:
            return leave_return.prove(work, found.id, answers["proof"], rev=found.rev)

        self.ask(f"补证明 {self._about()}", fields, act, "已补交证明。")

    # -- papers ----------------------------------------------------------------------------------

    def slip(self) -> None:
        """The slip of the leave pointed at."""
        self._slip(self.row())

    def _slip(self, row: Row) -> None:
        self.app.push_screen(slip_screen(self.session, row.leave.id))

    def register(self) -> None:
        """A month's registration."""
        months: dict[str, date] = {}
        month = self.hall.today.replace(day=1)
        for _ in range(_MONTHS):
            months[f"{month:%Y-%m}"] = month
            month = (month - _A_DAY).replace(day=1)

        def show(month: date) -> None:
            with self.session.look() as connection:
                paper = leave_papers.register_paper(self.hall, connection, month)
            self.show_paper(paper, lambda work: leave_papers.keep_register(work, month))

        self.choose("请销假登记簿", "哪一个月", months, show)

    # -- helpers ---------------------------------------------------------------------------------

    def _about(self) -> str:
        found = self.row().leave
        return f"{found.number} {self.row().name} {found.kind_name} {span_said(found.start, found.until)}"

    def _somebody(self, typed: str) -> str:
        return colleague(self.hall, typed)


def slip_screen(session: Session, leave_id: int) -> Screen[None]:
    """The slip of a leave, to be read and printed."""
    from counter.screens.shared.sheet import SheetScreen

    with session.look() as connection:
        found = leave_reading.by_id(session.hall, connection, leave_id)
        paper = leave_papers.slip(session.hall, connection, found)
    return SheetScreen(paper, lambda work: leave_papers.keep_slip(work, leave_id), name=f"{paper.title}-{found.number}")
