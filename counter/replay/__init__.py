"""Scenario days: plays a TOML file of acts into a new training hall and checks what must then be true.

Replay only maps TOML to the domain functions that the screens call; it holds no rule and writes no row.
"""

from counter.replay.play import Outcome, play
from counter.replay.script import Script, ScriptWrong, read_script

__all__ = ["Outcome", "Script", "ScriptWrong", "play", "read_script"]
