"""Where one signs in: only at terminals that the hall names, by default its comprehensive window (S32.1, W05)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counter.domain.refusals import Refusal
from counter.domain.rules import carries

if TYPE_CHECKING:
    from counter.domain.hall.opened import Hall
    from counter.domain.hall.work import Work


class NotASigningTerminal(Refusal):
    """A terminal at which presence is not entered."""

    says = "这台电脑不能签到。请到{where}签到、签退。"


def signing_windows(hall: Hall) -> dict[str, str]:
    """The windows at which one signs in, code and name; all of them where the hall has none of those it names.

    The rulebook names a window, or a business that one of its posts serves.
    """
    named = set(hall.book().attendance.terminals.value)
    serving = {post.window for post in hall.laid.posts.values() if named & set(post.serves)}
    windows = hall.laid.windows
    found = {code: name for code, name in windows.items() if code in named | serving or name in named}
    return found or dict(windows)


@carries("S32.1", by="check")
def need_signing_terminal(work: Work) -> None:
    """Refuses a terminal at which presence is not entered.

    Raises:
        NotASigningTerminal: naming the windows where it is.
    """
    need_signing_terminal_at(work.hall, work.terminal)


def need_signing_terminal_at(hall: Hall, terminal: str) -> None:
    """The same before anything is asked, as of a PIN.

    Raises:
        NotASigningTerminal: naming the windows where presence is entered.
    """
    windows = signing_windows(hall)
    if terminal not in windows:
        raise NotASigningTerminal(where="、".join(windows.values()), cites=(hall.book().attendance.terminals.cite,))
