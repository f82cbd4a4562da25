"""The program in a process of its own, telling which modules were loaded when the first frame stood."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from counter import app


def main() -> int:
    """Runs it as `counter open` does; the modules go to the file that MODULES names."""
    app.prepare()
    from counter.app.frame import CounterApp

    told = CounterApp.first_frame

    def first_frame(self: CounterApp) -> None:
        Path(os.environ["MODULES"]).write_text("\n".join(sorted(sys.modules)), encoding="utf-8")
        told(self)

    CounterApp.first_frame = first_frame  # type: ignore[method-assign]
    return app.run(os.environ["COUNTER_DB"])


if __name__ == "__main__":
    sys.exit(main())
