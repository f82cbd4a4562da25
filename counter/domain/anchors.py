"""Anchors: the journal's head, kept outside the database, and compared when the hall is opened.

A chain of hashes alone sees neither a cut tail nor a history hashed anew. An anchor file elsewhere
(another disk, a stick, each window's own memory) holds a line for every time it was written: place,
hash and moment of the head, and the hash of the first entry. What no longer fits is named with the
range of entries that it concerns. The file is only ever added to.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Literal

from sqlalchemy import Connection

from counter.domain.clock import local
from counter.domain.columns import moment_of, moment_text
from counter.domain.journal import Head, head
from counter.domain.refusals import Refusal
from counter.locate import state_dir
from counter.storage import Storage

_MANY = 500
Fault = Literal["missing", "rewritten", "older", "other", "unreadable", "restored"]


class AnchorNotWritten(Refusal):
    """The anchor file cannot be written."""

    says = "锚点没有写进 {path}。请检查那个磁盘或 U 盘能不能写；办件不受影响。"


@dataclass(frozen=True, slots=True)
class Anchor:
    """The head of a journal as it was at one moment."""

    seq: int
    hash: str
    moment: datetime
    first: str
    """The hash of the first entry: which hall's journal it is."""

    @property
    def line(self) -> str:
        """As it stands in the file."""
        return f"{self.seq} {self.hash} {moment_text(self.moment)} {self.first}\n"


@dataclass(frozen=True, slots=True)
class Finding:
    """What no longer fits the anchors, and which entries it concerns."""

    kind: Fault
    first: int
    last: int
    says: str


def file_for(folder: Path, database: Path) -> Path:
    """The anchor file of a database in a folder; its name tells the place of the file, not what it holds."""
    place = hashlib.sha256(os.fsencode(database.resolve())).hexdigest()[:16]
    return folder / f"{database.stem}-{place}.anchors"


def kept_for(database: Path) -> Path:
    """The anchor file that this user keeps of a database."""
    return file_for(state_dir() / "anchors", database)


def remember(storage: Storage) -> Head | None:
    """Adds the hall's present head to this user's anchors; nothing for a practice hall, which is set up anew at will.

    Raises:
        AnchorNotWritten: naming the file.
        StorageFault: of the database.
    """
    with storage.reading() as connection:
        return None if _practice(connection) else append(kept_for(storage.path), connection)


def doubts(storage: Storage) -> tuple[Finding, ...]:
    """What this user's anchors remember otherwise, apart from what the journal itself tells of.

    Raises:
        StorageFault: of the database.
    """
    with storage.reading() as connection:
        found = () if _practice(connection) else compare(kept_for(storage.path), connection)
    return tuple(each for each in found if each.kind != "restored")


def compared(storage: Storage) -> tuple[bool, list[str]]:
    """Whether nothing is doubted, and what is said of it: without an anchor nothing is claimed.

    Raises:
        StorageFault: of the database.
    """
    found = doubts(storage)
    if found:
        return False, [each.says for each in found]
    return True, ["与日志相符" if kept_for(storage.path).is_file() else "这台电脑还没有记过，没有可比的"]


def append(path: Path, connection: Connection) -> Head:
    """Adds the journal's present head to the file and forces it to the disk.

    Raises:
        AnchorNotWritten: naming the file.
    """
    last = head(connection)
    if last.entered is None:
        return last
    anchor = Anchor(last.seq, last.hash.hex(), last.entered, _first(connection))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _add(path, anchor.line)
    except OSError as error:
        raise AnchorNotWritten(path=path, detail=str(error)) from error
    return last


def compare(path: Path, connection: Connection) -> tuple[Finding, ...]:
    """Everything that the file remembers otherwise than the journal tells; nothing where there is no file."""
    if not path.is_file():
        return ()
    anchors, broken = _read(path)
    first = _first(connection)
    own = [anchor for anchor in anchors if anchor.first == first]
    others = [anchor.seq for anchor in anchors if anchor.first != first]
    says = f"锚点文件 {path.name} 记着另一个大厅（第1条就不同），请确认打开的文件；原来的大厅作废了的，请删掉锚点文件。"
    foreign = [Finding("other", 1, max(others), says)] if others else []
    return (*broken, *foreign, *_misfits(own, connection))


def _misfits(anchors: Sequence[Anchor], connection: Connection) -> Iterator[Finding]:
    """One finding for each run of anchors that do not fit, after the last one that does."""
    there = dict(_entries(connection, [anchor.seq for anchor in anchors]))
    good = 0
    ordered = sorted(anchors, key=lambda anchor: (anchor.seq, anchor.moment))
    for fits, run in groupby(ordered, key=lambda anchor: there.get(anchor.seq, ("", None))[0] == anchor.hash):
        members = list(run)
        if fits:
            good = members[-1].seq
            continue
        yield _finding(connection, members, good, there)


def _finding(
    connection: Connection, run: Sequence[Anchor], good: int, there: dict[int, tuple[str, datetime]]
) -> Finding:
    reached, last = head(connection).seq, run[-1]
    when = f"{local(last.moment):%Y-%m-%d %H:%M}"
    if _told(connection, good, last.seq):
        says = f"第{good + 1}条至第{last.seq}条在恢复备份时舍去，日志里有记载。"
        return Finding("restored", good + 1, last.seq, says)
    if all(anchor.seq > reached for anchor in run):
        says = (f"日志只到第{reached}条，锚点记到第{last.seq}条（{when}）：第{reached + 1}条至第{last.seq}条不见了。"
                "可能是末尾被删，或者换成了旧文件。")  # fmt: skip
        return Finding("missing", reached + 1, last.seq, says)
    span = f"第{good + 1}条至第{last.seq}条"
    if any(anchor.seq in there and there[anchor.seq][1] > anchor.moment for anchor in run):
        says = f"{span}（到{when}）不见了，后面的是另录的：像是换成旧文件以后又接着用。"
        return Finding("older", good + 1, last.seq, says)
    return Finding("rewritten", good + 1, last.seq, f"{span}（到{when}）与锚点不符：内容被改过，校验码也重算过。")


def _told(connection: Connection, good: int, last: int) -> bool:
    """Whether the journal itself tells of a restore that gave these entries up."""
    rows = connection.exec_driver_sql("SELECT body FROM journal WHERE verb = 'restore' AND seq > ?", (good,))
    facts = (json.loads(row[0]).get("i", {}) for row in rows)
    return any(each.get("reached", 0) >= good and each.get("lost_seq", 0) >= last for each in facts)


def _entries(connection: Connection, places: Sequence[int]) -> Iterator[tuple[int, tuple[str, datetime]]]:
    """Hash and moment of the entries at these places, as far as they are there."""
    for at in range(0, len(places), _MANY):
        some = tuple(places[at : at + _MANY])
        marks = ", ".join("?" * len(some))
        sql = f"SELECT seq, hash, entered FROM journal WHERE seq IN ({marks})"
        for seq, hash_, entered in connection.exec_driver_sql(sql, some):
            yield seq, (hash_.hex(), moment_of(entered))


def _practice(connection: Connection) -> bool:
    row = connection.exec_driver_sql("SELECT value FROM hall_fact WHERE key = 'practice'").first()
    return bool(row and row[0])


def _first(connection: Connection) -> str:
    row = connection.exec_driver_sql("SELECT hash FROM journal WHERE seq = 1").first()
    return row[0].hex() if row else ""


def _add(path: Path, line: str) -> None:
    torn = path.is_file() and not path.read_bytes().endswith(b"\n")
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(handle, ("\n" * torn + line).encode("ascii"))
        os.fsync(handle)
    finally:
        os.close(handle)


def _read(path: Path) -> tuple[list[Anchor], list[Finding]]:
    """The anchors, and a finding for each line that is none; a torn last line is passed over."""
    try:
        text = path.read_text(encoding="ascii", errors="replace")
    except OSError as error:
        return [], [Finding("unreadable", 0, 0, f"锚点文件 {path.name} 读不出来（{error.strerror}）。")]
    anchors: list[Anchor] = []
    broken: list[Finding] = []
    for number, line in enumerate(text.splitlines(keepends=True), start=1):
        try:
            anchors.append(_parsed(line))
        except ValueError:
            if line.endswith("\n"):
                says = f"锚点文件 {path.name} 第{number}行认不出来。"
                broken.append(Finding("unreadable", 0, 0, says))
    return anchors, broken


def _parsed(line: str) -> Anchor:
    seq, hash_, moment, first = line.split()
    if len(bytes.fromhex(hash_)) != len(bytes.fromhex(first)):
        raise ValueError(line)
    return Anchor(int(seq), hash_, moment_of(moment), first)
