"""Two people at two terminals, two programs on one file: a post goes over and comes back, in few keys each."""

from __future__ import annotations

from pathlib import Path

import pytest
from desk import ENTER, Desk, rows, verified

from tests.halls import make_hall
from tests.hands import take
from tests.signing import PIN, give_pin

F4 = "\x1bOS"
MOST = 15
"""So many keys each may need for one way; a PIN's own digits are the PIN, and are not counted."""


class Counting:
    """A desk at which keys are counted, without the digits of a PIN."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.keys = 0

    def press(self, *keys: str, sees: str) -> None:
        """Keys that count: a letter or digit is one, Enter is one, an F-key is one."""
        self.keys += sum(1 if key.startswith("\x1b") else len(key) for key in keys)
        self.desk.press(*keys, sees=sees)

    def pin(self, sees: str) -> None:
        """The PIN, not counted, and the Enter behind it, which is."""
        self.desk.press(PIN)
        self.press(ENTER, sees=sees)

    def spent(self) -> int:
        """The keys since the last time."""
        spent, self.keys = self.keys, 0
        return spent


@pytest.fixture
def hall_file(tmp_path: Path) -> Path:
    hall = make_hall(tmp_path)
    for no in ("07", "12"):
        give_pin(hall, no)
    take(hall)
    hall.storage.close()
    return tmp_path / "hall.db"


@pytest.mark.rule("S13.8", "S13.12")
def test_a_post_goes_over_and_comes_back_between_two_terminals(hall_file: Path) -> None:
    with Desk(hall_file, "2026-11-20T09:12:00") as one, Desk(hall_file, "2026-11-20T09:12:00") as other:
        one.sign_on("07", "民政", pin=PIN)
        other.sign_on("12", "民政", pin=PIN)
        a, b = Counting(one), Counting(other)

        a.press(F4, sees="A岗 张丽")
        a.press(ENTER, sees="清单校验码")
        a.press(ENTER, sees="请假")
        a.press("1", sees="留言")
        a.press(ENTER, sees="张丽密码")
        a.pin(sees="接岗人密码")
        a.press(ENTER, sees="等陈勇确认")
        b.press(F4, sees="按 Enter 看清单确认")
        b.press(ENTER, sees="清点差异")
        b.press(ENTER, sees="本人密码")
        b.pin(sees="陈勇负责")
        handed = a.spent(), b.spent()

        b.press("1", sees="清点差异")
        b.press(ENTER, sees="留言")
        b.press(ENTER, sees="张丽密码")
        b.press(ENTER, sees="陈勇密码")
        b.pin(sees="等张丽确认")
        a.press(F4, sees="返岗收回")
        a.press(ENTER, sees="清点差异")
        a.press(ENTER, sees="本人密码")
        a.pin(sees="张丽负责")
        returned = a.spent(), b.spent()

        assert max(*handed, *returned) <= MOST, (handed, returned)
        assert one.damage() == other.damage() == []
    assert rows(hall_file, "SELECT kind, giver, taker FROM handover ORDER BY id") == [
        ("hand-over", "07", "12"), ("take-back", "12", "07"),
    ]  # fmt: skip
    assert rows(hall_file, "SELECT count(*) FROM handover WHERE paper_id IS NULL") == [(0,)]
    assert verified(hall_file) == []
