"""交接单 on paper: as text for the dot-matrix printer and as PDF, with every line of a long list."""

from __future__ import annotations

from pathlib import Path

import pytest

from counter.domain.casework.case import visits
from counter.domain.posts import handing
from counter.papers import pdf
from counter.papers.text import render
from tests.halls import make_hall
from tests.hands import do, take


@pytest.mark.rule("S13.8")
def test_a_long_list_goes_whole_onto_the_sheet_in_text_and_pdf(tmp_path: Path) -> None:
    hall = make_hall(tmp_path, at="2026-11-20T09:00:00")
    for _ in range(60):
        take(hall)
    do(hall, handing.hand_over, "MZ", "12", by="07")
    with hall.look() as connection:
        key = connection.exec_driver_sql("SELECT max(paper_id) FROM handover").scalar_one()
        paper = visits.paper(connection, key)
    printed = "\n".join(render(paper))
    assert all(f"1120-{number:04d}" in printed for number in range(1, 61))
    assert "交接的办件和待办（60项）" in printed and "签名（捺印）" in printed
    made = pdf.render([paper])
    assert made.startswith(b"%PDF") and len(made) > 5_000
