"""A file that somebody names by its path, typed or pasted."""

from __future__ import annotations

from pathlib import Path

from counter.domain.refusals import Refusal


class NoSuchFile(Refusal):
    """A path that names no file."""

    says = "没有找到文件“{path}”，请写完整的路径。"


def file_at(typed: str) -> Path:
    """The file of a path as it was typed or pasted.

    Raises:
        NoSuchFile: where there is none.
    """
    path = Path(typed.strip().strip("\"'")).expanduser()
    if not path.is_file():
        raise NoSuchFile(path=typed.strip())
    return path
