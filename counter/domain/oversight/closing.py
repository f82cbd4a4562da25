"""Closing the day (日结): what is worth telling before it, and the sheet that is sealed by it.

Closing stops nobody from working on: what comes after is shown as entered later. Calls back that are
owed must be made or have their reason; everything else is only told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select

from counter.domain.anchors import append
from counter.domain.attendance.month import signed_sheets
from counter.domain.attendance.rota import duties, duty_reading, overtime, rosters
from counter.domain.attendance.rota.plan import DUTY_NAMES
from counter.domain.casework.acts import agency, custody, platform
from counter.domain.casework.asking.enquiries import SAME_DAY, owed
from counter.domain.casework.asking.enquiry_lists import Enquiries
from counter.domain.casework.booking.appointment_lists import unsettled
from counter.domain.casework.booking.appointments import NEVER_MISSED
from counter.domain.casework.case import visits
from counter.domain.casework.case.events import short_number
from counter.domain.casework.case.life import STATE_NAMES
from counter.domain.casework.model import PaperRow, Print
from counter.domain.casework.till import reconciling
from counter.domain.casework.till.money import yuan
from counter.domain.clock import local, local_day, said_month
from counter.domain.columns import table_of
from counter.domain.hall.duty.responsible import said
from counter.domain.hall.model import DayClose
from counter.domain.hall.opened import Hall
from counter.domain.hall.rights import Right
from counter.domain.hall.work import Work
from counter.domain.journal import act, digest
from counter.domain.oversight import dayread
from counter.domain.oversight.daily import summary_of
from counter.domain.oversight.figures import Day, Listed, closing_of, figures
from counter.domain.oversight.keeping import back_up
from counter.domain.paper import Paper
from counter.domain.posts import reading as handovers
from counter.domain.posts import receptions, seals
from counter.domain.posts.turns import IN_PERSON, names_of, offered
from counter.domain.posts.unhanded import LEFT_WITHOUT
from counter.domain.reckoning import Cite
from counter.domain.refusals import Refusal
from counter.domain.rules import carries
from counter.domain.text import clean, mask_phone
from counter.storage import StorageFault

NOTE_MOST = 200
_PAPER = table_of(PaperRow)
_PRINT = table_of(Print)
_UNPRINTED = (
    select(func.count())
    .select_from(_PAPER)
    .where(_PAPER.c.case_id.is_not(None), ~select(_PRINT.c.id).where(_PRINT.c.paper_id == _PAPER.c.id).exists())
)
_STILL_NEEDED = ("examining", "awaiting-materials", "accepted", "reviewing", "joint-review", "referred", "deliberating",
                 "awaiting-approval", "decided")  # fmt: skip
"""States of a case in which its originals are still at work."""
_TO_THE_END = Cite("首问负责：接到转办的及时办，首问人催到办完", ("S12.11",))
_MOST = 200
"""As many enquiries as are looked at."""
_FILING = Cite("每天的办件整理、记录，下班前归档", ("S61.9",))


class DayNotThere(Refusal):
    """A day that has not begun."""

    says = "{day} 还没有到，不能日结。"


class AlreadyClosed(Refusal):
    """The day was closed before."""

    says = "{day} 已在 {when} 由{by}日结。后来录入的会在日报里另列，不用再结一次。"


class CallsOwed(Refusal):
    """Calls back are owed and no reason was given."""

    says = "还有{count}个电话没有回。请先回电，或写明为什么今天回不了，再日结。"


@dataclass(frozen=True, slots=True)
class Point:
    """One thing to look at before the day is closed."""

    name: str
    count: int
    says: str
    """What to do about it."""
    lines: Sequence[str] = ()
    cases: Sequence[Listed] = ()
    """The cases behind it, where they can be opened one by one; as many as are looked at."""
    needs_reason: bool = False
    cites: tuple[Cite, ...] = ()


@dataclass(frozen=True, slots=True)
class Closed:
    """What came of closing a day."""

    day: Day
    paper_id: int
    through: int
    digest: str


def points(hall: Hall, connection: Connection, day: date, drafts: Path | None = None) -> list[Point]:
    """What stands in the way of closing, or is worth telling before it; only what there is.

    Args:
        hall: The hall.
        connection: An open look.
        day: The day to close.
        drafts: The folder below which terminals park what is half filled in.
    """
    day_ = figures(hall, connection, day)
    every = (
        *_calls(connection, day), *_parked(drafts), *_cases(day_), *_papers(hall, connection, day_),
        *_above(hall, connection, day), *_originals(hall, connection), *_passed_on(hall, connection),
        *_agreed(hall, connection, day), *_unasked(hall, connection, day),
        *_tills(hall, connection, day), *_rota(hall, connection),
        *_posts(hall, connection),
        *_duties(hall, connection, day), *_overtime(hall, connection), *_attendance(hall, connection),
    )  # fmt: skip
    return [point for point in every if point.count]


def _calls(connection: Connection, day: date) -> Iterator[Point]:
    rows = owed(connection, day)
    lines = [f"{row['name'] or '未留姓名'} {mask_phone(row['phone'])} {row['matter']}".rstrip() for row in rows]
    yield Point("待回电", len(rows), "请回电，或写明为什么今天回不了", lines, needs_reason=True, cites=(SAME_DAY,))


def _passed_on(hall: Hall, connection: Connection) -> Iterator[Point]:
    """What was passed on or complained of and is not answered by its time: the first-asked person sees it through."""
    late = [row for row in Enquiries(hall, "open").read(connection, _MOST) if row.late and not row.owed]
    lines = [f"{row.standing} {row.what} 首问人{row.first} {row.handler}".rstrip() for row in late]
    yield Point("转办、投诉过期", len(late), "请首问人催办，到“首问”里答复", lines, cites=(_TO_THE_END,))


def _agreed(hall: Hall, connection: Connection, day: date) -> Iterator[Point]:
    """Appointments that nobody settled: whoever was expected must not be forgotten."""
    rows = unsettled(hall, connection, day)
    lines = [f"{each.when} {each.name} {each.item} {each.receiver}接待" for each in rows]
    yield Point("预约没有结果", len(rows), "到“预约”里登记来了、没来或改约", lines, cites=(NEVER_MISSED,))


def _posts(hall: Hall, connection: Connection) -> Iterator[Point]:
    """Posts to be handed over before a leave, handovers half confirmed, answers that A owes, seals that are out."""
    people = dict.fromkeys(post.a for post in hall.laid.posts.values())
    ahead = [f"{post.name} {hall.person(no).name} {leave.number} {local(leave.start):%m-%d %H:%M}起"
             for no in people for post, leave in handovers.asked_for(hall, connection, no)]  # fmt: skip
    yield Point("请假没有交接", len(ahead), "请A岗按 F4 交接了再走", ahead, cites=(LEFT_WITHOUT,))
    leaving = [f"{post.name} {hall.person(no).name} {until:%m-%d}起离岗" for post, no, until in handovers.ending(hall)]
    yield Point("到期离岗没有交接", len(leaving), "请本人按 F4 交接，再在“人员”的岗位里换人", leaving,
                cites=(LEFT_WITHOUT,))  # fmt: skip
    half = [row for code in hall.laid.posts if (row := offered(connection, code)) is not None]
    half += [row for code in hall.laid.posts for row in handovers.got_without(connection, code)]
    lines = [f"{hall.post(row['post']).name} {names_of(hall, row['giver'])} → {names_of(hall, row['taker'])}"
             for row in half]  # fmt: skip
    yield Point("交接等确认", len(half), "没有两人都确认的不算，请按 F4 确认", lines, cites=(IN_PERSON,))
    noted = [row for code in hall.laid.posts for row in receptions.waiting(connection, code)]
    told = [f"{row['name']} {row['matter']} {names_of(hall, row['owes'])}答复" for row in noted]
    yield Point("B岗记录没有答复", len(noted), "请A岗联系来人答复，到 F4 登记", told, cites=(receptions.RECEIVES,))
    lent = seals.lent_out(hall)
    where = [f"{each.name} 在{seals.said_of(hall, each)}" for each in lent]
    yield Point("印章不在岗位", len(lent), "借出、带出的请收回，随岗交接的返岗时收回", where, cites=(seals.BACK,))


def _unasked(hall: Hall, connection: Connection, day: date) -> Iterator[Point]:
    """Agency matters that ended today without the applicant's feedback."""
    rows = agency.unasked(hall, connection, day)
    lines = [f"{each.short} {each.item} {each.applicant} {each.handler}" for each in rows]
    yield Point("代理件没有反馈表", len(rows), "请申请人填反馈表，到代理台账登记", lines, cites=(agency.FEEDBACK,))


def _parked(drafts: Path | None) -> Iterator[Point]:
    files = list(drafts.rglob("*.json")) if drafts is not None and drafts.is_dir() else []
    yield Point("挂单", len(files), "请各窗口把没填完的办完或丢掉")


def _cases(day: Day) -> Iterator[Point]:
    due = [each for each in day.due_today if each not in day.overdue]
    for name, cases, says in (
        ("今日到期没办结", due, "请责任人今天办完，或按规定延期"),
        ("已超期", day.overdue, "请责任人抓紧，并向申请人说明情况"),
        ("待补", day.waiting, "等申请人补材料，可打电话提醒"),
    ):
        yield Point(name, len(cases), says, [_line(each) for each in cases], cases)
    yield Point("待领", int(day.counts["待领"]), "结果还没有人领，可打电话通知")
    yield Point("补录", int(day.counts["补录"]), "日报里另列", [each.words for each in day.late])


def _papers(hall: Hall, connection: Connection, day: Day) -> Iterator[Point]:
    span = dayread.Span(day.day, day.until, past=False)
    bare = [row for row in dayread.money(connection, span) if row.fen and not row.receipt and row.state != "void"]
    lines = [f"{row.number} {yuan(row.fen)}元" for row in bare]
    yield Point("收款没有票据号", len(bare), "请补开票据，到这一件按 8 更正、补上票据号", lines)
    unprinted = connection.execute(_UNPRINTED.where(_PAPER.c.day == day.day)).scalar_one()
    yield Point("没打印的单子", int(unprinted), "给申请人的通知当天打印交给本人")


def _above(hall: Hall, connection: Connection, day: date) -> Iterator[Point]:
    """What the provincial platform does not have yet, where the hall must enter cases there."""
    if not hall.book(day).casework.platform.value:
        return
    rows = platform.not_entered(connection, day)
    count = platform.count_not_entered(connection, day)
    cases = [_listed(hall, row) for row in rows]
    yield Point(
        "未录平台",
        count,
        "请在上级平台补录；F3 办件的“未录平台”清单里回车登记编号",
        [_line(each) for each in cases],
        cases,
    )


def _listed(hall: Hall, row: Mapping[str, Any], words: str = "") -> Listed:
    """A row of a case as a list shows it, with who answers for it."""
    item = hall.item(row["item_code"], row["item_version"])
    who = said(hall, hall.answering(row["post"])) if row["post"] in hall.laid.posts else row["post"]
    return Listed(row["id"], row["number"], item.name, row["name"], who, words=words)


def _line(each: Listed) -> str:
    """The short things first: what is too long for the line is the item's name."""
    return " ".join(filter(None, (short_number(each.number), each.applicant, each.who, each.words, each.item)))


def _originals(hall: Hall, connection: Connection) -> Iterator[Point]:
    """Originals of matters that are over, and still here."""
    over = [row for row in custody.kept_here(connection) if row["state"] not in _STILL_NEEDED]
    cases = [_listed(hall, row, f"暂存{row['custody']}份，{STATE_NAMES[row['state']]}") for row in over]
    lines = [_line(each) for each in cases]
    yield Point("原件待退", len(over), "事已办完，请通知来领回原件", lines, cases, cites=(custody.KEPT_SAFE,))


@carries("S31.4", "S31.11", by="check")
def _tills(hall: Hall, connection: Connection, day: date) -> Iterator[Point]:
    """Windows that took money and whose count does not stand."""
    found = reconciling.open_tills(hall, connection, day)
    lines = [
        f"{each.name} 现金{yuan(each.cash)}元 其他{yuan(each.other)}元 票据{each.receipts}张，{each.standing}"
        for each in found
    ]
    yield Point("收款未对账", len(found), "请清点现金和票据，两人核对，按 4 登记", lines, cites=(reconciling.EACH_DAY,))


@carries("S36.5", by="check")
def _rota(hall: Hall, connection: Connection) -> Iterator[Point]:
    """At the end of a month next month's rota is published."""
    month = rosters.to_publish(hall, connection)
    if month is not None:
        cite = hall.book().duty.leaders.publish_days.cite
        says = f"{said_month(month)}的值班表要在月底前公布，请到“值班”里编排、公布"
        yield Point("下月值班表", 1, says, cites=(cite,))


@carries("S35.5", "S36.10", by="check")
def _duties(hall: Hall, connection: Connection, day: date) -> Iterator[Point]:
    """Duties of the day of which nothing is recorded."""
    rows = duty_reading.unrecorded(connection, day)
    lines = [f"{DUTY_NAMES[each.duty]} {hall.person(each.person).name}" for each in rows]
    says = "请本人（领导的可由综合窗口代）到“值班”里登记"
    yield Point("值班没有记录", len(rows), says, lines, cites=(duties.KEEP_RECORD, duties.HAND_OVER))


def _overtime(hall: Hall, connection: Connection) -> Iterator[Point]:
    """Overtime that is over, of which nobody said that the hall was closed."""
    rows = overtime.not_left(connection, hall.clock().moment)
    lines = [f"{each.day:%m-%d} {hall.person(each.person).name} {each.reason}" for each in rows]
    yield Point("加班没有登记离开", len(rows), "请本人到“值班”里登记门窗电源都关好了", lines,
                cites=(hall.book().approvals.overtime.cite,))  # fmt: skip


@carries("S32.3", "S32.6", by="check")
def _attendance(hall: Hall, connection: Connection) -> Iterator[Point]:
    """Attendance that waits to be put up, to be signed, and to be filed with the discipline office."""
    rules = hall.book().attendance
    week, month = signed_sheets.week_to_publish(hall, connection), signed_sheets.month_to_sign(hall, connection)
    if week is not None:
        says = f"{week[0]:%m-%d}至{week[1]:%m-%d}的考勤还没有公示，请到“考勤表”里出公示"
        yield Point("考勤没有公示", 1, says, cites=(rules.summary.cite,))
    if month is not None:
        says = f"{month:%Y年%m月}的考勤表还没有签字，请领导到“考勤表”里签，用笔签的录入"
        yield Point("考勤表没有签字", 1, says, cites=(rules.sheet_needs.cite,))
    signed = signed_sheets.to_file(connection)
    lines = [f"{row['first_day']:%m-%d}至{row['last_day']:%m-%d}" for row in signed]
    yield Point("考勤表没有备案", len(signed), "签好的考勤表请报纪委，到“考勤表”里记下谁收的", lines,
                cites=(rules.sheet_needs.cite,))  # fmt: skip


@act("close-day")
@carries("S61.9", "S26.4", by="act")
def close_day(work: Work, day: date, reason: str = "") -> Closed:
    """Closes a day: its figures and its sheet are kept with the journal's place that they cover.

    Args:
        work: The open unit of work.
        day: The day; today or a past one.
        reason: Why calls back stay owed, where they do.

    Raises:
        NotAllowed, DayNotThere, AlreadyClosed, CallsOwed: as they say.
    """
    work.need(Right.CLOSE_DAY)
    _refuse(work, day, reason)
    note = clean(reason, field="没有回电的原因", most=NOTE_MOST)
    counts = figures(work.hall, work.connection, day).counts
    work.insert(DayClose, {
        "day": day, "closed": work.entered, "by": work.actor, "figures": dict(counts),
        "through": work.last.seq, "note": f"待回电未回：{note}" if note else "",
    })  # fmt: skip
    found = figures(work.hall, work.connection, day)
    paper_id = visits.keep_paper(work, summary_of(work.hall, work.connection, found), None)
    work.update(DayClose, {"day": day}, {"paper_id": paper_id})
    return Closed(found, paper_id, work.last.seq, digest(work.last.hash))


def _refuse(work: Work, day: date, reason: str) -> None:
    if day > local_day(work.entered):
        raise DayNotThere(day=day)
    if (closed := closing_of(work.connection, day)) is not None:
        by = work.hall.person(closed.by).name
        raise AlreadyClosed(day=day, when=f"{local(closed.moment):%m-%d %H:%M}", by=by)
    calls = len(owed(work.connection, day))
    if calls and not reason.strip():
        raise CallsOwed(count=calls, cites=(SAME_DAY, _FILING))


@act("daily-summary")
def keep_summary(work: Work, day: date) -> int:
    """The day's sheet to be printed: the sealed one, or one printed before, while it still holds; else a new one.

    Returns:
        The paper's key.

    Raises:
        NotAllowed: where the actor may not print the summary.
    """
    work.need(Right.REPORT)
    found = figures(work.hall, work.connection, day)
    sealed = sealed_sheet(found)
    if sealed is not None:
        return sealed
    return visits.keep_again(work, summary_of(work.hall, work.connection, found), day)


def sealed_sheet(day: Day) -> int | None:
    """The sheet of the closing, where it still tells what the records say; None otherwise."""
    if day.closing is None or day.changed or any(each.words.startswith("日结后") for each in day.late):
        return None
    return day.closing.paper_id


def sheet(hall: Hall, connection: Connection, day: date) -> Paper:
    """What `keep_summary` would print: the sealed sheet where it still holds, else the figures as they are."""
    found = figures(hall, connection, day)
    sealed = sealed_sheet(found)
    return summary_of(hall, connection, found) if sealed is None else visits.paper(connection, sealed)


def secure(hall: Hall, day: date, backups: Path, anchor: Path) -> Iterator[str]:
    """Backs up and anchors what a closed day left; each says how it went, and one failing stops no other.

    Args:
        hall: The hall.
        day: The day that was closed.
        backups: The folder for backups; a month's days take turns there, so it does not grow for ever.
        anchor: The anchor file, outside the database.
    """
    try:
        yield back_up(hall, backups / f"{hall.code}-{day:%d}.db")
    except (Refusal, StorageFault) as error:
        yield error.sentence
    try:
        with hall.look() as connection:
            last = append(anchor, connection)
        yield f"锚点已记下：日志{last.seq}条，校验码 {last.digest}。"
    except (Refusal, StorageFault) as error:
        yield error.sentence
