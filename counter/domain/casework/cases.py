"""Everything that can be done with a case, under one name: `cases.accept`, `cases.finish` and the like."""

from __future__ import annotations

from counter.domain.casework.accepting import (
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
from counter.domain.casework.afterwards import archive, follow_up, review, tell
from counter.domain.casework.clockwork import convert, resume, stop
from counter.domain.casework.custody import give_back
from counter.domain.casework.examining import examine
from counter.domain.casework.extending import extend
from counter.domain.casework.further import ask_more
from counter.domain.casework.joint import (
    chase_department,
    department_opinion,
    fix_lead,
    hold_review,
    notify_departments,
)
from counter.domain.casework.money import AmountUnclear, AmountWrong, Money, ReceiptMissing, collect
from counter.domain.casework.referring import answer_from_above, contact_above, refer
from counter.domain.casework.refusing import decline, refuse
from counter.domain.casework.running import (
    AlreadyBrought,
    NotNow,
    NotYours,
    ReasonMissing,
    decide,
    deliver,
    finish,
    lapse,
    own,
    return_,
    stamp,
    supplement,
    unchanged,
    withdraw,
)
from counter.domain.casework.steps import NOTE_MOST, REASON_MOST, clock_begun
from counter.domain.casework.submitting import special, submit
from counter.domain.casework.supervision import escalate, order_approval

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
