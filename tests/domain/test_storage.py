"""The file under the hall: durable settings, one writer at a time, named faults, copies that are whole."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from counter.domain.hall.beginning.hallfile import load_hall
from counter.domain.hall.opened import Hall
from counter.domain.refusals import Refusal
from counter.domain.setup import create, open_hall
from counter.storage import (
    SCHEMA_VERSION,
    Busy,
    MediumGone,
    NetworkShare,
    NewerDatabase,
    NoDatabase,
    NotADatabase,
    NotReadable,
    OlderDatabase,
    Storage,
    StorageFault,
    UnknownUrl,
    UnsafeSettings,
    sqlite_path,
    wal_is_safe,
)
from counter.storing import files, queue, settings
from tests.damage import (
    as_folder,
    as_noise,
    as_text,
    cut_short,
    emptied,
    gone,
    headless,
    numbered,
    of_another_program,
    raw,
    sqlite_error,
)
from tests.halls import make_hall, took


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    made = make_hall(tmp_path)
    yield made
    made.storage.close()


def asked(storage: Storage, pragma: str, *, write: bool) -> Any:
    with storage.writing() if write else storage.reading() as connection:
        return connection.exec_driver_sql(f"PRAGMA {pragma}").scalar_one()


# -- settings ----------------------------------------------------------------------------------


@pytest.mark.parametrize("write", [False, True])
def test_every_connection_holds_the_durable_settings(hall: Hall, write: bool) -> None:
    mode, level = ("wal", 2) if wal_is_safe() else ("delete", 3)
    wanted = {"journal_mode": mode, "synchronous": level, "foreign_keys": 1, "trusted_schema": 0, "mmap_size": 0}
    assert {name: asked(hall.storage, name, write=write) for name in wanted} == wanted


class Deaf:
    """A connection that says yes to every setting and keeps another."""

    def __init__(self, path: Path, deaf_to: str) -> None:
        self._raw = sqlite3.connect(path)
        self._deaf_to = deaf_to
        self.isolation_level: str | None = ""

    def cursor(self) -> Deaf:
        return self

    def execute(self, sql: str) -> Any:
        return self._raw.execute("SELECT 1" if sql.startswith(f"PRAGMA {self._deaf_to}=") else sql)

    def close(self) -> None:
        self._deaf_to = ""


@pytest.mark.parametrize("deaf_to", ["synchronous", "foreign_keys"])
def test_a_connection_that_does_not_hold_them_is_refused(hall: Hall, deaf_to: str) -> None:
    with pytest.raises(UnsafeSettings, match="安全设置"):
        settings.prepare(Deaf(hall.storage.path, deaf_to), write=True)


def test_a_file_in_another_journal_mode_is_brought_to_the_durable_one(hall: Hall) -> None:
    with raw(hall.storage.path) as other:
        other.execute("PRAGMA journal_mode=PERSIST")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "wal_is_safe", lambda: True)
        assert asked(hall.storage, "journal_mode", write=True) == "wal"
    hall.storage.close()
    if not wal_is_safe():
        assert asked(Storage(hall.storage.url), "journal_mode", write=True) == "delete"


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 0), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 0), False),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 52, 0), True),
    ],
)
def test_wal_is_used_only_where_its_reset_is_mended(version: tuple[int, int, int], safe: bool) -> None:
    assert wal_is_safe(version) is safe


def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    storage = Storage(f"sqlite:///{tmp_path / 'deep' / 'hall.db'}")
    create(storage, load_hall("qiujia"))
    with storage.writing():
        pass
    modes = {each.name: stat.S_IMODE(each.stat().st_mode) for each in storage.path.parent.iterdir()}
    assert modes == {"hall.db": 0o600, "hall.db.queue": 0o600, "hall.db.door": 0o600}


# -- where it may stand ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mounts", "refused"),
    [
        ("server:/x {0} nfs4 rw 0 0\n", True),
        ("//pc/share {0} cifs rw 0 0\n", True),
        ("/dev/sda1 {0} ext4 rw 0 0\n", False),
        ("server:/x / nfs rw 0 0\n/dev/sda1 {0} ext4 rw 0 0\n", False),
        ("/dev/sda1 / ext4 rw 0 0\nserver:/x {0}/elsewhere nfs rw 0 0\n", False),
        ("server:/x {0}/a\\040folder nfs rw 0 0\n", True),
    ],
)
def test_a_network_share_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mounts: str, refused: bool
) -> None:
    table = tmp_path / "mounts"
    table.write_text(mounts.format(tmp_path), encoding="utf-8")
    monkeypatch.setattr(files, "_MOUNTS", table)
    folder = tmp_path / "a folder"
    storage = Storage(f"sqlite:///{folder / 'hall.db'}")
    if not refused:
        create(storage, load_hall("qiujia"))
        assert storage.version() == SCHEMA_VERSION
        return
    with pytest.raises(NetworkShare, match="网络共享盘"):
        create(storage, load_hall("qiujia"))
    assert not list(folder.iterdir())


@pytest.mark.parametrize("url", ["postgresql://x/y", "mysql://x", "http://x"])
def test_another_database_is_refused(url: str) -> None:
    with pytest.raises(UnknownUrl, match="认不出"):
        sqlite_path(url)


def test_a_bare_path_is_a_file(tmp_path: Path) -> None:
    assert sqlite_path(str(tmp_path / "x.db")) == sqlite_path(f"sqlite:///{tmp_path / 'x.db'}") == tmp_path / "x.db"


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (as_text, NotADatabase),
        (as_noise, NotADatabase),
        (cut_short, NotADatabase),
        (headless, NotADatabase),
        (of_another_program, NotADatabase),
        (emptied, NoDatabase),
        (gone, NoDatabase),
        (as_folder, NoDatabase),
        (numbered(99), NewerDatabase),
        (numbered(0), OlderDatabase),
    ],
)
def test_a_file_that_cannot_be_opened_says_why(
    hall: Hall, spoil: Callable[[Path], None], fault: type[StorageFault]
) -> None:
    hall.storage.close()
    spoil(hall.storage.path)
    with pytest.raises(fault) as told:
        open_hall(Storage(hall.storage.url))
    assert str(hall.storage.path) in told.value.sentence
    assert told.value.sentence.endswith("。")


def test_a_file_of_somebody_else_is_told_as_such(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(*_: object) -> sqlite3.Connection:
        raise sqlite_error("SQLITE_CANTOPEN")

    monkeypatch.setattr(files, "connected", closed)
    with pytest.raises(NotReadable, match="没有权限"):
        open_hall(hall.storage)


def test_a_folder_of_somebody_else_is_told_as_such(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(_: Path) -> bool:
        raise PermissionError(13, "told by the system")

    monkeypatch.setattr(Path, "is_file", closed)
    with pytest.raises(NotReadable, match="没有权限"):
        open_hall(hall.storage)


@pytest.mark.system
@pytest.mark.parametrize("closed", ["file", "folder"])
def test_the_system_refuses_the_same_way(closed: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        hall = make_hall(place)
        hall.storage.close()
        place.chmod(0o755)
        (hall.storage.path if closed == "file" else place).chmod(0)
        assert _opened_by_nobody(hall.storage.url) == NotReadable.__name__
        place.chmod(0o700)


def _opened_by_nobody(url: str) -> str:
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        said = "opened"
        try:
            if os.getuid() == 0:
                os.setuid(65534)
            open_hall(Storage(url))
        except BaseException as error:
            said = type(error).__name__
        os.write(writer, said.encode())
        os._exit(0)
    os.waitpid(child, 0)
    return os.read(reader, 100).decode()


# -- transactions ------------------------------------------------------------------------------


def test_the_write_lock_is_held_from_the_beginning(hall: Hall) -> None:
    with hall.storage.writing() as connection:
        connection.exec_driver_sql("SELECT 1")
        with raw(hall.storage.path) as other:
            other.execute("PRAGMA busy_timeout=0")
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                other.execute("BEGIN IMMEDIATE")
    with raw(hall.storage.path) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("ROLLBACK")


def test_two_threads_read_change_and_write_without_losing_one(hall: Hall) -> None:
    with hall.storage.writing() as connection:
        connection.exec_driver_sql("INSERT INTO serial VALUES ('n', 0)")

    def count() -> None:
        for _ in range(20):
            with hall.storage.writing() as connection:
                last = connection.exec_driver_sql("SELECT last FROM serial").scalar_one()
                connection.exec_driver_sql("UPDATE serial SET last = ?", (last + 1,))

    threads = [threading.Thread(target=count) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert hall.storage.glance([("SELECT last FROM serial", ())]) == [[(40,)]]


def test_who_waits_too_long_for_another_window_is_told(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "BUSY_SECONDS", 0.05)
    other = Storage(hall.storage.url)
    with other.writing(), pytest.raises(Busy, match="别的窗口"), hall.storage.writing():
        pass
    other.close()


def test_the_read_engine_cannot_write(hall: Hall) -> None:
    with pytest.raises((OperationalError, StorageFault), match=r"readonly|只能读"), hall.look() as connection:
        connection.exec_driver_sql("INSERT INTO serial VALUES ('x', 1)")
    assert hall.storage.glance([("SELECT count(*) FROM serial WHERE series = 'x'", ())]) == [[(0,)]]


def test_a_look_sees_one_moment(hall: Hall) -> None:
    with hall.look() as connection:
        before = connection.exec_driver_sql("SELECT count(*) FROM cases").scalar_one()
        if wal_is_safe():
            took(hall)
        assert connection.exec_driver_sql("SELECT count(*) FROM cases").scalar_one() == before


@pytest.mark.parametrize("how", ["act", "look", "failed act"])
def test_no_transaction_stays_open(hall: Hall, how: str) -> None:
    if how == "act":
        took(hall)
    elif how == "look":
        with hall.look() as connection:
            connection.exec_driver_sql("SELECT count(*) FROM cases").scalar_one()
    else:
        with pytest.raises(Refusal):
            took(hall, "")
    with raw(hall.storage.path) as other:
        other.execute("PRAGMA busy_timeout=0")
        other.execute("BEGIN EXCLUSIVE")
        other.execute("ROLLBACK")


def test_a_file_that_goes_away_is_noticed_and_not_made_anew(hall: Hall) -> None:
    took(hall)
    hall.storage.path.unlink()
    with pytest.raises(MediumGone, match="读写磁盘出错"):
        took(hall)
    with pytest.raises(MediumGone), hall.look():
        pass
    assert not hall.storage.path.exists()


_HOOKED = """
import sys
from pathlib import Path
from counter.storage import Storage, guard_file
import os

path = Path(sys.argv[1])
guard_file(path)
os.chdir(path.parent)
link = path.with_name("link.db")
link.symlink_to(path)
tries = [lambda: open(path), lambda: path.read_bytes(), lambda: os.open(path.name, os.O_RDONLY),
         lambda: open(os.fsencode(path), "rb"), lambda: open(f"./{path.name}"), lambda: open(f"{path}-journal", "w")]
for each in tries:
    try:
        each()
    except PermissionError:
        continue
    sys.exit("opened")
open(path.with_name("other.db"), "w").close()
print(Storage(f"sqlite:///{path}").version())
"""


def test_the_program_itself_may_not_open_the_file(hall: Hall) -> None:
    hall.storage.close()
    run = subprocess.run([sys.executable, "-c", _HOOKED, str(hall.storage.path)], capture_output=True, text=True)
    assert (run.stdout, run.stderr) == (f"{SCHEMA_VERSION}\n", "")
