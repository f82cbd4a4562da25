"""Engine, transactions, migrations, backup, integrity: the only place that knows which database it is.

What a save confirmed is on disk: rollback journal with synchronous=EXTRA, or WAL with FULL where the
SQLite at run time carries the WAL-reset fix; the settings are read back at every connect and a
connection that does not hold them is refused. Every write is BEGIN IMMEDIATE behind a fair queue
between windows. Nothing here imports SQLAlchemy until a connection is wanted, so that the first
frame of the screen can read today's figures with the standard library alone.
"""

from counter.storing.faults import (
    BackupFailed,
    BackupUnusable,
    Busy,
    DiskFull,
    FileThere,
    MediumGone,
    NetworkShare,
    NewerDatabase,
    NoBackup,
    NoDatabase,
    NotADatabase,
    NotReadable,
    OlderDatabase,
    ReadOnlyMedium,
    RestoreFailed,
    StorageFault,
    UnknownUrl,
    UnsafeSettings,
    fault_of,
)
from counter.storing.files import guard_file
from counter.storing.settings import default_url, sqlite_path, wal_is_safe
from counter.storing.store import SCHEMA_VERSION, Migration, Storage

__all__ = [
    "SCHEMA_VERSION",
    "BackupFailed",
    "BackupUnusable",
    "Busy",
    "DiskFull",
    "FileThere",
    "MediumGone",
    "Migration",
    "NetworkShare",
    "NewerDatabase",
    "NoBackup",
    "NoDatabase",
    "NotADatabase",
    "NotReadable",
    "OlderDatabase",
    "ReadOnlyMedium",
    "RestoreFailed",
    "Storage",
    "StorageFault",
    "UnknownUrl",
    "UnsafeSettings",
    "default_url",
    "fault_of",
    "guard_file",
    "sqlite_path",
    "wal_is_safe",
]
