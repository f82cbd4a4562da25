"""A paper as the page template wants it: every copy a sheet, the articles last, all text clean.

The PDF and the printable web page both start from these plain values.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from counter.domain.paper import Paper, Seal, to_json
from counter.papers.fit import paragraphs, width_of
from counter.papers.text import REPRINTED

Plain = dict[str, Any]

_ON_ITS_SIDE = 14
"""Columns from which an A4 sheet is turned on its side."""
_SHORT = 6
"""Cells up to which a column is only as wide as its words."""
_NUMBER = 20
"""Cells of the longest number or moment that stands on one line of its column, where there is room."""
_ROOM = {"A4": 80, "A5": 52, "241x140": 80}
"""Cells beside each other in a table on each form, the blanks beside the rules among them."""
_LEFT_FREE = 8
"""Cells that each other column still has then."""
_LONGEST_LABEL = 9
_DAY = re.compile(r"(\d{4})\s*[年-]\s*(\d{1,2})\s*[月-]\s*(\d{1,2})")


def sheets(papers: Iterable[Paper], *, reprint: bool, copies: Sequence[str] | None) -> list[Plain]:
    """One sheet for each copy of each paper, in plain values that JSON can hold."""
    return [
        {**_sheet(paper), "copy": _clean(copy), "mark": REPRINTED if reprint else ""}
        for paper in papers
        for copy in (paper.copies if copies is None else copies) or ("",)
    ]


def day(papers: Iterable[Paper]) -> tuple[int, int, int] | None:
    """Year, month and day over the first seal, if it is a date: the only date a file may carry."""
    dates = (block.date for paper in papers for block in paper.blocks if isinstance(block, Seal))
    found = next(filter(None, map(_DAY.search, dates)), None)
    if found is None:
        return None
    year, month, number = map(int, found.groups())
    try:
        date(year, month, number)
    except ValueError:
        return None
    return year, month, number


def _sheet(paper: Paper) -> Plain:
    plain: Plain = _clean(json.loads(to_json(paper)))
    blocks = plain["blocks"]
    labels = [row[0] for block in blocks if block["block"] == "fields" for row in block["rows"]]
    longest = min(_LONGEST_LABEL, max((width_of(label) + 1 for label in labels), default=0) // 2)
    for block in blocks:
        if block["block"] == "fields":
            _lay_fields(block, longest)
        if block["block"] == "table":
            _lay_table(block, _ROOM[paper.form])
    wide = any(len(block["widths"]) > _ON_ITS_SIDE for block in blocks if block["block"] == "table")
    return {
        **{name: plain[name] for name in ("title", "hall", "number", "form", "footer")},
        "blocks": _ordered(blocks),
        "flipped": wide and paper.form == "A4",
    }


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return "\n".join(paragraphs(value))
    if isinstance(value, list):
        return [_clean(each) for each in value]
    if isinstance(value, dict):
        return {name: _clean(each) for name, each in value.items()}
    return value


def _lay_fields(block: Plain, longest: int) -> None:
    block["label"] = longest
    block["columns"] = max(1, min(block["columns"], 2))


def _lay_table(block: Plain, room: int) -> None:
    """Fills every row up, and gives each column a weight, or 0 where it is as wide as its words."""
    rows = [block["head"], *block["rows"]]
    count = max(map(len, rows))
    block["head"] = [*block["head"], *[""] * (count - len(block["head"]))] if block["head"] else []
    block["rows"] = [[*row, *[""] * (count - len(row))] for row in block["rows"]]
    block["aligns"] = list(block["aligns"][:count].ljust(count, "l"))
    widest = [max((width_of(row[at]) for row in rows if at < len(row)), default=0) for at in range(count)]
    given = len(block["widths"]) == count and min(block["widths"], default=0) > 0
    weights = block["widths"] if given else [max(3, min(cells, 40)) for cells in widest]
    if count <= _ON_ITS_SIDE and max(widest, default=0) > _SHORT:
        weights = [0 if cells <= _SHORT else weight for cells, weight in zip(widest, weights, strict=True)]
        weights = _numbers_whole(block, weights, widest, room)
    block["widths"] = weights


def _numbers_whole(block: Plain, weights: list[int], widest: list[int], room: int) -> list[int]:
    """Columns of numbers, days and moments as wide as they are, as long as the others keep their room.

    A number that is wider than its column would otherwise be printed across the rule.
    """
    weights = list(weights)
    free = room - sum(2 + (_LEFT_FREE if weight else cells) for weight, cells in zip(weights, widest, strict=True))
    for at, cells in enumerate(widest):
        bare = all(row[at].isascii() for row in block["rows"])
        more = cells - _LEFT_FREE
        if not bare or weights[at] == 0 or cells > _NUMBER or more > free or sum(map(bool, weights)) == 1:
            continue
        weights[at], free = 0, free - max(0, more)
    return weights


def _ordered(blocks: list[Plain]) -> list[Plain]:
    """Signatures beside the seal that follows them, the articles in one block at the end."""
    ordered: list[Plain] = []
    for block in blocks:
        if block["block"] == "seal":
            beside = ordered and ordered[-1]["block"] == "signatures"
            labels = ordered.pop()["labels"] if beside else []
            ordered.append({**block, "block": "closing", "labels": labels})
        elif block["block"] != "articles":
            ordered.append(block)
    lines = [line for block in blocks if block["block"] == "articles" for line in block["lines"]]
    return [*ordered, {"block": "articles", "lines": lines}] if lines else ordered
