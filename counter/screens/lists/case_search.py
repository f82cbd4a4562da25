"""Looking for a case in the background: keys go on, and of what is typed meanwhile only the last is shown."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from counter.domain.casework.lists.finding import Found, find_cases
from counter.domain.casework.lists.worklist import CaseRow
from counter.domain.refusals import Refusal
from counter.screens.shared.asking import say_refusal
from counter.storage import StorageFault

if TYPE_CHECKING:
    from counter.screens.shared.session import DeskScreen

_SLOW = 0.2
"""Seconds after which it is said that a search is under way: a quick one must not flicker."""


class CaseSearch:
    """The search of one screen; what stands there stays until the last thing typed is found."""

    def __init__(
        self,
        screen: DeskScreen,
        page: Callable[[], int],
        stands: Callable[[Found, Sequence[CaseRow]], None],
        slow: Callable[[], None],
    ) -> None:
        """Takes what the screen does with it.

        Args:
            screen: The screen, which says what is refused.
            page: How many rows fill its page by now.
            stands: Shows what was found, with its first rows; none where the page has another size by then.
            slow: Says that a search is under way.
        """
        self._screen = screen
        self._page = page
        self._stands = stands
        self._slow = slow
        self._wanted = ""
        """What is being looked for; empty once it stands there, or is wanted no more."""
        self._quiet = asyncio.Event()
        self._quiet.set()

    @property
    def done(self) -> bool:
        """Whether nothing is being looked for."""
        return self._quiet.is_set()

    async def finished(self) -> None:
        """Waits until nothing is being looked for."""
        await self._quiet.wait()

    def find(self, typed: str) -> None:
        """Looks for it, instead of what was wanted before."""
        self._wanted = typed
        if self._quiet.is_set():
            self._quiet.clear()
            self._screen.run_worker(self._search(), group="finding")

    def drop(self) -> None:
        """What was wanted is wanted no more."""
        self._wanted = ""

    async def _search(self) -> None:
        slow = self._screen.set_timer(_SLOW, self._say_slow)
        try:
            while typed := self._wanted:
                await self._look_for(typed)
        finally:
            slow.stop()
            self._quiet.set()

    async def _look_for(self, typed: str) -> None:
        hall, many = self._screen.session.hall, self._page()

        def read() -> tuple[Found, Sequence[CaseRow]]:
            found = find_cases(hall, typed)
            return found, found.first(many)

        try:
            found, rows = await asyncio.to_thread(read)
        except (Refusal, StorageFault) as error:
            self._wanted = ""
            say_refusal(self._screen, error)
            return
        if typed != self._wanted:
            return  # something else is wanted by now
        self._wanted = ""
        self._stands(found, rows if many == self._page() else ())

    def _say_slow(self) -> None:
        if self._wanted:
            self._slow()
