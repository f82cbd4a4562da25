"""An App of the kit for its tests: a desk around any widgets, keys at once, rows as painted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from textual import events
from textual.widget import Widget

from counter.screens.kit.ask import AskPage
from counter.screens.kit.commands import Command
from counter.screens.kit.paged import PagedList
from counter.screens.kit.screen import HallScreen
from counter.screens.kit.shell import Shell
from tests.screens.rest import at_rest


class Desk(HallScreen[None]):
    """A screen around whatever the test puts in."""

    def __init__(self, *widgets: Widget, commands: Sequence[Command] = ()) -> None:
        super().__init__()
        self.widgets = widgets
        self.listed = commands
        self.heard: list[object] = []

    def title_words(self) -> str:
        return "试验"

    def body(self) -> Iterable[Widget]:
        yield from self.widgets

    def commands(self) -> Sequence[Command]:
        return self.listed

    def on_ask_page_answered(self, message: AskPage.Answered) -> None:
        self.heard.append(message.answers)

    def on_ask_page_left(self) -> None:
        self.heard.append("left")

    def on_paged_list_opened(self, message: PagedList.Opened[int]) -> None:
        self.heard.append(("open", message.row))

    def on_paged_list_acted(self, message: PagedList.Acted[int]) -> None:
        self.heard.append((message.digit, message.row))


class Hall(Shell[None]):
    """The App of these tests."""

    def __init__(self, desk: Callable[[], HallScreen[None]]) -> None:
        super().__init__()
        self.desk = desk
        self.at = datetime(2026, 11, 20, 9, 12)
        self.rights = {"accept"}

    def now(self) -> datetime:
        return self.at

    def holds(self, right: str) -> bool:
        return right in self.rights

    def header_facts(self) -> dict[str, str]:
        return {"hall": "邱家镇便民服务中心", "person": "张丽"}

    def on_mount(self) -> None:
        self.push_screen(self.desk())

    def heard(self) -> list[object]:
        assert isinstance(self.screen, Desk)
        return self.screen.heard


async def press(app: Hall, *keys: str) -> None:
    """Sends the keys at once, as a fast reader does, and waits until all are handled."""
    for key in keys:
        app.post_message(events.Key(key, key if len(key) == 1 else None))
    await at_rest(app)
