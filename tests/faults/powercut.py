"""What a disk may hold when the power is cut: every moment of a recorded run, torn and out of order.

A run is recorded with strace as the operations it asked of the disk, in order, with what it said in between.
`Disk` plays them on a model: what was synced is there; what was written but not synced may be there, not at
all, or in part, sector by sector; a name made, moved or removed is on the disk once its folder is synced (or, for
a new file, the file itself), and before that in the order in which the changes were made, up to any point.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Literal

SECTOR = 512
Doing = Literal["make", "write", "cut", "sync", "unlink", "rename", "say"]
_CALLS = "openat,write,pwrite64,ftruncate,fsync,fdatasync,unlink,unlinkat,rename,renameat,renameat2"
_LINE = re.compile(r"^(\d+)\s+(\w+)\((.*)\)\s+= (-?\d+)")
_RESUMED = re.compile(r"^(\d+)\s+<\.\.\. \w+ resumed>(.*)$")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_OPEN_FILE = re.compile(r"^\d+<([^>]*)>")
_UNSEEN = "-shm"
"""The one file that SQLite maps into memory; it is made anew after a power cut."""


@dataclass(frozen=True, slots=True)
class Op:
    """One thing asked of the disk, or a line said."""

    doing: Doing
    name: str
    at: int = 0
    data: bytes = b""
    to: str = ""


# -- recording ---------------------------------------------------------------------------------


def recorded(command: Sequence[str], folder: Path, trace: Path, env: dict[str, str]) -> list[Op]:
    """What a program asked of the disk below a folder while it ran, and the lines it said."""
    strace = ["strace", "-f", "-y", "-xx", "-s", "1000000", "-e", f"trace={_CALLS}", "-e", "signal=none"]
    done = subprocess.run([*strace, "-o", str(trace), *command], env=env, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    root = os.path.realpath(folder)
    with trace.open(encoding="latin-1") as lines:
        return [op for call in _calls(lines) for op in _ops(*call, root)]


def _calls(lines: Iterator[str] | Sequence[str]) -> Iterator[tuple[str, str]]:
    """Every call that succeeded, with its arguments; one that was interrupted is put together again."""
    begun: dict[str, str] = {}
    for line in lines:
        if "<unfinished ...>" in line:
            begun[line.split()[0]] = line.split("<unfinished")[0].rstrip()
            continue
        if resumed := _RESUMED.match(line):
            line = begun.pop(resumed[1], "") + resumed[2]
        if (found := _LINE.match(line)) and int(found[4]) >= 0:
            yield found[2], found[3]


def _ops(call: str, arguments: str, root: str) -> Iterator[Op]:
    texts = [_bytes(each) for each in _TEXT.findall(arguments)]
    name = _open_file(arguments) if call in _BY_FILE else os.path.normpath(os.fsdecode(texts[0]))
    if call == "write" and arguments.startswith("1<"):
        yield from (Op("say", line) for line in texts[0].decode().splitlines() if line)
    elif name.startswith(root) and not name.endswith(_UNSEEN):
        yield from _disk_ops(call, arguments, name, texts)


_BY_FILE = ("write", "pwrite64", "ftruncate", "fsync", "fdatasync")


def _disk_ops(call: str, arguments: str, name: str, texts: list[bytes]) -> Iterator[Op]:
    last = arguments.rsplit(",", 1)[-1].strip()
    if call == "openat":
        if "O_CREAT" in arguments:
            yield Op("make", name)
        if "O_TRUNC" in arguments:
            yield Op("cut", name)
    elif call == "pwrite64":
        yield Op("write", name, int(last), texts[0])
    elif call == "ftruncate":
        yield Op("cut", name, int(last))
    elif call in ("fsync", "fdatasync"):
        yield Op("sync", name)
    elif call.startswith("unlink"):
        yield Op("unlink", name)
    elif call.startswith("rename"):
        yield Op("rename", name, to=os.path.normpath(os.fsdecode(texts[1])))
    else:
        raise AssertionError(f"a call on the data that the model does not know: {call} {name}")


def _bytes(hexadecimal: str) -> bytes:
    return bytes.fromhex(hexadecimal.replace("\\x", ""))


def _open_file(arguments: str) -> str:
    found = _OPEN_FILE.match(arguments)
    if found is None:
        return ""
    path = found[1]
    return os.fsdecode(_bytes(path)) if path.startswith("\\x") else path


# -- the model of a disk -----------------------------------------------------------------------


@dataclass
class _File:
    synced: bytes = b""
    waiting: list[Op] = field(default_factory=list)

    def settle(self) -> None:
        """Everything written so far is on the disk."""
        image = bytearray(self.synced)
        for op in self.waiting:
            _put(image, op)
        self.synced, self.waiting = bytes(image), []

    def after_cut(self, luck: Random, share: float) -> bytes:
        """What is there after a power cut, when each waiting sector had this chance."""
        image = bytearray(self.synced)
        for op in self.waiting:
            _put(image, op, luck, share)
        return bytes(image)


def _put(image: bytearray, op: Op, luck: Random | None = None, share: float = 1.0) -> None:
    if op.doing == "cut":
        if luck is None or luck.random() < share:
            del image[op.at :]
            image.extend(bytes(op.at - len(image)))
        return
    begin, end = op.at, op.at + len(op.data)
    while begin < end:
        stop = min(end, (begin // SECTOR + 1) * SECTOR)
        if luck is None or luck.random() < share:
            image.extend(bytes(max(0, stop - len(image))))
            image[begin:stop] = op.data[begin - op.at : stop - op.at]
        begin = stop


@dataclass
class Disk:
    """A folder as the program sees it, and as a power cut would leave it."""

    names: dict[str, _File] = field(default_factory=dict)
    safe_names: dict[str, _File] = field(default_factory=dict)
    changes: list[tuple[Op, _File | None]] = field(default_factory=list)
    """Changes of names that are not on the disk yet, in their order."""

    def load(self, folder: Path) -> None:
        """Takes a folder's files as they are, all of it safe."""
        for each in folder.iterdir():
            file = _File(each.read_bytes())
            self.names[os.path.realpath(each)] = self.safe_names[os.path.realpath(each)] = file

    def do(self, op: Op) -> None:
        """Plays one operation."""
        if op.doing == "make" and op.name not in self.names:
            self.names[op.name] = file = _File()
            self.changes.append((op, file))
        elif op.doing in ("write", "cut") and op.name in self.names:
            self.names[op.name].waiting.append(op)
        elif op.doing == "sync":
            self._sync(op.name)
        elif op.doing == "unlink":
            self.changes.append((op, self.names.pop(op.name, None)))
        elif op.doing == "rename":
            file_ = self.names.pop(op.name)
            self.names[op.to] = file_
            self.changes.append((op, file_))

    def _sync(self, name: str) -> None:
        file = self.names.get(name)
        if file is None:  # a folder
            self._settle_names(len(self.changes))
            return
        file.settle()
        made = [at for at, (op, new) in enumerate(self.changes) if op.doing == "make" and new is file]
        if made:
            self._settle_names(made[-1] + 1)

    def _settle_names(self, count: int) -> None:
        for change in self.changes[:count]:
            _rename(self.safe_names, *change)
        del self.changes[:count]

    def cut(self, how: str, luck: Random) -> dict[str, bytes]:
        """The files after a power cut: with nothing that waited, with all of it, or with some."""
        names = dict(self.safe_names)
        count = {"nothing": 0, "all": len(self.changes)}.get(how, luck.randint(0, len(self.changes)))
        for change in self.changes[:count]:
            _rename(names, *change)
        share = {"nothing": 0.0, "all": 1.0}.get(how, luck.choice((0.1, 0.5, 0.9)))
        return {name: file.after_cut(luck, share) for name, file in names.items()}


def _rename(names: dict[str, _File], op: Op, file: _File | None) -> None:
    names.pop(op.name, None)
    if op.doing == "make" and file is not None:
        names[op.name] = file
    elif op.doing == "rename" and file is not None:
        names[op.to] = file


def power_cuts(ops: Sequence[Op], disk: Disk, luck: Random) -> Iterator[tuple[dict[str, bytes], list[str]]]:
    """Every state that a power cut may leave during a run, with what had been said by then."""
    said: list[str] = []
    for op in ops:
        if op.doing == "say":
            said.append(op.name)
        else:
            disk.do(op)
        for how in ("nothing", "all", "some", "some"):
            yield disk.cut(how, luck), list(said)
