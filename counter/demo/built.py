"""Building the demonstration hall: the file, its people, their PINs, its residents, its month."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from sqlalchemy import func, select

from counter.demo.busy import Busy, at
from counter.demo.crowd import Crowd
from counter.demo.followed import Followed
from counter.demo.history import History
from counter.demo.keeping import Keeping
from counter.demo.many import Many
from counter.demo.passwords import pins_of
from counter.demo.presence import Presence
from counter.demo.wish import Wishes
from counter.domain.casework.model import Case, Enquiry
from counter.domain.clock import ZONE, PutClock
from counter.domain.columns import table_of
from counter.domain.hall.beginning.hallfile import HallFile, StaffEntry, load_hall
from counter.domain.hall.beginning.invented import Resident, residents
from counter.domain.hall.days.calendar import shipped
from counter.domain.hall.files.volumes import load_volumes
from counter.domain.hall.laid_down import SYSTEM
from counter.domain.hall.model import Citizen
from counter.domain.hall.opened import Hall
from counter.domain.hall.people.pins import Given, hashed
from counter.domain.hall.residents.citizens import Who, import_residents
from counter.domain.hall.rights import ROLE_NAMES
from counter.domain.journal import head
from counter.domain.setup import create, open_hall
from counter.storage import Storage

RESIDENTS = 6_000
DAYS = 30
SEED = 7
HALL = "demo"
_NAMES_FROM = "demo"
_SET_UP = time(9, 0)
_HASHING_THREADS = 4
_CASE = table_of(Case)


@dataclass(frozen=True, slots=True)
class SignOn:
    """Somebody who can sign on."""

    no: str
    name: str
    title: str
    roles: str
    window: str
    """The windows of the person's posts; empty for whom no window is."""
    pin: str


@dataclass(frozen=True, slots=True)
class Built:
    """What was built, and the hall itself, open."""

    path: Path
    hall: Hall
    staff: tuple[SignOn, ...]
    counts: Mapping[str, int]
    """villages, residents, items, cases, enquiries, entries, and the cases that are open, wait, collect."""
    first_day: date
    last_working_day: date
    digest: str
    """The short digest of the journal's head."""


def build(
    directory: Path,
    *,
    days: int = DAYS,
    seed: int = SEED,
    hall: str = HALL,
    today: date | None = None,
    until: time = time(23, 59),
    people: int = RESIDENTS,
) -> Built:
    """Builds an invented hall with a history in `hall.db` of a folder.

    Args:
        directory: Where; there must be no hall there yet.
        days: How many days back the history begins; earlier where no working day lies among them.
        seed: The same seed, day and time give the same journal.
        hall: The shipped hall that it is modelled on.
        today: The day on which the history ends; today, at the present minute, where none is given.
        until: The time at which it ends on a given day.
        people: How many residents.

    Raises:
        FileThere: There is a hall in the folder; it was not touched.
        UnknownHall: No such hall ships.
    """
    file = _with_names(load_hall(hall))
    ends = at(today, until) if today else datetime.now(ZONE).replace(second=0, microsecond=0)
    span = _span(ends.date(), days)
    pins = pins_of(file, random.Random(f"{seed} pins"))
    storage = database(directory)
    with storage.building() as part:
        clock = PutClock(at(span[0] - timedelta(days=1), _SET_UP))
        made = create(part, file, clock=clock, practice=True, pins=_given(pins, seed), shown=pins)
        town = tuple(residents(file, people, today=span[0], seed=seed))
        _move_in(made, town)
        _live(made, clock, file, town, seed, span[0], ends)
    return _built(open_hall(storage), file, pins, span)


def database(directory: Path) -> Storage:
    """The demonstration hall's database in a folder."""
    return Storage(f"sqlite:///{directory / 'hall.db'}")


def staff_of(file: HallFile, pins: Mapping[str, str]) -> tuple[SignOn, ...]:
    """Who can sign on, with their PINs."""
    return tuple(_sign_on(file, each, pins[each.no]) for each in file.staff if each.no in pins)


def _with_names(file: HallFile) -> HallFile:
    """A hall whose file brings no names borrows those of the demonstration hall."""
    return file if file.names else file.model_copy(update={"names": load_hall(_NAMES_FROM).names})


def _span(today: date, days: int) -> tuple[date, date]:
    """The first day of the history, and its last working day before today."""
    calendar = shipped()
    last = today - timedelta(days=1)
    while not calendar.is_working(last):
        last -= timedelta(days=1)
    return min(today - timedelta(days=days), last), last


def _given(pins: Mapping[str, str], seed: int) -> dict[str, Given]:
    """The PINs hashed, several at a time, with salts that follow the seed."""
    chance = random.Random(f"{seed} salts")
    salts = [chance.randbytes(16) for _ in pins]
    with ThreadPoolExecutor(_HASHING_THREADS) as pool:
        hashes = pool.map(lambda pin, salt: hashed(pin, salt=salt), pins.values(), salts)
        return {no: Given(each, change=False) for no, each in zip(pins, hashes, strict=True)}


def _move_in(hall: Hall, town: Sequence[Resident]) -> None:
    people = [
        Who(each.name, each.id_no, each.phone, each.village, str(each.group), each.household, each.relation)
        for each in town
    ]
    with hall.act(SYSTEM) as work:
        import_residents(work, people)


def _live(
    hall: Hall,
    clock: PutClock,
    file: HallFile,
    town: Sequence[Resident],
    seed: int,
    first: date,
    ends: datetime,
) -> None:
    volumes = load_volumes()
    chance = random.Random(f"{seed} history")
    items = [each for each in hall.catalogue.items if each.kind != "controlled" and each.volume]
    crowd = Crowd(town, file, volumes, first, chance)
    busy = Busy(hall.hours(first), volumes, items, crowd.family_size)
    history = History(hall, clock, crowd, busy, Wishes(volumes, chance), volumes, chance, ends)
    history.many = Many(history, random.Random(f"{seed} many"))
    comes = random.Random(f"{seed} presence")
    followed = random.Random(f"{seed} followed")
    keeping = Keeping(hall, clock, f"{seed} posts", history.put)
    keeping.furnish()
    presence = Presence(hall, clock, volumes.staff, comes, history.put)
    history.followed = Followed(history, followed, presence.agree)

    def lives(day: date) -> None:
        presence.day(day)
        keeping.day(day)

    history.presence = lives
    history.run(first)


def _built(hall: Hall, file: HallFile, pins: Mapping[str, str], span: tuple[date, date]) -> Built:
    staff = staff_of(file, pins)
    with hall.look() as connection:
        last = head(connection)
        lists = connection.execute(select(_CASE.c.list, func.count()).group_by(_CASE.c.list)).all()
        enquiries = connection.execute(select(func.count()).select_from(table_of(Enquiry))).scalar_one()
        listed = select(func.count()).where(table_of(Citizen).c.source == "residents")
        people = connection.execute(listed).scalar_one()
    stands = {str(name): int(number) for name, number in lists}
    counts = {
        "villages": len(hall.laid.villages), "residents": people, "items": len(hall.catalogue.items),
        "cases": sum(number for _, number in lists), "enquiries": enquiries, "entries": last.seq,
        "open": stands.get("open", 0) + stands.get("above", 0), "wait": stands.get("wait", 0),
        "collect": stands.get("collect", 0),
    }  # fmt: skip
    return Built(hall.storage.path.resolve(), hall, staff, counts, *span, last.digest)


def _sign_on(file: HallFile, person: StaffEntry, pin: str) -> SignOn:
    posts = [post.window for post in file.posts if person.no in (post.a, post.b)]
    windows = [_window(each.code, each.name) for each in file.windows if each.code in posts]
    roles = "、".join(ROLE_NAMES[role] for role in person.roles)
    return SignOn(person.no, person.name, person.title, roles, "、".join(windows), pin)


def _window(code: str, name: str) -> str:
    return name if code in name else f"{code} {name}"
