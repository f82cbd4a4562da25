"""Rules of the house: the item catalogue, approvals beside cases, oversight, cleaning, PINs and the lock."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from counter.domain.hall.ruled.values import Positive, Ruled, Section, Wording


class Cleaning(Section):
    """卫生."""

    check: Ruled[Literal["weekly", "monthly"]]
    general: Ruled[str]


class ApprovalRules(Section):
    """Who decides what beside cases and leave: roles in the order in which they decide."""

    overtime: Ruled[tuple[str, ...]]
    purchase: Ruled[tuple[str, ...]]
    lending: Ruled[tuple[str, ...]]


class ItemRules(Section):
    """The item catalogue (事项清单)."""

    entry: Ruled[tuple[str, ...]]
    """Who above the hall approves entry and exit of an item, in order; empty: the hall decides itself."""
    covers: Ruled[Wording]
    """The departments that must be there, each with the business under which its items stand."""


class OversightRules(Section):
    """What is summed up, followed and done at the day's end."""

    summary: Ruled[Literal["weekly", "monthly", "quarterly"]]
    tracked: Ruled[tuple[str, ...]]
    """What is followed to the end (跟踪督办)."""
    leaving: Ruled[tuple[str, ...]]
    """What is done before leaving at the end of the day."""


PinDigits = Annotated[int, Field(ge=4, le=12)]
"""Fewer are guessed, more are not remembered."""
PinTries = Annotated[int, Field(ge=2, le=99)]
"""One slip of the finger locks nobody out."""
Wait = Annotated[int, Field(ge=0, le=3600)]
"""Seconds; whoever must wait for longer than an hour is locked out without being told so."""
Signs = Annotated[int, Field(ge=1, le=60)]
"""As many as the field for a passphrase takes."""


class Security(Section):
    """PINs and the lock."""

    pin_digits: Ruled[PinDigits]
    pin_tries: Ruled[PinTries]
    pin_wait_seconds: Ruled[tuple[Wait, ...]]
    """The wait after the first, second, ... wrong try."""
    resetters: Ruled[Positive]
    """How many other people may reset a PIN together where the director is away."""
    passphrase_signs: Ruled[Signs]
    lock_minutes: Ruled[Positive]
