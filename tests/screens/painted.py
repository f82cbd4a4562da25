"""The screen as it is painted, for every App of the tests."""

from __future__ import annotations

from typing import Any

from textual.app import App

from counter.screens.kit.page import Board


def rows_of(app: App[Any]) -> list[str]:
    """The screen's rows, from top to bottom."""
    rows: list[str] = []
    for board in sorted(app.screen.query(Board), key=lambda board: board.region.y):
        rows += ["".join(part.text for part in board.render_line(y)).rstrip() for y in range(board.size.height)]
    return rows
