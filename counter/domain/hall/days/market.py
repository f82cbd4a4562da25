"""Market days (逢场): by the last digit of the solar or lunar day, with extra days and exceptions.

Which days a hall's market falls on is the hall's own setting; without digits there is no market
except on the extra days.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from counter.domain.hall.days.lunar import digit_name, lunar_day
from counter.domain.reckoning import Reckoning, Step

Basis = Literal["solar", "lunar"]


@dataclass(frozen=True, slots=True)
class MarketRule:
    """When a town has its market.

    `digits` are last digits of the day of the month, so 2 means the 2nd, 12th and 22nd, and 0 the 10th,
    20th and 30th. The exceptions go before the extra days, both before the digits.
    """

    basis: Basis = "lunar"
    digits: frozenset[int] = frozenset()
    extra: frozenset[date] = frozenset()
    except_: frozenset[date] = frozenset()


def is_market_day(rule: MarketRule, day: date) -> Reckoning[bool]:
    """Whether the town has its market that day, and by which count.

    Raises:
        OutsideLunarTable: The rule counts lunar days and the table does not reach that day.
    """
    if day in rule.except_:
        return _found(False, f"{day:%m-%d} 停场")
    if day in rule.extra:
        return _found(True, f"{day:%m-%d} 加场 逢场")
    if not rule.digits:
        return _found(False, "没有设逢场日")
    return _by_digit(rule, day)


def _by_digit(rule: MarketRule, day: date) -> Reckoning[bool]:
    name, number = _named(rule.basis, day)
    digit = number % 10
    if digit not in rule.digits:
        return _found(False, f"{name} 冷场")
    return _found(True, f"{name} 逢{digit_name(digit)} 逢场")


def _named(basis: Basis, day: date) -> tuple[str, int]:
    if basis == "solar":
        return f"公历{day.month}月{day.day}日", day.day
    lunar = lunar_day(day)
    return f"农历{lunar}", lunar.day


def _found(value: bool, text: str) -> Reckoning[bool]:
    return Reckoning(value, (Step(text),))
