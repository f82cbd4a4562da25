"""Papers as one web page that any browser can print, where PDF cannot be made.

The browser finds the fonts itself. Nothing is fetched and nothing runs in the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from counter.domain.paper import Paper
from counter.papers import pages
from counter.papers.pages import Plain

_SIZES = {"A4": "210mm 297mm", "A5": "148mm 210mm", "241x140": "241mm 140mm"}
_TURNED = "297mm 210mm"
_STYLE = """
body { font: 10.5pt/1.6 "Noto Serif SC", "Noto Serif CJK SC", SimSun, serif; margin: 0; }
section { page-break-after: always; padding: 4mm; }
section:last-child { page-break-after: auto; }
header, footer { display: flex; justify-content: space-between; font-size: .85em; }
header { border-bottom: 1pt solid; } footer { border-top: .5pt solid; margin-top: 1em; }
h1 { font: 1.7em "Noto Sans SC", "Noto Sans CJK SC", SimHei, sans-serif; text-align: center; margin: .4em 0; }
.marks { display: flex; justify-content: space-between; font-size: .85em; min-height: 1.4em; }
.marks span:not(:empty) { border: .6pt solid; padding: 0 .5em; }
dl { display: grid; gap: .2em .8em; margin: .4em 0; grid-template-columns: max-content 1fr; }
dl.two { grid-template-columns: max-content 1fr max-content 1fr; }
dt { color: #444; } dd { margin: 0; }
dd, td, p { white-space: pre-line; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; margin: .6em 0; }
caption { text-align: left; } thead { display: table-header-group; } tr { break-inside: avoid; }
th, td { border: .5pt solid; padding: .15em .4em; }
.c { text-align: center; } .r { text-align: right; }
.body { text-indent: 2em; } .note { font-size: .85em; } .head { font-size: 1.1em; font-weight: bold; }
.large { font-size: 1.35em; font-weight: bold; border: .8pt solid; border-left-width: 3pt;
  padding: .4em .6em; }
.closing { display: flex; break-inside: avoid; align-items: center; justify-content: space-between; }
.seal { min-width: 45mm; height: 45mm; display: flex; flex-direction: column;
  justify-content: center; text-align: center; }
.articles { border-top: .5pt solid; font-size: .85em; }
"""


def render(papers: Sequence[Paper], *, reprint: bool = False, copies: Sequence[str] | None = None) -> str:
    """The papers as a page of HTML, each copy on sheets of its own; the arguments are those of the PDF."""
    sheets = pages.sheets(papers, reprint=reprint, copies=copies)
    title = escape(" ".join(dict.fromkeys(paper.title for paper in papers)))
    kinds = {_page_name(sheet): _size(sheet) for sheet in sheets}
    sizes = "".join(f"@page {name} {{ size: {size}; margin: 12mm 14mm; }}\n" for name, size in kinds.items())
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        f"<title>{title}</title><style>{sizes}{_STYLE}</style></head><body>\n"
        + "\n".join(map(_sheet, sheets))
        + "\n</body></html>\n"
    )


def _page_name(sheet: Plain) -> str:
    return f"form-{sheet['form']}{'-turned' if sheet['flipped'] else ''}"


def _size(sheet: Plain) -> str:
    return _TURNED if sheet["flipped"] else _SIZES[sheet["form"]]


def _sheet(sheet: Plain) -> str:
    text = {name: escape(sheet[name]) for name in ("hall", "number", "mark", "copy", "title", "footer")}
    return (
        f'<section style="page: {_page_name(sheet)}">'
        f"<header><span>{text['hall']}</span><span>{text['number']}</span></header>"
        f'<div class="marks"><span>{text["mark"]}</span><span>{text["copy"]}</span></div>'
        f"<h1>{text['title']}</h1>\n"
        + "\n".join(_BLOCKS[block["block"]](block) for block in sheet["blocks"])
        + f"\n<footer><span>{text['footer']}</span></footer></section>"
    )


def _fields(block: Plain) -> str:
    rows = "".join(f"<dt>{escape(label)}</dt><dd>{escape(value)}</dd>" for label, value in block["rows"])
    return f"<dl{' class=two' if block['columns'] == 2 else ''}>{rows}</dl>"


def _table(block: Plain) -> str:
    head = "".join(f"<th>{escape(cell)}</th>" for cell in block["head"])
    rows = "".join(f"<tr>{_cells(row, block['aligns'])}</tr>" for row in block["rows"])
    caption = f"<caption>{escape(block['title'])}</caption>" if block["title"] else ""
    return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _cells(row: list[str], aligns: list[str]) -> str:
    return "".join(f'<td class="{align}">{escape(cell)}</td>' for cell, align in zip(row, aligns, strict=True))


def _text(block: Plain) -> str:
    style = escape(block["style"])
    return "".join(f'<p class="{style}">{escape(part)}</p>' for part in block["text"].split("\n"))


def _signing(block: Plain) -> str:
    line = f"签名（捺印）{'_' * 18}　　____年__月__日"
    return "<div>" + "".join(f"<p>{escape(label)}　{line}</p>" for label in block["labels"]) + "</div>"


def _closing(block: Plain) -> str:
    inside = f"<span>{escape(block['unit'])}</span><span>{escape(block['date'])}</span>"
    return f'<div class="closing">{_signing(block)}<div class="seal">{inside}</div></div>'


def _articles(block: Plain) -> str:
    lines = "".join(f"<p>{escape(line)}</p>" for line in block["lines"])
    return f'<div class="articles">依据{lines}</div>'


_BLOCKS = {
    "fields": _fields,
    "table": _table,
    "text": _text,
    "signatures": _signing,
    "closing": _closing,
    "articles": _articles,
}
