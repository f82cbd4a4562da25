"""Residents and items taken in from tables, items written out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from counter.cli.given import Wrong, day_of, hall_of


def import_residents(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="文件", help="csv、xlsx、xls 或 ods。")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只检查，列出每一行的问题，不导入。")] = False,
    good_only: Annotated[bool, typer.Option("--good-only", help="有问题的行跳过，只导入没有问题的行。")] = False,
) -> None:
    """导入居民名册：身份证号、姓名、村组、户号、关系、电话。"""
    from counter.domain.hall.laid_down import SYSTEM
    from counter.domain.hall.residents.taking_in import import_file

    report = import_file(hall_of(ctx), file, SYSTEM, dry_run=dry_run, good_only=good_only)
    for line in report.lines():
        print(line)
    raise typer.Exit(0 if report.good else 1)


def import_items(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="文件", help="csv、xlsx、xls 或 ods，照导出的模板填。")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只检查，列出每一行的问题，不导入。")] = False,
    since: Annotated[str | None, typer.Option("--from", metavar="日期", help="从哪天起，不写是今天。")] = None,
    reason: Annotated[str, typer.Option(metavar="依据", help="依据的文件，不写是文件名。")] = "",
    approved_by: Annotated[str, typer.Option(metavar="批准人", help="须上级批准的：谁批准的。")] = "",
    approved_on: Annotated[str | None, typer.Option(metavar="日期", help="哪天批准的。")] = None,
    slip: Annotated[str, typer.Option(metavar="批文号", help="批文号。")] = "",
) -> None:
    """导入事项表：有一处不对就一项也不导入，每处都按行、列列出。"""
    from counter.domain.hall.item_versions.importing import import_items as take_in
    from counter.domain.hall.item_versions.wanted import Approved
    from counter.domain.hall.laid_down import SYSTEM

    approved = None
    if approved_by or approved_on or slip:
        if not (approved_by and approved_on and slip):
            raise Wrong(what="--approved-by、--approved-on、--slip 要一起写。")
        approved = Approved(approved_by, day_of(approved_on), slip)
    begins = day_of(since) if since else None
    report = take_in(hall_of(ctx), file, SYSTEM, dry_run=dry_run, since=begins, reason=reason, approved=approved)
    for line in report.lines():
        print(line)
    raise typer.Exit(0 if report.good else 1)


def export_items(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="文件", help="xlsx 或 csv，不能已经有了。")],
    template: Annotated[bool, typer.Option("--template", help="只要空表头和填写说明。")] = False,
) -> None:
    """导出事项表，改好可以再导入。"""
    from counter.domain.hall.item_versions.sheet import write_items

    hall = hall_of(ctx)
    items = () if template else hall.catalogue.current(hall.today)
    write_items(file, items)
    print(f"已导出{len(items)}项到 {file}。" if items else f"模板已存成 {file}。")
