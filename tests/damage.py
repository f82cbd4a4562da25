"""Damage done to a hall's file behind the program's back, and a plain look into it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path


def raw(path: Path) -> closing[sqlite3.Connection]:
    """A connection that keeps no rule of ours."""
    return closing(sqlite3.connect(path, isolation_level=None))


def as_text(path: Path) -> None:
    path.write_text("姓名,电话\n" * 500, encoding="utf-8")


def as_noise(path: Path) -> None:
    path.write_bytes(bytes(range(256)) * 64)


def cut_short(path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 3])


def headless(path: Path) -> None:
    path.write_bytes(b"\0" * 100 + path.read_bytes()[100:])


def of_another_program(path: Path) -> None:
    path.unlink()
    with raw(path) as other:
        other.execute("CREATE TABLE notes (text)")


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def gone(path: Path) -> None:
    path.unlink()


def as_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def numbered(number: int) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        with raw(path) as other:
            other.execute(f"PRAGMA user_version={number}")

    return change


def sqlite_error(name: str) -> sqlite3.OperationalError:
    """An error as the driver raises it."""
    error = sqlite3.OperationalError("told by the driver")
    error.sqlite_errorname = name
    return error
