"""Prints a paper that is not stored anywhere: a PIN handed out, a draft."""

from __future__ import annotations

from counter.domain.paper import Paper
from counter.papers import pdf, printer

_MEDIA = {"A4": "A4", "A5": "A5", "241x140": "Custom.241x140mm"}


def print_once(paper: Paper, queue: str | None = None) -> str:
    """Hands it to the printer.

    Args:
        paper: What to print.
        queue: The printer; the system's default printer otherwise.

    Returns:
        The sentence for the person.

    Raises:
        NoPdfHere, CharacterMissing, NoPrinter and their like: as they say.
    """
    made = pdf.render([paper])
    return printer.submit(made, queue=queue, title=paper.title, media=_MEDIA[paper.form]).sentence
