"""The verbs of the rota, of duty as it is done, and of overtime."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from counter.domain.attendance.rota import changes as roster_changes
from counter.domain.attendance.rota import duties, overtime, rosters
from counter.domain.attendance.rota import swaps as roster_swaps
from counter.domain.attendance.rota.reading import entries
from counter.domain.attendance.rota.refusals import UnknownEntry
from counter.domain.hall.work import Work
from counter.replay.stage import Stage
from counter.replay.values import day, moment
from counter.replay.words import Verb, verb


def _entry(work: Work, data: Mapping[str, Any], on: str = "date", of: str = "person") -> int:
    """The entry that a file means: of a day, a duty and a person, who acts where nobody is named."""
    of_day, who = day(data[on]), data.get(of, work.actor)
    found = [
        each for each in entries(work.connection, of_day, of_day) if (each.duty, each.person) == (data["duty"], who)
    ]
    if not found:
        raise UnknownEntry()
    return found[0].id


def _change(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    """Another person (`to`), off the rota (`off_duty`), or else one entry more."""
    reason = data.get("reason", "")
    if data.get("off_duty"):
        return roster_changes.take_off(work, _entry(work, data), reason)
    if "to" in data:
        return roster_changes.change(work, _entry(work, data), person=data["to"], reason=reason)
    return roster_changes.add(work, day(data["date"]), data["duty"], data["person"], post=data.get("post", ""),
                              place=data.get("place", ""), reason=reason)  # fmt: skip


def _swap(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    back = _entry(work, data, "back", "with") if "back" in data else None
    return roster_swaps.ask_swap(work, _entry(work, data), data["with"], back=back, reason=data.get("reason", ""))


def _noon(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    """On; with a record, off."""
    if "record" in data:
        return duties.noon_off(work, data["record"], data.get("to", ""))
    return duties.noon_on(work)


def _leader(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return duties.leader_duty(
        work, data.get("record", "无事"), person=data.get("person", ""),
        since=moment(data["from"]) if "from" in data else None, until=moment(data["to"]) if "to" in data else None,
        received=data.get("received", 0), solved=data.get("solved", 0), signed=data.get("signed_papers", 0),
    )  # fmt: skip


def _overtime(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    since = moment(data["from"]) if "from" in data else None
    return overtime.ask_overtime(work, moment(data["until"]), data.get("reason", ""), since=since)


VERBS: dict[str, Verb] = {
    "draft-roster": verb(lambda stage, work, data: rosters.draft(work, day(data["month"])), "month", needs="month"),
    "publish-roster": verb(
        lambda stage, work, data: rosters.publish(work, day(data["month"])), "month", needs="month"
    ),
    "change-roster": verb(
        _change, "date duty person to off_duty post place reason", needs="date duty person"
    ),
    "move-village-day": verb(
        lambda stage, work, data: roster_changes.move_village_day(
            work, day(data["date"]), day(data["to_date"]), data.get("reason", "")
        ),
        "date to_date reason", needs="date to_date",
    ),
    "swap-roster": verb(
        _swap, "date duty with back reason", needs="date duty with", makes="label", labels="swap"
    ),
    "agree-swap": verb(
        lambda stage, work, data: roster_swaps.agree_swap(work, stage.key("swap", data)), needs="label", labels="swap"
    ),
    "decline-swap": verb(
        lambda stage, work, data: roster_swaps.decline_swap(work, stage.key("swap", data)), needs="label", labels="swap"
    ),
    "noon-duty": verb(_noon, "record to", needs=""),
    "leader-duty": verb(
        _leader, "record person from to received solved signed_papers", needs="", moments="from to"
    ),
    "rest-duty": verb(
        lambda stage, work, data: duties.rest_duty(work, data.get("record", ""), data.get("to", "")), "record to",
        needs="",
    ),
    "ask-overtime": verb(
        _overtime, "until reason from", needs="until", makes="label", labels="overtime", moments="until from", asks=True
    ),
    "leave-overtime": verb(
        lambda stage, work, data: overtime.leave_hall(work, stage.key("overtime", data), data.get("done", ())), "done",
        needs="label", labels="overtime",
    ),
}  # fmt: skip
