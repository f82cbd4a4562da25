"""挂单: the forms that wait at this terminal, how the one in hand is kept, and the list to take one up."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from textual.widget import Widget

from counter.domain.casework.intake.drafts import Draft, Drafts, new_key
from counter.domain.casework.intake.machine import Intake
from counter.domain.clock import local
from counter.screens.kit.commands import Command
from counter.screens.kit.lines import Styles
from counter.screens.kit.paged import Column, PagedList
from counter.screens.kit.screen import HallScreen
from counter.screens.shared.session import Session

_DROP = 7


class Keeper:
    """Keeps the form of one clerk at one terminal as a draft, and puts it aside."""

    def __init__(self, session: Session) -> None:
        self._clerk = session.person.no
        self._clock = session.hall.clock
        self.drafts = Drafts(session.hall.storage.path, session.terminal)
        self.key = new_key()
        self._kept: dict[str, Any] = {}

    def keep(self, intake: Intake) -> bool:
        """Writes the form where something was begun, takes its draft away where nothing was.

        Returns:
            False where the disk did not take it.
        """
        plain = intake.plain()
        if not intake.begun:
            self.drafts.drop(self.key)
        elif plain != self._kept and not self.drafts.keep(self._draft(intake, plain)):
            return False
        self._kept = plain
        return True

    def park(self, intake: Intake) -> Draft | None:
        """挂单: the draft stays; what follows is another. None where the disk did not take it."""
        draft = self._draft(intake, intake.plain(), parked=True)
        if not self.drafts.keep(draft):
            return None
        self.key = new_key()
        return draft

    def begin(self, key: str = "") -> None:
        """Another form: the old one's draft is done with."""
        self.drafts.drop(self.key)
        self.key, self._kept = key or new_key(), {}

    def unfinished(self) -> Draft | None:
        """What this clerk was typing here when the screen went away."""
        mine = [each for each in self.drafts.all() if each.clerk == self._clerk]
        return next((each for each in mine if not each.parked), None)

    def leave_parked(self, draft: Draft) -> None:
        """What was left unfinished now waits with the others."""
        self.drafts.keep(replace(draft, parked=True))

    def parked(self) -> int:
        """How many forms wait here."""
        return len([each for each in self.drafts.all() if each.parked])

    def _draft(self, intake: Intake, plain: dict[str, Any], *, parked: bool = False) -> Draft:
        return Draft(
            self.key, intake.who_said, intake.item_said, intake.far, self._clock().moment, self._clerk, parked, plain
        )


class _Waiting:
    """The drafts as a list's source; never more than a terminal can hold in hand."""

    def __init__(self, drafts: Sequence[Draft]) -> None:
        self.drafts = list(drafts)

    def key(self, row: Draft) -> Any:
        """Its place in the list."""
        return next(at for at, each in enumerate(self.drafts) if each.key == row.key)

    def first(self, limit: int) -> Sequence[Draft]:
        """The latest ones."""
        return self.drafts[:limit]

    def after(self, key: Any, limit: int) -> Sequence[Draft]:
        """The ones that follow."""
        return self.drafts[key + 1 : key + 1 + limit]

    def before(self, key: Any, limit: int) -> Sequence[Draft]:
        """The ones before."""
        end = len(self.drafts) if key is None else key
        return self.drafts[max(0, end - limit) : end]

    def count(self) -> int:
        """How many wait."""
        return len(self.drafts)


class DraftsScreen(HallScreen[Draft | None]):
    """Chooses a draft; the answer is the one to take up."""

    def __init__(self, drafts: Drafts, found: Sequence[Draft], name_of: Callable[[str], str]) -> None:
        """Takes the drafts, and what a staff number is called."""
        super().__init__()
        self._drafts = drafts
        self._found = list(found)
        self._asked = ""
        """The key of the draft that a second key throws away."""
        self.list = PagedList[Draft](
            _Waiting(self._found),
            [
                Column("时间", 11, lambda each: f"{local(each.written):%m-%d %H:%M}"),
                Column("来人", 10, lambda each: each.who or "没有填"),
                Column("事项", 22, lambda each: each.item or "没有选", stretch=1),
                Column("填到哪里", 18, lambda each: each.far),
                Column("经手", 8, lambda each: name_of(each.clerk)),
            ],
            empty="没有挂着的单。",
        )

    def title_words(self) -> str:
        """挂单."""
        return "挂单"

    def body(self) -> Iterable[Widget]:
        """The list."""
        yield self.list

    def commands(self) -> Sequence[Command]:
        """Take up, throw away, go back."""
        return (
            Command("接着填", "enter", "取出这一张，接着填。"),
            Command("不要了", str(_DROP), "这一张不办了：先说丢掉什么，再按 Ctrl+J 丢掉。"),
            Command("丢掉", "ctrl+j", "按过 7 以后：真的丢掉这一张。", act=self._drop),
            Command("返回", "escape", "回到受理。", act=self.leave),
        )

    def on_paged_list_opened(self, message: PagedList.Opened[Draft]) -> None:
        """Takes it up."""
        message.stop()
        self.dismiss(message.row)

    def on_paged_list_acted(self, message: PagedList.Acted[Draft]) -> None:
        """Says what would be lost."""
        message.stop()
        if message.digit != _DROP or message.row is None:
            return
        self._asked = message.row.key
        self.say(losing(message.row), Styles.SOON)

    def on_paged_list_moved(self, message: PagedList.Moved[Draft]) -> None:
        """Another one is meant now."""
        message.stop()
        self._asked = ""
        self.say("")

    def _drop(self) -> None:
        row = self.list.current
        if row is None or row.key != self._asked:
            self.say("先按 7 看丢掉的是哪一张。", Styles.PROBLEM)
            return
        self._drafts.drop(row.key)
        self._found = [each for each in self._found if each.key != row.key]
        self.list.show(_Waiting(self._found))
        self.say(f"已丢掉：{row.title}。")


def losing(draft: Draft) -> str:
    """What is lost with a draft, and the key that loses it."""
    return f"“{draft.title}”（{draft.far}）丢掉就找不回来。按 Ctrl+J 丢掉，按别的键留着。"


def weakly(method: Callable[[], None]) -> Callable[[], None]:
    """The method as long as its screen lives: the App does not keep every screen of the day."""
    found = weakref.WeakMethod(method)

    def call() -> None:
        if (alive := found()) is not None:
            alive()

    return call
