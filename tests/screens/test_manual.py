"""The staff manual says of the keys what the screens say themselves."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.halls import make_hall
from tests.manual_keys import MANUAL, TABLE, tables, written


@pytest.mark.usefixtures("terminal")
async def test_the_manuals_key_tables_are_those_of_the_screens(tmp_path: Path) -> None:
    made = await tables(make_hall(tmp_path))
    text = MANUAL.read_text(encoding="utf-8")
    assert {match[2] for match in TABLE.finditer(text)} == set(made)
    assert written(text, made) == text


def test_the_manual_is_chinese_with_no_command_that_is_not_there() -> None:
    from counter.cli import app

    text = MANUAL.read_text(encoding="utf-8")
    known = {command.name or command.callback.__name__ for command in app.registered_commands if command.callback}
    known |= {str(group.name) for group in app.registered_groups}
    named = set(re.findall(r"counter (?:--db \S+ )?([a-z]+)", text))
    assert named and named <= known
