"""The save of an intake form: one act, and what the screen says of it afterwards."""

from __future__ import annotations

from dataclasses import dataclass, replace

from counter.domain.casework import cases
from counter.domain.casework.acts.doubting import take_doubtful
from counter.domain.casework.asking import enquiries
from counter.domain.casework.asking.enquiry_lists import Enquiries
from counter.domain.casework.booking import appointments
from counter.domain.casework.case.events import short_number
from counter.domain.casework.case.life import STATE_NAMES, UNTOLD
from counter.domain.casework.cases import Taken
from counter.domain.casework.intake.machine import Intake
from counter.domain.casework.intake.sheet import AGENT, Sheet, Somebody
from counter.domain.casework.joint.joint import notify_departments
from counter.domain.clock import local
from counter.domain.hall.items.item import KIND_NAMES, Item
from counter.screens.shared.session import Session, new_token
from counter.storage import StorageFault

GUIDE = "Enter 看办事指南。"
"""What is on offer after an enquiry about an item."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What a form came to."""

    person: Somebody
    """Who stood at the desk, as now known to the hall."""
    case_id: int = 0
    number: str = ""
    """The short number, empty for an enquiry."""
    visit: int = 0
    papers: tuple[int, ...] = ()
    said: str = ""
    untold: bool = False
    """Whether it is a joint case whose departments were not told yet."""
    guide: Item | None = None
    """After an enquiry: the item whose guide the person may be given."""


def save(session: Session, intake: Intake, token: str) -> Saved:
    """Saves the form as what it came to.

    Raises:
        Refusal: as `cases.accept` and `enquiries.enquire`; nothing is kept then.
        StorageFault: the disk did not take it.
    """
    sheet, item = intake.form.sheet, intake.form.item
    assert item is not None and sheet.came is not None
    with session.act(token=token, happened=sheet.moment) as work:
        if sheet.enquiry:
            asked = enquiries.Asked(item.code, item.name, sheet.came.name, sheet.came.phone, post=_post(session, item))
            enquiries.enquire(work, asked)
            return Saved(sheet.came, said=f"已记一次咨询。{GUIDE}", guide=item)
        if sheet.rebook:
            made = appointments.book(work, sheet.booking(item))
            told = f"约好了：{sheet.came.name} {local(made.at):%m-%d %H:%M} {item.name}。Enter 出预约单，Esc 不出。"
            return Saved(sheet.came, number=made.number, papers=(made.paper,), said=told)
        doubt = sheet.doubt
        application = sheet.application(item)
        taken = take_doubtful(work, application, doubt)[0] if doubt else cases.accept(work, application)
    return _saved(sheet, item, taken)


def tell_departments(session: Session, saved: Saved) -> str:
    """Tells the departments of the joint case that was just saved; gives a sentence for the status line.

    Raises:
        Refusal, StorageFault: as `notify_departments`.
    """
    with session.act(token=new_token()) as work:
        after = notify_departments(work, saved.case_id)
    names = "、".join(part.department for part in after.life.parts)
    return f"{saved.number} 已通知{names}。Enter 出单（连同联办意见表）。"


def count_enquiry(session: Session, item: Item | None = None) -> str:
    """Counts one enquiry of somebody who gives no name, about an item or about nothing in particular.

    Returns:
        A sentence with how many the hall had today.
    """
    posts = session.posts
    asked = enquiries.Asked(post=posts[0].code if posts else "")
    if item is not None:
        asked = enquiries.Asked(item.code, item.name, post=_post(session, item))
    with session.act(token=new_token()) as work:
        enquiries.enquire(work, asked)
    about = f"：{item.name}" if item is not None else ""
    with session.look() as connection:
        return f"已记一次咨询{about}，今天全厅第 {enquiries.counted(connection, session.hall.today)} 次。"


def owed_enquiries(session: Session) -> int:
    """How many enquiries this person was asked first about, or handles, and still owes somebody."""
    try:
        return Enquiries(session.hall, "mine", session.person.no).count()
    except StorageFault:
        return 0


def _post(session: Session, item: Item) -> str:
    return session.hall.post_for(item).code


def _saved(sheet: Sheet, item: Item, taken: Taken) -> Saved:
    assert sheet.came is not None
    if taken.case is None:
        return Saved(sheet.came, said=f"没有收材料，已记一次咨询。{GUIDE}", guide=item)
    row = taken.case.row
    key = row["agent_id"] if sheet.whom == AGENT else row["applicant_id"]
    person = replace(sheet.came, id=int(key))
    untold = taken.case.life.waits_for == UNTOLD
    return Saved(person, taken.case_id, short_number(taken.number), taken.visit, taken.papers, _said(sheet, taken),
                 untold)  # fmt: skip


def _said(sheet: Sheet, taken: Taken) -> str:
    assert taken.case is not None and sheet.applicant is not None
    life = taken.case.life
    if life.state == "awaiting-materials":
        what = "补办件，已告知要补的材料"
    elif life.state == "examining" and (told := life.clock("notice")) and told.due:
        what = f"收件待审，{local(told.due):%m-%d %H:%M}前一次告知"
    elif life.due is None or life.state in ("returned", "not-accepted"):
        what = STATE_NAMES[life.state]
    elif life.state == "deliberating":
        what = f"审议，{local(life.due):%m-%d %H:%M}前明确答复"
    elif life.completed:
        what = f"{KIND_NAMES[life.kind]}，已办结"
    else:
        owed = f"（容缺{len(life.owed)}件）" if life.owed else ""
        what = f"{KIND_NAMES[life.kind]}{owed}，{local(life.due):%m-%d %H:%M}前"
    name = sheet.applicant.name
    keys = "右 通知部门，Enter 出单。" if life.waits_for == UNTOLD else "Enter 出单，Esc 不出。"
    return f"{short_number(taken.number)} {name} {what}。{keys}"
