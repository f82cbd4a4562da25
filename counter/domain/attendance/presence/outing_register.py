"""The register of who was out of the hall in a month (F39): who, when, where, why, back by when, back when (S37.1)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING

from counter.domain.attendance.presence.outings import late_return
from counter.domain.attendance.presence.punching import HOW_NAMES
from counter.domain.casework.case import visits
from counter.domain.clock import local
from counter.domain.hall.duty.facts import Punch, moment
from counter.domain.hall.duty.reading import punches_between
from counter.domain.journal import act, head
from counter.domain.paper import Articles, Fields, Paper, Signatures, Table
from counter.domain.rules import carries

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from counter.domain.hall.opened import Hall
    from counter.domain.hall.work import Work

KIND, TITLE = "outing-register", "外出登记簿"
_LATE = {"": "", "overdue": "超时", "left-post": "超时，按空岗"}


@carries("S37.1", "S37.6", by="register")
def register(hall: Hall, connection: Connection, month: date) -> Paper:
    """The register of the month in which a day lies."""
    first = month.replace(day=1)
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    rows = tuple(_rows(hall, punches_between(hall, first, after)))
    last = head(connection)
    rules = hall.book().attendance.out_needs
    blocks = (
        Fields((("月份", f"{first:%Y年%m月}"), ("外出", f"{len(rows)} 次"))),
        Table(("日期", "姓名", "去向", "事由", "外出", "应回", "回来", "备注"), rows, (5, 7, 14, 16, 5, 5, 5, 13)),
        Signatures(("考勤员", "分管领导")), Articles((str(rules.cite),)),
    )  # fmt: skip
    foot = f"{hall.name}  日志校验码 {last.digest}（至第{last.seq}条）"
    names = tuple(sorted({row[1] for row in rows}))
    return Paper(KIND, TITLE, hall.name, f"{first:%Y-%m}", blocks, "A4", (), foot, names)


@act("outing-register")
def keep(work: Work, made: Paper, since: date) -> int:
    """Stores the register, to be printed; gives its key."""
    return visits.keep_again(work, made, since)


def _rows(hall: Hall, punches: list[Punch]) -> Iterator[tuple[str, ...]]:
    by_day: defaultdict[tuple[str, date], list[Punch]] = defaultdict(list)
    for each in punches:
        by_day[(each.person, local(moment(each.at)).date())].append(each)
    for each in punches:
        if each.kind != "go-out":
            continue
        day = local(moment(each.at)).date()
        back = next((later.at for later in by_day[(each.person, day)] if later.at > each.at and later.kind != "go-out"),
                    None)  # fmt: skip
        yield (
            f"{day:%m-%d}", hall.person(each.person).name, f"{each.place}{'（下村）' if each.village else ''}",
            each.matter, _time(each.at), _time(each.back_by), _time(back), _note(hall, each, back),
        )  # fmt: skip


def _note(hall: Hall, outing: Punch, back: int | None) -> str:
    ended: datetime = moment(back) if back is not None else hall.clock().moment
    late = _LATE[late_return(hall, outing, ended).value]
    open_end = "" if back is not None else "没有登记回来"
    return "；".join(filter(None, (late, open_end, HOW_NAMES[outing.how])))


def _time(at: int | None) -> str:
    return f"{local(moment(at)):%H:%M}" if at is not None else ""
