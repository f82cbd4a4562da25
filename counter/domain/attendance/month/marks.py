"""The marks of a person and a day: derived from what is due, punches, leave, explanations and the signed sheet.

Pure. Present, late, early, without sign-out, half a day, 待说明, 旷工 and what else a day shows; nothing of it is
stored, and each mark says by which step and article it came. Keeps: the hours are the hall's (S32.16), late from the
first second on and minutes rounded up (S32.17, A11), no late, early, absence or leaving the post (S32.8), absence
only by the signed sheet (S32.10), study that was missed (S32.11, S38.3, S38.7), stand-ins like anybody (S32.12).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from counter.domain.attendance.presence.punching import HOW_NAMES
from counter.domain.attendance.presence.trail import Outing, Pieces, Trail, followed, overlap
from counter.domain.clock import local
from counter.domain.hall.duty.facts import Punch, Span, Spell, away, moment
from counter.domain.hall.rulebook import Rulebook
from counter.domain.reckoning import Cite, Reckoning, Step
from counter.domain.rules import carries

MARK_NAMES = {
    "present": "到岗", "late": "迟到", "early": "早退", "no-sign-out": "未签退", "half-day": "缺半天",
    "unexplained": "待说明", "unexcused": "旷工", "leave": "请假", "official": "公出", "out": "外出",
    "group-duty": "集体公务", "village": "下村", "stand-in": "顶岗", "study-absent": "学习缺席", "left-post": "脱岗",
    "rest-day": "休息",
}  # fmt: skip
"""Every mark, as screens and sheets say it, in their order."""
MARK_SIGNS = {
    "present": "√", "late": "迟", "early": "早", "no-sign-out": "签", "half-day": "半", "unexplained": "待",
    "unexcused": "旷", "leave": "假", "official": "公", "out": "外", "group-duty": "集", "village": "村",
    "stand-in": "顶", "study-absent": "学", "left-post": "脱", "rest-day": "休",
}  # fmt: skip
"""One sign for each mark, where a month must stand on one line."""
NO_LATE = Cite("不迟到、不早退、不旷工、不离岗、不空岗", ("S32.8", "S34.13"))
BY_HOURS = Cite("签到时间按大厅上班时间", ("S32.16",))
BOTH_ENDS = Cite("签到、签退都要", ("S32.4",))
NO_FORMALITIES = Cite("未办请假手续离岗、未登记的，按旷工", ("S32.10",))
TASKS = Cite("党委、政府安排的任务，集体登记一次代替各人签到", ("S34.10",), default=True)
STANDS_IN = Cite("顶岗人员同样考勤", ("S32.12", "S13.18"))
AWAY_NAMES = {"official": "公出", "group-duty": "集体公务"}
_MINUTE = 60
_NOON = 12


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why somebody was not there, in their own words."""

    reason: str
    accepted: bool = False
    by: str = ""
    """Who accepted it."""


@dataclass(frozen=True, slots=True)
class Missed:
    """A roll call at which somebody was not there."""

    at: int
    study: bool
    """A group study or training; else a roll call in the hall during work."""
    reason: str = ""
    """What the organiser was told beforehand; empty where nothing was."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything from which the marks of one person and day follow."""

    person: str
    day: date
    due: Reckoning[tuple[Span, ...]]
    punches: Sequence[Punch] = ()
    spells: Sequence[Spell] = ()
    covers: Sequence[tuple[Span, str]] = ()
    """When they stood in for whom, as words say it."""
    explanation: Explanation | None = None
    signed: str = ""
    """Who signed the sheet that covers the day; empty where nobody did."""
    missed: Sequence[Missed] = ()
    away_from_hall: bool = False
    """They are not of the hall that day: not yet, or no more."""
    now: int = 0

    @property
    def closed(self) -> bool:
        """Whether the day's last hours are over."""
        return self.now >= (self.due.value[-1][1] if self.due.value else 0)


@dataclass(frozen=True, slots=True)
class DayMarks:
    """What a day shows for a person."""

    marks: frozenset[str] = frozenset()
    minutes_late: int = 0
    minutes_early: int = 0
    half_days: int = 0
    """Sessions for which they are neither there nor excused, study that was missed counted by the hall's rule."""
    leave_halves: int = 0
    """Sessions of private leave as a whole, for what counts towards an award."""
    trails: tuple[Trail, ...] = ()
    outings: tuple[Outing, ...] = ()
    explained: bool = False
    """An explanation was accepted."""
    due: bool = False
    """Whether anything was due of them."""

    @property
    def said(self) -> str:
        """The marks in Chinese, in their order."""
        return "、".join(said_mark(each, self) for each in MARK_NAMES if each in self.marks)


def said_mark(mark: str, of: DayMarks) -> str:
    """One mark with its minutes."""
    minutes = {"late": of.minutes_late, "early": of.minutes_early}.get(mark, 0)
    return f"{MARK_NAMES[mark]}{minutes}分" if minutes else MARK_NAMES[mark]


@dataclass(slots=True)
class _Judged:
    """One day while it is judged."""

    facts: Facts
    book: Rulebook
    marks: set[str] = field(default_factory=set)
    late: int = 0
    early: int = 0
    halves: int = 0
    leave_halves: int = 0


def marked(facts: Facts, book: Rulebook) -> Reckoning[DayMarks]:
    """The marks of a day with every step that led to them."""
    found = judge(facts, book)
    return Reckoning(found, (*facts.due.steps, *_steps(facts, book, found)))


@carries("S32.8", "S32.10", "S32.11", "S32.12", "S32.16", "S32.17", "S34.13", "S38.3", "S38.7", by="clock")
def judge(facts: Facts, book: Rulebook) -> DayMarks:
    """The marks of a day, without the words."""
    if facts.away_from_hall:
        return DayMarks()
    sessions = due_of(facts)
    trails, outings = followed(
        facts.punches, sessions, once=book.attendance.sessions.value == 1,
        share=book.attendance.absent_percent.value, now=facts.now,
    )  # fmt: skip
    judged = _Judged(facts, book)
    _outside(judged, outings)
    if not facts.due.value:
        judged.marks |= {"rest-day"} | {"group-duty" for each in facts.spells if each.kind == "group-duty"}
    else:
        _excused(judged, sessions)
        _sessions(judged, trails)
        _covering(judged, trails)
    _studied(judged)
    _whole(judged, trails)
    return DayMarks(
        frozenset(judged.marks), judged.late, judged.early, judged.halves, judged.leave_halves, trails, outings,
        bool(facts.explanation and facts.explanation.accepted), bool(facts.due.value),
    )  # fmt: skip


def due_of(facts: Facts) -> tuple[Pieces, ...]:
    """What is due of each session, without the times for which they are rightly away."""
    return tuple(tuple(away([span], facts.spells)) for span in facts.due.value)


def minutes(seconds: int) -> int:
    """Whole minutes, each begun one counted."""
    return -(-seconds // _MINUTE)


# -- the marks ---------------------------------------------------------------------------------


def _outside(judged: _Judged, outings: Sequence[Outing]) -> None:
    for each in outings:
        judged.marks.add("village" if each.punch.village else "out")
        if each.over > judged.book.posts.empty_minutes.value * _MINUTE:
            judged.marks.add("left-post")


def _excused(judged: _Judged, sessions: Sequence[Pieces]) -> None:
    """Leave, trips and group duty that have begun in what is due of the day."""
    facts = judged.facts
    for each in facts.spells:
        if each.start <= facts.now and overlap(facts.due.value, each.start, each.until):
            judged.marks.add(each.kind if each.kind in AWAY_NAMES else "leave")
    private = [each for each in facts.spells if each.kind == "private"]
    for span, pieces in zip(facts.due.value, sessions, strict=True):
        if private and not pieces and not away([span], private):
            judged.leave_halves += 1


def _sessions(judged: _Judged, trails: Sequence[Trail]) -> None:
    facts, rules = judged.facts, judged.book.attendance
    grace = rules.grace_minutes.value * _MINUTE
    for number, each in enumerate(trails):
        if not each.pieces:
            continue
        if each.missing:
            judged.halves += facts.closed
            continue
        if each.late > grace:
            judged.marks.add("late")
            judged.late += minutes(each.late)
        if each.early > grace:
            judged.marks.add("early")
            judged.early += minutes(each.early)
        if each.gone > judged.book.posts.empty_minutes.value * _MINUTE:
            judged.marks.add("left-post")
        if each.unsigned and rules.sign_out.value and _certain(judged, trails[number + 1 :]) and not _sent(facts, each):
            judged.marks.add("no-sign-out")
    if _twice_missed(judged, trails):
        judged.marks.add("left-post")
    if judged.halves and not (facts.explanation and facts.explanation.accepted):
        judged.marks.add("unexcused" if facts.signed else "unexplained")


def _certain(judged: _Judged, later: Sequence[Trail]) -> bool:
    """A sign-out that is missing is certain at the day's close, or once they came again."""
    return judged.facts.closed or any(each.arrived is not None for each in later)


def _sent(facts: Facts, trail: Trail) -> bool:
    """Whether group duty or a trip took them away at the end of what was due: nobody runs back to sign out."""
    return any(each.kind in AWAY_NAMES and each.start == trail.until for each in facts.spells)


def _twice_missed(judged: _Judged, trails: Sequence[Trail]) -> bool:
    """Two roll calls of one session miss them, further apart than the hall's minutes, and they are not outside."""
    facts, limit = judged.facts, judged.book.posts.empty_minutes.value * _MINUTE
    outside = [(each.punch.at, each.back or facts.now) for each in followed_outings(facts)]
    for each in trails:
        at = [one.at for one in facts.missed if not one.study and not one.reason and each.pieces and not each.missing
              and overlap(each.pieces, one.at, one.at + 1) and not overlap(outside, one.at, one.at + 1)]  # fmt: skip
        if at and max(at) - min(at) > limit:
            return True
    return False


def followed_outings(facts: Facts) -> tuple[Outing, ...]:
    """The times out of the hall alone."""
    return followed(facts.punches, (), once=True, share=0, now=facts.now)[1]


def _covering(judged: _Judged, trails: Sequence[Trail]) -> None:
    """Who covers another's post and signed in for it."""
    there = [each for each in trails if each.pieces and each.arrived is not None and not each.missing]
    for (start, until), _ in judged.facts.covers:
        if any(overlap(each.pieces, start, until) for each in there):
            judged.marks.add("stand-in")


def _studied(judged: _Judged) -> None:
    """A study session that was missed without a reason: half a day short, or absence, as the hall has it."""
    facts = judged.facts
    missed = [each for each in facts.missed if each.study and not each.reason and not _excuses(facts, each.at)]
    if not missed or (facts.explanation and facts.explanation.accepted):
        return
    judged.marks.add("study-absent")
    judged.halves = min(judged.halves + len(missed), max(2, judged.halves))
    if judged.book.attendance.study_absence.value == "unexcused":
        judged.marks.add("unexcused" if facts.signed else "unexplained")
    elif len(missed) == 1:
        judged.marks.add("half-day")


def _on_duty(facts: Facts, span: Span) -> bool:
    """Whether a trip or group duty took them away for it: that is work, and no half day is short for it."""
    return any(each.kind in AWAY_NAMES and each.start < span[1] and span[0] < each.until for each in facts.spells)


def _excuses(facts: Facts, at: int) -> bool:
    return any(each.start <= at < each.until for each in facts.spells)


def _whole(judged: _Judged, trails: Sequence[Trail]) -> None:
    """Whether half of the day is missing or excused, and whether all that was due was done."""
    facts = judged.facts
    gone = [span for each, span in zip(trails, facts.due.value, strict=True) if not each.pieces]
    duty = sum(_on_duty(facts, span) for span in gone)
    excused = sum(span[1] <= facts.now and not _on_duty(facts, span) for span in gone)
    missing = sum(bool(each.pieces) and each.missing for each in trails) if facts.closed else 0
    there = len(trails) - excused - missing - duty
    if 0 < missing < len(trails) or (excused and there):
        judged.marks.add("half-day")
    undone = {"late", "early", "no-sign-out", "left-post", "study-absent"} & judged.marks
    due = [each for each in trails if each.pieces]
    if facts.closed and due and not undone and not any(each.missing for each in due):
        judged.marks.add("present")


# -- the words ---------------------------------------------------------------------------------


def _steps(facts: Facts, book: Rulebook, found: DayMarks) -> Iterator[Step]:
    if facts.away_from_hall:
        yield Step("这一天不在大厅名册上，不计考勤")
        return
    yield from _away_steps(facts, book)
    for number, each in enumerate(found.trails):
        yield from _session_steps(facts, book, number, each)
    yield from _outing_steps(facts, book, found)
    yield from _call_steps(facts, book, found)
    for _, words in facts.covers if "stand-in" in found.marks else ():
        yield Step(words, (STANDS_IN,))
    yield from _end_steps(facts, book, found)


def _away_steps(facts: Facts, book: Rulebook) -> Iterator[Step]:
    for each in facts.spells:
        if facts.due.value and not overlap(facts.due.value, each.start, each.until):
            continue
        what = AWAY_NAMES.get(each.kind, "请假")
        since, until = local(moment(each.start)), local(moment(each.until))
        cite = TASKS if each.kind == "group-duty" else book.leave.tiers.cite
        yield Step(f"{what}{f'（{each.label}）' if each.label else ''} {since:%m-%d %H:%M} 至 {until:%m-%d %H:%M}，"
                   f"这段时间不用到岗", (cite,))  # fmt: skip


def _session_steps(facts: Facts, book: Rulebook, number: int, trail: Trail) -> Iterator[Step]:
    span = facts.due.value[number]
    name = f"{_half(facts, number)} {_clock(span[0])}-{_clock(span[1])}"
    rules = book.attendance
    if not trail.pieces:
        yield Step(f"{name} 全部在外，不用签到")
        return
    if trail.missing:
        yield from _missing_steps(facts, book, name, trail)
        return
    assert trail.arrived is not None
    came = f"{name} 应 {_clock(trail.start)} 到，{_clock(trail.arrived)}{_how(facts, trail.arrived)}"
    grace = rules.grace_minutes.value * _MINUTE
    if trail.late > grace:
        yield Step(f"{came}，晚{_long(trail.late)}，记迟到{minutes(trail.late)}分钟",
                   (BY_HOURS, rules.grace_minutes.cite, NO_LATE))  # fmt: skip
    else:
        yield Step(f"{came}，没有迟到", (BY_HOURS, rules.grace_minutes.cite))
    if trail.early > grace:
        yield Step(f"应 {_clock(trail.until)} 走，{_clock(trail.left or trail.until)} 离开，"
                   f"记早退{minutes(trail.early)}分钟", (BY_HOURS, rules.grace_minutes.cite, NO_LATE))  # fmt: skip
    elif trail.left is not None:
        yield Step(f"{_clock(trail.left)} 签退，没有早退", (BY_HOURS,))
    elif trail.unsigned and rules.sign_out.value:
        said = "出公差走的，不用签退" if _sent(facts, trail) else "没有签退"
        yield Step(f"{_half(facts, number)}{said}", (rules.sign_out.cite,))
    if trail.gone:
        yield _gone_step(book, trail.gone)


def _missing_steps(facts: Facts, book: Rulebook, name: str, trail: Trail) -> Iterator[Step]:
    share = book.attendance.absent_percent
    if not facts.closed and trail.arrived is None:
        yield Step(f"{name} 还没有签到，下班后才定")
        return
    middle = trail.start + (trail.until - trail.start) * share.value // 100
    came = f"{_clock(trail.arrived)} 才签到，晚于 {_clock(middle)}" if trail.arrived else "没有签到"
    yield Step(f"{name} {came}，缺这一场", (share.cite, NO_LATE))


def _gone_step(book: Rulebook, gone: int) -> Step:
    limit = book.posts.empty_minutes
    if gone > limit.value * _MINUTE:
        return Step(f"签退后隔{_long(gone)}才回来，没有登记外出，超过{limit.value}分钟，记脱岗", (limit.cite, NO_LATE))
    return Step(f"中间离开{_long(gone)}，没有超过{limit.value}分钟", (limit.cite,))


def _outing_steps(facts: Facts, book: Rulebook, found: DayMarks) -> Iterator[Step]:
    limit = book.posts.empty_minutes
    for each in found.outings:
        punch = each.punch
        where = f"下村到{punch.place}" if punch.village else f"外出到{punch.place or '厅外'}"
        why = f"（{punch.matter}）" if punch.matter else ""
        until = f"，应 {_clock(punch.back_by)} 回" if punch.back_by else ""
        back = f"，{_clock(each.back)} 回" if each.back else "，还没有登记回来"
        days = book.calendar.village_days
        on_village_day = punch.village and facts.day.day in days.value
        cites = (book.attendance.out_needs.cite, *((days.cite,) if on_village_day else ()))
        yield Step(f"{_clock(punch.at)} {where}{why}{until}{back}", cites)
        if each.over > limit.value * _MINUTE:
            yield Step(f"晚回{_long(each.over)}，超过{limit.value}分钟，记脱岗", (limit.cite, NO_LATE))


def _call_steps(facts: Facts, book: Rulebook, found: DayMarks) -> Iterator[Step]:
    rule = book.attendance.study_absence
    for each in facts.missed:
        what = "学习点名" if each.study else "工作点名"
        if each.reason:
            yield Step(f"{_clock(each.at)} {what}不在，事先说明：{each.reason}")
        elif not each.study:
            yield Step(f"{_clock(each.at)} {what}不在", (NO_LATE,))
        elif "study-absent" in found.marks:
            counts = "缺半天" if rule.value == "half-day" else "旷工"
            yield Step(f"{_clock(each.at)} {what}不在，没有事先请假，按{counts}算", (rule.cite,))


def _end_steps(facts: Facts, book: Rulebook, found: DayMarks) -> Iterator[Step]:
    explained = facts.explanation
    if explained is not None:
        how = f"，{explained.by}已认可" if explained.accepted else "，还没有认可"
        yield Step(f"本人说明：{explained.reason}{how}")
    if "unexcused" in found.marks:
        yield Step(f"{facts.signed}已签考勤表，没有认可的说明，记旷工",
                   (NO_FORMALITIES, book.leave.unregistered.cite))  # fmt: skip
    elif "unexplained" in found.marks:
        yield Step("没有请假、没有说明，待说明；领导签考勤表以后才算旷工", (NO_FORMALITIES,))
    if "rest-day" not in found.marks:
        yield Step(f"这一天：{found.said or ('已说明' if found.explained else '还没有定')}")


def _half(facts: Facts, number: int) -> str:
    """Which part of the day a session is, by noon."""
    start, until = (local(moment(at)) for at in facts.due.value[number])
    if start.hour >= _NOON:
        return "下午"
    return "全天" if until.hour > _NOON else "上午"


def _how(facts: Facts, at: int) -> str:
    punch = next((each for each in facts.punches if each.at == at), None)
    if punch is None:
        return "在外登记"
    how = f"（{HOW_NAMES[punch.how]}）" if punch.how else ""
    return f" {'外出登记' if punch.kind == 'go-out' else '签到'}{how}"


def _clock(at: int) -> str:
    found = local(moment(at))
    return f"{found:%H:%M:%S}" if found.second else f"{found:%H:%M}"


def _long(seconds: int) -> str:
    whole, rest = divmod(seconds, _MINUTE)
    return "".join((f"{whole}分" if whole else "", f"{rest}秒" if rest else "")) or "0秒"
