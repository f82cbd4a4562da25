"""What the rules say: when a case is due and why, a day replayed, every rule with what keeps it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from counter.cli.given import Wrong, hall_of, moment_of


def due(
    hall: Annotated[str, typer.Option(metavar="大厅", help="哪个大厅的规则。")],
    item: Annotated[str, typer.Option(metavar="编号", help="事项编号，如 MZ-005。")],
    accepted: Annotated[str, typer.Option(metavar="时间", help="受理时间，如 2026-11-20T09:12。")],
    why: Annotated[bool, typer.Option("--why", help="逐日说明怎么算的。")] = False,
) -> None:
    """一件事什么时候到期。第一行就是到期时间。"""
    from counter.domain.casework.history.foresee import foreseen

    found = foreseen(hall, item, moment_of(accepted))
    for line in found.lines(why=why):
        print(line)


def why(
    ctx: typer.Context,
    case: Annotated[str, typer.Argument(metavar="办件号", help="如 HY-20261120-0031 或 1120-0031。")],
) -> None:
    """一件办件的期限是怎么算出来的，一步一步。"""
    from counter.domain.casework.history.explain import why as explain

    hall = hall_of(ctx)
    with hall.look() as connection:
        reckoned = explain(hall, connection, case)
    for step in reckoned.steps:
        cites = "；".join(str(cite) for cite in step.cites)
        print(f"{step.text}（{cites}）" if cites else step.text)


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
