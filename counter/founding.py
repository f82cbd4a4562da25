"""Founding a hall from the command line: a shipped hall, or a folder with its own files."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

from counter.domain.hall.beginning.hallfile import HallFile, load_hall
from counter.domain.hall.items.item import load_items
from counter.domain.hall.laid_down import SYSTEM
from counter.domain.hall.people.givenpins import hashed_all
from counter.domain.hall.rights import Role
from counter.domain.refusals import Refusal
from counter.domain.setup import create
from counter.storage import Storage

_WORDS = 4
"""A passphrase given out has so many groups of three digits."""


class HallThere(Refusal):
    """There is a hall at this place already."""

    says = "{path} 已经有一个大厅了，没有改动它。请换一个位置，或先把旧文件移走。"


class FolderWrong(Refusal):
    """A folder without what a hall needs."""

    says = "文件夹 {folder} 里没有 hall.toml。"


def found(storage: Storage, name: str | None, folder: Path | None) -> Iterator[str]:
    """Sets a hall up and gives everybody a PIN of their own, to be changed at the first sign-on.

    Args:
        storage: Where the hall will live.
        name: A shipped hall, or
        folder: a folder with hall.toml, and items.toml and residents.csv where wanted.

    Raises:
        HallThere, FolderWrong, and what the files are refused for; nothing is left behind then.
    """
    if storage.exists():
        raise HallThere(path=storage.path)
    file = _file(name, folder)
    items = load_items(folder / "items.toml") if folder and (folder / "items.toml").exists() else ()
    pins = {each.no: _pin(each.roles) for each in file.staff}
    hall = create(storage, file, extra_items=items, pins=hashed_all(pins))
    yield f"已建好“{hall.name}”，数据在 {storage.path}。"
    if folder is not None:
        yield from _residents(storage, folder)
    yield "初始密码只显示这一次，请当面交给本人，首次登录时要改："
    for each in file.staff:
        yield f"  工号 {each.no}  {each.name}  {pins[each.no]}"


def _file(name: str | None, folder: Path | None) -> HallFile:
    if folder is None:
        return load_hall(name or "")
    if not (folder / "hall.toml").is_file():
        raise FolderWrong(folder=folder)
    return load_hall(folder / "hall.toml")


def _pin(roles: tuple[Role, ...]) -> str:
    if {Role.DIRECTOR, Role.DISCIPLINE} & set(roles):
        return "-".join(f"{secrets.randbelow(1000):03d}" for _ in range(_WORDS))
    return f"{secrets.randbelow(10**6):06d}"


def _residents(storage: Storage, folder: Path) -> Iterator[str]:
    from counter.domain.hall.residents.taking_in import import_file
    from counter.domain.setup import open_hall

    for suffix in ("csv", "xlsx", "xls", "ods"):
        path = folder / f"residents.{suffix}"
        if path.exists():
            yield from import_file(open_hall(storage), path, SYSTEM, dry_run=False).lines()
