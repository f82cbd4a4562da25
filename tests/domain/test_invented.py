"""Invented residents: the same seed gives the same people, with right numbers and real families."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date

import pytest

from counter.domain.hall.beginning.hallfile import load_hall
from counter.domain.hall.beginning.invented import NoNames, Resident, residents

TODAY = date(2026, 11, 20)
DEMO = load_hall("demo")
PEOPLE = tuple(residents(DEMO, 6_000, today=TODAY))


def families() -> list[list[Resident]]:
    found: defaultdict[str, list[Resident]] = defaultdict(list)
    for person in PEOPLE[:-10]:
        found[person.household].append(person)
    return list(found.values())


def remainder(id_no: str) -> int:
    """ISO 7064 MOD 11-2 over all eighteen signs; one for a right number."""
    value = 0
    for sign in id_no:
        value = (value * 2 + (10 if sign == "X" else int(sign))) % 11
    return value


def test_as_many_as_asked_each_with_a_number_of_their_own() -> None:
    assert len(PEOPLE) == 6_000
    assert len({person.id_no for person in PEOPLE}) == 6_000


def test_every_number_is_right_and_tells_birth_sex_and_that_it_is_invented() -> None:
    for person in PEOPLE:
        assert remainder(person.id_no) == 1, person.id_no
        assert person.id_no[:6] == "511923"
        assert person.id_no[6:14] == f"{person.born:%Y%m%d}"
        assert 996 <= int(person.id_no[14:17]) <= 999
        assert person.sex == ("男" if int(person.id_no[16]) % 2 else "女")
        assert date(1930, 1, 1) < person.born < TODAY


def test_the_same_seed_makes_the_same_people_and_another_makes_others() -> None:
    again = tuple(residents(DEMO, 300, today=TODAY))
    assert again == PEOPLE[:300]
    assert tuple(residents(DEMO, 300, today=TODAY, seed=2)) != again


def test_numbers_stay_unique_where_days_of_birth_run_out() -> None:
    many = [person.id_no for person in residents(DEMO, 40_000, today=TODAY)]
    assert len(set(many)) == 40_000
    assert all(remainder(id_no) == 1 for id_no in many)


def test_households_have_one_head_and_fitting_relatives() -> None:
    for family in families():
        heads = [person for person in family if person.relation == "户主"]
        assert len(heads) == 1
        for person in family:
            if person.relation in ("子", "女"):
                assert person.born > heads[0].born
                assert person.sex == ("男" if person.relation == "子" else "女")
            if person.relation in ("父", "母"):
                assert person.born < heads[0].born
            if person.relation == "配偶":
                assert person.sex != heads[0].sex
        assert len({(person.village, person.group) for person in family}) == 1
        assert len({person.name for person in family}) == len(family)


def test_all_villages_are_lived_in_by_size_and_by_group() -> None:
    living = Counter(person.village for person in PEOPLE)
    groups = {village.name: village.groups for village in DEMO.villages}
    assert set(living) == set(groups)
    assert living["禾垭社区"] > living["高峰寨村"]
    assert all(1 <= person.group <= groups[person.village] for person in PEOPLE)


def test_telephones_cannot_ring_some_have_none_and_families_share() -> None:
    phones = Counter(person.phone for person in PEOPLE)
    assert all(phone == "" or (len(phone) == 11 and phone.startswith("1540001")) for phone in phones)
    assert phones[""] > 500
    assert any(count > 1 for phone, count in phones.items() if phone)


def test_names_are_as_hard_as_real_ones() -> None:
    names = {person.name for person in PEOPLE}
    for sign in "𠮷㛃䶮·":
        assert any(sign in name for name in names), sign
    assert any(name.startswith(("欧阳", "令狐", "鲜于")) for name in names)


def test_a_hall_without_names_is_refused() -> None:
    with pytest.raises(NoNames, match="邱家"):
        residents(load_hall("qiujia"), 1, today=TODAY)
