"""Taking a sheet of items into the catalogue: checked whole, then all of it or nothing, in one act.

A code that is not there yet enters, one that says something else gets a new version from a day on, one that
says the same stays; what the sheet does not name stays too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sqlalchemy import func, select

from counter.domain.columns import table_of
from counter.domain.hall.files.datafile import DataFileBroken
from counter.domain.hall.item_versions.sheet import Entry, ItemFile, read_items
from counter.domain.hall.item_versions.wanted import (
    REASON_MOST,
    Approved,
    ItemBackdated,
    ItemDisguised,
    Wanted,
    approval,
    approvers,
    asked,
    bare,
    differences,
    item_values,
    next_version,
    refuse_disguised,
    unserved,
    what_of,
)
from counter.domain.hall.items.checks import FIELD_NAMES, faults
from counter.domain.hall.items.item import Item, ItemNotInForce, UnknownItem, item_from
from counter.domain.hall.model import ItemChange, ItemRow
from counter.domain.hall.opened import Hall
from counter.domain.hall.residents.resident_file import Problem
from counter.domain.hall.rights import Right
from counter.domain.hall.work import Work
from counter.domain.journal import act
from counter.domain.rules import carries
from counter.domain.text import clean

_C = table_of(ItemChange)


@dataclass(frozen=True, slots=True)
class ItemImport:
    """What came of reading a sheet of items, and of taking it in."""

    file: str
    new: int
    changed: int
    same: int
    problems: tuple[Problem, ...]
    notices: tuple[Problem, ...]
    done: bool
    dry_run: bool = False

    @property
    def good(self) -> bool:
        """Whether it was done as wanted; for a trial, whether it could be."""
        return not self.problems

    def lines(self) -> Iterator[str]:
        """The report in Chinese, one line a problem."""
        yield f"{self.file}：新进驻{self.new}项，变更{self.changed}项，没有变化{self.same}项。"
        yield from _told("有问题", self.problems)
        yield from _told("请留意", self.notices)
        if self.problems:
            yield "没有导入任何一项。请按上面的行、列改好表格再导入。"
        elif self.dry_run:
            yield "检查通过，没有导入（只检查）。"
        else:
            yield "已导入。" if self.done else "和现在的一样，没有要导入的。"


@dataclass(frozen=True, slots=True)
class _Compared:
    """A sheet against the catalogue."""

    wanted: tuple[Wanted, ...]
    same: int
    problems: tuple[Problem, ...]
    notices: tuple[Problem, ...]


def import_items(
    hall: Hall,
    path: Path,
    actor: str,
    *,
    dry_run: bool = False,
    since: date | None = None,
    reason: str = "",
    approved: Approved | None = None,
    terminal: str = "",
) -> ItemImport:
    """Reads a sheet of items, checks it and takes it in, in one act.

    Args:
        hall: The hall.
        path: A csv, xlsx, xls or ods file with the headings of the template.
        actor: Who imports it.
        dry_run: Only check, and tell every problem by row and column.
        since: The day from which it holds where the sheet says none, or one that is past; today if None.
        reason: What it rests on; the file's name where nothing is given.
        approved: Who approved entries and exits, where the hall's rules ask for that.
        terminal: Where it is done.

    Raises:
        SheetRefused: The file cannot be read as a list of items.
        NotAllowed, ItemBackdated, ApprovalUnclear: as they say; nothing was taken in.
    """
    file = read_items(path)
    reason = clean(reason, field="依据", most=REASON_MOST) or f"从“{path.name}”导入"
    with hall.act(actor, terminal) as work:
        work.need(Right.SETTINGS)
        if since is not None and since < work.today:
            raise ItemBackdated(today=work.today.isoformat())
        found = _compared(work, file, since or work.today, reason, approved)
        done = bool(found.wanted) and not dry_run and not found.problems
        if done:
            _take_in(work, path.name, found.wanted, approved)
    new = sum(wanted.what == "enter" for wanted in found.wanted)
    return ItemImport(path.name, new, len(found.wanted) - new, found.same, found.problems, found.notices, done, dry_run)


@act("import-items")
@carries("S29.6", "S29.7", "S29.11", by="act")
def _take_in(work: Work, file: str, wanted: Sequence[Wanted], approved: Approved | None) -> None:
    """Writes every version and how it came about."""
    next_id = (work.connection.execute(select(func.max(_C.c.id))).scalar() or 0) + 1
    catalogue = work.hall.catalogue
    versions = []
    for each in wanted:
        before = catalogue.versions(each.item.code)
        number = max((old.version for old in before), default=0) + 1
        versions.append(next_version(each.item, number, each.since, before))
    checked = {"state": "published", "checked": work.moment, "checked_by": work.actor}
    notes = [
        {**asked(work, each), **checked, "id": key, "version": item.version,
         **(approval(work, approved) if approvers(work, each.what) else {})}
        for key, (each, item) in enumerate(zip(wanted, versions, strict=True), start=next_id)
    ]  # fmt: skip
    for row in _alike(notes):
        work.insert_many(ItemChange, row)
    work.insert_many(ItemRow, [item_values(item) for item in versions])
    work.tell(file=file)
    work.laid_down_changed()


def _alike(rows: Sequence[dict[str, object]]) -> Iterator[list[dict[str, object]]]:
    """Rows that fill the same columns together, as one statement takes them."""
    kinds = {tuple(row) for row in rows}
    yield from ([row for row in rows if tuple(row) == kind] for kind in sorted(kinds))


@dataclass(slots=True)
class _Comparing:
    """The state of comparing a sheet with the catalogue."""

    work: Work
    file: ItemFile
    since: date
    reason: str
    approved: Approved | None
    wanted: list[Wanted] = field(default_factory=list)
    same: int = 0
    problems: list[Problem] = field(default_factory=list)
    notices: list[Problem] = field(default_factory=list)
    ended: frozenset[str] = frozenset()
    """The names of items that were cancelled or delegated, or are going to be."""

    def take(self, entry: Entry) -> None:
        """One entry: wanted, the same as now, or told of."""
        begins = max(entry.fields.get("valid_from") or self.since, self.since, self.work.today)
        old = _standing(self.work, entry.code, begins)
        item = self._item(entry, old)
        if item is None:
            return
        if old is not None and not differences(old, item):
            self.same += 1
            return
        for name, said in (*self._wrong(item, old, begins), *self._unapproved(item, old)):
            self.problems.append(self.file.problem(entry.row, name, said))
        self._tell_day(entry, old, begins)
        base = old.version if old is not None else None
        self.wanted.append(Wanted(what_of(item, old), item, begins, self.reason, base=base))

    def _item(self, entry: Entry, old: Item | None) -> Item | None:
        """The item that an entry means: what the sheet has no column for stays as it is."""
        base = bare(old) if old is not None else {}
        fields = {name: value for name, value in entry.fields.items() if name != "valid_from"}
        try:
            return item_from({**base, **fields}, file="事项表")
        except DataFileBroken as broken:
            key = str(broken.facts["key"]).split()[0]
            said = f"{broken.facts['expected']}。"
            self.problems.append(self.file.problem(entry.row, FIELD_NAMES.get(key, key), said))
            return None

    def _wrong(self, item: Item, old: Item | None, on: date) -> Iterator[tuple[str, str]]:
        """Faults that the version before it has not."""
        parts = self.work.hall.book(on).casework.guide.value
        before = faults(old, parts) if old is not None else ()
        if item.name in self.ended:
            try:
                refuse_disguised(self.work, item, on)
            except ItemDisguised as refused:
                yield FIELD_NAMES["name"], refused.sentence
        yield from (fault for fault in faults(item, parts) if fault not in before)
        yield from unserved(self.work, item)

    def _unapproved(self, item: Item, old: Item | None) -> Iterator[tuple[str, str]]:
        needed = approvers(self.work, what_of(item, old))
        if needed and self.approved is None:
            said = f"进驻、取消、下放须经{'、'.join(needed)}批准，请同时写明谁批准的、哪天、批文号。"
            yield FIELD_NAMES["code"], said

    def _tell_day(self, entry: Entry, old: Item | None, begins: date) -> None:
        given = entry.fields.get("valid_from")
        if old is None and given and given != begins:
            said = f"{given.isoformat()}已过，从{begins.isoformat()}起算。"
            self.notices.append(self.file.problem(entry.row, FIELD_NAMES["valid_from"], said))


def _compared(work: Work, file: ItemFile, since: date, reason: str, approved: Approved | None) -> _Compared:
    ended = frozenset(item.name for item in work.hall.catalogue.items if item.status != "open")
    comparing = _Comparing(work, file, since, reason, approved, ended=ended)
    for entry in file.entries:
        comparing.take(entry)
    problems = sorted((*file.problems, *comparing.problems), key=lambda each: each.row)
    notices = (*file.notices, *comparing.notices)
    return _Compared(tuple(comparing.wanted), comparing.same, tuple(problems), notices)


def _standing(work: Work, code: str, on: date) -> Item | None:
    try:
        return work.hall.catalogue.told(code, on)
    except (UnknownItem, ItemNotInForce):
        return None


def _told(title: str, problems: Sequence[Problem]) -> Iterator[str]:
    if problems:
        yield f"{title}（{len(problems)}处）："
    yield from (f"  第{each.row}行 {each.field}：{each.said}" for each in problems)
