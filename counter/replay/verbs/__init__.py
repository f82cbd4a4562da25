"""Every verb of the scenario language; each room of the domain has its own module here, with one table `VERBS`.

The names are those of the domain functions, hyphen for underscore. A verb that this version does not play yet
is known all the same, so that a file that uses it is told so with its line.
"""

from __future__ import annotations

from collections.abc import Mapping

from counter.replay.verbs import (
    appointments,
    approvals,
    attendance,
    batches,
    casework,
    enquiries,
    hall,
    items,
    joint,
    leave,
    posts,
    presence,
    roster,
    till,
)
from counter.replay.words import Verb

_ROOMS = (
    casework, batches, appointments, enquiries, joint, till, approvals, items, hall, posts, presence, leave, attendance,
    roster,
)  # fmt: skip

_LATER = (
    # voice, oversight, registers
    "complain", "accept-complaint", "decline-complaint", "answer-complaint", "petition", "answer-petition",
    "appeal-review", "opinion", "inspect", "record-fault", "decide-fault", "score", "enter", "amend",
)  # fmt: skip
"""Known, not yet played: a verb leaves this list when its room takes it up."""

VERBS: Mapping[str, Verb] = {name: Verb() for name in _LATER} | {
    name: each for room in _ROOMS for name, each in room.VERBS.items()
}
