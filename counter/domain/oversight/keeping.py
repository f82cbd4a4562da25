"""Backup and restore: verified copies out, and back with nothing hidden.

A backup is checked (file, chain) before it takes its name. Going back to one opens a new chapter that
stays visible for ever: the journal says what was restored and up to which entry it reached, and numbers
given out after the backup are never given out again.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from counter.domain.clock import Clock, local, system_clock
from counter.domain.hall.laid_down import REVISION, SYSTEM
from counter.domain.hall.model import HallFact, Serial
from counter.domain.hall.opened import Hall
from counter.domain.hall.work import Work
from counter.domain.journal import GENESIS, Head, act, broken_links, digest, head, raw_entries
from counter.domain.refusals import Refusal
from counter.domain.setup import open_hall
from counter.storage import Storage


class ChainBroken(Refusal):
    """The copy's journal does not hold."""

    says = "日志链不完整（{what}），这份文件不能用。"


class SameFile(Refusal):
    """A backup over the hall's own file, or a restore from it."""

    says = "{path} 就是正在用的数据库，请换一个文件。"


def back_up(hall: Hall, to: Path) -> str:
    """Makes a verified backup.

    Returns:
        What was backed up, as a sentence.

    Raises:
        BackupFailed, ChainBroken, SameFile: nothing under the name has changed then.
    """
    if to.resolve() == hall.storage.path.resolve():
        raise SameFile(path=to)
    hall.storage.backup(to, check_chain)
    last = _head(to)
    when = f"{local(last.entered):%Y-%m-%d %H:%M}" if last.entered else "无"
    return f"已备份到 {to}：日志{last.seq}条，最后一条 {when}，校验码 {last.digest}。已核对，完好可用。"


def check_chain(copy: Path) -> None:
    """Refuses a copy whose journal does not hold.

    Raises:
        ChainBroken: naming the first place.
    """
    with _opened(copy) as storage, storage.reading() as connection:
        broken = next(broken_links(raw_entries(connection)), None)
    if broken is not None:
        raise ChainBroken(what=broken.what)


def restore(storage: Storage, source: Path, clock: Clock = system_clock) -> Iterator[str]:
    """Puts a backup in the place of the hall's file and tells what that means.

    Raises:
        StorageFault, ChainBroken, SameFile: nothing was changed then.
    """
    if source.resolve() == storage.path.resolve():
        raise SameFile(path=source)
    lost = _what_stood(storage)
    restored = Head(0, GENESIS)

    def prepare(copy: Path) -> None:
        nonlocal restored
        check_chain(copy)
        restored = _head(copy)
        with _opened(copy) as incoming, open_hall(incoming, clock).act(SYSTEM) as work:
            note_restore(work, source.name, restored, lost)

    kept = storage.restore(source, prepare)
    yield f"已从 {source} 恢复：日志{restored.seq}条，校验码 {restored.digest}。"
    if lost is not None and lost.head.seq > restored.seq:
        gone = f"第{restored.seq + 1}至{lost.head.seq}条"
        yield f"注意：原来的文件日志到第{lost.head.seq}条，恢复后{gone}不在了，请对照纸质材料补录。"
    if kept is not None:
        yield f"原来的文件留在 {kept}。"


@dataclass(frozen=True, slots=True)
class Stood:
    """What the file that is about to be replaced had reached."""

    head: Head
    serials: dict[str, int]
    revision: int


@act("restore")
def note_restore(work: Work, name: str, restored: Head, lost: Stood | None) -> None:
    """The entry that opens the new chapter; numbers given out since the backup stay used."""
    work.tell(source=name, reached=restored.seq, chain=digest(restored.hash))
    if lost is None:
        return
    work.tell(lost_seq=lost.head.seq, lost_chain=digest(lost.head.hash))
    _keep_serials(work, lost.serials)
    # Windows that are open compare revisions: none of them may take the old rules for the restored ones.
    revision = max(lost.revision, int(work.hall.laid.facts.get(REVISION, "0"))) + 1
    work.update(HallFact, {"key": REVISION}, {"value": str(revision)})


def _keep_serials(work: Work, serials: dict[str, int]) -> None:
    rows = work.connection.exec_driver_sql("SELECT series, last FROM serial").fetchall()
    there: dict[str, int] = {row.series: row.last for row in rows}
    for series, last in serials.items():
        if series not in there:
            work.insert(Serial, {"series": series, "last": last})
        elif there[series] < last:
            work.update(Serial, {"series": series}, {"last": last})


def _what_stood(storage: Storage) -> Stood | None:
    """What the file that is about to be replaced had reached, as far as it can be read."""
    # A restore is what damaged files are answered with: whatever reading this one runs into, it goes on.
    with contextlib.suppress(Exception):
        if storage.exists():
            with storage.reading() as connection:
                serials = connection.exec_driver_sql("SELECT series, last FROM serial").fetchall()
                revision = connection.exec_driver_sql("SELECT value FROM hall_fact WHERE key = ?", (REVISION,))
                numbers = {str(series): int(last) for series, last in serials}
                return Stood(head(connection), numbers, int(revision.scalar_one()))
    return None


def _head(path: Path) -> Head:
    with _opened(path) as storage, storage.reading() as connection:
        return head(connection)


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[Storage]:
    storage = Storage(f"sqlite:///{path}")
    try:
        yield storage
    finally:
        storage.close()
