"""How much a hall has to do, and when: the figures from which an invented year is made.

They are expectations, most of them assumed; no rule of the hall rests on them.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import Field

from counter.domain.hall.files.datafile import Plain, checked, read
from counter.locate import data_dir

Share = Annotated[float, Field(ge=0, le=1)]
Factor = Annotated[float, Field(ge=0)]


class Spread(Plain):
    """A mean and its standard deviation."""

    mean: Factor
    sd: Factor


class AgentShare(Plain):
    """Share of cases that a village agent brings, near and far."""

    near: Share
    far: Share
    far_km: Factor


class StaffHabits(Plain):
    """How often a person is late, away or on leave, a day."""

    late: Share
    away_unrecorded: Share
    leave: Share
    outside_duty: Share
    leave_peak_months: tuple[int, ...]


class Invented(Plain):
    """What an invented month needs beside the volumes."""

    peak_factor: Factor
    elders: tuple[str, ...]
    """Items that old people come for."""
    elder_age: int
    grown_age: int
    """Younger ones are brought by somebody of the family."""
    frail_age: int
    """Older ones often are."""
    paid_yuan: Mapping[str, tuple[int, ...]]
    """What is collected on another body's behalf, by item."""
    paid_by: Mapping[str, Share]
    family_paid: Share
    second_item: Share
    shared_window: Share
    second_person: Share
    left_for_later: Share
    brought_after_days: Factor
    never_brought: Share
    at_once: Share
    collected_after_days: Factor
    never_collected: Share
    entered_above: Share
    """Of what was accepted so much is entered in the platform above soon after."""
    to_the_last_day: Share
    booked: Share
    """Of those who only ask so many agree a time to come."""
    called_back: Share
    bundles: Share
    """Of the open days so many on which a village agent brings the papers of several people."""
    bundle_people: tuple[int, int]
    """For how many, at least and at most."""
    taken_along: Share
    """Of the results of what an agent brought so many wait for the agent's next visit."""
    fetched_on: tuple[int, ...]
    """The days of the week, Monday 1, on which what was granted above is fetched."""
    home_visits: Share
    """Of the open days so many on which somebody is promised a visit at home."""
    roster_item: str
    """What a village once hands in for many of its people, on which open day, and for how many."""
    roster_on_day: int
    roster_people: int
    originals_kept: Share
    """Of the cases that take days so many of which an original stays here."""
    left_here: Share
    """Of those so many whose original is not given back when the matter is over."""
    calls_a_day: int
    """So many people at the most a post calls a day for whom something waits."""
    more_time: Share
    """Of the cases left open to their last days so many for which more time is asked."""
    change_on_day: int
    """On which open day a window proposes a change of an item."""
    feedback_given: Share
    """Of agency matters so many whose applicant fills in the form."""


class Volumes(Plain):
    """The figures of `data/halls/volumes.toml`; shares are of one, factors have a mean of one."""

    cases_a_year: Mapping[str, int]
    mass_items: tuple[str, ...]
    """Items that take a few minutes and come in hundreds."""
    month_factor: tuple[Factor, ...] = Field(min_length=12, max_length=12)
    market_factor: Factor
    cold_factor: Factor
    weekday_factor: tuple[Factor, ...] = Field(min_length=5, max_length=5)
    hour_from: int
    """The hour that the first of the hour weights is for."""
    hours_market: tuple[Share, ...]
    hours_cold: tuple[Share, ...]
    consults_per_case: Factor
    correction: Mapping[str, Share]
    deferred_accept: Share
    refused: Share
    returned: Share
    withdrawn: Share
    used_of_limit: Mapping[str, Spread]
    overdue: Share
    village_agent: AgentShare
    rated: Share
    ratings: tuple[Share, ...] = Field(min_length=5, max_length=5)
    """Shares of the levels 5 (best) down to 1."""
    complaints_per_1000: Factor
    complaint_channel: Mapping[str, Share]
    complaint_cause: Mapping[str, Share]
    complaint_true: Share
    wait_minutes: Mapping[str, Factor]
    handle_minutes: Mapping[str, Factor]
    staff: StaffHabits
    invented: Invented


def load_volumes(path: Path | None = None) -> Volumes:
    """The figures of a file; the shipped ones where none is given.

    Raises:
        DataFileMissing: The file cannot be opened.
        DataFileUnreadable: It is not TOML.
        DataFileBroken: A figure is missing, unknown or out of range.
    """
    path = path or data_dir() / "halls" / "volumes.toml"
    return checked(Volumes, read(path), file=path.name, entry="办件量")
