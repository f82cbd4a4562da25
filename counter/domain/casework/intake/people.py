"""The people of the intake form: who came, for whom it is, and what is asked of somebody new."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from counter.domain.casework.intake.field import Field, once
from counter.domain.casework.intake.form import CAME, ID_KINDS, OTHER, Form
from counter.domain.casework.intake.sheet import SELF, Somebody
from counter.domain.clock import local_day
from counter.domain.hall import numbers
from counter.domain.hall.initials import matches
from counter.domain.hall.residents.citizens import NAME_MOST, PLACE_MOST, Known, person_name
from counter.domain.refusals import Refusal
from counter.domain.text import clean, mask_id, mask_phone


class ChooseWho(Refusal):
    """Enter where one of several people is to be chosen."""

    says = "请按前面的数字选是哪一位；都不是的按 0 新登记。"


class NoPlace(Refusal):
    """Nothing that could be a village or community: it begins with a digit, or has no letter."""

    says = "“{typed}”不像村组，请填如 双河3；没有的空着按 Enter 跳过。"


class OtherVillage(Refusal):
    """No village of the town; a second Enter takes it, since people come from elsewhere too."""

    says = "本镇没有“{typed}”这个村（社区）。是外地的，再按 Enter；打错的请改。"


def _new(slot: str) -> Callable[[Form], bool]:
    def there(form: Form) -> bool:
        person = getattr(form.sheet, slot)
        return person is not None and not person.id and not form.choosing

    return there


def _of(slot: str, part: str) -> Callable[[Form], str]:
    def shown(form: Form) -> str:
        person = getattr(form.sheet, slot)
        text = getattr(person, part) if person else ""
        return {"id_no": mask_id, "phone": mask_phone}.get(part, str)(text)

    return shown


def _change(form: Form, slot: str, part: str, text: str) -> None:
    person: Somebody = getattr(form.sheet, slot) or Somebody()
    parts: dict[str, Any] = {part: text}
    setattr(form.sheet, slot, replace(person, **parts))


def person_line(form: Form, person: Somebody | Known) -> str:
    """A person in one line: name whole, number masked, sex, age and place."""
    place = person.place if isinstance(person, Known) else person.known.place
    return "  ".join(filter(None, (person.name, mask_id(person.id_no), _age(form, person.id_no), place)))


def _age(form: Form, id_no: str) -> str:
    """Sex and age as they follow from an identity number; nothing where they do not."""
    try:
        number = form.lookup.identify(id_no)
    except Refusal:
        return ""
    years = number.age(local_day(form.lookup.now()))
    return "" if years is None else f"{number.sex}{years}岁"


def _came(form: Form) -> str:
    person = form.sheet.came
    return "" if person is None else person_line(form, person)


def _accept_came(form: Form, text: str) -> None:
    if not form.meant(CAME, text):
        form.hits = tuple(form.lookup.items(text))
        form.take_item(form.hits[0])


def _accept_other(form: Form, text: str) -> None:
    members = _members(form)
    if re.fullmatch(r"\d{1,2}", text.strip()) and 1 <= int(text) <= len(members):
        form.take(OTHER, members[int(text) - 1])
        return
    form.meant(OTHER, text)


def _members(form: Form) -> Sequence[Known]:
    came = form.sheet.came
    return form.lookup.household(came.known) if came is not None and came.id else ()


def _choose(form: Form, digit: int) -> bool:
    if digit == 0:
        form.take_new(form.choosing, form.typed)
        return True
    if digit > len(form.people):
        return False
    form.take(form.choosing, form.people[digit - 1])
    return True


def _chosen(form: Form, text: str) -> None:
    """Several people may be meant: the Enter of a habit must not choose the first of them."""
    raise ChooseWho()


def _id_no(slot: str) -> Callable[[Form, str], None]:
    def accept(form: Form, text: str) -> None:
        if not text.strip():
            return
        number = form.lookup.identify(text)
        if number.kind not in ID_KINDS:
            raise numbers.NotRecognised()
        if (found := list(form.lookup.find(text))) and found[0].name == getattr(form.sheet, slot).name:
            form.take(slot, found[0])
            return
        _change(form, slot, "id_no", number.value)

    return accept


def _name(slot: str, called: str) -> Callable[[Form, str], None]:
    def accept(form: Form, text: str) -> None:
        number = getattr(form.sheet, slot).id_no
        unit = number and form.lookup.identify(number).kind == "uscc"
        name = clean(text, field="名称", most=NAME_MOST, name=True) if unit else person_name(text, called)
        _change(form, slot, "name", name)

    return accept


def _village(form: Form, text: str) -> None:
    text = clean(text, field="村（社区）", most=PLACE_MOST)
    if text[:1].isdigit() or (text and not any(sign.isalpha() for sign in text)):
        raise NoPlace(typed=text)
    found = re.fullmatch(r"(.*?)(\d{1,2})组?", text)
    place, group = (found[1], found[2]) if found else (text, "")
    hits = [each for each in form.lookup.villages() if place and matches(place, each, surname=False)]
    if place and not hits and form.elsewhere != text and form.lookup.villages():
        form.elsewhere = text
        raise OtherVillage(typed=text)
    _change(form, CAME, "village", hits[0] if hits else place)
    _change(form, CAME, "group", group)


def _phone(form: Form, text: str) -> None:
    _change(form, CAME, "phone", numbers.phone(text).value if text.strip() else "")


def _is_id(form: Form, text: str) -> bool:
    if len(text) != 18:
        return False
    try:
        return form.lookup.identify(text).kind in ID_KINDS
    except Refusal:
        return False


def _is_mobile(form: Form, text: str) -> bool:
    return re.fullmatch(r"1[3-9]\d{9}", text) is not None


def _place(form: Form) -> str:
    return form.sheet.came.known.place if form.sheet.came else ""


def _for_another(form: Form) -> bool:
    return form.sheet.whom != SELF


def _new_other(form: Form) -> bool:
    return _for_another(form) and _new(OTHER)(form)


def _known_came(form: Form) -> bool:
    return form.sheet.came is not None and form.sheet.came.id != 0


def _lacks(slot: str) -> Callable[[Form], bool]:
    def asked(form: Form) -> bool:
        return getattr(form.sheet, slot) is None and form.choosing != slot

    return asked


CAME_FIELDS: tuple[Field, ...] = (
    Field("came", "来人", _came, _accept_came, leaves=_is_id, masked=True, takes_id=True,
          asked=_lacks(CAME)),
    Field("choose", "是哪一位", lambda form: "", _chosen, lambda form: form.choosing == CAME,
          choices=lambda form: [person_line(form, each) for each in form.people], pick=_choose, required=False),
    Field("name", "姓名", _of(CAME, "name"), _name(CAME, "来人"), _new(CAME), longest=NAME_MOST),
    Field("id_no", "证号", _of(CAME, "id_no"), _id_no(CAME), _new(CAME), leaves=_is_id, masked=True,
          required=False, takes_id=True),
    Field("village", "村组", _place, _village, _new(CAME), once, required=False, longest=PLACE_MOST),
    Field("phone", "电话", _of(CAME, "phone"), _phone, _new(CAME), once, leaves=_is_mobile, masked=True,
          required=False),
)  # fmt: skip
"""Who came, and what is asked of somebody whom the hall does not know."""

OTHER_FIELDS: tuple[Field, ...] = (
    Field("other", lambda form: "申请人" if form.by_agent else "办理对象",
          lambda form: "" if form.sheet.other is None else person_line(form, form.sheet.other), _accept_other,
          _for_another, _lacks(OTHER), leaves=_is_id,
          choices=lambda form: [person_line(form, each) for each in _members(form)], masked=True, takes_id=True),
    Field("other_choose", "是哪一位", lambda form: "", _chosen, lambda form: form.choosing == OTHER,
          choices=lambda form: [person_line(form, each) for each in form.people], pick=_choose, required=False),
    Field("other_name", "姓名", _of(OTHER, "name"), _name(OTHER, "办理对象"),
          _new_other, longest=NAME_MOST),
    Field("other_id_no", "证号", _of(OTHER, "id_no"), _id_no(OTHER),
          _new_other, leaves=_is_id, masked=True,
          required=False, takes_id=True),
)  # fmt: skip
"""For whom it is, where that is not who came."""

KNOWN_PHONE = Field(
    "phone", "电话", _of(CAME, "phone"), _phone, _known_came,
    lambda form: once(form) and not (form.sheet.came and form.sheet.came.phone), leaves=_is_mobile,
    masked=True, required=False,
)  # fmt: skip
"""The phone of somebody known, asked for where none is kept."""
