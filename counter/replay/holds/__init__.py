"""What a scenario can expect: each kind of thing has its own module here, with how it is looked at and its fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from counter.replay.holds.answerable import SITUATION
from counter.replay.holds.appointments import APPOINTMENT
from counter.replay.holds.batches import BATCH
from counter.replay.holds.cases import CASE
from counter.replay.holds.comparing import Subject
from counter.replay.holds.enquiries import ENQUIRY
from counter.replay.holds.leave import LEAVE
from counter.replay.holds.people import PERSON
from counter.replay.holds.posts import POST
from counter.replay.holds.reports import REPORT
from counter.replay.holds.roster import OVERTIME, ROSTER
from counter.replay.stage import Stage

_LATER = ("complaint", "petition", "faults", "register")
"""Known, not yet checked: a subject leaves this list when its room takes it up."""

SUBJECTS: Mapping[str, Subject] = {
    "situation": SITUATION,
    "batch": BATCH,
    "case": CASE, "enquiry": ENQUIRY, "report": REPORT, "appointment": APPOINTMENT, "post": POST,
    "leave": LEAVE, "person": PERSON, "roster": ROSTER, "overtime": OVERTIME,
    **{name: Subject() for name in _LATER},
}  # fmt: skip
"""By the field that names it; where a table has several, the first here is what it is about."""


def held(stage: Stage, data: Mapping[str, Any], at: datetime) -> Iterator[str]:
    """Every difference between what is expected and what holds at a moment."""
    found = next(subject for name, subject in SUBJECTS.items() if name in data)
    if found.held is None:
        raise AssertionError("a script with an expectation that is not checked was not refused")
    return found.held(stage, data, at)
