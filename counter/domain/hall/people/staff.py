"""The acts on people, posts and windows: only who may change the hall's settings does them.

Nobody is ever deleted: who leaves keeps number, name and everything done, and can no longer sign on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from counter.domain.columns import table_of
from counter.domain.hall.duty.model import PostHolding
from counter.domain.hall.initials import initials
from counter.domain.hall.laid_down import UnknownStaff
from counter.domain.hall.model import Post, Staff, Village, Window
from counter.domain.hall.numbers import phone_or_nothing
from counter.domain.hall.opened import Hall
from counter.domain.hall.people.pins import Given
from counter.domain.hall.rights import ROLE_NAMES, Right, Role
from counter.domain.hall.work import Work
from counter.domain.journal import act
from counter.domain.refusals import Refusal
from counter.domain.text import clean

_S, _P, _H = table_of(Staff), table_of(Post), table_of(PostHolding)
NAME_MOST = 60
TITLE_MOST = 60
CODE_MOST = 20
NUMBER_MOST = 8
"""So many digits a staff number has at most."""


class NumberWrong(Refusal):
    """A staff number that is no number."""

    says = f"工号只能是数字，最多{NUMBER_MOST}位，不能是0，例如 08。"


class NumberTaken(Refusal):
    """The number belongs to somebody, or did."""

    says = "工号{no}已经是{name}的，离岗的人工号也不再给别人用。请换一个。"


class NoRole(Refusal):
    """Somebody without any role, or with one that there is not."""

    says = "请至少选一个角色。可选：{known}。"


class EndInThePast(Refusal):
    """An end date that is not to come."""

    says = "到期的日子要在今天以后；今天就离开的请办离岗。"


class LastDirector(Refusal):
    """Without a director nobody could change anything any more."""

    says = "{name}是最后一名中心主任（有到期日的不算），要先有别的主任才行。"
    standing = True


class CodeTaken(Refusal):
    """The code of a window or a village is used."""

    says = "编号{code}已经用了，请换一个。"


class NotGiven(Refusal):
    """A code or a name without anything in it."""

    says = "请填{field}。"


class ChangedByAnother(Refusal):
    """Somebody else changed it while this form was open."""

    says = "{what}刚才已被别人改过，没有覆盖。请按 Esc 返回，重新打开再改。"


class UnknownWindow(Refusal):
    """No such window."""

    says = "没有编号为“{code}”的窗口。"


@act("add-staff")
def add_staff(
    work: Work, no: str, name: str, roles: Sequence[str], *, title: str = "", phone: str = "", pin: Given | None = None
) -> None:
    """Somebody new.

    Args:
        work: The open unit of work.
        no: The staff number, at most `NUMBER_MOST` digits; never one that was given before.
        name: The name.
        roles: At least one of `Role`.
        title: What the person is called on papers.
        phone: A telephone, or nothing.
        pin: The hashed PIN given out with it.

    Raises:
        NotAllowed, NumberWrong, NumberTaken, NoRole: as they say.
    """
    work.need(Right.SETTINGS)
    if not number_fits(no):
        raise NumberWrong()
    if taken := work.hall.laid.staff.get(no):
        raise NumberTaken(no=no, name=taken.name)
    name = given(name, "姓名", name=True)
    work.insert(Staff, {
        "no": no, "name": name, "initials": _initials(name), "title": clean(title, field="职务", most=TITLE_MOST),
        "roles": _checked_roles(roles), "phone": phone_or_nothing(phone), "since": work.today, "until": None,
        "pin": pin.hash if pin else None, "pin_change": bool(pin and pin.change), "rev": 0,
        "pin_tries": 0, "pin_boot": "", "pin_ticks": 0,
    })  # fmt: skip
    work.laid_down_changed()


@act("change-staff")
def change_staff(
    work: Work,
    no: str,
    *,
    name: str | None = None,
    roles: Sequence[str] | None = None,
    title: str | None = None,
    phone: str | None = None,
) -> None:
    """Changes what is given of somebody; the journal keeps what stood there.

    Args:
        work: The open unit of work.
        no: Whose.
        name: The name; as before where left out, like all that follows.
        roles: At least one of `Role`.
        title: What the person is called on papers.
        phone: A telephone, or nothing.

    Raises:
        NotAllowed, UnknownStaff, NoRole, LastDirector: as they say.
    """
    work.need(Right.SETTINGS)
    row = row_of(work, no)
    change: dict[str, Any] = {}
    if name is not None:
        name = given(name, "姓名", name=True)
        change |= {"name": name, "initials": _initials(name)}
    if roles is not None:
        change["roles"] = _checked_roles(roles)
        keep_a_director(work, row, change["roles"])
    if title is not None:
        change["title"] = clean(title, field="职务", most=TITLE_MOST)
    if phone is not None:
        change["phone"] = phone_or_nothing(phone)
    before = {key: row[key] for key in change if key != "initials"}
    work.tell(before={key: list(value) if isinstance(value, list) else value for key, value in before.items()})
    work.update(Staff, {"no": no}, change, rev=row["rev"])
    work.laid_down_changed()


@act("set-end")
def set_end(work: Work, no: str, until: date | None) -> None:
    """Until when somebody is here, known beforehand: an intern, somebody lent.

    Args:
        work: The open unit of work.
        no: Whose.
        until: The first day on which they are no longer here; None where no end is known any more.

    Raises:
        NotAllowed, UnknownStaff, EndInThePast, LastDirector: as they say.
    """
    work.need(Right.SETTINGS)
    row = row_of(work, no)
    if until is not None and until <= work.today:
        raise EndInThePast()
    if until is not None:
        keep_a_director(work, row, [])
    work.tell(before=row["until"])
    work.update(Staff, {"no": no}, {"until": until}, rev=row["rev"])
    work.laid_down_changed()


@act("return-staff")
def return_staff(work: Work, no: str, pin: Given) -> None:
    """Somebody who had left comes back, with a PIN given out anew."""
    work.need(Right.SETTINGS)
    row = row_of(work, no)
    work.update(Staff, {"no": no}, {"until": None, "pin": pin.hash, "pin_change": True, "pin_tries": 0},
                rev=row["rev"])  # fmt: skip
    work.laid_down_changed()


@act("add-window")
def add_window(work: Work, code: str, name: str) -> None:
    """A new window.

    Raises:
        NotAllowed, CodeTaken, NotGiven: as they say.
    """
    work.need(Right.SETTINGS)
    code, name = given(code, "窗口编号", most=CODE_MOST), given(name, "窗口名称")
    if code in work.hall.laid.windows or name in work.hall.laid.windows.values():
        raise CodeTaken(code=f"{code}（或名称{name}）")
    work.insert(Window, {"code": code, "name": name})
    work.laid_down_changed()


@act("add-village")
def add_village(work: Work, code: str, name: str, *, groups: int = 0, far: bool = False) -> None:
    """A village or community that the hall serves.

    Raises:
        NotAllowed, CodeTaken, NotGiven: as they say.
    """
    work.need(Right.SETTINGS)
    code, name = given(code, "村编号", most=CODE_MOST), given(name, "村名")
    taken = work.connection.execute(select(table_of(Village).c.code, table_of(Village).c.name)).all()
    if any(code == row[0] or name == row[1] for row in taken):
        raise CodeTaken(code=f"{code}（或名称{name}）")
    work.insert(Village, {"code": code, "name": name, "groups": groups, "far": far})
    work.laid_down_changed()


def number_fits(no: str) -> bool:
    """Whether something may be a staff number: ASCII digits, not too many, and not zero."""
    return len(no) <= NUMBER_MOST and no.isascii() and no.isdigit() and int(no) > 0


def given(typed: str, field: str, *, most: int = NAME_MOST, name: bool = False) -> str:
    """A code or a name as it is kept.

    Raises:
        NotGiven: nothing is left of it.
        TextRefused: it has what may not enter the records.
    """
    kept = clean(typed, field=field, most=most, name=name)
    if not kept:
        raise NotGiven(field=field)
    return kept


def revision_of(hall: Hall, no: str) -> int:
    """Which revision of somebody's row stands now: what a form shows goes by it until it is saved."""
    return next((int(row[0]) for row in hall.rows("SELECT rev FROM staff WHERE no = ?", (no,))), 0)


def row_of(work: Work, no: str, seen: int | None = None) -> Mapping[str, Any]:
    """Somebody's row.

    Args:
        work: The open unit of work.
        no: Whose.
        seen: The revision that a form showed (`revision_of`), where only that one may be changed.

    Raises:
        UnknownStaff: where there is none.
        ChangedByAnother: where it is not the revision that was seen.
    """
    row = work.connection.execute(select(_S).where(_S.c.no == no)).mappings().first()
    if row is None:
        raise UnknownStaff(no=no)
    if seen is not None and row["rev"] != seen:
        raise ChangedByAnother(what=f"{row['name']}的资料")
    return dict(row)


def _checked_roles(roles: Sequence[str]) -> list[str]:
    known = {str(role) for role in Role}
    if not roles or not set(roles) <= known:
        raise NoRole(known="、".join(ROLE_NAMES.values()))
    return [str(role) for role in dict.fromkeys(roles)]


def keep_a_director(work: Work, row: Mapping[str, Any], roles: Sequence[str]) -> None:
    """Refuses to leave the hall without a director, now or once the ends that are set ahead have come."""
    if Role.DIRECTOR not in row["roles"] or Role.DIRECTOR in roles:
        return
    others = (each for each in work.hall.laid.staff.values() if each.no != row["no"] and each.until is None)
    if not any(Role.DIRECTOR in each.roles for each in others):
        raise LastDirector(name=row["name"])


def _initials(name: str) -> str | None:
    found = initials(name)
    return found[0] if found else None
