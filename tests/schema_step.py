"""Writes the step from the newest older version to the schema of the code: `python -m tests.schema_step`.

The statements land in data/upgrades/N.sql, one to a line-broken block, and stay for ever once the version is
shipped; a test compares an upgraded file with a new one.
"""

from __future__ import annotations

import lzma
import sqlite3
import tempfile
from pathlib import Path
from typing import Any

from sqlalchemy import Column, create_engine, inspect
from sqlalchemy.schema import CreateColumn, CreateIndex, CreateTable

from counter.domain import schema
from counter.locate import data_dir
from counter.storage import SCHEMA_VERSION

OLDER = Path(__file__).parent / "older"


def statements(path: Path) -> list[str]:
    """What a file of the older version lacks, as statements: tables, columns, indexes."""
    engine = create_engine(f"sqlite:///{path}")
    there = inspect(engine)
    known = set(there.get_table_names())
    found = []
    for table in schema.metadata().sorted_tables:
        if table.name not in known:
            found.append(CreateTable(table))
        else:
            columns = {each["name"] for each in there.get_columns(table.name)}
            found += [f"ALTER TABLE {table.name} ADD COLUMN {_said(column, engine.dialect)}"
                      for column in table.columns if column.name not in columns]  # fmt: skip
        indexes = {each["name"] for each in there.get_indexes(table.name)} if table.name in known else set()
        found += [CreateIndex(index) for index in sorted(table.indexes, key=lambda each: str(each.name))
                  if index.name not in indexes]  # fmt: skip
    return [_compiled(each, engine.dialect) for each in found]


def _compiled(statement: Any, dialect: Any) -> str:
    said = statement if isinstance(statement, str) else str(statement.compile(dialect=dialect))
    return " ".join(line.strip() for line in said.strip().splitlines())


def _said(column: Column[Any], dialect: Any) -> str:
    """The column as a statement names it; what old rows hold stands in its default."""
    said = str(CreateColumn(column).compile(dialect=dialect))
    if column.nullable or "DEFAULT" in said:
        return said
    value = getattr(column.default, "arg", None)
    literal = str(int(value)) if isinstance(value, bool | int) else "'" + str(value or "").replace("'", "''") + "'"
    return f"{said} DEFAULT {literal}"


def main() -> None:
    """Writes the file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "old.db"
        path.write_bytes(lzma.decompress((OLDER / f"v{SCHEMA_VERSION - 1}.db.xz").read_bytes()))
        assert sqlite3.connect(path).execute("PRAGMA user_version").fetchone()[0] == SCHEMA_VERSION - 1
        to = data_dir() / "upgrades" / f"{SCHEMA_VERSION}.sql"
        to.parent.mkdir(exist_ok=True)
        to.write_text(";\n".join(statements(path)) + ";\n", encoding="utf-8")


if __name__ == "__main__":
    main()
