"""A leave in words, for slips, papers and registers: who stands in, who else is away, what was taken this year."""

from __future__ import annotations

from sqlalchemy import Connection

from counter.domain.attendance.leave.checks import both_away
from counter.domain.attendance.leave.reading import KIND_NAMES, Leave, balance, names_said, touching
from counter.domain.clock import local
from counter.domain.hall.opened import Hall


def person_said(hall: Hall, no: str) -> str:
    """Somebody by name, number and posts."""
    posts = "、".join(post.name for post in hall.posts_of(no))
    return f"{hall.person(no).name}（{no}{f' {posts}' if posts else ''}）"


def stand_in_said(hall: Hall, leave: Leave) -> str:
    """Who stands in, and whether they agreed; and the third where one was named."""
    third = leave.row["third"]
    named = f"，主任指定第三人{hall.person(third).name}" if third else ""
    if not leave.stand_in:
        declined = leave.row["declined"]
        return (f"{hall.person(declined).name}不同意，待另定" if declined else "") + named
    state = "已同意" if leave.row["agreed"] else "待同意"
    return f"{hall.person(leave.stand_in).name}（{state}）{named}"


def both_said(hall: Hall, connection: Connection, leave: Leave) -> str:
    """Which other half of a pair would be away in the same time."""
    found = both_away(hall, connection, leave.person, leave.start, leave.until, but=leave.id)
    return "；".join(f"{hall.post(post).name} {hall.person(other).name}（{why}）" for post, other, why in found)


def others_said(hall: Hall, connection: Connection, leave: Leave) -> str:
    """Who else is on approved leave in the same time."""
    others = dict.fromkeys(each.person for each in touching(hall, connection, leave.start, leave.until)
                           if each.person != leave.person)  # fmt: skip
    return names_said(hall, others)


def balance_said(hall: Hall, connection: Connection, leave: Leave) -> str:
    """What somebody had of leave in the year, by kind."""
    found = balance(hall, connection, leave.person, local(leave.start).year)
    return "、".join(f"{KIND_NAMES[kind]}{days:g}天" for kind, days in found.days.items()) or "无"
