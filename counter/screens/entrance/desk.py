"""The desk: a menu whose digits reach every screen, and one's own matters."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, cast

from textual.widget import Widget

from counter.domain.casework.intake.form import ID_KINDS
from counter.domain.hall import numbers
from counter.domain.hall.rights import Right
from counter.domain.refusals import Refusal
from counter.screens.entrance.terminal import chosen_window, remember_window, window_field
from counter.screens.kit.commands import Command, key_name
from counter.screens.kit.lines import HINT, PLAIN, Line, Styles, fit
from counter.screens.kit.page import Page
from counter.screens.lists.cases import CasesScreen
from counter.screens.shared.asking import AskScreen
from counter.screens.shared.places import PLACES, Place
from counter.screens.shared.scanned import Gathered
from counter.screens.shared.session import DeskScreen

if TYPE_CHECKING:
    from counter.app.frame import CounterApp

MORE = "0"
"""Leads from one list to the next, and from the last to the first."""
_DIGITS = 9
"""As many entries as one list's digits reach."""
Lists = tuple[Sequence[Command], ...]


class _Menu(Page):
    """The first list, and below it one of the others; digits belong to the one that is lit."""

    def __init__(self, lists: Callable[[], Lists]) -> None:
        super().__init__()
        self._lists = lists
        self.more = 0
        """Which list is lit: 0 the first."""

    def lines(self) -> list[Line]:
        """One line a command: digit, name, key of everywhere, sentence."""
        first, *others = self._lists()
        last = self.more == len(others)
        said = "再按 0 回到上面的数字。" if last else "先按 0，再按下面的数字。" if not self.more else "还有：再按 0。"
        return [
            [],
            *(self._line(each, lit=not self.more) for each in first),
            [(f"   {MORE} {fit('返回上面' if last else '更多', 14)}", PLAIN), (f"自己的事、设置等：{said}", HINT)],
            [],
            *(self._line(each, lit=bool(self.more)) for each in others[max(0, self.more - 1)]),
        ]

    def pressed(self, key: str, character: str | None) -> bool:
        """A digit goes there; 0 lights the other list. The digits of a reader are one number."""
        desk = cast("DeskMenu", self.screen)
        if desk.gathers(key, character):
            return True
        if character is None or not (character.isascii() and character.isalnum()):
            return False
        desk.by_hand(character, partial(self.act, key))
        return True

    def act(self, key: str) -> None:
        """What a digit pressed by hand does."""
        if key == MORE:
            self.more = (self.more + 1) % len(self._lists())
            self.say("")
            self.redraw()
            return
        command = next((each for each in self._lists()[self.more] if each.key == key), None)
        if command is not None and self.more:
            self.more = 0  # whatever comes of it, the first list is lit again
            self.redraw()
        if command is None or command.act is None:
            self.say(f"{key} 在这里没有用处。", Styles.PROBLEM)
        else:
            command.act()

    def _line(self, command: Command, *, lit: bool) -> Line:
        home = cast("CounterApp", self.app)
        off = command.why_not(home.holds) is not None or not lit
        key = next((key_name(each.key) for each in PLACES if each.title == command.name and each.key), "")
        name = f"   {command.key} {fit(command.name, 10)}"
        later = "（以后开放）" if command.possible() else ""
        return [(name, HINT if off else PLAIN), (fit(key, 4), HINT), (f"{command.says}{later}", HINT)]


class DeskMenu(Gathered, DeskScreen):
    """Where Esc leads to in the end."""

    def __init__(self) -> None:
        super().__init__()
        self._page = _Menu(self.lists)

    @property
    def counter(self) -> CounterApp:
        """The App."""
        return cast("CounterApp", self.app)

    def title_words(self) -> str:
        """Its name."""
        return "桌面"

    def body(self) -> Iterable[Widget]:
        """The two lists."""
        yield self._page

    def commands(self) -> Sequence[Command]:
        """What the lists do not say."""
        return (
            Command("去", "1-9", "按数字去每个界面。"),
            Command("更多", MORE, "改密码、锁屏、退出登录、设置。"),
            Command("已在桌面", "escape", "这里是最外一层。", act=self._outermost),
        )

    def lists(self) -> Lists:
        """The places by their digits; then one's own matters, and the places without a digit, nine a list."""
        reachable = [each for each in PLACES if each.digit]
        first = [each.command(each.digit, partial(self.counter.go, each.name)) for each in reachable]
        own = [
            Command("改密码", "1", "改自己的密码。", act=self.change_pin),
            Command("锁屏", "2", "离开一会儿：锁住屏幕，也可以随时按 Ctrl+L。", act=self.counter.lock),
            Command("退出登录", "3", "下班或换人：退出登录，草稿都留着。", act=self.counter.sign_off),
            Command("本机窗口", "4", "这台电脑摆在哪个窗口。", act=self.choose_window),
        ]
        others = [each for each in PLACES if not each.digit and each.name != "desk"]
        room = _DIGITS - len(own)
        second = (*own, *self._numbered(others[:room], len(own)))
        further = [others[at : at + _DIGITS] for at in range(room, len(others), _DIGITS)]
        return (first, second, *(self._numbered(each, 0) for each in further))

    def _numbered(self, places: Sequence[Place], after: int) -> tuple[Command, ...]:
        return tuple(
            each.command(str(at), partial(self.counter.go, each.name)) for at, each in enumerate(places, after + 1)
        )

    def on_screen_resume(self) -> None:
        """Coming back, the first list is lit."""
        self._page.more = 0

    def typed_ahead(self, sign: str) -> None:
        """A digit by hand."""
        self._page.act(sign)

    def number_came(self, number: str, end: str) -> bool:
        """An identity number is somebody who came, so it goes to intake; a case's number opens the case."""
        try:
            kind = numbers.identify(number, self.session.hall.today).kind
        except Refusal:
            return False
        if kind not in (*ID_KINDS, "case-number"):
            return False
        if kind != "case-number" and self.counter.holds(Right.INTAKE):
            self.counter.go("intake")
            self.counter.put_back(number + end)
        else:
            self.app.push_screen(CasesScreen(typed=number))
            self.counter.put_back(end)
        return True

    def change_pin(self) -> None:
        """One's own PIN."""
        from counter.screens.entrance.pin import own_pin

        session = self.session
        done = self._saying("密码已改。下次登录用新密码。")
        self.app.push_screen(own_pin(session.hall, session.person, session.terminal, done))

    def choose_window(self) -> None:
        """Where this terminal stands."""
        windows = self.session.hall.laid.windows

        async def keep(answers: dict[str, str]) -> None:
            code = chosen_window(windows, answers["window"])
            remember_window(self.counter.storage.path, code)
            self.counter.window = self.session.terminal = code

        def done(_: None) -> None:
            self.header.show(**self.counter.header_facts())
            self.say("本机窗口已改。")

        self.app.push_screen(AskScreen("本机窗口", (window_field(windows),), keep, done))

    def _saying(self, text: str) -> Callable[[None], None]:
        return lambda _: self.say(text)

    def _outermost(self) -> None:
        self.say("已在桌面。要下班或换人，按 0 再按 3 退出登录。")
