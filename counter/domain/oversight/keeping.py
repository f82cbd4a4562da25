"""Backup and restore: verified copies out, and back with nothing hidden.

A backup is checked (file, chain) before it takes its name. Going back to one opens a new chapter that
stays visible for ever: the journal says what was restored and up to which entry it reached, and numbers
given out after the backup are never given out again.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from counter.domain.clock import Clock, local, system_clock
from counter.domain.hall.model import Serial
from counter.domain.hall.opened import SYSTEM, Hall, Work
from counter.domain.hall.setup import open_hall
from counter.domain.journal import Head, act, broken_links, digest, head, raw_entries
from counter.domain.refusals import Refusal
from counter.storage import Storage, StorageFault


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
        BackupFailed, SameFile: nothing under the name has changed then.
    """
    if to.resolve() == hall.storage.path.resolve():
        raise SameFile(path=to)
    hall.storage.backup(to, check_chain)
    last = _head(Storage(f"sqlite:///{to}"))
    when = f"{local(last.entered):%Y-%m-%d %H:%M}" if last.entered else "无"
    return f"已备份到 {to}：日志{last.seq}条，最后一条 {when}，校验码 {last.digest}。已核对，完好可用。"


def check_chain(copy: Path) -> None:
    """Refuses a copy whose journal does not hold.

    Raises:
        ChainBroken: naming the first place.
    """
    storage = Storage(f"sqlite:///{copy}")
    try:
        with storage.reading() as connection:
            broken = next(broken_links(raw_entries(connection)), None)
    finally:
        storage.close()
    if broken is not None:
        raise ChainBroken(what=broken.what)


def restore(storage: Storage, source: Path, clock: Clock = system_clock) -> Iterator[str]:
    """Puts a backup in the place of the hall's file and tells what that means.

    Raises:
        StorageFault, ChainBroken, SameFile: nothing was changed then.
    """
    if source.resolve() == storage.path.resolve():
        raise SameFile(path=source)
    Storage(f"sqlite:///{source}").version()
    check_chain(source)
    lost, serials = _what_stood(storage)
    kept = storage.restore(source)
    hall = open_hall(storage, clock)
    restored = _head(storage)
    with hall.act(SYSTEM) as work:
        note_restore(work, source.name, restored, lost, serials)
    yield f"已从 {source} 恢复：日志{restored.seq}条，校验码 {restored.digest}。"
    if lost is not None and lost.seq > restored.seq:
        gone = f"第{restored.seq + 1}至{lost.seq}条"
        yield f"注意：原来的文件日志到第{lost.seq}条，恢复后{gone}不在了，请对照纸质材料补录。"
    if kept is not None:
        yield f"原来的文件留在 {kept}。"


@act("restore")
def note_restore(work: Work, name: str, restored: Head, lost: Head | None, serials: dict[str, int]) -> None:
    """The entry that opens the new chapter; numbers given out since the backup stay used."""
    work.tell(source=name, reached=restored.seq, chain=digest(restored.hash))
    if lost is not None:
        work.tell(lost_seq=lost.seq, lost_chain=digest(lost.hash))
    rows = work.connection.exec_driver_sql("SELECT series, last FROM serial").fetchall()
    there = {str(row[0]): int(row[1]) for row in rows}
    for series, last in serials.items():
        if series not in there:
            work.insert(Serial, {"series": series, "last": last})
        elif there[series] < last:
            work.update(Serial, {"series": series}, {"last": last})


def _what_stood(storage: Storage) -> tuple[Head | None, dict[str, int]]:
    """The head and the numbers of the file that is about to be replaced, as far as it can be read."""
    if not storage.exists():
        return None, {}
    with contextlib.suppress(StorageFault, Exception), storage.reading() as connection:
        rows = connection.exec_driver_sql("SELECT series, last FROM serial").fetchall()
        return head(connection), {str(series): int(last) for series, last in rows}
    return None, {}


def _head(storage: Storage) -> Head:
    with storage.reading() as connection:
        return head(connection)
