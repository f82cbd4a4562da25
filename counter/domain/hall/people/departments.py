"""Departments and their chief representatives (首席代表): each department sends one, formally named.

Keeps: a department has one chief representative (S55.1), a civil servant or an official by appointment, named
and authorised by a paper (S55.2). Who is replaced keeps the row: who signed on which day stays known.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from counter.domain.columns import table_of
from counter.domain.hall import numbers
from counter.domain.hall.laid_down import ChiefRepresentative, DepartmentOf, UnknownStaff
from counter.domain.hall.model import Department, Representative
from counter.domain.hall.opened import Hall
from counter.domain.hall.rights import Right
from counter.domain.hall.work import Work
from counter.domain.journal import act
from counter.domain.reckoning import Cite
from counter.domain.refusals import Refusal
from counter.domain.rules import carries
from counter.domain.text import clean

NAME_MOST = 60
PAPER_MOST = 120
STANDINGS = ("公务员", "任命干部")
"""What a chief representative must be."""
NAMED = Cite("镇赉县办法 第十四条：首席代表由公务员或任命干部担任，正式任命、充分授权", ("S55.2",))
EACH_ONE = Cite("镇赉县办法 第十三条：进驻部门各派首席代表一名", ("S55.1",))


class UnknownDepartment(Refusal):
    """No such department in this hall."""

    says = "没有叫“{name}”的部门。可用的有：{known}。请在“人员”里先登记这个部门。"


class DepartmentThere(Refusal):
    """A department that is there already."""

    says = "部门“{name}”已经登记过了。"


class NotFormallyNamed(Refusal):
    """A chief representative without a paper, or who is neither civil servant nor appointed."""

    says = "任命首席代表要写明{lacks}：由公务员或任命干部担任，凭任命（授权）文件。"


class AlreadyRepresents(Refusal):
    """The same person is named again."""

    says = "{name}已经是{department}的首席代表（{since}起）。"


@dataclass(frozen=True, slots=True)
class Naming:
    """Who is to represent a department, and by which paper."""

    department: str
    staff: str = ""
    """The staff number; empty for somebody from outside, who then has a name."""
    name: str = ""
    phone: str = ""
    standing: str = STANDINGS[0]
    paper: str = ""
    since: date | None = None
    """From which day; today where none is given."""


@act("add-department")
def add_department(work: Work, name: str, post: str = "", phone: str = "") -> None:
    """A department that examines its part of joint cases.

    Raises:
        NotAllowed, DepartmentThere, UnknownPost: as they say.
    """
    work.need(Right.SETTINGS)
    name = clean(name, field="部门", most=NAME_MOST)
    if name in work.hall.laid.departments:
        raise DepartmentThere(name=name)
    if post:
        work.hall.post(post)
    work.insert(Department, {"name": name, "post": post, "phone": numbers.phone_or_nothing(phone), "rev": 0})
    work.laid_down_changed()


@act("name-representative")
@carries("S55.1", "S55.2", by="act")
def name_representative(work: Work, naming: Naming) -> None:
    """Names a department's chief representative; who held it until now is replaced, and stays known.

    Raises:
        NotAllowed, UnknownDepartment, UnknownStaff, NotFormallyNamed, AlreadyRepresents: as they say.
    """
    work.need(Right.SETTINGS)
    department = department_of(work.hall, naming.department)
    _formal(naming)
    name = _named(work, naming)
    held = department.representative
    if held and (held.staff, held.name) == (naming.staff, name):
        raise AlreadyRepresents(name=name, department=department.name, since=held.since.isoformat(), cites=(EACH_ONE,))
    since = naming.since or work.today
    _end_held(work, department.name, since)
    work.insert(Representative, {
        "department": department.name, "staff": naming.staff, "name": name,
        "phone": numbers.phone_or_nothing(naming.phone),
        "standing": naming.standing, "paper": clean(naming.paper, field="任命文件", most=PAPER_MOST),
        "since": since, "until": None,
    })  # fmt: skip
    work.laid_down_changed()


def _formal(naming: Naming) -> None:
    if naming.standing not in STANDINGS:
        raise NotFormallyNamed(lacks=f"身份（{'或'.join(STANDINGS)}）", cites=(NAMED,))
    if not naming.paper.strip():
        raise NotFormallyNamed(lacks="任命文件", cites=(NAMED,))


def _named(work: Work, naming: Naming) -> str:
    if not naming.staff:
        return clean(naming.name, field="首席代表姓名", most=NAME_MOST, name=True)
    person = work.hall.person(naming.staff)
    if not person.active:
        raise UnknownStaff(no=naming.staff)
    return person.name


def _end_held(work: Work, department: str, day: date) -> None:
    table = table_of(Representative)
    held = select(table.c.id).where(table.c.department == department, table.c.until.is_(None))
    for key in work.connection.execute(held).scalars().all():
        work.update(Representative, {"id": key}, {"until": day})


def department_of(hall: Hall, name: str) -> DepartmentOf:
    """A department by its name.

    Raises:
        UnknownDepartment: naming those that there are.
    """
    found = hall.laid.departments.get(name)
    if found is None:
        raise UnknownDepartment(name=name, known="、".join(hall.laid.departments) or "（还没有登记部门）")
    return found


def representative_of(hall: Hall, name: str) -> ChiefRepresentative | None:
    """The chief representative of a department; None where it has none, or is not of this hall."""
    found = hall.laid.departments.get(name)
    return found.representative if found else None


def represents(hall: Hall, no: str, post: str) -> bool:
    """Whether somebody is the chief representative of a department that sits at a post."""
    departments = hall.laid.departments.values()
    return any(each.post == post and each.representative and each.representative.staff == no for each in departments)


@carries("S55.1", by="check")
def without_representative(hall: Hall) -> tuple[str, ...]:
    """The departments that have sent no chief representative yet."""
    return tuple(each.name for each in hall.laid.departments.values() if each.representative is None)
