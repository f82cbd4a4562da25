"""What the two boards share: the one at the comprehensive window, and the one at the door where nobody is signed on.

One form for everybody: number or name, PIN, Enter. The PIN is verified in a thread while what is typed ahead waits in
its order. The list turns by itself when a session begins or ends, somebody is overdue, or the day changes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from textual.timer import Timer
from textual.widget import Widget

from counter.domain.attendance.presence.board import DayBoard, day_board, place_of
from counter.domain.attendance.presence.outings import Outing, come_back, go_out
from counter.domain.attendance.presence.own_pin import by_own_pin
from counter.domain.attendance.presence.punching import WITNESS, Signed, Step, clock
from counter.domain.attendance.presence.signing import next_step, sign_in, sign_out
from counter.domain.attendance.presence.terminals import need_signing_terminal_at, signing_windows
from counter.domain.attendance.presence.typed_time import typed_time
from counter.domain.hall.duty.facts import seconds
from counter.domain.hall.opened import Hall
from counter.domain.hall.people.pins import PinMustChange
from counter.domain.hall.work import Work
from counter.domain.reckoning import Reckoning
from counter.domain.reckoning import Step as Told
from counter.domain.refusals import Refusal
from counter.screens.attendance.signing_form import MODE_NAMES, Mode, SigningAsk, SigningForm
from counter.screens.attendance.signing_list import SigningHead, SigningList
from counter.screens.entrance.pin import first_pin
from counter.screens.kit.commands import Command
from counter.screens.kit.form import FormPage
from counter.screens.kit.lines import Styles
from counter.screens.kit.screen import HallScreen
from counter.screens.kit.shell import Shell
from counter.screens.shared.asking import say_refusal
from counter.storage import StorageFault

_LOOK = 60.0
"""At most so many seconds until the clock is looked at again: a machine that slept wakes to its own day."""
_TAB_FIRST = "先按 Tab，再按数字。"
_STEPS: Mapping[Step, str] = {"in": "回车＝签到", "out": "回车＝签退", "come-back": "回车＝回来", "wait": "不用再签"}


class SigningScreen(HallScreen[None]):
    """Everybody signs in and out here, each by their own PIN."""

    menu_rows = 2

    def __init__(self) -> None:
        super().__init__()
        self.head = SigningHead()
        self.form = SigningForm()
        self.list: SigningList | None = None
        self._steps: dict[str, Step] = {}
        """What Enter was said to do, by number, since the form was last empty."""
        self._alarm: Timer | None = None

    @property
    def hall(self) -> Hall:
        """The hall, open."""
        raise NotImplementedError

    @property
    def terminal(self) -> str:
        """The code of the window where the terminal stands."""
        raise NotImplementedError

    # -- what stands on it ---------------------------------------------------------------------

    def body(self) -> Iterable[Widget]:
        """The day, the form, the list."""
        self.list = SigningList(self.hall)
        yield self.head
        yield self.form
        yield self.list

    def ways(self) -> Sequence[Command]:
        """What digits do once Tab was pressed: with the own PIN."""
        modes: Sequence[tuple[str, Mode, str]] = (
            ("1", "out", "自己下班或中午离开：工号、密码。"),
            ("2", "go-out", "上班时间出去：去哪里、办什么事、几点回。"),
            ("3", "come-back", "从外面回来了。"),
        )
        return tuple(self.way(MODE_NAMES[mode], key, says, partial(self.begin, mode)) for key, mode, says in modes)

    def way(self, name: str, key: str, says: str, act: Callable[[], None], right: str | None = None) -> Command:
        """Something that a digit does once Tab was pressed."""
        return Command(name, key, f"先按 Tab。{says}", self._tab_first, right, partial(self._by_digit, act))

    def _by_digit(self, act: Callable[[], None]) -> None:
        """A digit of the list acts once: coming back from where it led, a number typed is somebody's number again."""
        self.set_focus(self.form)
        self.say("")
        act()

    def commands(self) -> Sequence[Command]:
        """Sign in, and the digits."""
        return (
            Command("签到", "enter", "工号或姓名回车，密码回车：签到；已签到半小时以上的，签退。"),
            Command("办别的", "tab", "先按 Tab，再按数字：签退、外出、回来等。", act=self._turn_to_list),
            *self.ways(),
            Command("翻名单", "pagedown", "名单一屏看不完时往下翻，PgUp 往上翻。", act=partial(self._turn, "pagedown")),
            Command("往上翻", "pageup", "名单往上翻。", act=partial(self._turn, "pageup")),
            Command("怎么算", "f9", "签到、签退怎么算，依据哪一条。"),
            Command("重来", "escape", "不办了，回到签到；再按一次离开。", act=self._step_back),
        )

    def pointed_at(self) -> Reckoning[object]:
        """How signing in works here."""
        book = self.hall.book()
        rules, windows = book.attendance, "、".join(signing_windows(self.hall).values())
        once, wait = rules.sessions, rules.sign_out_after_minutes
        return Reckoning("", (
            Told(f"在{windows}签到、签退", (rules.terminals.cite,)),
            Told("每天签到一次" if once.value == 1 else "上午、下午各签到一次", (once.cite,)),
            Told("签到、签退都由本人输自己的密码，不得代签代退", (rules.sign_out.cite,)),
            Told(f"签到后{wait.value}分钟内，回车不当签退", (wait.cite,)),
            Told("外出要登记去哪里、什么事、几点回", (rules.out_needs.cite,)),
            Told("密码锁定的：综合窗口按 8 见证登记，或由主任重置；到岗按第一次输密码的时间算"),
        ))  # fmt: skip

    # -- coming and going of the screen --------------------------------------------------------

    def on_mount(self) -> None:
        """An empty form and the board of now."""
        self.begin("enter")

    def on_screen_resume(self) -> None:
        """Coming back: the board as it is by now; what was half typed stays."""
        self.reload()

    def on_unmount(self) -> None:
        """No clock is looked at any more."""
        if self._alarm is not None:
            self._alarm.stop()

    def begin(self, mode: Mode) -> None:
        """An empty form for what is done next."""
        self._steps = {}
        self.form.put(SigningAsk(self.hall, mode, partial(self._before, mode)))
        self.head.doing = f"现在办：{MODE_NAMES[mode]}" if mode != "enter" else "签到"
        self.set_focus(self.form)
        self.reload()

    def reload(self) -> None:
        """Reads the board anew; where that fails what was shown stays."""
        try:
            with self.hall.look():
                board = day_board(self.hall, self.hall.clock().moment)
        except (Refusal, StorageFault) as error:
            say_refusal(self, error)
            return
        self.show(board)
        self._arm(board)

    def show(self, board: DayBoard) -> None:
        """Shows a board; on a new day what was said yesterday is no news."""
        if self.head.board is not None and self.head.board.day != board.day:
            self.say("")
        self.head.board = board
        self.head.redraw()
        if self.list is not None:
            self.list.board = board
            self.list.redraw()
        self.menu.redraw()

    def _arm(self, board: DayBoard) -> None:
        """One look at the clock when the board next changes by itself."""
        if self._alarm is not None:
            self._alarm.stop()
        left = (board.turns or board.at) - seconds(self.hall.clock().moment)
        self._alarm = self.set_timer(min(max(1.0, left), _LOOK), self._ring)

    def _ring(self) -> None:
        board = self.head.board
        if board is None or board.turns is None or seconds(self.hall.clock().moment) >= board.turns:
            self.reload()
        else:
            self._arm(board)

    # -- keys ----------------------------------------------------------------------------------

    def _tab_first(self) -> str | None:
        return None if self.list is not None and self.focused is self.list else _TAB_FIRST

    def _turn_to_list(self) -> None:
        """Tab: digits act; once more, the form."""
        if self.list is None:
            return
        self.set_focus(self.form if self.focused is self.list else self.list)
        self.say("按数字选要办的；再按 Tab 回到签到。" if self.focused is self.list else "")
        self.menu.redraw()

    def _turn(self, key: str) -> None:
        if self.list is not None:
            self.list.turn(key)

    def _step_back(self) -> None:
        """Esc: first back to an empty form for signing in, then away."""
        machine = self.form.machine
        fresh = isinstance(machine, SigningAsk) and machine.mode == "enter" and machine.at == 0
        if fresh and self.focused is not self.list:
            self.leave()
        else:
            self.say("")
            self.begin("enter")

    # -- signing -------------------------------------------------------------------------------

    def on_form_page_saved(self, message: FormPage.Saved) -> None:
        """The last Enter: keys wait while the PIN is verified in a thread."""
        message.stop()
        machine = message.page.machine
        assert isinstance(machine, SigningAsk)
        shell: Shell[None] = self.app  # type: ignore[assignment]
        shell.save(self._sign(machine))

    async def _sign(self, machine: SigningAsk) -> None:
        self.say("正在核对密码……")
        answers = dict(machine.answers)
        try:
            no = machine.who()
            said = await asyncio.to_thread(self._signed, machine.mode, no, answers)
        except PinMustChange:
            self.begin("enter")
            self._change_first(no, answers["pin"])
        except (Refusal, StorageFault) as error:
            self._after_refusal(machine)
            say_refusal(self, error)
        else:
            self.begin("enter")
            self.say(said, Styles.DONE)

    def _after_refusal(self, machine: SigningAsk) -> None:
        """An empty form: the next one's keys are here already; a place that was typed stays for a PIN typed anew."""
        if machine.mode == "go-out":
            machine.again("pin")
            self.form.redraw()
            self.reload()
        else:
            self.begin(machine.mode)

    def _change_first(self, no: str, pin: str) -> None:
        person = self.hall.person(no)

        def done(_: None) -> None:
            self.say("密码已改，请用新密码签到。")

        self.app.push_screen(first_pin(self.hall, person, self.terminal, pin, done, lambda: None))

    def _signed(self, mode: Mode, no: str, answers: Mapping[str, str]) -> str:
        """Does it, and says what was done; in a thread."""
        need_signing_terminal_at(self.hall, self.terminal)
        name = self.hall.person(no).name
        if mode == "go-out":
            return self._said_out(name, by_own_pin(self.hall, no, answers["pin"], self.terminal,
                                                   partial(_goes_out, answers=answers)))  # fmt: skip
        act = self._act(mode, no)
        return said_signed(name, by_own_pin(self.hall, no, answers["pin"], self.terminal, act))

    def _act(self, mode: Mode, no: str) -> Callable[[Work], Signed]:
        step = self._steps.get(no) or next_step(self.hall, no, self.hall.clock().moment)
        if mode == "out" or (mode == "enter" and step == "out"):
            return sign_out
        if mode == "come-back" or (mode == "enter" and step == "come-back"):
            return come_back
        return sign_in

    def _before(self, mode: Mode, no: str) -> str:
        """What stands beside the name before the PIN: where they belong, since when they are in, what Enter does."""
        with self.hall.look():
            step = next_step(self.hall, no, self.hall.clock().moment)
        self._steps[no] = step
        named = f"{self.hall.person(no).name} {place_of(self.hall, no)}".rstrip()
        board = self.head.board
        since = next((f" {clock(each.since)}已签到" for each in (board.here if board else ())
                      if each.person.no == no), "")  # fmt: skip
        does = _STEPS[step] if mode == "enter" else f"回车＝{MODE_NAMES[mode]}"
        return f"{named}{since}  {does}"

    def _said_out(self, name: str, outing: Outing) -> str:
        back = f"，{clock(outing.back_by)}回" if outing.back_by else ""
        empty = f" {'、'.join(outing.empties)}现在没有人，请先交接（F4）。" if outing.empties else ""
        return f"{clock(outing.since)} {name} 外出{outing.place}{back}。{empty}"


def said_signed(name: str, signed: Signed, *, locked: bool = True) -> str:
    """What was entered, as the status line says it; `locked`: a witness in it means that the PIN was locked."""
    what = {"in": "签到好了", "out": "签退好了", "come-back": "回来了，已登记"}[signed.kind]
    first = "（密码锁定过，按第一次输密码的时间算）" if locked and signed.how == WITNESS else ""
    return f"{clock(signed.at)} {name} {what}{first}。"


def _goes_out(work: Work, answers: Mapping[str, str]) -> Outing:
    back = typed_time(answers["back"], work.entered) if answers["back"] else None
    return go_out(work, answers["place"], answers["matter"], back)
