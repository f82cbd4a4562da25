"""Whole records in one write through a real terminal: nothing lost, doubled or misplaced in the hall's file."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from desk import CARDS, ENTER, ESC, F2, F3, PAGE_DOWN, TODAY, Desk, rows, verified

SKIP = ENTER
TAKEN = """SELECT cases.number, citizen.name, cases.item_code FROM cases
    JOIN citizen ON citizen.id = applicant_id WHERE cases.day = ? ORDER BY cases.id"""
PAPERS = "SELECT count(*) FROM print JOIN paper ON paper.id = paper_id WHERE print.id > ?"


def record(name: str, card: str, item: str, *, after: str) -> str:
    """Every key of a new person's complete application, and the answer to the offer of papers."""
    return f"{name}\r{card}\r{SKIP * 2}{item}\r\r\r\r{after}"


def taken(database: Path) -> list[tuple[str, str, str]]:
    """Serial, applicant and item of what was taken in today."""
    return [(number[-4:], name, code) for number, name, code in rows(database, TAKEN, TODAY)]


def printed(database: Path, before: int = 0) -> int:
    """How many papers went out after that print."""
    return int(rows(database, PAPERS, before)[0][0])


def last_print(database: Path) -> int:
    """The key of the latest print."""
    return int(rows(database, "SELECT coalesce(max(id), 0) FROM print")[0][0])


@contextmanager
def held(database: Path, seconds: float) -> Iterator[None]:
    """Another window writes for so long, so that every save waits."""
    ready = threading.Event()

    def hold() -> None:
        other = sqlite3.connect(database, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        ready.set()
        time.sleep(seconds)
        other.execute("ROLLBACK")
        other.close()

    thread = threading.Thread(target=hold)
    thread.start()
    ready.wait(5)
    yield
    thread.join()


@pytest.mark.parametrize(("answer", "papers"), [(ENTER, 2), (ESC, 0)], ids=["printed", "declined"])
def test_two_whole_records_in_one_write(database: Path, tray: Path, answer: str, papers: int) -> None:
    before = last_print(database)
    with Desk(database) as desk:
        desk.sign_on()
        desk.send(record("王秀芳", CARDS[1], "mz005", after=answer) + record("李国强", CARDS[0], "mz006", after=answer))
        assert desk.until(lambda: len(taken(database)) == 2 and printed(database, before) == papers, 30)
        desk.sees("任务" if papers else "没有打印")
        assert desk.shows("证号 / 姓名或首字母")
        assert desk.quit() == 0
        assert desk.damage() == []
    assert taken(database) == [("0001", "王秀芳", "MZ-005"), ("0002", "李国强", "MZ-006")]
    assert len(list(tray.iterdir())) == papers
    assert drafts(database) == []
    assert verified(database) == []


def drafts(database: Path) -> list[str]:
    """The forms that wait."""
    return sorted(path.name for path in database.with_name("hall.db.drafts").rglob("*.json"))


def test_ten_cards_in_one_write_while_the_item_stays(database: Path) -> None:
    people = rows(
        database,
        "SELECT id_no, name FROM citizen WHERE length(id_no) = 18 AND source = 'residents' ORDER BY id LIMIT 11",
    )
    with Desk(database) as desk:
        desk.sign_on("09", window="医保缴费")
        desk.press(people[0][0], "yb003", ENTER, ENTER)
        while not desk.shows("Enter 收件并出单"):
            desk.press(ENTER)
        desk.press(ENTER, sees="Esc 不出").press(ESC, sees="没有打印").press(PAGE_DOWN, sees="连办：事项不变")
        desk.send("".join(f"{number}\r\r" for number, _ in people[1:]))
        assert desk.until(lambda: len(taken(database)) == 11, 40)
        assert desk.quit() == 0
    assert taken(database) == [(f"{at:04}", name, "YB-003") for at, (_, name) in enumerate(people, 1)]
    assert drafts(database) == []
    assert verified(database) == []


def test_keys_typed_while_a_save_waits_for_another_window(database: Path) -> None:
    with Desk(database) as desk:
        desk.sign_on()
        with held(database, 1.5):
            desk.send(record("王秀芳", CARDS[1], "mz005", after=""))
            desk.rest()
            assert taken(database) == []
            desk.send("李国强\r" + CARDS[0])
            desk.rest()
            assert not desk.shows("李国强")
        desk.sees("9979")
        assert desk.shows("李国强") and desk.shows("村组")
    assert taken(database) == [("0001", "王秀芳", "MZ-005")]
    assert verified(database) == []


def test_keys_typed_while_screens_open_go_where_they_were_meant(database: Path) -> None:
    with Desk(database) as desk:
        desk.sign_on()
        desk.send(record("王秀芳", CARDS[1], "mz005", after="") + F3 + "1120-0001\r" + F2 + "李国强\r" + CARDS[0] + F3)
        desk.sees("办件 1120-0001")
        desk.press(F2, sees="李国强")
        assert desk.shows("9979") and desk.shows("新来的人")
        assert desk.quit() == 0
    assert taken(database) == [("0001", "王秀芳", "MZ-005")]


def test_a_card_read_over_a_half_filled_form_begins_the_next_and_loses_neither(database: Path) -> None:
    with Desk(database) as desk:
        desk.sign_on()
        desk.press("王秀芳", ENTER, CARDS[1], ENTER, ENTER, ENTER, "mz005", ENTER, ENTER, sees="按序号改")
        desk.send(CARDS[0] + "\r")
        desk.sees("已挂单")
        assert desk.shows("9979") and desk.shows("挂单 1")
        desk.quit()
    assert taken(database) == []
    assert len(drafts(database)) == 2
