"""Papers as PDF, set by typst from the template `data/papers/paper.typ`.

What is printed goes to the template as data and never becomes part of its source, so a name with
a sign that the template language knows is printed as it stands. The file carries no moment of its
making: the same papers give the same bytes. typst is imported only when a PDF is made.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from counter.domain.paper import Paper
from counter.domain.refusals import Refusal
from counter.locate import data_dir
from counter.papers import fonts, pages

if TYPE_CHECKING:
    import typst


class NoPdfHere(Refusal):
    """typst is not installed, or has no build for this machine."""

    says: ClassVar[str] = (
        "这台电脑缺少生成 PDF 的组件 typst，出不了 PDF。请联系管理员安装；眼下可以另存为网页，用浏览器打印。"
    )


class PdfFailed(Refusal):
    """typst did not make the pages; `facts["detail"]` has its own words for the log."""

    says: ClassVar[str] = "这份单子没能排成 PDF。请另存为网页，用浏览器打印，并告诉管理员。"


def render(
    papers: Sequence[Paper],
    *,
    reprint: bool = False,
    copies: Sequence[str] | None = None,
    blank_missing: bool = False,
) -> bytes:
    """The papers one after another, each copy on pages of its own.

    Args:
        papers: What to print, one at least; each brings its form.
        reprint: Mark each 补打 in the title line.
        copies: Whose copies to make; each paper's own by default.
        blank_missing: Leave a box for characters that no installed font holds.

    Raises:
        NoPdfHere: typst cannot be imported.
        NoChineseFont: There is no Chinese font.
        CharacterMissing: A character cannot be printed, and no box is wanted for it.
        PdfFailed: The pages could not be set.
        ValueError: There is no paper.
    """
    if not papers:
        raise ValueError("no paper to print")
    try:
        import typst
    except ImportError as error:
        raise NoPdfHere() from error
    fitted = [fonts.fit(paper, blank_missing=blank_missing) for paper in papers]
    faces = list(dict.fromkeys(face for each in fitted for face in each.faces))
    known = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=sorted({str(face.path.parent) for face in faces}),
    )
    ready = [each.paper for each in fitted]
    given = {
        "title": " ".join(dict.fromkeys(f"{paper.title} {paper.number}".strip() for paper in ready)),
        "date": pages.day(ready),
        "sheets": pages.sheets(ready, reprint=reprint, copies=copies),
        **_families(known, faces),
    }
    # Half a character, as a broken file may hold it, is no text: it is set as a question mark.
    return _compiled(known, json.dumps(given, ensure_ascii=False).encode("utf-8", "replace").decode("utf-8"))


def _compiled(known: typst.Fonts, given: str) -> bytes:
    import typst

    template = data_dir() / "papers" / "paper.typ"
    try:
        pdf, warnings = typst.compile_with_warnings(
            template, font_paths=known, ignore_system_fonts=True, sys_inputs={"papers": given}
        )
    except typst.TypstError as error:
        raise PdfFailed(detail=str(error)) from error
    if warnings or pdf is None:
        raise PdfFailed(detail="; ".join(warning.message for warning in warnings))
    return bytes(pdf)


def _families(known: typst.Fonts, faces: Iterable[fonts.Face]) -> dict[str, list[str]]:
    """The text fonts by the names that typst has for them, and the same led by a font for headings."""
    names = {(Path(font.path), font.index): font.family for font in known.fonts() if font.path}
    serif = list(dict.fromkeys(_family(names, face) for face in faces))
    sans = [name for name in dict.fromkeys(names.values()) if name.startswith("Noto Sans") and "SC" in name]
    return {"serif": serif, "sans": [*sans[:1], *serif]}


def _family(names: dict[tuple[Path, int], str], face: fonts.Face) -> str:
    name = names.get((face.path, face.index))
    if name is None:
        raise PdfFailed(detail=f"typst does not know {face.path.name}")
    return name
