"""Who answers for a post at a moment, why, and where its seals are, as a scenario may expect it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from counter.domain.hall.duty.seals import SealHeld, seals_of
from counter.replay.holds.comparing import differences, subject
from counter.replay.stage import Stage


def _post(stage: Stage, data: Mapping[str, Any], at: datetime) -> Iterator[str]:
    """The post at a moment; `seals` is a list of those that lie with it or who answers, or says who has each."""
    code = data["post"]
    stage.hall.post(code)
    answer = stage.hall.answering(code, at)
    held = seals_of(stage.hall, code, at)
    facts = {"who": answer.who, "because": answer.because, "seals": _seals(held, answer.person, data.get("seals"))}
    return differences(f"岗位 {code}", data, facts, own="post")


def _seals(held: tuple[SealHeld, ...], answers: str, wanted: Any) -> Any:
    if isinstance(wanted, Mapping):
        return {each.name: each.holder for each in held}
    return [each.name for each in held if each.at_post or each.holder == answers]


POST = subject(_post, "who because seals", labelled=False)
