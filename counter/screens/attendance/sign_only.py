"""只签到: the board at the door, for who does not sign on; each signs in by their own PIN, nothing else is opened."""

from __future__ import annotations

from counter.domain.hall.opened import Hall
from counter.screens.attendance.signing_screen import SigningScreen


class SignOnlyScreen(SigningScreen):
    """The board while nobody is signed on, or behind the lock."""

    def __init__(self, hall: Hall, terminal: str) -> None:
        super().__init__()
        self._hall = hall
        self._terminal = terminal

    @property
    def hall(self) -> Hall:
        """The hall, open."""
        return self._hall

    @property
    def terminal(self) -> str:
        """The code of the window where the terminal stands."""
        return self._terminal

    def title_words(self) -> str:
        """Its name."""
        return "只签到"
