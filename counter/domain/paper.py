"""What a paper says (title, fields, table, copies), not how it looks.

A notice, a receipt, a summary is a `Paper`; the text for the dot-matrix printer, the PDF and the
screen preview are three renderings of it. A paper is stored when it is made, and printing again
prints the stored one, marked 补打.
"""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass, field
from typing import Any, Literal

FormName = Literal["A4", "A5", "241x140"]


@dataclass(frozen=True, slots=True)
class Fields:
    """Label and value pairs, laid out in one or two columns."""

    rows: tuple[tuple[str, str], ...]
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table; widths are relative weights, aligns one of 'l', 'c', 'r' a column."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...] = ()
    aligns: str = ""
    title: str = ""
    close: bool = False
    """Rows stand without rules between, where each opens with what tells it from the one above (a moment)."""


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph. 'large' is for what the citizen must do; 'note' is small print; 'head' a subheading."""

    text: str
    style: Literal["body", "large", "note", "head"] = "body"


@dataclass(frozen=True, slots=True)
class Signatures:
    """Lines to sign on, each with its label; renderings add 签名（捺印） and a date."""

    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Seal:
    """A clear round space of 45 mm for the seal, over the unit's name and the date."""

    unit: str
    date: str


@dataclass(frozen=True, slots=True)
class Articles:
    """The articles that the paper rests on; always last."""

    lines: tuple[str, ...]


Block = Fields | Table | Text | Signatures | Seal | Articles
_BLOCKS: dict[str, type[Any]] = {
    "fields": Fields, "table": Table, "text": Text,
    "signatures": Signatures, "seal": Seal, "articles": Articles,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper, complete: what was stored is what is printed, today and in ten years."""

    kind: str
    """The stable English name, e.g. `promised-case-notice`."""
    title: str
    hall: str
    number: str
    """The paper's own number, top right, e.g. 禾垭便民受〔2026〕00017号."""
    blocks: tuple[Block, ...]
    form: FormName = "A5"
    copies: tuple[str, ...] = ("申请人", "窗口存根")
    footer: str = ""
    """The line at the foot of every page: the journal's short digest, telephone, or both."""
    names: tuple[str, ...] = field(default=())
    """Names of people on the paper, each checked against the font before printing."""


def to_json(paper: Paper) -> str:
    """The paper as canonical JSON, for storing."""
    data = dataclasses.asdict(paper)
    for plain in data["blocks"]:
        if plain.get("close") is False:  # said only where it is so: a table is stored as it always was
            del plain["close"]
    kinds = {cls: name for name, cls in _BLOCKS.items()}
    data["blocks"] = [
        {"block": kinds[type(block)], **plain} for block, plain in zip(paper.blocks, data["blocks"], strict=True)
    ]
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_json(text: str) -> Paper:
    """The paper that `to_json` stored."""
    data = json.loads(text)
    data["blocks"] = tuple(_block(plain) for plain in data["blocks"])
    data["copies"] = tuple(data["copies"])
    data["names"] = tuple(data["names"])
    return Paper(**data)


def _block(plain: dict[str, Any]) -> Block:
    cls = _BLOCKS[plain.pop("block")]
    return cls(**{name: _frozen(value) for name, value in plain.items()})  # type: ignore[no-any-return]


def _frozen(value: Any) -> Any:
    return tuple(_frozen(each) for each in value) if isinstance(value, list) else value
