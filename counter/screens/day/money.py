"""收款对账: what each window took on a day, counted by one and confirmed by another; paying in; the month on paper."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from textual.widget import Widget

from counter.domain.casework.papers.notices import said_day
from counter.domain.casework.till import reconciling
from counter.domain.casework.till.money import fen_of, typed_yuan, yuan
from counter.domain.casework.till.reconciling import BY_KIND, Count, Till
from counter.domain.hall.opened import Hall
from counter.domain.hall.people import pins
from counter.domain.hall.rights import Right
from counter.domain.oversight import money_report
from counter.domain.paper import Paper
from counter.domain.reckoning import Reckoning, Step
from counter.domain.refusals import Refusal
from counter.screens.day.dayscreen import DayScreen
from counter.screens.hall.settings import day_of
from counter.screens.kit.ask import AskPage, Field
from counter.screens.kit.commands import Command
from counter.screens.kit.lines import CURRENT, HEAD, HINT, PLAIN, Line, Styles, columns
from counter.screens.kit.page import Page
from counter.screens.shared.asking import AskScreen
from counter.screens.shared.session import new_token

_COLUMNS = (("窗口", 22), ("现金", 11), ("非现金", 11), ("笔数", 5), ("票据", 5), ("对账", 16))
_WIDTHS = tuple(width for _, width in _COLUMNS)
_ALIGNS = "lrrrrl"


class CountUnclear(Refusal):
    """No number of receipts."""

    says = "票据用了几张，请填数字，没有用的填 0。"


class MoneyPage(Page):
    """A day's windows, one of them current; below, what is still here."""

    def __init__(self) -> None:
        super().__init__()
        self.head = ""
        self.tills: Sequence[Till] = ()
        self.here: dict[bool, int] = {}
        self.at = 0

    def show(self, head: str, tills: Sequence[Till], here: dict[bool, int]) -> None:
        """Shows a day."""
        self.head, self.tills, self.here = head, tills, here
        self.at = min(self.at, max(0, len(tills) - 1))
        self.redraw()

    @property
    def current(self) -> Till | None:
        """The window that keys act on."""
        return self.tills[self.at] if self.tills else None

    def lines(self) -> list[Line]:
        """The day, the windows with their money, the cash that was not paid in."""
        lines: list[Line] = [[(self.head, HEAD), ("    左右键换日", HINT)], []]
        if not self.tills:
            lines.append([("这一天没有收款，不用对账。", PLAIN)])
        else:
            lines.append([(columns([title for title, _ in _COLUMNS], _WIDTHS, _ALIGNS), HEAD)])
        lines += [[(_row(each), self._style(at, each))] for at, each in enumerate(self.tills)]
        kept = "  ".join(f"{name}{yuan(self.here.get(own, 0))}元" for own, name in BY_KIND.items())
        return [*lines, [], [("到这一天还没有解缴的现金  ", HINT), (kept, PLAIN)]]

    def pressed(self, key: str, character: str | None) -> bool:
        """Goes from window to window."""
        steps = {"up": -1, "down": 1}
        if key not in steps or not self.tills:
            return False
        self.at = min(max(0, self.at + steps[key]), len(self.tills) - 1)
        return True

    def why(self) -> Reckoning[object] | None:
        """How the current window stands, and what that rests on."""
        till = self.current
        if till is None:
            return None
        steps = [
            Step(f"账上现金{yuan(till.cash)}元，非现金{yuan(till.other)}元，{till.entries}笔，票据{till.receipts}张")
        ]
        if till.counted_by:
            steps.append(Step(f"清点现金{yuan(till.counted)}元，清点人{till.counted_by}，复核人{till.confirmed_by}"))
        if till.reason:
            steps.append(Step(f"不符的原因：{till.reason}"))
        steps.append(Step(f"{till.name}：{till.standing}", (reconciling.EACH_DAY, reconciling.TWO_LINES)))
        return Reckoning(till.standing, tuple(steps))

    def _style(self, at: int, till: Till) -> Any:
        if at == self.at:
            return CURRENT
        return PLAIN if till.holds else Styles.SOON.style


def _row(till: Till) -> str:
    cells = (till.name, yuan(till.cash), yuan(till.other), str(till.entries), str(till.receipts), f" {till.standing}")
    return columns(cells, _WIDTHS, _ALIGNS)


class MoneyScreen(DayScreen):
    """Reconciles a day window by window."""

    def __init__(self, day: date | None = None) -> None:
        super().__init__()
        self.page = MoneyPage()
        self._first = day
        self._tills: Sequence[Till] = ()
        self._here: dict[bool, int] = {}

    def title_words(self) -> str:
        """Its name."""
        return "收款对账"

    def body(self) -> Iterable[Widget]:
        """The windows."""
        yield self.page

    def commands(self) -> Sequence[Command]:
        """Count, pay in, the month's paper."""
        return (
            Command("对账", "1", "清点这个窗口的现金和票据，由另一个人输工号、密码复核。", self._nothing, Right.INTAKE,
                    self._count),
            Command("解缴", "2", "现金存进账户以后，记下金额、账户、缴款单号。", right=Right.CLOSE_DAY,
                    act=self._pay_in),
            Command("月报", "3", "这个月到这一天的收费代收月报，打印给财政、银行核对。", right=Right.REPORT,
                    act=self._month),
            Command("怎么样了", "f9", "这个窗口账上多少、谁清点、谁复核，依据哪一条。"),
            *self.days(),
            Command("返回", "escape", "回到刚才的地方。", act=self.leave),
        )  # fmt: skip

    def on_mount(self) -> None:
        """The day from which one came, today otherwise; the window at which one sits is the current one."""
        self.load(self._first or self.session.hall.today)
        windows = [each.window for each in self._tills]
        if self.session.terminal in windows:
            self.page.at = windows.index(self.session.terminal)
            self.page.redraw()

    def read(self, day: date) -> None:
        """The day's windows, and what is still here."""
        hall = self.session.hall
        with self.session.look() as connection:
            self._here = {own: reconciling.here(connection, own, day) for own in BY_KIND}
            self._tills = reconciling.tills(hall, connection, day, day)

    def show(self) -> None:
        """The windows."""
        self.page.show(said_day(self.day), self._tills, self._here)
        self.menu.show(self.commands())

    def _nothing(self) -> str | None:
        return None if self._tills else "这一天没有收款，不用对账。"

    # -- counting ------------------------------------------------------------------------------

    def _count(self) -> None:
        till = self.page.current
        if till is None:
            return
        token, day = new_token(), self.day
        fields = (
            Field("cash", "点得现金", _yuan, hint="元，没有现金填 0"),
            Field("receipts", "用了几张票据", _whole),
            Field("span", "票据起止号", hint="如 000123-000130，可不填", required=False, longest=100),
            Field("reason", "不符的原因", hint="点的和账上一样，就空着", required=False, longest=100),
            Field("confirmed_by", "复核人工号"),
            Field("pin", "复核人密码", masked=True),
        )

        async def do(answers: dict[str, str]) -> Till:
            await self._confirm(answers, asked)
            return await asyncio.to_thread(self._reconciled, till, day, answers, token)

        above = (f"{till.name}  {said_day(day)}：先点钱、数票据，填完再和账上比。", "")
        asked: AskScreen[Till] = AskScreen("对账", fields, do, self._after_count, above=above)
        self.app.push_screen(asked)

    async def _confirm(self, answers: dict[str, str], asked: AskScreen[Till]) -> None:
        """The other person's PIN; a wrong one is typed anew."""
        terminal = self.session.terminal
        try:
            await asyncio.to_thread(pins.confirm, self.session.hall, answers["confirmed_by"], answers["pin"], terminal)
        except Refusal:
            asked.query_one(AskPage).ask.again("pin")
            raise

    def _reconciled(self, till: Till, day: date, answers: dict[str, str], token: str) -> Till:
        count = Count(
            fen_of(answers["cash"]), int(answers["receipts"]), answers.get("span", ""), answers.get("reason", "")
        )
        with self.session.act(token=token) as work:
            return reconciling.reconcile(work, till.window, day, count, answers["confirmed_by"])

    def _after_count(self, till: Till) -> None:
        self.load(self.day)
        self.say(f"{till.name}：{till.standing}。", Styles.DONE)

    # -- paying in -----------------------------------------------------------------------------

    def _pay_in(self) -> None:
        token, today = new_token(), self.session.hall.today
        lies = {name: self._here.get(own, 0) for own, name in BY_KIND.items() if self._here.get(own, 0) > 0}
        if not lies:
            self.say("到这一天没有要解缴的现金。")
            return
        whole = yuan(next(iter(lies.values()))) if len(lies) == 1 else ""
        fields = (
            Field("kind", "解缴哪一种", choices=tuple(lies)),
            Field("amount", "金额", _yuan, default=whole, hint="元"),
            Field("account", "存入账户", longest=100),
            Field("slip", "缴款单号", longest=100),
            Field("day", "哪天存的", lambda typed: day_of(typed, today.year).isoformat(), default=self.day.isoformat()),
        )

        async def do(answers: dict[str, str]) -> int:
            return await asyncio.to_thread(self._paid_in, answers, token)

        kept = "，".join(f"{name}{yuan(self._here.get(own, 0))}元" for own, name in BY_KIND.items())
        self.app.push_screen(
            AskScreen("解缴", fields, do, self._after_paying, above=(f"还没有解缴的现金：{kept}。", ""))
        )

    def _paid_in(self, answers: dict[str, str], token: str) -> int:
        with self.session.act(token=token) as work:
            return reconciling.pay_in(
                work, fen_of(answers["amount"]), answers["account"], answers["slip"],
                own_fee=answers["kind"] == BY_KIND[True], day=date.fromisoformat(answers["day"]),
            )  # fmt: skip

    def _after_paying(self, left: int) -> None:
        self.load(self.day)
        self.say(f"解缴已登记，这一种还有{yuan(left)}元在中心。", Styles.DONE)

    def _month(self) -> None:
        first, last = self.day.replace(day=1), self.day

        def made(hall: Hall, connection: Any, day: date) -> Paper:
            return money_report.report(hall, connection, first, last)

        self.paper(made, money_report.TITLE, lambda work: money_report.keep_report(work, first, last))


def _yuan(typed: str) -> str:
    """An amount as it is typed, checked."""
    return typed_yuan(fen_of(typed))


def _whole(typed: str) -> str:
    if not (typed.strip().isascii() and typed.strip().isdigit()):
        raise CountUnclear()
    return typed.strip()
