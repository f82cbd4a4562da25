"""Hall files: those that ship serve every item, and a broken one is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from counter.domain.hall.beginning.hallfile import HallFile, UnknownHall, load_hall, shipped_halls
from counter.domain.hall.files.datafile import DataFileBroken
from counter.domain.hall.files.volumes import load_volumes
from counter.domain.hall.items.item import load_items
from counter.domain.hall.rights import Role

SMALL = """
id = "small"
name = "小河乡便民服务中心"
code = "XH"
short = "小河"
rulebook = "township"
town = { name = "小河乡" }
rules = { "casework.joint.threshold" = 3 }
window = [{ code = "民政", name = "民政窗口" }]
post = [{ code = "MZ", name = "民政岗", window = "民政", a = "07", b = "12" }]
staff = [
  { no = "07", name = "甲", roles = ["clerk"] },
  { no = "12", name = "乙", roles = ["clerk"] },
]
village = [{ code = "V01", name = "双河村" }]
"""


def small(tmp_path: Path, was: str = "", becomes: str = "") -> HallFile:
    assert was in SMALL
    path = tmp_path / "small.toml"
    path.write_text(SMALL.replace(was, becomes, 1) if was else SMALL, encoding="utf-8")
    return load_hall(path)


def test_the_demo_and_five_practice_halls_ship() -> None:
    assert shipped_halls() == ("community", "demo", "nanshan", "qiujia", "township", "zhenlai")


@pytest.mark.parametrize("name", shipped_halls())
def test_every_business_of_the_catalogue_has_one_post(name: str) -> None:
    hall = load_hall(name)
    for business in {item.window for item in load_items()}:
        assert len(hall.posts_for(business)) == 1, business


@pytest.mark.parametrize("name", shipped_halls())
def test_every_post_is_a_pair_of_clerks_with_a_seal(name: str) -> None:
    hall = load_hall(name)
    halves = [(post.a, post.b) for post in hall.posts]
    people = [hall.person(no) for pair in halves for no in pair]
    assert all(person and Role.CLERK in person.roles for person in people)
    assert len({no for pair in halves for no in pair}) == 2 * len(hall.posts)
    assert all(post.seals for post in hall.posts)


@pytest.mark.parametrize("name", shipped_halls())
def test_the_roles_that_rules_name_are_filled(name: str) -> None:
    filled = {role for person in load_hall(name).staff for role in person.roles}
    assert filled == set(Role)


def test_case_numbers_of_halls_cannot_be_confused() -> None:
    numbers = {name: load_hall(name).code for name in shipped_halls()}
    assert numbers == {
        "demo": "HY", "qiujia": "QJ", "zhenlai": "ZL", "nanshan": "NS", "township": "XZ", "community": "SQ",
    }  # fmt: skip


def test_the_demo_town_has_twenty_villages_and_twenty_four_in_the_hall() -> None:
    hall = load_hall("demo")
    assert len(hall.villages) == 20
    assert sum(village.people for village in hall.villages) == hall.town.registered
    assert len([person for person in hall.staff if person.in_hall]) == 24
    agents = {person.village for person in hall.staff if Role.VILLAGE_AGENT in person.roles}
    assert agents == {village.name for village in hall.villages}
    assert hall.rules["calendar.market.digits"] == (2, 5, 8)


def test_a_post_serves_its_window_where_nothing_else_is_said(tmp_path: Path) -> None:
    hall = small(tmp_path)
    assert [post.code for post in hall.posts_for("民政")] == ["MZ"]
    assert hall.rules == {"casework.joint.threshold": 3}
    assert hall.person("99") is None


def test_an_unknown_hall_tells_which_there_are() -> None:
    with pytest.raises(UnknownHall, match="qiujia"):
        load_hall("nowhere")


@pytest.mark.parametrize(
    ("was", "becomes", "key", "expected"),
    [
        ('short = "小河"\n', "", "short", "缺少"),
        ('code = "XH"', 'code = "小河"', "code", "格式"),
        ('no = "07"', 'no = "S07"', "staff 第1项 no", "格式"),
        ('roles = ["clerk"]', 'roles = ["boss"]', "staff 第1项 roles 第1项", "director"),
        ('roles = ["clerk"]', 'roles = "clerk"', "staff 第1项 roles", "列表"),
        ('no = "12"', 'no = "07"', "内容", "07 写了两次"),
        ('b = "12"', 'b = "13"', "内容", "B岗 13"),
        ('b = "12"', 'b = "07"', "内容", "同一人"),
        ('window = "民政", a', 'window = "社保", a', "内容", "窗口 社保"),
        ('name = "双河村"', 'name = "双河村", km = "3"', "village 第1项 km", "数字"),
        ('name = "乙"', 'name = "乙", village = "无村"', "内容", "无村"),
    ],
)
def test_a_broken_hall_file_names_the_key_and_what_was_expected(
    tmp_path: Path, was: str, becomes: str, key: str, expected: str
) -> None:
    with pytest.raises(DataFileBroken) as refused:
        small(tmp_path, was, becomes)
    assert refused.value.facts["file"] == "small.toml"
    assert refused.value.facts["key"] == key
    assert expected in refused.value.facts["expected"]


def test_the_volumes_are_shares_that_add_up() -> None:
    volumes = load_volumes()
    for shares in (volumes.hours_market, volumes.hours_cold, volumes.ratings):
        assert sum(shares) == pytest.approx(1)
    for table in (volumes.complaint_channel, volumes.complaint_cause):
        assert sum(table.values()) == pytest.approx(1)
    assert set(volumes.mass_items) <= {item.code for item in load_items()}


def test_a_volume_out_of_range_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "volumes.toml"
    path.write_text("overdue = 1.5\n", encoding="utf-8")
    with pytest.raises(DataFileBroken):
        load_volumes(path)
