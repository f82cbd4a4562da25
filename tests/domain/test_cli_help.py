"""The help of every command is Chinese, and every command has one."""

from __future__ import annotations

import re

import pytest

from counter.cli import app
from tests.said import Say

_LINE = "open demo init import export report due why replay rules verify backup restore doctor"
COMMANDS = _LINE.split()
_LATIN = re.compile(r"[A-Za-z]{3,}")
_NAMES = "counter toml csv xlsx xls ods TOML JSON PDF sqlite hall items residents demo day attendance leave duty"
_KNOWN = frozenset(_NAMES.split())
"""What stays in Latin letters in a help: names of files, forms, halls, commands."""


def test_the_list_of_commands(say: Say) -> None:
    code, out, err = say("--help")
    assert (code, err) == (0, "")
    listed = re.findall(r"^  ([a-z]+)  +\S", out[out.index("命令：") :], re.MULTILINE)
    assert sorted(listed) == sorted(COMMANDS)


def _paths() -> list[list[str]]:
    inner = (
        "import residents",
        "import items",
        "export items",
        "report day",
        "report attendance",
        "report leave",
        "report duty",
    )
    return [*([name] for name in COMMANDS), *(each.split() for each in inner)]


@pytest.mark.parametrize("path", _paths(), ids=" ".join)
def test_every_help_is_chinese(say: Say, path: list[str]) -> None:
    code, out, err = say(*path, "--help")
    assert (code, err) == (0, "")
    assert "用法：" in out
    shown = re.sub(r"https?://\S+|sqlite:\S*|COUNTER_\w+", "", out)
    plain = re.sub(r"--[a-z-]+", "", shown)
    assert {word for word in _LATIN.findall(plain) if word not in {*_KNOWN, *COMMANDS}} == set()


def test_every_command_of_the_list_is_tried_here() -> None:
    names = {each.name for each in app.registered_commands} | {each.name for each in app.registered_groups}
    found = {each.name or each.callback.__name__ for each in app.registered_commands if each.callback}
    assert found | (names - {None}) == set(COMMANDS)
