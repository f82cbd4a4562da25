"""Ruled tables in the plain signs that every printer has.

A table with more columns than a line holds goes on below in bands, each with the first column
again. Columns take the paper's weights, but none is so narrow that it cannot be read, and while the line
has room no number is torn into two.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from counter.domain.paper import Table
from counter.papers.fit import Measure, longest_word, pad, paragraphs, width_of, wrap
from counter.papers.sheet import Line

_NARROWEST = 2
"""Cells of one Chinese character."""
_READABLE = 6
"""Cells that a column keeps when it has that much to say: three characters."""
_NUMBER = 20
"""Cells of the longest number that is kept whole: a case's number in full."""
_AIRY = 10
"""Cells a column must have on average before blanks stand beside the rules."""

Grid = list[list[str]]


@dataclass(frozen=True, slots=True)
class _Column:
    cells: list[str]
    """The head first, then a cell for each row."""
    least: int
    word: int
    """Cells of the longest number or word in it, which no line should tear."""
    widest: int
    weight: int
    align: str


def ruled(table: Table, width: int, measure: Measure) -> list[Line]:
    """The table in lines of at most `width` cells (20 or more); nothing where it has no column."""
    columns = _unbroken(_columns(table, measure), width)
    if not columns:
        return []
    title = [Line(line) for line in wrap(paragraphs(table.title)[0], width, measure) if line]
    lines: list[Line] = []
    for band in _bands(columns, width):
        lines += _band(band, table, width, measure)
    return [*title, *(_glue(lines[:1]) if title else lines[:1]), *lines[1:]]


def _glue(lines: list[Line]) -> list[Line]:
    return [Line(line.text, line.big, line.head, glued=True) for line in lines]


def _columns(table: Table, measure: Measure) -> list[_Column]:
    rows = [table.head, *table.rows]
    count = max(map(len, rows))
    weighted = len(table.widths) == count and min(table.widths, default=0) > 0
    columns: list[_Column] = []
    for at in range(count):
        cells = [row[at] if at < len(row) else "" for row in rows]
        parts = [part for cell in cells for part in paragraphs(cell)]
        widest = max(width_of(part, measure) for part in parts)
        columns.append(
            _Column(
                cells,
                least=max(_NARROWEST, min(widest, _READABLE)),
                word=min(_NUMBER, max(longest_word(part, measure) for part in parts)),
                widest=widest,
                weight=table.widths[at] if weighted else max(_NARROWEST, min(widest, 5 * _READABLE)),
                align=table.aligns[at : at + 1] or "l",
            )
        )
    return columns


def _unbroken(columns: list[_Column], width: int) -> list[_Column]:
    """The columns wide enough for their numbers, where that parts them into no more bands."""
    whole = [replace(column, least=max(column.least, column.word)) for column in columns]
    if not columns or len(_bands(whole, width)) > len(_bands(columns, width)):
        return columns
    return whole


def _bands(columns: list[_Column], width: int) -> list[list[_Column]]:
    """The columns in bands that fit, the first column in each."""
    first, *others = columns
    bands = [[first]]
    for column in others:
        if sum(each.least + 1 for each in [*bands[-1], column]) + 1 > width:
            bands.append([first])
        bands[-1].append(column)
    return bands


def _band(band: list[_Column], table: Table, width: int, measure: Measure) -> list[Line]:
    side = 1 if width // len(band) >= _AIRY else 0
    room = width - len(band) - 1 - 2 * side * len(band)
    widths = _shares(band, room)
    rule = "+" + "+".join("-" * (each + 2 * side) for each in widths) + "+"
    grids = [_grid(band, at, widths, side, measure) for at in range(len(band[0].cells))]
    head = [rule, *grids[0], rule] if table.head else [rule]
    apart = not table.close and any(len(grid) > 1 for grid in grids[1:])
    lines = [Line(head[0]), *(Line(text, glued=True) for text in head[1:])]
    last = len(grids) - 1
    for at, grid in enumerate(grids[1:], 1):
        texts = [*grid, rule] if apart or at == last else grid
        lines += [Line(text, head=tuple(head), glued=line > 0 or at == 1) for line, text in enumerate(texts)]
    return lines


def _shares(band: Sequence[_Column], room: int) -> list[int]:
    """Cells for each column: by weight, up to what each has to say; what is left goes to the wide ones."""
    widths = [column.least for column in band]
    growing = list(range(len(band)))
    while growing and sum(widths) < room:
        extra = _parts(room - sum(widths), [band[at].weight for at in growing])
        for at, more in zip(growing, extra, strict=True):
            widths[at] += min(more, max(0, band[at].widest - widths[at]))
        growing = [at for at in growing if widths[at] < band[at].widest]
    spare = [column.weight * (column.widest > _READABLE) for column in band]
    extra = _parts(room - sum(widths), spare if any(spare) else [column.weight for column in band])
    return [width + more for width, more in zip(widths, extra, strict=True)]


def _parts(free: int, weights: Sequence[int]) -> list[int]:
    """A number of cells parted by weight, nothing left over."""
    parts: list[int] = []
    total = sum(weights)
    for weight in weights:
        parts.append(free * weight // total if total else 0)
        free, total = free - parts[-1], total - weight
    return parts


def _grid(band: Sequence[_Column], row: int, widths: list[int], side: int, measure: Measure) -> list[str]:
    """One row's lines, with its vertical rules."""
    wrapped = [_wrapped(col.cells[row], cells, measure) for col, cells in zip(band, widths, strict=True)]
    aligns = ["c" if row == 0 else column.align for column in band]
    gap = " " * side
    lines = []
    for parts in zip_longest(*wrapped, fillvalue=""):
        cells = [pad(*cell, measure) for cell in zip(parts, widths, aligns, strict=True)]
        lines.append("|" + "|".join(gap + cell + gap for cell in cells) + "|")
    return lines


def _wrapped(cell: str, width: int, measure: Measure) -> list[str]:
    return [line for part in paragraphs(cell) for line in wrap(part, width, measure)]
