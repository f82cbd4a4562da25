"""The program at a terminal: who is signed on, which screen, the keys, the lock.

`run` makes the terminal ready before anything imports Textual, which reads its settings then.
"""

from __future__ import annotations

import gc
import sys

from counter.screens.kit.terminal import prepare


def run(url: str) -> int:
    """Opens the hall at this terminal and stays until the program is left.

    Args:
        url: The hall's database; where there is none yet, the screen offers to set a hall up.

    Returns:
        The exit code: 0, or 1 where the program had to end, or 129 where the line dropped.
    """
    prepare()
    gc.disable()  # until the first frame stands (`Opening`): before that there is next to nothing to throw away
    from counter.app.frame import CounterApp
    from counter.screens.kit.terminal import speak
    from counter.storage import Storage, StorageFault, guard_file

    try:
        speak()
        if Storage(url).exists():
            guard_file(Storage(url).path)
        app = CounterApp(url)
        app.run(mouse=False)
        code, last = app.return_code or 0, app.farewell
    except StorageFault as fault:
        code, last = 1, fault.sentence
    except Exception as error:
        from counter.logs import keep_traceback

        code, last = 1, f"程序出错，已记入日志 {keep_traceback(error)}。请重新打开。"
    finally:
        gc.enable()
    if last:
        print(last, file=sys.stderr)
    return code
