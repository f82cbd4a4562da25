"""The ways of approving leave that a hall can take over from another document (K23): data, and the act that takes one.

The five rulebooks hold their own; `data/leave_tiers.toml` holds those of every document, with their articles.
Keeps S33.7 (department head, centre leader) and S33.8 (leader in charge, main leaders), which no rulebook has.
"""

from __future__ import annotations

import functools
import tomllib
from datetime import date

from counter.domain.hall.ruled.attendance import LeaveTier
from counter.domain.hall.ruled.values import Section, Sentence
from counter.domain.hall.settings import change_rule
from counter.domain.hall.work import Work
from counter.domain.journal import act
from counter.domain.refusals import Refusal
from counter.domain.rules import carries
from counter.locate import data_dir

TIERS, REGISTERED_AT = "leave.tiers", "leave.registered_at"


class NoSuchChoice(Refusal):
    """A way of approving leave that there is not."""

    says = "没有“{choice}”这种请假审批办法。可选：{known}。"


class TierChoice(Section):
    """One document's way of approving leave."""

    id: str
    name: Sentence
    article: Sentence
    rules: tuple[str, ...]
    registered_at: Sentence
    registered_article: Sentence
    tiers: tuple[LeaveTier, ...]


@functools.cache
def choices() -> tuple[TierChoice, ...]:
    """Every way that ships."""
    data = tomllib.loads((data_dir() / "leave_tiers.toml").read_text(encoding="utf-8"))
    return tuple(TierChoice.model_validate(each) for each in data["choice"])


def choice(name: str) -> TierChoice:
    """A way by its document.

    Raises:
        NoSuchChoice: where there is none.
    """
    found = next((each for each in choices() if each.id == name), None)
    if found is None:
        raise NoSuchChoice(choice=name, known="、".join(each.id for each in choices()))
    return found


@act("choose-leave-tiers")
@carries("S33.7", "S33.8", by="act")
def choose_tiers(work: Work, name: str, since: date) -> TierChoice:
    """Leave is approved and registered by another document's way, from a day on.

    Raises:
        NotAllowed, NoSuchChoice, RuleBackdated, UnchangedRule: as they say.
    """
    found = choice(name)
    tiers = [each.model_dump(mode="json") for each in found.tiers]
    change_rule(work, TIERS, tiers, since, found.article, found.rules)
    if work.hall.book(since).leave.registered_at.value != found.registered_at:
        change_rule(work, REGISTERED_AT, found.registered_at, since, found.registered_article, found.rules)
    work.read_anew()
    return found
