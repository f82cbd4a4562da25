"""Controlled matters are judged on the spot: returned with the reason, whatever papers came."""

from __future__ import annotations

import pytest

from counter.domain.casework.case.decision import Brought, Overrule, decide_intake
from counter.domain.hall import rulebook
from counter.domain.hall.items.item import item_from

ITEM = item_from(
    {"code": "K-1", "name": "控制事项", "window": "民政", "kind": "controlled", "promised_days": 5,
     "departments": ("甲", "乙", "丙"), "materials": ({"name": "申请表", "key": True},)},
    file="试验",
)  # fmt: skip


@pytest.mark.rule("S06.2", "S06.4", "S06.8")
@pytest.mark.parametrize("brought", [Brought(), Brought(have=("申请表",)), Brought(have=(), forgot=("申请表",))])
def test_a_controlled_matter_is_returned_with_its_reason(brought: Brought) -> None:
    decided = decide_intake(ITEM, brought, rulebook.shipped("qiujia"))
    assert decided.value.outcome == "returned"
    assert "控制事项" in decided.value.reason
    assert {"S06.4", "S06.8"} <= decided.rules


def test_a_clerk_who_overrules_it_says_why() -> None:
    book = rulebook.shipped("qiujia")
    decided = decide_intake(ITEM, Brought(), book, overrule=Overrule("promised", "上级已批准试点"))
    assert (decided.value.outcome, decided.value.kind, decided.value.ruled_kind) == (
        "accepted",
        "promised",
        "controlled",
    )
