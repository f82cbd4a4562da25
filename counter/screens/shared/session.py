"""Who sits at this terminal: the hall, the person signed on, the window; and the base of their screens."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Protocol, cast, final

from counter.domain.hall.rights import Right
from counter.screens.kit.screen import HallScreen

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from counter.domain.hall.laid_down import Person, PostOf
    from counter.domain.hall.opened import Hall
    from counter.domain.hall.work import Work


@dataclass
class Session:
    """One person at one terminal."""

    hall: Hall
    person: Person
    terminal: str
    """The code of the window at which the terminal stands."""
    half: dict[tuple[object, ...], dict[str, str]] = field(default_factory=dict)
    """What was typed into forms that were left, by what each form is about; gone when the person signs off."""

    def half_typed(self, *about: object) -> dict[str, str]:
        """What was typed the last time into a form that was left: it is put there again, and kept anew.

        Args:
            about: What the form is about, so that nothing typed about one case or person turns up at another.
        """
        return self.half.setdefault(about, {})

    @contextlib.contextmanager
    def act(self, *, token: str | None = None, happened: datetime | None = None) -> Iterator[Work]:
        """The unit of work of one act of this person; saved when the block ends."""
        with self.hall.act(self.person.no, self.terminal, token=token, happened=happened) as work:
            yield work

    def tried(self, act: Callable[[Work], object]) -> None:
        """Tries an act without doing it.

        Raises:
            Refusal: what refuses it.
        """
        self.hall.tried(self.person.no, self.terminal, act)

    @contextlib.contextmanager
    def look(self) -> Iterator[Connection]:
        """One consistent look at the records."""
        with self.hall.look() as connection:
            yield connection

    @property
    def posts(self) -> tuple[PostOf, ...]:
        """The posts of which the person is A or B, and those for which they answer now; else those of the window.

        Who handles no cases, such as a leader or the discipline office, has none at whatever window they sit.
        """
        own = self.hall.posts_of(self.person.no)
        own += tuple(post for post in self.hall.answers_for(self.person.no) if post not in own)
        if not own and not self.person.may(Right.OWN_CASES):
            return ()
        return own or tuple(post for post in self.hall.laid.posts.values() if post.window == self.terminal)


def new_token() -> str:
    """A save's own mark: made when a form opens, so that the same save coming twice is stored once."""
    import secrets

    return secrets.token_hex(8)


class HasSession(Protocol):
    """What a desk screen asks of the App."""

    session: Session

    def go(self, name: str) -> None:
        """Shows a screen by its name: intake, cases, today, closing, desk and the like."""

    def back(self) -> None:
        """From the first screen of a place to the desk."""


class DeskScreen(HallScreen[None]):
    """A screen of somebody signed on."""

    @property
    @final
    def session(self) -> Session:
        """Who sits here."""
        return self.desk_app.session

    @property
    @final
    def desk_app(self) -> HasSession:
        """The App, as far as screens use it."""
        return cast("HasSession", self.app)

    @final
    def leave(self) -> None:
        """One step back; from the first screen of a place to the desk."""
        if len(self.app.screen_stack) > 1:
            super().leave()
        else:
            self.desk_app.back()
