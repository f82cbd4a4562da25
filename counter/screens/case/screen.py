"""One case: what it is, its papers, its life, and everything that can be done with it now."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Sequence
from functools import partial
from typing import Any, TypeVar, cast

from textual import events
from textual.widget import Widget

from counter.domain.approvals.matters import matter_of
from counter.domain.casework.acts import extending, refusing
from counter.domain.casework.acts.chasing import first_asked
from counter.domain.casework.acts.pleading import AlreadyAsked
from counter.domain.casework.case.above import must_be_answered
from counter.domain.casework.case.events import CaseAt, read
from counter.domain.casework.case.in_hand import first_do
from counter.domain.casework.case.joint_state import must_be_agreed
from counter.domain.casework.case.life import in_order
from counter.domain.casework.cases import NotNow, NotYours
from counter.domain.casework.history.timeline import words_of
from counter.domain.clock import local
from counter.domain.hall.duty.responsible import takes_part
from counter.domain.hall.people.departments import represents
from counter.domain.hall.residents import citizens
from counter.domain.hall.rights import Right
from counter.domain.refusals import Refusal
from counter.screens.case.acts import CaseActs
from counter.screens.case.joint import above_menu, joint_menu, may_above, may_joint
from counter.screens.case.leader import extend, say_no
from counter.screens.case.page import CasePage, CaseView
from counter.screens.case.told import said_with_changes
from counter.screens.kit.commands import Command, WhyNot, find
from counter.screens.kit.lines import Styles
from counter.screens.kit.shell import Shell
from counter.screens.shared.asking import say_refusal
from counter.screens.shared.scanned import Scanned
from counter.screens.shared.session import DeskScreen
from counter.storage import StorageFault

R = TypeVar("R")
_RUNNING = ("accepted", "reviewing", "joint-review", "referred", "decided")
_COLLECT = ("stamped", "awaiting-collection")


class CaseScreen(Scanned, DeskScreen):
    """One case in hand."""

    menu_rows = 2

    def __init__(self, case_id: int, start: str = "") -> None:
        """Takes the case.

        Args:
            case_id: Its key.
            start: The key of a command to begin with, as pressed on a list.
        """
        super().__init__()
        self.case_id = case_id
        self.page = CasePage()
        self.acts = CaseActs(self)
        self._start = start
        self._view: CaseView | None = None

    @property
    def view(self) -> CaseView:
        """The case as it was read last."""
        assert self._view is not None
        return self._view

    def title_words(self) -> str:
        """Its name."""
        return "办件"

    def body(self) -> Iterable[Widget]:
        """The case."""
        yield self.page

    def commands(self) -> Sequence[Command]:
        """What can be done with it; what cannot now says why."""

        def to(act: Callable[[CaseActs], None]) -> Callable[[], None]:
            return lambda: self.acts.begin(act)

        return (
            Command(
                "补齐",
                "1",
                "登记申请人补来的材料，补齐之日起计时。",
                self._may_supplement,
                act=to(CaseActs.supplement),
            ),
            Command("办结", "2", "准予办理；申请人在场的可以当场交付。", self._may_finish, act=to(CaseActs.finish)),
            Command("领取", "3", "登记结果由谁领走。", self._may_deliver, act=to(CaseActs.deliver)),
            Command("延期", "4", "有特殊原因、到期前：报领导批准延长承诺时限。", self._may_extend, act=to(extend)),
            Command("上报", "5", "报到上级、登记上级答复、跟催上级。", self._may_above, act=to(above_menu)),
            Command("联办", "6", "通知部门、登记意见、联审会、催办。", self._may_joint, act=to(joint_menu)),
            Command("退回、不予", "7", "退回、不予办理、报领导后不予办理。", self._may_refuse, act=to(say_no)),
            Command("更正", "8", "改正登记错的内容，原来的内容留着。", self._may_mend, act=to(CaseActs.correct)),
            Command("更多", "9", "换事项、作废、撤回、计时、督办、送审等。", self._may_more, act=to(CaseActs.more)),
            Command("打印", "0", "看单据，打印或补打。", self._may_print, act=to(CaseActs.print_)),
            Command("审批", "right", "这件报了领导、还没有批：去看、去批。", self._may_approve, act=self.approvals),
            Command("看全号", "tab", "显示完整的证号和电话，记入日志。", right=Right.REVEAL, act=self.reveal),
            Command("怎么算的", "f9", "办件类型、到期时间一天一天怎么算的。"),
            Command("返回", "escape", "回到刚才的地方。", act=self.leave),
        )

    def on_mount(self) -> None:
        """Reads the case; then what the list asked for."""
        if self.load() and self._start:
            command = find(self.commands(), self._start)
            if command is not None:
                self._do(command)

    def on_screen_resume(self) -> None:
        """Coming back, as from a form or a paper: the case as it is by now."""
        if self._view is not None:
            self.load()

    def on_key(self, event: events.Key) -> None:
        """A digit by hand acts; a scanned number looks for another case."""
        command = find(self.commands(), event.key)
        if command is None or not event.key.isdigit():
            return
        event.stop()
        event.prevent_default()
        self.by_hand(event.key, partial(self._do, command))

    def load(self) -> bool:
        """Reads and shows the case; False where that failed, which was said."""
        try:
            with self.session.look() as connection:
                view = CaseView.of(connection, read(self.session.hall, connection, self.case_id))
                person = self.session.person.no
                whole = citizens.was_revealed(connection, self.case_id, person, self.session.hall.today)
        except (Refusal, StorageFault) as error:
            say_refusal(self, error)
            return False
        self._view = view
        self.header.show(title=f"办件 {view.case.short}")
        self.page.show(view, whole=whole)
        self.menu.show(self.commands())
        return True

    def reveal(self) -> None:
        """Shows whole numbers; journalled once per person, case and day."""
        if self.page.whole:
            self.say("证号和电话已经是完整的。")
            return
        try:
            with self.session.act() as work:
                citizens.reveal(work, self.view.applicant.id, self.case_id)
        except (Refusal, StorageFault) as error:
            say_refusal(self, error)
            return
        self.load()

    def approvals(self) -> None:
        """What was asked of the leader about this case."""
        from counter.screens.day.approvals import ApprovalsScreen

        self.app.push_screen(ApprovalsScreen(self.case_id))

    # -- after an act --------------------------------------------------------------------------

    def acted(self, said: str, before: CaseView) -> None:
        """The act is saved: the fresh case, what was done, and what that changed since the person saw it."""
        self.load()
        self.say(said_with_changes(said, before, self.view), Styles.DONE)

    def overtaken(self, seen: CaseAt) -> None:
        """Somebody else acted on the case meanwhile: who did what, and the fresh case."""
        if not self.load():
            return
        known = {event.seq for event in seen.events}
        others = [event for event in in_order(self.view.case.events) if event.seq not in known]
        if not others:
            self.say("这件刚才有变动，已显示最新内容，您这一笔没有存。", Styles.PROBLEM)
            return
        last = others[-1]
        who, when = self.session.hall.name_of(last.actor), local(last.entered or last.happened)
        said = f"{who} {when:%H:%M} 已经办了“{words_of(self.view.case, last)}”，您这一笔没有存。请看最新内容。"
        self.say(said, Styles.PROBLEM)

    async def attempt(self, work: Callable[[], R], done: Callable[[R], None]) -> None:
        """Runs a save beside the screen; what is refused is said."""
        try:
            result = await asyncio.to_thread(work)
        except (Refusal, StorageFault) as error:
            say_refusal(self, error)
            return
        done(result)

    def keys_wait(self, work: Coroutine[Any, Any, None]) -> None:
        """Runs a save while keys wait."""
        cast("Shell[None]", self.app).save(work)

    # -- what is possible now ------------------------------------------------------------------

    def _may_supplement(self) -> WhyNot:
        if self._view is None or (said := self._not_mine()):
            return said if self._view else ""
        life = self.view.case.life
        if life.is_open and (life.missing or life.owed):
            return None
        return "这件没有待补的材料。"

    def _may_finish(self) -> WhyNot:
        if self._view is None:
            return ""
        case = self.view.case
        if case.life.missing:
            return f"材料还没有齐，先按 1 补齐：{'、'.join(case.life.missing)}。"
        return self._not_mine() or self._in_state("办结", *_RUNNING) or self._others_first()

    def _others_first(self) -> WhyNot:
        """A body above that decides it, or a department that has not agreed."""
        case = self.view.case
        if case.life.state == "decided":
            return None
        try:
            must_be_answered(case)
            must_be_agreed(case)
        except Refusal as refusal:
            return refusal
        return None

    def _may_joint(self) -> WhyNot:
        if self._view is None:
            return ""
        case = self.view.case
        # Who took it in tells the departments at once, whichever post it belongs to.
        tells = not case.life.parts and case.row["clerk"] == self.session.person.no
        mine = None if tells else self._not_mine()
        return may_joint(case) or mine or self._in_state("办理联办", *_RUNNING)

    def _may_above(self) -> WhyNot:
        if self._view is None:
            return ""
        return may_above(self.view.case) or self._not_mine()

    def _may_deliver(self) -> WhyNot:
        if self._view is None:
            return ""
        return self._not_mine() or self._in_state("领取", *_COLLECT)

    def _may_mend(self) -> WhyNot:
        if self._view is None:
            return ""
        if self.view.case.row["clerk"] != self.session.person.no and (said := self._not_mine()):
            return said
        return NotNow(state="作废", act="更正") if self.view.case.life.state == "void" else None

    def _may_more(self) -> WhyNot:
        """Leaders press for cases that are not theirs, and who was asked first for what went on to another post."""
        if self._view is not None and self.view.case.life.state != "void":
            follows = self.session.person.may(Right.CHASE) or self.session.person.no in first_asked(self.view.case)
            if follows:
                return None
        return self._may_mend()

    def _may_extend(self) -> WhyNot:
        if self._view is None:
            return ""
        return self._not_mine() or self._in_state("延期", *extending.STATES) or self._asked_already("延期")

    def _asked_already(self, what: str) -> WhyNot:
        """That the same waits for the leader, before anything is typed for it a second time."""
        found = next((each for each in self.view.asked if matter_of(each).title == what), None)
        return AlreadyAsked(what=what, number=found.number) if found else None

    def _may_approve(self) -> WhyNot:
        if self._view is None:
            return ""
        return None if self.view.asked else "这件没有等领导批的事。"

    def _may_refuse(self) -> WhyNot:
        if self._view is None:
            return ""
        return self._not_mine() or self._in_state("退回、不予办理", *refusing.STATES)

    def _may_print(self) -> WhyNot:
        if self.session.person.may(Right.AUDIT):
            return None
        return None if self._view is not None and self.view.papers else "这件没有单据。"

    def _in_state(self, doing: str, *states: str) -> WhyNot:
        case = self.view.case
        if case.life.state in states:
            return None
        return NotNow(state=case.state_name, act=doing, first=first_do(case.life.state, states))

    def _not_mine(self) -> WhyNot:
        return not_mine(self.view.case, self.session.person.no)


def not_mine(case: CaseAt, no: str) -> WhyNot:
    """Why somebody cannot act on a case of another post, or None where they can."""
    hall = case.hall
    post = hall.post(case.row["post"])
    if takes_part(hall, no, post.code) or hall.person(no).may(Right.ANY_CASE) or represents(hall, no, post.code):
        return None
    return NotYours(post=post.name, a=hall.name_of(post.a), b=hall.name_of(post.b) or "无")
