"""Every transition of a case's life is walked by some scenario day; which one is found by looking, not by its name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from counter.domain.casework.case.answerable import stretches
from counter.domain.casework.case.events import read, reckon
from counter.domain.casework.case.life import Event, Life, in_order
from counter.replay import play, read_script
from counter.replay.stage import Stage

FOLDER = Path(__file__).parents[1] / "scenarios"
AT_DESK = ("examining", "")
"""States in which nothing was decided yet."""


@dataclass(frozen=True)
class Move:
    """One event of a case with what it was before and is after."""

    event: Event
    before: Life
    after: Life
    known: tuple[str, ...]
    """The kinds of event before it."""

    @property
    def data(self) -> Mapping[str, Any]:
        return self.event.data


def begun(move: Move, *kinds: str) -> bool:
    return move.event.kind == "accepted" and move.after.kind in kinds and move.before.state in AT_DESK


MOVES: Mapping[str, Callable[[Move], bool]] = {
    "T03": lambda m: m.event.kind == "received",
    "T05": lambda m: begun(m, "instant"),
    "T06": lambda m: begun(m, "promised"),
    "T07": lambda m: begun(m, "joint"),
    "T08": lambda m: begun(m, "referred"),
    "T09": lambda m: m.event.kind == "noticed" and m.before.state == "examining",
    "T10": lambda m: m.event.kind == "accepted" and bool(m.after.owed),
    "T11": lambda m: m.event.kind == "accepted" and m.before.state == "awaiting-materials" and not m.after.missing,
    "T12": lambda m: m.event.kind == "accepted" and m.after.kind == "instant" and "supplement" in m.after.flags,
    "T13": lambda m: m.event.kind == "lapsed",
    "T14": lambda m: m.event.kind == "returned" and m.before.state == "examining",
    "T15": lambda m: m.event.kind == "refused" and m.before.state == "examining",
    "T16": lambda m: m.event.kind == "weighed",
    "T17": lambda m: m.event.kind in ("returned", "refused") and m.before.state == "deliberating",
    "T18": lambda m: m.event.kind == "accepted" and m.before.state == "deliberating",
    "T19": lambda m: m.event.kind == "rebooked",
    "T20": lambda m: m.event.kind == "examined" and m.before.state == "accepted",
    "T21": lambda m: m.event.kind == "returned" and m.before.state == "reviewing",
    "T22": lambda m: m.event.kind == "submitted",
    "T23": lambda m: m.event.kind == "decided" and m.before.state == "awaiting-approval",
    "T24": lambda m: m.after.state == "refused" and m.before.state == "awaiting-approval",
    "T25": lambda m: m.event.kind == "departments-told",
    "T26": lambda m: m.event.kind == "review-held",
    "T27": lambda m: m.event.kind == "decided" and m.before.state == "joint-review",
    "T28": lambda m: bool(m.data.get("department")) and m.event.kind == "chased" or (
        m.event.kind == "contacted" and "departments-told" in m.known),
    "T29": lambda m: m.event.kind == "referred",
    "T30": lambda m: m.event.kind == "answered",
    "T31": lambda m: m.event.kind == "stamped",
    "T32": lambda m: m.event.kind == "told",
    "T33": lambda m: m.event.kind == "delivered" and m.after.kind != "instant",
    "T34": lambda m: m.event.kind == "delivered" and m.after.kind == "instant",
    "T35": lambda m: m.event.kind in ("reviewed", "feedback"),
    "T36": lambda m: m.event.kind == "archived",
    "T37": lambda m: m.event.kind == "extended",
    "T38": lambda m: m.after.overdue,
    "T39": lambda m: m.event.kind in ("ordered", "escalated"),
    "T41": lambda m: m.event.kind == "chased" and not m.data.get("department"),
    "T42": lambda m: m.event.kind == "received" and bool(m.data.get("agency")),
    "T43": lambda m: m.event.kind == "received" and bool(m.data.get("entrusted")),
    "T45": lambda m: m.event.kind == "converted",
    "T46": lambda m: m.event.kind == "withdrawn",
    "T47": lambda m: m.event.kind == "received" and m.data.get("channel") == "home",
    "T48": lambda m: m.event.kind in ("decided", "answered") and m.after.state == "refused",
    "T49": lambda m: m.event.kind == "published",
    "T50": lambda m: m.event.kind == "not-accepted",
    "T51": lambda m: m.event.kind == "brought" and bool(m.after.missing),
    "T52": lambda m: m.event.kind == "brought" and bool(m.before.owed) and not m.after.owed,
    "T53": lambda m: m.event.kind == "followed-up",
}  # fmt: skip
ROWS: Mapping[str, str] = {
    "T01": "SELECT count(*) FROM enquiry",
    "T02": "SELECT count(*) FROM enquiry WHERE guided <> ''",
    "T04": "SELECT count(*) FROM enquiry WHERE called_back IS NOT NULL",
    "T44": "SELECT count(*) FROM appointment",
}
"""What happens before there is a case."""


def walked(stage: Stage) -> Iterator[str]:
    hall = stage.hall
    with hall.look() as connection:
        for case_id in connection.exec_driver_sql("SELECT id FROM cases").scalars().all():
            case = read(hall, connection, case_id)
            known: list[Event] = []
            before = Life(state="")
            for event in in_order(case.events):
                after = reckon(hall, [*known, event], event.happened).value
                move = Move(event, before, after, tuple(each.kind for each in known))
                yield from (name for name, is_it in MOVES.items() if is_it(move))
                known.append(event)
                before = after
            if case.life.overdue:
                yield "T38"
            if any(each.answer.because == "handed-over" and each.answer.stands_in for each in stretches(case)):
                yield "T40"
        for name, query in ROWS.items():
            if connection.exec_driver_sql(query).scalar_one():
                yield name


def test_every_transition_has_its_scenario(tmp_path: Path) -> None:
    left = {f"T{n:02d}" for n in range(1, 54)}
    for path in sorted(FOLDER.glob("*.toml"), key=lambda each: (each.stem != "long-case", each.stem)):
        outcome = play(read_script(path), tmp_path / f"{path.stem}.db")
        assert outcome.stage is not None
        left -= set(walked(outcome.stage))
        outcome.stage.hall.storage.close()
        if not left:
            return
    assert left == set()
