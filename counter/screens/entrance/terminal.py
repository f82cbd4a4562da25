"""Where this terminal stands: its window, chosen once and remembered in the user's state folder.

`COUNTER_WINDOW` goes before what is remembered, for terminals that share one account.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path

from counter.domain.refusals import Refusal
from counter.locate import state_dir
from counter.screens.kit.ask import Field

NO_WINDOW = "不在窗口"
"""What is chosen for a terminal in an office."""


def recall_window(database: Path, windows: Mapping[str, str]) -> str | None:
    """The code of this terminal's window, empty where it stands at none; None where nobody said yet.

    Args:
        database: The hall's file: one terminal may serve a real and a practice hall.
        windows: The hall's windows, names by code.
    """
    given = os.environ.get("COUNTER_WINDOW")
    if given is not None and given in windows:
        return given
    code = _remembered().get(str(database.resolve()))
    return code if code == "" or code in windows else None


def remember_window(database: Path, code: str) -> None:
    """Keeps the choice; where the folder cannot be written it is asked again the next time."""
    import json

    from counter.papers.publish import write_file

    kept = _remembered() | {str(database.resolve()): code}
    text = json.dumps(kept, ensure_ascii=False, indent=1)
    with contextlib.suppress(OSError, Refusal):
        _file().parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_file(_file(), text.encode("utf-8"))


def window_field(windows: Mapping[str, str]) -> Field:
    """The field that asks for the window."""
    return Field("window", "本机窗口", choices=(*windows.values(), NO_WINDOW), hint="只问这一次")


def chosen_window(windows: Mapping[str, str], name: str) -> str:
    """The code of a chosen name."""
    return next((code for code, each in windows.items() if each == name), "")


def _file() -> Path:
    return state_dir() / "window.json"


def _remembered() -> dict[str, str]:
    import json

    try:
        found = json.loads(_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(key): str(value) for key, value in found.items()} if isinstance(found, dict) else {}
