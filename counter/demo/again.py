"""A demonstration hall that is there already: found again, and what is said of it."""

from __future__ import annotations

import random
from pathlib import Path

from sqlalchemy import select

from counter.demo.built import SEED, database, staff_of
from counter.demo.passwords import pins_of
from counter.demo.said import staff_lines
from counter.domain.columns import table_of
from counter.domain.hall.beginning.hallfile import UnknownHall, load_hall
from counter.domain.hall.model import Staff
from counter.domain.hall.opened import Hall
from counter.domain.hall.people.pins import fits
from counter.domain.refusals import Refusal
from counter.domain.setup import open_hall

_S = table_of(Staff)


class DemoThere(Refusal):
    """A demonstration hall is wanted otherwise than the one that is there."""

    says = (
        "{path} 已经有一个演示大厅，没有改动它。"
        "要另造一个，请用 --dir 换个文件夹，或者先删掉 {folder} 里名字以 {name} 开头的文件。"
    )


def standing(directory: Path) -> Hall | None:
    """The demonstration hall of a folder; None where there is none, or a hall that is no practice hall.

    Raises:
        StorageFault: The file there cannot be opened.
    """
    storage = database(directory)
    if not storage.exists():
        return None
    hall = open_hall(storage)
    return hall if hall.fact("practice") else None


def refuse_another(hall: Hall) -> None:
    """Refuses to make another one in its place.

    Raises:
        DemoThere: how to come to another one.
    """
    path = hall.storage.path.resolve()
    raise DemoThere(path=path, folder=path.parent, name=path.name)


def found_again(hall: Hall) -> list[str]:
    """That it was there, and who signs on: the PINs where they are still those that it was made with."""
    first = f"演示大厅“{hall.name}”已经有了，打开的就是它，没有添新的往事：{hall.storage.path.resolve()}"
    try:
        file = load_hall(hall.fact("id"))
    except UnknownHall:
        return [first]
    pins = pins_of(file, random.Random(f"{SEED} pins"))
    no = next(iter(pins))
    with hall.look() as connection:
        stored = connection.execute(select(_S.c.pin).where(_S.c.no == no)).scalar()
    if not stored or not fits(pins[no], stored):
        return [first, "密码是建的时候说的那些。"]
    return [first, "没有改过密码的人，密码还是：", "", *staff_lines(staff_of(file, pins))]
