"""Sending somebody on who asked at the wrong window, as this hall's rules want it done.

Received there by a named colleague (S12.7), told the exact window or telephone (S12.8), or guided to the
right unit (S12.9): the rulebook says which, and what it wants said is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass

from counter.domain.hall.duty.responsible import responsible
from counter.domain.hall.people.meant import post_meant
from counter.domain.hall.work import Work
from counter.domain.refusals import Refusal
from counter.domain.rules import carries
from counter.domain.text import clean

PLACE_MOST = 100


class GuideIncomplete(Refusal):
    """Somebody was sent on without what the hall's rules want said."""

    says = "{wanted}。"


@dataclass(frozen=True, slots=True)
class Guide:
    """Where somebody was sent."""

    post: str = ""
    """The right post or window of this hall, as typed."""
    person: str = ""
    """The staff number of who received them there; empty for who answers for the post."""
    unit: str = ""
    """The unit outside this hall."""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Guided:
    """Where somebody was sent, as it is kept."""

    words: str
    post: str = ""
    person: str = ""


@carries("S12.7", "S12.8", "S12.9", by="check")
def guided(work: Work, guide: Guide) -> Guided:
    """Where somebody was sent, with all that this hall's rules want said.

    Raises:
        GuideIncomplete: naming what is missing, with the article.
        WhichPost, UnknownStaff: for a post or a person that is not here.
    """
    rule = work.book.casework.transfer
    unit = clean(guide.unit, field="单位", most=PLACE_MOST)
    phone = clean(guide.phone, field="电话", most=PLACE_MOST)
    post = post_meant(work.hall, guide.post) if guide.post.strip() else None
    wanted = {
        "introduced": "" if post else "要介绍到具体窗口并找到接待人：请写窗口",
        "told": "" if post or phone else "要告知准确的窗口或电话：请写窗口或电话",
        "guided": "" if post or unit else "要讲明并引导到主管单位：请写单位或窗口",
    }[rule.value]
    if wanted:
        raise GuideIncomplete(wanted=wanted, cites=(rule.cite,))
    if post is None:
        return Guided("，".join(filter(None, (unit, f"电话{phone}" if phone else ""))))
    person = work.hall.person(guide.person) if guide.person.strip() else responsible(work.hall, post.code)
    received = f"{person.name}接待" if rule.value == "introduced" else ""
    window = work.hall.laid.windows.get(post.window, post.name)
    words = "，".join(filter(None, (window, received, unit, f"电话{phone}" if phone else "")))
    return Guided(words, post.code, person.no if received else "")
