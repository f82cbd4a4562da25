"""The scenario language: its verbs with their fields, and what can be expected.

The names are those of the domain functions, hyphen for underscore. A verb that this version does not
play yet is known all the same, so that a file that uses it is told so with its line.
"""

from __future__ import annotations

from dataclasses import dataclass

EVERY_ACT = frozenset({"at", "by", "do", "case", "label", "happened", "source", "checked_by", "refused", "terminal"})
PERSON = frozenset({"name", "id", "phone", "relation", "authority", "village", "group", "household"})


@dataclass(frozen=True, slots=True)
class Verb:
    """One verb: its own fields, which of them are people, which label it makes, and whether it is played."""

    fields: frozenset[str] = frozenset()
    people: tuple[str, ...] = ()
    makes: str = ""
    """`case` or `label`: the field whose value names something new."""
    labels: str = ""
    """What kind of thing its `label` names."""
    played: bool = True
    needs: tuple[str, ...] = ()
    """Fields that must be there."""
    moments: tuple[str, ...] = ()
    """Fields that hold a moment here, whatever they hold elsewhere."""


def _verb(
    fields: str = "", *, needs: str = "case", people: str = "", makes: str = "", labels: str = "", moments: str = ""
) -> Verb:
    return Verb(frozenset(fields.split()), tuple(people.split()), makes, labels, needs=tuple(needs.split()),
                moments=tuple(moments.split()))  # fmt: skip


def _later() -> Verb:
    return Verb(played=False)


_TEXTS = (
    "by do case label item source checked_by terminal reason to channel as gaps agreed_by matter phone name answer "
    "path paper ground agency words outcome weigh place why improve whom said doubt outcome way person unit told"
)
_OF_DEPARTMENTS = "department opinion signed_by chaired present lead number standing post size"
TEXTS = frozenset(f"{_TEXTS} {_OF_DEPARTMENTS}".split())
"""Fields that hold one text."""
LISTS = frozenset({"have", "forgot", "promised_later", "applies", "brings", "asks", "names"})
"""Fields that hold a list of texts."""
NUMBERS = frozenset({"amount", "receipts", "year", "days", "level"})
WHOLE = frozenset({"year", "days", "level"})
"""Numbers that are whole."""
DAYS = frozenset({"off", "work"})
"""Fields that hold days, as a list or with a name each."""
TRUTHS = frozenset({"granted", "unexamined", "confirmed", "satisfied", "by_hall", "important"})
SIGNED = frozenset({"by", "on", "slip"})
"""What a leader signed with a pen (on_paper): who, when, which slip."""


ITEM_FIELDS = (
    "name aliases window kind category applicant promised_days statutory_days statutory_unit fee fee_basis basis "
    "conditions procedure result departments county others lead tasks steps off_clock materials agent collects note "
    "present project sits mandate"
)
"""What of an item a change may name directly, beside `fields`."""

VERBS: dict[str, Verb] = {
    # casework
    "accept": _verb(
        "item applicant subject agent have forgot promised_later applies gaps channel as reason unexamined agency "
        "weigh doubt improve",
        needs="", people="applicant subject agent", makes="case", labels="approval",
    ),
    "supplement": _verb("brings"),
    "examine": _verb("have forgot promised_later applies gaps reason weigh"),
    "stop": _verb("ground paper days", needs="case ground"),
    "resume": _verb(),
    "convert": _verb("reason"),
    "ask-more": _verb("asks ground reason", needs="case asks ground"),
    "judge": _verb("reason"),
    "decide": _verb("granted reason"),
    "tell": _verb("said"),
    "review": _verb("level said", needs="case level"),
    "follow-up": _verb("said"),
    "archive": _verb(),
    "give-back": _verb("names to"),
    "publish": _verb("from to", needs=""),
    "enter-above": _verb("number", needs="case number"),
    "stamp": _verb(),
    "collect-fee": _verb("amount"),
    "reconcile": _verb("amount receipts agreed_by reason", needs="terminal amount receipts agreed_by"),
    "pay-in": _verb("amount as to number", needs="amount as to number"),
    "deliver": _verb("to"),
    "finish": _verb("to"),
    "return": _verb("reason"),
    "refuse": _verb("reason improve"),
    "decline": _verb("reason important improve", makes="label", labels="approval"),
    "mark-unclear": _verb("reason"),
    "consult": _verb("whom said"),
    "extend": _verb("days reason", needs="case days", makes="label", labels="approval"),
    "submit": _verb("reason", makes="label", labels="approval"),
    "special": _verb("reason ground", makes="label", labels="approval"),
    "withdraw": _verb("reason"),
    "lapse": _verb("reason"),
    "correct": _verb("fields reason agreed_by", needs="case fields"),
    "switch-item": _verb("item reason agreed_by have forgot promised_later applies gaps", needs="case item"),
    "void": _verb("reason agreed_by"),
    "rebook": _verb("to reason", needs="case to", moments="to"),
    "book": _verb("item applicant to place why channel reason", needs="item applicant to", people="applicant",
                  makes="label", labels="appointment", moments="to"),
    "move-appointment": _verb("to reason", needs="label to", labels="appointment", moments="to"),
    "cancel-appointment": _verb("reason", needs="label", labels="appointment"),
    "miss-appointment": _verb("by_hall reason", needs="label", labels="appointment"),
    "pass-on-appointment": _verb("to reason", needs="label", labels="appointment"),
    "feedback": _verb("level satisfied confirmed words"),
    "enquire": _verb(
        "matter phone item name channel way to person unit told until answer", needs="", makes="label",
        labels="enquiry", moments="until",
    ),
    "answer-enquiry": _verb("answer", needs="label answer", labels="enquiry"),
    "chase-enquiry": _verb("reason", needs="label reason", labels="enquiry"),
    "change-first-asked": _verb("to reason", needs="label to", labels="enquiry"),
    "enquiry-applied": _verb("", needs="label case", labels="enquiry"),
    "chase": _verb("reason ground"),
    "transfer": _verb("to reason until", needs="to", labels="enquiry", moments="until"),
    "remind": _verb("outcome reason", needs="case outcome"),
    "call-back": _verb("answer", needs="label", labels="enquiry"),
    **{name: _later() for name in (
        # posts, attendance, approvals, voice, oversight, registers
        "hand-over", "take-back", "step-in", "name-third", "lend-seal", "return-seal",
        "sign-in", "sign-out", "go-out", "come-back", "group-duty", "ask-leave", "agree-stand-in",
        "report-back", "explain", "accept-explanation", "sign-sheet", "noon-duty", "leader-duty",
        "complain", "accept-complaint", "decline-complaint", "answer-complaint",
        "petition", "answer-petition", "appeal-review", "opinion",
        "inspect", "record-fault", "decide-fault", "score", "enter", "amend",
        "change-staff",
    )},
    # approvals
    "approve": _verb("reason on_paper", needs="label", labels="approval"),
    "reject": _verb("reason on_paper", needs="label", labels="approval"),
    "take-back-approval": _verb("reason", needs="label", labels="approval"),
    # joint cases and what goes up
    "notify-departments": _verb("until"),
    "department-opinion": _verb("department opinion reason signed_by", needs="case department opinion"),
    "hold-review": _verb("requirements chaired present matter"),
    "chase-department": _verb("department reason until", needs="case department"),
    "fix-lead": _verb("lead reason", needs="case lead"),
    "refer": _verb("to number"),
    "contact-above": _verb("answer to", needs="case answer"),
    "answer-from-above": _verb("granted reason number"),
    "open-seal": _verb("department post size", needs="department post"),
    "change-seal": _verb("department size reason", needs="department"),
    "cancel-seal": _verb("department reason", needs="department"),
    "order-approval": _verb("department reason until"),
    "escalate": _verb("to reason"),
    "add-department": _verb("name post phone", needs="name"),
    "name-representative": _verb("department to name phone standing paper from", needs="department"),
    # hall
    "load-calendar": _verb("year off work paper published", needs="year"),
    "change-rule": _verb("path value from reason", needs="path value"),
    "add-item": _verb("fields from reason approved", needs="fields"),
    "change-item": _verb(f"item fields from reason approved {ITEM_FIELDS}", needs="item"),
    "cancel-item": _verb("item from reason instead approved", needs="item"),
    "delegate-item": _verb("item to from reason approved", needs="item to"),
    "propose-item": _verb(
        f"what item to instead from reason department fields {ITEM_FIELDS}", needs="label what", makes="label",
        labels="item-change",
    ),
    "check-item": _verb("granted reason", needs="label", labels="item-change"),
    "approve-item": _verb("approved reason", needs="label", labels="item-change"),
}  # fmt: skip

_OF_A_CASE = (
    "kind flags state due answer_due provisional_due remaining overdue responsible first_asked papers "
    "missing owed fee lead departments rules"
)
EXPECTED: dict[str, frozenset[str]] = {
    "case": frozenset(_OF_A_CASE.split()),
    "enquiry": frozenset(["state", "overdue", "first_asked", "responsible", "until"]),
    "report": frozenset({"period", "holds", "totals"}),
    "appointment": frozenset({"state", "receiver", "to", "home"}),
    **{name: frozenset() for name in ("person", "post", "leave", "complaint", "petition", "faults", "register")},
}
"""Of what, which fields; none: known, but not checked by this version."""
TIMES = frozenset({"due", "answer_due", "provisional_due", "until", "to"})
"""What is expected as a day, as a moment, or as none."""
