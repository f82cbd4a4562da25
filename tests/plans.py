"""How SQLite runs what a list asks: by an index, or by reading a table from end to end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import event

from counter.domain.hall.opened import Hall


def plans_of(hall: Hall, look: Callable[[], object], table: str = "cases") -> list[str]:
    """What SQLite says of how it runs each statement of a look."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, _context: Any, _many: bool) -> None:
        asked.append((statement, values))

    with hall.look() as connection:
        engine = connection.engine
    event.listen(engine, "before_cursor_execute", note)
    look()
    event.remove(engine, "before_cursor_execute", note)
    with hall.look() as connection:
        return [
            str(row[3])
            for statement, values in asked
            if table in statement
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        ]


def none_scans(plans: list[str]) -> None:
    """Fails where a table is read from end to end; and where nothing was asked."""
    assert plans
    assert [plan for plan in plans if plan.startswith("SCAN")] == []
