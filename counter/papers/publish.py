"""Writes a file so that its name never stands for half of it.

The bytes go to a file beside the final one, are forced to the disk, and take the name in one step.
A power cut leaves the old file or the new one.
"""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

from counter.domain.refusals import Refusal

_FULL = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EFBIG))


class FolderNotWritable(Refusal):
    """The folder is not there, or this person may not write in it."""

    says: ClassVar[str] = "写不进文件夹“{folder}”。请换一个文件夹，或请管理员开通写入权限。"


class DiskFull(Refusal):
    """There is no room for the file."""

    says: ClassVar[str] = "磁盘满了，“{name}”没有存下。请先清出空间，再存一次。"


class DiskFailed(Refusal):
    """The disk took the file badly; `facts["detail"]` has the system's words for the log."""

    says: ClassVar[str] = "“{name}”没有存好，磁盘出了错。请换一个文件夹或 U 盘再存，并告诉管理员。"


def write_file(path: Path, data: bytes) -> None:
    """Puts the data under this name, whole or not at all.

    Raises:
        FolderNotWritable: The folder is missing or closed to this person.
        DiskFull: There is no room.
        DiskFailed: Any other failure of the disk.
    """
    with _named(path), _beside(path) as (handle, draft):
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        _sync_folder(path.parent)


@contextlib.contextmanager
def _beside(path: Path) -> Iterator[tuple[int, Path]]:
    """An open file in the same folder, gone afterwards unless it has taken its name."""
    handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
    draft = Path(name)
    try:
        yield handle, draft
    finally:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)


@contextlib.contextmanager
def _named(path: Path) -> Iterator[None]:
    """Turns what the system says into what the person must know."""
    try:
        yield
    except (PermissionError, FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
        raise FolderNotWritable(folder=path.parent, detail=str(error)) from error
    except OSError as error:
        if error.errno == errno.EROFS:
            raise FolderNotWritable(folder=path.parent, detail=str(error)) from error
        if error.errno in _FULL:
            raise DiskFull(name=path.name, detail=str(error)) from error
        raise DiskFailed(name=path.name, detail=str(error)) from error


def _sync_folder(folder: Path) -> None:
    """Makes the new name itself survive a power cut; Windows has no such call and needs none."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
