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
from counter.domain.hall.duty.seals import every_seal
from counter.domain.hall.initials import initials
from counter.domain.hall.laid_down import UnknownStaff
from counter.domain.hall.model import Post, Staff, Village, Window
from counter.domain.hall.people.pins import Given
from counter.domain.hall.rights import ROLE_NAMES, Right, Role
from counter.domain.hall.work import Work
from counter.domain.journal import act
from counter.domain.refusals import Refusal
from counter.domain.text import clean

_S, _P, _H = table_of(Staff), table_of(Post), table_of(PostHolding)
NAME_MOST = 60
TITLE_MOST = 60


class NumberWrong(Refusal):
    """A staff number that is no number."""

    says = "工号只能是数字，不能是0，例如 08。"


class NumberTaken(Refusal):
    """The number belongs to somebody, or did."""

    says = "工号{no}已经是{name}的，离岗的人工号也不再给别人用。请换一个。"


class NoRole(Refusal):
    """Somebody without any role, or with one that there is not."""

    says = "请至少选一个角色。可选：{known}。"


class StillAtPost(Refusal):
    """Who leaves still holds a post."""

    says = "{name}还是{posts}的A岗或B岗，请先按 F4 把手里的事交接了，在岗位里换人，再办离岗。"


class EndInThePast(Refusal):
    """An end date that is not to come."""

    says = "到期的日子要在今天以后；今天就离开的请办离岗。"


class StillStandsIn(Refusal):
    """Who leaves still stands in for another, or has a seal in hand."""

    says = "{name}手里还有{what}，请先按 F4 交回，再办离岗。"


class LastDirector(Refusal):
    """Without a director nobody could change anything any more."""

    says = "{name}是最后一名中心主任，要先有别的主任才行。"


class CodeTaken(Refusal):
    """The code of a window or a village is used."""

    says = "编号{code}已经用了，请换一个。"


class SameTwice(Refusal):
    """A and B of a post are one person."""

    says = "A岗和B岗不能是同一个人。"


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
        no: The staff number, digits; never one that was given before.
        name: The name.
        roles: At least one of `Role`.
        title: What the person is called on papers.
        phone: A telephone, or nothing.
        pin: The hashed PIN given out with it.

    Raises:
        NotAllowed, NumberWrong, NumberTaken, NoRole: as they say.
    """
    work.need(Right.SETTINGS)
    if not (no.isascii() and no.isdigit() and int(no)):
        raise NumberWrong()
    if taken := work.hall.laid.staff.get(no):
        raise NumberTaken(no=no, name=taken.name)
    name = clean(name, field="姓名", most=NAME_MOST, name=True)
    work.insert(Staff, {
        "no": no, "name": name, "initials": _initials(name), "title": clean(title, field="职务", most=TITLE_MOST),
        "roles": _checked_roles(roles), "phone": phone, "since": work.today, "until": None,
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

    Raises:
        NotAllowed, UnknownStaff, NoRole, LastDirector: as they say.
    """
    work.need(Right.SETTINGS)
    row = _staff(work, no)
    change: dict[str, Any] = {}
    if name is not None:
        name = clean(name, field="姓名", most=NAME_MOST, name=True)
        change |= {"name": name, "initials": _initials(name)}
    if roles is not None:
        change["roles"] = _checked_roles(roles)
        _keep_a_director(work, row, change["roles"])
    if title is not None:
        change["title"] = clean(title, field="职务", most=TITLE_MOST)
    if phone is not None:
        change["phone"] = phone
    before = {key: row[key] for key in change if key != "initials"}
    work.tell(before={key: list(value) if isinstance(value, list) else value for key, value in before.items()})
    work.update(Staff, {"no": no}, change, rev=row["rev"])
    work.laid_down_changed()


@act("leave-staff")
def leave_staff(work: Work, no: str) -> None:
    """Somebody leaves for good: no sign-on from now on.

    Raises:
        NotAllowed, UnknownStaff, StillAtPost, StillStandsIn, LastDirector: as they say.
    """
    work.need(Right.SETTINGS)
    row = _staff(work, no)
    if posts := work.hall.posts_of(no):
        raise StillAtPost(name=row["name"], posts="、".join(each.name for each in posts))
    if held := _in_hand(work, no):
        raise StillStandsIn(name=row["name"], what="、".join(held))
    _keep_a_director(work, row, [])
    work.update(Staff, {"no": no}, {"until": work.today}, rev=row["rev"])
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
    row = _staff(work, no)
    if until is not None and until <= work.today:
        raise EndInThePast()
    if until is not None:
        _keep_a_director(work, row, [])
    work.tell(before=row["until"])
    work.update(Staff, {"no": no}, {"until": until}, rev=row["rev"])
    work.laid_down_changed()


@act("return-staff")
def return_staff(work: Work, no: str, pin: Given) -> None:
    """Somebody who had left comes back, with a PIN given out anew."""
    work.need(Right.SETTINGS)
    row = _staff(work, no)
    work.update(Staff, {"no": no}, {"until": None, "pin": pin.hash, "pin_change": True, "pin_tries": 0},
                rev=row["rev"])  # fmt: skip
    work.laid_down_changed()


@act("set-post")
def set_post(
    work: Work, code: str, name: str, window: str, a: str, b: str = "", serves: Sequence[str] | None = None,
    seals: Sequence[str] | None = None,
) -> None:  # fmt: skip
    """A new post, or another A or B for one that is there.

    Args:
        work: The open unit of work.
        code: The post's code.
        name: Its name.
        window: The code of its window.
        a: The staff number of A.
        b: The staff number of B, or nothing.
        serves: The businesses whose items come here; as before where left out.
        seals: The seals kept; as before where left out.

    Raises:
        NotAllowed, UnknownWindow, UnknownStaff, SameTwice: as they say.
    """
    work.need(Right.SETTINGS)
    if window not in work.hall.laid.windows:
        raise UnknownWindow(code=window)
    for no in filter(None, (a, b)):
        if not work.hall.person(no).active:
            raise UnknownStaff(no=no)
    if a == b:
        raise SameTwice()
    row = work.connection.execute(select(_P).where(_P.c.code == code)).mappings().first()
    values: dict[str, Any] = {"name": clean(name, field="岗位", most=NAME_MOST), "window": window, "a": a, "b": b}
    values |= {} if serves is None else {"serves": list(serves)}
    values |= {} if seals is None else {"seals": list(seals)}
    if row is None:
        work.insert(Post, {"code": code, "serves": [], "seals": [], "rev": 0, **values})
    else:
        if (row["a"], row["b"]) != (a, b):
            _hold(work, code, (row["a"], row["b"]), (a, b))
        work.tell(before={"a": row["a"], "b": row["b"], "window": row["window"]})
        work.update(Post, {"code": code}, values, rev=row["rev"])
    work.laid_down_changed()


def _in_hand(work: Work, no: str) -> list[str]:
    """What somebody has of posts that are not theirs: a post handed over to them, a seal lent to them."""
    standing, at = work.hall.standing(work.today), int(work.moment.timestamp())
    turns = {code: standing.turn(code, at) for code in work.hall.laid.posts}
    held = [work.hall.post(code).name for code, turn in turns.items() if turn is not None and turn.taker == no]
    return held + [seal.name for seal in every_seal(work.hall, work.moment) if not seal.at_post and seal.holder == no]


def _hold(work: Work, code: str, before: tuple[str, str], after: tuple[str, str]) -> None:
    """Notes that another pair holds a post from now on; who held it before stays known."""
    if work.connection.execute(select(_H.c.id).where(_H.c.post == code).limit(1)).first() is None:
        work.insert(PostHolding, {"post": code, "a": before[0], "b": before[1], "since": None})
    work.insert(PostHolding, {"post": code, "a": after[0], "b": after[1], "since": work.moment})
    work.duty_changed()


@act("add-window")
def add_window(work: Work, code: str, name: str) -> None:
    """A new window.

    Raises:
        NotAllowed, CodeTaken: as they say.
    """
    work.need(Right.SETTINGS)
    if code in work.hall.laid.windows:
        raise CodeTaken(code=code)
    work.insert(
        Window, {"code": clean(code, field="编号", most=NAME_MOST), "name": clean(name, field="窗口", most=NAME_MOST)}
    )
    work.laid_down_changed()


@act("add-village")
def add_village(work: Work, code: str, name: str, *, groups: int = 0, far: bool = False) -> None:
    """A village or community that the hall serves.

    Raises:
        NotAllowed, CodeTaken: as they say.
    """
    work.need(Right.SETTINGS)
    taken = work.connection.execute(select(table_of(Village).c.code, table_of(Village).c.name)).all()
    if any(code == row[0] or name == row[1] for row in taken):
        raise CodeTaken(code=f"{code}（或名称{name}）")
    work.insert(
        Village, {"code": code, "name": clean(name, field="村名", most=NAME_MOST), "groups": groups, "far": far}
    )
    work.laid_down_changed()


def _staff(work: Work, no: str) -> Mapping[str, Any]:
    row = work.connection.execute(select(_S).where(_S.c.no == no)).mappings().first()
    if row is None:
        raise UnknownStaff(no=no)
    return dict(row)


def _checked_roles(roles: Sequence[str]) -> list[str]:
    known = {str(role) for role in Role}
    if not roles or not set(roles) <= known:
        raise NoRole(known="、".join(ROLE_NAMES.values()))
    return [str(role) for role in dict.fromkeys(roles)]


def _keep_a_director(work: Work, row: Mapping[str, Any], roles: Sequence[str]) -> None:
    if Role.DIRECTOR not in row["roles"] or Role.DIRECTOR in roles:
        return
    others = (each for each in work.hall.laid.staff.values() if each.no != row["no"] and each.active)
    if not any(Role.DIRECTOR in each.roles for each in others):
        raise LastDirector(name=row["name"])


def _initials(name: str) -> str | None:
    found = initials(name)
    return found[0] if found else None
