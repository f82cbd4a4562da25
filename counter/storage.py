"""Engine, transactions, migrations, backup, integrity: the only file that knows which database it is.

What a save confirmed is on disk: rollback journal with synchronous=EXTRA, or WAL with FULL where the
SQLite at run time carries the WAL-reset fix; the settings are read back at every connect and a
connection that does not hold them is refused. Every write is BEGIN IMMEDIATE behind a fair queue
between windows. Nothing here imports SQLAlchemy until a connection is wanted, so that the first
frame of the screen can read today's figures with the standard library alone.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine, MetaData

SCHEMA_VERSION = 1
"""The schema this program writes. A file with a higher number is refused, a lower one is upgraded."""

_NETWORK_FILE_SYSTEMS = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "afs", "ceph"})
_BUSY_SECONDS = 15.0
_LOW_DISK_BYTES = 200 * 1024 * 1024

Migration = Callable[[Any], None]
"""A step from one schema version to the next, given Alembic's `Operations`."""


class StorageFault(Exception):
    """Something about the file or the disk that no act can cure; says in Chinese what to do."""

    says: ClassVar[str] = "数据库出了问题：{detail}"

    def __init__(self, **facts: Any) -> None:
        self.facts = facts
        super().__init__(self.says.format(**{"detail": "", **facts}))

    @property
    def sentence(self) -> str:
        """The sentence with its facts filled in."""
        return str(self)


class DiskFull(StorageFault):
    """The medium has no room; the transaction is already rolled back."""

    says = "磁盘已满，没有保存。请删除不用的文件腾出空间后再按一次保存，已填的内容还在。"


class Busy(StorageFault):
    """Another window held the database for too long."""

    says = "别的窗口正在保存，这一次没有存上。请稍等片刻再按一次。"


class ReadOnlyMedium(StorageFault):
    """The file or its folder cannot be written."""

    says = "数据库所在的磁盘只能读、不能写（{detail}）。可以查询和打印，不能保存；请管理员检查磁盘。"


class MediumGone(StorageFault):
    """An I/O error: the medium may be gone; whether the last save is stored is unknown."""

    says = "读写磁盘出错（{detail}），刚才这一笔是否存上还不知道。请退出后重新打开并核对，再决定是否重录。"


class NotADatabase(StorageFault):
    """The file is no database of ours, or is damaged."""

    says = "打不开数据库文件 {path}：文件损坏或不是本程序的数据。请用 counter restore 从备份恢复。"


class NewerDatabase(StorageFault):
    """The file was written by a newer program."""

    says = "数据库 {path} 是更新版本的程序建的（结构 {found}，本程序 {known}）。请先升级本程序。"


class OlderDatabase(StorageFault):
    """The file needs an upgrade that this program does not carry."""

    says = "数据库 {path} 的结构是第 {found} 版，本程序不会从这一版升级。请联系管理员。"


class NoDatabase(StorageFault):
    """There is no hall at this place yet."""

    says = "{path} 还没有大厅数据。请先运行 counter init 建一个大厅，或用 counter demo 打开演示大厅。"


class UnsafeSettings(StorageFault):
    """The connection does not hold the durable settings."""

    says = "数据库没有接受安全设置（{detail}），为防丢失数据，不予打开。"


class NetworkShare(StorageFault):
    """SQLite on a network share loses locks."""

    says = "数据库放在网络共享盘（{detail}）上会丢数据，不予打开。请放到本机磁盘，多台电脑请用服务器数据库。"


class UnknownUrl(StorageFault):
    """A database URL that this version does not serve."""

    says = "认不出的数据库地址 {url}。请写成 sqlite:///文件路径。"


class FileThere(StorageFault):
    """A new file was to be made where one stands."""

    says = "{path} 已经有大厅数据，没有改动它。请换一个文件夹，或先把旧文件移走。"


class BackupFailed(StorageFault):
    """The backup was not made; the older one is untouched."""

    says = "备份没有成功：{detail}。原来的备份没有动。请换一个有空间、能写的位置。"


def sqlite_path(url: str) -> Path:
    """The file behind a `sqlite:///` URL; a bare path counts as one.

    Raises:
        UnknownUrl: for any other scheme.
    """
    if url.startswith("sqlite:///"):
        return Path(url.removeprefix("sqlite:///")).expanduser()
    if "://" in url:
        raise UnknownUrl(url=url)
    return Path(url).expanduser()


def default_url() -> str:
    """The hall of this user: `COUNTER_DB`, else hall.db in the user's data folder."""
    if given := os.environ.get("COUNTER_DB"):
        return given
    import platformdirs

    return f"sqlite:///{Path(platformdirs.user_data_dir('counter', appauthor=False)) / 'hall.db'}"


def wal_is_safe(version: tuple[int, int, int] = sqlite3.sqlite_version_info) -> bool:
    """Whether this SQLite carries the WAL-reset fix, so that WAL may be used by several windows."""
    return version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51, 0) or (3, 44, 6) <= version < (3, 45, 0)


def _wanted(durable: bool) -> tuple[str, int]:
    """The journal mode and the synchronous level: WAL+FULL or DELETE+EXTRA; none while a file is built."""
    if not durable:
        return ("memory", 0)
    return ("wal", 2) if wal_is_safe() else ("delete", 3)


def _prepare(raw: Any, *, write: bool, durable: bool = True) -> None:
    """Sets the wanted settings on a fresh connection and reads them back."""
    mode, level = _wanted(durable)
    raw.isolation_level = None  # the driver never says BEGIN on its own
    cursor = raw.cursor()
    if cursor.execute("PRAGMA journal_mode").fetchone()[0] != mode:
        cursor.execute(f"PRAGMA journal_mode={mode}")
    for pragma in (f"synchronous={level}", "foreign_keys=ON", "trusted_schema=OFF", "cell_size_check=ON",
                   "mmap_size=0", "temp_store=MEMORY", "cache_size=-8192"):  # fmt: skip
        cursor.execute(f"PRAGMA {pragma}")
    if not write:
        cursor.execute("PRAGMA query_only=ON")
    held = tuple(cursor.execute(f"PRAGMA {name}").fetchone()[0]
                 for name in ("journal_mode", "synchronous", "foreign_keys"))  # fmt: skip
    cursor.close()
    if held != (mode, level, 1):
        raise UnsafeSettings(detail=str(held))


def fault_of(error: BaseException) -> StorageFault | None:
    """The named fault behind a driver's error, or None where it is not the storage's."""
    original = getattr(error, "orig", error)
    if not isinstance(original, sqlite3.Error):
        return None
    name = getattr(original, "sqlite_errorname", "") or ""
    detail = f"{name or original}"
    if name == "SQLITE_FULL":
        return DiskFull()
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return Busy()
    if name.startswith("SQLITE_READONLY"):
        return ReadOnlyMedium(detail=detail)
    if name.startswith(("SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return MediumGone(detail=detail)
    return None


class _Queue:
    """A fair queue between windows: a lock on a file of its own, freed by the kernel if its holder dies."""

    def __init__(self, path: Path) -> None:
        self._handle = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)

    @contextlib.contextmanager
    def turn(self) -> Iterator[None]:
        """Holds the turn; waits for at most the busy time."""
        self._take()
        try:
            yield
        finally:
            self._give()

    def close(self) -> None:
        """Lets the file go."""
        os.close(self._handle)

    def _take(self) -> None:
        until = time.monotonic() + _BUSY_SECONDS
        while not self._try():
            if time.monotonic() > until:
                raise Busy()
            time.sleep(0.005)

    if sys.platform == "win32":

        def _try(self) -> bool:
            import msvcrt

            try:
                msvcrt.locking(self._handle, msvcrt.LK_NBLCK, 1)
            except OSError:
                return False
            return True

        def _give(self) -> None:
            import msvcrt

            msvcrt.locking(self._handle, msvcrt.LK_UNLCK, 1)

    else:

        def _try(self) -> bool:
            import fcntl

            try:
                fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            return True

        def _give(self) -> None:
            import fcntl

            fcntl.flock(self._handle, fcntl.LOCK_UN)


class Storage:
    """One hall's database: where every transaction, backup and upgrade goes through."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.path = sqlite_path(url)
        self._read: Engine | None = None
        self._write: Engine | None = None
        self._queue: _Queue | None = None
        self._durable = True

    # -- opening -------------------------------------------------------------------------------

    def exists(self) -> bool:
        """Whether there is a file at all."""
        return self.path.is_file() and self.path.stat().st_size > 0

    def version(self) -> int:
        """The schema version of the file, 0 where it is empty.

        Raises:
            NoDatabase: where there is no file.
            NotADatabase: where the file is none of SQLite's, or too damaged to read.
        """
        if not self.exists():
            raise NoDatabase(path=self.path)
        try:
            with contextlib.closing(_light(self.path)) as raw:
                return int(raw.execute("PRAGMA user_version").fetchone()[0])
        except sqlite3.DatabaseError as error:
            raise NotADatabase(path=self.path) from error

    def create(self, metadata: MetaData) -> None:
        """Makes the file and every table in one transaction; the file is readable by its owner only."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        _refuse_network(self.path.parent)
        if not self.path.exists():
            os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
        with self.writing() as connection:
            metadata.create_all(connection)
            connection.exec_driver_sql(f"PRAGMA user_version={SCHEMA_VERSION}")

    def open(self, migrations: Mapping[int, Migration]) -> None:
        """Makes sure that the file has this program's schema, upgrading it where it is older.

        Raises:
            NewerDatabase, OlderDatabase, NotADatabase, NoDatabase, NetworkShare: as they say.
        """
        found = self.version()
        _refuse_network(self.path.parent)
        if found > SCHEMA_VERSION:
            raise NewerDatabase(path=self.path, found=found, known=SCHEMA_VERSION)
        if found < SCHEMA_VERSION:
            self.upgrade(found, migrations)

    def close(self) -> None:
        """Lets every connection go."""
        for engine in (self._read, self._write):
            if engine is not None:
                engine.dispose()
        if self._queue is not None:
            self._queue.close()
        self._read = self._write = self._queue = None

    @contextlib.contextmanager
    def building(self) -> Iterator[Storage]:
        """Makes a whole new file fast, under another name; it takes its own name when it is safe.

        Inside the block nothing waits for the disk, so a power cut loses all that was built: this is only
        for a file that nobody uses yet, a demonstration or a measurement. At the end the file gets the
        durable settings, is checked and synced, and then takes its name.

        Yields:
            The storage to build in; it is closed at the end.

        Raises:
            FileThere: There is a file of this name; it was not touched.
        """
        if self.exists():
            raise FileThere(path=self.path)
        part = Storage(f"sqlite:///{self.path.with_name(self.path.name + '.part')}")
        part._durable = False
        part._remove()
        try:
            yield part
            part.close()
            _make_durable(part.path)
            if self.exists():
                raise FileThere(path=self.path)
            part.path.replace(self.path)
            _sync(self.path.parent)
        finally:
            part.close()
            part._remove()

    def _remove(self) -> None:
        for suffix in ("", "-wal", "-shm", "-journal", ".queue"):
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)

    # -- transactions --------------------------------------------------------------------------

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        """One act's transaction: BEGIN IMMEDIATE, commit on a clean exit, roll back on anything else."""
        if self._write is None:
            self._write = self._engine(write=True)
        if self._queue is None:
            self._queue = _Queue(self.path.with_name(self.path.name + ".queue"))
        with _named(), self._queue.turn(), self._write.connect() as connection, connection.begin():
            yield connection

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent look; nothing can be written through it."""
        if self._read is None:
            self._read = self._engine(write=False)
        with _named(), self._read.connect() as connection:
            yield connection

    def _engine(self, *, write: bool) -> Engine:
        from sqlalchemy import create_engine, event

        engine = create_engine(
            f"sqlite:///{self.path}",
            connect_args={"timeout": _BUSY_SECONDS, "check_same_thread": False},
            hide_parameters=True,  # people's data has no place in a log
        )
        begin = "BEGIN IMMEDIATE" if write else "BEGIN"

        @event.listens_for(engine, "connect")
        def _connect(raw: Any, _record: Any) -> None:
            _prepare(raw, write=write, durable=self._durable)

        @event.listens_for(engine, "begin")
        def _begin(connection: Connection) -> None:
            connection.exec_driver_sql(begin)

        return engine

    # -- upgrades ------------------------------------------------------------------------------

    def upgrade(self, found: int, migrations: Mapping[int, Migration]) -> Path:
        """Upgrades step by step inside one transaction, after a verified backup beside the file.

        Args:
            found: the version the file has now.
            migrations: for each version N the step from N to N+1.

        Returns:
            Where the backup stands.
        """
        steps = [(at, migrations.get(at)) for at in range(found, SCHEMA_VERSION)]
        if any(step is None for _, step in steps):
            raise OlderDatabase(path=self.path, found=found)
        backup = self.path.with_name(f"{self.path.stem}.before-v{SCHEMA_VERSION}{self.path.suffix}")
        self.backup(backup)
        from alembic.migration import MigrationContext
        from alembic.operations import Operations

        with self.writing() as connection:
            context = MigrationContext.configure(connection, opts={"transactional_ddl": True})
            for at, step in steps:
                assert step is not None
                step(Operations(context))
                connection.exec_driver_sql(f"PRAGMA user_version={at + 1}")
        return backup

    # -- backup, restore, integrity ------------------------------------------------------------

    def backup(self, to: Path, check: Callable[[Path], None] | None = None) -> None:
        """A verified copy, published under its name only when it is whole.

        Args:
            to: the final name; an older file there is replaced at the last moment.
            check: a further check of the copy (the journal's chain), raising where it fails.

        Raises:
            BackupFailed: with what went wrong; nothing under the final name has changed.
        """
        part = to.with_name(to.name + ".part")
        try:
            to.parent.mkdir(parents=True, exist_ok=True)
            part.unlink(missing_ok=True)
            with contextlib.closing(_light(self.path)) as raw:
                raw.execute("VACUUM INTO ?", (str(part),))
            part.chmod(0o600)
            _sync(part)
            _must_be_sound(part)
            if check is not None:
                check(part)
            part.replace(to)
            _sync(to.parent)
        except (OSError, sqlite3.Error, StorageFault) as error:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
            raise BackupFailed(detail=str(error)) from error

    def restore(self, source: Path) -> Path | None:
        """Puts a verified backup in the place of the hall's file, keeping the old file beside it.

        Returns:
            Where the file that stood there before is kept, or None where there was none.
        """
        try:
            _must_be_sound(source)
        except (sqlite3.Error, OSError) as error:
            raise NotADatabase(path=source) from error
        if _light_value(source, "PRAGMA user_version") > SCHEMA_VERSION:
            raise NewerDatabase(path=source, found="?", known=SCHEMA_VERSION)
        self.close()
        self.path.parent.mkdir(parents=True, exist_ok=True)
        kept = self._set_aside() if self.path.exists() else None
        Storage(f"sqlite:///{source}").backup(self.path)
        return kept

    def _set_aside(self) -> Path:
        stamp = time.strftime("%Y%m%d-%H%M%S")
        kept = self.path.with_name(f"{self.path.stem}.before-restore-{stamp}{self.path.suffix}")
        for suffix in ("", "-wal", "-shm", "-journal"):
            side = self.path.with_name(self.path.name + suffix)
            if side.exists():
                side.replace(kept.with_name(kept.name + suffix))
        return kept

    def soundness(self) -> list[str]:
        """What SQLite's own full check finds, empty where the file is sound."""
        try:
            with contextlib.closing(_light(self.path)) as raw:
                rows = [row[0] for row in raw.execute("PRAGMA integrity_check")]
                broken = raw.execute("PRAGMA foreign_key_check").fetchall()
        except sqlite3.DatabaseError as error:
            return [str(error)]
        found = [] if rows == ["ok"] else rows
        return found + [f"foreign key {row}" for row in broken]

    def free_bytes(self) -> int:
        """Room left where the file stands."""
        import shutil

        return shutil.disk_usage(self.path.parent).free

    def disk_is_low(self) -> bool:
        """Whether so little room is left that saves will soon fail."""
        return self.free_bytes() < _LOW_DISK_BYTES

    def glance(self, questions: Sequence[tuple[str, tuple[Any, ...]]]) -> list[list[tuple[Any, ...]]]:
        """Answers a few plain questions with the standard library alone, for the first frame."""
        with contextlib.closing(_light(self.path)) as raw:
            return [raw.execute(sql, values).fetchall() for sql, values in questions]


def guard_file(path: Path) -> None:
    """Forbids this process to open the database file itself: closing it would cancel SQLite's locks."""
    real = os.path.realpath(path)
    banned = {real + suffix for suffix in ("", "-wal", "-shm", "-journal")}

    def hook(event: str, args: tuple[Any, ...]) -> None:
        if event == "open" and isinstance(args[0], str | bytes) and os.fsdecode(args[0]) in banned:
            raise PermissionError("the database file is opened by SQLite only")

    sys.addaudithook(hook)


@contextlib.contextmanager
def _named() -> Iterator[None]:
    """Turns a driver's error into the fault a person can act on."""
    try:
        yield
    except StorageFault:
        raise
    except Exception as error:
        if (fault := fault_of(error)) is not None:
            raise fault from error
        raise


def _light(path: Path) -> sqlite3.Connection:
    """A read-only connection of the standard library; never creates a file.

    After a power cut in the middle of a save the file must first be rolled back, which a reader may not do.
    """
    raw = _connected(path, "ro")
    try:
        raw.execute("PRAGMA schema_version").fetchone()
    except sqlite3.OperationalError as error:
        raw.close()
        if not (getattr(error, "sqlite_errorname", "") or "").startswith("SQLITE_READONLY_"):
            raise
        with contextlib.closing(_connected(path, "rw")) as mending:
            mending.execute("PRAGMA synchronous=EXTRA")
            mending.execute("PRAGMA schema_version").fetchone()
        raw = _connected(path, "ro")
    except sqlite3.DatabaseError:
        raw.close()
        raise
    return raw


def _connected(path: Path, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode={mode}", uri=True, timeout=_BUSY_SECONDS)


def _light_value(path: Path, sql: str) -> int:
    with contextlib.closing(_light(path)) as raw:
        return int(raw.execute(sql).fetchone()[0])


def _make_durable(path: Path) -> None:
    """Gives a file that was built without syncs the durable settings, checks it, and puts it on the disk."""
    with contextlib.closing(sqlite3.connect(path, timeout=_BUSY_SECONDS)) as raw:
        _prepare(raw, write=True)
    _must_be_sound(path)
    _sync(path)


def _must_be_sound(path: Path) -> None:
    with contextlib.closing(_light(path)) as raw:
        if raw.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            raise sqlite3.DatabaseError("integrity check failed")


def _sync(path: Path) -> None:
    if sys.platform == "win32" and path.is_dir():
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _refuse_network(folder: Path) -> None:
    """Refuses a folder on a network share, as far as the system tells."""
    mounts = Path("/proc/mounts")
    if not mounts.exists():
        return
    real = os.path.realpath(folder)
    best, kind = "", ""
    for line in mounts.read_text(encoding="utf-8", errors="replace").splitlines():
        _, point, fs, *_rest = line.split(" ")
        point = point.replace("\\040", " ")
        inside = real == point or real.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, kind = point, fs
    if kind in _NETWORK_FILE_SYSTEMS:
        raise NetworkShare(detail=f"{best}，{kind}")
