"""How a joint case (联办) stands: who leads it, what each department has until when, who is late, what still lacks.

Pure: a case as read, nothing written. Keeps: exactly one lead, by the hall's own rule (S04.18), and
nothing is granted while a department is silent or against it (S04.16). There is one limit for all (S04.21): the
dates of the parts lie within it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from counter.domain.casework.case import decision
from counter.domain.casework.case.clocks import Clock
from counter.domain.casework.case.deadline import count_days
from counter.domain.casework.case.events import CaseAt
from counter.domain.casework.case.telling import Part
from counter.domain.clock import local, local_day
from counter.domain.hall.opened import Hall
from counter.domain.reckoning import Cite, Reckoning, Step
from counter.domain.refusals import Refusal
from counter.domain.rules import carries

TELL_AT_ONCE = Cite("联办件受理后，牵头窗口立即通知有关部门", ("S04.11",))
SIGNED_BY_ALL = Cite("会签：各部门首席代表签署部门意见后，方可决定", ("S04.16",))
ONE_LIMIT = Cite("联办件只有一个承诺时限", ("S04.21",))
LEADS = Cite("牵头单位负责制：牵头单位和中心共同组织办理", ("S04.18",))
OPINION_NAMES: Mapping[str, str] = {"agree": "同意", "refuse": "不同意"}


class DepartmentsUntold(Refusal):
    """A decision before the departments were told."""

    says = "联办件还没有通知部门（{departments}），不能准予办理。请先按“联办”通知部门、登记各部门意见。"
    standing = True


class OpinionsMissing(Refusal):
    """A decision while a department is silent or against it."""

    says = "联办件的部门意见还没有齐，不能准予办理：{lacking}。请按“联办”登记意见；催办后仍不同意的，按不予办理。"
    standing = True


@dataclass(frozen=True, slots=True)
class PartAt:
    """A department's part with its clock at the moment of looking."""

    part: Part
    clock: Clock
    late: bool

    @property
    def due(self) -> datetime | None:
        """By when it is to say its opinion; None while the case stands still."""
        return self.clock.due

    @property
    def standing(self) -> str:
        """How it stands, in Chinese: 同意, 不同意, 逾期未签, 待签."""
        if self.part.opinion:
            return f"{OPINION_NAMES[self.part.opinion]}{'（逾期）' if self.late else ''}"
        return "逾期未签" if self.late else "待签"

    @property
    def said(self) -> str:
        """The part on one line: 派出所 待签 11-25前."""
        part = self.part
        if part.signed:
            signer = f" {part.signed_by}" if part.signed_by else ""
            return f"{part.department} {self.standing} {local(part.signed):%m-%d}{signer}"
        due = f" {local(self.due):%m-%d}前" if self.due else ""
        return f"{part.department} {self.standing}{due}"


@carries("S04.18", by="check")
def lead_of(case: CaseAt) -> Reckoning[str]:
    """Who leads a joint case, by the hall's rule: as the centre fixed it, the item names it, or its own window."""
    book = case.hall.book(local_day(case.life.accepted or case.row["received"]))
    found = decision.lead_of(case.item, book)
    if not case.life.lead:
        return found.then(found.value, (Step("牵头单位和中心共同组织办理", (LEADS,)),))
    ruled = book.casework.joint.lead.cite
    return Reckoning(case.life.lead, (Step(f"中心确定由{case.life.lead}牵头", (ruled, LEADS)),))


def lead_name(case: CaseAt) -> str:
    """Who leads, as people call them: the window by its name where it is the case's own."""
    lead = lead_of(case).value
    if lead != case.item.window:
        return lead
    window = case.hall.post(case.row["post"]).window
    return case.hall.laid.windows.get(window, window)


def signer_of(hall: Hall, department: str) -> str:
    """Who signs for a department: its chief representative, else A of the post at which it sits, else its head."""
    found = hall.laid.departments.get(department)
    if found and found.representative:
        return found.representative.name
    post = hall.laid.posts.get(found.post) if found else None
    return f"{hall.person(post.a).name}（A岗）" if post else "窗口负责人"


def departments_of(case: CaseAt) -> tuple[str, ...]:
    """The departments that must agree, in the item's order; those that were told, once they were."""
    return tuple(part.department for part in case.life.parts) or case.item.departments


def planned(case: CaseAt) -> dict[str, date | None]:
    """By when each department is to be done, as the item's steps follow each other from the telling on, told now.

    None where the item plans no step of it, or where it would lie beyond the case's own limit: by the limit then.
    """
    life = case.life
    # Who is told late has no fewer days for it; the case's own limit stays.
    start, unit = local_day(max(life.accepted or case.row["received"], case.at)), case.limit["unit"]
    last = local_day(life.due) if life.due else None
    found: dict[str, date | None] = dict.fromkeys(case.item.departments)
    passed = 0
    for step in case.item.steps:
        passed += step.days
        if step.department not in found or not passed:
            continue
        day = count_days(start, passed, case.hall.calendar, unit).value
        found[step.department] = day if last is None or day < last else None
    return found


def parts_at(case: CaseAt) -> tuple[PartAt, ...]:
    """Every department's part with its clock."""
    clocks = {clock.about: clock for clock in case.life.clocks if clock.name == "part"}
    return tuple(
        PartAt(part, clocks[part.department], clocks[part.department].late(case.at)) for part in case.life.parts
    )


@carries("S04.14", by="check")
def late_parts(case: CaseAt) -> tuple[PartAt, ...]:
    """The departments that are past their date and have not signed: whom the centre chases."""
    return tuple(each for each in parts_at(case) if each.late and not each.part.opinion)


def joint_words(case: CaseAt) -> str:
    """How the joint case stands, on one line; empty for any other case."""
    if case.life.kind != "joint":
        return ""
    parts = parts_at(case)
    if not parts:
        return "" if case.life.closed else f"未通知部门：{'、'.join(case.item.departments)}"
    agreed = sum(each.part.opinion == "agree" for each in parts)
    return f"{agreed}/{len(parts)}个部门同意"


@carries("S04.16", by="check")
def must_be_agreed(case: CaseAt) -> None:
    """Refuses granting a joint case before every department has agreed.

    Raises:
        DepartmentsUntold, OpinionsMissing: naming the departments.
    """
    if case.life.kind != "joint":
        return
    if not case.life.parts:
        said = "、".join(case.item.departments)
        raise DepartmentsUntold(departments=said, cites=(SIGNED_BY_ALL, TELL_AT_ONCE))
    lacking = [f"{each.part.department}{each.standing}" for each in parts_at(case) if each.part.opinion != "agree"]
    if lacking:
        raise OpinionsMissing(lacking="、".join(lacking), cites=(SIGNED_BY_ALL,))
