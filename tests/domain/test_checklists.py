"""Checklists: the points that carry what only people can keep, and the sheet that is printed of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from counter.domain import catalogue
from counter.domain.casework.case import visits
from counter.domain.hall.files.datafile import DataFileBroken
from counter.domain.hall.opened import Hall
from counter.domain.hall.rulebook import shipped as shipped_book
from counter.domain.oversight import checklists
from counter.domain.oversight.checklists import NoSuchChecklist, Point
from counter.domain.paper import Signatures
from counter.domain.rules import carried
from counter.papers import text
from tests.halls import make_hall
from tests.hands import do

BOOKS = ("qiujia", "zhenlai", "nanshan", "township", "community")
POINTS = [pytest.param(point, id=point.code) for each in checklists.shipped() for point in each.points]


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return make_hall(tmp_path)


def printed(hall: Hall, code: str) -> str:
    """What a checklist says on paper, without the breaks of lines and cells."""
    key = do(hall, checklists.keep_sheet, code)
    with hall.look() as connection:
        cells = [block for block in visits.paper(connection, key).blocks if hasattr(block, "rows")]
    return "".join("".join(row) for block in cells for row in block.rows)


def rule_of(sentence: str) -> set[str]:
    """The rules of the point that says this."""
    return {
        number for each in checklists.shipped() for point in each.points if sentence in point.says
        for number in point.rules
    }  # fmt: skip


def holds(hall: Hall, code: str, rule: str, *sentences: str) -> None:
    """The printed list asks for each of these, under the rule, and the rule is registered for it."""
    paper = printed(hall, code)
    for sentence in sentences:
        assert sentence in paper
        assert rule in rule_of(sentence)
    assert any(place.by == "checklist" for place in carried()[rule])


@pytest.mark.rule("S11.8", "S19.3", "S61.10", "S10.18", "S11.9", "S15.7")
def test_the_window_s_list_asks_how_people_are_received(hall: Hall) -> None:
    holds(hall, "counter", "S11.8", "没有推诿、没有拖延、没有拒办")
    holds(hall, "counter", "S19.3", "没有用一句“不知道”打发人，讲了办事的办法和该去哪里")
    holds(hall, "counter", "S61.10", "解释清楚，并给人指了路")
    holds(hall, "counter", "S10.18", "一次性告知的时候同样守首问负责")
    holds(hall, "counter", "S11.9", "法定和承诺两个数都有，申请、受理、办理、办结各环节都写到")
    holds(hall, "counter", "S15.7", "能在网上（电话）预约，也能到现场排队，两条路都通着")


@pytest.mark.rule("S04.10", "S04.19")
def test_the_list_of_joint_cases_asks_for_help_and_for_all_at_once(hall: Hall) -> None:
    holds(hall, "joint", "S04.10", "备齐了联审会要用的文件、图纸、数据")
    holds(hall, "joint", "S04.19", "同时送、同时审", "职责交叉的，中心及时出面协调")


@pytest.mark.rule("S12.2", "S12.4", "S12.14", "S12.15")
def test_the_list_of_who_is_asked_first_names_the_forbidden_words(hall: Hall) -> None:
    holds(hall, "first-asked", "S12.2", "热情接待", "“不知道”", "“不清楚”", "“不归我管”", "“你问别人去”")
    holds(hall, "first-asked", "S12.4", "一问就答，没有让人转问第二个人")
    holds(hall, "first-asked", "S12.14", "查到了直接责任人，按规定追究了责任")
    holds(hall, "first-asked", "S12.15", "已经交给考核，作为奖惩的重要指标")


@pytest.mark.rule("S01.8", "S03.16", "S11.8")
def test_the_list_of_limits_asks_for_what_is_early_and_what_was_checked(hall: Hall) -> None:
    holds(hall, "limits", "S03.16", "争取提前办完；没有一件超过承诺时间")
    holds(hall, "limits", "S01.8", "即办、联办、承诺、补办、退回各类办件的执行情况，按期检查了，结果交给考核")
    holds(hall, "limits", "S11.8", "没有借口拖延")


@pytest.mark.rule("S18.7", "S18.8", "S18.12", "S18.15", "S18.5", "S18.10")
def test_the_village_s_list_asks_what_can_be_done_there(hall: Hall) -> None:
    holds(hall, "village", "S18.7", "了解村民的困难和需要", "问政策、问技术，都给了解答")
    holds(hall, "village", "S18.8", "有人管理，按期集中学习")
    holds(hall, "village", "S18.12", "小事不出村、大事不出乡")
    holds(hall, "village", "S18.15", "参保登记、缴纳保费、待遇领取、信息查询四样不出村")
    holds(hall, "village", "S18.5", "当场能办的当场办了；办不了的承诺了期限，到期都办成了")
    holds(hall, "village", "S18.10", "中心的人按期到村室指导过")


@pytest.mark.rule("S31.3", "S31.8", "S31.10")
def test_the_list_of_fees_asks_for_what_may_not_be_charged(hall: Hall) -> None:
    holds(hall, "fees", "S31.8", "没有用有偿服务代替本职工作", "先经财政、物价部门批准")
    holds(hall, "fees", "S31.10", "交纪检监察部门查处")
    holds(hall, "fees", "S31.3", "能由银行、信用社代收的，由它们代收；收和支两条线分开")


@pytest.mark.rule("S35.2", "S35.3", "S35.4", "S36.8", "S36.12")
def test_the_list_of_duty_asks_what_no_record_can_show(hall: Hall) -> None:
    holds(hall, "duty", "S35.2", "着工装、待人和气，没有离岗")
    holds(hall, "duty", "S35.3", "来一个接待一个", "当时就联系到窗口的人")
    holds(hall, "duty", "S35.4", "出了纠纷和突发情况，帮着处理了")
    holds(hall, "duty", "S36.8", "分级负责、谁主管谁负责")
    holds(hall, "duty", "S36.12", "领导值班时或不定期到大厅检查过")


@pytest.mark.rule("S34.12", "S34.16")
def test_only_halls_with_a_nursing_room_or_several_towns_are_asked_for_them(hall: Hall, tmp_path: Path) -> None:
    assert "母婴室" not in printed(hall, "duty") and "没有站点的乡镇" not in printed(hall, "duty")
    for name, number, words in (("nanshan", "S34.12", "母婴室周一到周五"), ("township", "S34.16", "没有站点的乡镇")):
        (tmp_path / name).mkdir()
        holds(make_hall(tmp_path / name, name), "duty", number, words)


@pytest.mark.rule("S54.6", "S54.7", "S55.4")
def test_a_hall_with_approval_seals_inspects_them(tmp_path: Path) -> None:
    hall = make_hall(tmp_path, "zhenlai")
    holds(hall, "seal", "S54.6", "中心代县政府管着、查着")
    holds(hall, "seal", "S54.7", "通报批评、责令改正、取消评优资格；拒不改正的，追究了领导和当事人的责任")
    holds(hall, "seal", "S55.4", "部门在中心以外还在收件审批的，给了通报批评")


@pytest.mark.rule("S13.11", "S13.16", "S56.1", "S56.6", "S56.8", "S56.10", "S56.11")
def test_the_list_of_posts_asks_how_people_are_sent_and_paired(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    nanshan, zhenlai = make_hall(tmp_path / "one", "nanshan"), make_hall(tmp_path / "two", "zhenlai")
    holds(nanshan, "staffing", "S13.11", "顶岗的人熟悉本岗的业务")
    holds(nanshan, "staffing", "S13.16", "本岗和顶岗的人一起上")
    holds(nanshan, "staffing", "S56.6", "上岗前受过培训")
    holds(nanshan, "staffing", "S56.8", "窗口数够用")
    holds(nanshan, "staffing", "S56.10", "接待、办理、带班、安全各有责任人")
    holds(zhenlai, "staffing", "S56.1", "部门推荐、编制部门定数、中心登记")
    holds(zhenlai, "staffing", "S56.11", "双重管理")


@pytest.mark.rule("S56.2", "S56.3", "S56.4", "S56.5", "S56.7", "S56.9", "S56.12")
def test_a_township_s_list_asks_for_what_its_plan_lays_down(tmp_path: Path) -> None:
    hall = make_hall(tmp_path, "township")
    holds(hall, "staffing", "S56.2", "没有用临时工、辅助人员顶窗口")
    holds(hall, "staffing", "S56.3", "主任由分管政务服务的乡镇领导担任")
    holds(hall, "staffing", "S56.4", "部门授权给了站所")
    holds(hall, "staffing", "S56.5", "中心镇不少于120平方米")
    holds(hall, "staffing", "S56.7", "一人多岗、一专多能")
    holds(hall, "staffing", "S56.9", "组织进驻、定制度、考核人员、受理投诉、协调、指导村级")
    holds(hall, "staffing", "S56.12", "提的问题改了")


@pytest.mark.parametrize("name", BOOKS)
def test_a_hall_has_the_lists_that_its_document_knows_of(name: str) -> None:
    lists = checklists.of_hall(shipped_book(name))
    assert all(each.points for each in lists)
    assert ("seal" in [each.code for each in lists]) == (name == "zhenlai")


def test_a_list_that_the_hall_does_not_have_is_refused_with_those_it_has(hall: Hall) -> None:
    with pytest.raises(NoSuchChecklist, match="首问负责要点"):
        do(hall, checklists.keep_sheet, "seal")


@pytest.mark.parametrize("point", POINTS)
def test_every_point_is_chinese_and_rests_on_rules_that_there_are(point: Point) -> None:
    assert re.search(r"[A-Za-z]|S\d", point.says) is None
    assert point.article and point.source.split(" ")[0] in {part.split(" ")[0] for part in _sources(point)}
    for number in point.rules:
        assert re.search(r"[\u4e00-\u9fff]", catalogue.rule(number).zh), number
        assert f"{point.code}" in " ".join(place.where for place in carried()[number])
    assert [step.text for step in checklists.why(point).steps] == [catalogue.rule(each).zh for each in point.rules]


def _sources(point: Point) -> set[str]:
    return {part.strip() for number in point.rules for part in catalogue.rule(number).source.split(";")}


def test_every_document_that_limits_a_point_is_one_of_its_sources() -> None:
    points = [point for each in checklists.shipped() for point in each.points]
    assert [point.code for point in points if not set(point.only) <= {p.split(" ")[0] for p in _sources(point)}] == []


def test_the_sheet_has_a_line_a_point_boxes_and_both_signatures(hall: Hall) -> None:
    which = checklists.checklist(hall, "first-asked")
    paper = checklists.sheet(hall, which)
    said = "\n".join(text.render(paper))
    assert said.count("□做到") == said.count("□没做到") == len(which.points)
    for word in ("序号", "要点", "依据", "备注", "检查时间"):
        assert word in said
    assert [block.labels for block in paper.blocks if isinstance(block, Signatures)] == [("检查人", "窗口（村）负责人")]


def test_the_same_list_is_stored_once_a_day(hall: Hall) -> None:
    assert do(hall, checklists.keep_sheet, "counter") == do(hall, checklists.keep_sheet, "counter")


_POINT = '[[list]]\ncode = "a"\nname = "甲"\nsays = "看"\n[[list.point]]\ncode = "A1"\nsays = "做了。"\n'


@pytest.mark.parametrize(
    ("entry", "key", "expected"),
    [
        ('rules = ["S99.9"]\nsource = "002 首问 二"', "rules", "S99.9"),
        ('rules = ["S12.4"]\nsource = "099 一"', "source", "099"),
        ('rules = []\nsource = "002 首问 二"', "rules", "不能为空"),
        ('rules = ["S12.4"]\nsource = "002 首问 二"\nrule = "S12.4"', "rule", "没有这样的项目"),
        (
            'rules = ["S12.4"]\nsource = "002"\n[[list.point]]\ncode = "A1"\nsays = "又。"\nrules = ["S12.4"]\n'
            'source = "002"',
            "code",
            "只能用一次",
        ),
    ],
)
def test_a_list_that_is_not_written_rightly_names_entry_and_key(
    tmp_path: Path, entry: str, key: str, expected: str
) -> None:
    file = tmp_path / "lists.toml"
    file.write_text(_POINT + entry, encoding="utf-8")
    with pytest.raises(DataFileBroken) as caught:
        checklists.load(file)
    assert f"{key} 不对" in caught.value.sentence and expected in caught.value.sentence


def test_the_list_of_rules_names_list_and_point() -> None:
    places = {line["id"]: line["carried"] for line in catalogue.overview()}
    assert {"checklist 收费要点 SF1", "checklist 收费要点 SF2"} <= set(places["S31.8"])
    assert "checklist 审批专用章和首席代表要点 ZY3" in places["S55.4"]
