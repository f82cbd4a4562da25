"""Strategies for papers out of any text at all."""

from __future__ import annotations

from hypothesis import strategies as st

from counter.domain.paper import Articles, Fields, Paper, Seal, Signatures, Table, Text

NASTY = "\x00\x07\t\n\r\x1b[31m\x7f\x85\x9b\u200b\u200d\u202e\u2066\u2028\ufeff\ufe0f\ud800√△·！→，。（）《》 "
words = st.text(
    st.one_of(st.sampled_from(NASTY), st.characters(), st.sampled_from("张桂芳2026年11月20日")), max_size=60
)
rows = st.lists(st.lists(words, max_size=9).map(tuple), max_size=4).map(tuple)
blocks = st.one_of(
    st.builds(
        Fields,
        rows=st.lists(st.tuples(words, words), max_size=4).map(tuple),
        columns=st.integers(0, 3),
    ),
    st.builds(
        Table,
        head=st.lists(words, max_size=40).map(tuple),
        rows=rows,
        widths=st.lists(st.integers(-1, 9), max_size=9).map(tuple),
        aligns=st.text("lcr", max_size=9),
        title=words,
    ),
    st.builds(Text, text=words, style=st.sampled_from(["body", "large", "note", "head"])),
    st.builds(Signatures, labels=st.lists(words, max_size=3).map(tuple)),
    st.builds(Seal, unit=words, date=words),
    st.builds(Articles, lines=st.lists(words, max_size=3).map(tuple)),
)
papers = st.builds(
    Paper,
    kind=st.just("any"),
    title=words,
    hall=words,
    number=words,
    blocks=st.lists(blocks, max_size=4).map(tuple),
    form=st.sampled_from(["A4", "A5", "241x140"]),
    copies=st.lists(words, max_size=2).map(tuple),
    footer=words,
)
