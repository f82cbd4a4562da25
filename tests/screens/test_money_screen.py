"""收款对账 at the keyboard: from closing, a window's day counted and confirmed, paid in, the month on paper."""

from __future__ import annotations

from pathlib import Path

import pytest

from counter.domain.casework.till.money import Money
from counter.domain.hall.opened import Hall
from counter.screens.day.money import MoneyScreen
from counter.screens.shared.asking import AskScreen
from counter.screens.shared.sheet import SheetScreen
from tests.halls import make_hall
from tests.hands import take
from tests.screens.counter_app import (
    CLERK,
    DESK,
    app_of,
    press,
    ready,
    sign_on,
    status,
    text,
    too_wide,
    unexpected,
    verbs,
)  # fmt: skip
from tests.screens.rest import at_rest
from tests.signing import PIN

pytestmark = pytest.mark.usefixtures("terminal")


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    made = ready(make_hall(tmp_path))
    take(made, money=Money(40_000, "现金", "P-1"))
    take(made, money=Money(1_050, "微信", "P-2"))
    return made


@pytest.mark.rule("S31.11")
async def test_a_window_s_day_is_counted_confirmed_and_paid_in(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app, DESK)
        app.go("closing")
        await at_rest(app)
        assert "收款未对账" in text(app)
        await press(app, "4")
        assert isinstance(app.screen, MoneyScreen)
        assert "民政窗口" in text(app) and "400.00" in text(app) and "10.50" in text(app) and "未对账" in text(app)
        assert "收费0.00元  代收400.00元" in text(app)
        await press(app, "1", "399.50", "enter", "2", "enter", "enter", "enter", CLERK, "enter", PIN, "enter")
        assert isinstance(app.screen, AskScreen) and "差-0.50元" in status(app)
        await press(app, "escape", "1", "400", "enter", "x", "enter")
        assert "请填数字" in status(app)
        await press(app, "backspace", "2", "enter", "enter", "enter", CLERK, "enter", PIN, "enter")
        assert isinstance(app.screen, MoneyScreen) and "已对账" in status(app)
        await press(app, "f9")
        assert "清点人何平，复核人张丽" in text(app)
        await press(app, "escape", "2", "1", "500", "enter", "医保征缴户", "enter", "J-1", "enter", "enter")
        assert "只有400.00元" in status(app)
        await press(app, "escape", "2", "1", "300", "enter", "医保征缴户", "enter", "J-1", "enter", "enter")
        assert "还有100.00元" in status(app) and "代收100.00元" in text(app)
        assert {"reconcile", "pay-in"} <= set(verbs(hall))
        assert too_wide(app) == []
        await press(app, "3")
        assert isinstance(app.screen, SheetScreen) and "收费代收月报" in text(app)
        await press(app, "escape", "escape")
        await at_rest(app)
        assert "收款未对账" not in text(app)
        assert unexpected(app) == []


async def test_who_took_the_money_counts_it_without_closing_the_day(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app, CLERK)
        app.go("money")
        await at_rest(app)
        assert isinstance(app.screen, MoneyScreen)
        await press(app, "1", "400", "enter", "2", "enter", "enter", "enter", DESK, "enter", PIN, "enter")
        assert "已对账" in status(app)
        await press(app, "2")
        assert "没有办理“解缴”的权限" in status(app)


async def test_nobody_confirms_the_own_count_and_a_wrong_pin_counts_nothing(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app, DESK)
        app.go("closing")
        await at_rest(app)
        await press(app, "4", "1", "400", "enter", "2", "enter", "enter", "enter", CLERK, "enter", "000000", "enter")
        assert isinstance(app.screen, AskScreen) and "密码" in status(app)
        await press(app, "escape", "1", "400", "enter", "2", "enter", "enter", "enter", DESK, "enter", PIN, "enter")
        assert "不能自己复核自己" in status(app)
        assert "reconcile" not in verbs(hall)


async def test_with_no_cash_here_nothing_is_asked(tmp_path: Path) -> None:
    app = app_of(ready(make_hall(tmp_path)))
    async with app.run_test(size=(80, 24)):
        await sign_on(app, DESK)
        app.go("closing")
        await press(app, "4", "2")
        assert isinstance(app.screen, MoneyScreen) and "没有要解缴的现金" in status(app)
