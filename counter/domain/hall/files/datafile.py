"""Reads a shipped or hall-made TOML file into a strict, frozen model.

A file is written by people, so what is wrong with it is said by file, entry and key, with what was
expected there. Unknown keys are refused: a misspelt key must not silently change a hall.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from counter.domain.refusals import Refusal

ModelT = TypeVar("ModelT", bound=BaseModel)


class DataFileMissing(Refusal):
    """The file is not there, or may not be read."""

    says = "打不开文件 {file}，请检查它是否存在、能否读取。"


class DataFileUnreadable(Refusal):
    """The file is not text, or not TOML."""

    says = "文件 {file} 读不懂：{reason}，请按原样改正后再用。"


class DataFileBroken(Refusal):
    """A value in the file is missing, unknown or of the wrong form."""

    says = "文件 {file} 中“{entry}”的 {key} 不对：{expected}。"


class Plain(BaseModel):
    """The base of everything read from a file: frozen, strict, and refusing unknown keys."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


def read(path: Path) -> dict[str, Any]:
    """The file's tables as plain values, lists as tuples.

    Raises:
        DataFileMissing: The file cannot be opened.
        DataFileUnreadable: It is not UTF-8 or not TOML.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise DataFileMissing(file=path.name) from error
    except UnicodeDecodeError as error:
        raise DataFileUnreadable(file=path.name, reason="不是 UTF-8 文字") from error
    except tomllib.TOMLDecodeError as error:
        raise DataFileUnreadable(file=path.name, reason=f"格式有误（{error}）") from error
    return {key: frozen(value) for key, value in data.items()}


def checked(model: type[ModelT], data: object, *, file: str, entry: str) -> ModelT:
    """The data as the model, or a refusal that names the first key that does not fit.

    Raises:
        DataFileBroken: With `file`, `entry`, `key` and `expected` among its facts.
    """
    try:
        return model.model_validate(frozen(data))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        key = _key(first["loc"]) or "内容"
        raise DataFileBroken(file=file, entry=entry, key=key, expected=_expected(first)) from error


def frozen(value: Any) -> Any:
    """A value as read from a file, with tuples for its lists."""
    if isinstance(value, list | tuple):
        return tuple(frozen(each) for each in value)
    if isinstance(value, dict):
        return {key: frozen(each) for key, each in value.items()}
    return value


def _key(place: tuple[int | str, ...]) -> str:
    """`materials 第3项 name`: how a person counts, from one."""
    return " ".join(f"第{step + 1}项" if isinstance(step, int) else step for step in place)


_EXPECTED: Mapping[str, str] = {
    "missing": "缺少这一项",
    "extra_forbidden": "没有这样的项目，请检查拼写",
    "string_type": "应为文字，加引号",
    "string_too_short": "不能为空",
    "int_type": "应为整数",
    "float_type": "应为数字",
    "bool_type": "应为 true 或 false",
    "tuple_type": "应为方括号列表",
    "dict_type": "应为花括号表",
    "model_type": "应为花括号表",
    "date_type": "应为日期，如 2026-01-01",
    "too_short": "不能为空",
}


def _expected(error: Any) -> str:
    """What should have stood there, in words."""
    kind, facts = error["type"], error.get("ctx", {})
    if kind in ("literal_error", "enum"):
        return "应为 " + str(facts["expected"]).replace(" or ", "、").replace(", ", "、") + " 之一"
    if kind == "value_error":
        return str(facts["error"])
    if kind == "string_pattern_mismatch":
        return f"应符合格式 {facts['pattern']}"
    if kind.startswith(("greater_than", "less_than")):
        return "数值超出允许范围"
    return _EXPECTED.get(kind, "写法不对")
