"""Where tracebacks go: a log file in the user's state folder, never a screen."""

from __future__ import annotations

import logging
import os
from pathlib import Path

from counter.locate import state_dir

_MOST_BYTES = 1_000_000
_KEPT = 3


def log_path() -> Path:
    """The log file: `COUNTER_LOG`, else counter.log in the user's state folder."""
    if given := os.environ.get("COUNTER_LOG"):
        return Path(given)
    return state_dir() / "counter.log"


def logger() -> logging.Logger:
    """The program's log, readable by its owner only; made at first use."""
    log = logging.getLogger("counter")
    if not any(getattr(handler, "baseFilename", "") == str(log_path().absolute()) for handler in log.handlers):
        log.handlers[:] = [_handler()]
        log.setLevel(logging.INFO)
        log.propagate = False
    return log


def keep_traceback(error: BaseException) -> Path:
    """Writes an unexpected error with its traceback to the log.

    Returns:
        Where the log is.
    """
    logger().error("unexpected: %s", error, exc_info=error)
    return log_path()


def _handler() -> logging.Handler:
    import logging.handlers

    path = log_path()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_APPEND, 0o600))
        handler = logging.handlers.RotatingFileHandler(
            path, maxBytes=_MOST_BYTES, backupCount=_KEPT, encoding="utf-8", delay=True
        )
    except OSError:
        return logging.NullHandler()
    handler.rotator = _set_aside
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    return handler


def _set_aside(full: str, aside: str) -> None:
    """A full log under another name, and the next one as private as the first."""
    Path(full).replace(aside)
    os.close(os.open(full, os.O_CREAT | os.O_APPEND, 0o600))
