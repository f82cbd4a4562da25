"""The forms of 交接: two PINs, what was counted, a call for leave, two keys for a short absence."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar, cast

from counter.domain.attendance.leave import row as leave_row
from counter.domain.attendance.leave.reading import Leave
from counter.domain.hall.people import pins
from counter.domain.hall.work import Work
from counter.domain.posts import handing, reading
from counter.domain.posts.listing import COUNTED, ListChanged, OpenWork, stored
from counter.domain.posts.reading import PostSeen
from counter.domain.posts.refused import NoB
from counter.domain.posts.turns import B_TAKES_OVER, GROUND_NAMES, KIND_NAMES, UNHANDED, handover_of, names_of
from counter.domain.refusals import Refusal
from counter.screens.attendance.leave_form import ask_for_leave
from counter.screens.kit.ask import Field
from counter.screens.kit.lines import Styles, cells
from counter.screens.kit.terminal import LEAST_COLUMNS
from counter.screens.shared.asking import AskScreen, Do, say_refusal
from counter.screens.shared.colleague import colleague_field, number
from counter.screens.shared.listing import ListScreen
from counter.screens.shared.session import new_token

R = TypeVar("R")
ELSEWHERE = "不在这里的空着，到自己的电脑上按 F4 确认"
_GROUNDS = ("leave", "trip", "left-hall", "post-changed")


class PinOfGiver(Refusal):
    """A handover begun by nobody."""

    says = "交接要本人确认：{name}的密码不能空着。"


class PinOf(Refusal):
    """Whose PIN was refused, where two are asked for."""

    says = "{name}：{said}"


class Nobody(Refusal):
    """Confirmed by neither."""

    says = "两个密码都空着，没有人确认。请本人输密码。"


class HandoverForms(ListScreen[R]):
    """What the screen asks before it acts; what the list shows of the post, the screen below says."""

    seen: PostSeen | None
    work: OpenWork | None
    typed: dict[tuple[str, str], Mapping[str, str]]
    """What was typed of a post before its list changed, so that it is not typed twice."""

    def call_of(self, post: str) -> Mapping[str, Any] | None:
        """The list of a post that waits for this person: of a leave by phone, or of a change without a handover."""
        with self.session.look() as connection:
            calls = reading.lists_to_confirm(self.hall, connection, self.session.person.no)
        return next((row for row in calls if row["post"] == post), None)

    # -- handing over ----------------------------------------------------------------------------

    def enter(self) -> None:
        """Confirms what waits for this person; otherwise hands the post over."""
        seen = self._seen()
        if seen.offered is not None and seen.awaits == self.session.person.no:
            self._confirm(seen.offered)
        elif (call := self.call_of(seen.post.code)) is not None:
            self._confirm(call)
        else:
            self._hand_over(seen)

    def _hand_over(self, seen: PostSeen) -> None:
        giver = seen.lent_to or (seen.a if not seen.answer.stands_in else seen.answer.person)
        to = seen.leave.stand_in if seen.leave and seen.leave.stand_in else seen.b
        to = to if to != giver else ""
        self._try_as(giver, lambda work: handing.hand_over(work, seen.post.code, to or giver))
        giver_name = names_of(self.hall, giver)
        grounds = tuple(GROUND_NAMES[each] for each in _GROUNDS)
        kept = self._kept(seen, "hand-over")
        ground = kept.get("ground", GROUND_NAMES["leave"] if seen.leave else "")
        named = number(kept.get("to", ""))
        fields = [
            self._taker(seen, giver, named if named in self.hall.laid.staff else to),
            Field("ground", "原因", choices=grounds, default=ground if ground in grounds else ""),
            *self._reported(),
            Field(
                "note",
                "留言",
                required=False,
                default=kept.get("note", ""),
                hint="办到哪一步、找谁；没有就回车",
                longest=handing.NOTE_MOST,
            ),
            Field("giver_pin", f"{giver_name}密码", masked=True, longest=60),
            Field("taker_pin", "接岗人密码", masked=True, required=False, longest=60, hint=ELSEWHERE),
        ]
        work, token = self.work, new_token()

        async def do(answers: dict[str, str]) -> int | ListChanged:
            return await asyncio.to_thread(self._handed, seen, giver, work, answers, token)

        above = self._above(seen, f"{giver_name} 交出 {seen.post.name}")
        self._push(seen, "hand-over", "交接", fields, do, above)

    def _taker(self, seen: PostSeen, giver: str, to: str) -> Field:
        """To whom: who cannot take it is refused at once, and not when both PINs are typed."""
        asked = colleague_field(self.hall, "交给谁", default=to)

        def check(typed: str) -> str:
            found = asked.check(typed)
            self.hall.tried(giver, self.session.terminal, lambda work: handing.hand_over(
                work, seen.post.code, number(found)))  # fmt: skip
            return found

        return replace(asked, check=check)

    def _kept(self, seen: PostSeen, what: str) -> Mapping[str, str]:
        """What was typed before the list changed under it."""
        return self.typed.get((seen.post.code, what), {})

    def _push(
        self, seen: PostSeen, what: str, title: str, fields: Sequence[Field], do: Do[int | ListChanged],
        above: Sequence[str],
    ) -> None:  # fmt: skip
        """A form whose answers stay where Esc is pressed, or where the list changed."""
        form: AskScreen[int | ListChanged] = AskScreen(
            title, fields, do, self._after, above=above, left=lambda: self._keep(seen, what, form.typed)
        )
        self.app.push_screen(form)

    def _keep(self, seen: PostSeen, what: str, answers: Mapping[str, str]) -> None:
        typed = {name: text for name, text in answers.items() if not name.endswith("pin")}
        self.typed[seen.post.code, what] = {**self._kept(seen, what), **typed}

    def _reported(self) -> Sequence[Field]:
        """Where the hall asks for it: to which leader it was reported beforehand."""
        if self.hall.book().posts.handover.value != "reported":
            return ()
        leaders = [each for each in self.hall.laid.staff.values() if each.active and handing.LEADS & set(each.roles)]
        return (Field("reported", "已向谁报告", choices=tuple(f"{each.no} {each.name}" for each in leaders)),)

    def _handed(
        self, seen: PostSeen, giver: str, work: OpenWork | None, answers: Mapping[str, str], token: str
    ) -> int | ListChanged:
        hall, terminal = self.hall, self.session.terminal
        to = number(answers["to"])
        ground = next(key for key, name in GROUND_NAMES.items() if name == answers["ground"])
        self._confirms(giver, answers["giver_pin"])
        if answers["taker_pin"]:
            self._confirms(to, answers["taker_pin"])
        try:
            with hall.act(giver, terminal, token=token) as act:
                return handing.hand_over(
                    act, seen.post.code, to, answers["note"], ground=ground,
                    leave_id=seen.leave.id if seen.leave and ground == "leave" else None,
                    reported=number(answers.get("reported", "")), confirmed=bool(answers["taker_pin"]), seen=work,
                )  # fmt: skip
        except ListChanged as changed:
            self._keep(seen, "hand-over", answers)
            return changed

    # -- taking back -----------------------------------------------------------------------------

    def take_back(self) -> None:
        """The give-back list is on the screen: what was counted, and who confirms."""
        seen = self._seen()
        starter = self.session.person.no if self.session.person.no in (seen.a, seen.lent_to) else seen.a
        self._try_as(starter, lambda work: handing.take_back(work, seen.post.code))
        if seen.short:
            self._back_at_once(seen)
            return
        kept = self._kept(seen, "take-back")
        fields = (
            Field("differences", "清点差异", required=False, default=kept.get("differences", ""),
                  hint="印章、物品、原件少了多了写在这里，相符就回车", longest=handing.NOTE_MOST),
            Field("note", "留言", required=False, default=kept.get("note", ""), longest=handing.NOTE_MOST),
            Field("a_pin", f"{names_of(self.hall, seen.a)}密码", masked=True, required=False, longest=60),
            Field("b_pin", f"{names_of(self.hall, seen.lent_to)}密码", masked=True, required=False, longest=60,
                  hint=ELSEWHERE),
        )  # fmt: skip
        work, token = self.work, new_token()

        async def do(answers: dict[str, str]) -> int | ListChanged:
            return await asyncio.to_thread(self._taken, seen, work, answers, token)

        above = self._above(
            seen, f"{seen.post.name} 由{names_of(self.hall, seen.lent_to)}交回{names_of(self.hall, seen.a)}"
        )
        self._push(seen, "take-back", "返岗收回", fields, do, above)

    def _taken(
        self, seen: PostSeen, work: OpenWork | None, answers: Mapping[str, str], token: str
    ) -> int | ListChanged:
        hall, terminal = self.hall, self.session.terminal
        here = [no for no, pin in ((seen.a, answers["a_pin"]), (seen.lent_to, answers["b_pin"])) if pin]
        if not here:
            raise Nobody()
        for no in here:
            self._confirms(no, answers["a_pin" if no == seen.a else "b_pin"])
        differences = [answers["differences"]] if answers["differences"] else []
        try:
            with hall.act(here[0], terminal, token=token) as act:
                return handing.take_back(act, seen.post.code, differences, answers["note"], confirmed=len(here) > 1,
                                         seen=work)  # fmt: skip
        except ListChanged as changed:
            self._keep(seen, "take-back", answers)
            return changed

    def _back_at_once(self, seen: PostSeen) -> None:
        with self.session.act(token=new_token()) as work:
            handing.take_back(work, seen.post.code, confirmed=True)
        self.refresh_list()
        self.say(f"{seen.post.name}已由{names_of(self.hall, seen.a)}收回。", Styles.DONE)

    # -- confirming ------------------------------------------------------------------------------

    def _confirm(self, row: Mapping[str, Any]) -> None:
        seen, hall, key = self._seen(), self.hall, int(row["id"])
        kept = self._kept(seen, "confirm")
        fields = (
            Field(
                "differences",
                "清点差异",
                required=False,
                default=kept.get("differences", ""),
                hint="相符就回车",
                longest=handing.NOTE_MOST,
            ),
            Field("pin", "本人密码", masked=True, longest=60),
        )
        work, token = self.work, new_token()

        async def do(answers: dict[str, str]) -> int | ListChanged:
            return await asyncio.to_thread(self._confirmed, seen, key, work, answers, token)

        people = f"{names_of(hall, row['giver'])} 交 {names_of(hall, row['taker'])}"
        what = f"{KIND_NAMES[row['kind']]} {seen.post.name} {people}"
        told = [f"对方写的清点差异：{'；'.join(row['differences'])}"] if row.get("differences") else []
        told += [f"留言：{row['note']}"] if row.get("note") else []
        above = (*self._above(seen, what, self._when_called(row))[:-1], *told, "")
        self._push(seen, "confirm", "确认交接", fields, do, above)

    def _when_called(self, row: Mapping[str, Any]) -> OpenWork | None:
        """The list of a leave by phone as it stood when the call came; None of any other handover: as it stands now."""
        if row["kind"] != "by-phone":
            return None
        with self.session.look() as connection:
            return stored(row["post"], handover_of(connection, int(row["id"]))["listed"])

    def _confirmed(
        self, seen: PostSeen, key: int, work: OpenWork | None, answers: Mapping[str, str], token: str
    ) -> int | ListChanged:
        pins.confirm(self.hall, self.session.person.no, answers["pin"], self.session.terminal)
        differences = [answers["differences"]] if answers["differences"] else []
        try:
            with self.session.act(token=token) as act:
                handing.confirm_handover(act, key, differences, seen=work)
        except ListChanged as changed:
            self._keep(seen, "confirm", answers)
            return changed
        return key

    # -- without a second person -----------------------------------------------------------------

    def short(self) -> None:
        """Two keys: minutes away; and back again."""
        seen = self._seen()
        if seen.short:
            self.take_back()
            return
        to = seen.b if self.session.person.no == seen.a else seen.a
        if not to:
            raise NoB(post=seen.post.name, cites=(B_TAKES_OVER,))
        # No field of the form says who takes it, so what is refused now is refused after Enter too.
        self.session.tried(lambda work: handing.hand_over(work, seen.post.code, to, ground="short"))
        field = Field("note", "去哪里", required=False, hint=f"回车即由{names_of(self.hall, to)}负责", longest=60)
        self.ask("短时离开", (field,), lambda work, told: handing.hand_over(
            work, seen.post.code, to, told["note"], ground="short"),
            f"此刻起由{names_of(self.hall, to)}负责；回来按 3 收回。")  # fmt: skip

    def step_in(self) -> None:
        """Two keys and a note: takes over unasked."""
        seen = self._seen()
        self.try_first(lambda work: handing.step_in(work, seen.post.code))
        field = Field("note", "为什么顶岗", hint="如 排了十几人、A岗没到", longest=handing.NOTE_MOST)
        self.ask("主动顶岗", (field,), lambda work, told: handing.step_in(work, seen.post.code, told["note"]),
                 f"此刻起{seen.post.name}由您负责。")  # fmt: skip

    def third(self) -> None:
        """The director names a third."""
        seen = self._seen()
        self.try_first(lambda work: handing.name_third(work, seen.post.code, self.session.person.no))
        fields = (colleague_field(self.hall, "由谁顶岗"),
                  Field("note", "说明", required=False, longest=handing.NOTE_MOST))  # fmt: skip
        self.ask("指定顶岗", fields, lambda work, told: handing.name_third(
            work, seen.post.code, number(told["to"]), told["note"]), "已指定，此刻起由他负责。")  # fmt: skip

    def by_phone(self) -> None:
        """Who answers for the post calls in sick: entered on the form of leave, and the stand-in answers at once."""
        seen = self._seen()
        caller = seen.lent_to or seen.a
        if not leave_row.may_enter_for_others(self.session.person):
            raise leave_row.NotForOthers(name=names_of(self.hall, caller))
        ask_for_leave(self, self._called, caller=caller, stand_in=seen.b if caller == seen.a else "")

    def _called(self, made: Leave) -> None:
        """Which posts went to whom; a call for later turns none yet."""
        turned = self.hall.rows("SELECT post FROM handover WHERE leave_id = ? AND kind = 'by-phone'", (made.id,))
        posts = "、".join(self.hall.post(str(post)).name for (post,) in turned)
        who, name = names_of(self.hall, made.stand_in), names_of(self.hall, made.person)
        follows = "到时由顶岗人负责，走之前请交接。"
        if posts:
            follows = f"{posts}此刻起由{who}负责，{name}回来在 F4 确认清单。"
        elif made.until <= self.hall.clock().moment:
            follows = "这段时间已经过去，岗位还由原来的人负责。"
        elif self.seen is not None and made.stand_in == self.seen.a:
            follows = f"请{who}在 F4 按 1 收回{self.seen.post.name}。"
        self.say(f"已代录 {made.number}（{made.length}）：{follows}", Styles.DONE)

    # -- helpers ---------------------------------------------------------------------------------

    def _confirms(self, no: str, pin: str) -> None:
        """Somebody's PIN; a refusal says whose."""
        try:
            pins.confirm(self.hall, no, pin, self.session.terminal)
        except Refusal as refusal:
            name = names_of(self.hall, no)
            if name in refusal.sentence:
                raise
            raise PinOf(name=name, said=refusal.sentence, cites=refusal.cites) from refusal

    def _try_as(self, no: str, act: Callable[[Work], object]) -> None:
        """Tries what a form is to do in the name of who will confirm it; only what no answer mends is raised."""
        try:
            self.hall.tried(no, self.session.terminal, act)
        except Refusal as refusal:
            if refusal.standing:
                raise

    def _after(self, came: int | ListChanged) -> None:
        """The sheet where the handover holds; what changed where the list was another one."""
        self.refresh_list()
        if isinstance(came, ListChanged):
            say_refusal(cast(Any, self), came)
            return
        self.typed.clear()
        rows = self.hall.rows("SELECT paper_id, taker, kind, post FROM handover WHERE id = ?", (came,))
        paper, taker, kind, post = rows[0]
        if paper is None:
            self.say("已登记，等另一位到自己的电脑上按 F4 确认，确认了才算。", Styles.SOON)
            return
        if kind in ("by-phone", UNHANDED):
            now = names_of(self.hall, self.hall.answering(str(post)).person)
            back = "，按 1 收回" if kind == "by-phone" and now != self.session.person.name else ""
            self.say(f"清单已确认，按 0 打印交接单。现在由{now}负责{back}。", Styles.DONE)
            return
        self.say(f"此刻起由{names_of(self.hall, taker)}负责。按 0 打印交接单。", Styles.DONE)

    def _above(self, seen: PostSeen, what: str, listed: OpenWork | None = None) -> tuple[str, ...]:
        """What it is about: how much, the digest, and what is counted in person; of a list as it stood then, or now."""
        work = listed or self.work
        if work is None:
            return (what, "")
        counted = [f"{line.ref} {line.says}".strip() for line in work.of(*COUNTED)] or ["没有印章和物品"]
        near = f"，临近到期 {work.near} 项" if work.near else ""
        return (f"{what}：{'当时' if listed else ''}共 {len(work.lines)} 项{near}", f"清单校验码 {work.digest}",
                *_packed(counted), "")  # fmt: skip

    def _seen(self) -> PostSeen:
        self.refresh_list()
        assert self.seen is not None
        return self.seen


def _packed(counted: Sequence[str]) -> list[str]:
    """What is counted in person, as many on a line as fit, none of them broken."""
    lines = ["当面点交："]
    for at, each in enumerate(counted):
        part = each if at + 1 == len(counted) else f"{each}；"
        if cells(lines[-1] + part) > LEAST_COLUMNS - 2:
            lines.append("          ")
        lines[-1] += part
    return lines
