"""A month of an invented hall, act by act in the order of time, by the clerks whose cases they are.

Every deed is one act of the domain at its moment; what follows from it later (papers that come, results
that are collected) is put on the line of deeds when it happens. What would lie after the end is left out,
so that a history that ends earlier is the beginning of one that ends later.
"""

from __future__ import annotations

import heapq
import itertools
import random
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import partial

from counter.demo.busy import Busy, at
from counter.demo.crowd import Crowd, Party, who
from counter.demo.followed import Followed
from counter.demo.many import Many
from counter.demo.tills import count_tills
from counter.demo.wish import Wishes
from counter.domain.casework import cases
from counter.domain.casework.acts import agency, platform
from counter.domain.casework.asking import enquiries
from counter.domain.casework.asking.enquiries import Asked
from counter.domain.casework.booking import entrusting
from counter.domain.casework.booking.appointments import BookedBefore, Booking, book
from counter.domain.casework.case import visits
from counter.domain.casework.case.above import decided_above
from counter.domain.casework.case.events import CaseAt, read
from counter.domain.casework.cases import Application, Taken
from counter.domain.casework.joint import joint, referring
from counter.domain.clock import PutClock, local, local_day
from counter.domain.hall.files.volumes import Spread, Volumes
from counter.domain.hall.items.item import Item
from counter.domain.hall.laid_down import PostOf
from counter.domain.hall.opened import Hall
from counter.domain.hall.residents.citizens import Who
from counter.domain.hall.rights import Role
from counter.domain.hall.work import Work
from counter.domain.oversight.closing import close_day

_SIGNED = 0.6
"""Of the departments' parts in cases left open so many are signed."""
_BEFORE = timedelta(minutes=4)
"""Papers owed come so long before the decision at the latest."""
_LONG = timedelta(days=60)
"""No hall is closed for so long."""
Deed = Callable[[], object]
_SOON_DAYS = 2
"""Working days ahead for which some cases are left open, so that there is something to do."""
_ANSWERS = ("已告知所需材料", "已告知办理时间和窗口", "已查明进度并答复")
_QUESTIONS = ("要带哪些材料", "几天能办好", "能不能由家人代办", "在哪个窗口办")


@dataclass
class History:
    """The line of deeds still to be done, and what has been done so far."""

    hall: Hall
    clock: PutClock
    crowd: Crowd
    busy: Busy
    wishes: Wishes
    volumes: Volumes
    chance: random.Random
    ends: datetime
    done: Counter[str] = field(default_factory=Counter)
    presence: Callable[[date], None] | None = None
    """Puts down who comes to work on a day and goes."""
    many: Many | None = None
    """Puts down what comes many at once."""
    followed: Followed | None = None
    """Puts down what follows cases up."""
    _line: list[tuple[datetime, int, Deed]] = field(default_factory=list)
    _order: itertools.count[int] = field(default_factory=itertools.count)
    _left_late: bool = False

    def run(self, first: date) -> None:
        """Lives through every open day from the first to the end."""
        for day in self.busy.days(first, local_day(self.ends)):
            self._open(day)
            if self.presence is not None:
                self.presence(day)
            if self.many is not None:
                self.many.day(day)
            if self.followed is not None:
                self.followed.day(day)
        while self._line:
            self.clock.moment, _, deed = heapq.heappop(self._line)
            deed()

    def put(self, moment: datetime, deed: Deed) -> None:
        """Puts a deed of another room on the line; what would lie after the end is left out."""
        self._at(moment, deed)

    def _at(self, moment: datetime, deed: Deed) -> None:
        if moment <= self.ends:
            heapq.heappush(self._line, (moment, next(self._order), deed))

    def _open(self, day: date) -> None:
        """Puts down who will come that day; each day has a luck of its own."""
        luck = random.Random(f"{self.chance.random()} {day}")
        for _ in range(self.busy.visits(day, luck)):
            self._at(self.busy.moment(day, luck), self._somebody_comes)
        for _ in range(self.busy.enquiries(day, luck)):
            self._at(self.busy.moment(day, luck), self._somebody_asks)
        closing = at(day, self.hall.hours(day).closing(day))
        self._at(closing + timedelta(minutes=luck.randint(4, 12)), partial(self._close, day))

    # -- at the desk ---------------------------------------------------------------------------

    def _somebody_comes(self) -> None:
        item = self.busy.item(self.today, self.chance)
        party = self.crowd.comes_for(item)
        first = self.wishes.made(item, party)
        taken = self.accept(item, first)
        for more in self.wishes.for_family(first, item, party, taken.visit):
            self.soon(partial(self.accept, item, more))
        if self.chance.random() < self.volumes.invented.second_item:
            self.soon(partial(self._second_matter, party, taken.visit))

    def _second_matter(self, party: Party, visit: int) -> None:
        item = self.busy.item(self.today, self.chance)
        if item.agent or party.channel != "village":
            self.accept(item, replace(self.wishes.made(item, party), visit=visit or None))

    def accept(self, item: Item, application: Application) -> Taken:
        """Somebody's application is taken in at its window, and what follows is put down."""
        post = self.hall.post_for(item)
        clerk = self.clerk(post)
        if self.chance.random() < self.volumes.invented.shared_window:
            clerk = self.comprehensive()
        with self.hall.act(clerk, post.window) as work:
            taken = cases.accept(work, application)
        self.done["cases"] += 1
        for paper in taken.papers:
            self.soon(partial(self.prints, paper, clerk, post.window))
        if taken.case is not None:
            self.goes_on(taken.case)
        return taken

    def prints(self, paper: int, clerk: str, window: str) -> None:
        """A paper goes to the printer of a window."""
        with self.hall.act(clerk, window) as work:
            visits.note_print(work, paper, "printer")

    def _somebody_asks(self) -> None:
        item = self.busy.item(self.today, self.chance)
        post = self.hall.post_for(item)
        caller = self.chance.choice(self.crowd.grown)
        owed = bool(caller.phone) and self.chance.random() < self.volumes.invented.called_back
        matter = f"{item.name}：{self.chance.choice(_QUESTIONS)}"
        asked = Asked(item.code, matter, post=post.code)
        if owed:
            asked = replace(asked, name=caller.name, phone=caller.phone, owed=True)
        clerk = self.clerk(post)
        with self.hall.act(clerk, post.window) as work:
            enquiry = enquiries.enquire(work, asked)
        self.done["enquiries"] += 1
        if owed:
            later = self.busy.moment(self.today, self.chance, self._time)
            self._at(later, partial(self._calls_back, enquiry, clerk, post))
        elif caller.id_no and self.chance.random() < self.volumes.invented.booked:
            self._books(item, who(caller), clerk, post)

    def _books(self, item: Item, caller: Who, clerk: str, post: PostOf) -> None:
        """A time some days on, kept by whoever comes then."""
        day = self.after(self.chance.randint(1, 3))
        moment = self.busy.moment(day, self.chance).replace(minute=30, second=0)
        if not entrusting.sits_on(item, day) or not self.hall.hours(day).is_open(moment):
            return
        with suppress(BookedBefore), self.hall.act(clerk, post.window) as work:
            book(work, Booking(item.code, caller, moment, way="phone"))
            self.done["booked"] += 1
        self._at(moment, partial(self._keeps_appointment, item, caller))

    def _keeps_appointment(self, item: Item, caller: Who) -> None:
        self.accept(item, self.wishes.made(item, Party(caller)))

    def _calls_back(self, enquiry: int, clerk: str, post: PostOf) -> None:
        with self.hall.act(clerk, post.window) as work:
            enquiries.call_back(work, enquiry, self.chance.choice(_ANSWERS))

    # -- what follows from a case --------------------------------------------------------------

    def goes_on(self, case: CaseAt) -> None:
        """Puts down what follows from a case that was taken in."""
        state = case.life.state
        if case.life.accepted is not None:
            self._belongs_above(case)
        if state == "awaiting-materials":
            self._waits(case)
        elif state == "accepted" and case.life.kind == "instant":
            self._at(self._later_today(), partial(self._finish, case))
        elif state == "accepted":
            self._runs(case)
        elif state == "delivered":
            self._is_over(case)

    def _belongs_above(self, case: CaseAt) -> None:
        """Nearly everything is entered in the platform above within the hour; a few are forgotten."""
        entered = self.chance.random() < self.volumes.invented.entered_above
        if entered and self.hall.book(self.today).casework.platform.value:
            self._at(self._later_today(), partial(self._enters_above, case))

    def _enters_above(self, case: CaseAt) -> None:
        self.done["entered"] += 1
        number = f"SC-{self.today:%Y%m%d}-{self.done['entered']:05d}"
        with self.by_post(case) as work:
            platform.enter_above(work, case.id, number)

    def _waits(self, case: CaseAt) -> None:
        if self.chance.random() < self.volumes.invented.never_brought:
            return
        day = self._some_days(self.volumes.invented.brought_after_days)
        self._at(self.busy.moment(day, self.chance), partial(self._brings, case))

    def _brings(self, case: CaseAt) -> None:
        with self.by_post(case) as work:
            after = cases.supplement(work, case.id)
        self.done["supplemented"] += 1
        self.prints_new(case)
        if not case.life.owed:
            self.goes_on(after)

    def _runs(self, case: CaseAt) -> None:
        """A promised case: papers owed come first, then it ends one way or another."""
        if case.life.kind == "joint":
            case = self._tells(case)
        ends = self._end_of(case)
        if case.life.kind == "joint":
            self._departments_sign(case, ends)
        if ends is None:
            if self.followed is not None:
                self.followed.left_open(case)
            return
        if case.life.owed:
            self._at(max(self.clock.moment, ends - _BEFORE), partial(self._brings, case))
        ending = self._ending()
        if decided_above(case) and ending != self._withdraw:
            ending = partial(self._refers, granted=ending != self._refuse)
        self._at(ends, partial(ending, case))

    def _tells(self, case: CaseAt) -> CaseAt:
        with self.by_post(case) as work:
            told = joint.notify_departments(work, case.id)
        self.prints_new(case, "joint-opinion-form")
        return told

    def _departments_sign(self, case: CaseAt, ends: datetime | None) -> None:
        """Each department agrees some time before the end; of what is left open only some have by now."""
        for part in case.life.parts:
            last = ends or self.ends
            day = self.after(self.chance.randint(0, 2))
            signs = self.busy.moment(day, self.chance, self._time if day == self.today else time.min)
            if ends is not None or self.chance.random() < _SIGNED:
                self._at(max(self.clock.moment, min(signs, last)), partial(self._signs, case, part.department))

    def _signs(self, case: CaseAt, department: str) -> None:
        with self.by_post(case) as work:
            joint.department_opinion(work, case.id, department, "agree")

    def _refers(self, case: CaseAt, *, granted: bool) -> None:
        """The hall's own part is done; the body above answers some days later, or has not answered yet."""
        with self.by_post(case) as work:
            after = referring.refer(work, case.id)
        expected = after.life.answer_due or self.today
        limit = max(1, self.hall.calendar.working_days_between(self.today, expected))
        day = self.after(max(1, round(self._used("referred") * limit)))
        self._at(self.busy.moment(day, self.chance), partial(self._answered, case, granted))

    def _answered(self, case: CaseAt, granted: bool) -> None:
        """The body above answered; what it granted is fetched with others, where somebody fetches it."""
        if granted and self.many is not None:
            self.many.granted_above(case)
        else:
            self.answered(case, granted=granted)

    def answered(self, case: CaseAt, *, granted: bool = True) -> None:
        """Enters the answer from above on a case."""
        reason = "" if granted else f"经核查，不符合条件（{case.item.conditions or case.item.basis}）"
        with self.by_post(case) as work:
            after = referring.answer_from_above(work, case.id, granted, reason)
        self.prints_new(case)
        if granted:
            self.ready(after)

    def _ending(self) -> Callable[[CaseAt], None]:
        lot = self.chance.random()
        for share, ending in (
            (self.volumes.withdrawn, self._withdraw), (self.volumes.refused / 2, self._refuse),
            (self.volumes.invented.at_once, self._finish),
        ):  # fmt: skip
            if lot < share:
                return ending
            lot -= share
        return self._decide

    def _end_of(self, case: CaseAt) -> datetime | None:
        """When its decision falls: mostly within the limit; None where it is left open."""
        due = case.life.due
        assert due is not None
        last = local_day(due)
        if self._left_open(last):
            return None
        limit = max(1, self.hall.calendar.working_days_between(self.today, last))
        day = self.after(round(self._used(case.life.kind) * limit))
        if self.chance.random() < self.volumes.overdue:
            day = self.after(1, last)
        after = self._time if day == self.today else time.min
        return self.busy.moment(day, self.chance, after)

    def _left_open(self, due: date) -> bool:
        """Some of what is due today or soon is still on the desk, and one case is late."""
        today = local_day(self.ends)
        ahead = self.hall.calendar.working_days_between(today, due)
        if today <= due and ahead <= _SOON_DAYS:
            return self.chance.random() < self.volumes.invented.to_the_last_day
        recent = due < today and self.hall.calendar.working_days_between(due, today) <= _SOON_DAYS
        if recent and not self._left_late:
            self._left_late = True
            return True
        return False

    def _used(self, kind: str) -> float:
        spread = self.volumes.used_of_limit.get(kind, Spread(mean=0.35, sd=0.18))
        return min(1.0, max(0.0, self.chance.gauss(spread.mean, spread.sd)))

    def _finish(self, case: CaseAt) -> None:
        with self.by_post(case) as work:
            after = cases.finish(work, case.id)
        self.done["finished"] += 1
        self.handed_over(after)

    def _withdraw(self, case: CaseAt) -> None:
        with self.by_post(case) as work:
            after = cases.withdraw(work, case.id)
        self._originals_back(after)

    def _refuse(self, case: CaseAt) -> None:
        reason = f"经核查，不符合受理条件（{case.item.conditions or case.item.basis}）"
        with self.by_post(case) as work:
            after = cases.decide(work, case.id, granted=False, reason=reason)
        self.prints_new(case)
        self._originals_back(after)

    def _decide(self, case: CaseAt) -> None:
        with self.by_post(case) as work:
            after = cases.decide(work, case.id)
        self.ready(after)

    def ready(self, case: CaseAt) -> None:
        """Decided: it is stamped where the hall keeps a seal, and collected some days later."""
        if case.life.state == "decided":
            self.soon(partial(self._stamp, case))
        self.done["finished"] += 1
        if case.row["channel"] == "village" and self.chance.random() < self.volumes.invented.taken_along:
            return
        if self.chance.random() >= self.volumes.invented.never_collected:
            day = self._some_days(self.volumes.invented.collected_after_days)
            self._at(self.busy.moment(day, self.chance), partial(self._deliver, case))

    def _stamp(self, case: CaseAt) -> None:
        with self.by_post(case) as work:
            cases.stamp(work, case.id)

    def _deliver(self, case: CaseAt) -> None:
        """The result is collected, if no agent took it along before."""
        if self.now(case).life.state != "awaiting-collection":
            return
        with self.by_post(case) as work:
            after = cases.deliver(work, case.id, "本人" if case.row["agent_id"] is None else "代办人")
        self.handed_over(after)

    def handed_over(self, case: CaseAt) -> None:
        """A result was handed over: its papers are printed, originals go back, an agency's applicant is asked."""
        self.prints_new(case)
        self._is_over(case)

    def _is_over(self, case: CaseAt) -> None:
        self._originals_back(case)
        if agency.feedback_owed(case.life) and self.chance.random() < self.volumes.invented.feedback_given:
            day = self._some_days(self.volumes.invented.brought_after_days)
            self._at(self.busy.moment(day, self.chance), partial(self._fills_in, case))

    def _originals_back(self, case: CaseAt) -> None:
        """What was kept of a finished case is given back, mostly at once."""
        if case.life.custody and self.chance.random() >= self.volumes.invented.left_here:
            self.soon(partial(self._gives_back, case))

    def _gives_back(self, case: CaseAt) -> None:
        with self.by_post(case) as work:
            cases.give_back(work, case.id, (), "本人")
        self.prints_new(case)

    def _fills_in(self, case: CaseAt) -> None:
        """The feedback form of an agency matter comes back, filled in."""
        grades = agency.grades_of(self.hall.book())
        grade = grades[0] if self.chance.random() < self.volumes.rated else grades[-1]
        with self.by_post(case) as work:
            agency.feedback(work, case.id, grade)

    def _close(self, day: date) -> None:
        count_tills(self.hall, day, self.comprehensive())
        with self.hall.act(self.comprehensive()) as work:
            close_day(work, day)
        self.done["closed"] += 1

    # -- who and when --------------------------------------------------------------------------

    @property
    def today(self) -> date:
        """The day of the deed being done."""
        return local_day(self.clock.moment)

    @property
    def _time(self) -> time:
        return local(self.clock.moment).time()

    def soon(self, deed: Deed) -> None:
        """A little later at the same desk."""
        self._at(self.clock.moment + timedelta(seconds=self.chance.randint(15, 150)), deed)

    def _later_today(self) -> datetime:
        """Within the hour, or when the hall is open again."""
        later = self.clock.moment + timedelta(minutes=self.chance.randint(6, 55))
        if self.hall.hours(self.today).is_open(local(later)):
            return later
        return self.busy.moment(self.today, self.chance, self._time)

    def now(self, case: CaseAt) -> CaseAt:
        """A case as it stands by now."""
        with self.hall.look() as connection:
            return read(self.hall, connection, case.id)

    def after(self, number: int, day: date | None = None) -> date:
        """That many open days after a day, or after today."""
        day = day or self.today
        for _ in range(number):
            day = next(self.busy.days(day + timedelta(days=1), day + _LONG))
        return day

    def open_before(self, day: date) -> date:
        """The last open day before a day."""
        return max(self.busy.days(day - _LONG, day - timedelta(days=1)))

    def _some_days(self, mean: float) -> date:
        """A later open day, so many days on on average."""
        return self.after(max(1, round(self.chance.expovariate(1 / mean))))

    def by_post(self, case: CaseAt) -> AbstractContextManager[Work]:
        """An act of one of the two who answer for the case."""
        post = self.hall.post(case.row["post"])
        return self.hall.act(self.clerk(post), post.window)

    def clerk(self, post: PostOf) -> str:
        """One of the two of a post, mostly A."""
        second = post.b and self.chance.random() < self.volumes.invented.second_person
        return post.b if second else self.hall.answering(post.code).person

    def comprehensive(self) -> str:
        """Somebody of the comprehensive window."""
        staff = self.hall.laid.staff.values()
        return self.chance.choice([each.no for each in staff if Role.COMPREHENSIVE in each.roles])

    def prints_new(self, case: CaseAt, kind: str = "") -> None:
        """Prints what an act on the case made; of one kind where another act made papers at the same moment."""
        with self.hall.look() as connection:
            made = [row for row in visits.papers_of(connection, case.id) if row["made"] == self.clock.moment]
        post = self.hall.post(case.row["post"])
        for row in made:
            if kind and row["kind"] != kind:
                continue
            self.soon(partial(self.prints, row["id"], post.a, post.window))
