"""Waits until an App has come to rest, and no longer: keys handed out, saves kept, digits decided, screens painted."""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import Any

from counter.screens.kit.shell import Shell

_CALM = 2
"""So many looks in a row must find nothing going on: what one thing leads to begins in the next turn of the loop."""
_LOOK = 0.003
"""Seconds between looks."""
_HOLD = 1.0
"""Seconds after which a hold is the test's own: a digit is decided far sooner, also on a busy machine."""
_PAINT = 0.2
"""Seconds after which a screen that has nothing to paint is not waited for."""


async def at_rest(app: Shell[Any]) -> None:
    """Waits for all that the keys sent so far set off; a hold of the test's own is not waited for."""
    calm, free = 0, time.monotonic()
    while calm < _CALM:
        await asyncio.sleep(_LOOK)
        if not app._holds:
            free = time.monotonic()
        held = app._holds and time.monotonic() < free + _HOLD
        if held or _keys_come_in(app) or getattr(app.screen, "gathered", ""):
            calm = 0
            continue
        await app.quiet()
        await app.workers.wait_for_complete()
        await _painted(app)
        calm = 0 if _busy(app) else calm + 1


async def _painted(app: Shell[Any]) -> None:
    """Waits until the screen has handled what it was sent, and what was to follow its painting has followed."""
    if not app.is_running:
        return
    await app._settle()
    done = asyncio.Event()
    app.screen.call_after_refresh(done.set)
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(done.wait(), _PAINT)


def _keys_come_in(app: Shell[Any]) -> bool:
    return app._message_queue is not None and not app._message_queue.empty()


def _busy(app: Shell[Any]) -> bool:
    handing_out = app._handing_out is not None and not app._handing_out.done()
    working = any(not worker.is_finished for worker in app.workers)
    return _keys_come_in(app) or handing_out or working
