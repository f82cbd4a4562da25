"""What a font file says of itself: which characters each face holds, and its family.

No engine that makes PDF stops at a character its fonts lack: it prints a box or nothing. So the
character map is read here, before printing. Formats 4 and 12 are what fonts with Chinese have.
"""

from __future__ import annotations

import struct
from array import array
from bisect import bisect_left
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO


class UnreadableFontError(ValueError):
    """The file holds no character map that can be read."""


@dataclass(frozen=True, slots=True)
class Sfnt:
    """One face: its family, and its characters as ranges in ascending order."""

    family: str
    starts: array[int]
    ends: array[int]

    def holds(self, char: str) -> bool:
        """Whether the face has a glyph for this character."""
        code = ord(char)
        at = bisect_left(self.ends, code)
        return at < len(self.ends) and self.starts[at] <= code


def read(path: Path) -> list[Sfnt]:
    """Every face of a font file; a collection has several.

    Raises:
        UnreadableFontError: A face in it has no character map in format 4 or 12.
        OSError: The file cannot be read.
    """
    try:
        with path.open("rb") as file:
            return [_face(file, offset) for offset in _faces(file)]
    except (struct.error, IndexError, OverflowError, MemoryError) as error:
        raise UnreadableFontError(path.name) from error


def _faces(file: BinaryIO) -> tuple[int, ...]:
    if file.read(4) != b"ttcf":
        return (0,)
    _version, count = struct.unpack(">II", file.read(8))
    return struct.unpack(f">{count}I", file.read(4 * count))


def _face(file: BinaryIO, offset: int) -> Sfnt:
    file.seek(offset + 4)
    (count,) = struct.unpack(">H", file.read(2))
    file.seek(offset + 12)
    directory = file.read(16 * count)
    tables: dict[bytes, tuple[int, int]] = {}
    for number in range(count):
        tag, _checksum, start, length = struct.unpack_from(">4sIII", directory, 16 * number)
        tables[tag] = (start, length)
    if b"cmap" not in tables:
        raise UnreadableFontError(file.name)
    starts, ends = _characters(_table(file, tables[b"cmap"]))
    return Sfnt(_family(_table(file, tables[b"name"])) if b"name" in tables else "", starts, ends)


def _table(file: BinaryIO, place: tuple[int, int]) -> bytes:
    file.seek(place[0])
    return file.read(place[1])


def _family(table: bytes) -> str:
    """The first family name in a Windows record."""
    _version, count, strings = struct.unpack_from(">HHH", table, 0)
    for number in range(count):
        platform, _, _, name, length, start = struct.unpack_from(">6H", table, 6 + 12 * number)
        if platform == 3 and name == 1:
            return table[strings + start : strings + start + length].decode("utf-16-be", "replace")
    return ""


def _characters(table: bytes) -> tuple[array[int], array[int]]:
    (count,) = struct.unpack_from(">H", table, 2)
    formats: dict[int, int] = {}
    for number in range(count):
        platform, encoding, start = struct.unpack_from(">HHI", table, 4 + 8 * number)
        if platform == 0 or (platform, encoding) in ((3, 1), (3, 10)):
            formats[struct.unpack_from(">H", table, start)[0]] = start
    if 12 in formats:
        return _format_12(table, formats[12])
    if 4 in formats:
        return _format_4(table, formats[4])
    raise UnreadableFontError("cmap")


def _format_12(table: bytes, start: int) -> tuple[array[int], array[int]]:
    (count,) = struct.unpack_from(">I", table, start + 12)
    if 12 * count > len(table):
        raise UnreadableFontError("cmap")
    groups = struct.unpack_from(f">{3 * count}I", table, start + 16)
    return array("L", groups[0::3]), array("L", groups[1::3])


def _format_4(table: bytes, start: int) -> tuple[array[int], array[int]]:
    (doubled,) = struct.unpack_from(">H", table, start + 6)
    count = doubled // 2
    ends, starts, deltas, offsets = (
        struct.unpack_from(f">{count}H", table, start + 14 + at * doubled + (2 if at else 0)) for at in range(4)
    )
    found = array("L")
    for segment in range(count):
        at = start + 16 + 3 * doubled + 2 * segment + offsets[segment]
        for code in range(starts[segment], ends[segment] + 1):
            if not offsets[segment]:
                glyph = code + deltas[segment] & 0xFFFF
            else:
                glyph = struct.unpack_from(">H", table, at + 2 * (code - starts[segment]))[0]
            if glyph and code != 0xFFFF:
                found.append(code)
    return found, found
