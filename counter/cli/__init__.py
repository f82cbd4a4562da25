"""The command line: open the hall, set it up, report, print, back up, verify; the commands stand in the rooms beside.

Every command imports what it needs when it runs, so that `counter` opens fast. Answers go to stdout;
what goes wrong is one Chinese sentence on stderr, and the exit code is 0 only on success: 1 where the
hall refuses, 2 where the command or a file given to it is wrong.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from typing import Annotated, Any

import typer

from counter.cli import keeping, opening, reporting, tables, telling
from counter.cli.given import Wrong
from counter.cli.opening import open_hall_at
from counter.cli.usage import ChineseCommand, ChineseGroup, usage_sentence
from counter.domain.refusals import Refusal
from counter.storage import StorageFault, default_url

WRONG = 2
"""The exit code for a command that is written wrongly."""
INTERRUPTED = 130
"""The exit code for a command that somebody stopped."""

app = typer.Typer(
    cls=ChineseGroup,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=False,
    help="乡镇便民服务中心的窗口程序。不写命令就打开大厅。",
)
_COMMANDS: Mapping[str, Callable[..., Any]] = {
    "open": opening.open_, "demo": opening.demo, "init": opening.init,
    "due": telling.due, "why": telling.why, "replay": telling.replay, "rules": telling.rules,
    "verify": keeping.verify, "backup": keeping.backup, "restore": keeping.restore, "doctor": keeping.doctor,
}  # fmt: skip
"""Every command by its name, in the order of the help."""

_GROUPS: Mapping[str, tuple[str, Mapping[str, Callable[..., Any]]]] = {
    "import": ("导入名册、事项表。", {"residents": tables.import_residents, "items": tables.import_items}),
    "export": ("导出事项表。", {"items": tables.export_items}),
    "report": ("看和打印报表。", {
        "day": reporting.report_day, "attendance": reporting.report_attendance, "leave": reporting.report_leave,
        "duty": reporting.report_duty,
    }),
}  # fmt: skip
"""Groups of commands by their name, each with its help."""


def _add(group: typer.Typer, commands: Mapping[str, Callable[..., Any]]) -> None:
    for name, command in commands.items():
        group.command(name, cls=ChineseCommand)(command)


_add(app, _COMMANDS)
for _name, (_help, _inner) in _GROUPS.items():
    _group = typer.Typer(cls=ChineseGroup, rich_markup_mode=None, help=_help, no_args_is_help=True)
    _add(_group, _inner)
    app.add_typer(_group, name=_name)


def main() -> None:
    """The entry point: every failure becomes a sentence and an exit code."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Runs one command line.

    Returns:
        The exit code.
    """
    try:
        code = app(arguments, standalone_mode=False, prog_name="counter")
    except (Refusal, StorageFault) as refusal:
        return _say(refusal.sentence, _code_of(refusal))
    except typer.Exit as leaving:
        code = leaving.exit_code
    except (KeyboardInterrupt, EOFError, typer.Abort):
        return _say("已中止。", INTERRUPTED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except Exception as error:
        if (sentence := usage_sentence(error)) is not None:
            return _say(sentence, WRONG)
        return _unexpected(error)
    if code == INTERRUPTED:
        return _say("已中止。", INTERRUPTED)
    return code if isinstance(code, int) else 0


def _say(sentence: str, code: int) -> int:
    print(sentence, file=sys.stderr)
    return code


def _code_of(refusal: Exception) -> int:
    from counter.replay.script import ScriptWrong

    return WRONG if isinstance(refusal, ScriptWrong | Wrong) else 1


def _unexpected(error: Exception) -> int:
    from counter.logs import keep_traceback

    place = keep_traceback(error)
    return _say(f"程序出错，已记入日志 {place}。数据没有动，请把日志交给管理员。", 1)


@app.callback(invoke_without_command=True)
def _top(
    ctx: typer.Context,
    db: Annotated[
        str | None, typer.Option("--db", metavar="地址", help="数据库地址，如 sqlite:///D:/hall.db。")
    ] = None,
) -> None:
    ctx.obj = db or default_url()
    if ctx.invoked_subcommand is None:
        raise typer.Exit(open_hall_at(ctx.obj))
