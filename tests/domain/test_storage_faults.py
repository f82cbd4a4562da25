"""What the driver and the system report gets the name that the counter can act on."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from counter.domain.casework.cases import Application, accept
from counter.domain.hall.opened import Hall
from counter.domain.hall.residents.citizens import Who
from counter.storage import Busy, DiskFull, MediumGone, ReadOnlyMedium, StorageFault, fault_of
from tests.damage import sqlite_error
from tests.halls import make_hall, took


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    made = make_hall(tmp_path)
    yield made
    made.storage.close()


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("SQLITE_FULL", DiskFull),
        ("SQLITE_BUSY", Busy),
        ("SQLITE_BUSY_SNAPSHOT", Busy),
        ("SQLITE_LOCKED", Busy),
        ("SQLITE_READONLY", ReadOnlyMedium),
        ("SQLITE_READONLY_DIRECTORY", ReadOnlyMedium),
        ("SQLITE_IOERR", MediumGone),
        ("SQLITE_IOERR_WRITE", MediumGone),
        ("SQLITE_IOERR_FSYNC", MediumGone),
        ("SQLITE_CANTOPEN", MediumGone),
        ("SQLITE_CORRUPT", MediumGone),
        ("SQLITE_NOTADB", MediumGone),
        ("SQLITE_CONSTRAINT_UNIQUE", None),
        ("SQLITE_ERROR", None),
    ],
)
@pytest.mark.parametrize("wrapped", [False, True])
def test_a_drivers_error_gets_its_name(name: str, fault: type[StorageFault] | None, wrapped: bool) -> None:
    error: Exception = sqlite_error(name)
    if wrapped:
        error = OperationalError("sql", {}, error)
    found = fault_of(error)
    assert (type(found) if found else None) is fault


def test_another_error_is_not_the_storages() -> None:
    assert fault_of(ValueError("x")) is None


@pytest.mark.parametrize("name", ["SQLITE_FULL", "SQLITE_IOERR_WRITE"])
def test_a_fault_inside_an_act_leaves_nothing(hall: Hall, name: str) -> None:
    with pytest.raises(StorageFault), hall.act("03", "W01") as work:
        accept(work, Application("MZ-001", Who("李国强", phone="15400010001")))
        raise sqlite_error(name)
    assert hall.storage.glance([("SELECT count(*) FROM cases", ())]) == [[(0,)]]
    assert took(hall).endswith("-0001")


@pytest.mark.parametrize(
    ("number", "fault"), [(28, DiskFull), (30, ReadOnlyMedium), (13, ReadOnlyMedium), (5, MediumGone)]
)
def test_a_queue_file_that_cannot_be_made_is_named(
    hall: Hall, monkeypatch: pytest.MonkeyPatch, number: int, fault: type[StorageFault]
) -> None:
    def refuse(*_: object) -> int:
        raise OSError(number, "told by the system")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(fault):
        took(hall)
