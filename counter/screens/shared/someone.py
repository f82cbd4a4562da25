"""A person as typed in one field: a number, a name, or both, known to the hall or new."""

from __future__ import annotations

from collections.abc import Sequence

from counter.domain.casework.intake.form import ID_KINDS
from counter.domain.hall import numbers
from counter.domain.hall.opened import Hall
from counter.domain.hall.residents import citizens
from counter.domain.hall.residents.citizens import Known, Who
from counter.domain.refusals import Refusal
from counter.domain.text import mask_id, mask_phone

HINT = "证号 / 姓名；新来的人：证号或电话 空格 姓名"
_SHOWN = 4


class SeveralPeople(Refusal):
    """Several people are meant."""

    says = "“{typed}”有{count}人：{known}。请改输证号，或姓名 空格 电话。"


class NewNeedsName(Refusal):
    """A number that nobody has yet, and no name beside it."""

    says = "名册里没有 {number}。新来的人请接着写姓名：{example} 空格 姓名。"


class NotKnown(Refusal):
    """A name alone that nobody has: mistyped, or somebody new whom nothing else tells from others."""

    says = "名册里没有“{name}”{like}。新来的人请写：证号或电话 空格 姓名。"


def someone(hall: Hall, typed: str, village: str = "") -> Who:
    """The person meant: one who is known, or a new one with the name that was typed.

    Args:
        hall: The hall.
        typed: What was typed.
        village: Whose papers are brought: of several of one name the only one who lives there is meant.

    Raises:
        SeveralPeople, NewNeedsName, NotKnown, NumberRefused, NotAName: as they say.
    """
    words = typed.split()
    found = [numbers.identify(word, hall.today) for word in words]
    id_no = next((each.value for each in found if each.kind in ID_KINDS), "")
    phone = next((each.value for each in found if each.kind == "phone"), "")
    name = "".join(word for word, each in zip(words, found, strict=True) if each.kind == "name")
    with hall.look() as connection:
        people = citizens.find(connection, id_no or name or phone or typed.strip(), hall.today)
    if name and phone and not id_no:
        people = [each for each in people if each.phone == phone]
    exact = people if not name or name.isascii() else [each for each in people if each.name == name]
    near = [each for each in exact if each.village == village] if village else []
    if len(exact) == 1 or len(near) == 1:
        return who((near if len(near) == 1 else exact)[0], phone)
    if len(exact) > 1 and not phone:
        raise SeveralPeople(typed=typed.strip(), count=len(exact), known=_named(exact))
    if not name or name.isascii():
        shown = mask_id(id_no) if id_no else typed.strip()
        raise NewNeedsName(number=shown, example="证号" if id_no else "电话")
    if not id_no and not phone:
        raise NotKnown(name=citizens.person_name(name), like=f"，有{_named(people)}" if people else "")
    return Who(citizens.person_name(name), id_no, phone)


def who(known: Known, phone: str = "") -> Who:
    """A known person as the acts take one."""
    return Who(
        known.name, known.id_no, phone or known.phone, known.village, known.group, known.household, citizen=known.id
    )


def said(person: Who) -> str:
    """A person in one line, numbers masked."""
    parts = (person.name, mask_id(person.id_no) if person.id_no else "",
             mask_phone(person.phone) if person.phone else "",
             citizens.place_said(person.village, person.group))  # fmt: skip
    return " ".join(filter(None, parts))


def telephone(typed: str) -> str:
    """A telephone in its field, refused there and not when everything else is filled in.

    Raises:
        PhoneWrong: where it is none.
    """
    return numbers.phone(typed).value


def said_short(person: Who) -> str:
    """A person in a line that must hold more: the name, the number's last four, the place."""
    number = person.id_no or person.phone
    return " ".join(filter(None, (person.name, number[-4:], citizens.place_said(person.village, person.group))))


def _named(people: Sequence[Known]) -> str:
    return "、".join(f"{each.name}{each.place}{mask_id(each.id_no) if each.id_no else ''}" for each in people[:_SHOWN])
