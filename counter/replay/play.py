"""Playing a scenario: acts and expectations in the order of the file, each failure one line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from counter.domain.approvals.standing import Approval
from counter.domain.casework import cases
from counter.domain.journal import head
from counter.domain.refusals import Refusal
from counter.replay.holds import held
from counter.replay.script import Part, Script
from counter.replay.setting import set_stage
from counter.replay.stage import Stage
from counter.replay.values import Play, moment
from counter.replay.verbs import VERBS
from counter.replay.words import Verb


@dataclass
class Outcome:
    """What came of a scenario."""

    acts: int = 0
    expectations: int = 0
    failures: list[str] = field(default_factory=list)
    digest: str = ""
    """The journal's head: the same file twice gives the same one."""
    stage: Stage | None = None

    @property
    def last_line(self) -> str:
        """The sum, as the last line of a replay."""
        return f"scenario: {self.acts} acts, {self.expectations} expectations, {len(self.failures)} failed"


def play(script: Script, database: Path) -> Outcome:
    """Plays a scenario into a new training hall.

    Raises:
        ScriptWrong: where the hall, a post or an item of the file cannot be; nothing was played then.
    """
    stage = set_stage(script, database)
    outcome = Outcome(stage=stage)
    for part in script.steps:
        if part.kind == "act":
            outcome.acts += 1
            _act(stage, script, part, outcome)
        else:
            outcome.expectations += 1
            outcome.failures.extend(f"第{part.line}行：{each}" for each in _expect(stage, part))
    with stage.hall.look() as connection:
        outcome.digest = head(connection).digest
    return outcome


def _act(stage: Stage, script: Script, part: Part, outcome: Outcome) -> None:
    data = part.data
    stage.clock.moment = moment(data["at"])
    refused = data.get("refused", False)
    outcome.expectations += bool(refused)
    happened = moment(data["happened"]) if "happened" in data else None
    try:
        with stage.hall.act(data["by"], data.get("terminal", ""), happened=happened) as work:
            if happened is not None and data["do"] != "accept":
                cases.check_late(work, data.get("source", ""), data.get("checked_by", ""))
            made = _played(VERBS[data["do"]])(stage, work, data)
        _remember(stage, data, made)
    except Refusal as refusal:
        if not refused:
            outcome.failures.append(f"第{part.line}行：{data['do']} 应当办成，却被拒绝：{refusal.sentence}")
        elif isinstance(refused, str) and refused not in refusal.rules:
            broken = "、".join(sorted(refusal.rules)) or "无"
            outcome.failures.append(f"第{part.line}行：应因 {refused} 被拒绝，实际依据 {broken}：{refusal.sentence}")
        return
    if refused:
        outcome.failures.append(f"第{part.line}行：{data['do']} 应当被拒绝，却办成了")


def _played(verb: Verb) -> Play:
    if verb.play is None:
        raise AssertionError("a script with a verb that is not played was not refused")
    return verb.play


def _remember(stage: Stage, data: Mapping[str, Any], made: Any) -> None:
    """Lets labels stand for what the act made: a case, a key, or a thing that knows its key."""
    verb = VERBS[data["do"]]
    if verb.makes == "case":
        if "case" in data:
            stage.taken[data["case"]] = made
            stage.cases[data["case"]] = made.case_id
    elif isinstance(made, Approval):
        if "label" in data:
            stage.name("approval", data["label"], made.id)
    elif verb.makes == "label" and verb.labels != "approval" and "label" in data:
        stage.name(verb.labels, data["label"], made if isinstance(made, int) else made.id)
        if verb.asks:
            stage.name("approval", data["label"], made.approval_id)


def _expect(stage: Stage, part: Part) -> Iterable[str]:
    data = dict(part.data)
    at = moment(data.pop("at")) if "at" in data else stage.clock.moment
    try:
        return list(held(stage, data, at))
    except Refusal as refusal:
        return [refusal.sentence]
