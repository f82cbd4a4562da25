"""The intake form between two keys: the sheet, what was looked up for it, and what a person or item means for it.

Pure but for its `Lookup`, through which everything that the hall knows is asked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from counter.domain.casework.intake.desk import Standing
from counter.domain.casework.intake.sheet import AGENT, Sheet, Somebody
from counter.domain.casework.intake.verdict import Verdict
from counter.domain.hall import numbers
from counter.domain.hall.items.item import Item, refuse_ended
from counter.domain.hall.numbers import Number
from counter.domain.hall.residents.citizens import Known, person_name
from counter.domain.reckoning import Reckoning
from counter.domain.refusals import Refusal

ID_KINDS = ("resident-id", "permit", "foreign-id", "uscc")
CAME, OTHER = "came", "other"
_DIGITS = 9
"""As many people as can be chosen by one digit."""
_OF_PERSON = ("id_no", "name", "village", "phone")
_OF_ITEM = ("materials", "paid_by", "receipt", "amount", "fee", "fee_ground", "fee_paid", "fee_receipt")


class Lookup(Protocol):
    """What the form asks of the hall; the screen injects it."""

    def now(self) -> datetime:
        """The moment by the hall's clock."""

    def identify(self, typed: str) -> Number:
        """What kind of number or name was typed."""

    def find(self, typed: str) -> Sequence[Known]:
        """The people that it may mean."""

    def applicant_of(self, number: str) -> Known:
        """Whose case a number is."""

    def household(self, person: Known) -> Sequence[Known]:
        """The others of the household."""

    def standing(self, person: Known, item: str) -> Standing:
        """What the person and the household have with the hall."""

    def items(self, typed: str) -> Sequence[Item]:
        """At most nine items, the likeliest first; the commonest ones for nothing."""

    def item(self, code: str) -> Item:
        """The item of a code."""

    def kind(self, item: Item) -> str:
        """What kind of case a complete application for it becomes."""

    def verdict(self, sheet: Sheet, item: Item) -> Reckoning[Verdict]:
        """What would become of it."""

    def tracks(self) -> Sequence[str]:
        """The ways in which the hall acts for somebody (全程代理)."""

    def villages(self) -> Sequence[str]:
        """The town's villages."""

    def colleague(self, no: str) -> str:
        """The name of who checks a late entry; refuses the clerk."""

    def check_pin(self, no: str, pin: str) -> None:
        """Refuses a PIN that is not the colleague's."""


class NobodyFound(Refusal):
    """Nobody is known by it."""

    says = "没有找到“{typed}”。新来的人请输身份证号或姓名。"


class NoSuchItem(Refusal):
    """No item is known by it."""

    says = "没有找到叫“{typed}”的事项，请换个叫法，或输编号、首字母。"


class TicketElsewhere(Refusal):
    """A queue ticket, which says nothing about a person."""

    says = "“{typed}”是排队号。请输来人的身份证号、手机号或姓名。"


@dataclass
class Form:
    """One form on its way."""

    lookup: Lookup
    sheet: Sheet = field(default_factory=Sheet)
    series: bool = False
    """连办: the item stays for the next person."""
    choosing: str = ""
    """For whom one of several people is being chosen: came or other."""
    people: tuple[Known, ...] = ()
    more: bool = False
    """Whether there are more people than can be chosen by a digit."""
    typed: str = ""
    """What the people were found by."""
    elsewhere: str = ""
    """The place that was refused as none of the town's; typed again it is taken."""
    asking: str = ""
    """What more is asked: return, decline, weigh, rebook or kind for the outcome, matters for what stands open."""
    opening: int = 0
    """The case that the clerk turns to instead of a new one."""
    paper: int = 0
    """The paper whose mark the arrows change, counted from 0: the one that a digit changed last."""
    hits: tuple[Item, ...] = ()
    standing: Standing | None = None
    verdict: Reckoning[Verdict] | None = None
    refusal: Refusal | None = None
    """Why there is no verdict."""

    @property
    def item(self) -> Item | None:
        """The item chosen."""
        return self.lookup.item(self.sheet.item) if self.sheet.item else None

    def judge(self) -> None:
        """Reckons the verdict anew."""
        self.verdict, self.refusal = None, None
        if (item := self.item) is None:
            return
        try:
            self.verdict = self.lookup.verdict(self.sheet, item)
        except Refusal as refusal:
            self.refusal = refusal

    def look(self) -> None:
        """Reads anew what stands open for the applicant, or for who came."""
        person = self.sheet.applicant or self.sheet.came
        self.standing = None
        if person is not None and person.id:
            self.standing = self.lookup.standing(person.known, self.sheet.item)

    def forget(self, *fields: str) -> None:
        """Has fields gone through again."""
        self.sheet.done = [each for each in self.sheet.done if each not in fields]

    # -- people --------------------------------------------------------------------------------

    def meant(self, slot: str, typed: str) -> bool:
        """Takes what was typed for a person; False where it means an item instead.

        Raises:
            Refusal: where it means nobody, or is a wrong number.
        """
        try:
            number = self.lookup.identify(typed)
        except numbers.NotRecognised:
            if slot == CAME and self.lookup.items(typed):
                return False
            raise
        if number.kind == "ticket":
            raise TicketElsewhere(typed=typed.strip())
        if number.kind == "case-number":
            self.take(slot, self.lookup.applicant_of(number.value))
            return True
        return self._among(slot, typed, number, tuple(self.lookup.find(typed)))

    def _among(self, slot: str, typed: str, number: Number, people: tuple[Known, ...]) -> bool:
        sure = number.kind != "name" or number.value.isascii()
        if len(people) == 1 and sure:
            self.take(slot, people[0])
            return True
        if people:
            self.choosing, self.people, self.typed = slot, people[:_DIGITS], typed
            self.more = len(people) > _DIGITS
            return True
        if number.kind == "name" and slot == CAME and self.lookup.items(typed):
            return False
        self.take_new(slot, typed, number)
        return True

    def take(self, slot: str, known: Known) -> None:
        """Puts a known person into a slot."""
        self._put(slot, Somebody.of(known))

    def take_new(self, slot: str, typed: str, number: Number | None = None) -> None:
        """Puts somebody unknown into a slot, with the one thing that was typed of them.

        Raises:
            NobodyFound: where what was typed cannot begin a new record.
            NotAName, TextRefused: where it cannot be a name, as one with a digit or one that is too long.
        """
        number = number or self.lookup.identify(typed)
        if number.kind in ID_KINDS:
            self._put(slot, Somebody(id_no=number.value), "id_no")
        elif number.kind == "phone":
            self._put(slot, Somebody(phone=number.value), "phone")
        elif number.kind == "name" and not number.value.isascii():
            self._put(slot, Somebody(name=person_name(number.value, "来人" if slot == CAME else "办理对象")), "name")
        else:
            raise NobodyFound(typed=typed.strip())

    def _put(self, slot: str, person: Somebody, filled: str = "") -> None:
        self.choosing, self.people = "", ()
        prefix = "" if slot == CAME else "other_"
        self.forget(*(prefix + each for each in _OF_PERSON))
        setattr(self.sheet, slot, person)
        if slot == CAME:
            self.sheet.visit = 0
        if filled:
            self.sheet.done.append(prefix + filled)
        self.look()

    # -- the item ------------------------------------------------------------------------------

    def take_item(self, item: Item) -> None:
        """Chooses the item; another one begins its papers anew.

        Raises:
            ItemCancelled, ItemDelegated: It cannot be accepted any more.
        """
        refuse_ended(item)
        if item.code != self.sheet.item:
            self.paper, self.sheet.marks = 0, {}
            self.sheet.kind = self.sheet.why = self.sheet.returning = self.sheet.weigh = self.sheet.fee_receipt = ""
            self.sheet.declining = self.sheet.decline_way = ""
            self.sheet.fee_ground = ""
            self.sheet.fee_fen = -1
            self.sheet.slip = self.sheet.enquiry = self.sheet.unexamined = False
            self.forget(*_OF_ITEM)
        self.sheet.item = item.code
        self.look()

    def take_whom(self, whom: str) -> None:
        """Chooses for whom it is."""
        if whom != self.sheet.whom:
            self.sheet.other = None
            self.sheet.relation = self.sheet.authority = ""
            self.forget("other", "other_name", "other_id_no", "relation", "authority")
        self.sheet.whom = whom
        self.look()

    @property
    def by_agent(self) -> bool:
        """Whether who came handles it for another."""
        return self.sheet.whom == AGENT


def next_receipt(receipt: str) -> str:
    """The receipt that follows in the same book: 000123 after 000122; itself where it has no number."""
    found = re.search(r"(\d+)$", receipt)
    if not found:
        return receipt
    return receipt[: found.start()] + str(int(found[1]) + 1).zfill(len(found[1]))
