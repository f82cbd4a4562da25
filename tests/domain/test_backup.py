"""Copies that are whole or not there: setting up, backup, and going back to a backup."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from counter.domain.hall.beginning.hallfile import load_hall
from counter.domain.hall.opened import Hall
from counter.domain.hall.rulebook import Override, RulebookBroken
from counter.domain.oversight.audit import verify
from counter.domain.oversight.keeping import ChainBroken, SameFile, back_up, check_chain, restore
from counter.domain.setup import ALWAYS, create, open_hall
from counter.storage import BackupFailed, BackupUnusable, NewerDatabase, NoBackup, RestoreFailed, Storage, StorageFault
from tests.damage import as_text, cut_short, gone, numbered, of_another_program, raw
from tests.halls import clock_of, make_hall, took


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    made = make_hall(tmp_path)
    yield made
    made.storage.close()


# -- setting up --------------------------------------------------------------------------------


def test_a_hall_that_cannot_be_set_up_leaves_no_file(tmp_path: Path) -> None:
    storage = Storage(f"sqlite:///{tmp_path / 'hall.db'}")
    wrong = Override("casework.joint.threshold", "many", ALWAYS, "试验")
    with pytest.raises(RulebookBroken):
        create(storage, load_hall("qiujia"), overrides=[wrong])
    assert list(tmp_path.iterdir()) == []


# -- backup ------------------------------------------------------------------------------------


def test_a_backup_is_a_whole_hall(hall: Hall, tmp_path: Path) -> None:
    number = took(hall)
    said = back_up(hall, tmp_path / "deep" / "copy.db")
    assert "已核对" in said and "日志2条" in said
    copy = open_hall(Storage(f"sqlite:///{tmp_path / 'deep' / 'copy.db'}"), clock_of(hall))
    assert copy.storage.glance([("SELECT number FROM cases", ())]) == [[(number,)]]
    assert verify(copy).sound
    copy.storage.close()
    assert [each.name for each in (tmp_path / "deep").iterdir()] == ["copy.db"]
    assert stat.S_IMODE((tmp_path / "deep" / "copy.db").stat().st_mode) == 0o600


def _fails_to_sync(_: Path) -> None:
    raise OSError(28, "no space")


def _finds_damage(_: Path) -> None:
    raise sqlite3.DatabaseError("damaged")


@pytest.mark.parametrize(("where", "what"), [("store.sync", _fails_to_sync), ("files.must_be_sound", _finds_damage)])
def test_a_backup_that_fails_leaves_the_older_one(
    hall: Hall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str, what: Callable[[Path], None]
) -> None:
    to = tmp_path / "copy.db"
    back_up(hall, to)
    before = to.read_bytes()
    took(hall)
    monkeypatch.setattr(f"counter.storing.{where}", what)
    with pytest.raises(BackupFailed, match="原来的备份没有动"):
        back_up(hall, to)
    assert to.read_bytes() == before
    assert not list(tmp_path.glob("*.part*"))


def test_a_backup_of_a_broken_chain_is_not_published(hall: Hall, tmp_path: Path) -> None:
    with raw(hall.storage.path) as other:
        other.execute("DROP TRIGGER journal_no_update")
        other.execute("UPDATE journal SET actor = '99'")
    with pytest.raises(ChainBroken, match="第1条"):
        back_up(hall, tmp_path / "copy.db")
    assert not list(tmp_path.glob("copy*"))


def test_a_backup_to_an_impossible_place_says_so(hall: Hall, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    (tmp_path / "folder").mkdir()
    for to in (tmp_path / "file" / "copy.db", tmp_path / "folder"):
        with pytest.raises(BackupFailed, match="备份没有成功：[^a-zA-Z]+$"):
            back_up(hall, to)
    assert not list(tmp_path.glob("*.part*"))


def test_the_hall_is_no_place_for_its_own_backup(hall: Hall) -> None:
    with pytest.raises(SameFile):
        back_up(hall, hall.storage.path)
    with pytest.raises(SameFile):
        list(restore(hall.storage, hall.storage.path))


# -- restore -----------------------------------------------------------------------------------


def test_going_back_keeps_the_old_file_and_never_gives_a_number_twice(hall: Hall, tmp_path: Path) -> None:
    first = took(hall)
    back_up(hall, tmp_path / "copy.db")
    lost = took(hall, "王小梅")
    said = list(restore(hall.storage, tmp_path / "copy.db", clock_of(hall)))
    assert any("第3至3条不在了" in each for each in said)
    assert took(hall, "赵大山") == first[:-1] + "3"
    kept = Path(said[-1].removeprefix("原来的文件留在 ").removesuffix("。"))
    with raw(kept) as old:
        assert [row[0] for row in old.execute("SELECT number FROM cases ORDER BY id")] == [first, lost]
    with raw(hall.storage.path) as now:
        assert [row[0] for row in now.execute("SELECT verb FROM journal ORDER BY seq")][2:] == ["restore", "accept"]
    assert verify(hall).sound


def test_an_open_window_follows_a_restore(hall: Hall, tmp_path: Path) -> None:
    back_up(hall, tmp_path / "copy.db")
    number = took(hall)
    other = open_hall(Storage(hall.storage.url), clock_of(hall))
    list(restore(other.storage, tmp_path / "copy.db", clock_of(hall)))
    assert took(hall) == number[:-1] + "2"
    assert other.storage.glance([("SELECT count(*) FROM cases", ())]) == [[(1,)]]
    other.storage.close()


def test_a_restore_into_a_new_place(hall: Hall, tmp_path: Path) -> None:
    number = took(hall)
    back_up(hall, tmp_path / "copy.db")
    there = Storage(f"sqlite:///{tmp_path / 'new' / 'hall.db'}")
    assert len(list(restore(there, tmp_path / "copy.db", clock_of(hall)))) == 1
    assert there.glance([("SELECT number FROM cases", ())]) == [[(number,)]]


def test_two_restores_in_one_second_keep_both_old_files(hall: Hall, tmp_path: Path) -> None:
    back_up(hall, tmp_path / "copy.db")
    for _ in range(2):
        list(restore(hall.storage, tmp_path / "copy.db", clock_of(hall)))
    assert len(list(tmp_path.glob("hall.before-restore-*.db"))) == 2


def test_a_damaged_hall_is_replaced_too(hall: Hall, tmp_path: Path) -> None:
    number = took(hall)
    back_up(hall, tmp_path / "copy.db")
    hall.storage.close()
    as_text(hall.storage.path)
    assert list(restore(hall.storage, tmp_path / "copy.db", clock_of(hall)))[-1].startswith("原来的文件留在")
    assert hall.storage.glance([("SELECT number FROM cases", ())]) == [[(number,)]]


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (as_text, BackupUnusable),
        (cut_short, BackupUnusable),
        (gone, NoBackup),
        (of_another_program, BackupUnusable),
        (numbered(99), NewerDatabase),
    ],
)
def test_a_backup_that_cannot_be_used_changes_nothing(
    hall: Hall, tmp_path: Path, spoil: Callable[[Path], None], fault: type[StorageFault]
) -> None:
    copy = tmp_path / "copy.db"
    back_up(hall, copy)
    spoil(copy)
    before = hall.storage.path.read_bytes()
    with pytest.raises(fault):
        list(restore(hall.storage, copy))
    assert hall.storage.path.read_bytes() == before
    assert not list(tmp_path.glob("*incoming*"))


def test_a_backup_with_a_broken_chain_changes_nothing(hall: Hall, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    took(hall)
    back_up(hall, copy)
    with raw(copy) as other:
        other.execute("DROP TRIGGER journal_no_delete")
        other.execute("DELETE FROM journal WHERE seq = 1")
    with pytest.raises(ChainBroken):
        list(restore(hall.storage, copy))
    with pytest.raises(ChainBroken):
        check_chain(copy)
    assert took(hall).endswith("-0002")


def test_a_restore_that_fails_half_way_leaves_the_hall(
    hall: Hall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    back_up(hall, tmp_path / "copy.db")
    number = took(hall)
    monkeypatch.setattr("counter.storing.store.sync", _fails_to_sync)
    with pytest.raises(RestoreFailed, match="磁盘已满。原来的数据没有动"):
        list(restore(hall.storage, tmp_path / "copy.db"))
    assert hall.storage.glance([("SELECT number FROM cases", ())]) == [[(number,)]]
