"""The screens for nobody in particular: by name, made when needed, so that the first frame stays light."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from textual.widget import Widget

from counter.domain.refusals import Refusal
from counter.screens.kit.ask import AskPage, Field
from counter.screens.kit.commands import Command
from counter.screens.kit.page import Page
from counter.screens.kit.screen import HallScreen
from counter.screens.shared.asking import Note, say_refusal
from counter.storage import StorageFault

if TYPE_CHECKING:
    from counter.app.frame import CounterApp


def outside_screen(name: str) -> HallScreen[Any]:
    """The screen of that name: signon, lock, setup or trouble."""
    if name == "lock":
        return LockScreen()
    if name == "trouble":
        return TroubleScreen()
    if name == "setup":
        from counter.screens.entrance.founding import FoundingScreen

        return FoundingScreen()
    from counter.screens.entrance.signon import SignOnScreen

    return SignOnScreen()


class _Outside(HallScreen[None]):
    """What these screens share."""

    @property
    def counter(self) -> CounterApp:
        """The App."""
        return cast("CounterApp", self.app)


class LockScreen(_Outside):
    """The lock: only the PIN of who is signed on opens it; somebody else may sign on instead."""

    def title_words(self) -> str:
        """Its name."""
        return "已锁屏"

    def body(self) -> Iterable[Widget]:
        """Who is behind it, and the PIN."""
        yield Note(("", f"  {self.counter.locked_out} 离开了一会儿。没填完的都留着，输密码回到原处。", ""))
        yield AskPage((Field("pin", "密码", masked=True, longest=60),))

    def commands(self) -> Sequence[Command]:
        """Open, or somebody else."""
        return (
            Command("打开", "enter", "输本人密码，回车打开。"),
            Command("只签到", "f5", "同事来签到，不用打开锁屏。", act=self._sign_only),
            Command("换人登录", "ctrl+j", "别的同事登录；锁着的草稿不会丢。", act=self.counter.someone_else),
            Command("关闭程序", "ctrl+q", "关闭程序；已保存的都在。"),
        )

    def _sign_only(self) -> None:
        from counter.screens.attendance.sign_only import SignOnlyScreen

        session = self.counter.session
        self.app.push_screen(SignOnlyScreen(session.hall, session.terminal))

    def on_ask_page_answered(self, message: AskPage.Answered) -> None:
        """The PIN is verified while keys wait."""
        message.stop()
        self.counter.save(self._open(message.page, message.answers))

    async def _open(self, page: AskPage, answers: Mapping[str, str]) -> None:
        from counter.domain.hall.people import pins

        session = self.counter.session
        no, pin = session.person.no, answers["pin"]
        self.say("正在核对密码……")
        try:
            person = await asyncio.to_thread(pins.sign_on, session.hall, no, pin, session.terminal)
        except (Refusal, StorageFault) as error:
            page.ask.again("pin")
            page.redraw()
            say_refusal(self, error)
            return
        self.counter.begin(session.hall, person)


class _Any(Page):
    """Takes Enter and Esc."""

    def pressed(self, key: str, character: str | None) -> bool:
        """Ends the program on Enter or Esc."""
        if key not in ("enter", "escape"):
            return False
        self.app.exit(return_code=1)
        return True


class TroubleScreen(_Outside):
    """The hall's file cannot be used: what is wrong, and what to do."""

    def title_words(self) -> str:
        """Its name."""
        return "打不开"

    def body(self) -> Iterable[Widget]:
        """The sentence."""
        yield Note(("", self.counter.farewell), height=8)
        yield _Any()

    def commands(self) -> Sequence[Command]:
        """Only the way out."""
        return (Command("关闭程序", "enter", "关闭程序。"),)
