"""Acts out of their order: whatever state a case is in, an act that has no place there is refused by a rule."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

import counter.domain.casework as casework
from counter.domain.casework import cases
from counter.domain.casework.acts import (
    afterwards,
    chasing,
    consulting,
    corrections,
    extending,
    platform,
    rebooking,
    refusing,
    reminding,
    submitting,
    transferring,
    weighing,
)
from counter.domain.casework.case.decision import Brought
from counter.domain.casework.case.order import FORBIDS
from counter.domain.casework.cases import Money
from counter.domain.casework.joint import joint, referring, supervision
from counter.domain.casework.till.money import NoFeeNow
from counter.domain.clock import at
from counter.domain.hall.opened import Hall
from counter.domain.hall.work import Work
from counter.domain.refusals import Refusal
from tests.halls import APPLY, CARD, INCOME, PHOTO, make_hall
from tests.hands import OWES, WAITS, do, look, take

Act = tuple[Callable[..., Any], Sequence[Any]]
LATER = at("2026-11-25T09:00")
_NO = "不符合条件"
STATES: dict[str, tuple[str, dict[str, Any], Sequence[Act]]] = {
    "examining": ("X-001", {"unexamined": True}, ()),
    "waiting": ("X-001", {"brought": WAITS}, ()),
    "owing": ("X-001", {"brought": OWES, "gaps": "go-on"}, ()),
    "accepted": ("X-001", {}, ()),
    "instant": ("X-002", {}, ()),
    "reviewing": ("X-001", {}, ((cases.examine, ()),)),
    "stopped": ("X-001", {}, ((cases.stop, ("公示",)),)),
    "joint": ("X-003", {}, ((joint.notify_departments, ()),)),
    "sent up": ("X-004", {}, ((referring.refer, ()),)),
    "deliberating": ("X-001", {"weigh": "情况复杂"}, ()),
    "with the leader": ("X-001", {}, ((submitting.submit, ()),)),
    "to be collected": ("X-001", {}, ((cases.decide, ()),)),
    "delivered": ("X-001", {}, ((cases.finish, ()),)),
    "reviewed": ("X-001", {}, ((cases.finish, ()), (cases.review, (5,)))),
    "archived": ("X-001", {}, ((cases.finish, ()), (cases.archive, ()))),
    "returned": ("X-001", {}, ((cases.return_, (_NO,)),)),
    "refused": ("X-001", {}, ((refusing.refuse, (_NO,)),)),
    "not accepted": ("X-001", {"brought": Brought((APPLY, CARD, PHOTO))}, ()),
    "withdrawn": ("X-001", {}, ((cases.withdraw, ()),)),
    "lapsed": ("X-001", {"brought": WAITS}, ((cases.lapse, ("一直没来",)),)),
    "rebooked": ("X-001", {}, ((rebooking.rebook, (LATER,)),)),
    "void": ("X-001", {}, ((corrections.void, ("重复登记",)),)),
}
TRIED: dict[str, Act] = {
    "supplement": (cases.supplement, ()), "examine": (cases.examine, ()), "stop": (cases.stop, ("公示",)),
    "resume": (cases.resume, ()), "convert": (cases.convert, ()), "extend": (extending.extend, (3, "要外出核实")),
    "notify": (joint.notify_departments, ()), "opinion": (joint.department_opinion, ("民政办", "agree")),
    "hold": (joint.hold_review, ((), )), "chase-part": (joint.chase_department, ("民政办",)),
    "lead": (joint.fix_lead, ("民政办",)), "refer": (referring.refer, ()),
    "contact": (referring.contact_above, ("已收到",)), "answer": (referring.answer_from_above, ()),
    "decide": (cases.decide, ()), "decide-no": (cases.decide, (False, _NO)), "stamp": (cases.stamp, ()),
    "fee": (cases.collect, (Money(1000, own_fee=True),)), "deliver": (cases.deliver, ()),
    "finish": (cases.finish, ()), "return": (cases.return_, (_NO,)), "refuse": (refusing.refuse, (_NO,)),
    "decline": (refusing.decline, (_NO,)), "rebook": (rebooking.rebook, (LATER,)),
    "withdraw": (cases.withdraw, ()), "lapse": (cases.lapse, ("一直没来",)),
    "correct": (corrections.correct, ({"phone": "15400010002"},)), "void": (corrections.void, ("重复登记",)),
    "switch": (corrections.switch_item, ("X-005",)), "follow-up": (cases.follow_up, ()),
    "archive": (cases.archive, ()), "chase": (chasing.chase, ("群众关心",)),
    "transfer": (transferring.transfer, ("SB",)), "ask-more": (cases.ask_more, (["户口簿"], "漏告知")),
    "judge": (weighing.judge, ("可以办",)), "tell": (afterwards.tell, ()), "review": (cases.review, (5,)),
    "give-back": (cases.give_back, ()), "enter-above": (platform.enter_above, ("SC1",)),
    "unclear": (consulting.mark_unclear, (_NO,)), "consult": (consulting.consult, ("司法所", "可以")),
    "submit": (submitting.submit, ()), "special": (submitting.special, ("病情紧急",)),
    "remind": (reminding.remind, ("told",)), "order": (supervision.order_approval, ()),
    "escalate": (supervision.escalate, ("拒不办理",)),
}  # fmt: skip
_CENTRE = frozenset({"lead", "chase", "order", "escalate"})
"""What only the centre may do."""


class _Tried(Exception):
    """Ends an act that went through, so that nothing of it is kept."""


@pytest.mark.rule("S01.11", "S31.1")
@pytest.mark.parametrize("state", STATES)
def test_what_has_no_place_in_a_state_is_refused_by_a_rule(state: str, tmp_path: Path) -> None:
    hall = make_hall(tmp_path)
    item, how, before = STATES[state]
    case = take(hall, item, **how)
    for act, values in before:
        do(hall, act, case, *values)
    for name, (act, values) in TRIED.items():
        refusal = _refusal(hall, "01" if name in _CENTRE else "07", lambda work: act(work, case, *values))  # noqa: B023
        assert refusal is None or refusal.rules, (name, refusal)


def _refusal(hall: Hall, by: str, doing: Callable[[Work], Any]) -> Refusal | None:
    try:
        with hall.act(by, "民政") as work:
            doing(work)
            raise _Tried
    except _Tried:
        return None
    except Refusal as refusal:
        return refusal


def test_every_act_that_needs_a_state_says_which_rule_needs_it() -> None:
    names = set()
    for path in Path(casework.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
                names |= _doings(node)
    assert names and names <= set(FORBIDS)


def _doings(call: ast.Call) -> set[str]:
    """How an act is called in a refusal, where this call hands it to what looks at the state."""
    name = call.func.id if isinstance(call.func, ast.Name) else ""
    given = [each.value for each in call.keywords if each.arg == "doing"]
    if name in ("open_case", "mendable"):
        given.append(call.args[2])
    return {each.value for each in given if isinstance(each, ast.Constant) and isinstance(each.value, str)}


@pytest.mark.rule("S31.1")
@pytest.mark.parametrize("how", [{"brought": WAITS}, {"unexamined": True}, {"brought": Brought((APPLY, CARD, INCOME))}])
def test_no_fee_is_taken_for_what_is_not_accepted(how: dict[str, Any], tmp_path: Path) -> None:
    hall = make_hall(tmp_path)
    case = take(hall, "X-007", **how)
    assert look(hall, case).life.accepted is None
    with pytest.raises(NoFeeNow) as caught:
        do(hall, cases.collect, case, Money(1000, own_fee=True))
    assert caught.value.rules


@pytest.mark.rule("S31.1")
def test_no_fee_is_taken_for_what_came_to_nothing(tmp_path: Path) -> None:
    hall = make_hall(tmp_path)
    case = take(hall, "X-007")
    do(hall, cases.withdraw, case)
    with pytest.raises(NoFeeNow):
        do(hall, cases.collect, case, Money(1000, own_fee=True))
