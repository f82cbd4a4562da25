"""What the intake form asks of an open hall: each question one look, nothing kept open while a person thinks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from counter.domain.casework.acts.agency import refuse_agency, tracks_of
from counter.domain.casework.booking import entrusting
from counter.domain.casework.case import events
from counter.domain.casework.case.decision import kind_of
from counter.domain.casework.intake import desk
from counter.domain.casework.intake.desk import Standing
from counter.domain.casework.intake.sheet import Sheet
from counter.domain.casework.intake.verdict import Verdict, verdict
from counter.domain.clock import local_day
from counter.domain.hall import numbers
from counter.domain.hall.items.item import Item
from counter.domain.hall.numbers import Number
from counter.domain.hall.opened import Hall
from counter.domain.hall.people import pins
from counter.domain.hall.residents import citizens
from counter.domain.hall.residents.citizens import Known
from counter.domain.reckoning import Reckoning
from counter.domain.refusals import Refusal


class OwnCheck(Refusal):
    """The clerk would check the own late entry."""

    says = "补录要由另一名同事核对，不能自己核对自己。"


@dataclass
class HallLookup:
    """The lookups of one clerk at one window."""

    hall: Hall
    clerk: str
    terminal: str
    posts: Sequence[str] = ()
    """The codes of the posts whose items come first."""
    _uses: tuple[date, dict[str, int]] | None = field(default=None, init=False)

    def now(self) -> datetime:
        """The moment by the hall's clock."""
        return self.hall.clock().moment

    def identify(self, typed: str) -> Number:
        """What kind of number or name was typed."""
        return numbers.identify(typed, self.hall.today)

    def find(self, typed: str) -> Sequence[Known]:
        """The people that it may mean."""
        with self.hall.look() as connection:
            return desk.candidates(connection, typed, self.hall.today)

    def applicant_of(self, number: str) -> Known:
        """Whose case a number is.

        Raises:
            UnknownCase: where there is none.
        """
        with self.hall.look() as connection:
            key = events.by_number(connection, self._whole(number))
            return citizens.by_id(connection, events.read(self.hall, connection, key).row["applicant_id"])

    def _whole(self, number: str) -> str:
        """The full number of a short one: the latest such day that has come."""
        if number.count("-") == 2:
            return number
        day, serial = number.split("-")
        year = self.hall.today.year - (day > f"{self.hall.today:%m%d}")
        return f"{self.hall.code}-{year}{day}-{serial}"

    def household(self, person: Known) -> Sequence[Known]:
        """The others of the household."""
        with self.hall.look() as connection:
            return citizens.household(connection, person)

    def standing(self, person: Known, item: str) -> Standing:
        """What the person and the household have with the hall."""
        with self.hall.look() as connection:
            return desk.standing(self.hall, connection, person, item)

    def items(self, typed: str) -> Sequence[Item]:
        """At most nine items, the likeliest first; the window's commonest for nothing."""
        serves = {each for code in self.posts for each in self.hall.post(code).serves}
        return self.hall.catalogue.search(typed, serves or None, self._counts(), self.hall.today)

    def _counts(self) -> dict[str, int]:
        """Counted once a day."""
        today = self.hall.today
        if self._uses is None or self._uses[0] != today:
            with self.hall.look() as connection:
                self._uses = (today, desk.uses(connection, self.posts, today))
        return self._uses[1]

    def item(self, code: str) -> Item:
        """The item of a code; one that was cancelled meanwhile is told, and refused when it is taken in."""
        return self.hall.catalogue.told(code, self.hall.today)

    def kind(self, item: Item) -> str:
        """What kind of case a complete application for it becomes, by the rules of today."""
        return kind_of(item, self.hall.book()).value

    def verdict(self, sheet: Sheet, item: Item) -> Reckoning[Verdict]:
        """What would become of it, by the rules in force when it happened."""
        moment = sheet.moment or self.now()
        day = local_day(moment)
        refuse_agency(item, sheet.agency, self.hall.book(day))
        entrusting.entrusted(self.hall, item, day)
        return verdict(item, sheet.brought(item), self.hall.book(day), self.hall.calendar, self.hall.hours(day),
                       moment, sheet.gaps(item), sheet.overrule, sheet.weigh)  # fmt: skip

    def tracks(self) -> Sequence[str]:
        """The ways in which the hall acts for somebody (全程代理)."""
        return tracks_of(self.hall.book())

    def villages(self) -> Sequence[str]:
        """The town's villages."""
        return self.hall.laid.villages

    def colleague(self, no: str) -> str:
        """The name of who checks a late entry.

        Raises:
            OwnCheck: where it is the clerk.
            UnknownStaff: where there is nobody of that number.
        """
        if no == self.clerk:
            raise OwnCheck()
        return self.hall.person(no).name

    def check_pin(self, no: str, pin: str) -> None:
        """Verifies the colleague's PIN; the try is counted and journalled.

        Raises:
            Refusal: as `pins.confirm`.
        """
        pins.confirm(self.hall, no, pin, self.terminal)
