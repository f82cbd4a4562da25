"""签到: the board at the comprehensive window, where everybody signs in, and whose keeper enters what else there is.

Group duty, what a witness vouches for, what is copied from paper, and that the clock is right are entered by whoever is
signed on; everything else by each person's own PIN, whoever is signed on and whatever they have half typed at intake.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence

from counter.domain.attendance.presence import outing_register
from counter.domain.attendance.presence.group_duties import end_group_duty, group_duty, running
from counter.domain.attendance.presence.hall_clock import vouch_clock
from counter.domain.attendance.presence.outings import come_back
from counter.domain.attendance.presence.punching import Bridge, Signed, clock
from counter.domain.attendance.presence.signing import sign_in, sign_out
from counter.domain.attendance.presence.typed_time import HINT, typed_time
from counter.domain.hall.glance import find_sitter
from counter.domain.hall.opened import Hall
from counter.domain.hall.people import pins
from counter.domain.hall.rights import Right
from counter.domain.hall.work import Work
from counter.screens.attendance.signing_form import sitters_of
from counter.screens.attendance.signing_screen import SigningScreen, said_signed
from counter.screens.kit.ask import Field
from counter.screens.kit.commands import Command
from counter.screens.kit.lines import Styles
from counter.screens.shared.asking import AskScreen
from counter.screens.shared.places import LATER, PLACES
from counter.screens.shared.session import DeskScreen, new_token

Answers = dict[str, str]
_WITNESSED: Mapping[str, Callable[[Work, Bridge], Signed]] = {
    "见证签到": sign_in, "见证签退": sign_out, "见证外出回来": come_back,
}  # fmt: skip
_FROM_PAPER: Mapping[str, Callable[[Work, Bridge], Signed]] = {
    "凭纸补录签到": sign_in, "凭纸补录签退": sign_out, "凭纸补录外出回来": come_back,
}  # fmt: skip
_CLOCK = "确认电脑时钟已校准"
_NEW_DUTY = "登记集体公务"


class AttendanceScreen(SigningScreen, DeskScreen):
    """The comprehensive window's board."""

    @property
    def hall(self) -> Hall:
        """The session's."""
        return self.session.hall

    @property
    def terminal(self) -> str:
        """The session's."""
        return self.session.terminal

    def title_words(self) -> str:
        """Its name."""
        return "签到"

    def ways(self) -> Sequence[Command]:
        """With the own PIN; then what leads elsewhere, and what the keeper enters."""
        keep = Right.KEEP_ATTENDANCE
        return (
            *super().ways(),
            self.way("请假", "4", "请假、批假、顶岗人同意。", lambda: self._elsewhere("leave", "请假")),
            self.way("销假", "5", "请假回来了，或提前回来。", lambda: self._elsewhere("leave", "销假")),
            self.way("顶岗", "6", "A岗不在，B岗接过来。", lambda: self._elsewhere("handover", "交接")),
            self.way("集体公务", "7", "防汛、防火、开会：几个人一起去，一次登记；提前结束也在这里。", self._duty, keep),
            self.way("见证补录", "8", "密码锁定、停电、电脑坏了：见证登记、凭纸补录、确认时钟。", self._bridge, keep),
            self.way("外出登记", "9", "这个月的外出登记簿，打印或存成文件。", self._register),
            self.way("考勤表", "0", "日、周、月考勤表。", lambda: self._elsewhere("attendance-sheet", "考勤表")),
        )

    def _elsewhere(self, name: str, title: str) -> None:
        if any(each.name == name and not each.later for each in PLACES):
            self.desk_app.go(name)
        else:
            self.say(LATER.format(name=title), Styles.PROBLEM)

    def _register(self) -> None:
        """The month's register of who was out."""
        from counter.screens.shared.sheet import SheetScreen

        month = self.hall.today
        with self.session.look() as connection:
            made = outing_register.register(self.hall, connection, month)
        self.app.push_screen(
            SheetScreen(made, lambda work: outing_register.keep(work, made, month), name=f"{made.title}-{month:%Y-%m}")
        )

    # -- group duty ----------------------------------------------------------------------------

    def _duty(self) -> None:
        with self.session.look():
            now_on = running(self.hall, self.hall.clock().moment)
        if not now_on:
            self._new_duty()
            return
        named = {f"提前结束：{each.matter} {len(each.people)}人 到{clock(each.until)}": each.id for each in now_on}

        async def chosen(answers: Answers) -> str:
            return answers["what"]

        def then(what: str) -> None:
            if what in named:
                self._end_duty(named[what])
            else:
                self._new_duty()

        self._ask("集体公务", (Field("what", "办什么", choices=(_NEW_DUTY, *named)),), chosen, then)

    def _end_duty(self, key: int) -> None:
        with self.session.act() as work:
            end_group_duty(work, key)
        self.reload()
        self.say("集体公务已提前结束，从现在起都应到岗。", Styles.DONE)

    def _new_duty(self) -> None:
        token = new_token()

        async def do(answers: Answers) -> str:
            now = self.hall.clock().moment
            people = answers["people"].split()
            with self.session.act(token=token) as work:
                group_duty(work, people, answers["matter"], typed_time(answers["from"], now),
                           typed_time(answers["to"], now), place=answers["place"])  # fmt: skip
            return f"{answers['matter']}：{len(people)}人已登记，到{answers['to']}。"

        now = f"{self.now():%H:%M}"
        fields = (
            Field("matter", "什么事", hint="防汛、防火、开会……"),
            Field("place", "去哪里", required=False, hint="可空"),
            Field("people", "哪些人", self._people, hint="工号或姓名，空格隔开"),
            Field("from", "从几点", self._time, default=now, hint=HINT),
            Field("to", "到几点", self._time, hint=HINT),
        )
        self._ask("集体公务", fields, do, self._done)

    # -- what stands in for somebody's own PIN --------------------------------------------------

    def _bridge(self) -> None:
        async def chosen(answers: Answers) -> str:
            return answers["what"]

        fields = (Field("what", "办什么", choices=(*_WITNESSED, *_FROM_PAPER, _CLOCK)),)
        above = ("只在本人不能输密码时用：密码锁定、电脑坏了、停电。登记的、见证的都留名。", "")
        self._ask("见证、补录", fields, chosen, self._chosen, above=above)

    def _chosen(self, what: str) -> None:
        if what in _WITNESSED:
            self._ask(what, (self._who("person", "谁"), *self._second("见证人")), self._witnessing(what), self._done)
        elif what in _FROM_PAPER:
            fields = (
                self._who("person", "谁"),
                Field("time", "几点的事", self._time, hint=HINT),
                Field("source", "凭什么", hint="如：停电登记本第3页"),
                *self._second("核对人"),
            )
            self._ask(what, fields, self._copying(what), self._done)
        else:
            above = (f"电脑现在是 {self.now():%Y-%m-%d %H:%M}。两个人都看过、确实准了，才确认。", "")
            self._ask(what, self._second("见证人"), self._vouching, self._done, above=above)

    def _witnessing(self, what: str) -> Callable[[Answers], Awaitable[str]]:
        async def do(answers: Answers) -> str:
            await self._confirmed(answers)
            with self.session.act() as work:
                signed = _WITNESSED[what](work, Bridge(answers["person"], answers["second"]))
            return f"{said_signed(self.hall.person(signed.person).name, signed, locked=False)}（见证）"

        return do

    def _copying(self, what: str) -> Callable[[Answers], Awaitable[str]]:
        async def do(answers: Answers) -> str:
            await self._confirmed(answers)
            happened = typed_time(answers["time"], self.hall.clock().moment)
            bridge = Bridge(answers["person"], source=answers["source"], checked_by=answers["second"])
            with self.session.act(happened=happened) as work:
                signed = _FROM_PAPER[what](work, bridge)
            return f"{said_signed(self.hall.person(signed.person).name, signed, locked=False)}（补录）"

        return do

    async def _vouching(self, answers: Answers) -> str:
        await self._confirmed(answers)
        with self.session.act() as work:
            vouch_clock(work, answers["second"])
        return "时钟已确认，可以签到了。"

    async def _confirmed(self, answers: Answers) -> None:
        """The second person's PIN, in a thread."""
        await asyncio.to_thread(pins.confirm, self.hall, answers["second"], answers["pin"], self.terminal)

    # -- fields --------------------------------------------------------------------------------

    def _second(self, label: str) -> tuple[Field, ...]:
        return (self._who("second", label), Field("pin", f"{label}密码", masked=True, longest=60))

    def _who(self, name: str, label: str) -> Field:
        staff = sitters_of(self.hall)
        return Field(name, label, lambda typed: find_sitter(staff, typed).no, hint="工号或姓名")

    def _people(self, typed: str) -> str:
        staff = sitters_of(self.hall)
        names = typed.replace("、", " ").replace("，", " ").replace(",", " ").split()
        return " ".join(dict.fromkeys(find_sitter(staff, each).no for each in names))

    def _time(self, typed: str) -> str:
        return f"{typed_time(typed, self.hall.clock().moment):%m-%d %H:%M}"

    def _ask(
        self, title: str, fields: Sequence[Field], do: Callable[[Answers], Awaitable[str]],
        done: Callable[[str], None], *, above: Sequence[str] = (),
    ) -> None:  # fmt: skip
        self.set_focus(self.form)
        kept = self.session.half_typed(type(self), title)
        self.app.push_screen(AskScreen(title, fields, do, done, above=above, keeps=kept))

    def _done(self, said: str) -> None:
        self.reload()
        self.say(said, Styles.DONE)
