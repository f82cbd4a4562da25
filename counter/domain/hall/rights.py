"""Who may do what: roles and the rights they carry, checked in the domain and nowhere hidden.

Any clerk may accept at any window; deciding, stamping and handing out belong to who answers for the
case or to the post's other half. Approvals name their role in the rulebook.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from counter.domain.refusals import Refusal


class Role(StrEnum):
    """What somebody is in the hall."""

    CLERK = "clerk"
    COMPREHENSIVE = "comprehensive"
    DIRECTOR = "director"
    DEPUTY_DIRECTOR = "deputy-director"
    LEADER_IN_CHARGE = "leader-in-charge"
    MAIN_LEADER = "main-leader"
    DISCIPLINE = "discipline"
    SEAL_KEEPER = "seal-keeper"
    ARCHIVE_KEEPER = "archive-keeper"
    VILLAGE_AGENT = "village-agent"


class Right(StrEnum):
    """What a role may do."""

    INTAKE = "intake"
    OWN_CASES = "own-cases"
    ANY_CASE = "any-case"
    AGREE_CORRECTION = "agree-correction"
    ENTER_SIGNED = "enter-signed"
    REPORT = "report"
    CLOSE_DAY = "close-day"
    RESET_PIN = "reset-pin"
    SETTINGS = "settings"
    IMPORT = "import"
    REVEAL = "reveal"
    AUDIT = "audit"
    CHASE = "chase"
    KEEP_ATTENDANCE = "keep-attendance"
    ROSTER = "roster"
    CONFIRM_EMPTY = "confirm-empty"


ROLE_NAMES = {
    Role.CLERK: "窗口人员",
    Role.COMPREHENSIVE: "综合窗口",
    Role.DIRECTOR: "中心主任",
    Role.DEPUTY_DIRECTOR: "副主任",
    Role.LEADER_IN_CHARGE: "分管领导",
    Role.MAIN_LEADER: "主要领导",
    Role.DISCIPLINE: "纪委",
    Role.SEAL_KEEPER: "印章保管员",
    Role.ARCHIVE_KEEPER: "档案管理员",
    Role.VILLAGE_AGENT: "村级代办员",
}

RIGHT_NAMES = {
    Right.INTAKE: "收件受理",
    Right.OWN_CASES: "办理本岗办件",
    Right.ANY_CASE: "办理全厅办件",
    Right.AGREE_CORRECTION: "同意更正、作废",
    Right.ENTER_SIGNED: "录入纸质签批",
    Right.REPORT: "看日报、打印日报",
    Right.CLOSE_DAY: "日结",
    Right.RESET_PIN: "重置密码",
    Right.SETTINGS: "改大厅设置",
    Right.IMPORT: "导入名册",
    Right.REVEAL: "查看完整证号电话",
    Right.AUDIT: "查看日志",
    Right.CHASE: "督办",
    Right.KEEP_ATTENDANCE: "管考勤",
    Right.ROSTER: "排值班表",
    Right.CONFIRM_EMPTY: "认定空岗",
}

_AT_WINDOW = {Right.INTAKE, Right.OWN_CASES, Right.REVEAL, Right.ENTER_SIGNED}
_KEEPING = {Right.CLOSE_DAY, Right.IMPORT, Right.KEEP_ATTENDANCE, Right.ROSTER}
"""What the comprehensive window keeps."""
_LEADING = {Right.REPORT, Right.AUDIT}
"""Leaders look; the discipline office never does more than that."""
_RIGHTS: dict[Role, frozenset[Right]] = {
    Role.CLERK: frozenset(_AT_WINDOW),
    Role.COMPREHENSIVE: frozenset(_AT_WINDOW | _KEEPING | {Right.REPORT, Right.CHASE}),
    Role.DIRECTOR: frozenset(set(Right)),
    Role.DEPUTY_DIRECTOR: frozenset(set(Right) - {Right.SETTINGS}),
    Role.LEADER_IN_CHARGE: frozenset(
        _LEADING | {Right.AGREE_CORRECTION, Right.ENTER_SIGNED, Right.CHASE, Right.KEEP_ATTENDANCE, Right.CONFIRM_EMPTY}
    ),
    Role.MAIN_LEADER: frozenset(_LEADING | {Right.CHASE, Right.KEEP_ATTENDANCE}),
    Role.DISCIPLINE: frozenset(_LEADING),
    Role.SEAL_KEEPER: frozenset(),
    Role.ARCHIVE_KEEPER: frozenset(),
    Role.VILLAGE_AGENT: frozenset(),
}


class NotAllowed(Refusal):
    """The person's roles do not carry the right."""

    says = "您是{roles}，没有“{right}”的权限。请找有这项权限的同事办理。"
    standing = True


def rights_of(roles: Iterable[str]) -> frozenset[Right]:
    """Every right that a set of roles carries together."""
    held: set[Right] = set()
    for role in roles:
        held |= _RIGHTS.get(Role(role), frozenset())
    return frozenset(held)


def require(roles: Iterable[str], right: Right) -> None:
    """Refuses where none of the roles carries the right.

    Raises:
        NotAllowed: naming the roles and the right.
    """
    named = list(roles)
    if right not in rights_of(named):
        titles = "、".join(ROLE_NAMES[Role(role)] for role in named) or "没有岗位的人员"
        raise NotAllowed(roles=titles, right=RIGHT_NAMES[right])
