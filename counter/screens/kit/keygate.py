"""Keys handed out strictly one at a time, so that nothing typed ahead is lost or reordered.

Textual sends a key to the widget that has the focus now, while an earlier key may still be opening
a screen or moving the focus. Here every key and every paste waits in one queue, and the next one
goes out only when the last has been handled all the way up and the screen it led to stands. A save
that must not be typed into holds the queue.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from textual import events
from textual.app import App, ReturnType
from textual.dom import DOMNode
from textual.screen import Screen

_PASSES = 2
"""A widget answers a key with a message, its screen answers that message: two rounds up the tree."""
_LOOK_AGAIN = 0.05
"""Seconds after which a wait looks whether the widget it waits for still lives."""


class KeyGate(App[ReturnType]):
    """An App that hands out the next key only when the last one has been fully handled."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._waiting: deque[events.Key | events.Paste] = deque()
        self._handing_out: asyncio.Task[None] | None = None
        self._holds = 0
        self._free: asyncio.Event | None = None

    async def on_event(self, event: events.Event) -> None:
        """Queues keys and pastes; everything else goes its usual way."""
        if not isinstance(event, (events.Key, events.Paste)) or event.is_forwarded:
            await super().on_event(event)
            return
        self._waiting.append(event)
        self._begin()

    def _begin(self) -> None:
        if self._handing_out is None or self._handing_out.done():
            self._handing_out = asyncio.create_task(self._hand_out(), name="keygate")

    @property
    def ahead(self) -> tuple[str, ...]:
        """The names of the keys that wait to be handed out, the next one first."""
        return tuple(event.key for event in self._waiting if isinstance(event, events.Key))

    def put_back(self, signs: str) -> None:
        """Puts signs before everything that waits, as if they were typed only now: for whom they are meant."""
        for sign in reversed(signs):
            self._waiting.appendleft(events.Key("enter", "\r") if sign == "\r" else events.Key(sign, sign))
        self._begin()

    def hold(self) -> None:
        """Keeps keys waiting until `release`; holds add up. Call it in the handler that starts the save."""
        self._holds += 1

    def release(self) -> None:
        """Ends one hold."""
        self._holds = max(0, self._holds - 1)
        if not self._holds and self._free is not None:
            self._free.set()

    @asynccontextmanager
    async def holding(self) -> AsyncIterator[None]:
        """Holds the keys for the length of a block, also when the block fails."""
        self.hold()
        try:
            yield
        finally:
            self.release()

    def save(self, work: Coroutine[Any, Any, None]) -> None:
        """Runs the work in the background; keys wait from this moment until it has ended."""
        self.hold()

        async def run() -> None:
            try:
                await work
            finally:
                self.release()

        self.run_worker(run(), group="keygate.save", exit_on_error=True)

    async def quiet(self) -> None:
        """Waits until every key that has come in has been handled."""
        while self._handing_out is not None and not self._handing_out.done():
            await asyncio.wait({self._handing_out})

    def on_unmount(self) -> None:
        """Ends the hand-out with the App."""
        if self._handing_out is not None:
            self._handing_out.cancel()

    async def _hand_out(self) -> None:
        await self._settle()
        while self._waiting:
            await self._held()
            try:
                self._focus_something()
                await super().on_event(self._waiting.popleft())
            except Exception as error:
                # This task is nobody's handler: without this line the failure would vanish.
                self._handle_exception(error)
                return
            await self._settle()

    async def _held(self) -> None:
        """Waits for the end of every hold, and for the screen that what was held for led to."""
        while self._holds:
            self._free = asyncio.Event()
            await self._free.wait()
            await self._settle()

    def _focus_something(self) -> None:
        """Gives the focus to a screen that opened while the terminal window was in the background."""
        if self.screen.focused is None and (chain := self.screen.focus_chain):
            self.screen.set_focus(chain[0])

    async def _settle(self) -> None:
        """Waits until what the last key set off has ended and the screen that it led to stands."""
        passes, before = 0, None
        while passes < _PASSES or before != self._where():
            before = self._where()
            await self._stands()
            node: DOMNode | None = self._top()
            while node is not None:
                await _drained(node)
                node = node.parent
            passes += 1

    def _where(self) -> tuple[object, object]:
        screen = self._screen()
        return screen, screen.focused if screen else None

    def _screen(self) -> Screen[Any] | None:
        return self.screen_stack[-1] if self.screen_stack else None

    def _top(self) -> DOMNode:
        screen = self._screen()
        if screen is None:
            return self
        return screen.focused or screen

    async def _stands(self) -> None:
        while self.is_running and ((screen := self._screen()) is None or not screen.is_mounted):
            await asyncio.sleep(0.002)


async def _drained(node: DOMNode) -> None:
    """Waits until the node has handled everything that it has been sent so far, or is gone."""
    reached = asyncio.Event()
    if not node.call_later(reached.set):
        return
    while node.is_running and not reached.is_set():
        try:
            async with asyncio.timeout(_LOOK_AGAIN):
                await reached.wait()
        except TimeoutError:
            continue
