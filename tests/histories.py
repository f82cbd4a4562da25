"""Random histories of a hall: acts picked by name, refusals skipped, time going on between them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from random import Random
from typing import Any

from counter.domain.casework import cases
from counter.domain.casework.asking import enquiries
from counter.domain.casework.case.decision import Brought
from counter.domain.casework.cases import Application, Money
from counter.domain.hall.opened import Hall
from counter.domain.hall.residents.citizens import Who
from counter.domain.hall.work import Work
from counter.domain.refusals import Refusal
from tests.halls import APPLY, CARD, INCOME, clock_of

NAMES = ("李国强", "王小梅", "赵大山", "龘敏")
_STAFF = ("01", "03", "07", "12")


def _who(luck: Random) -> Who:
    at = luck.randrange(len(NAMES))
    return Who(NAMES[at], phone=f"1540001000{at}", village=luck.choice(("", "双河村")))


def _taken(**more: Any) -> Callable[[Work, Random], Any]:
    def take(work: Work, luck: Random) -> Any:
        item = luck.choice(("X-001", "X-002", "X-003", "X-004", "X-005"))
        return cases.accept(work, Application(item, _who(luck), **more))

    return take


def _on_a_case(do: Callable[[Work, int], Any]) -> Callable[[Work, Random], Any]:
    def doing(work: Work, luck: Random) -> Any:
        last = work.connection.exec_driver_sql("SELECT coalesce(max(id), 0) FROM cases").scalar_one()
        return do(work, luck.randint(max(1, last - 2), max(1, last)))

    return doing


def _call_back(work: Work, luck: Random) -> Any:
    last = work.connection.exec_driver_sql("SELECT coalesce(max(id), 0) FROM enquiry").scalar_one()
    return enquiries.call_back(work, last, "已答复")


HISTORIES: Mapping[str, Callable[[Work, Random], Any]] = {
    "accept": _taken(),
    "accept-forgot": _taken(brought=Brought((APPLY, CARD), forgot=(INCOME,))),
    "accept-owing": _taken(brought=Brought((APPLY, CARD, INCOME)), gaps="go-on"),
    "accept-nothing": _taken(brought=Brought((INCOME,))),
    "accept-not": _taken(brought=Brought((APPLY, CARD))),
    "accept-for": _taken(subject=Who("李小宝"), agent=Who("钱代办", phone="15400010009", relation="村干部")),
    "ask": lambda work, luck: cases.accept(work, Application("X-001", _who(luck), Brought(()))),
    "supplement": _on_a_case(lambda work, case: cases.supplement(work, case)),
    "decide": _on_a_case(lambda work, case: cases.decide(work, case)),
    "decide-against": _on_a_case(lambda work, case: cases.decide(work, case, False, "不符合条件")),
    "deliver": _on_a_case(lambda work, case: cases.deliver(work, case)),
    "finish": _on_a_case(lambda work, case: cases.finish(work, case, "本人")),
    "return": _on_a_case(lambda work, case: cases.return_(work, case, "不属于本镇")),
    "withdraw": _on_a_case(lambda work, case: cases.withdraw(work, case)),
    "lapse": _on_a_case(lambda work, case: cases.lapse(work, case, "多次通知未来")),
    "collect-fee": _on_a_case(lambda work, case: cases.collect(work, case, Money(1000, receipt="0099"))),
    "enquire": lambda work, luck: enquiries.enquire(work, enquiries.Asked(matter="低保怎么办", phone="15400010001",
                                                                          owed=True)),
    "call-back": _call_back,
}  # fmt: skip


def live(hall: Hall, verbs: Sequence[str], luck: Random) -> set[str]:
    """Lives through a history, up to some days of it.

    Returns:
        The acts that were not refused.
    """
    done = set()
    for verb in verbs:
        clock_of(hall).forward(minutes=luck.choice((0, 1, 45, 26 * 60)))
        late = clock_of(hall).moment - timedelta(minutes=30) if luck.random() < 0.1 else None
        try:
            with hall.act(luck.choice(_STAFF), "W01", happened=late) as work:
                if late is not None:
                    cases.check_late(work, "停电登记本", "02")
                HISTORIES[verb](work, luck)
            done.add(verb)
        except Refusal:
            continue
    return done
