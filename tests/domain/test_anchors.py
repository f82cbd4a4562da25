"""Anchors outside the database: what was cut, hashed anew, swapped or put back is named with its range."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from counter.domain import anchors
from counter.domain.anchors import AnchorNotWritten, Finding, append, compare, file_for
from counter.domain.casework.asking.enquiries import Asked, enquire
from counter.domain.hall.beginning.hallfile import load_hall
from counter.domain.hall.opened import Hall
from counter.domain.journal import chained, raw_entries
from counter.domain.oversight.keeping import back_up, restore
from counter.domain.setup import create, open_hall
from counter.storage import Storage
from tests.halls import clock_of, make_hall


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return make_hall(tmp_path)


def ask(hall: Hall, times: int = 1) -> None:
    for _ in range(times):
        clock_of(hall).forward(minutes=1)
        with hall.act("03", "综合窗口") as work:
            enquire(work, Asked())


def anchor(hall: Hall, path: Path) -> int:
    with hall.look() as connection:
        return append(path, connection).seq


def found(hall: Hall, path: Path) -> tuple[Finding, ...]:
    with hall.look() as connection:
        return compare(path, connection)


def told(hall: Hall, path: Path) -> list[tuple[str, int, int]]:
    return [(each.kind, each.first, each.last) for each in found(hall, path)]


def behind_its_back(hall: Hall, change: Callable[[sqlite3.Connection], None]) -> None:
    """What somebody with a SQLite shell could do to the file."""
    hall.storage.close()
    raw = sqlite3.connect(hall.storage.path)
    for name in ("journal_no_update", "journal_no_delete"):
        raw.execute(f"DROP TRIGGER IF EXISTS {name}")
    change(raw)
    raw.commit()
    raw.close()


def cut(after: int) -> Callable[[sqlite3.Connection], None]:
    def change(raw: sqlite3.Connection) -> None:
        raw.execute("DELETE FROM journal WHERE seq > ?", (after,))

    return change


def hash_anew(hall: Hall, since: int) -> None:
    """Changes who acted in one entry and makes the whole chain after it fit."""
    with hall.look() as connection:
        entries = list(raw_entries(connection))

    def change(raw: sqlite3.Connection) -> None:
        seal = entries[since - 2]["hash"]
        for entry in entries[since - 1 :]:
            entry["actor"] = "04"
            seal = chained(seal, entry)
            raw.execute("UPDATE journal SET actor = '04', hash = ? WHERE seq = ?", (seal, entry["seq"]))

    behind_its_back(hall, change)


def test_an_untouched_hall_fits(hall: Hall, tmp_path: Path) -> None:
    path = tmp_path / "stick" / "anchors"
    for _ in range(3):
        ask(hall, 2)
        anchor(hall, path)
    ask(hall)
    assert found(hall, path) == ()


def test_no_file_claims_nothing(hall: Hall, tmp_path: Path) -> None:
    assert found(hall, tmp_path / "none") == ()


def test_a_cut_tail_is_missing(hall: Hall, tmp_path: Path) -> None:
    path = tmp_path / "anchors"
    ask(hall, 4)
    last = anchor(hall, path)
    behind_its_back(hall, cut(2))
    assert told(hall, path) == [("missing", 3, last)]
    assert "第3条至第5条不见了" in found(hall, path)[0].says


def test_an_older_file_put_back_is_missing_what_came_after(hall: Hall, tmp_path: Path) -> None:
    path, old = tmp_path / "anchors", tmp_path / "old.db"
    ask(hall, 2)
    anchor(hall, path)
    back_up(hall, old)
    ask(hall, 3)
    anchor(hall, path)
    hall.storage.close()
    shutil.copyfile(old, hall.storage.path)
    assert told(open_hall(hall.storage, hall.clock), path) == [("missing", 4, 6)]


def test_an_older_file_that_was_worked_on_is_told_apart_from_a_changed_one(hall: Hall, tmp_path: Path) -> None:
    path, old = tmp_path / "anchors", tmp_path / "old.db"
    ask(hall, 2)
    back_up(hall, old)
    ask(hall, 3)
    anchor(hall, path)
    hall.storage.close()
    shutil.copyfile(old, hall.storage.path)
    again = open_hall(hall.storage, hall.clock)
    ask(again, 6)
    assert told(again, path) == [("older", 1, 6)]


def test_a_history_hashed_anew_is_rewritten(hall: Hall, tmp_path: Path) -> None:
    path = tmp_path / "anchors"
    ask(hall, 2)
    good = anchor(hall, path)
    ask(hall, 3)
    last = anchor(hall, path)
    hash_anew(hall, good + 2)
    assert told(hall, path) == [("rewritten", good + 1, last)]


def test_another_halls_file_is_told(tmp_path: Path) -> None:
    folders = tmp_path / "a", tmp_path / "b"
    for folder in folders:
        folder.mkdir()
    path = tmp_path / "anchors"
    anchor(make_hall(folders[0], "qiujia"), path)
    assert [each.kind for each in found(make_hall(folders[1], "township"), path)] == ["other"]


def test_a_restore_that_the_journal_tells_of_is_no_loss_unseen(hall: Hall, tmp_path: Path) -> None:
    path, old = tmp_path / "anchors", tmp_path / "old.db"
    ask(hall, 2)
    anchor(hall, path)
    back_up(hall, old)
    ask(hall, 3)
    anchor(hall, path)
    list(restore(hall.storage, old, hall.clock))
    again = open_hall(Storage(f"sqlite:///{hall.storage.path}"), hall.clock)
    assert told(again, path) == [("restored", 4, 6)]


def test_a_torn_last_line_is_passed_over_and_a_foreign_one_is_named(hall: Hall, tmp_path: Path) -> None:
    path = tmp_path / "anchors"
    ask(hall)
    anchor(hall, path)
    whole = path.read_text()
    path.write_text(whole + whole[:30])
    assert found(hall, path) == ()
    anchor(hall, path)
    assert [(each.kind, each.says) for each in found(hall, path)] == [
        ("unreadable", "锚点文件 anchors 第2行认不出来。")
    ]


def test_where_it_cannot_be_written_it_says_so(hall: Hall, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(AnchorNotWritten, match="锚点没有写进"):
        anchor(hall, tmp_path / "file" / "anchors")


def test_every_database_has_an_anchor_file_of_its_own(tmp_path: Path) -> None:
    one, other = file_for(tmp_path, tmp_path / "a" / "hall.db"), file_for(tmp_path, tmp_path / "b" / "hall.db")
    assert one != other
    assert one == file_for(tmp_path, tmp_path / "a" / "." / "hall.db")


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(1, 6), st.integers(1, 6), st.booleans())
def test_every_going_back_is_seen_with_its_range(
    tmp_path_factory: pytest.TempPathFactory, kept: int, more: int, rewrite: bool
) -> None:
    folder = tmp_path_factory.mktemp("hall")
    hall, path = make_hall(folder), folder / "anchors"
    ask(hall, kept)
    good = anchor(hall, path)
    ask(hall, more)
    last = anchor(hall, path)
    if rewrite:
        hash_anew(hall, good + 1)
        assert told(hall, path) == [("rewritten", good + 1, last)]
    else:
        behind_its_back(hall, cut(good))
        assert told(hall, path) == [("missing", good + 1, last)]


def test_many_anchors_are_compared_at_once(hall: Hall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(anchors, "_MANY", 2)
    path = tmp_path / "anchors"
    for _ in range(5):
        ask(hall)
        anchor(hall, path)
    behind_its_back(hall, cut(4))
    assert told(hall, path) == [("missing", 5, 6)]


def test_a_hall_set_up_anew_at_the_same_place_is_another_and_its_own_anchors_fit(tmp_path: Path) -> None:
    folders = tmp_path / "a", tmp_path / "b"
    for folder in folders:
        folder.mkdir()
    path, again = tmp_path / "anchors", make_hall(folders[1], "township")
    anchor(make_hall(folders[0], "qiujia"), path)
    anchor(again, path)
    assert told(again, path) == [("other", 1, 1)]


def test_what_this_user_remembers_is_compared_and_a_told_restore_is_no_doubt(
    hall: Hall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    old = tmp_path / "old.db"
    back_up(hall, old)
    ask(hall, 3)
    assert anchors.doubts(hall.storage) == ()
    assert anchors.remember(hall.storage) is not None
    list(restore(hall.storage, old, hall.clock))
    again = open_hall(Storage(f"sqlite:///{hall.storage.path}"), hall.clock)
    assert [each.kind for each in found(again, anchors.kept_for(hall.storage.path))] == ["restored"]
    assert anchors.doubts(again.storage) == ()
    anchors.remember(again.storage)
    behind_its_back(again, cut(1))
    assert "missing" in [each.kind for each in anchors.doubts(again.storage)]


def test_a_practice_hall_is_set_up_anew_at_will(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    practice = create(Storage(f"sqlite:///{tmp_path / 'p.db'}"), load_hall("qiujia"), practice=True)
    assert anchors.remember(practice.storage) is None
    assert not anchors.kept_for(practice.storage.path).exists()
