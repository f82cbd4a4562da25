"""First start: setting a hall up where there is none, with a PIN for everybody, shown once."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from textual.widget import Widget

from counter.domain.refusals import Refusal
from counter.locate import data_dir
from counter.screens.entrance.pin import PinsDiffer
from counter.screens.kit.ask import Field
from counter.screens.kit.commands import Command
from counter.screens.kit.page import Page
from counter.screens.kit.screen import HallScreen
from counter.screens.shared.asking import AskScreen, Note

if TYPE_CHECKING:
    from counter.app.frame import CounterApp
    from counter.domain.hall.beginning.hallfile import HallFile
    from counter.domain.hall.opened import Hall
    from counter.domain.paper import Paper

_FIRST_WINDOW = "综合窗口"


class NoDirector(Refusal):
    """A hall file without a director could never be changed."""

    says = "大厅文件里没有中心主任，请先补上。"


@dataclass(frozen=True, slots=True)
class Founded:
    """A hall just set up, and the list of its PINs."""

    hall: Hall
    paper: Paper


class _Choose(Page):
    """Takes the digit of a way."""

    def __init__(self, commands: Sequence[Command]) -> None:
        super().__init__()
        self._commands = commands

    def pressed(self, key: str, character: str | None) -> bool:
        """A digit begins that way."""
        command = next((each for each in self._commands if each.key == key and each.act), None)
        if command is None or command.act is None:
            return False
        command.act()
        return True


class FoundingScreen(HallScreen[None]):
    """Three ways to a hall: typed here, from a file, or a practice hall."""

    @property
    def counter(self) -> CounterApp:
        """The App."""
        return cast("CounterApp", self.app)

    def title_words(self) -> str:
        """Its name."""
        return "建立大厅"

    def body(self) -> Iterable[Widget]:
        """Where the data will be, and the ways."""
        path = self.counter.storage.path
        yield Note(("", f"  {path} 还没有大厅。请按数字选一种办法：", "",
                    "  1 新建   填大厅名称和主任，窗口、岗位、人员以后在“人员”里加",
                    "  2 文件   用准备好的大厅文件（hall.toml）",
                    "  3 演练   用自带的大厅练习，人和事都是虚构的", ""), height=9)  # fmt: skip
        yield _Choose(self.commands())

    def commands(self) -> Sequence[Command]:
        """The ways."""
        return (
            Command("新建", "1", "填大厅名称和主任，其余以后再加。", act=self.anew),
            Command("文件", "2", "用准备好的大厅文件。", act=self.from_file),
            Command("演练", "3", "用自带的大厅练习。", act=self.practice),
            Command("关闭程序", "ctrl+q", "不建了，关闭程序。"),
        )

    def on_mount(self) -> None:
        """Once it is painted, the heavy parts are loaded."""
        self.call_after_refresh(self.counter.first_frame)

    def anew(self) -> None:
        """A hall with one window and its director; the rest follows on the screen for people."""
        from counter.domain.hall.rulebook import shipped

        books = {shipped(name).title: name for name in _rulebooks()}
        fields = (
            Field("rulebook", "照哪份制度", choices=tuple(books)),
            Field("name", "大厅全称", hint="如 邱家镇便民服务中心"),
            Field("town", "乡镇名", hint="如 邱家镇"),
            Field("short", "简称", hint="印在单子编号里，如 邱家"),
            Field("code", "字母代号", _letters, hint="两到四个字母，如 QJ，用在办件号里"),
            Field("no", "主任工号", _number, default="01"),
            Field("director", "主任姓名"),
            *_secret_fields(),
        )

        async def do(answers: dict[str, str]) -> Founded:
            file = typed_hall(answers, books[answers["rulebook"]])
            return await asyncio.to_thread(self._found, file, answers, False)

        self._push("新建大厅", fields, do)

    def from_file(self) -> None:
        """A hall file that somebody prepared."""
        fields = (Field("path", "大厅文件", _readable, hint="hall.toml 的位置", longest=400), *_secret_fields())

        async def do(answers: dict[str, str]) -> Founded:
            from counter.domain.hall.beginning.hallfile import load_hall

            return await asyncio.to_thread(self._found, load_hall(Path(answers["path"]).expanduser()), answers, False)

        self._push("用文件建大厅", fields, do)

    def practice(self) -> None:
        """A shipped hall for training."""
        from counter.domain.hall.beginning.hallfile import load_hall, shipped_halls

        files = [(name, load_hall(name)) for name in shipped_halls()]
        halls = {file.name: name for name, file in files if file.rulebook in _rulebooks()}
        fields = (Field("hall", "哪个大厅", choices=tuple(halls)), *_secret_fields())

        async def do(answers: dict[str, str]) -> Founded:
            return await asyncio.to_thread(self._found, load_hall(halls[answers["hall"]]), answers, True)

        self._push("演练大厅", fields, do)

    def _push(self, title: str, fields: Sequence[Field], do: Any) -> None:
        above = ("主任的口令现在定；其他人各发一个初始密码，只显示一次，首次登录时要改。", "")
        self.app.push_screen(AskScreen(title, fields, do, self._founded, above=above))

    def _found(self, file: HallFile, answers: dict[str, str], practice: bool) -> Founded:
        return found(self.counter, file, answers, practice=practice)

    def _founded(self, result: Founded) -> None:
        from counter.screens.entrance.pin import paper_screen

        self.counter.opening.found(result.hall)
        self.app.push_screen(paper_screen(result.paper), lambda _: self.counter.to_sign_on())


def found(app: CounterApp, file: HallFile, answers: dict[str, str], *, practice: bool) -> Founded:
    """Sets the hall up; takes a few seconds for the hashes.

    Raises:
        NoDirector, PinsDiffer, PinTooShort, PinTooPlain, and what the file is refused for.
    """
    from counter.domain.clock import local
    from counter.domain.hall.laid_down import Person
    from counter.domain.hall.people import pins
    from counter.domain.hall.people.givenpins import hashed_all, pin_list
    from counter.domain.hall.rights import Role
    from counter.domain.hall.rulebook import shipped
    from counter.domain.setup import create

    rules = shipped(file.rulebook).security
    people = [Person(each.no, each.name, each.title, each.roles) for each in file.staff]
    director = next((each for each in people if Role.DIRECTOR in each.roles), None)
    if director is None:
        raise NoDirector()
    chosen = pins.accepted_pin(answers["pin"], director, rules)
    if chosen != answers["again"]:
        raise PinsDiffer()
    plain = {each.no: pins.given_out(each, rules) for each in people if each.no != director.no}
    given = hashed_all({director.no: chosen, **plain})
    given[director.no] = pins.Given(given[director.no].hash, change=False)
    hall = create(app.storage, file, clock=app.clock, practice=practice, pins=given)
    rows = [(each.no, each.name, plain.get(each.no, "已定")) for each in people]
    return Founded(hall, pin_list(hall.name, rows, local(app.clock().moment)))


def typed_hall(answers: dict[str, str], rulebook: str) -> HallFile:
    """The smallest hall: one window, one post, its director.

    Raises:
        DataFileBroken: where a name or code cannot be.
    """
    from counter.domain.hall.beginning.hallfile import HallFile
    from counter.domain.hall.files.datafile import checked

    data = {
        "id": answers["code"].lower(), "name": answers["name"], "code": answers["code"], "short": answers["short"],
        "rulebook": rulebook, "town": {"name": answers["town"]},
        "window": [{"code": "W01", "name": _FIRST_WINDOW}],
        "post": [{"code": "ZH", "name": _FIRST_WINDOW, "window": "W01", "a": answers["no"]}],
        "staff": [{"no": answers["no"], "name": answers["director"], "roles": ["director"], "title": "中心主任"}],
        "village": [{"code": "V01", "name": answers["town"], "kind": "社区"}],
    }  # fmt: skip
    return checked(HallFile, data, file="新建大厅", entry="大厅")


class CodeWrong(Refusal):
    """A code that case numbers could not begin with."""

    says = "代号要两到四个字母，如 QJ。"


class FileMissing(Refusal):
    """No file at that place."""

    says = "没有这个文件：{path}。"


def _rulebooks() -> list[str]:
    """The rulebooks that ship."""
    return sorted(path.stem for path in (data_dir() / "rulebooks").glob("*.toml"))


def _letters(typed: str) -> str:
    code = typed.strip().upper()
    if not (code.isascii() and code.isalpha() and 2 <= len(code) <= 4):
        raise CodeWrong()
    return code


def _number(typed: str) -> str:
    from counter.domain.hall.people.staff import NumberWrong, number_fits

    if not number_fits(typed):
        raise NumberWrong()
    return typed


def _readable(typed: str) -> str:
    if not Path(typed).expanduser().is_file():
        raise FileMissing(path=typed)
    return typed


def _secret_fields() -> tuple[Field, ...]:
    return (Field("pin", "主任口令", masked=True, longest=60), Field("again", "再输一次", masked=True, longest=60))
