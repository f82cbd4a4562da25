"""Writing a file: the final name stands for the whole of it, or for what was there before."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from counter.papers import publish


def test_the_file_is_there_whole_and_alone(tmp_path: Path) -> None:
    path = tmp_path / "告知书.pdf"
    path.write_bytes(b"old")
    publish.write_file(path, b"new")
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


def test_data_and_folder_are_forced_to_the_disk_around_the_renaming(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, steps = tmp_path / "a.pdf", []
    fsync, replace = os.fsync, Path.replace

    def noted_fsync(handle: int) -> None:
        steps.append("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "data")
        fsync(handle)

    def noted_replace(self: Path, target: Path) -> Path:
        steps.append("name")
        return replace(self, target)

    monkeypatch.setattr(os, "fsync", noted_fsync)
    monkeypatch.setattr(Path, "replace", noted_replace)
    publish.write_file(path, b"new")
    assert steps == ["data", "name", "folder"]


@pytest.mark.parametrize(
    ("code", "refusal"),
    [
        (errno.ENOSPC, publish.DiskFull),
        (errno.EDQUOT, publish.DiskFull),
        (errno.EIO, publish.DiskFailed),
        (errno.EROFS, publish.FolderNotWritable),
        (errno.EACCES, publish.FolderNotWritable),
    ],
)
def test_a_failing_disk_leaves_the_old_file_and_no_draft(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, refusal: type[Exception]
) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"old")

    def failing(_handle: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "fsync", failing)
    with pytest.raises(refusal, match=r"a\.pdf|换一个文件夹"):
        publish.write_file(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("place", ["absent", "file"])
def test_a_folder_that_is_none_is_named(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(publish.FolderNotWritable, match=place):
        publish.write_file(tmp_path / place / "a.pdf", b"new")
