"""Papers about items: what each says, that it follows the version in force, and what is to be replaced."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from counter.domain.casework.case import visits
from counter.domain.casework.case.decision import Brought
from counter.domain.casework.cases import Application, accept
from counter.domain.casework.history.explain import why
from counter.domain.casework.papers import guides
from counter.domain.hall.item_versions import changes
from counter.domain.hall.items.item import CLIENTS, Item, ItemCancelled
from counter.domain.hall.opened import Hall
from counter.domain.hall.residents.citizens import Who
from counter.domain.hall.rulebook import shipped
from counter.domain.oversight.audit import verify
from counter.domain.paper import Fields, Paper, Table, Text
from counter.domain.posts import changing
from counter.papers import office, text
from counter.papers.office import AtDesk
from tests.domain.test_item_changes import WHY, change
from tests.halls import clock_of, make_hall, took

BOOKS = ("qiujia", "zhenlai", "nanshan", "township", "community")


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return make_hall(tmp_path)


def fields(paper: Paper) -> dict[str, str]:
    return {label: value for block in paper.blocks if isinstance(block, Fields) for label, value in block.rows}


def tables(paper: Paper) -> dict[str, Table]:
    return {block.title: block for block in paper.blocks if isinstance(block, Table)}


def whole(paper: Paper) -> str:
    """Everything it says, without the breaks of its lines."""
    return "".join("".join(text.render(paper, 80)).split())


def sentences(paper: Paper) -> str:
    return "\n".join(block.text for block in paper.blocks if isinstance(block, Text))


# -- the guide ---------------------------------------------------------------------------------


@pytest.mark.rule("S29.1", "S29.2", "S29.3", "S29.4", "S10.4", "S31.12")
@pytest.mark.parametrize("name", BOOKS)
def test_the_guide_has_every_part_that_the_halls_own_document_names_in_its_order(tmp_path: Path, name: str) -> None:
    hall = make_hall(tmp_path, name)
    item = hall.item("MZ-005")
    paper = guides.service_guide(hall, item)
    found = fields(paper)
    published = {
        "事项名称": item.name, "设定依据": item.basis, "办理程序": item.procedure, "收费标准": "不收费",
        "承诺时限": "5个工作日（法定15个工作日）", "收费依据": item.fee_basis, "办理条件": item.conditions,
    }  # fmt: skip
    assert {label: found[label] for label in published} == published
    assert item.result in (found.get("办理结果"), found.get("办理内容"))
    assert [row[1] for row in tables(paper)["申请材料"].rows] == [material.name for material in item.materials]
    labels = {"basis": "设定依据", "content": "办理内容", "conditions": "办理条件", "procedure": "办理程序",
              "limit": "承诺时限", "fee": "收费标准", "fee-basis": "收费依据", "sample": "样表",
              "result": "办理结果"}  # fmt: skip
    wanted = [labels[each] for each in shipped(name).casework.guide.value if each in labels]
    assert [label for label in found if label in wanted] == wanted


@pytest.mark.rule("S29.3")
def test_a_guide_of_nine_parts_names_the_sample_forms(tmp_path: Path) -> None:
    hall = make_hall(tmp_path, "township")
    assert (
        "小额临时救助申请审批表（窗口可打印，备有样表）"
        in fields(guides.service_guide(hall, hall.item("MZ-005")))["样表"]
    )


@pytest.mark.rule("S01.9")
def test_the_guide_tells_who_does_what_in_how_many_days(hall: Hall) -> None:
    rows = tables(guides.service_guide(hall, hall.item("MZ-001")))["环节分工"].rows
    assert rows[0] == ("镇人民政府", "受理、入户调查、公示", "15个工作日")
    assert rows[1:] == (("县民政局", "抽查、备案或确认", "7个工作日"),)


@pytest.mark.rule("S03.15")
def test_the_reason_of_a_limit_tells_promise_and_statute_with_their_ground(hall: Hall) -> None:
    item = hall.item("MZ-001")
    told = guides.why_limit(item)
    assert told.value == "22个工作日（法定30个工作日）" and {"S03.15", "S01.9"} <= told.rules
    said = [step.text for step in told.steps]
    assert "承诺22个工作日" in said[0] and said[1] == "法定时限30个工作日"
    assert item.basis in told.articles
    assert "不计时" in guides.why_limit(hall.item("CL-001")).steps[-1].text


@pytest.mark.rule("S03.15")
def test_why_a_case_is_due_tells_the_two_published_values(hall: Hall) -> None:
    number = took(hall, item="MZ-005")
    with hall.look() as connection:
        told = why(hall, connection, number)
    said = {step.text: {str(cite) for cite in step.cites} for step in told.steps}
    assert said["法定时限15个工作日"] == {hall.item("MZ-005").basis}
    assert "临时救助审核确认（镇级小额）：承诺5个工作日" in said and "S03.15" in told.rules


@pytest.mark.rule("S10.17", "S09.2")
def test_the_guide_answers_what_nobody_asked(hall: Hall) -> None:
    said = sentences(guides.service_guide(hall, hall.item("MZ-001")))
    for answer in (
        "居民户口簿、共同生活家庭成员身份证看后当场退还", "收入、财产、刚性支出佐证材料", "可以先受理、后补交",
        "有残疾成员的，要带残疾人证", "代办员代办", "由县民政局决定", "初审意见须在村（社区）公示",
    ):  # fmt: skip
        assert answer in said
    fee = sentences(guides.service_guide(hall, hall.item("GA-005")))
    assert "按标准收20元" in fee and "一律不收" in fee


def test_a_hall_that_waits_for_every_paper_promises_nothing_else(tmp_path: Path) -> None:
    hall = make_hall(tmp_path, rules={"casework.gaps": "wait"})
    said = sentences(guides.service_guide(hall, hall.item("MZ-001")))
    assert "后补交" not in said and "补齐之日起办理" in said


# -- the blank notice, samples ------------------------------------------------------------------


@pytest.mark.rule("S10.1", "S10.2", "S10.3", "S10.5", "S10.16")
@pytest.mark.parametrize("name", BOOKS)
def test_the_blank_notice_tells_everything_once_in_two_copies(tmp_path: Path, name: str) -> None:
    hall = make_hall(tmp_path, name)
    item = hall.item("MZ-001")
    paper = guides.notice_sheet(hall, item)
    found = fields(paper)
    assert (found["申请事项"], found["办理程序"], found["承诺时限"], found["收费标准"]) == (
        item.name, item.procedure, "22个工作日（法定30个工作日）", "不收费")  # fmt: skip
    content = shipped(name).casework.notice.content.value
    assert ("设定依据" in found) is ("basis" in content)
    rows = tables(paper)["申请材料"].rows
    assert [row[1] for row in rows] == [material.name for material in item.materials]
    assert all(row[0].startswith("□ ") for row in rows)
    assert paper.copies == tuple(shipped(name).casework.copies.value)
    assert "窗口可打印" in whole(paper)


@pytest.mark.rule("S10.4")
def test_while_a_case_is_handled_the_notice_tells_what_lacks_and_whether_it_can_be_done(hall: Hall) -> None:
    with hall.act("03", "W01") as work:
        taken = accept(work, Application("X-001", Who("李国强"), Brought(have=("申请表", "身份证"))))
        made = [visits.paper(work.connection, key) for key in taken.papers]
    assert "收入证明" in "".join(whole(paper) for paper in made)


@pytest.mark.rule("S10.6", "S10.16")
def test_every_form_that_the_hall_prints_has_a_sample_to_put_up(hall: Hall) -> None:
    forms = [(item, name) for item in guides.in_force(hall) for name in guides.forms_of(item)]
    assert len(forms) > 50
    for item, name in forms:
        paper = guides.sample_form(hall, item, name)
        assert "样表" in paper.title and item.name in fields(paper)["申请事项"]
        assert "示例" in fields(paper)["证件号码"]
    with pytest.raises(guides.NoSampleOf):
        guides.sample_form(hall, hall.item("MZ-001"), "居民户口簿")


# -- leaflet, fees, book ------------------------------------------------------------------------


@pytest.mark.rule("S10.5")
def test_the_leaflet_of_a_window_lists_what_it_takes_in(hall: Hall) -> None:
    for window in hall.laid.windows:
        serves = {each for post in hall.laid.posts.values() if post.window == window for each in post.serves}
        expected = [item.code for item in guides.in_force(hall) if item.window in serves]
        if not expected:
            with pytest.raises(guides.WindowWithoutItems):
                guides.leaflet(hall, window)
            continue
        (table,) = tables(guides.leaflet(hall, window)).values()
        assert [row[0] for row in table.rows] == expected


@pytest.mark.rule("S31.12")
def test_the_fees_stand_with_standard_and_basis_and_nothing_else_is_charged(hall: Hall) -> None:
    paper = guides.fee_list(hall)
    (table,) = tables(paper).values()
    charged = {row[0]: row[2:] for row in table.rows}
    assert charged["GA-006"] == ("40元", "居民身份证工本费：丢失补领、损坏换领每证40元")
    assert {item.code for item in guides.in_force(hall) if item.fee} <= set(charged)
    assert "一律不收" in sentences(paper)


@pytest.mark.rule("S29.9", "S29.12", "S29.14")
def test_the_book_has_every_item_by_kind_of_service_each_with_its_papers(hall: Hall) -> None:
    paper = guides.item_book(hall)
    items = guides.in_force(hall)
    found = tables(paper)
    listed = [row[0] for name in ("政务服务", "公共服务", "便民服务") for row in found[name].rows]
    assert sorted(listed) == [item.code for item in items]
    heads = [block.text for block in paper.blocks if isinstance(block, Text) and block.style == "head"]
    assert set(heads) >= {item.name for item in items}
    clients = next(block for block in paper.blocks if isinstance(block, Table) and block.head[0] == "服务对象")
    assert dict(clients.rows)["个人"] == f"{sum('个人' in item.clients for item in items)}项"
    assert {row[0] for row in clients.rows} == set(CLIENTS)


# -- versions -----------------------------------------------------------------------------------


def stored(hall: Hall, code: str) -> Paper:
    with hall.act("03", "W01") as work:
        return visits.paper(work.connection, guides.make_guide(work, code))


@pytest.mark.rule("S29.11", "S10.15")
def test_the_guide_follows_the_version_in_force_and_says_which_it_is(hall: Hall) -> None:
    assert stored(hall, "MZ-005").number == "MZ-005 第1版"
    change(hall, since=hall.today + timedelta(days=3), promised_days=3)
    assert fields(stored(hall, "MZ-005"))["承诺时限"].startswith("5个工作日")
    clock_of(hall).forward(days=3)
    after = stored(hall, "MZ-005")
    assert after.number == "MZ-005 第2版" and fields(after)["承诺时限"].startswith("3个工作日")


@pytest.mark.rule("S29.10")
def test_no_guide_is_given_out_for_an_item_that_was_cancelled(hall: Hall) -> None:
    with hall.act("01") as work:
        changes.cancel_item(work, "MZ-005", None, WHY)
    ended: Item = hall.catalogue.told("MZ-005", hall.today)
    for make in (guides.service_guide, guides.notice_sheet):
        with pytest.raises(ItemCancelled):
            make(hall, ended)
    assert "MZ-005" not in [row[0] for row in tables(guides.item_book(hall))["政务服务"].rows]


@pytest.mark.rule("S10.15", "S29.11")
def test_what_was_posted_before_a_change_is_listed_until_it_is_replaced(hall: Hall) -> None:
    def waiting() -> list[str]:
        with hall.look() as connection:
            return [item.code for item in guides.to_replace(hall, connection)]

    assert waiting() == []
    change(hall, promised_days=4)
    change(hall, "MZ-006", since=hall.today + timedelta(days=2), note="以后才生效")
    assert waiting() == ["MZ-005"]
    clock_of(hall).forward(minutes=5)
    with hall.act("03", "W01") as work:
        assert guides.replace_guides(work) == ("MZ-005",)
    assert waiting() == []
    clock_of(hall).forward(days=2)
    assert waiting() == ["MZ-006"]
    with hall.act("03", "W01") as work:
        guides.replace_guides(work)
    clock_of(hall).forward(minutes=1)
    change(hall, promised_days=3)
    assert waiting() == ["MZ-005"]
    assert verify(hall).sound


@pytest.mark.rule("S29.8")
def test_an_item_that_no_window_takes_in_is_named(hall: Hall) -> None:
    assert guides.without_window(hall) == ()
    post = hall.post_for(hall.item("MZ-005"))
    left = [each for each in post.serves if each != hall.item("MZ-005").window]
    with hall.act("01", "W01") as work:
        changing.set_post(work, post.code, post.name, post.window, post.a, post.b, left)
    assert "MZ-005" in {item.code for item in guides.without_window(hall)}


@pytest.mark.rule("S29.12")
def test_departments_that_must_be_here_and_are_not(tmp_path: Path) -> None:
    assert guides.not_covered(make_hall(tmp_path, "township")) == ("供水", "供电", "供气", "通信")


# -- out of the house ---------------------------------------------------------------------------


def test_every_paper_becomes_text_and_pdf_and_is_stored_once_a_day(hall: Hall, tmp_path: Path) -> None:
    desk = AtDesk(hall, "03", "W01")
    makers = (
        lambda work: guides.make_guide(work, "MZ-001"),
        lambda work: guides.make_notice(work, "MZ-001"),
        lambda work: guides.make_sample(work, "MZ-001", "最低生活保障申请书（含家庭情况声明）"),
        lambda work: guides.make_leaflet(work, next(iter(hall.laid.windows))),
        guides.make_fee_list,
    )
    for n, make in enumerate(makers):
        with hall.act("03", "W01") as work:
            first = make(work)
        with hall.act("03", "W01") as work:
            assert make(work) == first
        path = tmp_path / f"{n}.pdf"
        office.print_paper(desk, first, path)
        assert path.read_bytes().startswith(b"%PDF")
        assert any(line.strip() for line in office.preview(desk, first))
