"""How values stand in the tables, and how the same values stand in the journal.

Moments are stored as UTC text to the second (`2026-11-20T01:12:00Z`), days as ISO text, lists and
maps as canonical JSON text: what a table holds and what the journal says can be compared letter by
letter. A derived column is marked in its `info`; it can be deleted and rebuilt, so the journal
leaves it out.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime
from typing import Any, cast

from sqlalchemy import Column, Table
from sqlalchemy.types import String, Text, TypeDecorator
from sqlmodel import Field, SQLModel

DERIVED = {"derived": True}
"""The `info` of a column whose value follows from the facts."""


def canonical(value: Any) -> str:
    """JSON with sorted keys and no spaces, characters as they are."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def moment_text(moment: datetime) -> str:
    """A moment as stored: UTC, to the second.

    Raises:
        ValueError: for a naive moment.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment without its zone")
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def moment_of(text: str) -> datetime:
    """The moment that `moment_text` wrote."""
    return datetime.fromisoformat(text)


class Moment(TypeDecorator[datetime]):
    """An aware moment, stored as UTC text."""

    impl = String(20)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> str | None:
        """To the database."""
        return None if value is None else moment_text(value)

    def process_result_value(self, value: str | None, dialect: Any) -> datetime | None:
        """From the database."""
        return None if value is None else moment_of(value)


class Day(TypeDecorator[date]):
    """A local date, stored as ISO text."""

    impl = String(10)
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Any) -> str | None:
        """To the database."""
        return None if value is None else value.isoformat()

    def process_result_value(self, value: str | None, dialect: Any) -> date | None:
        """From the database."""
        return None if value is None else date.fromisoformat(value)


class Json(TypeDecorator[Any]):
    """A list or map, stored as canonical JSON text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> str | None:
        """To the database."""
        return None if value is None else canonical(value)

    def process_result_value(self, value: str | None, dialect: Any) -> Any:
        """From the database."""
        return None if value is None else json.loads(value)


def plain(value: Any) -> Any:
    """A value as the tables hold it, for the journal."""
    if isinstance(value, datetime):
        return moment_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, list | tuple | dict):
        return canonical(value)
    return value


def moment_column(*, derived: bool = False, nullable: bool = True, index: bool = False) -> Any:
    """A column for a moment."""
    return _column(Moment, derived=derived, nullable=nullable, index=index)


def day_column(*, derived: bool = False, nullable: bool = True, index: bool = False) -> Any:
    """A column for a local date."""
    return _column(Day, derived=derived, nullable=nullable, index=index)


def json_text(*, derived: bool = False, nullable: bool = False) -> Any:
    """A column for a list or map."""
    return _column(Json, derived=derived, nullable=nullable, index=False)


def derived_text(*, index: bool = False) -> Any:
    """A text column whose value follows from the facts."""
    return _column(Text, derived=True, nullable=True, index=index)


def _column(kind: Any, *, derived: bool, nullable: bool, index: bool) -> Any:
    info = DERIVED if derived else {}
    empty: dict[str, Any] = {"default": None} if nullable else {}
    return Field(**empty, sa_type=kind, nullable=nullable, index=index, sa_column_kwargs={"info": info})


def table_of(model: type[SQLModel]) -> Table:
    """The SQLAlchemy table of a model, for statements of the hot path."""
    return cast(Table, model.__table__)  # type: ignore[attr-defined]


def derived_names(table: Table) -> frozenset[str]:
    """The names of a table's derived columns."""
    return frozenset(column.name for column in table.columns if is_derived(column))


def is_digest(column: Column[Any]) -> bool:
    """Whether the journal keeps only the hash of the column's long text."""
    return bool(column.info.get("digest"))


def text_digest(text: str) -> str:
    """What the journal keeps of a long text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def is_derived(column: Column[Any]) -> bool:
    """Whether the column follows from the facts."""
    return bool(column.info.get("derived"))
