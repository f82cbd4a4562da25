"""Approval seals (审批专用章): filed with the centre when opened, changed or cancelled; put on by their keeper only.

Keeps: one size for all, each opening, change and cancellation confirmed by the centre and filed (S54.5, S54.6), with
its paper (F47); the seal is used at its own window (S54.2) by the department's chief representative, who keeps it
(S54.4), so that an instant case too is finished by that person (S02.12); by the post's pair where nobody is named.
A hall that has filed no seal stamps without one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, select

from counter.domain.casework.case import visits
from counter.domain.casework.case.steps import NOTE_MOST, reason_text
from counter.domain.casework.papers.notices import footer, number, plain_day, said, title_of
from counter.domain.columns import table_of
from counter.domain.hall.duty.responsible import who_may
from counter.domain.hall.duty.seals import MOVE_NAMES, seals_of
from counter.domain.hall.laid_down import SYSTEM
from counter.domain.hall.model import APPROVAL_SEAL, ApprovalSeal
from counter.domain.hall.opened import Hall
from counter.domain.hall.people.departments import department_of, representative_of
from counter.domain.hall.rights import Right
from counter.domain.hall.work import Work
from counter.domain.journal import act
from counter.domain.paper import Articles, Fields, Paper, Seal, Signatures, Text
from counter.domain.reckoning import Cite
from counter.domain.refusals import Refusal
from counter.domain.rules import carries
from counter.domain.text import clean

FILED = Cite("镇赉县办法 第二十条：启用、更换、停用由中心确认并备案", ("S54.5",))
MANAGED = Cite("镇赉县办法 第二十一条：中心负责管理、监督审批专用章的启用和使用", ("S54.6",))
AT_WINDOW = Cite("镇赉县办法 第十七条：审批专用章只在大厅窗口使用，加盖后审批件有效", ("S54.2",))
KEPT_BY = Cite("镇赉县办法 第十九条、第十五条（六）：审批专用章由首席代表保管", ("S54.4", "S02.12"))
BY_HOLDER = Cite("南部山区制度 印鉴 一：印章由专管人员保管，谁持有谁使用", ("S53.1",))
HANDED_BACK = Cite("南部山区制度 AB角 四：A岗返岗后，B岗交还印章", ("S53.8", "S13.12"))
_SEAL = table_of(ApprovalSeal)
_ANY = select(_SEAL.c.id).limit(1)
_AT_POST = (
    select(_SEAL)
    .where(_SEAL.c.post == bindparam("post"), _SEAL.c.cancelled.is_(None))
    .order_by(_SEAL.c.id)
)  # fmt: skip


class WrongSize(Refusal):
    """A seal of another size than the rules lay down."""

    says = "审批专用章统一直径{wanted}厘米，这枚是{size}厘米，不能备案。请重新刻制。"


class SealThere(Refusal):
    """A second seal for a department that has one in use."""

    says = "{department}已有在用的“{name}”，要先停用或更换。"


class UnknownSeal(Refusal):
    """No such seal in use."""

    says = "没有这枚在用的审批专用章。"


class ReasonForFiling(Refusal):
    """A change or cancellation without its reason."""

    says = "更换、停用审批专用章要写明原因。"


class NoSealInUse(Refusal):
    """Stamping where the department has no seal in use."""

    says = "{post}没有在用的审批专用章，不能盖章。请先由中心启用并备案。"
    standing = True


class NotTheKeeper(Refusal):
    """Stamping by somebody who does not keep the seal."""

    says = "“{seal}”由{keeper}保管，只能由本人盖章。"
    standing = True


class NotTheHolder(Refusal):
    """Stamping with a seal that another has in hand."""

    says = (
        "“{seal}”在{holder}手里（{how}），谁持有谁用。请{holder}盖章；要自己盖，先按 F4 在“印章”里归还这一枚，{post}。"
    )


@act("open-seal")
@carries("S54.5", "S54.6", by="act")
def open_seal(work: Work, department: str, post: str, size: str, name: str = "") -> int:
    """Files a department's approval seal: the centre confirms it, and it may be used from now on.

    Args:
        work: The open unit of work.
        department: Whose seal it is.
        post: The code of the post at whose window it is used.
        size: Its diameter in centimetres, as measured.
        name: What it is called; made from the department where left out.

    Returns:
        The key of the filing's paper.

    Raises:
        NotAllowed, UnknownDepartment, UnknownPost, WrongSize, SealThere: as they say.
    """
    work.need(Right.SETTINGS)
    department_of(work.hall, department)
    work.hall.post(post)
    _right_size(work, size)
    for row in in_use(work.connection):
        if row["department"] == department:
            raise SealThere(department=department, name=row["name"], cites=(FILED,))
    called = clean(name, field="印章名称", most=NOTE_MOST) or f"{APPROVAL_SEAL}（{department}）"
    row = {"name": called, "department": department, "post": post, "size": size.strip(), "opened": work.today,
           "cancelled": None, "confirmed": work.actor, "rev": 0}  # fmt: skip
    work.insert(ApprovalSeal, row)
    return _filed(work, row, "启用", "")


@act("change-seal")
@carries("S54.5", "S54.6", by="act")
def change_seal(work: Work, seal: int, size: str, reason: str) -> int:
    """Files that a seal was replaced by a new one: the old ends, the new is in use from now on; gives the paper's key.

    Raises:
        NotAllowed, UnknownSeal, WrongSize, ReasonForFiling: as they say.
    """
    row = _changeable(work, seal, reason)
    _right_size(work, size)
    work.update(ApprovalSeal, {"id": seal}, {"cancelled": work.today, "confirmed": work.actor}, rev=row["rev"])
    new = {"name": row["name"], "department": row["department"], "post": row["post"], "size": size.strip(),
           "opened": work.today, "cancelled": None, "confirmed": work.actor, "rev": 0}  # fmt: skip
    work.insert(ApprovalSeal, new)
    return _filed(work, new, "更换", reason_text(reason))


@act("cancel-seal")
@carries("S54.5", "S54.6", by="act")
def cancel_seal(work: Work, seal: int, reason: str) -> int:
    """Files that a seal is no longer used; nothing is stamped with it from now on; gives the paper's key.

    Raises:
        NotAllowed, UnknownSeal, ReasonForFiling: as they say.
    """
    row = _changeable(work, seal, reason)
    work.update(ApprovalSeal, {"id": seal}, {"cancelled": work.today, "confirmed": work.actor}, rev=row["rev"])
    return _filed(work, row, "停用", reason_text(reason))


def in_use(connection: Connection) -> Sequence[Mapping[str, Any]]:
    """The seals in use, in the order of their filing."""
    rows = connection.execute(select(_SEAL).where(_SEAL.c.cancelled.is_(None)).order_by(_SEAL.c.id)).mappings()
    return [dict(row) for row in rows]


@carries("S54.2", "S54.4", "S02.12", by="check")
def must_hold_seal(work: Work, post: str) -> None:
    """Refuses stamping at a post that has no seal in use, or by somebody who does not keep or hold it.

    Raises:
        NoSealInUse, NotTheKeeper, NotTheHolder: as they say.
    """
    if work.actor == SYSTEM:
        return
    must_have_in_hand(work, post)
    if work.connection.execute(_ANY).first() is None:
        return
    seals = [dict(row) for row in work.connection.execute(_AT_POST, {"post": post}).mappings()]
    if not seals:
        raise NoSealInUse(post=work.hall.post(post).name, cites=(AT_WINDOW, FILED))
    moved = {seal.name: seal.holder for seal in seals_of(work.hall, post) if not seal.at_post}
    if any(_may_use(work, seal, moved) for seal in seals):
        return
    raise NotTheKeeper(seal=seals[0]["name"], keeper=keeper_words(work.hall, seals[0]), cites=(KEPT_BY,))


@carries("S53.1", "S53.8", by="check")
def must_have_in_hand(work: Work, post: str) -> None:
    """Refuses stamping where every seal of the post is in another's hands: handed over, lent, kept by somebody named.

    A seal that stands at its post is used by either of its pair and by who answers for it; one that was handed to
    somebody by that one alone, until it is returned, with the post or by itself.

    Raises:
        NotTheHolder: naming who has it.
    """
    seals = seals_of(work.hall, post)
    seals = tuple(seal for seal in seals if seal.approval) or seals
    if not seals or any(seal.at_post or seal.holder == work.actor for seal in seals):
        return
    first = seals[0]
    back = HANDED_BACK if first.kind == "hand-over" else BY_HOLDER
    stays = "不用收回整个岗位" if first.kind == "hand-over" else "放回岗位"
    raise NotTheHolder(seal=first.name, holder=work.hall.person(first.holder).name, how=MOVE_NAMES[first.kind],
                       post=stays, cites=(back,))  # fmt: skip


def _may_use(work: Work, seal: Mapping[str, Any], moved: Mapping[str, str]) -> bool:
    """Whether the actor may put a filed seal on: who has it, or its keepers while it lies with its post."""
    if seal["name"] in moved:
        return moved[seal["name"]] == work.actor
    return work.actor in keepers(work.hall, seal)


def may_complete(work: Work, post: str) -> bool:
    """Whether the actor may complete a case of a post: where the hall stamps, only who keeps the seal there."""
    if not work.book.casework.stamp.value:
        return True
    try:
        must_hold_seal(work, post)
    except (NoSealInUse, NotTheKeeper, NotTheHolder):
        return False
    return True


def keepers(hall: Hall, seal: Mapping[str, Any]) -> tuple[str, ...]:
    """Who may put a seal on, by staff number: the chief representative; else who answers at the post, and its pair."""
    named = representative_of(hall, seal["department"])
    if named is not None and named.staff:
        return (named.staff,)
    return who_may(hall, seal["post"])


def keeper_words(hall: Hall, seal: Mapping[str, Any]) -> str:
    """Who keeps a seal, by name: 首席代表范晓光, or 民政岗范晓光、姜红叶."""
    names = "、".join(hall.person(no).name for no in keepers(hall, seal))
    named = representative_of(hall, seal["department"])
    title = "首席代表" if named is not None and named.staff else hall.post(seal["post"]).name
    return f"{title}{names}"


def _changeable(work: Work, seal: int, reason: str) -> Mapping[str, Any]:
    work.need(Right.SETTINGS)
    row = work.connection.execute(select(_SEAL).where(_SEAL.c.id == seal)).mappings().first()
    if row is None or row["cancelled"] is not None:
        raise UnknownSeal()
    if not reason.strip():
        raise ReasonForFiling(cites=(FILED,))
    return dict(row)


def _right_size(work: Work, size: str) -> None:
    wanted = work.book.casework.seal_size
    if size.strip() != wanted.value:
        raise WrongSize(wanted=wanted.value, size=size.strip() or "？", cites=(wanted.cite, FILED))


@carries("S54.5", by="paper")
def _filed(work: Work, seal: Mapping[str, Any], what: str, reason: str) -> int:
    """The filing of a seal: what it is, its size, and that the centre confirmed it (F47)."""
    rows = (
        ("备案事项", what), ("印章名称", str(seal["name"])), ("部门", str(seal["department"])),
        ("使用窗口", work.hall.laid.windows.get(work.hall.post(seal["post"]).window, "")),
        ("规格", f"直径{seal['size']}厘米" if seal["size"] else "未注明"), ("备案时间", said(work.moment)),
        ("原因", reason), ("保管人", keeper_words(work.hall, seal)), ("中心确认", work.person.name),
    )  # fmt: skip
    blocks = (
        Fields(tuple(row for row in rows if row[1])), Text("印模："),
        Signatures(("部门负责人", "保管人", "中心确认人")),
        Seal(work.hall.name, plain_day(work.today)), Articles((FILED.article, MANAGED.article)),
    )  # fmt: skip
    paper = Paper("seal-filing", title_of(work, "seal-filing"), work.hall.name, number(work, "seal-filing"), blocks,
                  "A5", ("中心备案", "部门留存"), footer(work), (work.person.name,))  # fmt: skip
    return visits.keep_paper(work, paper, None)
