"""One case played in all five halls gives five explained answers: kind, papers, due moment, steps and articles."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from counter.domain.casework import cases
from counter.domain.casework.acts.chasing import chase
from counter.domain.casework.acts.transferring import transfer
from counter.domain.casework.acts.weighing import OpinionMissing, judge
from counter.domain.casework.case import visits
from counter.domain.casework.case.decision import Brought
from counter.domain.casework.case.events import read
from counter.domain.casework.history.explain import explained
from counter.domain.casework.history.timeline import timeline
from counter.domain.casework.papers.notices import SECTION
from counter.domain.clock import local
from counter.domain.hall.opened import Hall
from counter.domain.hall.residents.citizens import Who
from counter.domain.paper import Articles, Paper
from counter.domain.reckoning import DEFAULT_MARK
from tests.halls import APPLY, CARD, INCOME, clock_of, make_hall

FRIDAY, MONDAY = "2026-11-20T09:12:00", "2026-11-23T10:00:00"
WHO = Who("李国强", phone="15400010001")


@dataclass(frozen=True)
class Answer:
    """What one hall makes of the application."""

    kind: str
    state: str
    due: str
    papers: tuple[str, ...]
    """What the papers to the applicant are called here."""
    articles: frozenset[str]
    steps: tuple[str, ...]


def taken_in(hall: Hall, item: str = "X-003", *, weigh: str = "", have: tuple[str, ...] | None = (APPLY, CARD, INCOME)
             ) -> int:  # fmt: skip
    """The application: everything but the photo, and the clerk would go on without it."""
    with hall.act("07", "民政") as work:
        what = cases.Application(item, WHO, Brought(have), gaps="go-on", weigh=weigh)
        return cases.accept(work, what).case_id


def papers(hall: Hall, case: int) -> list[Paper]:
    with hall.look() as connection:
        return [visits.paper(connection, row["id"]) for row in visits.papers_of(connection, case)]


def answer(hall: Hall, case: int) -> Answer:
    with hall.look() as connection:
        there = read(hall, connection, case)
        why = explained(there)
    due = f"{local(there.life.due):%m-%d %H:%M}" if there.life.due else ""
    return Answer(
        there.life.kind, there.life.state, due, tuple(paper.title for paper in papers(hall, case)),
        frozenset(why.articles), tuple(step.text for step in why.steps),
    )  # fmt: skip


FIVE = {
    "qiujia": ("joint", "accepted", "12-04 18:00", ("联办件通知书", "一次性告知单")),
    "zhenlai": ("", "awaiting-materials", "", ("补办件通知书",)),
    "nanshan": ("joint", "accepted", "12-04 17:00", ("联办通知书", "一次性告知单")),
    "township": ("", "awaiting-materials", "", ("补办件通知书",)),
    "community": ("joint", "accepted", "12-04 18:00", ("联办件通知书", "一次性告知单")),
}
COMPLETED = {
    "zhenlai": ("joint", "accepted", "12-07 18:00", ("补办件通知书", "联办件通知书")),
    "township": ("promised", "accepted", "12-07 18:00", ("补办件通知书", "承诺件受理通知书")),
}


@pytest.mark.rule("S03.7", "S04.1", "S04.2", "S05.6", "S09.1")
@pytest.mark.parametrize("name", FIVE)
def test_one_application_is_answered_by_each_hall_s_own_rules(tmp_path: Path, name: str) -> None:
    hall = make_hall(tmp_path, name, FRIDAY)
    case = taken_in(hall)
    first = answer(hall, case)
    assert (first.kind, first.state, first.due, first.papers) == FIVE[name]
    clock_of(hall).set(MONDAY)
    with hall.act("07", "民政") as work:
        cases.supplement(work, case)
    then = answer(hall, case)
    expected = COMPLETED.get(name, (FIVE[name][0], "accepted", FIVE[name][2], FIVE[name][3]))
    assert (then.kind, then.state, then.due, then.papers) == expected


def test_the_five_explanations_differ_and_each_cites_its_own_document(tmp_path: Path) -> None:
    """Beside laws and marked defaults nothing is cited that another hall's document says."""
    answers = {}
    for name in FIVE:
        (tmp_path / name).mkdir()
        hall = make_hall(tmp_path / name, name, FRIDAY)
        case = taken_in(hall)
        clock_of(hall).set(MONDAY)
        with hall.act("07", "民政") as work:
            cases.supplement(work, case)
        answers[name] = answer(hall, case)
    assert len({(each.articles, each.steps) for each in answers.values()}) == len(FIVE)
    own = {
        "qiujia": "邱家镇",
        "zhenlai": "镇赉县",
        "nanshan": "南部山区",
        "community": "社区制度",
        "township": "六件管理制度",
    }
    for name, found in answers.items():
        foreign = [title for other, title in own.items() if other != name]
        assert not [each for each in found.articles if any(title in each for title in foreign)], name
    assert any("达到2个，按联办件" in step for step in answers["nanshan"].steps)
    assert any("六件管理制度 四" in article for article in answers["township"].articles)


@pytest.mark.rule("S01.2", "S03.2", "S07.2")
@pytest.mark.parametrize("name", FIVE)
def test_what_goes_up_has_its_own_notice_also_where_it_is_no_kind_of_its_own(tmp_path: Path, name: str) -> None:
    hall = make_hall(tmp_path, name, FRIDAY)
    found = answer(hall, taken_in(hall, "X-004", have=None))
    assert found.kind == ("promised" if name == "zhenlai" else "referred")
    assert found.papers == ("上报件通知书",)
    assert found.due.startswith("11-25")


@pytest.mark.rule("S06.5", "S06.2", "S06.4")
@pytest.mark.parametrize(
    ("name", "title"),
    [("qiujia", "退回件通知书"), ("township", "退回件通知书"), ("community", "退回件通知书"),
     ("zhenlai", "退办件通知书"), ("nanshan", "窗口退件通知书")],
)  # fmt: skip
def test_a_controlled_matter_is_returned_by_the_paper_of_the_hall(tmp_path: Path, name: str, title: str) -> None:
    hall = make_hall(tmp_path, name, FRIDAY)
    case = taken_in(hall, "X-006")
    assert answer(hall, case).papers == (title,)
    (paper,) = papers(hall, case)
    assert hall.book().casework.defined.controlled.value in str(paper.blocks)
    cited = next(block for block in paper.blocks if isinstance(block, Articles)).lines
    assert not [each for each in cited if each.endswith(DEFAULT_MARK)]


@pytest.mark.rule("S01.11")
@pytest.mark.parametrize("item", ["X-001", "X-002", "X-004"])
def test_nothing_is_completed_that_was_not_accepted(tmp_path: Path, item: str) -> None:
    hall = make_hall(tmp_path, "qiujia", FRIDAY)
    with hall.act("07", "民政") as work:
        unseen = cases.accept(work, cases.Application(item, WHO, unexamined=True)).case_id
        lacking = cases.accept(work, cases.Application(item, WHO, Brought((APPLY, CARD), forgot=(INCOME,)))).case_id
    for case in (unseen, lacking):
        for way in (cases.decide, cases.finish, cases.deliver):
            with pytest.raises(cases.NotNow), hall.act("07", "民政") as work:
                way(work, case)


@pytest.mark.rule("S04.17")
def test_a_joint_case_is_paid_and_collected_with_its_notice(tmp_path: Path) -> None:
    hall = make_hall(tmp_path, "zhenlai", FRIDAY)
    (paper,) = papers(hall, taken_in(hall, have=None))
    assert paper.title == "联办件通知书"
    assert "凭本通知和身份证来领取结果" in str(paper.blocks) and "('收费', '不收费')" in str(paper.blocks)


@pytest.mark.rule("S01.10")
def test_every_step_of_a_case_is_told_with_who_did_it(tmp_path: Path) -> None:
    hall = make_hall(tmp_path, "zhenlai", FRIDAY)
    case = taken_in(hall, "X-001", have=None)
    with hall.act("01", "综合窗口") as work:
        transfer(work, case, "SB", "材料归社保")
        chase(work, case, "群众来催")
    with hall.act("08", "社保就业") as work:
        cases.finish(work, case, "本人")
    with hall.look() as connection:
        lines = timeline(connection, read(hall, connection, case))
    told = {line.what: line.who for line in lines}
    names = {no: hall.person(no).name for no in ("01", "07", "08")}
    steps = {"收件": "07", "受理": "07", "转办": "01", "督办": "01", "领取": "08"}
    assert {what: told.get(what) for what in steps} == {what: names[no] for what, no in steps.items()}
    assert any(line.what == "开始计时" and f"由{names['07']}负责" in line.detail for line in lines)


@pytest.mark.rule("S03.17", "S05.8")
def test_where_a_section_files_notices_both_are_given_and_copied_to_it(tmp_path: Path) -> None:
    hall = make_hall(tmp_path, "nanshan", FRIDAY)
    with hall.act("07", "民政") as work:
        lacking = Brought((APPLY, CARD), forgot=(INCOME,))
        case = cases.accept(work, cases.Application("X-003", WHO, lacking)).case_id
    first, second = papers(hall, case)[:2]
    assert (first.title, second.title) == ("补办件通知书", "承诺件通知书")
    assert "自材料齐全之日起10个工作日" in str(second.blocks)
    assert all(paper.copies[-1] == SECTION for paper in (first, second))
    with hall.act("07", "民政") as work:
        cases.supplement(work, case)
        returned = cases.accept(work, cases.Application("X-006", WHO)).case_id
        instant = cases.accept(work, cases.Application("X-002", WHO, lacking, slip=True)).case_id
    assert papers(hall, case)[-1].title == "联办通知书"
    assert papers(hall, returned)[0].copies == ("申请人", "窗口存根", SECTION)
    assert [paper.title for paper in papers(hall, instant)] == ["补办件通知书", "一次性告知单"]
    assert papers(hall, instant)[1].copies == ("申请人", "窗口存根"), "the slip is for two"


def test_where_there_is_no_section_nothing_is_copied_to_it(tmp_path: Path) -> None:
    hall = make_hall(tmp_path, "zhenlai", FRIDAY)
    (paper,) = papers(hall, taken_in(hall))
    assert paper.copies == ("申请人", "窗口存根")


@pytest.mark.rule("S06.9", "S06.10", "S03.19")
@pytest.mark.parametrize(
    ("name", "due", "titles"),
    [
        ("township", "11-27 18:00", ("承诺件受理通知书",)),
        ("nanshan", "11-25 17:00", ()),
        ("zhenlai", "11-25 18:00", ()),
    ],
)
def test_what_is_too_complex_is_weighed_within_the_hall_s_time(
    tmp_path: Path, name: str, due: str, titles: tuple[str, ...]
) -> None:
    hall = make_hall(tmp_path, name, FRIDAY)
    case = taken_in(hall, "X-006", weigh="涉及新规划")
    found = answer(hall, case)
    assert (found.state, found.due, found.papers) == ("deliberating", due, titles)
    assert any("会同审议：涉及新规划" in step for step in found.steps)
    for paper in papers(hall, case):
        assert "明确答复您能不能办" in str(paper.blocks)
        assert "受理时间" not in str(paper.blocks)
    clock_of(hall).set(MONDAY)
    with hall.act("07", "民政") as work:
        judge(work, case, "符合规划")
    judged = answer(hall, case)
    assert (judged.state, judged.kind) == ("accepted", "promised")
    assert any("审议后受理：符合规划" in step for step in judged.steps)
    with hall.look() as connection:
        assert read(hall, connection, case).life.accepted == read(hall, connection, case).row["received"]


def test_only_what_is_weighed_can_be_judged_and_the_opinion_is_kept(tmp_path: Path) -> None:
    hall = make_hall(tmp_path, "township", FRIDAY)
    weighed, usual = taken_in(hall, "X-006", weigh="涉及新规划"), taken_in(hall, "X-001", have=None)
    with pytest.raises(OpinionMissing), hall.act("07", "民政") as work:
        judge(work, weighed, " ")
    with pytest.raises(cases.NotNow), hall.act("07", "民政") as work:
        judge(work, usual, "可以")
    with hall.act("07", "民政") as work:
        assert judge(work, weighed, "符合规划").events[-1].data["opinion"] == "符合规划"


@pytest.mark.rule("S06.10")
def test_what_is_examined_later_can_be_weighed_too(tmp_path: Path) -> None:
    hall = make_hall(tmp_path, "nanshan", FRIDAY)
    with hall.act("07", "民政") as work:
        case = cases.accept(work, cases.Application("X-006", WHO, unexamined=True)).case_id
    clock_of(hall).set(MONDAY)
    with hall.act("07", "民政") as work:
        after = cases.examine(work, case, weigh="涉及新规划")
    assert (after.life.state, answer(hall, case).due) == ("deliberating", "11-25 17:00")


@pytest.mark.rule("S06.1", "S06.3")
def test_what_was_weighed_and_found_wrong_is_returned_or_withdrawn(tmp_path: Path) -> None:
    hall = make_hall(tmp_path, "nanshan", FRIDAY)
    first, second = taken_in(hall, "X-006", weigh="涉及新规划"), taken_in(hall, "X-006", weigh="涉及新规划")
    with hall.act("07", "民政") as work:
        assert cases.return_(work, first, "不具备审批条件").life.state == "returned"
        assert cases.withdraw(work, second).life.state == "withdrawn"
