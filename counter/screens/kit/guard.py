"""A failure in one handler does not end the program: the App says so, and keys go on.

Textual ends a widget's message loop, and with it the App, at the first exception. Where the App has an
`unexpected` hook, the failure goes there and the widget lives on; without one nothing is changed.
"""

from __future__ import annotations

from textual.message import Message
from textual.message_pump import MessagePump


class Guarded(MessagePump):
    """For widgets and screens: put it before Textual's own class."""

    async def _dispatch_message(self, message: Message) -> None:
        # Textual offers no public place between a handler and the loop that it would end.
        try:
            await super()._dispatch_message(message)
        except Exception as error:
            unexpected = getattr(self.app, "unexpected", None)
            if unexpected is None:
                raise
            unexpected(error)
