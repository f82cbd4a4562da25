"""The journal: one entry an act, chained, append-only, and enough to rebuild every table."""

from __future__ import annotations

import json
import sqlite3
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counter.domain import journal, schema
from counter.domain.casework.asking.enquiries import enquire
from counter.domain.casework.cases import Application, accept
from counter.domain.clock import Reading
from counter.domain.columns import canonical, derived_names, table_of, text_digest
from counter.domain.hall.model import HallFact, Post
from counter.domain.hall.opened import Hall
from counter.domain.hall.residents.citizens import Who
from counter.domain.journal import (
    GENESIS,
    AlreadySaved,
    ChangedMeanwhile,
    Head,
    act,
    broken_links,
    clock_mark,
    digest,
    head,
    raw_entries,
    replayed,
)
from counter.domain.oversight.audit import verify
from counter.domain.refusals import Refusal
from tests.damage import raw
from tests.halls import clock_of, make_hall, took, without_gaps
from tests.histories import HISTORIES, live


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    made = make_hall(tmp_path)
    yield made
    made.storage.close()


def broken(hall: Hall) -> list[tuple[int, str]]:
    with hall.look() as connection:
        return [(each.seq, each.what) for each in broken_links(raw_entries(connection))]


def tamper(hall: Hall, *statements: str) -> None:
    with raw(hall.storage.path) as other:
        for guard in journal.GUARDS:
            other.execute(f"DROP TRIGGER {guard}")
        for statement in statements:
            other.execute(statement)


def count(hall: Hall, table: str) -> int:
    return int(hall.storage.glance([(f"SELECT count(*) FROM {table}", ())])[0][0][0])


# -- the chain ---------------------------------------------------------------------------------


def test_a_history_is_one_chain(hall: Hall) -> None:
    for name in ("李国强", "王小梅", "赵大山"):
        took(hall, name)
    assert broken(hall) == []
    with hall.look() as connection:
        assert [row["seq"] for row in raw_entries(connection)] == [1, 2, 3, 4]
        assert head(connection).seq == 4


_EDITS = {
    "actor": "'99'", "terminal": "'W9'", "verb": "'decide'", "case_id": "7", "token": "'t'", "clock_mark": "'back 5'",
    "boot": "'x'", "ticks": "ticks + 1", "entered": "'2026-11-20T00:31:00Z'", "happened": "'2026-11-19T00:31:00Z'",
    "body": "replace(body, '李', '季')", "hash": "zeroblob(32)", "day": "'2026-11-21'",
}  # fmt: skip


def test_every_column_of_an_entry_is_guarded() -> None:
    columns = {column.name for column in table_of(journal.Entry).columns}
    assert set(_EDITS) == columns - {"seq"}


@pytest.mark.parametrize("column", sorted(_EDITS))
@pytest.mark.parametrize("seq", [2, 3, 4])
def test_an_edited_entry_is_found(hall: Hall, column: str, seq: int) -> None:
    for name in ("李国强", "李小梅", "李大山"):
        took(hall, name)
    tamper(hall, f"UPDATE journal SET {column} = {_EDITS[column]} WHERE seq = {seq}")
    assert broken(hall)[0][0] == seq


_SWAP = (
    "UPDATE journal SET seq = -2 WHERE seq = 2",
    "UPDATE journal SET seq = 2 WHERE seq = 3",
    "UPDATE journal SET seq = 3 WHERE seq = -2",
)
_INSERT = (
    "UPDATE journal SET seq = 5 WHERE seq = 4",
    "UPDATE journal SET seq = 4 WHERE seq = 3",
    "INSERT INTO journal SELECT 3, entered, day, happened, actor, terminal, verb, case_id, 'put in', clock_mark, "
    "boot, ticks, body, hash FROM journal WHERE seq = 2",
)


@pytest.mark.parametrize(
    ("statements", "where"),
    [
        (("DELETE FROM journal WHERE seq = 3",), 4),
        (("DELETE FROM journal WHERE seq IN (1, 2)",), 3),
        (_SWAP, 2),
        (_INSERT, 3),
    ],
)
def test_what_is_taken_out_put_in_or_moved_is_found(hall: Hall, statements: tuple[str, ...], where: int) -> None:
    for name in ("李国强", "王小梅", "赵大山"):
        took(hall, name)
    tamper(hall, *statements)
    assert broken(hall)[0][0] == where


@pytest.mark.parametrize("statement", ["UPDATE journal SET actor = '99'", "DELETE FROM journal WHERE seq = 2"])
def test_the_file_itself_refuses_to_change_the_journal(hall: Hall, statement: str) -> None:
    took(hall)
    with raw(hall.storage.path) as other, pytest.raises(sqlite3.IntegrityError, match="append-only"):
        other.execute(statement)
    assert broken(hall) == []


def test_the_digest_is_the_beginning_of_the_hash_in_groups() -> None:
    assert digest(bytes(range(32))) == "0001 0203 0405 0607"
    assert Head(0, GENESIS).digest == "0000 0000 0000 0000"


# -- one act, one entry ------------------------------------------------------------------------


def test_an_act_is_one_entry_with_every_row_it_wrote(hall: Hall) -> None:
    number = took(hall)
    with hall.look() as connection:
        entry = list(raw_entries(connection))[-1]
    assert (entry["seq"], entry["verb"], entry["actor"], entry["terminal"]) == (2, "accept", "03", "W01")
    told = json.loads(entry["body"])["r"]
    assert {row[0] for row in told} >= {"cases", "case_material", "case_event", "citizen", "visit", "serial", "paper"}
    assert next(row[2]["number"] for row in told if row[0] == "cases") == number


def test_the_body_is_canonical(hall: Hall) -> None:
    took(hall)
    with hall.look() as connection:
        bodies = [entry["body"] for entry in raw_entries(connection)]
    assert all(body == canonical(json.loads(body)) for body in bodies)
    assert canonical({"乙": 1, "a": [1, None, "é"]}) == '{"a":[1,null,"é"],"乙":1}'


def test_derived_columns_stay_out_of_the_journal(hall: Hall) -> None:
    took(hall)
    with hall.look() as connection:
        body = list(raw_entries(connection))[-1]["body"]
    for name, table in schema.tables().items():
        for row in (each for each in json.loads(body)["r"] if each[0] == name):
            assert not derived_names(table) & set(row[2])


def test_an_act_that_raises_leaves_no_row(hall: Hall) -> None:
    before = hall.storage.path.read_bytes()
    with pytest.raises(ZeroDivisionError), hall.act("03", "W01") as work:
        accept(work, Application("X-001", Who("李国强", phone="15400010001")))
        raise ZeroDivisionError
    assert [count(hall, name) for name in ("cases", "citizen", "serial", "journal")] == [0, 0, 0, 1]
    assert hall.storage.path.read_bytes() == before
    assert took(hall).endswith("-0001")


def test_rows_outside_an_act_are_refused(hall: Hall) -> None:
    with pytest.raises(RuntimeError, match="outside an act"), hall.act("03", "W01") as work:
        work.insert(HallFact, {"key": "x", "value": "y"})
    assert count(hall, "hall_fact WHERE key = 'x'") == 0


def test_an_act_inside_an_act_is_one_entry_under_the_outer_name(hall: Hall) -> None:
    @act("outer")
    def outer(work: Any) -> None:
        enquire(work)
        enquire(work)

    with hall.act("03") as work:
        outer(work)
    with hall.look() as connection:
        assert [entry["verb"] for entry in raw_entries(connection)] == ["set-up", "outer"]
    assert count(hall, "enquiry") == 2


def test_a_block_without_an_act_writes_nothing(hall: Hall) -> None:
    with hall.act("03"):
        pass
    assert count(hall, "journal") == 1


def test_a_row_changed_meanwhile_is_not_overwritten(hall: Hall) -> None:
    @act("change")
    def change(work: Any, value: str) -> None:
        work.update(Post, {"code": "MZ"}, {"name": value}, rev=0)

    with hall.act("01") as work:
        change(work, "民政一岗")
    with pytest.raises(ChangedMeanwhile), hall.act("01") as work:
        change(work, "民政二岗")
    assert count(hall, "post WHERE name = '民政一岗' AND rev = 1") == 1


# -- the same save twice -----------------------------------------------------------------------


def saved(hall: Hall, token: str) -> int:
    with hall.act("03", "W01", token=token) as work:
        return accept(work, Application("X-001", Who("李国强", phone="15400010001"))).case_id


def test_the_same_save_twice_is_stored_once(hall: Hall) -> None:
    case = saved(hall, "form-1")
    with pytest.raises(AlreadySaved, match="没有重复登记") as told:
        saved(hall, "form-1")
    assert (told.value.entry["seq"], told.value.entry["case_id"]) == (2, case)
    assert count(hall, "cases") == 1
    assert saved(hall, "form-2") != case


def test_a_save_that_failed_may_come_again(hall: Hall) -> None:
    with pytest.raises(Refusal), hall.act("03", token="form-1") as work:
        accept(work, Application("X-001", Who("")))
    assert saved(hall, "form-1") == 1


# -- clocks ------------------------------------------------------------------------------------

_NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
_LAST = Head(5, GENESIS, _NOON, "boot-a", 10_000)


def now(wall: float, ticks: float, boot: str = "boot-a") -> Reading:
    return Reading(_NOON + timedelta(seconds=wall), boot, int(10_000 + ticks))


@pytest.mark.parametrize(
    ("reading", "mark"),
    [
        (now(60, 60), ""),
        (now(0, 0), ""),
        (now(100, 30), ""),
        (now(8 * 3600, 8 * 3600), ""),
        (now(-1, 5), "back 1"),
        (now(-2400, 60), "back 2400"),
        (now(9 * 3600, 60), "jump 32340"),
        (now(60, 3600), "jump -3540"),
        (now(3600, 5, "boot-b"), ""),
        (now(-60, 5, "boot-b"), "back 60"),
        (now(3600, 5, ""), ""),
    ],
)
def test_a_clock_that_ran_back_or_jumped_is_marked(reading: Reading, mark: str) -> None:
    assert clock_mark(_LAST, reading) == mark


def test_the_first_entry_has_no_mark() -> None:
    assert clock_mark(Head(0, GENESIS), now(0, 0)) == ""


def test_a_sleep_of_the_machine_is_no_jump(hall: Hall) -> None:
    took(hall)
    clock_of(hall).forward(hours=9)
    took(hall, "王小梅")
    assert hall.storage.glance([("SELECT DISTINCT clock_mark FROM journal", ())]) == [[("",)]]


def test_the_mark_stands_in_the_entry(hall: Hall) -> None:
    took(hall)
    clock_of(hall).forward(minutes=-40)
    took(hall, "王小梅")
    marks = hall.storage.glance([("SELECT clock_mark FROM journal ORDER BY seq", ())])[0]
    assert marks == [("",), ("",), ("back 2400",)]
    assert verify(hall).sound


# -- rebuilding --------------------------------------------------------------------------------


def stored(hall: Hall) -> journal.State:
    """Every fact of every table as the file holds it, derived columns left out."""
    found: journal.State = {}
    with raw(hall.storage.path) as plain:
        plain.row_factory = sqlite3.Row
        for name, table in schema.tables().items():
            derived = derived_names(table)
            keys = [column.name for column in table.primary_key]
            kept = [column.name for column in table.columns if column.name not in derived]
            rows = [{key: row[key] for key in kept} for row in plain.execute(f'SELECT * FROM "{name}"')]
            found[name] = {tuple(row[key] for key in keys): row for row in rows}
    return found


def told(hall: Hall) -> journal.State:
    """Every fact of every table as the journal tells it; what it does not tell is empty."""
    tables = schema.tables()
    with hall.look() as connection:
        state = replayed(raw_entries(connection), tables)
    columns = {
        name: [each.name for each in table.columns if each.name not in derived_names(table)]
        for name, table in tables.items()
    }
    return {
        name: {key: {column: row.get(column) for column in columns[name]} for key, row in rows.items()}
        for name, rows in state.items()
    }


def digested(state: journal.State) -> journal.State:
    for row in state["paper"].values():
        row["body"] = text_digest(row["body"])
    return state


@settings(max_examples=settings().max_examples // 4)
@given(st.lists(st.sampled_from(sorted(HISTORIES)), min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_the_tables_follow_from_the_journal_alone(verbs: list[str], luck: Any) -> None:
    with tempfile.TemporaryDirectory() as folder:
        hall = make_hall(Path(folder))
        live(hall, verbs, luck)
        assert digested(stored(hall)) == told(hall)
        found = verify(hall)
        assert found.sound, list(found.lines())
        numbers = [row[0] for row in hall.storage.glance([("SELECT number FROM cases ORDER BY id", ())])[0]]
        assert without_gaps(numbers)
        hall.storage.close()


def test_every_kind_of_act_of_the_histories_can_succeed(tmp_path: Path) -> None:
    done: set[str] = set()
    for seed in range(16):
        folder = tmp_path / str(seed)
        folder.mkdir()
        hall = make_hall(folder)
        luck = Random(seed)
        done |= live(hall, luck.choices(sorted(HISTORIES), k=120), luck)
        hall.storage.close()
        if done == set(HISTORIES):
            return
    assert done == set(HISTORIES)
