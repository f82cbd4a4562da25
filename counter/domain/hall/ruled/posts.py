"""Rules of posts that two people hold (AB岗)."""

from __future__ import annotations

from typing import Literal

from counter.domain.hall.ruled.values import Between, Positive, Roles, Ruled, Section

Handover = Literal["one-day-ahead", "in-person", "reported"]


class PostRules(Section):
    """AB岗."""

    empty_minutes: Ruled[Positive]
    b_steps_in: Ruled[bool]
    handover: Ruled[Handover]
    """How A hands over before leaving: a day ahead, in person, or reported to the leader in advance."""
    keeper_named_by: Ruled[Roles]
    """Who names another keeper of a seal while its keeper is away."""
    term_years: Ruled[Between]
    """How many years somebody is posted here: at least, at most."""
