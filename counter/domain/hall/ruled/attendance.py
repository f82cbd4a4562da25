"""Rules of attendance and leave (考勤、请假)."""

from __future__ import annotations

from typing import Literal

from counter.domain.hall.ruled.values import Count, Percent, Roles, Ruled, Section


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


class LeaveTier(Section):
    """Leave up to so many days (the last tier has none) needs these roles, in order."""

    most_days: float | None = None
    needs: tuple[str, ...]


class LeaveRules(Section):
    """请假."""

    ahead_days: Ruled[Count]
    stand_in: Ruled[bool]
    tiers: Ruled[tuple[LeaveTier, ...]]
    unregistered: Ruled[Literal["unexcused", "warn"]]
