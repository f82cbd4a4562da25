"""Keys as a terminal sends them, torn and run together anywhere: Esc is never lost, never a sign typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events

from counter.screens.kit.escape import EscapeParser

KEYS = {
    "\x1b": "escape", "\x1bOQ": "f2", "\x1b[A": "up", "\x1b[20~": "f9", "\r": "enter", "1": "1", "李": "李",
    "\U00020bb7": "\U00020bb7",
}  # fmt: skip


def keys(*chunks: str) -> list[str]:
    """What is made of chunks that come one right after another; then comes a rest."""
    parser = EscapeParser()
    made = [message for chunk in chunks for message in parser.feed(chunk)]
    if parser._timeout_time is not None:
        parser._timeout_time = 0.0
    made += parser.tick()
    return [f"paste {each.text}" if isinstance(each, events.Paste) else getattr(each, "key", "") for each in made]


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        ("\x1b", ["escape"]),
        ("\x1b李国强", ["escape", "李", "国", "强"]),
        ("\x1b1", ["escape", "1"]),
        ("\x1b\r", ["escape", "enter"]),
        ("\x1b\x1b李", ["escape", "escape", "李"]),
        ("\x1b\x1bOQ李", ["escape", "f2", "李"]),
        ("\x1b" + "长" * 40, ["escape", *"长" * 40]),
        ("\x1b[200~甲\x1b乙\x1b[201~\x1b丙", ["paste 甲乙", "escape", "丙"]),
    ],
)
def test_escape_before_other_keys(sent: str, meant: list[str]) -> None:
    assert keys(sent) == meant


@given(st.lists(st.sampled_from(sorted(KEYS)), max_size=12), st.lists(st.integers(0, 40), max_size=6))
def test_wherever_the_bytes_are_torn(pressed: list[str], cuts: list[int]) -> None:
    sent = "".join(pressed)
    at = sorted({min(cut, len(sent)) for cut in cuts} | {0, len(sent)})
    chunks = [sent[start:end] for start, end in zip(at, at[1:], strict=False)]
    assert keys(*chunks) == [KEYS[each] for each in pressed]


def test_the_end_of_the_line_ends_it() -> None:
    parser = EscapeParser()
    assert list(parser.feed("")) == []
    assert parser.is_eof
