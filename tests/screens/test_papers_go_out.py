"""Every paper of the day that a list screen shows, stored by nothing but the sheet itself, can be saved and printed."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import counter.screens as screens
from counter.domain.hall.opened import Hall
from counter.domain.oversight.audit import verify
from counter.screens.batches.screen import BatchesScreen
from counter.screens.batches.village_points import PointsScreen
from counter.screens.hall.people import PeopleScreen
from counter.screens.lists.agency import LedgerScreen
from counter.screens.lists.appointments import AppointmentsScreen
from counter.screens.posts.empty import EmptyScreen
from counter.screens.posts.handover import HandoverScreen
from counter.screens.shared.sheet import SheetScreen
from tests.presence import with_an_empty_window
from tests.screens.case_app import CaseApp
from tests.screens.counter_app import verbs


@dataclass(frozen=True)
class Way:
    """From a screen to a paper: what opens the screen, and the keys."""

    screen: Callable[[Hall], Any]
    keys: Sequence[str]


WAYS = {
    "hall/people.py postings": Way(lambda hall: PeopleScreen(), ("0",)),
    "posts/handover.py left_without": Way(lambda hall: HandoverScreen(), ("9",)),
    "posts/empty.py sheet": Way(lambda hall: EmptyScreen(hall.today), ("enter", "enter", "0")),
    "lists/agency.py print_": Way(lambda hall: LedgerScreen(), ("0", "1")),
    "lists/appointments.py print_list": Way(lambda hall: AppointmentsScreen(), ("8", "1")),
    "lists/appointments.py announcement": Way(lambda hall: AppointmentsScreen(), ("9", "1")),
    "batches/screen.py village_day": Way(lambda hall: BatchesScreen(), ("8", "1")),
    "batches/screen.py report": Way(lambda hall: BatchesScreen(), ("9", "1")),
    "batches/village_points.py display_paper": Way(lambda hall: PointsScreen(), ("0",)),
}
"""By module and function, every call of `show_paper` that leaves the storing to the sheet."""


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return with_an_empty_window(tmp_path)


def _without_keep() -> Iterator[str]:
    folder = Path(screens.__path__[0])
    for file in sorted(folder.rglob("*.py")):
        for function in _outermost(ast.parse(file.read_text(encoding="utf-8"))):
            if any(_leaves_it(node) for node in ast.walk(function)):
                yield f"{file.relative_to(folder)} {getattr(function, 'name', '')}"


def _outermost(tree: ast.Module) -> Iterator[ast.stmt]:
    """The functions of a module and the methods of its classes."""
    for each in tree.body:
        yield from each.body if isinstance(each, ast.ClassDef) else (each,)


def _leaves_it(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or node.func.attr != "show_paper":
        return False
    return len(node.args) == 1 and "keep" not in {each.arg for each in node.keywords}


def test_every_such_paper_is_known_here() -> None:
    assert set(_without_keep()) == set(WAYS)


@pytest.mark.parametrize("way", WAYS)
async def test_it_can_be_saved_and_the_journal_tells_of_it(
    hall: Hall, way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    app = CaseApp(hall, lambda: WAYS[way].screen(hall), "01")
    async with app.run_test(size=(80, 24)):
        await app.by_hand(*WAYS[way].keys)
        assert isinstance(app.screen, SheetScreen)
        await app.by_hand("1", "2")
        assert "已存成" in app.status()
    assert sorted(each.suffix for each in home.iterdir()) == [".pdf", ".txt"]
    assert verbs(hall)[-3:] == ["keep-paper", "print", "print"]
    assert verify(hall).sound
