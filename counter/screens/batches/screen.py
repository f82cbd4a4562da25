"""批量: what a village agent brings, rosters, cards that arrived, results handed out together, the villages' points."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from counter.domain.casework.batches.batches import Batches, BatchRow, Made
from counter.domain.casework.batches.village_points import next_village_day, village_day_paper, village_report
from counter.domain.hall.rights import Right
from counter.screens.batches.arrived import ARRIVED, Arriving
from counter.screens.batches.brought import BROUGHT, Bringing
from counter.screens.batches.handed import ALL_VILLAGES, HandingOut
from counter.screens.kit.ask import Field
from counter.screens.kit.commands import Command
from counter.screens.kit.lines import Styles
from counter.screens.kit.paged import Column
from counter.screens.shared.asking import AskScreen
from counter.screens.shared.entry_drafts import unfinished
from counter.screens.shared.listing import ListScreen
from counter.screens.shared.which_case import case_meant

COLUMNS = (
    Column[BatchRow]("批号", 13, lambda row: row.short),
    Column[BatchRow]("哪一种", 8, lambda row: row.kind_name),
    Column[BatchRow]("日期", 5, lambda row: f"{row.day:%m-%d}"),
    Column[BatchRow]("村（社区）", 10, lambda row: row.village, stretch=1),
    Column[BatchRow]("交件、领取", 10, lambda row: row.person),
    Column[BatchRow]("件", 4, lambda row: str(row.cases), "r"),
    Column[BatchRow]("经办", 6, lambda row: row.by),
    Column[BatchRow]("", 6, lambda row: "已通知" if row.told else ""),
)


class BatchesScreen(ListScreen[BatchRow]):
    """The batches, the latest first, and what is done many at once."""

    menu_rows = 2
    columns = COLUMNS
    empty = "还没有批次。按 1 登记村级交件。"

    def __init__(self) -> None:
        super().__init__()
        self.bringing = Bringing(self)
        self.arriving = Arriving(self)
        self.handing_out = HandingOut(self)

    def title_words(self) -> str:
        """Its name."""
        return "批量"

    def source(self) -> Batches:
        """The batches."""
        return Batches(self.hall)

    def commands(self) -> Sequence[Command]:
        """What can be done many at once."""
        intake = Right.INTAKE
        return (
            Command("看清单", "enter", "看这一批的清单，可以补打。"),
            Command("村级交件", "1", "村代办员一次带来多人的材料：一人一行地录，一次保存，出交件清单。", right=intake,
                    act=self.bringing.brought),
            Command("导入交件", "2", "从 xlsx 或 csv 表导入交件；有错的按行列出，一行也不收。", right=intake,
                    act=self.bringing.import_brought),
            Command("补录交件", "space", "下村、停电时收的：写明时间、依据、核对人，再一人一行地录。", right=intake,
                    act=self.bringing.late),
            Command("到件登记", "3", "证件、批文到了一批：按办件号、姓名或扫码逐件登记，出到件清单。", right=intake,
                    act=self.arriving.arrived),
            Command("批量发放", "4", "一个村的结果一次发给代办员，签一次字，出发放清单。", right=intake,
                    act=self.handing_out.hand_out),
            Command("通知", "5", "这一批到件已经通知群众来领。", right=intake, act=self.arriving.tell),
            Command("名册件", "6", "一件多人：登记、导入、划掉、打印名册。", right=intake, act=self.roster),
            Command("代办点", "7", "各村的代办员，公示表。", act=self.points),
            Command("下村", "8", "下村服务单：每个村有什么要带去、要收回。", act=self.village_day),
            Command("村级情况", "9", "各村交了多少、办得怎样、群众满不满意。", act=self.report),
            Command("代理台账", "0", "全程代理台账；登记服务意见反馈表。", act=self.ledger),
        )  # fmt: skip

    def on_mount(self) -> None:
        """Says what was typed here and not saved."""
        for room, key in ((ARRIVED, "3"), (BROUGHT, "1")):
            if draft := unfinished(self.session, room):
                self.say(f"上次没存的：{draft.who} {draft.far}。按 {key} 接着录。", Styles.SOON)

    def opened(self, row: BatchRow) -> None:
        """Enter: the list of the batch."""
        if row.paper_id is not None:
            self.show_kept(row.paper_id)

    def made(self, made: Made, said: str) -> None:
        """A new batch: the list stands on it, its own list is shown, the status line says what was done."""
        self.refresh_list()
        self.list.point_at(made.id)
        self.say(said)
        self.show_kept(made.paper)

    # -- rosters, points, papers -----------------------------------------------------------------

    def roster(self) -> None:
        """The case, then its people."""

        async def find(answers: dict[str, str]) -> int:
            return case_meant(self.hall, answers["case"], none="没有这样的件。先在“受理”里收件，再登记名册。").id

        def chosen(case: int) -> None:
            from counter.screens.batches.roster import RosterScreen

            self.app.push_screen(RosterScreen(case))

        self.app.push_screen(AskScreen("名册件", (Field("case", "哪一件", hint="办件号"),), find, chosen))

    def points(self) -> None:
        """The villages' agents."""
        from counter.screens.batches.village_points import PointsScreen

        self.app.push_screen(PointsScreen())

    def ledger(self) -> None:
        """The agency ledger."""
        from counter.screens.lists.agency import LedgerScreen

        self.app.push_screen(LedgerScreen())

    def village_day(self) -> None:
        """What waits for each village, for the next day on which the hall goes there."""

        def show(villages: tuple[str, ...]) -> None:
            day = next_village_day(self.hall, self.hall.today) or self.hall.today
            with self.session.look() as connection:
                paper = village_day_paper(self.hall, connection, day, villages)
            self.show_paper(paper)

        which = {ALL_VILLAGES: (), **{village: (village,) for village in self.hall.laid.villages}}
        self.choose("下村", "哪个村", which, show)

    def report(self) -> None:
        """This month, or this year."""
        today = self.hall.today

        def show(since: date) -> None:
            with self.session.look() as connection:
                paper = village_report(self.hall, connection, since, today)
            self.show_paper(paper)

        ways = {"本月": today.replace(day=1), "今年": today.replace(month=1, day=1)}
        self.choose("村级情况", "哪一段", ways, show)
