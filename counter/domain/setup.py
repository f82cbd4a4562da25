"""Setting a hall up: once, from a hall file, in one act.

Afterwards the hall lives in its database; nothing reads the file again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from counter.domain.attendance.leave.deciding import LEAVE
from counter.domain.clock import Clock, system_clock
from counter.domain.hall import model
from counter.domain.hall.glance import SHOWN_PINS
from counter.domain.hall.initials import initials
from counter.domain.hall.items.item import Item, load_items
from counter.domain.hall.laid_down import REVISION, SYSTEM
from counter.domain.hall.opened import Hall
from counter.domain.hall.people.pins import Given
from counter.domain.hall.rulebook import Override, in_force, shipped
from counter.domain.hall.work import Work
from counter.domain.journal import act
from counter.domain.schema import MIGRATIONS, metadata
from counter.storage import Storage

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from counter.domain.hall.beginning.hallfile import HallFile

MATTERS = (LEAVE,)
"""What is asked for beside cases: known as soon as a hall is opened, since approvals are told by their matter."""
PRACTICE = "演练"
ALWAYS = date(2000, 1, 1)
"""What a hall file lays down holds for late entries of earlier days too."""


def create(
    storage: Storage,
    file: HallFile,
    *,
    clock: Clock = system_clock,
    practice: bool = False,
    extra_items: Iterable[Item] = (),
    pins: Mapping[str, Given] | None = None,
    overrides: Iterable[Override] = (),
    shown: Mapping[str, str] | None = None,
) -> Hall:
    """Makes the database of a new hall and sets it up; the file takes its name when it is whole.

    Args:
        storage: Where; there must be no hall yet.
        file: The hall.
        clock: Where the time comes from.
        practice: A training hall; its first journal entry says 演练.
        extra_items: Items beside the shipped catalogue.
        pins: The hashed PINs of the staff, where they are given out now.
        overrides: Values of the rulebook that hold otherwise here.
        shown: PINs of a training hall that anybody may read at its door, by staff number.
    """
    with storage.building() as part:
        part.create(metadata())
        with Hall(part, clock).act(SYSTEM) as work:
            set_up(work, file, (*load_items(), *extra_items), pins or {}, tuple(overrides), practice=practice)
            if practice and shown:
                pairs = "\n".join(f"{no} {pin}" for no, pin in shown.items())
                work.insert(model.HallFact, {"key": SHOWN_PINS, "value": pairs})
    return Hall(storage, clock)


def open_hall(storage: Storage, clock: Clock = system_clock) -> Hall:
    """Opens a hall that is there, upgrading its database where it is older.

    Raises:
        StorageFault: NoDatabase, NotADatabase, NewerDatabase and their like.
    """
    hall = Hall(storage, clock)

    def rebuild(connection: Connection) -> None:
        from counter.domain.casework.case.recount import rederive  # only an upgrade needs it

        hall.take_from(connection)
        rederive(hall, connection)

    storage.open(MIGRATIONS, rebuild)
    return hall


@act("set-up")
def set_up(
    work: Work,
    file: HallFile,
    items: Iterable[Item],
    pins: Mapping[str, Given],
    overrides: tuple[Override, ...],
    *,
    practice: bool,
) -> None:
    """Writes everything that the hall file lays down."""
    in_force(shipped(file.rulebook), overrides, work.today)
    if practice:
        work.tell(practice=PRACTICE)
    for key, value in _facts(file, practice).items():
        work.insert(model.HallFact, {"key": key, "value": value})
    for override in (*file.own_rules(ALWAYS), *overrides):
        work.insert(model.RuleChange, {"path": override.path, "value": override.value, "since": override.since,
                                       "article": override.article, "made": work.entered})  # fmt: skip
    work.insert_many(model.Window, [{"code": each.code, "name": each.name} for each in file.windows])
    work.insert_many(model.Post, [_post(each) for each in file.posts])
    work.insert_many(model.Department, [_department(each) for each in file.departments])
    for seal in (seal for each in file.posts for seal in _approval_seals(each, file, work)):
        work.insert(model.ApprovalSeal, seal)
    work.insert_many(model.Staff, [_staff(each, pins.get(each.no), work) for each in file.staff])
    work.insert_many(
        model.Village,
        [{"code": each.code, "name": each.name, "groups": each.groups, "far": each.far} for each in file.villages],
    )
    work.insert_many(model.VillageAgent, _agents(file, work))
    work.insert_many(model.ItemRow, [_item(each, work) for each in items])


def _facts(file: HallFile, practice: bool) -> dict[str, str]:
    return {
        "id": file.id, "name": file.name, "code": file.code, "short": file.short, "rulebook": file.rulebook,
        "town": file.town.name, "county": file.town.county, "address": file.town.address,
        "phone": file.town.phone, "complaint_phone": file.town.complaint_phone, "hotline": file.town.hotline,
        "practice": PRACTICE if practice else "", REVISION: "1",
    }  # fmt: skip


def _post(entry: Any) -> dict[str, Any]:
    return {"code": entry.code, "name": entry.name, "window": entry.window, "serves": list(entry.businesses),
            "a": entry.a, "b": entry.b, "seals": list(entry.seals), "rev": 0}  # fmt: skip


def _department(entry: Any) -> dict[str, Any]:
    return {"name": entry.name, "post": entry.post, "phone": entry.phone, "rev": 0}


def _approval_seals(post: Any, file: HallFile, work: Work) -> list[dict[str, Any]]:
    """The approval seals that the hall's file lists at a post, as filed when the hall was set up."""
    size = shipped(file.rulebook).casework.seal_size.value
    department = next((each.name for each in file.departments if each.post == post.code), post.businesses[0])
    return [
        {"name": seal, "department": department, "post": post.code, "size": size, "opened": work.today,
         "cancelled": None, "confirmed": SYSTEM, "rev": 0}
        for seal in post.seals if seal.startswith(model.APPROVAL_SEAL)
    ]  # fmt: skip


def _staff(entry: Any, pin: Given | None, work: Work) -> dict[str, Any]:
    found = initials(entry.name)
    return {
        "no": entry.no, "name": entry.name, "initials": found[0] if found else None, "title": entry.title,
        "roles": [str(role) for role in entry.roles], "phone": entry.phone, "since": None, "until": None,
        "pin": pin.hash if pin else None, "pin_change": bool(pin and pin.change), "rev": 0,
        "pin_tries": 0, "pin_boot": "", "pin_ticks": 0,
    }  # fmt: skip


def _agents(file: HallFile, work: Work) -> list[dict[str, Any]]:
    """The villages' agents, as the hall file names them among its people."""
    found = [each for each in file.staff if each.village]
    return [
        {"id": key, "village": each.village, "name": each.name, "kind": "service-officer", "title": each.title,
         "phone": each.phone, "since": work.today, "until": None, "rev": 0}
        for key, each in enumerate(found, start=1)
    ]  # fmt: skip


def _item(item: Item, work: Work) -> dict[str, Any]:
    return {"code": item.code, "version": item.version, "since": item.valid_from or work.today,
            "until": item.valid_until, "body": item.plain()}  # fmt: skip
