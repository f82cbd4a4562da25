"""Rules of complaints, petitions and broken promises."""

from __future__ import annotations

from typing import Literal

from counter.domain.hall.ruled.values import Limit, Ruled, Section


class VoiceRules(Section):
    """Complaints or petitions."""

    ordinary: Ruled[Limit]
    complex: Ruled[Limit]


class Breach(Section):
    """违诺处罚, step by step within a period."""

    period: Ruled[Literal["year", "lifetime"]]
    steps: Ruled[tuple[str, ...]]
