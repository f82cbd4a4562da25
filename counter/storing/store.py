"""One hall's database: transactions, upgrades, backup and restore."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from counter.storing.faults import (
    FAILS,
    UNREADABLE,
    BackupFailed,
    BackupUnusable,
    Busy,
    FileThere,
    NewerDatabase,
    NoBackup,
    NoDatabase,
    NotADatabase,
    NotReadable,
    OlderDatabase,
    RestoreFailed,
    StorageFault,
    named,
    on_disk,
    reason,
)
from counter.storing.files import SIDES, connected, copy, light, make_durable, refuse_network, remove, sweep, sync
from counter.storing.queue import Queue
from counter.storing.settings import prepare, sqlite_path

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine, MetaData

SCHEMA_VERSION = 3
"""The schema this program writes. A file with a higher number is refused, a lower one is upgraded."""

_LOW_DISK_BYTES = 200 * 1024 * 1024
_AGAIN = ("", *(f"-{number}" for number in range(2, 1000)))

Migration = Callable[[Any], None]
"""A step from one schema version to the next, given Alembic's `Operations`."""


class Storage:
    """One hall's database: where every transaction, backup and upgrade goes through."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.path = sqlite_path(url)
        self._read: Engine | None = None
        self._write: Engine | None = None
        self._queue: Queue | None = None
        self._durable = True
        self._file = 0

    # -- opening -------------------------------------------------------------------------------

    def exists(self) -> bool:
        """Whether there is a file at all.

        Raises:
            NotReadable: where this user may not even look.
        """
        try:
            return self.path.is_file() and self.path.stat().st_size > 0
        except PermissionError as error:
            raise NotReadable(path=self.path) from error

    def version(self) -> int:
        """The schema version of the file, 0 where it is empty.

        Raises:
            NoDatabase: where there is no file.
            NotReadable: where this user may not open it.
            NotADatabase: where the file is none of ours, or too damaged to read.
        """
        if not self.exists():
            raise NoDatabase(path=self.path)
        try:
            with contextlib.closing(light(self.path)) as raw:
                ours = raw.execute("SELECT 1 FROM sqlite_master WHERE name = 'journal'").fetchone()
                found = int(raw.execute("PRAGMA user_version").fetchone()[0])
        except UNREADABLE as error:
            raise self._why_unreadable(error) from error
        # A save that was cut in the very first transaction leaves an empty file once it is rolled back.
        if not self.exists():
            raise NoDatabase(path=self.path)
        if ours is None:
            raise NotADatabase(path=self.path)
        return found

    def _why_unreadable(self, error: Exception) -> StorageFault:
        name = getattr(error, "sqlite_errorname", "") or ""
        if name.startswith("SQLITE_CANTOPEN"):
            return NotReadable(path=self.path)
        if name.startswith("SQLITE_BUSY"):
            return Busy()
        return NotADatabase(path=self.path)

    def create(self, metadata: MetaData) -> None:
        """Makes the file and every table in one transaction; the file is readable by its owner only."""
        with on_disk():
            self.path.parent.mkdir(parents=True, exist_ok=True)
        refuse_network(self.path.parent)
        with on_disk():
            if not self.path.exists():
                os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
        with self.writing() as connection:
            metadata.create_all(connection)
            connection.exec_driver_sql(f"PRAGMA user_version={SCHEMA_VERSION}")

    def open(self, migrations: Mapping[int, Migration], rebuild: Callable[[Connection], None] | None = None) -> None:
        """Makes sure that the file has this program's schema, upgrading it where it is older.

        Args:
            migrations: for each version N the step from N to N+1.
            rebuild: what writes every derived value anew, at the end of an upgrade and inside its transaction.

        Raises:
            NewerDatabase, OlderDatabase, NotADatabase, NoDatabase, NetworkShare: as they say.
        """
        found = self.version()
        refuse_network(self.path.parent)
        if found > SCHEMA_VERSION:
            raise NewerDatabase(path=self.path, found=found, known=SCHEMA_VERSION)
        if found < SCHEMA_VERSION:
            self.upgrade(found, migrations, rebuild)

    def close(self) -> None:
        """Lets every connection go."""
        self._disconnect()
        if self._queue is not None:
            self._queue.close()
        self._queue = None

    def _disconnect(self) -> None:
        for engine in (self._read, self._write):
            if engine is not None:
                engine.dispose()
        self._read = self._write = None

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
        remove(part.path)
        try:
            yield part
            part.close()
            make_durable(part.path)
            if self.exists():
                raise FileThere(path=self.path)
            part.path.replace(self.path)
            sync(self.path.parent)
        finally:
            part.close()
            remove(part.path)

    # -- transactions --------------------------------------------------------------------------

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        """One act's transaction: BEGIN IMMEDIATE, commit on a clean exit, roll back on anything else."""
        with self._turn(), self._transaction() as connection:
            yield connection

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent look; nothing can be written through it."""
        self._forget_another_file()
        if self._read is None:
            self._read = self._engine(write=False)
        with named(), self._read.connect() as connection:
            yield connection

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[Connection]:
        self._forget_another_file()
        if self._write is None:
            self._write = self._engine(write=True)
        with named(), self._write.connect() as connection, connection.begin():
            yield connection

    @contextlib.contextmanager
    def _turn(self) -> Iterator[None]:
        if self._queue is None:
            self._queue = Queue(self.path)
        with self._queue.turn():
            yield

    def _forget_another_file(self) -> None:
        """Connects anew where another file has taken the name, or none has it.

        A connection keeps to its file wherever that goes: after a restore in another window, saves would land
        in the file that was set aside.
        """
        try:
            now = self.path.stat().st_ino
        except OSError:
            now = 0
        if now != self._file:
            self._disconnect()
        self._file = now

    def _engine(self, *, write: bool) -> Engine:
        from sqlalchemy import QueuePool, create_engine, event

        engine = create_engine(
            "sqlite://",
            creator=lambda: connected(self.path, "rw"),
            poolclass=QueuePool,
            hide_parameters=True,  # people's data has no place in a log
        )
        begin = "BEGIN IMMEDIATE" if write else "BEGIN"

        @event.listens_for(engine, "connect")
        def _connect(raw: Any, _record: Any) -> None:
            prepare(raw, write=write, durable=self._durable)

        @event.listens_for(engine, "begin")
        def _begin(connection: Connection) -> None:
            connection.exec_driver_sql(begin)

        return engine

    # -- upgrades ------------------------------------------------------------------------------

    def upgrade(
        self, found: int, migrations: Mapping[int, Migration], rebuild: Callable[[Connection], None] | None = None
    ) -> Path:
        """Upgrades step by step inside one transaction, after a verified backup beside the file.

        Args:
            found: the version the file has now.
            migrations: for each version N the step from N to N+1.
            rebuild: what writes every derived value anew, in the same transaction.

        Returns:
            Where the backup stands.
        """
        steps = [(at, migrations.get(at)) for at in range(found, SCHEMA_VERSION)]
        if any(step is None for _, step in steps):
            raise OlderDatabase(path=self.path, found=found)
        backup = self.path.with_name(f"{self.path.stem}.before-v{SCHEMA_VERSION}{self.path.suffix}")
        from alembic.migration import MigrationContext
        from alembic.operations import Operations

        with self._turn():
            if self.version() != found:
                return backup  # another window was faster
            self.backup(backup)
            with self._transaction() as connection:
                context = MigrationContext.configure(connection, opts={"transactional_ddl": True})
                for at, step in steps:
                    assert step is not None
                    step(Operations(context))
                    connection.exec_driver_sql(f"PRAGMA user_version={at + 1}")
                if rebuild is not None:
                    rebuild(connection)
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
        # Two windows may back up to one place at once: each writes under a name of its own.
        part = to.with_name(f"{to.name}.{os.getpid()}-{threading.get_ident()}.part")
        try:
            to.parent.mkdir(parents=True, exist_ok=True)
            sweep(to.parent, f"{to.name}.*.part*")
            copy(self.path, part)
            if check is not None:
                check(part)
            sync(part)
            part.replace(to)
            sync(to.parent)
        except FAILS as error:
            raise BackupFailed(detail=reason(error)) from error
        finally:
            remove(part)

    def restore(self, source: Path, prepare: Callable[[Path], None] | None = None) -> Path | None:
        """Puts a verified copy of a backup in the place of the hall's file, keeping the old file beside it.

        Args:
            source: the backup; it is not changed.
            prepare: what is still to be written into the copy before it takes the place.

        Returns:
            Where the file that stood there before is kept, or None where there was none.

        Raises:
            NoBackup, BackupUnusable, NotReadable, NewerDatabase: of the backup.
            RestoreFailed: with what went wrong; the hall's file is what it was.
        """
        try:
            found = Storage(f"sqlite:///{source}").version()
        except NoDatabase as error:
            raise NoBackup(path=source) from error
        except NotADatabase as error:
            raise BackupUnusable(path=source) from error
        if found > SCHEMA_VERSION:
            raise NewerDatabase(path=source, found=found, known=SCHEMA_VERSION)
        incoming = self.path.with_name(self.path.name + ".incoming")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            copy(source, incoming)
            if prepare is not None:
                prepare(incoming)
            sync(incoming)
            with self._turn():
                return self._take_place(incoming)
        except FAILS as error:
            raise RestoreFailed(detail=reason(error)) from error
        finally:
            remove(incoming)

    def _take_place(self, incoming: Path) -> Path | None:
        self._disconnect()
        kept = self._set_aside() if self.path.exists() else None
        incoming.replace(self.path)
        sync(self.path.parent)
        return kept

    def _set_aside(self) -> Path:
        """Gives the old file a second name, so that the first never stands empty, and takes its side files along."""
        with contextlib.suppress(*UNREADABLE):
            light(self.path).close()  # rolls back what a power cut left half written
        stamp = time.strftime("%Y%m%d-%H%M%S")
        names = (f"{self.path.stem}.before-restore-{stamp}{again}{self.path.suffix}" for again in _AGAIN)
        kept = next(each for each in map(self.path.with_name, names) if not each.exists())
        try:
            os.link(self.path, kept)
        except OSError:  # a file system without second names
            self.path.replace(kept)
        for suffix in SIDES:
            side = self.path.with_name(self.path.name + suffix)
            if side.exists():
                side.replace(kept.with_name(kept.name + suffix))
        return kept

    def soundness(self) -> list[str]:
        """What SQLite's own full check finds, empty where the file is sound."""
        try:
            with contextlib.closing(light(self.path)) as raw:
                rows = [row[0] for row in raw.execute("PRAGMA integrity_check")]
                broken = raw.execute("PRAGMA foreign_key_check").fetchall()
        except UNREADABLE as error:
            return [f"文件读不了（{reason(error)}）"]
        found = [] if rows == ["ok"] else rows
        return [*(f"文件内部：{row}" for row in found), *(f"表间对应：{row}" for row in broken)]

    def is_read_only(self) -> bool:
        """Whether the file or its folder cannot be written; what is stored can still be read."""
        return not (os.access(self.path, os.W_OK) and os.access(self.path.parent, os.W_OK))

    def free_bytes(self) -> int:
        """Room left where the file stands."""
        import shutil

        return shutil.disk_usage(self.path.parent).free

    def disk_is_low(self) -> bool:
        """Whether so little room is left that saves will soon fail."""
        return self.free_bytes() < _LOW_DISK_BYTES

    def glance(self, questions: Sequence[tuple[str, tuple[Any, ...]]]) -> list[list[tuple[Any, ...]]]:
        """Answers a few plain questions with the standard library alone, for the first frame."""
        with contextlib.closing(light(self.path)) as raw:
            return [raw.execute(sql, values).fetchall() for sql, values in questions]
