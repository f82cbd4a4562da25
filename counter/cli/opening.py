"""Beginning: the hall opened, a demonstration made, a hall founded."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from counter.cli.given import Wrong
from counter.domain.refusals import Refusal
from counter.storage import Storage, default_url


class NoTerminal(Refusal):
    """The screens were asked for where nobody can see them."""

    says = "这里不是终端窗口，打不开大厅。请在终端窗口里运行 counter。"


def open_hall_at(url: str) -> int:
    """Opens the screens on a database, and gives their exit code.

    Raises:
        NoTerminal: as it says.
    """
    if not at_a_terminal():
        raise NoTerminal()
    from counter import app as screens

    return screens.run(url)


def at_a_terminal() -> bool:
    """Whether somebody sits before it."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def open_(ctx: typer.Context) -> None:
    """打开大厅；第一次打开时先建大厅。"""
    raise typer.Exit(open_hall_at(ctx.obj))


def demo(
    directory: Annotated[Path | None, typer.Option("--dir", metavar="文件夹", help="放在哪里。")] = None,
    days: Annotated[int | None, typer.Option(metavar="天数", min=1, max=366, help="造几天的往事，不写是30天。")] = None,
    seed: Annotated[int | None, typer.Option(metavar="种子", help="同一个种子造出同一个大厅，不写是7。")] = None,
    hall: Annotated[str | None, typer.Option(metavar="大厅", help="照哪个大厅造，不写是demo。")] = None,
    no_open: Annotated[bool, typer.Option("--no-open", help="只造，不打开。")] = False,
) -> None:
    """造一个演示大厅，带一个月的往事，然后打开；已经有了就直接打开。"""
    from counter import demo as making

    place = directory or Path(default_url().removeprefix("sqlite:///")).parent / "demo"
    there = making.standing(place)
    if there is None:
        built = making.build(place, days=days or making.DAYS, seed=making.SEED if seed is None else seed,
                             hall=hall or making.HALL)  # fmt: skip
        there = built.hall
        print(making.report(built))
    elif (days, seed, hall) != (None, None, None):
        making.refuse_another(there)
    else:
        print(*making.found_again(there), sep="\n")
    if no_open or not at_a_terminal():
        return
    input("\n按 Enter 打开大厅。工号和密码在登录界面上也看得到。")
    raise typer.Exit(open_hall_at(there.storage.url))


def init(
    ctx: typer.Context,
    hall: Annotated[str | None, typer.Option(metavar="大厅", help="用哪个自带的大厅。")] = None,
    folder: Annotated[
        Path | None,
        typer.Option("--from", metavar="文件夹", help="里面有 hall.toml，可加 items.toml、residents.csv。"),
    ] = None,
) -> None:
    """建一个新大厅，发给每人一个初始密码。"""
    from counter import founding

    if (hall is None) == (folder is None):
        raise Wrong(what="请写 --hall 大厅名，或 --from 文件夹，二者选一。")
    for line in founding.found(Storage(ctx.obj), hall, folder):
        print(line)
