"""Who is due on a day: by rota, market and calendar."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from counter.domain.hall.duty.due import OnRota, due
from tests.halls import make_hall

FRIDAY, SATURDAY = date(2026, 11, 20), date(2026, 11, 21)


@pytest.mark.rule("S34.10")
@pytest.mark.parametrize(
    ("day", "rota", "stands_in", "sessions"),
    [
        (FRIDAY, None, False, 2),
        (FRIDAY, OnRota({"window": ["07"]}), False, 2),
        (FRIDAY, OnRota({"window": ["12"]}), False, 0),
        (FRIDAY, OnRota({"window": ["12"]}), True, 2),
        (SATURDAY, None, False, 0),
    ],
)
def test_the_rota_says_who_is_due(
    tmp_path: Path, day: date, rota: OnRota | None, stands_in: bool, sessions: int
) -> None:
    hall = make_hall(tmp_path)
    assert len(due(hall, hall.person("07"), day, rota, stands_in=stands_in).value) == sessions


@pytest.mark.rule("S34.8", "S34.10")
def test_on_a_market_day_everybody_is_due_whatever_the_rota_says(tmp_path: Path) -> None:
    hall = make_hall(tmp_path, rules={"calendar.market.digits": (0,)})
    found = due(hall, hall.person("07"), FRIDAY, OnRota({"window": ["12"]}))
    assert len(found.value) == 2
    assert "S34.8" in found.rules


@pytest.mark.rule("S34.7")
def test_a_hall_is_centralised_every_day_or_with_a_rota_on_market_days_only(tmp_path: Path) -> None:
    """Without windows in turn everybody is due every working day; with them all together on market days alone."""
    for folder in ("every", "market"):
        (tmp_path / folder).mkdir()
    every = make_hall(tmp_path / "every", "township", rules={"calendar.market.digits": (9,)})
    market = make_hall(
        tmp_path / "market", "township", rules={"calendar.market.digits": (9,), "calendar.rota": True}
    )  # fmt: skip
    thursday, others = date(2026, 11, 19), OnRota({"window": ["12"]})
    assert len(due(every, every.person("07"), FRIDAY, None).value) == 2
    assert len(due(market, market.person("07"), FRIDAY, others).value) == 0
    for hall in (every, market):
        assert len(due(hall, hall.person("07"), thursday, others).value) == 2
