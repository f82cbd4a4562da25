"""The papers of leave: the slip that is signed and filed (请假条, F37), a month's registration (请销假登记簿, F38).

A slip printed before the decision has lines to sign on, one after it says who decided; printing again is 补打.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Connection

from counter.domain.approvals.reading import by_id as approval_of
from counter.domain.approvals.slips import decided_by
from counter.domain.attendance.leave.reading import Leave, Registration, by_id, days_in, span_said, unhanded
from counter.domain.attendance.leave.telling import balance_said, person_said, stand_in_said
from counter.domain.attendance.leave.tiers import days_said
from counter.domain.casework.case import visits
from counter.domain.clock import local
from counter.domain.hall.opened import Hall
from counter.domain.hall.rights import ROLE_NAMES, Right, Role
from counter.domain.hall.work import Work
from counter.domain.journal import act
from counter.domain.paper import Articles, Block, Fields, Paper, Signatures, Table, Text
from counter.domain.reckoning import Cite
from counter.domain.rules import carries

SLIP, SLIP_TITLE = "leave-slip", "请假条"
REGISTER, REGISTER_TITLE = "leave-register", "请销假登记簿"
_OUTCOME = "审批"


@carries("S33.3", "S33.7", "S33.8", "S33.20", by="paper")
def slip(hall: Hall, connection: Connection, leave: Leave) -> Paper:
    """The slip of one leave: what is asked, who stands in, who approves, where it is registered, the return."""
    asked = approval_of(connection, leave.approval_id)
    rules = hall.book().leave
    returned = leave.moments.returned or leave.moments.signed_in
    rows = (
        ("请假人", person_said(hall, leave.person)), ("假别", " ".join((leave.kind_name, *leave.marks))),
        ("时间", span_said(leave.start, leave.until)), ("天数", str(leave.length)), ("事由", str(leave.row["reason"])),
        ("顶岗人", stand_in_said(hall, leave)), ("证明", _proof(leave, rules.certificate.value)),
        ("本年已请", balance_said(hall, connection, leave)), (_OUTCOME, _decided(hall, connection, leave)),
        ("登记", _at(leave.row["registered"], rules.registered_at.value)), ("销假", _at(returned, "")),
    )  # fmt: skip
    left = tuple(f"{ROLE_NAMES[Role(role)]}意见" for role in asked.left)
    agreed = ("顶岗人",) if leave.stand_in and leave.row["agreed"] is None else ()
    blocks: tuple[Block, ...] = (
        Fields(tuple((label, value) for label, value in rows if value)),
        Signatures(("请假人", *agreed, *left, "销假签名")),
        Text(f"批准后交{rules.registered_at.value}登记备案；假满按时返岗销假，续假在假满前办理。", "note"),
        Articles(tuple(dict.fromkeys((str(asked.basis), str(rules.registered_at.cite))))),
    )  # fmt: skip
    names = tuple(hall.person(no).name for no in (leave.person, leave.stand_in) if no)
    return Paper(SLIP, SLIP_TITLE, hall.name, leave.number, blocks, "A5", ("存档", "本人"), hall.name, names)


@act("print-leave-slip")
def keep_slip(work: Work, leave_id: int) -> int:
    """Stores the slip as it reads now, or finds it where it was stored and reads the same; gives its key."""
    leave = by_id(work.hall, work.connection, leave_id)
    return visits.keep_again(work, slip(work.hall, work.connection, leave), local(leave.row["asked"]).date())


BREACH = Cite("违反请销假规定的，按考核制度处理", ("S33.6",))


@carries("S13.18", "S33.3", "S33.8", "S33.20", by="paper")
@carries("S33.6", by="report")
def register_paper(hall: Hall, connection: Connection, month: date) -> Paper:
    """A month's registration of leave and return, for filing: every leave that begins in it, with days and return.

    Who did not come back in time or left without handing over is named, because assessment deals with it (S33.6).
    """
    leaves = Registration(hall, month).read(connection)
    now = hall.clock().moment
    lines = tuple(
        (str(n), each.number, hall.person(each.person).name, " ".join((each.kind_name, *each.marks)),
         span_said(each.start, each.until), str(each.length), _name(hall, each.stand_in),
         _decided(hall, connection, each), _at(each.moments.returned or each.moments.signed_in, ""),
         " ".join(filter(None, (each.state_name(now), "未交接" if unhanded(hall, connection, each, now) else ""))))
        for n, each in enumerate(leaves, start=1)
    )  # fmt: skip
    head = ("序", "请假条", "姓名", "假别", "起止", "天数", "顶岗", "批准", "销假", "情况")
    table = Table(head, lines, (3, 7, 6, 8, 11, 5, 6, 10, 11, 8))
    approved = [each for each in leaves if each.alive and each.moments.approved]
    days = sum(days_in(hall, each.start, each.ends, month) for each in approved)
    rules = hall.book().leave
    broken = [each for each in leaves if each.state(now) == "broken" or unhanded(hall, connection, each, now)]
    breaches = f"{len(broken)} 次（{'、'.join(dict.fromkeys(hall.person(each.person).name for each in broken))}）"
    said = f"{len(leaves)} 次，批准 {len(approved)} 次，本月共 {days_said(days)}"
    blocks = (
        Fields((("月份", f"{month:%Y年%m月}"), ("请假", said),
                ("违反请假规定", breaches if broken else "无"))),
        table, Signatures(("登记人", "负责人")), Articles((str(rules.registered_at.cite), str(BREACH))),
    )  # fmt: skip
    names = tuple(dict.fromkeys(hall.person(each.person).name for each in leaves))
    return Paper(REGISTER, REGISTER_TITLE, hall.name, f"{month:%Y-%m}", blocks, "A4", ("存档",), hall.name, names)


@act("print-leave-register")
def keep_register(work: Work, month: date) -> int:
    """Stores a month's registration; gives its key.

    Raises:
        NotAllowed: where the actor may not print the hall's reports.
    """
    work.need(Right.REPORT)
    return visits.keep_again(work, register_paper(work.hall, work.connection, month), month.replace(day=1))


def _proof(leave: Leave, certificate: bool) -> str:
    return str(leave.row["proof"]) or ("待补交" if leave.owes_proof(certificate) else "")


def _decided(hall: Hall, connection: Connection, leave: Leave) -> str:
    asked = approval_of(connection, leave.approval_id)
    if asked.state == "withdrawn" or leave.moments.withdrawn is not None:
        return "撤回"
    if not asked.steps:
        return ""
    return f"{'不同意' if asked.state == 'rejected' else '同意'}（{decided_by(hall, asked)}）"


def _at(moment: datetime | None, where: str) -> str:
    return f"{local(moment):%m-%d %H:%M} {where}".strip() if moment is not None else ""


def _name(hall: Hall, no: str) -> str:
    return hall.person(no).name if no else ""
