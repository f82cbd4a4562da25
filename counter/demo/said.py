"""What is said of a demonstration hall that was built: who signs on, where it is, how its last day went."""

from __future__ import annotations

from collections.abc import Iterator

from counter.demo.built import Built, SignOn
from counter.domain.oversight.daily import summary_paper
from counter.papers import text
from counter.papers.fit import pad, width_of

_WARNING = "人名、证号、电话、办件全是虚构的，密码人人可见：不要用它登记真实的办件。"


def report(built: Built) -> str:
    """What was built, who can sign on with which PIN, and the summary of the last working day, in Chinese."""
    with built.hall.look() as connection:
        day = summary_paper(built.hall, connection, built.last_working_day)
    return "\n".join([*_opening(built), "", *staff_lines(built.staff), "", *text.render(day)])


def _opening(built: Built) -> Iterator[str]:
    counts = built.counts
    yield f"演示大厅“{built.hall.name}”已建好。{_WARNING}"
    yield f"数据文件：{built.path}"
    yield f'再次打开：counter --db "sqlite:///{built.path}"'
    yield (
        f"{counts['villages']}个村（社区），{counts['residents']}名居民，{counts['items']}个事项，"
        f"{len(built.staff)}人可以登录。"
    )
    yield (
        f"往事从{built.first_day:%Y-%m-%d}起：办件{counts['cases']}件，咨询{counts['enquiries']}次；"
        f"现在在办{counts['open']}件，待补{counts['wait']}件，待领{counts['collect']}件。"
    )
    yield f"日志{counts['entries']}条，校验码 {built.digest}"


def staff_lines(staff: tuple[SignOn, ...]) -> Iterator[str]:
    """Who signs on with which PIN, in columns."""
    rows = [("工号", "姓名", "密码", "职务", "窗口"), *(_row(each) for each in staff)]
    widths = [max(width_of(row[column]) for row in rows) + 2 for column in range(len(rows[0]))]
    for row in rows:
        yield "".join(pad(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _row(person: SignOn) -> tuple[str, ...]:
    return (person.no, person.name, person.pin, person.title or person.roles, person.window)
