"""What an act on a case changed, for the status line: papers still lacking, the new due moment, papers to print."""

from __future__ import annotations

from collections.abc import Iterator

from counter.domain.casework.case.above import ours_ends
from counter.domain.casework.history.timeline import paper_title
from counter.domain.clock import local
from counter.screens.case.page import CaseView

_BY_KEY = "按 0 "
"""Where the act's own sentence names the key already, it names the paper too."""


def said_with_changes(said: str, before: CaseView, after: CaseView) -> str:
    """The sentence of an act with what it changed.

    Args:
        said: What the act says of itself.
        before: The case as the person saw it.
        after: The case as it is now.
    """
    return said + "".join(_changes(said, before, after))


def _changes(said: str, before: CaseView, after: CaseView) -> Iterator[str]:
    was, now = before.case.life, after.case.life
    lacking = (*now.missing, *now.owed)
    if lacking and {*lacking} < {*was.missing, *was.owed}:
        yield f"还缺：{'、'.join(lacking)}。"
    if now.due is not None and now.due != was.due and not now.closed:
        until = f"{local(now.due):%m-%d %H:%M}{'（暂定）' if now.provisional else ''}"
        changed = "改为" if was.accepted and was.due else ""
        yield f"{changed}{until}前{ours_ends(after.case)}。"
    titles = new_papers(before, after)
    if titles and _BY_KEY not in said:
        yield f"{'、'.join(titles)}按 0 打印。"


def new_papers(before: CaseView, after: CaseView) -> tuple[str, ...]:
    """What the papers are called that came between two looks, each once."""
    known = {paper["id"] for paper in before.papers}
    made = (paper_title(after.case.hall, paper["kind"]) for paper in after.papers if paper["id"] not in known)
    return tuple(dict.fromkeys(made))
