"""Identity numbers, credit codes, telephones, case numbers: golden tables and single errors."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from counter.domain.hall import numbers
from counter.domain.hall.numbers import Number, NumberRefused, identify
from counter.domain.text import TextRefused, safe

TODAY = date(2026, 11, 20)
USCC_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def numbered(body: str) -> str:
    return body + numbers.id_check(body)


ids = st.builds(
    lambda area, born, order: numbered(f"{area}{born:%Y%m%d}{order:03}"),
    st.sampled_from(["511923", "110105", "650102", "710000", "810000", "820000", "830000", "911124"]),
    st.dates(date(1900, 1, 1), TODAY),
    st.integers(0, 999),
)
usccs = st.text(USCC_SIGNS, min_size=17, max_size=17).map(lambda body: body + numbers.uscc_check(body))


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("11010519491231002X", Number("resident-id", "11010519491231002X", "女", date(1949, 12, 31))),
        ("11010519491231002x", Number("resident-id", "11010519491231002X", "女", date(1949, 12, 31))),
        ("511923198502139979", Number("resident-id", "511923198502139979", "男", date(1985, 2, 13))),
        ("511923 19850213 9979", Number("resident-id", "511923198502139979", "男", date(1985, 2, 13))),
        ("１１０105１９４９1231002ｘ", Number("resident-id", "11010519491231002X", "女", date(1949, 12, 31))),
        ("810000199408230021", Number("permit", "810000199408230021", "女", date(1994, 8, 23))),
        ("830000199201300022", Number("permit", "830000199201300022", "女", date(1992, 1, 30))),
        ("911124198108030024", Number("foreign-id", "911124198108030024", "女", date(1981, 8, 3))),
        ("USA110057061218", Number("foreign-id", "USA110057061218")),
        ("91350100M000100Y43", Number("uscc", "91350100M000100Y43")),
        ("91350100m000100y43", Number("uscc", "91350100M000100Y43")),
        ("911101085923662400", Number("uscc", "911101085923662400")),
        ("15400010001", Number("phone", "15400010001")),
        ("154 0001 0001", Number("phone", "15400010001")),
        ("+86-154-0001-0001", Number("phone", "15400010001")),
        ("0827-0000101", Number("phone", "0827-0000101")),
        ("08270000101", Number("phone", "0827-0000101")),
        ("（0827）5220101", Number("phone", "0827-5220101")),
        ("010—12345678", Number("phone", "010-12345678")),
        ("0827-5220101转8001", Number("phone", "0827-5220101-8001")),
        ("5220101", Number("phone", "5220101")),
        ("12345", Number("phone", "12345")),
        ("110", Number("phone", "110")),
        ("400-123-4567", Number("phone", "4001234567")),
        ("9979", Number("last4", "9979")),
        ("002x", Number("last4", "002X")),
        ("1120-0031", Number("case-number", "1120-0031")),
        ("11200031", Number("case-number", "1120-0031")),
        ("１１２０－００３１", Number("case-number", "1120-0031")),
        ("qj-20261120-0031", Number("case-number", "QJ-20261120-0031")),
        ("0229-0001", Number("case-number", "0229-0001")),
        ("a012", Number("ticket", "A012")),
        ("李国强", Number("name", "李国强")),
        (" 李　强 ", Number("name", "李强")),
        ("买买提•艾力", Number("name", "买买提·艾力")),
        ("lgq", Number("name", "lgq")),
        ("John Smith", Number("name", "John Smith")),
        ("\U000323af", Number("name", "\U000323af")),
        ("孙\ue5e5", Number("name", "孙\ue5e5")),
        ("禾垭镇第3砖厂", Number("name", "禾垭镇第3砖厂")),
    ],
)  # fmt: skip
def test_what_was_typed_is_told(typed: str, number: Number) -> None:
    assert identify(typed, TODAY) == number


@pytest.mark.parametrize(
    ("typed", "refusal", "hint"),
    [
        ("", numbers.NothingTyped, "还没有输入"),
        ("　", numbers.NothingTyped, "还没有输入"),
        ("511923850213997", numbers.OldIdNumber, "15位"),
        ("51192319850213997", numbers.IdNumberLengthWrong, "少了1位"),
        ("5119231985021399791", numbers.IdNumberLengthWrong, "多了1位"),
        ("511923198502139978", numbers.IdNumberWrong, "校验不符"),
        ("511923198520139979", numbers.IdNumberDateWrong, "第7到14位"),
        (numbered("51192319850229997"), numbers.IdNumberDateWrong, "第7到14位"),
        (numbered("51192320261121997"), numbers.IdNumberInFuture, "比今天还晚"),
        (numbered("44052418800101001"), numbers.IdNumberTooOld, "130岁"),
        (numbered("00192319850213997"), numbers.IdNumberProvinceWrong, "省级代码"),
        ("9135010OM000100Y43", numbers.CreditCodeSignWrong, "第8位"),
        ("91350100M000100Y44", numbers.CreditCodeWrong, "校验不符"),
        ("12800010001", numbers.PhoneWrong, "座机"),
        ("123456", numbers.DigitCountWrong, "6位"),
        ("1340-0031", numbers.CaseNumberWrong, "日期不存在"),
        ("QJ-20260229-0031", numbers.CaseNumberWrong, "日期不存在"),
        ("MZ-005", numbers.NotRecognised, "认不出"),
        ("￥%", numbers.NotRecognised, "认不出"),
    ],
)
def test_what_is_wrong_is_said(typed: str, refusal: type[NumberRefused], hint: str) -> None:
    with pytest.raises(refusal) as caught:
        identify(typed, TODAY)
    assert hint in caught.value.sentence


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ("", numbers.IdNumberLengthWrong),
        ("5119231985O2139979", numbers.IdNumberSignWrong),
        ("51192319850213997A", numbers.IdNumberSignWrong),
        ("٥١١٩٢٣١٩٨٥٠٢١٣٩٩٧٩", numbers.IdNumberSignWrong),
    ],
)
def test_id_field_says_what_is_wrong(typed: str, refusal: type[NumberRefused]) -> None:
    with pytest.raises(refusal):
        numbers.id_number(typed, TODAY)


@pytest.mark.parametrize("typed", ["", "0827", "1540001000", "154000100011", "1230101", "李国强", "١٥٤٠٠٠١٠٠٠١"])
def test_no_telephone(typed: str) -> None:
    with pytest.raises(numbers.PhoneWrong):
        numbers.phone(typed)


@pytest.mark.parametrize("typed", ["91350100M000100Y4", ""])
def test_credit_code_length(typed: str) -> None:
    with pytest.raises(numbers.CreditCodeLengthWrong):
        numbers.uscc(typed)


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(2000, 2, 29), date(2025, 2, 28), 24),
        (date(2000, 2, 29), date(2025, 3, 1), 25),
        (date(1972, 11, 20), TODAY, 54),
        (date(1972, 11, 21), TODAY, 53),
        (TODAY, TODAY, 0),
    ],
)
def test_full_years(born: date, day: date, age: int) -> None:
    assert numbers.years(born, day) == age
    assert Number("resident-id", "", "女", born).age(day) == age
    assert Number("uscc", "").age(day) is None


def test_the_oldest_and_the_newborn_are_accepted() -> None:
    oldest = date(TODAY.year - numbers.OLDEST, TODAY.month, TODAY.day)
    for born in (oldest, TODAY):
        assert numbers.id_number(numbered(f"511923{born:%Y%m%d}997"), TODAY).born == born
    with pytest.raises(numbers.IdNumberInFuture):
        numbers.id_number(numbered(f"511923{TODAY + timedelta(1):%Y%m%d}997"), TODAY)


@given(ids)
def test_sound_ids_give_birth_and_sex(value: str) -> None:
    number = identify(value.lower(), TODAY)
    assert number.value == value
    assert number.kind == {"8": "permit", "9": "foreign-id"}.get(value[0], "resident-id")
    assert number.born is not None and f"{number.born:%Y%m%d}" == value[6:14]
    assert number.sex == ("男" if value[16] in "13579" else "女")


@given(ids, st.integers(0, 17), st.sampled_from("0123456789X"))
def test_one_wrong_digit_is_found(value: str, place: int, sign: str) -> None:
    assume(value[place] != sign and (sign != "X" or place == 17))
    with pytest.raises(NumberRefused):
        numbers.id_number(value[:place] + sign + value[place + 1 :], TODAY)


@given(ids, st.integers(0, 15))
def test_two_neighbours_that_changed_places_are_found(value: str, place: int) -> None:
    first, second = value[place], value[place + 1]
    assume(first != second)
    with pytest.raises(NumberRefused):
        numbers.id_number(value[:place] + second + first + value[place + 2 :], TODAY)


@given(usccs)
def test_sound_credit_codes_are_kept(value: str) -> None:
    assert numbers.uscc(value.lower()).value == value


@given(usccs, st.integers(0, 17), st.sampled_from(USCC_SIGNS + "IOSVZ"))
def test_one_wrong_sign_of_a_credit_code_is_found(value: str, place: int, sign: str) -> None:
    assume(value[place] != sign)
    with pytest.raises(NumberRefused):
        numbers.uscc(value[:place] + sign + value[place + 1 :])


@given(st.text(max_size=25) | st.text("0123456789-X ", max_size=22))
def test_anything_typed_is_told_or_refused_and_settles(typed: str) -> None:
    try:
        number = identify(typed, TODAY)
    except (NumberRefused, TextRefused) as refused:
        assert safe(refused.sentence) == refused.sentence
        return
    assert identify(number.value, TODAY) == number
