"""PINs: kept by a memory-hard hash, guessed at slowly, reset by the director or by two others.

A try is counted before it is verified, over all windows together, and journalled. Wrong tries wait
longer and longer by the machine's own clock; after the hall's number of tries the PIN is locked until
somebody resets it. A locked PIN never costs anyone a late mark: the first try of the day stands in the
journal with its moment.
"""

from __future__ import annotations

import base64
import contextlib
import functools
import hashlib
import hmac
import os
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from counter.domain.clock import local
from counter.domain.columns import moment_of, table_of
from counter.domain.hall.laid_down import SYSTEM, Person, UnknownStaff
from counter.domain.hall.model import Staff
from counter.domain.hall.opened import Hall
from counter.domain.hall.rights import Right, Role
from counter.domain.hall.ruled.house import Security
from counter.domain.hall.work import Work
from counter.domain.journal import act
from counter.domain.refusals import Refusal

LEAST_N = 2**15
"""The smallest cost that scrypt may be given: 32 MiB of memory a try."""
_MOST_N = 2**20
_R, _P = 8, 1
_WANTED_SECONDS = 0.2
_MEMORY = 2**31 - 1
_S = table_of(Staff)
TRY, LOCKED_TRY = "pin-try", "pin-locked-try"
"""The journal's verbs for a try that was counted, and one that the lock did not let be counted."""
_DIGITS = "0123456789"
_PLAIN_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Signs that nobody takes for one another on paper."""


class NumberForPin(Refusal):
    """Somebody's staff number where the PIN is asked for, as after a PIN that was refused."""

    says = "{no}是工号，这里输密码（没有算错一次）。换人请按 Esc，从工号重新输。"


class WrongPin(Refusal):
    """The PIN does not fit."""

    says = "密码不对，还可以试{left}次。"


class PinTooSoon(Refusal):
    """The wait after a wrong try is not over."""

    says = "请等{seconds}秒再试。"


class PinLocked(Refusal):
    """Too many wrong tries."""

    says = "{name}的密码已锁定。请主任重置，或由两名同事一起重置；今天到岗的时间以第一次按密码时为准，不算迟到。"


class NoPin(Refusal):
    """The person has no PIN yet."""

    says = "{name}还没有设密码，请主任先发一个。"


class LeftTheHall(Refusal):
    """The person does not work here any more."""

    says = "{name}已经离岗，不能再登录。"


class PinTooShort(Refusal):
    """Fewer signs than the hall asks for."""

    says = "密码太短，至少{least}位{what}。"


class PinTooPlain(Refusal):
    """A PIN that anybody would try first."""

    says = "密码太简单（连号、同号或与工号相同），请换一个。"


class PinMustChange(Refusal):
    """The PIN was given out and must be changed first."""

    says = "这是发给您的初始密码，请先改成自己的密码。"


class ResetNeedsOthers(Refusal):
    """Whose PIN it is cannot reset it, nor can one colleague alone."""

    says = "重置{name}的密码，要主任办理，或由{needed}名其他同事一起办理。"


@dataclass(frozen=True, slots=True)
class Given:
    """A PIN that was given out, hashed."""

    hash: str
    change: bool = True


def hashed(pin: str, n: int = LEAST_N, salt: bytes | None = None) -> str:
    """The hash of a PIN with its parameters and a salt of its own.

    Args:
        pin: What was typed.
        n: The cost; never less than `LEAST_N`.
        salt: Only where the same hash must come out again (an invented hall); otherwise chance gives it.
    """
    n = max(n, LEAST_N)
    salt = salt or os.urandom(16)
    return f"scrypt${n}${_R}${_P}${_text(salt)}${_text(_scrypt(pin, salt, n, _R, _P))}"


def fits(pin: str, stored: str) -> bool:
    """Whether a PIN is the one of a hash; takes as long as the hash was made to take."""
    kind, n, r, p, salt, key = stored.split("$")
    assert kind == "scrypt"
    found = _scrypt(pin, base64.b64decode(salt), int(n), int(r), int(p))
    return hmac.compare_digest(found, base64.b64decode(key))


@functools.cache
def calibrated() -> int:
    """The cost at which one try takes a fifth of a second or more on this machine; measured once."""
    n = LEAST_N
    while n < _MOST_N:
        began = time.perf_counter()
        _scrypt("000000", b"0" * 16, n, _R, _P)
        if time.perf_counter() - began >= _WANTED_SECONDS:
            return n
        n *= 2
    return n


def _scrypt(pin: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    return hashlib.scrypt(pin.encode("utf-8"), salt=salt, n=n, r=r, p=p, maxmem=_MEMORY, dklen=32)


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")


# -- signing on --------------------------------------------------------------------------------


def sign_on(hall: Hall, no: str, pin: str, terminal: str) -> Person:
    """Signs somebody on at a window: counts the try first, verifies outside any transaction.

    Where the file can only be read nothing can be counted or noted; whoever knows the PIN may look.

    Raises:
        UnknownStaff, LeftTheHall, NoPin, PinLocked, PinTooSoon, WrongPin: as they say.
        NumberForPin: a staff number stands where the PIN is asked for; no try is counted.
    """
    numbers = {each.lstrip("0") for each in hall.laid.staff}
    if 0 < len(pin) < hall.book().security.pin_digits.value and pin.lstrip("0") in numbers:
        raise NumberForPin(no=pin)
    if hall.storage.is_read_only():
        _recognise(hall, no, pin)
        return hall.person(no)
    verify(hall, no, pin, terminal)
    with hall.act(no, terminal) as work:
        signed_on(work)
    return hall.person(no)


def confirm(hall: Hall, no: str, pin: str, terminal: str) -> Person:
    """Verifies a colleague who agrees or checks beside whoever is signed on; counted like any try.

    Raises:
        UnknownStaff, LeftTheHall, NoPin, PinLocked, PinTooSoon, WrongPin: as they say.
    """
    verify(hall, no, pin, terminal)
    with hall.act(no, terminal) as work:
        confirmed(work)
    return hall.person(no)


def verify(hall: Hall, no: str, pin: str, terminal: str) -> None:
    """Counts a try and verifies it outside any transaction; what follows must forget the tries (`forget_tries`).

    Raises:
        UnknownStaff, LeftTheHall, NoPin, PinLocked, PinTooSoon, WrongPin: as they say.
    """
    stored = reserve_try(hall, no, terminal)
    if not fits(pin, stored):
        raise WrongPin(left=tries_left(hall, no))


def _recognise(hall: Hall, no: str, pin: str) -> None:
    with hall.look() as connection:
        stored = _usable(_row(connection, no), hall.book().security, hall.today)
    if not fits(pin, stored):
        raise WrongPin(left=tries_left(hall, no))


def reserve_try(hall: Hall, no: str, terminal: str) -> str:
    """Counts a try before it is verified, so that several windows have no more tries than one.

    A try that the lock refuses stands in the journal too: it tells when somebody came.

    Returns:
        The stored hash to verify against.
    """
    person = hall.laid.staff.get(no)
    who = no if person is not None and person.active else SYSTEM
    try:
        with hall.act(who, terminal) as work:
            return try_pin(work, no)
    except PinLocked:
        with hall.act(who, terminal) as work:
            locked_try(work)
        raise


@act(LOCKED_TRY)
def locked_try(work: Work) -> None:
    """Notes that somebody tried a PIN that is locked; nothing is counted any more."""


@act(TRY)
def try_pin(work: Work, no: str) -> str:
    """Counts one try of somebody's PIN."""
    row = _row(work.connection, no)
    rules = work.book.security
    stored = _usable(row, rules, work.today)
    _refuse_too_soon(work, row, rules)
    work.update(Staff, {"no": no}, {
        "pin_tries": row["pin_tries"] + 1, "pin_tried": work.entered,
        "pin_boot": work.reading.boot, "pin_ticks": work.reading.ticks,
    })  # fmt: skip
    return stored


def _usable(row: Mapping[Any, Any], rules: Security, today: date) -> str:
    """The stored hash, where the person still works here and the PIN is not locked."""
    if row["until"] is not None and row["until"] <= today:
        raise LeftTheHall(name=row["name"])
    if row["pin"] is None:
        raise NoPin(name=row["name"])
    if row["pin_tries"] >= rules.pin_tries.value:
        raise PinLocked(name=row["name"])
    return str(row["pin"])


def _refuse_too_soon(work: Work, row: Mapping[Any, Any], rules: Security) -> None:
    waits = rules.pin_wait_seconds.value
    tries = row["pin_tries"]
    if not tries or not waits or row["pin_boot"] != work.reading.boot:
        return
    wait = waits[min(tries - 1, len(waits) - 1)]
    left = row["pin_ticks"] + wait - work.reading.ticks
    if left > 0:
        raise PinTooSoon(seconds=left)


@act("sign-on")
def signed_on(work: Work) -> None:
    """Notes that somebody signed on, and forgets the wrong tries before it."""
    forget_tries(work)


@act("confirm")
def confirmed(work: Work) -> None:
    """Notes that somebody stood by with the own PIN, and forgets the wrong tries before it."""
    forget_tries(work)


def forget_tries(work: Work) -> None:
    """The actor's PIN was right: the wrong tries before it count no more. Part of the act that it was typed for."""
    work.update(Staff, {"no": work.actor}, {"pin_tries": 0})


def tries_left(hall: Hall, no: str) -> int:
    """How many tries are left before the PIN locks."""
    with hall.look() as connection:
        row = _row(connection, no)
    return max(0, int(hall.book().security.pin_tries.value) - int(row["pin_tries"]))


def is_locked(connection: Connection, no: str, rules: Security) -> bool:
    """Whether so many wrong tries were made that the PIN is locked."""
    return bool(_row(connection, no)["pin_tries"] >= rules.pin_tries.value)


def must_change(hall: Hall, no: str) -> bool:
    """Whether the PIN was given out and must be changed."""
    with hall.look() as connection:
        return bool(_row(connection, no)["pin_change"])


# -- setting and resetting ---------------------------------------------------------------------


def accepted_pin(pin: str, person: Person, rules: Security) -> str:
    """The PIN, if the hall's rules allow it: a passphrase for director and auditors, digits for others.

    Raises:
        PinTooShort, PinTooPlain: as they say.
    """
    leading, least = asked_of(person, rules)
    if len(pin) < least:
        raise PinTooShort(least=least, what="字符" if leading else "数字")
    if pin == person.no or len(set(pin)) == 1 or _runs(pin):
        raise PinTooPlain()
    return pin


def asked_of(person: Person, rules: Security) -> tuple[bool, int]:
    """Whether a passphrase is asked for, and how many signs."""
    leading = bool({Role.DIRECTOR, Role.DISCIPLINE} & set(person.roles))
    return leading, rules.passphrase_signs.value if leading else rules.pin_digits.value


def given_out(person: Person, rules: Security, pick: Callable[[Sequence[str]], str] = secrets.choice) -> str:
    """A PIN to give out: as long as the hall asks, and none that is guessed first.

    Args:
        person: Whose it will be.
        rules: The hall's rules.
        pick: Picks one sign; a demo hall passes one that follows its seed.
    """
    leading, least = asked_of(person, rules)
    signs = _PLAIN_SIGNS if leading else _DIGITS
    while True:
        pin = "".join(pick(signs) for _ in range(least))
        with contextlib.suppress(PinTooPlain):
            return accepted_pin(pin, person, rules)


def _runs(pin: str) -> bool:
    steps = {ord(after) - ord(before) for before, after in zip(pin, pin[1:], strict=False)}
    return steps in ({1}, {-1})


@act("change-pin")
def change_pin(work: Work, new_hash: str) -> None:
    """Somebody's own new PIN, verified before and checked by `accepted_pin`."""
    work.update(Staff, {"no": work.actor}, {"pin": new_hash, "pin_change": False, "pin_tries": 0})


@act("reset-pin")
def reset_pin(work: Work, no: str, new_hash: str, with_: Sequence[str] = ()) -> None:
    """Gives out a new PIN, which must be changed at the next sign-on.

    The director (or deputy) may do it alone; otherwise it takes two other people together, neither of
    whom is the one whose PIN it is.

    Args:
        no: Whose PIN.
        new_hash: The hash of the PIN given out.
        with_: The other people who confirmed with their own PINs.

    Raises:
        ResetNeedsOthers: fewer people than the hall asks for, or the person's own hand.
    """
    row = _row(work.connection, no)
    people = {work.actor, *with_} - {no}
    needed = work.book.security.resetters.value
    alone = work.person.may(Right.RESET_PIN) and work.actor != no
    if not alone and len(people) < needed:
        raise ResetNeedsOthers(name=row["name"], needed=needed)
    work.tell(who=no, together=sorted(people))
    work.update(Staff, {"no": no}, {"pin": new_hash, "pin_change": True, "pin_tries": 0})


def first_try(connection: Connection, no: str, day: Any) -> str:
    """When somebody first pressed a PIN that day, as a witness of their arrival; empty if never."""
    row = connection.exec_driver_sql(
        "SELECT min(entered) FROM journal WHERE day = ? AND actor = ? AND verb IN ('pin-try', 'pin-locked-try')",
        (day.isoformat(), no),
    ).first()
    if row is None or row[0] is None:
        return ""
    return f"{local(moment_of(row[0])):%H:%M}"


def _row(connection: Connection, no: str) -> Mapping[Any, Any]:
    row = connection.execute(select(_S).where(_S.c.no == no)).mappings().first()
    if row is None:
        raise UnknownStaff(no=no)
    return row
