"""The words of the scenario language: what a verb is made of, and how each field is written.

The verbs themselves stand in `verbs/`, a module for each room of the domain, what can be expected in `holds/`.
A field has one way of being written, whichever verb it belongs to.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

EVERY_ACT = frozenset({"at", "by", "do", "case", "label", "happened", "source", "checked_by", "refused", "terminal"})
LINE = frozenset({"case", "item", "applicant", "lacks"})
"""One person's line of what is brought for many (`lines`): the case that comes of it, and what was left at home."""
PERSON = frozenset({"name", "id", "phone", "relation", "authority", "village", "group", "household"})


@dataclass(frozen=True, slots=True)
class Verb:
    """One verb: how it is played, its own fields, which of them are people, and which label it makes."""

    play: Callable[..., Any] | None = None
    """A `values.Play`; None: known, but not played by this version."""
    fields: frozenset[str] = frozenset()
    people: tuple[str, ...] = ()
    makes: str = ""
    """`case` or `label`: the field whose value names something new."""
    labels: str = ""
    """What kind of thing its `label` names."""
    needs: tuple[str, ...] = ()
    """Fields that must be there."""
    moments: tuple[str, ...] = ()
    """Fields that hold a moment here, whatever they hold elsewhere."""
    times: tuple[str, ...] = ()
    """Fields that hold a moment or a day here."""
    asks: bool = False
    """Whether what it makes waits for an approval, which its label names too."""


def verb(
    play: Callable[..., Any],
    fields: str = "",
    *,
    needs: str = "case",
    people: str = "",
    makes: str = "",
    labels: str = "",
    moments: str = "",
    times: str = "",
    asks: bool = False,
) -> Verb:
    """A verb as a table of a room notes it.

    Args:
        play: What it does; see `values.Play`.
        fields: Its fields besides those of every act, in one text.
        needs: Those that must be there.
        people: Those that hold a person.
        makes: `case` or `label`: the field that names something new, for later acts and expectations.
        labels: What kind of thing its `label` names: approval, appointment, enquiry …
        moments: Those that hold a moment.
        times: Those that hold a moment, or a day for the whole of it.
        asks: Whether its label also names the approval for which it asks.
    """
    return Verb(play, frozenset(fields.split()), tuple(people.split()), makes, labels, tuple(needs.split()),
                tuple(moments.split()), tuple(times.split()), asks)  # fmt: skip


_TEXTS = (
    "by do case label item source checked_by terminal reason to channel as gaps agreed_by matter phone name answer "
    "path paper ground agency words outcome weigh place why improve whom said doubt outcome way person unit told "
    "village"
)
_OF_DEPARTMENTS = "department opinion signed_by chaired present lead number standing post size"
_OF_PRESENCE = "witness"
_OF_POSTS = "post note seal reported a b"
_OF_LEAVE = "stand_in proof kind document"
_OF_ROSTER = "duty record with"
TEXTS = frozenset(f"{_TEXTS} {_OF_DEPARTMENTS} {_OF_POSTS} {_OF_PRESENCE} {_OF_LEAVE} {_OF_ROSTER}".split())
"""Fields that hold one text."""
LISTS = frozenset(
    {
        "have",
        "forgot",
        "promised_later",
        "applies",
        "brings",
        "asks",
        "names",
        "differences",
        "people",
        "done",
        "cases",
        "lacks",
    }
)
"""Fields that hold a list of texts."""
TABLES = frozenset({"lines", "applicants"})
"""Fields that hold a list of tables: lines of a batch, people of a roster."""
WHOLE = frozenset({"year", "days", "level", "count", "received", "solved", "signed_papers"})
NUMBERS = frozenset({"amount", "receipts"}) | WHOLE
"""Numbers that are whole."""
DAYS = frozenset({"off", "work"})
"""Fields that hold days, as a list or with a name each."""
TRUTHS = frozenset(
    {"granted", "unexamined", "confirmed", "satisfied", "by_hall", "important", "leaves", "by_phone", "off_duty"}
)
ONE_DAY = frozenset({"month", "date", "back", "to_date"})
"""Fields that hold one day."""
SIGNED = frozenset({"by", "on", "slip"})
"""What a leader signed with a pen (on_paper): who, when, which slip."""
TIMES = frozenset({"due", "answer_due", "provisional_due", "until", "to"})
"""What is expected as a day, as a moment, or as none."""
