"""A qualifying case that is late: ordered by the centre, certified and passed on where the order is not followed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from counter.domain.casework import cases
from counter.domain.casework.case.recount import lay_down
from counter.domain.casework.joint import supervision
from counter.domain.hall.opened import Hall
from counter.domain.hall.rights import NotAllowed
from counter.domain.oversight.audit import verify
from counter.domain.paper import to_json
from tests.halls import clock_of, make_hall
from tests.hands import OWES, do, look, papers, take

CENTRE = "01"


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return make_hall(tmp_path, "zhenlai")


@pytest.mark.rule("S11.7")
def test_a_late_case_is_ordered_then_certified_and_sent_to_the_supervision_body(hall: Hall) -> None:
    case = take(hall)
    with pytest.raises(supervision.NotLate):
        do(hall, supervision.order_approval, case, by=CENTRE)
    clock_of(hall).set("2026-11-30T09:00:00")
    with pytest.raises(NotAllowed):
        do(hall, supervision.order_approval, case)
    with pytest.raises(supervision.NotOrdered) as refused:
        do(hall, supervision.escalate, case, "拒不办理", by=CENTRE)
    assert "S11.7" in refused.value.rules
    with pytest.raises(supervision.WhoIsOrdered):
        do(hall, supervision.order_approval, case, "", "气象局", by=CENTRE)
    do(hall, supervision.order_approval, case, "群众急用", "", date(2026, 12, 1), by=CENTRE)
    assert "chased" in look(hall, case).life.flags
    slip = to_json(papers(hall, case)["order-slip"])
    assert "责令民政窗口在 2026年12月1日（周二） 前审批办结" in slip and "群众急用" in slip
    with pytest.raises(supervision.StillInTime):
        do(hall, supervision.escalate, case, "拒不办理", by=CENTRE)
    clock_of(hall).set("2026-12-02T09:00:00")
    with pytest.raises(cases.ReasonMissing):
        do(hall, supervision.escalate, case, " ", by=CENTRE)
    do(hall, supervision.escalate, case, "窗口口头拒绝", "县监察局", by=CENTRE)
    text = to_json(papers(hall, case)["supervision-certificate"])
    assert "仍未审批。现移送县监察局处理。" in text and "窗口口头拒绝" in text
    assert verify(hall).sound


@pytest.mark.rule("S11.7")
def test_a_case_that_does_not_qualify_is_not_ordered(hall: Hall) -> None:
    with hall.act("01") as work:
        lay_down(work, "casework.gaps", "go-on", hall.today, "试验")
    case = take(hall, brought=OWES)
    clock_of(hall).set("2026-12-30T09:00:00")
    with pytest.raises(supervision.DoesNotQualify):
        do(hall, supervision.order_approval, case, by=CENTRE)


@pytest.mark.rule("S11.7")
def test_a_hall_without_the_rule_orders_nothing(tmp_path: Path) -> None:
    hall = make_hall(tmp_path)
    case = take(hall)
    clock_of(hall).set("2026-11-30T09:00:00")
    with pytest.raises(supervision.NotLaidDown):
        do(hall, supervision.order_approval, case, by=CENTRE)
