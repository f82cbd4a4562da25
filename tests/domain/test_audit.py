"""Verifying: a sound hall is found sound, and whatever is changed behind its back is found and named."""

from __future__ import annotations

import functools
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from counter.domain import schema
from counter.domain.approvals import standing
from counter.domain.approvals.model import ApprovalRow
from counter.domain.casework.case.life import Life, projected
from counter.domain.casework.model import Case
from counter.domain.columns import derived_names, table_of
from counter.domain.hall.model import Citizen, Staff
from counter.domain.hall.opened import Hall
from counter.domain.hall.residents.citizens import derived
from counter.domain.journal import GUARDS
from counter.domain.oversight.audit import Findings, verify
from counter.domain.setup import open_hall
from counter.storage import Storage, StorageFault
from tests.damage import raw
from tests.halls import SetClock, clock_of, make_hall
from tests.histories import HISTORIES, live

FLIPS = 200
_ENDED = "2026-12-20T08:30:00"


@functools.cache
def lived() -> bytes:
    """The file of a hall that has been through everything."""
    with tempfile.TemporaryDirectory() as folder:
        hall = make_hall(Path(folder))
        luck = Random(7)
        live(hall, luck.choices(sorted(HISTORIES), k=80), luck)
        hall.storage.close()
        return hall.storage.path.read_bytes()


def opened(folder: Path) -> Hall:
    path = folder / "hall.db"
    path.write_bytes(lived())
    return open_hall(Storage(f"sqlite:///{path}"), SetClock(_ENDED))


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    made = opened(tmp_path)
    yield made
    made.storage.close()


def changed(hall: Hall, *statements: str) -> Findings:
    with raw(hall.storage.path) as other:
        for statement in statements:
            assert other.execute(statement).rowcount in (1, -1), statement
    return verify(hall)


def test_a_history_is_found_sound(hall: Hall) -> None:
    found = verify(hall)
    assert found.sound
    assert found.entries > 30 and found.cases > 8 and found.rows > 300
    assert [line for line in found.lines() if "没有问题" not in line] == []


@pytest.mark.parametrize("moment", ["2009-01-01T08:00:00", "2026-11-20T08:30:00", "2031-01-01T08:00:00"])
def test_a_wrong_clock_is_no_finding(hall: Hall, moment: str) -> None:
    clock_of(hall).set(moment)
    assert verify(hall).sound


_FACTS = [
    ("UPDATE citizen SET phone = '15400019999' WHERE id = 1", "citizen 1 的 phone：与日志不符"),
    ("UPDATE cases SET clerk = '07' WHERE id = 2", "cases 2 的 clerk：与日志不符"),
    ("UPDATE cases SET rev = rev + 1 WHERE id = 2", "cases 2 的 rev：与日志不符"),
    ("UPDATE case_event SET happened = '2025-11-20T00:31:00Z' WHERE id = 1", "case_event 1 的 happened：与日志不符"),
    ("UPDATE serial SET last = last + 1 WHERE series = (SELECT min(series) FROM serial)", "的 last：与日志不符"),
    ("UPDATE staff SET roles = '[\"director\"]' WHERE no = '07'", "staff 07 的 roles：与日志不符"),
    ("UPDATE hall_fact SET value = '别的大厅' WHERE key = 'name'", "hall_fact name 的 value：与日志不符"),
    ("UPDATE paper SET body = body || ' ' WHERE id = 1", "paper 1 的 body：与日志不符"),
    ("UPDATE paper SET by = '99' WHERE id = 1", "paper 1 的 by：与日志不符"),
    ("UPDATE case_material SET came = NULL WHERE case_id = 1 AND n = 1", "case_material 1-1 的 came：与日志不符"),
    ("DELETE FROM cases WHERE id = 3", "cases 3：日志里有，表里没有"),
    ("DELETE FROM case_material WHERE case_id = 1 AND n = 2", "case_material 1-2：日志里有，表里没有"),
    ("DELETE FROM paper WHERE id = 1", "paper 1：日志里有，表里没有"),
    ("INSERT INTO serial VALUES ('extra', 1)", "serial extra：表里有，日志里没有"),
    ("INSERT INTO village VALUES ('V99', '添村', 1, 0)", "village V99：表里有，日志里没有"),
]  # fmt: skip


@pytest.mark.parametrize(("statement", "finding"), _FACTS)
def test_a_changed_fact_is_named(hall: Hall, statement: str, finding: str) -> None:
    found = changed(hall, statement)
    assert any(finding in each for each in found.tables), found.tables
    assert found.chain == []


_DERIVED = {
    "state": "'void'", "kind": "'joint'", "flags": "'[\"overdue\"]'", "list": "'gone'", "due": "'2030-01-01T10:00:00Z'",
    "provisional": "2", "accept_day": "'2030-01-01'", "closed_day": "'2030-01-01'", "overdue": "7",
    "accepted": "'2030-01-01T10:00:00Z'", "closed": "'2030-01-01T10:00:00Z'",
}  # fmt: skip


@pytest.mark.parametrize("column", sorted(_DERIVED))
def test_a_changed_derivation_of_a_case_is_named(hall: Hall, column: str) -> None:
    found = changed(hall, f"UPDATE cases SET {column} = {_DERIVED[column]} WHERE id = 2")
    assert len(found.derived) == 1
    assert f" 的 {column}：" in found.derived[0]
    assert (found.chain, found.tables) == ([], [])


@pytest.mark.parametrize(
    ("statement", "finding"),
    [
        ("UPDATE citizen SET initials = 'zz' WHERE id = 1", "居民 1 的 initials"),
        ("UPDATE citizen SET last4 = '0000' WHERE id = 1", "居民 1 的 last4"),
        ("UPDATE staff SET initials = 'zz' WHERE no = '07'", "人员 07 的 initials"),
    ],
)
def test_a_changed_derivation_of_a_person_is_named(hall: Hall, statement: str, finding: str) -> None:
    found = changed(hall, statement)
    assert [finding in each for each in found.derived] == [True]
    assert (found.chain, found.tables) == ([], [])


def test_every_derived_column_is_derived_again() -> None:
    marked = {(table.name, name) for table in schema.tables().values() for name in derived_names(table)}
    again = {(table_of(Case).name, name) for name in projected(Life())}
    again |= {(table_of(Citizen).name, name) for name in derived("", None)}
    again |= {(table_of(ApprovalRow).name, name) for name in standing.derived((), ())}
    assert marked == again | {(table_of(Staff).name, "initials")}


_UNGUARDED = tuple(f"DROP TRIGGER {guard}" for guard in GUARDS)


def test_the_guards_of_the_journal_are_missed(hall: Hall) -> None:
    found = changed(hall, _UNGUARDED[0])
    assert [list(GUARDS)[0] in each for each in found.chain] == [True]


@pytest.mark.parametrize(
    ("statement", "finding"),
    [
        ("UPDATE journal SET body = body || ' ' WHERE seq = 3", "第3条与前文不符"),
        ("UPDATE journal SET body = '{' WHERE seq = 3", "第3条与前文不符"),
        ("UPDATE journal SET entered = 'yesterday' WHERE seq = 3", "第3条与前文不符"),
        ("UPDATE journal SET body = x'ff' WHERE seq = 3", "内容已损坏"),
        ("UPDATE journal SET hash = 'text' WHERE seq = 3", "第3条与前文不符"),
        ("DELETE FROM journal WHERE seq = 4", "第4条至第4条缺失"),
    ],
)
def test_a_changed_journal_is_named(hall: Hall, statement: str, finding: str) -> None:
    found = changed(hall, *_UNGUARDED, statement, *GUARDS.values())
    assert any(finding in each for each in found.chain), found.chain


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE case_event SET data = '{' WHERE id = 1",
        "UPDATE case_event SET kind = 'unheard-of' WHERE id = 1",
        "UPDATE case_event SET happened = 'yesterday' WHERE id = 1",
        "DELETE FROM case_event WHERE id = 1",
        "UPDATE cases SET item_code = 'nothing' WHERE id = 1",
        "UPDATE hall_fact SET value = 'nothing' WHERE key = 'rulebook'",
        "UPDATE staff SET roles = 'nothing' WHERE no = '07'",
        "UPDATE paper SET body = x'ff00' WHERE id = 1",
        "UPDATE citizen SET name = x'ff' WHERE id = 1",
    ],
)
def test_what_cannot_even_be_read_is_a_finding_and_no_traceback(hall: Hall, statement: str) -> None:
    with raw(hall.storage.path) as other:
        other.execute(statement)
    found = verify(open_hall(Storage(hall.storage.url), hall.clock))
    assert not found.sound
    assert found.tables


def test_of_many_findings_the_first_are_named_and_the_rest_counted() -> None:
    lines = list(Findings(tables=[f"x {n}" for n in range(50)]).lines())
    assert "数据与日志对照：50处不符" in lines
    assert sum(line.startswith("  x ") for line in lines) == 20
    assert lines[-2] == "  …… 另有30处"


# -- single flipped bits -----------------------------------------------------------------------


def content(path: Path) -> Any:
    """Every row of every table, byte by byte; an error where it cannot be read."""
    with raw(path) as plain:
        plain.text_factory = bytes
        names = [*schema.tables(), "journal"]
        return {name: plain.execute(f'SELECT * FROM "{name}" NOT INDEXED').fetchall() for name in names}


def same_content(path: Path, before: Any) -> bool:
    try:
        return bool(content(path) == before)
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        return False


def noticed(path: Path) -> bool:
    storage = Storage(f"sqlite:///{path}")
    try:
        return not verify(open_hall(storage, SetClock(_ENDED))).sound
    except StorageFault:
        return True
    finally:
        storage.close()


def missed_flips(path: Path, count: int, seed: int = 11) -> tuple[list[tuple[int, int]], int]:
    """Flips so many bits, one at a time.

    Returns:
        The flips that changed the content and were not noticed, and how many changed it.
    """
    whole = lived()
    path.write_bytes(whole)
    before, luck, missed, harmful = content(path), Random(seed), [], 0
    for _ in range(count):
        place, bit = luck.randrange(len(whole)), luck.randrange(8)
        spoilt = bytearray(whole)
        spoilt[place] ^= 1 << bit
        path.write_bytes(spoilt)
        found = noticed(path)
        changed_content = not same_content(path, before)
        harmful += changed_content
        if changed_content and not found:
            missed.append((place, bit))
    return missed, harmful


def test_no_flipped_bit_that_changes_the_content_is_missed(tmp_path: Path) -> None:
    missed, harmful = missed_flips(tmp_path / "hall.db", FLIPS)
    assert missed == []
    assert harmful > FLIPS // 4


@pytest.mark.longer
@pytest.mark.parametrize("seed", range(11, 15))
def test_none_of_many_flipped_bits_is_missed(tmp_path: Path, seed: int) -> None:
    assert missed_flips(tmp_path / "hall.db", 400, seed)[0] == []
