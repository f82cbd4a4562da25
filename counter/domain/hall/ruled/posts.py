"""Rules of posts that two people hold (AB岗)."""

from __future__ import annotations

from counter.domain.hall.ruled.values import Positive, Ruled, Section


class PostRules(Section):
    """AB岗."""

    empty_minutes: Ruled[Positive]
    b_steps_in: Ruled[bool]
