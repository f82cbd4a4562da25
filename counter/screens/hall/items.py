"""事项: every item of the hall, found by whatever people call it; papers about them; changes, sheets in and out.

The caret stands in 查找; Space changes between the own window and the whole hall. Down, Tab or Enter go into the
list, where digits act.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from textual.widget import Widget

from counter.domain.casework.papers import guides
from counter.domain.hall.item_versions.history import waiting
from counter.domain.hall.item_versions.importing import ItemImport, import_items
from counter.domain.hall.item_versions.sheet import write_items
from counter.domain.hall.items.checks import kind_said
from counter.domain.hall.items.item import Item
from counter.domain.hall.rights import Right
from counter.domain.reckoning import Reckoning
from counter.domain.refusals import Refusal
from counter.screens.hall.item import ItemScreen, show_guide
from counter.screens.hall.item_forms import ItemForms
from counter.screens.hall.item_waiting import WaitingScreen
from counter.screens.kit.ask import Field
from counter.screens.kit.commands import Command
from counter.screens.kit.lines import PLAIN, Line, Meaning, Styles, wrap
from counter.screens.kit.paged import Column
from counter.screens.kit.reader import Reader
from counter.screens.shared.asking import AskScreen, say_refusal
from counter.screens.shared.find_box import FindBox
from counter.screens.shared.finding import FindingScreen
from counter.screens.shared.session import DeskScreen
from counter.screens.shared.sheet import SheetScreen
from counter.screens.shared.shortlist import Listed
from counter.storage import StorageFault

if TYPE_CHECKING:
    from counter.domain.hall.work import Work
    from counter.domain.paper import Paper
    from counter.screens.kit.shell import Shell

_HINT = "编号、名称、俗称、首字母；空格换本岗、全厅"
LEAFLET, FEES, BOOK = "本窗口明白纸", "收费公示", "事项汇编"
CHECK, REPLACED = "核对清单", "指南、公示栏、触摸屏已换成新的"
EXPORT, TEMPLATE, IMPORT = "导出事项表", "导出空模板", "导入事项表"


def _code(item: Item) -> str:
    return item.code


def _limit(item: Item) -> str:
    if item.kind == "instant":
        return "当场"
    return f"{item.promised_days}工作日" if item.promised_days else ""


COLUMNS = (
    Column[Item]("编号", 9, lambda item: item.code),
    Column[Item]("事项", 24, lambda item: item.name, stretch=1),
    Column[Item]("业务", 12, lambda item: item.window),
    Column[Item]("类型", 8, kind_said),
    Column[Item]("承诺", 8, lambda item: _limit(item)),
    Column[Item]("收费", 6, lambda item: f"{item.fee}元" if item.fee else ""),
    Column[Item]("版", 2, lambda item: str(item.version), "r"),
)


class ItemsScreen(FindingScreen[Item]):
    """The catalogue."""

    columns = COLUMNS
    empty = "没有找到事项。"

    def __init__(self) -> None:
        super().__init__(FindBox(digits_act=True))
        self.box.hint = _HINT
        self.forms = ItemForms(self, self._done)
        self.whole = True

    def title_words(self) -> str:
        """Its name."""
        return "事项"

    def commands(self) -> Sequence[Command]:
        """What can be done with the item pointed at, and with all of them."""
        return (
            Command("打开", "enter", "打开当前的事项：内容、版本、变动，改、取消、下放。"),
            Command("进清单", "tab", "在查找和清单之间换；没有输入时和在清单里，数字键就办事。"),
            Command("办事指南", "0", "当前事项的办事指南，打印给群众。", act=self.guide),
            Command("新事项", "1", "新进驻一个事项；没有权限的是提出。", act=self.forms.enter),
            Command("待核对", "2", "提出的变更，等中心核对、等上级批准的。", act=self.proposals),
            Command("更多", "9", "明白纸、收费公示、汇编、导入导出、核对清单、换指南。", act=self.more),
            Command("本岗或全厅", "space", "没有输入时：在本岗和全厅之间换。"),
            Command("说明", "f9", "时限怎么来的：承诺、法定、依据、各环节。", act=self.explain),
        )

    def on_screen_resume(self) -> None:
        """Coming back: what waits by now."""
        self._remind()

    def source(self) -> Listed[Item]:
        """What is found by what is typed."""
        hall = self.hall
        own = {business for post in self.session.posts for business in post.serves}
        with self.session.look():
            found = hall.catalogue.matching(self.box.edit.text, hall.today, own)
        return Listed(found if self.whole or not own else [item for item in found if item.window in own], _code)

    def meaning(self, row: Item) -> Meaning:
        """What cannot be asked for any more stands dim."""
        return Styles.PLAIN if row.status == "open" else Styles.NOT_MINE

    def why(self, row: Item) -> Reckoning[Any]:
        """How long an item takes: promise, statute, basis, steps."""
        return guides.why_limit(row)

    def opened(self, row: Item) -> None:
        """Enter on an item."""
        self.app.push_screen(ItemScreen(row.code))

    def _remind(self) -> None:
        """What waits, in the header."""
        with self.session.look() as connection:
            proposals = len(waiting(self.session.hall, connection))
            old = len(guides.to_replace(self.session.hall, connection))
        told = (f"待核对 {proposals}" if proposals else "", f"要换指南 {old}" if old else "")
        self.header.show(counts="  ".join(filter(None, told)))

    # -- keys ----------------------------------------------------------------------------------

    def on_find_box_changed(self, message: FindBox.Changed) -> None:
        """Finding at once."""
        message.stop()
        self.say("")
        self.show_all()

    def on_find_box_turned(self, message: FindBox.Turned) -> None:
        """Space: the own window or the whole hall."""
        message.stop()
        if message.by == 0:
            self.whole = not self.whole
            self.say("全厅的事项。" if self.whole else "本岗的事项。")
            self.show_all()

    def show_all(self) -> None:
        """Another list, from its beginning."""
        self.list.show(Listed([], _code))
        self.refresh_list()

    def pointed_at(self) -> Reckoning[Any] | None:
        """The limit of the current item, wherever the caret is."""
        return self.list.why()

    # -- papers --------------------------------------------------------------------------------

    def guide(self) -> None:
        """The guide of the item pointed at."""
        show_guide(self, self.row())

    def more(self) -> None:
        """Asks what else."""
        may = self.session.person.may(Right.SETTINGS)
        acts: dict[str, Callable[[], None]] = {
            LEAFLET: self._leaflet, FEES: self._fees, BOOK: self._book, CHECK: self._check, REPLACED: self._replaced,
            EXPORT: lambda: self._export(template=False), TEMPLATE: lambda: self._export(template=True),
        }  # fmt: skip
        if may:
            acts[IMPORT] = self._import

        self.choose("事项：更多", "办什么", acts, lambda act: act())

    def _leaflet(self) -> None:
        window = self.session.terminal
        self._sheet(guides.leaflet(self.session.hall, window), lambda work: guides.make_leaflet(work, window))

    def _fees(self) -> None:
        self._sheet(guides.fee_list(self.session.hall), guides.make_fee_list)

    def _book(self) -> None:
        self._sheet(guides.item_book(self.session.hall), guides.make_book)

    def _sheet(self, paper: Paper, keep: Callable[[Work], int]) -> None:
        self.app.push_screen(SheetScreen(paper, keep, name=f"{paper.title}-{self.session.hall.today.isoformat()}"))

    def _check(self) -> None:
        """What is missing in the catalogue as a whole."""
        hall = self.session.hall
        with self.session.look() as connection:
            old = guides.to_replace(hall, connection)
        lists = (
            ("应当进驻、还没有事项的部门", guides.not_covered(hall)),
            ("没有窗口受理的事项", [f"{item.code} {item.name}" for item in guides.without_window(hall)]),
            ("事项变了，旧的指南、公示栏、触摸屏要换", [f"{item.code} {item.name} 第{item.version}版" for item in old]),
        )
        self.app.push_screen(TextScreen("核对清单", [line for title, names in lists for line in _listed(title, names)]))

    def _replaced(self) -> None:
        with self.session.act() as work:
            codes = guides.replace_guides(work)
        self._remind()
        self.say(f"记下了：{len(codes)}项的指南、公示栏、触摸屏已换成新的。" if codes else "没有要换的。", Styles.DONE)

    def proposals(self) -> None:
        """What was proposed and waits."""
        self.app.push_screen(WaitingScreen())

    # -- sheets --------------------------------------------------------------------------------

    def _export(self, *, template: bool) -> None:
        hall = self.session.hall
        name = "事项模板.xlsx" if template else f"事项-{hall.today.isoformat()}.xlsx"
        field = Field("file", "存到", default=str(Path.home() / name), hint="xlsx 或 csv", longest=500)

        async def do(answers: dict[str, str]) -> str:
            path = Path(answers["file"]).expanduser()
            items = () if template else hall.catalogue.current(hall.today)
            await asyncio.to_thread(write_items, path, items)
            return f"已导出{len(items)}项到 {path}。" if items else f"模板已存成 {path}。"

        self.app.push_screen(AskScreen("导出事项表", (field,), do, self._done))

    def _import(self) -> None:
        """Checks first and shows what would come of it; 1 then takes it in."""
        fields = (
            Field("file", "哪个文件", hint="xlsx、csv 的路径", longest=500),
            Field("reason", "依据", hint="空着就是文件名", required=False),
        )

        async def check(answers: dict[str, str]) -> tuple[dict[str, str], ItemImport]:
            return answers, await asyncio.to_thread(self._taken, answers, True)

        def show(found: tuple[dict[str, str], ItemImport]) -> None:
            answers, report = found
            take = (lambda: self._take(answers)) if report.good else None
            self.app.push_screen(TextScreen("导入事项表", list(report.lines()), take))

        self.app.push_screen(AskScreen("导入事项表", fields, check, show))

    def _taken(self, answers: dict[str, str], dry_run: bool) -> ItemImport:
        session = self.session
        return import_items(session.hall, Path(answers["file"]).expanduser(), session.person.no, dry_run=dry_run,
                            reason=answers.get("reason", ""), terminal=session.terminal)  # fmt: skip

    def _take(self, answers: dict[str, str]) -> None:
        cast("Shell[None]", self.app).save(self._take_in(answers))

    async def _take_in(self, answers: dict[str, str]) -> None:
        try:
            report = await asyncio.to_thread(self._taken, answers, False)
        except (Refusal, StorageFault) as error:
            say_refusal(self, error)
            return
        first, *_, last = report.lines()
        self._done(f"{last}{first}")

    # -- helpers -------------------------------------------------------------------------------

    def _done(self, said: str) -> None:
        self.refresh_list()
        self._remind()
        self.say(said, Styles.DONE)


def _listed(title: str, names: Sequence[str]) -> list[str]:
    return [f"{title}：{'没有' if not names else f'{len(names)}项'}", *(f"  {name}" for name in names), ""]


class TextScreen(DeskScreen):
    """Lines to be read; 1 does what they lead to, where they lead to something."""

    def __init__(self, title: str, lines: Sequence[str], take: Callable[[], None] | None = None) -> None:
        self._words = title
        super().__init__()
        self._take = take
        shown = [line for text in lines for line in wrap(text, 78) or [""]]
        painted: list[Line] = [[(line, PLAIN)] for line in shown]
        self.reader = Reader(lambda width: painted)

    def title_words(self) -> str:
        """What it is."""
        return self._words

    def body(self) -> Iterable[Widget]:
        """The lines."""
        yield self.reader

    def commands(self) -> Sequence[Command]:
        """Take it in, or back."""
        back = Command("返回", "escape", "回到刚才的地方。", act=self.leave)
        return (Command("导入", "1", "照检查的结果导入。", act=self._go), back) if self._take else (back,)

    def _go(self) -> None:
        take = self._take
        self.leave()
        if take is not None:
            take()
