"""Rules of casework: everything that a case's path and clocks need.

Who approves what (`extension.needs`, `refusal.needs`, `special.needs`, roles in the order in which they decide),
what a notice and a guide say (`notice.content`, `guide`), which procedures may stop the clock (`exclusions`, only
where the item names them too), for what a paper may be asked again and what of it is a fault (`ask_more`), how far
the agency goes (`agency`), how somebody is sent on (`transfer`), and what a hall has: a service section, a platform
above to enter cases in.
"""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import AfterValidator

from counter.domain.hall.ruled.values import (
    Between,
    Count,
    Limit,
    Positive,
    Roles,
    Ruled,
    Section,
    Sentence,
    Unit,
    Wording,
)

Kind = Literal["controlled", "joint", "referred", "promised", "instant"]


def _each_once(value: tuple[str, ...]) -> tuple[str, ...]:
    if sorted(value) != sorted(get_args(Kind)):
        raise ValueError("五类各写一次，排出先后")
    return value


Order = Annotated[tuple[Kind, ...], AfterValidator(_each_once)]
Exclusion = Literal["survey", "hearing", "public-notice", "expert-review", "inspection"]
"""现场踏勘、听证、公示、专家评审、检验检测."""
AskAgain = Literal["changed", "new-requirement", "wrong-content", "not-told"]
"""情况变化、上级新要求、内容有误、漏告知."""
Told = Literal["item", "materials", "procedure", "limit", "fee", "basis", "conditions"]
"""What a one-time notice tells."""
PlatformField = Literal[
    "item-code",
    "item",
    "applicant",
    "id",
    "phone",
    "address",
    "agent",
    "agent-id",
    "channel",
    "received",
    "accepted",
    "due",
    "materials",
    "number",
]
"""What a case is entered with in the platform above."""
GuideField = Literal[
    "item", "basis", "content", "conditions", "procedure", "limit", "fee", "fee-basis", "materials", "sample", "result"
]
"""What a service guide prints."""


class Definitions(Section):
    """What each kind is, in the words of the hall's own document; each explanation says and cites them."""

    instant: Ruled[Sentence]
    promised: Ruled[Sentence]
    referred: Ruled[Sentence]
    controlled: Ruled[Sentence]
    supplement: Ruled[Sentence]
    no_main: Ruled[Sentence]
    """An application without its main paper (主件)."""
    returned: Ruled[Sentence]
    not_accepted: Ruled[Sentence]


class Joint(Section):
    """联办."""

    threshold: Ruled[Positive]
    lead: Ruled[Literal["main-window", "centre", "responsible-window", "simultaneous"]]
    """Who leads; `simultaneous`: the centre coordinates and every window takes the case in at once."""


class Instant(Section):
    """即办."""

    minutes: Ruled[Count]
    """Amber after so many minutes; 0 where the hall names no number."""
    until: Ruled[Literal["day", "spot"]]


class Extension(Section):
    """延期."""

    allowed: Ruled[bool]
    most: Ruled[Count]
    """How many extensions a case may have."""
    needs: Ruled[Roles]


class RefusalRules(Section):
    """退回, 不予办理."""

    complex: Ruled[Literal["days", "promise", "shorter"]]
    """How long a matter too complex for the spot may be deliberated: so many days, the promise, or what ends first."""
    days: Ruled[Count]
    """Working days for judging a complex matter; 0: within the item's promise."""
    needs: Ruled[Roles]
    """Who decides that an important or unclear matter is refused."""


class Notice(Section):
    """一次性告知."""

    days: Ruled[Positive]
    unit: Ruled[Unit]
    deemed: Ruled[bool]
    """Whether a notice not given in time makes the case accepted from receipt."""
    slip_from: Ruled[Positive]
    """From how many missing papers on the written slip is printed."""
    content: Ruled[tuple[Told, ...]]
    """What is told beside the papers to bring, in this order."""


class AskMore(Section):
    """Asking again for a paper that the notice given did not name."""

    grounds: Ruled[tuple[AskAgain, ...]]
    """The reasons that allow it."""
    faults: Ruled[tuple[AskAgain, ...]]
    """Those of them that count as a fault of the hall."""


class Submission(Section):
    """代理送审: what a leader must decide is carried there by the window."""

    needs: Ruled[Roles]


class Special(Section):
    """特事特办."""

    needs: Ruled[Roles]


class Agency(Section):
    """全程代理."""

    scope: Ruled[Literal["referred", "key-projects", "any"]]
    """What is taken as an agency case: matters decided above that need nobody present, key projects, or any."""
    tracks: Ruled[tuple[Literal["act-for", "assist", "do-now"], ...]]
    """代办, 协办, 即办; none where the hall tells none apart."""
    feedback: Ruled[Literal["two", "five"]]
    """How many grades the feedback form has."""


class Reminders(Section):
    """When the worklist begins to warn."""

    due_soon_days: Ruled[Count]
    supplement_days: Ruled[Positive]
    again_days: Ruled[Positive]
    """How many working days after one telephone call the next is due."""
    duplicate_days: Ruled[Positive]


class CaseworkRules(Section):
    """Everything a case's path and clocks need."""

    kinds: Ruled[tuple[Literal["instant", "promised", "joint", "referred", "supplement", "returned", "agency"], ...]]
    """The kinds that the hall's own document names, in its order."""
    order: Ruled[Order]
    """Which kind a matter is of that fits several: the first that fits."""
    defined: Definitions
    usual_days: Ruled[Between]
    """The promise that is usual, from and to; a longer or shorter one is told in the explanation."""
    day_one: Ruled[Literal["next-working-day"]]
    unit: Ruled[Unit]
    joint: Joint
    gaps: Ruled[Literal["choose", "wait", "go-on"]]
    supplement_from: Ruled[Literal["completion"]]
    owing_days: Ruled[Count]
    """Working days for papers owed (容缺); 0: until the case's own promise ends."""
    instant: Instant
    extension: Extension
    refusal: RefusalRules
    notice: Notice
    stamp: Ruled[bool]
    seal_size: Ruled[str]
    """The diameter of every approval seal, in centimetres."""
    referred_as: Ruled[Literal["referred", "promised"]]
    """What a matter decided above counts as; `promised` keeps its own notice all the same."""
    regimes: Ruled[Wording]
    """What the way of handling is called, by kind (五制办理); empty where the hall has no such names."""
    exclusions: Ruled[tuple[Exclusion, ...]]
    """The procedures that may stop the clock here, where the item names them too."""
    delivery: Ruled[Limit]
    """From the decision to the result in the applicant's hands."""
    ask_more: AskMore
    submission: Submission
    special: Special
    agency: Agency
    supervision: Ruled[bool]
    """Whether a qualifying case that stays undone is certified and sent to the supervision body."""
    service_section: Ruled[bool]
    """Whether a service section gets photocopies of notices and sums the tables."""
    platform: Ruled[bool]
    """Whether every case must be entered in the provincial system too."""
    publish_names: Ruled[Literal["masked", "whole"]]
    """How an applicant stands in the publication of results (S30.10, A21)."""
    platform_form: Ruled[tuple[PlatformField, ...]]
    """The fields of the form above, in its order, for typing a case again."""
    guide: Ruled[tuple[GuideField, ...]]
    transfer: Ruled[Literal["introduced", "told", "guided"]]
    """How somebody at the wrong window is helped on: to who receives them, by window and telephone, or to the unit."""
    reminders: Reminders
    copies: Ruled[tuple[str, ...]]
    paper_names: Ruled[Wording]
