"""Who came and went in an invented month: in and out, outings, group duty, leave; each by the domain's own acts.

A day's luck is its own and drawn on its morning, so that a month that ends earlier is the beginning of a longer one.
No PIN is verified for it: the acts are those of the board, done as the people themselves.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from functools import partial

from counter.demo.busy import at
from counter.domain.approvals import acts as approvals
from counter.domain.approvals import reading
from counter.domain.approvals.standing import deciders
from counter.domain.attendance.leave.asking import ask_leave
from counter.domain.attendance.leave.checks import Wish
from counter.domain.attendance.leave.stand_in import agree_stand_in
from counter.domain.attendance.presence.group_duties import group_duty
from counter.domain.attendance.presence.outings import come_back, go_out
from counter.domain.attendance.presence.signing import sign_in, sign_out
from counter.domain.attendance.presence.terminals import signing_windows
from counter.domain.clock import PutClock
from counter.domain.hall.days.hours import Session
from counter.domain.hall.duty.due import due, rota_of
from counter.domain.hall.files.volumes import StaffHabits
from counter.domain.hall.laid_down import Person, PostOf
from counter.domain.hall.opened import Hall
from counter.domain.hall.rights import Role
from counter.domain.hall.work import Work

Deed = Callable[[], object]
Put = Callable[[datetime, Deed], None]
"""Puts a deed on the line of time."""
_MORNING = time(7, 40)
_EARLIEST = timedelta(minutes=-27)
"""Nobody is in the hall longer before it opens."""
_ARRIVES = (-11.0, 5.0)
"""Minutes before a session begins at which people come, and how much that varies."""
_LEAVES = (4.0, 3.0)
_HALF_HOUR = timedelta(minutes=30)
_GROUP_DAY = 2
"""The weekday on which several are sent out together: a meeting, or what the season brings."""
_MATTERS = ("防汛巡查", "森林防火巡查", "参加镇上会议", "政策入户宣传")
_ERRANDS = ("入户核查", "送证上门", "收集材料", "到县局送件")
_REASONS = ("家中有事", "带老人看病", "孩子家长会", "身体不适")


class Presence:
    """Lives through the days of everybody whose presence is kept."""

    def __init__(self, hall: Hall, clock: PutClock, habits: StaffHabits, chance: random.Random, put: Put) -> None:
        self.hall, self.clock, self.habits, self.put = hall, clock, habits, put
        self._seed = chance.random()
        self._desk = next(iter(signing_windows(hall)))
        self._away: dict[date, set[str]] = {}

    def day(self, day: date) -> None:
        """Puts the morning of a day down, on which what happens that day is drawn."""
        self.put(at(day, _MORNING), partial(self._begins, day))

    def _begins(self, day: date) -> None:
        luck = random.Random(f"{self._seed} {day}")
        sessions = self.hall.hours(day).sessions(day)
        people = list(self._due(day))
        sent = self._sent(day, sessions, people, luck)
        for person in people:
            self._comes(day, person, sessions, frozenset(sent.get(person.no, ())), luck)
        self._asks_leave(day, people, luck)

    def _due(self, day: date) -> Iterator[Person]:
        rota, away = rota_of(self.hall, day), self._away.get(day, set())
        for person in self.hall.laid.staff.values():
            if person.active and person.no not in away and due(self.hall, person, day, rota).value:
                yield person

    # -- coming and going ----------------------------------------------------------------------

    def _comes(
        self, day: date, person: Person, sessions: Sequence[Session], sent: frozenset[int], luck: random.Random
    ) -> None:
        """In and out for every session; sometimes late, sometimes without a sign-out, sometimes out in between."""
        once = self.hall.book(day).attendance.sessions.value == 1
        whole = [Session(sessions[0].start, sessions[-1].end)] if once else list(sessions)
        for number, session in enumerate(whole):
            if number in sent:
                continue
            comes = at(day, session.start) + _minutes(luck.gauss(*_ARRIVES))
            if luck.random() < self.habits.late:
                comes = at(day, session.start) + _minutes(luck.uniform(1, 22))
            comes = max(comes, at(day, session.start) + _EARLIEST)
            goes = at(day, session.end) + _minutes(abs(luck.gauss(*_LEAVES)))
            self._does(comes, person.no, sign_in)
            if luck.random() >= self.habits.away_unrecorded:
                self._does(goes, person.no, sign_out)
            if luck.random() < self.habits.outside_duty / len(whole):
                self._goes_out(day, person, session, luck)

    def _goes_out(self, day: date, person: Person, session: Session, luck: random.Random) -> None:
        leaves = at(day, session.start) + _minutes(luck.uniform(35, 70))
        back_by = (leaves + _minutes(luck.uniform(45, 90))).replace(second=0)
        back = min(back_by + _minutes(luck.gauss(-8, 9)), at(day, session.end) - _minutes(3))
        place, matter = luck.choice(self.hall.laid.villages), luck.choice(_ERRANDS)
        self._does(leaves, person.no, lambda work: go_out(work, place, matter, back_by))
        self._does(max(back, leaves + _minutes(10)), person.no, come_back)

    def _sent(
        self, day: date, sessions: Sequence[Session], people: Sequence[Person], luck: random.Random
    ) -> dict[str, tuple[int, ...]]:
        """The afternoon on which some of those who are nobody's A are out together."""
        if day.weekday() != _GROUP_DAY or len(sessions) < 2:
            return {}
        firsts = {post.a for post in self.hall.laid.posts.values()}
        free = [each.no for each in people if each.no not in firsts]
        if len(free) < 3:
            return {}
        sent = sorted(luck.sample(free, 3))
        start, until = at(day, sessions[-1].start), at(day, sessions[-1].end)
        matter = luck.choice(_MATTERS)
        self.put(at(day, sessions[0].end) - _HALF_HOUR, partial(self._enters_duty, sent, matter, start, until))
        return dict.fromkeys(sent, (len(sessions) - 1,))

    def _enters_duty(self, people: Sequence[str], matter: str, start: datetime, until: datetime) -> None:
        with self.hall.act(self._with(Role.COMPREHENSIVE), self._desk) as work:
            group_duty(work, people, matter, start, until)

    # -- leave ---------------------------------------------------------------------------------

    def _asks_leave(self, day: date, people: Sequence[Person], luck: random.Random) -> None:
        """Now and then an A asks for the next open day; B agrees, the leader in charge approves."""
        next_day = self._next_open(day)
        here = {each.no for each in people}
        for post in self.hall.laid.posts.values():
            asks = luck.random() < self.habits.leave
            fits = post.b and {post.a, post.b} <= here and post.a not in self._keepers()
            if asks and fits and not self._away.get(next_day):
                self._away[next_day] = {post.a}
                self._asks(day, next_day, post, luck)

    def _asks(self, day: date, wanted: date, post: PostOf, luck: random.Random) -> None:
        sessions = self.hall.hours(wanted).sessions(wanted)
        kind, reason = luck.choice((("private", _REASONS[0]), ("private", _REASONS[2]), ("sick", _REASONS[3])))
        wish = Wish(kind, at(wanted, sessions[0].start), at(wanted, sessions[-1].end), reason, post.b)
        asked: list[tuple[int, int]] = []

        def asks(work: Work) -> None:
            leave = ask_leave(work, wish)
            asked.append((leave.id, leave.approval_id))

        moment = at(day, self.hall.hours(day).sessions(day)[0].start) + _minutes(luck.uniform(40, 90))
        self._does(moment, post.a, asks)
        self._does(moment + _HALF_HOUR, post.b, lambda work: agree_stand_in(work, asked[0][0]))
        self.put((moment + 2 * _HALF_HOUR).replace(microsecond=0), lambda: self.agree(asked[0][1]))

    def agree(self, approval: int) -> None:
        """Whoever of this hall decides it agrees, one after another where several must."""
        while True:
            with self.hall.look() as connection:
                standing = reading.by_id(connection, approval)
            if standing.state != "open":
                return
            leader = deciders(standing.waits, self.hall.laid.staff.values(), standing.barred)[0].no
            with self.hall.act(leader, self._desk) as work:
                approvals.approve(work, approval)

    def _next_open(self, day: date) -> date:
        day += timedelta(days=1)
        while not self.hall.hours(day).sessions(day):
            day += timedelta(days=1)
        return day

    # -- who -----------------------------------------------------------------------------------

    def _does(self, moment: datetime, no: str, act: Callable[[Work], object]) -> None:
        """An act of somebody at the comprehensive window, at its moment."""

        def deed() -> None:
            with self.hall.act(no, self._desk) as work:
                act(work)

        self.put(moment.replace(microsecond=0), deed)

    def _with(self, role: Role) -> str:
        return next(each.no for each in self.hall.laid.staff.values() if role in each.roles and each.active)

    def _keepers(self) -> set[str]:
        return {each.no for each in self.hall.laid.staff.values() if Role.COMPREHENSIVE in each.roles}


def _minutes(number: float) -> timedelta:
    return timedelta(seconds=round(number * 60))
