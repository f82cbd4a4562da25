"""Rows of enquiries: who was asked first, and to whom it was passed on."""

from __future__ import annotations

from counter.domain.posts.answerable.facts import Answerable, Facts, people

_ENQUIRY = "SELECT id, staff, with_post, received_by, waits, until FROM enquiry WHERE {} = ? ORDER BY id LIMIT 1"


def _asked(facts: Facts) -> tuple[str, str, str]:
    """Who was asked first, who handles what was passed on, and what shows it."""
    found = facts.rows(_ENQUIRY.format("id"), facts.enquiry) if facts.enquiry else ()
    if not found and facts.case_ is not None:
        found = facts.rows(_ENQUIRY.format("case_id"), facts.case_.id)
    if not found:
        case = facts.case
        return str(case.row["clerk"]), _transferred_to(facts), "收件登记"
    key, staff, with_post, received_by, _, _ = found[0]
    handler = received_by or (facts.hall.answering(with_post, facts.at).person if with_post else "")
    return staff, handler, f"首问登记 {key}"


def _transferred_to(facts: Facts) -> str:
    case = facts.case_
    moved = case is not None and any(each.kind == "transferred" and each.happened <= facts.at for each in case.events)
    return facts.answer.person if moved else ""


def own_scope(facts: Facts) -> Answerable:
    """Z08: an enquiry in one's own scope: who was asked first; beside them who handles what was passed on."""
    first, handler, seen = _asked(facts)
    return Answerable((first,), people(handler if handler != first else ""), (seen,))


def passed_on(facts: Facts) -> Answerable:
    """Z09: what was passed on is delayed: who handles it; who was asked first presses to the end."""
    first, handler, seen = _asked(facts)
    return Answerable((handler or first,), people(first if handler else ""), (seen,), () if handler else ("转办记录",))


def first_asked_duty(facts: Facts) -> Answerable:
    """Z10: the duty of who is asked first was broken: who was asked."""
    first, _, seen = _asked(facts)
    return Answerable((first,), (), (seen,))
