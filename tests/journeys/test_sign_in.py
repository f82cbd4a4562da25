"""Twenty people at one board within five minutes, in bursts, through a real terminal: all stand there, none twice."""

from __future__ import annotations

import time
from pathlib import Path

from desk import ENTER, TODAY, Desk, rows, verified

from counter.domain.clock import PutClock, at
from counter.domain.setup import open_hall
from counter.storage import Storage
from tests.signing import PIN, give_pin

PEOPLE = 20
_FIVE_MINUTES = 300.0
_PRESENT = "SELECT person, count(*) FROM presence WHERE day = ? AND kind = 'in' GROUP BY person ORDER BY person"


def with_pins(database: Path) -> dict[str, str]:
    """Twenty people of the hall, number and name, who all have a PIN of their own."""
    hall = open_hall(Storage(f"sqlite:///{database}"), PutClock(at(f"{TODAY}T08:10:00")))
    try:
        today = [each for each in hall.laid.staff.values() if each.active and "clerk" in each.roles]
        people = [each for each in today if each.no != "03"][:PEOPLE]
        for each in people:
            give_pin(hall, each.no)
        return {each.no: each.name for each in people}
    finally:
        hall.storage.close()


def signs(no: str, pin: str = PIN) -> str:
    """What one person types."""
    return f"{no}{ENTER}{pin}{ENTER}"


def test_twenty_people_sign_in_within_five_minutes(database: Path) -> None:
    people = with_pins(database)
    numbers = list(people)
    assert len(numbers) == PEOPLE
    with Desk(database, f"{TODAY}T08:20:00") as desk:
        desk.sign_on("03", window="综合受理", sees="应到")
        began = time.monotonic()
        # One by one, and then behind one another, with somebody mistyping a PIN and somebody a number in between.
        for no in numbers[:2]:
            desk.send(signs(no))
            desk.sees(f"{people[no]} 签到好了")
        desk.send("".join(map(signs, numbers[2:9])))
        desk.send(signs(numbers[9], "975310") + signs("987") + signs(numbers[10]))
        desk.sees(f"{people[numbers[10]]} 签到好了")
        desk.send("".join(map(signs, [*numbers[11:], numbers[9], numbers[0]])))
        desk.sees(f"{people[numbers[0]]}08:2")  # signs in a second time, and is told when
        assert time.monotonic() - began < _FIVE_MINUTES
        assert desk.shows("已经签到") and desk.shows(f"已到 {PEOPLE}")
        shown = desk.text()
        assert [name for name in people.values() if f"{name} " not in shown.partition("已到  ")[2]] == []
        assert PIN not in shown and "975310" not in shown
        assert desk.quit() == 0
        assert desk.damage() == []
    assert rows(database, _PRESENT, TODAY) == [(no, 1) for no in sorted(numbers)]
    assert verified(database) == []
