"""The one way to print from a screen or a command: the stored paper, checked, out, and noted.

What is printed is what was stored, not what would be made today; a paper that was printed before is
marked 补打. The fonts are checked before anything leaves. A paper counts as printed when a printer or a
file has taken it, so a failure never makes the next printing a 补打.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal, Protocol

from counter.domain.anchors import AnchorNotWritten, remember
from counter.domain.casework.case import visits
from counter.domain.paper import Paper
from counter.domain.refusals import Refusal
from counter.papers import escpk, fit, fonts, html, pdf, printer, publish, text
from counter.storage import StorageFault

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from counter.domain.hall.opened import Hall
    from counter.domain.hall.work import Work

How = Literal["printer", "dots", "text"] | Path
"""The system's printer, a dot-matrix printer driven directly, text lines, or a file by its ending."""

_MEDIA = {"A4": "A4", "A5": "A5", "241x140": "Custom.241x140mm"}
"""What the printer calls the forms of papers."""
_ANCHORED = {"daily-summary"}
"""Papers that show the journal's head: what they show is remembered outside the database as well."""
_WIDTH = 80


class NothingToPrint(Refusal):
    """A visit that gave rise to no paper."""

    says: ClassVar[str] = "这次来访没有要打印的单子。"


class UnknownEnding(Refusal):
    """A file whose ending names no form that papers are written in."""

    says: ClassVar[str] = "不会写“{name}”这种文件。请用 .pdf、.html 或 .txt 结尾的文件名。"


class Desk(Protocol):
    """Who prints where: a session, or `AtDesk` for a command."""

    @property
    def hall(self) -> Hall:
        """The hall."""

    def act(self) -> AbstractContextManager[Work]:
        """The unit of work of one act."""

    def look(self) -> AbstractContextManager[Connection]:
        """One consistent look."""


@dataclass(frozen=True)
class AtDesk:
    """A hall, who acts, and at which terminal, where there is no screen."""

    hall: Hall
    actor: str
    terminal: str = ""

    @contextlib.contextmanager
    def act(self) -> Iterator[Work]:
        """The unit of work of one act."""
        with self.hall.act(self.actor, self.terminal) as work:
            yield work

    @contextlib.contextmanager
    def look(self) -> Iterator[Connection]:
        """One consistent look."""
        with self.hall.look() as connection:
            yield connection


@dataclass(frozen=True, slots=True)
class Printed:
    """What came of printing."""

    sentence: str
    """What the person may be told."""
    reprint: bool
    lines: tuple[str, ...] = ()
    """The text, where text was wanted."""


@dataclass(frozen=True, slots=True)
class _Sheaf:
    """Papers that go out together, all for the first time or all again."""

    ids: tuple[int, ...]
    papers: tuple[Paper, ...]
    reprint: bool


def print_paper(desk: Desk, paper_id: int, how: How = "printer", *, blank_missing: bool = False) -> Printed:
    """Prints one stored paper.

    Args:
        desk: Who prints, where.
        paper_id: The stored paper.
        how: Where to.
        blank_missing: Leave a box for characters that no font holds, to be filled by hand.

    Raises:
        UnknownPaper: There is none of this key.
        Refusal: Of the fonts, the printer or the file; nothing is noted then.
        StorageFault: Of the records.
    """
    return _out(desk, _sheaf(desk, (paper_id,)), how, blank_missing)


def print_visit(desk: Desk, visit_id: int, how: How = "printer", *, blank_missing: bool = False) -> Printed:
    """Prints a visit's papers as one job: those not printed yet, or all of them again.

    Raises:
        NothingToPrint: The visit has none.
        Refusal, StorageFault: As with one paper.
    """
    with desk.look() as connection:
        ids = visits.unprinted(connection, visit_id) or visits.papers_of_visit(connection, visit_id)
    if not ids:
        raise NothingToPrint()
    return _out(desk, _sheaf(desk, tuple(ids)), how, blank_missing)


def print_once(paper: Paper) -> str:
    """Prints a paper that is stored nowhere, such as a PIN handed out; nothing is noted.

    Returns:
        The sentence for the person.

    Raises:
        Refusal: Of the fonts or the printer.
    """
    return printer.submit(pdf.render([paper]), title=paper.title, media=_MEDIA[paper.form]).sentence


def preview(desk: Desk, paper_id: int, width: int = _WIDTH) -> list[str]:
    """The stored paper as lines for the screen; nothing is noted."""
    with desk.look() as connection:
        paper = visits.paper(connection, paper_id)
        return text.render(paper, width, reprint=visits.printed_before(connection, paper_id))


def _sheaf(desk: Desk, ids: tuple[int, ...]) -> _Sheaf:
    with desk.look() as connection:
        papers = tuple(visits.paper(connection, key) for key in ids)
        return _Sheaf(ids, papers, all(visits.printed_before(connection, key) for key in ids))


def _by_right(desk: Desk, sheaf: _Sheaf) -> None:
    """Whole numbers go out again only for who may see them, and the journal tells of it."""
    whole = [key for key, paper in zip(sheaf.ids, sheaf.papers, strict=True) if visits.shows_whole(paper)]
    if not whole or not sheaf.reprint:
        return
    with desk.act() as work:
        for key in whole:
            visits.reveal_paper(work, key)


def _out(desk: Desk, sheaf: _Sheaf, how: How, blank_missing: bool) -> Printed:
    _by_right(desk, sheaf)
    if how == "text":
        lines = _lines(sheaf)
        return Printed(_noted(desk, sheaf, "text", "已排成文字。"), sheaf.reprint, lines)
    if isinstance(how, Path):
        publish.write_file(how, _file(sheaf, how, blank_missing))
        return Printed(_noted(desk, sheaf, "file", f"已存成 {how}。"), sheaf.reprint)
    job, warning = _submitted(sheaf, how, blank_missing)
    said = f"{'补打：' if sheaf.reprint else ''}{job.sentence}{warning}"
    return Printed(_noted(desk, sheaf, how, said), sheaf.reprint)


def _submitted(sheaf: _Sheaf, how: str, blank_missing: bool) -> tuple[printer.Job, str]:
    title = " ".join(dict.fromkeys(fit.clean(paper.title) for paper in sheaf.papers))
    if how == "dots":
        stream = escpk.render(sheaf.papers, reprint=sheaf.reprint)
        return printer.submit(stream.data, raw=True, title=title), _left_blank("打印机", stream.lost)
    data = _pdf(sheaf, blank_missing)
    signs = (sign for paper in sheaf.papers for sign in fonts.missing(paper)) if blank_missing else ()
    lost = "".join(dict.fromkeys(signs))
    return printer.submit(data, title=title, media=_MEDIA[sheaf.papers[0].form]), _left_blank("字体里", lost)


def _left_blank(where: str, lost: str) -> str:
    return f"{where}没有“{lost}”，已留空，请用笔写上。" if lost else ""


def _pdf(sheaf: _Sheaf, blank_missing: bool) -> bytes:
    return pdf.render(sheaf.papers, reprint=sheaf.reprint, blank_missing=blank_missing)


def _file(sheaf: _Sheaf, path: Path, blank_missing: bool) -> bytes:
    ending = path.suffix.lower()
    if ending == ".pdf":
        return _pdf(sheaf, blank_missing)
    if ending in (".html", ".htm"):
        return html.render(sheaf.papers, reprint=sheaf.reprint).encode()
    if ending == ".txt":
        return ("\n".join(_lines(sheaf)) + "\n").encode()
    raise UnknownEnding(name=path.name)


def _lines(sheaf: _Sheaf) -> tuple[str, ...]:
    pages = [text.render(paper, _WIDTH, reprint=sheaf.reprint) for paper in sheaf.papers]
    parted: Sequence[str] = [line for page in pages for line in (*page, "")]
    return tuple(parted[:-1])


def _noted(desk: Desk, sheaf: _Sheaf, how: str, said: str) -> str:
    """Notes the printing; the paper is out already, so a failing disk is told and undoes nothing."""
    try:
        with desk.act() as work:
            for key in sheaf.ids:
                visits.note_print(work, key, how)
    except StorageFault:
        return f"{said}但这次打印没有记上，下次打印不会标“补打”。"
    if any(paper.kind in _ANCHORED for paper in sheaf.papers):
        with contextlib.suppress(StorageFault, AnchorNotWritten):  # the paper's own foot is an anchor too
            remember(desk.hall.storage)
    return said
