"""Today and closing in a small App of its own, for the tests and for looking at them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from counter.screens.kit.terminal import prepare

prepare()

from counter.domain.casework import cases  # noqa: E402
from counter.domain.casework.asking.enquiries import Asked, enquire  # noqa: E402
from counter.domain.casework.case.decision import Brought  # noqa: E402
from counter.domain.casework.cases import Application, Money  # noqa: E402
from counter.domain.clock import local  # noqa: E402
from counter.domain.hall.opened import Hall  # noqa: E402
from counter.domain.hall.residents.citizens import Who  # noqa: E402
from counter.screens.day.closing import ClosingScreen  # noqa: E402
from counter.screens.day.today import TodayScreen  # noqa: E402
from counter.screens.kit.screen import HallScreen  # noqa: E402
from counter.screens.kit.shell import Shell  # noqa: E402
from counter.screens.shared.session import Session  # noqa: E402
from tests.halls import clock_of, make_hall  # noqa: E402
from tests.screens.painted import rows_of  # noqa: E402

FORM, CARD, BOOK = "小额临时救助申请审批表", "申请人身份证", "户口簿或居住证"


class ReportApp(Shell[None]):
    """Somebody signed on, on one screen."""

    def __init__(self, hall: Hall, screen: Callable[[], HallScreen[None]], no: str = "03") -> None:
        super().__init__()
        self.session = Session(hall, hall.person(no), "综合窗口")
        self.first = screen

    def now(self) -> datetime:
        return local(self.session.hall.clock().moment)

    def header_facts(self) -> dict[str, str]:
        return {"hall": self.session.hall.name, "window": self.session.terminal, "person": self.session.person.name}

    def on_mount(self) -> None:
        self.push_screen(self.first())

    def go(self, name: str) -> None:
        raise AssertionError(name)


def shown(app: ReportApp) -> str:
    """The screen as painted."""
    return "\n".join(rows_of(app))


def a_day(hall: Hall) -> None:
    """A scripted day, from the hall's clock on: an instant case of 12 minutes, a promised, a supplement, a return.

    Also an enquiry that is answered, one with a call owed, and money collected for another body.
    """
    clock = clock_of(hall)
    with hall.act("07", "民政") as work:
        first = cases.accept(work, Application("MZ-006", Who("李国强")))
    clock.forward(minutes=12)
    with hall.act("07", "民政") as work:
        cases.finish(work, first.case_id)
    with hall.act("07", "民政") as work:
        cases.accept(work, Application("MZ-005", Who("王秀芳", phone="15400000001")))
    with hall.act("07", "民政") as work:
        some = Brought(have=(FORM, CARD), forgot=(BOOK,))
        cases.accept(work, Application("MZ-005", Who("赵成"), some))
    with hall.act("07", "民政") as work:
        cases.accept(work, Application("MZ-005", Who("吴芳"), Brought(have=(CARD,))))
    with hall.act("09", "医保") as work:
        money = Money(40000, "微信", "川-000123")
        cases.accept(work, Application("SW-001", Who("孙丽"), money=money, finish=True))
    with hall.act("03", "综合窗口") as work:
        enquire(work, Asked(matter="问低保"))
    with hall.act("03", "综合窗口") as work:
        enquire(work, Asked(matter="问社保卡", name="周杰", phone="15400000002", owed=True))
    clock.forward(minutes=30)


if __name__ == "__main__":
    shown = make_hall(Path(sys.argv[1]))
    a_day(shown)
    ReportApp(shown, TodayScreen if sys.argv[2] == "today" else ClosingScreen).run(mouse=False)
