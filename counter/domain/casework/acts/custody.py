"""Papers in custody: originals that the hall keeps until a matter is over, and gives back against a signature.

Keeps: papers are registered and kept safely, certificates returned (S61.6, S14.9); what is seen, copied and handed
back at once never stood here. No case is filed while one of its originals is still with us.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select

from counter.domain.casework.case import visits
from counter.domain.casework.case.events import CaseAt, add, after_receipt, load, settle_after
from counter.domain.casework.case.in_hand import own, unchanged
from counter.domain.casework.case.steps import receiver
from counter.domain.casework.model import Case, CaseMaterial
from counter.domain.casework.papers.notices import case_paper, people, said, who_rows
from counter.domain.columns import table_of
from counter.domain.hall.model import Citizen
from counter.domain.hall.work import Work
from counter.domain.journal import act
from counter.domain.paper import Block, Fields, Table, Text
from counter.domain.reckoning import Cite
from counter.domain.refusals import Refusal
from counter.domain.rules import carries

KEPT_SAFE = Cite("材料登记保管、证件退还；遗失的按失职追究", ("S61.6", "S14.9"))
_C, _P = table_of(Case), table_of(Citizen)


class NothingKept(Refusal):
    """Nothing of this case is kept here."""

    says = "这件没有暂存的原件，不用退还。"
    standing = True


class NotKept(Refusal):
    """A paper that is not kept here."""

    says = "“{name}”不在暂存的原件里。现在暂存的有：{known}。"


@act("give-back")
@carries("S61.6", "S14.9", by="act")
def give_back(
    work: Work, case_id: int, names: Sequence[str] = (), to: str = "本人", *, rev: int | None = None
) -> CaseAt:
    """Gives originals back, against a signature.

    Args:
        work: The open unit of work.
        case_id: The case, in whatever state.
        names: Which; empty: all that are kept.
        to: Who takes them.
        rev: The revision that the person saw.

    Raises:
        NotYours, ChangedMeanwhile, NothingKept, NotKept: as they say.
    """
    case = load(work, case_id)
    own(work, case)
    unchanged(case, rev)
    after_receipt(work, case)
    work.case_id = case_id
    kept = case.life.custody
    if not kept:
        raise NothingKept(cites=(KEPT_SAFE,))
    back = list(names) or list(kept)
    for name in back:
        if name not in kept:
            raise NotKept(name=name, known="、".join(kept), cites=(KEPT_SAFE,))
    for row in case.materials:
        if row["name"] in back:
            work.update(CaseMaterial, {"case_id": case_id, "n": row["n"]}, {"mark": "原件已退还"})
    who = receiver(to)
    after = settle_after(work, case, add(work, case_id, "gave-back", names=back, to=who))
    visits.keep_paper(work, _signed_for(work, after, back, who), case_id)
    return after


def _signed_for(work: Work, case: CaseAt, names: Sequence[str], to: str) -> Any:
    who = people(work, case)
    rows = (*who_rows(who), ("办件号", case.number), ("申请事项", case.item.name), ("退还时间", said(work.moment)),
            ("领回人", to))  # fmt: skip
    table = Table(("序号", "退还的原件"), tuple((str(n), name) for n, name in enumerate(names, 1)), (4, 30), "cl")
    left = f"还有{'、'.join(case.life.custody)}暂存在窗口。" if case.life.custody else "暂存的原件已全部退还。"
    blocks: list[Block] = [Fields(rows), table, Text(left)]
    return case_paper(work, case, "custody-receipt", blocks, (KEPT_SAFE.article,), who, signed=("退还人", "领回人签收"))


def kept_here(connection: Connection, most: int = 200) -> Sequence[Mapping[str, Any]]:
    """Cases of which originals are still here, the oldest first, each with its item, applicant, state and how many."""
    query = (
        select(
            _C.c.id,
            _C.c.number,
            _C.c.day,
            _C.c.post,
            _C.c.state,
            _C.c.custody,
            _C.c.item_code,
            _C.c.item_version,
            _P.c.name,
        )
        .join(_P, _P.c.id == _C.c.applicant_id)
        .where(_C.c.custody.is_not(None))
        .order_by(_C.c.day, _C.c.id)
        .limit(most)
    )
    return [dict(row) for row in connection.execute(query).mappings()]
