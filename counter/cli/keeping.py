"""The hall kept safe: verified, backed up, restored, examined."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from counter.cli.given import hall_of
from counter.storage import Storage


def verify(ctx: typer.Context) -> None:
    """查验：日志链、推算值、数据库是否完好。"""
    from counter.domain.oversight.audit import verified

    sound, lines = verified(hall_of(ctx))
    for line in lines:
        print(line)
    raise typer.Exit(0 if sound else 1)


def backup(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="文件", help="备份到哪里。")],
) -> None:
    """备份，并当场核对备份是完好的。"""
    from counter.domain.oversight.keeping import back_up

    print(back_up(hall_of(ctx), file))


def restore(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="文件", help="从哪个备份恢复。")],
) -> None:
    """从备份恢复；原来的文件留在旁边。"""
    from counter.domain.oversight.keeping import restore as put_back

    for line in put_back(Storage(ctx.obj), file):
        print(line)


def doctor(ctx: typer.Context) -> None:
    """体检：终端、字体、打印机、时钟、磁盘、数据库，哪里不对，怎么办。"""
    from counter.doctor import examined

    findings = list(examined(ctx.obj))
    for finding in findings:
        print(finding.line)
    raise typer.Exit(0 if all(finding.good for finding in findings) else 1)
