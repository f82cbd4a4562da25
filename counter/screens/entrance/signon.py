"""登录: who one is, and the PIN. The first screen, made from what a glance at the file tells."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, cast

from textual.widget import Widget

from counter.domain.hall.glance import Glance, Sitter, begins_somebody, find_sitter, unsaid
from counter.domain.reckoning import Reckoning, Step
from counter.domain.refusals import Refusal
from counter.screens.entrance.terminal import chosen_window, recall_window, remember_window, window_field
from counter.screens.kit.ask import Ask, AskRow, Field
from counter.screens.kit.chrome import day_words
from counter.screens.kit.commands import Command
from counter.screens.kit.form import Done, FormPage
from counter.screens.kit.lines import HINT, PLAIN, Line, cells, fit
from counter.screens.kit.page import Board
from counter.screens.kit.screen import HallScreen
from counter.screens.shared.asking import Note, say_refusal
from counter.storage import StorageFault

if TYPE_CHECKING:
    from counter.app.frame import CounterApp


_WHO, _PIN = "工号", "密码"


class SignOnAsk(Ask):
    """Window (only where nobody said yet), number or name, PIN; the person's name stands beside the number.

    What nobody is called may be a PIN in the wrong field: it stands as stars once it is longer than what people are
    called by, and after a refused number, where the PIN often follows unseen, from its first sign.
    """

    def __init__(self, staff: Sequence[Sitter], windows: Mapping[str, str], *, ask_window: bool) -> None:
        self.staff = tuple(staff)
        self._refused = ""
        """What was typed for a number when it was refused; empty where nothing was."""
        who = Field("who", _WHO, self._number, hint="工号、姓名或首字母", longest=30)
        pin = Field("pin", _PIN, masked=True, longest=60)
        super().__init__((*((window_field(windows),) if ask_window else ()), who, pin))

    def rows(self) -> list[AskRow]:
        """The fields; beside the number whose it is."""
        return [self._named(row) if row.label == _WHO and row.value else row for row in super().rows()]

    def advance(self, key: str, character: str | None) -> Done:
        """As any form; a refused number is kept in mind, for what is typed after it."""
        asked = self.fields[self.at].name
        done = super().advance(key, character)
        if asked == "who" and done.problem:
            self._refused = self.typed().get("who", "")
        elif asked == "who" and "who" in self.answers:
            self._refused = ""
        return done

    def forget(self) -> bool:
        """Forgets who was meant and what was typed of the PIN; False where there was nothing to forget."""
        if self.fields[self.at].name == "window":
            return False
        there = any(row.value for row in super().rows() if row.label in (_WHO, _PIN))
        for name in ("pin", "who"):
            self.again(name)
        self._refused = ""
        return there

    def _number(self, typed: str) -> str:
        return find_sitter(self.staff, typed).no

    def _shown(self, typed: str) -> str:
        if begins_somebody(self.staff, typed):
            return typed
        return "*" * len(typed) if self._refused and typed != self._refused else unsaid(typed)

    def _named(self, row: AskRow) -> AskRow:
        if row.state == "problem":
            return row
        try:
            sitter = find_sitter(self.staff, row.value)
        except Refusal:
            return dataclasses.replace(row, value=self._shown(row.value))
        return dataclasses.replace(row, hint="  ".join(filter(None, (sitter.name, sitter.place))))


class SignOnPage(FormPage):
    """The form; F9 explains what signing on asks."""

    def __init__(self, machine: SignOnAsk, market: Reckoning[str], height: int) -> None:
        super().__init__(machine, height=height)
        self._market = market

    def redraw(self) -> None:
        """As high as it needs to be: once the window is chosen, what stands below moves up."""
        self.styles.height = len(self.lines())
        super().redraw()

    def why(self) -> Reckoning[object]:
        """How one signs on."""
        return why_sign_on(self._market)


def why_sign_on(market: Reckoning[str]) -> Reckoning[object]:
    """What signing on asks, and what a forgotten PIN costs."""
    steps = (
        Step("工号前面的0可以不打；也可以打姓名、姓名的首字母。"),
        Step("密码每输错一次，要等得久一些；错的次数到了就锁定，所有窗口合在一起数。"),
        Step("锁定或忘记密码：请主任重置；主任不在，由其他同事按 Ctrl+J 一起重置。"),
        Step("锁定不影响到岗：今天到岗的时间以第一次按密码时为准，不算迟到。"),
    )
    return Reckoning("", (*steps, *market.steps))


_SHORT = 8
"""Cells of a PIN that stands four on a line; a longer one stands two on a line."""


class PinBoard(Board):
    """Who can sign on to a training hall, as many as the screen has room for."""

    def __init__(self, seen: Glance) -> None:
        super().__init__()
        self._seen = seen

    def lines(self) -> list[Line]:
        """The PINs; where they do not fit, the key that shows them."""
        lines = pin_lines(self._seen, self.size.width)
        if len(lines) > self.size.height:
            return [[("  演练大厅的工号和密码：按 PgDn 看。", HINT)]]
        return lines


def pin_lines(seen: Glance, width: int) -> list[Line]:
    """Number, name and PIN of everybody, long ones two on a line, others four."""
    names = {each.no: each.name for each in seen.staff}
    there = [(no, names[no], pin) for no, pin in seen.pins if no in names]
    long = [each for each in there if cells(each[2]) > _SHORT]
    rest = [each for each in there if cells(each[2]) <= _SHORT]
    rows = [each[at : at + many] for each, many in ((long, 2), (rest, 4)) for at in range(0, len(each), many)]
    head: Line = [("  演练大厅，人人可以用下面的工号和密码登录（自己改过密码的除外）：", HINT)]
    return [[], head, *(_pin_row(row, (width - 2) // (2 if row[0] in long else 4)) for row in rows)]


def _pin_row(row: Sequence[tuple[str, str, str]], wide: int) -> Line:
    return [("  " + "".join(fit(f"{no} {fit(name, 6)} {pin}", wide) for no, name, pin in row), PLAIN)]


class PinsScreen(HallScreen[None]):
    """The same on a screen of its own."""

    def __init__(self, seen: Glance) -> None:
        super().__init__()
        self._seen = seen

    def title_words(self) -> str:
        """Its name."""
        return "演练大厅的工号和密码"

    def body(self) -> Iterable[Widget]:
        """The list."""
        from counter.screens.kit.reader import Reader

        yield Reader(lambda width: pin_lines(self._seen, width))

    def commands(self) -> Sequence[Command]:
        """Only the way back."""
        return (Command("返回", "escape", "回到登录。", act=self.leave),)


class SignOnScreen(HallScreen[None]):
    """The door of the hall."""

    def __init__(self, seen: Glance | None = None) -> None:
        super().__init__()
        self._seen = seen
        """What was read a moment ago, for the first frame."""
        self._above = Note(height=4)
        self._below = Note(height=3)
        self._glance = Glance()
        self._machine = SignOnAsk((), {}, ask_window=False)

    @property
    def counter(self) -> CounterApp:
        """The App."""
        return cast("CounterApp", self.app)

    def title_words(self) -> str:
        """Its name."""
        return "登录"

    def body(self) -> Iterable[Widget]:
        """Hall and day, the form, what waits today."""
        self._glance = self._seen or self.counter.glance()
        windows = dict(self._glance.windows)
        known = recall_window(self.counter.storage.path, windows)
        self.counter.window = known or ""
        asks = known is None and bool(windows)
        self._machine = SignOnAsk(self._glance.staff, windows, ask_window=asks)
        yield self._above
        yield SignOnPage(self._machine, self._glance.market, len(windows) + 4 if asks else 2)
        yield self._below
        if self._glance.pins:
            yield PinBoard(self._glance)

    def commands(self) -> Sequence[Command]:
        """Sign on, a reset with colleagues, and out."""
        return (
            Command("登录", "enter", "输工号回车，再输密码回车。"),
            Command("只签到", "f5", "只签到，不登录。", act=self.sign_only),
            Command("重置密码", "ctrl+j", "忘了密码或锁定了：由其他同事一起重置。", act=self.reset),
            Command("关闭程序", "ctrl+q", "关闭程序；已保存的都在。"),
            *(
                (Command("演练工号", "pagedown", "演练大厅：看谁能用什么工号和密码登录。", act=self._show_pins),)
                if self._glance.pins
                else ()
            ),
            Command("重来", "escape", "清空，从工号重新输；锁屏时再按一次回到锁屏。", act=self._begin_again),
        )

    def on_mount(self) -> None:
        """Shows the day; once it stands, the heavy parts are loaded."""
        self._above.show(self._day_lines())
        self._below.show(self._figures())
        self.call_after_refresh(self.counter.first_frame)

    def _day_lines(self) -> list[str]:
        seen = self._glance
        day = "  ".join(filter(None, (day_words(self.now()), seen.lunar, seen.market.value)))
        practice = "（演练）" if seen.practice else ""
        window = dict(seen.windows).get(self.counter.window, "")
        return ["", f"  {seen.name}{practice}", f"  {day}", f"  {window}"]

    def _figures(self) -> list[str]:
        seen = self._glance
        if not seen.name:
            return ["", "  数据要先升级，请稍候。"]
        due = f"今日到期 {seen.due_today}" if seen.due_today else "今日没有到期的"
        duty = "    ".join(filter(None, (f"今日带班  {seen.leader}" if seen.leader else "",
                                         f"午间值班  {seen.noon}" if seen.noon else "")))  # fmt: skip
        return ["", f"  今日  收件 {seen.received}  办结 {seen.finished}  {due}", f"  {duty}".rstrip()]

    def on_form_page_saved(self, message: FormPage.Saved) -> None:
        """The last Enter: keys wait while the PIN is verified."""
        message.stop()
        self.counter.save(self._sign_on(dict(self._machine.answers)))

    async def _sign_on(self, answers: Mapping[str, str]) -> None:
        self.say("正在核对密码……")
        try:
            await self._verified(answers)
        except (Refusal, StorageFault) as error:
            self._machine.again("pin")
            self.query_one(SignOnPage).redraw()
            say_refusal(self, error)

    async def _verified(self, answers: Mapping[str, str]) -> None:
        hall = await self.counter.opened()
        from counter.domain.hall.people import pins

        self._keep_window(answers)
        no, pin, window = answers["who"], answers["pin"], self.counter.window
        person = await asyncio.to_thread(pins.sign_on, hall, no, pin, window)
        if not pins.must_change(hall, no):
            self.counter.begin(hall, person)
            return
        from counter.screens.entrance.pin import first_pin

        self._machine.again("pin")
        self.say("")
        self.app.push_screen(
            first_pin(hall, person, window, pin, lambda _: self.counter.begin(hall, person), lambda: None)
        )

    def _keep_window(self, answers: Mapping[str, str]) -> None:
        if "window" in answers:
            code = chosen_window(dict(self._glance.windows), answers["window"])
            self.counter.window = code
            remember_window(self.counter.storage.path, code)

    def _begin_again(self) -> None:
        """Esc: nobody is meant any more; where nobody was, back to the lock that stands behind."""
        if self._machine.forget():
            self.say("")
            self.query_one(SignOnPage).redraw()
        elif self.counter.locked_no:
            self.counter.to_lock()

    def _show_pins(self) -> None:
        self.app.push_screen(PinsScreen(self._glance))

    def sign_only(self) -> None:
        """The board, without signing on."""
        self.counter.save(self._sign_only())

    async def _sign_only(self) -> None:
        hall = await self.counter.opened()
        from counter.screens.attendance.sign_only import SignOnlyScreen

        if "window" in self._machine.answers:
            self._keep_window(self._machine.answers)
        self.app.push_screen(SignOnlyScreen(hall, self.counter.window))

    def reset(self) -> None:
        """Colleagues reset a PIN together."""
        self.counter.save(self._reset())

    async def _reset(self) -> None:
        hall = await self.counter.opened()
        from counter.screens.entrance.pin import GivenOut, reset_together, slip_screen

        def show(given: GivenOut) -> None:
            self.app.push_screen(slip_screen(hall, given))

        self.app.push_screen(reset_together(hall, self._glance.staff, self.counter.window, show))
