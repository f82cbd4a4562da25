"""What can be done with a case in hand: each act a short form, then one save with the revision that was seen.

Where it takes another person's agreement, that person enters number and PIN on this screen.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from counter.domain.casework import cases
from counter.domain.casework.acts.agreement import agreement_wanted, mendable
from counter.domain.casework.acts.corrections import correct, void
from counter.domain.casework.acts.switching import switch_item
from counter.domain.casework.case.decision import Brought
from counter.domain.casework.till.money import Money, fen_of
from counter.domain.hall.items.item import Item
from counter.domain.hall.opened import Hall
from counter.domain.hall.people import pins
from counter.domain.hall.rights import Right
from counter.domain.journal import ChangedMeanwhile
from counter.domain.refusals import Refusal
from counter.screens.case.fields import Correction, corrections, fee_fields
from counter.screens.case.form import Act, Form
from counter.screens.case.more import groups
from counter.screens.case.page import CaseView
from counter.screens.case.papers import CasePapers
from counter.screens.kit.ask import AskPage, Field
from counter.screens.shared.asking import AskScreen, say_refusal
from counter.screens.shared.session import new_token
from counter.screens.shared.tick import TickScreen
from counter.screens.shared.which_item import item_meant
from counter.storage import StorageFault

if TYPE_CHECKING:
    from counter.domain.casework.case.events import CaseAt
    from counter.domain.hall.work import Work
    from counter.screens.case.screen import CaseScreen

_AGREED, _PIN = "agreed_by", "agreed_pin"
_WHY = (Field("reason", "理由"),)
_WITHDRAWN = (Field("reason", "撤回原因", default="申请人撤回"),)
_SAID_ALREADY = ("改", "换", "没有")
"""Ways of a correction whose names say what they do."""


class CaseActs:
    """The acts of one case's screen."""

    def __init__(self, screen: CaseScreen) -> None:
        self.screen = screen
        self._seen: CaseView | None = None

    @property
    def case(self) -> CaseAt:
        """The case as the person sees it."""
        return self.screen.view.case

    def begin(self, act: Callable[[CaseActs], None]) -> None:
        """Begins an act: what is seen now is what the save will be compared with."""
        self._seen = self.screen.view
        act(self)

    @property
    def _before(self) -> CaseView:
        """The case as it stood when the act began."""
        return self._seen or self.screen.view

    @property
    def hall(self) -> Hall:
        """The hall."""
        return self.screen.session.hall

    # -- the usual ones ------------------------------------------------------------------------

    def supplement(self) -> None:
        """Ticks what came."""
        lacking = (*self.case.life.missing, *self.case.life.owed)
        above = ("申请人带来了哪些？带来的打“有”，回车登记。", "")
        self.screen.app.push_screen(TickScreen(f"补齐  {self.case.short}", lacking, self._came, above=above))

    def _came(self, names: tuple[str, ...]) -> None:
        if not names:
            self.screen.say("没有勾选材料，没有登记。")
            return

        def act(work: Work, answers: dict[str, str], rev: int) -> object:
            return cases.supplement(work, self.case.id, names, rev=rev)

        self.save(Form("补齐", "已登记补来的材料。", act))

    def finish(self) -> None:
        """Decides, and hands out at once where the applicant is there."""
        sealing, left = "盖章" if self.case.life.state == "decided" else "准予", self._originals_left()
        ways = {
            f"{sealing}，结果待领": Form("办结", "已办结，结果待领。", self._decided),
            f"{sealing}，当场交给本人": Form("办结", f"已办结，结果已交给本人。{left}", self._finished),
            f"{sealing}，交给别人代领": Form("办结", f"已办结，结果已代领。{left}", self._finished, (_receiver(),)),
        }
        opening: dict[str, Callable[[], None]] = {name: partial(self.open_form, form) for name, form in ways.items()}
        self.choose("办结", "怎么办结", opening, confirmed=True)

    def _decided(self, work: Work, answers: dict[str, str], rev: int) -> object:
        """The decision, and the stamp where the hall keeps one or only that is still to do."""
        if self.case.life.state == "decided":
            return cases.stamp(work, self.case.id, rev=rev)
        after = cases.decide(work, self.case.id, rev=rev)
        return cases.stamp(work, self.case.id) if after.life.state == "decided" else after

    def _finished(self, work: Work, answers: dict[str, str], rev: int) -> object:
        return cases.finish(work, self.case.id, answers.get("to", "本人"), rev=rev)

    def deliver(self) -> None:
        """Hands the result out."""
        view = self.screen.view
        by = f"，如 {view.agent.name}" if view.agent else ""
        fields = (_receiver(view.applicant.name, by),)
        self.open_form(Form("领取", f"已登记领取。{self._originals_left()}", self._delivered, fields))

    def _originals_left(self) -> str:
        """What is said of originals that are still here when a result goes out."""
        kept = self.case.life.custody
        return f"暂存的原件还没有退还：{'、'.join(kept)}，按 9、8、2 退还。" if kept else ""

    def _delivered(self, work: Work, answers: dict[str, str], rev: int) -> object:
        return cases.deliver(work, self.case.id, answers["to"], rev=rev)

    # -- mending -------------------------------------------------------------------------------

    def correct(self) -> None:
        """Chooses what was wrong, then types what is right."""
        self.choose(
            "更正", "更正哪一项", {each.title: partial(self._correct, each) for each in corrections(self.screen.view)}
        )

    def _correct(self, one: Correction) -> None:
        if ways := one.ways(self.screen.view):
            self.choose(f"更正{one.title}", "怎么改", {each.title: partial(self._correct, each) for each in ways})
            return

        def act(work: Work, answers: dict[str, str], rev: int) -> object:
            change, agreed = one.change(self.screen.view, answers), answers.get(_AGREED, "")
            return correct(work, self.case.id, change, answers.get("reason", ""), agreed, rev=rev)

        fields = (*one.fields(self.screen.view), Field("reason", "更正原因", required=False))
        title = one.title if one.title.startswith(_SAID_ALREADY) else f"更正{one.title}"
        self.open_form(Form(title, "已更正，原来的内容留在经过里。", act, fields, agreed=True))

    def more(self) -> None:
        """The acts that are rarer."""
        forms = {
            "作废": Form("作废", "已作废，办件号保留，不再统计。", self._voided, _WHY, agreed=True),
            "撤回（申请人不办了）": Form("撤回", "已撤回。", self._withdrawn, _WITHDRAWN),
            "终止（一直没有补齐）": Form("终止", "已终止。", self._lapsed, _WHY),
        }
        ways: dict[str, Callable[[], None]] = {name: partial(self.open_form, form) for name, form in forms.items()}
        ways = {"换事项": self._switch, **ways, "出单（受理单、填好的表、办结通知、办事指南）": self._new_paper}
        ways |= groups(self)
        self.choose("更多", "办什么", ways)

    def fee(self) -> None:
        """The hall's own fee, where it is paid later than at intake."""
        item = self.case.item

        def act(work: Work, answers: dict[str, str], rev: int) -> object:
            basis = answers.get("ground") or item.fee_basis
            money = Money(fen_of(answers["amount"]), answers["paid_by"], answers["receipt"], True, basis)
            return cases.collect(work, self.case.id, money)

        self.open_form(Form("收费", "已登记收费。", act, fee_fields(item.fee)))

    def _voided(self, work: Work, answers: dict[str, str], rev: int) -> object:
        return void(work, self.case.id, answers["reason"], answers.get(_AGREED, ""), rev=rev)

    def _withdrawn(self, work: Work, answers: dict[str, str], rev: int) -> object:
        return cases.withdraw(work, self.case.id, answers["reason"], rev=rev)

    def _lapsed(self, work: Work, answers: dict[str, str], rev: int) -> object:
        return cases.lapse(work, self.case.id, answers["reason"], rev=rev)

    # -- another item --------------------------------------------------------------------------

    def _switch(self) -> None:
        if self.refused(lambda work, answers, rev: mendable(work, self.case.id, "换事项", "", rev)):
            return
        field = Field("item", "换成哪个事项", self._item, hint="编号、首字母、汉字或俗称")

        async def find(answers: dict[str, str]) -> str:
            return answers["item"]

        above = (f"现在是：{self.case.item.name}", "")
        self.push("换事项", (field,), find, self._switch_papers, above)

    def _item(self, typed: str) -> str:
        return item_meant(self.hall, typed, self.case.row["day"])

    def _switch_papers(self, item: str) -> None:
        new = self.hall.catalogue.by_code(item.partition(" ")[0], self.case.row["day"])
        here = {row["name"] for row in self.case.materials if row["standing"] in ("had", "came")}
        names = [each.name for each in new.materials if not each.when or each.name in here]
        above = (f"换成 {new.name}：哪些材料已经在手里？没有打“有”的，通知申请人补来。", "")
        done = partial(self._switch_form, new, names)
        self.screen.app.push_screen(TickScreen("换事项", names, done, ticked=here & set(names), above=above))

    def _switch_form(self, new: Item, names: Sequence[str], ticked: tuple[str, ...]) -> None:
        applies = tuple(each.name for each in new.materials if each.when and each.name in ticked)
        brought = Brought(ticked, forgot=tuple(name for name in names if name not in ticked), applies=applies)

        def act(work: Work, answers: dict[str, str], rev: int) -> object:
            agreed = answers.get(_AGREED, "")
            return switch_item(work, self.case.id, new.code, brought, answers["reason"], agreed, rev=rev)

        fields = (Field("reason", "换事项的原因", default="收件时选错了事项"),)
        self.open_form(Form("换事项", f"已换成{new.name}，重新计算了时限。", act, fields, agreed=True))

    # -- papers --------------------------------------------------------------------------------

    def print_(self) -> None:
        """Chooses a paper and shows it; leaders and the discipline office find the whole record here too."""
        papers = CasePapers(self.screen)
        ways = papers.stored()
        if self.screen.session.person.may(Right.AUDIT):
            ways |= papers.record()
        if len(ways) == 1:
            next(iter(ways.values()))()
            return
        self.choose("打印", "哪一张", ways)

    def _new_paper(self) -> None:
        """Chooses a paper to be made; it is shown, and printed from there."""
        self.choose("出单", "哪一种", CasePapers(self.screen).to_make())

    # -- forms and saving ----------------------------------------------------------------------

    def choose(
        self, title: str, label: str, ways: dict[str, Callable[[], None]], *, confirmed: bool = False, above: str = ""
    ) -> None:
        """Asks which of several ways by digit, and goes it.

        Args:
            title: What the small screen is called.
            label: The question.
            ways: Each way by its words, in the order of the digits.
            confirmed: Whether a digit only chooses and Enter decides.
            above: A sentence over the question.
        """

        async def pick(answers: dict[str, str]) -> str:
            return answers["way"]

        hint = "选好后按回车" if confirmed else ""
        field = Field("way", label, choices=tuple(ways), hint=hint, confirmed=confirmed)
        self.push(title, (field,), pick, lambda way: ways[way](), above=(above, "") if above else ())

    def refused(self, act: Act, answers: dict[str, str] | None = None) -> bool:
        """Whether an act is refused whatever is answered, which is then said: nothing is asked in vain.

        Args:
            act: The act; it is tried, and not done.
            answers: Answers that stand for those to come.
        """
        rev = int(self._before.case.row["rev"])
        try:
            self.screen.session.tried(lambda work: act(work, answers or {}, rev))
        except ChangedMeanwhile:
            self.screen.overtaken(self._before.case)
            return True
        except Refusal as refusal:
            if refusal.standing:
                say_refusal(self.screen, refusal)
            return refusal.standing
        except StorageFault as fault:
            say_refusal(self.screen, fault)
            return True
        except (LookupError, ValueError):
            pass  # what only stands for an answer could not be read as one
        return False

    def open_form(self, form: Form) -> None:
        """Opens a form, where the act is not refused whatever is answered; saves at once where nothing is asked."""
        if not form.fields:
            self.save(form)
            return
        if self.refused(form.act, form.tried_with()):
            return
        fields = tuple(form.fields)
        above = tuple(form.above) or (f"{self.case.item.name}  {self.screen.view.applicant.name}", "")
        if form.agreed and (why := self._agreement_wanted()):
            above = (f"{why}，要主任（或有权同意更正的人）同意：请同意人自己输工号和密码。", "")
            fields += (Field(_AGREED, "同意人工号"), Field(_PIN, "同意人密码", masked=True))
        token = new_token()

        async def do(answers: dict[str, str]) -> bool:
            await self._verify(answers, pushed)
            return await asyncio.to_thread(self._saved, form.act, answers, token)

        pushed = self.push(form.title, fields, do, partial(self._told, form), above)

    def _agreement_wanted(self) -> str:
        with self.screen.session.look() as connection:
            return agreement_wanted(connection, self.case, self.screen.session.person.no)

    async def _verify(self, answers: dict[str, str], pushed: AskScreen[Any]) -> None:
        if _AGREED not in answers:
            return
        try:
            await asyncio.to_thread(
                pins.confirm, self.hall, answers[_AGREED], answers[_PIN], self.screen.session.terminal
            )
        except Refusal:
            pushed.query_one(AskPage).ask.again(_PIN)
            raise

    def save(self, form: Form) -> None:
        """Does a form's act at once, with nothing asked."""
        token = new_token()
        saving = self.screen.attempt(partial(self._saved, form.act, {}, token), partial(self._told, form))
        self.screen.keys_wait(saving)

    def _saved(self, act: Act, answers: dict[str, str], token: str) -> bool:
        """Runs the act; False where somebody else was quicker, and nothing was overwritten."""
        try:
            with self.screen.session.act(token=token) as work:
                act(work, answers, int(self._before.case.row["rev"]))
        except ChangedMeanwhile:
            return False
        return True

    def _told(self, form: Form, kept: bool) -> None:
        if kept:
            self.screen.acted(form.said, self._before)
        else:
            self.screen.overtaken(self._before.case)

    def push(
        self,
        title: str,
        fields: Sequence[Field],
        do: Callable[[dict[str, str]], Awaitable[Any]],
        done: Callable[[Any], None],
        above: Sequence[str] = (),
    ) -> AskScreen[Any]:
        """Opens a small form about the case.

        Args:
            title: What it is called.
            fields: What is asked.
            do: What is done with the answers.
            done: What follows.
            above: Sentences over the form.
        """
        kept = self.screen.session.half_typed(self.case.id, title)
        screen = AskScreen(f"{title}  {self.case.short}", fields, do, done, above=above, keeps=kept)
        self.screen.app.push_screen(cast("Any", screen))
        return screen


def _receiver(name: str = "", by: str = "") -> Field:
    return Field("to", "领取人", default=name, hint=f"代领的写姓名和关系{by}")
