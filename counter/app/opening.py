"""Opening the hall behind the first frame: the heavy imports and the file, in a thread."""

from __future__ import annotations

import asyncio
import gc
import importlib
import typing
from typing import TYPE_CHECKING

from counter.domain.clock import Clock
from counter.logs import keep_traceback
from counter.storage import Storage, StorageFault

if TYPE_CHECKING:
    from counter.domain.hall.opened import Hall

_SOON = (
    "counter.domain.hall.people.pins", "counter.domain.casework.cases",
    "counter.screens.intake.screen", "counter.screens.lists.cases", "counter.screens.entrance.desk",
)  # fmt: skip
"""What the sign-on needs, and the screens that a window works in all day. The others are imported when somebody first
goes there: most never are in one day, and an old machine has better use for the memory."""


class Opening:
    """The way from a file to an open hall."""

    def __init__(self, storage: Storage, clock: Clock) -> None:
        self.storage = storage
        self.clock = clock
        self._hall: Hall | None = None
        self._error: Exception | None = None
        self._done: asyncio.Event | None = None

    async def load(self) -> None:
        """Imports and opens, once; where there is no hall yet, only imports.

        Raises:
            StorageFault: where the file cannot be opened.
        """
        if self._hall is not None:
            return
        put_off = not gc.isenabled()
        gc.enable()
        try:
            self._hall = await asyncio.to_thread(_opened, self.storage, self.clock)
        except Exception as error:
            self._error = error
            raise
        finally:
            if self._hall is not None or self._error is not None:
                self._event().set()
        await asyncio.to_thread(_preload)
        if put_off:
            # What is loaded now stays to the end: no later search for garbage goes through it, or holds up a key.
            gc.freeze()

    def found(self, hall: Hall) -> None:
        """A hall that was just set up."""
        self._hall = hall
        self._event().set()

    async def hall(self) -> Hall:
        """The hall, as soon as it is open.

        Raises:
            StorageFault: where it could not be opened.
        """
        await self._event().wait()
        if self._hall is None:
            assert self._error is not None
            raise self._error
        return self._hall

    async def doubt(self) -> str:
        """What this user's anchors remember otherwise than the hall's journal; it stops nobody from working."""
        return await asyncio.to_thread(_doubted, self.storage) if self._hall is not None else ""

    async def anchored(self) -> str:
        """Remembers the journal's head outside the database.

        Returns:
            The sentence where that was not possible.
        """
        return await asyncio.to_thread(_anchored, self.storage)

    async def asked_of(self, no: str) -> str:
        """What leave asks of somebody who signs on: to agree to stand in, to hand over, to report the return."""
        return await asyncio.to_thread(_asked_of, self._hall, no) if self._hall is not None else ""

    def _event(self) -> asyncio.Event:
        if self._done is None:
            self._done = asyncio.Event()
        return self._done


def _opened(storage: Storage, clock: Clock) -> Hall | None:
    import sqlmodel  # noqa: F401  # with all that it stands on

    typing.clear_overloads()  # nobody asks for them here, and what is loaded next takes the room that they held
    from counter.domain import setup

    if not storage.exists():
        return None
    hall = setup.open_hall(storage, clock)
    assert hall.laid
    return hall


def _doubted(storage: Storage) -> str:
    from counter.domain.anchors import doubts

    try:
        found = doubts(storage)
    except Exception as error:  # a hall that can be worked in is not kept shut by this
        keep_traceback(error)
        return ""
    return found[0].says if found else ""


def _asked_of(hall: Hall, no: str) -> str:
    from counter.domain.attendance.leave.reading import notices

    try:
        with hall.look() as connection:
            return notices(hall, connection, no)
    except StorageFault:
        return ""  # whoever does something next is told of it


def _anchored(storage: Storage) -> str:
    from counter.domain.anchors import AnchorNotWritten, remember

    try:
        remember(storage)
    except AnchorNotWritten as refusal:
        return refusal.sentence
    except Exception as error:  # as above
        keep_traceback(error)
    return ""


def _preload() -> None:
    """So that the first screens open at once."""
    for name in _SOON:
        try:
            importlib.import_module(name)
        except Exception as error:  # whoever goes there is told; the others must not suffer
            keep_traceback(error)
