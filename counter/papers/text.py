"""A paper as lines of text: the screen's preview, and what a dot-matrix printer prints.

The order is the paper's own, with the articles last. Everything is cleaned on its way in, so no
sign that steers a terminal or a printer, or turns the reading order round, can come out.
"""

from __future__ import annotations

from itertools import zip_longest

from counter.domain.paper import Articles, Block, Fields, Paper, Seal, Signatures, Table, Text
from counter.papers.fit import Measure, clean, pad, paragraphs, screen_cells, width_of, wrap
from counter.papers.ruled import ruled
from counter.papers.sheet import Frame, Line, beside, paginate

REPRINTED = "补打 · 与原件一致"
LARGE = ">> "
"""Before every line of large type where the type itself cannot be large."""

_NARROWEST = 40
_SEAL_LINES = 11
"""45 mm at six lines to the inch."""
_SEAL_CELLS = 18
"""45 mm at ten cells to the inch."""
_SHORTEST_LINE, _LONGEST_LINE = 8, 16
_SIGN = "签名（捺印）"
_DATE = "____年__月__日"


def render(
    paper: Paper,
    width: int = 80,
    *,
    reprint: bool = False,
    copy: str | None = None,
    page_lines: int | None = None,
    measure: Measure = screen_cells,
) -> list[str]:
    """The paper as lines of at most `width` cells.

    Args:
        paper: What to show.
        width: Cells to a line, 40 or more.
        reprint: Mark it 补打 in the title line.
        copy: Whose copy it is, named under the number; nobody's by default.
        page_lines: Lines from perforation to perforation; without it, one endless page.
        measure: Cells of a character on the device that shows the lines.

    Raises:
        ValueError: The width or the page is too small for any paper.
    """
    lines = compose(paper, width, reprint=reprint, copy=copy, page_lines=page_lines, measure=measure)
    return [line.text for line in lines]


def compose(
    paper: Paper,
    width: int = 80,
    *,
    reprint: bool = False,
    copy: str | None = None,
    page_lines: int | None = None,
    measure: Measure = screen_cells,
) -> list[Line]:
    """The same lines as `render`, with what a printer may set in wider type."""
    if width < _NARROWEST:
        raise ValueError(f"{width} cells are too few for a paper")
    setter = _Setter(width, measure)
    lines = setter.opening(paper, reprint, copy) + setter.body(paper.blocks)
    foot = tuple(wrap(clean(paper.footer), width, measure)) if paper.footer else ()
    if page_lines is None:
        closing = ["-" * width, *foot] if foot else []
        return _trimmed([*lines, *map(Line, closing)])
    number = clean(paper.number)
    running = pad(number, width, "r", measure) if width_of(number, measure) <= width else ""
    pages = paginate(lines, Frame(page_lines, width, running, foot, measure))
    return _trimmed([line for page in pages for line in page])


def _trimmed(lines: list[Line]) -> list[Line]:
    return [Line(line.text.rstrip(), line.big.rstrip(), line.head, line.glued) for line in lines]


class _Setter:
    """Sets one paper's parts for one width and one measure."""

    def __init__(self, width: int, measure: Measure) -> None:
        self.width = width
        self.measure = measure
        self.label_width = 0

    def opening(self, paper: Paper, reprint: bool, copy: str | None) -> list[Line]:
        """Hall and number, the title with its mark, whose copy, a rule."""
        title = clean(paper.title)
        marked = f"{title}  （{REPRINTED}）" if reprint else title
        big = self._centred(title) if not reprint and self._wide(title) <= self.width // 2 else ""
        top = self._corner(clean(paper.hall), clean(paper.number))
        named = self._corner("", f"【{clean(copy)}】") if copy else []
        titles = [Line(pad(line, self.width, "c", self.measure), big) for line in self._wrap(marked)]
        return [*map(Line, top), *titles, *map(Line, named), Line("=" * self.width)]

    def body(self, blocks: tuple[Block, ...]) -> list[Line]:
        """The blocks in their order, the articles after all others."""
        labels = [label for block in blocks if isinstance(block, Fields) for label, _ in block.rows]
        self.label_width = max(map(self._wide, labels), default=0) + 2
        lines: list[Line] = []
        waiting: Signatures | None = None
        for block in blocks:
            if isinstance(block, Seal):
                lines += self.seal(block, waiting)
                waiting = None
                continue
            lines += self.signatures(waiting)
            waiting = block if isinstance(block, Signatures) else None
            lines += self.block(block)
        return lines + self.signatures(waiting) + self.articles(blocks)

    def block(self, block: Block) -> list[Line]:
        """One block that stands in the order of the paper."""
        if isinstance(block, Fields):
            return self.fields(block)
        if isinstance(block, Table):
            return ruled(block, self.width, self.measure)
        if isinstance(block, Text):
            return self.text(block)
        return []

    def fields(self, block: Fields) -> list[Line]:
        """Labels in one column, values in the next; pairs side by side where the paper wants it."""
        columns = max(1, min(block.columns, 2))
        width = (self.width - 2 * (columns - 1)) // columns
        label_width = min(self.label_width, width // 2)
        cells = [self._pair(label, value, label_width, width) for label, value in block.rows]
        lines: list[Line] = []
        for at in range(0, len(cells), columns):
            for number, parts in enumerate(zip_longest(*cells[at : at + columns], fillvalue="")):
                joined = "  ".join(pad(part, width, "l", self.measure) for part in parts)
                lines.append(Line(joined, glued=number > 0))
        return lines

    def text(self, block: Text) -> list[Line]:
        """A paragraph in its style; large type is set for half the width and marked."""
        parts = paragraphs(block.text)
        if block.style == "large":
            big = [line for part in parts for line in wrap(part, self.width // 2, self.measure)]
            return [Line(LARGE + line, big=line, glued=at > 0) for at, line in enumerate(big)]
        if block.style == "head":
            return [Line(""), *(Line(line) for part in parts for line in self._wrap(f"【{part}】"))]
        indent = 4 if block.style == "body" else 0
        return [Line(line) for part in parts for line in wrap(part, self.width, self.measure, indent=indent)]

    def signatures(self, block: Signatures | None) -> list[Line]:
        """Lines to sign on, over the whole width."""
        if block is None:
            return []
        return [Line(line) for line in self._signing(block, self.width)]

    def seal(self, block: Seal, signing: Signatures | None) -> list[Line]:
        """Clear space for the seal at the right, unit and date in its middle, signatures at its left."""
        unit, date = clean(block.unit), clean(block.date)
        cells = min(max(_SEAL_CELLS, self._wide(unit), self._wide(date)), self.width // 2)
        inside = [line for text in (unit, date) for line in wrap(text, cells, self.measure)]
        above = max(0, (_SEAL_LINES - len(inside) + 1) // 2)
        right = [""] * above + inside + [""] * max(0, _SEAL_LINES - above - len(inside))
        left = self._signing(signing, self.width - cells - 2) if signing else []
        lines = [
            pad(text, self.width - cells, "l", self.measure) + pad(mark, cells, "c", self.measure)
            for text, mark in zip_longest(left, right, fillvalue="")
        ]
        return [Line(line, glued=at > 0) for at, line in enumerate(lines)]

    def articles(self, blocks: tuple[Block, ...]) -> list[Line]:
        """Every article that the paper rests on."""
        every = [line for block in blocks if isinstance(block, Articles) for line in block.lines]
        if not every:
            return []
        return [Line(line) for line in self._pair("依据", "\n".join(every), 6, self.width)]

    def _signing(self, block: Signatures, width: int) -> list[str]:
        labels = [clean(label) for label in block.labels]
        label_width = max(map(self._wide, labels), default=0)
        room = width - label_width - width_of(_SIGN + _DATE, self.measure) - 3
        lines: list[str] = []
        for label in labels:
            if room >= _SHORTEST_LINE:
                named = pad(label, label_width, "l", self.measure)
                lines += ["", f"{named} {_SIGN}{'_' * min(room, _LONGEST_LINE)}  {_DATE}"]
            else:
                lines += ["", *wrap(label, width, self.measure), _SIGN + "_" * _SHORTEST_LINE, _DATE]
        return lines

    def _pair(self, label: str, value: str, label_width: int, width: int) -> list[str]:
        left = wrap(clean(label) + "：", label_width, self.measure)
        parts = paragraphs(value)
        right = [line for part in parts for line in wrap(part, width - label_width, self.measure)]
        return [
            pad(name, label_width, "l", self.measure) + line for name, line in zip_longest(left, right, fillvalue="")
        ]

    def _corner(self, left: str, right: str) -> list[str]:
        lines: list[str] = []
        for line in beside(left, right, self.width, self.measure):
            lines += [line] if self._wide(line) <= self.width else self._wrap(line)
        return lines

    def _centred(self, title: str) -> str:
        return pad(title, self.width // 2, "c", self.measure)

    def _wrap(self, text: str) -> list[str]:
        return wrap(text, self.width, self.measure)

    def _wide(self, text: str) -> int:
        return width_of(clean(text), self.measure)
