"""The entry point: opening the hall goes straight to the screens, everything else to the command line.

A clerk opens the hall many times a day; the command line's own library is then not even imported.
"""

from __future__ import annotations

import sys


def main() -> None:
    """Runs the program with the arguments it was called with."""
    arguments = sys.argv[1:]
    url = _only_opening(arguments)
    if url is None:
        from counter.cli import main as command_line

        command_line()
        return
    from counter.app import run

    sys.exit(run(url))


def _only_opening(arguments: list[str]) -> str | None:
    """The database to open, where nothing but opening is asked for."""
    match arguments:
        case [] | ["open"]:
            from counter.storage import default_url

            return default_url()
        case ["--db", url] | ["--db", url, "open"]:
            return url
        case _:
            return None


if __name__ == "__main__":
    main()
