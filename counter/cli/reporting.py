"""What the records say, on the screen, as a PDF or on paper: the day, attendance, leave, duty."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from counter.cli.given import Wrong, day_of, hall_of, only_one

if TYPE_CHECKING:
    from counter.domain.hall.opened import Hall

_Pdf = Annotated[Path | None, typer.Option(metavar="文件", help="存成 PDF。")]
_ToPrinter = Annotated[bool, typer.Option("--print", help="交给打印机。")]


def report_day(
    ctx: typer.Context,
    day: Annotated[str | None, typer.Option("--date", metavar="日期", help="哪一天，默认今天。")] = None,
    as_text: Annotated[bool, typer.Option("--text", help="在屏幕上写出来（默认）。")] = False,
    pdf: _Pdf = None,
    to_printer: _ToPrinter = False,
) -> None:
    """一天的日报。"""
    from counter import reports

    only_one("--text、--pdf、--print", as_text, pdf is not None, to_printer)
    hall, of = _on(ctx, day)
    if pdf is not None or to_printer:
        print(reports.hand_out(hall, of, pdf))
        return
    print(*reports.daily(hall, of), sep="\n")


def report_attendance(
    ctx: typer.Context,
    day: Annotated[
        str | None, typer.Option("--date", metavar="日期", help="哪一天所在的日、周、月、年，默认今天。")
    ] = None,
    week: Annotated[bool, typer.Option("--week", help="一周的公示。")] = False,
    month: Annotated[bool, typer.Option("--month", help="一个月的汇总表。")] = False,
    study: Annotated[bool, typer.Option("--study", help="一个月的学习登记簿。")] = False,
    year: Annotated[str | None, typer.Option(metavar="工号", help="一个人的全年考勤。")] = None,
    why: Annotated[str | None, typer.Option(metavar="工号", help="一个人这一天为什么这样记，带依据。")] = None,
    payroll: Annotated[str, typer.Option(metavar="人员", help="汇总表出给哪些人，如 公益岗；不写就是本中心的。")] = "",
    pdf: _Pdf = None,
    xlsx: Annotated[Path | None, typer.Option(metavar="文件", help="汇总表存成电子表格，各类人员各一页。")] = None,
    to_printer: _ToPrinter = False,
) -> None:
    """考勤表：一天的（默认）、一周的、一个月的，或者一个人全年的。"""
    from counter import reports
    from counter.domain.attendance.month import sheets

    only_one("--week、--month、--study、--year、--why", week, month, study, year is not None, why is not None)
    only_one("--pdf、--xlsx、--print", pdf is not None, xlsx is not None, to_printer)
    if (payroll or xlsx is not None) and not month:
        raise Wrong(what="--payroll、--xlsx 要和 --month 一起写。")
    hall, of = _on(ctx, day)
    if why is not None:
        print(*reports.attendance_why(hall, of, why), sep="\n")
        return
    kind = next((name for name, wanted in ((sheets.WEEK, week), (sheets.MONTH, month), (sheets.STUDY, study),
                                           (sheets.YEAR, year is not None)) if wanted), sheets.DAY)  # fmt: skip
    if pdf is not None or xlsx is not None or to_printer:
        print(reports.attendance_out(hall, of, kind, payroll, year or "", pdf or xlsx))
        return
    print(*reports.attendance(hall, of, kind, payroll, year or ""), sep="\n")


def report_leave(
    ctx: typer.Context,
    day: Annotated[str | None, typer.Option("--date", metavar="日期", help="哪一天所在的月，默认本月。")] = None,
    pdf: _Pdf = None,
    to_printer: _ToPrinter = False,
) -> None:
    """一个月的请销假登记簿。"""
    from counter import reports

    only_one("--pdf、--print", pdf is not None, to_printer)
    hall, of = _on(ctx, day)
    if pdf is not None or to_printer:
        print(reports.leave_out(hall, of, pdf))
        return
    print(*reports.leave(hall, of), sep="\n")


def report_duty(
    ctx: typer.Context,
    day: Annotated[str | None, typer.Option("--date", metavar="日期", help="哪一天所在的月，默认本月。")] = None,
    leaders: Annotated[bool, typer.Option("--leaders", help="领导带班值班接访日安排。")] = False,
    noon: Annotated[bool, typer.Option("--noon", help="午间值班记录。")] = False,
    done: Annotated[bool, typer.Option("--done", help="领导带班落实情况。")] = False,
    pdf: _Pdf = None,
    to_printer: _ToPrinter = False,
) -> None:
    """一个月的值班表（默认）、领导带班安排、午间值班记录，或者带班落实情况。"""
    from counter import reports

    only_one("--leaders、--noon、--done", leaders, noon, done)
    only_one("--pdf、--print", pdf is not None, to_printer)
    hall, of = _on(ctx, day)
    wanted = (("leaders", leaders), ("noon", noon), ("done", done))
    kind = next((name for name, said in wanted if said), "rota")
    if pdf is not None or to_printer:
        print(reports.duty_out(hall, of, kind, pdf))
        return
    print(*reports.duty(hall, of, kind), sep="\n")


def _on(ctx: typer.Context, day: str | None) -> tuple[Hall, date]:
    """The hall, and the day that is meant: today where none is given."""
    hall = hall_of(ctx)
    return hall, day_of(day) if day else hall.today
