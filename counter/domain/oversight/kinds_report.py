"""How each kind of case is carried out, kind by kind, for those who check it regularly (S01.8).

The kinds are those that the hall's own document names, in its order, and whatever else came; a supplement is what
once waited for papers, a return what was given back or refused. A period's cases are counted by the day on which
each thing happened; what stands open stands as it is now.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, String, bindparam, func, select, type_coerce

from counter.domain.casework.case.events import RETURNED_KIND
from counter.domain.casework.model import Case
from counter.domain.columns import table_of
from counter.domain.hall.items.item import KIND_NAMES
from counter.domain.hall.opened import Hall
from counter.domain.paper import Table
from counter.domain.rules import carries

NAMES: Mapping[str, str] = {**KIND_NAMES, "supplement": "补办件", "returned": RETURNED_KIND, "agency": "代理件"}
COLUMNS = ("受理", "按时", "超期办结", "在办", "在办超期")
_C = table_of(Case)
_FIRST, _LAST = (bindparam(name, type_=_C.c.day.type) for name in ("first", "last"))
_NOW = bindparam("now", type_=_C.c.due.type)
_KEPT = _C.c.state != "void"
_GIVEN_BACK = _C.c.state.in_(("returned", "refused"))


def _within(column: Any) -> Any:
    return (column >= _FIRST) & (column <= _LAST)


_WHICH: Mapping[str, tuple[Any, ...]] = {
    "受理": (_within(_C.c.accept_day), _KEPT),
    "按时": (_within(_C.c.closed_day), _KEPT, _C.c.overdue == False),  # noqa: E712
    "超期办结": (_within(_C.c.closed_day), _KEPT, _C.c.overdue == True),  # noqa: E712
    "在办": (_C.c.list == "open",),
    "在办超期": (_C.c.list == "open", _C.c.due < _NOW),
}
_BY_KIND = {
    name: select(_C.c.kind, func.count()).where(*where, _C.c.kind.is_not(None)).group_by(_C.c.kind)
    for name, where in _WHICH.items()
}
_FLAGGED = {
    flag: {
        name: select(func.count()).where(*where, type_coerce(_C.c.flags, String).contains(f'"{flag}"'))
        for name, where in _WHICH.items()
    }
    for flag in ("supplement", "agency")
}
_RETURNED = select(func.count()).where(_within(_C.c.closed_day), _GIVEN_BACK)


@dataclass(frozen=True, slots=True)
class KindCounts:
    """One kind's period."""

    kind: str
    counts: Mapping[str, int]
    """By the names of the columns; a return counts under 退回 alone."""


@carries("S01.8", by="report")
def kinds(hall: Hall, connection: Connection, first: date, last: date) -> list[KindCounts]:
    """Every kind that the hall names, and others that came, from a first to a last day."""
    values = {"first": first, "last": last, "now": hall.clock().moment}
    found: dict[str, Counter[str]] = {}
    for name, query in _BY_KIND.items():
        for kind, count in connection.execute(query, values):
            found.setdefault(kind, Counter())[name] = count
    named = [str(each) for each in hall.book(last).casework.kinds.value]
    for flag, queries in _FLAGGED.items():
        if flag in named:
            counted = {name: connection.execute(query, values).scalar_one() for name, query in queries.items()}
            found[flag] = Counter(counted)
    found["returned"] = Counter({"退回": connection.execute(_RETURNED, values).scalar_one()})
    others = sorted(found.keys() - set(named))
    return [KindCounts(kind, found.get(kind, Counter())) for kind in (*named, *others)]


def as_table(counted: list[KindCounts]) -> Table:
    """The kinds as a table for a paper."""
    titles = ("办件类型", *COLUMNS, "退回")
    rows = tuple((NAMES[each.kind], *(_shown(each, name) for name in titles[1:])) for each in counted)
    return Table(titles, rows, (16, 5, 5, 8, 5, 8, 5), "lrrrrrr", "分办件类型")


def _shown(each: KindCounts, name: str) -> str:
    """Only a return is counted as one; of it nothing else is."""
    return str(each.counts[name]) if (name == "退回") == (each.kind == "returned") else "-"
