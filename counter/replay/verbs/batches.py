"""The verbs of many at once: what a village agent brings, what arrived, what goes back together, rosters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from counter.domain.casework.batches import arrivals, batches, rosters
from counter.domain.casework.batches.batch_lines import Line
from counter.domain.casework.batches.batches import Brought, Made
from counter.domain.hall.people import village_agents
from counter.domain.hall.residents.citizens import Who
from counter.domain.hall.work import Work
from counter.replay.stage import Stage
from counter.replay.values import case_of, who, why
from counter.replay.words import Verb, verb


def _take_batch(stage: Stage, work: Work, data: Mapping[str, Any]) -> Made:
    """A line a case; brought by the village's agent where nobody else is named."""
    village = data.get("village", "")
    person = who(data.get("agent"))
    lines = tuple(_line(n, each) for n, each in enumerate(data["lines"], start=1))
    agent = 0 if person else _agent(work, village)
    paper, checker = data.get("source", ""), data.get("checked_by", "")
    made = batches.take_batch(work, Brought(lines, village, agent, person, paper=paper, checked_by=checker))
    for line, taken in zip(data["lines"], made.taken, strict=True):
        if "case" in line:
            stage.cases[line["case"]] = taken.case_id
            stage.taken[line["case"]] = taken
    return made


def _line(row: int, data: Mapping[str, Any]) -> Line:
    return Line(row, data["item"], who(data["applicant"]) or Who(""), tuple(data.get("lacks", ())))


def _agent(work: Work, village: str) -> int:
    """The village's agent, the first where it has several; 0 where it has none."""
    return next((each.id for each in village_agents.agents(work.connection, village)), 0) if village else 0


def _cases(stage: Stage, data: Mapping[str, Any]) -> tuple[int, ...]:
    return tuple(stage.cases.get(label, 0) for label in data["cases"])


def _arrive(stage: Stage, work: Work, data: Mapping[str, Any]) -> Made:
    return arrivals.arrive(work, _cases(stage, data), data.get("source", ""))


def _tell_batch(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return arrivals.tell_batch(work, stage.key("batch", data), data.get("way", "电话"))


def _deliver_many(stage: Stage, work: Work, data: Mapping[str, Any]) -> Made:
    village = data.get("village", "")
    return batches.deliver_many(work, _cases(stage, data), data["to"], village=village, agent_id=_agent(work, village))


def _enroll(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return rosters.enroll(work, case_of(stage, data), tuple(who(each) or Who("") for each in data["applicants"]))


def _strike_off(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    """By the name; 0, which nobody has, where it does not stand there."""
    case = case_of(stage, data)
    there = rosters.roster(work.connection, case)
    number = next((each.n for each in there if each.name == data["name"] and not each.struck), 0)
    return rosters.strike_off(work, case, number, why(data))


VERBS: dict[str, Verb] = {
    "take-batch": verb(
        _take_batch, "village agent lines", needs="lines", people="agent", makes="label", labels="batch"
    ),
    "arrive": verb(_arrive, "cases", needs="cases", makes="label", labels="batch"),
    "tell-batch": verb(_tell_batch, "way", needs="label", labels="batch"),
    "deliver-many": verb(_deliver_many, "cases to village", needs="cases to", makes="label", labels="batch"),
    "enroll": verb(_enroll, "applicants", needs="case applicants", people="applicants"),
    "strike-off": verb(_strike_off, "name reason", needs="case name"),
    "make-roster": verb(lambda stage, work, data: rosters.make_roster(work, case_of(stage, data))),
}
