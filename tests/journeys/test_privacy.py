"""No whole identity number or telephone number leaves the program at a terminal, unless somebody asked to see it."""

from __future__ import annotations

import re
from pathlib import Path

import rounds
from desk import CARDS, ENTER, ESC, F2, F3, TAB, Desk, rows

_SECRETS = "SELECT id_no FROM citizen WHERE id_no IS NOT NULL UNION SELECT phone FROM citizen WHERE phone IS NOT NULL"
_REVEALED = "SELECT actor, body FROM journal WHERE verb = 'reveal'"


def secrets(database: Path) -> set[bytes]:
    """Every identity number and telephone number that the hall keeps."""
    return {str(each).encode() for (each,) in rows(database, _SECRETS) if len(str(each)) > 6}


def leaked(raw: bytes, kept: set[bytes]) -> set[bytes]:
    """Those of them that stand whole in what the program sent."""
    long_numbers = set(re.findall(rb"\d{7,}[\dXx]?", re.sub(rb"\x1b\[[0-9;?]*[A-Za-z]", b"|", raw)))
    return {secret for secret in kept if any(secret in number for number in long_numbers)}


def test_no_screen_shows_whole_numbers(database: Path) -> None:
    kept = secrets(database)
    assert len(kept) > 200
    name = rows(database, "SELECT name FROM citizen ORDER BY id LIMIT 1")[0][0]
    with Desk(database, environ={"COUNTER_WINDOW": "W02"}) as desk:
        rounds.every_screen(desk, name)
        assert desk.quit() == 0
    assert leaked(desk.raw, kept) == set()
    assert rows(database, _REVEALED) == []


def test_a_number_being_typed_is_masked_when_its_field_ends(database: Path) -> None:
    with Desk(database) as desk:
        desk.sign_on()
        desk.press("李国强", ENTER, CARDS[0], sees="村组").press(ENTER, ENTER, sees="电话")
        desk.press("15400010001", sees="154****0001")
        before = len(desk.raw)
        desk.press("mz005", ENTER, ENTER, ENTER, ENTER, sees="Esc 不出").press(ESC).press(F3, sees="查找")
        desk.press(ENTER, sees="Tab 看全号").press(F2, sees="来人").press(CARDS[0], sees="9979")
        assert leaked(desk.raw[before:], {CARDS[0].encode(), b"15400010001"}) == set()
        assert desk.quit() == 0


def test_whole_numbers_are_shown_to_who_asks_and_that_is_journalled_once_a_day(database: Path) -> None:
    with Desk(database) as desk:
        desk.sign_on()
        desk.press("李国强", ENTER, CARDS[0], sees="村组").press(ENTER, ENTER, "15400010001")
        desk.press("mz005", ENTER, ENTER, ENTER, ENTER, sees="Esc 不出").press(ESC)
        desk.press(F3, sees="查找").press(ENTER, sees="5119**********9979")
        desk.press(TAB, sees=CARDS[0])
        assert desk.shows("15400010001")
        desk.press(TAB, sees="已经是完整的").press(ESC, sees="查找").press(ENTER, sees=CARDS[0])
        assert desk.quit() == 0
    assert leaked(desk.raw, secrets(database)) == {CARDS[0].encode(), b"15400010001"}
    seen = rows(database, _REVEALED)
    assert [actor for actor, _ in seen] == ["05"]
    assert CARDS[0] not in str(seen)
