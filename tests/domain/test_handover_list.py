"""What is handed over with a post, line by line; what is given back; what changed under one's hands; what B noted."""

from __future__ import annotations

from pathlib import Path

import pytest

from counter.domain.casework import cases
from counter.domain.casework.asking import enquiries
from counter.domain.casework.booking import appointments
from counter.domain.casework.booking.appointments import Booking
from counter.domain.casework.till.money import Money
from counter.domain.clock import at
from counter.domain.hall.opened import Hall
from counter.domain.hall.residents.citizens import Who
from counter.domain.oversight.audit import verify
from counter.domain.posts import handing, receptions, refused, things
from counter.domain.posts.giving_back import GiveBack, give_back
from counter.domain.posts.listing import ListChanged, OpenWork, changes, open_work
from tests.domain.test_handing import OTHER, A, B, answers, punched, sheet
from tests.halls import clock_of, make_hall
from tests.hands import LI, OWES, WAITS, do, take
from tests.plans import plans_of


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return make_hall(tmp_path, at="2026-11-20T09:00:00")


def listed(hall: Hall, post: str = "MZ") -> OpenWork:
    with hall.look() as connection:
        return open_work(hall, connection, post)


def back(hall: Hall, post: str = "MZ") -> GiveBack:
    with hall.look() as connection:
        return give_back(hall, connection, post)


def full(hall: Hall) -> dict[str, int]:
    """A post with one of everything; gives the keys of its cases."""
    found = {
        "open": take(hall), "near": take(hall, "X-007"), "owing": take(hall, brought=OWES, gaps="go-on"),
        "wait": take(hall, brought=WAITS), "errand": take(hall, agency="whole"), "collect": take(hall),
        "other": take(hall, "X-005"),
    }  # fmt: skip
    do(hall, cases.decide, found["collect"])
    do(hall, cases.collect, found["near"], Money(1000, own_fee=True))
    do(hall, appointments.book, Booking("X-001", LI, at("2026-11-23T09:00:00")))
    do(
        hall,
        enquiries.enquire,
        enquiries.Asked(matter="低保要哪些材料", phone="15400010001", channel="phone", owed=True),
    )
    do(hall, things.add_thing, "MZ", "ukey", "民政一卡通UKey")
    do(hall, things.add_thing, "MZ", "account", "社会救助系统", 2)
    do(hall, things.add_thing, "MZ", "receipts", "收费票据", 3)
    return found


def test_everything_open_stands_on_the_list_once_the_nearest_first(hall: Hall) -> None:
    full(hall)
    work = listed(hall)
    counted = {kind: work.amount(kind) for kind in ("case", "errand", "wait", "collect", "appointment", "call", "seal",
                                                    "ukey", "account", "receipts", "cash")}  # fmt: skip
    assert counted == {"case": 3, "errand": 1, "wait": 1, "collect": 1, "appointment": 1, "call": 1, "seal": 1,
                       "ukey": 1, "account": 2, "receipts": 3, "cash": 1}  # fmt: skip
    dues = [line.due for line in work.of("case")]
    assert dues == sorted(dues) and work.of("case")[0].near
    assert work.of("cash")[0].says == "10.00元"


def test_the_list_is_read_by_index(hall: Hall) -> None:
    full(hall)
    for table in ("cases", "appointment", "reception", "post_thing", "seal_move", "enquiry"):
        plans = plans_of(hall, lambda: listed(hall), f"FROM {table}")
        assert plans
        assert [plan for plan in plans if plan.startswith("SCAN") and " INDEX " not in plan] == []


def test_a_list_that_changed_under_ones_hands_is_refused_and_the_change_named(hall: Hall) -> None:
    found = full(hall)
    seen = listed(hall)
    assert seen.digest == listed(hall).digest
    new = take(hall, who=Who("王秀英", phone="15400010002"))
    do(hall, cases.decide, found["open"])
    with pytest.raises(ListChanged) as caught:
        do(hall, handing.hand_over, "MZ", B, seen=seen, by=A)
    assert any(each.startswith("多了 在办件") and "王秀英" in each for each in caught.value.changes)
    assert any(each.startswith("少了 在办件") for each in caught.value.changes)
    assert answers(hall) == (A, "A")
    do(hall, handing.hand_over, "MZ", B, seen=listed(hall), by=A)
    assert new and answers(hall) == (B, "handed-over")


def test_another_number_of_things_is_a_change_too(hall: Hall) -> None:
    key = do(hall, things.add_thing, "MZ", "receipts", "收费票据", 3)
    before = listed(hall)
    do(hall, things.change_thing, key, 2, "用完一本")
    assert changes(before, listed(hall)) == ["空白票据 收费票据 变为 2本"]
    do(hall, things.change_thing, key, 0, "交回县局")
    assert changes(before, listed(hall)) == ["少了 空白票据 收费票据 3本"]


def test_what_cannot_be_noted_of_a_posts_things_is_refused(hall: Hall) -> None:
    with pytest.raises(things.NotYourThings):
        do(hall, things.add_thing, "MZ", "key", "柜钥匙", by=OTHER)
    with pytest.raises(things.ThingKind):
        do(hall, things.add_thing, "MZ", "car", "公车")
    with pytest.raises(things.ThingCount):
        do(hall, things.add_thing, "MZ", "key", "柜钥匙", 0)
    key = do(hall, things.add_thing, "MZ", "key", "柜钥匙")
    with pytest.raises(things.WhyFewer):
        do(hall, things.change_thing, key, 0, " ")
    with pytest.raises(things.UnknownThing):
        do(hall, things.change_thing, 99, 0, "丢失")


@pytest.mark.rule("S13.8", "S13.12")
def test_the_sheet_names_what_went_and_what_came_back(hall: Hall) -> None:
    found = full(hall)
    do(hall, handing.hand_over, "MZ", B, "县局周一回电，找王科长", ground="leave", by=A)
    told = sheet(hall)
    wanted = "交接单 民政岗 李国强 受理专用章（民政） 社会救助系统 县局周一回电 交出人 接收人 请假"
    assert [each for each in wanted.split() if each not in told] == []
    clock_of(hall).set("2026-11-23T09:00:00")
    do(hall, cases.decide, found["open"], by=B)
    new = take(hall, who=Who("王秀英", phone="15400010002"), by=B)
    quick = take(hall, who=Who("赵小兵", phone="15400010003"), by=B)
    for act in (cases.decide, cases.deliver):
        do(hall, act, quick, by=B)
    do(hall, receptions.receive, "MZ", "孙大爷", "15400010009", "问低保复核", "要查原档", by=B)
    given = back(hall)
    assert [line.kind for line in given.owed] == ["reception"]
    assert any("王秀英" in line.says for line in given.came)
    assert len(given.came_and_done) == 1 and new != quick
    assert given.chain[0][2:] == (A, B)
    do(hall, handing.take_back, "MZ", ["空白票据少1本"], by=A)
    told = sheet(hall)
    assert [
        each for each in ("空白票据少1本", "王秀英", "孙大爷", "返岗收回", "交回人", "收回人") if each not in told
    ] == []
    assert back(hall).since is None
    assert verify(hall).sound


@pytest.mark.rule("S13.5", "S13.17")
def test_what_b_received_is_as_answer_and_both_see_it_until_then(hall: Hall) -> None:
    with pytest.raises(receptions.NotStandingIn):
        do(hall, receptions.receive, "MZ", "孙大爷", "15400010009", "问低保复核", by=A)
    do(hall, handing.hand_over, "MZ", B, by=A)
    with pytest.raises(receptions.ReceptionLacks, match="电话"):
        do(hall, receptions.receive, "MZ", "孙大爷", "", "问低保复核", by=B)
    with pytest.raises(receptions.NotStandingIn):
        do(hall, receptions.receive, "MZ", "孙大爷", "15400010009", "问低保复核", by=OTHER)
    key = do(hall, receptions.receive, "MZ", "孙大爷", "15400010009", "问低保复核", "要查原档", by=B)
    clock_of(hall).forward(minutes=5)
    do(hall, handing.take_back, "MZ", by=A)
    for no in (A, B):
        with hall.look() as connection:
            assert [row["id"] for row in receptions.waiting_for(hall, connection, no)] == [key]
    with pytest.raises(receptions.AnswersOther):
        do(hall, receptions.answer, key, "已告知", by=B)
    do(hall, receptions.answer, key, "电话告知要带存折复印件", by=A)
    with hall.look() as connection:
        assert receptions.waiting_for(hall, connection, A) == []
    with pytest.raises(receptions.UnknownReception):
        do(hall, receptions.answer, key, "再说一次", by=A)
    assert verify(hall).sound


@pytest.mark.rule("S13.8")
def test_a_leave_by_phone_keeps_its_list_and_a_confirms_it_on_the_return(hall: Hall) -> None:
    from counter.domain.hall.duty.turning import turn_post

    take(hall)
    punched(hall, B)
    with hall.act("03") as work:
        work.verb = "test"
        key = turn_post(work, "MZ", "by-phone", A, B, ground="leave")
    assert answers(hall) == (B, "handed-over")
    clock_of(hall).set("2026-11-23T09:00:00")
    with pytest.raises(refused.ConfirmsOther):
        do(hall, handing.confirm_handover, key, by=B)
    do(hall, handing.confirm_handover, key, by=A)
    told = sheet(hall)
    assert "李国强" in told and "电话请假代录" in told and "自11月20日09:00起" in told
    with pytest.raises(refused.NothingToConfirm):
        do(hall, handing.confirm_handover, key, by=A)
