"""Who was asked first: sent on as the hall's rules want it, passed on, noted, followed to the end."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from counter.domain.casework.asking import enquiries
from counter.domain.casework.asking.enquiries import (
    Asked,
    MomentWrong,
    NotedTooLittle,
    NothingWaits,
    NotYourEnquiry,
    Passed,
    UnknownEnquiry,
    answer,
    applied,
    call_back,
    change_first_asked,
    enquire,
    pass_on,
    press,
    standing,
)
from counter.domain.casework.asking.enquiry_lists import Enquiries, Which
from counter.domain.casework.asking.first_asked import keep_record, record
from counter.domain.casework.asking.guiding import Guide, GuideIncomplete
from counter.domain.casework.asking.handling_time import TimeUnclear, handling_time
from counter.domain.casework.case.steps import ReasonMissing
from counter.domain.casework.history.timeline import timeline
from counter.domain.clock import at
from counter.domain.hall.laid_down import UnknownStaff
from counter.domain.hall.opened import Hall
from counter.domain.hall.people.meant import WhichPost
from counter.domain.journal import ChangedMeanwhile
from counter.domain.oversight.audit import verify
from counter.domain.oversight.figures import figures
from counter.papers import text
from tests.halls import clock_of, make_hall
from tests.hands import do, look, take
from tests.plans import none_scans, plans_of

PHONE = "15400010002"


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return make_hall(tmp_path)


def row(hall: Hall, key: int) -> Any:
    with hall.look() as connection:
        return enquiries.read(connection, key)[0]


def printed(hall: Hall, key: int) -> str:
    with hall.look() as connection:
        return "\n".join(text.render(record(hall, *enquiries.read(connection, key))))


def ids(hall: Hall, which: Which = "open", person: str = "") -> list[int]:
    return [each.id for each in Enquiries(hall, which, person).first(50)]


# -- sent on -------------------------------------------------------------------------------------


@pytest.mark.rule("S12.7", "S12.8", "S12.9")
@pytest.mark.parametrize(
    ("book", "guide", "words"),
    [
        ("township", Guide("{SB}"), "{window}，{person}接待"),
        ("nanshan", Guide("{SB}", phone="0827-1234567"), "{window}，电话0827-1234567"),
        ("nanshan", Guide(phone="0827-1234567"), "电话0827-1234567"),
        ("community", Guide(unit="县残联"), "县残联"),
        ("qiujia", Guide(unit="县残联", phone="0827-7654321"), "县残联，电话0827-7654321"),
    ],
)
def test_somebody_at_the_wrong_window_is_sent_on_as_the_hall_s_rules_want(
    tmp_path: Path, book: str, guide: Guide, words: str
) -> None:
    hall = make_hall(tmp_path, book)
    clerk = next(no for no, each in hall.laid.staff.items() if "clerk" in each.roles)
    post = next(iter(hall.laid.posts.values()))
    filled = Guide(guide.post.format(SB=post.code), guide.person, guide.unit, guide.phone)
    if book == "nanshan" and guide.unit == "" and guide.post == "{SB}":
        filled = Guide(post.code, phone=guide.phone)
    key = do(hall, enquire, Asked(matter="问别的窗口", guide=filled), by=clerk)
    window, person = hall.laid.windows[post.window], hall.person(post.a).name
    assert row(hall, key)["guided"] == words.format(window=window, person=person)
    assert standing(row(hall, key)) == "guided"


@pytest.mark.rule("S12.7", "S12.8", "S12.9")
@pytest.mark.parametrize(
    ("book", "number", "guide"),
    [("township", "S12.7", Guide(unit="县残联")), ("nanshan", "S12.8", Guide(unit="县残联")),
     ("community", "S12.9", Guide(phone="0827-1234567"))],
)  # fmt: skip
def test_what_the_rules_want_said_is_asked_for(tmp_path: Path, book: str, number: str, guide: Guide) -> None:
    hall = make_hall(tmp_path, book)
    clerk = next(no for no, each in hall.laid.staff.items() if "clerk" in each.roles)
    with pytest.raises(GuideIncomplete) as caught:
        do(hall, enquire, Asked(matter="问残联", guide=guide), by=clerk)
    assert number in caught.value.rules


# -- passed on -----------------------------------------------------------------------------------


@pytest.mark.rule("S12.11", "S11.11")
def test_what_is_passed_on_is_followed_by_who_was_asked_first_until_it_is_answered(hall: Hall) -> None:
    key = do(hall, enquire, Asked(matter="社保卡没到", name="王秀芳", phone=PHONE, passed=Passed("SB")), by="07")
    assert row(hall, key)["until"] == at("2026-11-20T18:00:00")
    assert ids(hall, "mine", "07") == ids(hall, "mine", "08") == [key]
    assert ids(hall, "mine", "09") == []
    with pytest.raises(NotYourEnquiry):
        do(hall, answer, key, "不归我", by="09")
    do(hall, press, key, "群众在等", by="07")
    assert not Enquiries(hall).first(1)[0].late
    clock_of(hall).set("2026-11-23T09:00:00")
    assert Enquiries(hall).first(1)[0].late
    do(hall, answer, key, "卡已到，请来领", by="08")
    assert ids(hall, "mine", "07") == []
    assert standing(row(hall, key)) == "answered"
    with pytest.raises(NothingWaits):
        do(hall, press, key, "还在等", by="07")
    sheet = printed(hall, key)
    for said in ("社保卡没到", "转办", "群众在等", "卡已到，请来领", "张丽"):
        assert said in sheet
    assert verify(hall).sound


@pytest.mark.rule("S12.11")
def test_a_call_back_may_be_passed_on_and_the_leader_may_press(hall: Hall) -> None:
    key = do(hall, enquire, Asked(matter="问医保", phone=PHONE, owed=True))
    do(hall, pass_on, key, Passed("SB", at("2026-11-23T12:00:00")), "归社保管")
    assert (standing(row(hall, key)), row(hall, key)["owed"]) == ("transferred", False)
    do(hall, press, key, "今天要答复", by="02")
    with pytest.raises(NotYourEnquiry):
        do(hall, pass_on, key, Passed("MZ"), by="09")


@pytest.mark.rule("S12.11")
@pytest.mark.parametrize("to", ["09", "{name}"])
def test_what_is_passed_on_to_one_person_is_theirs(hall: Hall, to: str) -> None:
    name = hall.person("09").name
    key = do(hall, enquire, Asked(matter="问医保", passed=Passed(to.format(name=name))), by="07")
    assert (row(hall, key)["with_post"], row(hall, key)["received_by"]) == ("", "09")
    assert ids(hall, "mine", "09") == [key]
    assert Enquiries(hall).first(1)[0].handler == name
    assert f"转给：      {name}" in printed(hall, key)
    with pytest.raises(NotYourEnquiry):
        do(hall, answer, key, "好了", by="08")
    do(hall, answer, key, "好了", by="09")
    assert ids(hall) == []


@pytest.mark.rule("S12.10")
def test_for_somebody_who_is_absent_matter_contact_and_time_are_noted(hall: Hall) -> None:
    for asked, missing in (
        (Asked(phone=PHONE), "办什么"),
        (Asked(matter="办低保"), "联系电话"),
    ):
        with pytest.raises(NotedTooLittle) as caught:
            do(hall, enquire, Asked(asked.item, asked.matter, phone=asked.phone, passed=Passed("SB", absent=True)))
        assert missing in caught.value.sentence
        assert "S12.10" in caught.value.rules
    until = at("2026-11-23T12:00:00")
    noted = Asked("X-005", "办转移，要材料清单", "王秀芳", PHONE, passed=Passed("SB", until, absent=True))
    key = do(hall, enquire, noted)
    sheet = printed(hall, key)
    for said in ("试验社保事项", "办转移，要材料清单", "王秀芳", PHONE, "2026年11月23日（周一）12:00前", "待经办人"):
        assert said in sheet


def test_a_time_that_has_passed_and_a_post_that_is_none_are_refused(hall: Hall) -> None:
    with pytest.raises(MomentWrong):
        do(hall, enquire, Asked(matter="问", passed=Passed("SB", at("2026-11-19T12:00:00"))))
    with pytest.raises(WhichPost):
        do(hall, enquire, Asked(matter="问", passed=Passed("国土局")))


@pytest.mark.rule("S12.12")
def test_a_complaint_is_taken_down_with_name_contact_and_problem(hall: Hall) -> None:
    with pytest.raises(NotedTooLittle) as caught:
        do(hall, enquire, Asked(matter="窗口没有人", complaint=True))
    assert "姓名、联系电话" in caught.value.sentence
    assert "S12.12" in caught.value.rules
    key = do(hall, enquire, Asked(matter="窗口没有人", name="赵成", phone=PHONE, complaint=True))
    assert standing(row(hall, key)) == "complaint"
    assert row(hall, key)["until"] > hall.clock().moment
    assert "窗口没有人" in printed(hall, key)
    do(hall, answer, key, "已向本人说明")
    assert ids(hall) == []


# -- the record ------------------------------------------------------------------------------------


@pytest.mark.rule("S12.6", "S26.4")
def test_a_call_back_is_late_after_the_day_s_hours_and_stays_owed(hall: Hall) -> None:
    key = do(hall, enquire, Asked(matter="问社保卡", phone=PHONE, owed=True, channel="phone"))
    (owed,) = Enquiries(hall, "mine", "07").first(9)
    assert (owed.due, owed.late, owed.by_phone) == (at("2026-11-20T18:00:00"), False, True)
    clock_of(hall).set("2026-11-20T18:00:01")
    assert Enquiries(hall, "mine", "07").first(9)[0].late
    clock_of(hall).set("2026-11-24T09:00:00")
    assert ids(hall) == [key]
    do(hall, call_back, key, "已告知")
    assert ids(hall) == []
    assert standing(row(hall, key)) == "called-back"


@pytest.mark.rule("S12.1")
def test_who_was_asked_first_changes_with_a_reason_and_is_told(hall: Hall) -> None:
    key = do(hall, enquire, Asked(matter="问低保", passed=Passed("SB")))
    with pytest.raises(ReasonMissing):
        do(hall, change_first_asked, key, "12", " ")
    with pytest.raises(UnknownStaff):
        do(hall, change_first_asked, key, "99", "记错了")
    with pytest.raises(NotYourEnquiry):
        do(hall, change_first_asked, key, "12", "记错了", by="09")
    do(hall, change_first_asked, key, "12", "先问的是陈勇")
    assert row(hall, key)["staff"] == "12"
    assert "先问的是陈勇" in printed(hall, key)


def test_what_was_asked_becomes_a_case(hall: Hall) -> None:
    key = do(hall, enquire, Asked(matter="问低保", phone=PHONE, owed=True), by="03")
    case = take(hall)
    do(hall, applied, key, case)
    assert standing(row(hall, key)) == "applied"
    with hall.look() as connection:
        assert enquiries.first_asked_of(connection, case) == "03"
    assert ids(hall) == []
    with hall.look() as connection:
        first = timeline(connection, look(hall, case))[0]
    assert (first.what, first.detail, first.who) == ("咨询（首问）", "问低保", "何平")
    assert verify(hall).sound


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("今天", "2026-11-20T18:00:00"), ("15:30", "2026-11-20T15:30:00"), ("明天", "2026-11-21T18:00:00"),
        ("11-23", "2026-11-23T18:00:00"), ("11-23 12:00", "2026-11-23T12:00:00"),
        ("11月23日 9点", "2026-11-23T09:00:00"),
        ("1-5", "2027-01-05T18:00:00"), ("2026-12-01 10：30", "2026-12-01T10:30:00"),
    ],
)  # fmt: skip
def test_by_when_something_is_handled_is_typed_as_people_say_it(hall: Hall, typed: str, moment: str) -> None:
    assert handling_time(hall, typed) == at(moment)


@pytest.mark.parametrize("typed", ["", "快点", "13-40", "11-23 25:00", "25:00", "11-23 十点"])
def test_what_is_no_time_is_told(hall: Hall, typed: str) -> None:
    with pytest.raises(TimeUnclear):
        handling_time(hall, typed)


def test_the_second_of_two_windows_is_refused_for_every_act(hall: Hall) -> None:
    key = do(hall, enquire, Asked(matter="问低保", phone=PHONE, passed=Passed("SB")))
    seen = row(hall, key)["rev"]
    do(hall, press, key, "第一次", rev=seen)
    case = take(hall)
    for act, values in (
        (press, ("再催",)), (answer, ("好了",)), (pass_on, (Passed("MZ"),)), (call_back, ()),
        (change_first_asked, ("12", "记错了")), (applied, (case,)),
    ):  # fmt: skip
        with pytest.raises(ChangedMeanwhile):
            do(hall, act, key, *values, rev=seen)
    with pytest.raises(UnknownEnquiry):
        do(hall, answer, 99, "好了")


def test_one_key_counts_one_and_every_way_counts_one(hall: Hall) -> None:
    do(hall, enquire)
    do(hall, enquire, Asked(matter="问", guide=Guide("SB")))
    do(hall, enquire, Asked(matter="问", passed=Passed("SB")))
    do(hall, enquire, Asked(matter="问", phone=PHONE, owed=True))
    with hall.look() as connection:
        counts = figures(hall, connection, hall.today).counts
    assert (counts["咨询"], counts["待回电"]) == (4, 1)
    assert ids(hall, "today") == [1, 2, 3, 4]


def test_a_call_that_was_passed_on_was_owed_until_then(hall: Hall) -> None:
    passed, taken = (do(hall, enquire, Asked(matter="问", phone=PHONE, owed=True)) for _ in range(2))
    clock_of(hall).set("2026-11-20T10:00:00")
    do(hall, pass_on, passed, Passed("SB"))
    do(hall, applied, taken, take(hall))
    clock_of(hall).set("2026-11-20T11:00:00")
    with hall.look() as connection:
        owed = [
            figures(hall, connection, hall.today, at(f"2026-11-20T{hour}:00:00")).counts["待回电"]
            for hour in ("09", "10", "11")
        ]
    assert owed == [2, 0, 0]


def test_no_list_of_enquiries_reads_the_whole_table(hall: Hall) -> None:
    do(hall, enquire, Asked(matter="问", phone=PHONE, owed=True))
    do(hall, enquire, Asked(matter="问", passed=Passed("SB")))
    for which in ("mine", "open", "today"):
        source = Enquiries(hall, which, "07")  # type: ignore[arg-type]

        def look(each: Enquiries = source) -> object:
            keys = [each.key(row) for row in each.first(5)]
            return [(each.after(key, 5), each.before(key, 5), each.count(), each.before(None, 5)) for key in keys]

        none_scans(plans_of(hall, look, "enquiry"))


def test_pages_up_and_down_give_the_whole_list_once(hall: Hall) -> None:
    for n in range(7):
        do(hall, enquire, Asked(matter=str(n), phone=PHONE, owed=bool(n % 2),
                                passed=None if n % 2 else Passed("SB")))  # fmt: skip
    for which in ("mine", "open", "today"):
        source = Enquiries(hall, which, "07")  # type: ignore[arg-type]
        whole = [each.id for each in source.first(50)]
        assert sorted(whole) == list(range(1, 8)) and source.count() == 7
        rows, found = list(source.first(2)), []
        while rows:
            found += [each.id for each in rows]
            rows = list(source.after(source.key(rows[-1]), 2))
        rows, back = list(source.before(None, 2)), []
        while rows:
            back = [each.id for each in rows] + back
            rows = list(source.before(source.key(rows[0]), 2))
        assert found == back == whole


def test_the_record_is_stored_as_it_stood_when_it_was_printed(hall: Hall) -> None:
    key = do(hall, enquire, Asked(matter="问低保", passed=Passed("SB")))
    first = do(hall, keep_record, key)
    assert do(hall, keep_record, key) == first
    do(hall, press, key, "催一下")
    assert do(hall, keep_record, key) != first
