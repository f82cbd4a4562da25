"""What may stand on the rota: who is here that day, of the right sort for the duty, and not on two at once."""

from __future__ import annotations

from counter.domain.attendance.rota.plan import DUTY_NAMES
from counter.domain.attendance.rota.reading import LEADERS, Entry, away, entries
from counter.domain.attendance.rota.refusals import (
    AwayThen,
    NoSuchVillage,
    NotALeader,
    NotOfPost,
    NotOfStaff,
    TwiceThen,
)
from counter.domain.hall.duty.due import counted
from counter.domain.hall.laid_down import Person
from counter.domain.hall.work import Work
from counter.domain.reckoning import Cite

NOT_ON_LEAVE = Cite("值班表避开已批准的请假、公出", (), default=True)
_AT_ONCE = frozenset({"window", "weekend", "village"})
"""Nobody has two of these on one day."""
_AT_NOON = frozenset({"noon", "village"})


def fitting(work: Work, new: Entry, besides: tuple[int, ...]) -> None:
    """Refuses an entry that cannot stand: of somebody away, of the wrong sort, or with two duties at once.

    Raises:
        AwayThen, NotOfPost, NotALeader, NotOfStaff, TwiceThen: as they say.
    """
    person = work.hall.person(new.person)
    if not person.active or (new.person, new.day) in away(work.hall, new.day, new.day):
        raise AwayThen(name=person.name, day=f"{new.day:%m-%d}", cites=(NOT_ON_LEAVE,))
    _right_sort(work, new, person)
    for each in entries(work.connection, new.day, new.day):
        if each.id not in besides and each.person == new.person and _clash(each.duty, new.duty):
            raise TwiceThen(name=person.name, day=f"{new.day:%m-%d}", duty=DUTY_NAMES[each.duty])


def need_leader(work: Work, person: Person) -> None:
    """Refuses leaders' duty of somebody who is no leader.

    Raises:
        NotALeader: as it says.
    """
    if not LEADERS & set(person.roles):
        raise NotALeader(name=person.name, cites=(work.book.duty.leaders.least.cite,))


def _clash(one: str, other: str) -> bool:
    return one == other or any({one, other} <= kinds for kinds in (_AT_ONCE, _AT_NOON))


def _right_sort(work: Work, new: Entry, person: Person) -> None:
    if new.duty == "leader":
        need_leader(work, person)
        return
    if new.duty in ("window", "weekend"):
        post = work.hall.post(new.post)
        pair = [no for no in (post.a, post.b) if no]
        if person.no not in pair:
            names = "、".join(work.hall.person(no).name for no in pair)
            raise NotOfPost(name=person.name, post=post.name, pair=names, cites=(work.book.calendar.rota.cite,))
        return
    if new.duty == "village" and new.place not in work.hall.laid.villages:
        raise NoSuchVillage(place=new.place, known="、".join(work.hall.laid.villages))
    if not counted(work.hall, person):
        raise NotOfStaff(name=person.name, duty=DUTY_NAMES[new.duty])
