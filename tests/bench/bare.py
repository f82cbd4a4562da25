"""The reference: Textual with one Static, or with one Input and nothing else."""

from __future__ import annotations

import sys

from textual.app import App, ComposeResult
from textual.widgets import Input, Static


class Bare(App[None]):
    """As little Textual as there can be."""

    def compose(self) -> ComposeResult:
        """One widget that says ready."""
        yield Static("ready")
        if "input" in sys.argv:
            field = Input()
            field.cursor_blink = False  # a blinking cursor would never be quiet
            yield field


if __name__ == "__main__":
    Bare().run()
