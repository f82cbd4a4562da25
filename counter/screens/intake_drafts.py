"""挂单: the forms that wait at this terminal; Enter takes one up, a digit throws one away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from textual.widget import Widget

from counter.domain.casework.drafts import Draft, Drafts
from counter.domain.clock import local
from counter.screens.kit.commands import Command
from counter.screens.kit.paged import Column, PagedList
from counter.screens.kit.screen import HallScreen

_DROP = 7


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

    def __init__(self, drafts: Drafts, found: Sequence[Draft]) -> None:
        super().__init__()
        self._drafts = drafts
        self._found = list(found)
        self.list = PagedList[Draft](
            _Waiting(self._found),
            [
                Column("时间", 11, lambda each: f"{local(each.written):%m-%d %H:%M}"),
                Column("经手", 6, lambda each: each.clerk),
                Column("来人、事项", 40, lambda each: each.title, stretch=1),
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
            Command("不要了", str(_DROP), "这一张不办了，删掉草稿。"),
            Command("返回", "escape", "回到受理。", act=self.leave),
        )

    def on_paged_list_opened(self, message: PagedList.Opened[Draft]) -> None:
        """Takes it up."""
        message.stop()
        self.dismiss(message.row)

    def on_paged_list_acted(self, message: PagedList.Acted[Draft]) -> None:
        """Throws one away."""
        message.stop()
        if message.digit != _DROP or message.row is None:
            return
        self._drafts.drop(message.row.key)
        self._found = [each for each in self._found if each.key != message.row.key]
        self.list.show(_Waiting(self._found))
        self.say(f"已删掉：{message.row.title}")
