"""Taking a list of residents into the register: checked against itself and the hall, then all or nothing.

A list with a faulty row is not taken in by itself: the village puts its sheet right, or somebody says
that the good rows are wanted without the rest. What only deserves a look (a village that the hall does
not know, another name than the register's, a column that is not read) hinders nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from counter.domain.hall.opened import Hall
from counter.domain.hall.residents import resident_file
from counter.domain.hall.residents.citizens import Listed, Who, amended, import_residents, listed
from counter.domain.hall.residents.resident_file import Problem, ResidentFile, ResidentRow
from counter.domain.text import mask_id

_ABOUT_THE_SHEET = frozenset({"表头", "工作表"})
"""What is said of these concerns no resident's row."""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What came of reading a list, and of taking it in."""

    file: str
    rows: int
    """Residents that can be taken in."""
    problems: tuple[Problem, ...]
    """Rows that cannot, or not wholly."""
    notices: tuple[Problem, ...]
    """What deserves a look and hinders nothing."""
    new: int
    changed: int
    """Known residents of whom the list says something else."""
    done: bool
    """Whether they were taken in."""
    dry_run: bool = False

    @property
    def good(self) -> bool:
        """Whether it was done as wanted; for a trial, whether it could be."""
        return self.done or (self.dry_run and not self.problems)

    def lines(self) -> Iterator[str]:
        """The report in Chinese, one line a problem."""
        yield f"{self.file}：可以导入{self.rows}人，其中新增{self.new}人，变更{self.changed}人。"
        yield from _told("有问题", self.problems)
        yield from _told("请留意", self.notices)
        yield self._outcome()

    def _outcome(self) -> str:
        if self.done:
            left = f"有问题的{len(self.problems)}处没有导入。" if self.problems else ""
            return f"已导入。{left}"
        if not self.problems:
            return "检查通过，没有导入（只检查）。"
        return "没有导入任何一行。请按上面的行号改好表格再导入；也可以只导入没有问题的行（命令后加 --good-only）。"


def import_file(hall: Hall, path: Path, actor: str, dry_run: bool = False, *, good_only: bool = False) -> ImportReport:
    """Reads a list of residents, checks it and takes it in, in one act.

    Args:
        hall: The hall.
        path: A csv, xlsx, xls or ods file.
        actor: Who imports it.
        dry_run: Only check, and tell every problem by its row.
        good_only: Take in what is good where there are problems; otherwise nothing is taken in then.

    Raises:
        SheetRefused: The file cannot be read as a list of residents.
        NotAllowed: The actor may not import; nothing was taken in.
    """
    found = resident_file.read(path, hall.today)
    problems = tuple(each for each in found.problems if each.field not in _ABOUT_THE_SHEET)
    with hall.look() as connection:
        there = listed(connection)
    people = [_who(row) for row in found.rows]
    new, changed = _compared(people, there)
    wanted = not dry_run and bool(people) and (good_only or not problems)
    if wanted:
        with hall.act(actor) as work:
            work.tell(file=path.name)
            new, changed = import_residents(work, people)
    notices = tuple(_notices(hall, found, there))
    return ImportReport(path.name, len(people), problems, notices, new, changed, wanted, dry_run)


def _told(title: str, problems: Sequence[Problem]) -> Iterator[str]:
    if problems:
        yield f"{title}（{len(problems)}处）："
    yield from (f"  第{each.row}行 {each.field}：{each.said}" for each in problems)


def _who(row: ResidentRow) -> Who:
    return Who(row.name, row.id_no, row.phone, row.village, row.group, row.household, row.relation)


def _compared(people: Sequence[Who], there: Mapping[str, Listed]) -> tuple[int, int]:
    known = [who for who in people if who.id_no in there]
    return len(people) - len(known), sum(bool(amended(there[who.id_no], who)) for who in known)


def _notices(hall: Hall, found: ResidentFile, there: Mapping[str, Listed]) -> Iterator[Problem]:
    yield from (each for each in found.problems if each.field in _ABOUT_THE_SHEET)
    villages = set(hall.laid.villages)
    unknown: set[str] = set()
    for row in found.rows:
        if row.village and row.village not in villages and row.village not in unknown:
            unknown.add(row.village)
            said = f"大厅里没有“{row.village}”这个村（社区），照原样登记；后面相同的不再提示。"
            yield Problem(row.row, "村（社区）", said)
        known = there.get(row.id_no)
        if known is not None and known["name"] != row.name:
            said = f"证号 {mask_id(row.id_no)} 在名册里是“{known['name']}”，按表改为“{row.name}”。"
            yield Problem(row.row, "姓名", said)
