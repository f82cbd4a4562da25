"""Rules of attendance and leave (考勤、请假)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from counter.domain.hall.ruled.values import Count, Percent, Roles, Ruled, Section, Sentence


class AttendanceRules(Section):
    """考勤."""

    sessions: Ruled[Literal[1, 2]]
    grace_minutes: Ruled[Count]
    sign_out: Ruled[bool]
    terminals: Ruled[tuple[str, ...]]
    """Where one signs in: windows by name, or by a business that they serve."""
    sign_in_from_minutes: Ruled[Count]
    """So many minutes before a session begins one may sign in for it; 0: at any time before."""
    sign_out_after_minutes: Ruled[Count]
    """Within so many minutes of signing in, Enter on the board never signs out."""
    out_needs: Ruled[Roles]
    """Who agrees before somebody goes out of the hall; any of them. None: to be entered is enough."""
    summary: Ruled[Literal["weekly", "monthly"]]
    study_absence: Ruled[Literal["half-day", "unexcused"]]
    absent_percent: Ruled[Percent]
    """By which part of a session, in hundredths, who did not sign in is absent for the whole of it."""
    sheet_needs: Ruled[Roles]
    """Who signs the sheet: any of these roles."""
    correction_needs: Ruled[Roles]
    """Who approves that a row of presence is put right."""
    award_leave_days: Ruled[Count]
    """So many days of private leave in a month still allow an award."""


LeaveKind = Literal["private", "sick", "official", "annual", "study"]
"""事假, 病假, 公出, 年休假, 学习."""

WhoseOwn = Literal["next-up", "same-role"]
"""Who decides the leave of who would decide it: the next level up, or another of the same role."""


class LeaveTier(Section):
    """Who approves leave of some length, in order; the first tier that fits decides, so a hole goes to the next."""

    most_days: float | None = None
    """Up to so many days; the last tier has none."""
    in_hours: bool = False
    """Only for leave of some hours within one half day."""
    kinds: tuple[LeaveKind, ...] = ()
    """Only for these kinds; none: for every kind."""
    needs: Annotated[Roles, Field(min_length=1)]
    """At least one: no leave is given by nobody."""


class LeaveRules(Section):
    """请假."""

    ahead_days: Ruled[Count]
    stand_in: Ruled[bool]
    tiers: Ruled[tuple[LeaveTier, ...]]
    own: Ruled[WhoseOwn]
    """Who decides the leave of somebody who would decide it themselves: the next level up, or the same role."""
    unregistered: Ruled[Literal["unexcused", "warn"]]
    registered_at: Ruled[Sentence]
    """Where leave and return are registered, as the slip says."""
    certificate: Ruled[bool]
    """Whether sick leave owes a hospital's certificate."""
