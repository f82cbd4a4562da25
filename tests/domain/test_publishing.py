"""Results published: what stands on the sheet, and what never does."""

from __future__ import annotations

from pathlib import Path

import pytest

from counter.domain.casework import cases
from counter.domain.casework.acts import publishing
from counter.domain.casework.case import visits
from counter.domain.hall.opened import Hall
from counter.domain.hall.residents.citizens import Who
from counter.domain.hall.rights import NotAllowed
from counter.domain.oversight.audit import verify
from counter.papers.text import render
from tests.halls import make_hall
from tests.hands import do, look, take

PERSON = Who("李国强", id_no="511923197201019979", phone="15400010001", village="双河村")


def said(hall: Hall, key: int) -> str:
    with hall.look() as connection:
        return "".join(render(visits.paper(connection, key)))


@pytest.mark.rule("S30.10", "S30.19")
def test_the_sheet_has_its_five_fields_and_nothing_private(tmp_path: Path) -> None:
    hall = make_hall(tmp_path)
    done, open_, refused = take(hall, who=PERSON), take(hall, who=PERSON), take(hall, who=PERSON)
    do(hall, cases.finish, done)
    do(hall, cases.decide, refused, False, "不符合条件")
    key = do(hall, publishing.publish, hall.today, hall.today, by="01")
    text = said(hall, key)
    for words in ("QJ-20261120-0001", "试验承诺事项", "李**", "11-20", "准予"):
        assert words in text
    for private in ("李国强", "9979", "0001 ", "双河村", "QJ-20261120-0002", "QJ-20261120-0003"):
        assert private not in text.replace("QJ-20261120-0001 ", "")
    assert look(hall, done).events[-1].kind == "published"
    assert look(hall, open_).events[-1].kind == "accepted"
    do(hall, publishing.publish, hall.today, hall.today, by="01")
    assert [event.kind for event in look(hall, done).events].count("published") == 1
    assert verify(hall).sound


@pytest.mark.rule("S30.10")
def test_a_hall_may_print_whole_names_and_only_who_reports_publishes(tmp_path: Path) -> None:
    hall = make_hall(tmp_path, rules={"casework.publish_names": "whole"})
    do(hall, cases.finish, take(hall, who=PERSON))
    assert "李国强" in said(hall, do(hall, publishing.publish, hall.today, hall.today, by="01"))
    with pytest.raises(NotAllowed):
        do(hall, publishing.publish, hall.today, hall.today)
