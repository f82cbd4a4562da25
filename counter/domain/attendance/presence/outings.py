"""The register of who is out of the hall (外出登记, F39): matter, time, destination, when back (S37).

Whoever goes out in working hours is entered before; a village of the hall makes it a village day's work. Who is not
back by the time they named is shown, and after the hall's minutes (`posts.empty_minutes`) it counts as 空岗.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from counter.domain.attendance.presence.punching import OWN, Bridge, Signed, clock, entering, punch, stands_now
from counter.domain.hall.duty.facts import Punch, moment
from counter.domain.hall.rights import Role
from counter.domain.journal import act
from counter.domain.reckoning import Reckoning, Step
from counter.domain.refusals import Refusal
from counter.domain.rules import carries
from counter.domain.text import clean

if TYPE_CHECKING:
    from counter.domain.hall.opened import Hall
    from counter.domain.hall.work import Work

PLACE_MOST = 40
MATTER_MOST = 60


class PlaceMissing(Refusal):
    """Went out without saying where."""

    says = "请写明去哪里。"


class AlreadyOutside(Refusal):
    """Goes out a second time."""

    says = "{name}{since}已登记外出（{place}），还没有回来。回来了请先按 3。"


class NotOutside(Refusal):
    """Comes back without having gone out."""

    says = "{name}没有登记外出，不用按回来。刚来上班的请签到。"


class BackTooEarly(Refusal):
    """Means to be back before leaving."""

    says = "预计返回的时间要比现在晚。"


class NotTheirs(Refusal):
    """The person named does not decide on outings."""

    says = "{name}不能同意外出，本大厅由{needs}同意。"


@dataclass(frozen=True, slots=True)
class Outing:
    """Somebody out of the hall."""

    person: str
    since: datetime
    place: str
    village: bool
    matter: str
    back_by: datetime | None
    empties: tuple[str, ...] = ()
    """The windows for which nobody is left, told to whoever goes."""


@act("go-out")
@carries("S37.1", "S37.2", "S37.3", "S37.4", "S37.5", by="register")
def go_out(
    work: Work, place: str, matter: str = "", back_by: datetime | None = None, *, agreed_by: str = "",
    bridge: Bridge = OWN,
) -> Outing:  # fmt: skip
    """Somebody leaves the hall in working hours: where, why, since when, back by.

    Args:
        work: The open unit of work.
        place: Where; a village by its name makes it a village day.
        matter: Why.
        back_by: When they mean to be back.
        agreed_by: Who agreed, where the hall asks for it (`attendance.out_needs`).
        bridge: What stands in for the person's own PIN.

    Raises:
        PlaceMissing, AlreadyOutside, BackTooEarly, NotTheirs: as they say; and what `punching.entering` refuses.
    """
    entered = entering(work, bridge)
    place = clean(place, field="去向", most=PLACE_MOST)
    cite = work.book.attendance.out_needs.cite
    if not place:
        raise PlaceMissing(cites=(cite,))
    _, standing = stands_now(work, entered)
    if standing.outing is not None:
        raise AlreadyOutside(name=entered.person.name, since=clock(standing.outing.at), place=standing.outing.place)
    if back_by is not None and back_by <= work.moment:
        raise BackTooEarly()
    _agreed(work, agreed_by)
    village = village_named(work.hall, place)
    answers = work.hall.answers_for(entered.person.no, work.moment)
    punch(work, entered, "go-out", place=village or place, village=bool(village), back_by=back_by,
          matter=clean(matter, field="事由", most=MATTER_MOST))  # fmt: skip
    empties = tuple(
        post.name for post in answers if work.hall.answering(post.code, work.moment).person == entered.person.no
    )
    work.tell(agreed_by=agreed_by, leaves_empty="、".join(empties))
    return Outing(entered.person.no, work.moment, village or place, bool(village), matter, back_by, empties)


@act("come-back")
@carries("S37.1", by="register")
def come_back(work: Work, bridge: Bridge = OWN) -> Signed:
    """Somebody is back in the hall.

    Raises:
        NotOutside: who had not gone out; and what `punching.entering` refuses.
    """
    entered = entering(work, bridge)
    _, standing = stands_now(work, entered)
    if standing.outing is None:
        raise NotOutside(name=entered.person.name)
    punch(work, entered, "come-back")
    return Signed(entered.person.no, "come-back", work.moment, entered.how, came_back=True)


def village_named(hall: Hall, place: str) -> str:
    """The village of the hall that a place names, with or without 村 or 社区 behind it; empty where it is none.

    The first two characters or more do where they are those of one village only: 青杠 is 青杠湾村.
    """
    plain = _bare(place)
    whole = next((name for name in hall.laid.villages if plain and _bare(name) == plain), "")
    begun = [name for name in hall.laid.villages if len(plain) > 1 and name.startswith(plain)]
    return whole or (begun[0] if len(begun) == 1 else "")


@carries("S37.6", by="clock")
def late_return(hall: Hall, outing: Punch, at: datetime) -> Reckoning[str]:
    """Whether somebody is not back in time: empty, `overdue`, or `left-post` after the hall's minutes."""
    if outing.back_by is None:
        return Reckoning("", (Step("外出时没有写预计返回时间"),))
    back = moment(outing.back_by)
    said = Step(f"{clock(outing.at)} 外出 {outing.place}，预计 {clock(outing.back_by)} 返回")
    if at <= back:
        return Reckoning("", (said,))
    minutes = hall.book().posts.empty_minutes
    if at <= back + timedelta(minutes=minutes.value):
        return Reckoning("overdue", (said, Step("超过预计时间，还没有回来", (minutes.cite,))))
    return Reckoning("left-post", (said, Step(f"超过预计时间{minutes.value}分钟以上，按空岗算", (minutes.cite,))))


def _agreed(work: Work, agreed_by: str) -> None:
    """Refuses somebody as the one who agreed who does not decide on it."""
    needs = work.book.attendance.out_needs
    if not agreed_by or not needs.value:
        return
    person = work.hall.person(agreed_by)
    if not set(needs.value) & set(map(Role, person.roles)):
        from counter.domain.hall.rights import ROLE_NAMES

        said = "、".join(ROLE_NAMES[role] for role in needs.value)
        raise NotTheirs(name=person.name, needs=said, cites=(needs.cite,))


def _bare(name: str) -> str:
    name = name.strip()
    for end in ("村委会", "社区", "村"):
        if name.endswith(end) and len(name) > len(end):
            return name[: -len(end)]
    return name
