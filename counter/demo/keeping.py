"""What belongs to the posts of an invented hall, and what became of them in its month.

Things by name and number; posts handed over before a leave and taken back after it, minutes away, what B noted for A;
seals lent; the rota of every month and the leaders' days. All by the domain's own acts; each day's luck is its own.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from functools import partial

from counter.demo.busy import at
from counter.domain.attendance.rota import duties, rosters
from counter.domain.attendance.rota.duty_reading import on_duty
from counter.domain.attendance.rota.reading import month_of
from counter.domain.clock import PutClock, local_day
from counter.domain.hall.duty.seals import seals_of
from counter.domain.hall.laid_down import PostOf
from counter.domain.hall.opened import Hall
from counter.domain.hall.rights import Right, Role
from counter.domain.hall.work import Work
from counter.domain.posts import handing, reading, receptions, seals, things
from counter.domain.refusals import Refusal

Put = Callable[[datetime, Callable[[], object]], None]
_OF_EVERY_POST = (("ukey", "政务外网UKey", 1), ("account", "一体化平台账号", 1), ("key", "文件柜钥匙", 2))
_OF_SOME = {
    "综合": (("key", "大厅大门钥匙", 1), ("other", "身份证读卡器", 1)),
    "医保": (("receipts", "医保缴费收据", 3),),
    "公安": (("receipts", "非税收入票据", 2),),
}
"""What a post keeps besides, by a word in its name."""
_HANDS_OVER = 0.8
"""Of those who go on leave so many hand over before; of the others it stands in the register."""
_RECEIVES, _SHORT, _LENDS = 0.7, 0.25, 0.2
_NOTES = ("在办的按清单，县里周一回电", "待领的已打过电话，来了先核身份证", "没有特别的，有事打电话")
_VISITORS = (
    ("廖大山", "15400010011", "问低保复核到哪一步", "要看A岗手上的入户记录"),
    ("何素芳", "15400010012", "问材料退回后怎么补", "A岗经办，记录不全"),
    ("岳中平", "15400010013", "要复印去年的申请表", "档案在A岗柜里"),
    ("唐秀英", "15400010014", "问补贴哪天到账", "要等县局回复"),
)  # fmt: skip
_ANSWERED = ("已电话答复，本周内办好", "已电话告知，带身份证来领", "已联系，另约时间来")
_AWAY = ("去财政所送单子", "到隔壁复印", "到二楼拿文件")
_LEADERS_DID = ("在大厅带班，接待来访群众，督促窗口办件", "带班接访，现场协调部门办理", "带班，检查窗口纪律和卫生")
_MINUTE = timedelta(minutes=1)
_MONTH_END = 3
"""On so many last days of a month the next one's rota is drafted and published."""


class Keeping:
    """What the posts keep, and what happens to them from day to day."""

    def __init__(self, hall: Hall, clock: PutClock, seed: str, put: Put) -> None:
        self.hall, self.clock, self.seed, self.put = hall, clock, seed, put

    def furnish(self) -> None:
        """Before the first day: what every post keeps, and the rota of the month."""
        keeper = next(each.no for each in self.hall.laid.staff.values() if each.may(Right.SETTINGS))
        for post in self.hall.laid.posts.values():
            more = tuple(each for word, some in _OF_SOME.items() if word in post.name for each in some)
            for kind, name, count in (*_OF_EVERY_POST, *more):
                with self.hall.act(keeper, post.window) as work:
                    things.add_thing(work, post.code, kind, name, count)
        self._rota(self.hall.today)

    def day(self, day: date) -> None:
        """Puts the day's deeds down."""
        sessions = self.hall.hours(day).sessions(day)
        if not sessions:
            return
        luck = random.Random(f"{self.seed} {day}")
        opens, closes = at(day, sessions[0].start), at(day, sessions[-1].end)
        self.put(opens + 35 * _MINUTE, partial(self._come_back, luck))
        self.put(opens + 95 * _MINUTE, partial(self._receives, luck))
        self.put(opens + luck.randint(100, 150) * _MINUTE, partial(self._minutes_away, luck))
        self.put(closes - 80 * _MINUTE, partial(self._lends, luck))
        self.put(closes - 12 * _MINUTE, partial(self._hand_over, day, luck))
        self.put(closes - 30 * _MINUTE, partial(self._leaders, day, luck))
        if (day + timedelta(days=_MONTH_END)).month != day.month:
            self.put(
                closes - 60 * _MINUTE, partial(self._rota, (day.replace(day=1) + timedelta(days=32)).replace(day=1))
            )

    # -- posts ---------------------------------------------------------------------------------

    def _hand_over(self, day: date, luck: random.Random) -> None:
        """Who is on leave on the next open day hands over now; some forget it."""
        for post in self._posts():
            with self.hall.look() as connection:
                leave = reading.leave_ahead(self.hall, connection, post.a)
            if leave is None or local_day(leave.start) != self._next_open(day) or luck.random() >= _HANDS_OVER:
                continue
            note, to, key = luck.choice(_NOTES), leave.stand_in or post.b, leave.id
            self._does(post, post.a, partial(_hands, post.code, to, note, key))

    def _come_back(self, luck: random.Random) -> None:
        """A who is there again takes the post back, and answers what B noted."""
        for post in self._posts():
            with self.hall.look() as connection:
                seen = reading.post_seen(self.hall, connection, post.code)
            if seen.lent_to and self._does(post, post.a, partial(_takes_back, post.code)):
                self.put(self.clock.moment + 20 * _MINUTE, partial(self._answers, post, luck))

    def _answers(self, post: PostOf, luck: random.Random) -> None:
        with self.hall.look() as connection:
            waiting = receptions.waiting(connection, post.code)
        for row in waiting:
            self._does(post, post.a, partial(_answers, int(row["id"]), luck.choice(_ANSWERED)))

    def _receives(self, luck: random.Random) -> None:
        """B receives somebody for an A who is away, and notes it."""
        for post in self._posts():
            with self.hall.look() as connection:
                seen = reading.post_seen(self.hall, connection, post.code)
            if seen.lent_to and luck.random() < _RECEIVES:
                self._does(post, seen.lent_to, partial(_receives, post.code, luck.choice(_VISITORS)))

    def _minutes_away(self, luck: random.Random) -> None:
        if luck.random() >= _SHORT:
            return
        post, place = luck.choice(self._posts()), luck.choice(_AWAY)
        if self._does(post, post.a, partial(_leaves_for_minutes, post.code, post.b, place)):
            self.put(self.clock.moment + luck.randint(6, 14) * _MINUTE,
                     lambda: self._does(post, post.a, partial(_takes_back, post.code)))  # fmt: skip

    def _lends(self, luck: random.Random) -> None:
        if luck.random() >= _LENDS:
            return
        post = luck.choice(self._posts())
        keeper = self._with(Role.SEAL_KEEPER)
        found = [each for each in seals_of(self.hall, post.code) if each.at_post and each.holder == post.a]
        if not found or not keeper:
            return
        name, back_by = found[0].name, self.clock.moment + 60 * _MINUTE
        if self._does(post, post.a, lambda work: seals.lend_seal(work, name, keeper, "归档补盖", back_by=back_by)):
            self.put(self.clock.moment + 40 * _MINUTE,
                     lambda: self._does(post, keeper, lambda work: seals.return_seal(work, name)))  # fmt: skip

    # -- duty ----------------------------------------------------------------------------------

    def _rota(self, month: date) -> None:
        """The rota of a month, drafted and published by the director."""
        with self.hall.look() as connection:
            if month_of(connection, month.replace(day=1)).published is not None:
                return
        director = self._with(Role.DIRECTOR)
        with suppress(Refusal):
            with self.hall.act(director) as work:
                rosters.draft(work, month)
            with self.hall.act(director) as work:
                rosters.publish(work, month)

    def _leaders(self, day: date, luck: random.Random) -> None:
        """Who led that day notes what there was."""
        with self.hall.look() as connection:
            leading = on_duty(connection, day, "leader")
        for no in leading:
            received = luck.randint(2, 9)
            solved, what = luck.randint(1, received), luck.choice(_LEADERS_DID)
            since = self.clock.moment - timedelta(hours=luck.randint(2, 6))
            with suppress(Refusal), self.hall.act(no) as work:
                duties.leader_duty(work, what, since=since, received=received, solved=solved)

    # -- who and when --------------------------------------------------------------------------

    def _does(self, post: PostOf, no: str, act: Callable[[Work], object]) -> bool:
        """An act at the post's window; whether it could be done as things stand."""
        with suppress(Refusal):
            with self.hall.act(no, post.window) as work:
                act(work)
            return True
        return False

    def _posts(self) -> Sequence[PostOf]:
        return [post for post in self.hall.laid.posts.values() if post.b]

    def _with(self, role: Role) -> str:
        return next((each.no for each in self.hall.laid.staff.values() if role in each.roles and each.active), "")

    def _next_open(self, day: date) -> date:
        day += timedelta(days=1)
        while not self.hall.hours(day).sessions(day):
            day += timedelta(days=1)
        return day


def _hands(post: str, to: str, note: str, leave: int, work: Work) -> int:
    return handing.hand_over(work, post, to, note, ground="leave", leave_id=leave)


def _takes_back(post: str, work: Work) -> int:
    return handing.take_back(work, post)


def _leaves_for_minutes(post: str, to: str, place: str, work: Work) -> int:
    return handing.hand_over(work, post, to, place, ground="short")


def _receives(post: str, who: tuple[str, str, str, str], work: Work) -> int:
    return receptions.receive(work, post, *who)


def _answers(key: int, said: str, work: Work) -> None:
    receptions.answer(work, key, said)
