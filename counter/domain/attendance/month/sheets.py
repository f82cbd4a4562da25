"""The sheets of attendance as papers: of a day, the week's publication, the month's sheet, one person's year.

Keeps: arrivals and departures as the comprehensive window keeps them, summed up for the leader's signature and the
discipline office's files (S32.2, S32.3; F36, R04, R05), put up every week (S32.6, K26), open to everybody in the hall
(S32.14, R30), findings as inspected (S32.13). People on other payrolls have sheets of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from counter.domain.approvals.slips import month_of
from counter.domain.attendance.month import records as reading
from counter.domain.attendance.month import roll_calls, signed_sheets
from counter.domain.attendance.month.marks import MARK_NAMES, MARK_SIGNS, NO_LATE, DayMarks
from counter.domain.attendance.month.tally import FIT, NOTHING_DUE, Tally, award_said, halves_said, tallied
from counter.domain.attendance.presence.punching import HOW_NAMES
from counter.domain.casework.case import visits
from counter.domain.casework.papers.notices import said, said_day
from counter.domain.clock import local, weekday
from counter.domain.hall.duty.facts import moment
from counter.domain.hall.files.workbook import Value, Written
from counter.domain.hall.rights import Right
from counter.domain.journal import act, head
from counter.domain.paper import Articles, Block, Fields, Paper, Signatures, Table, Text
from counter.domain.reckoning import Cite
from counter.domain.refusals import Refusal
from counter.domain.rules import carries

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from counter.domain.attendance.month.records import Records
    from counter.domain.hall.laid_down import Person
    from counter.domain.hall.opened import Hall
    from counter.domain.hall.work import Work

DAY, WEEK, MONTH, YEAR, STUDY = (
    "attendance-day", "attendance-week", "attendance-month", "attendance-year", "study-register"
)  # fmt: skip
TITLES = {
    DAY: "考勤登记表", WEEK: "考勤公示", MONTH: "考勤汇总表", YEAR: "个人全年考勤", STUDY: "学习登记簿",
}  # fmt: skip
SIGNERS = ("考勤员", "中心主任", "分管领导", "镇纪委备案")
NO_MONEY = Text("无故迟到、早退、旷工的，按制度扣当月工作经费；本表只记次数，不记金额。", "note")
DEDUCTED = Cite("无故迟到、早退、旷工的，按制度扣当月工作经费", ("S32.9",))
OWN_PAYROLL = "本中心"
"""What the people of the hall's own payroll are called, beside the others."""
_COUNTED: tuple[tuple[str, Callable[[Tally], str]], ...] = (
    ("应到", lambda each: str(each.due)), ("到岗", lambda each: str(each.of("present"))),
    ("迟到", lambda each: _times(each.of("late"), each.minutes_late)),
    ("早退", lambda each: _times(each.of("early"), each.minutes_early)),
    ("未签", lambda each: _some(each.of("no-sign-out"))), ("待说", lambda each: _some(each.of("unexplained"))),
    ("旷工", lambda each: halves_said(each.absent_halves) if each.absent_halves else ""),
    ("请假", lambda each: _some(each.of("leave"))),
    ("公出", lambda each: _some(each.of("official") + each.of("group-duty"))),
    ("下村", lambda each: _some(each.of("village"))), ("顶岗", lambda each: _some(each.of("stand-in"))),
    ("学缺", lambda each: _some(each.of("study-absent"))), ("脱岗", lambda each: _some(each.of("left-post"))),
)  # fmt: skip
COUNTED_SAYS = Text("迟到、早退写“次数/分钟”，旷工写天数，其余写天数。", "note")
_HALF_MONTH = 15
_WEEK = 7


class NobodyThere(Refusal):
    """A sheet of a payroll that nobody is on."""

    says = "没有“{payroll}”的人员，不用出这张表。"


# -- the papers --------------------------------------------------------------------------------


@carries("S32.2", "S32.13", by="report")
def day_paper(hall: Hall, connection: Connection, day: date) -> Paper:
    """The day's register: who came and left when, with marks and remarks (R04, F36)."""
    known = reading.read(hall, day, day)
    rows = tuple(_day_row(known, person, day) for person in known.people())
    table = Table(("工号", "姓名", "上午到", "上午走", "下午到", "下午走", "考勤", "备注"), rows,
                  (4, 7, 6, 6, 6, 6, 15, 20))  # fmt: skip
    found = [known.of(person, day) for person in known.people()]
    total = tallied(found)
    counts = "  ".join(f"{name}{total.of(mark)}" for mark, name in MARK_NAMES.items() if total.of(mark))
    blocks: tuple[Block, ...] = (
        Fields((("日期", said_day(day)), ("应到", f"{sum(bool(each.trails) for each in found)} 人"),
                ("情况", counts or "还没有定"), ("打印时", said(hall.clock().moment)))),
        table, *_outside(known, day), Signatures(("考勤员", "分管领导")), _articles(known, day),
    )  # fmt: skip
    return _paper(known, connection, DAY, f"{day}", blocks)


@carries("S32.6", "S32.14", by="report")
def week_paper(hall: Hall, connection: Connection, day: date) -> Paper:
    """The attendance of a week, to be put up in the hall (R05, K26)."""
    first, last = week_of(day)
    known = reading.read(hall, first, last)
    days = list(known.days())
    rows = tuple(
        (person.name, *(cell(each) for each in known.month(person)), _against(known, person))
        for person in known.people()
    )
    head_row = ("姓名", *(f"{weekday(each)[1]}{each.day}" for each in days), "合计")
    blocks: tuple[Block, ...] = (
        Fields((("公示期间", f"{said_day(first)}至{said_day(last)}"), ("公示", _published(hall, connection, known)))),
        Table(head_row, rows, (8, *([5] * _WEEK), 20)), _legend(), _articles(known, last),
    )  # fmt: skip
    return _paper(known, connection, WEEK, f"{first}至{last:%m-%d}", blocks)


@carries("S32.3", "S32.9", "S32.13", "S32.14", by="report")
def month_paper(hall: Hall, connection: Connection, month: date, payroll: str = "") -> Paper:
    """The month's sheet of one payroll: marks of each day, counts, signature lines, the journal's digest (F36, R30).

    Args:
        hall: The hall.
        connection: An open look.
        month: A day of the month.
        payroll: Another payroll (公益岗 …) than the hall's own.

    Raises:
        NobodyThere: where nobody is on that payroll.
    """
    first, last = month_of(month)
    known = reading.read(hall, first, last)
    people = of_payroll(known, payroll)
    if not people:
        raise NobodyThere(payroll=payroll or OWN_PAYROLL)
    days = list(known.days())
    tallies = {person.no: _tally(known, person) for person in people}
    blocks: list[Block] = [
        Fields((("月份", f"{first:%Y年%m月}"), ("人员", f"{payroll or OWN_PAYROLL} {len(people)} 人"),
                ("签字", _signed(hall, connection, known)), ("备案", _filed(hall, connection, known)))),
        _grid(known, people, days[:_HALF_MONTH], 0, "上半月"),
        _grid(known, people, days[_HALF_MONTH:], _HALF_MONTH, "下半月"),
        _legend(), *_sums(known, people, tallies), *_remarks(known, people), NO_MONEY,
        Signatures(SIGNERS), _articles(known, last, DEDUCTED, known.book(last).attendance.award_leave_days.cite),
    ]  # fmt: skip
    number = f"{first:%Y-%m}{f'（{payroll}）' if payroll else ''}"
    return _paper(known, connection, MONTH, number, tuple(blocks))


def month_papers(hall: Hall, connection: Connection, month: date) -> list[Paper]:
    """The month's sheets of every payroll, the hall's own first: what the leader signs."""
    known = reading.read(hall, *month_of(month))
    return [month_paper(hall, connection, month, payroll) for payroll in payrolls(known)]


@carries("S32.14", by="report")
def year_paper(hall: Hall, connection: Connection, person: Person, day: date) -> Paper:
    """One person's year: each month's counts, and every day that is not simply there."""
    first, last = date(day.year, 1, 1), date(day.year, 12, 31)
    known = reading.read(hall, first, min(last, max(hall.today, first)))
    by_month: dict[int, list[tuple[date, DayMarks]]] = {}
    for each in known.days():
        by_month.setdefault(each.month, []).append((each, known.of(person, each)))
    rows = tuple((f"{number}月", *(of(tallied(marks for _, marks in days)) for _, of in _COUNTED))
                 for number, days in by_month.items())  # fmt: skip
    whole = tallied(marks for days in by_month.values() for _, marks in days)
    rows += (("全年", *(of(whole) for _, of in _COUNTED)),)
    told = tuple((f"{each:%m-%d} {weekday(each)}", marks.said, _why(known, person, each))
                 for days in by_month.values() for each, marks in days if _notable(marks))  # fmt: skip
    blocks: list[Block] = [
        Fields((("姓名", f"{person.name}（{person.no}）"), ("年份", f"{day.year}年"),
                ("人员", person.payroll or OWN_PAYROLL), ("截至", said(hall.clock().moment)))),
        Table(("月份", *(name for name, _ in _COUNTED)), rows, (5, *([4] * len(_COUNTED)))),
        Table(("日期", "考勤", "依据"), told, (12, 18, 50), title="不是全天到岗的日子"),
        COUNTED_SAYS, NO_MONEY, Signatures(("本人", "考勤员")), _articles(known, known.last, DEDUCTED),
    ]  # fmt: skip
    return _paper(known, connection, YEAR, f"{day.year}-{person.no}", tuple(blocks), (person,))


@carries("S32.18", "S38.8", "S38.11", by="report")
def study_paper(hall: Hall, connection: Connection, month: date) -> Paper:
    """The register of study: time, place, content, who was there, who was not and why (S38.11)."""
    first, last = month_of(month)
    known = reading.read(hall, first, last)
    calls = [each for each in roll_calls.of_days(connection, first, last) if each.study]
    rows = tuple(
        (f"{local(each.at):%m-%d %H:%M}", each.place, each.topic, f"{len(each.present)}",
         "；".join(f"{hall.person(no).name}（{why or '未说明'}）" for no, why in each.absent.items()) or "无",
         hall.person(each.called_by).name)
        for each in calls
    )  # fmt: skip
    blocks: tuple[Block, ...] = (
        Fields((("月份", f"{first:%Y年%m月}"), ("学习", f"{len(calls)} 次"))),
        Table(("时间", "地点", "内容", "到", "缺席及原因", "点名"), rows, (11, 10, 22, 4, 24, 8)),
        Signatures(("记录人", "中心主任")), _articles(known, last, known.book(last).attendance.study_absence.cite),
    )  # fmt: skip
    return _paper(known, connection, STUDY, f"{first:%Y-%m}", blocks)


@act("attendance-paper")
def keep(work: Work, made: Paper, since: date) -> int:
    """Stores a sheet, to be printed; gives its key. Everybody may print what is open to everybody (S32.14).

    Raises:
        NotAllowed: another's year, for whoever neither keeps attendance nor may print the hall's reports.
    """
    if made.kind == YEAR and not made.number.endswith(f"-{work.actor}"):
        work.need(Right.REPORT)
    return visits.keep_again(work, made, since)


def maker(kind: str, payroll: str = "", person: Person | None = None) -> Callable[[Hall, Connection, date], Paper]:
    """What makes a sheet of a kind for a day."""
    if kind == MONTH:
        return lambda hall, connection, day: month_paper(hall, connection, day, payroll)
    if kind == YEAR and person is not None:
        return lambda hall, connection, day: year_paper(hall, connection, person, day)
    return {DAY: day_paper, WEEK: week_paper, STUDY: study_paper}[kind]


# -- a sheet for other programs ----------------------------------------------------------------


def month_sheets(hall: Hall, month: date) -> list[Written]:
    """The month as sheets for a spreadsheet program, one for each payroll: a row a person, a column a day."""
    with hall.look():
        known = reading.read(hall, *month_of(month))
        return [_written(known, payroll) for payroll in payrolls(known)]


def _written(known: Records, payroll: str) -> Written:
    titles: list[Value] = ["工号", "姓名", *(str(each.day) for each in known.days()), *(name for name, _ in _COUNTED),
                           "评优"]  # fmt: skip
    book, rows = known.book(known.last), [titles]
    for person in of_payroll(known, payroll):
        days = known.month(person)
        tally = tallied(days)
        rows.append([person.no, person.name, *map(cell, days), *(of(tally) for _, of in _COUNTED),
                     award_said(tally, book)])  # fmt: skip
    return Written(f"{known.first:%Y-%m}{payroll or OWN_PAYROLL}", rows)


def totals(hall: Hall, first: date, last: date) -> dict[str, int]:
    """On how many days of people each mark stands in a period, by its Chinese name."""
    known = reading.read(hall, first, last)
    whole = tallied(found for person in known.people() for found in known.month(person))
    return {name: whole.of(mark) for mark, name in MARK_NAMES.items()}


# -- people and periods ------------------------------------------------------------------------


def payrolls(known: Records) -> list[str]:
    """The payrolls of the period, the hall's own first."""
    found = {person.payroll for person in known.people()}
    return sorted(found, key=lambda each: (each != "", each))


def of_payroll(known: Records, payroll: str) -> list[Person]:
    """The people of one payroll."""
    return [person for person in known.people() if person.payroll == payroll]


def week_of(day: date) -> tuple[date, date]:
    """Monday and Sunday of a day's week."""
    first = day - timedelta(days=day.weekday())
    return first, first + timedelta(days=_WEEK - 1)


# -- the parts ---------------------------------------------------------------------------------


def _paper(
    known: Records, connection: Connection, kind: str, number: str, blocks: tuple[Block, ...],
    people: Sequence[Person] = (),
) -> Paper:  # fmt: skip
    hall = known.hall
    foot = head(connection)
    names = tuple(sorted({each.name for each in people or known.people()}))
    return Paper(kind, TITLES[kind], hall.name, number, blocks, "A4", (),
                 f"{hall.name}  日志校验码 {foot.digest}（至第{foot.seq}条）", names)  # fmt: skip


def _day_row(known: Records, person: Person, day: date) -> tuple[str, ...]:
    found = known.of(person, day)
    came: list[str] = []
    for number in range(2):
        trail = found.trails[number] if number < len(found.trails) else None
        came += [_time(trail.arrived) if trail else "", _time(trail.left) if trail else ""]
    return (person.no, person.name, *came, found.said, notes_of(known, person, day))


def notes_of(known: Records, person: Person, day: date) -> str:
    """What a reader asks next: how an entry came to be, where somebody went, what they said."""
    return "；".join(_notes(known, person, day))


def _notes(known: Records, person: Person, day: date) -> Iterator[str]:
    for each in known.punches(person.no, day):
        if each.how:
            yield f"{_time(each.at)}{HOW_NAMES[each.how]}"
        if each.kind == "go-out":
            back = f"（{_time(each.back_by)}回）" if each.back_by else ""
            yield f"{_time(each.at)}去{each.place}{back}"
    for spell in known.spells(person.no, day):
        if spell.label:
            yield spell.label
    facts = known.facts(person, day)
    for _, words in facts.covers if "stand-in" in known.of(person, day).marks else ():
        yield words
    if facts.explanation is not None:
        yield f"说明：{facts.explanation.reason}{'（已认可）' if facts.explanation.accepted else ''}"


def _outside(known: Records, day: date) -> Iterator[Block]:
    """Who was out of the hall and is not back."""
    away = [f"{person.name} {each.punch.place}" for person in known.people()
            for each in known.of(person, day).outings if each.back is None]  # fmt: skip
    if away:
        yield Text(f"外出未回：{'、'.join(away)}。")


def _grid(known: Records, people: Sequence[Person], days: Sequence[date], at: int, title: str) -> Table:
    """The marks of some days of the month, from the one at a place on."""
    rows = tuple((person.name, *(cell(each) for each in known.month(person)[at : at + len(days)]))
                 for person in people)  # fmt: skip
    return Table(("姓名", *(str(day.day) for day in days)), rows, (8, *([4] * len(days))), "l" + "c" * len(days), title)


def _sums(known: Records, people: Sequence[Person], tallies: dict[str, Tally]) -> Iterator[Block]:
    book = known.book(known.last)
    rows = tuple((person.name, *(of(tallies[person.no]) for _, of in _COUNTED)) for person in people)
    titles = ("姓名", *(name for name, _ in _COUNTED))
    yield Table(titles, rows, (8, *([4] * len(_COUNTED))), "l" + "r" * len(_COUNTED), "合计")
    yield COUNTED_SAYS
    verdicts = [(person.name, award_said(tallies[person.no], book)) for person in people]
    fit = "、".join(name for name, verdict in verdicts if verdict == FIT) or "无"
    spoilt = (
        "；".join(f"{name}（{verdict}）" for name, verdict in verdicts if verdict not in (FIT, NOTHING_DUE)) or "无"
    )
    yield Text(f"评优参考（全月不迟到、不早退、不离岗，事假不超过规定天数）：符合的有{fit}；不符合的有{spoilt}。")


def _remarks(known: Records, people: Sequence[Person]) -> Iterator[Block]:
    """Days that wait for an explanation, or were absence: what a leader asks about before signing."""
    told = []
    for mark in ("unexplained", "unexcused"):
        for person in people:
            days = [f"{day.day}" for day, found in zip(known.days(), known.month(person), strict=True)
                    if mark in found.marks]  # fmt: skip
            told += [f"{person.name} {MARK_NAMES[mark]} {'、'.join(days)}日"] if days else []
    if told:
        yield Text(f"待说明、旷工：{'；'.join(told)}。")


def _legend() -> Text:
    return Text("  ".join(f"{sign}＝{MARK_NAMES[mark]}" for mark, sign in MARK_SIGNS.items()), "note")


def cell(found: DayMarks) -> str:
    """The marks of a day in one cell; an accepted explanation alone shows as 说."""
    return _signs_of(found.marks) or ("说" if found.explained else "")


@cache
def _signs_of(marks: frozenset[str]) -> str:
    # Half a day on a common task or a trip is no half day short: in a cell the task's own sign says it.
    sent = "present" in marks and "leave" not in marks
    left_out = {"rest-day", "half-day"} if sent else {"rest-day"}
    return "".join(sign for mark, sign in MARK_SIGNS.items() if mark in marks and mark not in left_out)


def _tally(known: Records, person: Person) -> Tally:
    return tallied(known.month(person))


def _against(known: Records, person: Person) -> str:
    tally = _tally(known, person)
    quiet = {"present", "rest-day"}
    return "、".join(f"{MARK_NAMES[mark]}{count}" for mark, count in tally.days.items() if count and mark not in quiet)


def _notable(found: DayMarks) -> bool:
    return bool(found.marks - {"present", "rest-day"}) or found.explained


def _why(known: Records, person: Person, day: date) -> str:
    """The steps of a day that say more than that all was in order."""
    steps = known.explained(person, day).steps
    return "；".join(step.text for step in steps[1:-1] if "没有迟到" not in step.text and "没有早退" not in step.text)


def _signed(hall: Hall, connection: Connection, known: Records) -> str:
    rows = signed_sheets.of_period(connection, signed_sheets.SIGNED, known.first, known.last)
    if not rows:
        return "未签"
    return "、".join(_signature(hall, row) for row in rows)


def _signature(hall: Hall, row: dict[str, Any]) -> str:
    days = f"{row['first_day']:%m-%d}至{row['last_day']:%m-%d}"
    pen = f"，纸签{row['slip']}" if row["slip"] else ""
    return f"{hall.person(row['signed_by']).name} {local(row['at']):%m-%d %H:%M}（{days}{pen}）"


def _filed(hall: Hall, connection: Connection, known: Records) -> str:
    rows = signed_sheets.of_period(connection, signed_sheets.SIGNED, known.first, known.last)
    filed = [f"{row['filed_by']} {local(row['filed']):%m-%d}" for row in rows if row["filed"] is not None]
    return "、".join(filed) or "未备案"


def _published(hall: Hall, connection: Connection, known: Records) -> str:
    rows = signed_sheets.of_period(connection, signed_sheets.PUBLISHED, known.first, known.last)
    return "、".join(f"{local(row['at']):%m-%d} {hall.person(row['entered_by']).name}" for row in rows) or "未公示"


def _articles(known: Records, day: date, *more: Cite) -> Articles:
    rules = known.book(day).attendance
    cites = (rules.sheet_needs.cite, rules.summary.cite, rules.grace_minutes.cite, rules.absent_percent.cite, NO_LATE)
    return Articles(tuple(dict.fromkeys(str(each) for each in (*cites, *more))))


def _time(at: int | None) -> str:
    return "" if at is None else f"{local(moment(at)):%H:%M}"


def _some(count: int) -> str:
    return str(count) if count else ""


def _times(count: int, minutes: int) -> str:
    return f"{count}/{minutes}" if count else ""
