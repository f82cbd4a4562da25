"""The App: one stack of screens for each place, somebody signed on or nobody, the lock.

Each place keeps its own screens (Textual's modes), so that going elsewhere and coming back finds field
and caret where they were. The first frame needs none of the heavy imports: the hall is opened in a
thread after it, while keys are already taken.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from textual import events
from textual.screen import Screen

from counter.app.opening import Opening
from counter.domain.clock import Clock, local, local_day, system_clock
from counter.domain.hall.glance import Glance, glance
from counter.domain.hall.rights import Right
from counter.domain.refusals import Refusal
from counter.screens.kit.commands import Command
from counter.screens.kit.guard import Guarded
from counter.screens.kit.lines import Meaning, Styles
from counter.screens.kit.lock import IdleLock
from counter.screens.kit.screen import HallScreen
from counter.screens.kit.shell import Shell
from counter.screens.shared.places import PLACES, Place, landing, place
from counter.screens.shared.session import Session
from counter.storage import NoDatabase, ReadOnlyMedium, Storage, StorageFault

if TYPE_CHECKING:
    from textual.timer import Timer

    from counter.domain.hall.laid_down import Person
    from counter.domain.hall.opened import Hall

SIGN_ON, LOCK, SET_UP, TROUBLE = "signon", "lock", "setup", "trouble"
_OUTSIDE = {SIGN_ON, LOCK, SET_UP, TROUBLE}
"""Where nobody is at work: no key leads from there into the hall."""
_MOST_FAILURES = 20
_WITHIN_SECONDS = 10.0
"""So many failures in so short a time are a loop: the program ends rather than fill the log."""
_PAINTED_SECONDS = 0.03
"""So long the first frame gets to reach the terminal before a busy thread slows it."""


class NobodySignedOn(RuntimeError):
    """A screen of the hall was asked for while nobody is signed on: a programmer's mistake."""


class CounterApp(Guarded, Shell[None]):
    """The program at one terminal."""

    DEFAULT_MODE = SIGN_ON

    def __init__(
        self, url: str, *, clock: Clock = system_clock, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__()
        self.storage = Storage(url)
        self.clock = clock
        self.opening = Opening(self.storage, clock)
        self.idle = IdleLock(monotonic, self._lock_minutes)
        self.farewell = ""
        """The sentence for the terminal after the program has ended."""
        self.failures: deque[tuple[float, Exception]] = deque(maxlen=_MOST_FAILURES)
        self.window = ""
        """The code of the window where this terminal stands; empty where it stands at none."""
        self._monotonic = monotonic
        self._standing: set[str] = set()
        """The places that have a screen now."""
        self._session: Session | None = None
        self._locked_at = ""
        self._alarm: Timer | None = None
        self._first = SIGN_ON
        """Which screen stands first: sign-on, or setting a hall up, or what is wrong with the file."""

    # -- who is here ---------------------------------------------------------------------------

    @property
    def session(self) -> Session:
        """Who sits here.

        Raises:
            NobodySignedOn: before anybody signed on.
        """
        if self._session is None:
            raise NobodySignedOn()
        return self._session

    @property
    def locked_out(self) -> str:
        """The name of who is signed on behind the lock; empty where nobody is."""
        return self._session.person.name if self._session and self._locked_at else ""

    @property
    def locked_no(self) -> str:
        """The number of who is signed on behind the lock; empty where nobody is."""
        return self._session.person.no if self._session and self._locked_at else ""

    @property
    def at_work(self) -> bool:
        """Whether somebody is signed on and the screen is open."""
        return self._session is not None and self.current_mode not in _OUTSIDE

    def now(self) -> datetime:
        """The hall's wall clock."""
        return local(self.clock().moment)

    def holds(self, right: str) -> bool:
        """Whether who sits here has a right."""
        return self._session is not None and self._session.person.may(Right(right))

    def header_facts(self) -> dict[str, str]:
        """Hall, window and person, in every header."""
        if self._session is None:
            return {"hall": "", "window": "", "person": ""}
        hall, session = self._session.hall, self._session
        window = hall.laid.windows.get(session.terminal, "")
        return {"hall": hall.name, "window": window, "person": session.person.name}

    def glance(self) -> Glance:
        """The hall at first sight, read anew.

        Raises:
            StorageFault: as `counter.domain.hall.glance.glance`.
        """
        return glance(self.storage, local_day(self.clock().moment))

    async def opened(self) -> Hall:
        """The hall, as soon as the heavy parts are loaded.

        Raises:
            StorageFault: where it cannot be opened.
        """
        return await self.opening.hall()

    # -- going about ---------------------------------------------------------------------------

    def get_default_screen(self) -> Screen[None]:
        """The sign-on, made with the App itself: a screen that were only switched to is painted later."""
        from counter.screens.entrance.signon import SignOnScreen

        try:
            return SignOnScreen(self.glance())
        except NoDatabase:
            self._first = SET_UP
        except StorageFault as fault:
            self._first = TROUBLE
            self.farewell = fault.sentence
        return Screen()

    def on_mount(self) -> None:
        """The first screen becomes a place like any other; where it cannot be the sign-on, another stands instead."""
        from counter.screens.entrance.outside import outside_screen

        self.add_mode(SIGN_ON, lambda: outside_screen(SIGN_ON))
        self._standing.add(SIGN_ON)
        if self._first != SIGN_ON:
            self._outside(self._first)
            self._drop(SIGN_ON)

    def first_frame(self) -> None:
        """Called by the first screen once it is painted: now the heavy parts may come."""
        self.run_worker(self._open(), group="opening", exit_on_error=False)

    async def _open(self) -> None:
        await asyncio.sleep(_PAINTED_SECONDS)
        try:
            await self.opening.load()
        except StorageFault as fault:
            self.trouble(fault)
        except Exception as error:
            self.unexpected(error)
        else:
            if doubt := await self.opening.doubt():
                self.tell(doubt, Styles.PROBLEM)

    async def _remember(self) -> None:
        """Each sign-on anchors the journal and tells what leave asks of the person; nobody waits for it."""
        if said := await self.opening.anchored():
            self.tell(said, Styles.PROBLEM)
        elif self._session is not None and (asked := await self.opening.asked_of(self._session.person.no)):
            self.tell(asked, Styles.WAITS)

    def go(self, name: str) -> None:
        """Shows a place; what stood there before still does, and from there its first screen is one key away.

        Raises:
            NobodySignedOn: before anybody signed on.
        """
        if not self.at_work:
            raise NobodySignedOn()
        wanted = place(name)
        refusal = wanted.command("", lambda: None).why_not(self.holds)
        if refusal is not None:
            self.tell(refusal if isinstance(refusal, str) else refusal.sentence, Styles.PROBLEM)
            return
        if name == self.current_mode and len(self.screen_stack) > 1:
            self.save(self._to_first())
            return
        self._enter(name, wanted.made)

    async def _to_first(self) -> None:
        """Leaves what is only read, down to a place's first screen; what is being filled in stays, and is named."""
        while len(self.screen_stack) > 1:
            top = self.screen
            if not isinstance(top, HallScreen) or top.fills:
                named = top.title_words() if isinstance(top, HallScreen) else ""
                self.tell(f"“{named}”还没有填完：填完办理，或者按 Esc 不办了。", Styles.PROBLEM)
                return
            await top.dismiss(None)

    def back(self) -> None:
        """From a place's first screen to the desk."""
        if self.at_work and self.current_mode != "desk":
            self.go("desk")

    def _outside(self, name: str) -> None:
        """One of the screens for nobody, made anew each time."""
        from counter.screens.entrance.outside import outside_screen

        self._enter(name, lambda: outside_screen(name))

    def _enter(self, name: str, made: Callable[[], HallScreen[Any]]) -> None:
        if name == self.current_mode:
            return
        if name not in self._standing:
            screen = made()
            self.add_mode(name, lambda: screen)
            self._standing.add(name)
        self.switch_mode(name)

    def _drop(self, *names: str) -> None:
        for name in self._standing.intersection(names):
            self._standing.remove(name)
            self.remove_mode(name)

    def commands(self) -> Sequence[Command]:
        """The keys of everywhere: none of them before signing on or behind the lock."""
        if not self.at_work:
            return ()
        keys = [each.command(each.key, self._to(each)) for each in PLACES if each.key]
        return (*keys, Command("锁屏", "ctrl+l", "离开一会儿：锁住屏幕，没填完的都留着。", act=self.lock))

    def _to(self, wanted: Place) -> Callable[[], None]:
        return lambda: self.go(wanted.name)

    def on_key(self, event: events.Key) -> None:
        """Esc on the first screen of a place goes to the desk."""
        if event.key == "escape" and len(self.screen_stack) == 1:
            event.stop()
            self.back()

    # -- signing on and off --------------------------------------------------------------------

    def begin(self, hall: Hall, person: Person) -> None:
        """Somebody signed on: back behind the lock if it is the same person, else a fresh desk."""
        self.idle.unlock()
        if self._session is not None and self._session.person.no == person.no and self._locked_at:
            self._session.person = person
            self._unlock()
            return
        self._session = Session(hall, person, self.window)
        self._locked_at = ""
        here = self.current_mode
        self._drop(*self._standing - {here})
        self._land(landing(person.roles))
        self._drop(here)
        self._arm()
        self.run_worker(self._remember(), group="anchors", exit_on_error=False)
        if hall.storage.is_read_only():
            fault = ReadOnlyMedium(detail="没有写入权限")
            self.call_after_refresh(self.tell, fault.sentence, Styles.PROBLEM)

    def _land(self, first: str) -> None:
        try:
            self._enter(first, place(first).made)
        except Exception as error:  # the desk leads to every other place
            self._enter("desk", place("desk").made)
            self.unexpected(error)

    def sign_off(self) -> None:
        """Ends the session; drafts stay where they are."""
        self._session = None
        self._locked_at = ""
        self._outside(SIGN_ON)
        self._drop(*self._standing - {SIGN_ON})

    def lock(self) -> None:
        """Locks the screen; it comes back to the same field."""
        if not self.at_work:
            return
        self.idle.lock()
        self._locked_at = self.current_mode
        self._outside(LOCK)

    def to_sign_on(self) -> None:
        """From setting a hall up to its door."""
        self._outside(SIGN_ON)
        self._drop(SET_UP)

    def someone_else(self) -> None:
        """From the lock to the sign-on, for another person; nothing of the first one's is lost."""
        self._outside(SIGN_ON)
        self._drop(LOCK)

    def to_lock(self) -> None:
        """From the sign-on back to the lock, where somebody is still signed on behind it."""
        if self._session is not None and self._locked_at:
            self._outside(LOCK)
            self._drop(SIGN_ON)

    def _unlock(self) -> None:
        self.switch_mode(self._locked_at)
        self._locked_at = ""
        self._drop(*_OUTSIDE)
        self._arm()

    # -- the lock's clock ----------------------------------------------------------------------

    async def on_event(self, event: events.Event) -> None:
        """Every key puts the lock off; one that comes too late finds the screen locked."""
        is_input = isinstance(event, events.Key | events.Paste) and not event.is_forwarded
        if is_input and self.at_work:
            self.idle.touched()
            if self.idle.due():
                self.lock()
                return
        await super().on_event(event)

    def _lock_minutes(self) -> float:
        return float(self._session.hall.book().security.lock_minutes.value) if self._session else 0.0

    def _arm(self) -> None:
        """One timer for the time that is left; keys do not touch it."""
        if self._alarm is not None:
            self._alarm.stop()
        left = self.idle.left()
        self._alarm = self.set_timer(max(left, 1.0), self._ring) if left != float("inf") else None

    def _ring(self) -> None:
        if not self.at_work:
            return
        if self._holds or not self.idle.due():
            self._arm()
        else:
            self.lock()

    # -- what goes wrong -----------------------------------------------------------------------

    def tell(self, text: str, meaning: Meaning = Styles.PLAIN) -> None:
        """Puts a sentence into the status line of the screen that is shown."""
        if self.screen_stack and isinstance(self.screen, HallScreen):
            self.screen.say(text, meaning)

    def unexpected(self, error: Exception) -> None:
        """What no screen caught: faults and refusals are said, everything else is logged as well."""
        if isinstance(error, Refusal | StorageFault):
            self.tell(error.sentence, Styles.PROBLEM)
            return
        from counter.logs import keep_traceback

        place = keep_traceback(error)
        self.failures.append((self._monotonic(), error))
        if self._fails_in_a_loop():
            self.farewell = f"程序连续出错，只好退出。详情已记入日志 {place}，已保存的都在。"
            self.exit(return_code=1)
            return
        self.tell("程序出错，已记入日志；这一步可能没有办成，请核对后再办一次。", Styles.PROBLEM)

    def _fails_in_a_loop(self) -> bool:
        full = len(self.failures) == _MOST_FAILURES
        return full and self.failures[-1][0] - self.failures[0][0] < _WITHIN_SECONDS

    def _handle_exception(self, error: Exception) -> None:
        """Textual's last resort, which would print a traceback and end the program."""
        self.unexpected(error.error if isinstance(getattr(error, "error", None), Exception) else error)  # type: ignore[attr-defined]
        if not self.screen_stack or not isinstance(self.screen, HallScreen):
            self.farewell = self.farewell or "程序没能打开，详情已记入日志。请把日志交给管理员。"
            self._return_code = 1
            self._close_messages_no_wait()

    def trouble(self, fault: StorageFault) -> None:
        """The file cannot be used: says so on a screen of its own, and ends with code 1."""
        self.farewell = fault.sentence
        self._session = None
        self._outside(TROUBLE)
        self._drop(*self._standing - {TROUBLE})
