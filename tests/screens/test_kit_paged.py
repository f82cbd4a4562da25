"""Lists over keyset pages: moving, turning, reading again, widths."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from counter.screens.kit.lines import Styles, cells
from counter.screens.kit.paged import Column, PagedList
from tests.screens.kit_hall import Desk, Hall, press
from tests.screens.painted import rows_of as shown


class Numbers:
    """Rows 0, 10, 20 …; counts what is asked of it."""

    def __init__(self, most: int) -> None:
        self.rows = [10 * at for at in range(most)]
        self.longest = 0

    def key(self, row: int) -> int:
        return row

    def first(self, limit: int) -> Sequence[int]:
        return self._noted(self.rows[:limit])

    def after(self, key: int, limit: int) -> Sequence[int]:
        return self._noted([row for row in self.rows if row > key][:limit])

    def before(self, key: int | None, limit: int) -> Sequence[int]:
        return self._noted([row for row in self.rows if key is None or row < key][-limit:])

    def count(self) -> int:
        return len(self.rows)

    def _noted(self, rows: list[int]) -> list[int]:
        self.longest = max(self.longest, len(rows))
        return rows


def numbers(source: Numbers) -> PagedList[int]:
    return PagedList(
        source,
        [Column("编号", 6, str, "r"), Column("事项", 10, lambda row: f"第{row}件", stretch=1)],
        meaning=lambda row: Styles.OVERDUE if row == 20 else Styles.PLAIN,
        empty="今天还没有办件。",
    )


async def test_a_list_moves_turns_pages_and_never_holds_more_than_one() -> None:
    source = Numbers(1000)
    app = Hall(lambda: Desk(numbers(source)))
    async with app.run_test(size=(80, 24)):
        listed = app.screen.query_one(PagedList)
        page = len(listed.rows)
        await press(app, "down", "down", "enter", "3")
        assert app.heard() == [("open", 20), (3, 20)]
        assert shown(app)[4].startswith("超")
        for keys, row in [
            (["home"], 0),
            (["pagedown"], 10 * page),
            (["up"], 10 * (page - 1)),
            (["down"], 10 * page),
            (["end"], 9990),
            (["down", "down"], 9990),
            (["home", "up"], 0),
            (["pagedown", "pagedown", "pageup"], 10 * page),
        ]:
            await press(app, *keys)
            assert listed.current == row, keys
        assert source.longest <= page + 1
        assert "共 1000 条" in "".join(shown(app))


async def test_every_row_is_met_once_going_down_and_again_going_up() -> None:
    source = Numbers(60)
    app = Hall(lambda: Desk(numbers(source)))
    async with app.run_test(size=(80, 24)):
        listed = app.screen.query_one(PagedList)
        met = [listed.current]
        for _ in range(59):
            listed.pressed("down", None)
            met.append(listed.current)
        assert met == source.rows
        back = [listed.current]
        for _ in range(59):
            listed.pressed("up", None)
            back.append(listed.current)
        assert back == source.rows[::-1]


async def test_a_list_read_again_keeps_its_row_and_survives_losing_it() -> None:
    source = Numbers(100)
    app = Hall(lambda: Desk(numbers(source)))
    async with app.run_test(size=(80, 24)):
        listed = app.screen.query_one(PagedList)
        await press(app, "pagedown", "down", "down")
        kept = listed.current
        source.rows = [-10, *source.rows]
        listed.reload()
        assert listed.current == kept
        source.rows = [5]
        listed.reload()
        assert listed.current == 5
        source.rows = []
        listed.reload()
        assert listed.current is None
        assert "今天还没有办件。" in shown(app)
        await press(app, "enter", "0", "up", "down", "end", "pageup")
        assert app.heard() == [(0, None)]


@pytest.mark.parametrize(
    ("keys", "row"), [(["down"], 10), (["pagedown", "home", "down"], 10), (["end", *["pageup"] * 9], 0)]
)
async def test_what_is_new_before_the_first_page_is_shown_when_it_is_read_again(keys: list[str], row: int) -> None:
    source = Numbers(100)
    app = Hall(lambda: Desk(numbers(source)))
    async with app.run_test(size=(80, 24)):
        listed = app.screen.query_one(PagedList)
        await press(app, *keys)
        source.rows = [-10, *source.rows]
        listed.renew(source)
        assert (listed.rows[0], listed.current) == (-10, row)
        await press(app, *["down"] * (len(listed.rows) - 1 - listed.at))
        last = listed.current
        source.rows = [-20, *source.rows]
        listed.renew(source)
        assert listed.current == last


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_a_list_fills_the_width_it_gets(size: tuple[int, int]) -> None:
    app = Hall(lambda: Desk(numbers(Numbers(100))))
    async with app.run_test(size=size):
        listed = app.screen.query_one(PagedList)
        row = listed.lines()[1]
        assert sum(cells(text) for text, _ in row) == size[0]
        assert listed.size.height == size[1] - 3
        assert len(listed.rows) == size[1] - 5


async def test_a_list_can_begin_at_a_row_with_a_full_page_around_it() -> None:
    source = Numbers(1000)
    app = Hall(lambda: Desk(numbers(source)))
    async with app.run_test(size=(80, 24)):
        listed = app.screen.query_one(PagedList)
        page = len(listed.rows)
        for key, top in [(5000, 5000), (9980, 10000 - 10 * page), (0, 0)]:
            listed.point_at(key)
            assert (listed.current, listed.rows[0], len(listed.rows)) == (key, top, page)
        listed.point_at(55)
        assert listed.current == 0
        assert source.longest <= page + 1
