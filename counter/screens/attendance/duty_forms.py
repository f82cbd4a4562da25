"""The forms of duty as it is done: noon on and off, a leader's day, a day of rest, overtime and leaving it."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from counter.domain.attendance.rota import duties, duty_reading, overtime
from counter.domain.attendance.rota.overtime import Overtime
from counter.domain.casework.booking.coming import coming_moment
from counter.domain.clock import ZONE
from counter.domain.hall.rights import Right
from counter.domain.refusals import Refusal
from counter.screens.kit.ask import Field
from counter.screens.kit.lines import Styles
from counter.screens.shared.colleague import colleague, number
from counter.screens.shared.listing import ListScreen

if TYPE_CHECKING:
    from counter.domain.hall.work import Work

_DONE, _NOT_DONE = "做好了", "还没做"


class ClockUnclear(Refusal):
    """No time of day."""

    says = "看不懂时间“{typed}”，请写成 9:00 或 11:30。"


class CountUnclear(Refusal):
    """No number."""

    says = "请写数字，“{typed}”不是。"


class DutyForms:
    """What a list screen asks about duty."""

    def __init__(self, screen: ListScreen[Any]) -> None:
        """Takes the screen that asks, and that says what came of it."""
        self.screen = screen

    def noon(self) -> None:
        """On, or off with the record."""
        own, today = self.screen.session.person.no, self.screen.hall.today
        with self.screen.session.look() as connection:
            on = any((each.duty, each.person, each.ended) == ("noon", own, None)
                     for each in duty_reading.records(connection, today, today))  # fmt: skip
        if not on:
            self.screen.act_now(duties.noon_on)
            place = self.screen.hall.book().duty.noon.place.value
            self.screen.say(f"午间值班已登记到岗，岗位在{place}。离岗时再按 5 写记录。", Styles.DONE)
            return
        fields = (
            Field("record", "值班记录", hint="来了谁、办了什么、交代什么；没有写“无事”", longest=duties.RECORD_MOST),
            Field("to", "替班人", partial(colleague, self.screen.hall), required=False, hint="提前走的写；到点的空着"),
        )  # fmt: skip

        def act(work: Work, answers: dict[str, str]) -> None:
            duties.noon_off(work, answers["record"], number(answers["to"]))

        self.screen.ask("午间值班离岗", fields, act, "午间值班记录已保存。")

    def leader(self) -> None:
        """Who, from when to when, what, how many."""
        own = self.screen.session.person
        fields = [
            Field("since", "几点来", self._clock, hint="如 9:00"),
            Field("until", "几点走", self._clock, hint="如 11:30"),
            Field("record", "做了什么", hint="了解情况、督导工作、接待来访、现场解决", longest=duties.RECORD_MOST),
            Field("received", "接待几人", _count, default="0"), Field("solved", "现场解决几件", _count, default="0"),
            Field("signed", "签件几份", _count, default="0"),
        ]  # fmt: skip
        if not own.may(Right.ROSTER):
            now = self.screen.hall.clock().moment
            self.screen.try_first(lambda work: duties.leader_duty(work, "带班", since=now, until=now))
        else:
            fields.insert(
                0, Field("person", "哪位领导", partial(colleague, self.screen.hall), hint="工号或姓名；代领导登记")
            )

        def act(work: Work, answers: dict[str, str]) -> int:
            return duties.leader_duty(
                work, answers["record"], person=number(answers.get("person", "")), since=self._at(answers["since"]),
                until=self._at(answers["until"]), received=int(answers["received"]), solved=int(answers["solved"]),
                signed=int(answers["signed"]),
            )  # fmt: skip

        self.screen.ask("带班登记", fields, act, "带班已登记。")

    def rest(self) -> None:
        """The record, and who takes over."""
        fields = (
            Field("record", "值班记录", hint="有什么事、怎么处理的；没有写“无事”", longest=duties.RECORD_MOST),
            Field("to", "交给", partial(colleague, self.screen.hall), required=False, hint="空着＝明天值班的人"),
        )  # fmt: skip

        def act(work: Work, answers: dict[str, str]) -> int:
            return duties.rest_duty(work, answers["record"], number(answers["to"]))

        self.screen.try_first(lambda work: duties.rest_duty(work, "无事"))
        self.screen.ask("节假日值班登记", fields, act, "值班记录已保存。")

    def stay(self) -> None:
        """Until when, for what."""
        closes = f"{overtime.closing_of(self.screen.hall, self.screen.hall.today):%m-%d %H:%M}"
        fields = (
            Field("since", "从", self._moment, default=closes, hint="空着＝今天下班时间"),
            Field("until", "到", self._moment, hint="如 20:00"),
            Field("reason", "做什么", longest=overtime.REASON_MOST),
        )  # fmt: skip

        def act(work: Work, answers: dict[str, str]) -> Overtime:
            since = datetime.fromisoformat(answers["since"]).replace(tzinfo=ZONE)
            until = datetime.fromisoformat(answers["until"]).replace(tzinfo=ZONE)
            return overtime.ask_overtime(work, until, answers["reason"], since=since)

        def done(made: Overtime) -> None:
            self.screen.say(f"{made.number} 已报批。批准了才能留下；走的时候到“加班”里登记离开。", Styles.DONE)

        self.screen.ask("加班", fields, act, done)

    def _moment(self, typed: str) -> str:
        return f"{coming_moment(typed, self.screen.hall.clock().moment):%Y-%m-%d %H:%M}"

    def _clock(self, typed: str) -> str:
        return f"{self._at(typed):%H:%M}"

    def _at(self, typed: str) -> datetime:
        hour, _, minute = typed.strip().replace("：", ":").partition(":")
        if not (hour.isdecimal() and minute.isdecimal() and int(hour) < 24 and int(minute) < 60):
            raise ClockUnclear(typed=typed)
        today = self.screen.hall.today
        return datetime(today.year, today.month, today.day, int(hour), int(minute), tzinfo=ZONE)

    def left(self, there: Overtime) -> None:
        """The closing list, point by point, and the hall is left."""
        points = self.screen.hall.book().oversight.leaving.value
        fields = [Field(str(at), point, choices=(_DONE, _NOT_DONE)) for at, point in enumerate(points)]

        def act(work: Work, answers: dict[str, str]) -> None:
            done = [point for at, point in enumerate(points) if answers[str(at)] == _DONE]
            overtime.leave_hall(work, there.id, done)

        self.screen.ask(f"加班离开 {there.number}", fields, act, "已登记离开。")


def _count(typed: str) -> str:
    if not (typed.isascii() and typed.isdigit() and len(typed) < 4):
        raise CountUnclear(typed=typed)
    return typed
