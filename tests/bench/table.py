"""The table of ratios."""

from __future__ import annotations

import platform
import sqlite3
from collections.abc import Callable, Iterable

from benched import Row


def run(only: Iterable[str]) -> int:
    """Runs the benchmarks that were asked for, all where none was, and prints their table."""
    import accepting
    import answering
    import boarding
    import deciding
    import deriving
    import importing
    import marking
    import reading
    import showing

    benches: dict[str, Callable[[], Iterable[Row]]] = {
        "accept": accepting.rows,
        "verdict": deciding.rows,
        "life": deriving.rows,
        "reads": reading.rows,
        "answers": answering.rows,
        "marks": marking.rows,
        "frame": showing.frame,
        "echo": showing.echo,
        "sign-in": boarding.rows,
        "memory": showing.memory,
        "import": importing.rows,
    }
    wanted = list(only) or list(benches)
    print(f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}; ratios of one run, median of pairs\n")
    print(f"| {'what':44} | {'ours':>12} | {'reference':>12} | {'ratio':>6} | {'range':>13} | target |")
    print(f"|{'-' * 46}|{'-' * 14}|{'-' * 14}|{'-' * 8}|{'-' * 15}|--------|")
    missed = 0
    for name in wanted:
        for row in benches[name]():
            missed += not row.met
            print(row.line, flush=True)
    print(f"\n{missed} targets missed" if missed else "\nevery target met")
    return 0
