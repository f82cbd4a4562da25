"""What can be done with an enquiry: taking it down, and each act as a short form saved with the revision seen."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from counter.domain.casework.asking import enquiries
from counter.domain.casework.asking.enquiries import Asked, Passed
from counter.domain.casework.asking.first_asked import TITLE, keep_record, record
from counter.domain.casework.asking.guiding import Guide
from counter.domain.casework.asking.handling_time import handling_time
from counter.domain.casework.case.events import by_number
from counter.domain.casework.lists.finding import numbers_meant
from counter.domain.hall.people.meant import handler_meant, post_meant
from counter.domain.journal import ChangedMeanwhile
from counter.domain.refusals import Refusal
from counter.screens.kit.ask import Field
from counter.screens.kit.lines import Styles
from counter.screens.shared.asking import AskScreen, say_refusal
from counter.screens.shared.colleague import colleague_field, number
from counter.screens.shared.session import new_token
from counter.screens.shared.someone import telephone
from counter.screens.shared.which_item import item_meant
from counter.storage import StorageFault

if TYPE_CHECKING:
    from counter.domain.casework.asking.enquiry_lists import EnquiryRow
    from counter.domain.hall.opened import Hall
    from counter.domain.hall.work import Work
    from counter.screens.lists.enquiries import EnquiriesScreen

_CHANNELS = {"来人": "counter", "来电": "phone"}
ANSWERED, GUIDED, PASSED, ABSENT, OWED, COMPLAINT = (
    "当场答复", "引导到别处", "转办（对方接着办）", "经办人不在，记下转告", "今天回电", "投诉、举报",
)  # fmt: skip
Answers = dict[str, str]
_ANY: Answers = {"to": "", "until": "今天", "reason": "理由", "said": "答复", "number": ""}
"""Answers that stand for those to come, where an act is tried before it asks."""


class NoSuchCase(Refusal):
    """No case of that number, or several."""

    says = "没有办件号“{typed}”，请写全号或 月日-序号。"


class EnquiryActs:
    """The acts of the enquiries' screen."""

    def __init__(self, screen: EnquiriesScreen) -> None:
        self.screen = screen

    @property
    def hall(self) -> Hall:
        """The hall."""
        return self.screen.session.hall

    # -- taking down ---------------------------------------------------------------------------

    def take_down(self) -> None:
        """Who asks how, what, and what became of it; what that needs is asked next."""
        fields = (
            Field("channel", "怎么问的", choices=tuple(_CHANNELS)),
            Field("matter", "问什么", required=False, hint="空着＝只计数", longest=enquiries.MATTER_MOST),
            Field("outcome", "怎么处理", choices=(ANSWERED, GUIDED, PASSED, ABSENT, OWED, COMPLAINT)),
        )

        async def first(answers: Answers) -> Answers:
            if answers["outcome"] == ANSWERED:
                await asyncio.to_thread(self._save_new, answers, token)
            return answers

        token = new_token()
        self.screen.app.push_screen(AskScreen("登记咨询", fields, first, self._then))

    def _then(self, answers: Answers) -> None:
        if answers["outcome"] == ANSWERED:
            self._done("已登记一次咨询。")
            return
        token = new_token()

        async def save(more: Answers) -> None:
            await asyncio.to_thread(self._save_new, answers | more, token)

        fields = self._fields_for(answers["outcome"])
        screen = AskScreen(answers["outcome"], fields, save, lambda _: self._done("已登记，见清单。"),
                           left=lambda: self.screen.say("没有登记。"))  # fmt: skip
        self.screen.app.push_screen(screen)

    def _fields_for(self, outcome: str) -> Sequence[Field]:
        name, number = (
            Field("name", "姓名", required=False, hint="可空"),
            Field("phone", "电话", telephone, hint="手机或座机"),
        )
        until = Field("until", "几时前办", self._until, default="今天", hint="今天、11-23、11-23 12:00")
        item = Field("item", "事项", self._item, required=False, hint="编号、首字母、汉字；可空")
        to = Field("to", "转给谁", self._receiver, hint="岗位、窗口、工号或姓名")
        if outcome == GUIDED:
            return self._guide_fields()
        if outcome == PASSED:
            return (item, to, until, name, Field("phone", "电话", telephone, required=False, hint="可空"))
        if outcome == ABSENT:
            return (item, to, until, name, number)
        return (number, name) if outcome == OWED else (Field("name", "姓名"), number)

    def _guide_fields(self) -> Sequence[Field]:
        way = self.hall.book().casework.transfer.value
        post = Field(
            "to", "引导到哪个窗口", self._post, required=way == "introduced", hint="本中心的窗口；外单位的空着"
        )
        if way == "introduced":
            return (post, Field("person", "谁接待", required=False, hint="工号；空着＝这个岗位的A岗"))
        unit = Field("unit", "哪个单位", required=False, hint="外单位写名称")
        return (post, unit, Field("told", "告知的电话", required=False, hint="可空"))

    def _post(self, typed: str) -> str:
        post = post_meant(self.hall, typed.partition(" ")[0])
        return f"{post.code} {post.name}"

    def _receiver(self, typed: str) -> str:
        found = handler_meant(self.hall, typed.partition(" ")[0])
        return f"{found.post or found.person} {found.name}"

    def _item(self, typed: str) -> str:
        return item_meant(self.hall, typed, self.hall.today)

    def _until(self, typed: str) -> str:
        return f"{handling_time(self.hall, typed):%m-%d %H:%M}"

    def _save_new(self, answers: Answers, token: str) -> None:
        with self.screen.session.act(token=token) as work:
            enquiries.enquire(work, self._asked(answers))

    def _asked(self, answers: Answers) -> Asked:
        outcome, to = answers["outcome"], answers.get("to", "").partition(" ")[0]
        guide = passed = None
        if outcome == GUIDED:
            guide = Guide(to, answers.get("person", ""), answers.get("unit", ""), answers.get("told", ""))
        elif outcome in (PASSED, ABSENT):
            passed = Passed(to, self._moment(answers), outcome == ABSENT)
        posts = self.screen.session.posts
        item, matter = answers.get("item", "").partition(" ")[0], answers.get("matter", "")
        return Asked(
            item, matter, answers.get("name", ""), answers.get("phone", ""), outcome == OWED,
            posts[0].code if posts else "", _CHANNELS[answers["channel"]], "", guide, passed, outcome == COMPLAINT,
        )  # fmt: skip

    def _moment(self, answers: Answers) -> datetime:
        return handling_time(self.hall, answers["until"])

    # -- what follows --------------------------------------------------------------------------

    def answer(self, row: EnquiryRow) -> None:
        """The call back that was owed, or the answer to what was passed on."""
        if row.owed:
            self._act("回电", row, (Field("said", "怎么答的", required=False, hint="可空"),),
                      lambda work, given: enquiries.call_back(work, row.id, given["said"], rev=row.rev))  # fmt: skip
            return
        self._act("答复", row, (Field("said", "怎么答的"),),
                  lambda work, given: enquiries.answer(work, row.id, given["said"], rev=row.rev))  # fmt: skip

    def pass_on(self, row: EnquiryRow) -> None:
        """To another post."""
        fields = (
            Field("to", "转给谁", self._receiver, hint="岗位、窗口、工号或姓名"),
            Field("until", "几时前办", self._until, default="今天", hint="今天、11-23、11-23 12:00"),
            Field("reason", "说明", required=False, hint="可空"),
        )

        def act(work: Work, given: Answers) -> None:
            passed = Passed(given["to"].partition(" ")[0], self._moment(given))
            enquiries.pass_on(work, row.id, passed, given["reason"], rev=row.rev)

        self._act("转办", row, fields, act)

    def press(self, row: EnquiryRow) -> None:
        """Presses for what was passed on."""
        self._act("催办", row, (Field("said", "催了什么"),),
                  lambda work, given: enquiries.press(work, row.id, given["said"], rev=row.rev))  # fmt: skip

    def change_first(self, row: EnquiryRow) -> None:
        """Somebody else was asked first."""
        fields = (colleague_field(self.hall, "首问人"), Field("reason", "原因"))
        self._act("换首问人", row, fields, lambda work, given: enquiries.change_first_asked(
            work, row.id, number(given["to"]), given["reason"], rev=row.rev))  # fmt: skip

    def applied(self, row: EnquiryRow) -> None:
        """It has become a case."""

        def act(work: Work, given: Answers) -> None:
            for case in numbers_meant(self.hall, work.connection, given["number"]):
                enquiries.applied(work, row.id, by_number(work.connection, case), rev=row.rev)
                return
            raise NoSuchCase(typed=given["number"])

        self._act("收件", row, (Field("number", "办件号", hint="1120-0031，今天的只写序号"),), act)

    def record(self, row: EnquiryRow) -> None:
        """The record on the screen, printed from there."""
        from counter.screens.shared.sheet import SheetScreen

        try:
            with self.screen.session.look() as connection:
                paper = record(self.hall, *enquiries.read(connection, row.id))
        except (Refusal, StorageFault) as error:
            say_refusal(self.screen, error)
            return
        name = f"{TITLE}-{row.id}"
        self.screen.app.push_screen(SheetScreen(paper, partial(_kept, row.id), name=name))

    # -- saving --------------------------------------------------------------------------------

    def _act(self, title: str, row: EnquiryRow, fields: Sequence[Field], act: Callable[[Work, Answers], Any]) -> None:
        """Asks, then saves with the revision that was seen; who was slower is shown what the other did.

        Raises:
            Refusal: whatever would be answered; nothing is asked then.
        """
        try:
            self.screen.session.tried(lambda work: act(work, _ANY))
        except ChangedMeanwhile:
            self._overtaken(row)
            return
        except Refusal as refusal:
            if refusal.standing:
                raise
        token = new_token()

        def save(given: Answers) -> bool:
            try:
                with self.screen.session.act(token=token) as work:
                    act(work, given)
            except ChangedMeanwhile:
                return False
            return True

        async def do(given: Answers) -> bool:
            return await asyncio.to_thread(save, given)

        def done(kept: bool) -> None:
            if kept:
                self._done(f"已{title}。")
            else:
                self._overtaken(row)

        above = (f"{row.what or '（只计数）'}  {row.name}  首问人{row.first}", "")
        kept = self.screen.session.half_typed("enquiry", row.id, title)
        self.screen.app.push_screen(cast("Any", AskScreen(title, fields, do, done, above=above, keeps=kept)))

    def _done(self, said: str) -> None:
        self.screen.refresh_list()
        self.screen.say(said, Styles.DONE)

    def _overtaken(self, row: EnquiryRow) -> None:
        """Somebody else acted meanwhile: who did what; nothing was overwritten."""
        with self.screen.session.look() as connection:
            _, steps = enquiries.read(connection, row.id)
        last = steps[-1] if steps else None
        who = (
            f"{self.hall.person(last['actor']).name}已经办了“{enquiries.STEPS[last['kind']]}”" if last else "刚才有变动"
        )
        self.screen.refresh_list()
        self.screen.say(f"{who}，您这一笔没有存。请看最新内容。", Styles.PROBLEM)


def _kept(enquiry_id: int, work: Work) -> int:
    return keep_record(work, enquiry_id)
