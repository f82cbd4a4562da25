"""Drafts: kept per terminal, private, whole or not at all; a broken one is set aside."""

from __future__ import annotations

import stat
from dataclasses import replace
from pathlib import Path

import pytest

from counter.domain.casework.intake.drafts import Draft, Drafts, new_key
from counter.domain.clock import at

DRAFT = Draft(
    new_key(), "李国强", "临时救助", "填到“电话”", at("2026-11-20T09:12:00"), "07", True,
    {"typed": "李\ud800", "sheet": {}},
)  # fmt: skip


@pytest.fixture
def drafts(tmp_path: Path) -> Drafts:
    return Drafts(tmp_path / "hall.db", "民政")


def test_what_is_kept_comes_back(drafts: Drafts) -> None:
    assert drafts.keep(DRAFT)
    assert drafts.all() == [DRAFT]
    assert drafts.keep(replace(DRAFT, who="改过"))
    assert [each.title for each in drafts.all()] == ["改过  临时救助"]
    drafts.drop(DRAFT.key)
    drafts.drop(DRAFT.key)
    assert drafts.all() == []


def test_the_latest_stands_first(drafts: Drafts) -> None:
    older = replace(DRAFT, key=new_key(), written=at("2026-11-20T08:00:00"))
    for each in (DRAFT, older):
        drafts.keep(each)
    assert [each.key for each in drafts.all()] == [DRAFT.key, older.key]


def test_each_terminal_has_its_own_and_the_close_counts_all(tmp_path: Path) -> None:
    database = tmp_path / "hall.db"
    for terminal in ("民政", "医保", "../x", ""):
        assert Drafts(database, terminal).keep(replace(DRAFT, key=new_key()))
        assert len(Drafts(database, terminal).all()) == 1
    assert len(list((tmp_path / "hall.db.drafts").rglob("*.json"))) == 4
    assert {path.name for path in tmp_path.iterdir()} == {"hall.db.drafts"}


def test_only_the_owner_reads_them(drafts: Drafts) -> None:
    drafts.keep(DRAFT)
    (file,) = drafts.folder.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(drafts.folder.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '{"form": 3}', '{"form": {}, "written": "x"}', "[" * 100_000, "\x00\xff"]
)
def test_a_broken_file_is_set_aside_and_the_others_stay(drafts: Drafts, text: str) -> None:
    drafts.keep(DRAFT)
    key = new_key()
    (drafts.folder / f"{key}.json").write_text(text, encoding="utf-8")
    assert drafts.all() == [DRAFT]
    assert (drafts.folder / f"{key}.broken").exists()
    assert drafts.all() == [DRAFT]


def test_a_kill_in_the_middle_of_writing_leaves_the_old_draft(drafts: Drafts) -> None:
    drafts.keep(DRAFT)
    (drafts.folder / f"{DRAFT.key}.part").write_text('{"form"', encoding="utf-8")
    assert drafts.all() == [DRAFT]


def test_a_disk_that_takes_nothing_is_said_not_raised(tmp_path: Path) -> None:
    (tmp_path / "hall.db.drafts").write_text("in the way", encoding="utf-8")
    drafts = Drafts(tmp_path / "hall.db", "民政")
    assert not drafts.keep(DRAFT)
    assert drafts.all() == []
    drafts.drop(DRAFT.key)
