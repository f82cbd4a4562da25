"""The numbers people bring: identity cards, permits, unified credit codes, telephones, case numbers.

Each check is pure: text and the day in, a `Number` or a refusal out that says what is wrong and what
to do. No sentence repeats a number, since sentences are logged and shown. A county code is no ground
for refusal: codes change, the numbers given under them stay.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from counter.domain import text as texts
from counter.domain.refusals import Refusal

Kind = Literal["resident-id", "permit", "foreign-id", "uscc", "phone", "last4", "case-number", "ticket", "name"]
Sex = Literal["男", "女"]

OLDEST = 130
"""Years of age beyond which a birth date is a typing error; nobody on record lived longer."""
MOST_OF_A_NAME = 100
"""Characters of what may be a name of a person or a body at the first field."""

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_LONG_NUMBER = 11
"""Digits of a mobile telephone: from here on a mistyped number is mended, not typed again."""
_ID_CHECKS = "10X98765432"
_PERMITS = frozenset({"81", "82", "83"})
_PROVINCE = re.compile("1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71")
_USCC_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"

_FULL_CASE = re.compile(r"([A-Z][A-Z0-9]*)-(\d{8})-(\d{4})", re.ASCII)
_SHORT_CASE = re.compile(r"(?=\d{4}-|[01]\d[0-3])(\d\d)(\d\d)-?(\d{4})", re.ASCII)
_OLD_FOREIGN = re.compile(r"[A-Z]{3}\d{12}", re.ASCII)
_MOBILE = re.compile(r"(?:\+?86|0086)?(1[3-9]\d{9})", re.ASCII)
_LANDLINE = re.compile(r"(?:(010|02\d|0[3-9]\d\d)-?)?(\d{7,8})(?:(?:-|转|#)(\d{1,5}))?", re.ASCII)
_HOTLINE = re.compile(r"1\d{2}|1[0-9]{4}|9[56]\d{3,4}|[48]00\d{7}", re.ASCII)
_LAST4 = re.compile(r"\d{3}[\dX]", re.ASCII)
_TICKET = re.compile(r"[A-Z]\d{1,4}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Number:
    """What was typed, in its kept form, and what follows from it."""

    kind: Kind
    value: str
    sex: Sex | None = None
    born: date | None = None

    def age(self, day: date) -> int | None:
        """Full years on a day, or nothing where no birth date follows from the number."""
        return None if self.born is None else years(self.born, day)


class NumberRefused(Refusal):
    """A number that cannot be right."""

    says = "号码不对，请对照证件重输。"


def may_be_secret(text: str) -> bool:
    """Whether what was found nowhere may be a PIN or a passphrase typed in the wrong place.

    It must not stay to be read. A name and a number as long as a telephone's stay: whoever mistyped those mends them.
    """
    return text.isascii() and sum(sign.isdigit() for sign in text) < _LONG_NUMBER


class NothingTyped(NumberRefused):
    """Nothing but spaces."""

    says = "还没有输入，请输入身份证号、手机号、姓名或办件号。"


class NotRecognised(NumberRefused):
    """Neither a number of a known kind nor a name."""

    says = "认不出这是什么号码，请输入身份证号（18位）、手机号（11位）、身份证后四位、办件号或姓名。"


class DigitCountWrong(NumberRefused):
    """Digits, but as many as no known kind has."""

    says = "这串数字有{have}位；身份证号18位、手机号11位、身份证后四位，请核对后重输。"


class IdNumberLengthWrong(NumberRefused):
    """Not 18 signs."""

    says = "身份证号应为18位，现在是{have}位，{wrong}，请对照证件重输。"


class OldIdNumber(NumberRefused):
    """A number of the first generation, no longer valid since 2013."""

    says = "这是15位的旧身份证号，一代证已停用，请用本人现在的18位号码（户口簿上有）。"


class IdNumberSignWrong(NumberRefused):
    """A sign that no identity number has at that place."""

    says = "身份证号第{place}位应是数字{or_x}，请对照证件重输。"


class IdNumberWrong(NumberRefused):
    """The check digit disagrees: one digit is wrong, or two changed places."""

    says = "身份证号校验不符，多半是有一位输错或相邻两位颠倒，请对照证件重输。"


class IdNumberDateWrong(NumberRefused):
    """Digits 7 to 14 are no date."""

    says = "身份证号第7到14位不是真实的出生日期，请对照证件重输。"


class IdNumberInFuture(NumberRefused):
    """Born after today."""

    says = "身份证号里的出生日期比今天还晚，请对照证件重输。"


class IdNumberTooOld(NumberRefused):
    """Born longer ago than anyone lives."""

    says = "照身份证号算已超过{oldest}岁，请对照证件核对出生年份。"


class IdNumberProvinceWrong(NumberRefused):
    """The first two digits are no province and no permit."""

    says = "身份证号开头两位不是省级代码，请对照证件重输。"


class CreditCodeLengthWrong(NumberRefused):
    """Not 18 signs."""

    says = "统一社会信用代码应为18位，现在是{have}位，请对照营业执照或证书重输。"


class CreditCodeSignWrong(NumberRefused):
    """A letter that the code never has, because it looks like a digit or another letter."""

    says = "统一社会信用代码第{place}位不能是这个符号（没有字母I、O、S、V、Z），请看清是不是1、0、5、U、2。"


class CreditCodeWrong(NumberRefused):
    """The check sign disagrees: one sign is wrong, or two changed places."""

    says = "统一社会信用代码校验不符，多半是有一位输错，请对照营业执照或证书重输。"


class PhoneWrong(NumberRefused):
    """No mobile, landline or hotline."""

    says = "电话号码不对：手机11位（1开头，第二位3到9），座机写成“区号-号码”，请核对后重输。"


class CaseNumberWrong(NumberRefused):
    """The shape of a case number with a date that does not exist."""

    says = "办件号里的日期不存在，办件号是“月日-序号”，如1120-0031，请核对。"


def years(born: date, day: date) -> int:
    """Full years between a birth date and a day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def id_check(body: str) -> str:
    """The check sign of GB 11643 for the first 17 digits of an identity number."""
    total = sum(weight * int(digit) for weight, digit in zip(_ID_WEIGHTS, body, strict=True))
    return _ID_CHECKS[total % 11]


def uscc_check(body: str) -> str:
    """The check sign of GB 32100 for the first 17 signs of a unified credit code."""
    total = sum(pow(3, place, 31) * _USCC_SIGNS.index(sign) for place, sign in enumerate(body))
    return _USCC_SIGNS[-total % 31]


def id_number(text: str, today: date) -> Number:
    """An identity number of 18 signs: resident's, Hong Kong/Macao/Taiwan permit, or foreigner's.

    Raises:
        NumberRefused: One of the IdNumber classes or `OldIdNumber`, by what is wrong.
    """
    value = texts.code(text)
    _refuse_id_shape(value)
    kind = _id_kind(value)
    born = _born(value, today)
    if id_check(value[:17]) != value[17]:
        raise IdNumberWrong()
    return Number(kind, value, "男" if int(value[16]) % 2 else "女", born)


def uscc(text: str) -> Number:
    """A unified credit code (统一社会信用代码) of 18 signs.

    Raises:
        NumberRefused: One of the CreditCode classes.
    """
    value = texts.code(text)
    if len(value) != 18:
        raise CreditCodeLengthWrong(have=len(value))
    for place, sign in enumerate(value, 1):
        if sign not in _USCC_SIGNS:
            raise CreditCodeSignWrong(place=place)
    if uscc_check(value[:17]) != value[17]:
        raise CreditCodeWrong()
    return Number("uscc", value)


def phone(text: str) -> Number:
    """A mobile, a landline with or without area code and extension, or a public hotline.

    A landline is kept as `0827-5220101` or `0827-5220101-8001`, the others as bare digits.

    Raises:
        PhoneWrong: None of these.
    """
    value = _phone(texts.code(text))
    if value is None:
        raise PhoneWrong()
    return Number("phone", value)


def phone_or_nothing(text: str) -> str:
    """A telephone as it is kept, or nothing where nothing but spaces was typed.

    Raises:
        PhoneWrong: Something else.
    """
    return phone(text).value if text.strip() else ""


def case_number(text: str) -> Number:
    """A case's number as on screens (1120-0031) or in full (QJ-20261120-0031).

    Raises:
        CaseNumberWrong: Another shape, or a date that does not exist.
    """
    value = _dashed(texts.code(text))
    if full := _FULL_CASE.fullmatch(value):
        _real_day(full[2])
        return Number("case-number", value)
    short = _SHORT_CASE.fullmatch(value)
    if not short:
        raise CaseNumberWrong()
    _real_day(f"2000{short[1]}{short[2]}")
    return Number("case-number", f"{short[1]}{short[2]}-{short[3]}")


def identify(text: str, today: date) -> Number:
    """What was typed at 来人: a number of any kind, a queue ticket, or a name to look for.

    Args:
        text: As typed, scanned or read by a card reader.
        today: The hall's day, against which birth dates are judged.

    Raises:
        NumberRefused: A number that is wrong in itself, or nothing recognisable.
        TextRefused: A name with characters that cannot be taken in.
    """
    value = _dashed(texts.code(text))
    if not value:
        raise NothingTyped()
    if kept := _phone(value):
        return Number("phone", kept)
    if not value.isascii():
        return _name(text)
    # Eight bare digits that begin like a month and a day are no telephone number, so they are a case's.
    if _FULL_CASE.fullmatch(value) or _SHORT_CASE.fullmatch(value):
        return case_number(value)
    if _LAST4.fullmatch(value):
        return Number("last4", value)
    if _TICKET.fullmatch(value):
        return Number("ticket", value)
    return _long_number(value, text, today)


def _long_number(value: str, text: str, today: date) -> Number:
    bare = value.replace("-", "")
    if len(bare) == 18 and bare.isalnum() and any(sign.isdigit() for sign in bare):
        return _of_eighteen(bare, today)
    if _OLD_FOREIGN.fullmatch(bare):
        return Number("foreign-id", bare)
    if re.fullmatch(r"\+?[\d-]+X?", value):
        raise _digits_refused(bare)
    if any(sign.isdigit() for sign in value):
        raise NotRecognised()
    return _name(text)


def _of_eighteen(value: str, today: date) -> Number:
    """An identity number where it is one, else a credit code; all digits can be either."""
    if not (value[:17].isdigit() and (value[17].isdigit() or value[17] == "X")):
        return uscc(value)
    try:
        return id_number(value, today)
    except NumberRefused as refused:
        try:
            return uscc(value)
        except NumberRefused:
            raise refused from None


def _digits_refused(bare: str) -> NumberRefused:
    have = len(bare)
    if have == 15:
        return OldIdNumber()
    if have in (16, 17, 19, 20):
        return _length_wrong(have)
    if have == 11:
        return PhoneWrong()
    return DigitCountWrong(have=have)


def _refuse_id_shape(value: str) -> None:
    if len(value) == 15 and value.isdigit():
        raise OldIdNumber()
    if len(value) != 18:
        raise _length_wrong(len(value))
    for place, sign in enumerate(value, 1):
        if not _is_digit(sign) and not (place == 18 and sign == "X"):
            raise IdNumberSignWrong(place=place, or_x="或X" if place == 18 else "")


def _is_digit(sign: str) -> bool:
    return "0" <= sign <= "9"


def _length_wrong(have: int) -> NumberRefused:
    wrong = f"少了{18 - have}位" if have < 18 else f"多了{have - 18}位"
    return IdNumberLengthWrong(have=have, wrong=wrong)


def _id_kind(value: str) -> Kind:
    if value[0] == "9":
        return "foreign-id"
    if value[:2] in _PERMITS:
        return "permit"
    if not _PROVINCE.fullmatch(value[:2]):
        raise IdNumberProvinceWrong()
    return "resident-id"


def _born(value: str, today: date) -> date:
    try:
        born = date(int(value[6:10]), int(value[10:12]), int(value[12:14]))
    except ValueError:
        raise IdNumberDateWrong() from None
    if born > today:
        raise IdNumberInFuture()
    if years(born, today) > OLDEST:
        raise IdNumberTooOld(oldest=OLDEST)
    return born


def _phone(value: str) -> str | None:
    if mobile := _MOBILE.fullmatch(value.replace("-", "")):
        return mobile[1]
    if _HOTLINE.fullmatch(value.replace("-", "")):
        return value.replace("-", "")
    return _landline(re.sub(r"[()]", "-", value).strip("-"))


def _landline(value: str) -> str | None:
    found = _LANDLINE.fullmatch(value)
    if not found:
        return None
    area, local, extension = found.groups()
    if area is None and local[0] in "01":
        return None
    return "-".join(part for part in (area, local, extension) if part)


def _real_day(digits: str) -> None:
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        raise CaseNumberWrong() from None


def _dashed(value: str) -> str:
    return re.sub("[‐‑‒–—―−－─]+", "-", value)


def _name(text: str) -> Number:
    value = texts.clean(text, field="来人", most=MOST_OF_A_NAME, name=True)
    if not any(sign.isalpha() or texts.has_private(sign) or ord(sign) >= 0x20000 for sign in value):
        raise NotRecognised()
    return Number("name", value)
