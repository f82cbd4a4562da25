"""With what somebody comes to an invented desk: the papers at hand, money, and who does it for whom."""

from __future__ import annotations

import random
from dataclasses import replace

from counter.demo.crowd import Party
from counter.domain.casework.case.decision import Brought
from counter.domain.casework.case.facts import KEPT
from counter.domain.casework.cases import Application, Money
from counter.domain.hall.files.volumes import Volumes
from counter.domain.hall.items.item import Item, Material


class Wishes:
    """Makes applications by the shares of the volumes."""

    def __init__(self, volumes: Volumes, chance: random.Random) -> None:
        self.volumes, self.chance = volumes, chance
        self.receipts = 0

    def made(self, item: Item, party: Party) -> Application:
        """One application as it is typed in."""
        brought, go_on = self._brought(item)
        later = self.chance.random() < self.volumes.invented.left_for_later
        money = self._money(item)
        return Application(
            item.code, party.applicant, brought, agent=party.agent, channel=party.channel,
            gaps="go-on" if go_on else None, finish=not later,
            money=None if item.fee else money, fee=money if item.fee else None, marks=self._kept(item, brought),
        )  # fmt: skip

    def for_family(self, first: Application, item: Item, party: Party, visit: int) -> list[Application]:
        """The same payment for others of the household, in one visit."""
        if first.money is None or self.chance.random() >= self.volumes.invented.family_paid:
            return []
        return [
            replace(first, subject=member, brought=Brought(), money=self._money(item), visit=visit)
            for member in party.family
        ]

    def _kept(self, item: Item, brought: Brought) -> tuple[tuple[str, str], ...]:
        """The original that stays here until the matter is over, as a household book."""
        shown = [each.name for each in item.materials if each.keep == "returned" and not each.when]
        here = [name for name in shown if brought.have is None or name in brought.have]
        if item.kind == "instant" or not here or self.chance.random() >= self.volumes.invented.originals_kept:
            return ()
        return ((here[-1], KEPT),)

    def _brought(self, item: Item) -> tuple[Brought, bool]:
        """The papers at hand, and whether what lacks may follow (容缺)."""
        asked = [each for each in item.materials if not each.when]
        lot = self.chance.random()
        for share, choose in (
            (self._correction(item), self._forgotten), (self._deferred(item), self._promised),
            (self.volumes.returned, self._without_main), (self.volumes.refused / 2, self._without_other),
        ):  # fmt: skip
            if lot < share:
                return choose(asked)
            lot -= share
        return Brought(), False

    def _correction(self, item: Item) -> float:
        return self.volumes.correction["instant" if item.kind == "instant" else "other"]

    def _deferred(self, item: Item) -> float:
        return 0.0 if item.kind == "instant" else self.volumes.deferred_accept

    def _forgotten(self, asked: list[Material]) -> tuple[Brought, bool]:
        missing = self.chance.sample(asked, min(len(asked), self.chance.choice((1, 1, 1, 2, 2, 3))))
        return _without(asked, missing, forgot=True), False

    def _promised(self, asked: list[Material]) -> tuple[Brought, bool]:
        may = [each for each in asked if each.deferrable and not each.key]
        if not may:
            return Brought(), False
        lacking = [self.chance.choice(may)]
        brought = _without(asked, lacking)
        return replace(brought, promised_later=(lacking[0].name,)), True

    def _without_main(self, asked: list[Material]) -> tuple[Brought, bool]:
        return self._without_one([each for each in asked if each.key], asked)

    def _without_other(self, asked: list[Material]) -> tuple[Brought, bool]:
        return self._without_one([each for each in asked if not each.key and not each.deferrable], asked)

    def _without_one(self, among: list[Material], asked: list[Material]) -> tuple[Brought, bool]:
        if not among or len(asked) < 2:
            return Brought(), False
        return _without(asked, [self.chance.choice(among)]), False

    def _money(self, item: Item) -> Money | None:
        """The hall's own fee, or what is collected for another body."""
        habits = self.volumes.invented
        paid = habits.paid_yuan.get(item.code, ())
        if not (item.fee or paid):
            return None
        self.receipts += 1
        channel = self.chance.choices(list(habits.paid_by), list(habits.paid_by.values()))[0]
        yuan = item.fee or self.chance.choice(paid)
        return Money(yuan * 100, channel, f"演{self.receipts:06d}", bool(item.fee), item.fee_basis)


def _without(asked: list[Material], lacking: list[Material], *, forgot: bool = False) -> Brought:
    names = tuple(each.name for each in lacking)
    have = tuple(each.name for each in asked if each.name not in names)
    return Brought(have, forgot=names if forgot else ())
