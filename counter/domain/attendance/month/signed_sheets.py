"""The sheet that a leader signs, the files of the discipline office, and what is put up for everybody to see.

Keeps: attendance is summed up, the leader in charge signs it, the discipline office files it (S32.3, S52.12); put up
every week where the hall's document says so (S32.6, K26), and open to everybody in the hall (S32.14).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from counter.domain.approvals.acts import OwnSlip, Signed, signed_on, signer, slip_of
from counter.domain.approvals.standing import deciders, said_roles
from counter.domain.attendance.model import SheetRow
from counter.domain.casework.case import visits
from counter.domain.clock import local
from counter.domain.columns import table_of
from counter.domain.hall.laid_down import SYSTEM
from counter.domain.hall.rights import Right, Role
from counter.domain.journal import act
from counter.domain.refusals import Refusal
from counter.domain.rules import carries
from counter.domain.text import clean

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from counter.domain.hall.laid_down import Person
    from counter.domain.hall.opened import Hall
    from counter.domain.hall.work import Work
    from counter.domain.paper import Paper

SIGNED, PUBLISHED = "signed", "published"
NAME_MOST = 60
_S = table_of(SheetRow)
_ANY = "SELECT 1 FROM presence WHERE day >= ? AND day <= ? LIMIT 1"


class PeriodWrong(Refusal):
    """The last day before the first."""

    says = "起止日期不对：{first}在{last}之后。"


class NotOverYet(Refusal):
    """A sheet over days that are not over."""

    says = "{day}还没有下班，考勤表要等这一天结束以后再签。"


class NotYoursToSign(Refusal):
    """Another role signs the sheet."""

    says = "考勤表由{roles}签字（{who}），{name}不能签。请交给他们签，或用笔签好后由综合窗口录入。"
    standing = True


class SignedBefore(Refusal):
    """Every day of it is signed."""

    says = "{first}至{last}的考勤表{who}已经签过，不用再签。"


class NothingToFile(Refusal):
    """No signed sheet waits for the discipline office."""

    says = "没有等着报纪委备案的考勤表。请领导先签字。"
    standing = True


class NobodyFiled(Refusal):
    """Nobody named who took the sheet."""

    says = "请写纪委是谁收下备案的。"


@act("sign-sheet")
@carries("S32.3", by="act")
def sign_sheet(
    work: Work, first: date, last: date, *, signed: Signed | None = None, shown: Sequence[Paper] = ()
) -> int:
    """The leader signs the sheet of some days; who is missing without an accepted explanation is then absent.

    Args:
        work: The open unit of work.
        first: The first day.
        last: The last day; its hours must be over.
        signed: Where it was signed with a pen: who, when, which number; the actor only enters it.
        shown: The sheets as the leader saw them, one for each payroll, stored with the signature.

    Raises:
        PeriodWrong, NotOverYet, NotYoursToSign, SignedBefore: as they say.
        SlipMissing, SignedWhen, UnknownSigner, OwnSlip, NotAllowed: of what was signed on paper.
    """
    if first > last:
        raise PeriodWrong(first=f"{first:%m-%d}", last=f"{last:%m-%d}")
    if last > work.today or (last == work.today and not _over(work.hall, last, work.moment)):
        raise NotOverYet(day=f"{last:%m-%d}")
    leader, day, slip = _leader(work, last, signed)
    needs = work.book.attendance.sheet_needs
    may = signers(work.hall)
    if leader.no not in {each.no for each in may} and leader.no != SYSTEM:
        raise NotYoursToSign(roles=said_roles(needs.value), who="、".join(each.name for each in may) or "中心主任",
                             name=leader.name, cites=(needs.cite,))  # fmt: skip
    before = covering(work.connection, first, last)
    if before is not None:
        raise SignedBefore(first=f"{first:%m-%d}", last=f"{last:%m-%d}",
                           who=work.hall.person(before["signed_by"]).name, cites=(needs.cite,))  # fmt: skip
    return _keep(work, SIGNED, first, last, shown, signed_by=leader.no, signed_on=day, slip=slip)


@act("file-sheet")
@carries("S32.3", "S52.12", by="act")
def file_sheet(work: Work, taken_by: str = "") -> int:
    """The discipline office takes the earliest signed sheet that it does not have yet; gives its key.

    Args:
        work: The open unit of work.
        taken_by: Who took it, where the actor is not of the discipline office and only enters it.

    Raises:
        NothingToFile, NobodyFiled, NotAllowed: as they say.
    """
    row = next(iter(to_file(work.connection)), None)
    if row is None:
        raise NothingToFile(cites=(work.book.attendance.sheet_needs.cite,))
    own = Role.DISCIPLINE in work.person.roles
    if not own:
        work.need(Right.KEEP_ATTENDANCE)
    by = work.person.name if own else clean(taken_by, field="备案人", most=NAME_MOST)
    if not by:
        raise NobodyFiled()
    work.update(SheetRow, {"id": row["id"]}, {"filed": work.moment, "filed_by": by}, rev=row["rev"])
    return int(row["id"])


@act("publish-attendance")
@carries("S32.6", "S32.14", by="act")
def publish(work: Work, first: date, last: date, shown: Sequence[Paper] = ()) -> int:
    """Notes that the attendance of some days was put up in the hall; gives its key.

    Raises:
        PeriodWrong, NotOverYet, NotAllowed: as they say.
    """
    work.need(Right.KEEP_ATTENDANCE)
    if first > last:
        raise PeriodWrong(first=f"{first:%m-%d}", last=f"{last:%m-%d}")
    if last > work.today:
        raise NotOverYet(day=f"{last:%m-%d}")
    return _keep(work, PUBLISHED, first, last, shown)


def signers(hall: Hall) -> tuple[Person, ...]:
    """Who may sign the sheet: the hall's roles; where nobody has them, who decides in their place."""
    people = tuple(hall.laid.staff.values())
    found = [each for role in hall.book().attendance.sheet_needs.value for each in deciders(role, people)]
    return tuple(dict.fromkeys(found))


def signed_over(connection: Connection, day: date) -> dict[str, Any] | None:
    """The signed sheet that covers a day."""
    return covering(connection, day, day)


def covering(connection: Connection, first: date, last: date) -> dict[str, Any] | None:
    """One signed sheet that covers every day from a first to a last."""
    query = select(_S).where(_S.c.what == SIGNED, _S.c.last_day >= last, _S.c.first_day <= first)
    row = connection.execute(query.order_by(_S.c.last_day, _S.c.id).limit(1)).mappings().first()
    return dict(row) if row is not None else None


def paper_of(connection: Connection, key: int) -> int:
    """The stored paper of a sheet; 0 where none was stored with it."""
    return int(connection.execute(select(_S.c.paper_id).where(_S.c.id == key)).scalar() or 0)


def of_period(connection: Connection, what: str, first: date, last: date) -> list[dict[str, Any]]:
    """The sheets that were signed, or put up, over any of some days."""
    query = select(_S).where(_S.c.what == what, _S.c.last_day >= first, _S.c.first_day <= last)
    return [dict(row) for row in connection.execute(query.order_by(_S.c.last_day, _S.c.id)).mappings()]


@carries("S32.6", by="check")
def week_to_publish(hall: Hall, connection: Connection) -> tuple[date, date] | None:
    """The last week that is over and not put up yet, where the hall puts attendance up every week (K26)."""
    if hall.book().attendance.summary.value != "weekly":
        return None
    last = hall.today - timedelta(days=hall.today.weekday() + 1)
    first = last - timedelta(days=6)
    waits = _kept(connection, first, last) and not of_period(connection, PUBLISHED, first, last)
    return (first, last) if waits else None


@carries("S32.3", by="check")
def month_to_sign(hall: Hall, connection: Connection) -> date | None:
    """Last month by its last day, where attendance was kept in it and nobody signed its end."""
    last = hall.today.replace(day=1) - timedelta(days=1)
    if not _kept(connection, last.replace(day=1), last):
        return None
    ends = [row["last_day"] for row in of_period(connection, SIGNED, last.replace(day=1), last)]
    open_days = (last - timedelta(days=back) for back in range(last.day))
    end = next((day for day in open_days if hall.hours(day).sessions(day)), last)
    return last if not ends or max(ends) < end else None


def to_file(connection: Connection) -> list[dict[str, Any]]:
    """The signed sheets that the discipline office does not have yet, the earliest first."""
    query = select(_S).where(_S.c.what == SIGNED, _S.c.filed.is_(None)).order_by(_S.c.last_day, _S.c.id)
    return [dict(row) for row in connection.execute(query).mappings()]


def _kept(connection: Connection, first: date, last: date) -> bool:
    """Whether anybody signed in on any of some days."""
    bound = (first.isoformat(), last.isoformat())
    return connection.exec_driver_sql(_ANY, bound).first() is not None


def _keep(work: Work, what: str, first: date, last: date, shown: Sequence[Paper], **more: Any) -> int:
    kept = [visits.keep_paper(work, each, None) for each in shown]
    values = {"signed_by": "", "signed_on": None, "slip": "", "paper_id": kept[0] if kept else None} | more
    return work.insert(SheetRow, {
        "what": what, "first_day": first, "last_day": last, "at": work.moment, "entered_by": work.actor,
        "filed": None, "filed_by": "", "rev": 0, **values,
    })  # fmt: skip


def _over(hall: Hall, day: date, now: datetime) -> bool:
    """Whether a day's hours are over at a moment."""
    return local(now).time() >= hall.hours(day).closing(day)


def _leader(work: Work, last: date, signed: Signed | None) -> tuple[Person, date | None, str]:
    """Whose signature it is, the day of it and the number of the paper."""
    if signed is None:
        return work.person, None, ""
    work.need(Right.KEEP_ATTENDANCE)
    leader = signer(work, signed.by)
    if leader.no == work.actor:
        raise OwnSlip(cites=(work.book.attendance.sheet_needs.cite,))
    return leader, signed_on(work, signed, last, "那天考勤还没有结束"), slip_of(signed)
