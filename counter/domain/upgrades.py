"""The steps from one schema version to the next. A version once shipped keeps its step for ever."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, inspect
from sqlalchemy.schema import CreateColumn
from sqlmodel import SQLModel


def casework_complete(operations: Any) -> None:
    """From 1 to 2: every table, column and index that casework has gained."""
    connection = operations.get_bind()
    there = inspect(connection)
    known = set(there.get_table_names())
    for table in SQLModel.metadata.sorted_tables:
        if table.name not in known:
            table.create(connection)
            continue
        columns = {each["name"] for each in there.get_columns(table.name)}
        for column in table.columns:
            if column.name not in columns:
                connection.exec_driver_sql(f"ALTER TABLE {table.name} ADD COLUMN {_said(column, connection)}")
        indexes = {each["name"] for each in there.get_indexes(table.name)}
        for index in sorted(table.indexes, key=lambda each: str(each.name)):
            if index.name not in indexes:
                index.create(connection)


def _said(column: Column[Any], connection: Any) -> str:
    """The column as a statement names it; what old rows hold stands in its default."""
    said = str(CreateColumn(column).compile(dialect=connection.dialect))
    default = getattr(column.default, "arg", None)
    if column.nullable or "DEFAULT" in said:
        return said
    return f"{said} DEFAULT {_literal(default)}"


def _literal(value: Any) -> str:
    if isinstance(value, bool | int):
        return str(int(value))
    return "'" + str(value or "").replace("'", "''") + "'"
