"""What each list of cases shows: its columns, and what it says where it is empty."""

from __future__ import annotations

from counter.domain.casework.lists.worklist import CaseRow, Name
from counter.domain.clock import local
from counter.screens.kit.paged import Column

EMPTY = {
    "open": "没有在办的件。", "today": "今天没有到期的件。", "soon": "没有快到期的件。", "overdue": "没有超期的件。",
    "wait": "没有待补的件。", "collect": "没有待领的结果。", "closed": "今天还没有办结的件。",
    "joint": "联办件的部门意见都齐了。", "above": "没有等上级答复的件。",
    "stopped": "没有暂停计时的件。", "watched": "没有另外要盯的时限。", "chase": "没有要督办的件。",
    "unentered": "受理的件都录入上级平台了。",
}  # fmt: skip


def _date(row: CaseRow) -> str:
    return f"{local(row.due):%m-%d %H:%M}" if row.due else ""


_NUMBER = Column[CaseRow]("办件号", 9, lambda row: row.short)
_ITEM = Column[CaseRow]("事项", 14, lambda row: row.item, stretch=1)
_PERSON = Column[CaseRow]("申请人", 8, lambda row: row.applicant)
_PLACE = Column[CaseRow]("村组", 7, lambda row: row.place)
_KIND = Column[CaseRow]("类型", 6, lambda row: row.kind_name)
_DUE = Column[CaseRow]("承诺办结", 11, _date)
_LEFT = Column[CaseRow]("余", 4, lambda row: row.left_words, "r")
_WHO = Column[CaseRow]("责任人", 10, lambda row: row.who)
_RECEIVED = Column[CaseRow]("收件日", 6, lambda row: f"{row.day:%m-%d}")
_ACCEPTED = Column[CaseRow]("受理日", 6, lambda row: f"{row.accept_day:%m-%d}" if row.accept_day else "")
_STATE = Column[CaseRow]("状态", 10, lambda row: row.state_name)
_ENDED = Column[CaseRow]("办结日", 6, lambda row: f"{row.closed_day:%m-%d}" if row.closed_day else "")
_CLOCK = Column[CaseRow]("盯什么", 8, lambda row: row.watched_name)
_UNTIL = Column[CaseRow]("限到", 11, lambda row: f"{local(row.watch):%m-%d %H:%M}" if row.watch else "")
_FOLLOWED = Column[CaseRow]("事由", 12, lambda row: row.followed_for)
_WAITS = Column[CaseRow]("等谁", 12, lambda row: row.waits_for, stretch=1)
_ANSWER = Column[CaseRow]("预计答复", 8, lambda row: f"{local(row.watch):%m-%d}" if row.watch else "")
_LATE = Column[CaseRow]("", 4, lambda row: "已过" if row.slipped else "")
FOUND = (_NUMBER, _ITEM, _PERSON, _PLACE, _KIND, _STATE, _RECEIVED, _WHO)
RUNNING = (_NUMBER, _ITEM, _PERSON, _PLACE, _KIND, _DUE, _LEFT, _WHO)
OF_LIST: dict[Name, tuple[Column[CaseRow], ...]] = {
    "wait": (_NUMBER, _ITEM, _PERSON, _PLACE, _RECEIVED, _STATE, _WHO),
    "collect": (_NUMBER, _ITEM, _PERSON, _PLACE, _KIND, _ENDED, _STATE, _WHO),
    "closed": (_NUMBER, _ITEM, _PERSON, _PLACE, _KIND, _STATE, _ENDED, _WHO),
    "stopped": (_NUMBER, _ITEM, _PERSON, _PLACE, _KIND, _STATE, _WHO),
    "watched": (_NUMBER, _ITEM, _PERSON, _CLOCK, _UNTIL, _STATE, _WHO),
    "joint": (_NUMBER, _ITEM, _PERSON, _WAITS, _DUE, _LEFT, _WHO),
    "above": (_NUMBER, _ITEM, _PERSON, _WAITS, _ANSWER, _LATE, _WHO),
    "chase": (_NUMBER, _ITEM, _PERSON, _FOLLOWED, _DUE, _LEFT, _WHO),
    "unentered": (_NUMBER, _ITEM, _PERSON, _PLACE, _KIND, _ACCEPTED, _STATE, _WHO),
}
