"""Hands out the papers of a visit: its notices, and one receipt where they do not already say everything."""

from __future__ import annotations

from counter.domain.casework.case import visits
from counter.domain.casework.papers import forms
from counter.screens.shared.session import Session


def hand_out(session: Session, visit: int) -> str:
    """Prints what the visit gave rise to and was not printed yet.

    One case with its notice needs no receipt besides; anything else gets one for the whole visit. A
    character that no font holds leaves a box to write in: whoever stands there is not sent away for it.

    Returns:
        A sentence for the status line.

    Raises:
        Refusal: of the printer or the PDF; the papers stand, and can be printed later.
    """
    from counter.papers import office  # with the fonts and printers behind it: only where something is handed out

    with session.look() as connection:
        several = len(visits.cases_of(connection, visit)) > 1
        waiting = visits.unprinted(connection, visit)
    if several or not waiting:
        with session.act() as work:
            forms.make_receipt(work, visit)
    return office.print_visit(session, visit, blank_missing=True).sentence


def hand_out_paper(session: Session, paper: int) -> str:
    """Prints one paper that belongs to no case, as the slip of an appointment.

    Raises:
        Refusal: of the printer or the PDF; the paper stands, and can be printed later.
    """
    from counter.papers import office

    return office.print_paper(session, paper, "printer", blank_missing=True).sentence
