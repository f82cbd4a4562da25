"""名册件: one case for many people, each of them found by name or number, the roster printed.

The people are written whole or not at all; a person on the roster by mistake is struck off with a reason and stays in
the record.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select

from counter.domain.casework.batches.batches import LinesWrong
from counter.domain.casework.case import visits
from counter.domain.casework.case.events import CaseAt, load, settle
from counter.domain.casework.case.in_hand import NotNow, own
from counter.domain.casework.case.steps import reason_text
from counter.domain.casework.model import CasePerson
from counter.domain.casework.papers.notices import footer, plain_day
from counter.domain.clock import local_day
from counter.domain.columns import table_of
from counter.domain.hall.model import Citizen
from counter.domain.hall.opened import Hall
from counter.domain.hall.residents import resident_file
from counter.domain.hall.residents.citizens import OtherName, Who, by_id_no, checked, keep, place_said
from counter.domain.hall.residents.resident_file import Problem
from counter.domain.hall.rights import Right
from counter.domain.hall.work import Work
from counter.domain.journal import act
from counter.domain.paper import Block, Fields, Paper, Seal, Signatures, Table
from counter.domain.refusals import Refusal
from counter.domain.text import mask_id

MOST_PEOPLE = 1000
"""As many people as one roster may hold."""
_R, _P = table_of(CasePerson), table_of(Citizen)
_COLUMNS = (
    _R.c.case_id, _R.c.n, _R.c.citizen_id, _R.c.struck, _P.c.name, _P.c.id_no, _P.c.phone, _P.c.village, _P.c.grp,
)  # fmt: skip


class NobodyListed(Refusal):
    """A roster without a person."""

    says = "名册里一个人也没有。"


class RosterTooLong(Refusal):
    """More people than one case may hold."""

    says = "名册有{count}人，一件最多{most}人，请分件办理。"


class NotOnRoster(Refusal):
    """Somebody who does not stand on the roster, or no longer."""

    says = "名册里没有第{n}号，或已经划掉。"


class LastOnRoster(Refusal):
    """Somebody struck off who is the only one left: a case for many people is for one at least."""

    says = "名册里只剩{name}一个人，不能划掉。登记错人的，请先登记对的人再划掉；整件不办的，请撤回或作废。"


class StrikeNeedsReason(Refusal):
    """Somebody struck off without saying why."""

    says = "从名册里划掉一个人要写明原因。"


@dataclass(frozen=True, slots=True)
class Enrolled:
    """One person of a roster."""

    n: int
    citizen_id: int
    name: str
    id_no: str
    phone: str
    village: str
    group: str
    struck: str

    @property
    def place(self) -> str:
        """Village and group, as people say it."""
        return place_said(self.village, self.group)


@dataclass(frozen=True, slots=True)
class RosterFile:
    """What a sheet yields for a roster."""

    people: tuple[Who, ...]
    problems: tuple[Problem, ...]


def read(hall: Hall, path: Path) -> RosterFile:
    """The people of a csv or xlsx file and everything that is wrong with it, by its rows.

    Raises:
        SheetRefused: as `resident_file.read`.
    """
    found = resident_file.read(path, hall.today)
    people = tuple(Who(row.name, row.id_no, row.phone, row.village, row.group) for row in found.rows)
    wrong = [each for each in found.problems if each.field not in ("表头", "工作表")]
    with hall.look() as connection:
        for row, who in zip(found.rows, people, strict=True):
            wrong += _name_problem(connection, row.row, who)
    return RosterFile(people, tuple(sorted(wrong, key=lambda each: each.row)))


def _name_problem(connection: Connection, row: int, who: Who) -> list[Problem]:
    known = by_id_no(connection, who.id_no) if who.id_no else None
    if known is None or known.name == who.name:
        return []
    refusal = OtherName(masked=mask_id(who.id_no), known=known.name, typed=who.name)
    return [Problem(row, "姓名", refusal.sentence)]


@act("enroll")
def enroll(work: Work, case_id: int, people: Sequence[Who]) -> CaseAt:
    """Puts people on the roster of a case: all of them or none.

    Raises:
        NotYours, NotNow, NobodyListed, RosterTooLong, LinesWrong: as they say; nothing is kept then.
    """
    case = load(work, case_id)
    own(work, case)
    if not case.life.is_open:
        raise NotNow(state=case.state_name, act="登记名册")
    there = roster(work.connection, case_id)
    if not people:
        raise NobodyListed()
    if len(there) + len(people) > MOST_PEOPLE:
        raise RosterTooLong(count=len(there) + len(people), most=MOST_PEOPLE)
    if wrong := _wrong(work, people, there):
        raise LinesWrong(wrong)
    work.case_id = case_id
    start = max((each.n for each in there), default=0)
    rows = [{"case_id": case_id, "n": start + n, "citizen_id": keep(work, who).id, "struck": ""}
            for n, who in enumerate(people, start=1)]  # fmt: skip
    work.insert_many(CasePerson, rows)
    work.tell(people=len(rows))
    return settle(work, case_id)


def _wrong(work: Work, people: Sequence[Who], there: Sequence[Enrolled]) -> list[Problem]:
    found: list[Problem] = []
    seen = {each.id_no or f"{each.name} {each.phone}": "名册里已有" for each in there if not each.struck}
    for row, who in enumerate(people, start=1):
        try:
            clean = checked(who, work.today)
        except Refusal as refusal:
            found.append(Problem(row, "姓名", refusal.sentence))
            continue
        found += _name_problem(work.connection, row, clean)
        key = clean.id_no or f"{clean.name} {clean.phone}"
        if key in seen:
            found.append(Problem(row, "姓名", f"{clean.name}{seen[key]}。"))
        seen.setdefault(key, f"与第{row}行是同一人")
    return found


@act("strike-off")
def strike_off(work: Work, case_id: int, n: int, reason: str) -> CaseAt:
    """Takes somebody off the roster; the line stays, with the reason.

    Raises:
        NotYours, NotNow, NotOnRoster, LastOnRoster, StrikeNeedsReason: as they say.
    """
    if not reason.strip():
        raise StrikeNeedsReason()
    case = load(work, case_id)
    own(work, case)
    if not case.life.is_open:
        raise NotNow(state=case.state_name, act="从名册里划掉人")
    there = {each.n: each.name for each in roster(work.connection, case_id) if not each.struck}
    if n not in there:
        raise NotOnRoster(n=n)
    if len(there) == 1:
        raise LastOnRoster(name=there[n])
    work.case_id = case_id
    work.update(CasePerson, {"case_id": case_id, "n": n}, {"struck": reason_text(reason)})
    return settle(work, case_id)


def roster(connection: Connection, case_id: int) -> list[Enrolled]:
    """Everybody who stands, or stood, on the roster of a case, in its order."""
    query = select(*_COLUMNS).select_from(_R.join(_P, _P.c.id == _R.c.citizen_id))
    rows = connection.execute(query.where(_R.c.case_id == case_id).order_by(_R.c.n)).mappings()
    return [_enrolled(row) for row in rows]


def counted(connection: Connection, case_id: int) -> int:
    """How many people stand on the roster of a case."""
    query = select(func.count()).where(_R.c.case_id == case_id, _R.c.struck == "")
    return int(connection.execute(query).scalar_one())


def _enrolled(row: Mapping[Any, Any]) -> Enrolled:
    return Enrolled(
        row["n"], row["citizen_id"], row["name"], row["id_no"] or "", row["phone"] or "", row["village"] or "",
        row["grp"] or "", row["struck"],
    )  # fmt: skip


@act("print-roster")
def make_roster(work: Work, case_id: int) -> int:
    """Makes the roster of a case as it stands now; it goes with the application, so the numbers stand whole.

    Returns:
        The paper's key.

    Raises:
        NotYours, NotAllowed: on a case of another post, or for whoever may not see whole numbers.
        NobodyListed: where nobody stands on it.
    """
    work.need(Right.REVEAL)
    case = load(work, case_id)
    own(work, case)
    people = [each for each in roster(work.connection, case_id) if not each.struck]
    if not people:
        raise NobodyListed()
    work.case_id = case_id
    return visits.keep_paper(work, roster_paper(work, case, people), case_id)


def roster_paper(work: Work, case: CaseAt, people: Sequence[Enrolled]) -> Paper:
    """名册: everybody of one case."""
    rows = tuple((str(n), each.name, each.id_no, each.place, each.phone)
                 for n, each in enumerate(people, start=1))  # fmt: skip
    facts = (("申请事项", case.item.name), ("办件号", case.number), ("人数", f"{len(people)}人"))
    table = Table(("序", "姓名", "证件号码", "村组", "电话"), rows, (4, 10, 20, 14, 14), "", "名册")
    blocks: tuple[Block, ...] = (
        Fields(facts), table, Signatures(("申请人（单位）", "经办人")),
        Seal(work.hall.name, plain_day(local_day(work.moment))),
    )  # fmt: skip
    names = tuple(dict.fromkeys(each.name for each in people))
    return Paper("roster", "名册", work.hall.name, case.number, blocks, "A4", ("窗口存档",), footer(work), names)
