"""The command line's own words in Chinese: its help, and what is wrong with a command that cannot be read."""

from __future__ import annotations

import re
from typing import Any

from typer.core import TyperCommand, TyperGroup

_WORDS = {
    "Usage:": "用法：",
    "[OPTIONS]": "[选项]",
    "COMMAND [ARGS]...": "命令 …",
    "Arguments:": "参数：",
    "Options:": "选项：",
    "Commands:": "命令：",
    "Show this message and exit.": "显示这段说明。",
    "[required]": "[必填]",
    "[default: ": "[默认 ",
}


_KIND = re.compile(r" <[a-z ]+>")
_RANGE = re.compile(r"(\d+)<=x<=(\d+)")
_PLACE = re.compile(r"\{(\w+)\}")


def _in_chinese(text: str) -> str:
    for english, chinese in _WORDS.items():
        text = text.replace(english, chinese)
    # Kinds of values are blanked out, not taken out: what stands behind them is aligned.
    text = _KIND.sub(lambda found: " " * len(found[0]), text)
    return _RANGE.sub(r"\1到\2", _PLACE.sub(r"\1", text))


class ChineseCommand(TyperCommand):
    """A command whose help is Chinese throughout."""

    def get_help(self, ctx: Any) -> str:
        """The help text."""
        return _in_chinese(super().get_help(ctx))


class ChineseGroup(TyperGroup):
    """The list of commands, in Chinese throughout and in the order of the day."""

    def get_help(self, ctx: Any) -> str:
        """The help text."""
        return _in_chinese(super().get_help(ctx))


def usage_sentence(error: Exception) -> str | None:
    """The sentence for a command line that typer could not read."""
    if not hasattr(error, "format_message"):
        return None
    ctx = getattr(error, "ctx", None)
    where = f"{ctx.command_path} --help" if ctx else "counter --help"
    return f"{_written_wrongly(error, ctx)}。用法请看：{where}"


def _written_wrongly(error: Any, ctx: Any) -> str:
    name = type(error).__name__
    if name == "NoArgsIsHelpError":
        return f"还要写明做什么：{'、'.join(ctx.command.commands)}"
    if name == "NoSuchOption":
        return f"没有选项“{error.option_name}”"
    if name == "BadOptionUsage":
        return (
            f"“{error.option_name}”后面要写一个值"
            if "requires" in error.message
            else f"“{error.option_name}”后面不写值"
        )
    if name == "MissingParameter":
        return f"缺少“{_called(error.param)}”"
    if name == "BadParameter":
        return f"“{_called(error.param)}”写得不对{_limits(error.message)}"
    if match := re.match(r"No such command '(.*)'", error.message):
        return f"没有命令“{match[1]}”"
    if match := re.match(r"Got unexpected extra arguments? *(?:\(s\))? *\((.*)\)", error.message):
        return f"多写了“{match[1]}”"
    return "命令写得不对"


def _called(param: Any) -> str:
    """What the help calls a parameter: an option by its name, a place by its metavar."""
    option = next((each for each in param.opts if each.startswith("--")), "")
    return option or str(param.metavar or param.name)


def _limits(message: str) -> str:
    for pattern, said in _LIMITS.items():
        if match := re.search(pattern, message):
            return f"，应{said.format(*match.groups())}"
    return ""


_LIMITS = {
    r"valid integer": "为整数",
    r"greater than or equal to (\d+)": "不小于{0}",
    r"less than or equal to (\d+)": "不大于{0}",
}
