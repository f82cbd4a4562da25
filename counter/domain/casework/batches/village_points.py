"""村级代办点 at work: the days on which the hall goes to the villages and what waits there; what each village brought.

Keeps: on the village days hall staff go to the villages (S18.11), with the list of what waits for each; what each
village brought, what became of it, and how the applicants found it (S18.9).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, select, text

from counter.domain.casework.acts.agency import feedback_of
from counter.domain.casework.batches.batches import MOST, Waiting, waiting
from counter.domain.casework.booking.appointment_lists import Appointments
from counter.domain.casework.case.events import short_number
from counter.domain.casework.model import AGENCY, Case, CaseMaterial
from counter.domain.casework.papers.notices import plain_day, said_day
from counter.domain.clock import local
from counter.domain.columns import table_of
from counter.domain.hall.model import Citizen
from counter.domain.hall.opened import Hall
from counter.domain.hall.people import village_agents
from counter.domain.paper import Articles, Block, Fields, Paper, Signatures, Table, Text
from counter.domain.rules import carries

_C, _P, _M = table_of(Case), table_of(Citizen), table_of(CaseMaterial)
_LOOKED_AHEAD = 60
"""Days; a village day comes at least every ten of them, where the hall has any."""


def is_village_day(hall: Hall, day: date) -> bool:
    """Whether the hall goes to the villages on a day."""
    return day.day in hall.book(day).calendar.village_days.value


def next_village_day(hall: Hall, after: date) -> date | None:
    """The next village day from a day on, that day included; None where the hall has none."""
    days = (after + timedelta(days=n) for n in range(_LOOKED_AHEAD))
    return next((day for day in days if is_village_day(hall, day)), None)


@dataclass(frozen=True, slots=True)
class ForVillage:
    """What waits for one village."""

    village: str
    results: tuple[Waiting, ...]
    lacking: tuple[tuple[str, str, str, str], ...]
    """Number, name, item, and what still lacks."""
    visits: tuple[tuple[str, str, str, str], ...]
    """When, who, where, for what: appointments at home that are owed."""

    @property
    def nothing(self) -> bool:
        """Whether nothing waits there."""
        return not (self.results or self.lacking or self.visits)


def for_village(hall: Hall, connection: Connection, village: str) -> ForVillage:
    """What waits for a village: results to hand out, papers that lack, homes to be visited."""
    visits = Appointments(hall, home=True, village=village).rows(connection)
    return ForVillage(
        village,
        tuple(waiting(hall, connection, village)),
        tuple(_lacking(hall, connection, village)),
        tuple((f"{local(each.at):%m-%d %H:%M}", each.name, each.place, each.item) for each in visits),
    )


def _lacking(hall: Hall, connection: Connection, village: str) -> Iterable[tuple[str, str, str, str]]:
    query = (
        select(_C.c.id, _C.c.number, _C.c.item_code, _C.c.item_version, _P.c.name)
        .select_from(_C.join(_P, _P.c.id == _C.c.applicant_id))
        .where(text("cases.list = 'wait'"), _P.c.village == village)
        .order_by(_C.c.day, _C.c.id)
        .limit(MOST)
    )
    rows = connection.execute(query).mappings().all()
    papers = _papers(connection, [row["id"] for row in rows])
    for row in rows:
        item = hall.item(row["item_code"], row["item_version"]).name
        yield short_number(row["number"]), row["name"], item, "、".join(papers[row["id"]])


def _papers(connection: Connection, ids: Sequence[int]) -> Mapping[int, list[str]]:
    found: defaultdict[int, list[str]] = defaultdict(list)
    if ids:
        absent = _M.c.standing.in_(("forgot", "promised", "missing", "owed"))
        query = select(_M.c.case_id, _M.c.name).where(_M.c.case_id.in_(ids), absent).order_by(_M.c.case_id, _M.c.n)
        for case, name in connection.execute(query):
            found[case].append(name)
    return found


@carries("S18.11", by="report")
def village_day_paper(hall: Hall, connection: Connection, day: date, villages: Sequence[str] = ()) -> Paper:
    """下村服务单: for each village who serves its point, and what waits there to be taken along or collected."""
    blocks: list[Block] = [Fields((("日期", said_day(day)), ("服务日", _day_said(hall, day))))]
    for village in villages or hall.laid.villages:
        found = for_village(hall, connection, village)
        agents = village_agents.agents(connection, village)
        served = "、".join(f"{each.name} {each.phone}" for each in agents) or "（代办员未定）"
        blocks.append(Text(f"{village}  {served}", "head"))
        blocks += _village_blocks(found)
    rule = hall.book(day).calendar.village_days
    blocks += [Signatures(("下村人员",)), Articles((str(rule.cite),))]
    return Paper("village-day", "下村服务单", hall.name, f"{day:%Y%m%d}", tuple(blocks), "A4", (), hall.name)


def _day_said(hall: Hall, day: date) -> str:
    if is_village_day(hall, day):
        return "是" if hall.calendar.is_working(day) else "是（逢休息日，可由大厅改期）"
    coming = next_village_day(hall, day)
    return f"不是，下一个是{said_day(coming)}" if coming else "大厅没有定"


def _village_blocks(found: ForVillage) -> list[Block]:
    if found.nothing:
        return [Text("没有要带去、要收回的。")]
    blocks: list[Block] = []
    if found.results:
        rows = tuple((each.number, each.name, each.place, each.item, "") for each in found.results)
        blocks.append(Table(("办件号", "姓名", "村组", "结果", "签收"), rows, (10, 8, 8, 20, 10), "", "带去发放"))
    if found.lacking:
        head = ("办件号", "姓名", "事项", "还差的材料")
        blocks.append(Table(head, found.lacking, (10, 8, 16, 22), "", "提醒补材料"))
    if found.visits:
        blocks.append(Table(("约定时间", "姓名", "地点", "事项"), found.visits, (12, 8, 18, 16), "", "上门"))
    return blocks


# -- what each village brought -----------------------------------------------------------------------


@dataclass
class Quality:
    """What one village, by one agent, brought in a time, and how it went."""

    village: str
    agent: str
    brought: int = 0
    waiting: int = 0
    """Still lacking papers."""
    running: int = 0
    done: int = 0
    late: int = 0
    ended: int = 0
    """Returned, refused, withdrawn or void."""
    satisfied: int = 0
    unsatisfied: int = 0
    items: set[str] = field(default_factory=set)

    @property
    def asked(self) -> int:
        """How many applicants gave their feedback."""
        return self.satisfied + self.unsatisfied


def quality(hall: Hall, connection: Connection, since: date, until: date) -> list[Quality]:
    """What every village's agents brought in a time, and what the applicants said of it."""
    agent = _P.alias("bringer")
    query = (
        select(_C.c.id, _C.c.list, _C.c.state, _C.c.overdue, _C.c.item_code, _C.c.closed_day, _P.c.village,
               agent.c.name.label("agent"))
        .select_from(_C.join(_P, _P.c.id == _C.c.applicant_id).outerjoin(agent, agent.c.id == _C.c.agent_id))
        .where(AGENCY, _C.c.channel == "village", _C.c.day >= since, _C.c.day <= until)
    )  # fmt: skip
    rows = connection.execute(query).mappings().all()
    said = feedback_of(connection, [row["id"] for row in rows])
    found: dict[tuple[str, str], Quality] = {}
    for row in rows:
        key = (row["village"] or "（没有村）", row["agent"] or "")
        one = found.setdefault(key, Quality(*key))
        _count(one, row, said.get(row["id"]))
    order = {name: at for at, name in enumerate(hall.laid.villages)}
    return sorted(found.values(), key=lambda each: (order.get(each.village, len(order)), each.agent))


_ENDS = frozenset({"returned", "refused", "withdrawn", "void", "lapsed", "not-accepted", "guided", "rebooked"})


def _count(one: Quality, row: Mapping[Any, Any], feedback: Mapping[str, Any] | None) -> None:
    one.brought += 1
    one.items.add(row["item_code"])
    one.waiting += row["list"] == "wait"
    one.running += row["list"] == "open"
    one.ended += row["state"] in _ENDS
    one.done += row["list"] in ("collect", "closed") and row["state"] not in _ENDS
    one.late += bool(row["overdue"])
    if feedback is not None:
        one.satisfied += bool(feedback["satisfied"])
        one.unsatisfied += not feedback["satisfied"]


@carries("S18.9", by="report")
def village_report(hall: Hall, connection: Connection, since: date, until: date) -> Paper:
    """村级代办情况: what each village brought, what became of it, and the applicants' feedback by agent."""
    rows = quality(hall, connection, since, until)
    lines = tuple(
        (each.village, each.agent, str(each.brought), str(each.done), str(each.late), str(each.running),
         str(each.waiting), str(each.ended), f"{each.satisfied}/{each.asked}" if each.asked else "")
        for each in rows
    )  # fmt: skip
    head = ("村（社区）", "代办员", "交件", "办结", "超期", "在办", "待补", "退撤", "满意")
    table = Table(head, lines, (12, 8, 5, 5, 5, 5, 5, 5, 7), "llrrrrrrr", f"共交{sum(each.brought for each in rows)}件")
    idle = [name for name in hall.laid.villages if name not in {each.village for each in rows}]
    blocks: list[Block] = [Fields((("期间", f"{plain_day(since)}至{plain_day(until)}"),)), table]
    if idle:
        blocks.append(Text(f"这段时间没有交件的：{'、'.join(idle)}。"))
    blocks += [Text("满意：反馈表上满意的份数/收回的份数，作为考核代办员的依据。", "note"), Signatures(("负责人",))]
    return Paper("village-report", "村级代办情况", hall.name, f"{since:%Y%m%d}-{until:%m%d}", tuple(blocks), "A4", (),
                 hall.name)  # fmt: skip
