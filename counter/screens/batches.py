"""批量: what a village agent brings, rosters, cards that arrived, results handed out together, the villages' points."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from textual.widget import Widget

from counter.domain.casework.batches import arrivals, batch_lines, batches
from counter.domain.casework.batches.batch_lines import Line, item_meant, lacking
from counter.domain.casework.batches.batches import (
    MOST,
    Batches,
    BatchRow,
    Made,
    Waiting,
)
from counter.domain.casework.batches.village_points import next_village_day, village_day_paper, village_report
from counter.domain.casework.case import visits
from counter.domain.casework.intake.drafts import Draft
from counter.domain.casework.intake.lookup import OwnCheck
from counter.domain.casework.intake.past import past_moment
from counter.domain.casework.lists.finding import find_cases
from counter.domain.casework.lists.worklist import CaseRow
from counter.domain.clock import local
from counter.domain.hall import pins, village_agents
from counter.domain.hall.citizens import Who
from counter.domain.hall.rights import Right
from counter.domain.paper import Paper
from counter.domain.refusals import Refusal
from counter.screens.asking import AskScreen, say_refusal
from counter.screens.entry import EntryScreen
from counter.screens.entry_drafts import LinesKept, resume_first, unfinished
from counter.screens.kit.ask import Field
from counter.screens.kit.commands import Command
from counter.screens.kit.lines import Styles
from counter.screens.kit.paged import Column, PagedList
from counter.screens.problems import ProblemsScreen
from counter.screens.scanned import Scanned
from counter.screens.session import DeskScreen, new_token
from counter.screens.someone import HINT as WHO_HINT
from counter.screens.someone import said, said_short, someone
from counter.screens.tick import TickScreen

if TYPE_CHECKING:
    from counter.domain.hall.opened import Hall, Work

_ALL = "全部村"
_BROUGHT, _ARRIVED = "brought", "arrived"
"""Where lines that are not saved wait, by what list it is."""
_TELL_WAYS = ("村代办员通知", "电话", "短信", "村广播、微信群")
_LACKS_HINT = "空着＝齐全；缺的写序号或名称，如 3 或 收入"


class NoSuchFile(Refusal):
    """A path that names no file."""

    says = "没有找到文件“{path}”，请写完整的路径。"


class NoSuchCase(Refusal):
    """What was typed means no case, or several."""

    says = "“{typed}”{found}"


COLUMNS = (
    Column[BatchRow]("批号", 22, lambda row: row.number, stretch=1),
    Column[BatchRow]("哪一种", 8, lambda row: row.kind_name),
    Column[BatchRow]("日期", 5, lambda row: f"{row.day:%m-%d}"),
    Column[BatchRow]("村（社区）", 10, lambda row: row.village, stretch=1),
    Column[BatchRow]("交件、领取", 10, lambda row: row.person),
    Column[BatchRow]("件", 4, lambda row: str(row.cases), "r"),
    Column[BatchRow]("经办", 6, lambda row: row.by),
    Column[BatchRow]("", 6, lambda row: "已通知" if row.told else ""),
)


@dataclass(frozen=True, slots=True)
class Late:
    """What a late entry needs: when it took place, from which paper, who checked it."""

    happened: datetime
    source: str
    checker: str

    def said(self) -> dict[str, str]:
        """As it is typed; the checker's PIN is asked for anew."""
        return {"happened": f"{local(self.happened):%Y-%m-%d %H:%M}", "source": self.source, "checker": self.checker}


class BatchesScreen(Scanned, DeskScreen):
    """The batches, and what is done many at once."""

    menu_rows = 2

    def __init__(self) -> None:
        super().__init__()
        self._list: PagedList[BatchRow] | None = None
        self._late: Late | None = None

    @property
    def hall(self) -> Hall:
        """The hall."""
        return self.session.hall

    @property
    def list(self) -> PagedList[BatchRow]:
        """The batches shown."""
        assert self._list is not None
        return self._list

    def title_words(self) -> str:
        """Its name."""
        return "批量"

    def body(self) -> Iterable[Widget]:
        """The batches, the latest first."""
        self._list = PagedList(Batches(self.hall), COLUMNS, empty="还没有批次。按 1 登记村级交件。")
        yield self._list

    def commands(self) -> Sequence[Command]:
        """What can be done many at once."""
        intake = Right.INTAKE
        return (
            Command("看清单", "enter", "看这一批的清单，可以补打。"),
            Command("村级交件", "1", "村代办员一次带来多人的材料：一人一行地录，一次保存，出交件清单。", right=intake,
                    act=self.brought),
            Command("导入交件", "2", "从 xlsx 或 csv 表导入交件；有错的按行列出，一行也不收。", right=intake,
                    act=self.import_brought),
            Command("补录交件", "space", "下村、停电时收的：写明时间、依据、核对人，再一人一行地录。", right=intake,
                    act=self.late),
            Command("到件登记", "3", "证件、批文到了一批：按办件号、姓名或扫码逐件登记，出到件清单。", right=intake,
                    act=self.arrived),
            Command("批量发放", "4", "一个村的结果一次发给代办员，签一次字，出发放清单。", right=intake,
                    act=self.hand_out),
            Command("通知", "5", "这一批到件已经通知群众来领。", right=intake, act=self.tell),
            Command("名册件", "6", "一件多人：登记、导入、划掉、打印名册。", right=intake, act=self.roster),
            Command("代办点", "7", "各村的代办员，公示表。", act=self.points),
            Command("下村", "8", "下村服务单：每个村有什么要带去、要收回。", act=self.village_day),
            Command("村级情况", "9", "各村交了多少、办得怎样、群众满不满意。", act=self.report),
            Command("代理台账", "0", "全程代理台账；登记服务意见反馈表。", act=self.ledger),
        )  # fmt: skip

    def on_mount(self) -> None:
        """Says what was typed here and not saved."""
        for room, key in ((_ARRIVED, "3"), (_BROUGHT, "1")):
            if draft := unfinished(self.session, room):
                self.say(f"上次没存的：{draft.who} {draft.far}。按 {key} 接着录。", Styles.SOON)

    def on_screen_resume(self) -> None:
        """Something may have been added."""
        if self._list is not None and self._list.is_mounted:
            self.list.reload()

    def on_paged_list_opened(self, message: PagedList.Opened[BatchRow]) -> None:
        """Enter: the list of the batch."""
        message.stop()
        if message.row.paper_id is not None:
            self._show_kept(message.row.paper_id)

    def on_paged_list_acted(self, message: PagedList.Acted[BatchRow]) -> None:
        """A digit."""
        message.stop()
        self.by_hand(str(message.digit), partial(self._digit, str(message.digit)))

    def _digit(self, digit: str) -> None:
        """What a digit pressed by hand does; a number from a reader goes to the cases."""
        command = next((each for each in self.commands() if each.key == digit), None)
        if command is not None:
            try:
                self._do(command)
            except Refusal as refusal:
                say_refusal(self, refusal)

    def late(self) -> None:
        """What was taken in at a village or while the power was out; first what was typed and not saved."""

        def other() -> None:
            self._ask_late(done, {})

        def done(late: Late) -> None:
            self._village_first("补录交件", self._lines)
            self._late = late

        resume_first(self, _BROUGHT, self._resume, other)

    def _ask_late(self, then: Callable[[Late], None], before: Mapping[str, str]) -> None:
        """The day, the paper and a colleague's check of a late entry; what is known of them is offered."""

        def moment(typed: str) -> str:
            return f"{past_moment(typed, self.hall.clock().moment):%Y-%m-%d %H:%M}"

        async def check(answers: dict[str, str]) -> Late:
            session = self.session
            if answers["checker"] == session.person.no:
                raise OwnCheck()
            await asyncio.to_thread(pins.confirm, self.hall, answers["checker"], answers["pin"], session.terminal)
            when = past_moment(answers["happened"], self.hall.clock().moment)
            return Late(when, answers["source"], answers["checker"])

        when, source, checker = (before.get(name, "") for name in ("happened", "source", "checker"))
        fields = (
            Field("happened", "发生时间", moment, default=when, hint="如 昨天 9:30、11-18 10:20"),
            Field("source", "依据", default=source, hint="如 双河村服务日登记表"),
            Field("checker", "核对人工号", lambda typed: self.hall.person(typed).no, default=checker),
            Field("pin", "核对人密码", masked=True),
        )
        self.app.push_screen(AskScreen("补录交件", fields, check, then))

    # -- brought ---------------------------------------------------------------------------------

    def brought(self) -> None:
        """Village and agent, then a line per person; first what was typed and not saved."""
        resume_first(self, _BROUGHT, self._resume, lambda: self._village_first("村级交件", self._lines))

    def _resume(self, draft: Draft) -> None:
        """Goes on with lines that were not saved; those of a late entry are confirmed by the colleague again."""
        facts = draft.form["facts"]
        start = [(str(text), batch_lines.of_plain(each)) for text, each in draft.form["rows"]]
        person = Who(**facts["person"]) if facts["person"] else None
        village, agent, source = str(facts["village"]), int(facts["agent"]), str(facts["source"])

        def go_on(late: Late | None) -> None:
            self._late = late
            self._typed(village, agent, person, start, source, draft)

        if facts["late"]:
            self._ask_late(go_on, dict(facts["late"]))
        else:
            go_on(None)

    def import_brought(self) -> None:
        """Village and agent, then a file."""
        self._village_first("导入交件", self._file)

    def _village_first(self, title: str, then: Callable[[str, int, Who | None], None]) -> None:
        with self.session.look() as connection:
            agents = village_agents.agents(connection)
        ways = {f"{each.village} {each.name}": (each.village, each.id) for each in agents}
        self._late = None
        other = "别的人（写姓名、电话）"

        async def pick(answers: dict[str, str]) -> str:
            return answers["who"]

        def chosen(which: str) -> None:
            if which in ways:
                then(*ways[which], None)
            else:
                self._other_bringer(title, then)

        field = Field("who", "谁带来的", choices=(*ways, other), hint="打序号或村名、姓名，再按回车")
        self.app.push_screen(AskScreen(title, (field,), pick, chosen))

    def _other_bringer(self, title: str, then: Callable[[str, int, Who | None], None]) -> None:
        people: dict[str, Who] = {}

        def person(typed: str) -> str:
            found = people.get(typed) or someone(self.hall, typed)
            people[said(found)] = found
            return said(found)

        async def pick(answers: dict[str, str]) -> dict[str, str]:
            return answers

        fields = (
            Field("who", "带来的人", person, hint=WHO_HINT),
            Field("village", "哪个村", choices=(*self.hall.laid.villages, "没有")),
        )

        def done(answers: dict[str, str]) -> None:
            village = answers["village"] if answers["village"] in self.hall.laid.villages else ""
            then(village, 0, people[answers["who"]])

        self.app.push_screen(AskScreen(title, fields, pick, done))

    def _lines(
        self, village: str, agent: int, person: Who | None, start: Sequence[Line] = (), source: str = ""
    ) -> None:  # fmt: skip
        """A line per person, from the beginning or from a sheet."""
        self._typed(village, agent, person, [(self._shown(each), each) for each in start], source)

    def _typed(
        self,
        village: str,
        agent: int,
        person: Who | None,
        start: Sequence[tuple[str, Line]],
        source: str,
        draft: Draft | None = None,
    ) -> None:
        """A line per person; the item stays until another one is typed."""
        people: dict[str, Who] = {}
        late, self._late = self._late, None

        def who(typed: str) -> str:
            found = people.get(typed) or someone(self.hall, typed)
            people[said(found)] = found
            return said(found)

        def fields(before: Sequence[Line]) -> Sequence[Field]:
            item = self._named(before[-1].item) if before else ""
            return (
                Field("who", "谁", who, hint=WHO_HINT, required=False),
                Field("item", "事项", self._item, default=item, hint="" if item else "编号、首字母、汉字或俗称"),
                Field("lacks", "缺什么", required=False, hint=_LACKS_HINT),
            )

        def line(answers: dict[str, str], before: Sequence[Line]) -> tuple[str, Line]:
            item = item_meant(self.hall, answers["item"].partition(" ")[0])
            found = people[answers["who"]]
            one = Line(len(before) + 1, item.code, _of_village(found, village), lacking(item, answers["lacks"]))
            with self.session.look() as connection:
                wrong = batch_lines.problems(self.hall, connection, (*before, one))
            if wrong:
                raise batches.LinesWrong(wrong)
            return self._shown(one), one

        def keep(work: Work, lines: tuple[Line, ...]) -> Made:
            paper, checker = (late.source, late.checker) if late else ("", "")
            return batches.take_batch(work, batches.Brought(lines, village, agent, person, source, paper, checker))

        happened = late.happened if late else None
        above = (f"{village}  每人一行，最多{MOST}行。第一格空着按 Enter，整批收件。",)
        facts = {
            "village": village, "agent": agent, "person": asdict(person) if person else None, "source": source,
            "late": late.said() if late else None,
        }  # fmt: skip
        title = f"{'补录' if late else '村级'}交件 {village}".rstrip()
        kept = LinesKept(self.session, _BROUGHT, title, batch_lines.plain, facts, draft)
        self.app.push_screen(
            EntryScreen(
                "村级交件", fields, line, keep, self._taken, above=above, start=start, happened=happened, kept=kept
            )
        )

    def _file(self, village: str, agent: int, person: Who | None) -> None:
        async def read(answers: dict[str, str]) -> tuple[Path, batch_lines.Lines]:
            path = file_at(answers["path"])
            return path, await asyncio.to_thread(batch_lines.read, self.hall, path, village)

        def done(found: tuple[Path, batch_lines.Lines]) -> None:
            path, lines = found
            if lines.problems:
                self.app.push_screen(ProblemsScreen(path.name, lines.problems))
                return
            self._lines(village, agent, person, lines.lines, path.name)
            self.call_after_refresh(
                cast("DeskScreen", self.app.screen).say, f"读了{len(lines.lines)}行，没有错。空着按 Enter 整批收件。"
            )

        hint = "表头：姓名、证号、电话、组、事项、缺少材料"
        self.app.push_screen(AskScreen("导入交件", (Field("path", "文件", hint=hint),), read, done))

    def _shown(self, line: Line) -> str:
        lacks = f"缺 {'、'.join(line.lacks)}" if line.lacks else "齐全"
        return f"{said_short(line.who)}  {lacks}  {self._named(line.item)}"

    def _taken(self, made: Made) -> None:
        self.list.reload()
        numbers = [each.number.rsplit("-", 1)[1] for each in made.taken if each.number]
        self.say(f"收了{len(made.cases)}件，办件号 {numbers[0]} 到 {numbers[-1]}。清单一式两份，请代办员签字。")
        self._show_kept(made.paper)

    # -- arrived ---------------------------------------------------------------------------------

    def arrived(self) -> None:
        """What came, ticked in by number, name or scan; first what was ticked and not saved."""

        def resume(draft: Draft) -> None:
            self._ticked_in([(str(text), int(each)) for text, each in draft.form["rows"]], draft)

        resume_first(self, _ARRIVED, resume, self._ticked_in)

    def _ticked_in(self, start: Sequence[tuple[str, int]] = (), draft: Draft | None = None) -> None:
        rows: dict[str, CaseRow] = {}

        def case(typed: str) -> str:
            if typed in rows:
                return typed
            row = self._case_meant(typed)
            rows[_shown_case(row)] = row
            return _shown_case(row)

        def fields(before: Sequence[int]) -> Sequence[Field]:
            return (Field("case", "哪一件", case, hint="办件号、证号、姓名，或扫码", required=False),)

        def line(answers: dict[str, str], before: Sequence[int]) -> tuple[str, int]:
            row = rows[answers["case"]]
            if row.id in before:
                raise NoSuchCase(typed=row.short, found="刚才已经登记在这一批里。")
            return _shown_case(row), row.id

        def keep(work: Work, ids: tuple[int, ...]) -> Made:
            return arrivals.arrive(work, ids)

        above = ("到了哪些？一件一行；录完空着按 Enter，整批登记，结果转为待领。",)
        kept = LinesKept[int](self.session, _ARRIVED, "到件登记", int, taken_up=draft)
        self.app.push_screen(
            EntryScreen("到件登记", fields, line, keep, self._came, above=above, start=start, kept=kept)
        )

    def _case_meant(self, typed: str) -> CaseRow:
        """The one case that is meant and can still get its result."""
        found = [row for row in find_cases(self.hall, typed).first(20) if row.state in arrivals.WITH_ANSWER]
        if len(found) == 1:
            return found[0]
        several = "；".join(_shown_case(row) for row in found[:3])
        raise NoSuchCase(typed=typed, found=f"有几件：{several}。请输办件号。" if found else "没有在办的件。")

    def _came(self, made: Made) -> None:
        self.list.reload()
        self.say(f"登记了{len(made.cases)}件，结果待领。通知群众以后按 5 登记。")
        self._show_kept(made.paper)

    def tell(self) -> None:
        """The people of the batch pointed at were told."""
        row = self.list.current
        if row is None or row.kind != "arrived":
            raise arrivals.UnknownBatch()
        token = new_token()

        async def do(answers: dict[str, str]) -> int:
            with self.session.act(token=token) as work:
                return arrivals.tell_batch(work, row.id, answers["how"])

        def done(count: int) -> None:
            self.list.reload()
            self.say(f"已登记通知，还有{count}件等着来领。")

        field = Field("how", "怎么通知的", choices=_TELL_WAYS)
        self.app.push_screen(AskScreen(f"通知 {row.number}", (field,), do, done))

    # -- handed out ------------------------------------------------------------------------------

    def hand_out(self) -> None:
        """A village, its results, who takes them."""
        villages = (_ALL, *self.hall.laid.villages)

        async def pick(answers: dict[str, str]) -> str:
            return answers["village"]

        def chosen(village: str) -> None:
            self._results("" if village == _ALL else village)

        field = Field("village", "哪个村", choices=villages)
        self.app.push_screen(AskScreen("批量发放", (field,), pick, chosen))

    def _results(self, village: str) -> None:
        own = None if self.session.person.may(Right.ANY_CASE) else [post.code for post in self.session.posts]
        with self.session.look() as connection:
            found = batches.waiting(self.hall, connection, village, own)
        if not found:
            self.say(f"{village or '本岗'}没有待领的结果。")
            return
        rows = {_shown_result(each): each.case_id for each in found}

        def ticked(names: tuple[str, ...]) -> None:
            if names:
                self._receiver(village, [rows[name] for name in names])
            else:
                self.say("没有勾选，没有发放。")

        above = (f"{village or _ALL} 待领{len(found)}件：要发的打“有”（空格换），回车接着写领取人。", "")
        self.app.push_screen(TickScreen("批量发放", tuple(rows), ticked, above=above))

    def _receiver(self, village: str, ids: Sequence[int]) -> None:
        with self.session.look() as connection:
            agents = village_agents.agents(connection, village) if village else []
        token = new_token()
        default = agents[0].name if agents else ""

        async def do(answers: dict[str, str]) -> Made:
            agent = next((each.id for each in agents if each.name == answers["to"]), 0)
            with self.session.act(token=token) as work:
                return batches.deliver_many(work, ids, answers["to"], village=village, agent_id=agent)

        def done(made: Made) -> None:
            self.list.reload()
            self.say(f"发放了{len(made.cases)}件。清单一式两份，请领取人签字。")
            self._show_kept(made.paper)

        fields = (Field("to", "领取人", default=default, hint=f"{len(ids)}件，一次签收"),)
        self.app.push_screen(AskScreen("批量发放", fields, do, done))

    # -- rosters, points, papers -----------------------------------------------------------------

    def roster(self) -> None:
        """The case, then its people."""

        async def find(answers: dict[str, str]) -> int:
            found = list(find_cases(self.hall, answers["case"]).first(5))
            if len(found) != 1:
                several = "；".join(_shown_case(row) for row in found[:3])
                why = f"有几件：{several}。请输办件号。" if found else "没有这样的件。先在“受理”里收件，再登记名册。"
                raise NoSuchCase(typed=answers["case"], found=why)
            return found[0].id

        def chosen(case: int) -> None:
            from counter.screens.roster import RosterScreen

            self.app.push_screen(RosterScreen(case))

        self.app.push_screen(AskScreen("名册件", (Field("case", "哪一件", hint="办件号"),), find, chosen))

    def points(self) -> None:
        """The villages' agents."""
        from counter.screens.village_points import PointsScreen

        self.app.push_screen(PointsScreen())

    def ledger(self) -> None:
        """The agency ledger."""
        from counter.screens.agency import LedgerScreen

        self.app.push_screen(LedgerScreen())

    def village_day(self) -> None:
        """What waits for each village, for the next day on which the hall goes there."""
        villages = (_ALL, *self.hall.laid.villages)

        async def pick(answers: dict[str, str]) -> str:
            return answers["village"]

        def show(village: str) -> None:
            day = next_village_day(self.hall, self.hall.today) or self.hall.today
            with self.session.look() as connection:
                paper = village_day_paper(self.hall, connection, day, () if village == _ALL else (village,))
            self._show(paper)

        self.app.push_screen(AskScreen("下村", (Field("village", "哪个村", choices=villages),), pick, show))

    def report(self) -> None:
        """This month, or this year."""
        today = self.hall.today
        ways = {"本月": today.replace(day=1), "今年": today.replace(month=1, day=1)}

        async def pick(answers: dict[str, str]) -> date:
            return ways[answers["since"]]

        def show(since: date) -> None:
            with self.session.look() as connection:
                self._show(village_report(self.hall, connection, since, today))

        self.app.push_screen(AskScreen("村级情况", (Field("since", "哪一段", choices=tuple(ways)),), pick, show))

    # -- helpers ---------------------------------------------------------------------------------

    def _item(self, typed: str) -> str:
        return self._named(item_meant(self.hall, typed.partition(" ")[0] if " " in typed else typed).code)

    def _named(self, code: str) -> str:
        return f"{code} {self.hall.catalogue.told(code).name}"

    def _show_kept(self, key: int) -> None:
        with self.session.look() as connection:
            paper = visits.paper(connection, key)
        self._push_sheet(paper, lambda work: key)

    def _show(self, paper: Paper) -> None:
        self._push_sheet(paper, partial(_kept, paper))

    def _push_sheet(self, paper: Paper, keep: Callable[[Work], int]) -> None:
        from counter.screens.sheet import SheetScreen

        self.app.push_screen(SheetScreen(paper, keep, name=f"{paper.title}-{paper.number}"))


def _kept(paper: Paper, work: Work) -> int:
    return visits.keep_again(work, paper, work.today)


def file_at(typed: str) -> Path:
    """The file of a path as it was typed or pasted.

    Raises:
        NoSuchFile: where there is none.
    """
    path = Path(typed.strip().strip("\"'")).expanduser()
    if not path.is_file():
        raise NoSuchFile(path=typed.strip())
    return path


def _of_village(found: Who, village: str) -> Who:
    from dataclasses import replace

    return found if found.village or not village else replace(found, village=village)


def _shown_case(row: CaseRow) -> str:
    return f"{row.short} {row.applicant} {row.item}"


def _shown_result(row: Waiting) -> str:
    return f"{row.number} {row.name} {row.place} {row.item}{'（代办）' if row.brought else ''}"
