"""The stage of a scenario: its training hall, its clock, and what the labels of the file stand for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from counter.domain.casework.cases import Taken
from counter.domain.clock import PutClock
from counter.domain.hall.opened import Hall

OVERRIDE = "演练设定"
"""What stands as the paper behind what a scenario sets."""


@dataclass
class Stage:
    """The hall, its clock, and what the labels stand for."""

    hall: Hall
    clock: PutClock
    cases: dict[str, int] = field(default_factory=dict)
    taken: dict[str, Taken] = field(default_factory=dict)
    labelled: defaultdict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    """Of each kind (approval, appointment, enquiry …) the key of every label."""

    def name(self, kind: str, label: str, key: int) -> None:
        """Lets a label stand for something that an act made."""
        self.labelled[kind][label] = key

    def key(self, kind: str, data: Mapping[str, Any]) -> int:
        """What the label of an act stands for; 0 where nothing was made, because the act was to be refused."""
        return self.labelled[kind].get(data["label"], 0)
