"""The program in a process of its own, with the hall's clock put to the moment that MOMENT names.

With FONTS=shipped it sees no font but those that are installed with it, as on a machine that has no others.
"""

from __future__ import annotations

import os
import sys
import time
from datetime import UTC, datetime
from typing import Any

from counter import app
from counter.domain.clock import Reading, at
from counter.papers import fonts
from counter.screens.kit.terminal import prepare


def main() -> int:
    """Runs it as `counter open` does, on the hall of COUNTER_DB; the clock goes on from MOMENT."""
    prepare()
    from counter.app.frame import CounterApp

    start, began = int(at(os.environ["MOMENT"]).timestamp()), time.monotonic()
    made = CounterApp.__init__

    def clock() -> Reading:
        passed = int(time.monotonic() - began)
        return Reading(datetime.fromtimestamp(start + passed, UTC), "test", start + passed)

    def made_with_clock(self: CounterApp, url: str, **more: Any) -> None:
        made(self, url, **{**more, "clock": clock})

    CounterApp.__init__ = made_with_clock  # type: ignore[method-assign]
    if os.environ.get("FONTS") == "shipped":
        fonts.folders = fonts.shipped
    return app.run(os.environ["COUNTER_DB"])


if __name__ == "__main__":
    sys.exit(main())
