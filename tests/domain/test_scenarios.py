"""Every scenario day of this repository is played and holds; each is one way that a day in a hall can go."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from counter.domain.oversight.audit import verify
from counter.replay import Outcome, play, read_script

FOLDER = Path(__file__).parents[1] / "scenarios"
MARKS = {
    "agency-whole": pytest.mark.rule("S14.2", "S14.8", "S14.11"),
    "appointments": pytest.mark.rule("S06.11", "S13.6", "S15.1", "S15.3", "S15.4", "S15.5"),
    "endings": pytest.mark.rule("S61.5", "S06.12"),
    "enquiry": pytest.mark.rule("S12.6"),
    "entrusted": pytest.mark.rule("S15.2", "S17.1", "S17.3"),
    "example": pytest.mark.rule("S09.1"),
    "first-asked": pytest.mark.rule("S12.6", "S12.7", "S12.10", "S12.11"),
    "handover": pytest.mark.rule("S13.2", "S13.5", "S13.8", "S13.12", "S13.19"),
    "seal-custody": pytest.mark.rule("S53.1", "S53.2", "S53.3", "S53.8"),
    "festival": pytest.mark.rule("S11.1"),
    "home-visit": pytest.mark.rule("S16.1", "S16.2"),
    "instant": pytest.mark.rule("S02.1", "S02.3"),
    "item-versions": pytest.mark.rule("S29.10"),
    "joint": pytest.mark.rule("S04.2", "S04.8", "S04.11", "S04.16", "S04.21"),
    "joint-late": pytest.mark.rule("S04.4", "S04.14"),
    "joint-review": pytest.mark.rule("S04.12", "S04.21"),
    "joint-threshold": pytest.mark.rule("S04.1"),
    "leave-and-post": pytest.mark.rule("S13.2", "S13.19", "S33.15", "S33.20"),
    "leave-refused": pytest.mark.rule("S13.19", "S13.20", "S33.2", "S33.4", "S33.15"),
    "leave-w01": pytest.mark.rule("S33.2", "S33.3", "S33.4", "S33.5", "S33.20"),
    "leave-w02": pytest.mark.rule("S33.7"),
    "leave-w03": pytest.mark.rule("S33.8", "S33.20"),
    "leave-w04": pytest.mark.rule("S33.9", "S33.10", "S33.11", "S33.12", "S33.13", "S33.14", "S33.15"),
    "many-at-once": pytest.mark.rule("S18.4", "S18.6", "S61.5"),
    "not-accepted": pytest.mark.rule("S10.7", "S10.8"),
    "overdue": pytest.mark.rule("S11.1"),
    "owing": pytest.mark.rule("S09.1", "S09.3", "S09.4"),
    "extension": pytest.mark.rule("S03.11", "S11.4", "S11.5", "S11.12"),
    "extension-forbidden": pytest.mark.rule("S03.10"),
    "refused": pytest.mark.rule("S06.1", "S06.10", "S06.12", "S06.13", "S19.1"),
    "reported-up": pytest.mark.rule("S14.12", "S19.2", "S19.6", "S08.7"),
    "roster-month": pytest.mark.rule("S34.8", "S34.9", "S34.10", "S36.4", "S36.5"),
    "noon-duty": pytest.mark.rule("S35.1", "S35.2", "S35.5", "S35.6"),
    "leaders-duty": pytest.mark.rule("S36.2", "S36.3", "S36.4", "S36.6"),
    "overtime": pytest.mark.rule("S34.11"),
    "promised": pytest.mark.rule("S03.1", "S03.5", "S03.13"),
    "referred": pytest.mark.rule("S07.1", "S07.2", "S07.3", "S11.11"),
    "refusals": pytest.mark.rule("S06.13", "S61.5"),
    "returned": pytest.mark.rule("S06.1", "S05.9", "S06.5"),
    "seals": pytest.mark.rule("S54.2", "S54.3", "S54.4", "S54.5"),
    "supervision": pytest.mark.rule("S11.7"),
    "attendance-month": pytest.mark.rule("S32.3", "S32.8", "S32.10", "S32.12"),
    "signing": pytest.mark.rule("S32.1", "S32.4"),
    "signing-bridges": pytest.mark.rule("S32.4", "S32.5", "S37.1"),
    "stamp": pytest.mark.rule("S54.3", "S11.6"),
    "supplement": pytest.mark.rule("S05.1", "S05.5", "S05.6", "S05.7"),
    "transfer-chase": pytest.mark.rule("S11.3", "S12.11", "S43.1"),
}
"""Days that hold rules by their numbers."""
DAYS = [pytest.param(path.stem, marks=MARKS.get(path.stem, ())) for path in sorted(FOLDER.glob("*.toml"))]


def played(path: Path, database: Path) -> Outcome:
    outcome = play(read_script(path), database)
    assert outcome.stage is not None
    return outcome


def test_every_mark_belongs_to_a_day() -> None:
    assert set(MARKS) <= {str(each.values[0]) for each in DAYS}


@pytest.mark.parametrize("name", DAYS)
def test_the_day_holds_and_leaves_a_sound_hall(name: str, tmp_path: Path) -> None:
    outcome = played(FOLDER / f"{name}.toml", tmp_path / "practice.db")
    assert outcome.failures == []
    assert outcome.acts and outcome.expectations
    assert outcome.stage is not None
    found = verify(outcome.stage.hall)
    outcome.stage.hall.storage.close()
    assert found.sound, list(found.lines())


def _spoilt(text: str) -> str:
    """The same day with every due date expected a year later."""
    return re.sub(r"^due = (\d{4})", lambda found: f"due = {int(found[1]) + 1}", text, flags=re.MULTILINE)


@pytest.mark.parametrize("name", ["festival", "supplement", "referred", "new-paper"])
def test_an_expectation_that_is_wrong_fails(name: str, tmp_path: Path) -> None:
    text = (FOLDER / f"{name}.toml").read_text(encoding="utf-8")
    path = tmp_path / "day.toml"
    path.write_text(_spoilt(text), encoding="utf-8")
    outcome = played(path, tmp_path / "practice.db")
    assert outcome.stage is not None
    outcome.stage.hall.storage.close()
    assert sum(" 的 due 应为 " in each for each in outcome.failures) == len(re.findall(r"^due = \d", text, re.M))


def test_the_same_day_twice_is_the_same_day(tmp_path: Path) -> None:
    digests = set()
    for name in ("one", "two"):
        outcome = played(FOLDER / "corrections.toml", tmp_path / f"{name}.db")
        assert outcome.stage is not None
        outcome.stage.hall.storage.close()
        digests.add(outcome.digest)
    assert len(digests) == 1
