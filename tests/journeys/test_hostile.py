"""Text from outside is data: put straight into the tables, it commands neither program nor terminal."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
from pathlib import Path

import pytest
import rounds
from desk import CARDS, ENTER, ESC, F3, Desk, log_of, rows, strange, verified

HOSTILE = {
    "markup": "[bold red]甲[/] [/ [a= [/foo][@click=app.quit]退出[/]",
    "commands": "乙\x1b[2J\x1b[6n\x1bc\x1b]52;c;aGFjaw==\x07\x1b]0;PWN\x07\x1b[?1049l",
    "hidden": "丙\x9b2J\x85\x7f\u202e\u2066\u200b\u200d\u2028\u2029\ufeff\ue000",
    "layout": "丁\x00\r\n\t\b" + "a" + "\u0301" * 50 + "长" * 300,
}
ALL = "[/][@click=app.quit]x\x1b[2J\x1b[6n\x1b]52;c;aGFjaw==\x07\x9b2J\x00\r\u202e\u200b\u2028\ufeffa" + "\u0301" * 9
PLACES = (
    ("citizen", "name"), ("citizen", "village"), ("citizen", "relation"), ("staff", "name"), ("staff", "title"),
    ("window", "name"), ("post", "name"), ("village", "name"), ("cases", "note"), ("cases", "agent_relation"),
    ("case_material", "name"), ("case_material", "mark"),
)  # fmt: skip
RARE = "欧阳\U00020bb7㛃䶮"


def poison(database: Path, text: str) -> None:
    """Puts the text behind every word that people or files brought into the hall."""
    with sqlite3.connect(database) as raw:
        for table, column in PLACES:
            raw.execute(f"UPDATE {table} SET {column} = substr({column}, 1, 1) || ?", (text,))
        for code, version, body in raw.execute("SELECT code, version, body FROM item").fetchall():
            told = json.loads(body)
            told["name"] += text
            for material in told["materials"]:
                material["name"] += text
            raw.execute("UPDATE item SET body = ? WHERE code = ? AND version = ?", (json.dumps(told), code, version))
    raw.close()


@pytest.mark.parametrize(
    "words", [ALL, *(pytest.param(words, marks=pytest.mark.longer, id=kind) for kind, words in HOSTILE.items())]
)
def test_hostile_words_on_every_screen(database: Path, words: str) -> None:
    poison(database, words)
    number = rows(database, "SELECT id_no FROM citizen WHERE length(id_no) = 18 LIMIT 1")[0][0]
    with Desk(database, environ={"COUNTER_WINDOW": "W02"}) as desk:
        rounds.every_screen(desk, number)
        assert desk.quit() == 0
    assert strange(desk.raw) == []
    assert not log_of(database).exists(), log_of(database).read_text("utf-8")[-4000:]


def take_in(desk: Desk, name: str) -> None:
    """Takes in a complete application of somebody new."""
    desk.press(name, ENTER, CARDS[0], ENTER, ENTER, ENTER, "mz005", ENTER, ENTER, ENTER, sees="Enter 收件并出单")
    desk.press(ENTER, sees="Esc 不出").press(ESC, sees="没有打印")


def test_a_rare_name_stays_the_same_to_the_paper(database: Path) -> None:
    with Desk(database, environ={"HOME": str(database.parent)}) as desk:
        desk.sign_on()
        take_in(desk, RARE)
        desk.press(F3, sees="查找").press(RARE, sees="1人").press(ENTER, sees="办件 1120-0001")
        assert desk.shows(RARE)
        desk.press("0", sees="存PDF").press("2", sees="已存成")
        assert desk.shows(RARE)
        assert desk.quit() == 0
    assert strange(desk.raw) == []
    assert rows(database, "SELECT name FROM citizen ORDER BY id DESC LIMIT 1") == [(RARE,)]
    (paper,) = database.parent.glob("*.txt")
    assert RARE in paper.read_text("utf-8")
    assert verified(database) == []


@pytest.mark.system
def test_a_rare_name_stands_in_the_pdf(database: Path) -> None:
    tool = shutil.which("pdftotext")
    assert tool, "this test needs pdftotext"
    with Desk(database, environ={"HOME": str(database.parent)}) as desk:
        desk.sign_on()
        take_in(desk, RARE)
        desk.press(F3, ENTER, sees="办件 1120-0001").press("0", sees="存PDF").press("1", sees="已存成")
        assert desk.quit() == 0
    (paper,) = database.parent.glob("*.pdf")
    told = subprocess.run([tool, str(paper), "-"], capture_output=True, check=True).stdout.decode("utf-8")
    assert RARE in told


def test_what_is_no_name_is_refused_with_its_place_and_can_be_mended(database: Path) -> None:
    with Desk(database) as desk:
        desk.sign_on()
        desk.press("\x1b[200~王\u202e秀芳\x1b[201~", ENTER)
        desk.sees("王秀芳")
        desk.press(ESC)
        desk.press("王" * 80, ENTER, sees="最多")
        assert desk.shows("王王王")
        desk.press("\x7f" * 77, ENTER, sees="证号")
        assert desk.shows("王王王  新来的人")
        assert desk.quit() == 0
    assert strange(desk.raw) == []
