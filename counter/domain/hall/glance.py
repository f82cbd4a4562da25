"""What the first frame shows, read with the standard library alone.

Hall, staff, windows, today's first figures and whether it is market day: the sign-on stands on the screen
with these while the heavy parts of the program are still being loaded. It keeps the telling half of
S34.8: on a market day everybody is told, before signing on, that the whole day is worked at the post.
"""

from __future__ import annotations

import sqlite3
import tomllib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from counter.domain.clock import ZONE
from counter.domain.hall.days.lunar import OutsideLunarTable, lunar_day
from counter.domain.hall.days.market import MarketRule, is_market_day
from counter.domain.reckoning import Cite, Reckoning, Step
from counter.domain.refusals import Refusal
from counter.domain.rules import carries
from counter.locate import data_dir
from counter.storage import SCHEMA_VERSION, NewerDatabase, NotADatabase, Storage, StorageFault, fault_of

SHOWN_PINS = "practice_pins"
"""The fact that holds them, a line each."""
_MARKET = "calendar.market."
_SECTION = "[calendar.market]\n"
_FACTS = "SELECT key, value FROM hall_fact"
_STAFF = "SELECT no, name, initials FROM staff WHERE until IS NULL OR until > ? ORDER BY no"
_POSTS = "SELECT name, a, b FROM post ORDER BY code"
_WINDOWS = "SELECT code, name FROM window ORDER BY rowid"
_CHANGES = "SELECT path, value, article FROM rule_change WHERE path LIKE ? AND since <= ? ORDER BY since, id"
_DUTY = (
    "SELECT roster.duty, staff.name, staff.title FROM roster JOIN staff ON staff.no = roster.person "
    "WHERE roster.day = ? AND roster.duty IN ('leader', 'noon') AND roster.published IS NOT NULL "
    "AND roster.dropped = 0 ORDER BY roster.id"
)
_RECEIVED = "SELECT count(*) FROM cases WHERE day = ? AND state <> 'void'"
_FINISHED = "SELECT count(*) FROM cases WHERE closed_day = ? AND overdue IS NOT NULL"
_DUE = "SELECT count(*) FROM cases WHERE list = 'open' AND due >= ? AND due < ?"


_LONGEST_SAID = 4
"""Signs of a staff number, of initials, or of a name; a PIN or a passphrase has more."""


class NobodyFound(Refusal):
    """What was typed is neither a staff number nor a name."""

    says = "没有工号或姓名是“{typed}”的工作人员，请核对。"


class NotRepeated(NobodyFound):
    """The same, of what may be a PIN."""

    forgets = True


class SeveralFound(Refusal):
    """What was typed fits more than one person."""

    says = "“{typed}”有{count}个人对得上，请输工号。"


@dataclass(frozen=True, slots=True)
class Sitter:
    """Somebody who may sign on."""

    no: str
    name: str
    initials: str = ""
    place: str = ""
    """The first post held, as the sign-on shows it: 社会救助A岗."""


@dataclass(frozen=True, slots=True)
class Glance:
    """The hall at first sight. Everything is empty where the file must first be upgraded."""

    name: str = ""
    practice: bool = False
    pins: tuple[tuple[str, str], ...] = ()
    """Number and PIN of whoever may sign on to a training hall that was made for everybody to try."""
    staff: tuple[Sitter, ...] = ()
    windows: tuple[tuple[str, str], ...] = ()
    market: Reckoning[str] = Reckoning("")
    """What a market day asks of everybody, and why; empty on other days."""
    lunar: str = ""
    received: int = 0
    finished: int = 0
    due_today: int = 0
    leader: str = ""
    """Which leaders are on duty today by the published rota: 王建国（分管领导）."""
    noon: str = ""
    """Who is on duty at noon."""


def glance(storage: Storage, today: date) -> Glance:
    """Reads it in one go.

    Args:
        storage: The hall's database.
        today: The local day.

    Raises:
        NoDatabase: There is no hall yet.
        NewerDatabase: A newer program wrote it.
        NotADatabase: It cannot be read.
        StorageFault: The disk or the file fails otherwise.
    """
    found = storage.version()
    if found > SCHEMA_VERSION:
        raise NewerDatabase(path=storage.path, found=found, known=SCHEMA_VERSION)
    if found < SCHEMA_VERSION:
        return Glance()
    try:
        return _told(storage.glance(_questions(today)), today)
    except sqlite3.Error as error:
        raise _fault(storage, error) from error


def _fault(storage: Storage, error: sqlite3.Error) -> StorageFault:
    name = getattr(error, "sqlite_errorname", "") or ""
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_ERROR")):
        return NotADatabase(path=storage.path)
    return fault_of(error) or NotADatabase(path=storage.path)


def _questions(today: date) -> list[tuple[str, tuple[Any, ...]]]:
    day = today.isoformat()
    return [
        (_FACTS, ()), (_STAFF, (day,)), (_POSTS, ()), (_WINDOWS, ()), (_CHANGES, (f"{_MARKET}%", day)),
        (_RECEIVED, (day,)), (_FINISHED, (day,)), (_DUE, (_begins(today), _begins(today + timedelta(days=1)))),
        (_DUTY, (day,)),
    ]  # fmt: skip


def _begins(day: date) -> str:
    """The local day's first moment, as moments are stored."""
    return datetime.combine(day, time.min, ZONE).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _told(answers: list[list[tuple[Any, ...]]], today: date) -> Glance:
    facts, staff, posts, windows, changes, received, finished, due, duty = answers
    known = dict(facts)
    places = _places(posts)
    return Glance(
        name=known.get("name", ""),
        practice=bool(known.get("practice")),
        pins=_pins(known.get(SHOWN_PINS, "")) if known.get("practice") else (),
        staff=tuple(Sitter(no, name, initials or "", places.get(no, "")) for no, name, initials in staff),
        windows=tuple(windows),
        market=market_today(known.get("rulebook", ""), changes, today),
        lunar=_lunar(today),
        received=received[0][0],
        finished=finished[0][0],
        due_today=due[0][0],
        leader="、".join(f"{name}（{title}）" if title else name for kind, name, title in duty if kind == "leader"),
        noon="、".join(name for kind, name, _ in duty if kind == "noon"),
    )


def _pins(pairs: str) -> tuple[tuple[str, str], ...]:
    found = (line.partition(" ") for line in pairs.splitlines())
    return tuple((no, pin) for no, _, pin in found)


def _places(posts: Iterable[tuple[Any, ...]]) -> dict[str, str]:
    """For each number the first post held."""
    places: dict[str, str] = {}
    for name, a, b in posts:
        for no, half in ((a, "A岗"), (b, "B岗")):
            if no:
                places.setdefault(no, f"{name.removesuffix('岗')}{half}")
    return places


@carries("S34.8", by="checklist")
def market_today(rulebook: str, changes: Iterable[tuple[Any, ...]], today: date) -> Reckoning[str]:
    """What a market day asks of everybody: 逢场天 全天坐岗; empty on other days.

    Args:
        rulebook: The name of the shipped rulebook.
        changes: What the hall set otherwise, as (path, JSON value, article), the latest last.
        today: The local day.
    """
    market = _laid_down(rulebook) | _changed(changes)
    (basis, _), (digits, counted), (everybody, duty) = (market[name] for name in ("basis", "digits", "everybody"))
    try:
        held = is_market_day(MarketRule(basis, frozenset(digits)), today)
    except OutsideLunarTable:
        return Reckoning("")
    if not held.value:
        return Reckoning("")
    steps = tuple(Step(step.text, (counted,)) for step in held.steps)
    if not everybody:
        return Reckoning("逢场天", steps)
    return Reckoning("逢场天 全天坐岗", (*steps, Step("逢场天全员全天坐岗", (duty,))))


def _laid_down(rulebook: str) -> dict[str, tuple[Any, Cite]]:
    """The section on market days alone: taking the whole rulebook apart would hold up the first frame."""
    text = (data_dir() / "rulebooks" / f"{rulebook}.toml").read_text(encoding="utf-8")
    section = text.partition(_SECTION)[2].partition("\n[")[0]
    return {
        name: (each["value"], Cite(each["article"], tuple(each.get("rules", ())), each.get("default", False)))
        for name, each in tomllib.loads(section).items()
    }


def _changed(changes: Iterable[tuple[Any, ...]]) -> dict[str, tuple[Any, Cite]]:
    import json

    return {
        path.removeprefix(_MARKET): (json.loads(value), Cite(article, ("S34.8",))) for path, value, article in changes
    }


def _lunar(today: date) -> str:
    try:
        return f"农历{lunar_day(today)}"
    except OutsideLunarTable:
        return ""


def find_sitter(staff: Sequence[Sitter], typed: str) -> Sitter:
    """Who is meant by a number (leading zeros may be left out), a name, its beginning or its initials.

    Raises:
        NobodyFound, SeveralFound: as they say.
    """
    wanted = unicodedata.normalize("NFKC", typed).strip().lower()
    for fits in (_by_exact_number, _by_number, _by_name, _by_beginning):
        found = [each for each in staff if wanted and fits(each, wanted)]
        if len(found) == 1:
            return found[0]
        if found:
            raise SeveralFound(typed=typed, count=len(found))
    if (shown := unsaid(typed)) != typed:
        raise NotRepeated(typed=shown)
    raise NobodyFound(typed=typed)


def unsaid(typed: str) -> str:
    """What nobody is called, as it may be shown: a longer text may be a PIN in the wrong field, and is not repeated."""
    return "*" * len(typed) if len(typed) > _LONGEST_SAID else typed


def begins_somebody(staff: Sequence[Sitter], typed: str) -> bool:
    """Whether somebody's number, name or initials may still come of what is being typed."""
    wanted = unicodedata.normalize("NFKC", typed).strip().lower()
    number = wanted.lstrip("0") if wanted.isdigit() else wanted
    return any(
        whole.startswith(begun)
        for each in staff
        for whole, begun in ((each.no, wanted), (each.no.lstrip("0"), number), (each.name, wanted),
                             (each.initials, wanted))
    )  # fmt: skip


def _by_exact_number(sitter: Sitter, wanted: str) -> bool:
    return sitter.no == wanted


def _by_number(sitter: Sitter, wanted: str) -> bool:
    return wanted.isdigit() and sitter.no.lstrip("0") == wanted.lstrip("0")


def _by_name(sitter: Sitter, wanted: str) -> bool:
    return wanted in (sitter.name, sitter.initials)


def _by_beginning(sitter: Sitter, wanted: str) -> bool:
    return not wanted.isdigit() and sitter.name.startswith(wanted)
