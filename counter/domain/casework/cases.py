"""Everything that can be done with a case, under one name: `cases.accept`, `cases.finish` and the like."""

from __future__ import annotations

from counter.domain.casework.acts.accepting import (
    CHANNELS,
    Application,
    HappenedLater,
    LateEntryNeedsPaper,
    SubjectNeedsRelation,
    Taken,
    UnknownChannel,
    accept,
    check_late,
    usual_mark,
)
from counter.domain.casework.acts.afterwards import archive, follow_up, review, tell
from counter.domain.casework.acts.clockwork import convert, resume, stop
from counter.domain.casework.acts.custody import give_back
from counter.domain.casework.acts.examining import examine
from counter.domain.casework.acts.extending import extend
from counter.domain.casework.acts.further import ask_more
from counter.domain.casework.acts.refusing import decline, refuse
from counter.domain.casework.acts.running import (
    AlreadyBrought,
    decide,
    deliver,
    finish,
    lapse,
    return_,
    stamp,
    supplement,
    withdraw,
)
from counter.domain.casework.acts.submitting import special, submit
from counter.domain.casework.case.in_hand import NotNow, NotYours, own, unchanged
from counter.domain.casework.case.steps import NOTE_MOST, REASON_MOST, ReasonMissing, clock_begun
from counter.domain.casework.joint.joint import (
    chase_department,
    department_opinion,
    fix_lead,
    hold_review,
    notify_departments,
)
from counter.domain.casework.joint.referring import answer_from_above, contact_above, refer
from counter.domain.casework.joint.supervision import escalate, order_approval
from counter.domain.casework.till.money import AmountUnclear, AmountWrong, Money, ReceiptMissing, collect

__all__ = [
    "CHANNELS",
    "NOTE_MOST",
    "REASON_MOST",
    "AlreadyBrought",
    "AmountUnclear",
    "AmountWrong",
    "Application",
    "HappenedLater",
    "LateEntryNeedsPaper",
    "Money",
    "NotNow",
    "NotYours",
    "ReasonMissing",
    "ReceiptMissing",
    "SubjectNeedsRelation",
    "Taken",
    "UnknownChannel",
    "accept",
    "archive",
    "ask_more",
    "check_late",
    "clock_begun",
    "collect",
    "convert",
    "decide",
    "decline",
    "deliver",
    "examine",
    "extend",
    "finish",
    "follow_up",
    "give_back",
    "lapse",
    "own",
    "refuse",
    "resume",
    "return_",
    "review",
    "special",
    "stamp",
    "stop",
    "submit",
    "supplement",
    "tell",
    "unchanged",
    "usual_mark",
    "withdraw",
    "chase_department",
    "department_opinion",
    "fix_lead",
    "hold_review",
    "notify_departments",
    "answer_from_above",
    "contact_above",
    "refer",
    "escalate",
    "order_approval",
]
