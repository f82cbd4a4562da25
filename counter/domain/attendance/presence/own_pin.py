"""An act of somebody who is not signed on at the terminal: by their own PIN, counted like any sign-on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from counter.domain.hall.people import pins
from counter.domain.refusals import Refusal

if TYPE_CHECKING:
    from counter.domain.hall.opened import Hall
    from counter.domain.hall.work import Work

T = TypeVar("T")


def by_own_pin(hall: Hall, no: str, pin: str, terminal: str, does: Callable[[Work], T]) -> T:
    """Does an act of somebody who is not signed on, by their own PIN: counted, slowed and locked as at the sign-on.

    The PIN is verified outside any transaction and takes as long as its hash; call it in a thread of its own. Where
    the act itself is refused, the right PIN still makes the wrong tries before it count no more.

    Raises:
        UnknownStaff, LeftTheHall, NoPin, PinLocked, PinTooSoon, WrongPin: as they say.
        PinMustChange: the PIN is the one given out; it must be changed first.
    """
    pins.verify(hall, no, pin, terminal)
    try:
        if pins.must_change(hall, no):
            raise pins.PinMustChange()
        with hall.act(no, terminal) as work:
            pins.forget_tries(work)
            return does(work)
    except Refusal:
        with hall.act(no, terminal) as work:
            pins.confirmed(work)
        raise
