"""What can be done, described once: menu line, help page and manual read the same list."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from counter.domain.refusals import Refusal
from counter.screens.kit.lines import Line, Styles, cells, fit, wrap

_NAMES = {
    "enter": "Enter", "escape": "Esc", "tab": "Tab", "space": "空格", "backspace": "退格",
    "pageup": "PgUp", "pagedown": "PgDn", "home": "Home", "end": "End", "ctrl+j": "Ctrl+J",
    "ctrl+l": "Ctrl+L", "ctrl+q": "Ctrl+Q",
    "up": "上", "down": "下", "left": "左", "right": "右",
}  # fmt: skip


WhyNot = str | Refusal | None
"""Why something cannot be done now: a sentence, or the refusal with the articles behind it; None where it can."""


class KeyClashError(Exception):
    """Two commands of one place on one key, which only a programmer can mend."""


def _always() -> WhyNot:
    return None


@dataclass(frozen=True, slots=True)
class Command:
    """One thing a person can do, on one key."""

    name: str
    """Its short Chinese name, as the menu shows it."""
    key: str
    """Textual's name of the key."""
    says: str
    """One Chinese sentence for help and manual."""
    possible: Callable[[], WhyNot] = field(default=_always, compare=False)
    """None where it can be done now, else why not."""
    right: str | None = None
    """The right it needs, or None where everybody may."""
    act: Callable[[], None] | None = field(default=None, compare=False)
    """What the key does; None where the place handles the key itself."""

    @property
    def label(self) -> str:
        """Key and name as they stand in a menu: `1补齐`, `Enter 打开`."""
        key = key_name(self.key)
        return f"{key}{self.name}" if key.isdigit() else f"{key} {self.name}"

    def why_not(self, holds: Callable[[str], bool] | None = None) -> WhyNot:
        """Why it cannot be done now, or None where it can."""
        if self.right is not None and holds is not None and not holds(self.right):
            return f"您没有办理“{self.name}”的权限，请找主任或有权限的人办。"
        return self.possible()


def key_name(key: str) -> str:
    """How a key is called on paper and screen: `f2` is F2, `pagedown` is PgDn."""
    return _NAMES.get(key, key.upper() if key[1:].isdigit() else key)


def checked(commands: Iterable[Command]) -> tuple[Command, ...]:
    """The commands of one place; raises `KeyClashError` where two of them want one key."""
    listed = tuple(commands)
    for at, command in enumerate(listed):
        if any(other.key == command.key for other in listed[:at]):
            raise KeyClashError(command.key)
    return listed


def find(commands: Iterable[Command], key: str) -> Command | None:
    """The command on a key, if there is one."""
    return next((command for command in commands if command.key == key), None)


def menu(
    commands: Sequence[Command], width: int, holds: Callable[[str], bool] | None = None, rows: int = 1
) -> list[Line]:
    """The menu as lines; what cannot be done now stands dim, and what no longer fits is in help."""
    lines: list[Line] = [[]]
    used = 0
    for command in commands:
        style = Styles.HINT.style if command.why_not(holds) else Styles.PLAIN.style
        text = command.label + "  "
        if used and used + cells(command.label) > width:
            lines.append([])
            used = 0
        lines[-1].append((text, style))
        used += cells(text)
    return lines[:rows]


_NAME_CELLS = 13
"""Cells of a key's name on the help page, as long as no longer one stands there."""


def help_lines(places: Iterable[tuple[str, Sequence[Command]]], width: int) -> list[str]:
    """The help page: for each place its keys, one sentence each."""
    lines: list[str] = []
    for place, commands in places:
        lines.append(place)
        wide = max([_NAME_CELLS, *(cells(each.name) + 1 for each in commands)])
        for command in commands:
            head = f"  {fit(key_name(command.key), 7)}{fit(command.name, wide)}"
            first, *more = wrap(command.says, max(20, width - cells(head)))
            lines += [head + first, *(" " * cells(head) + line for line in more)]
        lines.append("")
    return lines


def manual_table(commands: Sequence[Command]) -> str:
    """The same list as the manual's table, in Markdown."""
    rows = [f"| {key_name(each.key)} | {each.name} | {each.says} |" for each in commands]
    return "\n".join(["| 按键 | 做什么 | 说明 |", "|---|---|---|", *rows])
