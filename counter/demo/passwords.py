"""PINs for the people of an invented hall: they follow from the seed and are printed for everybody to see."""

from __future__ import annotations

import random
from collections.abc import Mapping

from counter.domain.hall.beginning.hallfile import HallFile, StaffEntry
from counter.domain.hall.laid_down import Person
from counter.domain.hall.people.pins import accepted_pin, given_out
from counter.domain.hall.rights import Role
from counter.domain.hall.rulebook import shipped
from counter.domain.hall.ruled.house import Security

_WORDS = (
    "qingshan", "lvshui", "chunfeng", "xiyu", "daotian", "maisui", "taohua", "zhulin", "yueliang", "xiaohe",
    "dongtian", "nuanyang", "gaopo", "shiqiao", "laojing", "caiyuan", "huangniu", "baige", "songshu", "yunwu",
)  # fmt: skip
_PASSPHRASE = {Role.DIRECTOR, Role.DISCIPLINE}


def pins_of(file: HallFile, chance: random.Random) -> Mapping[str, str]:
    """A PIN for everybody who can sign on, by staff number; village agents cannot."""
    rules = shipped(file.rulebook).security
    return {each.no: _pin(each, rules, chance) for each in file.staff if set(each.roles) != {Role.VILLAGE_AGENT}}


def _pin(entry: StaffEntry, rules: Security, chance: random.Random) -> str:
    person = Person(entry.no, entry.name, entry.title, tuple(map(str, entry.roles)))
    if _PASSPHRASE & set(entry.roles):
        return accepted_pin("-".join(chance.sample(_WORDS, 3)), person, rules)
    return given_out(person, rules, chance.choice)
