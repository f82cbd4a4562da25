"""A small App over the kit, for the pseudo-terminal tests: desk, form, list, hostile text."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from counter.screens.kit.terminal import prepare

prepare()

from datetime import datetime  # noqa: E402

from textual.widget import Widget  # noqa: E402
from textual.widgets import Label  # noqa: E402

from counter.screens.kit.ask import AskPage, Field  # noqa: E402
from counter.screens.kit.commands import Command  # noqa: E402
from counter.screens.kit.lines import PLAIN, Line  # noqa: E402
from counter.screens.kit.page import Page  # noqa: E402
from counter.screens.kit.paged import Column, PagedList  # noqa: E402
from counter.screens.kit.screen import HallScreen  # noqa: E402
from counter.screens.kit.shell import Shell  # noqa: E402
from counter.screens.kit.terminal import speak  # noqa: E402


class Numbers:
    """A source of numbers, none of them kept."""

    def __init__(self, most: int) -> None:
        self.most = most

    def key(self, row: int) -> int:
        return row

    def first(self, limit: int) -> Sequence[int]:
        return range(min(limit, self.most))

    def after(self, key: int, limit: int) -> Sequence[int]:
        return range(key + 1, min(key + 1 + limit, self.most))

    def before(self, key: int | None, limit: int) -> Sequence[int]:
        end = self.most if key is None else key
        return range(max(0, end - limit), end)

    def count(self) -> int:
        return self.most


class Lines(Page):
    """Shows what it was given, and writes down what is pressed."""

    def __init__(self, texts: Sequence[str]) -> None:
        super().__init__()
        self.texts = texts

    def lines(self) -> list[Line]:
        return [[(text, PLAIN)] for text in self.texts]


class SlowAsk(AskPage):
    """As a form that reads much before it stands."""

    async def on_mount(self) -> None:
        await asyncio.sleep(float(os.environ.get("SLOW", "0")))


class Entry(HallScreen[None]):
    """Name, item, telephone; the last Enter writes a record and starts anew."""

    FIELDS = (Field("name", "姓名"), Field("item", "事项"), Field("phone", "电话", length=11))

    def title_words(self) -> str:
        return "受理"

    def body(self) -> Iterable[Widget]:
        yield SlowAsk(self.FIELDS)

    def commands(self) -> Sequence[Command]:
        return (Command("返回", "escape", "回到桌面。", act=self.leave),)

    def on_ask_page_answered(self, message: AskPage.Answered) -> None:
        app = self.app
        assert isinstance(app, Demo)
        app.save(self._kept(message.answers))
        message.page.again()

    async def _kept(self, answers: dict[str, str]) -> None:
        await asyncio.sleep(float(os.environ.get("SLOW", "0")) / 4)
        note(json.dumps(answers, ensure_ascii=False))
        self.say("已保存")


class Many(HallScreen[None]):
    """A long list."""

    def title_words(self) -> str:
        return "办件"

    def body(self) -> Iterable[Widget]:
        columns = [
            Column[int]("编号", 8, str, "r"),
            Column[int]("事项", 20, lambda row: f"第{row}件", stretch=1),
        ]
        yield PagedList(Numbers(1_000_000), columns)


class Desk(HallScreen[None]):
    """Where the demo starts."""

    def title_words(self) -> str:
        return "桌面"

    def body(self) -> Iterable[Widget]:
        hostile = json.loads(os.environ.get("HOSTILE", "[]"))
        for each in hostile:
            yield Label(each, markup=False)
        yield Lines(hostile or ["乡镇便民服务中心"])


class Demo(Shell[None]):
    """F2 the form, F3 the list, Ctrl+Q ends."""

    def now(self) -> datetime:
        return datetime(2026, 11, 20, 9, 12)

    def header_facts(self) -> dict[str, str]:
        return {"hall": "邱家镇便民服务中心", "window": "2号窗口 民政", "person": "张丽"}

    def on_mount(self) -> None:
        self.last_words.add(lambda: note("草稿已存"))
        self.push_screen(Desk())

    def commands(self) -> Sequence[Command]:
        return (
            Command("受理", "f2", "打开受理。", act=lambda: self._open(Entry())),
            Command("办件", "f3", "打开办件。", act=lambda: self._open(Many())),
        )

    def _open(self, screen: HallScreen[None]) -> None:
        self.push_screen(screen)


def note(text: str) -> None:
    """Writes one line where the test reads it."""
    with Path(os.environ["NOTES"]).open("a", encoding="utf-8") as file:
        file.write(text + "\n")


if __name__ == "__main__":
    speak()
    app = Demo()
    app.run(mouse=False)
    sys.exit(app.return_code or 0)
