"""The training hall that a scenario is played in: new, empty, its clock and its people as the file says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from counter.domain.clock import PutClock
from counter.domain.hall.beginning.hallfile import HallFile, PostEntry, StaffEntry, WindowEntry, load_hall
from counter.domain.hall.files.datafile import frozen
from counter.domain.hall.items.item import Item, item_from
from counter.domain.hall.rulebook import Override, known_path, shipped
from counter.domain.refusals import Refusal
from counter.domain.setup import create
from counter.replay.script import Part, Script, ScriptWrong
from counter.replay.stage import OVERRIDE, Stage
from counter.storage import Storage

E = TypeVar("E", StaffEntry, PostEntry)
_ALWAYS = date(2000, 1, 1)
"""Rules of a scenario hold for late entries of earlier days too."""


def set_stage(script: Script, database: Path) -> Stage:
    """Builds the training hall of a scenario.

    Raises:
        ScriptWrong: for a hall, rule path, post or item that cannot be, with its line.
    """
    file = _hall_file(script)
    clock = PutClock(script.start)
    overrides = _overrides(script, file)
    items = tuple(_item(script, part.data, part.line) for part in script.items)
    storage = Storage(f"sqlite:///{database}")
    try:
        hall = create(storage, file, clock=clock, practice=True, extra_items=items, overrides=overrides)
    except Refusal as refusal:
        raise ScriptWrong(file=script.file, line=1, what=refusal.sentence) from refusal
    return Stage(hall, clock)


def _hall_file(script: Script) -> HallFile:
    try:
        file = load_hall(script.hall)
    except Refusal as refusal:
        raise ScriptWrong(file=script.file, line=1, what=refusal.sentence) from refusal
    change: dict[str, Any] = {}
    if script.staff:
        change["staff"] = tuple(_entry(StaffEntry, script, part) for part in script.staff)
    if script.posts:
        posts = tuple(_entry(PostEntry, script, part) for part in script.posts)
        change |= {"posts": posts, "windows": (*file.windows, *_windows(file, posts))}
    return _whole(file.model_copy(update=change)) if change else file


def _windows(file: HallFile, posts: Iterable[PostEntry]) -> list[WindowEntry]:
    """The windows that only the scenario's posts name: a window is known by its posts."""
    known = {each.code for each in file.windows} | {each.name for each in file.windows}
    return [WindowEntry(code=name, name=name) for name in dict.fromkeys(each.window for each in posts)
            if name not in known]  # fmt: skip


def _entry(kind: type[E], script: Script, part: Part) -> E:
    try:
        named = {"name": part.data["window"]} if kind is PostEntry and "window" in part.data else {}
        return kind.model_validate(named | _tupled(part.data))
    except ValidationError as error:
        name = str(error.errors()[0]["loc"][0])
        what = f"“{name}”没有写或写得不对"
        raise ScriptWrong(file=script.file, line=part.line_of(name), what=what) from error


def _tupled(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in data.items()}


def _whole(file: HallFile) -> HallFile:
    """The hall with no post held by somebody who is not there: the first clerk takes what is left over."""
    there = {each.no for each in file.staff}
    first = file.staff[0].no
    posts = tuple(
        post.model_copy(update={"a": post.a if post.a in there else first, "b": post.b if post.b in there else ""})
        for post in file.posts
    )
    return file.model_copy(update={"posts": posts})


def _overrides(script: Script, file: HallFile) -> tuple[Override, ...]:
    book = shipped(file.rulebook)
    for path in script.rules:
        if not known_path(book, path):
            raise ScriptWrong(file=script.file, line=script.rule_lines[path], what=f"规则里没有“{path}”这一项")
    for part in script.steps:
        if part.data.get("do") == "change-rule" and not known_path(book, part.data["path"]):
            path = part.data["path"]
            raise ScriptWrong(file=script.file, line=part.line_of("path"), what=f"规则里没有“{path}”这一项")
    return tuple(Override(path, value, _ALWAYS, OVERRIDE) for path, value in script.rules.items())


def _item(script: Script, data: Mapping[str, Any], line: int) -> Item:
    plain = {name: frozen(value) for name, value in data.items()}
    try:
        return item_from(plain, file=script.file)
    except Refusal as refusal:
        raise ScriptWrong(file=script.file, line=line, what=refusal.sentence) from refusal
