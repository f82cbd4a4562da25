"""Every table of the hall in one place, and the steps from one schema version to the next."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import MetaData, Table
from sqlmodel import SQLModel

from counter.domain import journal, upgrades
from counter.domain.approvals import model as approvals
from counter.domain.attendance import model as attendance
from counter.domain.casework import model as casework
from counter.domain.hall import model as hall
from counter.domain.hall.duty import model as duty
from counter.domain.posts import model as posts
from counter.storage import Migration

MIGRATIONS: Mapping[int, Migration] = {1: upgrades.casework_complete, 2: upgrades.presence_and_posts}
"""For each version N the step from N to N+1; a version once shipped keeps its step for ever."""

_ROOMS = (journal, hall, duty, approvals, casework, posts, attendance)


def metadata() -> MetaData:
    """The metadata that holds every room's tables."""
    assert _ROOMS
    return SQLModel.metadata


def tables() -> dict[str, Table]:
    """Every table but the journal itself, by name."""
    return {name: table for name, table in metadata().tables.items() if name != "journal"}
