"""Stored papers with whole numbers: seen, and sent out again, only by right; the journal tells by whom."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from counter.domain.casework.batches import rosters
from counter.domain.casework.case import visits
from counter.domain.casework.case.in_hand import NotYours
from counter.domain.casework.model import PaperRow
from counter.domain.casework.papers import forms
from counter.domain.columns import table_of
from counter.domain.hall.opened import Hall
from counter.domain.hall.residents.citizens import Who
from counter.domain.hall.rights import NotAllowed
from counter.domain.journal import raw_entries
from counter.domain.paper import from_json
from counter.domain.posts import receptions
from counter.papers import office
from counter.papers.office import AtDesk
from tests.halls import make_hall
from tests.hands import do, look, take

ID_NO, PHONE = "511923197201019979", "15400010001"
WHO = Who("李国强", id_no=ID_NO, phone=PHONE, village="双河村", group="3")
DISCIPLINE, CLERK, OTHER_POST = "25", "07", "08"


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return make_hall(tmp_path)


@pytest.fixture
def case(hall: Hall) -> int:
    """A case of a person known by number, taken up by agency, with a roster of one more."""
    found = take(hall, "X-004", who=WHO, agency="whole")
    do(hall, rosters.enroll, found, [Who("赵一", "511923196403124414", "15400010007", village="双河村")])
    return found


@pytest.fixture
def roster(hall: Hall, case: int) -> int:
    return int(do(hall, rosters.make_roster, case))


def reveals(hall: Hall) -> list[tuple[str, int | None]]:
    with hall.look() as connection:
        return [(each["actor"], each["case_id"]) for each in raw_entries(connection) if each["verb"] == "reveal-paper"]


def test_every_kind_of_paper_that_holds_whole_numbers_is_known(hall: Hall, case: int, roster: int) -> None:
    do(hall, receptions.receive, "MZ", "李国强", PHONE, "问低保", "要看原件", case_id=case, by="12")
    for form in forms.forms_of(look(hall, case)):
        do(hall, forms.fill_form, case, form)
    with hall.look() as connection:
        stored = [from_json(body) for body in connection.execute(select(table_of(PaperRow).c.body)).scalars()]
    whole = {paper.kind for paper in stored if ID_NO in str(paper.blocks) or PHONE in str(paper.blocks)}
    assert {"agency-authorisation", "stand-in-record"} <= whole
    assert {paper.kind for paper in stored if not visits.shows_whole(paper)}.isdisjoint(whole)
    assert all(visits.shows_whole(paper) for paper in stored if paper.kind in whole | {"roster"})


def test_a_roster_is_made_by_whom_the_case_belongs_to_only(hall: Hall, case: int) -> None:
    with pytest.raises(NotAllowed, match="查看完整证号电话"):
        do(hall, rosters.make_roster, case, by=DISCIPLINE)
    with pytest.raises(NotYours):
        do(hall, rosters.make_roster, case, by=OTHER_POST)


def test_a_form_with_whole_numbers_is_filled_by_right_only(hall: Hall, case: int) -> None:
    with pytest.raises(NotAllowed, match="查看完整证号电话"):
        do(hall, forms.fill_form, case, "申请表", by=DISCIPLINE)


def test_whoever_looks_at_a_stored_roster_stands_in_the_journal(hall: Hall, case: int, roster: int) -> None:
    with pytest.raises(NotAllowed):
        do(hall, visits.reveal_paper, roster, by=DISCIPLINE)
    assert reveals(hall) == []
    assert do(hall, visits.reveal_paper, roster, by="12").kind == "roster"
    assert reveals(hall) == [("12", case)]


def test_it_goes_out_again_by_right_only_and_the_journal_tells_of_it(hall: Hall, case: int, roster: int) -> None:
    office.print_paper(AtDesk(hall, CLERK, "民政"), roster, "text")
    assert reveals(hall) == []
    with pytest.raises(NotAllowed):
        office.print_paper(AtDesk(hall, DISCIPLINE, "民政"), roster, "text")
    office.print_paper(AtDesk(hall, CLERK, "民政"), roster, "text")
    assert reveals(hall) == [(CLERK, case)]


def test_a_paper_that_masks_goes_out_again_without_ado(hall: Hall) -> None:
    case = take(hall, who=WHO)
    with hall.look() as connection:
        paper = int(visits.papers_of(connection, case)[0]["id"])
    for _ in range(2):
        office.print_paper(AtDesk(hall, CLERK, "民政"), paper, "text")
    assert reveals(hall) == []
