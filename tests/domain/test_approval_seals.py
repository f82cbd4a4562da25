"""Approval seals: filed with the centre by size and reason, put on by their keeper at their own window only."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from counter.domain.casework import cases
from counter.domain.casework.acts import approval_seals as seals
from counter.domain.casework.case import visits
from counter.domain.casework.model import PaperRow
from counter.domain.columns import table_of
from counter.domain.hall.opened import Hall
from counter.domain.hall.people import departments
from counter.domain.hall.people.departments import Naming
from counter.domain.hall.rights import NotAllowed
from counter.domain.oversight.audit import verify
from counter.domain.paper import to_json
from tests.halls import make_hall
from tests.hands import do, look, take

DIRECTOR = "01"


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return make_hall(tmp_path, "zhenlai")


def of_post(hall: Hall, post: str = "MZ") -> int:
    with hall.look() as connection:
        return next(int(row["id"]) for row in seals.in_use(connection) if row["post"] == post)


def filed(hall: Hall) -> str:
    paper = table_of(PaperRow)
    with hall.look() as connection:
        key = connection.execute(select(paper.c.id).where(paper.c.kind == "seal-filing").order_by(-paper.c.id)).scalar()
        return to_json(visits.paper(connection, int(key or 0)))


def decided(hall: Hall) -> int:
    case = take(hall)
    do(hall, cases.decide, case)
    return case


@pytest.mark.rule("S54.5", "S54.6")
def test_each_opening_change_and_cancellation_is_confirmed_and_filed(hall: Hall) -> None:
    do(hall, seals.cancel_seal, of_post(hall), "印章磨损", by=DIRECTOR)
    assert "停用" in filed(hall) and "印章磨损" in filed(hall)
    do(hall, seals.open_seal, "民政", "MZ", "4.2", by=DIRECTOR)
    text = filed(hall)
    assert [each for each in ("启用", "直径4.2厘米", "民政窗口", hall.person(DIRECTOR).name) if each not in text] == []
    first = of_post(hall)
    do(hall, seals.change_seal, first, "4.2", "边框缺损", by=DIRECTOR)
    assert of_post(hall) != first and "更换" in filed(hall)
    assert verify(hall).sound


@pytest.mark.rule("S54.5")
@pytest.mark.parametrize("size", ["4.0", "", "42"])
def test_a_seal_of_another_size_is_not_filed(hall: Hall, size: str) -> None:
    do(hall, seals.cancel_seal, of_post(hall), "更换", by=DIRECTOR)
    with pytest.raises(seals.WrongSize) as refused:
        do(hall, seals.open_seal, "民政", "MZ", size, by=DIRECTOR)
    assert "S54.5" in refused.value.rules


@pytest.mark.rule("S54.6")
def test_only_the_centre_files_and_always_with_a_reason(hall: Hall) -> None:
    seal = of_post(hall)
    for act, values in ((seals.cancel_seal, (seal, "磨损")), (seals.change_seal, (seal, "4.2", "磨损")),
                        (seals.open_seal, ("民政", "MZ", "4.2"))):  # fmt: skip
        with pytest.raises(NotAllowed):
            do(hall, act, *values, by="07")
    with pytest.raises(seals.ReasonForFiling):
        do(hall, seals.cancel_seal, seal, " ", by=DIRECTOR)
    with pytest.raises(seals.SealThere):
        do(hall, seals.open_seal, "民政", "MZ", "4.2", by=DIRECTOR)
    do(hall, seals.cancel_seal, seal, "磨损", by=DIRECTOR)
    with pytest.raises(seals.UnknownSeal):
        do(hall, seals.cancel_seal, seal, "磨损", by=DIRECTOR)


@pytest.mark.rule("S54.1", "S54.2")
def test_nothing_is_stamped_before_its_decision_or_without_a_seal_and_nothing_is_valid_without_the_stamp(
    hall: Hall,
) -> None:
    case = take(hall)
    with pytest.raises(cases.NotNow):
        do(hall, cases.stamp, case)
    do(hall, cases.decide, case)
    with pytest.raises(cases.NotNow):
        do(hall, cases.deliver, case)
    assert look(hall, case).life.completed is None
    do(hall, seals.cancel_seal, of_post(hall), "磨损", by=DIRECTOR)
    for act in (cases.stamp, cases.finish):
        with pytest.raises(seals.NoSealInUse) as refused:
            do(hall, act, case)
        assert refused.value.rules >= {"S54.2", "S54.5"}
    do(hall, seals.open_seal, "民政", "MZ", "4.2", by=DIRECTOR)
    do(hall, cases.stamp, case)
    assert look(hall, case).life.state == "stamped"


@pytest.mark.rule("S54.4", "S02.12")
def test_the_chief_representative_keeps_the_seal_and_finishes_instant_cases_too(hall: Hall) -> None:
    case = decided(hall)
    with pytest.raises(seals.NotTheKeeper, match="民政岗范晓光、姜红叶"):
        do(hall, cases.stamp, case, by=DIRECTOR)
    do(hall, cases.stamp, case, by="12")
    with hall.act(DIRECTOR) as work:
        departments.name_representative(work, Naming("民政", "07", paper="任命文件"))
    other = decided(hall)
    with pytest.raises(seals.NotTheKeeper, match="首席代表范晓光") as refused:
        do(hall, cases.stamp, other, by="12")
    assert refused.value.rules >= {"S54.4", "S02.12"}
    do(hall, cases.stamp, other)
    spot = take(hall, "X-002", by="12", finish=True)
    assert look(hall, spot).life.state == "accepted"
    with pytest.raises(seals.NotTheKeeper):
        do(hall, cases.finish, spot, by="12")
    assert look(hall, take(hall, "X-002", finish=True)).life.state == "delivered"


def test_a_hall_that_has_filed_no_seal_stamps_as_its_rights_allow(tmp_path: Path) -> None:
    hall = make_hall(tmp_path, rules={"casework.stamp": True})
    case = decided(hall)
    do(hall, cases.stamp, case, by=DIRECTOR)
    assert look(hall, case).life.state == "stamped"
