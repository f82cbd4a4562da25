"""预约 and 上门: a time agreed, told on a slip, kept, moved, passed on; entrusted handling outside a window's days."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from counter.domain.casework.acts.rebooking import ReasonUnsaid, rebook
from counter.domain.casework.booking import appointments, entrusting
from counter.domain.casework.booking.appointment_lists import Appointments, day_list
from counter.domain.casework.booking.appointments import (
    AppointmentOver,
    BookedBefore,
    Booking,
    HomeNeedsPlace,
    NobodyElse,
    TimeGone,
    TooEarly,
    UnknownAppointment,
    UnknownWay,
    WindowAway,
    book,
)
from counter.domain.casework.case import visits
from counter.domain.casework.case.in_hand import NotNow
from counter.domain.casework.intake.desk import standing
from counter.domain.clock import at
from counter.domain.hall.item_versions.changes import change_item
from counter.domain.hall.item_versions.wanted import Approved
from counter.domain.hall.items.item import Mandate
from counter.domain.hall.opened import Hall
from counter.domain.hall.residents import citizens
from counter.domain.hall.residents.citizens import Who
from counter.domain.oversight.audit import verify
from counter.domain.oversight.closing import points
from counter.domain.posts import changing
from counter.papers import text
from tests.halls import clock_of, make_hall
from tests.hands import LI, do, look, papers, take

WANG = Who("王小梅", phone="15400010002", village="石桥村")
TUESDAY, WEDNESDAY, SATURDAY = "2026-11-24T09:30:00", "2026-11-25T09:30:00", "2026-11-28T09:30:00"


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return make_hall(tmp_path)


def booked(hall: Hall, when: str = TUESDAY, who: Who = LI, item: str = "X-001", **more: Any) -> Any:
    return do(hall, book, Booking(item, who, at(when), **more))


def slip(hall: Hall, paper: int) -> str:
    with hall.look() as connection:
        return "\n".join(text.render(visits.paper(connection, paper)))


def rows(hall: Hall, **of: Any) -> list[Any]:
    return list(Appointments(hall, **of).first(50))


@pytest.mark.rule("S15.1", "S06.11")
def test_the_slip_tells_when_where_with_whom_and_what_to_bring(hall: Hall) -> None:
    made = booked(hall)
    told = slip(hall, made.paper)
    for said in ("2026年11月24日（周二）09:30", "民政", "张丽", "收入证明", "李国强", "154****0001"):
        assert said in told
    assert "休息日" not in told
    assert [(each.name, each.receiver, each.said) for each in rows(hall)] == [("李国强", "张丽", "已约")]
    assert verify(hall).sound


@pytest.mark.rule("S15.4")
def test_a_rest_day_is_served_by_appointment(hall: Hall) -> None:
    assert "休息日按预约办理" in slip(hall, booked(hall, SATURDAY).paper)
    clock_of(hall).set("2026-11-28T09:31:00")
    case = take(hall)
    assert look(hall, case).life.flags == {"appointment"}
    assert [each.state for each in rows(hall, waiting=False)] == ["kept"]


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"when": "2026-11-20T08:00:00"}, TimeGone),
        ({"way": "pigeon"}, UnknownWay),
        ({"home": True, "why": "残疾"}, HomeNeedsPlace),
        pytest.param({"home": True, "place": "双河3组"}, HomeNeedsPlace, marks=pytest.mark.rule("S16.1", "S16.2")),
    ],
)
def test_what_cannot_be_agreed_is_refused(hall: Hall, more: dict[str, Any], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        booked(hall, **more)
    assert rows(hall) == []


def test_the_same_matter_is_booked_once(hall: Hall) -> None:
    booked(hall)
    with pytest.raises(BookedBefore, match="11-24 09:30"):
        booked(hall, WEDNESDAY)
    booked(hall, WEDNESDAY, WANG)
    booked(hall, WEDNESDAY, item="X-002")
    assert len(rows(hall)) == 3


@pytest.mark.rule("S15.3", "S13.6")
def test_who_is_prevented_has_the_other_half_receive(hall: Hall) -> None:
    made = booked(hall)
    assert do(hall, appointments.pass_on, made.id, reason="开会") == "12"
    assert rows(hall)[0].receiver == hall.person("12").name
    with pytest.raises(NobodyElse):
        do(hall, appointments.pass_on, made.id, "12")


@pytest.mark.rule("S15.3")
def test_a_receiver_who_is_gone_is_pointed_out(hall: Hall) -> None:
    made = booked(hall)
    old = hall.post("MZ")
    do(hall, changing.set_post, "MZ", old.name, old.window, "12", "03", old.serves, by="01",
       without=changing.Without("left-hall", "调走了"))  # fmt: skip
    do(hall, changing.leave_staff, "07", by="01")
    row = rows(hall)[0]
    assert (row.prevented, row.said) == (True, "接待人不在，请转B岗")
    do(hall, appointments.pass_on, made.id, by="12")
    assert rows(hall)[0].prevented is False


def test_nobody_has_missed_what_has_not_come(hall: Hall) -> None:
    made = booked(hall)
    with pytest.raises(TooEarly):
        do(hall, appointments.miss, made.id)
    clock_of(hall).set("2026-11-24T11:00:00")
    row = rows(hall)[0]
    assert (row.late, row.said) == (True, "到时没有登记")
    do(hall, appointments.miss, made.id, by_hall=True, reason="全体抢险")
    assert rows(hall) == []
    assert [(each.state, each.said) for each in rows(hall, waiting=False)] == [("broken", "大厅失约")]
    with pytest.raises(AppointmentOver, match="大厅失约"):
        do(hall, appointments.cancel, made.id)


def test_moved_and_cancelled_appointments_stay_in_the_record(hall: Hall) -> None:
    made = booked(hall)
    second = do(hall, appointments.move, made.id, at(WEDNESDAY), "家里有事")
    assert second.number != made.number
    do(hall, appointments.cancel, second.id)
    assert [each.state for each in rows(hall, waiting=False)] == ["moved", "cancelled"]
    with pytest.raises(UnknownAppointment):
        do(hall, appointments.cancel, 99)
    booked(hall, WEDNESDAY)


def test_an_appointment_of_another_day_or_item_is_not_kept_by_the_way(hall: Hall) -> None:
    booked(hall)
    assert look(hall, take(hall)).life.flags == frozenset()
    clock_of(hall).set("2026-11-24T10:00:00")
    assert look(hall, take(hall, "X-007")).life.flags == frozenset()
    assert look(hall, take(hall)).life.flags == {"appointment"}
    do(hall, appointments.keep_appointment, booked(hall, WEDNESDAY, WANG).id)


@pytest.mark.rule("S16.3")
def test_the_list_of_a_day_says_where_one_goes(hall: Hall) -> None:
    booked(hall, home=True, place="双河村3组", why="患病", receiver="12")
    booked(hall, "2026-11-24T15:00:00", WANG)
    booked(hall, WEDNESDAY, Who("赵大山", phone="15400010003"), home=True, place="石桥村", why="高龄")
    with hall.look() as connection:
        there = "\n".join(text.render(day_list(hall, connection, date(2026, 11, 24), home=True)))
        everybody = "\n".join(text.render(day_list(hall, connection, date(2026, 11, 24))))
    assert "双河村3组" in there
    assert hall.person("12").name in there
    assert "王小梅" not in there
    assert "共1人" in there
    assert "王小梅" in everybody
    assert "共2人" in everybody


def test_lists_page_by_time_whatever_the_order_of_booking(hall: Hall) -> None:
    for n, when in enumerate((WEDNESDAY, TUESDAY, SATURDAY)):
        booked(hall, when, Who("李" + "甲乙丙"[n], phone=f"1540001000{n}"))
    source = Appointments(hall)
    everything = list(source.first(9))
    assert [each.when for each in everything] == ["11-24 09:30", "11-25 09:30", "11-28 09:30"]
    assert list(source.after(source.key(everything[0]), 9)) == everything[1:]
    assert list(source.before(source.key(everything[2]), 9)) == everything[:2]
    assert list(source.before(None, 1)) == everything[2:]
    assert source.count() == 3
    assert [each.name for each in rows(hall, person=everything[0].citizen_id)] == [everything[0].name]


@pytest.mark.rule("S06.11", "S15.5")
def test_what_cannot_be_done_now_gets_another_time_and_is_no_return(hall: Hall) -> None:
    case = take(hall, unexamined=True)
    with pytest.raises(ReasonUnsaid):
        do(hall, rebook, case, at(TUESDAY), " ")
    after = do(hall, rebook, case, at(TUESDAY), "停电")
    assert (after.life.state, after.life.reason, after.life.due) == ("rebooked", "停电", None)
    assert "停电" in "\n".join(text.render(papers(hall, case)["appointment-slip"]))
    assert "return-notice" not in papers(hall, case)
    with pytest.raises(NotNow):
        do(hall, rebook, case, at(WEDNESDAY), "停电")


def entrust(hall: Hall, **mandate: Any) -> None:
    with hall.act("01") as work:
        change = {"sits": (2, 4), "mandate": Mandate(organ="县社保局", announcement="县社保局公告3号", **mandate)}
        change_item(work, "X-001", change, None, "县社保局公告3号", Approved("镇政府", hall.today, "会议纪要5号"))


@pytest.mark.rule("S17.2")
def test_the_announcement_names_organ_unit_and_items(hall: Hall) -> None:
    entrust(hall, content="审查材料、受理")
    found = entrusting.announcements(hall, hall.today)
    assert list(found) == [("县社保局", "县社保局公告3号")]
    printed = "\n".join(text.render(entrusting.announcement_paper(hall, *found.values(), hall.today)))
    for said in ("县社保局", hall.name, "试验承诺事项", "审查材料、受理", "每周二、周四"):
        assert said in printed


@pytest.mark.rule("S15.6")
def test_how_one_agrees_a_time_is_put_up_with_the_windows_that_are_not_always_there(hall: Hall) -> None:
    entrust(hall, until=date(2026, 11, 21))
    printed = "\n".join(text.render(entrusting.appointment_notice(hall, hall.today)))
    for said in ("试验承诺事项", "每周二、周四", "委托本厅办理", "休息日", "不失约"):
        assert said in printed
    assert "请先预约" in "\n".join(text.render(entrusting.appointment_notice(hall, date(2026, 11, 24))))


@pytest.mark.rule("S15.3")
def test_an_appointment_nobody_settled_stands_in_the_way_of_closing(hall: Hall) -> None:
    booked(hall, "2026-11-20T10:00:00")
    booked(hall, who=WANG)
    with hall.look() as connection:
        found = {point.name: point for point in points(hall, connection, hall.today)}
    assert [found["预约没有结果"].count, found["预约没有结果"].lines] == [
        1,
        ["11-20 10:00 李国强 试验承诺事项 张丽接待"],
    ]


def test_who_has_an_appointment_is_told_so_at_intake(hall: Hall) -> None:
    row = rows(hall)[0] if booked(hall) else None
    assert row is not None
    with hall.look() as connection:
        person = citizens.by_id(connection, row.citizen_id)
        assert standing(hall, connection, person).booked == ("约在 11-24 09:30 试验承诺事项，张丽接待",)


@pytest.mark.rule("S15.1", "S15.2", "S17.1", "S17.3")
def test_outside_the_windows_days_only_a_mandate_in_force_helps(hall: Hall) -> None:
    entrust(hall, until=date(2026, 11, 21))
    assert look(hall, take(hall)).life.flags == {"entrusted"}
    with pytest.raises(WindowAway, match="周四"):
        booked(hall, WEDNESDAY)
    clock_of(hall).set("2026-11-23T09:00:00")
    with pytest.raises(entrusting.NotSitting, match="每周二、周四") as refused:
        take(hall)
    assert {"S15.2", "S17.1"} <= refused.value.rules
    clock_of(hall).set("2026-11-24T09:00:00")
    assert look(hall, take(hall)).life.flags == frozenset()
