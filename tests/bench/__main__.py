"""Speed, as ratios measured side by side in one run: `python tests/bench`; `--gate` checks the exact figures.

Ratios are printed as a table; nothing is timed in a test. The noise-free figures (syncs, statements and bytes of one
accept, modules at the first frame, keys of a visit) are compared exactly with figures.toml; `--write` notes new ones.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent), str(HERE.parent.parent)]
sys.path.append(str(HERE.parent / "journeys"))


def main() -> int:
    asked = argparse.ArgumentParser(prog="python tests/bench")
    asked.add_argument("--gate", action="store_true", help="only the exact figures")
    asked.add_argument("--write", action="store_true", help="note the exact figures found")
    asked.add_argument(
        "only", nargs="*", help="accept, verdict, life, reads, answers, marks, frame, echo, sign-in, memory, import"
    )
    options = asked.parse_args()
    if options.gate or options.write:
        import gate

        return gate.run(write=options.write)
    import table

    return table.run(options.only)


if __name__ == "__main__":
    sys.exit(main())
