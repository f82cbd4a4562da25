"""Reading a scenario file: acts and expectations in the order in which they stand, every mistake with its line.

An unknown verb, field, dotted path, or a label used before it exists ends the replay before anything is
played.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from math import isfinite
from pathlib import Path
from typing import Any

from counter.domain.clock import ZONE, at
from counter.domain.refusals import Refusal
from counter.replay import words
from counter.replay.holds import SUBJECTS
from counter.replay.verbs import VERBS

_HEADER = re.compile(r"^\s*\[\[\s*(\w[\w-]*)\s*\]\]")
_TABLES = ("staff", "post", "item", "act", "expect")
_TOP = {"hall", "start", "rules", "staff", "post", "item", "act", "expect", "title"}


class ScriptWrong(Refusal):
    """A scenario file that cannot be played."""

    says = "{file} 第{line}行：{what}"


@dataclass(frozen=True, slots=True)
class Part:
    """One table of the file: an act, an expectation, an item …, with the line it begins at."""

    kind: str
    line: int
    data: Mapping[str, Any]
    lines: Mapping[str, int] = field(default_factory=dict)
    """The line of each field."""

    def line_of(self, name: str) -> int:
        """The line of a field, or of the table where the field has none of its own."""
        return self.lines.get(name, self.line)


@dataclass(frozen=True, slots=True)
class Script:
    """A scenario, checked."""

    file: str
    hall: str
    start: datetime
    rules: Mapping[str, Any]
    staff: tuple[Part, ...]
    posts: tuple[Part, ...]
    items: tuple[Part, ...]
    steps: tuple[Part, ...]
    """Acts and expectations, in the order of the file."""
    rule_lines: Mapping[str, int] = field(default_factory=dict)
    """The line of each overridden rule."""


def read_script(path: Path) -> Script:
    """The scenario of a file.

    Raises:
        ScriptWrong: naming the line and what is wrong with it.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise ScriptWrong(file=path.name, line=1, what="没有这个文件") from error
    except (OSError, UnicodeDecodeError) as error:
        raise ScriptWrong(file=path.name, line=1, what="文件读不了，要用 UTF-8 编码的文本") from error
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        raise ScriptWrong(file=path.name, line=found[1] if found else 1, what="写法不对，不是 TOML 格式") from error
    return _Reader(path.name, text, data).script()


class _Reader:
    def __init__(self, file: str, text: str, data: Mapping[str, Any]) -> None:
        self.file = file
        self.text = text.splitlines()
        self.data = data

    def script(self) -> Script:
        for name in self.data:
            if name not in _TOP:
                raise self._wrong(self._find(name), f"不认识“{name}”")
        if "hall" not in self.data or "start" not in self.data:
            raise self._wrong(1, "缺 hall 或 start")
        parts = list(self._parts())
        self._all_found(parts)
        script = Script(
            self.file, str(self.data["hall"]), self._moment(self.data["start"], self._find("start")),
            self._rules(), _of(parts, "staff"), _of(parts, "post"), _of(parts, "item"),
            tuple(each for each in parts if each.kind in ("act", "expect")),
            {path: self._find(path) for path in self._rules()},
        )  # fmt: skip
        self._check(script)
        return script

    def _parts(self) -> Iterator[Part]:
        seen: dict[str, int] = {}
        heads = [(n, m[1]) for n, line in enumerate(self.text, 1) if (m := _HEADER.match(line)) and m[1] in _TOP]
        for at_, (line, kind) in enumerate(heads):
            index = seen.get(kind, 0)
            seen[kind] = index + 1
            tables = self.data.get(kind)
            if not isinstance(tables, list) or index >= len(tables):
                raise self._wrong(line, f"[[{kind}]] 写法不对")
            until = heads[at_ + 1][0] - 1 if at_ + 1 < len(heads) else len(self.text)
            yield Part(kind, line, tables[index], self._field_lines(line, until))

    def _all_found(self, parts: list[Part]) -> None:
        """Refuses tables that are written otherwise than under a header of their own: they would be left out."""
        for kind in _TABLES:
            tables = self.data.get(kind, [])
            if not isinstance(tables, list) or len(tables) != len(_of(parts, kind)):
                raise self._wrong(self._find(kind), f"每个 {kind} 要各写在自己的 [[{kind}]] 下面")

    def _rules(self) -> Mapping[str, Any]:
        rules = self.data.get("rules", {})
        if not isinstance(rules, dict):
            raise self._wrong(self._find("rules"), "[rules] 写法不对")
        return rules

    def _field_lines(self, first: int, last: int) -> dict[str, int]:
        found: dict[str, int] = {}
        for line in range(first, last):
            if match := re.match(r'^\s*"?([\w.-]+)"?\s*=', self.text[line]):
                found.setdefault(match[1], line + 1)
        return found

    def _check(self, script: Script) -> None:
        labels: dict[str, set[str]] = {}
        last = script.start
        for part in script.steps:
            if part.kind == "act":
                last = self._check_act(part, labels, last)
            else:
                self._check_expectation(part, labels)

    def _check_act(self, part: Part, labels: dict[str, set[str]], last: datetime) -> datetime:
        verb = part.data.get("do")
        if not isinstance(verb, str) or verb not in VERBS:
            raise self._wrong(part.line_of("do"), f"不认识的动词“{verb}”")
        known = VERBS[verb]
        if known.play is None:
            raise self._wrong(part.line_of("do"), f"动词“{verb}”本版还不能演练")
        for name in part.data:
            if name not in known.fields and name not in words.EVERY_ACT:
                raise self._wrong(part.line_of(name), f"动词“{verb}”没有“{name}”这一项")
        for name in ("at", "by", *known.needs):
            if name not in part.data:
                raise self._wrong(part.line, f"缺“{name}”")
        self._check_values(part, known)
        self._check_lines(part)
        for name in known.people:
            for each in part.data[name] if name in words.TABLES else (part.data.get(name),):
                self._check_person(part, name, each)
        when = self._moment(part.data["at"], part.line_of("at"))
        if when < last:
            raise self._wrong(part.line_of("at"), "时间比上一步还早，演练不能倒着走")
        if "happened" in part.data:
            self._moment(part.data["happened"], part.line_of("happened"))
        self._labels(part, known, labels)
        return when

    def _check_values(self, part: Part, known: words.Verb) -> None:
        for name, value in part.data.items():
            if name in known.moments:
                self._moment(value, part.line_of(name))
            elif name in known.times:
                if not _is_day(value):
                    self._moment(value, part.line_of(name))
            elif wanted := _wanted(name, value):
                raise self._wrong(part.line_of(name), f"“{name}”要写成{wanted}")

    def _check_lines(self, part: Part) -> None:
        for each in part.data.get("lines", ()):
            for name, value in each.items():
                if name not in words.LINE:
                    raise self._wrong(part.line_of("lines"), f"“lines”里没有“{name}”这一项")
                if name != "applicant" and (wanted := _wanted(name, value)):
                    raise self._wrong(part.line_of("lines"), f"“{name}”要写成{wanted}")
            for name in ("item", "applicant"):
                if name not in each:
                    raise self._wrong(part.line_of("lines"), f"“lines”里缺“{name}”")
            self._check_person(part, "lines", each["applicant"])

    def _check_person(self, part: Part, name: str, value: Any) -> None:
        if value is None:
            return
        if not isinstance(value, dict):
            raise self._wrong(part.line_of(name), f"“{name}”要写成 {{ name = … }}")
        for inner, said in value.items():
            if inner not in words.PERSON:
                raise self._wrong(part.line_of(name), f"“{name}”里没有“{inner}”这一项")
            if isinstance(said, bool) or not isinstance(said, str | int):
                raise self._wrong(part.line_of(name), f"“{name}”里的“{inner}”要写成文字，加引号")

    def _labels(self, part: Part, known: words.Verb, labels: dict[str, set[str]]) -> None:
        for name, kind in (("case", "case"), ("label", known.labels)):
            if name not in part.data or not kind:
                continue
            label = part.data[name]
            made = labels.setdefault(kind, set())
            if name == known.makes or (name == "label" and known.makes == "case"):
                made.add(label)
                if known.asks:
                    labels.setdefault("approval", set()).add(label)
            elif label not in made and not (kind == "approval" and part.data.get("refused")):
                raise self._wrong(part.line_of(name), f"“{label}”还没有出现过")

        cases = labels.setdefault("case", set())
        cases.update(each["case"] for each in part.data.get("lines", ()) if "case" in each)
        for label in part.data.get("cases", ()):
            if label not in cases:
                raise self._wrong(part.line_of("cases"), f"“{label}”还没有出现过")

    def _check_expectation(self, part: Part, labels: dict[str, set[str]]) -> None:
        subject = next((name for name in SUBJECTS if name in part.data), None)
        if subject is None:
            raise self._wrong(part.line, "没有说期望的是什么（case、report …）")
        if not SUBJECTS[subject].fields:
            raise self._wrong(part.line_of(subject), f"“{subject}”的期望本版还不能检查")
        for name in part.data:
            if name not in SUBJECTS[subject].fields and name not in ("at", subject):
                raise self._wrong(part.line_of(name), f"“{subject}”没有“{name}”这一项")
            if name in words.TIMES and not _is_time(part.data[name]):
                raise self._wrong(part.line_of(name), f'“{name}”要写成日期或时间，没有的写 ""')
        if SUBJECTS[subject].labelled and part.data[subject] not in labels.get(subject, set()):
            raise self._wrong(part.line_of(subject), f"“{part.data[subject]}”还没有出现过")
        if "at" in part.data:
            self._moment(part.data["at"], part.line_of("at"))

    def _moment(self, value: Any, line: int) -> datetime:
        if isinstance(value, datetime):
            return value if value.tzinfo else value.replace(tzinfo=ZONE)
        if isinstance(value, date):
            raise self._wrong(line, "要写到时分：2026-11-20T09:12:00")
        try:
            return at(str(value))
        except ValueError as error:
            raise self._wrong(line, f"时间“{value}”写得不对，应如 2026-11-20T09:12:00") from error

    def _find(self, name: str) -> int:
        pattern = re.compile(rf'^\s*\[*\s*"?{re.escape(name)}"?\s*[=\]]')
        return next((n for n, line in enumerate(self.text, 1) if pattern.match(line)), 1)

    def _wrong(self, line: int, what: str) -> ScriptWrong:
        return ScriptWrong(file=self.file, line=line, what=what)


def _wanted(name: str, value: Any) -> str:
    """How a field's value must be written, where it is not; empty where it is right."""
    if name == "by" and not (isinstance(value, str) and value.isascii() and value.isdigit()):
        return "工号，加引号的数字"
    if name in words.TEXTS and not isinstance(value, str):
        return "文字，加引号"
    if name in words.LISTS and not (isinstance(value, list) and all(isinstance(each, str) for each in value)):
        return '清单，如 ["申请表"]'
    if name in words.TABLES and not (isinstance(value, list) and all(isinstance(each, dict) for each in value)):
        return "清单，一行一个 { … = … }"
    if name in words.WHOLE and (isinstance(value, bool) or not isinstance(value, int)):
        return "整数"
    if name in words.NUMBERS and not _is_number(value):
        return "数字"
    if name in words.DAYS and not (isinstance(value, list | dict) and all(_is_day(each) for each in value)):
        return '日期的清单，如 ["2026-10-01"]'
    if name in words.ONE_DAY and not _is_day(value):
        return "日期，如 2026-11-20"
    if name in ("from", "until") and not _is_day(value) and not _are_days(value):
        return "日期，如 2026-11-20"
    if name == "fields" and not isinstance(value, dict):
        return " { … = … }"
    if name == "requirements" and not isinstance(value, list | dict):
        return '清单，如 ["补交图纸"]，或者 { 部门 = … }'
    if name in words.TRUTHS and not isinstance(value, bool):
        return " true 或 false"
    if name == "on_paper" and not (isinstance(value, dict) and set(value) <= words.SIGNED):
        return " { by = …, on = …, slip = … }"
    if name == "refused" and not isinstance(value, bool | str):
        return " true、false 或制度编号"
    return ""


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


def _is_day(value: Any) -> bool:
    if isinstance(value, date):
        return True
    try:
        return isinstance(value, str) and bool(date.fromisoformat(value))
    except ValueError:
        return False


def _are_days(value: Any) -> bool:
    """Whether it is a day for each of several, as for departments."""
    return isinstance(value, dict) and all(_is_day(each) for each in value.values())


def _is_time(value: Any) -> bool:
    """Whether an expectation can be compared with it: a day, a moment, or none."""
    if value == "" or _is_day(value):
        return True
    try:
        return isinstance(value, str) and bool(datetime.fromisoformat(value))
    except ValueError:
        return False


def _of(parts: list[Part], kind: str) -> tuple[Part, ...]:
    return tuple(each for each in parts if each.kind == kind)
