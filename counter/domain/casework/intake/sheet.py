"""What has been filled in so far at intake, as plain values: what a draft keeps and the save reads.

Three people are kept apart: who came, for whom it is (办理对象), who handles it for another (经办人).
Each paper carries a mark, as the clerk says it; how the paper stands for the rules follows from the mark.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from counter.domain.casework.acts.doubting import WAYS, Doubt
from counter.domain.casework.booking.appointments import Booking
from counter.domain.casework.case.decision import Brought, Gaps, Overrule
from counter.domain.casework.cases import Application, Money
from counter.domain.casework.till.money import CASH
from counter.domain.hall.items.item import Item, Material
from counter.domain.hall.residents.citizens import Known, Who

HAD = ("已交原件", "核验退还", "复印件", "现场填写", "免交", "暂存原件")
"""Marks of papers that were handed over, seen, filled in here, or that shared data replaces."""
FORGOT, PROMISED, OWED, NONE, NOT_ASKED = "有未带", "承诺补", "容缺后补", "无", "不涉及"
SELF, FAMILY, AGENT = "self", "family", "agent"
WHOM = {SELF: "本人", FAMILY: "家庭成员", AGENT: "代办"}
_BY_AGENT = ("代办", "代缴", "委托")
"""Words in a paper's case (`when`) that mean: where somebody handles it for another."""


_ID_CARD = "身份证"
_AGENTS = ("代办", "经办", "受托")
"""Words in a paper's name that mean: of who handles it for another."""


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person of the application: known to the hall (`id`), or as typed."""

    id: int = 0
    name: str = ""
    id_no: str = ""
    phone: str = ""
    village: str = ""
    group: str = ""
    household: str = ""

    @classmethod
    def of(cls, known: Known) -> Somebody:
        """A known person."""
        return cls(known.id, known.name, known.id_no, known.phone, known.village, known.group, known.household)

    @property
    def known(self) -> Known:
        """The person as the reads take them."""
        return Known(self.id, self.name, self.id_no, "", self.phone, self.village, self.group, self.household, "")

    def who(self, relation: str = "", authority: str = "") -> Who:
        """The person as the act takes them."""
        return Who(
            self.name, self.id_no, self.phone, self.village, self.group, self.household, relation, authority,
            citizen=self.id,
        )  # fmt: skip


@dataclass
class Sheet:
    """The form as filled in so far."""

    came: Somebody | None = None
    other: Somebody | None = None
    """The family member it is for, or the applicant for whom somebody came."""
    whom: str = SELF
    relation: str = ""
    authority: str = ""
    item: str = ""
    channel: str = "counter"
    marks: dict[str, str] = field(default_factory=dict)
    paid_by: str = ""
    receipt: str = ""
    fen: int = 0
    fee_fen: int = -1
    """The hall's own fee that was taken, in hundredths; below zero for what is published."""
    fee_paid: str = CASH
    fee_receipt: str = ""
    fee_ground: str = ""
    """Why less than the published fee is taken."""
    kind: str = ""
    """The kind that the clerk chose over the rules'."""
    why: str = ""
    returning: str = ""
    """The reason for returning it, where the clerk returns it."""
    weigh: str = ""
    """Why it cannot be judged on the spot, where it is to be weighed."""
    declining: str = ""
    """Why it is refused at the desk."""
    decline_way: str = ""
    """Whether the window refuses it or the leader is asked, by its name in `WAYS`."""
    rebook: str = ""
    """The moment agreed on, where it cannot be done now (另约)."""
    rebook_why: str = ""
    agency: str = ""
    """How the hall acts for the applicant (全程代理); empty: it does not."""
    slip: bool = False
    enquiry: bool = False
    unexamined: bool = False
    late: bool = False
    happened: str = ""
    source: str = ""
    checker: str = ""
    checked: bool = False
    """Whether the checker's PIN was right; a draft forgets it."""
    visit: int = 0
    appointment: int = 0
    """The appointment for which they came, where it was opened from it."""
    done: list[str] = field(default_factory=list)
    """The fields that were gone through."""

    @property
    def applicant(self) -> Somebody | None:
        """Who applies: who came, or the person for whom the agent came."""
        return self.other if self.whom == AGENT else self.came

    @property
    def moment(self) -> datetime | None:
        """When it happened, where it is entered late."""
        return datetime.fromisoformat(self.happened) if self.late and self.happened else None

    def mark(self, material: Material) -> str:
        """How one paper stands, as marked, or as is usual."""
        return self.marks.get(material.name) or self._usual(material)

    def turn(self, material: Material, by: int = 1) -> None:
        """To the next mark of one paper, or so many further or back."""
        cycle, now = marks_of(material), self.mark(material)
        at = cycle.index(now) if now in cycle else -1
        self.marks[material.name] = cycle[(at + by) % len(cycle)]

    def _usual(self, material: Material) -> str:
        if material.when and not self._applies(material):
            return NOT_ASKED
        if _ID_CARD in material.name and self._without_id(material):
            return FORGOT
        return usual_had(material)

    def _without_id(self, material: Material) -> bool:
        """Whether the person whose card it is gave no number; an agent's card is asked for by name."""
        agents = any(word in material.name for word in _AGENTS)
        person = self.came if agents else self.applicant
        return person is not None and not person.id_no

    def _applies(self, material: Material) -> bool:
        return self.whom == AGENT and any(word in material.when for word in _BY_AGENT)

    def brought(self, item: Item) -> Brought:
        """How the papers stand for the rules."""
        marked = [(each, self.mark(each)) for each in item.materials]
        asked = [(each.name, mark) for each, mark in marked if mark != NOT_ASKED]
        return Brought(
            have=tuple(name for name, mark in asked if mark in HAD),
            forgot=tuple(name for name, mark in asked if mark == FORGOT),
            promised_later=tuple(name for name, mark in asked if mark == PROMISED),
            applies=tuple(name for name, _ in asked),
        )

    def gaps(self, item: Item) -> Gaps:
        """Handling goes on only where everything absent was marked to follow later."""
        absent = {self.mark(each) for each in item.materials} - {*HAD, NOT_ASKED}
        return "go-on" if absent == {OWED} else "wait"

    @property
    def overrule(self) -> Overrule | None:
        """The clerk's own kind, with the reason."""
        return Overrule(self.kind, self.why) if self.kind else None

    def application(self, item: Item) -> Application:
        """What the act takes.

        Raises:
            ValueError: where nobody is named yet.
        """
        if self.came is None or self.applicant is None:
            raise ValueError("nobody applies yet")
        agent = self.came.who(self.relation, self.authority) if self.whom == AGENT else None
        return Application(
            item=item.code, applicant=self.applicant.who(), brought=self.brought(item),
            subject=self.other.who() if self.whom == FAMILY and self.other else None, agent=agent,
            gaps=self.gaps(item), overrule=self.overrule, channel=self.channel,
            marks=tuple((each.name, self.mark(each)) for each in item.materials
                        if self.mark(each) != NOT_ASKED),
            money=self.money(item), fee=self.fee(item), visit=self.visit or None, source=self.source,
            checked_by=self.checker if self.late else "", finish=True, slip=self.slip,
            returning=self.returning, weigh=self.weigh, unexamined=self.unexamined, agency=self.agency,
            appointment=self.appointment,
        )  # fmt: skip

    def booking(self, item: Item) -> Booking:
        """What the act of agreeing another time takes.

        Raises:
            ValueError: where nobody is named yet, or no time.
        """
        if self.came is None:
            raise ValueError("nobody applies yet")
        person = self.applicant or self.came
        who = person.who() if person.phone else replace(person.who(), phone=self.came.phone)
        return Booking(item.code, who, datetime.fromisoformat(self.rebook), reason=self.rebook_why)

    @property
    def doubt(self) -> Doubt | None:
        """What the clerk does with a doubtful application, where it is one."""
        way = next((way for way, name in WAYS.items() if name == self.decline_way), None)
        return Doubt(way, self.declining) if self.declining and way else None

    def money(self, item: Item) -> Money | None:
        """What was collected for another body, apart from fees."""
        if not (item.collects and self.fen):
            return None
        return Money(self.fen, self.paid_by, self.receipt, basis=item.fee_basis)

    def fee(self, item: Item) -> Money | None:
        """The hall's own fee, as published or as it was said; None where nothing is taken."""
        fen = self.fee_due(item)
        if not fen:
            return None
        basis = self.fee_ground if fen < item.fee * 100 else item.fee_basis
        return Money(fen, self.fee_paid, self.fee_receipt, own_fee=True, basis=basis)

    def fee_due(self, item: Item) -> int:
        """How much of the hall's own fee is taken, in hundredths."""
        return item.fee * 100 if self.fee_fen < 0 else self.fee_fen

    # -- drafts --------------------------------------------------------------------------------

    def plain(self) -> dict[str, Any]:
        """The sheet as plain values; a PIN check is never kept."""
        return dataclasses.asdict(self) | {"checked": False}

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Sheet:
        """The sheet that `plain` gave.

        Raises:
            TypeError, ValueError: where the values are not those of a sheet.
        """
        values = dict(plain)
        for name in ("came", "other"):
            values[name] = _somebody(values.get(name))
        sheet = cls(**values)
        for each in dataclasses.fields(cls):
            if each.name not in ("came", "other"):
                _same_type(each.name, getattr(sheet, each.name), getattr(cls(), each.name))
        if any(not isinstance(text, str) for text in (*sheet.done, *sheet.marks, *sheet.marks.values())):
            raise ValueError("marks")
        if sheet.happened:
            datetime.fromisoformat(sheet.happened)
        return sheet


def _somebody(plain: Any) -> Somebody | None:
    if plain is None:
        return None
    found = Somebody(**plain)
    for each in dataclasses.fields(Somebody):
        _same_type(each.name, getattr(found, each.name), getattr(Somebody(), each.name))
    return found


def _same_type(name: str, value: object, like: object) -> None:
    if type(value) is not type(like):
        raise ValueError(name)


def usual_had(material: Material) -> str:
    """How a paper of this kind is usually handed over."""
    if material.keep == "returned":
        return "核验退还"
    return "复印件" if material.form == "复印件" else "已交原件"


def marks_of(material: Material) -> tuple[str, ...]:
    """Every mark that a paper may have, in the order in which one key goes through them."""
    first = usual_had(material)
    absent = (FORGOT, *((OWED,) if material.deferrable else ()), PROMISED, NONE)
    rest = tuple(mark for mark in HAD if mark != first and (mark != "现场填写" or material.fill))
    cycle = (first, *absent, *rest)
    return (NOT_ASKED, *cycle) if material.when else cycle
