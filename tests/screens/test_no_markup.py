"""No screen hands a text to anything that reads markup: all is painted as lines, through one choke point."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import counter
from counter.screens.kit.safe import clean

ROOT = Path(counter.__file__).parent
FILES = sorted([*(ROOT / "screens").rglob("*.py"), *(ROOT / "app").rglob("*.py")])
READS_MARKUP = {
    "Static", "Label", "Button", "Markdown", "RichLog", "Log", "DataTable", "OptionList", "Content", "Text", "Toast",
    "Collapsible", "TabPane", "Header", "Footer", "Tooltip", "Input", "TextArea", "Select", "Link", "Digits",
}  # fmt: skip
"""Names of Textual and Rich; the kit's own Header is not imported from there."""
CALLS = {"notify", "from_markup", "render_str", "action_notify", "run_action"}
SETS = {"border_title", "border_subtitle", "tooltip", "sub_title"}


def taken_from_outside(tree: ast.AST) -> Iterator[str]:
    """What a file imports of Textual's or Rich's widgets and texts."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in ("textual", "rich"):
            yield from (f"import {each.name}" for each in node.names if each.name in READS_MARKUP)
            if (node.module or "") == "textual.widgets":
                yield "import textual.widgets"


def done_with_texts(tree: ast.AST) -> Iterator[str]:
    """Calls and settings that would read a text as markup or as an action."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in CALLS:
                yield f"{name}()"
            yield from (f"{name}(markup=)" for each in node.keywords if each.arg == "markup")
        if isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (f".{each.attr} =" for each in targets if isinstance(each, ast.Attribute) and each.attr in SETS)


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_nothing_reads_markup(file: Path) -> None:
    tree = ast.parse(file.read_text("utf-8"), file.name)
    assert [*taken_from_outside(tree), *done_with_texts(tree)] == []


def test_the_guard_sees_what_it_guards_against() -> None:
    bad = ast.parse(
        "from textual.widgets import Static\nfrom rich.text import Text\n"
        "def f(self, name):\n    self.notify(name)\n    Text.from_markup(name)\n    self.border_title = name\n"
        "    Static(name, markup=True)\n"
    )
    found = [*taken_from_outside(bad), *done_with_texts(bad)]
    assert {"import Static", "import textual.widgets", "import Text", "notify()", "from_markup()", ".border_title =",
            "Static(markup=)"} == set(found)  # fmt: skip


def test_one_place_paints_and_it_cleans() -> None:
    makers = [file for file in FILES if "Segment(" in file.read_text("utf-8")]
    assert {file.name for file in makers} <= {"lines.py", "safe.py"}
    assert clean("[/] [@click=app.quit]\x1b[2J\u202e") == "[/] [@click=app.quit]␛[2J\ufffd"


def test_no_handler_calls_the_one_above_it() -> None:
    """Textual calls the handlers of every class by itself: a call from below would do everything twice."""
    found = [
        f"{file.name}:{node.lineno}"
        for file in FILES
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr.startswith("on_") and node.attr != "on_event"
        and isinstance(node.value, ast.Call) and getattr(node.value.func, "id", "") == "super"
    ]  # fmt: skip
    assert found == []
