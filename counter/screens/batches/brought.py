"""村级交件: what a village agent brings, a line per person or from a sheet, on the day or entered later."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast

from counter.domain.casework.batches import batch_lines, batches
from counter.domain.casework.batches.batch_lines import Line, item_meant, lacking
from counter.domain.casework.batches.batches import MOST, Made
from counter.domain.casework.case.events import short_number
from counter.domain.casework.intake.drafts import Draft
from counter.domain.casework.intake.lookup import OwnCheck
from counter.domain.casework.intake.past import past_moment
from counter.domain.clock import local
from counter.domain.hall.files.workbook import write_sheets
from counter.domain.hall.people import pins, village_agents
from counter.domain.hall.residents.citizens import Who
from counter.screens.kit.ask import Field
from counter.screens.kit.lines import Styles
from counter.screens.shared.asking import AskScreen
from counter.screens.shared.entry import EntryScreen
from counter.screens.shared.entry_drafts import LinesKept, resume_first
from counter.screens.shared.files import file_at
from counter.screens.shared.problems import ProblemsScreen
from counter.screens.shared.session import DeskScreen
from counter.screens.shared.someone import HINT as WHO_HINT
from counter.screens.shared.someone import said, said_short, someone

if TYPE_CHECKING:
    from counter.domain.hall.opened import Hall
    from counter.domain.hall.work import Work
    from counter.screens.batches.screen import BatchesScreen

BROUGHT = "brought"
"""Where lines that are not saved wait."""
_TEMPLATE = "村级交件空白表.xlsx"
_LACKS_HINT = "空着＝齐全；缺的写序号或名称，如 3 或 收入"


@dataclass(frozen=True, slots=True)
class Late:
    """What a late entry needs: when it took place, from which paper, who checked it."""

    happened: datetime
    source: str
    checker: str

    def said(self) -> dict[str, str]:
        """As it is typed; the checker's PIN is asked for anew."""
        return {"happened": f"{local(self.happened):%Y-%m-%d %H:%M}", "source": self.source, "checker": self.checker}


class Bringing:
    """What the batches' screen does with papers that a village agent brings."""

    def __init__(self, screen: BatchesScreen) -> None:
        self.screen = screen
        self._late: Late | None = None

    @property
    def hall(self) -> Hall:
        """The hall."""
        return self.screen.session.hall

    def late(self) -> None:
        """What was taken in at a village or while the power was out; first what was typed and not saved."""

        def other() -> None:
            self._ask_late(done, {})

        def done(late: Late) -> None:
            self._village_first("补录交件", self._lines)
            self._late = late

        resume_first(self.screen, BROUGHT, self._resume, other)

    def _ask_late(self, then: Callable[[Late], None], before: Mapping[str, str]) -> None:
        """The day, the paper and a colleague's check of a late entry; what is known of them is offered."""

        def moment(typed: str) -> str:
            return f"{past_moment(typed, self.hall.clock().moment):%Y-%m-%d %H:%M}"

        async def check(answers: dict[str, str]) -> Late:
            session = self.screen.session
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
        self.screen.app.push_screen(AskScreen("补录交件", fields, check, then))

    def brought(self) -> None:
        """Village and agent, then a line per person; first what was typed and not saved."""
        resume_first(self.screen, BROUGHT, self._resume, lambda: self._village_first("村级交件", self._lines))

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
        with self.screen.session.look() as connection:
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
        self.screen.app.push_screen(AskScreen(title, (field,), pick, chosen))

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

        self.screen.app.push_screen(AskScreen(title, fields, pick, done))

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
            found = people.get(typed) or someone(self.hall, typed, village)
            people[said(found)] = found
            return said(found)

        def papers(answers: Mapping[str, str]) -> Sequence[str]:
            return [each.name for each in item_meant(self.hall, answers["item"].partition(" ")[0]).materials]

        def fields(before: Sequence[Line]) -> Sequence[Field]:
            item = self._named(before[-1].item) if before else ""
            return (
                Field("who", "谁", who, hint=WHO_HINT, required=False),
                Field("item", "事项", self._item, default=item, hint="" if item else "编号、首字母、汉字或俗称"),
                Field("lacks", "缺什么", required=False, hint=_LACKS_HINT, lists=papers),
            )

        def line(answers: dict[str, str], before: Sequence[Line]) -> tuple[str, Line]:
            item = item_meant(self.hall, answers["item"].partition(" ")[0])
            found = people[answers["who"]]
            before = _numbered(before)
            one = Line(len(before) + 1, item.code, _of_village(found, village), lacking(item, answers["lacks"]))
            with self.screen.session.look() as connection:
                wrong = batch_lines.problems(self.hall, connection, (*before, one))
            if wrong:
                raise batches.LinesWrong(wrong)
            return self._shown(one), one

        def keep(work: Work, lines: tuple[Line, ...]) -> Made:
            paper, checker = (late.source, late.checker) if late else ("", "")
            return batches.take_batch(
                work, batches.Brought(_numbered(lines), village, agent, person, source, paper, checker)
            )

        def typed(text: str, line: Line) -> dict[str, str]:
            people[said(line.who)] = line.who
            return {"who": said(line.who), "item": self._named(line.item), "lacks": "、".join(line.lacks)}

        happened = late.happened if late else None
        above = (f"{village}  每人一行，最多{MOST}行。第一格空着按 Enter，整批收件。",)
        facts = {
            "village": village, "agent": agent, "person": asdict(person) if person else None, "source": source,
            "late": late.said() if late else None,
        }  # fmt: skip
        title = f"{'补录' if late else '村级'}交件 {village}".rstrip()
        kept = LinesKept(self.screen.session, BROUGHT, title, batch_lines.plain, facts, draft)
        self.screen.app.push_screen(
            EntryScreen(
                "村级交件",
                fields,
                line,
                keep,
                self._taken,
                above=above,
                start=start,
                happened=happened,
                kept=kept,
                typed=typed,
            )
        )

    def _file(self, village: str, agent: int, person: Who | None) -> None:
        async def read(answers: dict[str, str]) -> tuple[Path, batch_lines.Lines | None]:
            if not answers["path"]:
                empty = Path.home() / _TEMPLATE
                write_sheets(empty, [batch_lines.template()])
                return empty, None
            path = file_at(answers["path"])
            return path, await asyncio.to_thread(batch_lines.read, self.hall, path, village)

        def done(found: tuple[Path, batch_lines.Lines | None]) -> None:
            path, lines = found
            if lines is None:
                self.screen.say(f"空白表已存成 {path}，可以发给各村填。", Styles.DONE)
                return
            if lines.problems:
                self.screen.app.push_screen(ProblemsScreen(path.name, lines.problems))
                return
            self._lines(village, agent, person, lines.lines, path.name)
            self.screen.call_after_refresh(
                cast("DeskScreen", self.screen.app.screen).say,
                f"读了{len(lines.lines)}行，没有错。空着按 Enter 整批收件。",
            )

        field = Field("path", "文件", required=False, hint="表头：姓名、证号、电话、村、组、事项、缺少材料")
        above = ("没有表格的：空着按 Enter，先存一张空白表发给各村。", "")
        self.screen.app.push_screen(AskScreen("导入交件", (field,), read, done, above=above))

    def _shown(self, line: Line) -> str:
        lacks = f"缺 {'、'.join(line.lacks)}" if line.lacks else "齐全"
        return f"{said_short(line.who)}  {lacks}  {self._named(line.item)}"

    def _taken(self, made: Made) -> None:
        numbers = [short_number(each.number) for each in made.taken if each.number]
        said = f"收了{len(made.cases)}件，办件号 {numbers[0]} 到 {numbers[-1]}。清单一式两份，请代办员签字。"
        self.screen.made(made, said)

    def _item(self, typed: str) -> str:
        return self._named(item_meant(self.hall, typed.partition(" ")[0] if " " in typed else typed).code)

    def _named(self, code: str) -> str:
        return f"{code} {self.hall.catalogue.told(code).name}"


def _numbered(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines with the numbers by which the screen shows them."""
    return tuple(replace(each, row=n) for n, each in enumerate(lines, start=1))


def _of_village(found: Who, village: str) -> Who:
    return found if found.village or not village else replace(found, village=village)
