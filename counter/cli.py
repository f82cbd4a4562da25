"""The command line: open the hall, set it up, report, print, back up, verify.

Every command imports what it needs when it runs, so that `counter` opens fast. Answers go to stdout;
what goes wrong is one Chinese sentence on stderr, and the exit code is 0 only on success: 1 where the
hall refuses, 2 where the command or a file given to it is wrong.
"""

from __future__ import annotations

import os
import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from counter.domain.refusals import Refusal
from counter.storage import Storage, StorageFault, default_url
from counter.usage import ChineseCommand, ChineseGroup, usage_sentence

if TYPE_CHECKING:
    from counter.domain.hall.opened import Hall

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
importing = typer.Typer(cls=ChineseGroup, rich_markup_mode=None, help="导入名册、事项表。", no_args_is_help=True)
exporting = typer.Typer(cls=ChineseGroup, rich_markup_mode=None, help="导出事项表。", no_args_is_help=True)
reporting = typer.Typer(cls=ChineseGroup, rich_markup_mode=None, help="看和打印报表。", no_args_is_help=True)
app.add_typer(importing, name="import")
app.add_typer(exporting, name="export")
app.add_typer(reporting, name="report")


class Wrong(Refusal):
    """Something on the command line that cannot be."""

    says = "{what}"


class NoTerminal(Refusal):
    """The screens were asked for where nobody can see them."""

    says = "这里不是终端窗口，打不开大厅。请在终端窗口里运行 counter。"


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
        raise typer.Exit(_open(ctx.obj))


def _open(url: str) -> int:
    if not _at_a_terminal():
        raise NoTerminal()
    from counter import app as screens

    return screens.run(url)


def _at_a_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _hall(ctx: typer.Context) -> Hall:
    from counter.domain.setup import open_hall

    return open_hall(Storage(ctx.obj))


def _moment(text: str) -> datetime:
    from counter.domain.clock import at

    try:
        return at(text)
    except ValueError as error:
        raise Wrong(what=f"时间“{text}”写得不对，应如 2026-11-20T09:12。") from error


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Wrong(what=f"日期“{text}”写得不对，应如 2026-11-20。") from error


@app.command("open", cls=ChineseCommand)
def open_(ctx: typer.Context) -> None:
    """打开大厅；第一次打开时先建大厅。"""
    raise typer.Exit(_open(ctx.obj))


@app.command(cls=ChineseCommand)
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
    if no_open or not _at_a_terminal():
        return
    input("\n按 Enter 打开大厅。工号和密码在登录界面上也看得到。")
    raise typer.Exit(_open(there.storage.url))


@app.command(cls=ChineseCommand)
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


@importing.command("residents", cls=ChineseCommand)
def import_residents(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="文件", help="csv、xlsx、xls 或 ods。")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只检查，列出每一行的问题，不导入。")] = False,
    good_only: Annotated[bool, typer.Option("--good-only", help="有问题的行跳过，只导入没有问题的行。")] = False,
) -> None:
    """导入居民名册：身份证号、姓名、村组、户号、关系、电话。"""
    from counter.domain.hall.laid_down import SYSTEM
    from counter.domain.hall.residents.taking_in import import_file

    report = import_file(_hall(ctx), file, SYSTEM, dry_run=dry_run, good_only=good_only)
    for line in report.lines():
        print(line)
    raise typer.Exit(0 if report.good else 1)


@importing.command("items", cls=ChineseCommand)
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
        approved = Approved(approved_by, _day(approved_on), slip)
    begins = _day(since) if since else None
    report = take_in(_hall(ctx), file, SYSTEM, dry_run=dry_run, since=begins, reason=reason, approved=approved)
    for line in report.lines():
        print(line)
    raise typer.Exit(0 if report.good else 1)


@exporting.command("items", cls=ChineseCommand)
def export_items(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="文件", help="xlsx 或 csv，不能已经有了。")],
    template: Annotated[bool, typer.Option("--template", help="只要空表头和填写说明。")] = False,
) -> None:
    """导出事项表，改好可以再导入。"""
    from counter.domain.hall.item_versions.sheet import write_items

    hall = _hall(ctx)
    items = () if template else hall.catalogue.current(hall.today)
    write_items(file, items)
    print(f"已导出{len(items)}项到 {file}。" if items else f"模板已存成 {file}。")


@reporting.command("day", cls=ChineseCommand)
def report_day(
    ctx: typer.Context,
    day: Annotated[str | None, typer.Option("--date", metavar="日期", help="哪一天，默认今天。")] = None,
    as_text: Annotated[bool, typer.Option("--text", help="在屏幕上写出来（默认）。")] = False,
    pdf: Annotated[Path | None, typer.Option(metavar="文件", help="存成 PDF。")] = None,
    to_printer: Annotated[bool, typer.Option("--print", help="交给打印机。")] = False,
) -> None:
    """一天的日报。"""
    from counter import reports

    if sum((as_text, pdf is not None, to_printer)) > 1:
        raise Wrong(what="--text、--pdf、--print 只能写一个。")
    hall = _hall(ctx)
    of = _day(day) if day else hall.today
    if pdf is not None or to_printer:
        print(reports.hand_out(hall, of, pdf))
        return
    print(*reports.daily(hall, of), sep="\n")


@reporting.command("attendance", cls=ChineseCommand)
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
    pdf: Annotated[Path | None, typer.Option(metavar="文件", help="存成 PDF。")] = None,
    xlsx: Annotated[Path | None, typer.Option(metavar="文件", help="汇总表存成电子表格，各类人员各一页。")] = None,
    to_printer: Annotated[bool, typer.Option("--print", help="交给打印机。")] = False,
) -> None:
    """考勤表：一天的（默认）、一周的、一个月的，或者一个人全年的。"""
    from counter import reports
    from counter.domain.attendance import sheets

    if sum((week, month, study, year is not None, why is not None)) > 1:
        raise Wrong(what="--week、--month、--study、--year、--why 只能写一个。")
    if sum((pdf is not None, xlsx is not None, to_printer)) > 1:
        raise Wrong(what="--pdf、--xlsx、--print 只能写一个。")
    if (payroll or xlsx is not None) and not month:
        raise Wrong(what="--payroll、--xlsx 要和 --month 一起写。")
    hall = _hall(ctx)
    of = _day(day) if day else hall.today
    if why is not None:
        print(*reports.attendance_why(hall, of, why), sep="\n")
        return
    kind = next((name for name, wanted in ((sheets.WEEK, week), (sheets.MONTH, month), (sheets.STUDY, study),
                                           (sheets.YEAR, year is not None)) if wanted), sheets.DAY)  # fmt: skip
    if pdf is not None or xlsx is not None or to_printer:
        print(reports.attendance_out(hall, of, kind, payroll, year or "", pdf or xlsx))
        return
    print(*reports.attendance(hall, of, kind, payroll, year or ""), sep="\n")


@reporting.command("leave", cls=ChineseCommand)
def report_leave(
    ctx: typer.Context,
    day: Annotated[str | None, typer.Option("--date", metavar="日期", help="哪一天所在的月，默认本月。")] = None,
    pdf: Annotated[Path | None, typer.Option(metavar="文件", help="存成 PDF。")] = None,
    to_printer: Annotated[bool, typer.Option("--print", help="交给打印机。")] = False,
) -> None:
    """一个月的请销假登记簿。"""
    from counter import reports

    if pdf is not None and to_printer:
        raise Wrong(what="--pdf、--print 只能写一个。")
    hall = _hall(ctx)
    of = _day(day) if day else hall.today
    if pdf is not None or to_printer:
        print(reports.leave_out(hall, of, pdf))
        return
    print(*reports.leave(hall, of), sep="\n")


@reporting.command("duty", cls=ChineseCommand)
def report_duty(
    ctx: typer.Context,
    day: Annotated[str | None, typer.Option("--date", metavar="日期", help="哪一天所在的月，默认本月。")] = None,
    leaders: Annotated[bool, typer.Option("--leaders", help="领导带班值班接访日安排。")] = False,
    noon: Annotated[bool, typer.Option("--noon", help="午间值班记录。")] = False,
    done: Annotated[bool, typer.Option("--done", help="领导带班落实情况。")] = False,
    pdf: Annotated[Path | None, typer.Option(metavar="文件", help="存成 PDF。")] = None,
    to_printer: Annotated[bool, typer.Option("--print", help="交给打印机。")] = False,
) -> None:
    """一个月的值班表（默认）、领导带班安排、午间值班记录，或者带班落实情况。"""
    from counter import reports

    if sum((leaders, noon, done)) > 1:
        raise Wrong(what="--leaders、--noon、--done 只能写一个。")
    if pdf is not None and to_printer:
        raise Wrong(what="--pdf、--print 只能写一个。")
    hall = _hall(ctx)
    of = _day(day) if day else hall.today
    wanted = (("leaders", leaders), ("noon", noon), ("done", done))
    kind = next((name for name, said in wanted if said), "rota")
    if pdf is not None or to_printer:
        print(reports.duty_out(hall, of, kind, pdf))
        return
    print(*reports.duty(hall, of, kind), sep="\n")


@app.command(cls=ChineseCommand)
def due(
    hall: Annotated[str, typer.Option(metavar="大厅", help="哪个大厅的规则。")],
    item: Annotated[str, typer.Option(metavar="编号", help="事项编号，如 MZ-005。")],
    accepted: Annotated[str, typer.Option(metavar="时间", help="受理时间，如 2026-11-20T09:12。")],
    why: Annotated[bool, typer.Option("--why", help="逐日说明怎么算的。")] = False,
) -> None:
    """一件事什么时候到期。第一行就是到期时间。"""
    from counter.domain.casework.history.foresee import foreseen

    found = foreseen(hall, item, _moment(accepted))
    for line in found.lines(why=why):
        print(line)


@app.command(cls=ChineseCommand)
def why(
    ctx: typer.Context,
    case: Annotated[str, typer.Argument(metavar="办件号", help="如 HY-20261120-0031 或 1120-0031。")],
) -> None:
    """一件办件的期限是怎么算出来的，一步一步。"""
    from counter.domain.casework.history.explain import why as explain

    hall = _hall(ctx)
    with hall.look() as connection:
        reckoned = explain(hall, connection, case)
    for step in reckoned.steps:
        cites = "；".join(str(cite) for cite in step.cites)
        print(f"{step.text}（{cites}）" if cites else step.text)


@app.command(cls=ChineseCommand)
def replay(
    file: Annotated[Path, typer.Argument(metavar="文件", help="演练文件（TOML）。")],
    keep: Annotated[Path | None, typer.Option(metavar="文件", help="把演练的数据库留在这里。")] = None,
    report: Annotated[str | None, typer.Option(metavar="报表", help="最后打印报表：day。")] = None,
) -> None:
    """演一天：照文件办一遍，看结果对不对。"""
    import tempfile

    from counter.replay import play, read_script

    if report not in (None, "day"):
        raise Wrong(what=f"没有“{report}”这种报表，可用的有：day。")
    if keep is not None and keep.exists():
        raise Wrong(what=f"{keep} 已经有了，演练只用新的数据库。")
    script = read_script(file)
    with tempfile.TemporaryDirectory(prefix="counter-") as folder:
        outcome = play(script, keep or Path(folder) / "practice.db")
        if report and outcome.stage is not None:
            from counter import reports

            print(*reports.daily(outcome.stage.hall, outcome.stage.hall.today), sep="\n")
        print(*outcome.failures, sep="\n", end="\n" if outcome.failures else "")
        print(f"journal: {outcome.digest}")
        print(outcome.last_line)
        if outcome.stage is not None:
            outcome.stage.hall.storage.close()
    raise typer.Exit(1 if outcome.failures else 0)


@app.command(cls=ChineseCommand)
def rules(
    hall: Annotated[str | None, typer.Option(metavar="大厅", help="只看这个大厅的制度。")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="写成 JSON。")] = False,
) -> None:
    """每一条制度，以及程序里由谁落实。"""
    import json

    from counter.domain import catalogue

    lines = catalogue.overview()
    if hall is not None:
        from counter.domain.hall.beginning.hallfile import load_hall
        from counter.domain.hall.rulebook import shipped

        documents = shipped(load_hall(hall).rulebook).documents
        lines = [line for line in lines if any(catalogue.rule(line["id"]).rests_on(each) for each in documents)]
    if as_json:
        print(json.dumps(lines, ensure_ascii=False, indent=1))
        return
    for line in lines:
        carried = "；".join(line["carried"]) or "尚未落实"
        print(f"{line['id']}  {line['title']}  [{line['source']}]  {carried}")
    kept = sum(bool(line["carried"]) for line in lines)
    print(f"共{len(lines)}条，已落实{kept}条。")


@app.command(cls=ChineseCommand)
def verify(ctx: typer.Context) -> None:
    """查验：日志链、推算值、数据库是否完好。"""
    from counter.domain.oversight.audit import verified

    sound, lines = verified(_hall(ctx))
    for line in lines:
        print(line)
    raise typer.Exit(0 if sound else 1)


@app.command(cls=ChineseCommand)
def backup(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="文件", help="备份到哪里。")],
) -> None:
    """备份，并当场核对备份是完好的。"""
    from counter.domain.oversight.keeping import back_up

    print(back_up(_hall(ctx), file))


@app.command(cls=ChineseCommand)
def restore(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="文件", help="从哪个备份恢复。")],
) -> None:
    """从备份恢复；原来的文件留在旁边。"""
    from counter.domain.oversight.keeping import restore as put_back

    for line in put_back(Storage(ctx.obj), file):
        print(line)


@app.command(cls=ChineseCommand)
def doctor(ctx: typer.Context) -> None:
    """体检：终端、字体、打印机、时钟、磁盘、数据库，哪里不对，怎么办。"""
    from counter.doctor import examined

    findings = list(examined(ctx.obj))
    for finding in findings:
        print(finding.line)
    raise typer.Exit(0 if all(finding.good for finding in findings) else 1)
